"""Loads the reference tables from the project's own CSV files; running it again changes what changed."""

import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction

from coordination.access.models import Circle, CircleKind
from coordination.access.reference import Reference
from coordination.people.models import Organisation, OrganisationKind, Post, PresidencyTerm
from coordination.world.models import Country, Mandate, Region, Route, Theme, Tier

COORDINATION = Path(__file__).resolve().parent.parent.parent
WORLD = COORDINATION / "world" / "reference"
PEOPLE = COORDINATION / "people" / "reference"

Row = dict[str, str]


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _upsert[Model: models.Model](
    model: type[Model], rows: Iterator[Row], key: str, values: Callable[[Row], dict[str, Any]]
) -> dict[str, Model]:
    """Insert or update by a unique field; the rows by that field."""
    built = [model(**values(row)) for row in rows]
    fields = [
        field.name for field in model._meta.concrete_fields if not field.primary_key and field.name != key
    ]
    model._default_manager.bulk_create(
        built, update_conflicts=True, unique_fields=[key], update_fields=fields
    )
    return {getattr(row, key): row for row in model._default_manager.all()}


def _date(text: str) -> str | None:
    return text or None


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        countries = self._world()
        organisations = self._people(countries)
        self._circles(organisations, countries)
        Reference.forget_all()
        if options["verbosity"]:
            self.stdout.write(f"{len(countries)} countries, {len(organisations)} organisations")

    def _world(self) -> dict[str, Country]:
        def named(row: Row, order: int = 0) -> dict[str, Any]:
            return {"code": row["code"], "name_en": row["name_en"], "name_fr": row["name_fr"]}

        ordered = [row | {"order": str(place)} for place, row in enumerate(_rows(WORLD / "regions.csv"))]
        regions = _upsert(Region, iter(ordered), "code", lambda row: named(row) | {"order": row["order"]})
        routes = _upsert(Route, _rows(WORLD / "routes.csv"), "code", named)
        countries = _upsert(
            Country,
            _rows(WORLD / "countries.csv"),
            "code",
            lambda row: (
                named(row)
                | {"iso3": row["iso3"], "numeric": row["numeric"], "region": regions[row["region"]]}
                | {"note_en": row.get("note_en", ""), "note_fr": row.get("note_fr", "")}
            ),
        )
        through = Country.routes.through
        through._default_manager.all().delete()
        through._default_manager.bulk_create(
            through(country_id=countries[row["country"]].pk, route_id=routes[row["route"]].pk)
            for row in _rows(WORLD / "country_routes.csv")
        )
        Tier.objects.all().delete()
        Tier.objects.bulk_create(
            Tier(
                country=countries[row["country"]],
                **{name: row[name] for name in ("level", "label_en", "label_fr", "starts_on", "source")},
                ends_on=_date(row["ends_on"]),
            )
            for row in _rows(WORLD / "tiers.csv")
        )
        themes: dict[str, Theme] = {}

        def theme(row: Row) -> dict[str, Any]:
            plain = {name: row[name] for name in ("order", "strand", "short_en", "short_fr")}
            return named(row) | plain | {"parent": themes.get(row["parent"])}

        for top in (True, False):  # the domains first, their parts point to them
            rows = (row for row in _rows(WORLD / "themes.csv") if (not row["parent"]) == top)
            themes |= _upsert(Theme, rows, "code", theme)
        _upsert(Mandate, _rows(WORLD / "mandates.csv"), "code", dict)
        return countries

    def _people(self, countries: dict[str, Country]) -> dict[str, Organisation]:
        organisations: dict[str, Organisation] = {}
        remaining = list(_rows(PEOPLE / "organisations.csv"))
        while remaining:  # parents first
            ready = [row for row in remaining if not row["parent"] or row["parent"] in organisations]
            if not ready:
                raise ValueError(f"organisations.csv: unknown parent of {remaining[0]['code']}")
            made = partial(self._organisation, organisations)
            organisations |= _upsert(Organisation, iter(ready), "code", made)
            remaining = [row for row in remaining if row["code"] not in organisations]
        known = {term.starts_on.isoformat(): term for term in PresidencyTerm.objects.all()}
        PresidencyTerm.objects.bulk_create(
            PresidencyTerm(
                organisation=organisations[row["organisation"]],
                **{name: row[name] for name in ("starts_on", "ends_on", "trio")},
            )
            for row in _rows(PEOPLE / "terms.csv")
            if row["starts_on"] not in known
        )
        Post.objects.all().delete()
        Post.objects.bulk_create(
            Post(
                organisation=organisations[row["organisation"]],
                country=countries.get(row["country"]),
                **{name: row[name] for name in ("kind", "title_en", "title_fr")},
                is_example=row["example"] == "1",
            )
            for row in _rows(PEOPLE / "posts.csv")
        )
        return organisations

    def _organisation(self, organisations: dict[str, Organisation], row: Row) -> dict[str, Any]:
        names = ("code", "kind", "name_en", "name_fr", "name_own", "short_en", "short_fr")
        return {name: row[name] for name in names} | {
            "parent": organisations.get(row["parent"]),
            "protocol_order": row["protocol_order"] or 999,
            "country_code": row["country"],
            "has_accounts": row["has_accounts"] == "1",
            "reads_delegation": row.get("reads_delegation") == "1",
            "iati_refs": row["iati_refs"].split(),
        }

    def _circles(self, organisations: dict[str, Organisation], countries: dict[str, Country]) -> None:
        """One circle for each organisation that can sign in, each term and each country; never removed."""
        have = set(Circle.objects.values_list("kind", "organisation_id", "term_id", "country_id"))
        wanted = [Circle(kind=CircleKind.MEMBERS), Circle(kind=CircleKind.INSTITUTIONS)]
        wanted += [
            Circle(kind=CircleKind.ORGANISATION, organisation=row)
            for row in organisations.values()
            if row.has_accounts or row.kind != OrganisationKind.IMPLEMENTER
        ]
        wanted += [Circle(kind=CircleKind.TERM, term=term) for term in PresidencyTerm.objects.all()]
        wanted += [Circle(kind=CircleKind.COUNTRY_TEAM, country=country) for country in countries.values()]
        Circle.objects.bulk_create(
            circle
            for circle in wanted
            if (circle.kind, circle.organisation_id, circle.term_id, circle.country_id) not in have
        )
