"""What becomes of an IATI file: entries, owners, readers, and what a second import does."""

import datetime
from pathlib import Path

import pytest
from django.db import transaction

from coordination.access.models import Audience
from coordination.access.reader import reading_as
from coordination.exchange.iati import IatiActivity, read
from coordination.history.models import HistoryLine
from coordination.people.audiences import MEMBERS, OWN, level_of
from coordination.people.models import today
from coordination.people.queries import circles, organisations
from coordination.register import services
from coordination.register.models import Activity, ActivityPartner, ActivityTheme
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, themes
from tests.register.iati_files import (
    FRANCE,
    INTPA,
    IOM,
    ITALY,
    actor_of,
    countries_of,
    entries,
    load,
    one,
    related,
    spent,
    sums,
    whole,
)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

SHARED = sorted((Path(__file__).parents[3] / "shared" / "data" / "iati").glob("*_100*.xml"))


def counts(outcome):
    return (outcome.created, outcome.updated, outcome.unchanged, outcome.rejected)


def fields_of(outcome):
    return {problem.field for problem in outcome.problems}


@pytest.mark.row("A44")
def test_an_activity_becomes_an_entry_of_the_state_whose_agency_reports_it() -> None:
    assert counts(load(one("IT-1", spent(1000), spent(400, kind=3)), name="aics.xml")) == (1, 0, 0, 0)

    [row] = entries().values()
    assert (row.originator.code, row.lead.code, row.level) == ("italy", "aics", "bilateral")
    assert (row.title, row.status, row.kind) == ("Wells for Agadez", "running", "project")
    assert (row.external_id, row.reference, row.source) == ("IT-1", "IT-1", "IATI: Reporter")
    assert row.confirmed_on == datetime.date(2026, 3, 1)
    assert countries_of(row) == {"NE"}
    assert sums([row]) == {"IT-1": 1000}


@pytest.mark.parametrize(
    ("ref", "owner", "level"),
    [
        (ITALY, "italy", "bilateral"),
        ("DE-1", "germany", "bilateral"),
        ("XM-DAC-5-52", "germany", "bilateral"),
        (INTPA, "commission", "eu"),
        (IOM, "eeas", "multilateral"),
    ],
)
def test_each_entry_belongs_to_the_party_of_its_reporting_body(ref: str, owner: str, level: str) -> None:
    load(one("X-1", ref=ref), keeper="eeas")
    [row] = entries("malta").values()
    assert (row.originator.code, row.level) == (owner, level)
    assert ref in row.lead.iati_refs


def test_public_data_is_read_by_members_and_the_country_team_and_nobody_else() -> None:
    load(one("IT-1", country="NE"), one("IT-2", country="TN"))
    assert set(entries("malta")) == {"IT-1", "IT-2"}
    assert set(entries("eud-niger")) == {"IT-1"}
    assert set(entries("frontex")) == set()


@pytest.mark.row("A44")
def test_a_second_import_creates_and_touches_nothing() -> None:
    file = one("IT-1", spent(7)), one("IT-2", '<recipient-country code="ML"/>')
    load(*file)
    before = {row.pk: (row.version, row.confirmed_on) for row in entries().values()}
    lines = _history_size()
    assert lines > 2

    assert counts(load(*file, name="same-again.xml")) == (0, 0, 2, 0)
    assert {row.pk: (row.version, row.confirmed_on) for row in entries().values()} == before
    assert _history_size() == lines


def _history_size() -> int:
    with transaction.atomic(), reading_as(actor := actor_of("italy")):
        return HistoryLine.objects.visible_to(actor).count()


def test_a_second_import_changes_what_the_file_says_anew() -> None:
    load(one("IT-1", spent(7)), one("IT-2"))
    told = one("IT-1", spent(9), status="4", country="TN", updated="2026-05-01T00:00:00Z")
    assert counts(load(told, one("IT-2"), one("IT-3"))) == (1, 1, 1, 0)

    found = entries()
    changed = found["IT-1"]
    assert (changed.status, changed.version) == ("completed", 2)
    assert changed.confirmed_on == changed.status_on == datetime.date(2026, 5, 1)
    assert sums([changed]) == {"IT-1": 9}
    assert countries_of(changed) == {"TN"}
    assert found["IT-2"].version == 1
    # The country team follows the country: nobody had decided otherwise.
    assert set(entries("eud-tunisia")) == {"IT-1"}
    assert set(entries("eud-niger")) == {"IT-2", "IT-3"}


