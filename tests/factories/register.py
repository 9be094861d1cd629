"""Entries of the register, their existence cards, and imports.

`shared_with` is "members", "institutions", "presidency", a list of organisations (rows or codes),
or `[]`: nobody but the originating delegation.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import factory
from django.db import transaction

from coordination.access.actor import Function
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.people.actors import for_organisation
from coordination.people.models import Organisation
from coordination.people.queries import circles
from coordination.register import services
from coordination.register.kinds import Kind, Level, Role, Stage, Status
from coordination.register.models import Activity, ActivityRelative, Import
from coordination.register.sharing import CardChoice, Choice, Sharing
from coordination.world.queries import countries, mandates, themes

from .people import organisation

Readers = str | Iterable[Organisation | str]


def sharing(shared_with: Readers, *, country_team: bool = False) -> Sharing:
    """The sharing that a test names in short."""
    if isinstance(shared_with, str):
        return Sharing(Choice(shared_with), country_team=country_team)
    named = tuple(organisation(reader).pk for reader in shared_with)
    return Sharing(Choice.NAMED if named else Choice.OWN, named, country_team)


class ActivityFactory(factory.Factory):
    """An entry as its originator would log it; returns the row as it is stored.

    `announced_to` issues an existence card. `draft=True` leaves a draft, `drafted_by="italy-interior"`
    a ministry's; `retired=True` retires it (a draft: discards it). `countries`, `themes`, `partners`
    and `mandates` take codes; `areas` belongs to the first country.
    """

    class Meta:
        model = Activity

    originator: Any = "italy"
    shared_with: Any = "members"
    country_team = False
    announced_to: Any = None
    contact = "Migration desk"
    draft = False
    drafted_by: Any = None
    retired = False

    title = factory.Sequence(lambda number: f"Activity number {number}")
    kind = Kind.PROJECT
    level = Level.BILATERAL
    status = Status.RUNNING
    starts_on = datetime.date(2026, 3, 1)
    lead: Any = None
    countries = ("NE",)
    areas = ""
    themes = ("migrant-smuggling",)
    partners = ()
    amount: Any = None
    mandates = ()

    @classmethod
    def _create(cls, model_class: type[Activity], *args: Any, **kwargs: Any) -> Activity:
        take = kwargs.pop
        originator = organisation(take("originator"))
        ministry = take("drafted_by")
        who = sharing(take("shared_with"), country_team=take("country_team"))
        announced_to, contact = take("announced_to"), take("contact")
        card = None if announced_to is None else CardChoice(sharing(announced_to), contact)
        draft, retired = take("draft"), take("retired")
        lead = take("lead")
        entry = services.Entry(
            places=_places(take("countries"), take("areas")),
            themes=tuple(themes().by_code[code].pk for code in take("themes")),
            partners=tuple(_partner(named) for named in take("partners")),
            amounts=_amounts(take("amount")),
            mandates=_mandates(take("mandates")),
            fields=kwargs | {"lead_id": organisation(lead).pk if lead else originator.pk},
        )
        if ministry:
            actor = for_organisation(organisation(ministry), function=Function.MINISTRY)
        else:
            actor = for_organisation(originator)
        with transaction.atomic(), reading_as(actor):
            row = services.log(actor=actor, entry=entry, sharing=who, card=card, draft=draft)
            if retired:
                row = services.retire(actor=actor, activity=row, reason="Entered by mistake.")
            return row


def _places(codes: Iterable[str], areas: str) -> tuple[services.Place, ...]:
    found = [services.Place(countries().by_code[code].pk) for code in codes]
    if areas:
        found[0] = services.Place(found[0].country_id, areas)
    return tuple(found)


def _partner(named: Organisation | str | services.Partner) -> services.Partner:
    if isinstance(named, services.Partner):
        return named
    return services.Partner(Role.IMPLEMENTING, organisation(named).pk)


def _amounts(amount: Decimal | int | services.Amount | None) -> tuple[services.Amount, ...]:
    if amount is None or isinstance(amount, services.Amount):
        return () if amount is None else (amount,)
    return (services.Amount("EUR", Decimal(amount), Stage.COMMITTED, datetime.date(2026, 1, 1)),)


def _mandates(codes: Iterable[str]) -> tuple[int, ...]:
    wanted = set(codes)
    return tuple(row.pk for row in mandates().values() if row.code in wanted)


class ImportFactory(factory.Factory):
    """An import as its organisation uploaded it, read by that organisation alone."""

    class Meta:
        model = Import

    originator: Any = "italy"
    name = "activities.xml"
    file = b"<iati-activities version='2.03'/>"

    @classmethod
    def _create(cls, model_class: type[Import], *args: Any, **kwargs: Any) -> Import:
        originator = organisation(kwargs.pop("originator"))
        actor = for_organisation(originator)
        with transaction.atomic(), reading_as(actor):
            audience = intern(actor=actor, circles=[circles().of_organisation[originator.pk]])
            return Import.objects.create(originator=originator, audience=audience, uploaded_by_id=0, **kwargs)


def relative_of(entry: Activity) -> ActivityRelative:
    """A programme that a file named and that is not in the register."""
    with transaction.atomic(), reading_as(for_organisation(entry.originator)):
        relative = ActivityRelative.of(entry, identifier="XX-MISSING", is_programme=True)
        relative.save()
    return relative
