"""Loads IATI files into the register, each activity in the name of the body that reports it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coordination.exchange.iati import IatiRefused, Severity
from coordination.people.queries import organisations
from coordination.register import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--as",
            dest="keeper",
            metavar="ORGANISATION",
            default="commission",
            help="who owns what implementers report that belong to no state, by code (commission)",
        )

    def handle(self, *args: Any, files: list[Path], keeper: str, verbosity: int, **options: Any) -> None:
        body = organisations().by_code.get(keeper)
        if body is None or not body.has_accounts:
            raise CommandError(f"“{keeper}” is not the code of an organisation that signs in here.")
        refused = 0
        for path in files:
            try:
                with path.open("rb") as file:
                    outcome = services.load_file(file=file, name=path.name, keeper=body)
            except (IatiRefused, OSError) as error:
                refused += 1
                reason = error.strerror if isinstance(error, OSError) else error
                self.stderr.write(f"{path.name}: nothing was imported. {reason}")
                continue
            partial = [problem for problem in outcome.problems if problem.severity is not Severity.REJECTED]
            self.stdout.write(
                f"{path.name}: {outcome.created} created, {outcome.updated} changed, "
                f"{outcome.unchanged} unchanged, {outcome.rejected} rejected; {len(partial)} details left out"
            )
            for problem in outcome.problems:
                if verbosity > 1 or problem.severity is Severity.REJECTED:
                    self.stdout.write(f"  line {problem.line}: {problem.identifier} {problem.message}")
        if refused:
            raise CommandError(f"{refused} of {len(files)} files could not be read.")
