"""Pages and files of consultations: what they show to whom, what they keep, what they refuse and how they say so."""

import datetime

import pytest
from django.urls import reverse

from coordination.consultations import services
from coordination.consultations.kinds import Readership, State
from coordination.consultations.models import Consultation, ConsultationPaper
from coordination.world.queries import countries
from tests.factories.consultations import (
    ConsultationFactory,
    acting,
    again,
    cleared,
    convenor_of,
    draft_reply,
    in_days,
    more_time,
    opened,
    reply,
    silence,
    voice,
)
from tests.factories.documents import DocumentFactory
from tests.factories.notices import kept_among

pytestmark = pytest.mark.usefixtures("db")


def text(persona, address, status=200, **rest):
    answer = persona.client.get(address, **rest)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def one(row, end=""):
    return f"/consultations/{row.pk}/{end}"


@pytest.mark.row("A6")
def test_the_list_says_what_is_due_first_and_hides_what_is_not_shared(malta, france):
    ConsultationFactory(title="A draft")
    opened(title="Later", deadline=in_days(9))
    opened(title="Sooner", deadline=in_days(2))
    opened(title="Hidden", shared_with=["france"])
    ConsultationFactory(title="Over", state=State.CLOSED)
    page = text(malta, "/consultations/")
    places = [page.index(title) for title in ("Sooner", "Later", "Over")]
    assert places == sorted(places)
    assert "A draft" not in page
    assert "Hidden" not in page
    assert "Hidden" in text(france, "/consultations/")


@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Running", "Quiet", "Ended", "Of Niger"}),
        ("?kind=silence", {"Quiet"}),
        ("?state=running", {"Running", "Quiet", "Of Niger"}),
        ("?state=closed", {"Ended"}),
        ("?country=NE", {"Of Niger"}),
        ("?words=embedded", {"Running"}),
        ("?words=envelope", {"Ended"}),
        ("?mine=true", set()),
    ],
)
def test_filters_choose_exactly_these(query, expected, malta):
    from coordination.world.queries import countries

    opened(title="Running", background="How partnerships are embedded.")
    silence(title="Quiet")
    ended = opened(title="Ended")
    reply(ended, "france", text="A single envelope.")
    from .test_way import bring_to_closed

    bring_to_closed(ended)
    opened(title="Of Niger", country_id=countries().by_code["NE"].pk)
    opened(title="Hidden", shared_with=["france"], background="embedded envelope")
    page = text(malta, f"/consultations/{query}")
    shown = {
        title for title in ("Running", "Quiet", "Ended", "Of Niger", "Hidden") if f">{title}</a>" in page
    }
    assert shown == expected


def cells(persona, row):
    """By question: the letters of those whose reply is in, and of those who ask for more time."""
    matrix = persona.client.get(one(row)).context["matrix"]
    codes = [column["code"] for column in matrix["columns"]]
    return [
        {
            state: {code for code, cell in zip(codes, line["cells"], strict=True) if cell["state"] == state}
            for state in ("in", "ext")
        }
        | {"total": line["total"]}
        for line in matrix["rows"]
    ]


@pytest.mark.row("A6")
def test_the_matrix_shows_what_is_in_and_never_a_draft(presidency, malta, france):
    row = opened()
    reply(row, "france", 1)
    draft_reply(row, "malta", 1)
    cleared(row, "malta", 2)
    more_time(row, "italy")
    seen_by_chair = cells(presidency, row)
    assert seen_by_chair == [
        {"in": {"FR"}, "ext": {"IT"}, "total": 1},
        {"in": set(), "ext": {"IT"}, "total": 0},
    ]
    # Who asks for more time is between a delegation and whoever asks.
    assert cells(malta, row)[0] == {"in": {"FR"}, "ext": set(), "total": 1}


