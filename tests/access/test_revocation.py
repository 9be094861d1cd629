"""Rights that are taken away between two requests, two batches, or queueing and sending: the next one shows nothing.

For every way in which somebody loses a row (SECURITY 4): the post ends, the account is closed, the row is
shared with others from now on.
"""

import datetime
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import transaction

from actionplans.fiches.kinds import Stage
from coordination.access.reader import reading_as
from coordination.consultations.kinds import State
from coordination.meetings import services as meetings
from coordination.meetings.kinds import MeetingState
from coordination.people.models import Membership, today
from tests.access.canaries.said import said
from tests.factories import ActivityFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.documents import DocumentFactory
from tests.factories.fiches import FicheFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.notices import asked, kept_among, post

pytestmark = [pytest.mark.row("C23"), pytest.mark.usefixtures("plain_rendering")]

SECRET = "zqrevokedz"


def post_ended(persona, row) -> None:
    Membership.objects.filter(user=persona.user).update(ends_on=today() - datetime.timedelta(days=1))


def account_closed(persona, row) -> None:
    persona.user.is_active = False
    persona.user.save(update_fields=["is_active"])


def row_narrowed(persona, row) -> None:
    kept_among(row, "italy")


WAYS = [post_ended, account_closed, row_narrowed]
every_way = pytest.mark.parametrize("taken_away", WAYS, ids=lambda way: way.__name__)

# Of Italy, read by France. The first address of each is its list.
ROWS: dict[str, Callable] = {
    "activities": lambda: ActivityFactory(shared_with=["france"], title=SECRET),
    "fiches": lambda: FicheFactory(stage=Stage.COMMENTS, shared_with=["france"], title=SECRET),
    "documents": lambda: DocumentFactory(originator="italy", shared_with=["france"], subject=SECRET),
    "consultations": lambda: ConsultationFactory(
        convenor="italy", state=State.OPEN, shared_with=["france"], title=SECRET
    ),
    "meetings": lambda: MeetingFactory(
        convenor="italy",
        members=["france"],
        state=MeetingState.ISSUED,
        title=SECRET,
        day=today() + datetime.timedelta(days=1),
    ),
}
PAGES = {
    "list": "/{noun}/",
    "record": "/{noun}/{pk}/",
    "file": "/{noun}/file/csv/",
    "workbook": "/{noun}/file/xlsx/",
    "search": f"/search/?q={SECRET}",
    "history": "/{noun}/{pk}/history/",
    "desk": "/",
}
API = {
    "API list": "/api/v1/{noun}/",
    "API record": "/api/v1/{noun}/{pk}/",
    "API history": "/api/v1/{noun}/{pk}/history/",
}
AT_LEAST = {"list", "record", "file", "API list", "API record"}


def shown(persona, noun: str, pk) -> set[str]:
    """The channels in which the secret comes out."""
    found = {
        channel
        for channel, address in PAGES.items()
        if SECRET in said(persona.client.get(address.format(noun=noun, pk=pk)))
    }
    fragment = persona.client.get(f"/{noun}/", headers={"HX-Request": "true"})
    if SECRET in said(fragment):
        found.add("fragment")
    return found | {
        channel
        for channel, address in API.items()
        if SECRET in said(persona.api.get(address.format(noun=noun, pk=pk)))
    }


@every_way
@pytest.mark.parametrize("noun", ROWS)
def test_between_two_requests_of_a_session_and_of_a_token(noun, taken_away, france):
    row = ROWS[noun]()
    assert shown(france, noun, row.pk) >= AT_LEAST
    taken_away(france, row)
    assert shown(france, noun, row.pk) == set()


@every_way
def test_between_two_batches_of_an_export(taken_away, france, monkeypatch):
    rows = [ActivityFactory(shared_with=["france"], title=f"{SECRET}{number}") for number in range(6)]
    monkeypatch.setattr("coordination.register.exports.BATCH", 2)
    monkeypatch.setattr("coordination.exchange.tables.CSV_CHUNK", 1)
    response = france.client.get("/activities/file/csv/")
    assert response.streaming
    chunks, before = iter(response), b""
    while before.count(SECRET.encode()) < 2:
        before += next(chunks)
    for row in rows:
        taken_away(france, row)
    after = b"".join(chunks)
    assert SECRET.encode() not in after
    assert 2 <= before.count(SECRET.encode()) < 6


@every_way
def test_between_queueing_a_mail_and_sending_it(taken_away, france, time_machine):
    asked(france)
    taken_away(france, asked_about())
    assert not post(france)
    assert mail.outbox == []


def asked_about():
    """The fiche in which France is asked."""
    from actionplans.fiches.models import Fiche
    from tests.factories.plans import speaking_for

    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        return Fiche.objects.visible_to(actor).get()


@every_way
def test_between_two_fetches_of_a_calendar(taken_away, france, client):
    row = ROWS["meetings"]()
    with transaction.atomic(), reading_as(actor := france.actor()):
        secret = meetings.subscribe(actor=actor)
    address = f"/meetings/calendar/{secret}.ics"
    assert SECRET in client.get(address).content.decode()
    taken_away(france, row)
    assert SECRET not in client.get(address).content.decode()


@every_way
def test_between_two_looks_into_the_room(taken_away, france):
    row = MeetingFactory(convenor="italy", members=["france"], state=MeetingState.RUNNING, title=SECRET)
    page, polled = f"/meetings/{row.pk}/room/", f"/meetings/{row.pk}/room/changes/?since=2026-01-01T00:00:00Z"
    assert SECRET in said(france.client.get(page))
    assert france.client.get(polled).status_code in {200, 204}
    taken_away(france, row)
    assert SECRET not in said(france.client.get(page))
    assert france.client.get(polled).status_code not in {200, 204}
