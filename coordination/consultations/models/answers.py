"""What answers a consultation: drafts, replies, positions, requests for more time, input of ministries.

Each belongs to the delegation that writes it (`originator`) and has an audience of its own.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet

from ..kinds import BREAKING, WORDED, InputState, RequestState, Stand
from ..policy import (
    ExtensionRequestPolicy,
    MinistryInputPolicy,
    PositionPolicy,
    ReplyDraftPolicy,
    ReplyPolicy,
)
from .consultations import Consultation, Question


class Answer(Gated):
    """A row of one delegation about one consultation."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="+")

    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


class ReplyDraft(Answer):
    """What a delegation is writing; it stays when it is submitted, and is what the next reply begins with.

    `settlement` says how the texts of several ministries became one.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    text = models.TextField(_("Reply"), max_length=8000, blank=True)
    settlement = models.CharField(_("How the ministries’ texts became one"), max_length=500, blank=True)
    cleared_at = models.DateTimeField(_("Cleared"), null=True, blank=True)

    policy = ReplyDraftPolicy()

    class Meta:
        verbose_name = _("draft reply")
        constraints = [
            models.UniqueConstraint("question", "originator", name="one_draft_reply_a_question"),
            models.CheckConstraint(
                name="cleared_reply_has_words", condition=Q(cleared_at=None) | ~Q(text="")
            ),
        ]


class Reply(Answer):
    """What a delegation submitted to one question."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    text = models.TextField(_("Reply"), max_length=8000)
    submitted_at = models.DateTimeField(_("Submitted"))

    policy = ReplyPolicy()

    class Meta:
        verbose_name = _("reply")
        constraints = [models.UniqueConstraint("question", "originator", name="one_reply_a_question")]
        indexes = [models.Index(fields=["consultation"], name="reply_to_consultation")]


class Position(Answer):
    """What a delegation says in a silence procedure; who says nothing has no row."""

    stand = models.CharField(_("Position"), max_length=12, choices=Stand)
    words = models.TextField(_("Words"), max_length=2000, blank=True)
    stated_at = models.DateTimeField(_("Stated"))
    lifted_at = models.DateTimeField(_("Lifted"), null=True, blank=True)

    # Annotated by `queries.reading`.
    may: dict[str, bool]

    policy = PositionPolicy()

    class Meta:
        verbose_name = _("position")
        constraints = [
            models.UniqueConstraint("consultation", "originator", name="one_position_a_delegation"),
            models.CheckConstraint(
                name="position_has_its_words", condition=~Q(stand__in=WORDED) | ~Q(words="")
            ),
            models.CheckConstraint(
                name="only_what_stands_is_lifted", condition=Q(lifted_at=None) | Q(stand__in=BREAKING)
            ),
        ]


class ExtensionRequest(Answer):
    """A delegation asks for more time; it and the convenor read it."""

    until = models.DateTimeField(_("Until"))
    reason = models.CharField(_("Reason"), max_length=500)
    state = models.CharField(_("State"), max_length=10, choices=RequestState, default=RequestState.ASKED)
    answer = models.CharField(_("Answer"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("Asked"))

    may: dict[str, bool]

    policy = ExtensionRequestPolicy()

    class Meta:
        verbose_name = _("request for more time")
        constraints = [
            models.UniqueConstraint("consultation", "originator", name="one_request_a_delegation"),
        ]


class MinistryInput(Answer):
    """What a delegation asks one of its ministries to write for its reply to a question.

    A ministry need not read the consultation: title, question and day are repeated here, by the
    delegation that passes them on. Both read it, and nobody else.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    ministry = models.ForeignKey("Organisation", models.PROTECT, related_name="+", verbose_name=_("Ministry"))
    title = models.CharField(_("Consultation"), max_length=200)
    number = models.PositiveSmallIntegerField(_("Number of the question"))
    asked = models.CharField(_("Question"), max_length=1000)
    words = models.CharField(_("What is asked of the ministry"), max_length=500, blank=True)
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    text = models.TextField(_("Input"), max_length=8000, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=InputState, default=InputState.ASKED)
    given_at = models.DateTimeField(_("Given"), null=True, blank=True)

    may: dict[str, bool]
    said: Any

    policy = MinistryInputPolicy()

    class Meta:
        verbose_name = _("input of a ministry")
        constraints = [
            models.UniqueConstraint("question", "ministry", name="one_input_a_ministry"),
            models.CheckConstraint(
                name="given_input_has_words",
                condition=~Q(state=InputState.GIVEN) | (~Q(text="") & Q(given_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["ministry", "state"], name="input_of_ministry")]
