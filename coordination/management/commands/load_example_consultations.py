"""Loads the consultations of the demonstration; `coordination/consultations/demonstration/` holds their words."""

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.consultations import services
from coordination.consultations.models import Consultation
from coordination.management.example_consultation import ExampleConsultation, seated

FOLDER = Path(__file__).resolve().parents[2] / "consultations" / "demonstration"


class Command(BaseCommand):
    help = "Load the example consultations of the demonstration, unless there are some."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            loaded = load_consultations()
        if verbosity:
            words = (
                f"{loaded} example consultations loaded." if loaded else "Example consultations are there."
            )
            self.stdout.write(words)


def load_consultations() -> int:
    """Load the files whose examples are not there yet; how many consultations that made."""
    loaded: dict[str, Consultation] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        lines = tomllib.loads(path.read_text(encoding="utf-8"))["consultations"]
        if not _is_loaded({line["by"] for line in lines}):
            for words in lines:
                loaded[words["title"]] = ExampleConsultation(words, loaded).load()
    if loaded:
        # What has ended says how, as it would have by then.
        services.keep_time()
    return len(loaded)


def _is_loaded(convenors: set[str]) -> bool:
    """Whether one of those who ask reads an example; not by title, for it may be renamed."""
    for code in sorted(convenors):
        with reading_as(actor := seated(code)):
            if Consultation.objects.visible_to(actor).filter(is_example=True).exists():
                return True
    return False
