"""A stored entry as the values of its form, to edit, copy or compare it."""

from typing import Any

from coordination.people.dates import date_format
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from ..models import Activity
from ..sharing import Choice, Sharing

PLAIN = (
    "title",
    "kind",
    "status",
    "precision",
    "level",
    "counterpart",
    "aim",
    "results",
    "lesson",
    "source",
    "reference",
)
DATES = ("starts_on", "ends_on", "status_on")


def form_values(activity: Activity, sharing: Sharing | None = None, card: Any = None) -> dict[str, Any]:
    """The values of every field and, under `partners` and `amounts`, of every line."""
    places, known, bodies = countries().by_id, themes().by_id, organisations().by_id
    values: dict[str, Any] = {name: getattr(activity, name) for name in (*PLAIN, *DATES)}
    country_codes = [places[place["country"]].code for place in activity.place_list]
    theme_codes = [known[part["theme"]].code for part in activity.theme_list]
    values |= {
        "places": activity.places,
        "staff": activity.staff,
        "lead": bodies[activity.lead_id].code,
        "country": country_codes[0] if country_codes else "",
        "more_countries": country_codes[1:],
        "areas": activity.place_list[0]["areas"] if activity.place_list else "",
        "theme": theme_codes[0] if theme_codes else "",
        "more_themes": theme_codes[1:],
        "mandates": [mandates()[pk].code for pk in activity.mandate_list],
        "partners": [
            {
                "organisation": bodies[partner["organisation"]].code if partner["organisation"] else "",
                "name": partner["name"],
                "role": partner["role"],
            }
            for partner in activity.partner_list
        ],
        "amounts": list(activity.amount_list),
    }
    if sharing is not None:
        values |= {
            "audience": sharing.choice,
            "delegations": [bodies[pk].code for pk in sharing.named],
            "country_team": sharing.country_team,
            "announce": card is not None,
            "card_audience": card.sharing.choice if card else Choice.MEMBERS,
            "contact": card.contact if card else "",
        }
    return values


def in_words(field: Any, value: Any) -> str:
    """A form value as a person reads it, for the page that shows two texts side by side."""
    if value in (None, "", [], False):
        return ""
    labels = {str(code): str(label).strip() for code, label in getattr(field, "choices", []) if code != ""}
    if isinstance(value, list | tuple):
        return "\n".join(in_words(field, item) for item in value)
    if isinstance(value, dict):
        return ", ".join(str(part) for part in value.values() if part not in (None, ""))
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    return labels.get(str(value), str(value))
