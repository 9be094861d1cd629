"""The API of consultations: the same rows, the same rules, the same words as the pages."""

import datetime
import json

import pytest

from coordination.consultations.kinds import Readership, Stand, State
from tests.factories.consultations import (
    ConsultationFactory,
    bring_to,
    draft_reply,
    in_days,
    input_of,
    opened,
    position,
    reply,
    silence,
)

pytestmark = pytest.mark.usefixtures("db")


def send(persona, method, address, data=None, **headers):
    body = json.dumps(data or {})
    return getattr(persona.api, method)(
        f"/api/v1/{address}", body, content_type="application/json", headers=headers
    )


def get(persona, address, status=200):
    answer = persona.api.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


ANY = {"If-Match": "*"}
DRAFT = {"kind": "questions", "title": "By API", "questions": ["How?", "Why?"], "by_chair": True}


@pytest.mark.row("A6")
def test_the_whole_way_through_the_api(presidency, france, malta):
    made = send(presidency, "post", "consultations/", DRAFT, **{"Idempotency-Key": "k"})
    assert made.status_code == 201
    assert send(presidency, "post", "consultations/", DRAFT, **{"Idempotency-Key": "k"}).status_code == 200
    pk, tag = made.json()["id"], made["ETag"]
    one = f"consultations/{pk}/"
    assert send(france, "patch", one, {"title": "x"}, **ANY).status_code == 404
    changed = send(presidency, "patch", one, {"title": "Changed"}, **{"If-Match": tag})
    assert [line["text"] for line in changed.json()["questions"]] == ["How?", "Why?"]
    stale = send(presidency, "patch", one, {"title": "Again"}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["current"]["title"]) == (412, "Changed")
    assert send(presidency, "patch", one, {"title": "Again"}).status_code == 428
    circle = {"choice": "members", "deadline": in_days(5).isoformat()}
    assert send(presidency, "post", f"{one}open/", circle, **ANY).json()["state"]["code"] == "running"

    said = {"number": 1, "version": 0, "text": "By plans.", "clear": True}
    own = send(france, "post", f"{one}reply/", said).json()["results"]
    assert (own[0]["text"], bool(own[0]["cleared_at"]), own[0]["submitted"]) == ("By plans.", True, "")
    assert get(presidency, one)["replies"] == []
    late = send(france, "post", f"{one}reply/", said | {"text": "Other."})
    assert (late.status_code, late.json()["current"]["text"]) == (412, "By plans.")
    assert send(france, "post", f"{one}submit/").json()["results"][0]["submitted"] == "By plans."
    replies = get(malta, one)["replies"]
    assert [(entry["party"]["code"], entry["number"], entry["text"]) for entry in replies] == [
        ("france", 1, "By plans.")
    ]
    text = {"number": 1, "version": 0, "text": "They agree.", "publish": True}
    assert send(france, "post", f"{one}synthesis/", text).status_code == 403
    assert send(presidency, "post", f"{one}synthesis/", text).status_code == 200
    assert [entry["text"] for entry in get(malta, one)["syntheses"]] == ["They agree."]
    assert send(france, "post", f"{one}take-back/", {"number": 1}).status_code == 200
    assert get(malta, one)["replies"] == []
    closed = send(presidency, "post", f"{one}close/", {"words": "Thank you."}, **ANY)
    assert closed.json()["state"]["code"] == "closed"
    assert send(france, "post", f"{one}submit/").status_code == 403
    assert get(malta, f"{one}history/")["results"]


@pytest.mark.row("A6")
def test_in_confidence_each_sees_its_own_and_the_answer_says_that_it_is_not_complete(
    presidency, malta, france
):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france")
    reply(row, "malta")
    draft_reply(row, "italy")
    one = f"consultations/{row.pk}/"
    assert {entry["party"]["code"] for entry in get(presidency, one)["replies"]} == {"france", "malta"}
    mine = get(malta, one)
    assert {entry["party"]["code"] for entry in mine["replies"]} == {"malta"}
    assert mine["complete"] is False
    # Who closes reads what was let in at once, in the same answer.
    closed = send(presidency, "post", f"{one}close/", {}, **ANY).json()
    assert len(closed["replies"]) == 2
    assert get(malta, one)["complete"] is True


