"""Loads the bodies that meet: `coordination/meetings/reference/bodies.csv`; what is there is left alone."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.audiences import Invited
from coordination.meetings.models import Body
from coordination.people.actors import for_organisation
from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations

FILE = Path(__file__).resolve().parents[2] / "meetings" / "reference" / "bodies.csv"
SYSTEM = "reference"
WORDS = ("code", "kind", "short_en", "short_fr", "name_en", "name_fr", "format", "series")
NUMBERS = ("notice_days", "paper_days", "minutes")
MEMBERS = (OrganisationKind.STATE, OrganisationKind.INSTITUTION)


class Command(BaseCommand):
    help = "Load the bodies of the Council, the Commission and the EEAS that meet on the external dimension."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            made = load_bodies()
        if verbosity:
            self.stdout.write(f"{made} bodies loaded." if made else "Bodies are there.")


def load_bodies() -> int:
    """Set up each body that its convenor has not yet; how many were made."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return sum(_load(row) for row in csv.DictReader(file))


def _load(row: dict[str, str]) -> bool:
    convenor = organisations().by_code[row["convenor"]]
    actor = for_organisation(convenor, system=SYSTEM)
    with reading_as(actor):
        if Body.objects.visible_to(actor).filter(originator=convenor, code=row["code"]).exists():
            return False
        services.set_up(actor=actor, words=services.BodyWords(_fields(row), members(row["members"])))
    return True


def _fields(row: dict[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: row[name] for name in WORDS}
    fields |= {name: int(row[name]) for name in NUMBERS}
    fields |= {name: row[name] == "1" for name in ("by_presidency", "for_members")}
    return fields | {"usual_papers": [words for words in row["usual_papers"].split(";") if words]}


def members(words: str) -> list[Invited]:
    """ "all" stands for the delegations and the institutions, else codes."""
    known = organisations()
    if words == "all":
        return [Invited(body.pk) for body in known.by_id.values() if body.kind in MEMBERS]
    return [Invited(known.by_code[code].pk) for code in words.split(";") if code]
