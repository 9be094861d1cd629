"""Who reads what of a meeting when invitations, circles, records and the Presidency change."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from actionplans.fiches.models import FicheContribution, Measure
from actionplans.plans.models import Contribution
from coordination.access.errors import Refused
from coordination.access.models import GatedPart
from coordination.access.reader import reading_as
from coordination.consultations.models import Consultation
from coordination.meetings import services
from coordination.meetings.audiences import Invited
from coordination.meetings.kinds import Capacity, ItemKind, MeetingState
from coordination.meetings.models import (
    AgendaItem,
    AgendaRequest,
    FollowUp,
    ItemPreparation,
    Meeting,
    Outcome,
    Participation,
)
from coordination.meetings.proposals import Group, Proposal
from coordination.meetings.queries import reading
from coordination.meetings.queries.building import building
from tests.factories.consultations import opened
from tests.factories.documents import DocumentFactory
from tests.factories.meetings import MeetingFactory, ask_for, in_days, issue, items_of, make_body
from tests.factories.people import organisation
from tests.factories.plans import speaking_for
from tests.factories.room import acting, agree, end, follow_up, fresh, issue_notes, note, running, seen
from tests.meetings.test_targets import ACTION, plan_action

pytestmark = [pytest.mark.row("A43"), pytest.mark.row("C2"), pytest.mark.usefixtures("db")]

DECEMBER, JANUARY = "2026-12-20 10:00:00+00:00", "2027-01-02 10:00:00+00:00"
# Rows of their own that are read by whoever reads another.
ROWS_OF_OTHERS = {Outcome: "meeting", Contribution: "action", FicheContribution: "fiche", Measure: "fiche"}
MEETING_DAY = datetime.date(2027, 1, 20)


def invite(meeting, convenor, **capacities):
    """Invite again: everybody as before, but with these capacities; None is not invited any more."""
    rows = {row.organisation_id: row.capacity for row in seen(Participation, convenor, meeting=meeting.pk)}
    rows |= {organisation(code).pk: capacity for code, capacity in capacities.items()}
    invited = [Invited(pk, capacity) for pk, capacity in rows.items() if capacity]
    acting(convenor, services.invite, meeting=fresh(meeting), invited=invited)


def closed_item(**more):
    """A closed item of Italy on an issued meeting."""
    given = {"title": "Zebedee", "circle": ["italy"], **more}
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), items=[{}, given])
    return meeting, next(item for item in items_of(meeting) if item.circle_ids)


# --- Invitations --------------------------------------------------------------------------


def test_whoever_is_not_invited_any_more_loses_what_was_asked(frontex, presidency):
    meeting, (item,) = running({"title": "Common"}, guests=["frontex"])
    row = follow_up(item, "Zebedee", owner="italy")
    acting(presidency, services.send_follow_up, follow_up=fresh(row))
    page = reverse("follow-up", args=[row.pk])
    assert frontex.client.get(page).status_code == 200
    invite(meeting, "presidency", frontex=None)
    assert frontex.client.get(page).status_code == 404
    assert "Zebedee" not in frontex.client.get(reverse("desk")).content.decode()
    acting("italy", services.close_follow_up, follow_up=fresh(row), version=None, evidence="Zebedee")
    assert "Zebedee" not in frontex.api.get("/api/v1/follow-ups/?state=done").content.decode()


def test_a_member_who_becomes_a_guest_loses_what_was_asked_internally(malta):
    meeting, items = running(
        {"title": "Common"},
        {"title": "Internal", "kind": "internal"},
        convenor="italy",
        members=["malta", "france"],
    )
    inner = next(item for item in items if item.kind == ItemKind.INTERNAL)
    row = follow_up(inner, "Zebedee", owner="france", by=None)
    acting("italy", services.send_follow_up, follow_up=fresh(row))
    assert seen(FollowUp, malta, pk=row.pk) != []
    invite(meeting, "italy", malta=Capacity.GUEST)
    assert seen(AgendaItem, malta, pk=inner.pk) == []
    assert seen(FollowUp, malta, pk=row.pk) == []


def test_the_notes_follow_the_readers_of_their_own_meeting(frontex):
    guested, _items = running({"title": "Common"}, guests=["frontex"], hour=6)
    assert seen(Outcome, frontex, pk=guested.pk) != []
    invite(guested, "presidency", frontex=None)
    assert seen(Outcome, frontex, pk=guested.pk) == []
    body = make_body()
    meeting, (item,) = running({"title": "Common"}, body=body, hour=8)
    note(item)
    end(meeting)
    issue_notes(fresh(meeting))
    later, _items = running({"title": "Later"}, body=body, hour=12)
    agree(fresh(meeting), agreed_in=fresh(later))
    invite(later, "presidency", frontex=Capacity.GUEST)
    assert seen(Outcome, frontex, pk=later.pk) != []
    assert seen(Outcome, frontex, pk=meeting.pk) == []


def test_every_part_is_tied_to_its_parent_by_its_own_relation():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname LIKE %s",
            ["%\\_follows_parent"],
        )
        tied = dict(cursor.fetchall())
    parts = {
        model._meta.db_table: model.parent for model in apps.get_models() if issubclass(model, GatedPart)
    } | {model._meta.db_table: relation for model, relation in ROWS_OF_OTHERS.items()}
    assert set(tied) == set(parts)
    for table, definition in tied.items():
        assert f"FOREIGN KEY ({parts[table]}_id, " in definition, definition


# --- Closed items -------------------------------------------------------------------------


def test_a_closed_item_that_is_kept_stays_closed(gsc, presidency):
    _meeting, closed = closed_item()
    acting(presidency, services.keep_item, item=closed)
    assert "Zebedee" not in gsc.api.get("/api/v1/agenda-requests/").content.decode()
    (request,) = seen(AgendaRequest, presidency)
    later = MeetingFactory(day=in_days(40), items=[{}])
    acting(presidency, services.accept, request=request, meeting=later)
    back = next(item for item in items_of(fresh(later)) if item.title == "Zebedee")
    assert (back.kind, back.circle_ids) == (ItemKind.CLOSED, closed.circle_ids)


def test_a_closed_item_that_a_revision_will_open_is_told_when_it_is_issued(gsc, presidency):
    meeting, closed = closed_item(reason="Zebedee why")
    for title in ("Zebedee one", "Zebedee two"):
        words = services.ItemWords({"title": title, "kind": "common", "circle_ids": []}, reason="Zebedee why")
        acting(presidency, services.change_item, item=closed, version=None, words=words)
    assert seen(AgendaItem, gsc, pk=closed.pk) == []
    assert seen(ItemPreparation, gsc, item=closed.pk) == []
    history = reverse("meeting-history", args=[meeting.pk])
    assert "Zebedee" not in gsc.client.get(history).content.decode()
    issue(fresh(meeting))
    assert "Zebedee two" in gsc.client.get(reverse("agenda-item", args=[closed.pk])).content.decode()


def test_whoever_opens_a_closed_item_is_reminded_of_the_titles_of_its_papers(presidency):
    meeting, closed = closed_item(papers=[{"title": "Zebedee"}])
    words = services.ItemWords({"kind": "common", "circle_ids": []})
    acting(presidency, services.change_item, item=closed, version=None, words=words)
    page = presidency.client.get(reverse("agenda-builder", args=[meeting.pk])).content.decode()
    assert "look at the titles of its papers" in page


# --- The next Presidency ------------------------------------------------------------------


def for_january(time_machine):
    time_machine.move_to(DECEMBER, tick=False)
    return MeetingFactory(day=MEETING_DAY, items=[{}])


def held_by_ireland():
    return opened(
        convenor="ireland",
        by_chair=False,
        shared_with=["france"],
        title="Zebedee",
        deadline=datetime.datetime(2027, 1, 10, tzinfo=datetime.UTC),
    )


def test_a_draft_for_the_next_presidency_takes_no_record_that_it_may_not_read(time_machine):
    meeting, row = for_january(time_machine), held_by_ireland()
    ireland = speaking_for("ireland")
    with transaction.atomic(), reading_as(ireland):
        found = building(ireland, reading.one(ireland, meeting.pk)).proposals
        assert [one for one in found if one.about == row.pk] == []
        given = Proposal(
            Group.CONSULTED,
            Consultation._meta.db_table,
            row.pk,
            "Zebedee",
            "",
            "",
            originator_id=row.originator_id,
            circles=tuple(row.audience.circles),
        )
        with pytest.raises(Refused):
            services.add_proposal(actor=ireland, meeting=meeting, proposal=given)


def test_an_item_whose_record_the_issuer_may_not_read_is_not_issued(time_machine):
    meeting, row = for_january(time_machine), held_by_ireland()
    words = services.ItemWords(
        {
            "title": "Zebedee",
            "handling": "exchange",
            "source_noun": Consultation._meta.db_table,
            "source_id": row.pk,
        }
    )
    acting("ireland", services.add_item, meeting=meeting, words=words)
    time_machine.move_to(JANUARY, tick=False)
    (led,) = seen(Meeting, "lithuania", pk=meeting.pk)
    with pytest.raises(services.NotReady):
        acting("lithuania", services.issue, meeting=led)


def test_a_former_presidency_reads_no_draft_of_the_next(time_machine):
    meeting = for_january(time_machine)
    (begun,) = items_of(meeting)
    assert seen(AgendaItem, "ireland", pk=begun.pk) != []
    time_machine.move_to(JANUARY, tick=False)
    (led,) = seen(Meeting, "lithuania", pk=meeting.pk)
    for given in ({"kind": "closed", "circle_ids": [organisation("malta").pk]}, {}):
        words = services.ItemWords({"title": "Zebedee", "handling": "exchange", **given})
        item = acting("lithuania", services.add_item, meeting=led, words=words)
        assert seen(AgendaItem, "ireland", pk=item.pk) == []


# --- What a wide row says of a narrow one -------------------------------------------------


def test_a_filed_document_lends_its_subject_to_no_wider_item(france, presidency):
    document = DocumentFactory(
        originator="presidency", shared_with=["italy"], subject="Zebedee", number="8255/23"
    )
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), items=[{"title": "Item"}])
    (item,) = items_of(meeting)
    with pytest.raises(ValidationError, match="Fewer read this document"):
        acting(presidency, services.announce_paper, item=item, fields={"document_id": document.pk})
    fields = {"title": "Room paper", "document_id": document.pk}
    acting(presidency, services.announce_paper, item=item, fields=fields)
    page = france.client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert "Room paper" in page
    assert "Zebedee" not in page
    assert "8255" not in page


def test_a_hidden_meeting_is_no_filter_of_follow_ups(france):
    meeting, (item,) = running({"title": "Common"})
    row = follow_up(item, "For all to read", owner="italy")
    end(meeting)
    hidden, _items = running({"title": "Zebedee"}, convenor="italy", members=["malta"], hour=12)
    acting(
        "italy",
        services.close_follow_up,
        follow_up=fresh(row),
        version=None,
        evidence="Done.",
        closed_in=hidden,
    )
    address = "/api/v1/follow-ups/?state=done&meeting="
    assert france.api.get(f"{address}{hidden.pk}").json()["results"] == []
    assert len(france.api.get(f"{address}{meeting.pk}").json()["results"]) == 1


def test_an_answered_request_names_no_draft(italy, presidency):
    body = make_body()
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), body=body)
    request = ask_for(meeting, "italy", "A point")
    draft = MeetingFactory(day=in_days(40), body=body, items=[{}])
    item = acting(presidency, services.accept, request=request, meeting=draft)
    address = f"/api/v1/agenda-requests/{request.pk}/"
    told = italy.api.get(address).json()
    assert (told["state"]["code"], told["meeting"], told["item"]) == ("accepted", None, None)
    issue(fresh(draft))
    told = italy.api.get(address).json()
    assert (told["meeting"], told["item"]) == (str(draft.pk), str(item.pk))


def test_a_hidden_target_changes_nothing_that_others_read(france, presidency):
    action = plan_action(title="Zebedee", shared_with=["italy", "ireland"])
    meeting, (item,) = running({"title": "Common"})
    row = follow_up(item, "For all", owner="italy")
    end(meeting)
    address = f"/api/v1/follow-ups/{row.pk}/"
    before = france.api.get(address)
    fields = {"target_noun": ACTION, "target_id": action.pk}
    acting(presidency, services.change_follow_up, follow_up=fresh(row), version=None, fields=fields)
    assert fresh(row).target_id == action.pk
    after = france.api.get(address)
    assert (before["ETag"], before.json()) == (after["ETag"], after.json())


def test_the_saves_of_a_draft_are_not_counted_for_its_readers(france):
    versions = []
    for saves in (1, 5):
        meeting = MeetingFactory(day=in_days(20), items=[{"title": "A"}])
        (item,) = items_of(meeting)
        for number in range(saves):
            words = services.ItemWords({"title": f"A{number}", "handling": "exchange"})
            acting("presidency", services.change_item, item=item, version=None, words=words)
        issue(meeting)
        versions.append(france.api.get(f"/api/v1/agenda-items/{item.pk}/").json()["version"])
    assert versions == [1, 1]
