"""The Presidency moves at midnight in Brussels; what was shared with a term stays with that term."""

import pytest

from coordination.access.reader import reading_as
from coordination.people.actors import build
from coordination.people.queries import presidency
from coordination.register.models import Activity
from tests.factories import ActivityFactory, MembershipFactory

pytestmark = pytest.mark.row("C7")

BEFORE, AFTER = "2026-12-31 22:59:59+00:00", "2026-12-31 23:00:00+00:00"  # Brussels is an hour ahead


@pytest.fixture
def ireland(db):
    return MembershipFactory(organisation="ireland").user


@pytest.fixture
def lithuania(db):
    return MembershipFactory(organisation="lithuania").user


def titles(user) -> set[str]:
    actor = build(user)
    with reading_as(actor):
        return {row.title for row in Activity.objects.visible_to(actor)}


def test_the_chair_moves_at_midnight_in_brussels(ireland, lithuania, time_machine):
    chairs = []
    for moment in (BEFORE, AFTER):
        time_machine.move_to(moment)
        chairs.append((build(ireland).is_chair, build(lithuania).is_chair, presidency().holder.code))

    assert chairs == [(True, False, "ireland"), (False, True, "lithuania")]


def test_the_next_presidency_inherits_the_chair_and_not_the_confidences(ireland, lithuania, time_machine):
    time_machine.move_to(BEFORE)
    ActivityFactory(originator="italy", shared_with="presidency", title="For the Irish term")
    ActivityFactory(originator="italy", shared_with="institutions", title="Also for the Irish term")
    ActivityFactory(originator="italy", shared_with=[], title="Italy's own")

    time_machine.move_to(AFTER)
    ActivityFactory(originator="italy", shared_with="presidency", title="For the Lithuanian term")

    assert titles(ireland) == {"For the Irish term", "Also for the Irish term"}
    assert titles(lithuania) == {"For the Lithuanian term"}


def test_a_term_to_come_reads_nothing_shared_with_it_ahead(lithuania, time_machine):
    from coordination.people.queries import circles, rota

    time_machine.move_to(BEFORE)
    coming = next(term for term in rota() if term.starts_on.isoformat() == "2027-01-01")

    assert circles().of_term[coming.pk] not in build(lithuania).circles
    time_machine.move_to(AFTER)
    assert circles().of_term[coming.pk] in build(lithuania).circles
