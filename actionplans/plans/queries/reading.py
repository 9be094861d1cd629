"""Plans, a version, its actions and one action, as far as a reader may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.notices.queries import followed
from coordination.register.models import Activity

from ..kinds import IN_FORCE, OPEN, Share, VersionState
from ..models import (
    Action,
    ActionLink,
    ActionTerms,
    Contribution,
    Evidence,
    InternalNote,
    Lever,
    LinkedFile,
    Milestone,
    Objective,
    PartnerEndorsement,
    PartnerPriority,
    Plan,
    PlanComment,
    PlanVersion,
    ProgressUpdate,
    Risk,
    Stakeholder,
    TermsComment,
)
from .numbering import number_words, numbers_of
from .together import together


def versions(actor: Actor, plan_id: UUID) -> list[PlanVersion]:
    """All versions of a plan that the actor may read, newest first, each with its plan and audience,
    and whether the actor follows the plan.
    """
    found = PlanVersion.objects.visible_to(actor).filter(plan=plan_id).not_discarded()
    found = found.annotate(is_followed=followed(actor, "plan"))
    return list(found.select_related("plan", "audience").order_by("-number"))


def discarded(actor: Actor) -> list[PlanVersion]:
    """The drafts that were given up, as far as the actor may read them: the newest hundred, newest first."""
    found = PlanVersion.objects.visible_to(actor).filter(state=VersionState.DISCARDED)
    return list(found.select_related("plan").order_by("-created_at", "pk")[:100])


def version_to_show(found: list[PlanVersion], number: int | None = None) -> PlanVersion | None:
    """The version with a number; without one, that in force, else the newest."""
    if number is not None:
        return next((row for row in found if row.number == number), None)
    return next((row for row in found if row.state in IN_FORCE), found[0] if found else None)


def version(actor: Actor, pk: UUID) -> PlanVersion | None:
    """One version with its plan and audience."""
    return PlanVersion.objects.visible_to(actor).select_related("plan", "audience").filter(pk=pk).first()


def open_version(found: Iterable[PlanVersion]) -> PlanVersion | None:
    """The draft, or the text in consultation."""
    return next((row for row in found if row.state in OPEN), None)


def lines(actor: Actor, model: type[Any], plan_version: PlanVersion) -> list[Any]:
    """The objectives, priorities, risks … of a version, in order."""
    return list(model.objects.visible_to(actor).filter(plan_version=plan_version).order_by("number", "pk"))


LINES: tuple[Any, ...] = (
    Objective,
    PartnerPriority,
    Risk,
    Stakeholder,
    Lever,
    LinkedFile,
    PartnerEndorsement,
)


def all_lines(actor: Actor, *plan_versions: PlanVersion) -> dict[Any, list[Any]]:
    """The lines of some versions by their kind, in order: one statement for all kinds."""
    wanted = [row.pk for row in plan_versions]
    found = together(*(kind.objects.visible_to(actor).filter(plan_version__in=wanted) for kind in LINES))
    for rows in found.values():
        rows.sort(key=lambda row: (row.number, row.pk))
    return found


@dataclass
class ShownAction:
    """An action as one version agreed it, and as it lives.

    `number` is that of `numbering.numbers_of`.
    """

    terms: ActionTerms
    action: Action
    number: str


@dataclass
class ShownText:
    """What a version in consultation says of an action that the reader may not read yet.

    An action that is to be shown to more stays with its old circle until the text is agreed: of how
    it stands, and of what few said on it, nothing is told.
    """

    terms: ActionTerms
    number: str


def with_steps(found: QuerySet[Any]) -> QuerySet[Any]:
    """Terms with their milestones as a list."""
    steps = Milestone.objects.within("terms").order_by("number", "pk")
    return found.annotate(
        step_list=ArraySubquery(
            steps.values_list(
                JSONObject(
                    pk="pk", key="key", number="number", title="title", due_on="due_on", done_on="done_on"
                )
            )
        )
    )


def living(found: QuerySet[Any]) -> QuerySet[Any]:
    """Actions with what was promised, moved and proved as lists."""
    asked = Contribution.objects.within("action").order_by("share", "asked_on", "pk")
    moved = ProgressUpdate.objects.within("action").filter(due_after__isnull=False).order_by("pk")
    proved = Evidence.objects.within("action").order_by("pk")
    return found.annotate(
        promise_list=ArraySubquery(
            asked.values_list(
                JSONObject(
                    pk="pk",
                    organisation="organisation_id",
                    party="party_id",
                    originator="originator_id",
                    share="share",
                    answer="answer",
                    light="light",
                )
            )
        ),
        move_list=ArraySubquery(
            moved.values_list(JSONObject(before="due_before", after="due_after", reason="reason"))
        ),
        evidence_list=ArraySubquery(proved.values_list("words")),
    )


def text_of(actor: Actor, plan_version: PlanVersion) -> list[ShownAction | ShownText]:
    """What a version says of its actions, in the order of its objectives, each with its number.

    Two statements, however many there are.
    """
    terms = list(
        with_steps(
            ActionTerms.objects.visible_to(actor)
            .filter(plan_version=plan_version)
            .annotate(under=F("objective__number"))
            .order_by("under", "objective_id", "number", "pk")
        )
    )
    alive = {
        row.pk: row
        for row in living(Action.objects.visible_to(actor).filter(pk__in=[row.action_id for row in terms]))
    }
    # In an agreed text an action was narrowed since where it cannot be read: that is told to nobody.
    whole = plan_version.state in OPEN
    shown = [row for row in terms if whole or row.action_id in alive]
    numbers = numbers_of(shown, {row.objective_id: row.under for row in shown})
    return [
        ShownAction(row, alive[row.action_id], numbers[row.pk])
        if row.action_id in alive
        else ShownText(row, numbers[row.pk])
        for row in shown
    ]


def actions_of(actor: Actor, plan_version: PlanVersion) -> list[ShownAction]:
    """The actions of a version that the reader may read, with the numbers that they have in its text."""
    return [item for item in text_of(actor, plan_version) if isinstance(item, ShownAction)]


def _numbered(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
    """Terms with their place among those beside them that the actor may read, as `text_of` counts."""
    before = ActionTerms.objects.visible_to(actor).filter(
        Q(number__lt=OuterRef("number")) | Q(number=OuterRef("number"), pk__lte=OuterRef("pk")),
        objective=OuterRef("objective"),
        narrow=OuterRef("narrow"),
    )
    before = before.filter(Q(plan_version__state__in=OPEN) | Q(action__in=Action.objects.visible_to(actor)))
    counted = before.order_by().values("objective").annotate(n=Count("*")).values("n")
    return found.annotate(place=Subquery(counted))


def number_of(terms: ActionTerms) -> str:
    """The number of one action, as `text_of` gives it; `terms` come from `terms_of`."""
    return number_words(terms.objective.number, terms.place or 1, narrow=terms.narrow)


def action(actor: Actor, pk: UUID) -> Action | None:
    """One action with what was promised and moved, `may`: what the actor may do, and whether it is `followed`."""
    found = Action.objects.visible_to(actor).select_related("plan", "audience").filter(pk=pk)
    return with_permissions(actor, living(found)).annotate(followed=followed(actor)).first()


def _of_readable_versions(actor: Actor) -> Any:
    """Terms of versions that the actor may read too: a narrower circle can reach beyond the plan's."""
    readable = PlanVersion.objects.visible_to(actor).filter(pk=OuterRef("plan_version"))
    return ActionTerms.objects.visible_to(actor).filter(Exists(readable))


