"""Who covers what, for each reader: every cell stands on something that this reader may read."""

import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, ActionTerms, Contribution, Objective, Plan, PlanVersion
from actionplans.plans.queries import reading
from actionplans.plans.queries.coverage import coverage
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.people.queries import organisations
from coordination.register.kinds import Role, Stage, Status
from coordination.register.services import Amount, Partner
from coordination.world.panels import routes
from coordination.world.queries import countries, themes
from tests.factories import ActivityFactory
from tests.factories.plans import PlanFactory, action_of, agree, bring_to, speaking_for, write_action
from tests.factories.register import sharing

pytestmark = [pytest.mark.row("C4")]

ROOTS, SMUGGLING = "Objective on root-causes", "Objective on migrant-smuggling"


def read_by(persona, version):
    actor = persona.actor()
    with reading_as(actor):
        found = PlanVersion.objects.visible_to(actor).get(pk=version.pk)
        plan = Plan.objects.visible_to(actor).get(pk=version.plan_id)
        return coverage(actor, plan, found, reading.lines(actor, Objective, found))


def cells(table):
    """The cells that say something: {(objective, column): cover}."""
    return {
        (row.title, cell.column.key): cell.cover
        for row in table.rows
        for cell in row.cells
        if cell.cover != "nothing"
    }


def takers(found, objective):
    gap = next(gap for gap in found.gaps if gap.title == objective)
    return [(taker.code, taker.reasons) for taker in gap.takers]


@pytest.fixture
def version(db):
    return PlanFactory(state=VersionState.AGREED)


def partner(code, role):
    return Partner(role, organisations().by_code[code].pk)


def money(instrument):
    return Amount("EUR", Decimal(1000), Stage.COMMITTED, datetime.date(2026, 1, 1), instrument)


def test_cells_come_from_leads_and_funders_of_readable_entries_in_the_country(version, italy, france):
    here = {"countries": ["NE"], "themes": ["migrant-smuggling"]}
    ActivityFactory(originator="italy", status=Status.RUNNING, **here)
    ActivityFactory(originator="italy", status=Status.COMPLETED, **here)
    ActivityFactory(originator="spain", status=Status.SUSPENDED, **here)
    ActivityFactory(originator="malta", status=Status.CANCELLED, **here)
    ActivityFactory(
        originator="commission",
        lead="commission-home",
        status=Status.PLANNED,
        partners=[partner("germany", Role.FUNDING), partner("frontex", Role.IMPLEMENTING)],
        **here,
    )
    ActivityFactory(originator="frontex", lead="frontex", status=Status.COMPLETED, **here)
    ActivityFactory(originator="austria", countries=["ML"], themes=["migrant-smuggling"])
    ActivityFactory(originator="poland", countries=["NE"], themes=["visas"])
    ActivityFactory(originator="greece", retired=True, **here)
    ActivityFactory(originator="france", shared_with=[], **here)  # hidden from Italy

    told = {
        (SMUGGLING, "commission"): "planned",
        (SMUGGLING, "germany"): "planned",
        (SMUGGLING, "spain"): "running",
        (SMUGGLING, "italy"): "running",
        (SMUGGLING, "frontex"): "ended",
    }
    found = read_by(italy, version).by_actor
    assert cells(found) == told
    assert [(column.key, column.short) for column in found.columns] == [
        ("commission", "Commission"),
        ("germany", "DE"),
        ("spain", "ES"),
        ("italy", "IT"),
        ("frontex", "Frontex"),
    ]
    assert [(row.number, row.title) for row in found.rows] == [(1, ROOTS), (2, SMUGGLING)]
    assert cells(read_by(france, version).by_actor) == told | {(SMUGGLING, "france"): "running"}