@pytest.mark.row("A6")
def test_in_confidence_a_delegation_sees_its_own_reply_alone_until_the_close(presidency, malta, france):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france", 1, "Of France alone.")
    reply(row, "malta", 1, "Of Malta alone.")
    assert cells(presidency, row)[0] == {"in": {"FR", "MT"}, "ext": set(), "total": 2}
    assert cells(malta, row)[0] == {"in": {"MT"}, "ext": set(), "total": 1}
    page = text(malta, one(row))
    assert "Of France alone." not in page
    assert "Of Malta alone." in page
    assert "Answers are read by the Presidency and the delegation that wrote them, until it is closed" in page
    presidency.client.post(one(row, "close/"), {"words": ""})
    assert cells(malta, row)[0] == {"in": {"FR", "MT"}, "ext": set(), "total": 2}
    assert "Of France alone." in text(malta, one(row))


def test_who_else_is_asked_by_name_is_told_where_all_read_all_answers(malta, presidency):
    kept = opened(shared_with=["malta", "france"], readership=Readership.CONVENOR)
    shared = opened(shared_with=["malta", "france"])
    assert "France" not in text(malta, one(kept))
    assert "France" in text(malta, one(shared))
    assert "France" in text(presidency, one(kept))


def test_a_paper_is_shown_to_its_readers_alone(malta, france, presidency):
    paper = DocumentFactory(originator="ireland", shared_with="members", subject="Migration partnerships")
    hidden = DocumentFactory(originator="ireland", shared_with=["france"], subject="Lines for two")
    row = opened()
    sent = {"papers": [str(paper.pk), str(hidden.pk)]}
    assert presidency.client.post(one(row, "papers/"), sent).status_code == 302
    assert "Lines for two" in text(france, one(row))
    seen = text(malta, one(row))
    assert "Migration partnerships" in seen
    assert "Lines for two" not in seen
    assert str(hidden.pk) not in seen


FORM = {
    "title": "Migration partnerships",
    "questions": "1. How can objectives be framed?\n\n– How are partnerships\nembedded?\n\n",
    "background": "Building on 15 February.",
    "by_chair": "on",
    "idempotency_key": "one",
}


@pytest.mark.row("A6")
def test_questions_are_written_as_in_a_note_and_numbered_by_themselves(presidency):
    for _step in range(2):
        answer = presidency.client.post("/consultations/new/questions/", FORM)
        assert answer.status_code == 302
    with acting(voice("ireland")) as chair:
        row = Consultation.objects.visible_to(chair).get()
    assert row.by_chair
    page = presidency.client.get(one(row)).context["questions"]
    assert [(line["number"], line["text"]) for line in page] == [
        (1, "How can objectives be framed?"),
        (2, "How are partnerships embedded?"),
    ]
    other = presidency.client.post("/consultations/new/questions/", FORM | {"title": "Other"})
    assert other.status_code == 400
    assert "already saved with other words" in other.content.decode()


def test_a_form_half_filled_in_is_kept_for_its_writer(presidency, malta):
    presidency.client.post("/drafts/consultation-questions/", {"title": "Half", "questions": "How?"})
    assert "Half" in text(presidency, "/consultations/new/questions/")
    assert "Half" not in text(malta, "/consultations/new/questions/")
    presidency.client.post("/consultations/new/questions/forget/")
    assert "Half" not in text(presidency, "/consultations/new/questions/")
    assert malta.client.get("/consultations/new/leap/").status_code == 404


