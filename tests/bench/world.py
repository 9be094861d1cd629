"""The rows of the measured world: the same at every run, and skewed as the register is.

Rows come as lines of PostgreSQL's COPY text format. Texts are made of plain words, so nothing in them
needs escaping.
"""

import datetime
import json
import random
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from coordination.people.models import OrganisationKind
from coordination.people.queries import circles, organisations, rota
from coordination.register.kinds import Kind, Level, Precision, Role, Stage, State, Status
from coordination.world.queries import countries, themes

from .vocabulary import AUTHORITIES, INSTRUMENTS, Vocabulary

SEED = 2026
LAST_DAY = datetime.date(2026, 10, 31)
CHUNK = 20_000
NULL = "\\N"

# The ten countries with an action plan carry most entries; one country has exactly ten, and a card.
HEAVY = ("AF", "BA", "IQ", "LY", "MA", "NE", "NG", "TN", "EG", "PK")
MIDDLE = (
    "SN",
    "ML",
    "ET",
    "GH",
    "CI",
    "GN",
    "BD",
    "TR",
    "JO",
    "LB",
    "DZ",
    "SO",
    "SD",
    "GM",
    "MR",
    "TD",
    "CM",
)
LIGHT = (
    *(
        "RS",
        "AL",
        "MK",
        "ME",
        "XK",
        "MD",
        "UA",
        "GE",
        "AM",
        "AZ",
        "BY",
        "VN",
        "IN",
        "LK",
        "NP",
        "MM",
        "TH",
        "PH",
    ),
    *("ER", "DJ", "KE", "UG", "RW", "CD", "CG", "BJ"),
)
TINY = "TO"
EXPORTED = "TG"

STATES = {"germany": 9.0, "france": 9.0, "italy": 8.0, "spain": 7.0, "netherlands": 5.0, "belgium": 3.0}
STATES |= {"sweden": 3.0, "denmark": 3.0, "austria": 2.0, "greece": 2.0, "malta": 1.5, "portugal": 1.5}
BODIES = {"commission-intpa": 10.0, "commission-home": 6.0, "commission-mena": 4.0, "commission-enest": 3.0}
BODIES |= {"commission-echo": 2.0, "commission-fpi": 2.0, "eeas": 2.0, "frontex": 3.0, "europol": 1.0}

COLUMNS = {
    "existencecard": "id audience_id originator_id version created_at lead_id country_id theme_id year "
    "quarter contact state confirmed_on",
    "activity": "id audience_id originator_id version created_at title kind lead_id level status status_on "
    "starts_on ends_on precision counterpart aim results lesson places staff source reference external_id "
    "part_of_id is_example confirmed_on state drafted_by_id card_id",
    "activitycountry": "audience_id lead_id state status confirmed_on activity_id country_id areas",
    "activitytheme": "audience_id lead_id state status confirmed_on activity_id theme_id",
    "activitypartner": "audience_id activity_id organisation_id name role",
    "activityamount": "audience_id activity_id currency amount stage as_of instrument",
    "historyline": "at change user_id organisation_id system noun record part verb fields reason "
    "audience_id audience_then_id",
}
Lines = dict[str, list[str]]


def line(*values: Any) -> str:
    """One row; None is NULL."""
    return "\t".join([NULL if value is None else str(value) for value in values]) + "\n"


class Draw[Item: Hashable]:
    """Draws with the given weights."""

    def __init__(self, chance: random.Random, weights: Mapping[Item, float]) -> None:
        self.chance, self.items = chance, list(weights)
        self.sums = list(accumulate(weights.values()))

    def many(self, k: int) -> list[Item]:
        return self.chance.choices(self.items, cum_weights=self.sums, k=k)

    def some(self, k: int) -> list[Item]:
        """Up to k different ones, in the order drawn."""
        return list(dict.fromkeys(self.many(k)))


