"""Private notes of a delegation, and what it shows of informal engagements to a limited circle."""

import pytest
from django.core.exceptions import ValidationError

from coordination.access.errors import Hidden, Refused, Stale
from coordination.history.models import HistoryLine
from coordination.meetings import services
from coordination.meetings.models import PrivateNote
from coordination.people.queries import organisations
from tests.factories.meetings import MeetingFactory
from tests.factories.room import acting, private_note, running, seen

pytestmark = [pytest.mark.row("A68")]

ITALY = {"italy", "italy_reader", "italy_interior"}


def readers(note, everybody) -> set[str]:
    return {name for name, who in everybody.items() if seen(PrivateNote, who, pk=note.pk)}


def test_a_note_is_its_own_delegations(everybody):
    _meeting, (item,) = running()
    assert readers(private_note(item=item), everybody) == ITALY
    assert readers(private_note(by="presidency", item=item), everybody) == {"presidency"}
    assert readers(private_note(by="eud-niger"), everybody) == {"eud_niger"}


def test_an_informal_engagement_is_shown_to_whom_it_names(everybody):
    note = private_note(title="Coffee on the margins", shown_to=["france", "malta"])
    assert readers(note, everybody) == ITALY | {"france", "malta"}


def test_the_circle_narrows_again_and_readers_see_no_trace(italy, france, malta):
    note = private_note(shown_to=["france", "malta"])
    ids = [organisations().by_code["malta"].pk]
    acting(italy, services.share_note, note=note, shown_to=ids)
    assert seen(PrivateNote, france) == []
    (row,) = seen(PrivateNote, malta)
    assert row.version == note.version
    assert {line.verb for line in seen(HistoryLine, malta, record=note.pk, private=False)} == {"created"}


def test_who_is_shown_a_note_does_not_change_it(italy, france):
    note = private_note(shown_to=["france"])
    for deed in (
        lambda: acting(france, services.change_note, note=note, version=None, fields={"text": "x"}),
        lambda: acting(france, services.share_note, note=note, shown_to=[]),
        lambda: acting(france, services.discard_note, note=note),
    ):
        with pytest.raises(Refused, match="its own delegation"):
            deed()
    changed = acting(italy, services.change_note, note=note, version=1, fields={"text": "Longer."})
    with pytest.raises(Stale):
        acting(italy, services.change_note, note=note, version=1, fields={"text": "Else."})
    assert changed.text == "Longer."


def test_a_note_that_is_taken_away_is_found_no_more(italy):
    note = private_note()
    acting(italy, services.discard_note, note=note)
    rows = acting(italy, lambda actor: list(PrivateNote.objects.visible_to(actor).kept()))
    assert rows == []
    with pytest.raises(Refused):
        acting(italy, services.change_note, note=note, version=None, fields={"text": "x"})


def test_a_note_is_tied_to_what_its_writer_reads(malta):
    meeting, (item,) = running(convenor="italy", members=["france"])
    with pytest.raises(Hidden):
        private_note(by=malta, item=item)
    with pytest.raises(Hidden):
        private_note(by=malta, meeting=meeting)
    _other, (common,) = running({"country_id": None})
    assert private_note(by=malta, item=common).meeting_id == common.meeting_id
    assert private_note(by=malta, meeting=MeetingFactory(state="issued")).item_id is None


def test_a_note_says_something_and_readers_write_none(italy_reader, admin):
    with pytest.raises(ValidationError, match="Write the note"):
        private_note(text="  ")
    for who in (italy_reader, admin):
        with pytest.raises(Refused):
            private_note(by=who)
