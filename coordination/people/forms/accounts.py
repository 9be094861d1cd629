"""Forms of accounts and of the directory."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor

from .. import limits, signs
from ..accounts import CURRENT, ENDED, ENDING_SOON, INVITED, AccountSelection, colleagues
from ..directory import PostSelection, organisation_ids, posts
from ..models import FunctionChoice, Membership, Organisation, OrganisationKind, PostKind, User, today
from ..policy import accounts
from ..queries import organisations
from ..reach import GRANTED_BY_COUNTRY, functions_of, host_country, partner_countries
from ..services import Candidate, check, latest_end

Choices = list[tuple[Any, Any]]

KINDS_IN_ORDER: list[tuple[str, str | Promise]] = [
    (OrganisationKind.INSTITUTION, _("Institutions")),
    (OrganisationKind.DEPARTMENT, _("Departments")),
    (OrganisationKind.STATE, _("Member states")),
    (OrganisationKind.MINISTRY, _("National ministries")),
    (OrganisationKind.AGENCY, _("Agencies")),
    (OrganisationKind.EU_DELEGATION, _("EU Delegations")),
    (OrganisationKind.MISSION, _("Missions and operations")),
    (OrganisationKind.OPERATOR, _("Workspace administration")),
]


class SignInForm(AuthenticationForm):
    """E-mail and password; one sentence for every failure."""

    error_messages = {
        "invalid_login": _("The e-mail and password do not go together, or the account is closed."),
        "inactive": _("The e-mail and password do not go together, or the account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Work e-mail")
        self.fields["username"].widget.input_type = "email"

    def clean(self) -> dict[str, Any]:
        """Who tried too often is answered as if the password were wrong, and as slowly."""
        address = str(self.cleaned_data.get("username", "")).lower()
        tried = limits.attempt(self.request, limits.SIGN_IN, address) if self.request else None
        if tried is None:
            User().set_password(str(self.cleaned_data.get("password", "")))
            signs.locked_out(address)
            raise self.get_invalid_login_error()
        cleaned: dict[str, Any] = super().clean()
        tried.rollback()
        return cleaned


class FirstPasswordForm(SetPasswordForm):
    """The password of somebody who was invited; the page says the rule once, for both fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""


class ForgottenForm(forms.Form):
    """Whom to mail a link to a new password, if there is such an account."""

    email = forms.EmailField(label=_("Work e-mail"), max_length=254)


def organisation_choices() -> Choices:
    """Organisations whose people can be admitted, grouped by kind, in protocol order."""
    groups: Choices = [("", "")]
    for kind, label in KINDS_IN_ORDER:
        rows = [row for row in organisations().by_id.values() if row.kind == kind and functions_of(row)]
        if rows:
            groups.append((label, [(row.code, row.name) for row in rows]))
    return groups


def country_choices() -> Choices:
    return list(partner_countries().items())


