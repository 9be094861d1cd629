"""Points that wait for an agenda: asked for by a delegation, or kept by the convenor."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet

from ..kinds import ItemKind, RequestKind, RequestState
from ..policy import RequestPolicy
from .bodies import Body
from .items import AgendaItem
from .meetings import Meeting


class RequestQuerySet(GatedQuerySet):
    def waiting(self) -> Self:
        """Neither answered nor taken back."""
        return self.filter(state=RequestState.ASKED)

    def for_agenda(self, meeting: Meeting) -> Self:
        """What waits for an agenda of this body, and what is on this one."""
        on_it = Q(state=RequestState.ACCEPTED, meeting=meeting)
        return self.filter(Q(state=RequestState.ASKED) | on_it, body=meeting.body_id)


class AgendaRequest(Gated):
    """A point that somebody wants on an agenda; read by whoever asked and by those who run the body.

    For `meeting`, or where there is none for the next that fits. The convenor's own are its backlog.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("Body"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Meeting")
    )
    by_presidency = models.BooleanField(help_text="As of its body.")
    convenor = models.ForeignKey("Organisation", models.PROTECT, related_name="+", help_text="Of its body.")
    kind = models.CharField(_("Asked as"), max_length=10, choices=RequestKind, default=RequestKind.AOB)
    title = models.CharField(_("Title"), max_length=300)
    title_fr = models.CharField(_("Title in French"), max_length=300, blank=True)
    words = models.CharField(_("What it is about"), max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=5)
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    item_kind = models.CharField(
        max_length=10, choices=ItemKind, default=ItemKind.COMMON, help_text="Of the item that is kept."
    )
    circle_ids = ArrayField(
        models.IntegerField(), default=list, blank=True, help_text="As of the item that is kept."
    )
    source_noun = models.CharField(max_length=60, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=RequestState, default=RequestState.ASKED)
    answer = models.CharField(_("Answer"), max_length=500, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    item = models.ForeignKey(
        AgendaItem, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )

    # On rows that come from `queries`.
    may: dict[str, bool]

    policy = RequestPolicy()
    objects = RequestQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("request for an item")
        constraints = [
            models.CheckConstraint(
                name="declined_request_has_an_answer",
                condition=~Q(state=RequestState.DECLINED) | ~Q(answer=""),
            )
        ]
        indexes = [models.Index(fields=["body", "state"], name="request_of_body")]
