"""Plans and actions as people see them: the rows of the pages, the same for print and files."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.audiences import AudienceWords, circles_by_audience, in_words
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.rows import actor_words
from coordination.world.panels import routes
from coordination.world.queries import countries

from .kinds import ActionState, Answer, Grade, Level, Light, Serves, Share, VersionState
from .models import Action, ActionTerms, Plan, PlanVersion
from .queries.reading import ShownAction, ShownText

# The sign of a status: the light while the action runs, its own state once it does not.
ORDER = (Light.ON_TRACK, Light.AT_RISK, Light.OFF_TRACK, Light.NOT_STARTED, ActionState.DONE)
TONES = {
    Light.ON_TRACK: "green",
    Light.AT_RISK: "amber",
    Light.OFF_TRACK: "red",
    Light.NOT_STARTED: "open",
    ActionState.DONE: "night",
}


ANSWERED = {
    Answer.ACCEPTED: gettext_lazy("%(names)s accepted"),
    Answer.DECLINED: gettext_lazy("%(names)s declined"),
    Answer.UNANSWERED: gettext_lazy("%(names)s not answered"),
}
SERVED = {
    Serves.PARTNER: gettext_lazy("Partner"),
    Serves.EU: gettext_lazy("EU"),
    Serves.BOTH: gettext_lazy("Both"),
}


def plan_name(plan: Plan) -> str:
    """The country or the route that a plan is for."""
    if plan.country_id:
        return countries().by_id[plan.country_id].name
    return next(
        (route.name for through in routes().values() for route in through if route.pk == plan.route_id), ""
    )


def title_of(plan: Plan) -> str:
    return _("%(place)s: action plan") % {"place": plan_name(plan)}


def day_of(value: str | datetime.date | None) -> datetime.date | None:
    """A day that came out of a list of parts, where it is text."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def day_words(day: datetime.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def version_words(version: PlanVersion) -> str:
    """What a version is called: agreed ones by number, a draft beside one as its amendment."""
    if version.state in (VersionState.DRAFT, VersionState.CONSULTATION) and version.based_on_id:
        return _("Amendment %(n)s") % {"n": version.number}
    return _("Version %(n)s") % {"n": version.number}


def leads_words(version: PlanVersion) -> str:
    known = organisations().by_id
    return ", ".join(known[pk].name for pk in version.lead_ids if pk in known)


def sign_of(state: str, light: str) -> str:
    """The code of the status to show: the light, or that the action is done."""
    return str(ActionState.DONE) if state == ActionState.DONE else light


def sign_words(sign: str) -> str:
    return str(ActionState.DONE.label) if sign == ActionState.DONE else str(Light(sign).label)


def counted(signs: Iterable[str]) -> dict[str, int]:
    """How many actions have which status, in the order of the bar."""
    found = list(signs)
    return {str(sign): found.count(str(sign)) for sign in ORDER if str(sign) in found}


def bar(numbers: Mapping[str, int]) -> dict[str, Any]:
    """A bar with its numbers in words, for `components/bar.html`."""
    segments, start = [], 0
    for sign, n in numbers.items():
        segments.append({"start": start, "length": n, "tone": TONES[sign]})  # type: ignore[index]
        start += n
    words = ", ".join(f"{n} {sign_words(sign).lower()}" for sign, n in numbers.items())
    lines = [{"status": sign, "words": f"{n} {sign_words(sign).lower()}"} for sign, n in numbers.items()]
    return {"total": start, "segments": segments, "words": words, "lines": lines}


def amount_words(value: Any) -> str:
    return number_format(value, decimal_pos=0, force_grouping=True) if value is not None else ""


def organisation_words(pk: int) -> str:
    name, part = actor_words(organisations().by_id[pk])
    return f"{name}, {part}" if part else name


def promise_lines(promises: Iterable[Mapping[str, Any]]) -> list[str]:
    """Who accepted, declined or has not answered, names joined by answer; the lead stands elsewhere."""
    by_answer: dict[str, list[str]] = {}
    for promise in promises:
        if promise["share"] != Share.LEAD:
            by_answer.setdefault(promise["answer"], []).append(organisation_words(promise["organisation"]))
    return [
        str(words) % {"names": ", ".join(by_answer[answer])}
        for answer, words in ANSWERED.items()
        if answer in by_answer
    ]


def _lead_answer(lead_id: int, promises: Iterable[Mapping[str, Any]]) -> str:
    answers = [promise["answer"] for promise in promises if promise["organisation"] == lead_id]
    if answers and answers[0] == Answer.DECLINED:
        return _("declined to lead")
    return _("has not answered") if answers and answers[0] == Answer.UNANSWERED else ""


def step_words(steps: Sequence[Mapping[str, Any]]) -> str:
    if not steps:
        return ""
    done = sum(step["done_on"] is not None for step in steps)
    return _("milestone %(done)s of %(total)s") % {"done": done, "total": len(steps)}


