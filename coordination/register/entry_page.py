"""The page on which an activity is logged or edited: its forms, folds, choices and previews."""

import uuid
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.actors import circles_of
from coordination.people.audiences import AudienceWords, in_words, level_of, presidency_words
from coordination.people.models import Organisation
from coordination.people.queries import circles, organisations, party, presidency
from coordination.people.reach import see_as_options
from coordination.world.queries import countries, themes

from . import queries
from .forms.entry import ActivityForm, default_contact, reader_choices
from .forms.lines import AmountFormSet, PartnerFormSet
from .kinds import State
from .models import Activity, FormDraft
from .rows import actor_words, as_rows, exact_date
from .sharing import LEVELS, Choice, Sharing

FOLDS = {
    "partners": ["counterpart", "level"],
    "amounts": [],
    "texts": ["aim", "results", "lesson", "places", "staff"],
    "more": ["areas", "more_countries", "more_themes", "status_on"],
    "mandate": ["mandates", "source", "reference"],
}


class EntryPage:
    """The form with its lines, bound or not; `activity` is the stored entry when one is edited."""

    def __init__(
        self,
        actor: Actor,
        data: QueryDict | None = None,
        *,
        initial: dict[str, Any] | None = None,
        activity: Activity | None = None,
        draft: FormDraft | None = None,
        restored: QueryDict | None = None,
    ) -> None:
        self.actor, self.data, self.activity, self.draft = actor, data, activity, draft
        initial = dict(initial or {})
        lines = {name: initial.pop(name, []) for name in ("partners", "amounts")}
        # A kept draft fills the form without complaining about what is not finished.
        shown = restored if restored is not None else data
        self.form = ActivityForm(shown, initial=initial, actor=actor)
        self.partners = PartnerFormSet(shown, initial=lines["partners"], prefix="partners")
        self.amounts = AmountFormSet(shown, initial=lines["amounts"], prefix="amounts")
        if restored is not None:
            self._silence()

    def _silence(self) -> None:
        for form in (self.form, *self.partners.forms, *self.amounts.forms):
            form.full_clean()
            form.errors.clear()

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.partners.is_valid(), self.amounts.is_valid()])

    def value(self, name: str) -> Any:
        """What stands in a field now, typed or initial."""
        return self.form[name].value()

    @cached_property
    def owner(self) -> Organisation:
        """The organisation in whose name the entry stands."""
        if self.activity:
            return organisations().by_id[self.activity.originator_id]
        own = self.actor.speaks_for or self.actor.contributes_to
        return organisations().by_id[min(own)]

    @property
    def is_draft(self) -> bool:
        """Whether a stored draft is edited by the delegation that can clear it."""
        return self.activity is not None and self.activity.state == State.DRAFT and not self.is_ministry

    @property
    def is_ministry(self) -> bool:
        return not self.actor.speaks_for

    def sharing(self) -> Sharing:
        """The sharing as it stands in the form, whether or not the rest is valid."""
        known = organisations().by_code
        named = tuple(known[code].pk for code in self.value("delegations") or [] if code in known)
        keep: tuple[int, ...] = ()
        ministry = self.activity.drafted_by_id if self.activity else None
        if self.is_ministry and self.actor.organisation:
            ministry = self.actor.organisation.pk
        if ministry:
            keep = (circles().of_organisation[ministry],)
        if self.is_ministry:
            return Sharing(keep=keep)
        choice = self.value("audience")
        choice = choice if choice in Choice.values else Choice.OWN
        return Sharing(choice, named, bool(self.value("country_team")), keep)

    def country_ids(self) -> list[int]:
        known = countries().by_code
        codes = [self.value("country"), *(self.value("more_countries") or [])]
        return [known[code].pk for code in codes if code in known]

    def audience(self) -> AudienceWords:
        """Who could read the entry as the form stands."""
        return in_words(self.sharing().circles(self.owner.pk, self.country_ids()), self.owner.pk, self.actor)


def page_context(page: EntryPage) -> dict[str, Any]:
    """The context of `register/form.html`."""
    audience, edited = page.audience(), page.activity is not None
    return {
        "page": {
            "title": _("Edit activity") if edited else _("Log an activity"),
            "subtitle": page.activity.title
            if page.activity
            else _("Six fields are needed. The rest can wait."),
            "marking": _marking(audience),
        },
        "form": page.form,
        "formset_errors": bool(page.partners.total_error_count() or page.amounts.total_error_count())
        if page.data is not None
        else False,
        "groups": _folds(page),
        "audience_options": _audience_options(page),
        "delegations": _delegations(page),
        "country_team": _country_team(page),
        "card": _card(page),
        "reason": page.form["reason"] if edited and not page.is_ministry and not page.is_draft else None,
        "widen_words": _("Only %(owner)s can widen this later") % {"owner": page.owner.name},
        "see_as": {"options": _readers(page)},
        "preview": None,
        "similar": similar_context(page),
        "idempotency_key": page.data.get("idempotency_key") if page.data else str(uuid.uuid4()),
        "version": page.data.get("version")
        if page.data
        else (page.activity.version if page.activity else None),
        "submit_label": _("Save changes") if edited and not page.is_draft else _("Save activity"),
        "may_stay_draft": not edited or page.is_draft,
        "discard_url": reverse("activity", args=[page.activity.pk]) if page.activity else "",
        "draft": None
        if edited
        else {
            "url": reverse("draft-keep", args=["new"]),
            "kept_at": page.draft.kept_at if page.draft else None,
            "drop_url": reverse("draft-drop", args=["new"]) if page.draft else "",
        },
    }


