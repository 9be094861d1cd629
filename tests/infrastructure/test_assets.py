"""Of a package's archive, only the files we named reach the disk, and only from the archive we know."""

import base64
import hashlib
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from coordination.management.commands import assets


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as bundle:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            bundle.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/link.css")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        bundle.addfile(link)
    return path


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A pin for a package that the registry is made to have."""
    made = archive(tmp_path / "made.tgz", {"package/dist/a.css": b"a{}", "package/b.js": b"b", "../c": b"c"})
    monkeypatch.setattr(assets, "pack", lambda package, room: made)
    digest = hashlib.sha512(made.read_bytes()).digest()
    return {"version": "1", "sha512": base64.b64encode(digest).decode(), "files": ["dist/a.css"]}


def files_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def test_exactly_the_named_files_arrive(known: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "the assets"
    assert assets.fetch("@one/package", known, folder)
    assert files_in(folder) == {"@one/package/dist/a.css", "@one/package/.pin.json"}


def test_second_time_nothing_is_fetched(
    known: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets.fetch("package", known, tmp_path / "assets")
    monkeypatch.delattr(assets, "pack")
    assert not assets.fetch("package", known, tmp_path / "assets")


def test_missing_file_is_fetched_again(known: dict[str, Any], tmp_path: Path) -> None:
    assets.fetch("package", known, tmp_path / "assets")
    (tmp_path / "assets" / "package" / "dist" / "a.css").unlink()
    assert assets.fetch("package", known, tmp_path / "assets")
    assert (tmp_path / "assets" / "package" / "dist" / "a.css").read_bytes() == b"a{}"


def test_changed_archive_is_refused_and_what_was_there_stays(known: dict[str, Any], tmp_path: Path) -> None:
    assets.fetch("package", known, tmp_path / "assets")
    with pytest.raises(CommandError, match="is not the one we know: its checksum is"):
        assets.fetch("package", known | {"version": "2", "sha512": "AAAA"}, tmp_path / "assets")
    assert files_in(tmp_path / "assets") == {"package/dist/a.css", "package/.pin.json"}


@pytest.mark.parametrize("path", ["../c", "/etc/passwd", "dist/../../c", "..\\c", ""])
def test_path_that_leads_out_is_refused(known: dict[str, Any], tmp_path: Path, path: str) -> None:
    with pytest.raises(CommandError, match="leads out of its folder"):
        assets.fetch("package", known | {"files": [path]}, tmp_path / "assets")
    assert files_in(tmp_path / "assets") == set()


def test_package_name_that_leads_out_is_refused(known: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="leads out of its folder"):
        assets.fetch("../package", known, tmp_path / "assets")


@pytest.mark.parametrize("path", ["link.css", "dist/none.css", "dist"])
def test_only_plain_files_of_the_package_count(known: dict[str, Any], tmp_path: Path, path: str) -> None:
    with pytest.raises(CommandError, match=f"The package has no file {path}"):
        assets.fetch("package", known | {"files": [path]}, tmp_path / "assets")
    assert files_in(tmp_path / "assets") == set()
