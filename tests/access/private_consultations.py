"""A consultation with a row in each of its tables, read by Italy alone: no service would write it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.access.reader import reading_as
from coordination.consultations import models
from coordination.consultations.kinds import Stand
from coordination.people.queries import organisations
from tests.factories.consultations import ConsultationFactory
from tests.factories.documents import DocumentFactory
from tests.factories.plans import speaking_for


def make_private() -> None:
    """A draft of Italy, and the answers to it, written behind the walls without the services."""
    asked: Any = ConsultationFactory(convenor="italy")
    document: Any = DocumentFactory(originator="italy", shared_with=[])
    italy, now = speaking_for("italy"), timezone.now()
    with transaction.atomic(), reading_as(italy):
        models.ConsultationPaper.of(asked, document=document).save()
        question = models.Question.objects.visible_to(italy).get(consultation=asked, number=1)
        own: dict[str, Any] = {
            "audience_id": asked.audience_id,
            "originator_id": asked.originator_id,
            "consultation": asked,
        }
        models.ReplyDraft.objects.create(question=question, text="Own", **own)
        models.Reply.objects.create(question=question, text="Own", submitted_at=now, **own)
        models.Position.objects.create(stand=Stand.AGREE, stated_at=now, **own)
        models.ExtensionRequest.objects.create(until=now, reason="Own", asked_at=now, **own)
        models.Synthesis.objects.create(question=question, text="Own", **own)
        models.MinistryInput.objects.create(
            question=question, ministry=organisations().by_code["italy-labour"], title="Own", number=1,
            asked="Own", **own,
        )  # fmt: skip
