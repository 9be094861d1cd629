"""Writes docs/features.md: every row of what the product must do, its state, and the tests that prove it.

The rows stand in tests/features/rows.csv; a test names those it proves with `@pytest.mark.row("A3")`.
"""

import ast
import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

ROWS = Path("tests", "features", "rows.csv")
PARTS = {
    "A": "The systems in the source documents",
    "B": "What users expect",
    "C": "What is new",
    "D": "Traps",
}
TESTED, OPEN = "tested", "open"


class Command(BaseCommand):
    help = "Write docs/features.md from tests/features/rows.csv and the tests' markers."
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        text = features(root)
        (root / "docs" / "features.md").write_text(text, encoding="utf-8")
        self.stdout.write(f"docs/features.md: {text.count(f'| {TESTED} |')} rows have tests")


def features(root: Path) -> str:
    """The page; raises `CommandError` when a test names a row that does not exist."""
    with (root / ROWS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    proofs = proofs_by_row(root)
    if unknown := sorted(set(proofs) - {row["id"] for row in rows}):
        raise CommandError(f"Tests name rows that {ROWS} does not know: {', '.join(unknown)}.")
    done = sum(row["id"] in proofs for row in rows)
    lines = [
        "# What the product does, and what proves it",
        "",
        f"Written by `make docs`; {done} of {len(rows)} rows have tests. *Tested*: at least one test names the",
        "row, and all tests pass before a change is accepted. *Open*: not built yet, or not proven yet.",
    ]
    for letter, title in PARTS.items():
        lines += ["", f"## {letter}. {title}", "", "| # | Row | Slice | State | Tests |", "|-|-|-|-|-|"]
        for row in rows:
            if row["id"].startswith(letter):
                lines.append(_line(row, proofs.get(row["id"], {})))
    return "\n".join(lines) + "\n"


def _line(row: dict[str, str], tests: dict[str, int]) -> str:
    words = f"{row['title']}: {row['does']}" if row["does"] else row["title"]
    state = TESTED if tests else OPEN
    shown = ", ".join(f"`{path}` ({count})" for path, count in sorted(tests.items()))
    return f"| {row['id']} | {words} | {row['slice']} | {state} | {shown} |"


def proofs_by_row(root: Path) -> dict[str, dict[str, int]]:
    """For each row, the files whose tests name it, with how many do."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path in sorted((root / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        name = path.relative_to(root / "tests").as_posix()
        for _test, rows in marked_tests(tree):
            for row in rows:
                found[row][name] += 1
    return found


def marked_tests(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Every test of a module with the rows that it, its class or its module name."""
    everywhere = _rows_of(
        statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets)
    )
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        of_class = _rows_of(node.decorator_list) if isinstance(node, ast.ClassDef) else set()
        for test in inside:
            if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef) and test.name.startswith("test_"):
                yield test.name, everywhere | of_class | _rows_of(test.decorator_list)


def _rows_of(expressions: Any) -> set[str]:
    """The ids in `pytest.mark.row("A3")`, wherever it stands in the expressions."""
    return {
        argument.value
        for expression in expressions
        for node in ast.walk(expression)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.row"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
