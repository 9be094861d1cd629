"""History is complete, true, and read by whoever may read the record now and could read it then."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection

from coordination.access.reader import reading_as
from coordination.history.models import HistoryLine
from coordination.people.conflicts import last_save
from coordination.people.queries import organisations
from coordination.register import services
from coordination.register.sharing import CardChoice, Choice, Sharing
from coordination.world.queries import countries, themes
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("B27"), pytest.mark.row("D1")]

SECRET, PUBLIC = "only three ministers come", "a public visit"
OWN, MEMBERS = Sharing(Choice.OWN), Sharing(Choice.MEMBERS)


@pytest.fixture
def entry(italy):
    return ActivityFactory(
        originator="italy", shared_with=[], title="Visit to Niamey", aim=SECRET, areas="Agadez"
    )


def stored(row, **fields) -> services.Entry:
    """The entry as the factory logged it, with some fields changed."""
    said = {"title": row.title, "aim": row.aim, "kind": row.kind, "status": row.status} | fields
    return services.Entry(
        fields=said | {"lead_id": row.lead_id, "starts_on": row.starts_on},
        places=(services.Place(countries().by_code["NE"].pk, "Agadez"),),
        themes=(themes().by_code["migrant-smuggling"].pk,),
    )


def change(persona, row, entry=None, **kwargs):
    actor = persona.actor()
    with reading_as(actor):
        kwargs.setdefault("sharing", None)
        return services.change(
            actor=actor, activity=row, version=row.version, entry=entry or stored(row), **kwargs
        )


def lines(persona, row) -> list[HistoryLine]:
    actor = persona.actor()
    with reading_as(actor):
        return list(HistoryLine.objects.visible_to(actor).of(row))


def raw_lines(persona) -> str:
    """Everything that the database alone shows, as text."""
    with reading_as(persona.actor()), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(h::text, ' '), '') FROM coordination_historyline h")
        return cursor.fetchone()[0]


def test_every_change_is_written_with_who_when_and_both_values(italy, entry):
    before = lines(italy, entry)
    change(italy, entry, stored(entry, title="Visit to Agadez"))

    new = [line for line in lines(italy, entry) if line.pk not in {old.pk for old in before}]
    assert [(line.verb, line.fields) for line in new] == [
        ("changed", {"title": ["Visit to Niamey", "Visit to Agadez"]})
    ]
    assert new[0].user_id == italy.user.pk
    assert new[0].organisation_id == italy.organisation.pk
    assert abs(new[0].at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)


@pytest.mark.row("D7")
def test_a_save_that_changes_nothing_claims_no_change(italy, entry):
    before = len(lines(italy, entry))
    change(italy, entry)

    assert len(lines(italy, entry)) == before


def test_parts_are_in_the_history_of_their_row(italy, entry):
    change(italy, entry, replace(stored(entry), places=(services.Place(countries().by_code["TN"].pk),)))

    told = {(line.verb, line.part) for line in lines(italy, entry)}
    assert {("added", "coordination_activitycountry"), ("removed", "coordination_activitycountry")} <= told


def test_old_text_stays_with_those_who_could_read_it(italy, france, entry):
    change(italy, entry, stored(entry, aim=PUBLIC), sharing=MEMBERS, reason="Agreed in the working party.")

    assert SECRET in raw_lines(italy)
    assert SECRET not in raw_lines(france)
    assert all(SECRET not in str(line.fields) for line in lines(france, entry))
    assert any(SECRET in str(line.fields) for line in lines(italy, entry))


def test_a_part_taken_out_while_sharing_wider_stays_with_those_who_knew_it(italy, france, entry):
    change(
        italy,
        entry,
        replace(stored(entry), places=(services.Place(countries().by_code["TN"].pk),)),
        sharing=MEMBERS,
        reason="Agreed.",
    )

    assert "Agadez" in raw_lines(italy)
    assert "Agadez" not in raw_lines(france)


def test_a_narrowed_row_takes_its_lines_along(italy, france):
    entry = ActivityFactory(originator="italy", shared_with="members", title="Seen for a while")
    change(italy, entry, stored(entry, title="Seen by France"))
    assert lines(france, entry)

    actor = italy.actor()
    with reading_as(actor):
        current = type(entry).objects.visible_to(actor).get(pk=entry.pk)
    change(italy, current, stored(current), sharing=OWN)

    assert lines(france, entry) == []
    assert "Seen" not in raw_lines(france)
    assert {"created", "changed"} <= {line.verb for line in lines(italy, entry)}


def test_narrowing_and_widening_again_shows_no_more_than_before(italy, france):
    """What was written while the row was narrow stays narrow for ever."""
    entry = ActivityFactory(originator="italy", shared_with="members", title="Open")
    row = change(italy, entry, stored(entry), sharing=OWN)
    row = change(italy, row, stored(row, aim=SECRET))
    row = change(italy, row, stored(row, aim=""))
    change(italy, row, stored(row), sharing=MEMBERS, reason="Open again.")

    assert SECRET not in raw_lines(france)
    assert "Open" in raw_lines(france)


def test_a_deed_stands_with_its_reason(italy, entry):
    actor = italy.actor()
    with reading_as(actor):
        services.retire(actor=actor, activity=entry, reason="Logged twice.")

    told = [(line.verb, line.reason) for line in lines(italy, entry) if line.reason]
    assert told == [("retired", "Logged twice.")]


def test_the_reason_for_widening_and_the_former_circle_are_not_told_to_the_new_readers(italy, france, entry):
    change(
        italy,
        entry,
        sharing=Sharing(Choice.NAMED, (organisations().by_code["malta"].pk,)),
        reason="For Malta.",
    )
    actor = italy.actor()
    with reading_as(actor):
        row = type(entry).objects.visible_to(actor).get(pk=entry.pk)
    change(italy, row, sharing=MEMBERS, reason="Malta agreed.")

    assert "Malta" in raw_lines(italy)
    assert "Malta" not in raw_lines(france)


def test_who_saved_last_is_not_who_shared_last_but_for_the_owner(italy, france):
    entry = ActivityFactory(originator="italy", shared_with=["france"], areas="Agadez")

    def saved(persona):
        actor = persona.actor()
        with reading_as(actor):
            return last_save(actor, entry)

    before = saved(france)
    named = tuple(organisations().by_code[code].pk for code in ("france", "malta"))
    change(italy, entry, sharing=Sharing(Choice.NAMED, named), reason="For Malta.")

    assert saved(france) == before
    assert saved(italy) > before


def test_the_history_of_a_card_is_its_own(italy, france):
    entry = ActivityFactory(originator="italy", shared_with=[], announced_to="members", aim=SECRET)
    change(italy, entry, sharing=OWN, card=CardChoice(MEMBERS, "another desk"))

    seen = raw_lines(france)
    assert "another desk" in seen
    assert SECRET not in seen
    assert str(entry.pk) not in seen


def test_a_line_is_written_in_the_transaction_of_its_change(italy, entry):
    from django.db import transaction

    before = len(lines(italy, entry))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change(italy, entry, stored(entry, title="Never saved"))
        raise ZeroDivisionError

    assert len(lines(italy, entry)) == before


def test_a_system_job_is_named(italy, entry):
    from coordination.people.actors import for_organisation

    actor = for_organisation(italy.organisation, system="re-import")
    with reading_as(actor):
        services.confirm(actor=actor, activity=entry)

    assert {line.system for line in lines(italy, entry)} == {"", "re-import"}
