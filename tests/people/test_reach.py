"""What the administration says that somebody will read is what they then read."""

import pytest

from coordination.access.actor import Function
from coordination.people.actors import build
from coordination.people.queries import circles, organisations
from coordination.people.reach import will_read
from coordination.world.queries import countries
from tests.factories import MembershipFactory

SAYS_MEMBERS = "all members"
SAYS_NOT_EVEN = "not even what all members read"


@pytest.mark.parametrize(
    ("organisation", "function", "team"),
    [
        ("spain", Function.DELEGATE, ""),
        ("spain", Function.READER, ""),
        ("commission", Function.DELEGATE, ""),
        ("commission-home", Function.FOCAL_POINT, ""),
        ("gsc", Function.READER, ""),
        ("italy-labour", Function.MINISTRY, ""),
        ("italy-interior", Function.MINISTRY, ""),
        ("eud-niger", Function.COUNTRY_TEAM, "NE"),
        ("frontex", Function.READER, "TN"),
        ("administration", Function.ADMINISTRATOR, ""),
    ],
)
def test_the_words_agree_with_the_circles(organisation, function, team, db):
    body = organisations().by_code[organisation]
    places = [countries().by_code[team].pk] if team else []
    membership = MembershipFactory(organisation=organisation, function=function)
    membership.countries.set(places)
    actor, words, known = build(membership.user), will_read(body, function, places), circles()

    promises_members = SAYS_MEMBERS in words and SAYS_NOT_EVEN not in words
    assert promises_members == (known.members in actor.circles)
    assert ("the institutions" in words) == (known.institutions in actor.circles)
    for pk in places:
        assert known.of_country[pk] in actor.circles
        assert countries().by_id[pk].name in words
    if body.kind == "ministry":
        party = known.of_organisation[body.party_id]
        assert ("what is shared with Italy. " in words) == (party in actor.circles)
    if function == Function.ADMINISTRATOR:
        assert not actor.circles
