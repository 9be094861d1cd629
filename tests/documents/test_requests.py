"""Applications for access: their clocks, the consultation of the holder, grounds by article."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.kinds import RequestState
from coordination.documents.models import AccessRequest
from coordination.documents.releases import clock
from tests.factories.documents import DocumentFactory
from tests.factories.releases import register, released

pytestmark = [pytest.mark.row("A9"), pytest.mark.usefixtures("db")]

DAY = datetime.date


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        (DAY(2026, 11, 2), DAY(2026, 11, 23)),  # three weeks without a holiday
        (DAY(2026, 12, 14), DAY(2027, 1, 13)),  # the end of the year does not count
        (DAY(2027, 3, 15), DAY(2027, 4, 8)),  # nor does Easter, 28 March
        (DAY(2026, 11, 6), DAY(2026, 11, 27)),  # the day itself does not count, a Friday
    ],
)
def test_fifteen_working_days_run_from_the_day_after(registered, due):
    assert clock.after(registered) == due
    assert clock.left(registered, due) == 15
    assert clock.left(due, due) == 0
    assert clock.left(due + datetime.timedelta(days=7), due) == -sum(
        clock.is_working_day(due + datetime.timedelta(days=n)) for n in range(1, 8)
    )


@pytest.mark.parametrize(
    ("year", "day"),
    [(2023, DAY(2023, 4, 9)), (2024, DAY(2024, 3, 31)), (2027, DAY(2027, 3, 28)), (2030, DAY(2030, 4, 21))],
)
def test_easter(year, day):
    assert clock.easter(year) == day


@pytest.fixture
def document(db):
    return DocumentFactory(number="8255/23", shared_with=["france", "gsc"], text="One.\n\nTwo.")


def act(persona, name, request, **given):
    actor = persona.actor()
    with transaction.atomic(), reading_as(actor):
        return getattr(services, name)(actor=actor, request=request, **given)


def test_only_the_secretariat_registers_and_the_holder_is_consulted(gsc, italy, france, document):
    row = register(gsc, document)
    assert (row.holder_id, row.consulted_on is not None) == (italy.organisation.pk, True)
    with pytest.raises(Refused, match="Only the General Secretariat"):
        register(italy, document, "A/2")
    with pytest.raises(ValidationError, match="registered already"):
        register(gsc, document)
    seen = {
        who.name: who.client.get(f"/access-requests/{row.pk}/").status_code for who in (gsc, italy, france)
    }
    assert seen == {"gsc": 200, "italy": 200, "france": 404}


def test_the_clock_is_extended_once_and_begins_anew_for_the_confirmatory_stage(gsc, italy, document):
    with time_machine.travel(datetime.datetime(2026, 11, 2, 10, tzinfo=datetime.UTC), tick=False):
        row = register(gsc, document, on=DAY(2026, 11, 2))
        assert row.due_on == DAY(2026, 11, 23)
        with pytest.raises(ValidationError, match="Say why"):
            act(gsc, "extend", row, reason="")
        row = act(gsc, "extend", row, reason="Four hundred pages.")
        assert row.due_on == clock.after(DAY(2026, 11, 23))
        with pytest.raises(Refused, match="once"):
            act(gsc, "extend", row, reason="Again.")
        refused = services.Answer("refused", ["4-1-a-3"], "International relations.")
        row = act(gsc, "answer", row, answer=refused)
        assert (row.state, row.grounds) == (RequestState.ANSWERED, ["4-1-a-3"])
    with time_machine.travel(datetime.datetime(2026, 11, 30, 10, tzinfo=datetime.UTC), tick=False):
        with pytest.raises(ValidationError, match="had to come by 23 November 2026"):
            act(gsc, "confirm", row, on=DAY(2026, 11, 30))
        row = act(gsc, "confirm", row, on=DAY(2026, 11, 16))
        assert (row.state, row.due_on, row.extended) == (
            RequestState.CONFIRMATORY,
            clock.after(DAY(2026, 11, 16)),
            False,
        )
        row = act(gsc, "answer", row, answer=refused)
        assert row.state == RequestState.CLOSED


def test_what_is_withheld_has_a_ground_and_partial_access_a_release(gsc, italy, document):
    row = register(gsc, document)
    for answer, says in (
        (services.Answer("refused", [], "No."), "by which article"),
        (services.Answer("refused", ["4-9"], "No."), "by which article"),
        (services.Answer("refused", ["4-1-b"], ""), "Say why"),
        (services.Answer("partial", ["4-1-b"], "Names."), "Publish it first"),
        (services.Answer("perhaps"), "what is decided"),
    ):
        with pytest.raises(ValidationError, match=says):
            act(gsc, "answer", row, answer=answer)
    release = released(italy, gsc, document)
    answer = services.Answer("partial", ["4-1-b"], "Names.", release.pk)
    assert act(gsc, "answer", row, answer=answer).release_id == release.pk
    actor = gsc.actor()
    with reading_as(actor), pytest.raises(IntegrityError), transaction.atomic():
        AccessRequest.objects.visible_to(actor).filter(pk=row.pk).update(grounds=[])


def test_a_release_of_another_document_is_no_answer(gsc, italy, document):
    row = register(gsc, document)
    other = released(italy, gsc, DocumentFactory(text="Other."))
    with pytest.raises(ValidationError, match="Choose a release of this document"):
        act(gsc, "answer", row, answer=services.Answer("partial", ["4-1-b"], "Names.", other.pk))


def test_the_holder_advises_with_reasons(gsc, italy, france, document):
    row = register(gsc, document)
    with pytest.raises(ValidationError, match="which part"):
        act(italy, "advise", row, advice="partial", words="")
    row = act(italy, "advise", row, advice="partial", words="The names, Art. 4(1)(b).")
    assert (row.advice, row.advised_on is not None) == ("partial", True)
    with pytest.raises(Refused):
        act(gsc, "advise", row, advice="full", words="")


def test_pages_take_an_application_from_registration_to_the_end(gsc, italy, france, document):
    address = f"/documents/{document.pk}/access-requests/new/"
    assert italy.client.get(address).status_code == 403
    sent = {"reference": "24/1", "registered_on": "2026-11-02", "consult": "on", "idempotency_key": "k"}
    assert (
        "still to come" in gsc.client.post(address, sent | {"registered_on": "2050-01-01"}).content.decode()
    )
    page = gsc.client.post(address, sent).url
    assert gsc.client.post(address, sent).url == page
    assert [row["reference"] for row in italy.client.get("/access-requests/").context["rows"]] == ["24/1"]
    assert france.client.get("/access-requests/").context["rows"] == []
    assert italy.client.post(f"{page}advise/", {"advice": "refused", "words": "All."}).status_code == 302
    assert "All." in gsc.client.get(page).content.decode()
    assert italy.client.get(f"{page}answer/").status_code == 403
    answered = {"decision": "refused", "grounds": ["4-1-a-3", "4-1-b"], "words": "Relations."}
    assert gsc.client.post(f"{page}answer/", answered).status_code == 302
    assert "third indent: international relations; Art. 4(1)(b)" in gsc.client.get(page).content.decode()
    assert gsc.client.post(f"{page}close/").status_code == 302
    assert gsc.client.get("/access-requests/").context["rows"] == []
    assert len(gsc.client.get("/access-requests/?all=1").context["rows"]) == 1
    assert "24/1" in gsc.client.get(f"/documents/{document.pk}/").content.decode()
    assert "24/1" not in france.client.get(f"/documents/{document.pk}/").content.decode()
