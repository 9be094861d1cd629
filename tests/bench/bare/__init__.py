"""The floor: the rows of each page in bare SQL, by the driver alone, as an owner whom no wall binds."""

from typing import Any

Query = tuple[str, list[Any]]
