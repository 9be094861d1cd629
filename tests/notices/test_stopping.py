"""Stop links work without signing in; killed jobs send no mail twice and lose none."""

import datetime
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends import locmem

from coordination.notices import links, services
from coordination.notices.kinds import MailState, Way
from coordination.notices.links import Stop, stop_address
from coordination.notices.services import posting
from coordination.world.queries import countries
from tests.factories import ActivityFactory
from tests.factories.notices import MORNING, asked, follow, forget, letters, mails_of, post, tell, told

pytestmark = [pytest.mark.row("C20"), pytest.mark.row("B22"), pytest.mark.usefixtures("db", "morning")]

DAY = datetime.timedelta(days=1)


# --- Stopping ------------------------------------------------------------------------------


def address_of(persona, what: str, which: str = "") -> str:
    return stop_address(Stop(persona.user.pk, what, which)).removeprefix("http://localhost")


@pytest.mark.row("D13")
def test_unsubscribed_people_get_nothing(france, malta, client):
    follow(malta, country_id=countries().by_code["NE"].pk, way=Way.AT_ONCE)
    for persona in (france, malta):
        # One click of a mail program (RFC 8058): no session, no cookie, no token against forgery.
        client.handler.enforce_csrf_checks = True
        stopped = client.post(address_of(persona, links.ALL), {"List-Unsubscribe": "One-Click"})
        assert stopped.status_code == 200
    ActivityFactory()
    asked(france)
    assert not post(france)
    assert not post(malta)
    assert services.post_digests() == 0
    assert mail.outbox == []
    assert told(france) == {("fiche.asked", "asked")}  # they stay in the product


def test_looking_at_a_stop_link_stops_nothing(france, client):
    asked(france)
    page = client.get(address_of(france, links.ALL))
    assert page.status_code == 200
    assert france.user.email not in page.content.decode()
    assert post(france)


def test_a_stop_link_stops_one_kind_the_digest_or_what_is_followed(france, malta, client):
    client.post(address_of(france, links.KIND, "fiche.asked"))
    asked(france)
    assert not post(france)
    assert services.post_digests() == 0
    forget()

    subscription = follow(malta, country_id=countries().by_code["NE"].pk, way=Way.AT_ONCE)
    client.post(address_of(malta, links.FOLLOWED, str(subscription.pk)))
    ActivityFactory()
    tell()
    assert told(malta) == {("activity.logged", "followed")}
    assert not post(malta)
    assert services.post_digests() == 0

    client.post(address_of(malta, links.DIGEST))
    follow(malta, country_id=countries().by_code["NE"].pk, way=Way.DIGEST)
    ActivityFactory()
    tell()
    assert services.post_digests() == 0


def test_the_stop_link_of_one_does_nothing_to_another(france, malta, client):
    client.post(address_of(france, links.ALL))
    asked(malta)
    assert post(malta)


@pytest.mark.parametrize("changed", ["x", "", "AAAA"])
def test_a_link_that_we_did_not_sign_is_nowhere(changed, france, client):
    address = address_of(france, links.ALL)
    forged = address[:-2] + changed + "/"
    assert client.post(forged).status_code == 404
    assert client.get(forged).status_code == 404
    asked(france)
    assert post(france)


# --- Killed jobs ---------------------------------------------------------------------------


def killed(monkeypatch, *, sent: bool):
    """The next hand-over ends the process, before or after the server took the mail."""
    real = locmem.EmailBackend.send_messages

    def dies(self, messages):
        if sent:
            real(self, messages)
        raise SystemExit

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", dies)
    return lambda: monkeypatch.setattr(locmem.EmailBackend, "send_messages", real)


@pytest.mark.parametrize("sent", [True, False])
def test_a_killed_job_sends_no_mail_twice_and_loses_nothing(sent, france, monkeypatch, time_machine):
    asked(france)
    restore = killed(monkeypatch, sent=sent)
    with pytest.raises(SystemExit):
        post(france)
    restore()
    # Picked up again: what was claimed is nobody's to send.
    assert not post(france)
    assert len(letters(france)) == sent
    time_machine.move_to(MORNING + datetime.timedelta(hours=1))
    assert not post(france)
    # It comes with the next digest, whether it left or not.
    assert services.post_digests() == 1
    assert "A contribution to a fiche is asked" in letters(france)[-1].body
    assert services.post_digests() == 0


def test_a_digest_of_a_killed_job_is_not_sent_again_that_day(malta, monkeypatch, time_machine):
    follow(malta, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    restore = killed(monkeypatch, sent=True)
    with pytest.raises(SystemExit):
        services.post_digests()
    restore()
    time_machine.move_to(MORNING + datetime.timedelta(hours=2))
    assert services.post_digests() == 0
    assert len(letters(malta)) == 1
    time_machine.move_to(MORNING + DAY)
    assert services.post_digests() == 1
    assert len(letters(malta)) == 2


def test_a_server_that_refuses_is_tried_again(france, monkeypatch):
    asked(france)
    real = locmem.EmailBackend.send_messages

    def refuses(self, messages):
        raise SMTPException("busy")

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuses)
    with pytest.raises(posting.NotHandedOver):
        post(france)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", real)
    assert [row.state for row in mails_of(france)] == [MailState.FAILED]
    assert post(france)
    assert len(letters(france)) == 1


def test_a_digest_that_one_server_refuses_holds_up_no_other(france, malta, monkeypatch):
    for persona in (france, malta):
        follow(persona, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    real = locmem.EmailBackend.send_messages

    def refuses(self, messages):
        if messages[0].to == [france.user.email]:
            raise SMTPException("busy")
        return real(self, messages)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", refuses)
    with pytest.raises(posting.NotHandedOver):
        services.post_digests()
    assert (len(letters(france)), len(letters(malta))) == (0, 1)
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", real)
    assert services.post_digests() == 1
    assert (len(letters(france)), len(letters(malta))) == (1, 1)