def test_what_the_owner_decided_stays(italy) -> None:
    load(one("IT-1"), one("IT-2"))
    actor = actor_of("italy")
    with transaction.atomic(), reading_as(actor):
        kept, retired = (Activity.objects.visible_to(actor).get(external_id=ref) for ref in ("IT-1", "IT-2"))
        entry = services.Entry(
            {"kind": "capacity", "lesson": "Ask the mayor first."},
            (_place("NE", "Agadez"),),
            (themes().by_code["border-management"].pk,),
        )
        services.change(actor=actor, activity=kept, version=1, entry=entry, sharing=Sharing(Choice.OWN))
        services.retire(actor=actor, activity=retired, reason="Ended long ago.")

    outcome = load(one("IT-1", title="Wells and roads"), one("IT-2", title="Changed"))
    assert counts(outcome) == (0, 1, 0, 1)
    assert any("retired" in problem.message for problem in outcome.problems)
    found = entries()
    assert (found["IT-1"].title, found["IT-1"].kind) == ("Wells and roads", "capacity")
    assert found["IT-1"].lesson == "Ask the mayor first."
    assert (found["IT-2"].title, found["IT-2"].state) == ("Wells for Agadez", "retired")
    assert set(entries("malta")) == {"IT-2"}
    with transaction.atomic(), reading_as(actor_of("italy")):
        names = ActivityTheme.objects.filter(activity=found["IT-1"].pk).values_list("theme__code", flat=True)
        assert list(names) == ["border-management"]


def _place(code: str, areas: str = "") -> services.Place:
    return services.Place(countries().by_code[code].pk, areas)


ABOVE, BELOW = one("IT-P", spent(100)), one("IT-C", spent(40))
NAMING = one("IT-P", spent(100), related(2, "IT-C")), one("IT-C", spent(40), related(1, "IT-P"))


@pytest.mark.row("A44")
@pytest.mark.parametrize(
    "files",
    [
        [[NAMING[0], NAMING[1]]],
        [[NAMING[1], NAMING[0]]],
        [[ABOVE, NAMING[1]]],
        [[NAMING[1], ABOVE]],
        [[NAMING[0], BELOW]],
        [[BELOW, NAMING[0]]],
        [[NAMING[0]], [NAMING[1]]],
        [[NAMING[1]], [NAMING[0]]],
        [[ABOVE], [NAMING[1]]],
        [[BELOW], [NAMING[0]]],
        # Only the earlier file knows of the other: it waits for it.
        [[NAMING[1]], [ABOVE]],
        [[NAMING[0]], [BELOW]],
    ],
)
def test_the_hierarchy_is_kept_so_that_nothing_is_counted_twice(files: list[list[str]]) -> None:
    for activities in files:
        load(*activities)

    found = entries()
    assert found["IT-C"].part_of_id == found["IT-P"].pk
    assert found["IT-P"].part_of_id is None
    tops = [row for row in found.values() if row.part_of_id is None]
    assert sums(tops) == {"IT-P": 100}


def test_a_second_import_leaves_the_hierarchy_alone() -> None:
    file = one("IT-P", related(2, "IT-C")), one("IT-C")
    load(*file)
    before = {ref: (row.version, row.part_of_id) for ref, row in entries().items()}
    assert counts(load(*file)) == (0, 0, 2, 0)
    assert {ref: (row.version, row.part_of_id) for ref, row in entries().items()} == before


def test_activities_that_are_part_of_each_other_keep_one_top() -> None:
    load(one("IT-1", related(1, "IT-2")), one("IT-2", related(1, "IT-1")), one("IT-3", related(1, "IT-3")))
    assert sum(row.part_of_id is None for row in entries().values()) == 2


def test_a_programme_that_the_importer_may_not_read_is_not_linked() -> None:
    load(one("FR-1", ref=FRANCE))
    actor = actor_of("france")
    with transaction.atomic(), reading_as(actor):
        hidden = Activity.objects.visible_to(actor).get(external_id="FR-1")
        entry = services.Entry({}, (_place("NE"),), (themes().by_code["diaspora"].pk,))
        services.change(actor=actor, activity=hidden, version=1, entry=entry, sharing=Sharing(Choice.OWN))
    load(one("IT-1", related(1, "FR-1")))
    assert entries("italy")["IT-1"].part_of_id is None


@pytest.mark.parametrize(
    ("inside", "title", "kind"),
    [
        ('<default-aid-type code="A02"/>', "Support", "budget-support"),
        ('<tag vocabulary="99" code="voluntary-return"/>', "Support", "return"),
        ("", "Reintegration of returnees", "return"),
        ("", "Back to school", "project"),
    ],
)
def test_the_kind_is_judged_with_care(inside: str, title: str, kind: str) -> None:
    load(one("IT-1", inside, title=title))
    assert entries()["IT-1"].kind == kind


