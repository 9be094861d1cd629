"""From a draft to closing: who moves a fiche, who reads it, what is refused and with which words."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from actionplans.fiches import services
from actionplans.fiches.kinds import Procedure, Stage, Stand
from actionplans.fiches.models import Fiche, FicheCountry, FichePosition, Measure
from actionplans.fiches.queries.fingerprint import fingerprint
from actionplans.plans.kinds import Remark
from coordination.access.errors import Hidden, Refused, Stale
from coordination.access.reader import reading_as
from coordination.register.sharing import Choice, Sharing
from tests.factories.fiches import (
    FicheFactory,
    bring_to,
    circulate,
    drafter_of,
    endorse,
    measures_of,
    report,
    write_measure,
    written,
)
from tests.factories.people import organisation
from tests.factories.plans import speaking_for
from tests.factories.register import sharing

pytestmark = pytest.mark.usefixtures("db")


def readers(everybody, model=Fiche):
    """Who reads at least one row of the kind."""
    found = set()
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            if model.objects.visible_to(actor).exists():
                found.add(name)
    return found


ITALY = {"italy", "italy_reader", "italy_interior"}
MEMBERS = ITALY | {"france", "malta", "presidency", "commission", "eeas", "gsc"}


@pytest.mark.row("A2")
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"stage": Stage.DRAFT}, ITALY),
        ({"stage": Stage.DISCARDED}, ITALY),
        ({"stage": Stage.COMMENTS}, MEMBERS),
        ({"stage": Stage.COMMENTS, "shared_with": ["france"]}, ITALY | {"france"}),
        ({"stage": Stage.COMMENTS, "shared_with": ["france"], "country_team": True}, ITALY | {"france", "eud_niger"}),
        ({"stage": Stage.COMMENTS, "shared_with": "presidency"}, ITALY | {"presidency"}),
        ({"stage": Stage.COMMENTS, "shared_with": "institutions"}, MEMBERS - {"france", "malta"}),
        ({"stage": Stage.CLOSED}, MEMBERS),
    ],
)  # fmt: skip
def test_a_fiche_and_its_measures_are_read_by_exactly_their_circle(how, expected, everybody):
    FicheFactory(**how)
    assert readers(everybody) == expected
    assert readers(everybody, Measure) == expected
    assert readers(everybody, FicheCountry) == expected


def test_taking_a_fiche_back_closes_it_to_others_and_forgets_positions(everybody, france):
    fiche = written()
    actor = france.actor()
    with reading_as(actor):
        services.state_position(actor=actor, fiche=fiche, stand=Stand.AGREE)
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        services.withdraw(actor=drafter, fiche=fiche)
        assert not FichePosition.objects.visible_to(drafter).exists()
    assert readers(everybody) == ITALY


@pytest.mark.row("A2")
def test_a_draft_says_what_it_lacks_before_others_comment():
    fiche = FicheFactory(measures=(), purpose="", due_on=None)
    drafter = drafter_of(fiche)
    with reading_as(drafter), pytest.raises(ValidationError) as refused:
        services.circulate(actor=drafter, fiche=fiche, sharing=Sharing(Choice.MEMBERS))
    assert set(refused.value.message_dict) == {"purpose", "due_on", "measures"}

    write_measure(fiche, due_on=None)
    with reading_as(drafter):
        assert "Give every measure a due date." in services.missing(drafter, fiche).values()


@pytest.mark.parametrize(
    ("circle", "field"), [(Sharing(Choice.OWN), "audience"), (Sharing(Choice.NAMED), "delegations")]
)
def test_a_fiche_is_put_before_somebody(circle, field):
    fiche = FicheFactory()
    drafter = drafter_of(fiche)
    with reading_as(drafter), pytest.raises(ValidationError) as refused:
        services.circulate(actor=drafter, fiche=fiche, sharing=circle)
    assert set(refused.value.message_dict) == {field}


def test_a_due_date_before_the_start_is_refused_with_the_first_day_that_would_do():
    day = datetime.date(2027, 3, 3)
    with pytest.raises(ValidationError, match="Choose 3 March 2027 or later"):
        FicheFactory(starts_on=day, due_on=day - datetime.timedelta(days=1))
    fiche = FicheFactory()
    with pytest.raises(ValidationError, match="Choose 3 March 2027 or later"):
        write_measure(fiche, starts_on=day, due_on=day - datetime.timedelta(days=1))


@pytest.mark.row("A64")
def test_an_urgent_fiche_has_two_hours_and_a_written_procedure(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC), tick=False)
    fiche = circulate(FicheFactory(urgent=True), ["france", "ireland"])
    assert fiche.procedure == Procedure.SILENCE
    assert fiche.comments_until == timezone.now() + datetime.timedelta(hours=2)


@pytest.mark.row("A64")
def test_silence_is_consent_at_the_deadline_and_an_urgent_fiche_runs_at_once(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC), tick=False)
    fiche = circulate(FicheFactory(urgent=True), ["france", "ireland"])
    with pytest.raises(
        services.NotReady, match=r"Silence is consent from 25 November 2026, 15.00 Brussels on"
    ):
        endorse(fiche)
    time_machine.move_to(datetime.datetime(2026, 11, 25, 14, 1, tzinfo=datetime.UTC), tick=False)
    assert endorse(fiche).stage == Stage.IMPLEMENTATION


@pytest.mark.row("A64")
def test_when_all_have_agreed_nobody_waits_for_the_deadline(france):
    fiche = written(shared_with=["france", "ireland"])
    actor = france.actor()
    with reading_as(actor):
        services.state_position(actor=actor, fiche=fiche, stand=Stand.AGREE)
    assert endorse(fiche).stage == Stage.ENDORSED


@pytest.mark.row("A64")
def test_in_the_explicit_procedure_everybody_answers(time_machine, france):
    fiche = written(shared_with=["france", "ireland"], procedure=Procedure.EXPLICIT)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=10))
    with pytest.raises(services.NotReady, match="Not everybody who was asked has answered"):
        endorse(fiche)
    actor = france.actor()
    with reading_as(actor):
        services.state_position(actor=actor, fiche=fiche, stand=Stand.AGREE)
    assert endorse(fiche).stage == Stage.ENDORSED


@pytest.mark.row("A2")
def test_an_open_objection_stands_in_the_way_until_its_delegation_withdraws_it(france, malta):
    fiche = written()
    objector, commentator = france.actor(), malta.actor()
    with reading_as(objector):
        with pytest.raises(ValidationError, match="Say why you object"):
            services.state_position(actor=objector, fiche=fiche, stand=Stand.OBJECT)
        services.state_position(actor=objector, fiche=fiche, stand=Stand.OBJECT, words="Too early.")
    with reading_as(commentator):
        remark = services.comment(
            actor=commentator, fiche=fiche, field="purpose", text="Not so.", kind=Remark.OBJECTION
        )
    with pytest.raises(services.NotReady, match="2 objections are open"):
        endorse(fiche)
    drafter = drafter_of(fiche)
    with reading_as(drafter), pytest.raises(Refused, match="withdrawn by the delegation that raised it"):
        services.resolve(actor=drafter, fiche=fiche, key=remark.key, words="No.")
    with reading_as(objector):
        services.state_position(actor=objector, fiche=fiche, stand=Stand.AGREE)
    with reading_as(commentator):
        services.resolve(actor=commentator, fiche=fiche, key=remark.key, words="Mended.")
    with pytest.raises(services.NotReady, match="Silence is consent"):
        endorse(fiche)


def test_the_chair_endorses_what_it_has_read_and_can_read(presidency):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    chair = presidency.actor()
    with reading_as(chair):
        read = fingerprint(chair, fiche)
    measure = measures_of(fiche)[0]
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        services.change_measure(
            actor=drafter,
            measure=measure,
            version=None,
            fields={"owner_id": measure.owner_id, "title": "More"},
        )
    with reading_as(chair), pytest.raises(Stale):
        services.endorse(actor=chair, fiche=fiche, read=read)

    hidden = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"])
    with reading_as(chair), pytest.raises(Hidden):
        services.endorse(actor=chair, fiche=hidden, read="")


@pytest.mark.row("B3")
def test_endorsed_words_never_change_whoever_writes():
    fiche = FicheFactory(stage=Stage.ENDORSED)
    drafter = drafter_of(fiche)
    measure = measures_of(fiche)[0]
    with reading_as(drafter), pytest.raises(Refused, match="until it is endorsed"):
        services.change(actor=drafter, fiche=fiche, version=None, words=services.Words({"title": "x"}, [1]))
    forged = [
        lambda: Fiche.objects.visible_to(drafter).update(purpose="Forged"),
        lambda: Measure.objects.visible_to(drafter).update(title="Forged"),
        lambda: Measure.objects.visible_to(drafter).filter(pk=measure.pk).delete(),
        lambda: FicheCountry.of(fiche, country_id=1).save(),
    ]
    for write in forged:
        refused = pytest.raises(DatabaseError, match="an agreed text does not change")
        with reading_as(drafter), refused, transaction.atomic():
            write()


@pytest.mark.row("A2")
@pytest.mark.row("B4")
def test_a_fiche_is_evaluated_then_closed_with_evidence_and_no_open_measure():
    fiche = FicheFactory(stage=Stage.IMPLEMENTATION, measures=({}, {"title": "Second"}))
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        with pytest.raises(ValidationError) as refused:
            services.evaluate(actor=drafter, fiche=fiche, version=None, worked="", did_not="", lesson="")
        assert set(refused.value.message_dict) == {"worked", "lesson"}
        fiche = services.evaluate(
            actor=drafter, fiche=fiche, version=None, worked="All.", did_not="", lesson="Again."
        )
    first, second = measures_of(fiche)
    with pytest.raises(ValidationError, match="done with evidence"):
        report(first, done=True)
    report(first, done=True, evidence="Signed minutes.")
    with reading_as(drafter):
        with pytest.raises(services.MeasuresOpen, match="1 measure is still open"):
            services.close(actor=drafter, fiche=fiche, version=None, evidence="Report.")
        with pytest.raises(ValidationError, match="others relied on it"):
            services.drop_measure(actor=drafter, measure=second, version=None, reason="")
        services.drop_measure(actor=drafter, measure=second, version=None, reason="Overtaken.")
        with pytest.raises(ValidationError, match="closed with evidence"):
            services.close(actor=drafter, fiche=fiche, version=None, evidence=" ")
        assert (
            services.close(actor=drafter, fiche=fiche, version=None, evidence="Report.").stage == Stage.CLOSED
        )
    with (
        reading_as(drafter),
        pytest.raises(DatabaseError, match="closed_fiche_has_evidence"),
        transaction.atomic(),
    ):
        Fiche.objects.visible_to(drafter).update(evidence="")


def test_the_first_report_starts_the_fiche_and_a_moved_date_keeps_the_old_one(france):
    fiche = FicheFactory(stage=Stage.ENDORSED, measures=({"owner": "france"},))
    measure = measures_of(fiche)[0]
    later = measure.due_on + datetime.timedelta(days=30)
    with pytest.raises(ValidationError, match="Say why the date moves"):
        report(measure, due_after=later)
    moved = report(measure, due_after=later, reason="No visa.").measure
    assert (moved.due_on, moved.agreed_due_on, moved.moved_reason) == (later, measure.due_on, "No visa.")
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        assert Fiche.objects.visible_to(drafter).get().stage == Stage.IMPLEMENTATION


@pytest.mark.row("B8")
def test_two_people_on_one_measure_the_second_is_stale_on_two_measures_neither():
    fiche = FicheFactory(measures=({}, {}))
    drafter = drafter_of(fiche)
    first, second = measures_of(fiche)
    fields = {"owner_id": first.owner_id, "title": "Mine"}
    with reading_as(drafter):
        services.change_measure(actor=drafter, measure=first, version=first.version, fields=fields)
        services.change_measure(actor=drafter, measure=second, version=second.version, fields=fields)
        with pytest.raises(Stale):
            services.change_measure(actor=drafter, measure=first, version=first.version, fields=fields)


@pytest.mark.row("A2")
def test_a_clone_takes_words_and_measures_along_and_leaves_dates_and_readers_behind(france):
    source = FicheFactory(
        stage=Stage.CLOSED, measures=({"title": "Ask", "lever": "Visas", "owner": "malta"},)
    )
    actor = france.actor()
    niger = [row.country_id for row in countries_of(source)]
    with reading_as(actor):
        copy = services.clone(actor=actor, source=source, title="Ours", country_ids=niger)
        measure = Measure.objects.visible_to(actor).get(fiche=copy)
    assert (copy.stage, copy.originator_id, copy.due_on) == (Stage.DRAFT, actor.organisation.pk, None)
    assert (measure.title, measure.lever, measure.due_on, measure.evidence) == ("Ask", "Visas", None, "")
    hidden = FicheFactory(stage=Stage.COMMENTS, shared_with=["malta"])
    with reading_as(actor), pytest.raises(Hidden):
        services.clone(actor=actor, source=hidden, title="Ours", country_ids=niger)


def countries_of(fiche):
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        return list(FicheCountry.objects.visible_to(drafter).filter(fiche=fiche))


@pytest.mark.row("A2")
def test_templates_are_made_by_institutions_and_chair_and_read_by_all_members(everybody, france):
    with pytest.raises(Refused, match="institutions and the Presidency"):
        FicheFactory(originator="france", stage=Stage.TEMPLATE)
    FicheFactory(originator="commission", stage=Stage.TEMPLATE, title="Evacuation")
    found = set()
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            if Fiche.objects.visible_to(actor).filter(stage=Stage.TEMPLATE).exists():
                found.add(name)
    assert found == MEMBERS - {"italy_interior"}

    narrow = FicheFactory(originator="italy", stage=Stage.COMMENTS, shared_with="institutions")
    commission = speaking_for("commission")
    with reading_as(commission), pytest.raises(Refused, match="All members read a template"):
        services.clone(actor=commission, source=narrow, title="x", country_ids=[1], as_template=True)


def test_letting_more_readers_in_needs_a_reason_and_counts_no_save(france):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["malta"])
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        with pytest.raises(ValidationError, match="Say why more readers are let in"):
            services.share(actor=drafter, fiche=fiche, sharing=sharing(["malta", "france"]), reason="")
        services.share(actor=drafter, fiche=fiche, sharing=sharing(["malta", "france"]), reason="It asked.")
    actor = france.actor()
    with reading_as(actor):
        assert Fiche.objects.visible_to(actor).get().version == fiche.version


@pytest.mark.row("D3")
def test_a_number_is_drawn_so_that_it_counts_nothing():
    numbers = [FicheFactory().number for _step in range(4)]
    assert len(set(numbers)) == 4
    assert all(number >= 100 for number in numbers)


@pytest.mark.row("A2")
def test_contributions_are_asked_offered_and_answered_by_the_delegation(france, malta):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    drafter, asked, offering = drafter_of(fiche), france.actor(), malta.actor()
    with reading_as(drafter):
        [contribution] = services.invite(
            actor=drafter, fiche=fiche, organisation_ids=[organisation("france").pk], words="Experts"
        )
    with reading_as(offering):
        with pytest.raises(Refused, match="The delegation that was asked answers"):
            services.answer(actor=offering, contribution=contribution, version=None, accepted=True)
        offered = services.offer(actor=offering, fiche=fiche, words="A ship")
        assert services.offer(actor=offering, fiche=fiche, words="Two ships").pk == offered.pk
    with reading_as(asked):
        with pytest.raises(ValidationError, match="why you decline"):
            services.answer(actor=asked, contribution=contribution, version=None, accepted=False)
        answered = services.answer(
            actor=asked, contribution=contribution, version=contribution.version, accepted=True, words="Two"
        )
        services.report_part(
            actor=asked, contribution=answered, version=answered.version, light="on-track", words="On site."
        )


def test_an_endorsed_fiche_reopens_with_a_reason():
    fiche = bring_to(FicheFactory(), Stage.CLOSED)
    drafter = drafter_of(fiche)
    with reading_as(drafter):
        with pytest.raises(ValidationError, match="open again"):
            services.reopen(actor=drafter, fiche=fiche, reason="")
        assert services.reopen(actor=drafter, fiche=fiche, reason="New facts.").stage == Stage.IMPLEMENTATION
