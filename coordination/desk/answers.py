"""What others changed lately of consultations and of the answers that the reader reads, for the desk."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.consultations.history_words import VERBS
from coordination.consultations.models import (
    Consultation,
    ConsultationPaper,
    MinistryInput,
    Position,
    Reply,
    Synthesis,
)
from coordination.world.queries import countries

from .changes import Source, Told, row_of

CONSULTATION = Consultation._meta.db_table
# Nobody learns from the desk that there is a paper which they may not read.
UNTOLD = ConsultationPaper._meta.db_table
# One save writes a line for each question.
LINES = 200
DEEDS = frozenset(VERBS) - {"created", "changed", "added", "removed", "purged"}

# What a new or changed answer is called; the deeds of a consultation have words of their own.
ANSWERS: dict[type[Any], str | Promise] = {
    Reply: gettext_lazy("reply submitted"),
    Position: gettext_lazy("position stated"),
    Synthesis: gettext_lazy("synthesis written"),
    MinistryInput: gettext_lazy("input of a ministry written"),
}
WORDS = {model._meta.db_table: words for model, words in ANSWERS.items()}


def about(actor: Actor) -> Any:
    """What a line of history is about; empty for what the reader may not read now."""
    row = Consultation.objects.visible_to(actor).filter(pk=OuterRef("record"))
    said = JSONObject(id="pk", title="title", place="country_id")
    found = {CONSULTATION: Subquery(row.values(said=said))}
    of_answer = JSONObject(
        id="consultation_id", title="consultation__title", place="consultation__country_id"
    )
    for model in ANSWERS:
        answers = model.objects.visible_to(actor).filter(
            pk=OuterRef("record"), consultation__in=Consultation.objects.visible_to(actor)
        )
        found[model._meta.db_table] = Subquery(answers.values(said=of_answer))
    return JSONObject(**found)


def tell(actor: Actor, lines: Iterable[Any]) -> Iterator[Told]:
    """The newest change of each consultation, its answers included."""
    saves: dict[tuple[int, UUID], list[Any]] = {}
    for line in lines:
        line.said = line.about[line.noun]
        if line.said is not None and line.part != UNTOLD:
            saves.setdefault((line.change, line.said["id"]), []).append(line)
    seen: set[UUID] = set()
    for (_change, pk), saved in saves.items():
        if pk not in seen:
            seen.add(pk)
            yield _told(saved)


def _told(saved: list[Any]) -> Told:
    first = saved[0]
    place = countries().by_id.get(first.said["place"])
    return row_of(
        at=first.at,
        who=first.organisation_id,
        system=first.system,
        country=place.name if place else "",
        title=first.said["title"],
        url=reverse("consultation", args=[first.said["id"]]),
        words=_words(saved),
    )


def _words(saved: list[Any]) -> str:
    """An answer where one was written last, else the deed if there was one, else that it was written or changed."""
    last = saved[0]
    if last.noun in WORDS and last.verb not in DEEDS:
        return str(WORDS[last.noun])
    deed = next((line.verb for line in saved if line.verb in DEEDS), "")
    created = any(line.verb == "created" and not line.part for line in saved)
    return str(VERBS[deed or ("created" if created else "changed")])


SOURCE = Source((CONSULTATION, *WORDS), LINES, about, tell)
