"""What administrators are asked: accesses that end soon, invitations that nobody took up."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people import accounts
from coordination.people.models import Membership
from coordination.people.reach import function_label

from .tasks import Task

# Accounts are named one by one up to here; the rest is one row that leads to the list.
NAMED = 7


def _title(membership: Membership) -> str:
    return ", ".join(filter(None, [accounts.organisation_words(membership), membership.post]))


def _list_url(membership: Membership) -> str:
    return f"{reverse('administration')}?{urlencode({'words': membership.user.email})}"


def _second(membership: Membership) -> str:
    return f"{membership.user.email} · {function_label(membership.function)}"


def _more(access: str, title: str) -> Task:
    url = f"{reverse('administration')}?{urlencode({'access': access})}"
    return Task(
        title=title,
        url=url,
        second="",
        why=_("Only the first are named here"),
        verb=_("Open list"),
        verb_url=url,
    )


def ending(actor: Actor) -> Iterator[Task]:
    """Memberships that end within thirty days: their organisations may want to nominate again."""
    if not actor.is_administrator:
        return
    found = list(accounts.ending_soon(NAMED + 1))
    for membership in found[:NAMED]:
        yield Task(
            title=_title(membership),
            url=_list_url(membership),
            second=_second(membership),
            why=_("Access ends; a new nomination is needed to go on"),
            verb=_("Open access"),
            verb_url=_list_url(membership),
            due_on=membership.ends_on,
        )
    if len(found) > NAMED:
        yield _more(accounts.ENDING_SOON, _("More accesses that end within 30 days"))


def waiting(actor: Actor) -> Iterator[Task]:
    """Invitations that have not been taken up."""
    if not actor.is_administrator:
        return
    found = list(accounts.waiting_invitations(NAMED + 1))
    for membership in found[:NAMED]:
        day = date_format(accounts.invited_on(membership.user), "j F Y")
        yield Task(
            title=_title(membership),
            url=_list_url(membership),
            second=_second(membership),
            why=_("Invited, not taken up; account made on %(day)s") % {"day": day},
            verb=_("Invite again"),
            verb_url=reverse("invite-again", args=[membership.pk]),
            posts=True,
        )
    if len(found) > NAMED:
        yield _more(accounts.INVITED, _("More invitations that nobody took up"))
