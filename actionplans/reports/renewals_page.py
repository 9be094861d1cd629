"""The page on which an originator renews what it had shared with the Presidency that ended."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.audiences import circles_by_audience, in_words, presidency_words
from coordination.people.models import BRUSSELS
from coordination.people.renewals import last_change

from .queries.renewals import Asked


def title_words() -> str:
    """The question, with the names of both Presidencies."""
    change = last_change()
    if change is None:
        return _("Shared with an earlier Presidency")
    return _("Shared with the %(old)s: renew for the %(new)s?") % {
        "old": presidency_words([change.old_circle]),
        "new": presidency_words([change.new_circle]),
    }


def context(actor: Actor, rows: Sequence[Asked]) -> dict[str, Any]:
    """What `reports/renewals.html` shows."""
    stored = circles_by_audience(row.audience_id for row in rows)
    change = last_change()
    new = presidency_words([change.new_circle]) if change else ""
    return {
        "page": {
            "title": title_words(),
            "subtitle": _(
                "What was shared with a Presidency in confidence stays with it. You decide, and nobody else is asked."
            ),
            "marking": {
                "label": "LIMITE",
                "narrow": False,
                "note": _("Only your organisation sees this list"),
            },
        },
        "rows": [
            {
                "value": f"{row.code}:{row.pk}",
                "title": row.title,
                "url": row.renewable.url(row.pk),
                "kind": row.renewable.label,
                "audience": in_words(stored[row.audience_id], row.originator_id, actor),
                "created_on": row.created_at.astimezone(BRUSSELS).date(),
            }
            for row in rows
        ],
        "new": new,
        "empty": {
            "title": _("Nothing to renew"),
            "words": _(
                "Nothing of yours that can still be shared is read by the last Presidency and not by this one."
            ),
            "steps": [],
        },
    }
