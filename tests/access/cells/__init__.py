"""What every route is expected to answer: one `Cell` a route; a route without one fails the walk."""

from . import (
    api,
    consultations,
    documents,
    fiches,
    meetings,
    notices,
    people,
    plans,
    plans_api,
    register,
    reports,
    retention,
    signing,
)
from .cell import API, JSON, METHODS, Cell, Deed

CELLS: dict[str, Cell] = (
    register.PAGES
    | people.CELLS
    | plans.PAGES
    | fiches.CELLS
    | signing.CELLS
    | notices.CELLS
    | documents.CELLS
    | consultations.CELLS
    | meetings.CELLS
    | retention.CELLS
    | reports.CELLS
    | plans_api.CELLS
    | {API + path: cell for path, cell in api.OF_THE_API.items()}
)

# Addresses that are walked too, though another cell stands for their route.
ALSO: dict[str, Cell] = plans.STEPS

# Routes of the demonstration alone; tests/people shows that they exist nowhere else.
ELSEWHERE: set[str] = set()

__all__ = ["ALSO", "API", "CELLS", "ELSEWHERE", "JSON", "METHODS", "Cell", "Deed"]
