"""Partial releases: a new file of what was let through, two people, and no word of what was withheld."""

import contextlib
import io
import zlib

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from coordination.access.errors import Refused, Stale
from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.kinds import ReleaseState
from coordination.documents.models import Release
from coordination.documents.releases import paper
from coordination.documents.releases.passages import CUT, MOST, Passage, checked, marked, split
from coordination.people.models import today
from tests import personas
from tests.exchange.pdf_ua import faults
from tests.factories.documents import DocumentFactory, confirm_number, holder_of, write_version
from tests.factories.people import MembershipFactory, UserFactory
from tests.factories.releases import approve, bring_to, let_through, propose, publish, released, source

pytestmark = [
    pytest.mark.row("A9"),
    pytest.mark.row("B18"),
    pytest.mark.row("C9"),
    pytest.mark.usefixtures("db"),
]

TEXT = (
    "Cooperation has begun.\n\n"
    "The ambassador of QUARTZONIA, Ms ZEBEDEE, refuses readmission.\n\n"
    "The annex names MALACHITE.\n\n"
    "Delegations are invited to comment."
)
WITHHELD = ("QUARTZONIA", "ZEBEDEE", "MALACHITE", "quartzonia")


@pytest.fixture
def colleague(italy):
    """A second person of Italy's delegation."""
    user = UserFactory()
    MembershipFactory(user=user, organisation="italy")
    return personas.Persona("colleague", user, italy.organisation)


@pytest.fixture
def note(db):
    """A document of Italy that France reads and Malta does not; its head has five lines."""
    return DocumentFactory(subject="A note", number="8255/23", shared_with=["france", "gsc"], text=TEXT)


def cuts(document):
    """What is withheld of it: two names in one paragraph, and one paragraph whole."""
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        paragraphs = source(holder, document).paragraphs
    named, annex = paragraphs.index("The ambassador of QUARTZONIA, Ms ZEBEDEE, refuses readmission."), -1
    annex = paragraphs.index("The annex names MALACHITE.")
    return {named: "The ambassador of […], Ms […], refuses readmission.", annex: ""}


def unpacked(content: bytes) -> bytes:
    """The bytes of a PDF with all its streams opened, as a curious reader would."""
    found = [content]
    start = 0
    while (start := content.find(b"stream", start)) != -1:
        begin = content.find(b"\n", start) + 1
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(content[begin:]))
        start += 6
    return b"\n".join(found)


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_byte_search_of_what_is_released_finds_nothing_withheld(italy, gsc, note):
    """SECURITY 10: in text, metadata or revision history."""
    release = released(italy, gsc, note, cuts(note))
    with default_storage.open(release.stored_as) as kept:
        content = kept.read()
    raw, words = unpacked(content), text_of(content)
    for secret in WITHHELD:
        for coded in (
            secret.encode(),
            secret.encode("utf-16-be"),
            secret.encode("utf-16-le"),
            secret.encode().hex().encode(),
        ):
            assert coded not in raw, secret
        assert secret not in words
    assert "The ambassador of [deleted, Art. 4(1)(a), third indent], Ms [deleted" in words
    assert "Delegations are invited to comment." in words
    assert "PARTIALLY ACCESSIBLE TO THE PUBLIC" in words
    assert "8255/23" in words
    told = pypdf.PdfReader(io.BytesIO(content)).metadata or {}
    assert (told["/Title"], told.get("/Author", "")) == ("What may be read", "")


def test_the_row_that_all_readers_may_read_holds_nothing_withheld(italy, gsc, france, note):
    release = released(italy, gsc, note, cuts(note))
    actor = france.actor()
    with reading_as(actor):
        row = Release.objects.visible_to(actor).filter(pk=release.pk).values().get()
    assert not [secret for secret in WITHHELD if secret in str(row)]


def test_nothing_is_let_through_that_was_not_ticked(italy, note):
    actor = italy.actor()
    with reading_as(actor):
        record = source(actor, note)
        kept = checked(
            record.paragraphs,
            [Passage(0, record.paragraphs[0])]
            + [Passage(place, "", "4-1-a-3") for place in range(1, len(record.paragraphs))],
        )
    assert [passage.text for passage in kept if passage.text] == ["8255/23"]
    with pytest.raises(ValidationError, match="by which article"):
        checked(record.paragraphs, [Passage(0, record.paragraphs[0])])
    with pytest.raises(ValidationError, match="Nothing would be released"):
        checked(("One.",), [Passage(0, "", "4-1-b")])


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("The ambassador of Mali refuses.", "is not in the source"),
        ("refuses […] The ambassador", "is not in the source"),
        ("The ambas[…]", "is not in the source"),
        ("Cooperation has not begun.", "is not in the source"),
    ],
)
def test_a_passage_can_be_cut_and_not_reworded(typed, says):
    with pytest.raises(ValidationError, match=says):
        checked(("The ambassador of Mali refuses readmission.",), [Passage(0, typed, "4-1-b")])


