"""Loads the people and the content of the demonstration: public facts, and entries marked as examples.

People and terms are brought up to date at every run; the content is loaded once for each version of its files.
"""

import csv
import datetime
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.access.services import once
from coordination.notices import queries as notice_queries
from coordination.notices import services as notice_services
from coordination.people.actors import build, for_organisation
from coordination.people.models import Membership, Organisation, User, today
from coordination.people.queries import organisations, party, presidency
from coordination.register import services
from coordination.register.kinds import State
from coordination.register.models import Activity
from coordination.register.sharing import CardChoice, Choice, Sharing
from coordination.world.queries import countries, mandates, themes

from .. import example_accounts

FOLDER = Path(__file__).resolve().parents[2] / "register" / "demonstration"
KEEPER = "commission"
SYSTEM = "re-import"
MARK = "demonstration:"


@dataclass(frozen=True)
class Seat:
    """A post that somebody of the demonstration holds: no person is meant."""

    name: str
    organisation: str
    function: str
    post: str
    countries: tuple[str, ...] = ()
    days_left: int = 540

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


TEAM_OF_FRONTEX = ("NE", "TN", "LY", "EG", "SN", "MR", "AL", "RS", "BA")

PERSONAS = (
    Seat("commission", "commission", Function.DELEGATE, "Policy officer, external dimension"),
    Seat("eeas", "eeas", Function.DELEGATE, "Migration desk"),
    Seat("italy", "italy", Function.DELEGATE, "Delegate in the working party"),
    Seat("france", "france", Function.DELEGATE, "Delegate in the working party"),
    Seat("malta", "malta", Function.DELEGATE, "Delegate in the working party"),
    Seat("italy-interior", "italy-interior", Function.MINISTRY, "Desk for international cooperation"),
    Seat("eud-niger", "eud-niger", Function.COUNTRY_TEAM, "Migration counsellor", ("NE",)),
    Seat("frontex", "frontex", Function.COUNTRY_TEAM, "Liaison with third countries", TEAM_OF_FRONTEX),
    Seat("gsc", "gsc", Function.DELEGATE, "Secretary of the working party"),
    Seat("italy-focal", "italy", Function.FOCAL_POINT, "Focal point of the delegation"),
    Seat("admin", "administration", Function.ADMINISTRATOR, "Administrator"),
    Seat("admin-second", "administration", Function.ADMINISTRATOR, "Second administrator"),
)
OTHERS = (
    Seat("commission-home", "commission-home", Function.DELEGATE, "Unit for the external dimension"),
    Seat("commission-mena", "commission-mena", Function.FOCAL_POINT, "Country desk, Tunisia", days_left=300),
    Seat("germany", "germany", Function.HEAD, "Head of delegation"),
    Seat("germany-delegate", "germany", Function.DELEGATE, "Delegate in the working party", days_left=25),
    Seat("greece", "greece", Function.DELEGATE, "Delegate in the working party"),
    Seat("spain", "spain", Function.DELEGATE, "Delegate in the working party", days_left=200),
    Seat("netherlands", "netherlands", Function.DELEGATE, "Delegate in the working party"),
    Seat("sweden", "sweden", Function.FOCAL_POINT, "Focal point for readmission", days_left=12),
    Seat("italy-reader", "italy", Function.READER, "Adviser, Permanent Representation"),
    Seat(
        "italy-foreign-affairs", "italy-foreign-affairs", Function.MINISTRY, "Migration desk", days_left=120
    ),
    Seat("spain-interior", "spain-interior", Function.MINISTRY, "Directorate for international relations"),
    Seat("europol", "europol", Function.COUNTRY_TEAM, "Smuggling centre, liaison", ("LY", "TN")),
    Seat("euaa", "euaa", Function.COUNTRY_TEAM, "External cooperation", ("EG", "NE"), 400),
    Seat("eud-tunisia", "eud-tunisia", Function.COUNTRY_TEAM, "Migration counsellor", ("TN",)),
    Seat("eud-libya", "eud-libya", Function.COUNTRY_TEAM, "Migration counsellor", ("LY",), 80),
)


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        with transaction.atomic():
            seat_everybody()
        with transaction.atomic():
            example_accounts.load()
        with transaction.atomic():
            follow_examples()
        with transaction.atomic():
            loaded = load_content()
        if verbosity:
            self.stdout.write(
                "Demonstration content loaded." if loaded else "Demonstration content is there."
            )


def seat_everybody() -> None:
    """Every persona holds its post today, the Presidency's in the state that chairs today."""
    chair = presidency().holder
    seats = [*PERSONAS, *OTHERS]
    if chair:
        seats.insert(0, Seat("presidency", chair.code, Function.DELEGATE, "Chair of the working party"))
    users = {user.email: user for user in User.objects.filter(email__in=[seat.email for seat in seats])}
    own = Membership.objects.filter(user__in=users.values(), stands_in_for=None)
    held = {row.user_id: row for row in own}
    bodies, known = organisations().by_code, countries().by_code
    for seat in seats:
        user = users.get(seat.email) or User.objects.create_user(
            email=seat.email, last_login=timezone.now() - datetime.timedelta(days=len(seat.post))
        )
        body, now = bodies[seat.organisation], held.get(user.pk)
        if now and (now.organisation_id, now.function) == (body.pk, seat.function) and _in_force(now):
            continue
        # A demonstration that slept for a year, or through a change of Presidency, wakes up in order.
        Membership.objects.filter(user=user).delete()
        seated = Membership.objects.create(
            user=user,
            organisation=body,
            function=seat.function,
            post=seat.post,
            starts_on=today() - datetime.timedelta(days=120),
            ends_on=today() + datetime.timedelta(days=seat.days_left),
            nomination="Demonstration",
        )
        seated.countries.set([known[code] for code in seat.countries])