def terms_of(actor: Actor, action_pk: UUID) -> list[ActionTerms]:
    """The terms of an action in all versions that the actor may read, newest version first.

    Each with its version, objective and audience, and its place for `number_of`.
    """
    found = _of_readable_versions(actor).filter(action=action_pk)
    whole = found.select_related("plan_version", "objective", "audience")
    return list(_numbered(actor, with_steps(whole.order_by("-plan_version__number"))))


def waited_for(actor: Actor, terms: ActionTerms) -> ActionTerms | None:
    """What an action waits for, in the words that the actor may read, where it may still read the action."""
    if terms.waits_for_id is None:
        return None
    readable = Action.objects.visible_to(actor).filter(pk=terms.waits_for_id)
    found = _of_readable_versions(actor).filter(action__in=readable)
    return found.order_by("-plan_version__number").first()


def one_terms(actor: Actor, pk: UUID) -> ActionTerms | None:
    """The terms of an action in one version."""
    found = _of_readable_versions(actor).filter(pk=pk)
    return with_steps(found.select_related("plan_version__plan", "objective")).first()


@dataclass
class Gathered:
    """What one action has gathered: the lead's promise first, reports and notes newest first."""

    promises: list[Contribution]
    reports: list[ProgressUpdate]
    evidence: list[Evidence]
    remarks: list[TermsComment]
    notes: list[InternalNote]


def gathered(actor: Actor, action: Action, terms: Iterable[ActionTerms]) -> Gathered:
    """What an action has gathered, with the comments on some of its terms: one statement."""
    wanted = [row.pk for row in terms]
    found = together(
        *(
            kind.objects.visible_to(actor).filter(action=action.pk)
            for kind in (Contribution, ProgressUpdate, Evidence)
        ),
        TermsComment.objects.visible_to(actor).filter(terms__in=wanted),
        InternalNote.objects.visible_to(actor).filter(plan=action.plan_id, action=action.pk),
    )
    return Gathered(
        sorted(found[Contribution], key=lambda row: (row.share != Share.LEAD, row.asked_on, row.pk)),
        sorted(found[ProgressUpdate], key=lambda row: -row.pk),
        sorted(found[Evidence], key=lambda row: row.pk),
        sorted(found[TermsComment], key=lambda row: (row.at, row.pk)),
        sorted(found[InternalNote], key=lambda row: row.created_at, reverse=True),
    )


