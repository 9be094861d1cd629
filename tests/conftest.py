"""The ground of all tests: a database of their own, reached as the role `app`, and the personas.

A test sees the database inside a transaction that is rolled back. `committed` is for the few
that need real transactions: it removes what they wrote.
"""

import os
from collections.abc import Callable, Iterator

os.environ["TESTING"] = "1"  # before the settings are read
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import pytest

from config import database

database.start()
django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import translation

settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # the file server warns when there is none

# Rows that only tests write; the reference tables and the personas stay for the whole run.
WRITTEN = (
    "actionplans_plan",
    "actionplans_planversion",
    "actionplans_objective",
    "actionplans_partnerpriority",
    "actionplans_risk",
    "actionplans_stakeholder",
    "actionplans_lever",
    "actionplans_linkedfile",
    "actionplans_partnerendorsement",
    "actionplans_plancomment",
    "actionplans_action",
    "actionplans_actionterms",
    "actionplans_milestone",
    "actionplans_termscomment",
    "actionplans_progressupdate",
    "actionplans_evidence",
    "actionplans_actionlink",
    "actionplans_contribution",
    "actionplans_internalnote",
    "actionplans_fiche",
    "actionplans_fichecountry",
    "actionplans_ficheposition",
    "actionplans_fichecomment",
    "actionplans_fichecontribution",
    "actionplans_measure",
    "actionplans_renewal",
    "actionplans_leftasitis",
    "coordination_announcement",
    "coordination_untold",
    "coordination_notice",
    "coordination_subscription",
    "coordination_preference",
    "coordination_mail",
    "coordination_activity",
    "coordination_existencecard",
    "coordination_import",
    "coordination_importproblem",
    "coordination_activitycountry",
    "coordination_activitytheme",
    "coordination_countrytally",
    "coordination_themetally",
    "coordination_activitymandate",
    "coordination_activitypartner",
    "coordination_activityrelative",
    "coordination_activityamount",
    "coordination_consultation",
    "coordination_consultationpaper",
    "coordination_question",
    "coordination_synthesis",
    "coordination_replydraft",
    "coordination_reply",
    "coordination_position",
    "coordination_extensionrequest",
    "coordination_ministryinput",
    "coordination_document",
    "coordination_documentsubject",
    "coordination_documentcountry",
    "coordination_documentversion",
    "coordination_documentfile",
    "coordination_release",
    "coordination_accessrequest",
    "coordination_body",
    "coordination_bodymember",
    "coordination_meeting",
    "coordination_participation",
    "coordination_agendaitem",
    "coordination_itempreparation",
    "coordination_agendapaper",
    "coordination_agendarequest",
    "coordination_calendarfeed",
    "coordination_outcome",
    "coordination_noteremark",
    "coordination_noteline",
    "coordination_pen",
    "coordination_issuedline",
    "coordination_itemrun",
    "coordination_speaker",
    "coordination_roomchange",
    "coordination_followup",
    "coordination_privatenote",
    "coordination_formdraft",
    "coordination_nomination",
    "coordination_receipt",
    "coordination_historyline",
    "coordination_trailline",
    "coordination_seal",
    "coordination_memberstext",
    "coordination_narrowtext",
    "coordination_audience",
    "coordination_apitoken",
    "coordination_purgerun",
    "coordination_purgecount",
    "coordination_purgeitem",
    "coordination_hold",
    "coordination_erasure",
    "coordination_cache",
    "mfa_authenticator",
    "coordination_identity",
    "django_session",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Both aliases are open to every test that uses the database: requests begin on both."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db(databases=["default", "owner"]))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_blocker,
    django_db_keepdb,
    django_db_createdb,
) -> Iterator[None]:
    """A database of our own for each process, whatever the chosen tests need of it.

    `owner` makes it, `default` is led to it. Reference data and personas are committed once.
    """
    from django.test.utils import setup_databases, teardown_databases

    from tests import personas

    with django_db_blocker.unblock():
        _end_other_sessions()  # what a run that was cut off left connected
        made = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=django_db_keepdb and not django_db_createdb,
            serialized_aliases=[],
        )
        assert connections["default"].settings_dict["NAME"].startswith("test_")
        call_command("load_reference", verbosity=0)
        with transaction.atomic():
            personas.create_all()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        _end_other_sessions()
        if not django_db_keepdb:
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One transaction round all tests of a module, for rows that are made once and only read."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic("owner"):
        yield
        for alias in ("default", "owner"):
            transaction.set_rollback(True, using=alias)


@pytest.fixture
def transactional_db() -> None:
    """Refused: it empties the reference tables after each test."""
    pytest.fail("Use the fixture `committed`, which removes only what a test wrote.")


def _end_other_sessions() -> None:
    owner = connections["owner"]
    name = owner.settings_dict["NAME"]
    test_name = name if name.startswith("test_") else owner.creation._get_test_db_name()  # type: ignore[attr-defined]
    with owner._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            [test_name],
        )


@pytest.fixture(autouse=True)
def _fresh_reference() -> Iterator[None]:
    """What one test remembers of the small tables is no business of the next."""
    from coordination.access.reference import Reference

    Reference.forget_all()
    yield
    Reference.forget_all()


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """A page that one test asked for in French leaves its thread French."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Real transactions, as in production; afterwards `owner` removes what was written.

    Do not combine it with personas' fixtures (they open the test's own transaction): use
    `personas.load(name)`.
    """
    from coordination.people.models import User

    with django_db_blocker.unblock():
        people = set(User.objects.values_list("pk", flat=True))
        try:
            yield
        finally:
            with connections["owner"].cursor() as cursor:
                cursor.execute(f"TRUNCATE {', '.join(WRITTEN)} RESTART IDENTITY")
            User.objects.exclude(pk__in=people).delete()
            User.objects.update(seen_at=None, language="")
            for connection in connections.all(initialized_only=True):
                connection.close()


def _persona(name: str) -> Callable:
    def fixture(db):
        from tests import personas

        return personas.load(name)

    fixture.__doc__ = f"The persona {name!r} of tests/personas.py."
    return pytest.fixture(fixture, name=name)


italy = _persona("italy")
france = _persona("france")
malta = _persona("malta")
presidency = _persona("presidency")
commission = _persona("commission")
eeas = _persona("eeas")
italy_interior = _persona("italy_interior")
italy_labour = _persona("italy_labour")
italy_reader = _persona("italy_reader")
eud_niger = _persona("eud_niger")
frontex = _persona("frontex")
gsc = _persona("gsc")
admin = _persona("admin")
removed = _persona("removed")


@pytest.fixture
def everybody(db):
    """All personas by name."""
    from tests import personas

    return personas.load_all()
