"""What notices say of releases and of applications for access: told to those who handle them."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.notices.kinds import Rule
from coordination.notices.nouns import Kind, Noun, Said, register_noun
from coordination.notices.reminders import Reminder, register_reminders

from .kinds import News, RequestState
from .models import AccessRequest, Release


def due_words(words: Mapping[str, Any]) -> str:
    """By which day."""
    day = datetime.date.fromisoformat(words["due"])
    return _("by %(day)s") % {"day": date_format(day, "j F Y")}


OF_A_RELEASE = (
    Kind(
        News.PROPOSED,
        gettext_lazy("A release is proposed"),
        gettext_lazy("release proposed, waits for a second person"),
        (Rule.READERS,),
    ),
    Kind(
        News.APPROVED,
        gettext_lazy("A release is approved"),
        pgettext_lazy("release", "approved"),
        (Rule.READERS,),
    ),
    Kind(
        News.RELEASED,
        gettext_lazy("A text was released to the public"),
        pgettext_lazy("release", "released"),
        (Rule.READERS,),
    ),
    Kind(
        News.DROPPED,
        gettext_lazy("A proposed release was dropped"),
        pgettext_lazy("release", "dropped"),
        (Rule.READERS,),
    ),
)
OF_AN_APPLICATION = (
    Kind(
        News.REGISTERED,
        gettext_lazy("An application for access to your document"),
        gettext_lazy("application registered"),
        (Rule.ASKED,),
    ),
    Kind(
        News.ADVISED,
        gettext_lazy("Advice on an application for access"),
        gettext_lazy("advice given"),
        (Rule.OWNER,),
    ),
    Kind(
        News.ANSWERED,
        gettext_lazy("An application for access is answered"),
        pgettext_lazy("application", "answered"),
        (Rule.ASKED,),
    ),
    Kind(
        News.CONFIRMATORY,
        gettext_lazy("A confirmatory application for access"),
        gettext_lazy("confirmatory application registered"),
        (Rule.ASKED,),
    ),
    Kind(
        News.DUE,
        gettext_lazy("An application for access is due"),
        pgettext_lazy("application", "due"),
        (Rule.OWNER,),
        followed=False,
        detail=due_words,
    ),
)


def _releases(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = Release.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(title="title"))


def _release_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    return Said(about["title"], reverse("release", args=[pk]))


def _applications(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    found = AccessRequest.objects.visible_to(actor).filter(pk__in=list(ids))
    return found.annotate(about=JSONObject(reference="reference"))


def _application_said(pk: UUID, about: Mapping[str, Any]) -> Said:
    title = _("Application %(reference)s") % {"reference": about["reference"]}
    return Said(title, reverse("access-request", args=[pk]))


def due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """Applications whose answer is due by a day, for those who handle them."""
    rows = AccessRequest.objects.visible_to(actor).filter(originator__in=actor.speaks_for)
    waiting = rows.filter(state__in=(RequestState.OPEN, RequestState.CONFIRMATORY), due_on__lte=until)
    for row in waiting:
        yield Reminder(News.DUE, row, row.due_on)


def register() -> None:
    """Called once, when the apps are ready."""
    register_noun(Noun("release", gettext_lazy("Release"), Release, OF_A_RELEASE, _releases, _release_said))
    register_noun(
        Noun(
            "access-request",
            gettext_lazy("Application for access"),
            AccessRequest,
            OF_AN_APPLICATION,
            _applications,
            _application_said,
        )
    )
    register_reminders(due)