@given(st.lists(st.text("abc xyz.", max_size=12), min_size=1, max_size=6), st.data())
def test_whatever_is_cut_what_is_left_stands_in_the_source(pieces, data):
    """Pieces of a paragraph, each kept or cut, are taken as they are."""
    paragraph = " ".join(" ".join(piece.split()) for piece in pieces if piece.split())
    if not paragraph:
        return
    said = " ".join(word if data.draw(st.booleans()) else "[...]" for word in paragraph.split(" "))
    try:
        kept = checked((paragraph,), [Passage(0, said, "4-1-b")])
    except ValidationError:
        kept = [Passage(0, "")]
    [passage] = kept
    assert bool(passage.text) == bool(set(said.split()) - {"[...]"})
    assert set(passage.text.replace(CUT, " ").split()) <= set(paragraph.split())


def test_a_long_text_is_taken_together_so_that_somebody_can_decide_on_it():
    assert split("a\n\nb\n\n\nc") == ("a", "b", "c")
    many = split("\n".join(str(number) for number in range(2_000)))
    assert len(many) <= MOST
    assert " ".join(many).split() == [str(number) for number in range(2_000)]
    assert marked("a [...] [deleted]  b [ supprimé ]") == f"a {CUT} b {CUT}"


def test_nobody_approves_what_they_proposed(italy, gsc, colleague, note):
    release = propose(italy, note)
    with pytest.raises(Refused, match="Somebody else"):
        approve(italy, release)
    assert approve(colleague, release).state == ReleaseState.APPROVED
    other = propose(gsc, note)
    with pytest.raises(Refused):
        approve(gsc, other)
    assert approve(italy, other).state == ReleaseState.APPROVED


def test_the_database_holds_to_two_people_and_to_what_was_approved(italy, gsc, note):
    """SECURITY 9, whoever writes."""
    release = propose(italy, note)
    actor = italy.actor()
    alone = {"state": "approved", "approved_by_id": actor.user_id, "approved_digest": release.digest}
    other = gsc.actor().user_id
    for fields in (
        alone,
        {"state": "approved"},
        {"state": "approved", "approved_by_id": other, "approved_digest": "other"},
        {"state": "released", "approved_by_id": other, "approved_digest": release.digest},
    ):
        with reading_as(actor), pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.visible_to(actor).filter(pk=release.pk).update(**fields)
    approve(gsc, release)
    with reading_as(actor), pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.visible_to(actor).filter(pk=release.pk).update(digest="changed")


def test_a_later_edit_voids_the_approval(italy, gsc, note):
    release = approve(gsc, propose(italy, note))
    actor = italy.actor()
    with transaction.atomic(), reading_as(actor):
        record = source(actor, note)
        proposal = services.Proposal("Another title", "en", let_through(record.paragraphs), "Asked.")
        changed = services.revise(actor=actor, release=release, version=None, proposal=proposal)
    assert (changed.state, changed.approved_by_id) == (ReleaseState.PROPOSED, None)
    with pytest.raises(Refused):
        publish(gsc, changed)


@pytest.mark.parametrize("edit", ["version", "number"])
def test_a_later_edit_of_the_document_voids_the_approval(edit, italy, gsc, note):
    release = approve(gsc, propose(italy, note))
    if edit == "version":
        write_version(note, text=TEXT + "\n\nOne more word.")
    else:
        confirm_number(note, "8256/23")
    actor = gsc.actor()
    with reading_as(actor):
        found = Release.objects.visible_to(actor).get(pk=release.pk)
    assert (found.state, found.approved_by_id) == (ReleaseState.PROPOSED, None)
    with pytest.raises(Refused, match="changed since"):
        approve(gsc, found)


def test_a_proposal_that_changed_while_it_was_read_is_not_approved(italy, gsc, note):
    release = propose(italy, note)
    actor = gsc.actor()
    with reading_as(actor), pytest.raises(Stale), transaction.atomic():
        services.approve(actor=actor, release=release, read="what was read")


