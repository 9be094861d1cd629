"""Rows of the handover that Italy alone reads, for the walls."""

import uuid

from django.db import transaction

from actionplans.reports.models import LeftAsItIs, Renewal
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.people.queries import circles, organisations, presidency
from tests.factories.plans import speaking_for


def make_private() -> Renewal:
    """Written as the application, behind the walls, without the services."""
    own = organisations().by_code["italy"]
    term = presidency().term
    assert term is not None
    with transaction.atomic(), reading_as(italy := speaking_for("italy")):
        audience = intern(actor=italy, circles=[circles().of_organisation[own.pk]])
        renewal = Renewal.objects.create(originator=own, audience=audience, term=term)
        LeftAsItIs.of(renewal, code="entry", record=uuid.uuid4()).save()
    return renewal
