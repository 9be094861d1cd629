"""Persona × route × method × state, compared with the tables in expectations.py (SECURITY, proof).

Hidden and missing are compared byte for byte, headers included, for every method.
"""

import json
import re
from http.cookies import SimpleCookie
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client

from coordination.access.routes import declared_gate, routes
from coordination.register.models import Activity
from tests import personas
from tests.access import consultations, documents, fiches, meetings, notices, retention
from tests.access import people as people_rows
from tests.access.cells import ALSO, API, CELLS, ELSEWHERE, JSON, METHODS, Cell, Deed
from tests.access.expectations import CARD_READERS, GATES, IMPORT_READERS, READERS, may
from tests.access.expectations import plans as of_plans
from tests.access.proof import IN_FULL
from tests.access.rows import make_rows
from tests.proof.figures import record

pytestmark = [
    pytest.mark.row("C23"),
    pytest.mark.row("B20"),
    pytest.mark.usefixtures("plain_rendering"),
]

VISITOR = "a visitor"
SHARE = 8
ENOUGH = {"", "missing", "own", "all members", "card", "import", "membership", "hidden", "narrow", "agreed"}
ENOUGH |= fiches.ENOUGH | documents.ENOUGH | notices.ENOUGH | consultations.ENOUGH | meetings.ENOUGH
ENOUGH |= retention.ENOUGH | people_rows.ENOUGH


def found_routes() -> dict[str, object]:
    return dict(routes())


def test_every_route_has_a_cell_and_every_cell_a_route():
    assert set(found_routes()) - ELSEWHERE == set(CELLS)


def test_every_route_has_the_gate_that_its_cell_names():
    gates = {path: declared_gate(view).name for path, view in found_routes().items() if path in CELLS}
    assert gates == {path: cell.gate for path, cell in CELLS.items()}


@pytest.fixture
def everybody(stage):
    """All personas by name, freshly signed in: a session that grows old has its cookie renewed."""
    return personas.load_all()


@pytest.fixture(scope="module")
def runner_post(stage):
    """Portugal's focal point walks only where it matters who runs an organisation."""
    return people_rows.make_runner()


def walkers(cell: Cell, everybody: dict, runner_post) -> dict:
    runs = {people_rows.RUNNER: personas.seated(runner_post)} if cell.gate in people_rows.GATES else {}
    return everybody | runs


@pytest.fixture(scope="module")
def rows(stage, runner_post):
    """All of them for every route, whichever comes first."""
    return make_rows(runner_post)


READS: dict[str, dict[str, set[str]]] = {
    "entry": READERS,
    "card": {"card": CARD_READERS},
    "import": {"import": IMPORT_READERS},
    "membership": {"membership": {"admin"}},
    **people_rows.READERS,
} | (of_plans.READERS | notices.READERS | consultations.PAGE_READERS | meetings.READ_BY | retention.READERS)


def reads(name: str, subject: str, label: str) -> bool:
    if label == "missing":
        return False
    if subject in fiches.RIGHTS:
        return name in fiches.FICHE_READERS[subject][label]
    if subject in documents.RIGHTS:
        return name in documents.DOCUMENT_READERS[subject][label]
    return name in READS[subject].get(label, set())


def allowed(name: str, path: str, cell: Cell, deed: Deed, label: str) -> bool:
    if not deed.action:
        return True
    if deed.action == "create":
        return name in GATES["contributors"]
    if deed.action == "draft a fiche":
        return name in fiches.DRAFTERS
    if deed.action == "file":
        return name in documents.HOLDERS
    if deed.action == "consult" and not cell.subject:
        return name in consultations.ASKING
    if deed.action == "convene" and not cell.subject:
        return name in (meetings.CONVENORS if path.startswith(API) else meetings.CALLING)
    if cell.subject in fiches.RIGHTS:
        return fiches.may(cell.subject, name, deed.action, label)
    if cell.subject in documents.RIGHTS:
        return documents.may(cell.subject, name, deed.action, label)
    if cell.subject in meetings.RIGHTS:
        return meetings.may(cell.subject, name, deed.action, label)
    if cell.subject in consultations.RIGHTS:
        return consultations.may(cell.subject, name, deed.action, label)
    if cell.subject in people_rows.READERS:
        return name in people_rows.MAY[cell.subject][deed.action][label]
    if deed.action == "open":
        return name in of_plans.OPENERS
    if cell.subject == "import":
        return name == "italy"
    if cell.subject in of_plans.MAY:
        return name in of_plans.MAY[cell.subject].get(label, {}).get(deed.action, set())
    return may(name, deed.action, label)


