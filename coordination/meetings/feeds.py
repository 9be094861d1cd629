"""What a calendar program fetches by its secret address: with the rights of its person today."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coordination.access.errors import Hidden
from coordination.access.reader import reading_as, set_reader
from coordination.access.routes import EVERYONE
from coordination.people.actors import build
from coordination.people.models import today
from coordination.people.tokens import digest
from coordination.world.queries import countries

from .calendar import Span
from .calendar_file import feed
from .models import CalendarFeed
from .queries.dates import AHEAD, BACK, Wanted, entries

SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}")


@require_safe
@EVERYONE
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a person, or of one country as that person may read it.

    An address that is unknown, withdrawn, or whose person has no function any more leads nowhere.
    """
    found = _found(secret)
    actor = build(found.user)
    if not actor.functions:
        raise Hidden("calendar address")
    request.actor = actor  # type: ignore[attr-defined]  # the answer is then kept by no cache
    set_reader(actor.reader)
    day = today()
    span = Span(day - BACK, day + AHEAD, found.country_id)
    with reading_as(actor), translation.override(found.language):
        place = countries().by_id.get(found.country_id or 0)
        name = (
            _("Roundtable: %(country)s") % {"country": place.name} if place else _("Roundtable: my calendar")
        )
        listed = entries(actor, Wanted(span, mine=place is None))
        file = feed(actor, listed, name=name, address=request.build_absolute_uri("/").rstrip("/"))
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="roundtable.ics"'
    return response


def _found(secret: str) -> CalendarFeed:
    if not SECRET.fullmatch(secret):
        raise Hidden("calendar address")
    rows = (
        CalendarFeed.objects.live().select_related("user").filter(digest=digest(secret), user__is_active=True)
    )
    row = rows.first()
    if row is None:
        raise Hidden("calendar address")
    return row