@pytest.mark.row("B8")
def test_a_stale_draft_shows_both_texts_and_loses_none(presidency):
    row = ConsultationFactory(title="First")
    sent = FORM | {"version": row.version, "title": "Theirs"}
    assert presidency.client.post(one(row, "edit/"), sent).status_code == 302
    stale = presidency.client.post(one(row, "edit/"), sent | {"title": "Mine", "questions": "Only this?"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert all(words in page for words in ("Mine", "Theirs", "Only this?", "How are partnerships embedded?"))
    merged = sent | {
        "title": "Mine",
        "questions": "Only this?",
        "keep_questions": "theirs",
        "version": row.version + 1,
    }
    assert presidency.client.post(one(row, "edit/"), merged).status_code == 302
    assert again(row).title == "Mine"
    assert len(presidency.client.get(one(row)).context["questions"]) == 2


@pytest.mark.row("B8")
def test_a_stale_draft_names_no_hidden_document_and_keeps_it_whichever_text_is_chosen(italy):
    hidden, shown = (DocumentFactory(originator="france", subject=words) for words in ("Zebedee", "Shown"))
    row = ConsultationFactory(convenor="italy", by_chair=False)
    papers = (hidden.pk, shown.pk)
    words = services.Words({"title": "Theirs"}, ("Why?",), papers)
    with acting(voice("italy")) as actor:
        services.change(actor=actor, consultation=row, version=None, words=words)
    kept_among(hidden, "france")
    stale = italy.client.post(one(row, "edit/"), FORM | {"version": row.version, "title": "Mine"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Shown" in page
    assert str(hidden.pk) not in page
    merged = FORM | {"title": "Mine", "keep_papers": "theirs", "version": row.version + 1}
    assert italy.client.post(one(row, "edit/"), merged).status_code == 302
    with acting(voice("italy")) as actor:
        kept = ConsultationPaper.objects.visible_to(actor).filter(consultation=row)
        assert set(kept.values_list("document", flat=True)) == set(papers)


@pytest.mark.row("A6")
def test_opening_says_who_reads_the_answers_and_keeps_what_was_chosen(presidency, malta):
    row = ConsultationFactory()
    sent = {"audience": "named", "deadline": "2026-12-24T12:00", "readership": "convenor"}
    refused = presidency.client.post(one(row, "open/"), sent)
    assert refused.status_code == 400
    assert "Name at least one delegation" in refused.content.decode()
    assert presidency.client.post(one(row, "open/"), sent | {"audience": "members"}).status_code == 302
    assert again(row).deadline == datetime.datetime(2026, 12, 24, 11, 0, tzinfo=datetime.UTC)
    assert "replies until 24 December 2026, 12.00 Brussels" in text(malta, one(row))


# --- Replies ------------------------------------------------------------------------------


def test_a_document_names_the_consultations_that_are_read_with_it(malta, france, presidency):
    paper = DocumentFactory(originator="ireland", shared_with="members")
    row, hidden = opened(title="For all"), opened(title="For France", shared_with=["france"])
    for asked in (row, hidden):
        assert presidency.client.post(one(asked, "papers/"), {"papers": [str(paper.pk)]}).status_code == 302
    page = text(malta, f"/documents/{paper.pk}/")
    assert "For all" in page
    assert "For France" not in page
    assert "For France" in text(france, f"/documents/{paper.pk}/")


def test_the_page_of_a_country_names_the_consultations_on_it(malta, france):
    place = countries().by_code["TN"].pk
    opened(title="On Tunisia", country_id=place)
    opened(title="Two talk", country_id=place, shared_with=["france"])
    ConsultationFactory(title="A draft", country_id=place)
    page = text(malta, "/countries/TN/")
    assert "On Tunisia" in page
    assert "Two talk" not in page
    assert "A draft" not in page
    assert "Two talk" in text(france, "/countries/TN/")
    assert "On Tunisia" not in text(malta, "/countries/NE/")


def test_the_convenor_reminds_with_one_click_and_is_told_how_many(presidency, malta):
    row = opened(shared_with=["malta", "france"])
    reply(row, "france")
    assert "Remind 1 delegation" in text(presidency, one(row))
    assert "Remind" not in text(malta, one(row))
    answer = presidency.client.post(one(row, "remind/"), follow=True)
    assert "1 delegation is reminded" in answer.content.decode()
    assert presidency.client.post(one(row, "remind/")).status_code == 403
    assert malta.client.post(one(row, "remind/")).status_code == 403


def test_a_form_sends_back_a_version_of_four_digits_as_it_is(presidency):
    row = opened()
    with acting(convenor_of(row)) as actor:
        Consultation.objects.visible_to(actor).filter(pk=row.pk).update(version=1234)
    address = reverse("consultation-extend", args=[row.pk])
    assert 'name="version" value="1234"' in presidency.client.get(address).content.decode()
