"""Finds any line of history or trail that was touched after it was sealed."""

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coordination.history import sealing

RECEIPT = re.compile(r"0:|\d{1,18}:[0-9a-f]{64}")


class Command(BaseCommand):
    help = "Check the chain of seals, their signatures and every sealed line; says what does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--receipt", default="", help="What an earlier run printed: shows a cut tail.")

    @transaction.atomic
    def handle(self, *args: Any, receipt: str, **options: Any) -> None:
        if receipt and not RECEIPT.fullmatch(receipt):
            raise CommandError("A receipt reads NUMBER:DIGEST, as this command printed it.")
        found = list(sealing.faults(receipt))
        if found:
            raise CommandError("\n".join(map(str, found)))
        self.stdout.write(f"The sealed history is as it was written. Receipt: {sealing.receipt()}")
