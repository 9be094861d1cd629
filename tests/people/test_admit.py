"""Admitting a delegate: entered by one administrator, verified by another, by the rules of each kind of organisation."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from coordination.access.actor import Function
from coordination.access.errors import Refused
from coordination.people import services
from coordination.people.models import Membership, Nomination, User, today
from coordination.people.queries import organisations
from coordination.people.services import Candidate
from coordination.world.queries import countries
from tests.factories import ActivityFactory, MembershipFactory
from tests.people.keys import Key
from tests.personas import seated

pytestmark = [pytest.mark.row("B20")]

NEW = "new.delegate@ministry.example"
PASSWORD = "a sentence that is easy to keep"


@pytest.fixture
def second(admin):
    """Another administrator."""
    return seated(MembershipFactory(organisation="administration", function=Function.ADMINISTRATOR))


def candidate(**changed) -> Candidate:
    values: dict[str, Any] = {
        "email": NEW,
        "organisation": organisations().by_code["spain"],
        "function": Function.DELEGATE,
        "ends_on": today() + datetime.timedelta(days=100),
        "reference": "Note verbale 12, 3 November 2026",
        "post": "Counsellor",
    }
    return Candidate(**values | changed)


def let_in(one, other, **changed) -> Membership:
    """A membership on the word of two administrators."""
    nomination = services.nominate(actor=one.actor(), candidate=candidate(**changed))
    made = services.verify(actor=other.actor(), nomination_id=nomination.pk).membership
    assert made is not None
    return made


def fields(**changed) -> dict:
    values = {
        "organisation": "spain",
        "function": "delegate",
        "title": "Counsellor",
        "email": NEW,
        "ends_on": (today() + datetime.timedelta(days=100)).isoformat(),
        "nomination": "Note verbale 12, 3 November 2026",
        "idempotency_key": "key-of-this-form",
    }
    return values | changed


def verified(second, email: str = NEW):
    """The answer to the one click on a waiting nomination."""
    nomination = Nomination.objects.waiting().get(email=email)
    return second.client.post(f"/people/nominations/{nomination.pk}/verify/")


def link_in(response) -> str:
    """The link that was mailed; no page shows it."""
    assert response.status_code == 200
    assert "/invitation/" not in response.content.decode()
    return re.findall(r"http://testserver(/invitation/\S+)", str(mail.outbox[-1].body))[0]


def invitation(admin, second) -> str:
    admin.client.post("/administration/admit/", fields())
    return link_in(verified(second))


def test_a_delegate_is_admitted_invited_and_enters(admin, second):
    shown = ActivityFactory(originator="italy", shared_with=["spain"], title="Shared with Spain")
    hidden = ActivityFactory(originator="italy", shared_with=["france"], title="Not for Spain")

    response = admin.client.post("/administration/admit/", fields(), follow=True)
    assert NEW in response.content.decode()
    assert not mail.outbox
    assert not User.objects.filter(email=NEW).exists()
    link = link_in(verified(second))
    assert [(message.to, link in message.body) for message in mail.outbox] == [([NEW], True)]

    delegate = Client()
    page = delegate.get(link)
    assert page.status_code == 200
    assert "Spain" in page.content.decode()
    sent = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert delegate.post(link, sent).headers["Location"] == "/"
    assert delegate.get(f"/activities/{shown.pk}/").headers["Location"].startswith("/account/protect/")
    key = Key()
    key.enrol(delegate)
    assert delegate.get(f"/activities/{shown.pk}/").status_code == 200
    assert delegate.get(f"/activities/{hidden.pk}/").status_code == 404

    # Used once, the link is like one that never was; the password works by itself.
    assert Client().get(link).status_code == 404
    again = Client()
    answer = again.post("/sign-in/", {"username": NEW.upper(), "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/second-factor/"
    assert key.answer(again, "/sign-in/second-factor/").headers["Location"] == "/"


def test_the_mail_carries_the_link_in_both_languages_and_nothing_else(admin, second):
    invitation(admin, second)
    body = mail.outbox[0].body
    assert body.count("/invitation/") == 2
    for word in ("Spain", "Counsellor", "Note verbale", "elegate"):
        assert word not in body
        assert word not in mail.outbox[0].subject


@pytest.mark.parametrize(
    "persona", ["italy", "presidency", "commission", "gsc", "italy_interior", "eud_niger"]
)
def test_nobody_else_admits(persona, everybody):
    who = everybody[persona]
    assert who.client.get("/administration/").status_code == 403
    assert who.client.post("/administration/admit/", fields()).status_code == 403
    with pytest.raises(Refused):
        services.nominate(actor=who.actor(), candidate=candidate())
    assert not User.objects.filter(email=NEW).exists()


def test_nobody_admits_themselves(admin):
    held = set(Membership.objects.filter(user=admin.user).values_list("function", flat=True))
    response = admin.client.post("/administration/admit/", fields(email=admin.user.email.upper()))
    assert response.status_code == 400
    assert "ask another administrator" in response.content.decode()
    with pytest.raises(Refused):
        services.nominate(actor=admin.actor(), candidate=candidate(email=admin.user.email))
    assert set(Membership.objects.filter(user=admin.user).values_list("function", flat=True)) == held


@pytest.mark.parametrize(
    ("organisation", "possible"),
    [
        ("spain", {"head", "delegate", "focal-point", "reader"}),
        ("commission", {"head", "delegate", "focal-point", "reader"}),
        ("commission-home", {"head", "delegate", "focal-point", "reader"}),
        ("italy-interior", {"ministry"}),
        ("eud-niger", {"country-team", "focal-point", "reader"}),
        ("frontex", {"country-team", "focal-point", "reader"}),
        ("administration", {"administrator"}),
        ("iom", set()),
    ],
)
def test_each_kind_of_organisation_has_its_functions(organisation, possible, admin, second):
    by_country = organisation in {"eud-niger", "frontex"}
    team = (countries().by_code["NE"].pk,) if by_country else ()
    for function in Function.SPEAKING | {
        Function.READER,
        Function.MINISTRY,
        Function.ADMINISTRATOR,
        Function.CHAIR,
    }:
        asked: dict[str, Any] = {
            "email": f"{function}@body.example",
            "organisation": organisations().by_code[organisation],
            "function": function,
            "countries": team,
        }
        if function in possible:
            assert let_in(admin, second, **asked).function == function
        else:
            with pytest.raises(ValidationError):
                services.nominate(actor=admin.actor(), candidate=candidate(**asked))
    assert (
        set(
            Membership.objects.filter(user__email__endswith="@body.example").values_list(
                "function", flat=True
            )
        )
        == possible
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": datetime.date(2000, 1, 1)}, "ends_on"),
        ({"ends_on": today() + datetime.timedelta(days=400)}, "ends_on"),
        ({"reference": "  "}, "nomination"),
        ({"countries": (1,)}, "countries"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(changed, field, admin):
    with pytest.raises(ValidationError) as wrong:
        services.nominate(actor=admin.actor(), candidate=candidate(**changed))
    assert set(wrong.value.message_dict) == {field}
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": "31/02/2027"}, "ends_on"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email"),
        ({"nomination": ""}, "nomination"),
        ({"nomination": "x" * 10_000}, "nomination"),
        ({"title": "a\x00b"}, "title"),
        ({"organisation": "atlantis"}, "organisation"),
        ({"function": "ministry"}, "function"),
        ({"organisation": "frontex", "function": "reader"}, "countries"),
        ({"organisation": "frontex", "function": "reader", "countries": "99999999999"}, "countries"),
    ],
)
def test_bad_input_is_kept_and_answered_at_its_field(changed, field, admin):
    response = admin.client.post("/administration/admit/", fields(**changed))
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {field}
    assert "Note verbale 12" in response.content.decode() or field == "nomination"
    assert not mail.outbox


def test_sending_the_form_twice_nominates_once_and_a_second_click_invites_nobody_again(admin, second):
    first = admin.client.post("/administration/admit/", fields())
    again = admin.client.post("/administration/admit/", fields())
    assert (first.status_code, again.status_code) == (302, 302)
    nomination = Nomination.objects.get(email=NEW)
    assert verified(second).status_code == 200
    assert second.client.post(f"/people/nominations/{nomination.pk}/verify/").status_code == 403
    assert Membership.objects.filter(user__email=NEW).count() == 1
    assert len(mail.outbox) == 1
    third = admin.client.post("/administration/admit/", fields(title="Something else"))
    assert third.status_code == 409


def test_a_known_address_gets_a_second_membership_and_no_invitation(admin, second):
    known = MembershipFactory(organisation="spain", function=Function.READER)
    known.user.set_password(PASSWORD)
    known.user.save()
    admin.client.post("/administration/admit/", fields(email=known.user.email))
    response = verified(second, known.user.email)
    assert "has an account already" in second.client.get(response.headers["Location"]).content.decode()
    assert not mail.outbox
    held = Membership.objects.filter(user=known.user).values_list("function", flat=True)
    assert set(held) == {"reader", "delegate"}


def test_a_function_that_is_held_is_not_given_twice(admin):
    known = MembershipFactory(organisation="spain", function=Function.DELEGATE)
    response = admin.client.post("/administration/admit/", fields(email=known.user.email))
    assert set(response.context["form"].errors) == {"email"}


def test_who_was_ended_comes_back_by_a_new_invitation(admin, second):
    membership = let_in(admin, second)
    services.take_up(user=membership.user, password=PASSWORD)
    services.end(actor=admin.actor(), membership_id=membership.pk)
    link = invitation(admin, second)
    user = User.objects.get(email=NEW)
    assert user.is_active
    assert not user.check_password(PASSWORD)
    assert Client().get(link).status_code == 200
    assert Membership.objects.get(user=user).ends_on == today() + datetime.timedelta(days=100)


def test_links_that_are_unknown_used_or_expired_look_the_same(admin, second):
    link = invitation(admin, second)
    uid, token = link.strip("/").split("/")[1:]
    bare = re.compile(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"')

    def seen(address: str) -> tuple[int, str]:
        response = Client().get(address)
        return response.status_code, bare.sub("", response.content.decode())

    wrong = {
        seen(f"/invitation/{uid}/{token[:-1]}x/"),
        seen(f"/invitation/MTk5OTk5/{token}/"),
        seen(f"/invitation/%C3%A9/{token}/"),
        seen(f"/invitation/{'MTk5' * 20}/{token}/"),
    }
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8), tick=False):
        wrong.add(seen(link))
    assert seen(link)[0] == 200
    User.objects.filter(email=NEW).update(is_active=False)
    wrong.add(seen(link))
    assert len(wrong) == 1
    assert wrong.pop()[0] == 404


@pytest.mark.parametrize("password", ["short", "fourteen chars", "123456789987654321", ""])
def test_weak_passwords_are_refused_with_the_reason(password, admin, second):
    """Fifteen characters or more, and none that everybody uses."""
    link = invitation(admin, second)
    response = Client().post(link, {"new_password1": password, "new_password2": password})
    assert response.status_code == 400
    assert response.context["form"].errors
    assert not User.objects.get(email=NEW).has_usable_password()


def test_an_invitation_is_sent_again_until_it_is_taken_up(admin, second):
    membership = let_in(admin, second)
    address = f"/administration/memberships/{membership.pk}/invite/"
    assert Client().get(link_in(admin.client.post(address))).status_code == 200
    services.take_up(user=membership.user, password=PASSWORD)
    assert admin.client.post(address).status_code == 403


def test_the_words_on_what_will_be_read_write_nothing(admin):
    before = User.objects.count(), Membership.objects.count()
    chosen = {"organisation": "italy-interior", "function": "ministry"}
    words = admin.client.post("/administration/?will-read", chosen).content.decode()
    assert "Its own drafts" in words
    assert "<html" not in words
    words = admin.client.post(
        "/administration/?will-read", {"organisation": "eud-niger", "function": "reader"}
    )
    assert "country team of Niger" in words.content.decode()
    assert admin.client.post("/administration/?will-read", {"organisation": "nowhere"}).status_code == 200
    assert (User.objects.count(), Membership.objects.count()) == before
