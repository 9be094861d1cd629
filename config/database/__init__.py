"""The databases: a server named by the environment, or the embedded PostgreSQL.

Two aliases lead to one database: `default` as the role `app`, which row-level security binds,
and `owner` as the role that owns the tables, for migrations and loading. `start()` is called by
whatever runs the product (manage.py, wsgi, asgi, the tests) before it connects.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.database import embedded

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENGINE = "coordination.access.postgresql"
# `demo` looks at its port and files first and then starts the server itself.
WITHOUT_DATABASE = {"assets", "collectstatic", "compilemessages", "demo", "help", "makemessages", "version"}


class OwnerMigrates:
    """Only the alias `owner` makes and changes tables; both aliases hold the same rows."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True


def databases(environ: Mapping[str, str], base_dir: Path) -> dict[str, dict[str, Any]]:
    """What Django's DATABASES is to be; asks for no running server."""
    if address := environ.get("DATABASE_URL"):
        app = from_address(address)
        # A web process need not know the owner's password; its `owner` is then the role `app`.
        owner = from_address(environ.get("DATABASE_OWNER_URL") or address)
    else:
        access = embedded.access(folder(environ, base_dir))
        app, owner = ({**access, "USER": role, "PASSWORD": access[role]} for role in ("app", "owner"))
        for settings in (app, owner):
            del settings["app"], settings["owner"]
    if environ.get("TESTING"):
        for settings in (app, owner):  # tests end in a rollback: waiting for the disk buys nothing
            settings["OPTIONS"] = {"options": "-c synchronous_commit=off"} | settings["OPTIONS"]
    # A process that gives up on a silent server (DATABASE_PATIENCE) does not wait long for a new line either.
    patient = not float(environ.get("DATABASE_PATIENCE") or 0)
    if not patient:
        app, owner = (
            {**each, "OPTIONS": {"connect_timeout": "3"} | each["OPTIONS"]} for each in (app, owner)
        )
    if environ.get("POOL"):
        pool = {"min_size": 1, "max_size": int(environ["POOL"])} | ({} if patient else {"timeout": 5})
        app["OPTIONS"] = {**app["OPTIONS"], "pool": pool}
    else:
        app |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    app["TEST"] = {"MIRROR": "owner"}
    return {"default": {"ENGINE": ENGINE, **app}, "owner": {"ENGINE": ENGINE, **owner}}


def from_address(address: str) -> dict[str, Any]:
    """The settings in a `postgresql://user:password@host:port/name?option=value` address."""
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name:
        raise SystemExit("DATABASE_URL must read postgresql://user:password@host:port/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": options,
    }


def folder(environ: Mapping[str, str], base_dir: Path) -> Path:
    """Where the embedded server keeps everything."""
    return Path(environ.get("ROUNDTABLE_DATA") or base_dir / "var").resolve() / "database"


def start(command: str = "") -> None:
    """Make sure a server is there for as long as this process lives; ends it with one sentence if not."""
    if command not in WITHOUT_DATABASE and not os.environ.get("DATABASE_URL"):
        embedded.start(folder(os.environ, BASE_DIR))


def release() -> None:
    """Let go of the server early, and see it stop if nobody else uses it."""
    embedded.release(folder(os.environ, BASE_DIR))
