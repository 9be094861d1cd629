"""An uploaded file: read in the background with its uploader's rights, in batches, and never twice."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from coordination.access.errors import Refused
from coordination.access.reader import reading_as
from coordination.people.models import Membership, today
from coordination.register import jobs, services
from coordination.register.models import Import, ImportProblem
from coordination.register.services import imports
from tests import personas
from tests.personas import Persona
from tests.register.iati_files import FRANCE, IOM, actor_of, entries, load, one, whole

SIXTY = [one(f"IT-{number}") for number in range(60)]


def start(who: Persona, *activities: str, content: bytes = b"") -> Import:
    with transaction.atomic(), reading_as(actor := who.actor()):
        return services.start_import(actor=actor, name="upload.xml", content=content or whole(*activities))


def proceed(run: Import) -> Import:
    services.proceed(run_id=run.pk, organisation_id=run.originator_id)
    return stored(run)


def stored(run: Import) -> Import:
    with transaction.atomic(), reading_as(actor := imports._clerk(run.originator_id)):
        return Import.objects.visible_to(actor).get(pk=run.pk)


def problems(run: Import) -> list[ImportProblem]:
    with transaction.atomic(), reading_as(actor := imports._clerk(run.originator_id)):
        return list(ImportProblem.objects.visible_to(actor).filter(run=run.pk).order_by("pk"))


def tally(run: Import) -> tuple[str, int, int, int, int]:
    return (run.state, run.created, run.updated, run.unchanged, run.rejected)


@pytest.fixture
def between_batches(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something happens once, after the first batch and before the second."""

    def arrange(happening: Callable[[], object]) -> None:
        real, left = imports.in_batches, [happening]

        def interrupted(*args, **kwargs):
            for number, batch in enumerate(real(*args, **kwargs)):
                if number == 1 and left:
                    left.pop()()
                yield batch

        monkeypatch.setattr(imports, "in_batches", interrupted)

    return arrange


@pytest.mark.row("A44")
def test_an_upload_is_read_with_the_uploader_as_author(italy) -> None:
    run = start(italy, one("IT-1"), one("IT-2", country=""))
    assert run.state == "waiting"

    done = proceed(run)

    assert tally(done) == ("done", 2, 0, 0, 0)
    assert (done.total, bytes(done.file), done.finished_at is not None) == (2, b"", True)
    assert set(entries("malta")) == {"IT-1", "IT-2"}
    assert [(row.identifier, row.field, row.rejected) for row in problems(done)] == [
        ("IT-2", "recipient-country", False)
    ]


def test_only_for_organisations_that_the_uploader_speaks_for(italy) -> None:
    done = proceed(start(italy, one("IT-1"), one("FR-1", ref=FRANCE), one("IOM-1", ref=IOM)))
    assert tally(done) == ("done", 2, 0, 0, 1)
    [refusal] = problems(done)
    assert (refusal.identifier, refusal.rejected) == ("FR-1", True)
    assert "AFD" in refusal.message
    found = entries("italy")
    assert {ref: row.originator.code for ref, row in found.items()} == {"IT-1": "italy", "IOM-1": "italy"}
    assert found["IOM-1"].lead.code == "iom"


def test_the_same_implementer_may_be_kept_by_several_uploaders(italy, commission) -> None:
    proceed(start(italy, one("IOM-1", ref=IOM)))
    proceed(start(commission, one("IOM-1", ref=IOM)))
    assert set(entries("italy")) == {"IOM-1"}


@pytest.mark.parametrize("name", ["italy_interior", "italy_reader", "admin"])
def test_whoever_speaks_for_nobody_uploads_nothing(everybody, name: str) -> None:
    with pytest.raises(Refused):
        start(everybody[name], one("IT-1"))


def test_row_and_job_are_made_together_or_not_at_all(italy) -> None:
    before = ProcrastinateJob.objects.count()
    run = start(italy, one("IT-1"))
    job = ProcrastinateJob.objects.get(args__run_id=str(run.pk))
    assert job.task_name == imports.TASK == jobs.take_in.name
    with transaction.atomic():
        start(italy, one("IT-2"))
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == before + 1
    with transaction.atomic(), reading_as(actor := italy.actor()):
        assert Import.objects.visible_to(actor).count() == 1