def _marking(audience: AudienceWords) -> dict[str, Any]:
    return {
        "label": audience.marking,
        "narrow": audience.narrow,
        "note": _("Follows from who may read it, below"),
    }


def _folds(page: EntryPage) -> list[dict[str, Any]]:
    words = {
        "partners": (_("Partners and counterpart"), _("who funds, who implements, which authority")),
        "amounts": (_("Amounts"), _("currency, committed or paid, as of which date")),
        "texts": (_("Aim, results and lesson"), _("three short texts, and numbers where they matter")),
        "more": (_("Areas, further countries and themes"), _("where it is more than one")),
        "mandate": (_("Mandate, source and links"), _("conclusions, document, reference")),
    }
    formsets: dict[str, Any] = {"partners": page.partners, "amounts": page.amounts}
    add = {"partners": _("Add a partner"), "amounts": _("Add an amount")}
    folds = []
    for key, names in FOLDS.items():
        formset = formsets.get(key)
        fields = [page.form[name] for name in names]
        wrong = any(field.errors for field in fields) or bool(
            formset is not None and formset.is_bound and formset.total_error_count()
        )
        title, hint = words[key]
        folds.append(
            {
                "key": key,
                "title": title,
                "hint": hint,
                "open": wrong,
                "fields": [
                    {
                        "field": field,
                        "size": "full" if field.name in {"aim", "results", "lesson", "mandates"} else "",
                        "date": field.name == "status_on",
                    }
                    for field in fields
                ],
                "formset": formset,
                "add_label": add.get(key, ""),
            }
        )
    return folds


def _audience_options(page: EntryPage) -> list[dict[str, Any]]:
    owner, chair = page.owner.name, presidency()
    if page.is_ministry:
        help_text = _("Your ministry and your delegation, until the delegation clears it")
        label = _("Draft for %(owner)s") % {"owner": owner}
        return [{"value": Choice.OWN, "label": label, "help": help_text, "level": 2, "checked": True}]
    term = ""
    if chair.holder and chair.term:
        names = {
            "holder": chair.holder.name,
            "day": date_format(chair.term.ends_on, "j F Y"),
            "next": chair.next_holder.name if chair.next_holder else "",
        }
        if chair.next_holder:
            term = _("%(holder)s until %(day)s; %(next)s does not inherit it") % names
        else:
            term = _("%(holder)s until %(day)s") % names
    labels = {
        Choice.OWN: (_("%(owner)s only"), _("Your delegation and the ministries it has let in")),
        Choice.NAMED: (
            _("%(owner)s and named delegations"),
            _("You name them; they do not see one another’s names"),
        ),
        Choice.PRESIDENCY: (_("%(owner)s and this Presidency"), term),
        Choice.INSTITUTIONS: (
            _("Institutions and Presidency"),
            _("Commission, EEAS, General Secretariat, this Presidency"),
        ),
        Choice.MEMBERS: (
            _("All members of the working party"),
            _("27 delegations, Commission, EEAS, General Secretariat"),
        ),
    }
    chosen = page.value("audience")
    return [
        {
            "value": choice.value,
            "label": label % {"owner": owner} if "%(owner)s" in label else label,
            "help": help_text,
            "level": LEVELS[choice],
            "checked": chosen == choice,
            "named": choice == Choice.NAMED,
        }
        for choice, (label, help_text) in labels.items()
    ]


def _delegations(page: EntryPage) -> dict[str, Any]:
    chosen = set(page.value("delegations") or [])
    options = [
        {"value": code, "label": label, "checked": code in chosen}
        for code, label in reader_choices(page.actor)
    ]
    return {"name": "delegations", "options": options}


def _country_team(page: EntryPage) -> dict[str, Any] | None:
    if page.is_ministry:
        return None
    return {
        "name": "country_team",
        "label": _("And the country team"),
        "help": _("EU Delegation, liaison officers and agencies granted the country"),
        "checked": bool(page.value("country_team")),
    }


