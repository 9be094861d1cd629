"""Small files, whole words (STYLE 9, 13)."""

import pytest

from tests.architecture.sources import ROOT, files, name

LONGEST = 400
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager2", "data", "info", "tools", "lib"}


@pytest.mark.parametrize("suffix", [".py", ".html", ".css", ".js"])
def test_no_file_is_longer_than_400_lines(suffix):
    long = {}
    for path in files(suffix):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LONGEST:
            long[name(path)] = lines
    assert long == {}


def test_no_module_is_a_drawer_for_everything():
    found = [name(path) for path in files(".py") if path.stem in BANNED or path.parent.name in BANNED]
    assert found == []


def test_nothing_reads_the_machine_it_was_written_on():
    marks = ("/" + "work/", "/" + "root/", "/" + "home/")
    found = [
        name(path)
        for path in files(".py", ".html", ".css", ".js", ".md", ".toml", ".csv")
        if any(mark in path.read_text(encoding="utf-8") for mark in marks)
    ]
    assert found == []


def test_every_test_folder_is_a_package():
    """Two folders may then hold test files of the same name."""
    folders = {path.parent for path in files(".py") if name(path).startswith("tests/")}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
    assert (ROOT / "tests" / "conftest.py").exists()
