"""Loads the action plans of the demonstration; `actionplans/plans/demonstration/` holds their words."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from actionplans.management.example_plan import DRAFTER, ExamplePlan, Lines, place_of, speaking
from actionplans.plans.models import Plan
from coordination.access.reader import reading_as

FOLDER = Path(__file__).resolve().parents[2] / "plans" / "demonstration"


class Command(BaseCommand):
    help = "Load the example plans of the demonstration; a country or route that has a plan is left alone."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            loaded = load_plans()
        if verbosity:
            self.stdout.write(f"{loaded} example plans loaded." if loaded else "Example plans are there.")


def load_plans() -> int:
    """Load every plan that its country or route does not have yet; how many there were to load."""
    drafter = speaking(DRAFTER)
    with reading_as(drafter):
        have = list(Plan.objects.visible_to(drafter).values("country_id", "route_id"))
    written = [read(path) for path in sorted(FOLDER.iterdir())]
    missing = [
        words for words in written if not any(place_of(words).items() <= place.items() for place in have)
    ]
    for words in missing:
        ExamplePlan(words).load()
    return len(missing)


def read(path: Path) -> Lines:
    """A plan's file; a folder holds one plan in several files, whose lists follow one another."""
    words: Lines = {}
    for part in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        for name, value in tomllib.loads(part.read_text(encoding="utf-8")).items():
            words[name] = words.get(name, []) + value if isinstance(value, list) else value
    return words
