"""The rows that addresses name, for whoever goes through all routes."""

import uuid
from typing import Any

from tests import personas
from tests.access import consultations, documents, fiches, meetings, notices, retention
from tests.access import people as people_rows
from tests.access.expectations import make_entries
from tests.access.expectations import plans as of_plans
from tests.access.worlds import make_plans
from tests.factories import ImportFactory, MembershipFactory


def make_rows(runner_post: Any) -> dict[str, dict[str, Any]]:
    """Their keys, by kind and label; "missing" never existed."""
    entries = make_entries()
    people = personas.load_all()
    plans = make_plans(people)
    missing = {"missing": uuid.uuid4()}
    return {
        "entry": {label: row.pk for label, row in entries.items()} | missing,
        "card": {"card": entries["announced"].card_id} | missing,
        "import": {"import": ImportFactory(originator="italy", state="running").pk} | missing,
        "membership": {"membership": MembershipFactory().pk, "missing": 999_999},
        "": {"": None},
        **people_rows.make_subjects(people, runner_post),
        **{kind: rows | missing for kind, rows in fiches.make_subjects().items()},
        **{kind: plans.keys(kind) | missing for kind in of_plans.READERS},
        "milestone": plans.keys("milestone") | {"missing": f"{uuid.uuid4()}/milestones/{uuid.uuid4()}"},
        **{kind: rows | missing for kind, rows in notices.make_subjects().items()},
        **{kind: rows | missing for kind, rows in documents.make_subjects(people).items()},
        **{kind: rows | missing for kind, rows in consultations.make_subjects().items()},
        **{kind: rows | missing for kind, rows in meetings.make_subjects().items()},
        **{kind: rows | missing | rows for kind, rows in retention.make_subjects().items()},
    }
