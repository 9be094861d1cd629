"""Which imported activity is part of which: kept so that totals count a programme and its parts once."""

from typing import Any
from uuid import UUID

from django.db.models import F

from coordination.access.actor import Actor
from coordination.exchange.iati import IatiActivity
from coordination.people.queries import circles

from ..kinds import State
from ..models import Activity, ActivityRelative


class Hierarchy:
    """Links the entries of one owner, whichever of programme and part is read first."""

    def __init__(self, actor: Actor, originator_id: int) -> None:
        self.actor = actor
        self.originator_id = originator_id

    def mine(self, identifiers: Any) -> Any:
        """The owner's entries with these identifiers."""
        return Activity.objects.visible_to(self.actor).filter(
            originator_id=self.originator_id, external_id__in=list(identifiers)
        )

    def parents(self, activities: list[IatiActivity], ids: dict[str, UUID]) -> dict[UUID, UUID]:
        """The programme of each activity that is part of one the actor may read; its own owner's first."""
        wanted = {ref for activity in activities for ref in activity.parents} - set(ids)
        found, above = dict(ids), dict[UUID, UUID | None]()
        if wanted:
            # All owners are named because the index begins with the owner.
            owners = list(circles().of_organisation)
            rows = Activity.objects.visible_to(self.actor).filter(
                originator_id__in=owners, external_id__in=wanted
            )
            for ref, owner_id, pk, part_of in rows.values_list(
                "external_id", "originator_id", "pk", "part_of_id"
            ):
                if owner_id == self.originator_id or ref not in found:
                    found[ref], above[pk] = pk, part_of
        parents: dict[UUID, UUID] = {}
        for activity in activities:
            pk = ids[activity.identifier]
            named = (found[ref] for ref in activity.parents if ref in found)
            # Two activities that call each other their parent would have no top, and no total.
            fit = (one for one in named if one != pk and parents.get(one) != pk and above.get(one) != pk)
            if (parent := next(fit, None)) is not None:
                parents[pk] = parent
        return parents

    def adopt(self, activity: IatiActivity, pk: UUID, parts: set[str]) -> None:
        """Mark as parts the known entries that name this one as their programme, or that it names."""
        refs = parts | set(activity.children)
        refs -= {activity.identifier, *activity.parents}
        if refs:
            orphans = self.mine(refs).filter(part_of=None, state__in=[State.CURRENT, State.DRAFT])
            orphans.update(part_of_id=pk, version=F("version") + 1)

    def wait(self, written: dict[UUID, IatiActivity], parents: dict[UUID, UUID]) -> None:
        """Link what waited for these activities, and note the relatives for which these have to wait."""
        by_identifier = {activity.identifier: pk for pk, activity in written.items()}
        mine = ActivityRelative.objects.visible_to(self.actor).filter(
            activity__originator_id=self.originator_id
        )
        waiting = mine.filter(identifier__in=by_identifier)
        for relative in waiting:
            here, there = by_identifier[relative.identifier], relative.activity_id
            child, programme = (there, here) if relative.is_programme else (here, there)
            orphan = Activity.objects.visible_to(self.actor).filter(pk=child, part_of=None)
            orphan.exclude(pk=programme).update(part_of_id=programme, version=F("version") + 1)
        waiting.delete()
        named = {ref for activity in written.values() for ref in activity.children}
        there_already = set(self.mine(named).values_list("external_id", flat=True))
        mine.filter(activity__in=list(written)).delete()
        rows = Activity.objects.visible_to(self.actor).in_bulk(list(written))
        ActivityRelative.objects.bulk_create(
            ActivityRelative.of(rows[pk], identifier=ref, is_programme=is_programme)
            for pk, activity in written.items()
            if pk in rows
            for ref, is_programme in {
                **{ref: False for ref in activity.children if ref not in there_already},
                **{ref: True for ref in activity.parents if pk not in parents},
            }.items()
            if ref not in by_identifier
        )
