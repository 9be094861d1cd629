"""What would be released, paragraph by paragraph; and the deeds on an application for access."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy

from coordination.exchange.widgets import Select
from coordination.people.models import today
from coordination.register.forms.fields import day, line, text

from ..kinds import Decision, Ground, Language
from ..models import Release
from ..releases.passages import CUT, Passage, marked, read
from ..releases.sources import Source
from ..services import Answer, Proposal

NO_GROUND = ("", gettext_lazy("Choose"))


class ProposalForm(forms.Form):
    """Nothing is let through until its box is ticked; what is cut is written […]."""

    title = line(
        gettext_lazy("Title of the released text"),
        300,
        required=True,
        help_text=gettext_lazy("It stands on the file; it may say less than the subject"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices, widget=Select)
    reason = line(
        gettext_lazy("Why it is released"),
        500,
        required=True,
        help_text=gettext_lazy("Who asked, or on whose initiative; not published"),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground where nothing else is said"),
        choices=[NO_GROUND, *Ground.choices],
        required=False,
        widget=Select,
    )

    def __init__(
        self, *args: Any, source: Source, release: Release | None = None, all_in: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        known = {passage.place: passage for passage in read(release.passages)} if release else {}
        for place, paragraph in enumerate(source.paragraphs):
            passage = known.get(place)
            self.fields[f"keep_{place}"] = forms.BooleanField(
                required=False, initial=bool(passage.text) if passage else all_in
            )
            shown = passage.text.replace(CUT, "[…]") if passage and passage.text else paragraph
            self.fields[f"text_{place}"] = text("", 20_000, rows=_rows(paragraph))
            self.fields[f"text_{place}"].initial = shown
            self.fields[f"ground_{place}"] = forms.ChoiceField(
                choices=[("", gettext_lazy("as above")), *Ground.choices],
                required=False,
                widget=Select,
                initial=passage.ground if passage else "",
            )

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "language", "reason", "ground")]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The paragraphs, each with its source and its three fields."""
        return [
            {
                "number": place + 1,
                "source": paragraph,
                "keep": self[f"keep_{place}"],
                "text": self[f"text_{place}"],
                "ground": self[f"ground_{place}"],
            }
            for place, paragraph in enumerate(self.source.paragraphs)
        ]

    def proposal(self) -> Proposal:
        """The proposal as the services take it; the form must be valid."""
        given = self.cleaned_data
        return Proposal(given["title"], given["language"], list(self._passages()), given["reason"])

    def _passages(self) -> Iterable[Passage]:
        given = self.cleaned_data
        for place, paragraph in enumerate(self.source.paragraphs):
            kept = marked(given[f"text_{place}"]) if given[f"keep_{place}"] else ""
            ground = given[f"ground_{place}"] or given["ground"]
            yield Passage(place, kept, "" if kept == paragraph else ground)


def _rows(paragraph: str) -> int:
    return min(max(len(paragraph) // 90 + 1, 1), 8)


def proposal_values(source: Source, release: Release | None) -> dict[str, Any]:
    """What the form begins with."""
    if release is None:
        return {"title": source.title, "language": source.language}
    return {"title": release.title, "language": release.language, "reason": release.reason}


class DropForm(forms.Form):
    reason = line(gettext_lazy("Reason"), 300, required=True, help_text=gettext_lazy("Kept in the history"))


class RegisterForm(forms.Form):
    """An application is registered; its applicant is named in the correspondence, not here."""

    reference = line(
        gettext_lazy("Reference of the application"),
        60,
        required=True,
        help_text=gettext_lazy("As in the register of correspondence; no names here"),
    )
    registered_on = day(gettext_lazy("Registered on"), required=True)
    consult = forms.BooleanField(
        label=gettext_lazy("Consult the organisation that filed the document"),
        required=False,
        help_text=gettext_lazy("Unless it is clear that it shall or shall not be disclosed (Art. 4(4))"),
    )


class ExtendForm(forms.Form):
    reason = text(
        gettext_lazy("Reason for the extension"),
        300,
        rows=2,
        required=True,
        help_text=gettext_lazy("The applicant is told in detail"),
    )


class AdviceForm(forms.Form):
    advice = forms.ChoiceField(
        label=gettext_lazy("What you advise"), choices=Decision.choices, widget=forms.RadioSelect
    )
    words = text(
        gettext_lazy("Reasons"), 1000, help_text=gettext_lazy("Which part is withheld, and by which article")
    )


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("Grounds"),
        choices=Ground.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = text(gettext_lazy("Reasons"), 2000, help_text=gettext_lazy("As the applicant is told them"))
    release = forms.ChoiceField(
        label=gettext_lazy("Release"),
        required=False,
        widget=Select,
        help_text=gettext_lazy("The published text by which partial access is given"),
    )

    def __init__(self, *args: Any, releases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].choices = [("", "—"), *releases]  # type: ignore[attr-defined]

    def answer(self) -> Answer:
        given = self.cleaned_data
        release = UUID(given["release"]) if given["release"] else None
        return Answer(given["decision"], given["grounds"], given["words"], release)


class ConfirmForm(forms.Form):
    on = day(gettext_lazy("Confirmatory application on"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today()})
        super().__init__(*args, **kwargs)
