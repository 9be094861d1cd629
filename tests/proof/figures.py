"""What a run of the proof measured, one JSON object a line, for `docs/proof.md`."""

import json
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings


def path() -> Path:
    """Where the figures of this machine are kept."""
    return Path(settings.DATA_DIR) / "proof" / "figures.jsonl"


def record(name: str, value: Any, **more: Any) -> None:
    """Keep a figure, in a run that carries out all of the proof; in a usual run nothing is written."""
    if os.environ.get("PROOF") != "full":
        return
    path().parent.mkdir(parents=True, exist_ok=True)
    line = {"name": name, "value": value, "at": round(time.time()), **more}
    with path().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
