"""What is released of a record: proposed, tried out, approved by somebody else, published, dropped."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.deeds import deed, deed_page, key_of, made_once, posted, refuse_unless, sent_version
from coordination.access.errors import Hidden, Refused, Stale
from coordination.access.gate import in_reasons
from coordination.access.routes import CONTRIBUTORS, SIGNED_IN, GatedRequest
from coordination.history.pages import history_page, told
from coordination.people.fresh import fresh
from coordination.people.queries import organisations

from .. import services
from ..downloads import attachment
from ..forms.releases import DropForm, ProposalForm, proposal_values
from ..history_words import VERBS, handling_of
from ..kinds import Ground, Language, ReleaseState
from ..models import Release
from ..policy import is_secretariat
from ..queries import releases as queries
from ..releases import paper
from ..releases.passages import CUT, read
from ..releases.sources import Source, handles, source_of
from .lists import tabs

PDF = "application/pdf"


def release_or_404(actor: Actor, pk: UUID) -> tuple[Release, Source | None]:
    """A release with its record as it stands now; of the record nothing when it is hidden by now."""
    release = queries.release(actor, pk)
    if release is None:
        raise Hidden()
    return release, source_of(actor, release.noun, release.record)


def _head(source: Source | None, **page: Any) -> dict[str, Any]:
    """The head of a page on a release: what is not published yet is for those who handle it."""
    words = _("The General Secretariat and the organisation that filed it")
    marking = {"label": "LIMITE", "narrow": False, "note": words}
    return {"marking": marking, "subtitle": source.title if source else "", **page}


@require_GET
@SIGNED_IN
def release_list(request: GatedRequest) -> HttpResponse:
    """What was released of records that the reader may read, newest first; and proposals that they handle."""
    actor: Actor = request.actor
    known = organisations().by_id
    rows = [
        {
            "url": reverse("release", args=[row.pk]),
            "title": row.title,
            "holder": known[row.originator_id].name,
            "state": row.state,
            "state_label": row.get_state_display(),
            "language": row.language.upper(),
            "released_on": row.released_on,
        }
        for row in queries.all_of(actor)
    ]
    context = {
        "page": {
            "title": _("Released to the public"),
            "subtitle": _("Texts that were let through by two people, each a file of its own"),
            "marking": {"label": "LIMITE", "narrow": False, "note": ""},
            "tabs": tabs(actor, "releases"),
        },
        "rows": rows,
    }
    return render(request, "documents/releases/list.html", context)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def release_new(request: GatedRequest, noun: str, record: UUID) -> HttpResponse:
    """Propose what is released of a record; `?all=1` begins with every paragraph let through."""
    actor: Actor = request.actor
    source = source_of(actor, noun, record)
    if source is None:
        raise Hidden()
    if not handles(actor, source):
        raise Refused(str(Release.policy.create_reason))
    form = ProposalForm(
        posted(request),
        source=source,
        initial=proposal_values(source, None),
        all_in=request.GET.get("all") == "1",
    )

    def make() -> UUID:
        return services.propose(actor=actor, source=source, proposal=form.proposal()).pk

    words = _("This form was already saved with other words. Open the saved proposal and edit it.")
    if request.method == "POST" and (made := made_once(request, form, make, words)):
        messages.success(request, _("Proposed. Try it out, then let somebody else approve it."))
        return redirect("release", made)
    return _form_page(
        request, form, source, title=_("Propose a release"), hidden=key_of(request), back=source.url
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def release_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change what would be released; any approval is void."""
    actor: Actor = request.actor
    release, source = release_or_404(actor, pk)
    refuse_unless(actor, "change", release)
    if source is None:
        raise Hidden()
    form = ProposalForm(
        posted(request), source=source, release=release, initial=proposal_values(source, release)
    )

    def run() -> Release:
        version = sent_version(request)
        return services.revise(actor=actor, release=release, version=version, proposal=form.proposal())

    try:
        saved = deed(form, run) if request.method == "POST" else None
    except Stale:
        form.add_error(
            None, _("Somebody saved this proposal in the meantime. Open it again in another tab and compare.")
        )
        saved = None
    if saved:
        messages.success(request, _("Saved. It has to be approved by somebody else."))
        return redirect("release", pk)
    hidden = {"version": request.POST.get("version") or release.version}
    back = reverse("release", args=[pk])
    return _form_page(request, form, source, title=_("Change what is released"), hidden=hidden, back=back)


def _form_page(
    request: GatedRequest,
    form: ProposalForm,
    source: Source,
    *,
    title: str,
    hidden: dict[str, Any],
    back: str,
) -> HttpResponse:
    context = {
        "page": _head(source, title=title),
        "form": form,
        "hidden": [{"name": name, "value": value} for name, value in hidden.items()],
        "all_url": f"{request.path}?all=1" if "idempotency_key" in hidden else "",
        "back_url": back,
    }
    return render(request, "documents/releases/form.html", context, status=400 if form.errors else 200)


