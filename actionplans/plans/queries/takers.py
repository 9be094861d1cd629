"""Who could take what nobody does: with the reasons in words, from what the reader may read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations

from ..kinds import Answer
from .presence import Cover, OwnActions, Presence

MOST = 5
# Who can be asked: implementers and others carry out what these decide.
CAN_TAKE = (OrganisationKind.INSTITUTION, OrganisationKind.STATE, OrganisationKind.AGENCY)
# What weighs how much: one's own word first, then what one did here, then what one does elsewhere.
ACCEPTED, HERE, ELSEWHERE, ONCE, DECLINED = 8, 5, 3, 1, -4


@dataclass(frozen=True)
class Taker:
    """An actor who could take a gap, with the reasons as phrases: "active in this theme elsewhere"."""

    organisation_id: int
    code: str
    name: str
    reasons: tuple[str, ...]


class Takers:
    """Weighs all actors for the gaps of a plan."""

    def __init__(self, presence: Presence, own: OwnActions) -> None:
        self.presence = presence
        self.answers: dict[tuple[int, str], list[str]] = defaultdict(list)
        for part in own.parts:
            self.answers[part.actor, part.answer].append(part.place)

    def ranked(self, domain: int, known: Iterable[int]) -> tuple[Taker, ...]:
        """At most five for an objective in a domain, the likeliest first; `known` are more to consider."""
        candidates = {*known, *(actor for actor, _answer in self.answers)}
        candidates |= {actor for of, actor, _cover in self.presence.elsewhere if of == domain}
        candidates |= {actor for of, actor in self.presence.partners if of == domain}
        weighed = [(self._weight(domain, pk), pk) for pk in candidates if _can_take(pk)]
        bodies = organisations().by_id
        weighed.sort(
            key=lambda pair: (
                -pair[0],
                -self._busy_elsewhere(domain, pair[1]),
                bodies[pair[1]].protocol_order,
                pair[1],
            )
        )
        found = (self.taker(domain, pk) for weight, pk in weighed if weight > 0)
        return tuple(taker for taker in found if taker)[:MOST]

    def taker(self, domain: int, actor: int) -> Taker | None:
        """The actor with its reasons for a domain; None when nothing readable speaks for it."""
        reasons = self._reasons(domain, actor)
        if not _can_take(actor) or not any(weight > 0 for weight, _words in reasons):
            return None
        body = organisations().by_id[actor]
        return Taker(actor, body.code, body.name, tuple(words for _weight, words in reasons))

    def _weight(self, domain: int, actor: int) -> int:
        return sum(weight for weight, _words in self._reasons(domain, actor))

    def _busy_elsewhere(self, domain: int, actor: int) -> int:
        return sum(self.presence.elsewhere[domain, actor, cover] for cover in Cover)

    def _reasons(self, domain: int, actor: int) -> list[tuple[int, str]]:
        elsewhere = self.presence.elsewhere
        found = []
        if places := self.answers.get((actor, Answer.ACCEPTED)):
            found.append(
                (ACCEPTED, _("accepted action %(places)s of this plan") % {"places": ", ".join(places)})
            )
        if (domain, actor) in self.presence.partners:
            found.append((HERE, _("partner in this theme here")))
        if Cover.ENDED in self.presence.actors.get((domain, actor), ()):
            found.append((HERE, _("was active in this theme here")))
        if elsewhere[domain, actor, Cover.RUNNING]:
            found.append((ELSEWHERE, _("active in this theme elsewhere")))
        elif elsewhere[domain, actor, Cover.PLANNED]:
            found.append((ELSEWHERE, _("plans to be active in this theme elsewhere")))
        elif elsewhere[domain, actor, Cover.ENDED]:
            found.append((ONCE, _("was active in this theme elsewhere")))
        if places := self.answers.get((actor, Answer.DECLINED)):
            found.append(
                (DECLINED, _("declined action %(places)s of this plan") % {"places": ", ".join(places)})
            )
        return found


def _can_take(actor: int) -> bool:
    return organisations().by_id[actor].kind in CAN_TAKE
