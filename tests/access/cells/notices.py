"""What the routes of notices are expected to answer."""

from .cell import API, Cell, as_file, deed, get, post

ONE = "notices/<uuid:pk>/"
NIGER = {"country": "NE"}

PAGES = {
    "notices/": Cell("signed in", get()),
    "notices/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "notices/read/": Cell("signed in", post("", 302)),
    "notices/settings/": Cell("signed in", get() | post("", 400)),
    "notices/following/": Cell("signed in", get()),
    "notices/follow/": Cell("signed in", get(query=NIGER) | post("", 302, body=NIGER)),
    # Nobody in the walk follows a country by its code, so there is nothing to end.
    "notices/unfollow/": Cell("signed in", post("", 404)),
    "notices/following/<uuid:pk>/end/": Cell("signed in", post("", 302), "subscription"),
    "notices/stop/<str:token>/": Cell(
        "everyone", get(404) | post("", 404), path=lambda path: "notices/stop/no-such-token/"
    ),
    ONE: Cell("signed in", get(302), "notice"),
}
OF_THE_API = {
    "notices/": Cell("signed in", get()),
    "notices/read-all/": Cell("signed in", post()),
    ONE: Cell("signed in", get(), "notice"),
    ONE + "read/": Cell("signed in", post(), "notice"),
    ONE + "unread/": Cell("signed in", post(), "notice"),
    "subscriptions/": Cell("signed in", get() | post("", 400)),
    "subscriptions/<uuid:pk>/": Cell("signed in", get() | {"DELETE": deed("", 204)}, "subscription"),
    "notice-settings/": Cell("signed in", {"GET": deed(), "PUT": deed("", 400)}),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
