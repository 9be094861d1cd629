"""The history of an entry in words: names for keys, labels for codes, and nothing about its audience
but to its owner."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.history.models import HistoryLine
from coordination.history.queries import Changes, FieldChange, changes_of
from coordination.people.audiences import circles_by_audience, in_words
from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from .kinds import Kind, Level, Precision, Role, Stage, State, Status
from .models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityTheme,
)

Say = Callable[[Any], str]

VERBS: dict[str, str | Promise] = {
    "created": gettext_lazy("logged"),
    "changed": gettext_lazy("changed"),
    "shared": gettext_lazy("shared"),
    "cleared": gettext_lazy("cleared"),
    "confirmed": gettext_lazy("confirmed as still true"),
    "retired": gettext_lazy("retired"),
    "restored": gettext_lazy("restored"),
    "purged": gettext_lazy("purged"),
}
# Keys of other rows, and what follows from another field or deed.
NEVER = {"part_of_id", "originator_id", "is_example", "external_id"}
OWNERS_ONLY = {"audience_id", "card_id", "drafted_by_id"}


def _choice(choices: Any) -> Say:
    labels = {str(code): str(label) for code, label in choices.choices}
    return lambda value: labels.get(value, str(value))


def _day(value: Any) -> str:
    return date_format(datetime.date.fromisoformat(value), "j F Y")


def _organisation(value: Any) -> str:
    known = organisations().by_id.get(value)
    return known.name if known else ""


def _says() -> dict[str, Say]:
    return {
        "kind": _choice(Kind),
        "level": _choice(Level),
        "status": _choice(Status),
        "state": _choice(State),
        "precision": _choice(Precision),
        "lead_id": _organisation,
        "drafted_by_id": _organisation,
        "status_on": _day,
        "starts_on": _day,
        "ends_on": _day,
        "confirmed_on": _day,
    }


def _country(part: dict[str, Any]) -> str:
    name = countries().by_id[part["country_id"]].name
    return f"{name} ({part['areas']})" if part.get("areas") else name


def _partner(part: dict[str, Any]) -> str:
    named = _organisation(part["organisation_id"]) if part.get("organisation_id") else part.get("name") or ""
    return f"{named} ({str(Role(part['role']).label).lower()})"


def _amount(part: dict[str, Any]) -> str:
    value = number_format(Decimal(str(part["amount"])), decimal_pos=2, force_grouping=True)
    words = f"{part['currency']} {value}, {Stage(part['stage']).label}, {_day(part['as_of'])}"
    return f"{words}, {part['instrument']}" if part.get("instrument") else words


PARTS: dict[str, tuple[str | Promise, Callable[[dict[str, Any]], str]]] = {
    ActivityCountry._meta.db_table: (gettext_lazy("Country"), _country),
    ActivityTheme._meta.db_table: (
        gettext_lazy("Theme"),
        lambda part: themes().by_id[part["theme_id"]].name,
    ),
    ActivityMandate._meta.db_table: (
        gettext_lazy("Mandate"),
        lambda part: mandates()[part["mandate_id"]].title,
    ),
    ActivityPartner._meta.db_table: (gettext_lazy("Partner"), _partner),
    ActivityAmount._meta.db_table: (gettext_lazy("Amount"), _amount),
}


class ActivityWords:
    """Says the lines of one activity to one reader."""

    def __init__(self, actor: Actor, activity: Activity) -> None:
        self.actor = actor
        self.originator_id = activity.originator_id
        self.owner = activity.originator_id in actor.speaks_for
        self.says = _says()
        self.circles: dict[int, list[int]] = {}

    def prepare(self, lines: Sequence[HistoryLine]) -> None:
        """Read the audiences that an owner's lines name."""
        ids = {pk for line in lines if not line.part for pk in line.fields.get("audience_id", ()) if pk}
        if self.owner and ids:
            self.circles = circles_by_audience(ids)

    def organisation(self, pk: int) -> str:
        return _organisation(pk)

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """A line's fields; None for the sharing of somebody else's entry: with whom is their secret."""
        if line.part:
            return self._part(line)
        if line.verb == "shared" and not self.owner:
            return None
        told = [self._field(name, *line.fields[name]) for name in self._shown(line)]
        hidden = bool(line.fields) and not told
        return None if hidden else told

    def _shown(self, line: HistoryLine) -> list[str]:
        order = [field.attname for field in Activity._meta.concrete_fields]
        names = [name for name in order if name in line.fields and name not in NEVER]
        return [name for name in names if self.owner or name not in OWNERS_ONLY]

    def _field(self, name: str, old: Any, new: Any) -> FieldChange:
        if name == "audience_id":
            return FieldChange(_("Who may read it"), self._audience(old), self._audience(new))
        if name == "card_id":
            return FieldChange(_("Existence card"), _("issued") if old else "", _("issued") if new else "")
        field = next(field for field in Activity._meta.concrete_fields if field.attname == name)
        say = self.says.get(name, str)
        label = str(LABELS.get(name, field.verbose_name))
        return FieldChange(label, *("" if value in (None, "") else say(value) for value in (old, new)))

    def _audience(self, pk: int | None) -> str:
        circles = self.circles.get(pk or 0)
        return in_words(circles, self.originator_id, self.actor).words if circles else ""

    def _part(self, line: HistoryLine) -> list[FieldChange] | None:
        if line.part not in PARTS:
            return None
        label, say = PARTS[line.part]
        if line.verb == "changed":
            return [FieldChange(str(label))]
        sides = [{name: values[side] for name, values in line.fields.items()} for side in (0, 1)]
        old = "" if line.verb == "added" else say(sides[0])
        new = "" if line.verb == "removed" else say(sides[1])
        return [FieldChange(str(label), old, new)]


LABELS: dict[str, str | Promise] = {
    "state": gettext_lazy("Entry"),
    "drafted_by_id": gettext_lazy("Drafted by"),
}


def history_of(
    actor: Actor, activity: Activity, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of an activity as this reader may know them, newest first, and where older ones begin."""
    return changes_of(actor, activity, ActivityWords(actor, activity), before=before, limit=limit)
