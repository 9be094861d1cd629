"""The words of a consultation, and how a stored one fills them. Questions stand one beneath the other,
with an empty line between, as they are written in a note.
"""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.documents.links import document_choices, links
from coordination.exchange.widgets import Select, SelectMultiple
from coordination.register.choices import country_choices
from coordination.register.forms import fields
from coordination.world.queries import countries

from ..kinds import Kind
from ..models import Consultation
from ..queries import reading
from ..services import MOST_QUESTIONS, Words

LONGEST_QUESTION = 1000
# "1. ", "2) ", "– " or "- " before a question: the number is ours.
MARK = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–•])\s+")


def questions_of(written: str) -> tuple[str, ...]:
    """The questions of a text: paragraphs, without the numbers and dashes that stand before them."""
    blocks = (MARK.sub("", " ".join(block.split())) for block in re.split(r"\n\s*\n", written))
    return tuple(block for block in blocks if block)


class QuestionsField(forms.CharField):
    """Questions as one writes them in a note, an empty line between two."""

    def clean(self, value: Any) -> tuple[str, ...]:
        found = questions_of((super().clean(value) or "").replace("\r\n", "\n"))
        if len(found) > MOST_QUESTIONS:
            raise ValidationError(_("At most %(most)s questions.") % {"most": MOST_QUESTIONS})
        long = [number for number, words in enumerate(found, start=1) if len(words) > LONGEST_QUESTION]
        if long:
            raise ValidationError(
                _("Question %(number)s is longer than %(most)s characters.")
                % {"number": long[0], "most": LONGEST_QUESTION}
            )
        return found


class ConsultationForm(forms.Form):
    """Validates what somebody typed and hands it to the services as `Words`."""

    title = fields.line(
        gettext_lazy("Title"),
        200,
        required=True,
        help_text=gettext_lazy("One line that a colleague in another capital understands"),
    )
    questions = QuestionsField(
        label=gettext_lazy("Questions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("An empty line between two questions; they are numbered by themselves"),
    )
    text = fields.text(
        gettext_lazy("Text"),
        20000,
        rows=12,
        help_text=gettext_lazy("On which silence is consent; delegations read it as it stands here"),
    )
    background = fields.text(gettext_lazy("Background"), 8000, rows=5)
    by_chair = forms.BooleanField(
        label=gettext_lazy("Ask as the Presidency"),
        required=False,
        help_text=gettext_lazy("Whoever chairs runs it: at a change of Presidency it passes on"),
    )
    reference = fields.line(
        gettext_lazy("Reference"), 120, help_text=gettext_lazy("The number of the note, such as 8255/23")
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Papers"),
        required=False,
        widget=SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("Each keeps its own circle of readers"),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, widget=Select)
    part_of = forms.ChoiceField(
        label=gettext_lazy("Goes with"),
        required=False,
        widget=Select,
        help_text=gettext_lazy("Its positions are then shown on that page too"),
    )

    def __init__(
        self, *args: Any, actor: Actor, kind: str, papers: tuple[UUID, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        del self.fields["text" if kind == Kind.QUESTIONS else "questions"]
        if kind == Kind.QUESTIONS:
            del self.fields["part_of"]
        else:
            wholes = [(str(pk), title) for pk, title in reading.wholes(actor).items()]
            self.fields["part_of"].choices = [("", pgettext_lazy("consultation", "None")), *wholes]  # type: ignore[attr-defined]
        if not actor.is_chair and not self.initial.get("by_chair"):
            del self.fields["by_chair"]
        self.fields["country"].choices = [("", pgettext_lazy("country", "None")), *country_choices()]  # type: ignore[attr-defined]
        self.fields["papers"].choices = document_choices(actor, keep=papers)  # type: ignore[attr-defined]

    def words(self) -> Words:
        """The consultation as the services take it; the form must be valid."""
        given = self.cleaned_data
        fields = {name: given[name] for name in ("title", "background", "reference")}
        place = countries().by_code.get(given["country"])
        fields |= {"country_id": place.pk if place else None, "by_chair": bool(given.get("by_chair"))}
        if self.kind == Kind.SILENCE:
            fields |= {
                "text": given["text"],
                "part_of_id": UUID(given["part_of"]) if given["part_of"] else None,
            }
        papers = tuple(UUID(pk) for pk in given["papers"])
        return Words(fields, given.get("questions") or (), papers)


def consultation_values(actor: Actor, row: Consultation) -> dict[str, Any]:
    """A stored consultation (`reading.with_all`) as the values of its form, as far as the actor reads them.

    What is hidden from it stays as it is, whichever text is chosen.
    """
    papers = links(actor, row.paper_ids)
    values: dict[str, Any] = {
        "title": row.title,
        "background": row.background,
        "by_chair": row.by_chair,
        "reference": row.reference,
        "papers": [str(pk) for pk in row.paper_ids if pk in papers],
        "country": countries().by_id[row.country_id].code if row.country_id else "",
    }
    if row.kind == Kind.SILENCE:
        whole = row.part_of_id if row.part_of_id and reading.is_readable(actor, row.part_of_id) else None
        return values | {"text": row.text, "part_of": str(whole or "")}
    return values | {"questions": "\n\n".join(question["text"] for question in row.question_list)}


class PapersForm(forms.Form):
    """Which documents are read with a consultation that is open."""

    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Papers"),
        required=False,
        widget=SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Each keeps its own circle of readers"),
    )

    def __init__(self, *args: Any, actor: Actor, papers: tuple[UUID, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["papers"].choices = document_choices(actor, keep=papers)  # type: ignore[attr-defined]

    def papers_chosen(self) -> tuple[UUID, ...]:
        return tuple(UUID(pk) for pk in self.cleaned_data["papers"])
