"""An action: what was agreed of it stands in its terms, one set a version; how it stands lives here."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet
from coordination.people.models import today
from coordination.register.models import Activity

from ..kinds import ActionState, Horizon, Level, Light, Serves
from ..policy import RUNNING, ActionPolicy, TermsPolicy
from .versions import Objective, Plan, PlanVersion


class ActionQuerySet(GatedQuerySet):
    def running(self) -> Self:
        """Agreed and neither done nor dropped."""
        return self.filter(state__in=RUNNING)

    def overdue(self) -> Self:
        """Running past its due date."""
        return self.running().filter(due_on__lt=today())

    def owing_update(self) -> Self:
        """Running, and the progress report due by today has not come."""
        return self.filter(state=ActionState.OPEN, update_due_on__lte=today())


class Action(Gated):
    """An action of a plan through all versions: its state, its light, its date, how it was closed.

    `lead`, `weighty` and the first `due_on` repeat the terms in force; the date may move since,
    with a reason, in a `ProgressUpdate`.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    state = models.CharField(_("State"), max_length=10, choices=ActionState, default=ActionState.PROPOSED)
    light = models.CharField(_("Status"), max_length=15, choices=Light, default=Light.NOT_STARTED)
    light_words = models.CharField(_("Explanation"), max_length=500, blank=True)
    light_on = models.DateField(_("Status as of"), null=True, blank=True)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    update_due_on = models.DateField(_("Next report due"), null=True, blank=True)
    lead = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Lead")
    )
    lead_party = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    weighty = models.BooleanField(_("Weighty"), default=False)
    committed = models.DecimalField(
        _("Committed"), max_digits=15, decimal_places=2, null=True, blank=True, help_text="EUR"
    )
    committed_as_of = models.DateField(_("Committed as of"), null=True, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    closed_by_id = models.IntegerField(null=True, editable=False, help_text="User.")
    checked_on = models.DateField(_("Checked on"), null=True, blank=True)
    checked_by_id = models.IntegerField(null=True, editable=False, help_text="User, another than closed_by.")
    checker = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Checked by"),
    )

    # The parts as plain values, on rows that come from `queries.reading`.
    promise_list: list[dict[str, Any]]
    move_list: list[dict[str, Any]]
    evidence_list: list[str]
    may: dict[str, bool]
    followed: bool

    policy = ActionPolicy()
    objects = ActionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("action")
        constraints = [
            models.CheckConstraint(
                name="weighty_action_closed_by_two",
                condition=(
                    ~Q(state=ActionState.DONE)
                    | Q(weighty=False)
                    | (Q(checked_by_id__isnull=False) & ~Q(checked_by_id=F("closed_by_id")))
                ),
            ),
            models.CheckConstraint(
                name="committed_amount_has_a_date",
                condition=Q(committed=None) | Q(committed_as_of__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "id"], name="action_of_plan"),
            models.Index(fields=["lead_party", "due_on"], name="action_of_lead"),
        ]


class ActionTerms(Gated):
    """The words of an action in one version of its plan.

    A narrower action is read by its own circle, never by more than may read the version; while the
    version is a draft, by its drafter alone: `narrow_to` then holds the circles that will read it.
    """

    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, models.PROTECT, related_name="+")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="+", verbose_name=_("Objective"))
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("What"), max_length=200)
    why = models.TextField(_("Why"), max_length=4000, blank=True)
    level = models.CharField(_("Level"), max_length=15, choices=Level, default=Level.EU)
    level_reason = models.CharField(_("Why at this level"), max_length=500, blank=True)
    lead = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Lead")
    )
    contributor_ids = ArrayField(
        models.IntegerField(),
        verbose_name=_("Contributors"),
        default=list,
        help_text="Organisations; asked once the text is in consultation.",
    )
    horizon = models.CharField(_("Horizon"), max_length=10, choices=Horizon, default=Horizon.SHORT)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    due_on = models.DateField(_("Due"))
    deliverable = models.CharField(_("Deliverable"), max_length=500, blank=True)
    serves = models.CharField(_("Serves"), max_length=10, choices=Serves, default=Serves.EU)
    benefit = models.CharField(_("Partner's request or benefit"), max_length=500, blank=True)
    waits_for = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Waits for")
    )
    blocker = models.CharField(_("Blocker"), max_length=500, blank=True)
    mandate = models.ForeignKey(
        "coordination.Mandate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Mandate"),
    )
    weighty = models.BooleanField(_("Weighty"), default=False)
    planned = models.DecimalField(
        _("Planned"), max_digits=15, decimal_places=2, null=True, blank=True, help_text="EUR"
    )
    instrument = models.CharField(_("Instrument"), max_length=160, blank=True)
    narrow = models.BooleanField(default=False, help_text="Read by a narrower circle than the plan.")
    narrow_to = ArrayField(
        models.IntegerField(), default=list, help_text="Circles, until it is consulted on."
    )
    frozen = models.BooleanField(default=False, help_text="Its version was agreed.")

    # On rows that come from `queries.reading`.
    step_list: list[dict[str, Any]]
    place: int | None

    policy = TermsPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("action")
        constraints = [
            models.UniqueConstraint("plan_version", "action", name="one_terms_an_action"),
            models.CheckConstraint(
                name="action_is_due_after_it_starts",
                condition=Q(starts_on=None) | Q(due_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="action_waits_for_another",
                condition=Q(waits_for=None) | ~Q(waits_for=F("action")),
            ),
        ]
        indexes = [models.Index(fields=["plan_version", "number"], name="terms_of_version")]


class Milestone(GatedPart):
    """A step of an action, as agreed; `done_on` alone changes afterwards."""

    terms = models.ForeignKey(ActionTerms, models.DO_NOTHING, db_constraint=False, related_name="milestones")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("Milestone"), max_length=200)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)

    parent = "terms"

    class Meta:
        indexes = [models.Index(fields=["terms", "number"], name="milestone_of_terms")]


class ActionPart(GatedPart):
    """What an action has gathered while it runs."""

    action = models.ForeignKey(Action, models.DO_NOTHING, db_constraint=False, related_name="+")
    organisation = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    parent = "action"

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["action", "id"], name="%(class)s_of_action")]


class ProgressUpdate(ActionPart):
    """How an action stood on a day, said by its lead; a moved date stands in it with its reason."""

    light = models.CharField(_("Status"), max_length=15, choices=Light)
    words = models.CharField(_("Explanation"), max_length=500)
    on = models.DateField(_("As of"), default=today)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(_("New date"), null=True, blank=True)
    reason = models.CharField(_("Reason for the new date"), max_length=500, blank=True)

    class Meta(ActionPart.Meta):
        constraints = [
            models.CheckConstraint(
                name="moved_date_has_a_reason", condition=Q(due_after=None) | ~Q(reason="")
            )
        ]


class Evidence(ActionPart):
    """What shows that an action was done."""

    words = models.CharField(_("Evidence"), max_length=500)
    address = models.URLField(_("Where it can be read"), max_length=500, blank=True)


class ActionLink(ActionPart):
    """An entry of the register that carries an action out; shown to those who may read both."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")

    class Meta(ActionPart.Meta):
        constraints = [models.UniqueConstraint("action", "activity", name="one_link_an_activity")]