@pytest.mark.parametrize(
    ("inside", "codes"),
    [
        ('<tag vocabulary="99" code="visas"/><tag vocabulary="99" code="diaspora"/>', {"visas", "diaspora"}),
        (
            '<tag vocabulary="99" code="nothing-of-ours"/><sector vocabulary="1" code="15190"/>',
            {"migration-governance"},
        ),
        ("", {"root-causes"}),
    ],
)
def test_themes_come_from_tags_else_sectors_else_the_broadest(inside: str, codes: set[str]) -> None:
    load(one("IT-1", inside, sector=""))
    row = entries()["IT-1"]
    with transaction.atomic(), reading_as(actor_of("italy")):
        found = ActivityTheme.objects.filter(activity=row.pk).values_list("theme__code", flat=True)
        assert set(found) == codes


def test_partners_carry_their_role_and_the_lead_is_not_its_own() -> None:
    load(
        one(
            "IT-1",
            '<participating-org role="1" ref="XI-IATI-EC_INTPA"/>',
            f'<participating-org role="4" ref="{IOM}"/>',
            f'<participating-org role="4" ref="{IOM}"/>',
            f'<participating-org role="2" ref="{ITALY}"/>',
            '<participating-org role="3"><narrative>Comune di Lampedusa</narrative></participating-org>',
        )
    )
    with transaction.atomic(), reading_as(actor_of("italy")):
        found = ActivityPartner.objects.filter(activity=entries()["IT-1"].pk)
        assert set(found.values_list("organisation__code", "name", "role")) == {
            ("commission-intpa", "", "funding"),
            ("iom", "", "implementing"),
            (None, "Comune di Lampedusa", "accountable"),
        }


def test_a_long_title_is_cut_at_a_word_and_stands_in_full_under_the_aim() -> None:
    title = "Word " * 70
    outcome = load(one("IT-1", title=title))
    row = entries()["IT-1"]
    assert len(row.title) <= 300
    assert row.title.endswith("Word…")
    assert row.aim.startswith(title.strip())
    assert "title" in fields_of(outcome)


def test_what_is_not_taken_over_is_said() -> None:
    outcome = load(
        one("IT-1", country=""),
        one("IT-2", '<recipient-country code="AN"/>'),
        one("XX-1", ref="XX-NOBODY"),
        one("IT-3", updated="2126-01-01T00:00:00Z"),
    )
    assert counts(outcome) == (3, 0, 0, 1)
    [rejected] = [problem for problem in outcome.problems if problem.severity == "rejected"]
    assert (rejected.identifier, rejected.field) == ("XX-1", "reporting-org")
    assert {p.identifier for p in outcome.problems if p.field == "recipient-country"} == {"IT-1", "IT-2"}
    assert countries_of(entries()["IT-1"]) == set()
    assert entries()["IT-3"].confirmed_on == today()


def test_a_file_that_breaks_off_keeps_what_came_before() -> None:
    content = whole(one("IT-1"), one("IT-2"))[:-60]
    outcome = load(content=content)
    assert set(entries()) == {"IT-1"}
    assert outcome.message.startswith("The file is broken or cut off")


def test_the_history_names_the_system_reader() -> None:
    load(one("IT-1"))
    with transaction.atomic(), reading_as(actor := actor_of("italy")):
        lines = HistoryLine.objects.visible_to(actor).of(entries()["IT-1"])
        assert {(line.system, line.organisation_id) for line in lines} == {
            ("re-import", organisations().by_code["italy"].pk)
        }


def test_imported_entries_hold_the_owner_in_their_audience() -> None:
    load(one("IT-1"))
    row = entries()["IT-1"]
    with transaction.atomic(), reading_as(actor := actor_of("italy")):
        held = set(Audience.objects.get(pk=row.audience_id).circles)
        assert circles().of_organisation[row.originator_id] in held
        assert level_of(held, row.originator_id) == MEMBERS != OWN
        assert actor.organisation is not None


@pytest.mark.slow
@pytest.mark.skipif(not SHARED, reason="no ../shared/data/iati beside the project")
def test_all_shared_files_go_through_and_a_second_import_creates_nothing() -> None:
    for path in SHARED:
        content = path.read_bytes()
        first = load(content=content, name=path.name)
        assert (first.created, first.updated, first.unchanged, first.rejected) == (100, 0, 0, 0), path.name
        again = load(content=content, name=path.name)
        assert counts(again) == (0, 0, 100, 0), path.name
    found = entries("malta")
    assert len(found) == 100 * len(SHARED)
    named = set()
    for path in SHARED:
        with path.open("rb") as file:
            for item in read(file):
                if isinstance(item, IatiActivity):
                    named |= (
                        {item.identifier} if found.keys() & set(item.parents) - {item.identifier} else set()
                    )
                    named |= found.keys() & set(item.children)
    assert {ref for ref, row in found.items() if row.part_of_id} == named