def test_an_existence_card_shows_only_where_the_activity_is_not_readable(version, italy, france, malta):
    here = {"countries": ["NE"], "themes": ["border-management"]}
    ActivityFactory(
        originator="france", shared_with=["malta"], announced_to="members", status=Status.PLANNED, **here
    )
    ActivityFactory(originator="germany", shared_with=[], announced_to=["malta"], **here)
    ActivityFactory(originator="spain", shared_with=[], **here)

    found = read_by(italy, version)
    assert cells(found.by_actor) == {(SMUGGLING, "france"): "restricted"}
    assert [gap.title for gap in found.gaps] == [ROOTS]
    assert cells(read_by(malta, version).by_actor) == {
        (SMUGGLING, "france"): "planned",
        (SMUGGLING, "germany"): "restricted",
    }
    assert cells(read_by(france, version).by_actor) == {(SMUGGLING, "france"): "planned"}


def asked(terms, code, *, accepted):
    """An organisation is invited to an action and answers."""
    drafter, body = speaking_for("commission"), speaking_for(code)
    with reading_as(drafter):
        action = action_of(terms, drafter)
        services.invite(actor=drafter, action=action, organisation_ids=[organisations().by_code[code].pk])
    if accepted is None:
        return
    answered(terms, body, accepted)


def answered(terms, body, accepted):
    with reading_as(body):
        row = Contribution.objects.visible_to(body).get(action=terms.action_id, party__in=body.speaks_for)
        services.answer(
            actor=body, contribution=row, version=row.version, accepted=accepted, words="As agreed."
        )


def reported(terms, light="on-track"):
    drafter = speaking_for("commission")
    with reading_as(drafter):
        action = Action.objects.visible_to(drafter).get(pk=terms.action_id)
        services.report(actor=drafter, action=action, version=action.version, light=light, words="As said.")


def closed(terms):
    drafter = speaking_for("commission")
    with reading_as(drafter):
        action = Action.objects.visible_to(drafter).get(pk=terms.action_id)
        services.close(actor=drafter, action=action, version=action.version, words="The report of March.")


def planned_and_agreed(*actions):
    """A plan with these actions, agreed; its terms in order."""
    draft = PlanFactory()
    terms = [write_action(draft, **action) for action in actions]
    return bring_to(draft, VersionState.AGREED), terms


def test_the_plans_own_actions_count_for_lead_and_accepted_contributors(italy, france):
    version, (open_one, started, done, refused, secret) = planned_and_agreed(
        {"title": "Open", "lead": "italy"},
        {"title": "Started", "lead": "commission", "objective": 2, "instrument": "NDICI"},
        {"title": "Done", "lead": "eeas", "objective": 2, "instrument": "AMIF"},
        {"title": "Refused", "lead": "malta", "objective": 2},
        {"title": "Secret", "lead": "france", "objective": 2, "shared_with": ["france"], "instrument": "EPF"},
    )
    asked(open_one, "spain", accepted=True)
    asked(open_one, "austria", accepted=False)
    asked(open_one, "poland", accepted=None)
    answered(refused, speaking_for("malta"), False)
    reported(started)
    closed(done)
    reported(secret)

    told = {
        (ROOTS, "italy"): "planned",
        (ROOTS, "spain"): "planned",
        (SMUGGLING, "commission"): "running",
        (SMUGGLING, "eeas"): "ended",
    }
    money_told = {(SMUGGLING, "NDICI"): "running", (SMUGGLING, "AMIF"): "ended"}
    found = read_by(italy, version)
    assert cells(found.by_actor) == told
    assert [column.key for column in found.by_actor.columns] == ["commission", "eeas", "spain", "italy"]
    assert cells(found.by_instrument) == money_told
    assert found.gaps == ()

    for_france = read_by(france, version)
    assert cells(for_france.by_actor) == told | {(SMUGGLING, "france"): "running"}
    assert cells(for_france.by_instrument) == money_told | {(SMUGGLING, "EPF"): "running"}


