"""What the routes of bodies, meetings, agendas, rooms, notes, follow-ups and private notes are expected to answer."""

import re

from .cell import ANY, API, Cell, Deed, as_file, deed, get, named, post
from .fiches import form

BODY = "meetings/bodies/<uuid:pk>/"
ONE = "meetings/<uuid:pk>/"
ITEM = "agenda-items/<uuid:pk>/"
REQUEST = "agenda-requests/<uuid:pk>/"
FOLLOW_UP = "follow-ups/<uuid:pk>/"
NOTE = "private-notes/<uuid:pk>/"
REASON = {"reason": "Twice."}
LINE = {"kind": "paragraph", "text": "Said."}


def as_paper(path: str) -> str:
    return path.replace("<slug:form>", "pdf")


def without_key(path: str) -> str:
    """A paper or comment that is not there: the walk fills its key with the item's own."""
    return re.sub("(papers|comments)/[^/]+/", r"\1/00000000-0000-4000-8000-000000000000/", path)


def absent(action: str) -> dict[str, Deed]:
    """A form on something that is not there."""
    return {"GET": deed(action, 404)} | post(action, 404)


PAGES = {
    "meetings/": Cell("signed in", get()),
    "meetings/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "meetings/on/<slug:code>/": Cell("signed in", get(), path=named("NE")),
    "meetings/new/": Cell("convenors", form("convene", 400)),
    "meetings/new/forget/": Cell("convenors", post("", 302)),
    "meetings/calendar/": Cell("signed in", get()),
    "meetings/calendar/addresses/": Cell("signed in", get() | post("", 200)),
    "meetings/calendar/addresses/<int:pk>/revoke/": Cell(
        "signed in", post("", 404), path=lambda path: path.replace("<int:pk>", "999999")
    ),
    "meetings/calendar/<str:secret>.ics": Cell(
        "everyone", get(404), path=lambda path: path.replace("<str:secret>", "x" * 43), visitors=404
    ),
    "meetings/bodies/": Cell("signed in", get()),
    "meetings/bodies/new/": Cell("convenors", get() | post("", 400)),
    BODY: Cell("signed in", get(), "body"),
    BODY + "edit/": Cell("convenors", form("change", 400), "body"),
    BODY + "history/": Cell("signed in", get(), "body"),
    BODY + "later/": Cell("convenors", form("convene", 400), "body"),
    ONE: Cell("signed in", get(), "meeting"),
    ONE + "edit/": Cell("convenors", form("change", 400), "meeting"),
    ONE + "copy/": Cell("convenors", form("copy", 400), "meeting"),
    ONE + "template/": Cell("convenors", form("copy", 400), "meeting"),
    ONE + "history/": Cell("signed in", get(), "meeting"),
    ONE + "notice/<slug:form>/": Cell("signed in", get(), "meeting", path=as_paper),
    ONE + "calendar.ics": Cell("signed in", get(), "meeting"),
    ONE + "begin/": Cell("signed in", post("begin", 403), "meeting"),
    ONE + "invited/": Cell("convenors", form("invite", 400), "meeting"),
    ONE + "answer/": Cell("signed in", form("answer", 302, body={"coming": "yes"}), "meeting"),
    ONE + "cancel/": Cell("convenors", form("cancel", 302, body=REASON), "meeting"),
    ONE + "number/": Cell("convenors", form("number", 302, body={"reference": "CM 2533/23"}), "meeting"),
    ONE + "room/": Cell("signed in", get(200, 409), "meeting"),
    ONE + "room/changes/": Cell("signed in", get(400), "meeting"),
    ONE + "room/presence/": Cell("convenors", post("write", 302), "meeting"),
    ONE + "room/live/": Cell("convenors", post("assist", 302), "meeting"),
    ONE + "room/end/": Cell("convenors", post("run", 302), "meeting"),
    ONE + "notes/": Cell("signed in", get(200, 403), "meeting"),
    ONE + "notes/file/<slug:form>/": Cell("signed in", get(200, 403), "meeting", path=as_paper),
    ONE + "notes/difference/": Cell("signed in", get(403, 404), "meeting"),
    ONE + "notes/issue/": Cell("convenors", form("issue notes", 400), "meeting"),
    ONE + "notes/extend/": Cell("convenors", form("issue notes", 400), "meeting"),
    ONE + "notes/agree/": Cell("convenors", form("agree", 400), "meeting"),
    ONE + "notes/reopen/": Cell("convenors", form("reopen", 400), "meeting"),
    ONE + "notes/lock/": Cell("convenors", post("conclude", 302, 403), "meeting"),
    ONE + "ask/": Cell("convenors", form("ask", 400), "meeting"),
    ONE + "agenda/": Cell("convenors", {"GET": deed("arrange")}, "meeting"),
    ONE + "agenda/draft/": Cell("convenors", post("arrange", 302), "meeting"),
    ONE + "agenda/add/": Cell("convenors", post("arrange", 404), "meeting"),
    ONE + "agenda/take/": Cell("convenors", post("arrange", 404), "meeting"),
    ONE + "agenda/order/": Cell("convenors", post("arrange", 404), "meeting"),
    ONE + "agenda/issue/": Cell("convenors", post("issue", 302), "meeting"),
    ONE + "items/new/": Cell("convenors", form("arrange", 400), "meeting"),
    ITEM: Cell("signed in", get(), "agenda item"),
    ITEM + "edit/": Cell("convenors", form("change", 400), "agenda item"),
    ITEM + "move/": Cell("convenors", post("change", 302), "agenda item"),
    ITEM + "remove/": Cell("convenors", post("change", 302), "agenda item"),
    ITEM + "restore/": Cell("convenors", post("change", 302), "agenda item"),
    ITEM + "papers/new/": Cell("convenors", form("supply", 400), "agenda item"),
    ITEM + "papers/<uuid:key>/edit/": Cell("convenors", absent("supply"), "agenda item", path=without_key),
    ITEM + "papers/<uuid:key>/chase/": Cell(
        "convenors", post("supply", 403, 404), "agenda item", path=without_key
    ),
    ITEM + "run/": Cell("convenors", post("run", 302), "agenda item"),
    ITEM + "speakers/": Cell("convenors", post("assist", 302), "agenda item"),
    ITEM + "floor/": Cell("convenors", post("floor", 302), "agenda item"),
    ITEM + "lines/": Cell("convenors", post("write", 302, body=LINE), "agenda item"),
    ITEM + "lines/typed/": Cell("convenors", post("write", 200, body=LINE), "agenda item"),
    ITEM + "comment/": Cell(
        "convenors", form("comment", 302, body={"kind": "comment", "text": "Not so."}), "agenda item"
    ),
    ITEM + "comments/<uuid:key>/resolve/": Cell(
        "convenors", {"GET": deed("", 403, 404)} | post("", 403, 404), "agenda item", path=without_key
    ),
    ITEM + "follow-ups/new/": Cell(
        "convenors", form("write", 302, body={"title": "Send it."}), "agenda item"
    ),
    "note-lines/<uuid:pk>/": Cell("convenors", post("change", 409), "note line"),
    "note-lines/<uuid:pk>/typed/": Cell("convenors", post("change", 204), "note line"),
    REQUEST: Cell("signed in", get(), "agenda request"),
    REQUEST + "edit/": Cell("convenors", form("change", 400), "agenda request"),
    REQUEST + "withdraw/": Cell("convenors", post("withdraw", 302), "agenda request"),
    REQUEST + "accept/": Cell("convenors", post("answer", 302), "agenda request"),
    REQUEST + "decline/": Cell("convenors", form("answer", 400), "agenda request"),
    "follow-ups/": Cell("signed in", get()),
    "follow-ups/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    FOLLOW_UP: Cell("signed in", get(), "follow-up"),
    FOLLOW_UP + "history/": Cell("signed in", get(), "follow-up"),
    FOLLOW_UP + "edit/": Cell("convenors", form("change", 400), "follow-up"),
    FOLLOW_UP + "send/": Cell("convenors", post("change", 302), "follow-up"),
    FOLLOW_UP + "report/": Cell("convenors", form("report", 400), "follow-up"),
    FOLLOW_UP + "close/": Cell("convenors", form("close", 400), "follow-up"),
    FOLLOW_UP + "drop/": Cell("convenors", form("drop", 302, 400), "follow-up"),
    FOLLOW_UP + "reopen/": Cell("convenors", form("reopen", 400), "follow-up"),
    "private-notes/": Cell("signed in", get()),
    "private-notes/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "private-notes/new/": Cell("convenors", get() | post("", 400)),
    NOTE: Cell("signed in", get(), "private note"),
    NOTE + "edit/": Cell("convenors", form("change", 400), "private note"),
    NOTE + "share/": Cell("convenors", form("share", 302), "private note"),
    NOTE + "discard/": Cell("convenors", post("discard", 302), "private note"),
    NOTE + "history/": Cell("signed in", get(), "private note"),
}

