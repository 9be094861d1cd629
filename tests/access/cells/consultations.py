"""What the routes of consultations and silence procedures are expected to answer."""

import re

from .cell import ANY, API, Cell, Deed, as_file, deed, get, named, post
from .fiches import form, said

ONE = "consultations/<uuid:pk>/"
INPUT = "consultations/inputs/<uuid:pk>/"
REASON = {"reason": "Twice."}
LATER = {"deadline": "2030-03-01T12:00", **REASON}
OPENING = {"choice": "members", "deadline": "2030-03-01T12:00:00Z", "readership": "asked"}
SILENT = frozenset(
    {"consultation: silence", "consultation: silence in confidence", "consultation: silence broken"}
)
NOTHING = {302, 400, 409}  # what a deed does depends on what somebody answered before
# Silence that nobody broke is not closed; an objection that still stands forbids to conclude.


def asked(action: str) -> dict[str, Deed]:
    """A form on a question; a silence procedure has none."""
    return {"GET": deed(action, nowhere=SILENT)} | post(action, *NOTHING, nowhere=SILENT)


def first_question(path: str) -> str:
    return re.sub("(reply|synthesis)/[^/]+/", r"\1/1/", path)


PAGES = {
    "consultations/": Cell("signed in", get()),
    "consultations/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "consultations/new/<slug:kind>/": Cell(
        "those who consult", get() | post("", 400), path=named("questions")
    ),
    "consultations/new/<slug:kind>/forget/": Cell(
        "those who consult", post("", 302), path=lambda path: path.replace("<slug:kind>", "questions")
    ),
    ONE: Cell("signed in", get(), "consultation"),
    ONE + "edit/": Cell("those who consult", form("change", 400), "consultation"),
    ONE + "history/": Cell("signed in", get(), "consultation"),
    ONE + "compilation/": Cell("signed in", get(), "consultation"),
    # A silence procedure has its files once it has ended.
    ONE + "compilation/<slug:form>/": Cell("signed in", get(200, 404), "consultation", path=as_file),
    ONE + "open/": Cell("contributors", form("open", 400), "consultation"),
    ONE + "papers/": Cell("contributors", form("attach", 302), "consultation"),
    ONE + "discard/": Cell("contributors", post("discard", 302), "consultation"),
    ONE + "extend/": Cell("contributors", form("extend", 400), "consultation"),
    ONE + "remind/": Cell("contributors", post("remind", 302), "consultation"),
    ONE + "close/": Cell("contributors", form("close", 302, 403), "consultation"),
    ONE + "withdraw/": Cell("contributors", form("withdraw", 302, body=REASON), "consultation"),
    ONE + "conclude/": Cell("contributors", post("conclude", 302, 403), "consultation"),
    ONE + "synthesis/<int:number>/": Cell(
        "contributors", asked("compile"), "consultation", path=first_question
    ),
    ONE + "synthesis/<int:number>/publish/": Cell(
        "contributors", post("compile", *NOTHING, 404, nowhere=SILENT), "consultation", path=first_question
    ),
    ONE + "reply/": Cell("contributors", {"GET": deed("reply")}, "consultation"),
    ONE + "reply/submit/": Cell("contributors", post("reply", *NOTHING), "consultation"),
    ONE + "reply/<int:number>/": Cell("contributors", asked("reply"), "consultation", path=first_question),
    ONE + "reply/<int:number>/clear/": Cell(
        "contributors", post("reply", *NOTHING, 404, nowhere=SILENT), "consultation", path=first_question
    ),
    ONE + "reply/<int:number>/take-back/": Cell(
        "contributors", post("reply", *NOTHING, 404, nowhere=SILENT), "consultation", path=first_question
    ),
    ONE + "ministries/": Cell("contributors", form("reply", 400), "consultation"),
    ONE + "more-time/": Cell("contributors", form("ask", 400), "consultation"),
    ONE + "position/": Cell("contributors", form("position", *NOTHING), "consultation"),
    "consultations/requests/<uuid:pk>/decline/": Cell(
        "contributors", form("answer", 302, body={"words": "It stays."}), "request for time"
    ),
    "consultations/positions/<uuid:pk>/lift/": Cell("contributors", post("lift", 302), "position"),
    INPUT: Cell(
        "contributors", get() | post("write", 302, 409, body={"text": "More.", "version": "1"}), "input"
    ),
    INPUT + "take-back/": Cell("contributors", post("take_back", 302), "input"),
}

CHANGES = {
    "GET": deed(),
    "PUT": deed("change", 400, headers=ANY),
    "PATCH": deed("change", 200, headers=ANY),
    "DELETE": deed("discard", 204, headers=ANY),
}
OF_THE_API = {
    "consultations/": Cell("signed in", get() | post("consult", 400)),
    ONE: Cell("signed in", CHANGES, "consultation"),
    ONE + "history/": Cell("signed in", get(), "consultation"),
    ONE + "open/": Cell("signed in", said("open", 200, body=OPENING), "consultation"),
    ONE + "extend/": Cell("signed in", said("extend", 200, body=LATER), "consultation"),
    ONE + "remind/": Cell("signed in", said("remind", 200), "consultation"),
    ONE + "close/": Cell("signed in", said("close", 200, 403), "consultation"),
    ONE + "withdraw/": Cell("signed in", said("withdraw", 200, body=REASON), "consultation"),
    ONE + "conclude/": Cell("signed in", said("conclude", 200, 403), "consultation"),
    ONE + "reply/": Cell("signed in", {"GET": deed("reply")} | post("reply", 400), "consultation"),
    ONE + "submit/": Cell("signed in", post("reply", 200, 400, 409), "consultation"),
    ONE + "take-back/": Cell("signed in", post("reply", 400), "consultation"),
    ONE + "ministries/": Cell("signed in", post("reply", 400), "consultation"),
    ONE + "more-time/": Cell("signed in", post("ask", 400), "consultation"),
    ONE + "decline/": Cell("signed in", post("extend", 400), "consultation"),
    ONE + "position/": Cell("signed in", post("position", 400), "consultation"),
    ONE + "lift/": Cell("signed in", post("", 403, 404), "consultation"),
    ONE + "synthesis/": Cell("signed in", post("compile", 400), "consultation"),
    "ministry-inputs/": Cell("signed in", get()),
    "ministry-inputs/<uuid:pk>/": Cell("signed in", get(), "input"),
    "ministry-inputs/<uuid:pk>/write/": Cell(
        "signed in", said("write", 200, body={"text": "More."}), "input"
    ),
    "ministry-inputs/<uuid:pk>/take-back/": Cell("signed in", said("take_back", 200), "input"),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