def test_a_proposal_is_for_those_who_handle_it_until_it_is_published(
    italy, gsc, france, malta, commission, note
):
    release = propose(italy, note, cuts(note))
    address = f"/releases/{release.pk}/"
    seen = {who.name: who.client.get(address).status_code for who in (italy, gsc, france, malta, commission)}
    assert seen == {"italy": 200, "gsc": 200, "france": 404, "malta": 404, "commission": 404}
    assert france.client.get(f"/documents/{note.pk}/").context["releases"] == []
    publish(gsc, approve(gsc, release))
    seen = {who.name: who.client.get(address).status_code for who in (italy, gsc, france, malta)}
    assert seen == {"italy": 200, "gsc": 200, "france": 200, "malta": 404}
    page = france.client.get(address).content.decode()
    assert "An application for access." not in page
    assert not [secret for secret in WITHHELD if secret in page]
    answer = france.client.get(f"{address}file/")
    assert answer["Content-Disposition"] == f'attachment; filename="released-{today()}.pdf"'
    assert "ambassador" in text_of(answer.content)


def test_a_released_file_passes_veraPDF(italy, gsc, france, note):
    release = publish(gsc, approve(gsc, propose(italy, note, cuts(note))))
    assert faults(france.client.get(f"/releases/{release.pk}/file/").content) == []


def test_pages_take_a_release_from_the_form_to_the_file(italy, gsc, colleague, note):
    first = f"/releases/new/coordination_document/{note.pk}/"
    page = italy.client.get(first)
    assert page.status_code == 200
    sent = {
        "title": "Note",
        "language": "en",
        "reason": "Asked.",
        "ground": "4-1-a-3",
        "idempotency_key": "k",
    }
    for row in page.context["form"].rows:
        place = row["number"] - 1
        sent[f"text_{place}"] = row["source"].replace("QUARTZONIA", "[...]").replace("ZEBEDEE", "[...]")
        if "MALACHITE" not in row["source"]:
            sent[f"keep_{place}"] = "on"
    wrong = italy.client.post(first, sent | {"ground": ""})
    assert "by which article" in wrong.content.decode()
    answer = italy.client.post(first, sent)
    assert italy.client.post(first, sent).url == answer.url
    dry = italy.client.get(f"{answer.url}dry-run/")
    assert "LIMITE · dry run, not released · made for Italy" in text_of(dry.content)
    assert not [secret for secret in WITHHELD if secret.encode() in unpacked(dry.content)]
    assert italy.client.post(f"{answer.url}approve/", {"read": "x"}).status_code == 403
    read = gsc.client.get(answer.url).context["release"]["digest"]
    assert gsc.client.post(f"{answer.url}approve/", {"read": read}).status_code == 302
    assert colleague.client.post(f"{answer.url}publish/").status_code == 302
    shown = italy.client.get(answer.url).content.decode()
    assert "Released file, PDF" in shown
    assert italy.client.get(f"{answer.url}edit/").status_code == 403
    write_version(note, text="Other words.")
    assert "Changed since released" in italy.client.get(answer.url).content.decode()
    assert "Changed since released" in italy.client.get(f"/documents/{note.pk}/").content.decode()


def test_who_proposes(france, presidency, eud_niger, admin, note):
    address = f"/releases/new/coordination_document/{note.pk}/"
    seen = {who.name: who.client.get(address).status_code for who in (france, presidency, eud_niger, admin)}
    assert seen == {"france": 403, "presidency": 404, "eud_niger": 404, "admin": 403}
    assert france.client.get(f"/releases/new/coordination_activity/{note.pk}/").status_code == 404


def test_a_dropped_proposal_releases_nothing(italy, gsc, france, note):
    release = bring_to(ReleaseState.DROPPED, italy, gsc, note)
    assert default_storage.exists(release.stored_as or "nothing") is False
    assert gsc.client.get(f"/releases/{release.pk}/file/").status_code == 404
    assert france.client.get(f"/releases/{release.pk}/").status_code == 404


def test_the_marks_in_a_row_do_not_tell_how_much_was_withheld():
    one = [Passage(0, "", "4-1-b"), Passage(1, "Text.")]
    many = [*(Passage(place, "", "4-1-b") for place in range(9)), Passage(9, "Text.")]
    assert paper.blocks(one) == paper.blocks(many)