CHANGES = {"GET": deed(), "PATCH": deed("change", 200, headers=ANY)}
OF_THE_API = {
    "bodies/": Cell("signed in", get()),
    "bodies/<uuid:pk>/": Cell("signed in", get(), "body"),
    "meetings/": Cell("signed in", get() | post("convene", 400)),
    ONE: Cell("signed in", CHANGES, "meeting"),
    ONE + "history/": Cell("signed in", get(), "meeting"),
    ONE + "answer/": Cell("signed in", post("answer", 400), "meeting"),
    ONE + "ask/": Cell("signed in", post("ask", 400), "meeting"),
    ONE + "cancel/": Cell("signed in", post("cancel", 200, body=REASON, headers=ANY), "meeting"),
    ONE + "issue/": Cell("signed in", post("issue", 200, 403, headers=ANY), "meeting"),
    ONE + "items/": Cell("signed in", post("arrange", 400), "meeting"),
    ONE + "number/": Cell(
        "signed in", post("number", 200, body={"reference": "CM 2533/23"}, headers=ANY), "meeting"
    ),
    ONE + "order/": Cell("signed in", post("arrange", 400), "meeting"),
    ITEM: Cell("signed in", CHANGES | {"DELETE": deed("change", 204, headers=ANY)}, "agenda item"),
    ITEM + "papers/": Cell("signed in", post("supply", 400), "agenda item"),
    ITEM + "follow-ups/": Cell("signed in", post("write", 201, body={"title": "Send it."}), "agenda item"),
    "follow-ups/": Cell("signed in", get()),
    FOLLOW_UP: Cell("signed in", CHANGES, "follow-up"),
    FOLLOW_UP + "history/": Cell("signed in", get(), "follow-up"),
    FOLLOW_UP + "send/": Cell("signed in", post("change", 200, headers=ANY), "follow-up"),
    FOLLOW_UP + "report/": Cell("signed in", post("report", 400, headers=ANY), "follow-up"),
    FOLLOW_UP + "close/": Cell("signed in", post("close", 400, headers=ANY), "follow-up"),
    FOLLOW_UP + "drop/": Cell("signed in", post("drop", 200, 400, headers=ANY), "follow-up"),
    FOLLOW_UP + "reopen/": Cell("signed in", post("reopen", 400, headers=ANY), "follow-up"),
    "agenda-requests/": Cell("signed in", get()),
    REQUEST: Cell("signed in", get(), "agenda request"),
    REQUEST + "accept/": Cell("signed in", post("answer", 200, headers=ANY), "agenda request"),
    REQUEST + "decline/": Cell("signed in", post("answer", 400, headers=ANY), "agenda request"),
    REQUEST + "withdraw/": Cell("signed in", post("withdraw", 200, headers=ANY), "agenda request"),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
