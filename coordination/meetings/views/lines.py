"""Lines of notes: begun, typed, saved, moved, taken out, read out; two texts of one line side by side."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, typed, with_choices
from coordination.access.deeds import sent_version
from coordination.access.errors import KeyReused, Refused, Stale
from coordination.access.routes import GatedRequest
from coordination.access.services import once
from coordination.people.conflicts import last_save
from coordination.register.forms.fields import TextField

from .. import line_rows, services
from ..models import AgendaItem, NoteLine
from ..queries import room as in_room
from ..room_kinds import LONGEST_LINE, LineKind, Stance
from ..signs import by_sign
from .deeds import CONVENORS, item_or_404, marked, meeting_or_404
from .pieces import looked_at, pieces, told


class LineForm(forms.Form):
    """What is typed into a line; `code` says who spoke, `line` names the line that was begun while typing."""

    kind = forms.ChoiceField(choices=LineKind.choices, required=False)
    code = forms.CharField(max_length=80, required=False)
    stance = forms.ChoiceField(choices=Stance.choices, required=False)
    text = TextField(max_length=LONGEST_LINE, required=False, strip=False)
    line = forms.UUIDField(required=False)
    about = forms.UUIDField(required=False)

    def organisation_id(self) -> int | None:
        """Who spoke; None where nobody was named. Raises `ValidationError` for a code that says nothing."""
        code = self.cleaned_data["code"]
        if not code.strip():
            return None
        found = by_sign(code)
        if found is None:
            words = _("No organisation is called %(code)s. Type a code such as DE, COM or EEAS.")
            raise ValidationError(words % {"code": code[:40]})
        return found


def _line_or_404(actor: Actor, pk: UUID) -> NoteLine:
    line = in_room.line(actor, pk)
    if line is None:
        raise Http404
    return line


def _complaint(form: LineForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


@require_POST
@CONVENORS
def line_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Add a line to an item; one that was begun while typing is finished."""
    actor, item = request.actor, item_or_404(request.actor, pk)
    form = LineForm(request.POST)
    kind = request.POST.get("kind") or LineKind.PARAGRAPH
    try:
        line = _finish(request, item, form)
    except ValidationError as error:
        return _kept(request, item, kind, " ".join(error.messages))
    except KeyReused:
        return _kept(request, item, kind, _("This line was added already. Change it where it stands."))
    except Refused as refusal:
        return _kept(request, item, kind, refusal.reason, status=403)
    if line is None:
        return _kept(request, item, kind, _complaint(form) or _("Write something, then add the line."))
    return _drawn(request, actor, line.pk, item, reset=f"entry-{line.kind}")


def _finish(request: GatedRequest, item: AgendaItem, form: LineForm) -> NoteLine | None:
    actor: Actor = request.actor
    if not form.is_valid() or not form.cleaned_data["text"].strip():
        return None
    given, organisation_id = form.cleaned_data, form.organisation_id()
    said = {"text": given["text"], "stance": given["stance"]}
    if given["line"]:
        line = _line_or_404(actor, given["line"])
        return services.save_line(
            actor=actor, line=line, version=None, organisation_id=organisation_id, **said
        )
    about = _line_or_404(actor, given["about"]) if given["about"] else None

    def make() -> UUID:
        kind = given["kind"] or LineKind.PARAGRAPH
        return services.add_line(
            actor=actor, item=item, kind=kind, organisation_id=organisation_id, about=about, **said
        ).pk

    key = request.POST.get("idempotency_key") or str(uuid4())
    sent = {name: request.POST.getlist(name) for name in ("kind", "code", "stance", "text", "about")}
    made, _new = once(actor=actor, key=f"{request.path}:{key}", sent=sent, make=make)
    return _line_or_404(actor, made)


def _kept(
    request: GatedRequest, item: AgendaItem, kind: str, said: str, *, status: int = 400
) -> HttpResponse:
    """What was typed cannot be taken, or may not be written: it stays in its field, with what to do."""
    if request.htmx:
        return told(said)
    meeting = meeting_or_404(request.actor, item.meeting_id)
    context = {
        "page": marked(meeting, request.actor, title=_("A line that was not added"), subtitle=item.name),
        "words": said,
        "hidden": [row for row in typed(request.POST) if row["name"] not in ("text", "code", "stance")],
        "code": request.POST.get("code", ""),
        "text": request.POST.get("text", ""),
        "spoken": kind == LineKind.INTERVENTION,
        "action_url": request.path,
        "back_url": f"{reverse('room', args=[meeting.pk])}?item={item.pk}",
    }
    return render(request, "meetings/line_kept.html", context, status=status)


