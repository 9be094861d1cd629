"""How long documents, releases and applications for access are kept."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Fate, Way
from coordination.retention.schedule import (
    ARCHIVES,
    NO_LONGER_THAN_NEEDED,
    Column,
    Covered,
    Kind,
    last_change,
    register_columns,
    register_covered,
    register_kinds,
)

from .models import AccessRequest, Document, DocumentFile, DocumentVersion, Release

PLACES = "SELECT country_id FROM coordination_documentcountry WHERE document_id = ($1 ->> 'id')::uuid"
THROUGH_DOCUMENT = (
    "SELECT country_id FROM coordination_documentcountry WHERE document_id = ($1 ->> 'document_id')::uuid"
)
# What was applied for, released, put on an agenda or merged into others stays with that.
UNUSED = (
    "t.state = 'withdrawn'"
    " AND NOT EXISTS (SELECT FROM coordination_release AS r WHERE r.record = t.id AND r.state = 'released')"
    " AND NOT EXISTS (SELECT FROM coordination_agendapaper AS p WHERE p.document_id = t.id)"
)
FILES = "SELECT stored_as FROM coordination_documentfile WHERE document_id::text = $1"


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "document.filed",
            label=_("Documents and their versions"),
            clock=_("the filing; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Document,
        ),
        Kind(
            "document.withdrawn",
            label=_("Documents that were withdrawn and on no agenda, with their files"),
            clock=_("the day on which it was withdrawn"),
            days=5 * 365,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Document,
            when=UNUSED,
            since=last_change("coordination_document"),
            organisation="t.originator_id",
            files=FILES,
            later=2,
        ),
        Kind(
            "release.dropped",
            label=_("Proposals of releases that were dropped"),
            clock=_("the day on which it was dropped"),
            days=365,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Release,
            when="t.state = 'dropped'",
            since=last_change("coordination_release"),
            organisation="t.originator_id",
            files="SELECT stored_as FROM coordination_release WHERE id::text = $1 AND stored_as <> ''",
            later=1,
        ),
        Kind(
            "release.released",
            label=_("Releases that were published"),
            clock=_("nothing: what is public stays public"),
            way=Way.KEEP,
            ground=_("Regulation (EC) No 1049/2001, Article 11: the register of documents"),
            model=Release,
        ),
        Kind(
            "access-request",
            label=_("Applications for access that are closed"),
            clock=_("the decision"),
            days=5 * 365,
            way=Way.PURGE,
            ground=_(
                "Regulation (EC) No 1049/2001, Articles 7 and 8: as long as the answer can be asked about"
            ),
            model=AccessRequest,
            when="t.state = 'closed'",
            since=last_change("coordination_accessrequest"),
            organisation="t.originator_id",
        ),
        Kind(
            "file.orphaned",
            label=_("Files of uploads that were refused or broke off"),
            clock=_("the upload"),
            days=1,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
        ),
    )
    register_columns(
        Column("coordination_documentversion", "user_id", _("Versions of documents filed"), Fate.KEEP),
        Column("coordination_release", "proposed_by_id", _("Releases proposed"), Fate.KEEP),
        Column("coordination_release", "approved_by_id", _("Releases approved"), Fate.KEEP),
        *(
            Column(model._meta.db_table, "stored_as", model._meta.verbose_name or "", Fate.FILE)
            for model in (DocumentFile, Release)
        ),
    )
    register_covered(
        Covered(Document, PLACES),
        Covered(DocumentVersion, THROUGH_DOCUMENT),
        Covered(DocumentFile, THROUGH_DOCUMENT),
        Covered(AccessRequest, THROUGH_DOCUMENT),
        Covered(Release),
    )
