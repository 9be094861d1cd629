"""Forms of accounts, of keys and of the directory."""

from .accounts import (
    AdmitForm,
    DeclineForm,
    ExtendForm,
    FirstPasswordForm,
    ForgottenForm,
    MembershipFilter,
    PostFilter,
    SignInForm,
    SubstituteForm,
)
from .keys import KeyForm, ProgramForm

__all__ = [
    "AdmitForm",
    "DeclineForm",
    "ExtendForm",
    "FirstPasswordForm",
    "ForgottenForm",
    "KeyForm",
    "MembershipFilter",
    "PostFilter",
    "ProgramForm",
    "SignInForm",
    "SubstituteForm",
]