def test_a_version_does_not_move_for_what_the_reader_does_not_read(malta, presidency):
    row = opened(readership=Readership.CONVENOR)
    before = malta.api.get(f"/api/v1/consultations/{row.pk}/")
    reply(row, "france")
    draft_reply(row, "italy")
    after = malta.api.get(f"/api/v1/consultations/{row.pk}/")
    assert before["ETag"] == after["ETag"]
    assert before.content == after.content


def test_saves_of_a_draft_are_counted_for_nobody_else(france, presidency):
    rows = [ConsultationFactory(title="Saved once"), ConsultationFactory(title="Saved often")]
    tags = []
    for number in range(5):
        again = send(presidency, "patch", f"consultations/{rows[1].pk}/", {"background": str(number)}, **ANY)
        tags.append(again["ETag"])
    for row in rows:
        bring_to(row, State.OPEN)
    shown = [get(france, f"consultations/{row.pk}/") for row in rows]
    assert shown[0]["version"] == shown[1]["version"]
    stale = send(presidency, "post", f"consultations/{rows[1].pk}/close/", **{"If-Match": ", ".join(tags)})
    assert stale.status_code == 412


def test_saves_of_a_synthesis_are_counted_from_its_publication(france, presidency):
    row = opened()
    for number, texts in ((1, ["Once."]), (2, ["Once.", "Twice.", "Thrice."])):
        for version, words in enumerate(texts):
            said = {"number": number, "version": version, "text": words}
            send(presidency, "post", f"consultations/{row.pk}/synthesis/", said)
    written = get(presidency, f"consultations/{row.pk}/")["syntheses"]
    assert [entry["version"] for entry in written] == [1, 3]
    for entry in written:
        said = {"number": entry["number"], "version": entry["version"], "text": "Done.", "publish": True}
        published = send(presidency, "post", f"consultations/{row.pk}/synthesis/", said)
        assert published.status_code == 200
    first, second = get(france, f"consultations/{row.pk}/")["syntheses"]
    assert first["version"] == second["version"]
    late = {"number": 2, "version": 3, "text": "Written over."}
    assert send(presidency, "post", f"consultations/{row.pk}/synthesis/", late).status_code == 412


def test_how_often_a_position_was_changed_is_for_its_own_delegation(italy, france, presidency):
    row = silence()
    for stand in (Stand.OBJECT, Stand.RESERVATION, Stand.AGREE):
        position(row, "italy", stand, "Not yet.")
    said = {
        name: get(persona, f"consultations/{row.pk}/")["positions"][0]["version"]
        for name, persona in (("italy", italy), ("france", france), ("presidency", presidency))
    }
    assert said == {"italy": 3, "france": None, "presidency": None}


@pytest.mark.row("C12")
def test_positions_and_the_outcome(malta, france, presidency, time_machine):
    row = silence(deadline=in_days(0.01))
    one = f"consultations/{row.pk}/"
    said = {"stand": "object", "words": "Too early.", "version": 0}
    shown = send(france, "post", f"{one}position/", said).json()
    assert [(entry["party"]["code"], entry["stand"]["code"]) for entry in shown["positions"]] == [
        ("france", "object")
    ]
    assert len(shown["silent"]) == 25
    assert shown["outcome"] is None
    assert send(france, "post", f"{one}position/", said | {"version": 7}).status_code == 412
    wrong = send(malta, "post", f"{one}position/", {"stand": "object", "version": 0})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["words"])
    time_machine.move_to(row.deadline + datetime.timedelta(seconds=1))
    ended = get(malta, one)
    assert ended["outcome"]["code"] == "broken"
    assert "Object: France." in ended["outcome"]["note"]
    assert ended["state"]["code"] == "closed"
    late = send(malta, "post", f"{one}position/", {"stand": "agree", "version": 0})
    assert late.status_code == 403
    assert "The silence procedure ended on" in late.json()["detail"]


