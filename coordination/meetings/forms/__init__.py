"""Forms of meetings: the meeting, its body, its items and papers, requests, answers, feeds."""

from .bodies import BodyForm, body_values
from .deeds import (
    AnswerForm,
    CancelForm,
    DeclineForm,
    FeedForm,
    InviteForm,
    NumberForm,
    RequestForm,
    TemplateForm,
)
from .items import ItemForm, PaperForm, PresenterFormSet, item_values, presenter_values
from .meetings import CloneForm, MeetingForm, meeting_values

__all__ = [
    "AnswerForm",
    "BodyForm",
    "CancelForm",
    "CloneForm",
    "DeclineForm",
    "FeedForm",
    "InviteForm",
    "ItemForm",
    "MeetingForm",
    "NumberForm",
    "PaperForm",
    "PresenterFormSet",
    "RequestForm",
    "TemplateForm",
    "body_values",
    "item_values",
    "meeting_values",
    "presenter_values",
]
