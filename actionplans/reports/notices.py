"""What notices say of the handover."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, register_noun

from .kinds import News
from .models import Renewal
from .renewals_page import title_words

RENEWAL = (
    Kind(
        News.RENEWAL_ASKED,
        News.RENEWAL_ASKED.label,
        _("renew or leave"),
        (Rule.ASKED,),
        followed=False,
    ),
)


def _renewals(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Renewal.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(term=F("term_id")))


def _renewal(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(title_words(), reverse("renewals"))


def register() -> None:
    """Called once, when the apps are ready."""
    register_noun(Noun("renewal", _("Renewal of confidences"), Renewal, RENEWAL, _renewals, _renewal))
