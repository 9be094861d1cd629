"""One product for all tests of a run, on a small disk of its own where one can be had."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .stage import Stage

DISK = "600m"


@pytest.fixture(scope="session")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder; a file system of its own where we may mount one."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    if mounted:
        order = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "tmpfs", str(folder)]
        mounted = subprocess.run(order, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="session")
def stage(disk: Path) -> Iterator[Stage]:
    """The product, served to its personas."""
    data = disk / "data"
    data.mkdir()
    stage = Stage(data)
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


@pytest.fixture
def served(stage: Stage) -> Iterator[Stage]:
    """The product in good health, before the test and after it."""
    stage.seconds_until(stage.ready)
    yield stage
    stage.seconds_until(stage.ready)
