"""The head of a document, its marking and its readers; and the files that are filed with it."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.exchange.widgets import Select, SelectMultiple
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.register.forms.entry import reader_choices
from coordination.register.forms.fields import day, line, text
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries

from ..kinds import Kind, Language, Marking
from ..links import document_choices
from ..models import Document
from ..services import Header, Upload
from ..subjects import SubjectCode
from ..uploads import Checked
from .fields import CheckedFileField, KeywordsField, NumberField, SubjectsField

CHOOSE = ("", gettext_lazy("Choose"))
# How files are named in the public register and in the Council's own system: …_en.pdf, st08255.en23.docx.
NAMED_LANGUAGE = re.compile(r"(?:[_.-](?P<a>[a-z]{2})\.\w+|\.(?P<b>[a-z]{2})\d{2}\.\w+)$")
PLAIN = (
    "kind",
    "subject",
    "from_words",
    "to_words",
    "dated_on",
    "original_language",
    "external_author",
    "disclaimer",
    "keywords",
    "expires_on",
)


class DocumentForm(forms.Form):
    """Validates what somebody typed and hands it to the services as a `Header`."""

    number = NumberField(
        required=False,
        help_text=gettext_lazy("As the paper bears it, such as 8255/23; empty until there is one"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[CHOOSE, *Kind.choices], widget=Select)
    dated_on = day(gettext_lazy("Date"), required=True)
    subject = line(gettext_lazy("Subject"), 300, required=True)
    from_words = line(pgettext_lazy("document", "From"), 200, required=True)
    to_words = line(pgettext_lazy("document", "To"), 200, required=True)
    subjects = SubjectsField(
        label=gettext_lazy("Subject codes"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("With their counters, such as MIGR 132, RELEX 498"),
    )
    original_language = forms.ChoiceField(
        label=gettext_lazy("Original language"), choices=Language.choices, widget=Select
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"), required=False, widget=SelectMultiple(attrs={"size": 5})
    )
    external_author = line(
        gettext_lazy("External author"),
        200,
        help_text=gettext_lazy("Of a commissioned paper: an institute, a post"),
    )
    disclaimer = line(
        gettext_lazy("Disclaimer"),
        500,
        help_text=gettext_lazy("That the paper does not bind whoever files it"),
    )
    keywords = KeywordsField(
        label=gettext_lazy("Keywords"), required=False, help_text=gettext_lazy("Separated by commas")
    )
    expires_on = day(
        gettext_lazy("Expires on"), help_text=gettext_lazy("From then on it is shown as expired")
    )
    earlier = forms.ChoiceField(
        label=gettext_lazy("Earlier issue"),
        required=False,
        widget=Select,
        help_text=gettext_lazy("The paper that this one revises, adds to or corrects"),
    )

    def __init__(self, *args: Any, actor: Actor, keep: Iterable[UUID | None] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = country_choices()  # type: ignore[attr-defined]
        none = ("", pgettext_lazy("document", "None"))
        self.fields["earlier"].choices = [none, *document_choices(actor, keep)]  # type: ignore[attr-defined]

    def header(self) -> Header:
        """The head as the services take it; the form must be valid."""
        given = self.cleaned_data
        known = countries().by_code
        return Header(
            fields={name: given[name] for name in PLAIN},
            subjects=given["subjects"],
            country_ids=[known[code].pk for code in given["countries"]],
            identity=given["number"],
            earlier=UUID(given["earlier"]) if given["earlier"] else None,
        )


class FilingForm(DocumentForm):
    """A new document: beside its head its marking, which nothing chooses for you, and its readers."""

    marking = forms.ChoiceField(
        label=gettext_lazy("Marking"), choices=Marking.choices, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=Choice.choices)
    delegations = forms.MultipleChoiceField(label=gettext_lazy("Named delegations"), required=False)
    country_team = forms.BooleanField(required=False)
    text = text(
        gettext_lazy("Text"),
        200_000,
        rows=8,
        help_text=gettext_lazy("Where there is no file; headings, lists and tables in Markdown"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["delegations"].choices = reader_choices(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("audience") == Choice.NAMED and not given.get("delegations"):
            self.add_error("delegations", _("Name at least one delegation, or choose another circle."))
        return given

    def sharing(self) -> Sharing:
        """The circle, of a form that is valid or not."""
        return sharing_from(getattr(self, "cleaned_data", {}))


def sharing_from(given: dict[str, Any]) -> Sharing:
    """The circle that the fields of a form name."""
    bodies = organisations().by_code
    choice = given.get("audience") or Choice.OWN
    named = given.get("delegations") or [] if choice == Choice.NAMED else []
    return Sharing(choice, tuple(bodies[code].pk for code in named), bool(given.get("country_team")))


def document_values(document: Document, readable_earlier: bool = True) -> dict[str, Any]:
    """A stored document as the values of its form."""
    codes = [SubjectCode(one["code"], one["counter"]) for one in document.subject_codes]
    return {name: getattr(document, name) for name in PLAIN} | {
        "number": document.identity,
        "subjects": codes,
        "countries": [countries().by_id[pk].code for pk in document.country_ids],
        "earlier": str(document.earlier_id) if document.earlier_id and readable_earlier else "",
    }


def new_values(actor: Actor) -> dict[str, Any]:
    """What can be filled in from who somebody is."""
    body = actor.organisation
    sender = _("Presidency") if actor.is_chair else body.full_name if body else ""
    return {
        "dated_on": today(),
        "from_words": sender,
        "to_words": _("Delegations"),
        "original_language": Language.EN,
        "audience": Choice.OWN,
    }


class FileForm(forms.Form):
    """One file in one language; the language follows from the name where it is named so."""

    file = CheckedFileField(label=gettext_lazy("File"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("From its name, else the original")), *Language.choices],
        required=False,
        widget=Select,
    )

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("file"))


class FileFormSetBase(forms.BaseFormSet):
    """Files of one version: one of each kind a language."""

    original = Language.EN

    def clean(self) -> None:
        if any(self.errors):
            return
        seen = set()
        for upload in files_of(self, self.original):
            key = (upload.language, upload.file.kind)
            if key in seen:
                words = _("Two files are in one language. File one of each kind a language.")
                raise forms.ValidationError(words)
            seen.add(key)


FileFormSet = forms.formset_factory(FileForm, formset=FileFormSetBase, extra=1, max_num=24, validate_max=True)


def files_of(formset: Any, original: str) -> list[Upload]:
    """The filled lines of a valid formset."""
    return [
        Upload(
            form.cleaned_data["language"] or named_language(form.cleaned_data["file"]) or original,
            form.cleaned_data["file"],
        )
        for form in formset
        if form.is_filled()
    ]


def named_language(file: Checked) -> str:
    """The language that a file's name says it is in; empty for none."""
    found = NAMED_LANGUAGE.search(file.name.lower())
    code = (found["a"] or found["b"]) if found else ""
    return code if code in Language.values else ""
