"""Service accounts: asked for by their organisation, verified by an administrator, keys made by the owner."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from coordination.access.actor import Function
from coordination.access.errors import Hidden, Refused
from coordination.people import actors, invitations, services
from coordination.people.models import ApiToken, KeyScope, Membership, Nomination, User, today
from coordination.people.queries import organisations
from coordination.people.services import Candidate
from tests.factories import ActivityFactory, MembershipFactory
from tests.personas import ApiClient, Persona, seated

pytestmark = [pytest.mark.row("B20"), pytest.mark.row("B26")]

PROGRAM = "statistics@italy.service.invalid"


@pytest.fixture
def focal(db) -> Persona:
    return seated(MembershipFactory(organisation="italy", function=Function.FOCAL_POINT))


@pytest.fixture
def program(focal, admin) -> Membership:
    """A service account of Italy that writes."""
    sent = {
        "organisation": "italy",
        "name": "Statistics",
        "function": "delegate",
        "ends_on": today() + datetime.timedelta(days=200),
        "nomination": "Decision of 2 November 2026",
    }
    assert focal.client.post("/people/ours/keys/ask/", sent).status_code == 302
    nomination = Nomination.objects.get(email=PROGRAM)
    assert (nomination.eyes, nomination.membership_id) == (1, None)
    admin.client.post(f"/people/nominations/{nomination.pk}/verify/")
    return Membership.objects.select_related("user").get(user__email=PROGRAM)


def key(focal: Persona, program: Membership, **changed) -> ApiClient:
    values: dict[str, Any] = {"label": "Nightly", "scope": KeyScope.WRITE, "nouns": (), "days": 30} | changed
    token = services.issue_key(actor=focal.actor(), membership_id=program.pk, **values)
    return ApiClient(headers={"Authorization": f"Bearer {token}"})


METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def test_a_key_is_shown_once_and_acts_for_its_organisation(focal, program):
    shown = ActivityFactory(originator="italy", shared_with=[], title="Ours")
    hidden = ActivityFactory(originator="france", shared_with=[], title="Theirs")
    sent = {"label": "Nightly", "scope": "read", "days": 30}
    page = focal.client.post(f"/people/ours/keys/{program.pk}/new/", sent).content.decode()
    [token] = re.findall(r'id="key">([^<]+)<', page)
    assert token not in focal.client.get("/people/ours/keys/").content.decode()
    client = ApiClient(headers={"Authorization": f"Bearer {token}"})
    assert client.get(f"/api/v1/activities/{shown.pk}/").status_code == 200
    assert client.get(f"/api/v1/activities/{hidden.pk}/").status_code == 404
    assert client.get("/api/v1/me/").json()["organisation"]["code"] == "italy"


@pytest.mark.parametrize("method", METHODS)
def test_a_key_that_reads_changes_nothing_by_any_method(method, focal, program):
    row = ActivityFactory(originator="italy", shared_with=[])
    client = key(focal, program, scope=KeyScope.READ)
    reads = method in ("get", "head", "options")
    for address in (f"/api/v1/activities/{row.pk}/", "/api/v1/activities/"):
        status = getattr(client, method)(address).status_code
        assert (status == 403) is not reads, address


def test_a_key_for_one_noun_opens_no_other_and_tells_nothing_of_it(focal, program):
    row = ActivityFactory(originator="italy", shared_with=[])
    client = key(focal, program, nouns=["documents"])
    assert client.get("/api/v1/documents/").status_code == 200
    assert client.get("/api/v1/me/").status_code == 200
    there = client.get(f"/api/v1/activities/{row.pk}/")
    never = client.get("/api/v1/activities/00000000-0000-0000-0000-000000000000/")
    assert (there.status_code, there.content) == (403, never.content)


def test_a_key_that_is_revoked_expired_or_whose_account_ended_opens_nothing(focal, program, admin):
    first, second, third = (key(focal, program, days=days) for days in (1, 365, 365))
    newest = ApiToken.objects.order_by("-pk").first()
    assert newest is not None
    assert admin.client.post(f"/people/keys/{newest.pk}/revoke/").status_code == 302
    assert [client.get("/api/v1/me/").status_code for client in (first, second, third)] == [200, 200, 401]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        assert first.get("/api/v1/me/").status_code == 401
    services.end(actor=focal.actor(), membership_id=program.pk)
    assert second.get("/api/v1/me/").status_code == 401


def test_the_day_of_the_last_use_is_kept_and_no_more(focal, program):
    client = key(focal, program)
    assert "never used" in focal.client.get("/people/ours/keys/").content.decode()
    client.get("/api/v1/me/")
    assert ApiToken.objects.get(user=program.user).used_on == today()


def test_an_administrator_sees_and_revokes_but_makes_no_key(admin, focal, program):
    key(focal, program)
    page = admin.client.get("/administration/keys/")
    assert [row["new_url"] for row in page.context["programs"]] == [""]
    with pytest.raises(Refused):
        services.issue_key(
            actor=admin.actor(), membership_id=program.pk, label="x", scope="read", nouns=(), days=1
        )


def test_nobody_makes_or_revokes_keys_of_others(focal, program):
    stranger = seated(MembershipFactory(organisation="france", function=Function.FOCAL_POINT))
    key(focal, program)
    with pytest.raises(Hidden):
        key(stranger, program)
    own = ApiToken.objects.get(user=program.user)
    assert stranger.client.post(f"/people/keys/{own.pk}/revoke/").status_code == 404
    assert stranger.client.get("/people/ours/keys/").context["programs"] == []
    person = MembershipFactory(organisation="italy")
    with pytest.raises(Refused):
        key(focal, person)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"scope": "all"}, "scope"),
        ({"nouns": ["x"]}, "nouns"),
    ],
)
def test_what_cannot_be_a_key_is_said_at_its_field(changed, field, focal, program):
    with pytest.raises(ValidationError) as wrong:
        key(focal, program, **changed)
    assert set(wrong.value.message_dict) == {field}


def test_the_database_lets_no_key_live_longer_than_a_year(focal, program):
    key(focal, program)
    later = timezone.now() + datetime.timedelta(days=400)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(user=program.user).update(expires_at=later)


def test_a_program_signs_in_nowhere_and_nobody_becomes_one(program, focal, admin):
    user = User.objects.get(email=PROGRAM)
    assert not user.has_usable_password()
    assert invitations.user_of(*invitations.path_for(user).strip("/").split("/")[1:]) is None
    with pytest.raises(Refused):
        services.invite_again(actor=focal.actor(), membership_id=program.pk)
    assert user.pk not in {actor.user_id for actor in actors.everybody()}
    with pytest.raises(ValidationError):
        services.nominate(
            actor=focal.actor(),
            candidate=Candidate(
                "x@italy.service.invalid", organisations().by_code["italy"], "reader", today(), "Letter"
            ),
        )
