"""The pages of action plans."""

import uuid

from .cell import Cell, deed, get, post

SAID = {"kind": "comment", "text": "Name the regions."}


NOT_DISCARDED = frozenset(("draft", "consultation", "agreed", "review", "superseded", "withdrawn", "hidden"))


def milestone(path: str) -> str:
    """The label's value is the action with the key of the step: "<action>/milestones/<key>"."""
    return "/".join(path.split("/")[:4]) + "/"


def step(name: str) -> Cell:
    """A step of a version on its way."""
    return Cell(
        "contributors",
        post(name, 302),
        "version",
        path=lambda path: path.replace("<slug:step>", name),
    )


PAGES = {
    "plans/": Cell("signed in", get()),
    "plans/new/": Cell("contributors", {"GET": deed("open"), "POST": deed("open", 400)}),
    "countries/<str:code>/plan/": Cell(
        "signed in", get(200, 302), path=lambda path: path.replace("<str:code>", "NE")
    ),
    "plans/<uuid:pk>/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/text/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/lines/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/comments/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/coverage/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/as-of/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/invite/": Cell("contributors", post("", 404), "plan"),  # no objective is named
    "plans/<uuid:pk>/history/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/print/": Cell("signed in", get(), "plan"),
    "plans/<uuid:pk>/amend/": Cell("contributors", post("amend", 302), "plan"),
    "plans/<uuid:pk>/note/": Cell("contributors", post("", 302, body={"text": "Ask first."}), "plan"),
    "versions/<uuid:pk>/edit/": Cell(
        "contributors", {"GET": deed("change"), "POST": deed("change", 400)}, "version"
    ),
    "versions/<uuid:pk>/consult/": Cell(
        "contributors", {"GET": deed("consult"), "POST": deed("consult", 302)}, "version"
    ),
    "versions/<uuid:pk>/agree/": Cell(
        "contributors", {"GET": deed("agree"), "POST": deed("agree", 409)}, "version"
    ),
    "versions/<uuid:pk>/difference/": Cell(
        "signed in", get(query={"with": "1"}, nowhere=frozenset({"discarded"})), "version"
    ),
    "versions/<uuid:pk>/comment/": Cell(
        "contributors", post("comment", 302, body=SAID | {"place": "plan"}), "version"
    ),
    "versions/<uuid:pk>/actions/new/": Cell(
        "contributors", {"GET": deed("change"), "POST": deed("change", 400)}, "version"
    ),
    "versions/<uuid:pk>/discarded/": Cell("signed in", get(nowhere=NOT_DISCARDED), "version"),
    "versions/<uuid:pk>/endorsement/": Cell(
        "contributors", {"GET": deed("endorse"), "POST": deed("endorse", 400)}, "version"
    ),
    "versions/<uuid:pk>/endorsement/<uuid:key>/take-back/": Cell(
        "contributors",
        post("endorse", 404),  # nothing is recorded
        "version",
        path=lambda path: path.replace("<uuid:key>", str(uuid.UUID(int=0))),
    ),
    "versions/<uuid:pk>/<slug:step>/": step("withdraw"),
    "terms/<uuid:pk>/edit/": Cell(
        "contributors", {"GET": deed("change"), "POST": deed("change", 400)}, "terms"
    ),
    "terms/<uuid:pk>/move/": Cell("contributors", post("change", 302, body={"to": "up"}), "terms"),
    "terms/<uuid:pk>/drop/": Cell(
        "contributors",
        {"GET": deed("change"), "POST": deed("change", 302, body={"reason": "Overtaken."})},
        "terms",
    ),
    "terms/<uuid:pk>/comment/": Cell(
        "contributors", post("comment", 302, body=SAID | {"place": "title"}), "terms"
    ),
    "remarks/<uuid:key>/resolve/": Cell(
        "contributors", post("resolve", 302, body={"words": "Reworded."}), "remark"
    ),
    "actions/<uuid:pk>/": Cell("signed in", get(), "action"),
    "actions/<uuid:pk>/unlink/": Cell("contributors", post("link", 404), "action"),  # nothing is linked
    "actions/<uuid:pk>/history/": Cell("signed in", get(), "action"),
    "actions/<uuid:pk>/report/": Cell(
        "contributors", {"GET": deed("report"), "POST": deed("report", 400)}, "action"
    ),
    "actions/<uuid:pk>/close/": Cell(
        "contributors", {"GET": deed("close"), "POST": deed("close", 400)}, "action"
    ),
    "actions/<uuid:pk>/check/": Cell(
        "contributors", post("check", 302, body={"decision": "accept"}), "action"
    ),
    "actions/<uuid:pk>/reopen/": Cell(
        "contributors", post("reopen", 302, body={"reason": "A part is missing."}), "action"
    ),
    "actions/<uuid:pk>/invite/": Cell("contributors", post("invite", 302), "action"),
    "actions/<uuid:pk>/link/": Cell("contributors", post("link", 302), "action"),
    "actions/<uuid:pk>/note/": Cell("contributors", post("", 302, body={"text": "Ask first."}), "action"),
    "actions/<uuid:pk>/milestones/<uuid:key>/": Cell(
        "contributors", post("report", 302), "milestone", path=milestone
    ),
    "contributions/<uuid:pk>/answer/": Cell("contributors", post("answer", 400), "contribution"),
    "contributions/<uuid:pk>/report/": Cell("contributors", post("report", 400), "contribution"),
    "contributions/<uuid:pk>/take-back/": Cell("contributors", post("withdraw", 302), "contribution"),
}

# The other steps of one route, and one that there is not.
STEPS = {f"versions/<uuid:pk>/{name}/": step(name) for name in ("discard", "review", "keep")} | {
    "versions/<uuid:pk>/leap/": Cell("contributors", post("", 404), "version")
}
