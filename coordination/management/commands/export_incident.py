"""Who saw what, and when, as a signed file."""

import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coordination.history import incidents
from coordination.history.models import HistoryLine, TrailLine, Verb
from coordination.history.trail import note
from coordination.people.models import BRUSSELS, User


class Command(BaseCommand):
    help = (
        "Write who read, was refused or changed some records, or what some people did; or check such a file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--record", action="append", default=[], metavar="ID", help="Any number of times."
        )
        parser.add_argument(
            "--person", action="append", default=[], metavar="E-MAIL", help="Any number of times."
        )
        parser.add_argument(
            "--from", dest="since", metavar="DAY", help="YYYY-MM-DD, Brussels; needed to write."
        )
        parser.add_argument("--to", dest="until", metavar="DAY", help="The last day; default: today.")
        parser.add_argument("--out", type=Path, metavar="FILE", help="Where the report is written.")
        parser.add_argument("--check", type=Path, metavar="FILE", help="Say whether a report is genuine.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check(options["check"])
        else:
            self._write(options)

    def _check(self, file: Path) -> None:
        try:
            genuine = incidents.is_genuine(orjson.loads(file.read_bytes()))
        except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise CommandError(f"{file} is no report of an incident ({error}).") from error
        if not genuine:
            raise CommandError(f"{file} is not what a key known here has signed.")
        self.stdout.write(f"{file} is as it was signed.")

    def _write(self, options: dict[str, Any]) -> None:
        if not (options["since"] and options["out"] and (options["record"] or options["person"])):
            raise CommandError("Name --record or --person, --from and --out.")
        since = _midnight(options["since"])
        until = _midnight(options["until"] or timezone.now().astimezone(BRUSSELS).date().isoformat())
        people = [_person(email) for email in options["person"]]
        records = [_record(text) for text in options["record"]]
        body = incidents.report(
            TrailLine.objects.using("owner"),
            HistoryLine.objects.using("owner"),
            records=records,
            people=people,
            since=since,
            until=until + datetime.timedelta(days=1),
        )
        options["out"].write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2))
        for pk in people or (None,):
            note(verb=Verb.TAKEN_ALONG, user_id=None, about_id=pk, record=", ".join(records)[:60])
        found = f"{len(body['trail'])} events and {len(body['history'])} changes"
        self.stdout.write(f"{found} in {options['out']}.")
        if body["faults"]:
            raise CommandError("The sealed history does not hold: the report says where.")


def _midnight(text: str) -> datetime.datetime:
    try:
        return datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(), BRUSSELS)
    except ValueError as error:
        raise CommandError(f"{text} is no day: write YYYY-MM-DD.") from error


def _person(email: str) -> int:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise CommandError(f"Nobody has an account with the address {email}.")
    return user.pk


def _record(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise CommandError(f"{text} is no id of a record.") from error
