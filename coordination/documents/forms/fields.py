"""Fields that hold something of the Council's form: a number, subject codes, a file that was looked at."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.register.forms.fields import TextField

from .. import subjects
from ..identity import Identity, read, written
from ..uploads import Checked, check
from ..uploads.kinds import ACCEPTED, KINDS, LARGEST


class NumberField(TextField):
    """A document number as the paper bears it; None where it bears none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Number"))
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> Identity | None:
        text = super().clean(value)
        return read(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Identity) else value


class SubjectsField(TextField):
    """Subject codes with their counters, separated by commas."""

    def clean(self, value: Any) -> list[subjects.SubjectCode]:
        return subjects.read(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return subjects.written(value) if isinstance(value, list) else value


class KeywordsField(TextField):
    """Words separated by commas, each once."""

    MOST, LONGEST = 20, 60

    def clean(self, value: Any) -> list[str]:
        found = list(
            dict.fromkeys(" ".join(word.split()) for word in super().clean(value).split(",") if word.strip())
        )
        if len(found) > self.MOST or any(len(word) > self.LONGEST for word in found):
            words = _("Give at most %(most)s keywords of at most %(letters)s letters, separated by commas.")
            raise ValidationError(words % {"most": self.MOST, "letters": self.LONGEST})
        return found

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class CheckedFileField(forms.FileField):
    """A file, looked at before anything is kept of it."""

    def __init__(self, **kwargs: Any) -> None:
        endings = ",".join(f".{ending}" for ending in KINDS)
        widget = forms.FileInput(attrs={"accept": endings})
        kwargs.setdefault("help_text", format_lazy(gettext_lazy("Up to 25 MB: {kinds}"), kinds=ACCEPTED))
        super().__init__(widget=widget, max_length=255, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Checked | None:
        file: UploadedFile | None = super().clean(data, initial)
        if not file:
            return None
        if file.size is not None and file.size > LARGEST:
            raise ValidationError(_("The file is larger than 25 MB."))
        return check(file.name or "", file.read())
