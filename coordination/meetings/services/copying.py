"""An agenda begins with another: the next meeting, a template, the first draft from the record."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise
from coordination.access.services import intern

from ..audiences import Invited, covers, of_meeting_issued, of_preparers
from ..kinds import Handling, ItemKind, ItemState, MeetingState, RequestKind, Standing
from ..models import AgendaItem, AgendaRequest, Body, ItemPreparation, Meeting, Participation
from ..proposals import Proposal
from ..queries.arranging import Arranged, arranged
from .agenda import ItemWords, add_item
from .calling import FROM_BODY, call
from .papers import announce_paper
from .requests import accept
from .saving import circles_of_meeting

# What an item hands on to its copy; papers, records and times stay behind.
HANDED_ON = ("title", "title_fr", "kind", "presenters", "handling", "circle_ids", "country_id")
COPIED = ("title", "title_fr", "venue", "address", *FROM_BODY)
STANDING_MINUTES = {Standing.ADOPTION: 5, Standing.AOB: 10}
STANDING_HANDLING = {Standing.ADOPTION: Handling.ADOPTION, Standing.AOB: Handling.INFORMATION}


@transaction.atomic
def clone(*, actor: Actor, source: Meeting, fields: dict[str, Any], with_agenda: bool = True) -> Meeting:
    """A further meeting of the same body: venue, length, invitations and, if wanted, the agenda of this one."""
    source = authorise(actor, "copy", source)
    body = _body(actor, source)
    kept = {name: getattr(source, name) for name in COPIED}
    length = source.ends_at - source.starts_at
    fields = kept | {"ends_at": fields["starts_at"] + length} | fields
    rows = Participation.objects.visible_to(actor).filter(meeting=source)
    invited = [Invited(*pair) for pair in rows.values_list("organisation", "capacity")]
    meeting = call(actor=actor, body=body, fields=fields, invited=invited or None)
    if with_agenda:
        take_items(actor=actor, meeting=meeting, source=source)
    return meeting


@transaction.atomic
def take_items(*, actor: Actor, meeting: Meeting, source: Meeting) -> list[AgendaItem]:
    """Add the items of another agenda that the actor reads, a template's or the last one's."""
    found = Meeting.objects.visible_to(actor).filter(pk=source.pk).first()
    if found is None:
        raise Hidden("meeting")
    entries = arranged(actor, found)
    standing = {entry.item.standing for entry in arranged(actor, meeting) if entry.item.standing}
    made: dict[Any, AgendaItem] = {}
    for entry in entries:
        if entry.withdrawn or (entry.item.standing and entry.item.standing in standing):
            continue
        made[entry.pk] = add_item(
            actor=actor,
            meeting=meeting,
            parent=made.get(entry.parent_id),
            words=ItemWords(
                fields={name: getattr(entry.item, name) for name in HANDED_ON},
                minutes=entry.minutes or entry_minutes(entry),
                standing=entry.item.standing,
            ),
        )
    return list(made.values())


def entry_minutes(entry: Arranged) -> int:
    """The usual time of an item whose time the actor may not read."""
    return STANDING_MINUTES.get(Standing(entry.item.standing), 15)


@transaction.atomic
def keep_template(*, actor: Actor, source: Meeting, title: str) -> Meeting:
    """Keep an agenda to begin with; the next Presidency reads it too, so what is closed stays behind."""
    source = authorise(actor, "copy", source)
    body = _body(actor, source)
    template = Meeting(
        body=body,
        originator_id=min(actor.speaks_for),
        term_id=source.term_id,
        state=MeetingState.TEMPLATE,
        title=title.strip() or source.title,
        starts_at=timezone.now(),
        ends_at=timezone.now() + (source.ends_at - source.starts_at),
        **{name: getattr(source, name) for name in FROM_BODY},
    )
    template.audience = intern(actor=actor, circles=circles_of_meeting(actor, template, ()))
    template.save(force_insert=True)
    made: dict[Any, AgendaItem] = {}
    for position, entry in enumerate(arranged(actor, source), start=1):
        if entry.withdrawn or entry.item.kind == ItemKind.CLOSED or _tells(entry):
            continue
        parent = made.get(entry.parent_id)
        item = AgendaItem.objects.create(
            meeting=template,
            originator_id=template.originator_id,
            audience_id=template.audience_id,
            parent=parent,
            position=position,
            number=entry.number,
            standing=entry.item.standing,
            party_ids=entry.item.party_ids,
            **{name: getattr(entry.item, name) for name in HANDED_ON},
        )
        made[entry.pk] = item
        ItemPreparation.objects.create(
            meeting=template,
            item=item,
            originator_id=template.originator_id,
            audience_id=template.audience_id,
            minutes=entry.minutes or 15,
        )
    return template


def _tells(entry: Arranged) -> bool:
    """Whether an item says what nobody read yet of a record."""
    return entry.row.state == ItemState.PREPARED and bool(entry.item.source_id)


@transaction.atomic
def draft_agenda(*, actor: Actor, meeting: Meeting, proposals: Sequence[Proposal]) -> list[AgendaItem]:
    """A first draft from the record: the standing items, and between them what is proposed while there is time.

    What the record proposes and the time does not hold stays proposed.
    """
    meeting = authorise(actor, "arrange", meeting)
    made = []
    entries = arranged(actor, meeting)
    standing = {entry.item.standing for entry in entries}
    if not entries:
        made.append(_add_standing(actor, meeting, Standing.ADOPTION))
    left = meeting.minutes - sum(entry.minutes for entry in arranged(actor, meeting))
    if Standing.AOB not in standing:
        left -= STANDING_MINUTES[Standing.AOB]
    for proposal in proposals:
        if proposal.minutes <= left and not _is_aob(actor, proposal):
            made.append(add_proposal(actor=actor, meeting=meeting, proposal=proposal))
            left -= proposal.minutes
    if Standing.AOB not in standing:
        made.append(_add_standing(actor, meeting, Standing.AOB))
    for proposal in proposals:
        if proposal.minutes <= left and _is_aob(actor, proposal):
            made.append(add_proposal(actor=actor, meeting=meeting, proposal=proposal))
            left -= proposal.minutes
    return made


def _is_aob(actor: Actor, proposal: Proposal) -> bool:
    if proposal.request is None:
        return False
    rows = AgendaRequest.objects.visible_to(actor).filter(pk=proposal.request, kind=RequestKind.AOB)
    return rows.exists()


@transaction.atomic
def add_proposal(*, actor: Actor, meeting: Meeting, proposal: Proposal) -> AgendaItem:
    """Put a proposed point on the agenda with its paper, presenter and usual time.

    A record that is shared with fewer than the meeting becomes a closed item of its originator and
    the convenor: the chair then names who else may be in the room. One that somebody who prepares the
    meeting may not read, such as the next Presidency, does not come on its agenda.
    """
    meeting = authorise(actor, "arrange", meeting)
    entries = arranged(actor, meeting)
    if proposal.request is not None:
        request = AgendaRequest.objects.visible_to(actor).filter(pk=proposal.request).first()
        if request is None:
            raise Hidden("request")
        return accept(actor=actor, request=request, meeting=meeting)
    if any(
        (entry.item.source_noun, entry.item.source_id) == (proposal.noun, proposal.about) for entry in entries
    ):
        raise Refused(_("This point is on the agenda already."))
    invited = [
        Invited(*pair)
        for pair in Participation.objects.visible_to(actor)
        .filter(meeting=meeting)
        .values_list("organisation", "capacity")
    ]
    closed = bool(proposal.circles) and not _all_read(actor, meeting, invited, proposal)
    if closed and not covers(proposal.circles, of_preparers(actor, meeting, closed=True)):
        raise Refused(_("Somebody who prepares this meeting may not read the record behind this point."))
    item = add_item(
        actor=actor,
        meeting=meeting,
        words=ItemWords(
            fields={
                "title": proposal.title[:300],
                "title_fr": proposal.title_fr[:300],
                "country_id": proposal.country_id,
                "presenters": proposal.presenters,
                "handling": proposal.handling,
                "kind": ItemKind.CLOSED if closed else ItemKind.COMMON,
                "circle_ids": [proposal.originator_id] if closed else [],
                "source_noun": proposal.noun,
                "source_id": proposal.about,
            },
            minutes=proposal.minutes,
            reason=proposal.reason,
        ),
    )
    for title in proposal.papers:
        announce_paper(actor=actor, item=item, fields={"title": title[:300], "due_on": meeting.papers_due_on})
    return item


def _all_read(actor: Actor, meeting: Meeting, invited: list[Invited], proposal: Proposal) -> bool:
    return covers(proposal.circles, of_meeting_issued(actor, meeting, invited))


def _add_standing(actor: Actor, meeting: Meeting, standing: str) -> AgendaItem:
    title = Standing(standing).label
    with override("fr"):
        french = str(title)
    with override("en"):
        english = str(title)
    words = ItemWords(
        fields={"title": english, "title_fr": french, "handling": STANDING_HANDLING[Standing(standing)]},
        minutes=STANDING_MINUTES[Standing(standing)],
        standing=standing,
    )
    return add_item(actor=actor, meeting=meeting, words=words)


def _body(actor: Actor, meeting: Meeting) -> Body:
    body = Body.objects.visible_to(actor).filter(pk=meeting.body_id).first()
    if body is None:
        raise Hidden("body")
    return body
