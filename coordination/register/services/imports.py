"""Imports as rows: a file is uploaded, read in the background with the uploader's rights, and can be cancelled.

The clerk is the named system reader "re-import". It keeps the books of an import (how far it is, what was
rejected), which belong to the organisation, and takes in files that an operator loads by command. What an
uploaded file becomes is written by its uploader, whose rights are looked up again for every batch.
"""

from collections.abc import Callable
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from coordination.access.actor import Actor
from coordination.access.gate import authorise, authorise_create
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.exchange.iati import IatiProblem, IatiRefused, Severity
from coordination.people.actors import build, for_organisation
from coordination.people.models import Organisation, User
from coordination.people.queries import circles, organisations

from ..models import Import, ImportProblem, ImportState
from .batches import Outcome, Rights, Survey, in_batches, survey, take_batch, take_in
from .entries import originator_of

CLERK = "re-import"
TASK = "coordination.register.jobs.take_in"
OPEN = (ImportState.WAITING, ImportState.RUNNING)


@transaction.atomic
def start_import(*, actor: Actor, name: str, content: bytes) -> Import:
    """Keep an uploaded file and queue its reading, both or neither."""
    authorise_create(actor, Import)
    originator_id, _ministry = originator_of(actor)
    run = Import.objects.create(
        originator_id=originator_id,
        audience=intern(actor=actor, circles=[circles().of_organisation[originator_id]]),
        name=name[-200:],
        file=content,
        uploaded_by_id=actor.user_id,
    )
    # By name: jobs lie above services. One file of an organisation after the other.
    job = app.configure_task(TASK, lock=f"import-{originator_id}")
    job.defer(run_id=str(run.pk), organisation_id=originator_id, language=get_language() or "en")
    return run


@transaction.atomic
def cancel_import(*, actor: Actor, run: Import) -> Import:
    """Stop an import after the batch it is in; what was taken in stays."""
    run = authorise(actor, "cancel", run)
    return _end(run, ImportState.CANCELLED)


def load_file(
    *, file: BinaryIO, name: str, keeper: Organisation, told: Callable[[Outcome], None] | None = None
) -> Outcome:
    """Take in a file for an operator, each activity in the name of its own reporting body.

    `keeper` owns what implementers report that belong to no state.
    """

    def rights(owner: Organisation | None) -> Actor:
        return for_organisation(owner or keeper, system=CLERK)

    return take_in(rights=rights, file=file, name=name, told=told)


def proceed(*, run_id: UUID, organisation_id: int, language: str = "en") -> None:
    """Read an import from where it stands to its end.

    Each batch is one transaction with its place in the file: whoever picks the job up after a crash
    goes on behind the last batch that was kept, and of two that try only one does.
    """
    with override(language):
        taken_up = _take_up(run_id, organisation_id)
        if taken_up is None:
            return
        run, seen, file = taken_up
        done = _done(run)
        for batch in in_batches(file, done=done):
            after = _one_batch(run_id, organisation_id, done, batch, seen)
            if after is None:
                return
            done = after
        _close(run_id, organisation_id, ImportState.DONE)


def give_up(*, run_id: UUID, organisation_id: int) -> None:
    """End an import that fails for a reason of ours, so that nobody waits for it."""
    message = _("Something went wrong on our side. What was imported stays; import the file again later.")
    _close(run_id, organisation_id, ImportState.FAILED, message)


def _clerk(organisation_id: int) -> Actor:
    return for_organisation(organisations().by_id[organisation_id], system=CLERK)


def _locked(clerk: Actor, run_id: UUID, *, with_file: bool = False) -> Import | None:
    open_runs = Import.objects.visible_to(clerk).filter(pk=run_id, state__in=OPEN)
    open_runs = open_runs if with_file else open_runs.defer("file")
    return open_runs.select_for_update(of=("self",)).first()


def _take_up(run_id: UUID, organisation_id: int) -> tuple[Import, Survey, BinaryIO] | None:
    with transaction.atomic(), reading_as(clerk := _clerk(organisation_id)):
        run = _locked(clerk, run_id, with_file=True)
        if run is None:
            return None
        file = BytesIO(run.file)
        try:
            seen = survey(file)
        except IatiRefused as refused:
            _end(run, ImportState.FAILED, str(refused))
            return None
        run.state, run.total = ImportState.RUNNING, seen.total
        run.save(update_fields=["state", "total"])
        return run, seen, file


def _one_batch(run_id: UUID, organisation_id: int, done: int, batch: tuple, seen: Survey) -> int | None:
    """Take in one batch; how many activities are done now, or None when the import is over."""
    with transaction.atomic(), reading_as(clerk := _clerk(organisation_id)):
        run = _locked(clerk, run_id)
        if run is None or _done(run) != done:
            return None
        uploader = _uploader(run)
        if uploader is None:
            _end(run, ImportState.FAILED, _("Stopped: whoever uploaded the file may no longer import."))
            return None
        outcome = take_batch(rights=_rights_of(uploader), batch=batch, name=run.name, seen=seen)
        for name in ("created", "updated", "unchanged", "rejected"):
            setattr(run, name, getattr(run, name) + getattr(outcome, name))
        run.message = (outcome.message or run.message)[:300]
        run.version += 1
        run.save(update_fields=["created", "updated", "unchanged", "rejected", "message", "version"])
        ImportProblem.objects.bulk_create(_row(run, problem) for problem in outcome.problems)
        return _done(run)


def _uploader(run: Import) -> Actor | None:
    user = User.objects.filter(pk=run.uploaded_by_id, is_active=True).first()
    actor = build(user) if user else None
    return actor if actor and run.originator_id in actor.speaks_for else None


def _rights_of(actor: Actor) -> Rights:
    def rights(owner: Organisation | None) -> Actor | None:
        return actor if owner is None or owner.pk in actor.speaks_for else None

    return rights


def _row(run: Import, problem: IatiProblem) -> ImportProblem:
    return ImportProblem.of(
        run,
        line=problem.line,
        identifier=problem.identifier[:200],
        field=problem.field[:60],
        message=problem.message[:400],
        rejected=problem.severity is Severity.REJECTED,
    )


def _done(run: Import) -> int:
    return run.created + run.updated + run.unchanged + run.rejected


def _close(run_id: UUID, organisation_id: int, state: ImportState, message: str = "") -> None:
    with transaction.atomic(), reading_as(clerk := _clerk(organisation_id)):
        if run := _locked(clerk, run_id):
            _end(run, state, message)


def _end(run: Import, state: ImportState, message: str = "") -> Import:
    """The file itself is not kept: it may hold contact data that the register refuses."""
    run.state, run.finished_at, run.file = state, timezone.now(), b""
    run.message = message[:300] or run.message
    run.version += 1
    run.save()
    return run
