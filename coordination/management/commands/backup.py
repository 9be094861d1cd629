"""`manage.py backup FOLDER`: the database, the files, and what both hold; the product may go on meanwhile."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from coordination.management import backups


class Command(BaseCommand):
    help = "Save the database and the files into a new folder, with a manifest of counts and sums."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is new or empty")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        manifest = backups.back_up(folder)
        rows = sum(count for count, _sum in manifest["rows"].values())
        self.stdout.write(
            f"Saved in {folder}: {len(manifest['rows'])} tables with {rows} rows, {len(manifest['files'])} files."
        )
