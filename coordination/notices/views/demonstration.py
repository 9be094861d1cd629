"""The mails of the demonstration, read by whoever they were sent to; this page is there and nowhere else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import queries
from .frame import page


@require_GET
@SIGNED_IN
def mail_list(request: GatedRequest) -> HttpResponse:
    """The mails that left for the reader, as they left."""
    context = {
        "page": page("mail", _("Mails of the demonstration"), _("As they would reach your mailbox")),
        "mails": queries.mails(request.actor),
    }
    return render(request, "notices/mail.html", context)
