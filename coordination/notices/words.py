"""Notices and what somebody follows, as people read them in the product."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.paging import Page
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.queries import countries, themes

from .kinds import Rule, Way
from .models import Notice, Subscription
from .nouns import KINDS, NOUNS, Said
from .queries import NoticeSelection, page, said, said_of_notices

NAMED = 3


def rows_of(actor: Actor, notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Notices as rows of a page; those whose record is not there any more are left out."""
    found = said_of_notices(actor, notices)
    followed = said(
        actor,
        (
            (notice.subscription.noun, notice.subscription.record)
            for notice in notices
            if notice.subscription is not None and notice.subscription.record
        ),
    )
    return [
        row_of(notice, found[notice.announcement.record], followed)
        for notice in notices
        if notice.announcement.record in found and notice.announcement.kind in KINDS
    ]


def page_of_rows(
    actor: Actor, selection: NoticeSelection, *, after: UUID | None, limit: int
) -> Page[dict[str, Any]]:
    """A page of notices as rows; it may hold fewer than were asked for, and still lead on."""
    found = page(actor, selection, after=after, limit=limit)
    return Page(rows_of(actor, found.rows), found.next_cursor, found.restarted)


def row_of(notice: Notice, about: Said, followed: Mapping[UUID, Said]) -> dict[str, Any]:
    """A notice: its record, what happened, who did it, and why this reader is told."""
    news, kind = notice.announcement, KINDS[notice.announcement.kind]
    body = organisations().by_id.get(news.organisation_id or 0)
    detail = kind.detail(news.words) if kind.detail else ""
    anchor = f"#{news.place}" if news.place else ""
    return {
        "id": notice.pk,
        "title": capfirst(about.title),
        "url": about.url + anchor,
        "country": about.country,
        "kind": kind.code,
        "kind_label": str(kind.label),
        "words": f"{kind.verb} {detail}" if detail else str(kind.verb),
        "who": body.name if body else "",
        "at": news.at,
        "rule": notice.rule,
        "rule_words": because(notice, followed),
        "unread": notice.read_at is None,
    }


def grouped(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that say the same of one record as one row, where the newest stands: who did it, and all `ids`."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault((row["url"], row["words"], row["rule_words"], row["unread"]), []).append(row)
    return [
        group[0]
        | {"ids": [row["id"] for row in group], "who": _names([row["who"] for row in group if row["who"]])}
        for group in alike.values()
    ]


def _names(names: Sequence[str]) -> str:
    """The first few of some names, and how many more."""
    several = list(dict.fromkeys(names))
    shown, more = several[:NAMED], len(several) - NAMED
    words = ", ".join(shown)
    if more <= 0:
        return words
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": words,
        "n": more,
    }


def because(notice: Notice, followed: Mapping[UUID, Said]) -> str:
    """The rule that sent a notice, in full: only its recipient reads it."""
    if notice.rule == Rule.FOLLOWED and notice.subscription is not None:
        return _("you follow %(what)s") % {"what": what_is_followed(notice.subscription, followed)}
    return str(Rule(notice.rule).label)


def what_is_followed(subscription: Subscription, records: Mapping[UUID, Said]) -> str:
    """All filters of a subscription, in a few words."""
    noun = NOUNS.get(subscription.noun)
    words = []
    if subscription.record:
        about = records.get(subscription.record)
        title = _("“%(title)s”") % {"title": about.title} if about else ""
        words.append(title or _("something that you may not read now"))
    if subscription.query and noun and noun.search:
        query = noun.search.words(QueryDict(subscription.query))
        words.append(_("the search “%(query)s”") % {"query": query})
    if subscription.country_id:
        words.append(countries().by_id[subscription.country_id].name)
    if subscription.theme_id:
        words.append(themes().by_id[subscription.theme_id].name)
    if noun and not subscription.record and not subscription.query:
        words.append(str(noun.label))
    return ", ".join(words)


def subscription_rows(actor: Actor, subscriptions: Sequence[Subscription]) -> list[dict[str, Any]]:
    """What somebody follows, as rows of a page."""
    records = said(actor, ((row.noun, row.record) for row in subscriptions if row.record))
    return [
        {
            "id": row.pk,
            "words": capfirst(what_is_followed(row, records)),
            "second": _second(row, records),
            "url": _address(row, records),
            "way_label": Way(row.way).label,
            "since": row.created_at,
            "drop_url": reverse("notice-unfollow", args=[row.pk]),
        }
        for row in subscriptions
    ]


def _second(row: Subscription, records: Mapping[UUID, Said]) -> str:
    noun = NOUNS.get(row.noun)
    about = records.get(row.record) if row.record else None
    return " · ".join(filter(None, [str(noun.label) if noun else "", about.country if about else ""]))


def _address(row: Subscription, records: Mapping[UUID, Said]) -> str:
    noun = NOUNS.get(row.noun)
    if row.record:
        about = records.get(row.record)
        return about.url if about else ""
    if row.query and noun and noun.search:
        return f"{reverse(noun.search.route)}?{row.query}"
    if row.country_id and not row.theme_id:
        return reverse("country", args=[countries().by_id[row.country_id].code])
    return ""


def follow_action(noun: str = "", *, followed: bool | None = None, **target: Any) -> dict[str, Any]:
    """The button of a page that follows its record, country or search.

    Where the page knows (`followed`) one click does it; else the button leads to where it is seen.
    """
    named = {"noun": noun, **target} if noun else target
    query = urlencode({name: value for name, value in named.items() if value})
    if followed is None:
        return {"label": _("Follow"), "url": f"{reverse('notice-follow')}?{query}"}
    if followed:
        return {"label": _("Unfollow"), "url": f"{reverse('notice-drop')}?{query}", "post": True}
    return {"label": _("Follow"), "url": f"{reverse('notice-follow')}?{query}", "post": True}


def follow_country(actor: Actor, country: Country) -> dict[str, Any]:
    """The button of a country's page; whether it is followed stands where it leads."""
    return follow_action(country=country.code)
