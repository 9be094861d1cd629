"""Both walls, and either wall alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from coordination.access.models import GatedQuerySet
from coordination.documents.models.files import FiledQuerySet
from coordination.history.models import HistoryQuerySet
from coordination.notices.models import AnnouncementQuerySet, NoticeQuerySet, PersonalQuerySet
from tests.access.proof import IN_FULL


@contextmanager
def both_walls() -> Iterator[None]:
    yield


@contextmanager
def the_database_alone() -> Iterator[None]:
    """Every `visible_to` lets everything through: a filter forgotten everywhere at once."""

    def everything(self, actor, *, sieved=False):
        rows = self.all()
        rows._gated = True
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GatedQuerySet, "visible_to", everything)
        for queryset in (
            HistoryQuerySet,
            FiledQuerySet,
            AnnouncementQuerySet,
            PersonalQuerySet,
            NoticeQuerySet,
        ):
            patch.setattr(queryset, "visible_to", everything)
        yield


@contextmanager
def django_alone() -> Iterator[None]:
    """The product runs as a role that row security lets through."""
    before = dict(connection.settings_dict)
    owner = connections["owner"].settings_dict
    connection.close()
    connection.settings_dict |= {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) > 0 FROM coordination_activity")
            assert cursor.fetchone() == (True,)  # without any reader: the wall is down
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


ALONE = {"the database alone": the_database_alone, "Django alone": django_alone}
# What either wall holds back by itself, both hold back as well.
WALLS = {"both walls": both_walls, **ALONE} if IN_FULL else ALONE
