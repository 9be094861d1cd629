"""Pages and files of consultations: what they show to whom, what they keep, what they refuse and how they say so."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.consultations.kinds import Readership, Stand, State
from coordination.consultations.models import Consultation, Reply, ReplyDraft
from coordination.people.queries import organisations
from tests.factories.consultations import (
    ConsultationFactory,
    acting,
    again,
    cleared,
    draft_reply,
    in_days,
    input_of,
    more_time,
    opened,
    position,
    reply,
    silence,
    synthesis,
    voice,
)
from tests.factories.documents import DocumentFactory

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


@pytest.mark.row("A6")
def test_a_delegation_writes_clears_and_submits(france, presidency):
    row = opened()
    sent = {"text": "Three-year horizons.", "version": 0}
    assert france.client.post(one(row, "reply/1/"), sent).status_code == 302
    desk = text(france, one(row, "reply/"))
    assert "Draft, not cleared" in desk
    assert "Not begun" in desk
    assert "Three-year horizons." not in text(presidency, one(row))
    version = again(own_draft(row, "france")).version
    assert france.client.post(one(row, "reply/1/clear/"), {"version": version}).status_code == 302
    assert "Cleared, not submitted" in text(france, one(row, "reply/"))
    france.client.post(one(row, "reply/submit/"))
    assert "Three-year horizons." in text(presidency, one(row))
    assert "Submitted" in text(france, one(row, "reply/"))


def own_draft(row, code, number=1):
    with acting(voice(code)) as actor:
        return ReplyDraft.objects.visible_to(actor).get(
            consultation=row, question__number=number, originator=organisations().by_code[code]
        )


@pytest.mark.row("B8")
def test_two_people_at_one_reply_both_texts_are_shown_and_none_is_lost(france):
    row = opened()
    assert france.client.post(one(row, "reply/1/"), {"text": "Theirs", "version": 0}).status_code == 302
    stale = france.client.post(one(row, "reply/1/"), {"text": "Mine", "version": 0})
    assert stale.status_code == 409
    assert all(words in stale.content.decode() for words in ("Mine", "Theirs", "Saved by France"))
    merged = {"text": "Mine", "keep_text": "theirs", "version": own_draft(row, "france").version}
    assert france.client.post(one(row, "reply/1/"), merged).status_code == 302
    assert own_draft(row, "france").text == "Theirs"


@pytest.mark.row("A6")
def test_past_the_deadline_the_page_says_so_and_what_is_typed_is_kept(france, presidency, time_machine):
    row = opened()
    cleared(row, "france", text="Nearly.")
    time_machine.move_to(row.deadline + datetime.timedelta(minutes=1))
    answer = france.client.post(one(row, "reply/submit/"), follow=True)
    page = answer.content.decode()
    assert "Replies were taken until" in page
    assert "Nearly." in page
    assert (
        france.client.post(one(row, "reply/1/"), {"text": "Still written.", "version": 2}).status_code == 302
    )
    assert own_draft(row, "france").text == "Still written."
    assert "Nearly." not in text(presidency, one(row))


def test_what_is_being_typed_is_kept_for_the_writer_alone(france, presidency):
    row = opened()
    france.client.post(f"/drafts/reply-{row.pk}-1/", {"text": "Half a sentence"})
    assert "Half a sentence" in text(france, one(row, "reply/1/"))
    with acting(voice("france")) as actor:
        assert not Reply.objects.visible_to(actor).exists()
        assert not ReplyDraft.objects.visible_to(actor).exists()


@pytest.mark.row("A56")
def test_ministries_are_asked_write_and_stand_side_by_side(italy, italy_labour, italy_interior, france):
    row = opened(title="Partnerships")
    labour = organisations().by_code["italy-labour"].pk
    sent = {"ministries": [labour], "questions": [1], "words": "Places?", "due_at": ""}
    assert italy.client.post(one(row, "ministries/"), sent).status_code == 302
    asked = italy_labour.client.get("/consultations/").context["inputs"]
    assert [(entry["second"], entry["delegation"]) for entry in asked] == [("Partnerships", "Italy")]
    assert text(italy_labour, one(row), 404)
    page = text(italy_labour, asked[0]["url"])
    assert "Italy asks: Places?" in page
    kept = italy_labour.client.post(asked[0]["url"], {"text": "Half", "save": "again", "version": 1})
    assert kept.status_code == 302
    given = italy_labour.client.post(asked[0]["url"], {"text": "Two thousand places.", "version": 2})
    assert given.status_code == 302
    input_of(row, "italy-interior", text="Five hundred places.")
    form = text(italy, one(row, "reply/1/"))
    assert all(words in form for words in ("Two thousand places.", "Five hundred places.", "Make one text"))
    assert france.client.get(asked[0]["url"]).status_code == 404
    unsettled = italy.client.post(
        one(row, "reply/1/"), {"text": "A thousand.", "version": 0, "save": "again"}
    )
    assert unsettled.status_code == 400
    assert "Say in a sentence how their texts became one" in unsettled.content.decode()
    assert own_draft(row, "italy").text == "A thousand."
    settled = {"text": "A thousand.", "settlement": "The middle.", "version": 1, "save": "again"}
    assert italy.client.post(one(row, "reply/1/"), settled).status_code == 302
    assert own_draft(row, "italy").cleared_at


@pytest.mark.row("A6")
def test_more_time_is_asked_granted_for_all_or_declined_in_words(italy, france, presidency):
    row = opened()
    until = timezone.localtime(in_days(12)).strftime("%Y-%m-%dT%H:%M")
    sent = {"until": until, "reason": "The capital is away."}
    assert italy.client.post(one(row, "more-time/"), sent).status_code == 302
    context = presidency.client.get(one(row)).context["requests"]
    assert [(entry["name"], entry["reason"]) for entry in context] == [("Italy", "The capital is away.")]
    assert france.client.get(one(row)).context["requests"] == []
    assert text(presidency, context[0]["grant_url"])
    declined = presidency.client.post(context[0]["decline_url"], {"words": "The meeting is on 2 May."})
    assert declined.status_code == 302
    assert "The meeting is on 2 May." in text(italy, one(row))
    moved = {"deadline": until, "reason": "Italy asked.", "version": row.version}
    assert presidency.client.post(one(row, "extend/"), moved).status_code == 302
    again_late = presidency.client.post(one(row, "extend/"), moved)
    assert again_late.status_code == 400
    assert "Italy asked." in text(france, one(row))


# --- Synthesis and compilation -----------------------------------------------------------


@pytest.mark.row("A6")
def test_the_synthesis_is_the_chairs_until_it_is_published(presidency, malta):
    row = opened()
    given = reply(row, "france", text="Joint programming.")
    quoted = text(presidency, one(row, f"synthesis/1/?quote={given.pk}"))
    assert "FR: “Joint programming.”" in quoted
    sent = {"text": "Delegations agree.", "version": 0}
    assert presidency.client.post(one(row, "synthesis/1/"), sent).status_code == 302
    assert "Delegations agree." not in text(malta, one(row))
    assert "Delegations agree." not in text(malta, one(row, "compilation/"))
    stale = presidency.client.post(one(row, "synthesis/1/"), {"text": "Other.", "version": 0})
    assert stale.status_code == 409
    assert presidency.client.post(one(row, "synthesis/1/publish/"), {"version": 1}).status_code == 302
    assert "Delegations agree." in text(malta, one(row))


@pytest.mark.row("A6")
def test_the_compilation_holds_exactly_what_the_reader_reads(presidency, malta):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france", 1, "Of France.")
    reply(row, "malta", 2, "Of Malta.")
    draft_reply(row, "italy", 1, "Draft of Italy.")
    synthesis(row, 1, "Draft synthesis.")
    for by in ("question", "delegation"):
        mine, chairs = (text(who, one(row, f"compilation/?by={by}")) for who in (malta, presidency))
        assert ("Of Malta." in mine, "Of France." in mine) == (True, False)
        assert ("Of Malta." in chairs, "Of France." in chairs) == (True, True)
        assert "Draft of Italy." not in chairs
    lines = presidency.client.get(one(row, "compilation/csv/")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "france,France,Of France." in lines[1]
    assert "Draft synthesis." in lines[1]
    assert "LIMITE" in lines[1]
    others = malta.client.get(one(row, "compilation/csv/")).content.decode()
    assert "Of France." not in others
    assert "Draft synthesis." not in others
    assert presidency.client.get(one(row, "compilation/xlsx/")).content.startswith(b"PK")
    assert presidency.client.get(one(row, "compilation/odt/")).status_code == 404


def test_the_files_of_the_list_hold_the_selection_with_codes_and_labels(malta):
    opened(title="Shown", reference="8255/23")
    silence(title="Quiet")
    opened(title="Hidden", shared_with=["france"])
    lines = (
        b"".join(malta.client.get("/consultations/file/csv/?kind=questions")).decode("utf-8-sig").splitlines()
    )
    assert len(lines) == 2
    assert all(
        words in lines[1] for words in ("Shown", "8255/23", "running,Open", "ireland,Irish Presidency")
    )
    assert malta.client.get("/consultations/file/xlsx/").content.startswith(b"PK")


# --- Silence -----------------------------------------------------------------------------


@pytest.mark.row("C12")
def test_positions_as_the_chair_sees_them_and_as_delegations_do(presidency, malta, france):
    row = silence(readership=Readership.CONVENOR)
    position(row, "france", Stand.OBJECT, "Line 2 prejudges the Pact.")
    position(row, "malta", Stand.AGREE)

    def seen(who):
        [part] = who.client.get(one(row)).context["procedures"]
        return {group["label"]: {party["code"] for party in group["parties"]} for group in part["groups"]}

    whole = seen(presidency)
    assert whole["Object, with reason"] == {"FR"}
    assert whole["Agree"] == {"MT"}
    assert len(whole["No position yet"]) == 24
    assert seen(malta) == {"Agree": {"MT"}}
    assert "prejudges" not in text(malta, one(row))
    assert "You see your own position" in text(malta, one(row))


@pytest.mark.row("C12")
def test_the_outcome_note_is_right_the_second_after_the_deadline_and_says_who_once_all_read_all(
    malta, presidency, time_machine
):
    row = silence(readership=Readership.CONVENOR)
    position(row, "france", Stand.OBJECT, "Line 2 prejudges the Pact.")
    time_machine.move_to(row.deadline + datetime.timedelta(seconds=1))
    early = text(malta, one(row))
    assert "Silence was broken by" in early
    assert "France" not in early
    from coordination.consultations import services

    services.keep_time()
    noted = text(malta, one(row))
    assert "Object: France." in noted
    assert "25 delegations were silent, which is agreement." in noted


@pytest.mark.row("C12")
def test_two_people_stating_a_position_see_both_and_a_late_one_keeps_its_words(italy, time_machine):
    row = silence(deadline=in_days(0.01))  # the session outlives it
    sent = {"stand": "agree", "words": "", "version": 0}
    assert italy.client.post(one(row, "position/"), sent).status_code == 302
    stale = italy.client.post(one(row, "position/"), {"stand": "object", "words": "Mine.", "version": 0})
    assert stale.status_code == 409
    assert "Object, with reason" in stale.content.decode()
    time_machine.move_to(row.deadline + datetime.timedelta(seconds=1))
    late = italy.client.post(one(row, "position/"), {"stand": "object", "words": "Too late.", "version": 1})
    assert late.status_code == 403
    assert "Too late." in late.content.decode()
    assert "The silence procedure ended on" in late.content.decode()


def test_a_silence_procedure_that_goes_with_questions_is_shown_on_their_page(malta, presidency):
    row = opened(title="Questions")
    silence(title="Annex 1, five principles", part_of_id=row.pk)
    silence(title="Of two", part_of_id=row.pk, shared_with=["france"])
    page = text(malta, one(row))
    assert "Annex 1, five principles" in page
    assert "Of two" not in page


def test_the_history_says_what_each_reader_may_know(presidency, malta, france):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france", 1, "Of France.")
    draft_reply(row, "malta", 1, "Draft of Malta.")
    chairs, mine = text(presidency, one(row, "history/")), text(malta, one(row, "history/"))
    assert "Of France." in chairs
    assert "Draft of Malta." not in chairs
    assert "Of France." not in mine
    assert "Draft of Malta." in mine


# --- Statements --------------------------------------------------------------------------


def statements(persona, address):
    """How many statements a page takes once the small tables are known."""
    persona.client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert persona.client.get(address).status_code == 200
    return len([query for query in found if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_pages_take_as_many_statements_for_much_as_for_little(presidency, italy, italy_labour):
    def pages(row, quiet):
        return [
            statements(who, address)
            for who in (presidency, italy)
            for address in (
                "/consultations/",
                one(row),
                one(row, "compilation/"),
                one(row, "history/"),
                one(quiet),
            )
        ] + [
            statements(italy, one(row, "reply/")),
            statements(italy, one(row, "reply/1/")),
            statements(italy_labour, "/consultations/"),
        ]

    paper = DocumentFactory(originator="ireland", shared_with="members")
    row, quiet = filled(1, ["italy", "france"], paper), silence()
    position(quiet, "italy")
    few = pages(row, quiet)
    states = [
        body.code
        for body in organisations().by_id.values()
        if body.kind == "state" and body.code != "ireland"
    ]
    many_row, many_quiet = filled(10, states, paper), silence()
    for code in states:
        position(many_quiet, code, Stand.COMMENT, "So be it.")
    for number in range(20):
        opened(title=f"Another {number}")
    many = pages(many_row, many_quiet)
    assert few == many
    assert max(many) <= 12


def filled(questions, states, paper):
    """A consultation with replies of all to all its questions, syntheses, requests and a silence procedure."""
    row = opened(questions=tuple(f"Question {number}?" for number in range(questions)))
    from coordination.consultations import services
    from tests.factories.consultations import convenor_of

    with acting(convenor_of(row)) as chair:
        services.attach(actor=chair, consultation=row, papers=(paper.pk,))
    for code in states:
        with acting(voice(code)) as actor:
            for number in range(1, questions + 1):
                draft = services.write(
                    actor=actor, consultation=row, number=number, version=None, text=f"Of {code}."
                )
                services.clear(actor=actor, draft=draft, version=None)
            services.submit(actor=actor, consultation=row)
    for number in range(questions + 1):
        synthesis(row, number, published=number % 2 == 0)
    more_time(row, "italy")
    input_of(row, "italy-labour", text="Places.")
    position(silence(part_of_id=row.pk), "italy", Stand.RESERVATION)
    return row
