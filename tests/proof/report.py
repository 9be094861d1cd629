"""Writes docs/proof.md from the figures of a full run: `python -m tests.proof.report`."""

import datetime
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "proof.md"
Figure = Mapping[str, Any]
Figures = Mapping[str, list[Figure]]


@dataclass(frozen=True)
class Check:
    """One claim, the folder or file of the tests that prove it, and its figure in words."""

    claim: str
    tests: tuple[str, ...]
    figure: Callable[[Figures], str] = lambda figures: ""


def _sum(rows: Iterable[Figure]) -> str:
    return f"{sum(row['value'] for row in rows):,}"


def _cells(figures: Figures) -> str:
    rows = figures.get("cells", [])
    return (
        f"{_sum(rows)} cells on {len(rows)} routes, {sum(row['wrong'] for row in rows)} wrong" if rows else ""
    )


def _swept(figures: Figures) -> str:
    rows = figures.get("canaries", [])
    channels = {channel for row in rows for channel in row["channels"]}
    return (
        f"{_sum(rows)} texts read in {len(channels)} channels, none with a hidden row in it" if rows else ""
    )


def _pairs(figures: Figures) -> str:
    rows, times = figures.get("pairs", []), figures.get("time difference", [])
    said = f"{_sum(rows)} pairs of answers, byte for byte the same" if rows else ""
    if times:
        said += f"; times differ by at most {max(row['value'] for row in times):.1f} ms (median of pairs)"
    return said


def _mutants(figures: Figures) -> str:
    if not (rows := figures.get("mutants killed")):
        return ""
    last, suite = rows[-1], figures["policy suite"][-1]
    share = last["value"] / last["of"]
    return (
        f"{last['value']} of {last['of']} killed ({share:.1%}) by a suite of {suite['tests']} tests "
        f"in {suite['value']} s; {last['equivalent']} more change no answer and are named with the reason"
    )


def _api(figures: Figures) -> str:
    rows = figures.get("requests of the API", [])
    return f"{len(rows)} operations, {_sum(rows)} requests, no 5xx, answers as described" if rows else ""


def _lives(figures: Figures) -> str:
    rows = figures.get("steps of lives", [])
    return ", ".join(f"{row['noun']} {row['value']:,} steps in {len(row['states'])} states" for row in rows)


def _all_other(names: tuple[str, ...]) -> Callable[[Figures], str]:
    def said(figures: Figures) -> str:
        found = [(name, figures[name][-1]) for name in figures if name.startswith(names)]
        return "; ".join(f"{name}: {row['value']}{_more(row)}" for name, row in found)

    return said


def _more(row: Figure) -> str:
    rest = {name: value for name, value in row.items() if name not in {"name", "value", "at", "unit"}}
    return f" {row.get('unit', '')}".rstrip() + (
        f" ({', '.join(f'{k} {v}' for k, v in rest.items())})" if rest else ""
    )


CHECKS = (
    Check("Persona × route × method × state", ("tests/access/test_walk.py",), _cells),
    Check("Canaries come out nowhere, behind both walls and behind either alone", ("tests/access/test_canaries",), _swept),
    Check("What is hidden changes no byte and no time", ("tests/access/test_noninterference",), _pairs),
    Check("The database alone holds", ("tests/access/test_walls.py", "tests/access/test_reader.py")),
    Check("Rights taken away end at the next request, batch or mail", ("tests/access/test_revocation.py",)),
    Check("Each rule of the policies is noticed when it changes", ("mutants",), _mutants),
    Check("The API answers as it is described, and never fails", ("tests/proof/test_openapi.py",), _api),
    Check("Records live by the rules in random hands", ("tests/proof/test_life_cycles.py",), _lives),
)  # fmt: skip
OWN = {
    "cells",
    "canaries",
    "pairs",
    "time difference",
    "mutants killed",
    "policy suite",
    "requests of the API",
}
OWN |= {"steps of lives", "planted", "run"}


def figures_of(path: Path) -> Figures:
    found: dict[str, list[Figure]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["name"]].append(row)
    return found


def page(figures: Figures, machine: str, *, day: datetime.date, commit: str) -> str:
    """The page as it is printed."""
    lines = [
        "# The proof",
        "",
        f"Written by `make proof` on {day:%d %B %Y} at commit {commit}, on {machine}. Every figure is of that run.",
        "",
        "| Claim | Figure | Tests | Seconds |",
        "|-|-|-|-|",
    ]
    runs: dict[str, Figure] = {row["file"]: row for row in figures.get("run", [])}
    for check in CHECKS:
        mine = [row for file, row in runs.items() if file.startswith(check.tests)]
        tests, seconds = sum(row["value"] for row in mine), sum(row["seconds"] for row in mine)
        failed = sum(row["failed"] for row in mine)
        said = check.figure(figures) or ("" if tests else "**not run**")
        lines.append(
            f"| {check.claim} | {said}{' **FAILED**' if failed else ''} | {tests or ''} | {seconds:,.0f} |"
        )
    lines += ["", "## Faults", "", "| Figure | Value |", "|-|-|"]
    for name in sorted(set(figures) - OWN):
        row = figures[name][-1]
        lines.append(f"| {name} | {row['value']}{_more(row)} |")
    lines += [
        "",
        "## Seen to fail",
        "",
        "Each defect was put into the product, and the check named beside it failed.",
        "",
    ]
    lines += ["| Defect | Check | Seen |", "|-|-|-|"]
    for row in figures.get("planted", []):
        lines.append(f"| {row['defect']} | `{row['check']}` | {'yes' if row['value'] else '**no**'} |")
    lines += [f"| {defect} | {claim} (`{module}`) | by hand |" for module, claim, defect in by_hand()]
    return "\n".join(lines) + "\n"


def by_hand() -> list[tuple[str, str, str]]:
    """The defects that the tests of faults name: they are planted by hand, in a copy of the product."""
    import ast

    found = []
    for path in sorted((ROOT / "tests" / "faults").glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PLANTED":
                planted = ast.literal_eval(node.value)
                found += [(f"tests/faults/{path.name}", claim, defect) for claim, defect in planted.items()]
    return found


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.proof.figures import path

    figures = figures_of(path())
    version = figures["machine"][-1]["value"] if "machine" in figures else "PostgreSQL"
    machine = f"{os.cpu_count()} cores, {version}, Python {sys.version.split()[0]}"
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    shown = {name: rows for name, rows in figures.items() if name != "machine"}
    PAGE.write_text(
        page(shown, machine, day=datetime.date.today(), commit=commit or "unknown"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
