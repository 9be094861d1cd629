"""The measuring itself works, and no page asks more of the database than it may."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from .report import MOST_QUERIES

ENTRIES = 20_000


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `bench` says of a small world, in a database and a process of its own."""
    file: Path = tmp_path_factory.mktemp("bench") / "figures.json"
    command = [sys.executable, "manage.py", "bench", "--entries", str(ENTRIES), "--json", str(file)]
    quick = ["--requests", "2", "--seconds", "0", "--personas", "italy,italy_labour"]
    done = subprocess.run([*command, *quick], cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(file.read_text())


def test_every_page_answers(measured: dict[str, Any]) -> None:
    pages = {row["page"] for row in measured["pages"] if row["reader"] == "italy"}

    assert {"table", "matrix, actor × country", "entry", "history", "API list", "API matrix"} <= pages
    assert {"plans", "plan actions", "plan fiches", "plan fiche", "plan, print", "API plan"} <= pages
    assert {"plan", "plan, coverage", "plan, as of a day", "plan, between two days"} <= pages
    assert {"meeting of 25 items", "room", "notes", "calendar", "desk", "consultation"} <= pages
    assert {row["status"] for row in measured["pages"]} == {200}


def test_a_page_asks_at_most_so_many_questions(measured: dict[str, Any]) -> None:
    asked = {
        (row["page"], row["reader"]): row["queries"]
        for row in measured["pages"]
        if not row["page"].startswith("CSV")  # a file asks once for each five hundred rows
    }

    assert {page: n for page, n in asked.items() if n > MOST_QUERIES} == {}
    assert min(asked.values()) > 2


def test_the_number_of_questions_does_not_grow_with_the_entries(measured: dict[str, Any]) -> None:
    plans = {"plan", "plan, print", "plan, coverage", "plan, as of a day", "plan, between versions"}
    plans |= {"API plan", "plan actions", "API plan actions"}
    register = {"table", "matrix", "country", "API list"}
    assert {row["name"] for row in measured["queries"]} == register | plans
    assert [row for row in measured["queries"] if row["few"] != row["many"]] == []
