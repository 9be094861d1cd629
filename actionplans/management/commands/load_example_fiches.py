"""Loads the action fiches of the demonstration; `actionplans/fiches/demonstration/` holds their words."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from actionplans.fiches.models import Fiche, FicheCountry
from actionplans.management.example_fiche import ExampleFiche, actor_of
from actionplans.management.example_plan import Lines
from coordination.access.reader import reading_as

FOLDER = Path(__file__).resolve().parents[2] / "fiches" / "demonstration"


class Command(BaseCommand):
    help = "Load the example fiches of the demonstration; a country that has some is left alone."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            loaded = load_fiches()
        if verbosity:
            self.stdout.write(f"{loaded} example fiches loaded." if loaded else "Example fiches are there.")


def load_fiches() -> int:
    """Load the fiches of every country that has no example yet; how many there were to load."""
    loaded = 0
    for path in sorted(FOLDER.glob("*.toml")):
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        if not _is_loaded(words):
            for fiche in words["fiches"]:
                ExampleFiche(words["country"], fiche).load()
            loaded += len(words["fiches"])
    return loaded


def _is_loaded(words: Lines) -> bool:
    """Whether one of its drafters reads an example of the country; not by title, for a draft may be renamed."""
    for code in sorted({fiche["by"] for fiche in words["fiches"]}):
        drafter = actor_of(code)
        with reading_as(drafter):
            examples = Fiche.objects.visible_to(drafter).filter(is_example=True).values("pk")
            places = FicheCountry.objects.visible_to(drafter).filter(
                fiche__in=examples, country__code=words["country"]
            )
            if places.exists():
                return True
    return False
