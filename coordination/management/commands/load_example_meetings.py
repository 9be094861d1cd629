"""Loads the meetings of the demonstration; `coordination/meetings/demonstration/` holds their words."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.management.example_meeting import ExampleMeeting, example_body, speaker
from coordination.meetings.models import Body, Meeting
from coordination.people.models import today

from .load_bodies import load_bodies

FOLDER = Path(__file__).resolve().parents[2] / "meetings" / "demonstration"


class Command(BaseCommand):
    help = "Load the example meetings of the demonstration; a body that has some is left alone."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            load_bodies()
            loaded = load_meetings()
        if verbosity:
            self.stdout.write(
                f"{loaded} example meetings loaded." if loaded else "Example meetings are there."
            )


def load_meetings() -> int:
    """Load the meetings of every body that has no example yet; how many there were to load."""
    loaded = 0
    for path in sorted(FOLDER.glob("*.toml")):
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        body = _body(words)
        if not _is_loaded(body, words["by"]):
            for meeting in words["meetings"]:
                ExampleMeeting(body, meeting).load()
            loaded += len(words["meetings"])
    return loaded


def _body(words: dict[str, Any]) -> Body:
    """The body of a file: one of the reference bodies by its code, or an example that the file describes."""
    actor = speaker(words["by"], today())
    described: dict[str, Any] = words.get("body", {})
    code = described["code"] if described else words["code"]
    with reading_as(actor):
        found = Body.objects.visible_to(actor).filter(code=code).first()
    return found or example_body({**described, "by": words["by"]})


def _is_loaded(body: Body, by: str) -> bool:
    actor = speaker(by, today())
    with reading_as(actor):
        return Meeting.objects.visible_to(actor).filter(body=body, is_example=True).exists()
