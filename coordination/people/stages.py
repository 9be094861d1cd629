"""The stage of a sign-in between the password and the session."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect

from .factors import PROVIDER


class SecondFactor(AuthenticateStage):
    """Whoever has a second factor shows it before there is a session; who has none enrols one in it."""

    key = "second-factor"
    urlname = "second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self._should_handle(self.request) and not self._vouched_for():
            return redirect(self.urlname), True
        return None, True

    def _vouched_for(self) -> bool:
        """Whether a provider has just shown both factors in our place."""
        records = get_authentication_records(self.request, self.login.user)
        return bool(records) and records[-1]["method"] == PROVIDER
