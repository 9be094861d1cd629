"""Forms in which a second factor is shown or enrolled; allauth checks what they bring."""

from collections.abc import Mapping
from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .adapters import WRONG_CODE

# So that a proof can travel inside any other form.
PREFIX = "proof"
DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20"}


class Checked(forms.Form):
    """What a browser sends as a passkey's answer is anything: whatever cannot be read does not fit."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (AttributeError, KeyError, LookupError, TypeError, ValueError):
            raise ValidationError(WRONG_CODE) from None


class CodeForm(BaseAuthenticateForm):
    """A code of the app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs=DIGITS),
    )

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": PREFIX})
        self.again = again

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=self.again)


class PasskeyForm(Checked, AuthenticateWebAuthnForm):
    """A passkey's answer to the question that the session holds; without a user, whose it is comes with it."""

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"prefix": PREFIX})
        self.again = again

    def clean_credential(self) -> Authenticator:
        self.passwordless = self.user is None
        factor: Authenticator = super().clean_credential()
        return factor

    def save(self) -> None:
        post_authentication(
            context.request,
            self.cleaned_data["credential"],
            reauthenticated=self.again,
            passwordless=self.passwordless,
        )


def proof_form(data: Mapping[str, Any], user: Any, *, again: bool = False) -> CodeForm | PasskeyForm | None:
    """The form of the proof that was sent; None when none was."""
    if f"{PREFIX}-credential" in data:
        return PasskeyForm(data=data, user=user, again=again)
    if f"{PREFIX}-code" in data:
        return CodeForm(data=data, user=user, again=again)
    return None


class NewPasskeyForm(AddWebAuthnForm):
    """A new passkey; always one that recognises its person, for it also signs in alone."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("By which you will know it: the machine or key that holds it."),
    )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except (AttributeError, KeyError, LookupError, TypeError, ValueError):
            raise ValidationError(WRONG_CODE) from None
        return cleaned


class NewAppForm(ActivateTOTPForm):
    """The first code of an app that was given the secret."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits that the app shows now."),
        widget=forms.TextInput(attrs=DIGITS),
    )


class PasskeyNameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
