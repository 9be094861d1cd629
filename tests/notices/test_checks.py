"""Announcements follow every table that they speak of; one that they cannot follow does not start."""

from dataclasses import replace

import pytest

from coordination.history.models import HistoryLine
from coordination.notices.checks import check_nouns
from coordination.notices.nouns import KINDS, NOUNS

pytestmark = [pytest.mark.row("C23"), pytest.mark.usefixtures("db")]


def test_announcements_follow_every_table_that_they_speak_of():
    assert check_nouns(None, databases=["default"]) == []
    assert NOUNS
    assert KINDS


def test_a_table_that_they_do_not_follow_is_reported(monkeypatch):
    planted = replace(next(iter(NOUNS.values())), model=HistoryLine)
    monkeypatch.setitem(NOUNS, HistoryLine._meta.db_table, planted)
    assert [error.id for error in check_nouns(None, databases=["default"])] == ["notices.E001"]
