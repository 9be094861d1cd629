"""Pages on which a delegation, with its ministries, writes its answer; nothing that is typed is lost."""

import datetime

import pytest
from django.utils import timezone

from coordination.consultations.models import Reply, ReplyDraft
from coordination.people.queries import organisations
from tests.factories.consultations import (
    acting,
    again,
    cleared,
    in_days,
    input_of,
    opened,
    voice,
)

from .test_pages import one, text

pytestmark = pytest.mark.usefixtures("db")


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
    asked = italy_labour.client.get("/consultations/").context["above"]
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
