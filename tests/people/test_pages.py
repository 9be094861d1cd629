"""The administration and the directory."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.access.actor import Function
from coordination.people.models import Membership, Post, today
from tests.factories import ActivityFactory, MembershipFactory


def emails(response) -> set[str]:
    return {row["email"] for row in response.context["rows"]}


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def people(db):
    day = today()
    return {
        "current": MembershipFactory(organisation="latvia", post="Counsellor for migration"),
        "soon": MembershipFactory(organisation="latvia", ends_on=day + datetime.timedelta(days=9)),
        "ended": MembershipFactory(organisation="latvia", ends_on=day - datetime.timedelta(days=1)),
        "reader": MembershipFactory(organisation="latvia", function=Function.READER),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("organisation=latvia", {"current", "soon", "reader"}),
        ("organisation=latvia&access=soon", {"soon"}),
        ("organisation=latvia&access=ended", {"ended"}),
        ("organisation=latvia&access=invited", {"current", "soon", "reader"}),
        ("organisation=latvia&function=reader", {"reader"}),
        ("organisation=latvia&words=counsellor+migration", {"current"}),
    ],
)
def test_filters_of_the_administration(query, expected, admin, people):
    shown = emails(admin.client.get(f"/administration/?{query}"))
    assert shown == {people[name].user.email for name in expected}


def test_a_row_says_when_access_ends_and_offers_to_end_it(admin, people):
    rows = admin.client.get("/administration/?organisation=latvia&access=soon").context["rows"]
    assert [(row["ends_in_days"], bool(row["end_url"])) for row in rows] == [(10, True)]
    ended = admin.client.get("/administration/?organisation=latvia&access=ended").context["rows"]
    assert [(row["ended"], row["end_url"]) for row in ended] == [(True, "")]
    own = [
        row
        for row in admin.client.get("/administration/").context["rows"]
        if row["email"] == admin.user.email
    ]
    assert [row["end_url"] for row in own] == [""]


@pytest.mark.parametrize(
    "query", ["offset=-1", "offset=x", "organisation=atlantis", "function=king", "access=all"]
)
def test_filters_that_are_not_known_are_answered_with_400(query, admin):
    response = admin.client.get(f"/administration/?{query}")
    assert response.status_code == 400
    assert "not known here" in response.content.decode()


def test_pages_follow_each_other_without_gaps(admin):
    MembershipFactory.create_batch(60, organisation="latvia")
    first = admin.client.get("/administration/?organisation=latvia")
    second = admin.client.get(first.context["next_url"])
    assert (len(emails(first)), len(emails(second))) == (50, 10)
    assert emails(first).isdisjoint(emails(second))
    assert not second.context["next_url"]


def test_the_list_costs_the_same_for_one_and_for_fifty(admin):
    MembershipFactory(organisation="latvia")
    few = queries(admin.client, "/administration/?organisation=latvia")
    MembershipFactory.create_batch(45, organisation="latvia")
    assert queries(admin.client, "/administration/?organisation=latvia") == few <= 12


def test_administrators_see_no_content(admin):
    canary = ActivityFactory(originator="italy", shared_with="members", title="Canary of the members")
    ActivityFactory(originator="italy", drafted_by="italy-interior", title="Canary draft")
    for path in ("/", "/administration/", "/countries/", "/countries/NE/", "/people/"):
        assert "Canary" not in admin.client.get(path).content.decode()
    assert admin.client.get(f"/activities/{canary.pk}/").status_code == 404


@pytest.mark.row("A53")
def test_the_directory_lists_posts_and_no_e_mail(italy):
    page = italy.client.get("/people/?kind=migration-ambassador")
    kinds = {row["kind_label"] for group in page.context["groups"] for row in group["rows"]}
    assert kinds == {"Migration ambassador"}
    text = italy.client.get("/people/").content.decode()
    emails_shown = set(Membership.objects.values_list("user__email", flat=True)) - {italy.user.email}
    assert not [email for email in emails_shown if email in text]


def test_filters_of_the_directory(italy):
    def titles(query: str) -> set[str]:
        groups = italy.client.get(f"/people/?{query}").context["groups"]
        return {row["title"] for group in groups for row in group["rows"]}

    every = set(Post.objects.values_list("title_en", flat=True))
    assert titles("") == every
    assert titles("country=NE") == set(
        Post.objects.filter(country__code="NE").values_list("title_en", flat=True)
    )
    assert titles("organisation=italy") == set(
        Post.objects.filter(organisation__parent__code="italy").values_list("title_en", flat=True)
    )
    assert titles("words=niger+LIAISON") == {
        title for title in every if "iaison" in title and "Niger" in title
    }
    nothing = italy.client.get("/people/?words=zzz")
    assert "No post matches" in nothing.content.decode()
    assert italy.client.get("/people/?kind=spy").status_code == 400
