"""What the routes of one's own sign-in are expected to answer."""

from .cell import Cell, deed, get, post


def nobodys(path: str) -> str:
    """Factors are numbered; nobody in the walk has one of this number."""
    return path.replace("<int:factor_id>", "999999")


def nowhere(path: str) -> str:
    """The walk has no provider."""
    return path.replace("<slug:key>", "no-such-provider")


CELLS: dict[str, Cell] = {
    "sign-in/": Cell("everyone", get() | post()),
    "sign-in/passkey/": Cell("everyone", post()),
    "sign-in/second-factor/": Cell("everyone", get(302) | post("", 302)),
    "sign-in/with/<slug:key>/": Cell("everyone", get(404), path=nowhere),
    "sign-in/with/<slug:key>/back/": Cell("everyone", get(404), path=nowhere),
    "sign-in/forgotten/": Cell("everyone", get() | post()),
    "sign-in/reset/<str:token>/": Cell(
        "everyone", get(404) | post("", 404), path=lambda path: "sign-in/reset/no-such-token/"
    ),
    "account/password/": Cell("signed in", get() | post("", 400)),
    "account/": Cell("signed in", get()),
    "account/protect/": Cell("own sign-in", get(302)),
    "account/confirm/": Cell("own sign-in", get() | post("", 302)),
    "account/passkeys/add/": Cell("own sign-in", get() | post("", 400)),
    "account/passkeys/<int:factor_id>/name/": Cell("signed in", get(404) | post("", 404), path=nobodys),
    "account/app/add/": Cell("own sign-in", get() | post("", 400)),
    "account/factors/<int:factor_id>/remove/": Cell("signed in", post("", 404), path=nobodys),
    # Nobody in the walk has a factor that could be lost.
    "account/recovery-codes/": Cell("signed in", {"POST": deed("", 403)}),
    "account/sessions/end/": Cell("signed in", post("", 302)),
}
