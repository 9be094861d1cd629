"""The API, asked with whatever its own description allows and forbids: no failure of ours, answers as described.

Schemathesis makes up the requests; records in every state stand where an address names one.
"""

import re

import pytest
import schemathesis
from django.db import transaction
from django.test.client import ClientHandler
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coordination.people import tokens
from tests import personas
from tests.access.cells import API, CELLS
from tests.access.people import make_runner
from tests.access.proof import IN_FULL
from tests.access.rows import make_rows
from tests.proof.figures import record

pytestmark = [pytest.mark.row("C23")]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ASKING = ("italy", "presidency", "commission", "gsc", "italy_interior", "eud_niger")
EXAMPLES = 60 if IN_FULL else 2  # of each operation, half of them against the description
SUBJECTS = {
    re.sub("<[^>]+>", "{}", path): cell.subject for path, cell in CELLS.items() if path.startswith(API)
}


HANDLER = ClientHandler(enforce_csrf_checks=False)


def product(environ, start_response):
    """The product as a WSGI application that leaves the connection of the test open."""
    response = HANDLER(environ)
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
    start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
    return [b"".join(response)]


@pytest.fixture(scope="module")
def described():
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    schema.app = product
    return schema


@pytest.fixture(scope="module")
def rows(stage):
    return make_rows(make_runner())


@pytest.fixture(scope="module")
def credentials(stage):
    """A token for each person who asks."""
    everybody = personas.load_all()
    return {name: f"Bearer {tokens.issue(user=everybody[name].user, label='tests')}" for name in ASKING}


def operations() -> list[tuple[str, str]]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def keys_for(path: str, rows: dict[str, dict]) -> list[str]:
    """What may stand where the address names a record."""
    subject = SUBJECTS.get(re.sub(r"\{[^}]+\}", "{}", path.lstrip("/")), "")
    return [str(key) for key in rows[subject].values()] if subject else []


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda value: value)
def test_the_api_never_fails_and_answers_as_described(method, path, described, rows, credentials):
    operation = described[path][method.upper()]
    keys = keys_for(path, rows)
    modes = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    asked = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=not IN_FULL,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data(), name=st.sampled_from(ASKING))
    def ask(data, name):
        case = data.draw(operation.as_strategy(generation_mode=data.draw(modes)))
        if keys and "id" in case.path_parameters:
            case.path_parameters["id"] = data.draw(st.sampled_from(keys))
        with transaction.atomic():
            response = case.call(headers={"Authorization": credentials[name]})
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)
        asked.append(response.status_code)

    ask()
    record("requests of the API", len(asked), operation=f"{method} {path}")
