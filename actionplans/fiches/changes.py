"""What others changed lately of plans, their actions and fiches, for the desk; one statement for all."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.plans import rows
from actionplans.plans.history_words import VERBS as PLAN_VERBS
from actionplans.plans.models import Action, ActionTerms, Plan, PlanVersion, ProgressUpdate
from coordination.access.actor import Actor
from coordination.desk.changes import Source, Told, row_of
from coordination.history.models import HistoryLine
from coordination.world.queries import countries

from .history_words import VERBS as FICHE_VERBS
from .models import Fiche, FicheCountry

VERSION, ACTION, FICHE = (model._meta.db_table for model in (PlanVersion, Action, Fiche))
# One save writes a line for each part; an agreement one for each action.
LINES = 200
# What is said of a save that has no deed of its own.
PLAIN = ("created", "changed", "added", "removed", "purged")


def about(actor: Actor) -> Any:
    """What a line of history is about; empty for what the reader may not read now."""
    place = {"plan": "plan_id", "country": "plan__country_id", "route": "plan__route_id"}
    version = PlanVersion.objects.visible_to(actor).not_discarded().filter(pk=OuterRef("record"))
    acting = Action.objects.visible_to(actor).filter(pk=OuterRef("record"))
    readable = PlanVersion.objects.visible_to(actor).filter(pk=OuterRef("plan_version"))
    terms = ActionTerms.objects.visible_to(actor).filter(Exists(readable), action=OuterRef("record"))
    places = FicheCountry.objects.visible_to(actor).filter(fiche=OuterRef("pk")).order_by("pk")
    fiche = Fiche.objects.visible_to(actor).filter(pk=OuterRef("record"))
    return JSONObject(
        version=Subquery(
            version.values(said=JSONObject(number="number", state="state", based_on="based_on_id", **place))
        ),
        action=Subquery(acting.values(said=JSONObject(**place))),
        title=Subquery(terms.order_by("-frozen", "-plan_version__number").values("title")[:1]),
        fiche=Subquery(
            fiche.values(said=JSONObject(title="title", place=Subquery(places.values("country_id")[:1])))
        ),
    )


def tell(actor: Actor, lines: Iterable[Any]) -> Iterator[Told]:
    """The newest change of each plan, action and fiche."""
    seen: set[Any] = set()
    for saved in _saves(lines):
        key, row = _about_fiche(saved) if saved[0].noun == FICHE else _about_plan(saved)
        if key not in seen:
            seen.add(key)
            yield row


def _saves(lines: Iterable[Any]) -> Iterator[list[Any]]:
    """The lines that one save wrote of one plan, with all its actions, or of one fiche; newest first."""
    found: dict[Any, list[Any]] = {}
    for line in lines:
        line.said = line.about["version"] or line.about["action"] or line.about["fiche"]
        if line.said is not None and (line.noun != ACTION or line.about["title"]):
            found.setdefault((line.change, line.said.get("plan", line.record)), []).append(line)
    yield from found.values()


def _about_plan(saved: list[Any]) -> tuple[Any, Told]:
    """A save of a plan: of its text, else of one of its actions, else of several."""
    texts = [line for line in saved if line.noun == VERSION]
    actions = {line.record: line for line in saved if line.noun == ACTION}
    first = saved[0]
    plan = Plan(pk=first.said["plan"], country_id=first.said["country"], route_id=first.said["route"])
    url = reverse("plan", args=[plan.pk])
    if not texts and len(actions) == 1:
        row = _row(
            first, rows.plan_name(plan), first.about["title"], reverse("action", args=[first.record]), saved
        )
        return first.record, row
    title = _("action plan")
    if texts:
        said = texts[0].said
        version = PlanVersion(number=said["number"], state=said["state"], based_on_id=said["based_on"])
        url += f"?version={version.number}"
        title = _("action plan, %(version)s") % {"version": rows.version_words(version).lower()}
    return plan.pk, _row(texts[0] if texts else first, rows.plan_name(plan), title, url, texts or saved)


def _about_fiche(saved: list[Any]) -> tuple[Any, Told]:
    first = saved[0]
    place = countries().by_id.get(first.said["place"])
    url = reverse("fiche", args=[first.record])
    return first.record, _row(first, place.name if place else "", first.said["title"], url, saved)


def _row(first: Any, country: str, title: str, url: str, saved: list[Any]) -> Told:
    return row_of(
        at=first.at,
        who=first.organisation_id,
        system=first.system,
        country=country,
        title=title,
        url=url,
        words=_words(saved),
    )


def _words(saved: list[HistoryLine]) -> str:
    """The deed if there was one, else a report, else that it was drafted or changed."""
    verbs = FICHE_VERBS if saved[0].noun == FICHE else PLAN_VERBS
    deed = next((line.verb for line in saved if line.verb in verbs and line.verb not in PLAIN), "")
    if deed:
        return str(verbs[deed])
    if any(line.part == ProgressUpdate._meta.db_table for line in saved):
        return _("reported on")
    created = any(line.verb == "created" and not line.part for line in saved)
    return str(verbs["created" if created else "changed"])


SOURCE = Source((VERSION, ACTION, FICHE), LINES, about, tell)
