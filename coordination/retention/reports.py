"""What the product holds about a person, for the person and, without content, for an administrator.

Regulation (EU) 2018/1725, Article 17. The rows come from one function of the database, which tells
what they say to the person alone; what was written is counted as far as its author may read it now.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format, moment_words
from coordination.access.functions import answer_of
from coordination.history.models import HistoryLine
from coordination.people.factors import CODE, PASSKEY, RECOVERY, held
from coordination.people.models import BRUSSELS, Membership, User
from coordination.people.queries import organisations
from coordination.people.sessions import prefix

from .queries import person_name
from .schedule import COLUMNS, KINDS, Column

WRITTEN = 500  # records named in one report


@dataclass(frozen=True)
class Kept:
    """The rows of one column that names a person: how many, and what they say to the person alone."""

    column: Column
    number: int
    rows: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Written:
    """A record that the person changed and may still read."""

    noun: str
    record: str
    changes: int
    first: Any
    last: Any


@dataclass(frozen=True)
class Report:
    """Everything about one person, at one moment."""

    user: User
    name: str
    memberships: list[Membership]
    session_days: list[str]
    factors: list[str]
    kept: list[Kept]
    written: list[Written] = field(default_factory=list)
    made_at: Any = field(default_factory=timezone.now)


def of_oneself(actor: Actor, user: User) -> Report:
    """Everything about the person who asks."""
    memberships = _memberships(user)
    return Report(
        user,
        user.email,
        memberships,
        _session_days(user),
        _factors(user),
        _kept(user.pk)[0],
        _written(actor, user.pk),
    )


def of_somebody(user: User) -> Report:
    """Counts alone, for an administrator: no word of what the rows say, and no record."""
    memberships = _memberships(user)
    kept, sessions = _kept(user.pk)
    days = [""] * sessions
    return Report(user, person_name(user, memberships), memberships, days, [], kept)


def _memberships(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).order_by("starts_on", "pk"))


def _session_days(user: User) -> list[str]:
    """The days on which the sessions that are still open began."""
    found = Session.objects.filter(session_key__startswith=prefix(user.pk))
    kept = [content for session in found if "began" in (content := session.get_decoded())]
    days = sorted(
        (datetime.datetime.fromtimestamp(content["began"], BRUSSELS).date(), content.get("device", ""))
        for content in kept
    )
    return [
        f"{date_format(day, 'j F Y')} ({device})" if device else date_format(day, "j F Y")
        for day, device in days
    ]


def _factors(user: User) -> list[str]:
    """The second factors by name; what proves them is told to nobody."""
    factors = held(user.pk)
    names = [str(factor.wrap().name) for factor in factors[PASSKEY]]
    names += [_("Authenticator app") for _factor in factors[CODE]]
    return names + [_("Recovery codes") for _factor in factors[RECOVERY]]


def _kept(user_id: int) -> tuple[list[Kept], int]:
    told: Mapping[str, Any] = json.loads(answer_of("roundtable_person", user_id))
    kept = [
        Kept(column, row["number"], row["rows"])
        for column in COLUMNS.values()
        if (row := told.get(f"{column.table}.{column.column}")) and row["number"]
    ]
    return kept, told["django_session"]["number"]


def _written(actor: Actor, user_id: int) -> list[Written]:
    lines = HistoryLine.objects.visible_to(actor).filter(user_id=user_id)
    found = (
        lines.order_by()
        .values_list("noun", "record")
        .annotate(changes=Count("change", distinct=True), first=Min("at"), last=Max("at"))
        .order_by("-last")[:WRITTEN]
    )
    return [Written(noun_label(noun), str(record), *rest) for noun, record, *rest in found]


def noun_label(noun: str) -> str:
    """A kind of record, by its table, in words."""
    model = next((model for model in apps.get_models() if model._meta.db_table == noun), None)
    words = str(model._meta.verbose_name) if model else noun
    return words[:1].upper() + words[1:]


def account_facts(report: Report) -> list[tuple[str, str]]:
    """The account itself, in words."""
    user = report.user
    facts = [
        (_("Person"), report.name),
        (_("Account opened"), date_format(user.created_at.astimezone(BRUSSELS).date(), "j F Y")),
        (_("Account"), _("open") if user.is_active else _("closed")),
        (_("Language of mails"), user.language),
        (_("Last sign-in"), moment_words(user.last_login)),
        (_("Last seen"), moment_words(user.seen_at)),
        (_("Second factors"), ", ".join(report.factors)),
        (_("Open sessions, by the day they began"), ", ".join(filter(None, report.session_days))),
    ]
    return [(label, str(words)) for label, words in facts if words]


def function_rows(report: Report) -> list[list[str]]:
    """The functions held: organisation, function, post, from, to."""
    known = organisations().by_id
    return [
        [
            known[row.organisation_id].name,
            str(row.get_function_display()),
            row.post,
            date_format(row.starts_on, "j F Y"),
            date_format(row.ends_on, "j F Y") if row.ends_on else _("no end date"),
        ]
        for row in report.memberships
    ]


def as_values(report: Report) -> dict[str, Any]:
    """The report for a machine."""
    user = report.user
    return {
        "made_at": report.made_at,
        "account": {
            "number": user.pk,
            "email": user.email,
            "open": user.is_active,
            "language": user.language,
            "created_at": user.created_at,
            "last_login": user.last_login,
            "seen_at": user.seen_at,
        },
        "sessions_began_on": report.session_days,
        "factors": report.factors,
        "kept": [
            {
                "what": str(row.column.label),
                "where": f"{row.column.table}.{row.column.column}",
                "number": row.number,
                "when_erased": row.column.fate,
                "rows": row.rows,
            }
            for row in report.kept
        ],
        "written": [vars(row) for row in report.written],
        "retention": [
            {"what": str(kind.label), "days": kind.days, "way": kind.way} for kind in KINDS.values()
        ],
    }
