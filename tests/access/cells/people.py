"""What the routes of accounts are expected to answer."""

from .cell import Cell, deed, get, post

OURS = "people/ours/<int:membership_id>/"
NOMINATION = "people/nominations/<uuid:nomination_id>/"
EITHER = "administrators and focal points"

CELLS: dict[str, Cell] = {
    "people/": Cell("signed in", get()),
    "people/ours/": Cell("focal points", get()),
    "people/ours/admit/": Cell("focal points", post("", 400)),
    OURS + "end/": Cell("focal points", {"GET": deed("end"), "POST": deed("end", 302)}, "our membership"),
    OURS + "extend/": Cell(
        "focal points", {"GET": deed("extend"), "POST": deed("extend", 400)}, "our membership"
    ),
    OURS + "substitute/": Cell(
        "focal points", {"GET": deed("substitute"), "POST": deed("substitute", 400)}, "our membership"
    ),
    OURS + "invite/": Cell("focal points", post("invite"), "our membership"),
    "people/ours/needed/": Cell("focal points", get()),
    "people/ours/needed/keep/": Cell("focal points", post("", 302)),
    OURS + "keep/": Cell("focal points", post("end", 302), "our membership"),
    "administration/memberships/<int:membership_id>/keep/": Cell(
        "administrators", post("", 302), "membership"
    ),
    "administration/needed/": Cell("administrators", get()),
    "people/ours/keys/": Cell("focal points", get()),
    "people/ours/keys/ask/": Cell("focal points", get() | post("", 400)),
    "people/ours/keys/<int:membership_id>/new/": Cell(
        "focal points", {"GET": deed("issue"), "POST": deed("issue", 400)}, "program"
    ),
    "people/keys/<int:key_id>/revoke/": Cell(EITHER, post("", 302), "key"),
    "administration/keys/": Cell("administrators", get()),
    NOMINATION + "verify/": Cell(EITHER, post("verify"), "nomination"),
    NOMINATION + "decline/": Cell(
        EITHER, {"GET": deed("decline"), "POST": deed("decline", 400)}, "nomination"
    ),
    NOMINATION + "withdraw/": Cell(EITHER, post("withdraw", 302), "nomination"),
    "administration/": Cell("administrators", get() | post("", 400)),
    "access-log/": Cell("administrators", get()),
    "administration/admit/": Cell("administrators", post("", 400)),
    "administration/memberships/<int:membership_id>/end/": Cell(
        "administrators", get() | post("", 302), "membership"
    ),
    "administration/memberships/<int:membership_id>/invite/": Cell("administrators", post(), "membership"),
}
