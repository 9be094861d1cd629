"""Mails: claimed in one transaction with the recipient's rights of that moment, handed over after it.

A mail that was claimed is never handed over by another job. Where a job is killed in between, nobody
knows whether the mail left: it is not sent again, and its notices come with the next digest.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from smtplib import SMTPException
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.access.services import take_turns
from coordination.people import actors
from coordination.people.models import BRUSSELS, User, today

from ..kinds import MAILED, Digest, MailKind, MailState, Way
from ..letters import Letter, written
from ..models import Mail, Notice, Preference
from ..queries import UNREAD, notices, preference_of, still_read

TASK = "coordination.notices.jobs.post"
# From this hour on in Brussels a digest of the day is due; weekly ones on this day of the week.
DIGEST_HOUR, DIGEST_WEEKDAY = 7, 0
# Longer than any server takes to accept a mail.
GIVEN_UP_AFTER = datetime.timedelta(minutes=10)
# What is older is no news in a mail: a week's digest and a day.
RECENT = datetime.timedelta(days=8)

Claimed = tuple[Mail, Letter]

log = logging.getLogger(__name__)


class NotHandedOver(Exception):
    """The mail server did not take a mail; its notices wait for the next try."""


def post(*, user_id: int) -> bool:
    """Send somebody what is to be told at once, in one mail; whether one left.

    Over the budget of the day the rest goes into the digest.
    """
    return _send(user_id, _claim_at_once)


def post_digests() -> int:
    """Send the digests that are due, each once a day; how many left.

    One that the mail server does not take holds up no other.
    """
    now = timezone.now().astimezone(BRUSSELS)
    if now.hour < DIGEST_HOUR:
        return 0
    sent, failed = 0, 0
    for actor in actors.everybody():
        try:
            sent += _send(actor.user_id, _claim_digest)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("A digest did not leave.")
            failed += 1
    if failed:
        raise NotHandedOver(f"{failed} digests could not be handed over.")
    return sent


def _send(user_id: int, claim: Callable[[Actor, User, Preference], Claimed | None]) -> bool:
    with transaction.atomic():
        user = User.objects.filter(pk=user_id, is_active=True).first()
        actor = actors.build(user) if user else None
        # Somebody who has left gets nothing, whatever waits for them.
        if user is None or actor is None or not actor.functions:
            return False
        with reading_as(actor):
            take_turns("mail", user_id)
            _give_up(actor)
            wishes = preference_of(actor)
            claimed = None if wishes.stopped else claim(actor, user, wishes)
    if claimed is None:
        return False
    _hand_over(actor, user, *claimed)
    return True


def _claim_at_once(actor: Actor, user: User, wishes: Preference) -> Claimed | None:
    found = _to_mail(actor, [Way.AT_ONCE])
    if not found:
        return None
    if not _within_budget(actor, wishes):
        own = Notice.objects.visible_to(actor).filter(pk__in=[row.pk for row in found])
        own.update(way=Way.DIGEST)
        return None
    return _claim(user, found, MailKind.AT_ONCE, f"at-once {uuid4()}")


def _claim_digest(actor: Actor, user: User, wishes: Preference) -> Claimed | None:
    day = today()
    due = {Digest.DAILY: True, Digest.WEEKLY: day.weekday() == DIGEST_WEEKDAY}.get(Digest(wishes.digest))
    key = f"digest {day.isoformat()}"
    of_today = Mail.objects.visible_to(actor).filter(key=key)
    if not due or of_today.exclude(state=MailState.FAILED).exists():
        return None
    found = _to_mail(actor, MAILED)
    if not found:
        return None
    of_today.delete()
    return _claim(user, found, MailKind.DIGEST, key)


def _to_mail(actor: Actor, ways: Iterable[str]) -> list[Notice]:
    """What is still to be mailed to somebody: unread, and of records that they may read now."""
    waiting = notices(actor, UNREAD)
    found = list(waiting.filter(way__in=ways, mail=None, told_at__gte=timezone.now() - RECENT))
    return still_read(actor, found)


def _claim(user: User, found: list[Notice], kind: str, key: str) -> Claimed:
    letter = written(user.pk, user.language, found, digest=kind == MailKind.DIGEST)
    mail = Mail.objects.create(
        user_id=user.pk, kind=kind, key=key, day=today(), subject=letter.subject, body=letter.body
    )
    for notice in found:
        notice.mail = mail
    Notice.objects.bulk_update(found, ["mail"])
    return mail, letter


def _within_budget(actor: Actor, wishes: Preference) -> bool:
    """Whether a mail may leave at once today: the last of the day is the digest's, if there is one."""
    left = Mail.objects.visible_to(actor).filter(day=today()).exclude(state=MailState.FAILED)
    kept = 0 if wishes.digest == Digest.NEVER else 1
    return left.filter(kind=MailKind.AT_ONCE).count() < max(wishes.budget - kept, 0)


def _give_up(actor: Actor) -> None:
    """What a killed job had claimed: nobody knows whether it left, so it comes with the next digest."""
    lost = Mail.objects.visible_to(actor).filter(
        state=MailState.CLAIMED, claimed_at__lt=timezone.now() - GIVEN_UP_AFTER
    )
    ids = list(lost.values_list("pk", flat=True))
    if ids:
        Notice.objects.visible_to(actor).filter(mail__in=ids).update(mail=None, way=Way.DIGEST)
        Mail.objects.visible_to(actor).filter(pk__in=ids).update(state=MailState.LOST)


def _hand_over(actor: Actor, user: User, mail: Mail, letter: Letter) -> None:
    message = EmailMessage(
        letter.subject,
        letter.body,
        None,
        [user.email],
        headers={
            "Message-ID": f"<{mail.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{letter.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
    )
    try:
        message.send()
    except (OSError, SMTPException) as error:
        log.exception("A mail could not be handed over.")
        _settle(actor, mail, sent=False)
        raise NotHandedOver(str(mail.pk)) from error
    _settle(actor, mail, sent=True)


def _settle(actor: Actor, mail: Mail, *, sent: bool) -> None:
    with transaction.atomic(), reading_as(actor):
        own = Mail.objects.visible_to(actor).filter(pk=mail.pk)
        if sent:
            own.update(state=MailState.SENT, sent_at=timezone.now())
        else:
            own.update(state=MailState.FAILED)
            Notice.objects.visible_to(actor).filter(mail=mail).update(mail=None)
