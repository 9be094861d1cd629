"""One activity put together piece by piece: what is sound is kept, what is not is told."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati.activity import (
    IatiActivity,
    IatiMarker,
    IatiOrganisation,
    IatiProblem,
    IatiRelation,
    IatiTag,
    text,
)
from coordination.exchange.iati.faults import Faults
from coordination.exchange.iati.money import Money
from coordination.exchange.iati.nodes import TEXT_LIMIT, Node, clean
from coordination.exchange.iati.places import Places
from coordination.exchange.iati.values import a_code, a_currency, a_date, a_moment, shown

PIECES_LIMIT = 5_000
"""Pieces of one kind that are kept of one activity; transactions are added up and have no limit."""

RESULTS_TOLD = 5

DATES = {"1": "planned_start", "2": "actual_start", "3": "planned_end", "4": "actual_end"}

PLAIN_CODES = {
    "activity-status": "status",
    "activity-scope": "scope",
    "collaboration-type": "collaboration_type",
    "default-flow-type": "default_flow_type",
    "default-finance-type": "default_finance_type",
}

DESCRIPTIONS = {"": "description", "1": "description", "2": "objectives", "3": "target_groups", "4": "other"}


class Builder:
    """Takes the pieces of one activity in the order of the file and hands back what came of them."""

    def __init__(self, attributes: Mapping[str, str], line: int, language: str) -> None:
        self.line = line
        self.language = language
        self.identifier = ""
        self.faults = Faults(line)
        self.places = Places(self.faults)
        self.money = Money(self.faults)
        self.found: dict[str, Any] = {}
        self.lists: dict[str, list[Any]] = {
            "organisations": [],
            "related": [],
            "tags": [],
            "policy_markers": [],
        }
        self.pieces: Counter[str] = Counter()
        self.results: list[str] = []
        self._take_attributes(attributes)

    def take(self, piece: Node) -> None:
        """Take one child of the activity."""
        self.pieces[piece.tag] += 1
        if piece.tag != "transaction" and self.pieces[piece.tag] > PIECES_LIMIT:
            return
        if piece.cut_anywhere:
            self.faults.tell(
                piece.line,
                piece.tag,
                _("This text is longer than %(limit)d characters; the rest was cut off."),
                limit=TEXT_LIMIT,
            )
        if piece.tag in PLAIN_CODES:
            self._take_plain_code(piece)
        else:
            TAKES[piece.tag](self, piece)

    def finish(self) -> tuple[IatiActivity | None, list[IatiProblem]]:
        """The activity, unless nothing can be made of it, and the faults in the order of the file."""
        self._check_whole()
        lists: dict[str, Any] = {name: tuple(items) for name, items in self.lists.items()}
        sound = lists | self.places.finish() | self.money.finish() | self.found
        if not sound.get("description") and sound.get("other"):
            sound["description"] = sound["other"]
        sound.pop("other", None)
        self._check_period(sound)
        if self.faults.rejected:
            return None, self.faults.of(self.identifier)
        activity = IatiActivity(
            identifier=self.identifier,
            line=self.line,
            default_currency=self.money.default_currency,
            results=self.pieces["result"],
            results_text="\n".join(self.results),
            **sound,
        )
        return activity, self.faults.of(self.identifier)

    def _take_attributes(self, attributes: Mapping[str, str]) -> None:
        self.found["default_language"] = self.language
        self.found["humanitarian"] = attributes.get("humanitarian", "").strip() in {"1", "true"}
        if currency := attributes.get("default-currency", "").strip():
            self.money.default_currency = a_currency(currency) or ""
            if not self.money.default_currency:
                self.faults.tell(
                    self.line,
                    "iati-activity",
                    _("“%(written)s” is not a currency; it was not used as the default."),
                    written=shown(currency),
                )
        if hierarchy := attributes.get("hierarchy", "").strip():
            if hierarchy.isascii() and hierarchy.isdigit() and 0 < len(hierarchy) < 3 and int(hierarchy):
                self.found["hierarchy"] = int(hierarchy)
            else:
                self.faults.tell(
                    self.line,
                    "iati-activity",
                    _("“%(written)s” is not a hierarchy level; level 1 was assumed."),
                    written=shown(hierarchy),
                )
        if updated := attributes.get("last-updated-datetime", "").strip():
            self.found["last_updated"] = a_moment(updated)
            if self.found["last_updated"] is None:
                self.faults.tell(
                    self.line,
                    "iati-activity",
                    _("“%(written)s” is not a date and time; it was left out."),
                    written=shown(updated),
                )

    def _take_plain_code(self, piece: Node) -> None:
        if code := self.faults.code(piece):
            self.found.setdefault(PLAIN_CODES[piece.tag], code)

    def _take_identifier(self, piece: Node) -> None:
        if not self.identifier:
            self.identifier = piece.text
        if len(self.identifier) > 255:
            self.faults.tell(
                piece.line, piece.tag, _("The identifier is longer than 255 characters."), reject=True
            )
            self.identifier = shown(self.identifier)

    def _take_reporter(self, piece: Node) -> None:
        if "reporting_name" in self.found:
            return
        self.found |= {
            "reporting_ref": clean(piece.get("ref")[:255]),
            "reporting_name": text(piece.texts()),
            "reporting_type": a_code(piece.get("type")) or "",
        }

    def _take_title(self, piece: Node) -> None:
        self.found.setdefault("title", piece.texts())

    def _take_description(self, piece: Node) -> None:
        kind = DESCRIPTIONS.get(piece.get("type"), "other")
        if texts := piece.texts(lines=True):
            self.found.setdefault(kind, texts)

    def _take_date(self, piece: Node) -> None:
        kind = DATES.get(piece.get("type"))
        if kind is None:
            self.faults.tell_of_code(piece, "type", piece.get("type"))
            return
        written = piece.get("iso-date")
        day = a_date(written)
        if day is None:
            self.faults.tell(
                piece.line,
                piece.tag,
                _("“%(written)s” is not a date (year-month-day, 1950 to 2100); it was left out.")
                if written
                else _("The date is missing; it was left out."),
                written=shown(written),
            )
            return
        self.found.setdefault(kind, day)

    def _take_organisation(self, piece: Node) -> None:
        role = piece.get("role")
        if role not in {"1", "2", "3", "4"}:
            self.faults.tell_of_code(piece, "role", role)
            return
        ref, name = clean(piece.get("ref")[:255]), text(piece.texts())
        if not ref and not name:
            self.faults.tell(
                piece.line, piece.tag, _("An organisation has neither a code nor a name; it was left out.")
            )
            return
        self.lists["organisations"].append(IatiOrganisation(ref, name, role, a_code(piece.get("type")) or ""))

    def _take_related(self, piece: Node) -> None:
        ref = clean(piece.get("ref")[:256])
        if not ref or len(ref) > 255:
            self.faults.tell_of_code(piece, "ref", ref)
        elif kind := self.faults.code(piece, "type"):
            self.lists["related"].append(IatiRelation(ref, kind))

    def _take_marker(self, piece: Node) -> None:
        vocabulary = a_code(piece.get("vocabulary") or "1") or ""
        if code := self.faults.code(piece):
            significance = a_code(piece.get("significance")) or ""
            self.lists["policy_markers"].append(IatiMarker(vocabulary, code, significance))

    def _take_tag(self, piece: Node) -> None:
        if code := self.faults.code(piece):
            vocabulary = a_code(piece.get("vocabulary")) or ""
            self.lists["tags"].append(IatiTag(vocabulary, code, text(piece.texts())))

    def _take_aid_type(self, piece: Node) -> None:
        code = self.faults.code(piece)
        if code and piece.get("vocabulary") in {"", "1"}:
            self.found.setdefault("default_aid_type", code)

    def _take_transaction(self, piece: Node) -> None:
        self.money.take_transaction(piece)
        self.places.take_from_transaction(piece)

    def _take_result(self, piece: Node) -> None:
        title = piece.find("title")
        words = text(title.texts()) if title else ""
        if words and len(self.results) < RESULTS_TOLD:
            self.results.append(words)

    def _check_whole(self) -> None:
        """Tell what must be in every activity and is not."""
        if not self.identifier:
            self.faults.tell(
                self.line,
                "iati-identifier",
                _("The activity has no identifier; without one it cannot be found again."),
                reject=True,
            )
        if not (self.found.get("reporting_ref") or self.found.get("reporting_name")):
            self.faults.tell(
                self.line, "reporting-org", _("The activity does not say which organisation reports it.")
            )
        if not self.found.get("title"):
            self.faults.tell(self.line, "title", _("The activity has no title."))
        if not self.pieces["activity-status"]:
            self.faults.tell(self.line, "activity-status", _("The activity has no status."))
        for tag, count in self.pieces.items():
            if tag != "transaction" and count > PIECES_LIMIT:
                self.faults.tell(
                    self.line,
                    tag,
                    _("Of %(count)d elements only the first %(limit)d were read."),
                    count=count,
                    limit=PIECES_LIMIT,
                )

    def _check_period(self, sound: dict[str, Any]) -> None:
        """Leave out an end before its own start, and before the start that the activity really had."""
        self._drop_early_end(sound, "planned_end", sound.get("planned_start"))
        start = sound.get("actual_start") or sound.get("planned_start")
        self._drop_early_end(sound, "actual_end", start)
        if "actual_end" not in sound:
            self._drop_early_end(sound, "planned_end", start)

    def _drop_early_end(self, sound: dict[str, Any], name: str, start: date | None) -> None:
        end: date | None = sound.get(name)
        if start and end and end < start:
            del sound[name]
            self.faults.tell(
                self.line,
                "activity-date",
                _("The end (%(end)s) is before the start (%(start)s); the end was left out."),
                end=end.isoformat(),
                start=start.isoformat(),
            )


TAKES: dict[str, Callable[[Builder, Node], None]] = {
    "iati-identifier": Builder._take_identifier,
    "reporting-org": Builder._take_reporter,
    "title": Builder._take_title,
    "description": Builder._take_description,
    "participating-org": Builder._take_organisation,
    "activity-date": Builder._take_date,
    "recipient-country": lambda builder, piece: builder.places.take_country(piece),
    "recipient-region": lambda builder, piece: builder.places.take_region(piece),
    "location": lambda builder, piece: builder.places.take_location(piece),
    "sector": lambda builder, piece: builder.places.take_sector(piece),
    "tag": Builder._take_tag,
    "policy-marker": Builder._take_marker,
    "default-aid-type": Builder._take_aid_type,
    "budget": lambda builder, piece: builder.money.take_budget(piece),
    "transaction": Builder._take_transaction,
    "related-activity": Builder._take_related,
    "result": Builder._take_result,
}
"""One way in for each piece in `nodes.SHAPE` that is not a plain code."""
