"""Mails: without a word of what they are about, with the recipient's rights of the moment, and never twice."""

import datetime
import re

import pytest
import time_machine as clock
from django.core import mail
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.notices import services
from coordination.notices.kinds import Digest, Way
from coordination.notices.models import Mail, Notice
from coordination.people.models import Membership, User, today
from coordination.world.queries import countries
from tests.factories import ActivityFactory
from tests.factories.fiches import contribution, written
from tests.factories.notices import (
    MORNING,
    asked,
    follow,
    forget,
    letters,
    linked,
    mails_of,
    narrowed,
    notices_of,
    post,
    tell,
    told,
    wish,
)

pytestmark = [pytest.mark.row("C20"), pytest.mark.row("B22"), pytest.mark.usefixtures("db", "morning")]

DAY = datetime.timedelta(days=1)


# --- What a mail says ----------------------------------------------------------------------


@pytest.mark.row("C14")
def test_a_mail_says_that_something_is_new_its_kind_its_rule_and_where(france):
    asked(france)
    assert post(france)
    [letter] = letters(france)
    [notice] = notices_of(france)
    whole = letter.subject + letter.body
    assert "A contribution to a fiche is asked" in whole
    assert "Sent because your delegation is asked." in whole
    assert f"http://localhost/notices/{notice.pk}/" in whole
    for secret in ("Secret", "Libya", "Italy", str(notice.announcement.record)):
        assert secret not in str(letter.message())


def test_a_mail_is_in_the_language_of_whoever_gets_it(france):
    assert france.client.post("/language/", {"language": "fr"}).status_code == 302
    asked(france)
    post(france)
    [letter] = letters(france)
    assert "délégation" in letter.body
    assert "Sent because" not in letter.body


def test_following_a_country_or_a_search_does_not_name_it_in_a_mail(malta):
    follow(malta, country_id=countries().by_code["LY"].pk, way=Way.AT_ONCE)
    ActivityFactory(countries=("LY",), title="Secret")
    tell()
    post(malta)
    [letter] = letters(malta)
    assert "you follow its country" in letter.body
    assert not {"Libya", "Secret", "LY"} & set(re.findall(r"\w+", letter.body))


def test_a_mail_carries_the_headers_that_stop_it(france):
    asked(france)
    post(france)
    [letter] = letters(france)
    [sent] = mails_of(france)
    headers = letter.message()
    assert headers["List-Unsubscribe"].startswith("<http://localhost/notices/stop/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == f"<{sent.pk}@localhost>"


# --- Rights of the moment (SECURITY 4, 5) --------------------------------------------------


def test_whoever_lost_access_before_the_mail_leaves_gets_nothing(france):
    asked(france)
    Membership.objects.filter(user=france.user).update(ends_on=today() - DAY)
    assert not post(france)
    assert services.post_digests() == 0
    assert letters(france) == []


def test_a_closed_account_gets_nothing(france):
    asked(france)
    User.objects.filter(pk=france.user.pk).update(is_active=False)
    assert not post(france)
    assert letters(france) == []


def test_what_was_narrowed_before_the_mail_leaves_is_not_in_it(france):
    wish(france, ways={"activity.logged": Way.AT_ONCE.value})
    first = ActivityFactory(shared_with=["france"])
    ActivityFactory(shared_with=["france"])
    tell()
    narrowed(first)
    post(france)
    [letter] = letters(france)
    assert linked(letter) == 1


def test_nothing_is_mailed_when_all_of_it_was_narrowed(france):
    wish(france, ways={"activity.logged": Way.AT_ONCE.value})
    entry = ActivityFactory(shared_with=["france"])
    tell()
    narrowed(entry)
    assert not post(france)
    assert services.post_digests() == 0
    assert mail.outbox == []


def test_what_was_read_already_is_not_mailed(france):
    asked(france)
    forget()
    assert not post(france)
    assert services.post_digests() == 0


# --- At once, digest, budget ---------------------------------------------------------------


def test_what_asks_is_mailed_at_once_and_the_rest_in_the_digest(france, malta):
    follow(malta, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    assert not post(malta)
    assert services.post_digests() == 1
    [letter] = letters(malta)
    assert "A new entry in the register" in letter.body
    assert services.post_digests() == 0


def test_the_digest_leaves_once_a_day_from_its_hour_on(malta, time_machine):
    time_machine.move_to(MORNING.replace(hour=6))
    follow(malta, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    assert services.post_digests() == 0
    time_machine.move_to(MORNING.replace(hour=7, minute=5))
    assert services.post_digests() == 1
    ActivityFactory()
    tell()
    assert services.post_digests() == 0
    time_machine.move_to(MORNING + DAY)
    assert services.post_digests() == 1


def test_a_weekly_digest_waits_for_monday(malta, time_machine):
    wish(malta, digest=Digest.WEEKLY)
    follow(malta, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    sent = []
    for day in range(7):
        time_machine.move_to(MORNING + day * DAY)
        if services.post_digests():
            sent.append(today().strftime("%A"))
    assert sent == ["Monday"]


def test_the_rest_of_the_budget_goes_into_the_digest(france, time_machine):
    wish(france, budget=3)
    for _copy in range(4):
        asked(france)
        post(france)
    # Two at once, the third is the digest's.
    assert len(letters(france)) == 2
    assert services.post_digests() == 1
    assert linked(letters(france)[-1]) == 1  # the others were read by then
    time_machine.move_to(MORNING + DAY)
    asked(france)
    post(france)
    assert len(letters(france)) == 4


def test_several_things_at_once_are_one_mail(france):
    first, second = written(title="One"), written(title="Two")
    forget()
    contribution(first)
    contribution(second)
    tell()
    post(france)
    post(france)
    [letter] = letters(france)
    assert letter.body.count("A contribution to a fiche is asked") == 1
    assert letter.body.count("No mail of this kind: ") == 1
    assert linked(letter) == 2


@pytest.mark.parametrize(
    ("way", "listed", "mailed"),
    [
        (Way.AT_ONCE, True, True),
        (Way.DIGEST, True, False),
        (Way.PRODUCT, True, False),
        (Way.NOTHING, False, False),
    ],
)
def test_somebody_chooses_the_way_of_each_kind(way, listed, mailed, france):
    wish(france, ways={"fiche.asked": way.value})
    asked(france)
    assert bool(told(france)) is listed
    assert post(france) is mailed
    digest = way == Way.DIGEST
    assert services.post_digests() == digest


# --- What is kept of them ------------------------------------------------------------------


def test_mails_are_their_recipients_alone(france, malta):
    asked(france)
    post(france)
    assert len(mails_of(france)) == 1
    assert mails_of(malta) == []
    with transaction.atomic(), reading_as(malta.actor()):
        assert list(Mail.objects.all()) == []
        assert not Notice.objects.exclude(user_id=malta.user.pk).exists()


def test_the_time_of_the_digest_is_of_brussels(malta):
    follow(malta, country_id=countries().by_code["NE"].pk)
    ActivityFactory()
    tell()
    with clock.travel(datetime.datetime(2026, 7, 1, 4, 59, tzinfo=datetime.UTC), tick=False):
        assert services.post_digests() == 0
