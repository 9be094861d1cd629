"""What somebody is typing: kept on the server until it is saved, for that person alone."""

from typing import Any

from django.core.exceptions import RequestDataTooBig

from coordination.access.actor import Actor

from ..models import FormDraft

LARGEST_DRAFT = 200_000


def keep_draft(*, actor: Actor, key: str, fields: dict[str, Any]) -> FormDraft:
    """Keep the fields of a form; raises `RequestDataTooBig` beyond what a form can hold."""
    if sum(len(text) for values in fields.values() for text in values) > LARGEST_DRAFT:
        raise RequestDataTooBig("The draft is longer than a form can hold.")
    # PostgreSQL keeps no NUL; a draft is kept as far as it can be.
    fields = {name: [text.replace("\0", "") for text in values] for name, values in fields.items()}
    draft, _new = FormDraft.objects.update_or_create(
        user_id=actor.user_id, key=key[:100], defaults={"fields": fields}
    )
    return draft


def drop_draft(*, actor: Actor, key: str) -> None:
    """Forget a kept draft."""
    FormDraft.objects.filter(user_id=actor.user_id, key=key).delete()
