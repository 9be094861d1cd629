"""What the register shows on the pages of countries."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, IntegerField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.access.actor import Actor
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.panels import (
    CountryColumn,
    CountryPanel,
    CountryTab,
    Shown,
    register_country_column,
    register_country_panel,
    register_country_tab,
)
from coordination.world.queries import themes

from .crossing import shown_actor
from .kinds import State, Status
from .models import Activity, ActivityCountry, ActivityTheme
from .queries import Selection, first_in_each, matrix, select_cards, with_parts
from .rows import STATUS_SIGNS, actor_words, exact_date, period_lines, status_label, theme_words

ACTIVE = (Status.RUNNING, Status.SUSPENDED)
# What lies further ahead is no news on a list of countries.
HORIZON = datetime.timedelta(days=365)
SHOWN = 5


def _table(**query: str) -> str:
    return f"{reverse('activities')}?{urlencode(query)}"


def _cards(n: int) -> str:
    return ngettext("%(n)s existence card", "%(n)s existence cards", n) % {"n": n}


# --- The list of countries ----------------------------------------------------------------


def entries_column(actor: Actor) -> Mapping[int, Shown]:
    """How many current entries and cards of each country the reader may read."""
    entries: dict[int, int] = defaultdict(int)
    cards: dict[int, int] = defaultdict(int)
    for (_lead, country_id), cell in matrix(actor, Selection(), "actor-country").items():
        entries[country_id] += cell.entries
        cards[country_id] += cell.cards
    shown = {}
    for country_id in entries:
        n, announced = entries[country_id], cards[country_id]
        words = [ngettext("%(n)s entry", "%(n)s entries", n) % {"n": n}] if n else []
        words += [_cards(announced)] if announced else []
        shown[country_id] = Shown(", ".join(words), n + announced)
    return shown


def next_column(actor: Actor) -> Mapping[int, Shown]:
    """The first activity that begins within a year in each country, as far as the reader may read."""
    return {
        country_id: Shown(
            _("%(label)s: %(text)s")
            % {"label": exact_date(first.starts_on, first.precision), "text": first.title},
            first.starts_on,
        )
        for country_id, first in first_in_each(actor, today() + HORIZON).items()
    }


# --- The page of a country ----------------------------------------------------------------


def by_theme(actor: Actor, country: Country) -> dict[str, Any]:
    """For each domain of the action plan: who is active, what is ahead, what is only announced."""
    selection = Selection(countries=(country.pk,))
    here = ActivityCountry.objects.visible_to(actor).filter(country=country.pk, state=State.CURRENT)
    # An entry under two parts of one domain counts once in it.
    domain = Coalesce("theme__parent_id", "theme_id")
    counted = (
        ActivityTheme.objects.visible_to(actor)
        .filter(state=State.CURRENT, activity__in=here.values("activity"))
        .annotate(domain=domain, lead_or_none=F("lead_id"), as_status=F("status"))
        .values_list("domain", "lead_or_none", "as_status")
        .annotate(n=Count("activity", distinct=True))
        .order_by()
    )
    nobody = Cast(Value(None), IntegerField())
    cards = (
        select_cards(actor, selection)
        .annotate(domain=domain, lead_or_none=nobody, as_status=Value(""))
        .values_list("domain", "lead_or_none", "as_status")
        .annotate(n=Count("*"))
        .order_by()
    )
    numbers: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    announced: dict[int, int] = defaultdict(int)
    for domain_id, lead_id, status, n in counted.union(cards, all=True):
        if lead_id is None:
            announced[domain_id] += n
        else:
            body = shown_actor(organisations().by_id[lead_id])
            numbers[domain_id][status][body.pk] += n
    return {
        "rows": [
            _domain_row(country, domain, numbers[domain.pk], announced[domain.pk])
            for domain in themes().by_id.values()
            if domain.parent_id is None
        ],
        "matrix_url": _table(view="matrix", axis="theme-actor", country=country.code),
    }


def _domain_row(
    country: Country, domain: Any, numbers: Mapping[str, Mapping[int, int]], cards: int
) -> dict[str, Any]:
    active: dict[int, int] = defaultdict(int)
    for status in ACTIVE:
        for body, n in numbers.get(status, {}).items():
            active[body] += n
    known = organisations().by_id
    ordered = sorted(active, key=lambda pk: (-active[pk], known[pk].protocol_order, known[pk].short_en))
    who = ", ".join(f"{known[pk].name} {active[pk]}" for pk in ordered)
    if not who and any(numbers.values()):
        who = _("nothing running that you may read")
    planned = sum(numbers.get(Status.PLANNED, {}).values())
    completed = sum(numbers.get(Status.COMPLETED, {}).values())
    notes = (
        [ngettext("%(n)s completed", "%(n)s completed", completed) % {"n": completed}] if completed else []
    )
    notes += [_cards(cards)] if cards else []
    return {
        "theme": domain.name,
        "url": _table(country=country.code, theme=domain.code),
        "who": who,
        "ahead": ngettext("%(n)s planned", "%(n)s planned", planned) % {"n": planned} if planned else "",
        "note": ", ".join(notes),
    }


def ahead(actor: Actor, country: Country) -> dict[str, Any]:
    """What begins next in a country, then what runs, the last confirmed first."""
    parts = ActivityCountry.objects.visible_to(actor).filter(country=country.pk, state=State.CURRENT)
    coming = parts.filter(
        status__in=[Status.PLANNED, Status.RUNNING], activity__starts_on__gte=today()
    ).order_by("activity__starts_on", "activity_id")
    running = parts.filter(status=Status.RUNNING).order_by("-confirmed_on", "activity_id")
    columns = ("activity__starts_on", "confirmed_on", "activity_id")
    first, last = (
        rows.annotate(coming=Value(is_coming)).values_list("coming", *columns)[: 2 * SHOWN]
        for rows, is_coming in ((coming, True), (running, False))
    )
    found = list(first.union(last, all=True))
    next_first = sorted((start, pk) for is_coming, start, _confirmed, pk in found if is_coming)
    latest = sorted(
        (-confirmed.toordinal(), pk) for is_coming, _start, confirmed, pk in found if not is_coming
    )
    ids = [pk for _start, pk in next_first][:SHOWN]
    ids += [pk for _confirmed, pk in latest if pk not in ids][:SHOWN]
    loaded = {row.pk: row for row in with_parts(Activity.objects.visible_to(actor).filter(pk__in=ids))}
    return {
        "rows": [_ahead_row(loaded[pk]) for pk in ids if pk in loaded],
        "table_url": _table(country=country.code),
    }


def _ahead_row(row: Activity) -> dict[str, Any]:
    name, part = actor_words(organisations().by_id[row.lead_id])
    return {
        "title": row.title,
        "url": reverse("activity", args=[row.pk]),
        "second": " · ".join(filter(None, [row.get_kind_display(), theme_words(row)])),
        "actor": f"{name}, {part}" if part else name,
        "when_lines": period_lines(row),
        "status": STATUS_SIGNS[Status(row.status)],
        "status_label": status_label(row),
    }


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_column(CountryColumn("entries", entries_column))
    register_country_column(CountryColumn("next", next_column))
    register_country_panel(CountryPanel(30, "register/panels/by_theme.html", by_theme))
    register_country_panel(CountryPanel(40, "register/panels/ahead.html", ahead))
    register_country_tab(
        CountryTab(20, gettext_lazy("Who does what"), lambda country: _table(country=country.code))
    )
