"""The choices of filters and forms, in the reader's language."""

from coordination.world.panels import partners

from .nouns import KINDS

Choices = list[tuple[str, str]]


def country_choices() -> Choices:
    return [(row.code, row.name) for row in partners()]


def kind_choices() -> Choices:
    """Kinds of notice, those of one noun together."""
    return [(kind.code, str(kind.label)) for kind in KINDS.values()]