class AdmitForm(forms.Form):
    """A nomination. The rules are those of `services.check`, said at their fields.

    `own` narrows it to the organisations that the actor runs.
    """

    organisation = forms.ChoiceField(label=_("Organisation"), choices=organisation_choices)
    function = forms.ChoiceField(label=_("Function"), choices=[("", ""), *FunctionChoice.choices])
    title = forms.CharField(label=_("Post"), max_length=160, help_text=_("The post, not the name."))
    email = forms.EmailField(label=_("Work e-mail"))
    countries = forms.TypedMultipleChoiceField(
        label=_("Countries"),
        choices=country_choices,
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Only for EU Delegations (their host, if none is chosen), agencies and missions."),
    )
    ends_on = forms.DateField(
        label=_("Access ends"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day; at most one year, then the delegation can ask again."),
    )
    nomination = forms.CharField(
        label=_("Nomination"), max_length=200, help_text=_("Letter or note verbale, and its date.")
    )

    status = 400  # what a form that could not be taken is answered with

    def __init__(self, data: Any = None, *, actor: Actor, own: bool = False) -> None:
        super().__init__(data, initial={"ends_on": latest_end()})
        self.actor = actor
        if own:
            self._narrow(actor.runs)
        limits = {"min": today, "max": latest_end}
        self.fields["ends_on"].widget.attrs |= {name: day().isoformat() for name, day in limits.items()}

    def _narrow(self, runs: Iterable[int]) -> None:
        """Only what the actor runs, and only what its people can be."""
        bodies = [row for row in organisations().by_id.values() if row.pk in set(runs) and functions_of(row)]
        possible = {name for row in bodies for name in functions_of(row)}
        functions = [choice for choice in FunctionChoice.choices if choice[0] in possible]
        self.fields["organisation"].choices = [(row.code, row.name) for row in bodies]  # type: ignore[attr-defined]
        self.fields["function"].choices = [("", ""), *functions]  # type: ignore[attr-defined]
        if not any(row.kind in GRANTED_BY_COUNTRY for row in bodies):
            del self.fields["countries"]
        self.fields["nomination"].help_text = _(
            "The decision or letter within your organisation, and its date."
        )

    @property
    def chosen_organisation(self) -> Organisation | None:
        """What is chosen so far; for the words on what the person will read."""
        return organisations().by_code.get(str(self.data.get("organisation", "")))

    @property
    def chosen_countries(self) -> tuple[int, ...]:
        """The countries chosen so far, or the host of an EU Delegation."""
        known = partner_countries()
        given = self.data.getlist("countries") if hasattr(self.data, "getlist") else ()
        chosen = tuple(int(pk) for pk in given if pk.isdecimal() and len(pk) < 6 and int(pk) in known)
        host = host_country(self.chosen_organisation) if self.chosen_organisation else None
        return chosen or ((host,) if host else ())

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email == self.actor.email.lower():
            raise ValidationError(str(accounts.own_reason))
        return email

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            check(self.asked)
        return values

    @property
    def asked(self) -> Candidate:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Candidate(
            email=values["email"],
            organisation=organisations().by_code[values["organisation"]],
            function=values["function"],
            ends_on=values["ends_on"],
            reference=values["nomination"],
            post=values["title"],
            countries=tuple(values.get("countries", ())) or self.chosen_countries,
        )

    @staticmethod
    def new_key() -> str:
        """A key that makes sending the form twice the same as sending it once."""
        return uuid4().hex


class DeclineForm(forms.Form):
    """Why a nomination is declined."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever nominated reads it."),
    )


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A native date."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text=help_text
    )


class ExtendForm(forms.Form):
    """Another last day of an access."""

    ends_on = day_field(_("Access ends"), _("The last day; at most one year ahead."))


class SubstituteForm(forms.Form):
    """Who stands in for a post, from when, until when."""

    colleague = forms.TypedChoiceField(label=_("Colleague"), coerce=int)
    starts_on = day_field(_("From"), _("The first day."))
    ends_on = day_field(_("Until"), _("The last day; at midnight in Brussels it is over by itself."))

    def __init__(self, data: Any, *, post: Membership) -> None:
        start = today()
        last = start + datetime.timedelta(days=13)
        super().__init__(data, initial={"starts_on": start, "ends_on": min(post.ends_on or last, last)})
        held: dict[int, str] = {}
        for row in colleagues(post):
            held.setdefault(row.user_id, f"{row.post}, {row.user.email}" if row.post else row.user.email)
        self.fields["colleague"].choices = [("", ""), *held.items()]  # type: ignore[attr-defined]
        self.fields["starts_on"].widget.attrs["min"] = start.isoformat()
        if post.ends_on:
            self.fields["ends_on"].widget.attrs["max"] = post.ends_on.isoformat()


class MembershipFilter(forms.Form):
    """The filter row of the administration."""

    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    function = forms.ChoiceField(
        label=_("Function"), required=False, choices=[("", _("All functions")), *FunctionChoice.choices]
    )
    access = forms.ChoiceField(
        label=_("Access"),
        required=False,
        choices=[
            ("", _("Current")),
            (ENDING_SOON, _("Ends within 30 days")),
            (INVITED, _("Invited, not in yet")),
            (ENDED, _("Ended")),
        ],
    )
    words = forms.CharField(
        label=_("E-mail or post"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    offset = forms.IntegerField(required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("All organisations")),
            *organisation_choices()[1:],
        ]

    @property
    def selection(self) -> AccountSelection:
        """What a valid form asks for."""
        values = self.cleaned_data
        organisation = organisations().by_code.get(values["organisation"])
        return AccountSelection(
            organisation_id=organisation.pk if organisation else None,
            function=values["function"],
            access=values["access"] or CURRENT,
            words=values["words"],
        )


class PostFilter(forms.Form):
    """The filter row of the directory; it offers only what the directory holds."""

    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *PostKind.choices]
    )
    words = forms.CharField(
        label=_("Words"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        listed = organisation_ids(posts())
        bodies = [(row.code, row.name) for row in organisations().by_id.values() if row.pk in listed]
        self.fields["organisation"].choices = [("", _("All organisations")), *bodies]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("All countries")), *_countries_with_posts()]  # type: ignore[attr-defined]

    @property
    def selection(self) -> PostSelection:
        """What a valid form asks for."""
        values = self.cleaned_data
        organisation = organisations().by_code.get(values["organisation"])
        country = next(
            (post.country for post in posts() if post.country and post.country.code == values["country"]),
            None,
        )
        return PostSelection(
            organisation_id=organisation.pk if organisation else None,
            country_id=country.pk if country and values["country"] else None,
            kind=values["kind"],
            words=values["words"],
        )


def _countries_with_posts() -> Choices:
    places = {post.country.code: post.country.name for post in posts() if post.country}
    return sorted(places.items(), key=lambda place: place[1])
