"""The history of a fiche in words: names for keys, labels for codes, no word of a plan that may be hidden."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.plans.kinds import Answer, Light
from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.history.models import HistoryLine
from coordination.history.queries import Changes, FieldChange, changes_of
from coordination.people.audiences import circles_by_audience, in_words
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations
from coordination.world.queries import countries, themes

from .kinds import MeasureState, Procedure, Stage, Stand
from .models import Fiche, FicheComment, FicheContribution, FicheCountry, FichePosition, Measure

Say = Callable[[Any], str]

VERBS: dict[str, str | Promise] = {
    "created": gettext_lazy("drafted"),
    "changed": gettext_lazy("changed"),
    "shared": gettext_lazy("shared"),
    "circulated": gettext_lazy("put out for comments"),
    "withdrawn": gettext_lazy("taken back"),
    "discarded": gettext_lazy("discarded"),
    "endorsed": gettext_lazy("endorsed"),
    "started": gettext_lazy("started"),
    "evaluated": gettext_lazy("evaluated"),
    "closed": gettext_lazy("closed"),
    "reopened": gettext_lazy("reopened"),
    "purged": gettext_lazy("purged"),
}
# Keys of other rows, which the reader may not be let to know of, and what follows from another field.
NEVER = {"plan_id", "action_id", "originator_id", "owner_party_id", "is_example", "number", "party_id"}


def _choice(choices: Any) -> Say:
    labels = {str(code): str(label) for code, label in choices.choices}
    return lambda value: labels.get(value, str(value))


def _day(value: Any) -> str:
    return date_format(datetime.date.fromisoformat(value), "j F Y")


def _moment(value: Any) -> str:
    moment = parse_datetime(value)
    return date_format(moment.astimezone(BRUSSELS), "j F Y, H.i") if moment else ""


def _organisation(value: Any) -> str:
    known = organisations().by_id.get(value)
    return known.name if known else ""


def _theme(value: Any) -> str:
    known = themes().by_id.get(value)
    return known.name if known else ""


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


SAYS: dict[str, Say] = {
    "stage": lambda value: _choice(Stage)(value),
    "procedure": lambda value: _choice(Procedure)(value),
    "state": lambda value: _choice(MeasureState)(value),
    "light": lambda value: _choice(Light)(value),
    "answer": lambda value: _choice(Answer)(value),
    "stand": lambda value: _choice(Stand)(value),
    "theme_id": _theme,
    "endorsed_by_id": _organisation,
    "owner_id": _organisation,
    "organisation_id": _organisation,
    "urgent": _yes,
    "comments_until": _moment,
    "circulated_at": _moment,
}


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name.endswith("_on") and isinstance(value, str):
        return _day(value)
    return SAYS.get(name, str)(value)


def _position(part: dict[str, Any]) -> str:
    stand = str(Stand(part["stand"]).label).lower()
    return ": ".join(filter(None, [f"{_organisation(part['party_id'])} {stand}", part.get("words")]))


def _contribution(part: dict[str, Any]) -> str:
    words = part.get("answer_words") or part.get("asked_for")
    return ": ".join(filter(None, [_organisation(part["organisation_id"]), words]))


# What a part is called, and how a whole one is said; a changed one is said field by field.
PARTS: dict[str, tuple[str | Promise, Say]] = {
    FicheCountry._meta.db_table: (
        gettext_lazy("Country"),
        lambda part: countries().by_id[part["country_id"]].name,
    ),
    Measure._meta.db_table: (
        gettext_lazy("Measure"),
        lambda part: f"{_organisation(part['owner_id'])}: {part['title']}",
    ),
    FichePosition._meta.db_table: (gettext_lazy("Position"), _position),
    FicheContribution._meta.db_table: (gettext_lazy("Contribution"), _contribution),
    FicheComment._meta.db_table: (gettext_lazy("Comment"), lambda part: part["text"]),
}
CHANGED: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    Measure._meta.db_table: (Measure, ()),
    FicheContribution._meta.db_table: (FicheContribution, ()),
    FichePosition._meta.db_table: (FichePosition, ("stand", "words")),
    FicheComment._meta.db_table: (FicheComment, ("resolution",)),
}


class FicheWords:
    """Says the lines of one fiche to one reader."""

    def __init__(self, actor: Actor, fiche: Fiche) -> None:
        self.actor = actor
        self.originator_id = fiche.originator_id
        self.owner = fiche.originator_id in actor.speaks_for
        self.circles: dict[int, list[int]] = {}

    def prepare(self, lines: Sequence[HistoryLine]) -> None:
        """Read the audiences that an owner's lines name."""
        ids = {pk for line in lines if not line.part for pk in line.fields.get("audience_id", ()) if pk}
        if self.owner and ids:
            self.circles = circles_by_audience(ids)

    def organisation(self, pk: int) -> str:
        return _organisation(pk)

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """A line's fields; None for the sharing of somebody else's fiche: with whom is their secret."""
        if line.part:
            return self._part(line)
        if line.verb == "shared" and not self.owner:
            return None
        told = [self._field(name, *line.fields[name]) for name in self._shown(Fiche, line)]
        return None if line.fields and not told else told

    def _shown(self, model: type[Any], line: HistoryLine) -> list[str]:
        order = [field.attname for field in model._meta.concrete_fields]
        names = [name for name in order if name in line.fields and name not in NEVER]
        return [name for name in names if name != "audience_id" or self.owner]

    def _field(self, name: str, old: Any, new: Any) -> FieldChange:
        if name == "audience_id":
            return FieldChange(_("Who may read it"), self._audience(old), self._audience(new))
        return FieldChange(_label(Fiche, name), _said(name, old), _said(name, new))

    def _audience(self, pk: int | None) -> str:
        circles = self.circles.get(pk or 0)
        return in_words(circles, self.originator_id, self.actor).words if circles else ""

    def _part(self, line: HistoryLine) -> list[FieldChange] | None:
        if line.part not in PARTS:
            return None
        label, say = PARTS[line.part]
        if line.verb == "changed":
            return self._changed(line, str(label))
        sides = [{name: values[side] for name, values in line.fields.items()} for side in (0, 1)]
        old = "" if line.verb == "added" else say(sides[0])
        new = "" if line.verb == "removed" else say(sides[1])
        return [FieldChange(str(label), old, new)]

    def _changed(self, line: HistoryLine, label: str) -> list[FieldChange] | None:
        if line.part not in CHANGED:
            return None
        model, only = CHANGED[line.part]
        names = [name for name in self._shown(model, line) if not only or name in only]
        told = [
            FieldChange(f"{label}: {_label(model, name)}", *(_said(name, side) for side in line.fields[name]))
            for name in names
        ]
        return told or None


def _label(model: type[Any], name: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.attname == name)
    return str(field.verbose_name)


def history_of(
    actor: Actor, fiche: Fiche, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of a fiche as this reader may know them, newest first, and where older ones begin."""
    return changes_of(actor, fiche, FicheWords(actor, fiche), before=before, limit=limit)