def _card(page: EntryPage) -> dict[str, Any] | None:
    if page.is_ministry:
        return None
    chosen = page.value("card_audience") or Choice.MEMBERS
    words = {
        Choice.MEMBERS: _("Card for all members of the working party"),
        Choice.INSTITUTIONS: _("Card for institutions and Presidency"),
        Choice.PRESIDENCY: _("Card for this Presidency"),
        Choice.NAMED: _("Card for the delegations named above"),
    }
    return {
        "checked": bool(page.value("announce")),
        "options": [
            {"value": value, "label": label, "selected": value == chosen} for value, label in words.items()
        ],
        "contact": page.form["contact"],
    }


def _readers(page: EntryPage, chosen: str = "") -> list[dict[str, Any]]:
    return see_as_options(page.owner.pk, chosen)


def preview_context(page: EntryPage, reader_code: str) -> dict[str, Any]:
    """What one reader would see if the form were saved now: the entry, its card, or nothing."""
    page.form.is_valid()
    context: dict[str, Any] = {"page": {"marking": _marking(page.audience())}}
    offered = {option["value"] for option in _readers(page)}
    reader = organisations().by_code.get(reader_code)
    if reader is None or reader_code not in offered:
        return context | {"preview": None}
    theirs = circles_of(reader)
    name = reader.name
    if page.sharing().circles(page.owner.pk, page.country_ids()) & theirs:
        words = _("%(reader)s would see the whole entry.") % {"reader": name}
        return context | {"preview": {"sees": "full", "words": words, "row": _typed_row(page, theirs)}}
    announced = page.value("announce") and not page.is_ministry
    card_choice = page.value("card_audience") or Choice.MEMBERS
    shared = page.sharing()
    card_sharing = Sharing(card_choice, shared.named if card_choice == Choice.NAMED else (), keep=shared.keep)
    if announced and card_sharing.circles(page.owner.pk, page.country_ids()) & theirs:
        return context | {
            "preview": {
                "sees": "card",
                "words": _("%(reader)s would see this card and no more:") % {"reader": name},
                "card": _typed_card(page),
                "not_learned": _(
                    "%(reader)s would not learn the title, the kind, the day, the counterpart, or who else can read it."
                )
                % {"reader": name},
            }
        }
    words = _("%(reader)s would see nothing: not in lists, counts, search or history.") % {"reader": name}
    return context | {"preview": {"sees": "nothing", "words": words}}


def _typed_card(page: EntryPage) -> dict[str, Any]:
    given = page.form.cleaned_data
    lead = organisations().by_code.get(given.get("lead", ""), page.owner)
    country = countries().by_code.get(given.get("country", ""))
    theme = themes().by_code.get(given.get("theme", ""))
    day = given.get("starts_on")
    return {
        "title": _("%(actor)s has an activity in %(country)s")
        % {"actor": party(lead).name, "country": country.name if country else "…"},
        "theme": themes().domain(theme.pk).name if theme else "",
        "period": exact_date(day, "quarter") if day else "",
        "contact": given.get("contact") or default_contact(page.actor),
    }


def _typed_row(page: EntryPage, theirs: frozenset[int]) -> dict[str, Any]:
    given = page.form.cleaned_data
    lead = organisations().by_code.get(given.get("lead", ""), page.owner)
    country = countries().by_code.get(given.get("country", ""))
    theme = themes().by_code.get(given.get("theme", ""))
    choices = dict(page.form.fields["kind"].choices)  # type: ignore[attr-defined]
    lines = [date_format(day, "j F Y") for day in (given.get("starts_on"), given.get("ends_on")) if day]
    seen = page.sharing().circles(page.owner.pk, page.country_ids()) & theirs
    level = max(2, level_of(seen, page.owner.pk))
    words = {5: _("All members"), 4: _("Institutions and Presidency"), 3: presidency_words(seen)}
    return {
        "title": given.get("title") or "…",
        "kind_label": choices.get(given.get("kind"), ""),
        "country_label": country.name if country else "",
        "theme_label": theme.name if theme else "",
        "actor_label": actor_words(lead)[0],
        "period_lines": [" – ".join(lines)] if lines else [],
        "status": given.get("status") or "planned",
        "status_label": dict(page.form.fields["status"].choices).get(given.get("status"), ""),  # type: ignore[attr-defined]
        "audience": {"words": words.get(level, _("Named delegations"))},
    }


def similar_context(page: EntryPage) -> list[dict[str, str]]:
    """Readable entries with a similar title, for the side panel."""
    theme = themes().by_code.get(page.value("theme") or "")
    ids = page.country_ids()
    found = queries.similar(
        page.actor,
        title=str(page.value("title") or ""),
        country_id=ids[0] if ids else None,
        theme_id=theme.pk if theme else None,
        but=page.activity.pk if page.activity else None,
    )
    return [
        {
            "title": row["title"],
            "url": row["url"],
            "line": " · ".join(
                filter(None, [row["actor_label"], " ".join(row["period_lines"]), row["audience"].words])
            ),
        }
        for row in as_rows(found, page.actor)
    ]
