"""Comments tied to a field of a fiche."""

from django.db import models

from actionplans.plans.models.remarks import Comment

from .fiches import Fiche


class FicheComment(Comment):
    """A comment on a fiche, or on one of its measures (`field` is then `measure-<number>`)."""

    fiche = models.ForeignKey(Fiche, models.DO_NOTHING, db_constraint=False, related_name="+")

    parent = "fiche"

    class Meta(Comment.Meta):
        indexes = [models.Index(fields=["fiche", "at"], name="comment_of_fiche")]