@require_GET
@SIGNED_IN
def release_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What is, or would be, released: the very text; and for those who handle it, what comes next."""
    actor: Actor = request.actor
    release, source = release_or_404(actor, pk)
    may = in_reasons(release, release.may)
    handled = release.originator_id in actor.speaks_for or is_secretariat(actor)
    published = release.state == ReleaseState.RELEASED
    page = _head(source, title=release.title)
    if published:
        page["marking"] = {"label": _("PUBLIC"), "narrow": False, "note": ""}
    context = {
        "page": page,
        "release": {
            "state": release.state,
            "state_label": release.get_state_display(),
            "released_on": release.released_on,
            "language": Language(release.language).label,
            "size": release.size,
            "changed": source is not None and source.digest != release.source_digest,
            "digest": release.digest,
        },
        "handled": _handled(release) if handled else None,
        "passages": _shown(release),
        "grounds": [str(Ground(code).label) for code in _grounds(release)],
        "deeds": _deeds(release, may) if handled else [],
        "refused": may["approve"] if handled and release.state == ReleaseState.PROPOSED else None,
        "file_url": reverse("release-file", args=[pk]) if published else "",
        "dry_url": reverse("release-dry-run", args=[pk]) if handled and not published else "",
        "history_url": reverse("release-history", args=[pk]) if handled else "",
        "back_url": source.url if source else "",
    }
    return render(request, "documents/releases/detail.html", context)


def _handled(release: Release) -> dict[str, Any]:
    known = organisations().by_id
    approver = known[release.approved_for_id].name if release.approved_for_id else ""
    return {
        "proposer": known[release.proposed_for_id].name,
        "proposed_at": release.proposed_at,
        "approver": approver,
        "approved_at": release.approved_at,
        "reason": release.reason,
    }


def _shown(release: Release) -> list[dict[str, Any]]:
    """The released text as the file has it: pieces of paragraphs and the marks between them."""
    shown: list[dict[str, Any]] = []
    for passage in read(release.passages):
        if passage.text:
            pieces = passage.text.split(CUT)
            mark = paper.cut_words(passage.ground) if passage.ground else ""
            shown.append({"pieces": pieces, "mark": mark, "withheld": False})
        elif not (shown and shown[-1]["withheld"] and shown[-1]["ground"] == passage.ground):
            mark = paper.cut_words(passage.ground)
            shown.append({"pieces": [], "mark": mark, "withheld": True, "ground": passage.ground})
    return shown


def _grounds(release: Release) -> list[str]:
    return sorted({passage.ground for passage in read(release.passages) if passage.ground})


def _deeds(release: Release, may: dict[str, str | None]) -> list[dict[str, Any]]:
    pk = release.pk
    labels = {
        "approve": (_("Approve release"), "release-approve", True),
        "publish": (_("Publish"), "release-publish", True),
        "change": (_("Change what is released"), "release-edit", False),
        "drop": (_("Do not release"), "release-drop", False),
    }
    return [
        {
            "label": label,
            "url": reverse(route, args=[pk]),
            "post": post,
            "read": release.digest if action == "approve" else "",
            "primary": action in ("approve", "publish"),
        }
        for action, (label, route, post) in labels.items()
        if may[action] is None
    ]


@require_GET
@CONTRIBUTORS
def release_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Who proposed, changed, approved and published what, for those who handle it."""
    actor: Actor = request.actor
    release, source = release_or_404(actor, pk)
    _refuse_others(actor, release)
    page = _head(source, title=_("History"))
    back = reverse("release", args=[pk])
    return history_page(
        request, page, told(handling_of(actor, release), VERBS), back, _("Back to the release")
    )


def _refuse_others(actor: Actor, release: Release) -> None:
    if release.originator_id not in actor.speaks_for and not is_secretariat(actor):
        raise Refused(str(Release.policy.create_reason))


@require_GET
@CONTRIBUTORS
def release_dry_run(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The file as it would be, marked as what it still is; nothing is stored."""
    actor: Actor = request.actor
    release, _source = release_or_404(actor, pk)
    _refuse_others(actor, release)
    return attachment(paper.dry_run(release, actor), "dry-run.pdf", PDF)


@require_GET
@SIGNED_IN
def release_file(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The released file, for whoever reads the record."""
    release, _source = release_or_404(request.actor, pk)
    if release.state != ReleaseState.RELEASED:
        raise Hidden()
    with default_storage.open(release.stored_as) as kept:
        content = kept.read()
    return attachment(content, f"released-{release.released_on:%Y-%m-%d}.pdf", PDF)


@require_POST
@CONTRIBUTORS
@fresh
def release_approve(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Approve what somebody else proposed, as it was read."""
    release, _source = release_or_404(request.actor, pk)
    try:
        services.approve(actor=request.actor, release=release, read=request.POST.get("read", ""))
        messages.success(request, _("Approved. It is not published yet."))
    except Stale:
        messages.error(request, _("The proposal changed while you read it. Read it again, then approve it."))
    return redirect("release", pk)


@require_POST
@CONTRIBUTORS
@fresh
def release_publish(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Make the file of an approved release."""
    release, _source = release_or_404(request.actor, pk)
    services.publish(actor=request.actor, release=release)
    messages.success(request, _("Published. Whoever reads the record finds the released text there."))
    return redirect("release", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def release_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give a proposal up."""
    actor: Actor = request.actor
    release, source = release_or_404(actor, pk)
    refuse_unless(actor, "drop", release)
    form = DropForm(posted(request))

    def run() -> Release:
        return services.drop(actor=actor, release=release, reason=form.cleaned_data["reason"])

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Dropped. Nothing was released."))
        return redirect(source.url if source else "documents")
    return deed_page(
        request,
        _head(source, title=_("Do not release")),
        form,
        submit=_("Do not release"),
        back_url=reverse("release", args=[pk]),
        back_label=_("Back to the proposal"),
    )
