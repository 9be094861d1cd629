"""A follow-up as it is written beside its item, and what becomes of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.register.forms.fields import day, line, text
from coordination.world.queries import countries

from ..choices import presenter_choices
from ..models import FollowUp
from ..signs import by_sign
from ..targets import Group, read_key

PLAIN = ("title", "words", "due_on")


class FollowUpForm(forms.Form):
    """`groups` are the records that it can serve; with `moves` a new date says why."""

    title = line(
        gettext_lazy("What is asked"),
        300,
        required=True,
        help_text=gettext_lazy("A verb first: send, confirm, circulate"),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Owner"),
        required=False,
        help_text=gettext_lazy("One, who answers for it; or all who are in the room"),
    )
    due_on = day(gettext_lazy("Due"))
    reason = line(
        gettext_lazy("Reason for the new date"), 500, help_text=gettext_lazy("Only where the date moves")
    )
    words = text(gettext_lazy("Details"), 2000, rows=3)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    target = forms.ChoiceField(
        label=gettext_lazy("Serves"),
        required=False,
        help_text=gettext_lazy("The plan action or measure that it helps along"),
    )

    def __init__(self, *args: Any, groups: Iterable[Group] = (), moves: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = ("", pgettext_lazy("owner of a follow-up", "All"))
        self.fields["owner"].choices = [everybody, *presenter_choices()]  # type: ignore[attr-defined]
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]
        served = [("", pgettext_lazy("target of a follow-up", "Nothing on record")), *groups]
        self.fields["target"].choices = served  # type: ignore[attr-defined]
        if not moves:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        """The follow-up by column name; the form must be valid."""
        given = self.cleaned_data
        noun, pk = read_key(given["target"])
        return {name: given[name] for name in PLAIN} | {
            "owner_id": organisations().by_code[given["owner"]].pk if given["owner"] else None,
            "country_id": countries().by_code[given["country"]].pk if given["country"] else None,
            "target_noun": noun,
            "target_id": pk,
        }


class QuickFollowUpForm(forms.Form):
    """The same in one row beside the item: an owner by its code."""

    title = line(gettext_lazy("What is asked"), 300, required=True)
    owner_code = line(gettext_lazy("Owner"), 80)
    due_on = day(gettext_lazy("Due"))

    def clean_owner_code(self) -> int | None:
        code = self.cleaned_data["owner_code"]
        if not code.strip():
            return None
        found = by_sign(code)
        if found is None:
            words = _("No organisation is called %(code)s. Type a code such as DE, COM or EEAS.")
            raise forms.ValidationError(words % {"code": code[:40]})
        return found

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"title": given["title"], "owner_id": given["owner_code"], "due_on": given["due_on"]}


def follow_up_values(row: FollowUp, groups: Iterable[Group]) -> dict[str, Any]:
    """A stored follow-up as the values of its form; a target that is hidden by now shows as none."""
    target = f"{row.target_noun}:{row.target_id}" if row.target_id else ""
    offered = {key for _label, rows in groups for key, _words in rows}
    place = countries().by_id.get(row.country_id or 0)
    return {name: getattr(row, name) for name in PLAIN} | {
        "owner": organisations().by_id[row.owner_id].code if row.owner_id else "",
        "country": place.code if place else "",
        "target": target if target in offered else "",
    }


class StandingForm(forms.Form):
    words = line(gettext_lazy("How it stands"), 500, required=True, help_text=gettext_lazy("In a sentence"))


class ClosingForm(forms.Form):
    """Closing or, with `drops`, giving up; `heard` are meetings that could have heard of it, by id."""

    evidence = text(
        gettext_lazy("Evidence"), 1000, rows=2, help_text=gettext_lazy("What shows that it was done")
    )
    address = forms.URLField(
        label=gettext_lazy("Where it can be read"), max_length=500, required=False, assume_scheme="https"
    )
    reason = line(gettext_lazy("Why it is dropped"), 500, required=True)
    closed_in = forms.ChoiceField(
        label=gettext_lazy("Heard of in"),
        required=False,
        help_text=gettext_lazy("It then shows at both meetings"),
    )

    def __init__(self, *args: Any, heard: dict[UUID, str], drops: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("evidence", "address") if drops else ("reason",):
            del self.fields[name]
        listed = [(str(pk), words) for pk, words in heard.items()]
        choices = [("", pgettext_lazy("meeting", "No meeting")), *listed]
        self.fields["closed_in"].choices = choices  # type: ignore[attr-defined]
