"""The pages of the register, of countries, people and administration."""

from .cell import METHODS, Cell, as_file, deed, get, named, post

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
    "sign-out/": Cell("everyone", post()),
    "language/": Cell("everyone", dict.fromkeys(METHODS, deed("", 204, 302))),
    "invitation/<str:uidb64>/<str:token>/": Cell(
        "everyone", get(404) | post("", 404), path=lambda path: "invitation/MQ/no-such-token/"
    ),
    "healthz": Cell("everyone", get()),
    "readyz": Cell("everyone", get(200, 503)),
}
