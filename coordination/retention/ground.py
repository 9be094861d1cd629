"""How long what lies beneath all slices is kept: accounts, sessions, receipts, history."""

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Receipt
from coordination.people.models import ApiToken, Membership, Nomination, User

from .kinds import Fate, Way
from .schedule import (
    ACCOUNTABLE,
    NO_LONGER_THAN_NEEDED,
    Column,
    Covered,
    Kind,
    register_columns,
    register_covered,
    register_kinds,
)

# A day of access is the last day too, and the year runs from the last access of all.
LAST_ACCESS = "(SELECT max(m.ends_on) FROM coordination_membership AS m WHERE m.user_id = t.id)"
WITHOUT_ACCESS = (
    "t.erased_at IS NULL AND NOT EXISTS (SELECT FROM coordination_membership AS m"
    " WHERE m.user_id = t.id AND (m.ends_on IS NULL OR m.ends_on >= now()::date))"
)
ITS_ORGANISATION = (
    "(SELECT m.organisation_id FROM coordination_membership AS m"
    " WHERE m.user_id = t.id ORDER BY m.ends_on DESC NULLS LAST, m.id DESC LIMIT 1)"
)


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "account.ended",
            label=_("Accounts of people who left"),
            clock=_("the last day of access"),
            days=365,
            way=Way.ANONYMISE,
            ground=NO_LONGER_THAN_NEEDED,
            model=User,
            when=WITHOUT_ACCESS,
            since=LAST_ACCESS,
            organisation=ITS_ORGANISATION,
            later=9,
        ),
        Kind(
            "session",
            label=_("Sessions"),
            clock=_("the end of the session"),
            days=1,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Session,
            key="session_key",
            since="t.expire_date",
        ),
        Kind(
            "token",
            label=_("Keys to the API"),
            clock=_("the day on which the key expires"),
            days=30,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=ApiToken,
            since="t.expires_at",
        ),
        Kind(
            "nomination",
            label=_("Nominations that were declined or withdrawn"),
            clock=_("the day on which it was declined or withdrawn"),
            days=365,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Nomination,
            when="t.state IN ('declined', 'withdrawn')",
            since="coalesce(t.closed_at, t.created_at)",
            organisation="t.organisation_id",
        ),
        Kind(
            "receipt",
            label=_("Receipts of forms that were sent, so that nothing is made twice"),
            clock=_("the sending"),
            days=30,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Receipt,
            since="t.created_at",
        ),
        Kind(
            "trail",
            label=_("Trail: who signed in, read a restricted record or was refused"),
            clock=_("the event"),
            days=2 * 365,
            way=Way.SWEEP,
            ground=_("Regulation (EU, Euratom) 2023/2841: an incident can be looked into"),
        ),
        Kind(
            "history",
            label=_("History: who changed what, and when"),
            clock=_(
                "nothing: what it says of a purged record goes with that record, that it was purged stays"
            ),
            way=Way.KEEP,
            ground=ACCOUNTABLE,
        ),
    )
    register_columns(
        Column("coordination_receipt", "user_id", _("Receipts of forms"), Fate.DELETE, ("created_at",)),
        Column(
            "coordination_apitoken",
            "user_id",
            _("Keys to the API"),
            Fate.DELETE,
            ("created_at", "label", "expires_at"),
        ),
        Column("coordination_apitoken", "made_by_id", _("Keys made for programs"), Fate.KEEP),
        # Of a second factor its kind and its days, never what it is made of.
        Column(
            "mfa_authenticator",
            "user_id",
            _("Second factors"),
            Fate.DELETE,
            ("created_at", "type", "last_used_at"),
        ),
        Column(
            "coordination_identity",
            "user_id",
            _("Identities of providers"),
            Fate.DELETE,
            ("created_at", "issuer", "subject"),
        ),
        Column(
            "coordination_nomination",
            "email",
            _("Nominations of this person"),
            Fate.ADDRESS,
            ("post", "reference", "reason"),
        ),
        *(
            Column("coordination_nomination", f"{deed}_by_id", _("Nominations dealt with"), Fate.KEEP)
            for deed in ("nominated", "first", "second", "closed")
        ),
        Column("account_emailaddress", "user_id", _("E-mail addresses"), Fate.DELETE, ("email", "verified")),
        Column(
            "coordination_trailline",
            "user_id",
            _("Sign-ins, readings and refusals"),
            Fate.KEEP,
            ("at", "verb", "noun", "record", "detail"),
        ),
        Column(
            "coordination_trailline",
            "about_id",
            _("What others did to the account"),
            Fate.KEEP,
            ("at", "verb", "noun", "detail"),
        ),
        Column(
            "coordination_identity",
            "user_id",
            _("Identities of providers"),
            Fate.DELETE,
            ("created_at", "issuer", "subject"),
        ),
        Column("coordination_historyline", "user_id", _("Changes of records"), Fate.KEEP),
        Column(
            Membership._meta.db_table,
            "user_id",
            _("Functions held"),
            Fate.KEEP,
            ("starts_on", "ends_on", "function", "post", "nomination"),
        ),
        *(
            Column(f"coordination_{table}", f"{deed}_by_id", label, Fate.KEEP)
            for table, label in (("purgerun", _("Purges")), ("erasure", _("Erasures of persons")))
            for deed in ("proposed", "approved")
        ),
        Column("coordination_erasure", "user_id", _("Erasures of this person"), Fate.KEEP),
        Column("coordination_hold", "user_id", _("Legal holds on this person"), Fate.KEEP),
        *(
            Column("coordination_hold", f"{deed}_by_id", _("Legal holds"), Fate.KEEP)
            for deed in ("laid", "lift_asked", "lifted")
        ),
    )
    register_covered(Covered(User))
