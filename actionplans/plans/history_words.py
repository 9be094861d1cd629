"""The history of a version with its actions, and of one action, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.history import words as history
from coordination.history.pages import LONGEST_HISTORY, told
from coordination.history.queries import changes_of
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Mandate, Theme
from coordination.world.queries import mandates, themes

from .models import Action, ActionLink, ActionTerms, PlanVersion
from .queries import reading

VERBS: dict[str, str | Promise] = history.VERBS | {
    "consulted": gettext_lazy("put to consultation"),
    "withdrawn": gettext_lazy("taken back from consultation"),
    "discarded": gettext_lazy("discarded"),
    "amended": gettext_lazy("opened as an amendment"),
    "agreed": gettext_lazy("agreed"),
    "reviewed": gettext_lazy("put under review"),
    "kept": gettext_lazy("kept after review"),
    "dropped": gettext_lazy("taken out of the plan"),
    "closed": gettext_lazy("closed with evidence"),
    "checked": gettext_lazy("checked by a second person"),
    "reopened": gettext_lazy("opened again"),
    "taken back": gettext_lazy("question taken back"),
}
UNTOLD = frozenset(
    {
        "key",
        "objective_key",
        "number",
        "frozen",
        "narrow_to",
        "version",
        "originator_id",
        "party_id",
        "lead_party_id",
    }
)
# A link names an entry of the register that not every reader of the action may read.
UNTOLD_PARTS = frozenset({ActionLink._meta.db_table})


def _organisation(pk: Any) -> str:
    known = organisations().by_id.get(pk)
    return known.name if known else ""


def _words(owner: bool, titles: dict[Any, str]) -> history.ModelWords:
    return history.ModelWords(
        owner=owner,
        names={
            Organisation: _organisation,
            Theme: lambda pk: themes().by_id[pk].name,
            Mandate: lambda pk: mandates()[pk].title,
        },
        organisation=_organisation,
        titles=titles,
        untold=UNTOLD,
        untold_parts=UNTOLD_PARTS,
        lists=dict.fromkeys(
            ("lead_ids", "contributor_ids"), lambda value: ", ".join(_organisation(pk) for pk in value)
        ),
    )


def history_of_plan(actor: Actor, version: PlanVersion, limit: int = LONGEST_HISTORY) -> list[dict[str, Any]]:
    """What changed in a version and in the actions that it holds, newest first, for `access/changes.html`."""
    text = reading.text_of(actor, version)
    shown = [item for item in text if isinstance(item, reading.ShownAction)]
    titles: dict[Any, str] = {item.terms.pk: item.terms.title for item in text}
    titles |= {item.action.pk: item.terms.title for item in shown}
    records = [version, *(item.terms for item in text), *(item.action for item in shown)]
    return _told(actor, records, version.originator_id, titles, limit)


def history_of_action(actor: Actor, action: Action, terms: list[ActionTerms]) -> list[dict[str, Any]]:
    """What changed of one action, in its words and since."""
    return _told(actor, [action, *terms], action.originator_id, {}, LONGEST_HISTORY)


def _told(
    actor: Actor, records: list[Any], originator_id: int, titles: dict[Any, str], limit: int
) -> list[dict[str, Any]]:
    words = _words(originator_id in actor.speaks_for, titles)
    changes, _older = changes_of(actor, records, words, limit=limit)
    return told(changes, VERBS)
