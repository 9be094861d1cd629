"""What the routes of retention are expected to answer."""

from .cell import Cell, get, post

PURGE = "retention/purges/<uuid:pk>/"

CELLS: dict[str, Cell] = {
    "retention/": Cell("signed in", get()),
    "retention/purges/": Cell("administrators", get()),
    "retention/purges/new/": Cell("administrators", get() | post("", 400)),
    PURGE: Cell("administrators", get(), "purge"),
    PURGE + "approve/": Cell("administrators", post("", 302), "purge"),
    PURGE + "drop/": Cell("administrators", post("", 302), "purge"),
}

HOLD = "retention/holds/<uuid:pk>/"
CELLS |= {
    "retention/holds/": Cell("administrators", get()),
    "retention/holds/new/": Cell("administrators", get() | post("", 400)),
    HOLD + "ask/": Cell("administrators", get() | post("", 400), "hold"),
    HOLD + "lift/": Cell("administrators", post("", 302), "hold"),
}

PERSON = "retention/persons/<int:user_id>/"
ERASURE = "retention/erasures/<uuid:pk>/"
CELLS |= {
    "retention/persons/": Cell("administrators", get()),
    PERSON: Cell("administrators", get(), "person"),
    PERSON + "erase/": Cell("administrators", get() | post("", 400), "person"),
    ERASURE: Cell("administrators", get(), "erasure"),
    ERASURE + "approve/": Cell("administrators", post("", 302), "erasure"),
    ERASURE + "drop/": Cell("administrators", post("", 302), "erasure"),
    "account/data/": Cell("signed in", get()),
    "account/data/file/<slug:form>/": Cell(
        "signed in", get(), path=lambda path: path.replace("<slug:form>", "json")
    ),
}
