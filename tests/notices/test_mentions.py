"""A mention tells somebody who can read it anyhow, and lets nobody in."""

import pytest
from django.db import transaction

from actionplans.fiches import services as fiches
from actionplans.fiches.kinds import Stage
from actionplans.plans import services as plans
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import ActionTerms
from coordination.access.models import Audience
from coordination.access.reader import reading_as
from coordination.notices.mentions import named_in
from coordination.people.models import Membership
from tests.factories.fiches import FicheFactory, drafter_of
from tests.factories.notices import forget, notices_of, tell, told
from tests.factories.plans import PlanFactory, speaking_for

pytestmark = [pytest.mark.row("B21"), pytest.mark.row("D5"), pytest.mark.usefixtures("db")]


def comment(fiche, text: str, by: str = "") -> None:
    actor = speaking_for(by) if by else drafter_of(fiche)
    with transaction.atomic(), reading_as(actor):
        fiches.comment(actor=actor, fiche=fiche, field="purpose", text=text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@italy, please", ["italy"]),
        ("As @Italy and @EEAS said.", ["italy", "eeas"]),
        ("Voir @Grèce", ["grece"]),
        ("@italy/counsellor and @italy", ["italy/counsellor", "italy"]),
        ("write to somebody@italy.example", []),
        ("@italy @italy", ["italy"]),
        ("(@malta)", ["malta"]),
        ("@@malta @ malta", []),
        ("nobody", []),
    ],
)
def test_names_behind_an_at(text, named):
    assert named_in(text) == named


def test_a_mention_tells_who_can_read_it(france, malta, italy):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    forget()
    comment(fiche, "What does @france say?")
    tell()
    assert told(france) == {("fiche.commented", "mentioned")}
    assert told(malta) == told(italy) == set()


def test_a_mention_gives_no_access_and_tells_nobody_outside(france, malta, client):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"])
    with transaction.atomic(), reading_as(drafter_of(fiche)):
        before = sorted(Audience.objects.get(pk=fiche.audience_id).circles)
    forget()
    comment(fiche, "What do @france and @malta say?")
    tell()
    assert told(france) == {("fiche.commented", "mentioned")}
    assert told(malta) == set()
    assert malta.client.get(f"/fiches/{fiche.pk}/").status_code == 404
    with transaction.atomic(), reading_as(actor := drafter_of(fiche)):
        row = type(fiche).objects.visible_to(actor).get(pk=fiche.pk)
        assert sorted(Audience.objects.get(pk=row.audience_id).circles) == before


def test_who_commented_learns_nothing_of_who_can_read_it(france, malta):
    """Naming somebody inside and somebody outside answers the same."""
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france", "greece"])
    pages = []
    for named in ("greece", "malta"):
        said = {"field": "purpose", "kind": "comment", "text": f"@{named}?", "idempotency_key": named}
        answer = france.client.post(f"/fiches/{fiche.pk}/comment/", said, follow=True)
        pages.append([str(message) for message in answer.context["messages"]])
    assert pages[0] == pages[1]


def test_a_post_is_told_and_its_colleagues_are_not(france):
    from tests import personas

    fiche = FicheFactory(stage=Stage.COMMENTS)
    Membership.objects.filter(user=france.user).update(post="Head of the desk")
    forget()
    comment(fiche, "Could @france/head-of-the-desk look?")
    comment(fiche, "Could @france/counsellor look?")
    tell()
    [notice] = notices_of(france)
    assert notice.rule == "mentioned"
    assert personas.load("france").name == "france"


def test_a_ministry_that_was_let_in_is_told_by_name(italy_interior, italy_labour):
    fiche = FicheFactory(stage=Stage.COMMENTS, shared_with=["france"])
    forget()
    comment(fiche, "For @italy-interior and @italy-labour: your figures?", by="france")
    tell()
    assert told(italy_interior) == {("fiche.commented", "mentioned")}
    assert told(italy_labour) == set()


def test_a_colleague_is_told_when_mentioned_and_the_writer_is_not(italy, italy_reader):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    forget()
    with transaction.atomic(), reading_as(actor := italy.actor()):
        fiches.comment(actor=actor, fiche=fiche, field="purpose", text="@italy, see the figures.")
    tell()
    assert told(italy) == set()
    assert told(italy_reader) == {("fiche.commented", "mentioned")}


def test_a_mention_on_a_narrow_action_stays_in_its_circle(france, malta):
    version = PlanFactory(
        state=VersionState.CONSULTATION,
        actions=[{"title": "Of few", "lead": "france", "shared_with": ["france"]}],
    )
    forget()
    with transaction.atomic(), reading_as(actor := speaking_for("commission")):
        terms = ActionTerms.objects.visible_to(actor).get(plan_version=version)
        plans.comment(actor=actor, on=terms, field="title", text="@france @malta ?")
    tell()
    assert told(france) == {("action.commented", "mentioned")}
    assert told(malta) == set()


def test_a_mention_stands_out_by_name_and_all_else_is_escaped(france):
    fiche = FicheFactory(stage=Stage.COMMENTS)
    comment(fiche, "<b>@france/counsellor</b> and @nobody-at-all")
    page = france.client.get(f"/fiches/{fiche.pk}/").content.decode()
    assert '<span class="rt-mention">@France/counsellor</span>' in page
    assert "&lt;b&gt;" in page
    assert "@nobody-at-all" in page
