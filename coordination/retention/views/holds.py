"""Legal holds: what they cover, why, and who lifted them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.dates import date_format
from coordination.access.deeds import deed, deed_page, key_of, made_once, posted
from coordination.access.routes import ADMINISTRATORS, GatedRequest
from coordination.people.fresh import fresh
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .. import queries, services
from ..forms import HoldForm, LiftForm
from ..models import Hold
from ..pages import REUSED, head


@require_GET
@ADMINISTRATORS
def hold_list(request: GatedRequest) -> HttpResponse:
    """Standing holds first, then those that were lifted."""
    found = queries.holds()
    people = queries.names({row.user_id or 0 for row in found} | queries.who_held(found))
    new_url = reverse("hold-new")
    context: dict[str, Any] = {
        "page": head(
            _("Legal holds"),
            "holds",
            _("What is held is neither purged nor erased, whoever asks. Two administrators lift a hold."),
            [{"label": _("Lay a hold"), "url": new_url, "primary": True}],
        ),
        "rows": [_row(row, people, request.actor.user_id) for row in found],
        "new_url": new_url,
    }
    if not found:
        context["empty"] = {
            "title": _("No legal hold"),
            "words": _("A hold keeps records for an inquiry, a court or an audit, until two people lift it."),
            "steps": [{"label": _("Lay a hold"), "url": new_url}],
        }
    return render(request, "retention/holds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def hold_new(request: GatedRequest) -> HttpResponse:
    """Name what is held, and why."""
    form = HoldForm(posted(request))

    def make() -> UUID:
        return services.lay(actor=request.actor, scope=form.scope, reason=form.cleaned_data["reason"]).pk

    if request.method == "POST" and made_once(request, form, make, str(REUSED)):
        messages.success(request, _("The hold stands."))
        return redirect("holds")
    return deed_page(
        request,
        head(_("Lay a hold"), "holds"),
        form,
        submit=_("Lay the hold"),
        back_url=reverse("holds"),
        back_label=_("Back to the holds"),
        consequence=_(
            "All that you name must fit: a country and a period hold what concerns that country in that period."
            " Whether a record exists is not told here."
        ),
        hidden=key_of(request),
        half=("date", "select"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def hold_ask(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say why a hold can be lifted."""
    hold = queries.one_hold(pk)
    form = LiftForm(posted(request))

    def run() -> Hold:
        return services.ask_to_lift(actor=request.actor, hold_id=pk, words=form.cleaned_data["words"])

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("The hold stands until another administrator lifts it."))
        return redirect("holds")
    return deed_page(
        request,
        head(_("Ask to lift a hold"), "holds"),
        form,
        submit=_("Ask to lift the hold"),
        back_url=reverse("holds"),
        back_label=_("Back to the holds"),
        quoted=hold.reason,
        consequence=_("It stands until another administrator lifts it."),
    )


@require_POST
@ADMINISTRATORS
@fresh
def hold_lift(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The second person lifts it."""
    services.lift(actor=request.actor, hold_id=pk)
    messages.success(request, _("The hold is lifted. What it covered follows the schedule again."))
    return redirect("holds")


def _row(row: Hold, people: dict[int, str], reader: int) -> dict[str, Any]:
    standing = row.lifted_at is None
    asked = standing and row.lift_asked_by_id is not None
    return {
        "covers": covers(row, people),
        "reason": row.reason,
        "status": "waiting" if asked else "running" if standing else "cancelled",
        "status_label": _("To be lifted") if asked else _("Stands") if standing else _("Lifted"),
        "laid_at": row.laid_at,
        "laid_by": people.get(row.laid_by_id, ""),
        "lift_reason": row.lift_reason,
        "lift_asked_by": people.get(row.lift_asked_by_id or 0, ""),
        "lifted_by": people.get(row.lifted_by_id or 0, ""),
        "lifted_at": row.lifted_at,
        "ask_url": reverse("hold-ask", args=[row.pk]) if standing and not asked else "",
        "lift_url": reverse("hold-lift", args=[row.pk]) if asked and row.lift_asked_by_id != reader else "",
    }


def covers(row: Hold, people: dict[int, str]) -> str:
    """What a hold covers, in words."""
    parts: list[str] = []
    if row.record:
        parts.append(_("record %(id)s") % {"id": row.record})
    if row.user_id:
        parts.append(people.get(row.user_id) or _("person number %(id)s") % {"id": row.user_id})
    if row.organisation_id:
        parts.append(organisations().by_id[row.organisation_id].name)
    if row.country_id:
        parts.append(countries().by_id[row.country_id].name)
    if row.starts_on and row.ends_on:
        span = {"first": date_format(row.starts_on, "j F Y"), "last": date_format(row.ends_on, "j F Y")}
        parts.append(_("from %(first)s to %(last)s") % span)
    elif row.starts_on:
        parts.append(_("since %(day)s") % {"day": date_format(row.starts_on, "j F Y")})
    elif row.ends_on:
        parts.append(_("until %(day)s") % {"day": date_format(row.ends_on, "j F Y")})
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
