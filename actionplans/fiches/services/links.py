"""A measure that is done is seen on the plan action that it serves, by nobody who should not learn of it."""

from enum import Enum

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actionplans.plans import services as plans
from actionplans.plans.kinds import Light
from actionplans.plans.models import Action, ActionTerms
from coordination.access.actor import Actor
from coordination.access.gate import permissions
from coordination.people.audiences import covers

from ..models import Measure

LONGEST = 500


class Told(Enum):
    """What became of the linked action."""

    NOTHING = "nothing"
    REPORTED = "reported"
    NOTED = "noted"
    KEPT = "kept"


def tell_action(actor: Actor, measure: Measure, words: str = "") -> Told:
    """Report on the action where the actor may, else leave a comment on its words.

    The measure's own words go only to readers who all read the fiche; others are told what the
    owner wrote for them in `words`, and nothing where that is empty.
    """
    action = None
    if measure.action_id is not None:
        action = Action.objects.visible_to(actor).filter(pk=measure.action_id).first()
    if action is None:
        return Told.NOTHING
    said = words.strip()
    if not said and covers(measure.audience_id, action.audience_id):
        said = _("A measure of a fiche is done: %(measure)s. Evidence: %(evidence)s") % {
            "measure": measure.title,
            "evidence": measure.evidence,
        }
    if not said:
        return Told.KEPT
    said = Truncator(said).chars(LONGEST)
    if permissions(actor, action)["report"] is None:
        light = Light.ON_TRACK if action.light == Light.NOT_STARTED else action.light
        plans.report(actor=actor, action=action, version=None, light=light, words=said)
        return Told.REPORTED
    terms = (
        ActionTerms.objects.visible_to(actor)
        .filter(action=action)
        .order_by("-frozen", "-plan_version__number")
        .first()
    )
    if terms is None or permissions(actor, terms)["comment"] is not None:
        return Told.NOTHING
    plans.comment(actor=actor, on=terms, field="deliverable", text=said)
    return Told.NOTED
