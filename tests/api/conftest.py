"""What the tests of the API share: how to send, and an entry as small as it may be."""

import json
from typing import Any

import pytest

from tests import factories
from tests.personas import Persona

# A factory returns its row, which the checker of types does not see.
ActivityFactory: Any = factories.ActivityFactory
ROOT = "/api/v1"
PROBLEM = "application/problem+json"


def send(
    persona: Persona, method: str, path: str, body=None, *, match: str | int | None = None, **headers: str
):
    """A request with the persona's token; `match` becomes `If-Match`."""
    if match is not None:
        headers["If-Match"] = f'"{match}"' if isinstance(match, int) else match
    text = body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {})
    return persona.api.generic(method, ROOT + path, text, content_type="application/json", headers=headers)


def read(persona: Persona, path: str, **query):
    return persona.api.get(ROOT + path, query)


@pytest.fixture
def small():
    """The least that an entry says."""
    return {
        "title": "Visit of the minister to Niamey",
        "kind": "visit",
        "countries": ["NE"],
        "themes": ["readmission"],
        "starts_on": "2026-12-07",
    }


def problem(response, status: int) -> dict:
    """The body of a problem, which says its status itself."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    return body