class World:
    """Everything that the rows are drawn from; `audiences` fills while rows are made."""

    def __init__(self, entries: int) -> None:
        self.entries = entries
        self.chance = random.Random(SEED)
        self.words = Vocabulary(self.chance)
        self.audiences: dict[tuple[int, ...], int] = {}
        self._draws()
        self._named: dict[int, list[tuple[int, ...]]] = {}
        self.days = [(LAST_DAY - datetime.timedelta(days=back)).isoformat() for back in range(366 * 8)]

    def _draws(self) -> None:
        chance, known = self.chance, organisations().by_code
        weights: dict[Any, float] = {}
        for row in known.values():
            if row.kind == OrganisationKind.STATE:
                weights[row] = STATES.get(row.code, 0.7)
            elif row.code in BODIES:
                weights[row] = BODIES[row.code]
            elif row.kind == OrganisationKind.EU_DELEGATION:
                weights[row] = 0.2
        for row in known.values():
            # A fifth of what a state logs is led by one of its ministries.
            if row.kind == OrganisationKind.MINISTRY and row.parent_id:
                weights[row] = STATES.get(organisations().by_id[row.parent_id].code, 0.7) / 10
        self.leads = Draw(chance, weights)
        self.states = [row for row in known.values() if row.kind == OrganisationKind.STATE]
        places = countries().by_code
        spread = dict.fromkeys(LIGHT, 1.0) | dict.fromkeys(MIDDLE, 3.0) | dict.fromkeys(HEAVY, 9.0)
        self.places = Draw(
            chance, {places[code]: weight for code, weight in (spread | {EXPORTED: 0.4}).items()}
        )
        subjects = [row.pk for row in themes().by_id.values() if row.parent_id]
        self.themes = Draw(chance, {pk: 1 / (place + 3) for place, pk in enumerate(subjects)})
        self.kinds = Draw(chance, {kind.value: 1 / (place + 1) for place, kind in enumerate(Kind)})
        self.levels = Draw(chance, dict(zip(Level.values, (3, 2, 4, 1), strict=True)))
        self.statuses = Draw(chance, dict(zip(Status.values, (12, 40, 3, 40, 5), strict=True)))
        self.of_state = Draw(chance, dict(zip(State.values, (2, 94, 3, 1), strict=True)))
        self.precisions = Draw(chance, dict(zip(Precision.values, (5, 4, 1), strict=True)))
        self.sharings = Draw(
            chance, {"members": 70, "institutions": 10, "named": 8, "presidency": 5, "own": 7}
        )
        implementers = [row.pk for row in known.values() if row.kind == OrganisationKind.IMPLEMENTER]
        self.partners = Draw(chance, {pk: 1 / (place + 2) for place, pk in enumerate(implementers)})
        self.roles = Draw(chance, dict(zip(Role.values, (3, 5, 1), strict=True)))
        self.stages = Draw(chance, dict(zip(Stage.values, (2, 6, 2), strict=True)))
        self.currencies = Draw(chance, {"EUR": 85, "USD": 6, "SEK": 3, "DKK": 3, "CZK": 3})

    def intern(self, wanted: set[int]) -> int:
        """The number of an audience, new or known."""
        return self.audiences.setdefault(tuple(sorted(wanted)), len(self.audiences) + 1)

    def audience(
        self,
        originator: int,
        sharing: str,
        day: datetime.date,
        places: Sequence[Any] = (),
        drafted_by: int | None = None,
    ) -> int:
        """The audience of an entry that was shared on a day; country teams join a few single-country entries."""
        known = circles()
        wanted = {known.of_organisation[originator]}
        if drafted_by:
            wanted.add(known.of_organisation[drafted_by])
        if sharing == "members":
            wanted.add(known.members)
            if len(places) == 1 and not drafted_by and self.chance.random() < 0.12:
                wanted.add(known.of_country[places[0].pk])
        elif sharing == "named":
            if originator not in self._named:
                self._named[originator] = [
                    tuple(known.of_organisation[row.pk] for row in self.chance.sample(self.states, size))
                    for size in (1, 1, 2, 2, 3, 4, 6)
                ]
            wanted |= set(self.chance.choice(self._named[originator]))
        elif sharing in ("institutions", "presidency"):
            term = next(term for term in rota() if term.starts_on <= day <= term.ends_on)
            wanted.add(known.of_term[term.pk])
            if sharing == "institutions":
                wanted.add(known.institutions)
        return self.intern(wanted)

    def audience_lines(self) -> list[str]:
        return [line(pk, "{" + ",".join(map(str, found)) + "}") for found, pk in self.audiences.items()]

    def chunks(self) -> Iterator[Lines]:
        """All rows, some thousand entries at a time, as lines for each table."""
        earlier: list[str] = []
        for start in range(0, self.entries, CHUNK):
            yield self._chunk(start, min(CHUNK, self.entries - start), earlier)

    def _chunk(self, start: int, k: int, earlier: list[str]) -> Lines:
        chance = self.chance
        lines: Lines = {table: [] for table in COLUMNS}
        drawn_places = [self.places.some(n) for n in chance.choices((1, 2, 3), (78, 16, 6), k=k)]
        if start == 0:
            drawn_places[:11] = [[countries().by_code[TINY]]] * 11
        titles = self.words.titles(chance, [places[0].name_en for places in drawn_places])
        aims = self.words.texts(chance, k, 0.7)
        results = self.words.texts(chance, k, 0.35)
        lessons = self.words.texts(chance, k, 0.1, 1)
        columns = (
            self.leads.many(k),
            self.kinds.many(k),
            self.levels.many(k),
            self.statuses.many(k),
            self.of_state.many(k),
            self.precisions.many(k),
            self.sharings.many(k),
        )
        for n, (lead, kind, level, status, state, precision, sharing) in enumerate(
            zip(*columns, strict=True)
        ):
            number = start + n
            if number <= 10:
                state, sharing = State.CURRENT.value, "members" if number < 10 else "own"
                lead = organisations().by_code["germany"]
            pk = _uuid(chance)
            originator, places = lead.party_id, drawn_places[n]
            back = int(1460 * chance.random() ** 1.6)
            confirmed, created = self.days[back], self.days[back + chance.randint(0, 300)]
            start_back = back + chance.randint(-200, 700)
            starts = (LAST_DAY - datetime.timedelta(days=start_back)).isoformat()
            ends = None
            if chance.random() < 0.8:
                length = datetime.timedelta(days=chance.randint(0, 1500))
                ends = (LAST_DAY - datetime.timedelta(days=start_back) + length).isoformat()
            if state in (State.DRAFT, State.DISCARDED):
                sharing = "own"
            day = LAST_DAY - datetime.timedelta(days=back)
            drafted_by = None
            if lead.kind == OrganisationKind.MINISTRY and chance.random() < 0.6:
                drafted_by = lead.pk
            audience = self.audience(originator, sharing, day, places, drafted_by)
            chosen = self.themes.some(chance.choice((1, 1, 1, 2)))
            card = None
            announced = number == 10 or chance.random() < 0.207
            if sharing != "members" and state == State.CURRENT and announced:
                card = _uuid(chance)
                wide = number == 10 or chance.random() < 0.9
                to_all = self.audience(originator, "members" if wide else "named", day)
                lines["existencecard"].append(
                    line(
                        *(
                            card,
                            to_all,
                            originator,
                            1,
                            f"{created} 10:00+00",
                            lead.pk,
                            places[0].pk,
                            chosen[0],
                        ),
                        *(day.year, (day.month + 2) // 3, "Migration desk", state, confirmed),
                    )
                )
            is_iati = lead.code == "commission-intpa" and chance.random() < 0.5
            external = f"XI-IATI-EC_INTPA-{number}" if is_iati else ""
            parent = chance.choice(earlier) if earlier and chance.random() < 0.05 else None
            lines["activity"].append(
                line(
                    *(
                        pk,
                        audience,
                        originator,
                        chance.randint(1, 4),
                        f"{created} 10:00+00",
                        titles[n],
                        kind,
                        lead.pk,
                    ),
                    *(level, status, confirmed, starts, ends, precision),
                    chance.choice(AUTHORITIES) if chance.random() < 0.3 else "",
                    *(aims[n], results[n], lessons[n], None, None, "IATI" if is_iati else "", external[-12:]),
                    *(external, parent, "f", confirmed, state, drafted_by, card),
                )
            )
            copies = (audience, lead.pk, state, status, confirmed, pk)
            for place in places:
                area = chance.choice(self.words.names) if chance.random() < 0.2 else ""
                lines["activitycountry"].append(line(*copies, place.pk, area))
            for theme in chosen:
                lines["activitytheme"].append(line(*copies, theme))
            self._money_and_partners(lines, pk, audience, confirmed)
            self._history(lines, pk, audience, originator, number, created, confirmed, titles[n], status)
            if n % 50 == 0:
                earlier.append(pk)
        return lines

    def _money_and_partners(self, lines: Lines, pk: str, audience: int, day: str) -> None:
        chance = self.chance
        if chance.random() < 0.4:
            for partner in self.partners.some(chance.randint(1, 3)):
                named = chance.random() < 0.1
                name = chance.choice(self.words.names) if named else ""
                role = self.roles.many(1)[0]
                lines["activitypartner"].append(line(audience, pk, None if named else partner, name, role))
        if chance.random() < 0.35:
            stages = self.stages.some(chance.choice((1, 1, 2)))
            currency = self.currencies.many(1)[0]
            for stage in stages:
                amount = f"{int(10 ** chance.uniform(4, 8))}.00"
                instrument = chance.choice(INSTRUMENTS)
                lines["activityamount"].append(line(audience, pk, currency, amount, stage, day, instrument))

    def _history(
        self,
        lines: Lines,
        pk: str,
        audience: int,
        originator: int,
        number: int,
        created: str,
        confirmed: str,
        title: str,
        status: str,
    ) -> None:
        """That it was logged, and for some what changed: less than triggers would have written."""
        noun = "coordination_activity"
        told = json.dumps({"title": [None, title], "status": [None, status]})
        user = number % 10_000 + 1
        lines["historyline"].append(
            line(
                *(f"{created} 10:00+00", 10**6 + number, user, originator, "", noun, pk, ""),
                *("created", told, "", audience, audience),
            )
        )
        for change in range(self.chance.choice((0, 0, 1, 1, 4))):
            told = json.dumps({"status": ["planned", status]})
            lines["historyline"].append(
                line(
                    *(
                        f"{confirmed} 1{change}:00+00",
                        10**8 + number * 10 + change,
                        user,
                        originator,
                        "",
                        noun,
                    ),
                    *(pk, "", "changed", told, "", audience, audience),
                )
            )


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}"
