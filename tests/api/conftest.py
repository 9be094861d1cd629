"""What the tests of the API share: how to send, and an entry as small as it may be."""

import json
import uuid
from typing import Any

import pytest

from actionplans.plans.kinds import VersionState
from tests import factories
from tests.factories.plans import PlanFactory, bring_to, write_action
from tests.personas import Persona

# A factory returns its row, which the checker of types does not see.
ActivityFactory: Any = factories.ActivityFactory
ROOT = "/api/v1"
PROBLEM = "application/problem+json"
MISSING = uuid.UUID("00000000-0000-4000-8000-000000000000")


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


def body_of(persona: Persona, path: str, **query):
    """What the persona is shown."""
    answer = read(persona, path, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def draft(db):
    """A draft for Niger with an action that everybody will read and a narrower one."""
    version = PlanFactory()
    terms = write_action(version, title="Open", lead="italy")
    narrow = write_action(version, title="CANARY", lead="italy", shared_with=["france"])
    return version, terms, narrow


@pytest.fixture
def agreed(draft):
    """The same plan once the Presidency has agreed it."""
    version, terms, narrow = draft
    return bring_to(version, VersionState.AGREED), terms, narrow
