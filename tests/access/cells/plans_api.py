"""What the list of actions across plans and the API of plans are expected to answer."""

import uuid

from .cell import ANY, API, Cell, as_file, deed, get, post

# The kinds of row that addresses name, as the walk's subjects call them.
PLAN, VERSION, ACTION, REMARK = "plan", "version", "action", "remark"
CONTRIBUTION = "contribution"

SAID = {"text": "Why?"}
REPORT = {"light": "on-track", "words": "As planned."}
ONE = "<uuid:pk>/"


def said(action: str, *ok: int, **rest):
    """A deed at whichever version the row is."""
    return post(action, *ok, headers=ANY, **rest)


PAGES = {
    "plans/actions/": Cell("signed in", get()),
    "plans/actions/file/<slug:form>/": Cell("signed in", get(), path=as_file),
}
OF_PLANS = {
    "plans/": Cell("signed in", get() | post("open", 400)),
    "plans/" + ONE: Cell("signed in", get(), PLAN),
    # Who may amend a plan is still refused beside an open draft.
    "plans/" + ONE + "amend/": Cell("signed in", post("amend", 201, 403), PLAN),
}
OF_VERSIONS = {
    "versions/" + ONE: Cell("signed in", {"GET": deed(), "PATCH": deed("change", headers=ANY)}, VERSION),
    "versions/" + ONE + "consult/": Cell("signed in", said("consult"), VERSION),
    "versions/" + ONE + "withdraw/": Cell("signed in", said("withdraw"), VERSION),
    "versions/" + ONE + "discard/": Cell("signed in", said("discard"), VERSION),
    "versions/" + ONE + "agree/": Cell(
        "signed in", post("agree", 412, body={"read": "an older one"}), VERSION
    ),
    "versions/" + ONE + "review/": Cell("signed in", said("review"), VERSION),
    "versions/" + ONE + "keep/": Cell("signed in", said("keep"), VERSION),
    "versions/" + ONE + "endorsements/": Cell("signed in", post("endorse", 400), VERSION),
    "versions/" + ONE + "actions/": Cell("signed in", post("change", 400), VERSION),
    "versions/" + ONE + "comments/": Cell(
        "signed in", get() | post("comment", 201, body={"field": "plan"} | SAID), VERSION
    ),
}
OF_ACTIONS = {
    "actions/": Cell("signed in", get()),
    "actions/" + ONE: Cell("signed in", get(), ACTION),
    "actions/" + ONE + "report/": Cell("signed in", said("report", body=REPORT), ACTION),
    "actions/" + ONE + "close/": Cell("signed in", said("close", body={"words": "The report."}), ACTION),
    "actions/" + ONE + "check/": Cell("signed in", said("check", body={"accepted": True}), ACTION),
    "actions/" + ONE + "reopen/": Cell("signed in", said("reopen", body={"reason": "Too early."}), ACTION),
    "actions/" + ONE + "invite/": Cell(
        # Spain does not read the narrower ones.
        "signed in",
        post("invite", 200, 400, body={"organisations": ["spain"]}),
        ACTION,
    ),
    "actions/" + ONE + "link/": Cell(
        "signed in", post("link", 400, body={"activity": str(uuid.UUID(int=0))}), ACTION
    ),
    # Said on the words that are shown: whoever decides for a delegation or an institution.
    "actions/" + ONE + "comments/": Cell(
        "signed in", get() | post("comment", 201, body={"field": "action"} | SAID), ACTION
    ),
}
OF_PROMISES = {
    "contributions/" + ONE: Cell("signed in", get(), CONTRIBUTION),
    "contributions/" + ONE + "answer/": Cell(
        "signed in", said("answer", body={"accepted": True}), CONTRIBUTION
    ),
    "contributions/" + ONE + "report/": Cell("signed in", said("report", body=REPORT), CONTRIBUTION),
    "remarks/" + ONE: Cell("signed in", get(), REMARK),
    "remarks/" + ONE + "resolve/": Cell("signed in", post("resolve", body={"words": "Heard."}), REMARK),
}
OF_THE_API = OF_PLANS | OF_VERSIONS | OF_ACTIONS | OF_PROMISES

CELLS: dict[str, Cell] = PAGES | {API + path: cell for path, cell in OF_THE_API.items()}
