"""Everybody follows all there is, so that every announcement finds its way to whoever may know of it."""

from coordination.notices.kinds import Way
from coordination.notices.nouns import KINDS
from coordination.people.models import Membership
from coordination.world.queries import countries, themes
from tests.factories.notices import follow, wish
from tests.personas import Persona

LISTS = [
    "/notices/",
    "/notices/?all=true",
    "/notices/file/csv/?all=true",
    "/notices/following/",
    "/notices/settings/",
    "/notices/follow/?country=NE",
]
API_LISTS = ["/api/v1/notices/", "/api/v1/subscriptions/", "/api/v1/notice-settings/"]


def follow_everything(persona: Persona) -> None:
    """Follow Niger, its theme and a search, each told at once, and be told at once of every other kind too."""
    if not Membership.objects.current().filter(user=persona.user).exists():
        return
    niger, smuggling = countries().by_code["NE"].pk, themes().by_code["migrant-smuggling"].pk
    follow(persona, country_id=niger, way=Way.AT_ONCE)
    follow(persona, theme_id=smuggling, way=Way.AT_ONCE)
    follow(persona, noun="coordination_activity", query="words=canary", way=Way.AT_ONCE)
    wish(persona, budget=20, ways=dict.fromkeys(KINDS, Way.AT_ONCE.value))
