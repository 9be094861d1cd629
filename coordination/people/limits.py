"""How often somebody may try, counted for all processes together in the shared cache (SECURITY 14).

Counting comes first and success takes it back, so that many tries at once cannot slip through.
"""

from collections.abc import Callable

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

SIGN_IN, PASSKEY, INVITATION, RESET, TOKEN = "sign-in", "passkey", "invitation", "reset", "token"

# By address (key) and by client (ip). A delegation may share one address of the network.
SECONDS = 15 * 60
RATES = {
    SIGN_IN: "10/15m/key,200/15m/ip",
    PASSKEY: "200/15m/ip",
    INVITATION: "60/15m/ip",
    RESET: "5/1h/key,60/1h/ip",
    TOKEN: "200/15m/ip",
}


class FailedTokens:
    """Counts tokens that opened nothing after the answer: what a refusal writes is rolled back with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "token_failed", False):
            attempt(request, TOKEN)
        return response


def exhausted(request: HttpRequest, action: str) -> bool:
    """Whether a client tried too often; counts nothing."""
    usage = ratelimit.consume(
        request, app="coordination", action=action, config=RATES, limit_get=True, dry_run=True
    )
    return usage is None


def attempt(request: HttpRequest, action: str, key: str = "") -> ratelimit.RateLimitUsage | None:
    """Count a try and return what `rollback()` takes back; None when there were too many before it."""
    return ratelimit.consume(
        request, app="coordination", action=action, config=RATES, key=key, limit_get=True
    )
