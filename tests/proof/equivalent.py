"""Mutants that change no answer, each with the reason; `tests/proof/plugin.py` sets them aside."""

EQUIVALENT: dict[str, str] = {}
