"""Reads of the directory: posts, never persons."""

from collections.abc import Iterable
from dataclasses import dataclass

from coordination.access.reference import Reference

from .models import Post
from .queries import organisations


@Reference
def posts() -> list[Post]:
    """All posts with their country, by organisation in protocol order."""
    return list(Post.objects.select_related("country"))


@dataclass(frozen=True)
class PostSelection:
    """What the filter row asks for; organisation and country by id."""

    organisation_id: int | None = None
    country_id: int | None = None
    kind: str = ""
    words: str = ""

    def admits(self, post: Post) -> bool:
        """Whether a post is asked for; a body stands for its ministries and departments too."""
        organisation = organisations().by_id[post.organisation_id]
        if self.organisation_id not in (None, organisation.pk, organisation.parent_id):
            return False
        if self.country_id not in (None, post.country_id) or self.kind not in ("", post.kind):
            return False
        text = f"{post.title} {organisation.name} {organisation.full_name}".casefold()
        return all(word in text for word in self.words.casefold().split())


def select(selection: PostSelection) -> list[Post]:
    """The posts of a selection, in order."""
    return [post for post in posts() if selection.admits(post)]


def of_country(country_id: int) -> list[Post]:
    """The posts that look after a country."""
    return [post for post in posts() if post.country_id == country_id]


def organisation_ids(found: Iterable[Post]) -> set[int]:
    """The bodies in whose name the posts act."""
    return {organisations().by_id[post.organisation_id].party_id for post in found}
