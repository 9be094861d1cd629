"""The printed access matrix is what the database answers, and it is up to date."""

import pytest
from django.conf import settings

from coordination.access.actor import Function
from coordination.access.reader import reading_as
from coordination.management.commands import access_matrix, features
from coordination.register.models import Activity
from tests import personas
from tests.access.expectations import may
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.row("B20")]

COLUMNS = {
    "Originator: delegate": "italy",
    "Originator: head, focal point": "italy",  # as to records; who runs whom is asked below
    "Originator: reader": "italy_reader",
    "Ministry that drafted": "italy_labour",
    "Other ministry of the same state": "italy_interior",
    "Another delegation": "france",
    "Presidency (chair)": "presidency",
    "Institution": "commission",
    "General Secretariat": "gsc",
    "EU Delegation": "eud_niger",
    "Agency": "frontex",
    "Administrator": "admin",
    "Ended access": "removed",
}
STATES = {
    "draft": "draft",
    "draft of a ministry": "ministry draft",
    "current": "all members",
    "retired": "retired",
    "discarded draft": "discarded draft",
    "discarded draft of a ministry": "discarded ministry draft",
}


def test_every_column_and_state_is_asked():
    assert set(COLUMNS) == set(access_matrix.ACTORS)
    assert set(STATES) == set(access_matrix.states(Activity, Activity.policy))


@pytest.mark.parametrize("column", COLUMNS)
def test_the_page_says_what_the_tables_of_the_tests_say(column):
    """And these are what the database answers (test_policies.py)."""
    said, right = {}, {}
    for state, row in access_matrix.states(Activity, Activity.policy).items():
        for action in Activity.policy.actions():
            actor = access_matrix.ACTORS[column]
            said[action, state] = access_matrix.allows(Activity.policy, action, actor, row)
            right[action, state] = may(COLUMNS[column], action, STATES[state])
    assert said == right


@pytest.mark.parametrize("column", COLUMNS)
def test_the_page_asks_with_actors_like_the_real_ones(column, everybody):
    made, real = access_matrix.ACTORS[column], everybody[COLUMNS[column]].actor()
    assert (bool(made.speaks_for), bool(made.contributes_to), made.is_administrator, made.is_chair) == (
        bool(real.speaks_for),
        bool(real.contributes_to),
        real.is_administrator,
        real.is_chair,
    )


def test_only_the_focal_point_of_the_page_runs_an_organisation(admin):
    focal = personas.seated(MembershipFactory(organisation="italy", function=Function.FOCAL_POINT)).actor()
    made = {name: bool(actor.runs) for name, actor in access_matrix.ACTORS.items()}
    assert {name for name, runs in made.items() if runs} == {"Originator: head, focal point"}
    assert focal.runs > {focal.organisation.pk}
    assert not admin.actor().runs


def test_rules_are_evaluated_like_the_database_does(italy):
    """On rows of every state, the page's evaluation of the rule equals the row's being found with it."""
    from tests.access.expectations import make_entries

    entries = make_entries()
    actor = italy.actor()
    with reading_as(actor):
        for action in Activity.policy.actions():
            rule = Activity.policy.rule(action, actor)
            found = set(Activity.objects.visible_to(actor).filter(rule).values_list("pk", flat=True))
            for label, row in entries.items():
                stored = Activity.objects.visible_to(actor).filter(pk=row.pk).values().get()
                assert access_matrix.holds(rule, stored | {"pk": row.pk}) == (row.pk in found), (
                    action,
                    label,
                )


def test_every_definer_function_is_a_row_of_the_matrix(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND proname LIKE 'roundtable%%'"
        )
        functions = {name for (name,) in cursor.fetchall()}
    text = access_matrix.matrix()
    assert {name for name in functions if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("form", [lambda: ("access-matrix.md", access_matrix.matrix())])
def test_the_printed_page_is_up_to_date(form):
    name, text = form()
    printed = (settings.BASE_DIR / "docs" / name).read_text(encoding="utf-8")
    assert printed == text, "run `make docs`"


def test_every_row_that_a_test_names_exists():
    page = features.features(settings.BASE_DIR)
    assert "| C23 | A shipped proof that the rules hold | access | tested |" in page


def test_a_test_that_names_no_row_that_exists_is_refused(tmp_path):
    from django.core.management.base import CommandError

    (tmp_path / "tests" / "features").mkdir(parents=True)
    (tmp_path / "tests" / "features" / "rows.csv").write_text("id,title,does,slice\nA1,Plans,,plans\n")
    (tmp_path / "tests" / "test_one.py").write_text(
        'import pytest\npytestmark = pytest.mark.row("A1")\n@pytest.mark.row("A99")\ndef test_x(): ...\n'
    )
    with pytest.raises(CommandError, match="A99"):
        features.features(tmp_path)
    (tmp_path / "tests" / "test_one.py").write_text(
        'import pytest\nclass TestOne:\n    @pytest.mark.row("A1")\n    def test_x(self): ...\n'
    )
    assert "| A1 | Plans | plans | tested | `test_one.py` (1) |" in features.features(tmp_path)
