"""What stands beside the tasks: what is next, what others owe, since when; one statement for all slices."""

import datetime

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import Stage
from actionplans.plans import services as plans
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action
from coordination.access.reader import reading_as
from coordination.desk import lines
from coordination.desk.coming import Check
from coordination.desk.lines import Part, Source
from coordination.people.models import User, today
from coordination.people.queries import organisations
from coordination.register.models import Activity
from tests import personas
from tests.factories import ActivityFactory
from tests.factories.fiches import FicheFactory, contribution
from tests.factories.plans import PlanFactory, speaking_for

pytestmark = [pytest.mark.row("B23"), pytest.mark.usefixtures("db")]

DAY = datetime.timedelta(days=1)


def shown(persona, part: str) -> list[str]:
    return [row["title"] for row in persona.client.get("/").context[part] or ()]


# --- What is next --------------------------------------------------------------------------


def visit(title: str, days: int, **rest) -> Activity:
    return ActivityFactory(
        title=title, kind="visit", status="planned", starts_on=today() + days * DAY, **rest
    )


def test_what_takes_place_next_comes_in_order_as_far_as_it_may_be_read(malta, france):
    visit("Second", 9)
    visit("First", 2)
    visit("Of few", 1, shared_with=["france"])
    visit("Far", 200)
    visit("Over", -1)
    visit("Some time", 3, precision="month")
    ActivityFactory(title="No visit", status="planned", starts_on=today() + DAY)
    assert shown(malta, "next") == ["First", "Second"]
    assert shown(france, "next") == ["Of few", "First", "Second"]


def test_only_the_next_six_are_named(malta):
    for number in range(8):
        visit(f"Visit {number}", number + 1)
    assert shown(malta, "next") == [f"Visit {number}" for number in range(6)]


# --- What others owe -----------------------------------------------------------------------


def test_what_others_owe_on_ones_own_records(commission, italy, france, malta):
    PlanFactory(state=VersionState.AGREED, actions=[{"title": "Led by France", "lead": "france"}])
    italy_id = organisations().by_code["italy"].pk
    with transaction.atomic(), reading_as(actor := speaking_for("commission")):
        action = Action.objects.visible_to(actor).get()
        plans.invite(actor=actor, action=action, organisation_ids=[italy_id])
        Action.objects.visible_to(actor).update(update_due_on=today() - DAY)
    fiche = FicheFactory(
        originator="commission",
        stage=Stage.IMPLEMENTATION,
        measures=({"title": "Asked of Malta", "owner": "malta"}, {"title": "Own", "owner": "commission"}),
    )
    contribution(fiche, "france")
    assert set(shown(commission, "waiting")) == {
        "France: Led by France",
        "Italy: Led by France",
        "Malta: Asked of Malta",
        f"France: {fiche.title}",
    }
    rows = {row["title"]: row for row in commission.client.get("/").context["waiting"]}
    assert "no answer yet" in rows["Italy: Led by France"]["second"]
    for persona in (italy, france, malta):
        assert shown(persona, "waiting") == []


def test_a_comment_of_ones_own_waits_until_it_is_resolved(france, malta):
    fiche = FicheFactory(originator="italy", stage=Stage.COMMENTS, title="Commented")
    with transaction.atomic(), reading_as(actor := speaking_for("france")):
        remark = fiches.comment(actor=actor, fiche=fiche, field="purpose", text="Why?")
    assert shown(france, "waiting") == ["Italy: Commented"]
    assert shown(malta, "waiting") == []
    with transaction.atomic(), reading_as(actor := speaking_for("italy")):
        fiches.resolve(actor=actor, fiche=fiche, key=remark.key, words="Said.")
    assert shown(france, "waiting") == []


def test_nothing_hidden_is_owed(commission, france, malta):
    PlanFactory(
        state=VersionState.AGREED,
        actions=[{"title": "Canary", "lead": "france", "shared_with": ["france"]}],
    )
    assert shown(commission, "waiting") == ["France: Canary"]
    assert shown(france, "waiting") == []
    assert "Canary" not in malta.client.get("/").content.decode()


# --- Since when ----------------------------------------------------------------------------


def test_changes_since_the_last_look(malta):
    assert malta.client.get("/").context["changed"]["title"] == "Changed lately"
    ActivityFactory(title="Known")
    User.objects.filter(pk=malta.user.pk).update(seen_at=datetime.datetime.now(datetime.UTC) + DAY)
    again = Client()
    personas.sign_in(again, User.objects.get(pk=malta.user.pk))
    changed = again.get("/").context["changed"]
    assert changed["title"] == "Changed since you last looked"
    assert changed["rows"] == []
    longer = again.get(changed["longer_url"]).context["changed"]
    assert (longer["title"], [row["title"] for row in longer["rows"]]) == ("Changed lately", ["Known"])


def test_a_visit_is_remembered_for_the_next_sign_in(malta, time_machine):
    time_machine.move_to("2026-11-23 08:00:00+00:00", tick=False)
    first = Client()
    personas.sign_in(first, malta.user)
    time_machine.move_to("2026-11-23 08:20:00+00:00", tick=False)
    first.get("/")
    time_machine.move_to("2026-11-24 08:00:00+00:00", tick=False)
    again = Client()
    personas.sign_in(again, User.objects.get(pk=malta.user.pk))
    for _look in range(2):  # a second look on the same visit shows the same
        assert "Monday 23 November 2026, 09.20" in again.get("/").content.decode()


# --- Slices --------------------------------------------------------------------------------


@pytest.fixture
def another_slice(monkeypatch):
    """A slice that puts a row into each part, as one to come would."""

    def found(actor):
        rows = Activity.objects.visible_to(actor).current().filter(title="Of another slice")
        yield lines.lines(rows, "another", "pk", title=F("title"), about=F("pk"))

    said = {"another": lambda line: Check(line.title, "/", "Item 3 has no paper", "at-risk", "At risk")}
    monkeypatch.setattr(lines, "SOURCES", [*lines.SOURCES, Source(Part.READINESS, found, said)])


def queries(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    return len(asked)


def test_another_slice_costs_no_statement(presidency, request):
    ActivityFactory(title="Of another slice")
    before = queries(presidency.client)
    request.getfixturevalue("another_slice")
    assert queries(presidency.client) == before <= 12


def test_the_readiness_of_the_next_agenda_is_the_chairs(presidency, malta, another_slice):
    ActivityFactory(title="Of another slice")
    assert "Readiness of the next agenda" in presidency.client.get("/").content.decode()
    assert "Readiness of the next agenda" not in malta.client.get("/").content.decode()


def test_a_kind_is_named_once_over_all_slices():
    taken = next(iter(lines.SOURCES[0].words))
    with pytest.raises(ValueError, match=taken):
        lines.register_source(Source(Part.DUE, lambda actor: (), {taken: str}))
