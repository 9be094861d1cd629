"""Documents are filed, changed, numbered, shared and merged by whoever may."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coordination.access.errors import Hidden, Refused
from coordination.access.reader import reading_as
from coordination.documents import services
from coordination.documents.identity import read
from coordination.documents.kinds import Marking, State
from coordination.documents.links import document_choices, links, readable_document
from coordination.documents.models import Document, DocumentVersion
from coordination.documents.queries import reading
from tests.factories.documents import (
    DocumentFactory,
    confirm_number,
    holder_of,
    plain_file,
    stored,
    write_version,
)
from tests.factories.plans import speaking_for
from tests.factories.register import sharing

pytestmark = [pytest.mark.row("A8"), pytest.mark.usefixtures("db")]


def readable(persona) -> set:
    actor = persona.actor()
    with reading_as(actor):
        return set(Document.objects.visible_to(actor).values_list("subject", flat=True))


def test_a_document_is_read_by_whom_it_was_shared_with(italy, france, malta, eud_niger, admin):
    DocumentFactory(subject="for all")
    DocumentFactory(subject="for France", shared_with=["france"])
    DocumentFactory(subject="own", shared_with=[])
    DocumentFactory(subject="with the team", shared_with=["france"], country_team=True)
    assert readable(italy) == {"for all", "for France", "own", "with the team"}
    assert readable(france) == {"for all", "for France", "with the team"}
    assert readable(malta) == {"for all"}
    assert readable(eud_niger) == {"with the team"}
    assert readable(admin) == set()


def test_without_a_number_it_goes_by_a_reference_that_counts_nothing(italy):
    first, second = DocumentFactory(), DocumentFactory()
    assert first.identity is None
    assert first.reference_number != second.reference_number
    actor = italy.actor()
    with reading_as(actor):
        shown = links(actor, [first.pk])[first.pk].reference
    assert shown == f"Provisional Italy {first.reference_year}/{first.reference_number}"


def test_the_secretariat_gives_numbers_and_the_holder_records_what_the_paper_bears(france):
    document = DocumentFactory(number="8255/23")
    assert (document.identity, document.confirmed_on) == (read("8255/23"), None)
    with pytest.raises(Refused), transaction.atomic(), reading_as(france.actor()):
        services.give_number(actor=france.actor(), document=document, version=None, identity=read("1/23"))
    confirmed = confirm_number(document)
    assert confirmed.confirmed_on is not None
    holder = holder_of(document)
    with pytest.raises(Refused, match="confirmed"), transaction.atomic(), reading_as(holder):
        services.give_number(actor=holder, document=document, version=None, identity=read("8256/23"))
    assert confirm_number(document, "8256/23").identity == read("8256/23")


def test_a_number_is_unique_for_each_holder_only():
    DocumentFactory(number="8255/23", shared_with=[])
    DocumentFactory(number="8255/23", originator="france")
    with pytest.raises(ValidationError, match="You have filed 8255/2023 already"):
        DocumentFactory(number="8255/2023")


def test_the_secretariat_learns_nothing_of_a_hidden_document_with_the_same_number():
    DocumentFactory(number="8255/23", shared_with=[])
    seen = DocumentFactory()
    assert confirm_number(seen, "8255/23").identity == read("8255/23")


def test_the_database_keeps_numbers_whole():
    document = DocumentFactory()
    holder = holder_of(document)
    with pytest.raises(IntegrityError), transaction.atomic(), reading_as(holder):
        Document.objects.visible_to(holder).filter(pk=document.pk).update(number=1)


def test_a_marking_is_required_and_lowered_by_the_holder_with_a_reason(gsc):
    with pytest.raises(ValidationError, match="Choose a marking"):
        DocumentFactory(marking="")
    with pytest.raises(ValidationError, match="read by all members"):
        DocumentFactory(marking=Marking.PUBLIC, shared_with=["france"])
    document, holder = DocumentFactory(), speaking_for("italy")
    with reading_as(gsc.actor()), pytest.raises(Refused, match="lowers"), transaction.atomic():
        services.mark(actor=gsc.actor(), document=document, version=None, marking="public", reason="Asked.")
    with reading_as(holder), pytest.raises(ValidationError, match="Say why"), transaction.atomic():
        services.mark(actor=holder, document=document, version=None, marking="public", reason=" ")
    with reading_as(holder), transaction.atomic():
        services.mark(actor=holder, document=document, version=None, marking="public", reason="Published.")
    assert stored(document).marking == Marking.PUBLIC
    with reading_as(gsc.actor()), transaction.atomic():
        services.mark(actor=gsc.actor(), document=document, version=None, marking="limite", reason="Error.")
    assert stored(document).marking == Marking.LIMITE


def test_only_the_holder_shares_and_says_why_more_may_read(france, malta):
    document = DocumentFactory(subject="narrow", shared_with=["france"])
    holder = holder_of(document)
    with reading_as(france.actor()), pytest.raises(Refused), transaction.atomic():
        services.share(actor=france.actor(), document=document, sharing=sharing("members"), reason="For all.")
    with reading_as(holder), pytest.raises(ValidationError, match="Say why"), transaction.atomic():
        services.share(actor=holder, document=document, sharing=sharing("members"), reason="")
    with reading_as(holder), transaction.atomic():
        services.share(actor=holder, document=document, sharing=sharing(["malta"]), reason="For Malta.")
    assert (readable(france), readable(malta)) == (set(), {"narrow"})


def test_an_external_author_binds_nobody():
    with pytest.raises(ValidationError, match="binds nobody"):
        DocumentFactory(external_author="An institute")
    note = DocumentFactory(external_author="An institute", disclaimer="Not the views of the Presidency.")
    assert note.disclaimer == "Not the views of the Presidency."


def test_a_version_never_changes(italy):
    document = DocumentFactory(text="First words.")
    write_version(document, text="Other words.", note="After comments.")
    holder = holder_of(document)
    with reading_as(holder), transaction.atomic():
        versions = DocumentVersion.objects.visible_to(holder).filter(document=document)
        assert list(versions.order_by("number").values_list("number", "text")) == [
            (1, "First words."),
            (2, "Other words."),
        ]
        with pytest.raises(IntegrityError), transaction.atomic():
            versions.update(text="Changed.")
    assert stored(document).words == "Other words."


def test_a_withdrawn_document_can_be_restored_and_says_why():
    document = DocumentFactory(number="8255/23", state=State.WITHDRAWN)
    other = DocumentFactory(number="8255/23")
    holder = holder_of(document)
    with reading_as(holder), pytest.raises(ValidationError, match="already"), transaction.atomic():
        services.restore(actor=holder, document=document)
    with reading_as(holder), transaction.atomic():
        services.withdraw(actor=holder, document=other, reason="The wrong paper.")
        services.restore(actor=holder, document=document)
    assert stored(document).state == State.CURRENT


def test_two_holders_merge_a_number_that_both_see_twice(italy, france, malta):
    mine = DocumentFactory(number="8255/23", subject="ours")
    theirs = DocumentFactory(number="8255/2023", subject="theirs", originator="france")
    narrow = DocumentFactory(number="8255/23", subject="narrow", originator="malta", shared_with=["italy"])
    other = DocumentFactory(number="8256/23", originator="france")
    holder = speaking_for("italy")
    with reading_as(holder):
        with pytest.raises(Refused, match="same number"), transaction.atomic():
            services.merge(actor=holder, document=mine, into=other)
        with pytest.raises(Refused, match="would lose it"), transaction.atomic():
            services.merge(actor=holder, document=mine, into=narrow)
        hidden = DocumentFactory(number="8255/23", originator="spain", shared_with=[])
        with pytest.raises(Hidden), transaction.atomic():
            services.merge(actor=holder, document=mine, into=hidden)
        with transaction.atomic():
            services.merge(actor=holder, document=mine, into=theirs)
    assert stored(mine).merged_into_id == theirs.pk
    actor = malta.actor()
    with reading_as(actor):
        assert links(actor, [mine.pk])[mine.pk].subject == "theirs"


def test_a_link_is_offered_kept_and_shown_through_the_gate(italy, malta):
    shown = DocumentFactory(number="8255/23", subject="Shown")
    hidden = DocumentFactory(shared_with=[], subject="Hidden")
    actor = malta.actor()
    with reading_as(actor):
        assert document_choices(actor) == [(str(shown.pk), "8255/23 · Shown")]
        assert set(links(actor, [shown.pk, hidden.pk, None])) == {shown.pk}
        assert readable_document(actor, shown.pk, None) == shown.pk
        assert readable_document(actor, None, hidden.pk) == hidden.pk
        assert readable_document(actor, hidden.pk, hidden.pk) == hidden.pk
        with pytest.raises(Hidden):
            readable_document(actor, hidden.pk, None)


def test_what_was_filed_before_others_were_let_in_stays_with_those_who_could_read_it(italy, malta):
    document = DocumentFactory(shared_with=[], text="Before.", files={"fr": plain_file("Avant", "avant.txt")})
    write_version(document, text="After.", files={"en": plain_file("After", "after.txt")}, note="Softer.")
    holder = holder_of(document)
    with reading_as(holder), transaction.atomic():
        services.share(actor=holder, document=stored(document), sharing=sharing("members"), reason="For all.")
    seen = {}
    for persona in (italy, malta):
        actor = persona.actor()
        with reading_as(actor):
            row = reading.one(actor, document.pk)
            rows = reading.versions(actor, row)
            names = {file["name"] for one in rows for file in one.file_list}
            seen[persona.name] = [one.place for one in rows], names, row.language_codes
    assert seen == {
        "italy": ([2, 1], {"avant.txt", "after.txt"}, ["en", "fr"]),
        "malta": ([1], {"after.txt"}, ["en"]),
    }
    page = malta.client.get(f"/documents/{document.pk}/").content.decode()
    for word in ("avant", "Version 2", "Before."):
        assert word not in page
    assert malta.client.get(f"/documents/{document.pk}/versions/2/").status_code == 404
    assert "Before." not in malta.client.get(f"/documents/{document.pk}/history/").content.decode()
    with reading_as(holder), transaction.atomic():
        services.share(actor=holder, document=stored(document), sharing=sharing(["malta"]), reason="Fewer.")
        services.share(actor=holder, document=stored(document), sharing=sharing("members"), reason="Again.")
    assert "after.txt" in malta.client.get(f"/documents/{document.pk}/").content.decode()