@pytest.mark.row("A44")
def test_cancelling_keeps_what_was_taken_in_and_stops(italy, between_batches) -> None:
    run = start(italy, *SIXTY)

    def cancel() -> None:
        with transaction.atomic(), reading_as(actor := italy.actor()):
            services.cancel_import(actor=actor, run=run)

    between_batches(cancel)
    assert tally(proceed(run)) == ("cancelled", 50, 0, 0, 0)
    assert len(entries()) == 50
    with pytest.raises(Refused):
        cancel()


@pytest.mark.parametrize("how", ["membership ended", "account ended"])
def test_a_right_that_is_taken_away_stops_the_import(italy, between_batches, how: str) -> None:
    run = start(italy, *SIXTY)

    def take_away() -> None:
        if how == "membership ended":
            Membership.objects.filter(user=italy.user).update(ends_on=today() - datetime.timedelta(days=1))
        else:
            italy.user.is_active = False
            italy.user.save()

    between_batches(take_away)
    done = proceed(run)
    assert tally(done) == ("failed", 50, 0, 0, 0)
    assert "may no longer import" in done.message
    assert bytes(done.file) == b""
    assert len(entries()) == 50


def test_a_killed_job_goes_on_where_it_was(italy, between_batches) -> None:
    run = start(italy, *SIXTY[:30], one("FR-1", ref=FRANCE), *SIXTY[30:])

    def die() -> None:
        raise SystemExit

    between_batches(die)
    with pytest.raises(SystemExit):
        proceed(run)
    assert tally(stored(run)) == ("running", 49, 0, 0, 1)

    assert tally(proceed(run)) == ("done", 60, 0, 0, 1)
    assert len(problems(run)) == 1
    assert {row.version for row in entries().values()} == {1}


def test_two_workers_at_one_import_do_it_once(italy, between_batches) -> None:
    run = start(italy, *SIXTY)
    between_batches(lambda: services.proceed(run_id=run.pk, organisation_id=run.originator_id))
    assert tally(proceed(run)) == ("done", 60, 0, 0, 0)


def test_a_file_that_breaks_off_says_so_on_the_import(italy) -> None:
    done = proceed(start(italy, content=whole(*SIXTY[:3])[:-60]))
    assert tally(done) == ("done", 2, 0, 0, 0)
    assert done.message.startswith("The file is broken or cut off")
    assert {row.field for row in problems(done)} == {"file"}


def test_a_file_that_is_not_iati_fails_in_words(italy) -> None:
    done = proceed(start(italy, content=b"<nothing/>"))
    assert (done.state, done.created) == ("failed", 0)
    assert "iati-activities" in done.message


@pytest.mark.row("A44")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_worker_takes_the_file_in(committed) -> None:
    run = start(personas.load("italy"), one("IT-1"))
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert tally(stored(run)) == ("done", 1, 0, 0, 0)
    ProcrastinateJob.objects.filter(args__run_id=str(run.pk)).delete()


@pytest.mark.row("A44")
def test_personal_contact_data_is_nowhere_in_the_database(committed) -> None:
    contact = (
        "<contact-info><person-name><narrative>Maria Rossi</narrative></person-name>"
        "<telephone>+39 06 555 0143</telephone><email>maria.rossi@example.org</email></contact-info>"
    )
    words = "<description><narrative>Ask maria.rossi@example.org for more.</narrative></description>"
    activities = [one("IT-1", contact, words), one("IT-2", title="Write to maria.rossi@example.org")]
    load(*activities)
    run = start(personas.load("italy"), *activities, one("IT-3", contact))
    assert tally(proceed(run)) == ("done", 1, 0, 2, 0)

    everything = _dump()
    assert "Wells for Agadez" in everything
    assert [secret for secret in ("Rossi", "rossi@", "555 0143") if secret in everything] == []
    ProcrastinateJob.objects.filter(args__run_id=str(run.pk)).delete()


def _dump() -> str:
    """Every row of every table, as its owner sees it."""
    rows: list[str] = []
    with connections["owner"].cursor() as cursor:
        for table in connections["owner"].introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_an_import_is_read_by_its_organisation_alone(italy, france) -> None:
    run = start(italy, one("IT-1"))
    with transaction.atomic(), reading_as(actor := actor_of("france")):
        assert not Import.objects.visible_to(actor).filter(pk=run.pk).exists()
        assert not Import.objects.filter(pk=run.pk).exists()  # nor through the database's own wall
