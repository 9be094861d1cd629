"""The product as `manage.py demo` serves it, with its personas instead of its examples.

    python -m tests.faults.serve PORT

Prints one line of JSON when it is ready: a token for each persona. Ends, with all that it
started, when it is told to or when its parent dies.
"""

import json
import os
import sys

from config.database.supervisor import became

became([])
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEMO": "1"}

import django

from config import database
from coordination.management.commands import demo

PEOPLE = ("italy", "france", "malta", "presidency")


def main(port: int) -> None:
    demo.CONTENT = {"Reference data": ("load_reference",)}
    ready = demo.wait_until_ready

    def tell(*given: object) -> None:
        ready(*given)  # type: ignore[arg-type]
        sys.stdout.write(json.dumps(people()) + "\n")
        sys.stdout.flush()

    demo.wait_until_ready = tell  # type: ignore[assignment]
    demo.Command(stdout=sys.stderr).execute(
        host="127.0.0.1", port=port, no_color=True, force_color=False, skip_checks=True, verbosity=0
    )


def people() -> dict[str, str]:
    """The personas, and a token for some of them."""
    from django.db import connections, transaction

    from coordination.people import tokens
    from coordination.people.models import User
    from tests import personas

    with transaction.atomic():
        personas.create_all()
    found = {
        name: tokens.issue(user=User.objects.get(email=f"{name}@demo.example"), label="faults")
        for name in PEOPLE
    }
    connections.close_all()
    return found


if __name__ == "__main__":
    database.start("demo")
    django.setup()
    main(int(sys.argv[1]))
