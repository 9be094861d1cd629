"""Agreed plans as sources of releases (C9): the head, the texts, objectives and actions that all its readers read.

Risks, stakeholders and levers say what is thought of the partner: they are no part of what can be released.
"""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.documents.releases.passages import split
from coordination.documents.releases.sources import Source, register_source

from .kinds import IN_FORCE
from .models import Action, ActionTerms, Objective, PlanVersion
from .queries import reading
from .rows import day_words, leads_words, organisation_words, title_of, version_words
from .texts import TEXTS, label_of

NOUN = PlanVersion._meta.db_table


def source(actor: Actor, pk: UUID) -> Source | None:
    """A version as it stands now. Whoever reads it gets the same paragraphs: they are compared later."""
    version = reading.version(actor, pk)
    if version is None:
        return None
    with translation.override("en"):
        paragraphs = (*_head(version), *_texts(version), *_actions(actor, version))
    return Source(
        noun=NOUN,
        record=version.pk,
        title=title_of(version.plan),
        paragraphs=tuple(" ".join(line.split()) for line in paragraphs if line.strip()),
        holder_id=version.originator_id,
        audience_id=version.audience_id,
        url=f"{reverse('plan', args=[version.plan_id])}?version={version.number}",
        current=version.state in IN_FORCE,
    )


def _head(version: PlanVersion) -> Iterator[str]:
    yield f"{title_of(version.plan)}, {version_words(version).lower()}"
    yield version.reference
    if leads := leads_words(version):
        yield _("Lead services: %(names)s") % {"names": leads}
    if version.agreed_on:
        yield _("Agreed on %(day)s") % {"day": day_words(version.agreed_on)}


def _texts(version: PlanVersion) -> Iterator[str]:
    for field in TEXTS:
        text = getattr(version, field)
        if text.strip():
            yield str(label_of(PlanVersion, field))
            yield from split(text)


def _actions(actor: Actor, version: PlanVersion) -> Iterator[str]:
    """Objectives in order, each with its actions; without those that fewer read than the plan, then or now."""
    found = ActionTerms.objects.visible_to(actor).filter(
        plan_version=version, narrow=False, audience=version.audience_id
    )
    terms = list(found.order_by("number", "pk"))
    wide = Action.objects.visible_to(actor).filter(audience=version.audience_id)
    alive = set(wide.filter(pk__in=[row.action_id for row in terms]).values_list("pk", flat=True))
    for objective in reading.lines(actor, Objective, version):
        yield objective.title
        for row in terms:
            if row.objective_id == objective.pk and row.action_id in alive:
                yield _action(row)


def _action(row: ActionTerms) -> str:
    parts = [row.title, _("Lead: %(name)s") % {"name": organisation_words(row.lead_id)}]
    if row.deliverable:
        parts.append(_("Deliverable: %(words)s") % {"words": row.deliverable})
    if row.due_on:
        parts.append(_("Due: %(day)s") % {"day": day_words(row.due_on)})
    return ". ".join(part.rstrip(".") for part in parts) + "."


def register() -> None:
    """Called once, when the apps are ready."""
    register_source(NOUN, source)
