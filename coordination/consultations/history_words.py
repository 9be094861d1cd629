"""The history of a consultation in words, with what was answered to it, as far as the reader may read each."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.access.models import Gated
from coordination.history.queries import Changes, changes_of
from coordination.history.words import ModelWords
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Country
from coordination.world.queries import countries

from .models import (
    Consultation,
    ExtensionRequest,
    MinistryInput,
    Position,
    Reply,
    ReplyDraft,
    Synthesis,
)

VERBS: dict[str, str | Promise] = {
    "created": gettext_lazy("written"),
    "changed": gettext_lazy("changed"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "opened": gettext_lazy("opened"),
    "extended": pgettext_lazy("consultation", "extended"),
    "closed": gettext_lazy("closed"),
    "withdrawn": pgettext_lazy("consultation", "withdrawn"),
    "discarded": gettext_lazy("discarded"),
    "concluded": gettext_lazy("noted as agreed"),
    "cleared": gettext_lazy("cleared"),
    "published": gettext_lazy("published"),
    "purged": gettext_lazy("taken back"),
}
# What is answered, each with whether it is said to one question.
ANSWERS: dict[type[Any], bool] = {
    Reply: True,
    ReplyDraft: True,
    MinistryInput: True,
    Synthesis: True,
    Position: False,
    ExtensionRequest: False,
}
# Said by the title of the record, or of no interest.
UNTOLD = frozenset({"number", "title", "asked", "first_deadline", "is_example", "kind"})


def history_of(
    actor: Actor, row: Consultation, *, before: datetime.datetime | None = None, limit: int = 50
) -> Changes:
    """The changes of a consultation and its answers, newest first, and where older ones begin."""
    answers = _answers(actor, row)
    words = ModelWords(
        owner=False,
        names={Organisation: _organisation, Country: _country},
        organisation=_organisation,
        titles={pk: title for pk, (_model, title) in answers.items()},
        untold=UNTOLD,
    )
    rows: list[Gated] = [row, *(model(pk=pk) for pk, (model, _title) in answers.items())]
    return changes_of(actor, rows, words, before=before, limit=limit)


def _answers(actor: Actor, row: Consultation) -> dict[UUID, tuple[type[Any], str]]:
    """What the actor reads of the answers: model and title by key; one statement."""
    models = list(ANSWERS)
    found = [
        model.objects.visible_to(actor)
        .filter(consultation=row)
        .order_by()
        .annotate(
            place=Value(place),
            said_to=F("question__number") if ANSWERS[model] else Value(0, output_field=IntegerField()),
        )
        .values_list("pk", "place", "originator_id", "said_to")
        for place, model in enumerate(models)
    ]
    return {
        pk: (models[place], _title(models[place], originator_id, number))
        for pk, place, originator_id, number in found[0].union(*found[1:], all=True)
    }


def _title(model: type[Any], originator_id: int, number: int | None) -> str:
    """A record as a line of history names it: Reply, Italy, question 2."""
    what = str(model._meta.verbose_name)
    parts = [what[:1].upper() + what[1:], _organisation(originator_id)]
    if number:
        parts.append(_("question %(number)s") % {"number": number})
    return ", ".join(parts)


def _organisation(pk: Any) -> str:
    known = organisations().by_id.get(pk)
    return known.name if known else ""


def _country(pk: Any) -> str:
    known = countries().by_id.get(pk)
    return known.name if known else ""
