"""The report of an incident: exactly who saw what, signed, without content; its making is noted."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coordination.access.reader import reading_as
from coordination.history.models import TrailLine
from coordination.people.models import today
from tests import personas
from tests.factories import ActivityFactory

pytestmark = pytest.mark.row("B27")


@pytest.fixture
def entry(committed, settings):
    """Italy's entry, shared with France, which has read it; Malta asked for it in vain."""
    settings.HISTORY_KEY = "a long random text of the tests"
    with reading_as(personas.load("italy").actor()):
        made = ActivityFactory(originator="italy", shared_with=["france"], title="Zephyr mission")
        ActivityFactory(originator="italy", shared_with=["france"], title="Another")
    for name in ("france", "malta"):
        personas.load(name).client.get(f"/activities/{made.pk}/")
    return made


def written(folder: Path, *options: str) -> Path:
    file = folder / "report.json"
    call_command("export_incident", "--from", str(today()), "--out", file, *options, stdout=StringIO())
    return file


def check(file: Path) -> str:
    said = StringIO()
    try:
        call_command("export_incident", "--check", file, stdout=said)
    except CommandError as error:
        return str(error)
    return said.getvalue()


def test_it_says_who_saw_and_changed_a_record_and_no_word_of_it(entry, tmp_path):
    file = written(tmp_path, "--record", str(entry.pk))
    report = json.loads(file.read_text())
    france, malta = (personas.load(name).user.pk for name in ("france", "malta"))
    assert [(event["verb"], event["user"]) for event in report["trail"]] == [
        ("read", france),
        ("not-found", malta),
    ]
    assert {line["record"] for line in report["history"]} == {str(entry.pk)}
    assert "title" in report["history"][0]["fields"]
    assert "Zephyr" not in file.read_text()
    assert report["faults"] == []


def test_it_says_what_a_person_did_and_its_making_is_noted(entry, tmp_path):
    france = personas.load("france").user
    report = json.loads(written(tmp_path, "--person", france.email).read_text())
    assert {event["record"] for event in report["trail"] if event["verb"] == "read"} == {str(entry.pk)}
    assert {event["user"] or event["about"] for event in report["trail"]} == {france.pk}
    noted = TrailLine.objects.using("owner").filter(verb="taken-along").values_list("about_id", flat=True)
    assert list(noted) == [france.pk]


def test_it_is_genuine_until_somebody_changes_it(entry, tmp_path, settings):
    file = written(tmp_path, "--record", str(entry.pk))
    assert "is as it was signed" in check(file)
    genuine = file.read_text()
    file.write_text(genuine.replace('"read"', '"exported"'))
    assert "is not what a key known here has signed" in check(file)
    file.write_text("[]")
    assert "is no report of an incident" in check(file)
    file.write_text(genuine)
    settings.HISTORY_KEY = "another key"
    assert "is not what a key known here has signed" in check(file)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2026-11-27"], "Name --record or --person"),
        (["--from", "yesterday", "--record", "x", "--out", "y"], "is no day"),
        (["--from", "2026-11-27", "--record", "x", "--out", "y"], "is no id of a record"),
        (["--from", "2026-11-27", "--person", "nobody@example.org", "--out", "y"], "Nobody has an account"),
    ],
)
def test_what_cannot_be_understood_is_named(options, said, committed):
    with pytest.raises(CommandError, match=said):
        call_command("export_incident", *options)
