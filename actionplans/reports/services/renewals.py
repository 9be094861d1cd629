"""Renewing confidences, leaving them where they are, and asking about them at the change."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.reader import reading_as
from coordination.access.services import intern, intern_all
from coordination.history import services as history
from coordination.notices.kinds import Rule
from coordination.notices.services import announce_once, news_of
from coordination.people.actors import for_organisation
from coordination.people.audiences import circles_by_audience, presidency_words
from coordination.people.models import OrganisationKind, today
from coordination.people.queries import circles, organisations
from coordination.people.renewals import Change, last_change, with_circle

from ..kinds import News
from ..models import LeftAsItIs, Renewal
from ..queries.renewals import Asked, asked, waiting

SYSTEM = "renewal"
# So long after a change it is still told, should the worker have stood still.
TOLD_WITHIN = datetime.timedelta(days=14)
Chosen = Iterable[tuple[str, UUID]]


@transaction.atomic
def renew(*, actor: Actor, chosen: Chosen) -> int:
    """Share records with the new Presidency, each through its own service; how many.

    What is not asked about (any more) is passed over, so that sending it twice does it once.
    """
    change = _change(actor)
    rows = _among(actor, change, chosen)
    stored = circles_by_audience(row.audience_id for row in rows)
    # All sets first and in order: writers that intern them one by one could wait for one another.
    intern_all(actor=actor, sets=[with_circle(stored[row.audience_id], change.new_circle) for row in rows])
    reason = _("Renewed for the next Presidency: %(presidency)s.") % {
        "presidency": presidency_words([change.new_circle])
    }
    for row in rows:
        model: Any = row.renewable.model
        row.renewable.renew(actor=actor, row=model(pk=row.pk), circle=change.new_circle, reason=reason)
    return len(rows)


@transaction.atomic
def leave(*, actor: Actor, chosen: Chosen) -> int:
    """Leave records with the term that they were shared with, and ask no more; how many."""
    change = _change(actor)
    rows = _among(actor, change, chosen)
    for originator_id in sorted({row.originator_id for row in rows}):
        renewal = authorise(actor, "answer", _question(actor, originator_id, change))
        mine = [row for row in rows if row.originator_id == originator_id]
        LeftAsItIs.objects.bulk_create(
            [LeftAsItIs.of(renewal, code=row.code, record=row.pk) for row in mine], ignore_conflicts=True
        )
    return len(rows)


def ask_to_renew() -> int:
    """Ask each organisation once, soon after a change, about what it had shared with the old term; how many."""
    change = last_change()
    if change is None or today() - change.new.starts_on > TOLD_WITHIN:
        return 0
    return sum(
        _ask(row.pk, change)
        for row in organisations().by_id.values()
        if row.has_accounts and _speaks(row.kind)
    )


def _speaks(kind: str) -> bool:
    return kind != OrganisationKind.MINISTRY


@transaction.atomic
def _ask(organisation_id: int, change: Change) -> bool:
    actor = for_organisation(organisations().by_id[organisation_id], system=SYSTEM)
    with reading_as(actor):
        if not waiting(actor).exists():
            return False
        renewal = _question(actor, organisation_id, change)
        news = news_of(
            actor=actor,
            kind=News.RENEWAL_ASKED,
            row=renewal,
            told={Rule.ASKED: [organisation_id]},
            once=f"change {change.new.starts_on.isoformat()}",
        )
        news.organisation_id = None  # by the clock, so that the organisation itself is told
        return announce_once(news)


def _change(actor: Actor) -> Change:
    authorise_create(actor, Renewal)
    change = last_change()
    if change is None:
        raise Refused(_("No Presidency has ended yet."))
    return change


def _among(actor: Actor, change: Change, chosen: Chosen) -> list[Asked]:
    wanted = set(chosen)
    return [row for row in asked(actor, change) if (row.code, row.pk) in wanted]


def _question(actor: Actor, organisation_id: int, change: Change) -> Renewal:
    """The question to an organisation, which nobody else reads; asked now, where it was not yet."""
    known = Renewal.objects.visible_to(actor).filter(originator=organisation_id, term=change.new).first()
    if known is not None:
        return known
    own = intern(actor=actor, circles=[circles().of_organisation[organisation_id]])
    renewal = Renewal.objects.create(originator_id=organisation_id, term=change.new, audience=own)
    history.record(actor=actor, verb="asked", row=renewal)
    return renewal
