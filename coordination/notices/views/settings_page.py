"""How somebody is told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import queries, services
from ..forms import PreferenceForm
from .frame import page


@require_http_methods(["GET", "POST"])
@SIGNED_IN
def notice_settings(request: GatedRequest) -> HttpResponse:
    """The digest, the budget of the day, and each kind of notice."""
    actor: Actor = request.actor
    wishes = queries.preference_of(actor)
    initial = {
        "stopped": wishes.stopped,
        "digest": wishes.digest,
        "budget": wishes.budget,
        "language": request.user.language or (get_language() or "en")[:2],  # type: ignore[union-attr]
    }
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=initial, wishes=wishes)
    if form.is_valid():
        given = form.cleaned_data
        services.choose(
            actor=actor,
            digest=given["digest"],
            budget=given["budget"],
            stopped=given["stopped"],
            ways=form.ways,
            language=given["language"],
        )
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("notice-settings")
    subtitle = _("A mail never says what it is about: it says that something is new, why, and where")
    context = {"page": page("settings", _("How you are told"), subtitle), "form": form}
    return render(request, "notices/settings.html", context, status=400 if form.errors else 200)
