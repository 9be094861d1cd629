"""Forms of notices: what is followed, and how somebody is told."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.world.queries import countries, themes

from .choices import Choices, country_choices
from .kinds import WAY_OF_RULE, Digest, Rule, Way
from .models import Preference
from .nouns import KINDS, NOUNS, Kind, Noun, noun_named

# What is followed has a way of its own, so "not at all" is no choice there.
USUAL = "usual"
WAYS_OF_FOLLOWING = [(way.value, way.label) for way in Way if way != Way.NOTHING]


def any_country_choices() -> Choices:
    return [("", _("Any country")), *country_choices()]


def theme_choices() -> Choices:
    """Domains, each with its parts beneath it."""
    known = themes()
    rows = [
        (row.code, row.name if row.parent_id is None else f"– {row.name}")
        for domain in known.by_id.values()
        if domain.parent_id is None
        for row in (domain, *(known.by_id[pk] for pk in known.parts.get(domain.pk, ())))
    ]
    return [("", _("Any theme")), *rows]


class TargetForm(forms.Form):
    """What is followed: a record, a search of a list, a country, a theme; what is set must all fit."""

    noun = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    record = forms.UUIDField(required=False, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, choices=any_country_choices)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False, choices=theme_choices)

    def clean_noun(self) -> Noun | None:
        name = self.cleaned_data["noun"]
        noun = noun_named(name) if name else None
        if name and noun is None:
            raise forms.ValidationError(_("There is no such kind of record."))
        return noun

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        noun: Noun | None = given.get("noun")
        if given.get("record") and noun is None:
            self.add_error("noun", _("Say what kind of record it is."))
        if given.get("query"):
            if noun is None or noun.search is None:
                self.add_error("query", _("There is no such list."))
            else:
                given["query"] = known_part(noun, given["query"])
        if not self.errors and not any(given.get(name) for name in ("record", "query", "country", "theme")):
            self.add_error(None, _("Choose a country or a theme."))
        return given

    @property
    def target(self) -> dict[str, Any]:
        """What is followed, as the services take it; the form must be valid."""
        given = self.cleaned_data
        return {
            "noun": given["noun"].table if given["noun"] else "",
            "record": given["record"],
            "query": given["query"],
            "country_id": countries().by_code[given["country"]].pk if given["country"] else None,
            "theme_id": themes().by_code[given["theme"]].pk if given["theme"] else None,
        }


class FollowForm(TargetForm):
    """The same with how one is told."""

    way = forms.ChoiceField(
        label=gettext_lazy("How you are told"), choices=WAYS_OF_FOLLOWING, initial=Way.DIGEST
    )


def known_part(noun: Noun, query: str) -> str:
    """A search with the list's own filters alone, in one order: the same search is followed once."""
    given, known = QueryDict(query), noun.search.parameters if noun.search else frozenset()
    pairs = [
        (name, value) for name in sorted(known & set(given)) for value in sorted(given.getlist(name)) if value
    ]
    return urlencode(pairs)


class PreferenceForm(forms.Form):
    """How somebody is told: the digest, the budget of the day, and each kind of notice."""

    stopped = forms.BooleanField(
        label=gettext_lazy("No mail at all"),
        required=False,
        help_text=gettext_lazy("Notices then stand in the product only"),
    )
    digest = forms.ChoiceField(
        label=gettext_lazy("Digest"),
        choices=Digest.choices,
        help_text=gettext_lazy("Leaves at 7.00 Brussels, if there is anything unread"),
    )
    budget = forms.IntegerField(
        label=gettext_lazy("Mails a day, at most"),
        min_value=1,
        max_value=Preference.MOST_MAILS,
        help_text=gettext_lazy("The last of them is the digest; what is beyond goes into it"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, wishes: Preference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _noun, kind in _kinds():
            field = forms.ChoiceField(
                label=str(kind.label),
                initial=wishes.ways.get(kind.code, USUAL),
                choices=[(USUAL, _usual(kind)), *Way.choices],
            )
            self.fields[f"way-{kind.code}"] = field

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of kinds, by what they are about."""
        groups: dict[str, list[forms.BoundField]] = {}
        for noun, kind in _kinds():
            groups.setdefault(str(noun.label), []).append(self[f"way-{kind.code}"])
        return [{"label": label, "fields": fields} for label, fields in groups.items()]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields that are not of a kind."""
        return [self[name] for name in ("digest", "budget", "language")]

    @property
    def ways(self) -> dict[str, str]:
        """The kinds that do not go as their rule says; the form must be valid."""
        given = self.cleaned_data
        return {code: way for code in KINDS if (way := given.get(f"way-{code}", USUAL)) != USUAL}


def _kinds() -> Iterator[tuple[Noun, Kind]]:
    for noun in NOUNS.values():
        for kind in noun.kinds:
            yield noun, kind


def _usual(kind: Kind) -> str:
    """What happens to a kind of notice where nothing else is chosen."""
    asks = any(WAY_OF_RULE.get(rule) == Way.AT_ONCE for rule in kind.rules if rule != Rule.MENTIONED)
    way = Way.AT_ONCE if asks else Way.DIGEST
    if Rule.MENTIONED in kind.rules:
        return _("As usual: digest, mentions at once")
    return _("As usual: %(way)s") % {"way": str(way.label).lower()}
