"""What plans show on the pages of countries."""

from collections import Counter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.world.models import Country
from coordination.world.panels import CountryPanel, CountryTab, register_country_panel, register_country_tab

from . import rows
from .kinds import VersionState
from .queries import reading
from .queries.balance import shares


def plan_panel(actor: Actor, country: Country) -> dict[str, Any] | None:
    """The plan by objective: where it sticks. Nothing where the reader may read no plan."""
    version = reading.plan_of_country(actor, country.pk)
    if version is None:
        return None
    objectives = reading.objectives_with_lights(actor, version)
    url = reverse("plan", args=[version.plan_id])
    words = [str(VersionState(version.state).label)]
    if version.agreed_on:
        words = [_("Agreed %(day)s") % {"day": rows.day_words(version.agreed_on)}]
    if version.review_on:
        words.append(_("review due %(day)s") % {"day": rows.day_words(version.review_on)})
    return {
        "title": _("Action plan, %(version)s") % {"version": rows.version_words(version).lower()},
        "words": " · ".join(words),
        "url": url,
        "rows": [
            {
                "number": objective.number,
                "title": objective.title,
                "url": url,
                "bar": rows.bar(
                    rows.counted(rows.sign_of(one["state"], one["light"]) for one in objective.light_list)
                ),
            }
            for objective in objectives
        ],
        "balance": shares(Counter(one["serves"] for row in objectives for one in row.light_list)),
        "coverage_url": reverse("plan-coverage", args=[version.plan_id]),
    }


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_panel(CountryPanel(20, "plans/panels/plan.html", plan_panel))
    register_country_tab(
        CountryTab(10, gettext_lazy("Plan"), lambda country: reverse("country-plan", args=[country.code]))
    )
