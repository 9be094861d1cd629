"""What a load test measured, and how it is said."""

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import quantiles

LIMIT = 0.3  # seconds, for 95 of a hundred requests of each kind


@dataclass
class Figures:
    """Seconds by kind of request, what went wrong, and what must not be lost."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)
    shown: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def report(figures: Figures, seconds: float) -> bool:
    """Print the figures; whether the slowest kind keeps the limit."""
    say(f"{'':24}{'requests':>9}{'median':>9}{'p95':>9}{'worst':>9}   milliseconds")
    everything: list[float] = []
    for kind, times in sorted(figures.seconds.items()):
        everything += times
        say(_line(kind, times))
    say(_line("all", everything))
    say(f"{len(everything) / seconds:.0f} requests a second, {len(figures.wrong)} went wrong")
    for words in figures.wrong[:5]:
        say(f"   {words}")
    return all(_p95(times) < LIMIT for times in figures.seconds.values())


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def _line(kind: str, times: list[float]) -> str:
    middle = sorted(times)[len(times) // 2]
    return f"{kind:24}{len(times):9}{middle * 1000:9.1f}{_p95(times) * 1000:9.1f}{max(times) * 1000:9.1f}"
