"""What a client says on a text, and how a comment is resolved."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.register.api.writing import Choosing, Strict, Text

from ...kinds import Remark
from ...models import ActionTerms, PlanVersion
from ...texts import quote_of, terms_places, version_places
from .versions import line


class RemarkInput(Strict):
    """A comment on one place of a text; the context holds what it is said `on`."""

    field = Text(max_length=60, help_text="`plan`, `action` for the whole, or the name of a text.")
    paragraph = serializers.IntegerField(min_value=0, max_value=9999, required=False, default=0)
    kind = Choosing(choices=Remark.choices, default=Remark.COMMENT)
    text = Text(max_length=4000, lines=True)
    proposal = line(4000, lines=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        on: PlanVersion | ActionTerms = self.context["on"]
        places = dict(version_places(on) if isinstance(on, PlanVersion) else terms_places())
        field, paragraph = attrs["field"], attrs["paragraph"]
        if (f"{field}:{paragraph}" if paragraph else field) not in places:
            raise ValidationError({"field": [_("There is no such place in the text.")]})
        if attrs["kind"] == Remark.PROPOSAL and not attrs["proposal"]:
            raise ValidationError({"proposal": [_("Write the wording that you propose.")]})
        return attrs | {"quote": quote_of(on, field, paragraph)}


class ResolveInput(Strict):
    words = line(500, help_text="How it was resolved.")
