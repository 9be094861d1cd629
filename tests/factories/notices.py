"""What people are told in tests: rounds of telling, and what stands in each one's list."""

import datetime
import re
from typing import Any

from django.core import mail
from django.db import transaction

from coordination.access.models import Gated
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.notices import queries, services
from coordination.notices.models import Mail, Notice, Preference, Subscription
from coordination.notices.nouns import KINDS
from coordination.people.actors import for_organisation
from coordination.people.models import BRUSSELS
from coordination.people.queries import circles, organisations
from coordination.register import services as register
from coordination.register.models import Activity
from coordination.world.queries import countries, themes
from tests.personas import Persona

from .fiches import contribution, written
from .plans import speaking_for
from .register import sharing

MORNING = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=BRUSSELS)


def tell() -> None:
    """Tell everybody what was announced so far."""
    while services.tell():
        pass


def forget() -> None:
    """Tell everybody, and let all have read it: what a test does next is all that is new."""
    from tests import personas

    tell()
    for name in personas.ROLES:
        persona = personas.load(name)
        with transaction.atomic(), reading_as(actor := persona.actor()):
            services.mark_all_read(actor=actor)


def notices_of(persona: Persona) -> list[Notice]:
    """What somebody was told and has not read, newest first."""
    with transaction.atomic(), reading_as(actor := persona.actor()):
        return list(queries.notices(actor, queries.UNREAD))


def told(persona: Persona) -> set[tuple[str, str]]:
    """Kind and rule of what somebody was told and has not read."""
    return {(row.announcement.kind, row.rule) for row in notices_of(persona)}


def follow(persona: Persona, **target: Any) -> Subscription:
    with transaction.atomic(), reading_as(actor := persona.actor()):
        return services.follow(actor=actor, **target)


def wish(persona: Persona, **chosen: Any) -> Preference:
    """How somebody wants to be told, beside the defaults."""
    with transaction.atomic(), reading_as(actor := persona.actor()):
        wishes = queries.preference_of(actor)
        given = {
            name: chosen.get(name, getattr(wishes, name)) for name in ("digest", "budget", "stopped", "ways")
        }
        return services.choose(actor=actor, **given, language=chosen.get("language", ""))


def mails_of(persona: Persona) -> list[Mail]:
    with transaction.atomic(), reading_as(actor := persona.actor()):
        return queries.mails(actor)


def kinds() -> set[str]:
    return set(KINDS)


def changed(entry: Activity, **fields) -> Activity:
    """The entry saved by its originator with other words, or with other readers."""
    actor = for_organisation(organisations().by_id[entry.originator_id])
    shared_with = fields.pop("shared_with", None)
    kept = {name: getattr(entry, name) for name in ("title", "kind", "status", "lead_id", "starts_on")}
    with transaction.atomic(), reading_as(actor):
        row = Activity.objects.visible_to(actor).get(pk=entry.pk)
        return register.change(
            actor=actor,
            activity=row,
            version=row.version,
            entry=register.Entry(
                kept | fields,
                (register.Place(countries().by_code["NE"].pk),),
                (themes().by_code["migrant-smuggling"].pk,),
            ),
            sharing=None if shared_with is None else sharing(shared_with),
            reason="They asked.",
        )


def narrowed(entry: Activity, shared_with=()) -> None:
    changed(entry, shared_with=list(shared_with))


def kept_among(row: Gated, *codes: str) -> None:
    """Let these organisations alone read a row from now on; the first of them says so."""
    with transaction.atomic(), reading_as(actor := speaking_for(codes[0])):
        readers = [circles().of_organisation[speaking_for(code).organisation.pk] for code in codes]
        own = intern(actor=actor, circles=readers)
        type(row).objects.visible_to(actor).filter(pk=row.pk).update(audience=own)


# --- Mails ---------------------------------------------------------------------------------


def asked(persona: Persona, **more: Any) -> None:
    """Somebody's delegation is asked for a contribution: that is mailed at once."""
    fiche = written(title="Secret of the fiche", countries=("LY",), **more)
    forget()
    contribution(fiche, persona.organisation.code, words="Secret of the question")
    tell()


def post(persona: Persona) -> bool:
    return services.post(user_id=persona.user.pk)


def linked(letter: mail.EmailMessage) -> int:
    """How many notices a mail leads to."""
    return len(re.findall(r"/notices/[0-9a-f-]{36}/", str(letter.body)))


def letters(persona: Persona) -> list[mail.EmailMessage]:
    """The mails that left for somebody, in order."""
    return [letter for letter in mail.outbox if letter.to == [persona.user.email]]
