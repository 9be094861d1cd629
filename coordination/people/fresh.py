"""A fresh proof before what weighs much: releases, bulk exports, who may do what (SECURITY 16).

`@fresh` stands under the gate. A page is asked for again after the proof; a form that was sent comes
back whole beneath the question, and goes on with it: nothing typed is lost, and nothing of it is
kept on the server.
"""

from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coordination.access.pages import own_address
from coordination.access.routes import GatedRequest, View
from coordination.history.models import Verb
from coordination.history.trail import note

from . import openid
from .factors import CODE, DEMONSTRATION, PASSKEY, PROVIDER, RECOVERY, held, is_fresh, needs_passkey, proofs
from .proof_forms import PREFIX, CodeForm, proof_form

OF_A_PROOF = ("csrfmiddlewaretoken", f"{PREFIX}-code", f"{PREFIX}-credential", f"{PREFIX}-{DEMONSTRATION}")


def fresh(view: View) -> View:
    """Let through whoever showed a second factor in the last five minutes; ask everybody else first."""

    @wraps(view)
    def guarded(request: GatedRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # A session without any proof reaches only the pages on which it gets the first.
        if is_fresh(request) or not proofs(request):
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect(f"{reverse('confirm')}?next={quote(request.get_full_path())}")
        form = shown(request)
        if form is not None and not form.is_valid():
            return ask(request, form)
        if not is_fresh(request):
            return ask(request)
        sent = request.POST.copy()
        for name in OF_A_PROOF[1:]:
            sent.pop(name, None)
        request.POST = sent  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    guarded.fresh = True  # type: ignore[attr-defined]
    return guarded


def shown(request: GatedRequest) -> forms.Form | None:
    """The proof that came with a form, taken into the session if it is right; None when there was none."""
    if f"{PREFIX}-{DEMONSTRATION}" in request.POST and DEMONSTRATION in proofs(request):
        record_authentication(request, request.user, DEMONSTRATION)
        note(verb=Verb.STEPPED_UP, user_id=request.actor.user_id, detail={"factor": DEMONSTRATION})
        return None
    form = proof_form(request.POST, request.user, again=True)
    if form is not None and form.is_valid():
        form.save()
        request.session.cycle_key()
    return form


def ask(request: GatedRequest, form: forms.Form | None = None) -> HttpResponse:
    """The question, over a form that goes on with what was typed once it is answered."""
    typed = [
        (name, value) for name, values in request.POST.lists() if name not in OF_A_PROOF for value in values
    ]
    context = {
        "proof": asking(
            request.user, form, options_url=options_url(), codes=not needs_passkey(request.actor)
        ),
        "demonstration": settings.DEMO and DEMONSTRATION in proofs(request),
        "typed": typed,
        "providers": ways(request),
        "next": "",
    }
    return render(request, "accounts/confirm.html", context, status=403)


def ways(request: GatedRequest) -> list[dict[str, str]]:
    """The providers that can ask again, for somebody who came in through one."""
    if PROVIDER not in proofs(request):
        return []
    here = request.get_full_path() if request.method != "POST" else ""
    return openid.ways(confirm="1", next=own_address(request, request.GET.get("next", here)))


def options_url() -> str:
    return f"{reverse('confirm')}?options"


def asking(user: Any, form: forms.Form | None, *, options_url: str, codes: bool = True) -> dict[str, Any]:
    """What `components/prove.html` shows of the ways in which somebody can prove to be there."""
    factors = held(user.pk)
    by_code = codes and any(factors[kind] for kind in (CODE, RECOVERY))
    return {
        "passkey": bool(factors[PASSKEY]),
        "code_form": (form if isinstance(form, CodeForm) else CodeForm(user=user)) if by_code else None,
        "failed": form is not None and not isinstance(form, CodeForm),
        "options_url": options_url,
    }


def options(user: Any) -> HttpResponse:
    """The question for a passkey, kept in the session until it is answered."""
    return JsonResponse(webauthn.begin_authentication(user))
