"""The stage of a sign-in between the password and the session."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse
from django.shortcuts import redirect


class SecondFactor(AuthenticateStage):
    """Whoever has a second factor shows it before there is a session; who has none enrols one in it."""

    key = "second-factor"
    urlname = "second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self._should_handle(self.request):
            return redirect(self.urlname), True
        return None, True
