"""Consultations as people see them: who asks, until when, who reads the answers; one row of a list."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.dates import date_format, moment_words
from coordination.people.audiences import AudienceWords, in_words
from coordination.people.models import BRUSSELS, Organisation, OrganisationKind
from coordination.people.presidencies import PRESIDENCIES
from coordination.people.queries import organisations, presidency
from coordination.world.queries import countries

from .audiences import runs
from .kinds import Kind, Outcome, Readership, Standing, State
from .models import Consultation
from .queries.reading import outcome_of

# What the Council's papers write, where ISO writes otherwise.
CODES = {"GR": "EL", "commission": "COM", "eeas": "EEAS", "gsc": "GSC"}
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def code_of(organisation: Organisation) -> str:
    """A delegation in two letters, an institution in its own."""
    code = organisation.country_code if organisation.kind == OrganisationKind.STATE else organisation.code
    return CODES.get(code, code)


def party(pk: int) -> dict[str, Any]:
    """A delegation as a small tag: its letters, and its name for whoever does not know them."""
    row = organisations().by_id[pk]
    return {"code": code_of(row), "name": row.name}


def left_words(deadline: datetime.datetime | None) -> str:
    """How much time is left, in days, on the last day in hours; nothing once it is over."""
    if deadline is None or deadline <= timezone.now():
        return ""
    left = deadline - timezone.now()
    if left >= DAY:
        return ngettext("%(n)s day left", "%(n)s days left", left.days) % {"n": left.days}
    hours = int(left / HOUR)
    if hours:
        return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
    return _("less than an hour left")


def convenor_words(consultation: Consultation) -> str:
    """Who asks: a Presidency by its name, or an organisation."""
    body = organisations().by_id[consultation.originator_id]
    return str(PRESIDENCIES.get(body.code, body.name)) if consultation.by_chair else body.name


def readership_words(consultation: Consultation) -> str:
    """Who reads an answer, as whoever gives one must know before."""
    if consultation.readership == Readership.ASKED:
        return _("Answers are read by all who are asked, from the moment they are given")
    if consultation.state == State.CLOSED:
        return _("Answers were read by whoever asked until it was closed; now by all who were asked")
    if not consultation.by_chair:
        reader = organisations().by_id[consultation.originator_id].name
        words = _("Answers are read by %(reader)s and the delegation that wrote them, until it is closed; then by all who are asked")  # fmt: skip
        return words % {"reader": reader}
    return _(
        "Answers are read by the Presidency and the delegation that wrote them, until it is closed; "
        "then by all who are asked"
    )


def handover_words(consultation: Consultation) -> str:
    """What a change of Presidency before the deadline means; nothing where there is none."""
    following = presidency().next_term
    if not consultation.by_chair or following is None or consultation.state != State.OPEN:
        return ""
    deadline = consultation.deadline
    if deadline is None or deadline.astimezone(BRUSSELS).date() < following.starts_on:
        return ""
    words = _(
        "%(holder)s chairs from %(day)s and then runs this consultation; it reads the answers from that day on."
    )
    return words % {
        "holder": organisations().by_id[following.organisation_id].name,
        "day": date_format(following.starts_on, "j F Y"),
    }


def standing_sign(standing: str, outcome: str) -> str:
    """The colour of the tag for how it stands."""
    if outcome:
        return "red" if outcome == Outcome.BROKEN else "green"
    return {
        Standing.DRAFT: "amber",
        Standing.RUNNING: "green",
        Standing.OVER: "red",
    }.get(Standing(standing), "plain")


def standing_label(consultation: Consultation) -> str:
    outcome = outcome_of(consultation)
    return str(Outcome(outcome).label) if outcome else str(consultation.standing().label)


def audience_of(consultation: Consultation, actor: Actor) -> AudienceWords:
    """Who can read a consultation of `reading.with_all`, in words."""
    return in_words(consultation.audience.circles, consultation.originator_id, actor)


def until_words(consultation: Consultation) -> str:
    """By when delegations answer, or when it ended."""
    if consultation.state in (State.DRAFT, State.DISCARDED):
        return ""
    if consultation.state == State.WITHDRAWN:
        return _("withdrawn on %(time)s") % {"time": moment_words(consultation.closed_at)}
    if consultation.kind == Kind.SILENCE:
        return _("silence until %(time)s") % {"time": moment_words(consultation.deadline)}
    return _("replies until %(time)s") % {"time": moment_words(consultation.deadline)}


def head_words(consultation: Consultation) -> str:
    """The line beneath the title."""
    running = consultation.standing() == Standing.RUNNING
    parts = [
        str(Kind(consultation.kind).label),
        convenor_words(consultation),
        consultation.reference,
        until_words(consultation),
        left_words(consultation.deadline) if running else "",
    ]
    return " · ".join(part for part in parts if part)


def consultation_row(row: Consultation, actor: Actor) -> dict[str, Any]:
    """A consultation in a list."""
    standing = row.standing()
    return {
        "url": reverse("consultation", args=[row.pk]),
        "title": row.title,
        "reference": row.reference,
        "kind_label": row.get_kind_display(),
        "convenor": convenor_words(row),
        "yours": row.originator_id in actor.speaks_for,
        "runs": runs(actor, row),
        "country_label": countries().by_id[row.country_id].name if row.country_id else "",
        "standing_label": standing_label(row),
        "sign": standing_sign(standing, outcome_of(row)),
        "questions": len(row.question_list),
        "deadline": row.deadline if row.state != State.DRAFT else None,
        "left": left_words(row.deadline) if standing == Standing.RUNNING else "",
        "audience": audience_of(row, actor),
        "example": row.is_example,
    }


def as_rows(found: Iterable[Consultation], actor: Actor) -> list[dict[str, Any]]:
    """A page of consultations."""
    return [consultation_row(row, actor) for row in found]


def paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]
