"""A consultation, its questions, and the synthesis that its convenor writes."""

from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import Kind, Outcome, Readership, Standing, State
from ..policy import ConsultationPolicy, SynthesisPolicy


class ConsultationQuerySet(GatedQuerySet):
    def running(self) -> Self:
        """Open, and the deadline still to come."""
        return self.filter(state=State.OPEN, deadline__gt=timezone.now())


class Consultation(Gated):
    """What is put to delegations until a day and an hour: questions, or a text on which silence is consent.

    `by_chair` is what the Presidency asks: whoever chairs runs it. A silence procedure that is `open`
    past its deadline is over for every reader; the clock writes it down within a minute.
    """

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    title = models.CharField(_("Title"), max_length=200)
    background = models.TextField(_("Background"), max_length=8000, blank=True)
    text = models.TextField(_("Text"), max_length=20000, blank=True)
    reference = models.CharField(_("Reference"), max_length=120, blank=True)
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Goes with")
    )
    by_chair = models.BooleanField(_("Asked as the Presidency"), default=False)
    readership = models.CharField(
        _("Who reads the answers"), max_length=10, choices=Readership, default=Readership.ASKED
    )
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(_("Opened"), null=True, blank=True)
    deadline = models.DateTimeField(_("Deadline"), null=True, blank=True)
    first_deadline = models.DateTimeField(_("First deadline"), null=True, blank=True)
    moved_reason = models.CharField(_("Reason for the new deadline"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    closing_words = models.CharField(_("Reason"), max_length=1000, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=Outcome, blank=True)
    is_example = models.BooleanField(default=False)

    # Annotated by `queries.reading`.
    may: dict[str, bool]
    question_list: list[dict[str, Any]]
    paper_ids: list[UUID]
    silence: str | None
    followed: bool

    policy = ConsultationPolicy()
    objects = ConsultationQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("consultation")
        constraints = [
            models.CheckConstraint(
                name="open_consultation_has_a_deadline",
                condition=Q(state__in=[State.DRAFT, State.DISCARDED])
                | Q(opened_at__isnull=False, deadline__isnull=False),
            ),
            models.CheckConstraint(
                name="silence_is_on_a_text",
                condition=Q(state__in=[State.DRAFT, State.DISCARDED]) | Q(kind=Kind.QUESTIONS) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="closed_consultation_has_a_time",
                condition=~Q(state__in=[State.CLOSED, State.WITHDRAWN]) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="outcome_is_of_a_closed_silence_procedure",
                condition=Q(kind=Kind.SILENCE, state=State.CLOSED) & ~Q(outcome="")
                | ~Q(kind=Kind.SILENCE, state=State.CLOSED) & Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "state", "deadline"], name="consultation_by_deadline"),
            models.Index(fields=["originator", "state"], name="consultation_of_originator"),
            models.Index(
                fields=["deadline"], name="silence_running", condition=Q(kind="silence", state="open")
            ),
            models.Index(fields=["part_of"], name="consultation_part_of", condition=Q(part_of__isnull=False)),
            models.Index(
                fields=["country"], name="consultation_in_country", condition=Q(country__isnull=False)
            ),
        ]

    def standing(self) -> Standing:
        """How it stands now, whether or not the clock has written it down."""
        if self.state != State.OPEN:
            return Standing(self.state)
        if self.deadline is None or self.deadline > timezone.now():
            return Standing.RUNNING
        return Standing.CLOSED if self.kind == Kind.SILENCE else Standing.OVER


class Question(GatedPart):
    """One question; its number is how people name it and how addresses do."""

    consultation = models.ForeignKey(Consultation, models.DO_NOTHING, db_constraint=False, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(_("Question"), max_length=1000)

    parent = "consultation"

    class Meta:
        verbose_name = _("question")
        constraints = [models.UniqueConstraint("consultation", "number", name="one_question_a_number")]


class ConsultationPaper(GatedPart):
    """A document that is read with it; whoever may not read the document learns of none."""

    consultation = models.ForeignKey(Consultation, models.DO_NOTHING, db_constraint=False, related_name="+")
    document = models.ForeignKey("Document", models.PROTECT, related_name="+", verbose_name=_("Document"))

    parent = "consultation"

    class Meta:
        verbose_name = _("paper of a consultation")
        constraints = [models.UniqueConstraint("consultation", "document", name="one_consultation_paper")]
        indexes = [models.Index(fields=["document"], name="consultations_of_document")]


class Synthesis(Gated):
    """What the convenor makes of the replies to a question, or of all where `question` is empty.

    Its own until it is published, then read by all who were asked. One for each convenor: another
    Presidency does not learn that its predecessor had begun to write.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("Synthesis"), max_length=20000, blank=True)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    policy = SynthesisPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("synthesis")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "question", "originator"],
                nulls_distinct=False,
                name="one_synthesis_a_convenor",
            )
        ]
