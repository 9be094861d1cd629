"""What every route is expected to answer: one `Cell` a route; a route without one fails the walk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Deed:
    """A method that the route knows: the action it needs (none: reading is enough), and what a success looks like."""

    action: str = ""
    ok: frozenset[int] = frozenset({200})
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """Whom a route lets in, and what its methods do. `subject` is the kind of row that the address names."""

    gate: str
    methods: dict[str, Deed]
    subject: str = ""
    path: Callable[[str], str] = lambda path: path
    visitors: int | None = None  # what somebody who is not signed in gets, where it is not the sign-in


def deed(action: str = "", *ok: int, **rest: Any) -> Deed:
    return Deed(action, frozenset(ok or {200}), **rest)


def get(*ok: int, **rest: Any) -> dict[str, Deed]:
    return {"GET": deed("", *ok, **rest)}


def post(action: str = "", *ok: int, **rest: Any) -> dict[str, Deed]:
    return {"POST": deed(action, *ok, **rest)}


ANY = {"If-Match": "*"}
API = "api/v1/"
ENTRY = API + "activities/<uuid:pk>/"


def named(value: str) -> Callable[[str], str]:
    """An address that names one thing of a reference list."""

    def fill(path: str) -> str:
        return path[: path.rindex("<")] + value + "/"

    return fill


def as_file(path: str) -> str:
    return path.replace("<slug:form>", "csv")


PAGES = {
    "activities/": Cell("signed in", get()),
    "activities/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "activities/new/": Cell("contributors", get() | post("", 400)),
    "activities/<uuid:pk>/": Cell("signed in", get(), "entry"),
    "activities/<uuid:pk>/edit/": Cell(
        "contributors", {"GET": deed("change")} | post("change", 400), "entry"
    ),
    "activities/<uuid:pk>/history/": Cell("signed in", get(), "entry"),
    "activities/<uuid:pk>/confirm/": Cell("contributors", post("confirm", 302), "entry"),
    "activities/<uuid:pk>/clear/": Cell("contributors", post("clear", 302), "entry"),
    "activities/<uuid:pk>/restore/": Cell("contributors", post("restore", 302), "entry"),
    "activities/<uuid:pk>/retire/": Cell(
        "contributors", {"GET": deed("retire")} | post("retire", 302, body={"reason": "Twice."}), "entry"
    ),
    "cards/<uuid:pk>/": Cell("signed in", get(), "card"),
    "drafts/<slug:key>/": Cell("contributors", post("", body={"title": "x"}), path=named("new")),
    "drafts/<slug:key>/drop/": Cell(
        "contributors", post("", 302), path=lambda path: path.replace("<slug:key>", "new")
    ),
    "imports/": Cell("importers", get() | post("", 400)),
    "imports/<uuid:pk>/": Cell("importers", get(), "import"),
    "imports/<uuid:pk>/cancel/": Cell("importers", post("cancel", 302), "import"),
    "": Cell("signed in", get()),
    "countries/": Cell("signed in", get()),
    "countries/<str:code>/": Cell("signed in", get(), path=named("NE")),
    "people/": Cell("signed in", get()),
    "sign-in/": Cell("everyone", dict.fromkeys(("GET", "POST", "PUT", "OPTIONS"), deed("", 200, 302))),
    "sign-out/": Cell("everyone", post()),
    "language/": Cell("everyone", dict.fromkeys(METHODS, deed("", 204, 302))),
    "invitation/<str:uidb64>/<str:token>/": Cell(
        "everyone", get(404) | post("", 404), path=lambda path: "invitation/MQ/no-such-token/"
    ),
    "administration/": Cell("administrators", get() | post("", 400)),
    "administration/admit/": Cell("administrators", post("", 400)),
    "administration/memberships/<int:membership_id>/end/": Cell(
        "administrators", get() | post("", 302), "membership"
    ),
    "administration/memberships/<int:membership_id>/invite/": Cell("administrators", post(), "membership"),
    "healthz": Cell("everyone", get()),
    "readyz": Cell("everyone", get(200, 503)),
}

OF_THE_API = {
    "me/": Cell("signed in", get()),
    "matrix/": Cell("signed in", get()),
    "schema/": Cell("signed in", get()),
    "docs/": Cell("signed in", get(), visitors=302),
    "activities/": Cell("signed in", get() | post("create", 400)),
    "activities/<uuid:pk>/": Cell(
        "signed in",
        {
            "GET": deed(),
            "PUT": deed("change", 400, headers=ANY),
            "PATCH": deed("change", 200, headers=ANY),
            "DELETE": deed("retire", 204, headers=ANY),
        },
        "entry",
    ),
    "activities/<uuid:pk>/history/": Cell("signed in", get(), "entry"),
    "activities/<uuid:pk>/clear/": Cell("signed in", post("clear", headers=ANY), "entry"),
    "activities/<uuid:pk>/confirm/": Cell("signed in", post("confirm", headers=ANY), "entry"),
    "activities/<uuid:pk>/restore/": Cell("signed in", post("restore", headers=ANY), "entry"),
    "activities/<uuid:pk>/retire/": Cell(
        "signed in", post("retire", headers=ANY, body={"reason": "Twice."}), "entry"
    ),
    "existence-cards/": Cell("signed in", get()),
    "existence-cards/<uuid:pk>/": Cell("signed in", get(), "card"),
    "organisations/": Cell("signed in", get()),
    "organisations/<slug:code>/": Cell("signed in", get(), path=named("italy")),
    "countries/": Cell("signed in", get()),
    "countries/<str:code>/": Cell("signed in", get(), path=named("NE")),
    "themes/": Cell("signed in", get()),
    "themes/<slug:code>/": Cell("signed in", get(), path=named("root-causes")),
    "mandates/": Cell("signed in", get()),
    "mandates/<slug:code>/": Cell("signed in", get(), path=named("gamm-2011")),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}

# Routes of the demonstration alone; tests/people shows that they exist nowhere else.
ELSEWHERE: set[str] = set()
