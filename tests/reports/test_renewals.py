"""What was shared with a term stays with it; its originator alone is asked whether the next one reads it too."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.fiches.kinds import Stage
from actionplans.fiches.models import Fiche
from actionplans.reports import services
from actionplans.reports.models import Renewal
from actionplans.reports.queries.renewals import asked
from coordination.access.models import Gated
from coordination.access.reader import reading_as
from coordination.documents.models import Document
from coordination.history.models import HistoryLine
from coordination.notices.models import Notice
from coordination.notices.services import tell
from coordination.people.actors import build
from coordination.people.renewals import RENEWABLES, Change, last_change
from coordination.register.models import Activity, ExistenceCard
from tests.factories import ActivityFactory, MembershipFactory
from tests.factories.documents import DocumentFactory
from tests.factories.fiches import FicheFactory
from tests.personas import sign_in

pytestmark = pytest.mark.row("C7")

BEFORE, AFTER = "2026-12-31 22:59:00+00:00", "2026-12-31 23:01:00+00:00"


@pytest.fixture
def people(db):
    codes = ("ireland", "lithuania", "italy", "france")
    return {code: MembershipFactory(organisation=code).user for code in codes}


@pytest.fixture
def shared(people, time_machine) -> dict[str, Any]:
    """Rows of Italy, in the last minute of the Irish term; then the Lithuanian one begins."""
    time_machine.move_to(BEFORE)
    made = {
        "entry": ActivityFactory(shared_with="presidency", title="Vertrauliche Rueckfuehrung"),
        "card": ActivityFactory(shared_with=[], announced_to="presidency", title="Angekuendigt"),
        "document": DocumentFactory(originator="italy", shared_with="presidency", subject="Geheimes Papier"),
        "fiche": FicheFactory(
            originator="italy", shared_with="institutions", stage=Stage.COMMENTS, title="Stille Fiche"
        ),
    }
    ActivityFactory(shared_with="members", title="For all")
    ActivityFactory(shared_with=["france"], title="For France")
    ActivityFactory(originator="france", shared_with="presidency", title="Of France")
    time_machine.move_to(AFTER)
    ActivityFactory(shared_with="presidency", title="For the new term")
    return made


def keys(made: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {code: (code, row.card_id if code == "card" else row.pk) for code, row in made.items()}


def named(row) -> str:
    return str(row.subject if isinstance(row, Document) else row.title)


def titles(user) -> set[str]:
    """All titles that somebody reads, of every kind that can be renewed."""
    actor = build(user)
    with transaction.atomic(), reading_as(actor):
        return {
            named(row) for model in (Activity, Document, Fiche) for row in model.objects.visible_to(actor)
        } | {f"card {row.pk}" for row in ExistenceCard.objects.visible_to(actor)}


def change() -> Change:
    found = last_change()
    assert found is not None
    return found


def asks(user) -> set[str]:
    actor = build(user)
    with transaction.atomic(), reading_as(actor):
        return {row.title for row in asked(actor, change())}


def do(user, deed, *chosen) -> int:
    actor = build(user)
    with transaction.atomic(), reading_as(actor):
        return deed(actor=actor, chosen=chosen)


def browser(client, user):
    sign_in(client, user)
    return client


def test_exactly_what_only_the_old_term_reads_is_asked_about_and_of_its_originator_alone(shared, people):
    assert asks(people["italy"]) == {named(row) for row in shared.values()}
    assert asks(people["france"]) == {"Of France"}
    assert asks(people["ireland"]) == asks(people["lithuania"]) == set()


def test_before_the_change_nobody_is_asked(people, time_machine):
    time_machine.move_to(BEFORE)
    ActivityFactory(shared_with="presidency")

    assert asks(people["italy"]) == set()


@pytest.mark.parametrize("code", ["entry", "card", "document", "fiche"])
def test_what_is_renewed_is_read_by_the_new_term_too_and_nothing_else_is(code, shared, people):
    row = shared[code]
    name = f"card {row.card_id}" if code == "card" else named(row)
    before, of_ireland = titles(people["lithuania"]), titles(people["ireland"])

    assert do(people["italy"], services.renew, keys(shared)[code]) == 1

    assert titles(people["lithuania"]) - before == {name}
    assert titles(people["ireland"]) == of_ireland
    assert named(row) not in asks(people["italy"])
    assert len(asks(people["italy"])) == 3


def test_a_renewal_stands_in_the_history_for_the_originator_alone(shared, people):
    do(people["italy"], services.renew, keys(shared)["entry"])
    reasons = {}
    for name in ("italy", "lithuania", "ireland", "france"):
        actor = build(people[name])
        with transaction.atomic(), reading_as(actor):
            lines = HistoryLine.objects.visible_to(actor).of(shared["entry"])
            lines = lines if name == "italy" else lines.told_to_others()
            reasons[name] = {line.reason for line in lines if line.verb == "shared" and line.reason}

    assert reasons["italy"] == {"Renewed for the next Presidency: Lithuanian Presidency."}
    assert not reasons["lithuania"] | reasons["ireland"] | reasons["france"]


def test_what_is_left_is_not_asked_about_again_and_stays_with_the_old_term(shared, people):
    before = titles(people["lithuania"])
    assert do(people["italy"], services.leave, keys(shared)["entry"], keys(shared)["card"]) == 2

    assert asks(people["italy"]) == {named(shared["document"]), shared["fiche"].title}
    assert titles(people["lithuania"]) == before
    assert shared["entry"].title in titles(people["ireland"])
    assert do(people["italy"], services.leave, keys(shared)["entry"]) == 0


@pytest.mark.parametrize("who", ["ireland", "lithuania", "france"])
def test_nobody_renews_what_is_another_s(who, shared, people):
    before = titles(people["lithuania"])

    assert do(people[who], services.renew, *keys(shared).values()) == 0
    assert do(people[who], services.leave, *keys(shared).values()) == 0

    assert titles(people["lithuania"]) == before
    assert len(asks(people["italy"])) == 4


def test_each_is_told_once_and_nobody_else(shared, people):
    assert services.ask_to_renew() == 2  # Italy and France
    assert services.ask_to_renew() == 0
    while tell():
        pass
    told = {}
    for name, user in people.items():
        actor = build(user)
        with transaction.atomic(), reading_as(actor):
            found = Notice.objects.visible_to(actor).filter(announcement__kind="renewal.asked")
            told[name] = found.count()
            assert Renewal.objects.visible_to(actor).count() == (name in {"italy", "france"})

    assert told == {"italy": 1, "france": 1, "ireland": 0, "lithuania": 0}


def test_long_after_the_change_nobody_is_told_any_more(shared, time_machine):
    time_machine.move_to("2027-01-20 09:00:00+00:00")

    assert services.ask_to_renew() == 0


CANARIES = ("Vertrauliche", "Angekuendigt", "Geheimes", "Stille")


@pytest.mark.parametrize("who", ["ireland", "lithuania", "france", "italy"])
def test_page_desk_and_notices_speak_of_it_to_the_originator_alone(who, shared, people, client):
    services.ask_to_renew()
    while tell():
        pass
    if who == "france":
        do(people["france"], services.leave, *[("entry", pk) for pk in _ids(people["france"])])
    reader = browser(client, people[who])
    pages = {address: reader.get(address).content.decode() for address in ("/renewals/", "/", "/notices/")}

    found = {word for word in CANARIES if word in pages["/renewals/"]}
    assert found == (set(CANARIES) if who == "italy" else set())
    assert ("4 records to renew" in pages["/"]) == (who == "italy")
    if who not in {"italy", "france"}:
        assert "/renewals/" not in pages["/"]
        assert 'href="/renewals/"' not in pages["/notices/"]


def _ids(user):
    actor = build(user)
    with transaction.atomic(), reading_as(actor):
        return [row.pk for row in asked(actor, change())]


def test_several_are_renewed_and_left_on_the_page(shared, people, client):
    italy = browser(client, people["italy"])
    rows = {code: f"{name}:{pk}" for code, (name, pk) in keys(shared).items()}

    nothing = italy.post("/renewals/", {"do": "renew"})
    renewed = italy.post(
        "/renewals/", {"do": "renew", "rows": [rows["entry"], rows["fiche"], "entry:no key"]}
    )
    left = italy.post("/renewals/", {"do": "leave", "rows": [rows["document"]]})

    assert (nothing.status_code, renewed.status_code, left.status_code) == (400, 302, 302)
    assert asks(people["italy"]) == {"Angekuendigt"}
    assert {"Vertrauliche Rueckfuehrung", "Stille Fiche"} <= titles(people["lithuania"])
    assert "Geheimes Papier" not in titles(people["lithuania"])


def test_the_page_in_french_and_within_its_statements(shared, people, client):
    italy = browser(client, people["italy"])
    italy.cookies["language"] = "fr"
    with CaptureQueriesContext(connection) as statements:
        page = italy.get("/renewals/", headers={"Accept-Language": "fr"}).content.decode()
    asked_of_the_database = [one for one in statements if "SAVEPOINT" not in one["sql"]]

    assert len(asked_of_the_database) <= 12
    assert "Partager avec la nouvelle présidence" in page
    assert "4 éléments à renouveler" in page
    assert "Share with" not in page


def test_every_record_with_an_action_to_share_it_can_be_renewed():
    from django.apps import apps

    shareable = {
        model
        for model in apps.get_models()
        if issubclass(model, Gated) and "share" in model.policy.actions() and hasattr(model, "title")
    }
    kept_by_hand = {"PrivateNote"}  # shown to delegations by name, never to a term
    assert {model.__name__ for model in shareable} - kept_by_hand <= {
        one.model.__name__ for one in RENEWABLES.values()
    }
