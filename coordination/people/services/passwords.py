"""Writes of passwords after the first: a new one, and the mail that leads to one."""

from django.db import transaction
from procrastinate.contrib.django import app

from coordination.history.models import Verb
from coordination.history.trail import note

from .. import passwords, sessions
from ..models import User

MAIL_TASK = "coordination.people.jobs.mail_password_link"


@transaction.atomic
def set_password(*, user_id: int, password: str, but_session: str | None = None) -> User:
    """A new password; every session of the person ends, but for one that asked for it."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user_id, but=but_session)
    note(verb=Verb.PASSWORD_SET, user_id=user_id)
    return user


def ask_for_password(*, email: str) -> None:
    """Have a link mailed, if there is such an account: nobody who waits for the answer learns whether."""
    app.configure_task(MAIL_TASK).defer(email=email)


def mail_password_link(*, email: str) -> None:
    """Mail a link to a new password to whoever can have one; raises what the mail server says."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None and user.has_usable_password():
        passwords.mail(user)
