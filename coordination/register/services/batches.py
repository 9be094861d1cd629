"""Takes the activities of an IATI file into the register, a batch at a time.

An entry is known again by its owner and its IATI identifier. What the file says anew is changed, the rest is
left as it is: who may read an entry, its existence card, its kind and level, its mandates, a retirement.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import batched, islice
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.access.gate import authorise_create
from coordination.access.models import Audience, GatedPart
from coordination.access.reader import reading_as
from coordination.access.services import intern_all, take_turns
from coordination.exchange.iati import IatiActivity, IatiProblem, Severity, read
from coordination.notices.services import announce_all
from coordination.people.models import Organisation, today

from ..kinds import State
from ..models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityTheme,
)
from ..sharing import Choice, Sharing
from .entries import Amount, Entry, Partner, Place, change, originator_of
from .hierarchy import Hierarchy
from .iati import Translated, translate
from .telling import logged

BATCH = 50
WHOLE_FILE = "file"
"""The field of a fault that the reader tells of the file and not of an activity."""

PUBLIC = Sharing(Choice.MEMBERS, country_team=True)
"""Who may read what was public before it came here."""

# What a later import changes; kind and level are our own judgement and stay as the owner left them.
FACTS = ("title", "lead_id", "status", "starts_on", "ends_on", "aim", "results", "reference")

Rights = Callable[[Organisation | None], Actor | None]
"""The actor that may write entries of this owner (None: of no state), or nobody."""


@dataclass
class Unit:
    """One activity of the file, or one that is none, with what was wrong with it."""

    activity: IatiActivity | None = None
    problems: list[IatiProblem] = field(default_factory=list)
    opened: bool = False


@dataclass
class Outcome:
    """What became of the activities; `message` when the file itself broke off."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[IatiProblem] = field(default_factory=list)
    message: str = ""

    def add(self, other: "Outcome") -> None:
        for name in ("created", "updated", "unchanged", "rejected"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += other.problems
        self.message = self.message or other.message

    def reject(self, problem: IatiProblem) -> None:
        self.rejected += 1
        self.problems.append(problem)


@dataclass(frozen=True)
class Survey:
    """A first look through a file: how many activities, and the parts that say what they are part of."""

    total: int
    parts: dict[str, set[str]]


def units(file: BinaryIO) -> Iterator[Unit]:
    """The file activity by activity; every one counts, also those of which nothing can be made."""
    unit = Unit()
    for item in read(file):
        opens = isinstance(item, IatiActivity) or (
            item.severity is Severity.REJECTED and item.field != WHOLE_FILE
        )
        if opens and unit.opened:
            yield unit
            unit = Unit()
        unit.opened |= opens
        if isinstance(item, IatiActivity):
            unit.activity = item
        else:
            unit.problems.append(item)
    if unit.opened:
        yield unit


def survey(file: BinaryIO) -> Survey:
    """Look a file through before anything is written; raises `IatiRefused` for one that is none of ours."""
    total, parts = 0, dict[str, set[str]]()
    for unit in units(file):
        total += 1
        if unit.activity:
            for parent in unit.activity.parents:
                parts.setdefault(parent, set()).add(unit.activity.identifier)
    file.seek(0)
    return Survey(total, parts)


def take_in(
    *, rights: Rights, file: BinaryIO, name: str, told: Callable[[Outcome], None] | None = None
) -> Outcome:
    """Take in a whole file, a transaction a batch; `told` hears of the outcome after each."""
    seen, outcome = survey(file), Outcome()
    for batch in in_batches(file):
        with transaction.atomic():
            outcome.add(take_batch(rights=rights, batch=batch, name=name, seen=seen))
        if told:
            told(outcome)
    return outcome


def in_batches(file: BinaryIO, *, done: int = 0) -> Iterator[tuple[Unit, ...]]:
    """What is still to be done of a file, after the first `done` activities."""
    return batched(islice(units(file), done, None), BATCH, strict=False)


@transaction.atomic
def take_batch(*, rights: Rights, batch: Iterable[Unit], name: str, seen: Survey) -> Outcome:
    """Take in some activities with the rights of the moment."""
    outcome = Outcome()
    by_owner: dict[int | None, list[Translated]] = {}
    for unit in batch:
        outcome.problems += unit.problems
        outcome.message = next((p.message for p in unit.problems if p.field == WHOLE_FILE), outcome.message)
        if unit.activity is None:
            outcome.rejected += 1
            continue
        found = translate(unit.activity, day=today())
        if isinstance(found, IatiProblem):
            outcome.reject(found)
        else:
            by_owner.setdefault(found.owner.pk if found.owner else None, []).append(found)
    for owner_id in sorted(by_owner, key=lambda pk: pk or 0):
        items = by_owner[owner_id]
        actor = rights(items[0].owner)
        if actor is None:
            for item in items:
                outcome.reject(_not_yours(item))
            continue
        with reading_as(actor):
            _Writer(actor, owner_id or originator_of(actor)[0], outcome, seen).write(items)
    return outcome


def _rejected(item: Translated, of_field: str, template: Any, **values: object) -> IatiProblem:
    activity = item.activity
    return IatiProblem(activity.line, activity.identifier, of_field, Severity.REJECTED, template, values)


def _not_yours(item: Translated) -> IatiProblem:
    template = gettext_lazy(
        "“%(name)s” reports this activity; you may import only for an organisation you speak for."
    )
    return _rejected(item, "reporting-org", template, name=item.lead.name)


PARTS: dict[type[GatedPart], tuple[str, ...]] = {
    ActivityCountry: ("country_id", "areas"),
    ActivityTheme: ("theme_id",),
    ActivityMandate: ("mandate_id",),
    ActivityPartner: ("role", "organisation_id", "name"),
    ActivityAmount: ("currency", "amount", "stage", "as_of", "instrument"),
}


class _Writer:
    """Writes the entries of one owner, as one actor, in one transaction."""

    def __init__(self, actor: Actor, originator_id: int, outcome: Outcome, seen: Survey) -> None:
        authorise_create(actor, Activity)
        self.actor = actor
        self.originator_id = originator_id
        self.outcome = outcome
        self.seen = seen
        self.day = today()

    def write(self, items: list[Translated]) -> None:
        # Two imports of one owner wait for each other: neither may create what the other is creating.
        take_turns("import", self.originator_id)
        known = {row.external_id: row for row in self._mine(item.activity.identifier for item in items)}
        kept = self._entries(list(known.values()))
        ids = {item.activity.identifier: uuid4() for item in items} | {
            ref: row.pk for ref, row in known.items()
        }
        hierarchy = Hierarchy(self.actor, self.originator_id)
        parents = hierarchy.parents([item.activity for item in items], ids)
        fresh = []
        for item in items:
            row = known.get(item.activity.identifier)
            pk = ids[item.activity.identifier]
            if row is not None and row.state in (State.RETIRED, State.DISCARDED):
                template = gettext_lazy("This entry was retired in the register; it was left as it is.")
                self.outcome.reject(_rejected(item, "", template))
                continue
            self.outcome.problems += item.problems
            if row is None:
                fresh.append((item, pk, parents.get(pk)))
            else:
                self._renew(item, row, kept[pk], parents.get(pk))
        self._create(fresh)
        for item in items:
            parts = self.seen.parts.get(item.activity.identifier, set())
            hierarchy.adopt(item.activity, ids[item.activity.identifier], parts)
        hierarchy.wait({ids[item.activity.identifier]: item.activity for item in items}, parents)

    def _mine(self, identifiers: Iterable[str]) -> Any:
        return Activity.objects.visible_to(self.actor).filter(
            originator_id=self.originator_id, external_id__in=list(identifiers)
        )

    def _entries(self, rows: list[Activity]) -> dict[UUID, Entry]:
        """The parts of stored activities, as the file would write them; five queries for a whole batch."""
        parts: dict[type[GatedPart], dict[UUID, list[Any]]] = {}
        for model, columns in PARTS.items():
            found = parts[model] = {row.pk: [] for row in rows}
            stored = model.objects.visible_to(self.actor).filter(**{f"{model.parent}__in": list(found)})
            for part in stored.order_by("pk") if rows else ():
                found[part.activity_id].append(tuple(getattr(part, name) for name in columns))  # type: ignore[attr-defined]
        return {
            row.pk: Entry(
                {},
                tuple(Place(*place) for place in parts[ActivityCountry][row.pk]),
                tuple(theme for (theme,) in parts[ActivityTheme][row.pk]),
                tuple(Partner(*partner) for partner in parts[ActivityPartner][row.pk]),
                tuple(Amount(*amount) for amount in parts[ActivityAmount][row.pk]),
                tuple(mandate for (mandate,) in parts[ActivityMandate][row.pk]),
            )
            for row in rows
        }

    def _create(self, fresh: list[tuple[Translated, UUID, UUID | None]]) -> None:
        if not fresh:
            return
        wanted = {
            pk: tuple(sorted(PUBLIC.circles(self.originator_id, item.entry.country_ids)))
            for item, pk, _p in fresh
        }
        audiences = intern_all(actor=self.actor, sets=wanted.values())
        rows: list[Activity] = []
        parts: dict[type[GatedPart], list[GatedPart]] = {model: [] for model in PARTS}
        for item, pk, parent in fresh:
            row = Activity(
                pk=pk,
                originator_id=self.originator_id,
                audience=audiences[wanted[pk]],
                part_of_id=parent,
                **item.entry.fields,
            )
            rows.append(row)
            entry = self._dated(item.entry, ())
            parts[ActivityCountry] += (ActivityCountry.of(row, **vars(place)) for place in entry.places)
            parts[ActivityTheme] += (ActivityTheme.of(row, theme_id=theme) for theme in entry.themes)
            parts[ActivityPartner] += (ActivityPartner.of(row, **vars(partner)) for partner in entry.partners)
            parts[ActivityAmount] += (ActivityAmount.of(row, **vars(amount)) for amount in entry.amounts)
        Activity.objects.bulk_create(rows)
        for model, made in parts.items():
            model.objects.bulk_create(made)
        announce_all(
            logged(self.actor, row, item.entry.country_ids, item.entry.themes)
            for row, (item, _pk, _parent) in zip(rows, fresh, strict=True)
        )
        self.outcome.created += len(rows)

    def _renew(self, item: Translated, row: Activity, kept: Entry, parent: UUID | None) -> None:
        """Change a known entry where the file says something else; an entry that says the same is not touched."""
        told = item.entry
        places = tuple(self._placed(place, kept) for place in told.places) or kept.places
        entry = replace(
            self._dated(told, kept.amounts),
            places=places,
            themes=told.themes if item.tagged else kept.themes or told.themes,
            mandates=kept.mandates,
        )
        fields = {name: told.fields[name] for name in FACTS}
        if parent is not None:
            fields["part_of_id"] = parent
        changed = {name for name, value in fields.items() if getattr(row, name) != value}
        newer = item.told_on is not None and item.told_on > row.confirmed_on
        if not changed and not newer and _same(entry, kept):
            self.outcome.unchanged += 1
            return
        fields["source"] = told.fields["source"]
        fields["confirmed_on"] = max(row.confirmed_on, told.fields["confirmed_on"])
        if "status" in changed:
            fields["status_on"] = told.fields["status_on"]
        change(
            actor=self.actor,
            activity=row,
            version=row.version,
            entry=replace(entry, fields=fields),
            sharing=self._shared_anew(row, kept, entry),
            reason=_("Countries changed in the imported file"),
        )
        self.outcome.updated += 1

    def _placed(self, place: Place, kept: Entry) -> Place:
        """A place with the areas of the file, else with those that the owner wrote."""
        areas = next((known.areas for known in kept.places if known.country_id == place.country_id), "")
        return place if place.areas else Place(place.country_id, areas)

    def _dated(self, entry: Entry, kept: tuple[Amount, ...]) -> Entry:
        """The amounts with a date: the file's, else the one that the same amount had before, else today."""
        before = {(amount.currency, amount.amount, amount.stage): amount for amount in kept}
        dated = []
        for amount in entry.amounts:
            same = before.get((amount.currency, amount.amount, amount.stage))
            as_of: date = amount.as_of or (same.as_of if same else self.day)
            dated.append(
                replace(amount, as_of=as_of, instrument=same.instrument if same else amount.instrument)
            )
        return replace(entry, amounts=tuple(dated))

    def _shared_anew(self, row: Activity, kept: Entry, entry: Entry) -> Sharing | None:
        """Other country teams for other countries, where the owner left the audience as the import set it."""
        if row.card_id or set(kept.country_ids) == set(entry.country_ids):
            return None
        now = set(Audience.objects.values_list("circles", flat=True).get(pk=row.audience_id))
        return PUBLIC if now == PUBLIC.circles(self.originator_id, kept.country_ids) else None


def _same(entry: Entry, kept: Entry) -> bool:
    return all(
        set(getattr(entry, name)) == set(getattr(kept, name))
        for name in ("places", "themes", "partners", "amounts")
    )
