"""`manage.py demo` looks before it leaps, keeps one key, and mends what ends."""

import os
import socket
import stat
import sys
import time
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from config import database
from coordination.management.commands import demo


def test_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            CommandError, match=f"^Port {port} on 127.0.0.1 cannot be used .+: choose another, .+"
        ):
            demo.check_free("127.0.0.1", port)
    demo.check_free("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("192.0.2.1", 8000), ("no host", 8000)])
def test_address_that_is_not_ours_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        demo.check_free(host, port)


def test_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = demo.kept_key(tmp_path / "secret-key")
    assert len(key) >= 50
    assert demo.kept_key(tmp_path / "secret-key") == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_child_that_ends_is_started_again_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "start", lambda: None)
    child = demo.Child("worker", [sys.executable, "-S", "-c", ""], dict(os.environ))
    child.process.wait()
    first = child.process.pid
    demo.mend([child])
    assert child.process.pid != first
    child.process.wait()
    child.ended = [time.monotonic()] * 5
    with pytest.raises(CommandError, match="The worker ended 6 times within a minute"):
        demo.mend([child])


def test_stop_ends_a_child_that_sleeps() -> None:
    child = demo.Child(
        "worker", [sys.executable, "-S", "-c", "import time; time.sleep(60)"], dict(os.environ)
    )
    demo.stop([child])
    assert child.process.returncode is not None
