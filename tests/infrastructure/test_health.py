"""Whoever watches the machine learns whether the product can serve, without signing in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from config import health


def readiness(rf: RequestFactory) -> tuple[int, dict[str, Any]]:
    response = health.readyz(rf.get("/readyz"))
    assert "no-store" in response["Cache-Control"]
    return response.status_code, json.loads(response.content)


def heartbeat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        moment = timezone.now() - timedelta(seconds=seconds_ago)
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [moment])


def test_process_answers_without_a_database(rf: RequestFactory) -> None:
    response = health.healthz(rf.get("/healthz"))
    assert (response.status_code, json.loads(response.content)) == (200, {"status": "ok"})


def test_ready_with_a_worker_that_lives(rf: RequestFactory, db: None) -> None:
    heartbeat(seconds_ago=9)
    ready = {"status": "ok", "database": "ok", "migrations": "ok", "worker": "ok"}
    assert readiness(rf) == (200, ready)


def test_not_ready_when_the_worker_is_silent(rf: RequestFactory, db: None) -> None:
    heartbeat(seconds_ago=60)
    missing = {"status": "not ready", "database": "ok", "migrations": "ok", "worker": "silent"}
    assert readiness(rf) == (503, missing)


def test_not_ready_before_the_migrations(
    rf: RequestFactory, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeat(seconds_ago=9)
    monkeypatch.setattr(health, "migrated", lambda: False)
    missing = {"status": "not ready", "database": "ok", "migrations": "missing", "worker": "unknown"}
    assert readiness(rf) == (503, missing)


def test_not_ready_without_a_database(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", down)
    monkeypatch.setattr(connection, "close", lambda: None)
    missing = {"status": "not ready", "database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    assert readiness(rf) == (503, missing)
