"""Forms of the notes after the meeting: sent for comments, commented, resolved, agreed, opened again."""

import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.register.forms import fields
from coordination.register.forms.fields import line, moment

from ..room_kinds import RemarkKind

# Delegations usually have ten days; until the evening of the last.
USUAL = datetime.timedelta(days=10)


def usual_time() -> datetime.datetime:
    """Until when comments are usually open."""
    return (timezone.localtime() + USUAL).replace(hour=18, minute=0, second=0, microsecond=0)


class IssueForm(forms.Form):
    comments_until = moment(
        gettext_lazy("Comments until"), required=True, help_text=gettext_lazy("Brussels time")
    )


class RemarkForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=RemarkKind.choices, initial=RemarkKind.COMMENT.value
    )
    text = fields.text(gettext_lazy("Comment"), 4000)
    proposal = fields.text(
        gettext_lazy("Proposed wording"), 4000, rows=2, help_text=gettext_lazy("A correction needs it")
    )


class ResolutionForm(forms.Form):
    words = line(
        gettext_lazy("How it was resolved"), 500, help_text=gettext_lazy("Taken in, or why it was not")
    )


class AgreeForm(forms.Form):
    """`later` are the meetings that could have approved the notes, by id."""

    agreed_in = forms.ChoiceField(label=gettext_lazy("Approved in"), required=False)

    def __init__(self, *args: Any, later: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(pk), words) for pk, words in later.items()]
        self.fields["agreed_in"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("meeting", "In writing, without a meeting")),
            *listed,
        ]


class ReasonForm(forms.Form):
    reason = line(gettext_lazy("Reason"), 500, required=True, help_text=gettext_lazy("Kept in the history"))


class ReopenForm(ReasonForm):
    comments_until = moment(
        gettext_lazy("Comments until"), required=True, help_text=gettext_lazy("Brussels time")
    )
