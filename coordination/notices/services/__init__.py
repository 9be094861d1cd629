"""Writes of notices: announcing, telling, following, reading, how somebody is told, mails and stop links."""

from .announcing import announce, announce_all, announce_once, news_of
from .following import follow, unfollow
from .posting import post, post_digests
from .reading import mark_all_read, mark_read
from .reminding import remind
from .stopping import stop
from .telling import tell
from .wishing import choose

__all__ = [
    "announce",
    "announce_all",
    "announce_once",
    "choose",
    "follow",
    "mark_all_read",
    "mark_read",
    "news_of",
    "post",
    "post_digests",
    "remind",
    "stop",
    "tell",
    "unfollow",
]
