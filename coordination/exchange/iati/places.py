"""Where an activity takes place and what it is about: countries, regions, locations, sectors."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati.activity import IatiCountry, IatiLocation, IatiRegion, IatiSector, text
from coordination.exchange.iati.faults import Faults
from coordination.exchange.iati.nodes import Node
from coordination.exchange.iati.sums import add_up
from coordination.exchange.iati.values import a_country, a_percentage, shown

_POINT = re.compile(r"([+-]?\d{1,3}(?:\.\d{1,20})?)\s+([+-]?\d{1,3}(?:\.\d{1,20})?)", re.ASCII)


class Places:
    """Countries, regions and sectors of one activity, its own or, where it has none, its transactions'."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._line = faults.line
        self._countries: list[IatiCountry] = []
        self._regions: list[IatiRegion] = []
        self._sectors: list[IatiSector] = []
        self._locations: list[IatiLocation] = []
        # Ordered, and every place once, however many transactions name it.
        self._paid_countries: dict[str, IatiCountry] = {}
        self._paid_regions: dict[tuple[str, str], IatiRegion] = {}
        self._paid_sectors: dict[tuple[str, str], IatiSector] = {}

    def take_country(self, piece: Node) -> None:
        """A recipient country of the activity."""
        if code := self._country(piece):
            self._countries.append(IatiCountry(code, self._percentage(piece)))

    def take_region(self, piece: Node) -> None:
        """A recipient region of the activity."""
        if code := self._faults.code(piece):
            vocabulary = self._faults.code(piece, "vocabulary", default="1")
            self._regions.append(IatiRegion(vocabulary, code, self._percentage(piece)))

    def take_sector(self, piece: Node) -> None:
        """A sector of the activity."""
        if code := self._faults.code(piece):
            vocabulary = self._faults.code(piece, "vocabulary", default="1")
            self._sectors.append(IatiSector(vocabulary, code, self._percentage(piece), text(piece.texts())))

    def take_location(self, piece: Node) -> None:
        """A place inside a country; a broken point does not cost the name."""
        named, point = piece.find("name"), piece.find("point")
        name = text(named.texts()) if named else ""
        where = self._point(point) if point else None
        if where:
            self._locations.append(IatiLocation(name, *where))
        elif name:
            self._locations.append(IatiLocation(name))

    def take_from_transaction(self, piece: Node) -> None:
        """Places and sectors of a transaction, for an activity that states none (allowed since 2.01)."""
        for part in piece.all("recipient-country"):
            if code := self._country(part):
                self._paid_countries.setdefault(code, IatiCountry(code))
        for part in piece.all("recipient-region"):
            if code := self._faults.code(part):
                vocabulary = self._faults.code(part, "vocabulary", default="1")
                self._paid_regions.setdefault((vocabulary, code), IatiRegion(vocabulary, code))
        for part in piece.all("sector"):
            if code := self._faults.code(part):
                vocabulary = self._faults.code(part, "vocabulary", default="1")
                self._paid_sectors.setdefault((vocabulary, code), IatiSector(vocabulary, code))

    def finish(self) -> dict[str, Any]:
        """Everything found, with shares only where they make a hundred."""
        self._settle_places()
        self._settle_sectors()
        if not self._countries and not self._regions:
            self._countries = list(self._paid_countries.values())
            self._regions = list(self._paid_regions.values())
        return {
            "countries": tuple(self._countries),
            "regions": tuple(self._regions),
            "locations": tuple(self._locations),
            "sectors": tuple(self._sectors or self._paid_sectors.values()),
        }

    def _country(self, piece: Node) -> str:
        written = piece.get("code")
        code = a_country(written)
        if code:
            return code
        if written:
            self._faults.tell(
                piece.line,
                piece.tag,
                _("“%(written)s” is not the code of a country (ISO 3166-1); it was left out."),
                written=shown(written),
            )
        else:
            self._faults.tell_of_code(piece, "code", written)
        return ""

    def _percentage(self, piece: Node) -> Decimal | None:
        written = piece.get("percentage")
        share = a_percentage(written)
        if written and share is None:
            self._faults.tell(
                piece.line,
                piece.tag,
                _("“%(written)s” is not a percentage from 0 to 100; it was left out."),
                written=shown(written),
            )
        return share

    def _point(self, point: Node) -> tuple[float, float] | None:
        position = point.find("pos")
        match = _POINT.fullmatch(position.text) if position else None
        if match:
            latitude, longitude = float(match[1]), float(match[2])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
        self._faults.tell(
            point.line, "location", _("The point has no position (latitude and longitude); it was left out.")
        )
        return None

    def _settle_places(self) -> None:
        """Countries and regions share one hundred; several region lists may each tell the same part of it."""
        by_list: dict[str, list[Decimal | None]] = defaultdict(list)
        for region in self._regions:
            by_list[region.vocabulary].append(region.percentage)
        countries = [country.percentage for country in self._countries]
        regions = [region.percentage for region in self._regions]
        whole = add_up(countries + regions)
        if whole or (by_list and all(add_up(countries + shares) for shares in by_list.values())):
            return
        # A region in a second list beside complete countries says again what the countries say.
        if countries and all(add_up(shares) for shares in (countries, *by_list.values())):
            return
        self._tell_of_shares("recipient-country" if countries else "recipient-region", countries + regions)
        self._countries = [replace(country, percentage=None) for country in self._countries]
        self._regions = [replace(region, percentage=None) for region in self._regions]

    def _settle_sectors(self) -> None:
        """Sectors make a hundred in each vocabulary."""
        by_list: dict[str, list[Decimal | None]] = defaultdict(list)
        for sector in self._sectors:
            by_list[sector.vocabulary].append(sector.percentage)
        broken = {vocabulary for vocabulary, shares in by_list.items() if not add_up(shares)}
        for vocabulary in sorted(broken):
            self._tell_of_shares("sector", by_list[vocabulary])
        self._sectors = [
            replace(sector, percentage=None) if sector.vocabulary in broken else sector
            for sector in self._sectors
        ]

    def _tell_of_shares(self, field: str, shares: Iterable[Decimal | None]) -> None:
        total = sum((share for share in shares if share is not None), Decimal())
        template = _(
            "The percentages are incomplete or do not make 100 (they make %(total)s); they were left out."
        )
        self._faults.tell(self._line, field, template, total=f"{total.normalize():f}")
