"""A purge: proposed by one administrator with exactly what is due, approved by another, done in batches."""

import json
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.functions import answer_of
from coordination.history.models import Verb
from coordination.history.trail import note
from coordination.people.policy import require_administrator

from ..kinds import RunState
from ..models import PurgeRun
from ..policy import require_another
from ..schedule import purgeable

TASK = "coordination.retention.jobs.purge"
BATCH = 200


@transaction.atomic
def propose(*, actor: Actor, kinds: Iterable[str], words: str) -> PurgeRun:
    """Bind a run to exactly what is due now; raises `ValidationError` when nothing is."""
    require_administrator(actor)
    known = {kind.code for kind in purgeable()}
    chosen = sorted(set(kinds))
    if not chosen or not known.issuperset(chosen):
        raise ValidationError({"kinds": _("Choose kinds of record whose time can be over.")})
    run = PurgeRun.objects.create(
        kinds=chosen, words=words.strip(), proposed_by_id=actor.user_id, proposed_at=timezone.now()
    )
    if not answer_of("roundtable_prepare_purge", run.pk):
        raise ValidationError({"kinds": _("Nothing of these kinds is due today.")})
    return run


@transaction.atomic
def approve(*, actor: Actor, run_id: UUID) -> PurgeRun:
    """Let a run begin in the background; nobody approves what they proposed."""
    run = _locked(actor, run_id)
    require_another(actor, run.proposed_by_id)
    if run.state != RunState.PROPOSED:
        raise Refused(_("This purge waits for nobody’s approval any more."))
    run.state, run.approved_by_id, run.approved_at = RunState.APPROVED, actor.user_id, timezone.now()
    run.save(update_fields=["state", "approved_by_id", "approved_at"])
    # By name: jobs lie above services.
    app.configure_task(TASK, lock="purge").defer(run_id=str(run.pk))
    return run


@transaction.atomic
def drop(*, actor: Actor, run_id: UUID) -> PurgeRun:
    """Give a run up, or stop it after the batch it is in: what was deleted by then is gone."""
    run = _locked(actor, run_id)
    if run.state not in (RunState.PROPOSED, RunState.APPROVED):
        raise Refused(_("This purge is over."))
    run.state, run.finished_at = RunState.DROPPED, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    return run


@transaction.atomic
def proceed(*, run_id: UUID) -> bool:
    """One batch of an approved run; False when nothing is left to do.

    Files are deleted once their rows are gone for good; what a crash leaves over has no row any more
    and goes with the nightly sweep.
    """
    answer = answer_of("roundtable_purge_batch", run_id, BATCH)
    if answer is None:
        return False
    done = json.loads(answer)
    for name in done["files"]:
        transaction.on_commit(partial(default_storage.delete, name))
    return bool(done["done"])


@transaction.atomic
def finish(*, run_id: UUID) -> None:
    """Close a run that went through to its end."""
    run = PurgeRun.objects.select_for_update().filter(pk=run_id, state=RunState.APPROVED).first()
    if run is None:
        return
    run.state, run.finished_at = RunState.DONE, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    note(verb=Verb.PURGED, user_id=run.approved_by_id, noun=PurgeRun._meta.db_table, record=run.pk)


def _locked(actor: Actor, run_id: UUID) -> PurgeRun:
    require_administrator(actor)
    run = PurgeRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Hidden("purge")
    return run
