"""Sign in as one of the personas; these routes exist in the demonstration only."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coordination.access.actor import Function
from coordination.access.pages import own_address
from coordination.access.routes import EVERYONE

from .. import accounts, factors, services
from ..models import Membership, User
from ..queries import organisations
from ..reach import function_label, will_read

PRESIDENCY = "presidency"
PERSONAS = (
    PRESIDENCY,
    "commission",
    "eeas",
    "italy",
    "france",
    "malta",
    "italy-interior",
    "eud-niger",
    "frontex",
    "gsc",
    "italy-focal",
    "admin",
    "admin-second",
)


def email_of(persona: str) -> str:
    return f"{persona}@demo.example"


# Scripts sign in with one request: nothing in a demonstration is worth forging a sign-in for.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@EVERYONE
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Choose somebody to be."""
    if request.method == "POST":
        return _enter(request)
    context = {"personas": _personas(), "next": own_address(request, request.GET.get("next", ""))}
    return render(request, "accounts/demo_sign_in.html", context)


def _enter(request: HttpRequest) -> HttpResponse:
    persona = request.POST.get("persona", "")
    user = (
        User.objects.filter(email=email_of(persona), is_active=True).first() if persona in PERSONAS else None
    )
    if user is None:
        raise Http404
    if persona == PRESIDENCY:
        services.seat_in_the_chair(user=user)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    # Personas have no second factor; outside a demonstration nothing makes or believes this note.
    record_authentication(request, user, factors.DEMONSTRATION)
    return redirect(own_address(request, request.POST.get("next", "")) or "desk")


def _personas() -> list[dict[str, str]]:
    held = Membership.objects.current().filter(user__email__in=map(email_of, PERSONAS), user__is_active=True)
    found = {row.user.email: row for row in accounts.with_countries(held).select_related("user")}
    shown = []
    for persona in PERSONAS:
        membership = found.get(email_of(persona))
        if membership is None:
            continue
        organisation = organisations().by_id[membership.organisation_id]
        chair = persona == PRESIDENCY
        administers = membership.function == Function.ADMINISTRATOR
        shown.append(
            {
                "value": persona,
                "label": _("Administrator")
                if administers
                else _("Presidency: %(holder)s") % {"holder": organisation.name}
                if chair
                else accounts.organisation_words(membership),
                "function_label": function_label(membership.function),
                "reads": will_read(organisation, membership.function, membership.country_ids),
            }
        )
    return shown