@require_POST
@CONVENORS
def entry_pen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep what is typed into a line that does not stand yet: it is begun, empty, and the text kept with it."""
    actor, item = request.actor, item_or_404(request.actor, pk)
    form = LineForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["text"].strip():
        return HttpResponse(status=204)
    given = form.cleaned_data
    if given["line"]:
        line = _line_or_404(actor, given["line"])
    else:
        try:
            organisation_id = form.organisation_id()
            kind = given["kind"] or LineKind.PARAGRAPH
            line = services.add_line(actor=actor, item=item, kind=kind, organisation_id=organisation_id)
        except ValidationError:
            return HttpResponse(status=204)  # nobody is named yet: the text waits in its field
    services.keep_pen(actor=actor, line=line, text=given["text"], base=line.version)
    return render(request, "meetings/room/begun.html", {"kind": line.kind, "line": line.pk})


@require_POST
@CONVENORS
def line_change(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Save a line at the version that was read, or do something else with it; `deed` says what."""
    actor, line = request.actor, _line_or_404(request.actor, pk)
    deed, said = request.POST.get("deed", "save"), ""
    item = item_or_404(actor, line.item_id)
    try:
        if deed == "save":
            return _save(request, item, line)
        _do(actor, line, deed)
    except ValidationError as error:
        said = " ".join(error.messages)
    return _drawn(request, actor, pk, item, said=said)


def _do(actor: Actor, line: NoteLine, deed: str) -> None:
    if deed in ("up", "down"):
        services.move_line(actor=actor, line=line, by=-1 if deed == "up" else 1)
    elif deed == "remove":
        services.remove_line(actor=actor, line=line)
    elif deed == "restore":
        services.restore_line(actor=actor, line=line)
    elif deed == "read-out":
        services.read_out(actor=actor, line=line)
    elif deed == "leave":
        services.drop_pen(actor=actor, line=line)
    else:
        raise ValidationError(_("This is nothing that is done with a line."))


def _save(request: GatedRequest, item: AgendaItem, line: NoteLine) -> HttpResponse:
    actor: Actor = request.actor
    stored = {"text": line.text}
    form = LineForm(with_choices(request.POST, stored))
    if not form.is_valid():
        return _kept(request, item, line.kind, _complaint(form))
    given = form.cleaned_data
    try:
        organisation_id = form.organisation_id()
        services.save_line(
            actor=actor,
            line=line,
            version=sent_version(request),
            text=given["text"],
            stance=given["stance"] if "stance" in request.POST else None,
            organisation_id=organisation_id,
        )
    except Stale:
        return _both_texts(request, item, line, form)
    except ValidationError as error:
        return _kept(request, item, line.kind, " ".join(error.messages))
    except Refused as refusal:
        return _kept(request, item, line.kind, refusal.reason, status=403)
    return _drawn(request, actor, line.pk, item)


def _both_texts(request: GatedRequest, item: AgendaItem, line: NoteLine, form: LineForm) -> HttpResponse:
    """Somebody saved the line meanwhile: the second text is kept with it, and both are shown."""
    actor: Actor = request.actor
    services.keep_pen(actor=actor, line=line, text=form.cleaned_data["text"], base=sent_version(request))
    if request.htmx:
        return _drawn(request, actor, line.pk, item)
    form.fields["text"].label = _("Text")
    page = marked(
        meeting_or_404(actor, item.meeting_id),
        actor,
        title=_("Two texts of one line"),
        subtitle=item.name,
    )
    return conflicts.conflict_page(
        request,
        page,
        differing(form, {"text": line.text}),
        version=line.version,
        discard_url=f"{reverse('room', args=[item.meeting_id])}?item={item.pk}",
        what=_("Somebody saved this line while you were writing."),
        saved=last_save(actor, line),
    )


@require_POST
@CONVENORS
def line_pen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep what is typed on a line; nothing else of the page changes."""
    actor = request.actor
    line = NoteLine.objects.visible_to(actor).filter(pk=pk).first()
    if line is None:
        raise Http404
    try:
        text, base = request.POST.get("text", ""), sent_version(request)
        services.keep_pen(actor=actor, line=line, text=text, base=base)
    except ValidationError as error:
        return told(" ".join(error.messages))
    return HttpResponse(status=204)


def _drawn(request: GatedRequest, actor: Actor, pk: UUID, item: AgendaItem, **rest: Any) -> HttpResponse:
    """The line as it now stands; the page for a browser without scripts."""
    if not request.htmx:
        if said := rest.get("said"):
            messages.error(request, said)
        return redirect(f"{reverse('room', args=[item.meeting_id])}?item={item.pk}")
    notes = in_room.stage(actor, item.meeting_id)
    if notes is None:
        raise Http404
    room = looked_at(request, notes, str(item.pk))
    if not room.keeps:
        raise Refused(notes.policy.reason("write"))
    rows = line_rows.written(in_room.lines_by_id(actor, {pk}), notes, actor)
    return pieces(room, lines=rows, **rest)
