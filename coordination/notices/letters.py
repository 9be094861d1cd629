"""Mails in words: that something is new, of which kind, by which rule, and a link; never what it is about."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import links
from .kinds import Rule
from .links import Stop, absolute, stop_address
from .models import Notice, Subscription
from .nouns import KINDS

# A digest names so many one by one; the page has the rest.
NAMED = 30


class Letter(NamedTuple):
    """What a mail says, and the address that stops all mails."""

    subject: str
    body: str
    stop: str


def written(user_id: int, language: str, notices: Sequence[Notice], *, digest: bool) -> Letter:
    """The mail for some notices, in the language of whoever gets it."""
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        n = len(notices)
        subject = ngettext("%(site)s: something is new for you", "%(site)s: %(n)s things are new for you", n)
        stop = stop_address(Stop(user_id, links.ALL))
        blocks = [
            _("What it is about is never written in a mail. Sign in to read it."),
            *_of_each_kind(user_id, notices[:NAMED], digest=digest),
        ]
        if n > NAMED:
            more = ngettext("%(n)s more is on the page.", "%(n)s more are on the page.", n - NAMED)
            blocks.append(more % {"n": n - NAMED})
        blocks.append(_("All notices: %(address)s") % {"address": absolute(reverse("notices"))})
        blocks.append(
            _("How and when you are told: %(address)s") % {"address": absolute(reverse("notice-settings"))}
        )
        if digest:
            address = stop_address(Stop(user_id, links.DIGEST))
            blocks.append(_("No digest any more, without signing in: %(address)s") % {"address": address})
        blocks.append(_("No mail at all, without signing in: %(address)s") % {"address": stop})
        return Letter(subject % {"site": settings.SITE_NAME, "n": n}, "\n\n".join(blocks) + "\n", stop)


def _of_each_kind(user_id: int, notices: Sequence[Notice], *, digest: bool) -> Iterator[str]:
    """A block for the notices of one kind that one rule sent, with a link to each."""
    groups: dict[tuple[Any, ...], list[Notice]] = {}
    for notice in notices:
        followed = None if digest else notice.subscription_id
        groups.setdefault((notice.announcement.kind, rule_words(notice), followed), []).append(notice)
    for (code, words, _followed), sent in groups.items():
        lines = [f"• {KINDS[code].label}", "  " + _("Sent because %(rule)s.") % {"rule": words}]
        lines += ["  " + absolute(reverse("notice", args=[notice.pk])) for notice in sent]
        if not digest:
            lines.append("  " + _stop_line(user_id, sent[0]))
        yield "\n".join(lines)


def _stop_line(user_id: int, notice: Notice) -> str:
    if notice.subscription_id:
        stop, words = Stop(user_id, links.FOLLOWED, str(notice.subscription_id)), _("No mail on this")
    else:
        stop, words = Stop(user_id, links.KIND, notice.announcement.kind), _("No mail of this kind")
    return _("%(label)s: %(text)s") % {"label": words, "text": stop_address(stop)}


def rule_words(notice: Notice) -> str:
    """The rule that sent a notice, without a word of what is followed."""
    if notice.rule == Rule.FOLLOWED and notice.subscription is not None:
        return _follows(notice.subscription)
    return str(Rule(notice.rule).label)


def _follows(subscription: Subscription) -> str:
    if subscription.query:
        return _("you follow a search that finds it")
    if subscription.record:
        return str(Rule.FOLLOWED.label)
    if subscription.country_id and subscription.theme_id:
        return _("you follow its country and theme")
    return _("you follow its country") if subscription.country_id else _("you follow its theme")