# What some follow, so that notices of every rule are there: a country, a theme, a country and a theme, a search.
FOLLOWED: tuple[tuple[str, dict[str, str]], ...] = (
    ("malta", {"country": "LY"}),
    ("eeas", {"theme": "readmission"}),
    ("france", {"country": "NE", "theme": "migrant-smuggling"}),
    ("italy", {"query": "country=TN&status=planned"}),
    ("eud-niger", {"country": "NE"}),
)


def follow_examples() -> None:
    """Let some of the people of the demonstration follow something, unless they do already."""
    for name, filters in FOLLOWED:
        actor = build(User.objects.get(email=f"{name}@demo.example"))
        with reading_as(actor):
            if not notice_queries.subscriptions(actor):
                notice_services.follow(actor=actor, **_target(filters))


def _target(filters: dict[str, str]) -> dict[str, Any]:
    query = filters.get("query", "")
    return {
        "country_id": countries().by_code[filters["country"]].pk if "country" in filters else None,
        "theme_id": themes().by_code[filters["theme"]].pk if "theme" in filters else None,
        "noun": Activity._meta.db_table if query else "",
        "query": query,
    }


def _in_force(membership: Membership) -> bool:
    return membership.ends_on is None or membership.ends_on >= today()


def load_content() -> bool:
    """Load the files of the demonstration unless these very files are loaded; whether anything was done."""
    files = sorted([*FOLDER.glob("*.xml"), FOLDER / "examples.csv"])
    version = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    keeper = build(User.objects.get(email=f"{KEEPER}@demo.example"))
    with reading_as(keeper):
        _made, new = once(actor=keeper, key=f"{MARK}{version}", sent=version, make=_load)
    return new


def _load() -> UUID:
    body = organisations().by_code[KEEPER]
    for path in sorted(FOLDER.glob("*.xml")):
        with path.open("rb") as file:
            services.load_file(file=file, name=path.name, keeper=body)
    last = None
    with (FOLDER / "examples.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            last = _log(row) or last
    return last or body_of_nothing()


def body_of_nothing() -> UUID:
    """Stands for a load that added no entry of its own."""
    return UUID(int=0)


def _log(row: dict[str, str]) -> UUID | None:
    lead = organisations().by_code[row["lead"]]
    actor = _author(row, lead)
    with reading_as(actor):
        mark = f"{MARK}{row['key']}"
        if Activity.objects.visible_to(actor).filter(originator_id=party(lead).pk, external_id=mark).exists():
            return None
        return services.log(
            actor=actor,
            entry=_entry(row, lead, mark),
            sharing=_sharing(row["audience"]),
            card=CardChoice(_sharing(row["card"]), row["card_contact"]) if row["card"] else None,
            draft=row["state"] == State.DRAFT,
        ).pk


def _author(row: dict[str, str], lead: Organisation) -> Actor:
    if row["drafted_by"]:
        ministry = organisations().by_code[row["drafted_by"]]
        return for_organisation(ministry, function=Function.MINISTRY, system=SYSTEM)
    return for_organisation(party(lead), system=SYSTEM)


def _sharing(words: str) -> Sharing:
    """“members”, “members+team”, “named:italy;greece”."""
    choice, _, names = words.partition(":")
    choice, plus, _team = choice.partition("+")
    named = tuple(organisations().by_code[code].pk for code in names.split(";") if code)
    return Sharing(Choice(choice), named, country_team=bool(plus))


def _entry(row: dict[str, str], lead: Organisation, mark: str) -> services.Entry:
    same = ("title", "kind", "level", "status", "precision", "counterpart", "aim", "results", "lesson")
    fields: dict[str, Any] = {name: row[name] for name in (*same, "source", "reference")}
    fields |= {name: _day(row[name]) for name in ("starts_on", "ends_on")}
    fields |= {name: _day(row[name]) or today() for name in ("status_on", "confirmed_on")}
    fields |= {"lead_id": lead.pk, "external_id": mark, "is_example": row["example"] == "1"}
    areas = dict(_pair(words) for words in _several(row["areas"]))
    places = (
        services.Place(countries().by_code[code].pk, areas.get(code, ""))
        for code in _several(row["countries"])
    )
    known = {mandate.code: pk for pk, mandate in mandates().items()}
    return services.Entry(
        fields,
        tuple(places),
        tuple(themes().by_code[code].pk for code in _several(row["themes"])),
        tuple(_partner(words) for words in _several(row["partners"])),
        tuple(_amount(words) for words in _several(row["amounts"])),
        tuple(known[code] for code in _several(row["mandates"])),
    )


def _partner(words: str) -> services.Partner:
    code, role = _pair(words)
    return services.Partner(role, organisations().by_code[code].pk)


def _amount(words: str) -> services.Amount:
    currency, amount, stage, as_of, *instrument = words.split(" ", 4)
    day = datetime.date.fromisoformat(as_of)
    return services.Amount(currency, Decimal(amount), stage, day, *instrument)


def _several(words: str) -> list[str]:
    return [word.strip() for word in words.split(";") if word.strip()]


def _pair(words: str) -> tuple[str, str]:
    first, _, second = words.partition(":")
    return first, second


def _day(words: str) -> datetime.date | None:
    return datetime.date.fromisoformat(words) if words else None
