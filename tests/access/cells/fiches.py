"""What the routes of fiches are expected to answer."""

from .cell import ANY, API, Cell, as_file, deed, get, post

REASON = {"reason": "Twice."}
CIRCLE = {"circle": {"choice": "members"}, "reason": "Twice."}
EVALUATION = {"worked": "All.", "did_not": "", "lesson": "Again."}
REPORT = {"light": "on-track", "words": "As planned."}
SAID = {"field": "purpose", "kind": "comment", "text": "Why?"}
ONE = "fiches/<uuid:pk>/"
OF_ONE = "fiches/contributions/<uuid:pk>/"


def form(action: str, *ok: int, **rest):
    """A page with a form: to be asked for and sent by whoever may do the deed."""
    return {"GET": deed(action)} | post(action, *ok, **rest)


PAGES = {
    "fiches/": Cell("signed in", get()),
    "fiches/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "fiches/new/": Cell("drafters of fiches", get() | post("", 400)),
    "fiches/new/forget/": Cell("drafters of fiches", post("", 302)),
    ONE: Cell("signed in", get(), "fiche"),
    ONE + "edit/": Cell("drafters of fiches", form("change", 400), "fiche"),
    ONE + "clone/": Cell("drafters of fiches", get() | post("", 400), "fiche"),
    ONE + "history/": Cell("signed in", get(), "fiche"),
    ONE + "print/": Cell("signed in", get(), "fiche"),
    ONE + "circulate/": Cell(
        "contributors",
        form("circulate", 302, body={"audience": "members", "procedure": "meeting"}),
        "fiche",
    ),
    ONE + "share/": Cell("contributors", form("share", 302, body={"audience": "members", **REASON}), "fiche"),
    ONE + "withdraw/": Cell("contributors", post("withdraw", 302), "fiche"),
    ONE + "discard/": Cell("contributors", post("discard", 302), "fiche"),
    ONE + "position/": Cell("contributors", form("position", 302, body={"stand": "agree"}), "fiche"),
    ONE + "endorse/": Cell("contributors", post("endorse", 302), "fiche"),
    ONE + "start/": Cell("contributors", post("start", 302), "fiche"),
    ONE + "evaluate/": Cell("contributors", form("evaluate", 409, body=EVALUATION), "fiche"),
    ONE + "close/": Cell("contributors", form("close", 400), "fiche"),
    ONE + "reopen/": Cell("contributors", form("reopen", 302, body=REASON), "fiche"),
    ONE + "comment/": Cell("contributors", form("comment", 302, body=SAID), "fiche"),
    ONE + "comments/<uuid:key>/resolve/": Cell("contributors", form("resolve", 302), "fiche"),
    ONE + "invite/": Cell("contributors", form("invite", 302, body={"organisations": "spain"}), "fiche"),
    ONE + "offer/": Cell("contributors", form("contribute", 302, body={"words": "A ship."}), "fiche"),
    ONE + "measures/new/": Cell("contributors", form("change", 400), "fiche"),
    "measures/<uuid:pk>/edit/": Cell("contributors", form("change", 400), "measure"),
    "measures/<uuid:pk>/remove/": Cell("contributors", post("change", 302), "measure"),
    "measures/<uuid:pk>/report/": Cell("contributors", form("report", 400), "measure"),
    "measures/<uuid:pk>/drop/": Cell("contributors", form("drop", 302, body=REASON), "measure"),
    "measures/<uuid:pk>/reopen/": Cell("contributors", form("reopen", 302, body=REASON), "measure"),
    OF_ONE + "answer/": Cell("contributors", form("answer", 400), "fiche contribution"),
    OF_ONE + "report/": Cell("contributors", form("report", 302, body=REPORT), "fiche contribution"),
    OF_ONE + "take-back/": Cell("contributors", post("withdraw", 302), "fiche contribution"),
}


def said(action: str, *ok: int, **rest):
    """A deed of the API at whichever version the row is."""
    return post(action, *ok, headers=ANY, **rest)


CHANGES = {
    "GET": deed(),
    "PUT": deed("change", 400, headers=ANY),
    "PATCH": deed("change", 200, headers=ANY),
}
OF_THE_API = {
    "fiches/": Cell("signed in", get() | post("draft a fiche", 400)),
    ONE: Cell("signed in", CHANGES | {"DELETE": deed("discard", 204, headers=ANY)}, "fiche"),
    ONE + "history/": Cell("signed in", get(), "fiche"),
    ONE + "measures/": Cell("signed in", post("change", 400), "fiche"),
    ONE + "circulate/": Cell(
        "signed in", said("circulate", body={"circle": CIRCLE["circle"], "procedure": "meeting"}), "fiche"
    ),
    ONE + "share/": Cell("signed in", said("share", body=CIRCLE), "fiche"),
    ONE + "withdraw/": Cell("signed in", said("withdraw"), "fiche"),
    ONE + "position/": Cell("signed in", post("position", body={"stand": "agree"}), "fiche"),
    ONE + "endorse/": Cell("signed in", post("endorse", 412, body={"read": "an older one"}), "fiche"),
    ONE + "start/": Cell("signed in", said("start"), "fiche"),
    ONE + "evaluate/": Cell("signed in", said("evaluate", body=EVALUATION), "fiche"),
    ONE + "close/": Cell("signed in", said("close", 400), "fiche"),
    ONE + "reopen/": Cell("signed in", said("reopen", body=REASON), "fiche"),
    ONE + "comment/": Cell("signed in", post("comment", body=SAID), "fiche"),
    "measures/": Cell("signed in", get()),
    "measures/<uuid:pk>/": Cell(
        "signed in", CHANGES | {"DELETE": deed("change", 204, headers=ANY)}, "measure"
    ),
    "measures/<uuid:pk>/report/": Cell("signed in", said("report", body=REPORT), "measure"),
    "measures/<uuid:pk>/drop/": Cell("signed in", said("drop", body=REASON), "measure"),
    "measures/<uuid:pk>/reopen/": Cell("signed in", said("reopen", body=REASON), "measure"),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
