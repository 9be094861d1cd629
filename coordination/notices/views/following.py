"""Following records, countries, themes and searches."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import queries, services
from ..forms import FollowForm, TargetForm
from ..kinds import Way
from ..models import Subscription
from ..words import subscription_rows, what_is_followed
from .frame import page


@require_GET
@SIGNED_IN
def following(request: GatedRequest) -> HttpResponse:
    """All that the reader follows, and a form for a country or a theme."""
    return _following(request, FollowForm())


def _following(request: GatedRequest, form: FollowForm) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        "page": page("following", _("What you follow"), _("You are told of what is new in it")),
        "rows": subscription_rows(actor, queries.subscriptions(actor)),
        "form": form,
        "follow_url": reverse("notice-follow"),
    }
    return render(request, "notices/following.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@SIGNED_IN
def follow(request: GatedRequest) -> HttpResponse:
    """Follow what the address or the form names: one click on a record, else with how one is told."""
    actor: Actor = request.actor
    if request.method == "GET":
        return _ask(request, actor)
    given = request.POST.copy()
    for name in request.GET:
        given.setdefault(name, request.GET[name])
    given.setdefault("way", Way.DIGEST)
    form = FollowForm(given)
    if not form.is_valid():
        return _following(request, form)
    try:
        subscription = services.follow(actor=actor, way=form.cleaned_data["way"], **form.target)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _following(request, form)
    [row] = subscription_rows(actor, [subscription])
    words = _("You follow %(what)s. How you are told stands under notices.")
    messages.success(request, words % {"what": _uncapped(actor, subscription)})
    return redirect(row["url"] or "following")


def _uncapped(actor: Actor, subscription: Subscription) -> str:
    records = queries.said(actor, [(subscription.noun, subscription.record)] if subscription.record else [])
    return what_is_followed(subscription, records)


def _ask(request: GatedRequest, actor: Actor) -> HttpResponse:
    """Whether something is followed, and the form that follows it or changes how one is told."""
    target = TargetForm(request.GET)
    if not target.is_valid():
        raise Http404
    wanted = target.target
    if wanted["record"] and queries.record(actor, wanted["noun"], wanted["record"]) is None:
        raise Http404
    found = queries.same_subscription(actor, **wanted)
    shown = found or Subscription(user_id=actor.user_id, **wanted)
    title = capfirst(_uncapped(actor, shown))
    context: dict[str, Any] = {
        "page": page("", title, _("You follow it") if found else _("You do not follow it")),
        "form": FollowForm(initial=request.GET.dict() | {"way": shown.way}),
        "found": found,
        "follow_url": reverse("notice-follow"),
        "drop_url": reverse("notice-unfollow", args=[found.pk]) if found else "",
        "back_url": subscription_rows(actor, [shown])[0]["url"] or reverse("following"),
    }
    return render(request, "notices/follow.html", context)


@require_POST
@SIGNED_IN
def drop(request: GatedRequest) -> HttpResponse:
    """Follow no more what the address names."""
    actor: Actor = request.actor
    target = TargetForm(request.GET)
    found = queries.same_subscription(actor, **target.target) if target.is_valid() else None
    if found is None:
        raise Http404
    [row] = subscription_rows(actor, [found])
    services.unfollow(actor=actor, pk=found.pk)
    messages.success(request, _("You follow it no more."))
    return redirect(row["url"] or "following")


@require_POST
@SIGNED_IN
def unfollow(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Follow no more one of the things in the list."""
    services.unfollow(actor=request.actor, pk=pk)
    messages.success(request, _("You follow it no more."))
    return redirect("following")
