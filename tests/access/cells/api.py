"""The API; addresses begin with `API`."""

from .cell import ANY, Cell, deed, get, named, post

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