def expected(name: str, path: str, cell: Cell, method: str, label: str) -> set[int]:
    """Which answers are right."""
    api = path.startswith(API) and cell.visitors is None
    deed = cell.methods.get("GET" if method == "HEAD" else method)
    # Pages may refuse a method before they know who asks: it says nothing about any row.
    unknown = {405}
    if cell.gate != "everyone":
        if name == VISITOR:
            barred = {401} if api else {302}
            return barred if deed and method != "HEAD" else barred | unknown
        if name not in GATES[cell.gate]:
            return {403} if deed and method != "HEAD" else {403} | unknown
    if cell.subject and not reads(name, cell.subject, label):
        return {404} if api or (deed and method != "HEAD") else {404} | unknown
    if deed is None:
        return unknown
    if label in deed.nowhere:
        return {404} if method != "HEAD" else {404} | unknown
    if not allowed(name, path, cell, deed, label):
        return {403} if method != "HEAD" else {403} | unknown
    return set(deed.ok) if method != "HEAD" else set(deed.ok) | unknown


def send(client: Client, method: str, address: str, deed: Deed | None, api: bool):
    """One request whose effects are undone."""
    deed = deed or Deed()
    data: object = dict(deed.body)
    kind = {"content_type": JSON} if api else {}
    if method in {"GET", "HEAD"}:
        data, kind = deed.query, {}
    elif api:
        data = json.dumps(data)
    elif method != "POST":
        data, kind = "", {"content_type": "text/plain"}
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        response = getattr(client, method.lower())(address, data, headers=deed.headers, **kind)
        response.whole = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return response


def labels_of(path: str, cell: Cell, name: str, method: str, rows: dict) -> list[str]:
    """The states that a persona meets with a method, "missing" first: with it all others are compared.

    What no state of a record can change is asked of few. A usual run walks one in `SHARE` of the cells,
    always the same ones; `make proof` walks all.
    """
    known = [label for label in reversed(rows[cell.subject]) if method in cell.methods or label in ENOUGH]
    if IN_FULL:
        return known
    chosen = [label for label in known if crc32(f"{path} {name} {method} {label}".encode()) % SHARE == 0]
    return [label for label in known if chosen and (label in chosen or label == "missing")]


def test_a_usual_run_walks_twenty_thousand_cells(rows, everybody):
    names = [VISITOR, *everybody]
    cells = [
        (path, name, method, label)
        for path, cell in (CELLS | ALSO).items()
        for name in names
        for method in METHODS
        for label in labels_of(path, cell, name, method, rows)
    ]
    assert len(cells) >= 20_000


@pytest.mark.slow
@pytest.mark.parametrize("path", CELLS | ALSO)
def test_walk(path, everybody, rows, runner_post):
    cell = (CELLS | ALSO)[path]
    labels = rows[cell.subject]
    api = path.startswith(API) and cell.visitors is None
    clients = {VISITOR: Client()}
    people = walkers(cell, everybody, runner_post)
    clients |= {name: persona.api if api else persona.client for name, persona in people.items()}
    wrong, differing, walked = [], [], 0
    for name, client in clients.items():
        for method in METHODS:
            deed = cell.methods.get("GET" if method == "HEAD" else method)
            bare = None
            for label in labels_of(path, cell, name, method, rows):
                pk = labels[label]
                address = "/" + cell.path(re.sub("<(uuid|int):[a-z_]+>", str(pk), path) if pk else path)
                response = send(client, method, address, deed, api)
                walked += 1
                right = expected(name, path, cell, method, label)
                if response.status_code not in right:
                    wrong.append((name, method, label, response.status_code, sorted(right)))
                if label == "missing":
                    bare = outside(response, pk)
                elif cell.subject and not reads(name, cell.subject, label) and outside(response, pk) != bare:
                    differing.append((name, method, label))
    record("cells", walked, path=path, wrong=len(wrong) + len(differing))
    assert wrong == []
    assert differing == []


