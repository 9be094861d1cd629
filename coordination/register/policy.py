"""Who may do what with an entry of the register, and with its existence card."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import Policy

from .kinds import State


class ActivityPolicy(Policy):
    """The originating organisation keeps its entries; its ministry drafts until the delegation clears."""

    reasons = {
        "change": _(
            "Only the organisation that logged this entry may change it; restore a retired one first."
        ),
        "share": _("Only the organisation that logged this entry decides who may read it."),
        "clear": _("A draft is cleared by the delegation in whose name it is written."),
        "confirm": _(
            "Only the organisation that logged this entry may confirm it; restore a retired one first."
        ),
        "retire": _("Only the organisation that logged this entry may retire it."),
        "restore": _("Only a retired entry can be restored, by the organisation that logged it."),
    }
    states = {
        "draft": {"state": State.DRAFT},
        "current": {"state": State.CURRENT},
        "retired": {"state": State.RETIRED},
        "discarded draft": {"state": State.DISCARDED},
    }

    def change(self, actor: Actor) -> Q:
        kept = Q(originator_id__in=actor.speaks_for, state__in=[State.DRAFT, State.CURRENT])
        return kept | Q(drafted_by_id__in=actor.organisations, state=State.DRAFT)

    def share(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, state__in=[State.DRAFT, State.CURRENT])

    def clear(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, state=State.DRAFT)

    def confirm(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, state=State.CURRENT)

    def retire(self, actor: Actor) -> Q:
        return self.change(actor)

    def restore(self, actor: Actor) -> Q:
        retired = Q(originator_id__in=actor.speaks_for, state__in=[State.RETIRED, State.DISCARDED])
        return retired | Q(drafted_by_id__in=actor.organisations, state=State.DISCARDED)


class CardPolicy(Policy):
    """A card is issued, changed and withdrawn with its activity, by the same organisation."""

    reasons = {"change": _("Only the organisation that issued this card may change it.")}
    states = {"current": {"state": State.CURRENT}, "retired": {"state": State.RETIRED}}

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for)


class ImportPolicy(Policy):
    """An import belongs to the organisation that uploaded the file."""

    reasons = {"cancel": _("Only the organisation that uploaded the file may cancel, while it runs.")}
    states = {"waiting": {"state": "waiting"}, "running": {"state": "running"}, "done": {"state": "done"}}

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def cancel(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, state__in=["waiting", "running"])
