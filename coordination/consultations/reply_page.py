"""A delegation's desk for its reply: by question what it wrote, what its ministries say, what is submitted."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.people.queries import organisations

from .audiences import ministries_of
from .kinds import InputState, Standing
from .models import Consultation, MinistryInput, Reply, ReplyDraft
from .queries import reading
from .rows import left_words, paragraphs, readership_words


def desk(actor: Actor, row: Consultation) -> dict[str, Any]:
    """The context of `consultations/reply.html`."""
    drafts, replies = reading.own_drafts(actor, row), reading.own_replies(actor, row)
    inputs = reading.inputs(actor, row)
    rows = [
        question_row(row, question, drafts.get(number), replies.get(number), inputs.get(number, []))
        for question in row.question_list
        for number in (question["number"],)
    ]
    ready = sum(entry["ready"] for entry in rows)
    late = row.standing() == Standing.OVER
    return {
        "rows": rows,
        "ready": ready,
        "submit_label": ngettext("Submit %(n)s cleared reply", "Submit %(n)s cleared replies", ready)
        % {"n": ready},
        "submit_url": reverse("reply-submit", args=[row.pk]) if ready and not late else "",
        "late": _("The deadline passed on %(time)s. What you write is kept; ask for more time to submit it.")
        % {"time": moment_words(row.deadline)}
        if late
        else "",
        "until": moment_words(row.deadline),
        "left": left_words(row.deadline),
        "reads": readership_words(row) + ".",
        "more_time_url": reverse("extension-ask", args=[row.pk]),
        "ministries_url": reverse("input-ask", args=[row.pk]) if ministries_of(min(actor.speaks_for)) else "",
        "back_url": reverse("consultation", args=[row.pk]),
    }


def question_row(
    row: Consultation,
    question: dict[str, Any],
    draft: ReplyDraft | None,
    reply: Reply | None,
    inputs: list[MinistryInput],
) -> dict[str, Any]:
    """One question on the desk of the reply."""
    number = question["number"]
    label, sign = _state(draft, reply)
    given = [entry for entry in inputs if entry.state == InputState.GIVEN]
    ready = bool(draft and draft.cleared_at and (reply is None or reply.text != draft.text))
    changeable = row.standing() == Standing.RUNNING
    return {
        "number": number,
        "text": question["text"],
        "paragraphs": paragraphs(draft.text) if draft else [],
        "settlement": draft.settlement if draft else "",
        "state_label": label,
        "sign": sign,
        "submitted": moment_words(reply.submitted_at) if reply else "",
        "ready": ready,
        "inputs": [input_card(entry) for entry in inputs],
        "differ": len(given) > 1,
        "edit_url": reverse("reply-edit", args=[row.pk, number]),
        "clear_url": reverse("reply-clear", args=[row.pk, number])
        if draft and draft.text.strip() and not draft.cleared_at
        else "",
        "version": draft.version if draft else 0,
        "take_back_url": reverse("reply-take-back", args=[row.pk, number]) if reply and changeable else "",
    }


def _state(draft: ReplyDraft | None, reply: Reply | None) -> tuple[str, str]:
    """How far the reply to a question is, in words and as a colour."""
    if draft is None or not draft.text.strip():
        return _("Not begun"), "plain"
    if reply is not None and reply.text == draft.text:
        return _("Submitted"), "green"
    if draft.cleared_at:
        return (
            _("Cleared; the new text is not submitted") if reply else _("Cleared, not submitted")
        ), "shared"
    return (_("Submitted; changed since, not cleared") if reply else _("Draft, not cleared")), "amber"


def input_card(entry: MinistryInput) -> dict[str, Any]:
    """What a ministry wrote, beside what the others did."""
    given = entry.state == InputState.GIVEN
    return {
        "ministry": organisations().by_id[entry.ministry_id].name,
        "state_label": entry.get_state_display(),
        "given": moment_words(entry.given_at) if given else "",
        "due": moment_words(entry.due_at) if not given else "",
        "paragraphs": paragraphs(entry.text),
        "url": reverse("input", args=[entry.pk]),
    }
