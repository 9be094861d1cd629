"""What the handover asks of an actor on the desk."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.desk.lines import Line, Part, Source, lines
from coordination.desk.tasks import Task

from .queries.renewals import waiting
from .renewals_page import title_words


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """The confidences that wait for an answer, as one line."""
    if actor.speaks_for:
        yield lines(waiting(actor), "renewals", "pk", number=F("waiting"))


def _renewals(line: Line) -> Task:
    url = reverse("renewals")
    return Task(
        title=title_words(),
        url=url,
        second=ngettext("%(n)s record to renew", "%(n)s records to renew", line.number) % {"n": line.number},
        why=_("What you shared with a Presidency stays with it, unless you renew it"),
        verb=_("Renew or leave"),
        verb_url=url,
    )


DUE = Source(Part.DUE, asked, {"renewals": _renewals})