def test_instruments_come_from_readable_amounts(version, italy, france):
    here = {"countries": ["NE"], "themes": ["migrant-smuggling"]}
    ActivityFactory(originator="commission", amount=money("NDICI"), status=Status.RUNNING, **here)
    ActivityFactory(originator="commission", amount=money("NDICI"), status=Status.COMPLETED, **here)
    ActivityFactory(originator="italy", amount=money("African fund"), status=Status.PLANNED, **here)
    ActivityFactory(originator="italy", amount=money(""), **here)
    ActivityFactory(originator="france", shared_with=[], amount=money("Secret fund"), **here)
    ActivityFactory(originator="italy", amount=money("Elsewhere fund"), countries=["ML"])

    told = {(SMUGGLING, "NDICI"): "running", (SMUGGLING, "African fund"): "planned"}
    found = read_by(italy, version).by_instrument
    assert cells(found) == told
    assert [column.key for column in found.columns] == ["African fund", "NDICI"]
    assert cells(read_by(france, version).by_instrument) == told | {(SMUGGLING, "Secret fund"): "running"}


def test_a_gap_names_who_could_take_it_with_reasons_and_nobody_hidden(italy, france):
    version, (here, _other) = planned_and_agreed(
        {"title": "Smuggling", "objective": 2, "lead": "commission"},
        {"title": "Smuggling for France", "objective": 2, "shared_with": ["france"], "lead": "france"},
    )
    asked(here, "spain", accepted=True)
    asked(here, "austria", accepted=False)
    elsewhere = {"countries": ["ML"], "themes": ["jobs-livelihoods"]}
    for _count in range(2):
        ActivityFactory(originator="germany", status=Status.RUNNING, **elsewhere)
    ActivityFactory(originator="austria", status=Status.RUNNING, **elsewhere)
    ActivityFactory(originator="malta", status=Status.COMPLETED, **elsewhere)
    ActivityFactory(originator="belgium", status=Status.PLANNED, **elsewhere)
    ActivityFactory(
        originator="italy",
        status=Status.COMPLETED,
        countries=["NE"],
        themes=["root-causes"],
        partners=[partner("portugal", Role.IMPLEMENTING)],
    )
    ActivityFactory(originator="sweden", shared_with=[], **elsewhere)  # nobody but Sweden
    for _count in range(3):  # for France alone: it would come before Germany
        ActivityFactory(originator="france", shared_with=[], **elsewhere)

    found = read_by(italy, version)
    assert [(gap.number, gap.words) for gap in found.gaps] == [(1, "only ended activities that you may read")]
    reason = "accepted action 2.1 of this plan"
    assert takers(found, ROOTS) == [
        ("spain", (reason,)),
        ("italy", ("was active in this theme here",)),
        ("portugal", ("partner in this theme here",)),
        ("germany", ("active in this theme elsewhere",)),
        ("belgium", ("plans to be active in this theme elsewhere",)),
    ]
    assert [code for code, _reasons in takers(read_by(france, version), ROOTS)] == [
        "spain",
        "italy",
        "portugal",
        "france",
        "germany",
    ]


def test_an_empty_cell_says_why_its_actor_may_take_it(italy):
    version, (one, _two) = planned_and_agreed(
        {"title": "Roots", "lead": "spain"}, {"title": "Smuggling", "objective": 2, "lead": "commission"}
    )
    answered(one, speaking_for("spain"), True)
    ActivityFactory(originator="italy", countries=["NE"], themes=["root-causes"])
    ActivityFactory(originator="italy", countries=["ML"], themes=["migrant-smuggling"], shared_with="members")
    ActivityFactory(originator="spain", countries=["ML"], themes=["migrant-smuggling"], shared_with=[])

    found = read_by(italy, version)
    could = {
        (row.title, cell.column.key): cell.could and cell.could.reasons
        for row in found.by_actor.rows
        for cell in row.cells
        if cell.cover == "nothing"
    }
    assert could == {
        (ROOTS, "commission"): None,
        (SMUGGLING, "italy"): ("active in this theme elsewhere",),
        (SMUGGLING, "spain"): ("accepted action 1.1 of this plan",),
    }


