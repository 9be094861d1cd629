"""`manage.py demo`: the whole product on this machine, with demonstration content and sign-in."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config import database
from config.database.supervisor import became

PATIENCE_SECONDS = 60
# Apps above bring commands of their own; one that is not there is left out.
CONTENT = {
    "Reference data": ("load_reference",),
    "Demonstration content": (
        "load_demonstration",
        "load_example_documents",
        "load_example_plans",
        "load_example_fiches",
        "load_example_meetings",
        "load_example_consultations",
    ),
}


class Command(BaseCommand):
    help = "Serve the whole product with demonstration content, worker included, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        begun = time.monotonic()
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGHUP, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)
        check_free(host, port)
        children: list[Child] = []
        try:
            self._step(2, "Files for the browser")
            call_command("assets", stdout=self.stdout)
            call_command("collectstatic", interactive=False, verbosity=0)
            self._step(3, "Database")
            database.start()
            call_command("migrate", database="owner", interactive=False, verbosity=0)
            for number, (title, names) in enumerate(CONTENT.items(), 4):
                self._step(number, title)
                for name in names:
                    if name in get_commands():
                        call_command(name, verbosity=0)
            connections.close_all()
            self._step(6, "Web server and worker")
            environment = child_environment(host, port)
            children += [
                Child("web server", web_server(host, port), environment),
                Child("worker", [sys.executable, "manage.py", "procrastinate", "worker"], environment),
            ]
            wait_until_ready(host, port, children)
            took = time.monotonic() - begun
            self.stdout.write(f"Ready in {took:.0f} s at http://{_in_address(host)}:{port} (Ctrl-C stops it)")
            self.stdout.flush()
            while True:
                time.sleep(1)
                mend(children)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            # A second Ctrl-C must not leave half of it running.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            stop(children)
            connections.close_all()
            database.release()

    def _step(self, number: int, title: str) -> None:
        self.stdout.write(f"{number}/6 {title} ...")
        self.stdout.flush()


class Child:
    """A process of the product that is to run; started again when it ends by itself."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.ended: list[float] = []
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what goes wrong comes on the other line
            start_new_session=True,  # Ctrl-C reaches us alone, and we end them in order
            preexec_fn=partial(became, [], signal.SIGTERM),
        )


def check_free(host: str, port: int) -> None:
    """One sentence now, rather than a server that comes up for nobody."""
    if not 0 < port < 2**16:
        raise CommandError(f"Port {port} cannot be used: a port is a number from 1 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except OSError as error:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({error.strerror}): choose another, such as make demo PORT=8001."
        ) from error


def child_environment(host: str, port: int) -> dict[str, str]:
    """What the settings read; the demonstration is served with production settings otherwise."""
    hosts = os.environ.get("ALLOWED_HOSTS") or f"localhost,127.0.0.1,[::1],{_in_address(host)}"
    return os.environ | {
        "DEMO": "1",
        "PLAIN_HTTP": "1",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or kept_key(settings.DATA_DIR / "secret-key"),
        "HISTORY_KEY": os.environ.get("HISTORY_KEY") or kept_key(settings.DATA_DIR / "history-key"),
        "ALLOWED_HOSTS": hosts,
        "SITE_URL": os.environ.get("SITE_URL") or f"http://{_in_address(host)}:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def kept_key(file: Path) -> str:
    """A key of this data folder, made at its first run: sessions outlive a restart, seals can be checked."""
    if not file.exists():
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50))
        draft.rename(file)
    return file.read_text()


def web_server(host: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{_in_address(host)}:{port}"]
    size = ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    return [*command, *size, "--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5"]


def wait_until_ready(host: str, port: int, children: list[Child]) -> None:
    """Return when the product says that it is ready; give up with what it says is missing."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, _in_address(host))
    missing = "no answer"
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        for child in children:
            if child.process.poll() is not None:
                raise CommandError(f"The {child.name} ended while starting; its reason stands above.")
        try:
            with urlopen(f"http://{near}:{port}/readyz", timeout=5):
                return
        except HTTPError as error:
            with error:
                missing = _missing(error.read())
        except OSError:
            pass
        time.sleep(0.1)
    raise CommandError(f"The product is not ready after {PATIENCE_SECONDS} seconds: {missing}.")


def _missing(answer: bytes) -> str:
    try:
        checks = json.loads(answer)
    except ValueError:
        return "its answer is not understood"
    return ", ".join(
        f"{name} {state}" for name, state in checks.items() if state != "ok" and name != "status"
    )


def mend(children: list[Child]) -> None:
    """Start again what ended, unless it keeps ending; and see to the database."""
    try:
        database.start()
    except SystemExit as reason:  # a full disk, say: it may pass, and then all goes on
        sys.stderr.write(f"{reason}\n")
    for child in children:
        if child.process.poll() is None:
            continue
        child.ended = [moment for moment in child.ended if moment > time.monotonic() - 60]
        if len(child.ended) >= 5:
            raise CommandError(f"The {child.name} ended {len(child.ended) + 1} times within a minute.")
        child.ended.append(time.monotonic())
        child.start()


def stop(children: list[Child]) -> None:
    """End the children politely, then for good."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    patience = time.monotonic() + 10
    for child in children:
        try:
            child.process.wait(max(0.1, patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
