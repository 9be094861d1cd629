"""What the page and the paper of a fiche show: its facts, measures, positions, contributions, comments."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.plans.kinds import Answer, Light, Remark
from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.meetings.follow_up_rows import room_row
from coordination.meetings.queries import follow_ups
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from .audiences import asked
from .kinds import BY_WRITING, RUNNING, MeasureState, Procedure, Stage, Stand
from .models import Fiche, FicheComment, FicheContribution, FichePosition, Measure
from .places import places
from .policy import TALKED_ABOUT
from .queries import reading
from .rows import date_words, late_label, measure_row, reference

UNDECIDED = (Stage.DRAFT, Stage.COMMENTS, Stage.DISCARDED, Stage.TEMPLATE)
ANSWERS = {Answer.UNANSWERED: "waiting", Answer.ACCEPTED: "confirmed", Answer.DECLINED: "rejected"}


def paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


def texts(fiche: Fiche) -> list[dict[str, Any]]:
    """Purpose and situation, as far as they are written."""
    named = ((_("Purpose"), fiche.purpose), (_("Situation"), fiche.situation))
    return [{"title": title, "paragraphs": paragraphs(text)} for title, text in named if text]


def evaluation(fiche: Fiche) -> list[dict[str, Any]]:
    """What worked, what did not, the lesson, and the evidence of a closed fiche."""
    named = (
        (_("What worked"), fiche.worked),
        (_("What did not"), fiche.did_not),
        (_("Lesson"), fiche.lesson),
        (_("Evidence"), fiche.evidence),
    )
    return [{"title": title, "paragraphs": paragraphs(text)} for title, text in named if text]


def facts(fiche: Fiche) -> list[dict[str, Any]]:
    """Label and lines; what is empty is left out."""
    known, theme = countries().by_id, themes().by_id[fiche.theme_id]
    places_of = [(known[pk].name, reverse("country", args=[known[pk].code])) for pk in fiche.country_ids]
    written = (fiche.procedure in BY_WRITING or fiche.comments_until) and fiche.stage != Stage.TEMPLATE
    endorsed_by = organisations().by_id[fiche.endorsed_by_id].name if fiche.endorsed_by_id else ""
    lines: list[tuple[str, list[tuple[str, str]], str]] = [
        (_("Country"), places_of, ""),
        (_("Theme"), [(theme.name, "")], ""),
        (_("Drafter"), [(organisations().by_id[fiche.originator_id].name, "")], ""),
        (_("Start"), [(date_words(fiche.starts_on), "")], ""),
        (
            _("Due"),
            [(date_words(fiche.due_on), "")],
            late_label(fiche.due_on) if fiche.stage in RUNNING else "",
        ),
        (_("How it is endorsed"), [(str(Procedure(fiche.procedure).label) if written else "", "")], ""),
        (
            _("Comments until"),
            [(moment_words(fiche.comments_until) if fiche.stage == Stage.COMMENTS else "", "")],
            "",
        ),
        (_("Endorsed on"), [(date_words(fiche.endorsed_on), "")], endorsed_by),
        (_("In implementation since"), [(date_words(fiche.started_on), "")], ""),
        (_("Evaluated on"), [(date_words(fiche.evaluated_on), "")], ""),
        (_("Closed on"), [(date_words(fiche.closed_on), "")], ""),
        (_("Action plan"), [(known[fiche.plan_country].name if fiche.plan_country else "", "")], ""),
        (_("Example"), [(_("An invented fiche of the demonstration") if fiche.is_example else "", "")], ""),
    ]
    return [
        {"label": label, "second": second, "lines": [{"words": w, "url": url} for w, url in found if w]}
        for label, found, second in lines
        if any(words for words, _url in found)
    ]


def measures(actor: Actor, rows: Iterable[Measure]) -> list[dict[str, Any]]:
    """The measures of `reading.measures_to_act_on`: with the plan action of each, what meetings asked for
    its sake, and what this reader may do.
    """
    listed = list(rows)
    asked_for: dict[UUID | None, list[dict[str, Any]]] = {}
    # Nothing is asked for the sake of a measure before it was endorsed.
    endorsed = [row.pk for row in listed if row.stage not in UNDECIDED]
    for row in follow_ups.serving(actor, Measure._meta.db_table, endorsed) if endorsed else ():
        asked_for.setdefault(row.target_id, []).append(room_row(row, {}))
    return [
        measure_row(row, actor)
        | {
            "action": row.action_title,
            "follow_ups": asked_for.get(row.pk, []),
            "deeds": _measure_deeds(row),
        }
        for row in listed
    ]


def _measure_deeds(row: Measure) -> list[dict[str, Any]]:
    labels = {
        "report": (_("Report"), "measure-report"),
        "change": (_("Edit"), "measure-edit"),
        "drop": (_("Drop"), "measure-drop"),
        "reopen": (_("Reopen"), "measure-reopen"),
    }
    deeds = [
        {"label": label, "url": reverse(route, args=[row.pk]), "post": False}
        for action, (label, route) in labels.items()
        if row.may[action]
    ]
    if row.may["change"]:
        deeds.append({"label": _("Take out"), "url": reverse("measure-remove", args=[row.pk]), "post": True})
    return deeds


def positions(actor: Actor, fiche: Fiche) -> dict[str, Any] | None:
    """What was said in the written procedure; who has not answered, for the drafter alone."""
    rows = list(reading.positions(actor, fiche))
    if not rows and (fiche.stage != Stage.COMMENTS or fiche.procedure not in BY_WRITING):
        return None
    waiting: list[str] = []
    if fiche.originator_id in actor.speaks_for and fiche.stage == Stage.COMMENTS:
        silent = asked(fiche.audience.circles, fiche.originator_id) - {row.party_id for row in rows}
        waiting = [row.name for pk, row in organisations().by_id.items() if pk in silent]
    return {"rows": [_position(row) for row in rows], "waiting": ", ".join(waiting), "rule": _rule(fiche)}


def _position(row: FichePosition) -> dict[str, Any]:
    return {
        "party": organisations().by_id[row.party_id].name,
        "sign": "confirmed" if row.stand == Stand.AGREE else "rejected",
        "label": row.get_stand_display(),
        "words": row.words,
        "at": row.at,
    }


def _rule(fiche: Fiche) -> str:
    """When and how the written procedure ends, in a sentence."""
    if fiche.stage != Stage.COMMENTS:
        return ""
    names = {"time": moment_words(fiche.comments_until)}
    if fiche.procedure == Procedure.EXPLICIT:
        return _("Everybody who was asked answers by %(time)s.") % names
    if fiche.comments_until and fiche.comments_until <= timezone.now():
        return _("Silence was consent on %(time)s. The Presidency can endorse it.") % names
    return _("Silence is consent on %(time)s; an objection stands until it is withdrawn.") % names


def contributions(actor: Actor, fiche: Fiche) -> list[dict[str, Any]]:
    goes_on = fiche.stage in TALKED_ABOUT
    return [_contribution(actor, row, goes_on) for row in reading.contributions(actor, fiche)]


def _contribution(actor: Actor, row: FicheContribution, goes_on: bool) -> dict[str, Any]:
    deeds = []
    own = row.party_id in actor.speaks_for
    if own and goes_on:
        label = _("Answer") if row.answer == Answer.UNANSWERED else _("Change answer")
        deeds.append(
            {"label": label, "url": reverse("fiche-contribution-answer", args=[row.pk]), "post": False}
        )
        if row.answer == Answer.ACCEPTED:
            url = reverse("fiche-contribution-report", args=[row.pk])
            deeds.append({"label": _("Report"), "url": url, "post": False})
    if goes_on and row.originator_id in actor.speaks_for and row.answer == Answer.UNANSWERED:
        url = reverse("fiche-contribution-take-back", args=[row.pk])
        deeds.append({"label": _("Take back"), "url": url, "post": True})
    return {
        "organisation": organisations().by_id[row.organisation_id].name,
        "yours": own,
        "asked_for": row.asked_for,
        "answer": ANSWERS[Answer(row.answer)],
        "answer_label": row.get_answer_display(),
        "answer_words": row.answer_words,
        "light": row.light,
        "light_label": str(Light(row.light).label) if row.light else "",
        "words": row.words,
        "deeds": deeds,
    }


def remarks(actor: Actor, fiche: Fiche, rows: Iterable[Measure]) -> list[dict[str, Any]]:
    """Comments, open ones first."""
    named = places(rows)
    found = [_remark(actor, fiche, row, named) for row in reading.remarks(actor, fiche)]
    return sorted(found, key=lambda row: bool(row["resolution_label"]))


def _remark(actor: Actor, fiche: Fiche, row: FicheComment, named: dict[str, str]) -> dict[str, Any]:
    mine = row.organisation_id in actor.speaks_for
    drafter = fiche.originator_id in actor.speaks_for and row.kind != Remark.OBJECTION
    resolved = ""
    if row.resolved_at and row.resolved_by_id:
        by = organisations().by_id[row.resolved_by_id].name
        resolved = _("Resolved by %(organisation)s") % {"organisation": by}
    open_now = row.resolved_at is None and fiche.stage != Stage.CLOSED
    return {
        "organisation": organisations().by_id[row.organisation_id].name,
        "at": row.at,
        "on": named.get(row.field, row.field),
        "kind_label": row.get_kind_display(),
        "objection": row.kind == Remark.OBJECTION,
        "paragraphs": paragraphs(row.text),
        "proposal": paragraphs(row.proposal),
        "resolution_label": resolved,
        "resolution": row.resolution,
        "resolve_url": reverse("fiche-resolve", args=[fiche.pk, row.key])
        if open_now and (mine or drafter)
        else "",
    }


def is_settled(rows: Iterable[Measure]) -> bool:
    """Whether no measure is open."""
    return all(row.state != MeasureState.OPEN for row in rows)


def head(fiche: Fiche) -> str:
    """The line beneath the title."""
    known = countries().by_id
    names = [known[pk].name for pk in fiche.country_ids]
    return " · ".join([reference(fiche), ", ".join(names[:3]) + ("…" if len(names) > 3 else "")])
