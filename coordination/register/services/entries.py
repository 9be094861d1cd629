"""Writes of the register: log, change, clear, confirm, retire, restore."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.models import Audience, GatedPart
from coordination.access.services import intern
from coordination.history import services as history
from coordination.notices.services import announce_all
from coordination.people.models import today
from coordination.people.queries import circles
from coordination.world.queries import themes

from ..kinds import State
from ..models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityTheme,
    ExistenceCard,
)
from ..sharing import CardChoice, Sharing, sharing_of, teams, without_teams
from .telling import logged, tell_changed, tell_logged, tell_retired, tell_shared


class ReasonNeeded(Refused):
    """More readers are let in and nobody said why."""


@dataclass(frozen=True)
class Place:
    country_id: int
    areas: str = ""


@dataclass(frozen=True)
class Partner:
    """An organisation of the directory, or the name of one that is not in it."""

    role: str
    organisation_id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Amount:
    """Money in `currency` at `stage`, as of a day."""

    currency: str
    amount: Decimal
    stage: str
    as_of: Any
    instrument: str = ""


@dataclass(frozen=True)
class Entry:
    """What an activity says: its own fields, and its parts. The first place and theme are the main ones."""

    fields: dict[str, Any]
    places: tuple[Place, ...]
    themes: tuple[int, ...]
    partners: tuple[Partner, ...] = ()
    amounts: tuple[Amount, ...] = ()
    mandates: tuple[int, ...] = ()

    @property
    def country_ids(self) -> list[int]:
        return [place.country_id for place in self.places]


def originator_of(actor: Actor) -> tuple[int, int | None]:
    """The organisation in whose name the actor logs, and the ministry that drafts, if one does."""
    own = sorted(actor.speaks_for)
    if own:
        return own[0], None
    if actor.contributes_to and actor.organisation:
        return min(actor.contributes_to), actor.organisation.pk
    raise Refused(str(Activity.policy.create_reason))


@transaction.atomic
def log(
    *, actor: Actor, entry: Entry, sharing: Sharing, card: CardChoice | None = None, draft: bool = False
) -> Activity:
    """Log an activity in the name of the actor's organisation; a ministry's stays a draft until cleared."""
    authorise_create(actor, Activity)
    originator_id, ministry_id = originator_of(actor)
    if ministry_id is not None:
        draft, sharing = True, Sharing(keep=(circles().of_organisation[ministry_id],))
    elif draft:
        sharing = Sharing(keep=sharing.keep)
    activity = Activity(
        originator_id=originator_id,
        drafted_by_id=ministry_id,
        state=State.DRAFT if draft else State.CURRENT,
        audience=intern(actor=actor, circles=sharing.circles(originator_id, entry.country_ids)),
        **entry.fields,
    )
    if card and not draft:
        audience = intern(actor=actor, circles=card.sharing.circles(originator_id, entry.country_ids))
        activity.card = ExistenceCard.objects.create(
            originator_id=originator_id,
            audience=audience,
            contact=card.contact,
            **_announced(activity, entry),
        )
    activity.save(force_insert=True)
    _write_parts(actor, activity, entry)
    if activity.state == State.CURRENT:
        announce_all([logged(actor, activity, entry.country_ids, entry.themes)])
    return activity


@transaction.atomic
def change(
    *,
    actor: Actor,
    activity: Activity,
    version: int,
    entry: Entry,
    sharing: Sharing | None = None,
    card: CardChoice | None = None,
    reason: str = "",
    clear_draft: bool = False,
) -> Activity:
    """Save an entry at the version that was read; sharing wider than before needs a reason.

    `sharing=None` leaves the audiences of entry and card as they are, and so does the choice that
    already stands: what was shared with a Presidency stays with that one. A draft is read by its
    originator and its ministry alone, and has no card, until it is cleared; `clear_draft` clears it
    and shares it in the same save.
    """
    activity = authorise(actor, "change", activity, version=version)
    # The parts go first, under the audience that the row still has: what is taken out in the same
    # save as a wider sharing stays in the history of those who could read it.
    changed = _write_parts(actor, activity, entry)
    for name, value in entry.fields.items():
        changed |= getattr(activity, name) != value
        setattr(activity, name, value)
    if clear_draft:
        _clear(actor, activity)
    read_before, added = activity.audience_id, set[int]()
    if activity.originator_id in actor.speaks_for and activity.state == State.CURRENT:
        added = _share(actor, activity, entry, sharing, reason, first=clear_draft)
        if sharing is not None:
            _announce(actor, activity, entry, card)
        elif activity.card_id:
            _change_card(actor, activity, **_announced(activity, entry))
    _save(activity)
    if clear_draft:
        tell_logged(actor, activity)
    elif activity.state == State.CURRENT:
        if changed:
            tell_changed(actor, activity, read_before)
        if added:
            tell_shared(actor, activity, added)
    return activity


@transaction.atomic
def clear(*, actor: Actor, activity: Activity) -> Activity:
    """Turn a draft into an entry, read by whom its audience names."""
    _clear(actor, activity := authorise(actor, "clear", activity))
    _save(activity)
    tell_logged(actor, activity)
    return activity


@transaction.atomic
def confirm(*, actor: Actor, activity: Activity) -> Activity:
    """Say that the entry is still true today."""
    activity = authorise(actor, "confirm", activity)
    activity.confirmed_on = today()
    if activity.card_id:
        _change_card(actor, activity, confirmed_on=activity.confirmed_on)
    history.record(actor=actor, verb="confirmed", row=activity)
    return _save(activity)


@transaction.atomic
def retire(*, actor: Actor, activity: Activity, reason: str) -> Activity:
    """Take an entry out of the register, with a reason; it stays on record and can be restored."""
    activity = authorise(actor, "retire", activity)
    was_read = activity.state == State.CURRENT
    activity.state = State.DISCARDED if activity.state == State.DRAFT else State.RETIRED
    if activity.card_id:
        _change_card(actor, activity, state=State.RETIRED)
    history.record(actor=actor, verb="retired", row=activity, reason=reason)
    _save(activity)
    if was_read:
        tell_retired(actor, activity)
    return activity


@transaction.atomic
def restore(*, actor: Actor, activity: Activity) -> Activity:
    """Undo a retirement: an entry is current again, a draft a draft."""
    activity = authorise(actor, "restore", activity)
    activity.state = State.DRAFT if activity.state == State.DISCARDED else State.CURRENT
    if activity.card_id and activity.state == State.CURRENT:
        _change_card(actor, activity, state=State.CURRENT)
    history.record(actor=actor, verb="restored", row=activity)
    return _save(activity)


def _clear(actor: Actor, activity: Activity) -> None:
    authorise(actor, "clear", activity)
    activity.state = State.CURRENT
    activity.confirmed_on = today()
    history.record(actor=actor, verb="cleared", row=activity)


def _save(activity: Activity) -> Activity:
    activity.version += 1
    activity.save()
    return activity


def _share(
    actor: Actor, activity: Activity, entry: Entry, sharing: Sharing | None, reason: str, *, first: bool
) -> set[int]:
    """Let the chosen circles read the entry; those that could not before."""
    before = set(Audience.objects.values_list("circles", flat=True).get(pk=activity.audience_id))
    stored = sharing_of(before, activity.originator_id)
    if sharing is None or sharing.same_choice(stored):
        wanted = before
        if stored.country_team:
            wanted = without_teams(before) | teams(entry.country_ids)
            reason = reason or _("The countries changed, and their country teams with them.")
    else:
        keep = (circles().of_organisation[activity.drafted_by_id],) if activity.drafted_by_id else ()
        wanted = replace(sharing, keep=keep).circles(activity.originator_id, entry.country_ids)
    if wanted == before:
        return set()
    authorise(actor, "share", activity)
    if not wanted <= before and not first and not reason.strip():
        raise ReasonNeeded(_("Say why more readers are let in: the reason is kept in the history."))
    activity.audience = intern(actor=actor, circles=wanted)
    history.record(actor=actor, verb="shared", row=activity, reason=reason)
    return wanted - before


def _announce(actor: Actor, activity: Activity, entry: Entry, card: CardChoice | None) -> None:
    """Issue, change or withdraw the existence card, as the originator chose."""
    if card is None:
        if activity.card_id:
            _change_card(actor, activity, state=State.RETIRED)
            activity.card_id = None
        return
    values = _announced(activity, entry) | {"contact": card.contact, "state": State.CURRENT}
    wanted = card.sharing.circles(activity.originator_id, entry.country_ids)
    if activity.card_id:
        issued = authorise(actor, "change", ExistenceCard(pk=activity.card_id))
        before = Audience.objects.values_list("circles", flat=True).get(pk=issued.audience_id)
        if not card.sharing.same_choice(sharing_of(before, activity.originator_id)):
            values["audience"] = intern(actor=actor, circles=wanted)
        _change_card(actor, activity, **values)
    else:
        values["audience"] = intern(actor=actor, circles=wanted)
        activity.card = ExistenceCard.objects.create(originator_id=activity.originator_id, **values)


def _announced(activity: Activity, entry: Entry) -> dict[str, Any]:
    """What a card says of its activity: who announces it, country, domain, quarter.

    Nobody announces in another's name, and a card names no department and no sub-theme: every
    channel that shows the card, filters or counts by it then tells the same.
    """
    day = activity.starts_on or activity.created_at or timezone.now()
    return {
        "lead_id": activity.originator_id,
        "country_id": entry.places[0].country_id,
        "theme_id": themes().domain(entry.themes[0]).pk,
        "year": day.year,
        "quarter": (day.month + 2) // 3,
        "confirmed_on": activity.confirmed_on,
    }


def _change_card(actor: Actor, activity: Activity, **values: Any) -> None:
    card = authorise(actor, "change", ExistenceCard(pk=activity.card_id))
    if any(getattr(card, name) != value for name, value in values.items() if name != "audience") or (
        "audience" in values and values["audience"].pk != card.audience_id
    ):
        for name, value in values.items():
            setattr(card, name, value)
        card.version += 1
        card.save()


def _write_parts(actor: Actor, activity: Activity, entry: Entry) -> bool:
    """Write the parts of an entry; whether anything changed."""
    parts: dict[type[GatedPart], list[dict[str, Any]]] = {
        ActivityCountry: [{"country_id": place.country_id, "areas": place.areas} for place in entry.places],
        ActivityTheme: [{"theme_id": pk} for pk in entry.themes],
        ActivityMandate: [{"mandate_id": pk} for pk in entry.mandates],
        ActivityPartner: [vars(partner) for partner in entry.partners],
        ActivityAmount: [vars(amount) for amount in entry.amounts],
    }
    # All are written, whichever was the first to change.
    changed = [_replace(actor, model, activity, wanted) for model, wanted in parts.items()]
    return any(changed)


def _replace(actor: Actor, model: type[GatedPart], activity: Activity, wanted: list[dict[str, Any]]) -> bool:
    """Make the stored parts equal to the wanted ones and touch no other, so that history says what changed."""
    missing = list(wanted)
    gone = []
    for part in model.objects.visible_to(actor).filter(**{model.parent: activity}):
        same = next((row for row in missing if all(getattr(part, k) == v for k, v in row.items())), None)
        if same is None:
            gone.append(part.pk)
        else:
            missing.remove(same)
    if gone:
        model.objects.visible_to(actor).filter(pk__in=gone).delete()
    if missing:
        model.objects.bulk_create(model.of(activity, **row) for row in missing)
    return bool(gone or missing)
