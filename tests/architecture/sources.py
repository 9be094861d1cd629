"""Which files are ours, for the tests that read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("config", "coordination", "actionplans", "templates", "tests", "docs", "deploy")
# Written by makemigrations.
MADE = {
    "0001_initial.py",
    "0007_documents.py",
    "0009_meetings.py",
    "0011_room.py",
    "0013_consultations.py",
    "0015_notices.py",
}


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """All files of ours with one of the suffixes, `manage.py` and the like included."""
    found = [path for path in ROOT.iterdir() if path.suffix in suffixes]
    for folder in OURS:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    kept = (path for path in found if "__pycache__" not in path.parts and path.name not in MADE)
    return tuple(sorted(kept))


def name(path: Path) -> str:
    """The path as it is said in a message."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def product() -> Iterator[Path]:
    """The product's own Python: no tests, no migrations."""
    for path in files(".py"):
        if not name(path).startswith("tests/") and "migrations" not in path.parts:
            yield path
