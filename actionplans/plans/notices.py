"""What notices say of plans, their texts and their actions, and what falls due in them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, register_noun
from coordination.notices.reminders import Reminder, register_reminders

from . import rows
from .kinds import News
from .models import Action, ActionTerms, Plan, PlanVersion

PARTICIPANTS = (Rule.LEAD, Rule.CONTRIBUTOR, Rule.OWNER)
PLACE = {"plan": "plan_id", "country": "plan__country_id", "route": "plan__route_id"}


def moved_words(words: Mapping[str, Any]) -> str:
    """What became of a date, and why."""
    before, after = (rows.day_words(rows.day_of(words.get(name))) for name in ("before", "after"))
    said = (
        _("from %(before)s to %(after)s") % {"before": before, "after": after}
        if before and after
        else before or after
    )
    return ": ".join(filter(None, [said, str(words.get("reason", ""))]))


def due_words(words: Mapping[str, Any]) -> str:
    """The day on which something is due."""
    return rows.day_words(rows.day_of(words.get("due")))


OF_A_TEXT = (
    Kind(
        News.CONSULTED,
        gettext_lazy("An action plan is in consultation"),
        gettext_lazy("put to consultation"),
        (Rule.READERS,),
    ),
    Kind(News.AGREED, gettext_lazy("An action plan was agreed"), gettext_lazy("agreed"), (Rule.READERS,)),
    Kind(
        News.REVIEWED,
        gettext_lazy("An action plan is under review"),
        gettext_lazy("put under review"),
        (Rule.READERS,),
    ),
    Kind(
        News.COMMENTED,
        gettext_lazy("A comment on an action plan"),
        gettext_lazy("commented on"),
        (Rule.MENTIONED, Rule.OWNER),
    ),
    Kind(
        News.RESOLVED,
        gettext_lazy("A comment on an action plan was resolved"),
        gettext_lazy("comment resolved"),
        (Rule.MENTIONED, Rule.AUTHOR),
        followed=False,
    ),
)
OF_AN_ACTION = (
    Kind(
        News.ASKED,
        gettext_lazy("A part in an action is asked"),
        gettext_lazy("part asked"),
        (Rule.ASKED,),
        followed=False,
    ),
    Kind(
        News.ANSWERED,
        gettext_lazy("A question for a part in an action was answered"),
        gettext_lazy("question answered"),
        (Rule.OWNER, Rule.LEAD),
    ),
    Kind(
        News.MOVED,
        gettext_lazy("The date of an action has moved"),
        gettext_lazy("due date moved"),
        PARTICIPANTS,
        detail=moved_words,
    ),
    Kind(News.REPORTED, gettext_lazy("A report on an action"), gettext_lazy("reported on"), PARTICIPANTS),
    Kind(
        News.CLOSED,
        gettext_lazy("An action was closed"),
        gettext_lazy("closed with evidence"),
        PARTICIPANTS,
    ),
    Kind(
        News.REOPENED, gettext_lazy("An action was opened again"), gettext_lazy("opened again"), PARTICIPANTS
    ),
    Kind(
        News.DUE,
        gettext_lazy("An action is due"),
        gettext_lazy("due"),
        (Rule.LEAD,),
        followed=False,
        detail=due_words,
    ),
)
OF_THE_WORDS = (
    Kind(
        News.WORDS_COMMENTED,
        gettext_lazy("A comment on an action"),
        gettext_lazy("commented on"),
        (Rule.MENTIONED, Rule.OWNER),
    ),
    Kind(
        News.WORDS_RESOLVED,
        gettext_lazy("A comment on an action was resolved"),
        gettext_lazy("comment resolved"),
        (Rule.MENTIONED, Rule.AUTHOR),
        followed=False,
    ),
)


def _plan(about: Mapping[str, Any]) -> Plan:
    return Plan(pk=about["plan"], country_id=about["country"], route_id=about["route"])


def _plans(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Plan.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(plan="pk", country="country_id", route="route_id"))


def _plan_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(_("action plan"), reverse("plan", args=[pk]), rows.plan_name(_plan(about)))


def _versions(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = PlanVersion.objects.visible_to(actor).not_discarded().filter(pk__in=list(ids))
    said = JSONObject(number="number", state="state", based_on="based_on_id", **PLACE)
    return found.annotate(about=said)


def _version_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    plan = _plan(about)
    version = PlanVersion(number=about["number"], state=about["state"], based_on_id=about["based_on"])
    title = _("action plan, %(version)s") % {"version": rows.version_words(version).lower()}
    return Said(title, f"{reverse('plan', args=[plan.pk])}?version={version.number}", rows.plan_name(plan))


def _titles(actor: Actor) -> Subquery:
    """The newest words of an action that the reader may read in a text that it may read."""
    readable = PlanVersion.objects.visible_to(actor).filter(pk=OuterRef("plan_version"))
    terms = ActionTerms.objects.visible_to(actor).filter(Exists(readable), action=OuterRef("pk"))
    return Subquery(terms.order_by("-frozen", "-plan_version__number").values("title")[:1])


def _actions(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Action.objects.visible_to(actor).filter(pk__in=list(ids)).annotate(said=_titles(actor))
    return found.filter(said__isnull=False).annotate(about=JSONObject(title="said", **PLACE))


def _action_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(about["title"], reverse("action", args=[pk]), rows.plan_name(_plan(about)))


def _terms(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    place = {name: f"action__{path}" for name, path in PLACE.items()}
    readable = PlanVersion.objects.visible_to(actor).filter(pk=OuterRef("plan_version"))
    found = ActionTerms.objects.visible_to(actor).filter(Exists(readable), pk__in=list(ids))
    return found.annotate(about=JSONObject(title="title", action="action_id", **place))


def _terms_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(about["title"], reverse("action", args=[about["action"]]), rows.plan_name(_plan(about)))


def _due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """Actions that the actor's delegation leads and that are due by a day."""
    due = Action.objects.visible_to(actor).running().filter(due_on__lte=until)
    for row in due.filter(lead_party__in=actor.speaks_for).select_related("plan").order_by("due_on", "pk"):
        places = [row.plan.country_id] if row.plan.country_id else []
        rest = {"told": {Rule.LEAD: [row.lead_party_id]}, "within": [row.plan_id], "countries": places}
        assert row.due_on is not None  # noqa: S101 (narrows the type)
        yield Reminder(News.DUE, row, row.due_on, rest)


def register() -> None:
    """Called once, when the apps are ready."""
    register_noun(Noun("plan", gettext_lazy("Action plan"), Plan, (), _plans, _plan_said))
    register_noun(
        Noun(
            "plan-version",
            gettext_lazy("Action plan"),
            PlanVersion,
            OF_A_TEXT,
            _versions,
            _version_said,
        )
    )
    register_noun(Noun("action", gettext_lazy("Action"), Action, OF_AN_ACTION, _actions, _action_said))
    register_noun(
        Noun(
            "action-words",
            gettext_lazy("Action"),
            ActionTerms,
            OF_THE_WORDS,
            _terms,
            _terms_said,
        )
    )
    register_reminders(_due)