def due_words(
    action: Action, agreed: datetime.date | None, moves: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The date in force, the agreed one where it moved, how often, and how late it is."""
    due = action.due_on or agreed
    late = due is not None and due < today() and action.state in (ActionState.OPEN, ActionState.CLOSING)
    days = (today() - due).days if due and late else 0
    return {
        "on": due,
        "before": agreed if moves and agreed != due else None,
        "moved": ngettext("moved once", "moved %(n)s times", len(moves)) % {"n": len(moves)} if moves else "",
        "reason": moves[-1]["reason"] if moves else "",
        "late": ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if late else "",
    }


def named_line(terms: ActionTerms, promises: Iterable[Mapping[str, Any]]) -> str:
    """Whom the words of an action name as contributors and nobody has asked yet."""
    asked = {promise["organisation"] for promise in promises}
    names = [organisation_words(pk) for pk in terms.contributor_ids if pk not in asked]
    return _("%(names)s to be asked") % {"names": ", ".join(names)} if names else ""


def text_row(shown: ShownText) -> dict[str, Any]:
    """An action of which the reader may read the words alone, for `cells.Pen.actions`."""
    terms = shown.terms
    return {
        "number": shown.number,
        "title": terms.title,
        "url": "",
        "second": " · ".join(filter(None, [str(Level(terms.level).label), terms.deliverable])),
        "narrow": terms.narrow,
        "lead": organisation_words(terms.lead_id),
        "promises": [],
        "due": {"on": terms.due_on, "before": None, "moved": "", "late": ""},
        "sign": "unshared",
        "sign_words": _("Not yet shared with you"),
        "explanation": _("How it stands is shared once the text is agreed"),
        "serves": terms.serves,
        "serves_words": serves_words(terms.serves),
        "planned": amount_words(terms.planned),
        "committed": "",
    }


def row_of(shown: ShownAction | ShownText, *, open_text: bool) -> dict[str, Any]:
    """A row of the text of a version."""
    return action_row(shown, open_text=open_text) if isinstance(shown, ShownAction) else text_row(shown)


def action_row(shown: ShownAction, *, open_text: bool) -> dict[str, Any]:
    """An action for `cells.Pen.actions`; `open_text` draws it as the text that is being written."""
    terms, action = shown.terms, shown.action
    promises = getattr(action, "promise_list", [])
    sign = sign_of(action.state, action.light)
    second = [str(Level(terms.level).label), step_words(getattr(terms, "step_list", []))]
    if terms.weighty:
        second.append(_("weighty"))
    return {
        "number": shown.number,
        "title": terms.title,
        "url": reverse("action", args=[action.pk]),
        "edit_url": reverse("terms-edit", args=[terms.pk]) if open_text else "",
        "terms_id": terms.pk,
        "action_id": action.pk,
        "second": " · ".join(filter(None, second)),
        "narrow": terms.narrow,
        "lead": organisation_words(terms.lead_id),
        "lead_answer": _lead_answer(terms.lead_id, promises),
        "promises": [line for line in (*promise_lines(promises), named_line(terms, promises)) if line],
        "due": due_words(action, terms.due_on, getattr(action, "move_list", []))
        if not open_text
        else {"on": terms.due_on, "before": None, "moved": "", "late": ""},
        "sign": sign,
        "sign_words": sign_words(sign),
        "explanation": explanation(action),
        "serves": terms.serves,
        "serves_words": serves_words(terms.serves),
        "planned": amount_words(terms.planned),
        "committed": _committed(action),
    }


def listed_row(shown: ShownAction, actor: Actor) -> dict[str, Any]:
    """An action in the list across plans, for `cells.Pen.listed`; its terms with their version."""
    terms, action = shown.terms, shown.action
    return action_row(shown, open_text=False) | {
        "place": plan_name(action.plan),
        "plan_url": reverse("plan", args=[action.plan_id]),
        "version": version_words(terms.plan_version),
        "objective": terms.objective.title,
        "yours": action.lead_party_id in actor.speaks_for,
    }


def first_due(shown: ShownAction) -> datetime.date:
    """The day that was agreed before it ever moved."""
    moves = shown.action.move_list
    return (day_of(moves[0]["before"]) if moves else None) or shown.terms.due_on


def readers_of(listed: Iterable[ShownAction], actor: Actor) -> dict[UUID, AudienceWords]:
    """Who can read each action, in words, by the id of its terms; one query for a whole page."""
    found = [shown.terms for shown in listed]
    circles = circles_by_audience(row.audience_id for row in found)
    return {row.pk: in_words(circles[row.audience_id], row.originator_id, actor) for row in found}


def serves_words(serves: str) -> str:
    return str(SERVED[Serves(serves)])


def explanation(action: Action) -> str:
    """Why an action stands as it does: the words of its light, or its evidence and who checked it."""
    if action.state == ActionState.CLOSING:
        return _("Closed with evidence; waits for a second person")
    if action.state == ActionState.DONE:
        proofs = getattr(action, "evidence_list", [])
        words = ngettext("%(n)s piece of evidence", "%(n)s pieces of evidence", len(proofs)) % {
            "n": len(proofs)
        }
        if action.checker_id:
            words += ", " + _("checked by %(who)s") % {"who": organisation_words(action.checker_id)}
        return words
    return action.light_words


def _committed(action: Action) -> str:
    if action.committed is None:
        return ""
    return _("%(amount)s committed, %(day)s") % {
        "amount": amount_words(action.committed),
        "day": day_words(action.committed_as_of),
    }


def grade_words(grade: str) -> str:
    return str(Grade(grade).label)


def country_code(plan: Plan) -> str:
    """ISO 3166-1 alpha-2 of the plan's country; empty for a route."""
    return countries().by_id[plan.country_id].code if plan.country_id else ""
