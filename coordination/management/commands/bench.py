"""`manage.py bench`: how fast every page is with a million entries, beside what it is measured by."""

import json
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand

PERSONAS = "italy,italy_labour,eud_niger"
HEAD = (
    f"{'':30}{'median':>9}{'p95':>9}{'in SQL':>9}{'queries':>9}{'kB':>7}{'packed':>8}"
    f"{'plain':>9}{'×':>7}{'keyset':>9}{'×':>7}{'bare':>9}{'×':>7}"
)


class Command(BaseCommand):
    help = "Load a world of a million entries, once, and print the speed of every page in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--entries", type=int, default=1_000_000)
        parser.add_argument("--requests", type=int, default=40, help="Most rounds for each page.")
        parser.add_argument("--seconds", type=float, default=6, help="Longest time for each page.")
        parser.add_argument("--only", default="", help="Pages whose name holds this.")
        parser.add_argument("--personas", default=PERSONAS)
        parser.add_argument("--anew", action="store_true", help="Make the database again.")
        parser.add_argument("--json", type=Path, help="Write the figures to this file too.")

    def handle(self, *args: Any, **options: Any) -> None:
        # The tests' personas and factories of the world are no part of the product.
        from tests.bench import loading, measure, report

        loading.prepare(options["entries"], self._say, anew=options["anew"])
        found: list[measure.Figures] = []
        for name in options["personas"].split(","):
            reader = measure.Reader(name)
            self._say(f"\n{name}, {options['entries']:,} entries, milliseconds\n{HEAD}")
            for figures in measure.all_figures(
                reader, options["requests"], options["seconds"], options["only"]
            ):
                self._say(_line(figures))
                found.append(figures)
        grown = measure.growth(measure.Reader("italy")) if not options["only"] else []
        for line in report.verdicts(found, grown):
            self._say(line)
        if options["json"]:
            options["json"].write_text(json.dumps(report.as_data(found, grown), indent=1))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _line(found: Any) -> str:
    def number(value: float | None, digits: int = 1) -> str:
        return "–" if value is None else f"{value:.{digits}f}"

    def beside(times: list[float]) -> str:
        return f"{number(median(times) if times else None):>9}{number(found.ratio(times), 2):>7}"

    status = "" if found.status == 200 else f" ({found.status})"
    return (
        f"{found.page.name + status:30}{found.median:9.1f}{found.p95:9.1f}{median(found.database):9.1f}"
        f"{found.queries:9}{found.sent / 1000:7.0f}{found.packed / 1000:8.1f}"
        f"{beside(found.plain)}{beside(found.strict)}{beside(found.bare)}"
    )
