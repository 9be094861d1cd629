"""What the routes of documents, releases and applications for access are expected to answer."""

import re

from .cell import ANY, API, Cell, as_file, deed, get, post
from .fiches import form, said

REASON = {"reason": "Twice."}
ONE = "documents/<uuid:pk>/"
RELEASE = "releases/<uuid:pk>/"
APPLICATION = "access-requests/<uuid:pk>/"
HANDLING = frozenset({"release: proposed", "release: approved", "release: dropped"})
SHARED = {"sharing": {"choice": "members"}, "reason": "For all."}


def first_version(path: str) -> str:
    return re.sub(r"versions/[^n][^/]*/", "versions/1/", path)


def of_documents(path: str) -> str:
    return path.replace("<slug:noun>", "coordination_document")


PAGES = {
    "documents/": Cell("signed in", get()),
    "documents/file/<slug:form>/": Cell("signed in", get(), path=as_file),
    "documents/new/": Cell("holders of documents", get() | post("", 400)),
    "documents/new/forget/": Cell("holders of documents", post("", 302)),
    ONE: Cell("signed in", get(), "document"),
    ONE + "edit/": Cell("holders of documents", form("change", 400), "document"),
    ONE + "history/": Cell("signed in", get(), "document"),
    ONE + "share/": Cell(
        "contributors", form("share", 302, body={"audience": "members", **REASON}), "document"
    ),
    ONE + "mark/": Cell("contributors", form("mark", 302, body={"marking": "limite", **REASON}), "document"),
    ONE + "number/": Cell("contributors", form("number", 400, body={"number": "8255"}), "document"),
    ONE + "withdraw/": Cell("contributors", form("withdraw", 302, body=REASON), "document"),
    ONE + "restore/": Cell("contributors", post("restore", 302), "document"),
    # With itself: nobody can.
    ONE + "merge/<uuid:other>/": Cell("contributors", post("merge", 404), "document"),
    ONE + "versions/new/": Cell("contributors", form("change", 400), "document"),
    ONE + "versions/<int:number>/": Cell("signed in", get(), "document", path=first_version),
    ONE + "difference/": Cell("signed in", get(), "document"),
    ONE + "files/<uuid:key>/": Cell("signed in", get(), "document"),
    ONE + "access-requests/new/": Cell("the General Secretariat", form("register", 400), "document"),
    "releases/new/<slug:noun>/<uuid:record>/": Cell(
        "contributors", form("propose", 400), "document", path=of_documents
    ),
    "releases/": Cell("signed in", get()),
    RELEASE: Cell("signed in", get(), "release"),
    RELEASE + "edit/": Cell("contributors", form("change", 400), "release"),
    RELEASE + "history/": Cell("contributors", {"GET": deed("handle")}, "release"),
    RELEASE + "dry-run/": Cell("contributors", {"GET": deed("handle")}, "release"),
    RELEASE + "approve/": Cell("contributors", post("approve", 302), "release"),
    RELEASE + "publish/": Cell("contributors", post("publish", 302), "release"),
    RELEASE + "drop/": Cell("contributors", form("drop", 302, body=REASON), "release"),
    RELEASE + "file/": Cell("signed in", get(nowhere=HANDLING), "release"),
    "access-requests/": Cell("contributors", get()),
    APPLICATION: Cell("contributors", get(), "application"),
    APPLICATION + "history/": Cell("contributors", get(), "application"),
    APPLICATION + "extend/": Cell("contributors", form("extend", 302, body=REASON), "application"),
    APPLICATION + "advise/": Cell(
        "contributors", form("advise", 302, body={"advice": "full"}), "application"
    ),
    APPLICATION + "answer/": Cell(
        "contributors", form("answer", 302, body={"decision": "full"}), "application"
    ),
    APPLICATION + "confirm/": Cell("contributors", form("confirm", 400), "application"),
    APPLICATION + "close/": Cell("contributors", post("close", 302), "application"),
}

CHANGES = {
    "GET": deed(),
    "PUT": deed("change", 400, headers=ANY),
    "PATCH": deed("change", 200, headers=ANY),
    "DELETE": deed("withdraw", 204, headers=ANY),
}
OF_THE_API = {
    "documents/": Cell("signed in", get() | post("file", 400)),
    ONE: Cell("signed in", CHANGES, "document"),
    ONE + "history/": Cell("signed in", get(), "document"),
    ONE + "share/": Cell("signed in", said("share", body=SHARED), "document"),
    ONE + "mark/": Cell("signed in", said("mark", body={"marking": "limite", **REASON}), "document"),
    ONE + "number/": Cell("signed in", said("number", 400, body={"number": "8255"}), "document"),
    ONE + "withdraw/": Cell("signed in", said("withdraw", body=REASON), "document"),
    ONE + "restore/": Cell("signed in", said("restore"), "document"),
    ONE + "merge/": Cell("signed in", said("merge", 400), "document"),
    ONE + "versions/": Cell("signed in", post("change", 201, body={"text": "Third."}), "document"),
    ONE + "versions/<int:number>/": Cell("signed in", get(), "document", path=first_version),
    ONE + "files/<uuid:key>/": Cell("signed in", get(), "document"),
    "releases/": Cell("signed in", get()),
    RELEASE: Cell("signed in", get(), "release"),
    "access-requests/": Cell("signed in", get()),
    APPLICATION: Cell("signed in", get(), "application"),
}

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
