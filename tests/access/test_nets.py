"""The nets under the gate: each is shown to catch a fault that is planted."""

import pytest
from django.core.exceptions import FieldFetchBlocked, ImproperlyConfigured
from django.db import models
from django.db.models import OuterRef
from django.test.utils import isolate_apps

from coordination.access import checks
from coordination.access.errors import UngatedQuery, UnknownAction
from coordination.access.models import Gated, GatedPart, GatedQuerySet
from coordination.access.policy import Policy
from coordination.access.reader import guarded, reading_as, unguarded
from coordination.access.routes import declared_gate, refuse_undeclared_routes, routes
from coordination.history.models import HistoryLine
from coordination.register.models import Activity, ActivityCountry, ExistenceCard
from tests.factories import ActivityFactory

pytestmark = pytest.mark.row("C23")


# --- Net: the tripwire for ungated querysets ----------------------------------------------

DETOURS = {
    "list": lambda rows: list(rows),
    "get": lambda rows: rows.get(title="x"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("confirmed_on"),
    "slice": lambda rows: rows[0],
    "len": lambda rows: len(rows),
    "truth": lambda rows: bool(rows),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Activity()),
    "aggregate": lambda rows: rows.aggregate(n=models.Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "values": lambda rows: list(rows.values("title")),
    "values_list": lambda rows: list(rows.values_list("title")),
    "in_bulk": lambda rows: rows.in_bulk(),
    "dates": lambda rows: list(rows.dates("confirmed_on", "year")),
    "update": lambda rows: rows.update(title="x"),
    "delete": lambda rows: rows.delete(),
    "subquery in a filter": lambda rows: list(ActivityCountry.objects.filter(activity__in=rows)),
    "filtered and ordered": lambda rows: list(rows.filter(title="x").order_by("pk")[:3]),
    "distinct union": lambda rows: list(rows.union(rows)),
    "get_or_create": lambda rows: rows.get_or_create(title="x"),
}


@pytest.mark.parametrize("detour", DETOURS)
def test_an_ungated_queryset_raises_during_a_request(detour, italy):
    ActivityFactory(originator="italy", shared_with=[])
    with reading_as(italy.actor()), guarded(), pytest.raises(UngatedQuery):
        DETOURS[detour](Activity.objects.all())


READS = {
    "list": lambda rows: [row.title for row in rows],
    "values": lambda rows: list(rows.values_list("title", flat=True)),
    "iterator": lambda rows: [row.title for row in rows.iterator()],
    "slice": lambda rows: [rows.order_by("pk")[0].title],
}


@pytest.mark.parametrize("read", READS)
def test_a_gated_queryset_passes(read, italy):
    ActivityFactory(originator="italy", shared_with=[], title="Seen")
    actor = italy.actor()
    with reading_as(actor), guarded():
        assert READS[read](Activity.objects.visible_to(actor)) == ["Seen"]


@pytest.mark.parametrize("ungated_first", [True, False])
def test_every_part_of_a_union_is_asked(ungated_first, italy):
    actor = italy.actor()
    parts = [Activity.objects.all(), Activity.objects.visible_to(actor)]
    first, second = parts if ungated_first else reversed(parts)
    with reading_as(actor), guarded(), pytest.raises(UngatedQuery):
        list(first.union(second))


def test_the_reverse_relation_is_ungated_too(italy):
    entry = ActivityFactory(originator="italy")
    actor = italy.actor()
    with reading_as(actor), guarded():
        with pytest.raises(UngatedQuery):
            list(entry.countries.all())
        assert len(entry.countries.all().visible_to(actor)) == 1


def test_every_gated_noun_has_the_tripwire(italy):
    for model in (Activity, ActivityCountry, ExistenceCard, HistoryLine):
        with reading_as(italy.actor()), guarded(), pytest.raises(UngatedQuery):
            list(model.objects.all())


def test_the_gates_own_look_ups_may_step_out_and_the_guard_returns(italy):
    with reading_as(italy.actor()), guarded():
        with unguarded():
            assert list(Activity.objects.all()) == []
        with pytest.raises(UngatedQuery):
            list(Activity.objects.all())


def test_an_empty_queryset_needs_no_gate(db):
    with guarded():
        assert list(Activity.objects.none()) == []


# --- Net: no relation is fetched behind the reader's back ---------------------------------


@pytest.mark.parametrize("relation", ["originator", "lead", "audience", "card", "part_of", "drafted_by"])
def test_a_relation_of_a_gated_row_is_never_fetched_by_itself(relation, italy):
    whole = ActivityFactory(originator="italy", shared_with=[])
    ActivityFactory(originator="italy", drafted_by="italy-interior")
    ActivityFactory(originator="italy", shared_with=[], announced_to="members")
    actor = italy.actor()
    with reading_as(actor):
        Activity.objects.exclude(pk=whole.pk).update(part_of=whole)
        rows = [row for row in Activity.objects.visible_to(actor) if getattr(row, f"{relation}_id")]
        assert rows
        for row in rows:
            with pytest.raises(FieldFetchBlocked):
                getattr(row, relation)


def test_a_deferred_column_is_not_fetched_either(italy):
    ActivityFactory(originator="italy")
    actor = italy.actor()
    with reading_as(actor):
        row = Activity.objects.visible_to(actor).only("title").get()
        with pytest.raises(FieldFetchBlocked):
            _ = row.aim


# --- Net: system checks -------------------------------------------------------------------


def planted(monkeypatch, *found):
    """The errors that the checks report on these models."""

    class Apps:
        @staticmethod
        def get_models(**kwargs):
            return list(found)

    monkeypatch.setattr(checks, "apps", Apps)
    errors = [*checks.check_gated_models(None), *checks.check_links_to_gated_models(None)]
    return {error.id for error in errors}


def test_the_models_of_the_product_pass_the_checks():
    assert checks.check_gated_models(None) == []
    assert checks.check_links_to_gated_models(None) == []
    assert checks.check_routes(None) == []


@isolate_apps("coordination")
def test_a_gated_model_without_a_policy_is_reported(monkeypatch):
    class Unruled(Gated):
        class Meta:
            app_label = "coordination"

    assert planted(monkeypatch, Unruled) == {"access.E002"}


@isolate_apps("coordination")
def test_a_policy_with_an_action_without_a_reason_is_reported(monkeypatch):
    class Silent(Policy):
        def change(self, actor):
            return models.Q()

    class Note(Gated):
        policy = Silent()

        class Meta:
            app_label = "coordination"

    assert planted(monkeypatch, Note) == {"access.E003"}


@isolate_apps("coordination")
def test_a_manager_that_does_not_know_the_gate_is_reported(monkeypatch):
    class Note(Gated):
        policy = Policy()
        objects = models.Manager()

        class Meta:
            app_label = "coordination"

    class Line(GatedPart):
        objects = models.Manager()

        class Meta:
            app_label = "coordination"

    assert planted(monkeypatch, Note) == {"access.E001"}
    assert planted(monkeypatch, Line) == {"access.E001"}


@isolate_apps("coordination")
def test_an_ungated_table_that_points_to_gated_rows_is_reported(monkeypatch):
    class Pointer(models.Model):
        activity = models.ForeignKey(Activity, models.CASCADE, related_name="+")

        class Meta:
            app_label = "coordination"

    assert planted(monkeypatch, Pointer, Activity) == {"access.E004"}


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_whose_wall_was_taken_down_is_reported():
    from django.db import connections

    assert checks.check_walls(None, databases=["default"]) == []

    class Bare:
        class _meta:
            db_table = "coordination_country"

    def with_a_bare_one():
        return [Bare]

    original, checks._gated_models = checks._gated_models, with_a_bare_one
    try:
        assert [error.id for error in checks.check_walls(None, databases=["default"])] == ["access.E007"]
    finally:
        checks._gated_models = original
    assert connections["default"].settings_dict["USER"] == "app"


# --- Net: routes --------------------------------------------------------------------------


def test_every_route_of_the_product_declares_its_gate():
    assert [path for path, view in routes() if declared_gate(view) is None] == []


def test_a_route_without_a_gate_stops_the_start(settings):
    settings.ROOT_URLCONF = "tests.access.undeclared_urls"

    with pytest.raises(ImproperlyConfigured, match="forgotten/"):
        refuse_undeclared_routes()
    assert [error.id for error in checks.check_routes(None)] == ["access.E005"]


# --- Policies fail closed -----------------------------------------------------------------


def test_a_policy_raises_on_an_action_that_it_does_not_name(italy):
    for action in ("delete", "actions", "rule", "reason", "may_create", "reasons", "_private", ""):
        with pytest.raises(UnknownAction):
            Activity.policy.rule(action, italy.actor())


def test_the_actions_of_a_policy_are_its_own_public_methods():
    class Base(Policy):
        def change(self, actor):
            return models.Q()

        def _hidden(self, actor):
            return models.Q()

    class Wider(Base):
        def close(self, actor):
            return models.Q()

    assert Wider.actions() == ["change", "close"]


# --- What the tripwire alone does not see: the database wall stands behind it ---------------


def test_a_subquery_object_goes_past_the_tripwire_and_shows_nothing_hidden(italy, malta):
    ActivityFactory(originator="italy", shared_with=[])
    ActivityFactory(originator="malta", shared_with="members")
    actor = malta.actor()
    with reading_as(actor), guarded():
        forgotten = ActivityCountry.objects.filter(activity=OuterRef("pk"))
        shown = Activity.objects.visible_to(actor).annotate(has_places=models.Exists(forgotten))
        assert [row.has_places for row in shown] == [True]
        count = models.Subquery(
            Activity.objects.order_by().values("kind").annotate(n=models.Count("*")).values("n")
        )
        assert list(Activity.objects.visible_to(actor).values_list(count, flat=True)) == [1]
    assert issubclass(type(Activity.objects.all()), GatedQuerySet)