@pytest.mark.row("C12")
def test_an_objection_is_lifted_and_the_text_noted_as_agreed(france, presidency):
    row = silence()
    position(row, "france", Stand.OBJECT, "No.")
    one = f"consultations/{row.pk}/"
    assert send(presidency, "post", f"{one}close/", {}, **ANY).json()["outcome"]["code"] == "broken"
    assert send(presidency, "post", f"{one}conclude/", **ANY).status_code == 403
    assert send(france, "post", f"{one}lift/").status_code == 200
    assert send(presidency, "post", f"{one}conclude/", **ANY).json()["outcome"]["code"] == "lifted"


@pytest.mark.row("A56")
def test_ministries_through_the_api(italy, italy_labour, france):
    row = opened(title="Partnerships")
    asked = {"ministries": ["italy-labour"], "numbers": [1], "words": "Places?"}
    made = send(italy, "post", f"consultations/{row.pk}/ministries/", asked).json()
    assert send(france, "post", f"consultations/{row.pk}/ministries/", asked).status_code == 400
    [listed] = get(italy_labour, "ministry-inputs/")["results"]
    assert (listed["id"], listed["title"], listed["number"]) == (made[0]["id"], "Partnerships", 1)
    one = f"ministry-inputs/{listed['id']}/"
    given = send(italy_labour, "post", f"{one}write/", {"text": "Two thousand."}, **ANY)
    assert given.json()["state"]["code"] == "given"
    assert get(italy, one)["text"] == "Two thousand."
    get(france, one, 404)
    assert send(italy, "post", f"{one}take-back/", **ANY).status_code == 403
    own = get(italy, f"consultations/{row.pk}/reply/")["results"]
    assert [entry["text"] for entry in own[0]["inputs"]] == ["Two thousand."]


def test_more_time_is_asked_and_declined(italy, presidency, malta):
    row = opened()
    one = f"consultations/{row.pk}/"
    asked = {"until": in_days(20).isoformat(), "reason": "The capital is away."}
    assert send(italy, "post", f"{one}more-time/", asked).json()["requests"][0]["state"]["code"] == "asked"
    assert get(malta, one)["requests"] == []
    declined = {"party": "italy", "words": "The meeting is on 2 May."}
    assert send(malta, "post", f"{one}decline/", declined).status_code == 403
    shown = send(presidency, "post", f"{one}decline/", declined).json()
    assert shown["requests"][0]["answer"] == "The meeting is on 2 May."
    moved = {"deadline": in_days(21).isoformat(), "reason": "After all."}
    assert send(presidency, "post", f"{one}extend/", moved, **ANY).status_code == 200


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"kind": "leap", "title": "x"}, "kind"),
        ({"kind": "questions", "title": "x", "text": "A text"}, "text"),
        ({"kind": "silence", "title": "x", "questions": ["How?"]}, "questions"),
        ({"kind": "questions", "title": "x", "questions": ["y" * 1001]}, "questions"),
        ({"kind": "questions", "title": "x", "country": "QQ"}, "country"),
        ({"kind": "questions", "title": "x", "misspelt": 1}, "misspelt"),
    ],
)
def test_what_cannot_be_taken_is_named_by_field(sent, field, presidency):
    answer = send(presidency, "post", "consultations/", sent)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_the_list_pages_by_key_and_refuses_a_hidden_cursor(malta):
    made = [opened(deadline=in_days(days)) for days in (3, 1, 2)]
    first = get(malta, "consultations/?limit=2")
    second = get(malta, f"consultations/?limit=2&cursor={first['next']}")
    seen = [line["id"] for line in first["results"] + second["results"]]
    assert seen == [str(made[place].pk) for place in (1, 2, 0)]
    hidden = ConsultationFactory()
    get(malta, f"consultations/?cursor={hidden.pk}", 400)
    get(malta, "consultations/?colour=red", 400)
    assert get(malta, "consultations/?state=draft")["results"] == []
    assert get(malta, f"consultations/?state={State.CLOSED}")["results"] == []


def test_a_ministry_that_is_not_asked_lists_nothing(italy_interior, italy):
    input_of(opened(), "italy-labour")
    assert get(italy_interior, "ministry-inputs/")["results"] == []
    assert get(italy, "ministry-inputs/")["results"] == []