def contribution(actor: Actor, pk: UUID) -> Contribution | None:
    """A part in an action that the actor may open."""
    readable = _of_readable_versions(actor).filter(action=OuterRef("action"))
    return Contribution.objects.visible_to(actor).filter(Exists(readable), pk=pk).first()


def reports(actor: Actor, action_pk: UUID) -> list[ProgressUpdate]:
    """All progress reports of an action, newest first."""
    return list(ProgressUpdate.objects.visible_to(actor).filter(action=action_pk).order_by("-pk"))


def evidence(actor: Actor, action_pk: UUID) -> list[Evidence]:
    return list(Evidence.objects.visible_to(actor).filter(action=action_pk).order_by("pk"))


def linked_activities(actor: Actor, action_pk: UUID) -> list[Any]:
    """The entries of the register that carry an action out, where the reader may read both.

    Each with `own`: whether an organisation that the reader speaks for has linked it.
    """
    links = ActionLink.objects.visible_to(actor).filter(action=action_pk)
    own = links.filter(activity=OuterRef("pk"), organisation__in=actor.speaks_for)
    found = Activity.objects.visible_to(actor).current().filter(pk__in=links.values("activity"))
    return list(found.annotate(own=Exists(own)).order_by("title", "pk"))


def own_links(actor: Actor, action_pk: UUID) -> set[UUID]:
    """Which entries the reader's own organisations have linked to an action, readable still or not."""
    links = ActionLink.objects.visible_to(actor).filter(action=action_pk, organisation__in=actor.speaks_for)
    return set(links.values_list("activity", flat=True))


def linkable(actor: Actor, plan: Plan) -> list[Activity]:
    """Entries of the reader's own organisations in the plan's country: what could be linked."""
    found = Activity.objects.visible_to(actor).current().filter(originator__in=actor.speaks_for)
    if plan.country_id:
        found = found.filter(countries__country=plan.country_id)
    return list(found.order_by("title", "pk")[:100])


def remarks_on_text(actor: Actor, plan_version: PlanVersion) -> list[PlanComment]:
    return list(PlanComment.objects.visible_to(actor).filter(plan_version=plan_version).order_by("at", "pk"))


def remarks_on_actions(actor: Actor, terms: Iterable[ActionTerms]) -> list[TermsComment]:
    return list(
        TermsComment.objects.visible_to(actor)
        .filter(terms__in=[row.pk for row in terms])
        .order_by("at", "pk")
    )


def remark(actor: Actor, key: UUID) -> PlanComment | TermsComment | None:
    """A comment by its key, wherever it stands."""
    if found := PlanComment.objects.visible_to(actor).filter(key=key).first():
        return found
    readable = _of_readable_versions(actor).filter(pk=OuterRef("terms"))
    return TermsComment.objects.visible_to(actor).filter(Exists(readable), key=key).first()


def notes(actor: Actor, plan_id: UUID, action_pk: UUID | None = None) -> list[InternalNote]:
    """The notes of the reader's own delegation, newest first."""
    found = InternalNote.objects.visible_to(actor).filter(plan=plan_id, action=action_pk)
    return list(found.order_by("-created_at", "pk"))


def plans(actor: Actor) -> list[PlanVersion]:
    """For each plan that the actor may read the version to show, with its plan; unordered."""
    found = PlanVersion.objects.visible_to(actor).not_discarded().select_related("plan")
    by_plan: dict[UUID, list[PlanVersion]] = {}
    for row in found.order_by("-number"):
        by_plan.setdefault(row.plan_id, []).append(row)
    shown = (version_to_show(rows) for rows in by_plan.values())
    return [row for row in shown if row is not None]


def plan_of_country(actor: Actor, country_id: int) -> PlanVersion | None:
    """The plan of a country as it is shown, where the reader may read one."""
    found = PlanVersion.objects.visible_to(actor).filter(plan__country=country_id)
    rows = list(found.not_discarded().select_related("plan").order_by("-number"))
    return version_to_show(rows)


def objectives_with_lights(actor: Actor, plan_version: PlanVersion) -> list[Any]:
    """The objectives of a version in order, each with its actions as `light_list` of state, light, serves."""
    under = ActionTerms.objects.visible_to(actor).filter(
        objective=OuterRef("pk"), action__in=Action.objects.visible_to(actor)
    )
    stands = JSONObject(state="action__state", light="action__light", serves="serves")
    found = Objective.objects.visible_to(actor).filter(plan_version=plan_version)
    return list(
        found.annotate(light_list=ArraySubquery(under.order_by("number", "pk").values_list(stands))).order_by(
            "number", "pk"
        )
    )


def lights(actor: Actor, plan_versions: Iterable[PlanVersion]) -> list[tuple[UUID, str, str]]:
    """For each action of some versions: version, state and light."""
    terms = ActionTerms.objects.visible_to(actor).filter(
        plan_version__in=[row.pk for row in plan_versions],
        action__in=Action.objects.visible_to(actor),
    )
    return list(terms.values_list("plan_version", "action__state", "action__light"))