def test_a_plan_of_a_route_counts_the_countries_along_it(italy):
    route_id = routes()[next(iter(routes()))][0].pk
    along = [pk for pk, found in routes().items() if route_id in {route.pk for route in found}]
    drafter = speaking_for("commission")
    with reading_as(drafter):
        version = services.open_plan(actor=drafter, route_id=route_id, fields={})
        version = services.change_version(
            actor=drafter,
            plan_version=version,
            version=version.version,
            fields={},
            parts={Objective: [{"title": ROOTS, "theme_id": themes().by_code["root-causes"].pk}]},
        )
    bring_to(version, VersionState.AGREED)
    codes = [countries().by_id[pk].code for pk in along]
    outside = next(code for code, row in countries().by_code.items() if row.pk not in routes())
    ActivityFactory(originator="italy", countries=codes[-1:], themes=["root-causes"])
    ActivityFactory(originator="spain", countries=[outside], themes=["root-causes"])
    assert cells(read_by(italy, version).by_actor) == {(ROOTS, "italy"): "running"}


def test_the_statements_do_not_grow(italy, django_assert_num_queries):
    version, terms = planned_and_agreed(*({"title": f"{n}", "lead": "italy"} for n in range(6)))
    for row in terms[:3]:
        asked(row, "spain", accepted=True)
    for n in range(4):
        ActivityFactory(originator="italy", amount=money(f"Fund {n}"))
    actor = italy.actor()
    read_by(italy, version)
    with reading_as(actor):
        found = PlanVersion.objects.visible_to(actor).get(pk=version.pk)
        plan = Plan.objects.visible_to(actor).get(pk=version.plan_id)
        objectives = reading.lines(actor, Objective, found)
        with django_assert_num_queries(4):
            coverage(actor, plan, found, objectives)


def test_the_table_is_drawn_with_gaps_cards_and_nothing_hidden(version, italy):
    here = {"countries": ["NE"], "themes": ["migrant-smuggling"]}
    ActivityFactory(originator="italy", **here)
    ActivityFactory(originator="germany", shared_with=[], announced_to="members", **here)
    ActivityFactory(originator="spain", shared_with=[], **here)
    ActivityFactory(originator="italy", countries=["ML"], themes=["root-causes"])

    drawn = {}
    for language in ("en", "fr"):
        with override(language):
            found = read_by(italy, version)
            drawn[language] = " ".join(
                render_to_string(
                    "plans/coverage_table.html", {"table": table, "id": name, "title": "Who covers what"}
                )
                for name, table in (("actors", found.by_actor), ("instruments", found.by_instrument))
            )
    assert "Objective 1: no activity that you may read." in drawn["en"]
    assert (
        '<strong>Italy</strong> <span class="rt-joined">active in this theme elsewhere</span>' in drawn["en"]
    )
    assert "Nothing that you may read." in drawn["en"]
    assert "Objectif 1\u00a0: aucune activité que vous puissiez lire." in drawn["fr"]
    for text in drawn.values():
        assert (text.count("rt-cover--running"), text.count("rt-cover--restricted")) == (1, 1)
        assert not any(name in text for name in ("Spain", "Espagne", ">ES<"))


def test_an_action_narrowed_or_opened_by_an_amendment_counts_as_far_as_it_is_readable(italy, france):
    version, _terms = planned_and_agreed(
        {"title": "Narrowed", "lead": "commission"},
        {"title": "Opened", "lead": "france", "objective": 2, "shared_with": ["france"]},
    )
    drafter = speaking_for("commission")
    with reading_as(drafter):
        draft = services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get(pk=version.plan_id))
        for title, readers in (("Narrowed", sharing(["france"])), ("Opened", None)):
            terms = ActionTerms.objects.visible_to(drafter).get(plan_version=draft, title=title)
            fields = {name: getattr(terms, name) for name in ("title", "objective_id", "lead_id", "due_on")}
            services.change_terms(
                actor=drafter, terms=terms, version=terms.version, words=Words(fields=fields, sharing=readers)
            )
    draft = bring_to(draft, VersionState.CONSULTATION)
    # The words of the opened one are put to everybody; the action itself still has its narrow circle.
    assert cells(read_by(italy, draft).by_actor) == {(SMUGGLING, "france"): "planned"}

    agree(draft)
    assert cells(read_by(italy, draft).by_actor) == {(SMUGGLING, "france"): "planned"}
    assert cells(read_by(italy, version).by_actor) == {}
    both = {(SMUGGLING, "france"): "planned", (ROOTS, "commission"): "planned"}
    assert cells(read_by(france, draft).by_actor) == both
