"""The words of action fiches: stages, ways to endorsement, positions, states of a measure."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan or fiche", "Draft")
    COMMENTS = "comments", _("For comments")
    ENDORSED = "endorsed", _("Endorsed")
    IMPLEMENTATION = "implementation", _("In implementation")
    EVALUATED = "evaluated", _("Evaluated")
    CLOSED = "closed", _("Closed")
    DISCARDED = "discarded", _("Discarded")
    TEMPLATE = "template", _("Template")


# What still changes its words; from endorsement on the database refuses it too (`FreezeText`).
WRITTEN = (Stage.DRAFT, Stage.COMMENTS, Stage.TEMPLATE)
# What was endorsed and asks something of somebody.
RUNNING = (Stage.ENDORSED, Stage.IMPLEMENTATION, Stage.EVALUATED)
# What a list shows unless it is asked for more.
LIVE = (Stage.DRAFT, Stage.COMMENTS, *RUNNING)


class Procedure(models.TextChoices):
    """How a fiche comes to be endorsed."""

    MEETING = "meeting", _("In a meeting")
    SILENCE = "silence", _("Written procedure, silence is consent")
    EXPLICIT = "explicit", _("Written procedure, everybody answers")


BY_WRITING = (Procedure.SILENCE, Procedure.EXPLICIT)


class Stand(models.TextChoices):
    """What a delegation says in a written procedure."""

    AGREE = "agree", _("Agrees")
    OBJECT = "object", _("Objects")


class MeasureState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class News(StrEnum):
    """What is announced of fiches and their measures (see `coordination/notices`)."""

    CIRCULATED = "fiche.circulated"
    SHARED = "fiche.shared"
    POSITION = "fiche.position"
    ENDORSED = "fiche.endorsed"
    ASKED = "fiche.asked"
    ANSWERED = "fiche.answered"
    STARTED = "fiche.started"
    EVALUATED = "fiche.evaluated"
    CLOSED = "fiche.closed"
    REOPENED = "fiche.reopened"
    COMMENTED = "fiche.commented"
    RESOLVED = "fiche.resolved"
    MEASURE_REPORTED = "measure.reported"
    MEASURE_MOVED = "measure.moved"
    MEASURE_DROPPED = "measure.dropped"
    MEASURE_DUE = "measure.due"
