"""Prints a new API token of a person; it acts with that person's rights and cannot be shown again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coordination.people import tokens
from coordination.people.models import KeyScope, User

LONGEST_DAYS = 366


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--label", default="", help="what the token is for")
        parser.add_argument("--days", type=int, default=90, help="how long it works (90)")

        parser.add_argument("--read", action="store_true", help="a token that reads and never writes")

    def handle(self, *args: Any, email: str, label: str, days: int, read: bool, **options: Any) -> None:
        if not 1 <= days <= LONGEST_DAYS:
            raise CommandError(f"A token works for 1 to {LONGEST_DAYS} days.")
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        scope = KeyScope.READ if read else KeyScope.WRITE
        self.stdout.write(tokens.issue(user=user, label=label[:100], days=days, scope=scope))