# New at each request or minute: nonces, tokens, and the time for print.
NONCE = re.compile(
    rb"nonce-?[^ >;]+|csrfmiddlewaretoken[^>]+|csrftoken[^;]+|\d{4}, \d{2}\.\d{2}|\d\d?[.:]\d\d Brussels"
)


def outside(response, pk) -> tuple:
    """Everything that a client gets to see. What is new at each request, and the address that was
    asked for, are taken out only where the answer is not the bare page.
    """
    headers, cookies = sorted(response.items()), response.cookies.output()
    if response.status_code == 404:
        return 404, repr((headers, cookies)).encode() + response.whole
    headers = [pair for pair in headers if pair[0] != "Content-Length"]  # the address may be longer
    cookies = [name for name in response.cookies if name != "csrftoken"]  # set at the first answer
    seen = repr((headers, cookies)).encode() + NONCE.sub(b"", response.whole)
    return response.status_code, NONCE.sub(b"", seen).replace(f"/{pk}/".encode(), b"")


@pytest.mark.parametrize("path", ["/activities/{}/", "/cards/{}/", "/imports/{}/", "/api/v1/activities/{}/"])
def test_the_bare_404_says_nothing(path, malta, rows):
    """No nonce, no token, no cookie, no name; the same for a person and for another."""
    kind = {"activities": "entry", "cards": "card", "imports": "import"}[path.strip("/").split("/")[-2]]
    label = {"entry": "own", "card": "missing", "import": "import"}[kind]
    hidden = malta.client.get(path.format(rows[kind][label]))

    assert hidden.status_code == 404
    assert not hidden.cookies
    assert b"nonce" not in hidden.content
    assert b"csrf" not in hidden.content
    assert b"malta" not in hidden.content.lower()


def test_an_address_that_no_route_knows_answers_the_same_bytes(malta, rows):
    nowhere = malta.client.get("/no/such/place/")
    hidden = malta.client.get(f"/activities/{rows['entry']['own']}/")

    assert nowhere.status_code == hidden.status_code == 404
    assert nowhere.content == hidden.content


@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ({"copy": "own"}, {404}),
        ({"copy": "missing"}, {404}),
        ({"copy": "all members"}, {200}),
    ],
)
def test_copying_reads_through_the_gate(query, statuses, malta, rows):
    address = "/activities/new/"
    response = malta.client.get(address, {"copy": str(rows["entry"][query["copy"]])})
    assert response.status_code in statuses


def test_a_cursor_is_read_again_through_the_gate(malta, rows):
    """A hidden row as cursor starts over, exactly like a missing one."""
    answers = []
    for label in ("own", "missing"):
        cursor = str(rows["entry"][label])
        page = malta.client.get("/activities/", {"after": cursor}, headers={"HX-Request": "true"})
        api = malta.api.get("/api/v1/activities/", {"cursor": cursor})
        answers.append((page.status_code, api.status_code, api.content))
    assert answers[0] == answers[1]


def test_a_child_of_which_the_reader_knows_nothing_moves_no_version(italy, malta, rows):
    programme = rows["entry"]["all members"]
    before = malta.api.get(f"/api/v1/activities/{programme}/")
    from coordination.access.reader import reading_as

    with reading_as(italy.actor()):
        Activity.objects.filter(pk=rows["entry"]["own"]).update(part_of=programme)
    after = malta.api.get(f"/api/v1/activities/{programme}/")

    assert before.headers["ETag"] == after.headers["ETag"]
    assert before.content == after.content
