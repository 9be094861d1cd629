"""Dates in words, in both languages and in one place."""

import datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from coordination.access.dates import date_format
from tests.architecture.sources import name, product

FIRST, SECOND = datetime.date(2027, 1, 1), datetime.date(2027, 1, 2)


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", FIRST, "1er janvier 2027"),
        ("fr", SECOND, "2 janvier 2027"),
        ("en", FIRST, "1 January 2027"),
        ("en", SECOND, "2 January 2027"),
    ],
)
def test_the_first_of_a_month_is_said_as_the_language_says_it(language, day, words):
    with translation.override(language):
        assert date_format(day, "j F Y") == words
        assert Template('{{ day|date:"j F Y" }}').render(Context({"day": day})) == words


def test_no_date_is_nothing_and_a_time_is_of_brussels():
    at = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.UTC)
    written = Template('{{ none|date:"j F Y" }}|{{ at|date:"j F Y, H.i" }}').render(Context({"at": at}))
    assert written == "|1 January 2027, 00.30"


def test_nothing_writes_dates_past_this():
    """Django's own function would say “1 janvier” again."""
    past = [
        name(path)
        for path in product()
        if "formats.date_format" in (text := path.read_text(encoding="utf-8"))
        or "formats import date_format" in text
    ]
    assert past == []
