"""The frame around every request: nobody reads until the route's gate has built the actor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from .errors import Refused, Stale, held_refusal
from .pages import refused
from .reader import NOBODY, guarded, reading_as
from .routes import declared_gate, refuse_undeclared_routes

# Before anybody knows the reader's language.
TOO_LARGE = (
    "Files of more than 25 MB are not taken. Go back, choose a smaller one, and send the form again.\n"
    "Les fichiers de plus de 25 Mo ne sont pas acceptés. Revenez en arrière, choisissez-en un plus petit, "
    "et renvoyez le formulaire.\n"
)


class BodyLimit:
    """Refuses a body that no page could want before anybody reads it, signed in or not."""

    FILES, FORMS = 26 * 1024 * 1024, 4 * 1024 * 1024
    WITH_FILES = ("/imports/", "/documents/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = self.FILES if request.path.startswith(self.WITH_FILES) else self.FORMS
        # The API says so in its own words, as problem details.
        if not request.path.startswith("/api/") and length.isdecimal() and int(length) > most:
            return HttpResponse(TOO_LARGE, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class ActorMiddleware:
    """Guards gated querysets for the length of a request and turns refusals into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        refuse_undeclared_routes()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        with reading_as(NOBODY), guarded():
            response = self.get_response(request)
        signed_in = request.actor is not None  # type: ignore[attr-defined]
        if signed_in or request.path.startswith("/api/"):
            # Signed-in pages are kept by no cache, the browser's included.
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        if declared_gate(view) is None:
            raise Refused("This route declares no gate.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = exception if isinstance(exception, Refused) else held_refusal(exception)
        if refusal:
            return refused(request, refusal)
        if isinstance(exception, Stale):
            raise RuntimeError("A view let a stale save through without showing both texts.") from exception
        return None
