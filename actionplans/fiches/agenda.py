"""What fiches and their measures propose for agendas and put in the calendar, and what they are behind an item."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.meetings.calendar import Dated, Kind, Span, register_calendar
from coordination.meetings.found import Found, found
from coordination.meetings.kinds import Handling, Input
from coordination.meetings.proposals import Group, Proposal, Question, register_proposals
from coordination.meetings.record import line
from coordination.meetings.sources import SourceWords, register_source
from coordination.meetings.targets import register_target
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .kinds import Procedure, Stage
from .models import Fiche, FicheCountry, Measure
from .rows import date_words

FICHE, MEASURE = Fiche._meta.db_table, Measure._meta.db_table
AT_MOST = 200


def _places(actor: Actor, link: str) -> ArraySubquery:
    rows = FicheCountry.objects.visible_to(actor).filter(fiche=OuterRef(link)).order_by("pk")
    return ArraySubquery(rows.values("country_id"))


def _in_country(actor: Actor, rows: QuerySet[Any], country_id: int | None, link: str = "pk") -> QuerySet[Any]:
    if country_id is None:
        return rows
    there = FicheCountry.objects.visible_to(actor).filter(country=country_id).values("fiche")
    return rows.filter(**{f"{link}__in": there})


def _fiche(actor: Actor, rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        about=F("pk"),
        parent=F("pk"),
        places=_places(actor, "pk"),
        who=F("originator_id"),
        number=F("number"),
        year=F("year"),
        circles=F("audience__circles"),
        **rest,
    )


def _measure(actor: Actor, rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        title_fr=F("fiche__title"),
        about=F("pk"),
        parent=F("fiche_id"),
        places=_places(actor, "fiche_id"),
        who=F("originator_id"),
        whom=F("owner_id"),
        day=F("due_on"),
        circles=F("audience__circles"),
        **rest,
    )


def _place_words(row: Found) -> str:
    return ", ".join(countries().by_id[pk].name for pk in row.places)


# --- Proposals ----------------------------------------------------------------------------


def proposed(actor: Actor, question: Question) -> Iterator[QuerySet[Any]]:
    """Measures that are late, fiches that wait to be endorsed in a meeting, fiches whose day has come."""
    late = Measure.objects.visible_to(actor).late()
    yield _measure(
        actor, _in_country(actor, late, question.country_id, "fiche"), "late-measure", "due_on", "pk"
    )
    fiches = _in_country(actor, Fiche.objects.visible_to(actor), question.country_id)
    waiting = fiches.filter(stage=Stage.COMMENTS, procedure=Procedure.MEETING)
    yield _fiche(actor, waiting, "endorse-fiche", "circulated_at", "pk", moment=F("comments_until"))
    over = fiches.filter(stage=Stage.IMPLEMENTATION, due_on__lte=question.meeting.day)
    yield _fiche(actor, over, "review-fiche", "due_on", "pk", day=F("due_on"))


def _late(row: Found) -> Proposal:
    owner = organisations().by_id[row.whom]
    day = date_words(row.day)
    return Proposal(
        group=Group.OVERDUE,
        noun=MEASURE,
        about=row.about,
        title=row.title,
        second=" · ".join([_place_words(row), row.title_fr, _("due %(day)s") % {"day": day}, owner.name]),
        reason=_("A measure of the fiche “%(fiche)s” was due on %(day)s")
        % {"fiche": row.title_fr[:200], "day": day},
        url=reverse("fiche", args=[row.parent]),
        country_id=row.places[0] if row.places else None,
        minutes=10,
        presenters=[line(Input.STATE_OF_PLAY, owner.party_id)],
        handling=Handling.EXCHANGE,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=row.day,
    )


def _endorse(row: Found) -> Proposal:
    drafter = organisations().by_id[row.who]
    until = row.moment.astimezone(BRUSSELS).date() if row.moment else None
    second = _("Waits for endorsement in a meeting")
    if until:
        second = " · ".join([second, _("comments until %(day)s") % {"day": date_words(until)}])
    return Proposal(
        group=Group.REVIEW,
        noun=FICHE,
        about=row.about,
        title=_("Fiche: %(title)s") % {"title": row.title},
        second=f"{drafter.name} {row.year}/{row.number} · {second}",
        reason=_("The fiche is to be endorsed in a meeting"),
        url=reverse("fiche", args=[row.about]),
        country_id=row.places[0] if row.places else None,
        minutes=20,
        presenters=[line(Input.PRESENTATION, drafter.party_id)],
        handling=Handling.ENDORSEMENT,
        papers=(_("Fiche %(reference)s") % {"reference": f"{drafter.name} {row.year}/{row.number}"},),
        originator_id=row.who,
        circles=tuple(row.circles),
        day=until,
    )


def _review(row: Found) -> Proposal:
    drafter = organisations().by_id[row.who]
    day = date_words(row.day)
    return Proposal(
        group=Group.REVIEW,
        noun=FICHE,
        about=row.about,
        title=_("Fiche: %(title)s") % {"title": row.title},
        second=f"{drafter.name} {row.year}/{row.number} · "
        + _("to be carried out by %(day)s") % {"day": day},
        reason=_("The fiche was to be carried out by %(day)s") % {"day": day},
        url=reverse("fiche", args=[row.about]),
        country_id=row.places[0] if row.places else None,
        minutes=20,
        presenters=[line(Input.STATE_OF_PLAY, drafter.party_id)],
        handling=Handling.EXCHANGE,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=row.day,
    )


# --- Sources ------------------------------------------------------------------------------


def _fiches(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    return _fiche(actor, Fiche.objects.visible_to(actor).filter(pk__in=list(ids)), FICHE, "pk", at_most=None)


def _measures(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    rows = Measure.objects.visible_to(actor).filter(pk__in=list(ids))
    return _measure(actor, rows, MEASURE, "pk", at_most=None)


def _fiche_source(row: Found) -> SourceWords:
    return SourceWords(_("Fiche"), row.title, reverse("fiche", args=[row.about]), frozenset(row.circles))


def _measure_source(row: Found) -> SourceWords:
    url = reverse("fiche", args=[row.parent])
    return SourceWords(_("Measure of a fiche"), row.title, url, frozenset(row.circles))


# --- What follow-ups serve ----------------------------------------------------------------


def served(actor: Actor, country_id: int | None) -> QuerySet[Any]:
    """The open measures that a follow-up could serve, the first due first."""
    running = _in_country(actor, Measure.objects.visible_to(actor).due(), country_id, "fiche")
    return _measure(actor, running, MEASURE, "due_on", "pk", at_most=AT_MOST)


# --- Calendar -----------------------------------------------------------------------------


def deadlines(actor: Actor, span: Span) -> Iterator[QuerySet[Any]]:
    """Measures due, and fiches whose comments end."""
    rest = {"version": F("version"), "created_at": F("created_at"), "at_most": AT_MOST}
    due = Measure.objects.visible_to(actor).due().filter(due_on__range=(span.first, span.last))
    yield _measure(
        actor, _in_country(actor, due, span.country_id, "fiche"), "measure-due", "due_on", "pk", **rest
    )
    ending = Q(comments_until__date__gte=span.first, comments_until__date__lte=span.last)
    asked = Fiche.objects.visible_to(actor).filter(ending, stage=Stage.COMMENTS)
    yield _fiche(
        actor,
        _in_country(actor, asked, span.country_id),
        "fiche-comments",
        "comments_until",
        "pk",
        moment=F("comments_until"),
        **rest,
    )


def _measure_due(actor: Actor, row: Found) -> Dated:
    owner = organisations().by_id[row.whom]
    day = row.day or today()
    return Dated(
        uid=f"measure-{row.about}",
        kind=Kind.DEADLINE,
        title=_("Due: %(title)s") % {"title": row.title},
        second=" · ".join(filter(None, [owner.name, _place_words(row), row.title_fr])),
        url=reverse("fiche", args=[row.parent]),
        starts=day,
        ends=day,
        country_ids=tuple(row.places),
        mine=owner.party_id in actor.speaks_for,
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def _comments_end(actor: Actor, row: Found) -> Dated:
    moment = row.moment.astimezone(BRUSSELS) if row.moment else None
    day = moment.date() if moment else today()
    return Dated(
        uid=f"fiche-comments-{row.about}",
        kind=Kind.DEADLINE,
        title=_("Comments end: %(title)s") % {"title": row.title},
        second=" · ".join(filter(None, [organisations().by_id[row.who].name, _place_words(row)])),
        url=reverse("fiche", args=[row.about]),
        starts=moment or day,
        ends=moment or day,
        country_ids=tuple(row.places),
        mine=bool(actor.speaks_for) and actor.is_member,
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def register() -> None:
    """Called once, when the apps are ready."""
    register_proposals(proposed, {"late-measure": _late, "endorse-fiche": _endorse, "review-fiche": _review})
    register_source(FICHE, _fiches, _fiche_source)
    register_source(MEASURE, _measures, _measure_source)
    register_target(MEASURE, gettext_lazy("Measures of fiches"), served)
    register_calendar(deadlines, {"measure-due": _measure_due, "fiche-comments": _comments_end})
