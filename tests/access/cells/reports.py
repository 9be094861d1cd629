"""What the routes of the handover are expected to answer."""

from .cell import Cell, get, post

CELLS: dict[str, Cell] = {
    "renewals/": Cell("speakers", get() | post("", 400)),
    "trio/": Cell("delegations of the trio", get()),
}
