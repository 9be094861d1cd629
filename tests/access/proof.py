"""How much of the proof a run carries out: `make test` a part of it, `make proof` all of it."""

import os

IN_FULL = os.environ.get("PROOF") == "full"
