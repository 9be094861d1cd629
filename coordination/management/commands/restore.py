"""`manage.py restore FOLDER`: a backup into an empty database, compared with its manifest when it is in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from coordination.management import backups


class Command(BaseCommand):
    help = (
        "Load a backup into an empty database and store, and compare rows, walls and files with its manifest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that `backup` made")
        parser.add_argument(
            "--check-only", action="store_true", help="look at the sums of the backup, load nothing"
        )

    def handle(self, *args: Any, folder: Path, check_only: bool, **options: Any) -> None:
        manifest = backups.read(folder) if check_only else backups.restore(folder)
        rows = sum(count for count, _sum in manifest["rows"].values())
        done = "Undamaged" if check_only else "Restored and compared"
        self.stdout.write(
            f"{done}: {len(manifest['rows'])} tables with {rows} rows, {len(manifest['files'])} files, "
            f"saved at {manifest['made_at']}."
        )
        if check_only:
            return
        # Rights on the database itself are in no dump; newer versions of the product bring new tables.
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        if "verify_history" in get_commands():
            call_command("verify_history", stdout=self.stdout)
