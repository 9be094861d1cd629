"""The way of a version until it is agreed: opened, written, put to consultation, taken back, amended."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.models import Audience
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import today

from ..audiences import of_drafter, of_version, wanted_circles
from ..kinds import ActionState, News, VersionState
from ..models import Action, ActionTerms, Milestone, Objective, Plan, PlanVersion
from ..models.versions import PARTS, VersionPart
from .asking import ask_named
from .telling import tell_version

Lines = Mapping[type[VersionPart], Sequence[dict[str, Any]]]
# What an amendment begins with: the words in force, not their way to agreement.
COPIED = (
    "lead_ids",
    "mandate_id",
    "reference",
    "starts_on",
    "ends_on",
    "review_on",
    "rhythm",
    "weight_rule",
    "context",
    "figures",
    "lines",
    "financing",
    "is_example",
)


@transaction.atomic
def open_plan(
    *, actor: Actor, country_id: int | None = None, route_id: int | None = None, fields: dict[str, Any]
) -> PlanVersion:
    """The first draft of a plan for a country or a route; one plan each, as far as the actor can see."""
    authorise_create(actor, Plan)
    place = {"country_id": country_id, "route_id": route_id}
    written = PlanVersion.objects.visible_to(actor).not_discarded().filter(plan=OuterRef("pk"))
    plans = Plan.objects.visible_to(actor).filter(**place)
    if plans.filter(Exists(written)).exists():
        raise Refused(_("There is a plan already. Open it and amend it."))
    originator_id = min(actor.speaks_for)
    audience = intern(actor=actor, circles=of_drafter(originator_id))
    # One of which every draft was given up is taken up again: there is one plan a place and service.
    plan = plans.filter(originator=originator_id).first()
    if plan is None:
        plan = Plan.objects.create(originator_id=originator_id, audience=audience, **place)
    return PlanVersion.objects.create(
        plan=plan, number=1, originator_id=originator_id, audience=audience, **fields
    )


@transaction.atomic
def change_version(
    *, actor: Actor, plan_version: PlanVersion, version: int, fields: dict[str, Any], parts: Lines
) -> PlanVersion:
    """Save the texts and lines of a version, at the saves that were read.

    A line with the `key` of a stored one changes it, others are added, missing ones go. An
    objective goes only when no action is under it.
    """
    plan_version = authorise(actor, "change", plan_version, version=version)
    for name, value in fields.items():
        setattr(plan_version, name, value)
    for model, lines in parts.items():
        _write_lines(actor, plan_version, model, lines)
    return save(plan_version)


def _write_lines(
    actor: Actor, plan_version: PlanVersion, model: type[VersionPart], lines: Sequence[dict[str, Any]]
) -> None:
    stored = {
        str(part.key): part for part in model.objects.visible_to(actor).filter(plan_version=plan_version)
    }
    for number, line in enumerate(lines, start=1):
        values = {name: value for name, value in line.items() if name != "key"} | {"number": number}
        part = stored.pop(str(line.get("key") or ""), None)
        if part is None:
            model.of(plan_version, **values).save(force_insert=True)
        elif any(getattr(part, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(part, name, value)
            part.save()
    gone = [part.pk for part in stored.values()]
    if not gone:
        return
    if model is Objective:
        used = ActionTerms.objects.visible_to(actor).filter(objective__in=gone)
        if used.exists():
            raise Refused(_("An objective with actions cannot be taken out. Move its actions first."))
    model.objects.visible_to(actor).filter(pk__in=gone).delete()


@transaction.atomic
def consult(
    *,
    actor: Actor,
    plan_version: PlanVersion,
    comments_until: Any = None,
    on: datetime.date | None = None,
) -> PlanVersion:
    """Put a draft before everybody; a narrower action before its own circle alone."""
    plan_version = authorise(actor, "consult", plan_version)
    plan = Plan.objects.visible_to(actor).get(pk=plan_version.plan_id)
    plan_version.state = VersionState.CONSULTATION
    plan_version.consulted_on = on or today()
    plan_version.comments_until = comments_until
    everybody = of_version(plan, plan.originator_id, plan_version.state)
    widest = intern(actor=actor, circles=everybody)
    plan_version.audience = widest
    if plan.audience_id != widest.pk:
        plan.audience = widest
        save(plan)
    save(plan_version)
    for terms in _terms(actor, plan_version):
        current = Audience.objects.values_list("circles", flat=True).get(pk=terms.audience_id)
        _share(actor, terms, wanted_circles(terms, everybody, current))
    _ask_those_named(actor, plan_version, plan_version.consulted_on)
    history.record(actor=actor, verb="consulted", row=plan_version)
    tell_version(actor, News.CONSULTED, plan_version)
    return plan_version


def _ask_those_named(actor: Actor, plan_version: PlanVersion, day: datetime.date) -> None:
    """Ask whom new actions name; those of actions in force are asked once the text is agreed."""
    terms = {row.action_id: row for row in _terms(actor, plan_version)}
    proposed = Action.objects.visible_to(actor).filter(state=ActionState.PROPOSED, pk__in=terms)
    for action in proposed.order_by("pk"):
        ask_named(actor, action, terms[action.pk], day=day)


@transaction.atomic
def withdraw(*, actor: Actor, plan_version: PlanVersion) -> PlanVersion:
    """Take a text back from consultation; a draft again, read by its drafter alone."""
    plan_version = authorise(actor, "withdraw", plan_version)
    plan_version.state = VersionState.DRAFT
    _close_to_others(actor, plan_version)
    history.record(actor=actor, verb="withdrawn", row=plan_version)
    return save(plan_version)


@transaction.atomic
def discard(*, actor: Actor, plan_version: PlanVersion) -> PlanVersion:
    """Give a draft up; it stays on record for its drafter."""
    plan_version = authorise(actor, "discard", plan_version)
    plan_version.state = VersionState.DISCARDED
    _close_to_others(actor, plan_version)
    Action.objects.visible_to(actor).filter(
        plan=plan_version.plan_id,
        state=ActionState.PROPOSED,
        pk__in=ActionTerms.objects.visible_to(actor).filter(plan_version=plan_version).values("action"),
    ).update(state=ActionState.DROPPED)
    history.record(actor=actor, verb="discarded", row=plan_version)
    return save(plan_version)


@transaction.atomic
def amend(*, actor: Actor, plan: Plan) -> PlanVersion:
    """A draft beside the version in force, with the same words, objectives and actions."""
    plan = authorise(actor, "amend", plan)
    versions = PlanVersion.objects.visible_to(actor).filter(plan=plan).not_discarded()
    if versions.open().exists():
        raise Refused(_("There is an open draft already. Finish or discard it first."))
    source = versions.in_force().first() or versions.order_by("-number").first()
    if source is None:
        raise Refused(_("There is no version to amend."))
    number = max(versions.values_list("number", flat=True)) + 1
    drafter = intern(actor=actor, circles=of_drafter(plan.originator_id))
    draft = PlanVersion.objects.create(
        plan=plan,
        number=number,
        based_on=source,
        originator_id=plan.originator_id,
        audience=drafter,
        **{name: getattr(source, name) for name in COPIED},
    )
    objectives = _copy_parts(actor, source, draft)
    _copy_terms(actor, source, draft, objectives)
    history.record(actor=actor, verb="amended", row=draft)
    return draft


def _copy_parts(actor: Actor, source: PlanVersion, draft: PlanVersion) -> dict[int, int]:
    """Copy all lines; the ids of the new objectives by those of the old."""
    copied: dict[int, int] = {}
    for model in PARTS:
        names = [field.attname for field in model._meta.concrete_fields]
        names = [name for name in names if name not in ("id", "audience_id", "plan_version_id")]
        for part in model.objects.visible_to(actor).filter(plan_version=source).order_by("number", "pk"):
            new = model.of(draft, **{name: getattr(part, name) for name in names})
            new.save(force_insert=True)
            if model is Objective:
                copied[part.pk] = new.pk
    return copied


def _copy_terms(actor: Actor, source: PlanVersion, draft: PlanVersion, objectives: Mapping[int, int]) -> None:
    skipped = (
        "id",
        "audience_id",
        "plan_version_id",
        "objective_id",
        "created_at",
        "version",
        "frozen",
        "narrow_to",
    )
    names = [field.attname for field in ActionTerms._meta.concrete_fields if field.attname not in skipped]
    old = {row.pk: row for row in _terms(actor, source).exclude(action__state=ActionState.DROPPED)}
    sets = dict(
        Audience.objects.filter(pk__in={row.audience_id for row in old.values()}).values_list("pk", "circles")
    )
    new = {
        pk: ActionTerms(
            plan_version=draft,
            audience_id=draft.audience_id,
            objective_id=objectives[row.objective_id],
            narrow_to=sets[row.audience_id] if row.narrow else [],
            **{name: getattr(row, name) for name in names},
        )
        for pk, row in old.items()
    }
    ActionTerms.objects.bulk_create(new.values())
    Milestone.objects.bulk_create(
        Milestone.of(
            new[step.terms_id],
            key=step.key,
            number=step.number,
            title=step.title,
            due_on=step.due_on,
            done_on=step.done_on,
        )
        for step in Milestone.objects.visible_to(actor)
        .filter(terms__in=old)
        .order_by("terms", "number", "pk")
    )


def save[Row: Plan | PlanVersion | Action | ActionTerms](row: Row) -> Row:
    """Save a row and count the save."""
    row.version += 1
    row.save()
    return row


def _terms(actor: Actor, plan_version: PlanVersion) -> Any:
    return ActionTerms.objects.visible_to(actor).filter(plan_version=plan_version).order_by("pk")


def _share(actor: Actor, terms: ActionTerms, circles: set[int]) -> None:
    """Let a circle read the terms and, while it is only proposed, the action they are about."""
    terms.audience = intern(actor=actor, circles=circles)
    terms.narrow_to = []
    save(terms)
    proposed = Action.objects.visible_to(actor).filter(pk=terms.action_id, state=ActionState.PROPOSED)
    proposed.update(audience=terms.audience)


def _close_to_others(actor: Actor, plan_version: PlanVersion) -> None:
    """Let the drafter alone read a text, its new actions and, where no other text is shared, the plan."""
    drafter = intern(actor=actor, circles=of_drafter(plan_version.originator_id))
    plan_version.audience = drafter
    others = PlanVersion.objects.visible_to(actor).filter(plan=plan_version.plan_id)
    if not others.exclude(pk=plan_version.pk).exclude(audience=drafter).exists():
        plan = Plan.objects.visible_to(actor).get(pk=plan_version.plan_id)
        plan.audience = drafter
        save(plan)
    for terms in _terms(actor, plan_version):
        if terms.narrow:
            terms.narrow_to = Audience.objects.values_list("circles", flat=True).get(pk=terms.audience_id)
        terms.audience = drafter
        save(terms)
        proposed = Action.objects.visible_to(actor).filter(pk=terms.action_id, state=ActionState.PROPOSED)
        proposed.update(audience=drafter)
