"""The text of a version: what it says of actions not shared yet, its marking, what was discarded, its partner."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import (
    LinkedFile,
    Objective,
    PartnerEndorsement,
    Plan,
    PlanVersion,
)
from actionplans.plans.services.terms import Words
from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.world.panels import routes
from coordination.world.queries import themes
from tests.access.worlds import acting, action_named, say, terms_in
from tests.factories import ActivityFactory
from tests.factories.plans import PlanFactory, agree, bring_to, write_action
from tests.factories.register import sharing
from tests.plans.test_pages import EMPTY_LINES, only, post

pytestmark = [pytest.mark.usefixtures("db")]

JSON = "application/json"


def amended(version: PlanVersion) -> PlanVersion:
    with acting("commission") as drafter:
        return services.amend(actor=drafter, plan=Plan.objects.visible_to(drafter).get(pk=version.plan_id))


# --- Words that are shared before the action is ----------------------------------------------


@pytest.fixture
def widened(commission):
    """An action of few that an amendment in consultation shows to all; of how it stands few know."""
    actions = [
        {"title": "First"},
        {"title": "Opened", "shared_with": ["france"], "lead": "france", "deliverable": "A protocol"},
        {"title": "Kept", "shared_with": ["france"]},
        {"title": "Last"},
    ]
    version = PlanFactory(state=VersionState.AGREED, actions=actions)
    with acting("commission") as actor:
        action = action_named(version, "Opened")
        services.report(
            actor=actor,
            action=action,
            version=None,
            light="off-track",
            words="Said in confidence",
            due_after=datetime.date(2028, 2, 2),
            reason="In confidence too",
        )
    second = amended(version)
    terms = terms_in(second, "Opened")
    with acting("commission") as drafter:
        words = Words(
            {
                name: getattr(terms, name)
                for name in ("title", "objective_id", "lead_id", "due_on", "deliverable")
            }
        )
        services.change_terms(actor=drafter, terms=terms, version=terms.version, words=words)
    second = bring_to(second, VersionState.CONSULTATION)
    say("france", terms_in(second, "Opened"), "title", text="Good that all see it.")
    return second


SECRETS = (
    "Said in confidence",
    "In confidence too",
    "2 February 2028",
    "2028-02-02",
    "Off track",
    "off-track",
)


@pytest.mark.row("B3")
def test_words_that_will_be_shared_are_read_in_the_text_without_how_the_action_stands(widened, italy, france):
    address = f"/plans/{widened.plan_id}/"
    query = {"version": "2"}
    page = italy.client.get(address, query)
    shown = {row["title"]: row for group in page.context["groups"] for row in group["rows"]}
    numbers = {title: row["number"] for title, row in shown.items()}
    assert numbers == {"First": "1.1", "Opened": "1.2", "Last": "1.3"}
    opened = shown["Opened"]
    assert (opened["lead"], opened["due"]["on"]) == ("France", datetime.date(2027, 6, 30))
    assert "A protocol" in opened["second"]
    assert (opened["sign_words"], opened["url"]) == ("Not yet shared with you", "")
    own = france.client.get(address, query).context["groups"]
    theirs = {row["title"]: row["number"] for group in own for row in group["rows"]}
    assert {title: number for title, number in theirs.items() if title in numbers} == numbers
    assert page.context["progress"]["total"] == 2  # of how it stands nothing is counted

    paper = italy.client.get(f"{address}print/", query).content.decode()
    assert "1.2 Opened" in paper
    assert "Not yet shared with you" in paper
    said = italy.client.get(f"{address}comments/", query).content.decode()
    assert "1.2 Opened" in said
    assert "Good that all see it." in said
    version = italy.api.get(f"/api/v1/versions/{widened.pk}/").json()
    assert [(row["number"], row["title"]) for row in version["not_yet_shared"]] == [("1.2", "Opened")]
    assert [(row["number"], row["title"]) for row in version["actions"]] == [
        ("1.1", "First"),
        ("1.3", "Last"),
    ]
    action_id = str(action_named(widened, "Opened").pk)
    for tab in ("", "text/", "lines/", "coverage/", "comments/", "history/", "print/"):
        body = italy.client.get(address + tab, query).content.decode()
        for secret in (*SECRETS, action_id, "Kept"):
            assert secret not in body, (tab, secret)
    for secret in (*SECRETS, action_id, "Kept"):
        assert secret not in str(version)
    assert italy.client.get(f"/actions/{action_id}/").status_code == 404


def test_once_it_is_agreed_the_action_stands_among_the_others(widened, italy):
    agree(widened)
    page = italy.client.get(f"/plans/{widened.plan_id}/")
    rows = {row["title"]: row["sign"] for group in page.context["groups"] for row in group["rows"]}
    assert rows["Opened"] == "off-track"
    assert italy.api.get(f"/api/v1/versions/{widened.pk}/").json()["not_yet_shared"] == []


def test_an_action_that_was_narrowed_since_is_not_named_as_one_that_will_be_shared(commission, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Narrowed"}, {"title": "Wide"}])
    second = amended(version)
    terms = terms_in(second, "Narrowed")
    with acting("commission") as drafter:
        kept = {name: getattr(terms, name) for name in ("title", "objective_id", "lead_id", "due_on")}
        services.change_terms(
            actor=drafter, terms=terms, version=terms.version, words=Words(kept, (), sharing(["france"]))
        )
    bring_to(second, VersionState.AGREED)
    old = italy.client.get(f"/plans/{version.plan_id}/", {"version": "1"})
    assert [row["title"] for group in old.context["groups"] for row in group["rows"]] == ["Wide"]


# --- The marking of an action ----------------------------------------------------------------


@pytest.mark.row("C2")
def test_a_page_with_comments_on_narrower_words_is_marked_like_them(commission, france, italy):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Wide"}])
    second = amended(version)
    terms = terms_in(second, "Wide")
    with acting("commission") as drafter:
        kept = {name: getattr(terms, name) for name in ("title", "objective_id", "lead_id", "due_on")}
        services.change_terms(
            actor=drafter, terms=terms, version=terms.version, words=Words(kept, (), sharing(["france"]))
        )
    bring_to(second, VersionState.CONSULTATION)
    address = f"/actions/{terms.action_id}/"

    def marking(persona, page=""):
        found = persona.client.get(address + page).context["page"]["marking"]
        return found["label"], found["narrow"], bool(found["note"])

    wide, narrow = ("LIMITE", False, False), ("LIMITE · NAMED DELEGATIONS", True, True)
    assert marking(france) == wide
    say("france", terms_in(second, "Wide"), "title", text="For few.")
    assert marking(france) == narrow
    assert marking(italy) == wide
    assert "For few." not in italy.client.get(address).content.decode()
    assert (marking(france, "history/"), marking(italy, "history/")) == (narrow, wide)


# --- What was given up -----------------------------------------------------------------------


def test_a_discarded_draft_has_a_page_for_its_originator_alone(commission, eeas, italy):
    version = PlanFactory(actions=[{"title": "Given up"}], context="Words that were given up.")
    post(commission, f"/versions/{version.pk}/discard/")
    address = f"/versions/{version.pk}/discarded/"
    listed = commission.client.get("/plans/")
    assert [row["url"] for row in listed.context["discarded"]] == [address]
    page = commission.client.get(address).content.decode()
    for words in ("This draft was discarded", "Words that were given up.", "<strong>discarded</strong>"):
        assert words in page
    assert "<form" not in page.split("<main", 1)[1]
    for other in (eeas, italy):
        assert other.client.get(address).status_code == 404
        assert address not in other.client.get("/plans/").content.decode()
    live = PlanFactory(country="ML")
    assert commission.client.get(f"/versions/{live.pk}/discarded/").status_code == 404


# --- Linked files, pillars, the partner ------------------------------------------------------


@pytest.mark.row("A35")
def test_files_that_are_handled_elsewhere_are_linked_from_the_plan(commission, italy):
    version = PlanFactory()
    address = f"/versions/{version.pk}/edit/"
    stored = {
        "version": only(PlanVersion, commission).version,
        "rhythm": "quarterly",
        "objectives-TOTAL_FORMS": "1",
        "objectives-0-title": "Root causes",
        "objectives-0-theme": "root-causes",
        "files-TOTAL_FORMS": "1",
        "files-0-title": "EU–Turkey Statement",
    }
    refused = post(commission, address, 400, **EMPTY_LINES | stored)
    assert "Give its reference or the address where it can be read." in refused.content.decode()
    stored |= {
        "files-0-reference": "Statement of 18 March 2016",
        "files-0-address": "https://www.consilium.europa.eu/",
        "files-0-purpose": "Returns and resettlement under it are agreed there",
    }
    post(commission, address, **EMPTY_LINES | stored)
    sent = {
        "files": [
            {"title": "Relocation", "reference": "Decision (EU) 2015/1601", "purpose": "Numbers of places"},
            {"title": "European Border and Coast Guard", "address": "https://eur-lex.europa.eu/"},
        ]
    }
    api = f"/api/v1/versions/{version.pk}/"
    answer = commission.api.patch(api, sent, content_type=JSON, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.json()
    wrong = {"files": [{"title": "Nowhere"}]}
    assert commission.api.patch(api, wrong, content_type=JSON, headers={"If-Match": "*"}).status_code == 400
    assert italy.client.get(f"/plans/{version.plan_id}/lines/").status_code == 404
    bring_to(version, VersionState.AGREED)

    lines = italy.client.get(f"/plans/{version.plan_id}/lines/").content.decode()
    paper = italy.client.get(f"/plans/{version.plan_id}/print/").content.decode()
    for page in (lines, paper):
        assert "Relocation" in page
        assert "Decision (EU) 2015/1601" in page
        assert "EU–Turkey" not in page
    shown = italy.api.get(api).json()["files"]
    assert [row["title"] for row in shown] == ["Relocation", "European Border and Coast Guard"]

    second = amended(version)
    with acting("commission") as drafter:
        services.change_version(
            actor=drafter, plan_version=second, version=second.version, fields={}, parts={LinkedFile: []}
        )
    page = commission.client.get(f"/versions/{second.pk}/difference/").content.decode()
    assert "Linked files" in page
    history = commission.client.get(f"/plans/{version.plan_id}/history/", {"version": "1"}).content.decode()
    assert "EU–Turkey Statement" in history
    with (
        reading_as(commission.actor()),
        pytest.raises(DatabaseError, match="agreed text"),
        transaction.atomic(),
    ):
        LinkedFile.objects.visible_to(commission.actor()).filter(plan_version=version).update(title="Forged")


@pytest.mark.row("A47")
def test_two_initiatives_along_routes_have_five_pillars_with_leads_and_projects(commission, italy):
    domains = [row for row in themes().by_id.values() if row.parent_id is None]
    assert len(domains) == 5
    wanted = {route.code: route for through in routes().values() for route in through}
    pair = [wanted[code] for code in sorted(wanted) if "mediterranean" in code][:2]
    assert len(pair) == 2
    leads = ("italy", "france", "commission", "eeas", "malta")
    for route in pair:
        with acting("commission") as drafter:
            version = services.open_plan(actor=drafter, route_id=route.pk, fields={})
            objectives = [
                {"title": row.name, "theme_id": row.pk, "lead_id": organisations().by_code[code].pk}
                for row, code in zip(domains, leads, strict=True)
            ]
            version = services.change_version(
                actor=drafter,
                plan_version=version,
                version=version.version,
                fields={},
                parts={Objective: objectives},
            )
        terms = write_action(version, title=f"Policy along {route.name}", lead="italy")
        bring_to(version, VersionState.AGREED)
        project = ActivityFactory(originator="italy", title=f"Project along {route.name}")
        kept = ActivityFactory(originator="italy", title="Project of Italy alone", shared_with=[])
        for entry in (project, kept):
            post(italy, f"/actions/{terms.action_id}/link/", activity=entry.pk)

        page = commission.client.get(f"/plans/{version.plan_id}/")
        assert [group["lead"] for group in page.context["groups"]] == [
            "Italy", "France", "Commission", "EEAS", "Malta",
        ]  # fmt: skip
        assert "Pillar lead: Italy" in page.content.decode()
        assert "Pillar lead: Malta" in italy.client.get(f"/plans/{version.plan_id}/print/").content.decode()
        shown = italy.api.get(f"/api/v1/versions/{version.pk}/").json()["objectives"]
        assert [row["lead"]["code"] for row in shown] == list(leads)
        links = commission.client.get(f"/actions/{terms.action_id}/").context["links"]
        assert [link["title"] for link in links] == [f"Project along {route.name}"]
    listed = italy.api.get("/api/v1/plans/", {"route": [route.code for route in pair]}).json()["results"]
    assert {row["route"]["code"] for row in listed} == {route.code for route in pair}

    second = amended(version)
    with acting("commission") as drafter:
        lines = [
            {"key": part.key, "title": part.title, "theme_id": part.theme_id, "lead_id": None}
            for part in Objective.objects.visible_to(drafter).filter(plan_version=second).order_by("number")
        ]
        assert len(lines) == 5
        services.change_version(
            actor=drafter, plan_version=second, version=second.version, fields={}, parts={Objective: lines}
        )
    page = commission.client.get(f"/versions/{second.pk}/difference/").content.decode()
    assert "Pillar lead" in page


@pytest.mark.row("A48")
def test_what_the_partner_endorsed_is_recorded_beside_the_text(commission, presidency, italy, france):
    version = PlanFactory(state=VersionState.AGREED)
    with acting("commission") as drafter:
        key = str(Objective.objects.visible_to(drafter).get(plan_version=version, number=1).key)
    said = {
        "body": "Government of Niger",
        "post": "Minister of the Interior",
        "endorsed_on": "2026-11-02",
        "source": "Minutes of the partnership dialogue of 2 November 2026",
    }
    address = f"/versions/{version.pk}/endorsement/"
    assert italy.client.get(address).status_code == 403
    early = post(commission, address, 400, **said | {"endorsed_on": "2027-11-02"})
    assert "once the partner has endorsed it" in early.content.decode()
    assert "required" in post(commission, address, 400, **said | {"source": ""}).content.decode()
    for _sent in range(2):
        post(commission, address, **said | {"idempotency_key": "once"})
    api = f"/api/v1/versions/{version.pk}/"
    answer = presidency.api.post(api + "endorsements/", said | {"objective": key}, content_type=JSON)
    assert answer.status_code == 200, answer.json()
    assert italy.api.post(api + "endorsements/", said, content_type=JSON).status_code == 403

    page = italy.client.get(f"/plans/{version.plan_id}/lines/")
    assert [(row["what"], row["who"], row["drop_url"]) for row in page.context["endorsements"]] == [
        ("The plan as a whole", "Government of Niger, Minister of the Interior", ""),
        ("1 Objective on root-causes", "Government of Niger, Minister of the Interior", ""),
    ]
    assert "Minutes of the partnership dialogue" in page.content.decode()
    assert "Endorsed by the partner" in italy.client.get(f"/plans/{version.plan_id}/print/").content.decode()
    shown = italy.api.get(api).json()["endorsements"]
    assert [(row["objective"], row["recorded_by"]["code"]) for row in shown] == [
        (None, "commission"),
        (key, "ireland"),
    ]
    history = italy.client.get(f"/plans/{version.plan_id}/history/").content.decode()
    assert "Government of Niger" in history

    [own, other] = shown
    assert commission.client.post(f"{address}{other['key']}/take-back/").status_code == 403
    post(commission, f"{address}{own['key']}/take-back/")
    with reading_as(actor := commission.actor()):
        assert PartnerEndorsement.objects.visible_to(actor).get().objective_key is not None
    assert (
        "Government of Niger" in commission.client.get(f"/plans/{version.plan_id}/history/").content.decode()
    )
    # It is of this text: an amendment begins without.
    second = amended(version)
    with reading_as(actor := commission.actor()):
        assert not PartnerEndorsement.objects.visible_to(actor).filter(plan_version=second).exists()


@pytest.mark.row("A48")
def test_an_endorsement_is_read_by_whoever_reads_the_text_and_of_no_draft(commission, italy):
    version = PlanFactory(state=VersionState.CONSULTATION)
    fields = {"body": "Government", "endorsed_on": today(), "source": "Letter"}
    with acting("commission") as drafter:
        services.record_endorsement(actor=drafter, plan_version=version, fields=fields)
    with reading_as(actor := italy.actor()):
        assert PartnerEndorsement.objects.visible_to(actor).count() == 1
    with acting("commission") as drafter:
        taken_back = services.withdraw(actor=drafter, plan_version=version)
    with reading_as(actor := italy.actor()):
        assert PartnerEndorsement.objects.visible_to(actor).count() == 0
    with reading_as(italy.actor()), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM actionplans_partnerendorsement")
        assert cursor.fetchone()[0] == 0
    with acting("commission") as drafter, pytest.raises(Refused, match="in consultation or in force"):
        services.record_endorsement(actor=drafter, plan_version=taken_back, fields=fields)


@pytest.mark.parametrize("tab", ["", "lines/", "print/", "comments/"])
def test_the_pages_of_a_plan_stay_within_twelve_statements(tab, commission):
    version = PlanFactory(state=VersionState.AGREED, actions=[{"title": "Wide"}, {"title": "Other"}])
    commission.client.get(f"/plans/{version.plan_id}/{tab}")
    with CaptureQueriesContext(connection) as captured:
        assert commission.client.get(f"/plans/{version.plan_id}/{tab}").status_code == 200
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 12, asked
