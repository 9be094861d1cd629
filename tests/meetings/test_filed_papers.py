"""Papers of items that are filed documents: named to all who read the item, opened by those who read the document."""

import pytest
from django.urls import reverse

from coordination.access.errors import Hidden
from coordination.documents.services import share
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState, PaperState, Standing
from coordination.meetings.models import AgendaPaper
from tests.factories.documents import DocumentFactory
from tests.factories.meetings import MeetingFactory, in_days, items_of, write_item
from tests.factories.register import sharing
from tests.factories.room import acting, fresh, seen

pytestmark = [pytest.mark.row("A9"), pytest.mark.row("B12"), pytest.mark.usefixtures("db")]


def meeting_with(document, **paper):
    """An issued agenda whose item has the document as its paper, and that item."""
    item = {"title": "Partnerships", "papers": [{"title": "", "document_id": document.pk} | paper]}
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), items=[item])
    return meeting, items_of(meeting)[0]


def pages(persona, meeting, item):
    addresses = (reverse("meeting", args=[meeting.pk]), reverse("agenda-item", args=[item.pk]))
    return [persona.client.get(address).content.decode() for address in addresses]


def test_a_filed_document_says_itself_what_was_left_empty_and_is_there():
    document = DocumentFactory(originator="presidency", subject="Migration Partnerships", number="8255/23")
    meeting, _item = meeting_with(document)
    (paper,) = seen(AgendaPaper, "italy", item__meeting=meeting)
    assert (paper.title, paper.reference) == ("Migration Partnerships", "8255/23")
    assert paper.state == PaperState.ISSUED
    assert paper.issued_on is not None


def test_only_whoever_reads_the_document_is_led_to_it(italy, france):
    document = DocumentFactory(originator="presidency", shared_with=["italy"], subject="Zebedee")
    meeting, item = meeting_with(document, title="A paper")
    address = reverse("document", args=[document.pk])
    assert all(address in page for page in pages(italy, meeting, item))
    for page in pages(france, meeting, item):
        assert "A paper" in page or "Paper issued" in page
        assert str(document.pk) not in page
        assert "Zebedee" not in page
    api = f"/api/v1/agenda-items/{item.pk}/"
    assert italy.api.get(api).json()["papers"][0]["document"] == address
    assert france.api.get(api).json()["papers"][0]["document"] is None


def test_a_document_leads_to_the_items_that_its_reader_reads(italy, france):
    document = DocumentFactory(originator="presidency")
    papers = [{"title": "A paper", "document_id": document.pk}]
    closed = {"title": "Zebedee", "circle": ["italy"], "papers": papers}
    meeting = MeetingFactory(day=in_days(20), items=[closed, {}])
    address = reverse("document", args=[document.pk])
    assert "Zebedee" not in italy.client.get(address).content.decode()  # not issued yet
    acting("presidency", services.issue, meeting=meeting)
    assert "Zebedee" in italy.client.get(address).content.decode()
    assert "Zebedee" not in france.client.get(address).content.decode()


def test_a_document_that_is_hidden_from_the_editor_cannot_be_chosen_and_stays_where_it_was():
    document = DocumentFactory(originator="italy")
    meeting, item = meeting_with(document)
    acting("italy", share, document=document, sharing=sharing([]), reason="Not yet.")
    with pytest.raises(Hidden):
        said = {"title": "Another paper", "document_id": document.pk}
        acting("presidency", services.announce_paper, item=item, fields=said)
    (paper,) = seen(AgendaPaper, "presidency", item__meeting=meeting)
    said = {"title": "Another title", "document_id": None}
    acting("presidency", services.change_paper, item=fresh(item), key=paper.key, fields=said)
    (paper,) = seen(AgendaPaper, "presidency", item__meeting=meeting)
    assert (paper.title, paper.document_id) == ("Another title", document.pk)


def test_an_added_item_comes_before_any_other_business():
    meeting = MeetingFactory(state=MeetingState.DRAFT, items=[{"title": "First"}])
    acting(
        "presidency",
        services.add_item,
        meeting=meeting,
        words=services.ItemWords({"title": "Other business", "kind": "common"}, standing=Standing.AOB),
    )
    write_item(meeting, title="Second")
    assert [item.title for item in items_of(meeting)] == ["First", "Second", "Other business"]
