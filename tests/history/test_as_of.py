"""Rows as of a moment: what a reader could read then and may read now, and honestly nothing else."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.plans.models import Action, ActionTerms, PlanVersion
from coordination.access.reader import reading_as
from coordination.history.as_of import PartTable, Past, read_lines, rewound, typed
from coordination.history.models import HistoryLine
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations
from coordination.register import services
from coordination.register.kinds import Stage, Status
from coordination.register.models import Activity, ActivityAmount, ActivityCountry, ActivityTheme
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, themes
from tests import personas
from tests.factories import ActivityFactory

pytestmark = [pytest.mark.row("C8"), pytest.mark.row("B27")]

OWN, MEMBERS = Sharing(Choice.OWN), Sharing(Choice.MEMBERS)
PARTS = [PartTable(ActivityCountry, "activity"), PartTable(ActivityAmount, "activity")]
HUGE = Decimal("9007199254740993.01")  # as a float it would end in ..992


@pytest.fixture
def italy(committed):
    return personas.load("italy")


@pytest.fixture
def france(committed):
    return personas.load("france")


def said(row, **fields) -> services.Entry:
    """The entry as it stands, with some fields changed; Niger its only country."""
    names = ("title", "aim", "kind", "status", "lead_id", "starts_on", "ends_on")
    return services.Entry(
        fields={name: getattr(row, name) for name in names} | fields,
        places=(services.Place(countries().by_code["NE"].pk, "Agadez"),),
        themes=(themes().by_code["migrant-smuggling"].pk,),
    )


def change(persona, row, entry=None, *, actor=None, **kwargs):
    """Save an entry; the services commit, so each save is a transaction of its own."""
    fields = {name: kwargs.pop(name) for name in list(kwargs) if hasattr(row, name)}
    with transaction.atomic(), reading_as(actor := actor or persona.actor()):
        row = Activity.objects.visible_to(actor).get(pk=row.pk)
        kwargs.setdefault("sharing", None)
        return services.change(
            actor=actor,
            activity=row,
            version=row.version,
            entry=entry or said(row, **fields),
            **kwargs,
        )


def as_of(persona, at) -> Any:
    """The register as somebody finds it at a moment."""
    with transaction.atomic(), reading_as(actor := persona.actor()):
        rows = list(Activity.objects.visible_to(actor).order_by("title", "pk"))
        return rewound(actor, rows, at, PARTS)


def titles(persona, at):
    """The titles as of a moment, and for those not known when the record begins."""
    found = as_of(persona, at)
    return {then.row.title for then in found.rows}, {gap.row.title: gap.begins_at for gap in found.not_known}


def line_times(persona, row):
    with transaction.atomic(), reading_as(actor := persona.actor()):
        return list(
            HistoryLine.objects.visible_to(actor)
            .told_to_others()
            .of(row)
            .order_by("id")
            .values_list("at", flat=True)
        )


def test_changes_since_are_undone_with_their_types_and_nobody_elses_row_changes(italy, france):
    row = ActivityFactory(originator="italy", title="First", areas="Agadez")
    before = timezone.now()
    spain = organisations().by_code["spain"].pk
    change(italy, row, title="Second", starts_on=datetime.date(2026, 5, 1), lead_id=spain)
    between = timezone.now()
    change(italy, row, title="Third", ends_on=datetime.date(2027, 5, 1), starts_on=None, aim="Said.")

    with transaction.atomic(), reading_as(actor := france.actor()):
        present = list(Activity.objects.visible_to(actor))
        past = Past(actor, present, PARTS)
        read_lines(actor, past)
        found = [past.at(moment).rows[0].row for moment in (before, between, timezone.now())]
    assert [(then.title, then.starts_on, then.ends_on, then.aim, then.lead_id) for then in found] == [
        ("First", datetime.date(2026, 3, 1), None, "", row.lead_id),
        ("Second", datetime.date(2026, 5, 1), None, "", spain),
        ("Third", None, datetime.date(2027, 5, 1), "Said.", spain),
    ]
    assert [(now.title, now.aim) for now in present] == [("Third", "Said.")]
    assert all(then is not now for then in found for now in present)


def test_a_row_created_later_falls_away(italy, france):
    ActivityFactory(originator="italy", title="Old")
    at = timezone.now()
    ActivityFactory(originator="italy", title="New")
    ActivityFactory(originator="italy", title="Hidden", shared_with=[])

    assert titles(france, at) == ({"Old"}, {})
    assert titles(france, timezone.now()) == ({"Old", "New"}, {})
    assert titles(italy, at) == ({"Old"}, {})


def test_parts_added_later_fall_away_and_removed_ones_come_back_as_plain_values(italy, france):
    amount = services.Amount("XOF", HUGE, Stage.COMMITTED, datetime.date(2026, 1, 1), "NDICI")
    row = ActivityFactory(originator="italy", areas="Agadez", amount=amount)
    at = timezone.now()
    tunisia = services.Place(countries().by_code["TN"].pk)
    change(italy, row, replace(said(row), places=(tunisia,), amounts=()))

    found = as_of(france, at).rows[0].parts
    niger = countries().by_code["NE"].pk
    assert [(part["country_id"], part["areas"]) for part in found[ActivityCountry]] == [(niger, "Agadez")]
    assert [
        (part["id"], part["activity_id"], part["amount"], part["as_of"], part["stage"])
        for part in found[ActivityAmount]
    ] == [(None, row.pk, HUGE, datetime.date(2026, 1, 1), "committed")]
    now = as_of(france, timezone.now()).rows[0].parts
    assert [part["country_id"] for part in now[ActivityCountry]] == [tunisia.country_id]
    assert now[ActivityAmount] == ()


def test_a_row_narrowed_since_is_not_told(italy, france):
    row = ActivityFactory(originator="italy", title="Seen for a while")
    change(italy, row, title="Seen by France")
    with transaction.atomic(), reading_as(actor := france.actor()):
        kept_too_long = list(Activity.objects.visible_to(actor))
    at = timezone.now()
    change(italy, row, title="Own", sharing=OWN)

    assert titles(france, at) == (set(), {})
    assert titles(italy, at) == ({"Seen by France"}, {})
    with transaction.atomic(), reading_as(actor):
        found = rewound(actor, kept_too_long, at)
    assert (found.rows, [gap.begins_at for gap in found.not_known]) == ((), [None])


def test_a_row_widened_since_begins_for_its_new_readers_where_their_record_begins(italy, france):
    row = ActivityFactory(originator="italy", title="Secret", shared_with=[])
    narrow = timezone.now()
    change(italy, row, title="Public", sharing=MEMBERS, reason="Agreed.")
    widened = timezone.now()
    assert titles(france, widened) == (set(), {"Public": None})

    change(italy, row, title="Public, second text")
    (begins,) = line_times(france, row)
    later = timezone.now()
    change(italy, row, title="Public, third text")

    assert titles(france, narrow) == (set(), {"Public, third text": begins})
    assert titles(france, widened) == (set(), {"Public, third text": begins})
    assert titles(france, later) == ({"Public, second text"}, {})
    assert titles(italy, narrow) == ({"Secret"}, {})


def test_text_that_stood_while_a_row_was_narrow_for_a_time_stays_hidden(italy, france):
    row = ActivityFactory(originator="italy", title="Open")
    at_first = timezone.now()
    change(italy, row, title="Open, changed")
    open_twice = timezone.now()
    change(italy, row, sharing=OWN)
    change(italy, row, title="Secret")
    secret = timezone.now()
    change(italy, row, title="No longer secret")
    change(italy, row, sharing=MEMBERS, reason="Open again.")
    again = timezone.now()

    assert titles(france, at_first) == ({"Open"}, {})
    # Until when the text stood that France knows, its lines do not say.
    for moment in (open_twice, secret, again):
        assert titles(france, moment) == (set(), {"No longer secret": None})
    change(italy, row, title="Since then open")
    begins = line_times(france, row)[-1]
    assert titles(france, secret) == (set(), {"Since then open": begins})
    assert titles(france, timezone.now()) == ({"Since then open"}, {})
    assert titles(italy, secret) == ({"Secret"}, {})


def test_a_field_filled_and_a_part_added_out_of_sight_are_not_told_as_older_than_they_are(italy, france):
    row = ActivityFactory(originator="italy", title="Text added")
    other = ActivityFactory(originator="italy", title="Place added", areas="Agadez")
    at = timezone.now()
    for entry in (row, other):
        change(italy, entry, sharing=OWN)
    change(italy, row, aim="Written while it was narrow")
    places = tuple(services.Place(countries().by_code[code].pk, "Agadez") for code in ("NE", "TN"))
    change(italy, other, replace(said(other), places=places))
    for entry, entered in ((row, None), (other, replace(said(other), places=places))):
        change(italy, entry, entered, sharing=MEMBERS, reason="Open again.")

    assert titles(france, at) == (set(), {"Text added": None, "Place added": None})
    found = as_of(italy, at)
    assert [(then.row.aim, len(then.parts[ActivityCountry])) for then in found.rows] == [("", 1), ("", 1)]


def test_with_whom_a_row_is_shared_moves_nothing_for_others(italy, france):
    row = ActivityFactory(originator="italy", title="Kept", shared_with=["france"])
    at = timezone.now()
    named = tuple(organisations().by_code[code].pk for code in ("france", "malta"))
    change(italy, row, sharing=Sharing(Choice.NAMED, named), reason="For Malta.")

    found = as_of(france, at)
    assert [(then.row.title, then.row.audience_id) for then in found.rows] == [
        ("Kept", as_of(italy, at).rows[0].row.audience_id)
    ]
    assert titles(personas.load("malta"), at) == (set(), {"Kept": None})


def test_back_and_forth_in_one_transaction_is_one_change(italy, france):
    row = ActivityFactory(originator="italy", title="First", status=Status.PLANNED)
    at = timezone.now()
    inside = []
    with transaction.atomic(), reading_as(actor := italy.actor()):
        for title, status in (("Second", "running"), ("First", "planned"), ("Last", "running")):
            current = Activity.objects.visible_to(actor).get(pk=row.pk)
            services.change(
                actor=actor,
                activity=current,
                version=current.version,
                entry=said(current, title=title, status=status),
                sharing=None,
            )
            inside.append(timezone.now())

    for moment in (at, *inside[:-1]):
        assert [(then.row.title, then.row.status) for then in as_of(france, moment).rows] == [
            ("First", "planned")
        ]
    assert titles(france, timezone.now()) == ({"Last"}, {})


def test_what_a_system_job_wrote_is_undone_like_any_other_change(italy, france):
    row = ActivityFactory(originator="italy", title="As typed")
    at = timezone.now()
    with transaction.atomic():
        job = for_organisation(italy.organisation, system="re-import")
    change(italy, row, title="As imported", actor=job)

    assert titles(france, at) == ({"As typed"}, {})
    assert titles(france, timezone.now()) == ({"As imported"}, {})


def test_the_statements_do_not_grow_with_the_rows(italy):
    def statements(count):
        for _number in range(count):
            change(italy, ActivityFactory(originator="italy"), title="Again")
        with transaction.atomic(), reading_as(actor := italy.actor()):
            rows = list(Activity.objects.visible_to(actor))
            with CaptureQueriesContext(connection) as captured:
                rewound(actor, rows, timezone.now(), [*PARTS, PartTable(ActivityTheme, "activity")])
        return len(captured)

    assert (statements(1), statements(11)) == (4, 4)
    with CaptureQueriesContext(connection) as captured:
        assert rewound(italy.actor(), [], timezone.now(), PARTS).rows == ()
    assert all("historyline" not in query["sql"] for query in captured)


A_KEY = "0198a1f0-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("model", "name", "value", "expected"),
    [
        (PlanVersion, "lead_ids", [3, 1], [3, 1]),
        (PlanVersion, "agreed_on", "2026-11-25", datetime.date(2026, 11, 25)),
        (PlanVersion, "reference", None, ""),
        (PlanVersion, "mandate", None, None),
        (PlanVersion, "based_on", A_KEY, UUID(A_KEY)),
        (Action, "committed", Decimal("4200000.10"), Decimal("4200000.10")),
        (Action, "closed_by_id", 7, 7),
        (ActionTerms, "weighty", False, False),
        (Activity, "created_at", "2026-11-25T10:00:00+00:00",
         datetime.datetime(2026, 11, 25, 10, tzinfo=datetime.UTC)),
    ],
)  # fmt: skip
def test_values_have_the_type_of_their_field(model, name, value, expected):
    found = typed(model._meta.get_field(name), value)
    assert (found, type(found)) == (expected, type(expected))
