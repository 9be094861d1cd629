"""The pages of meetings and consultations."""

from collections.abc import Iterator

from django.urls import reverse

from .page import Examples, Page


def pages(examples: Examples) -> Iterator[Page]:
    """The lists and the calendar, and the meetings and the consultation that the reader can open."""
    for name in ("meetings", "calendar", "follow-ups", "consultations", "documents"):
        yield Page(name, reverse(name))
    if examples.issued:
        yield Page("meeting of 25 items", reverse("meeting", args=[examples.issued]))
        yield Page("API meeting", reverse("api-meeting-detail", args=[examples.issued]), needs_token=True)
    if examples.running:
        yield Page("room", reverse("room", args=[examples.running]))
    if examples.held:
        yield Page("notes", reverse("notes", args=[examples.held]))
    if examples.asked:
        yield Page("consultation", reverse("consultation", args=[examples.asked]))
        yield Page("compilation", reverse("consultation-compilation", args=[examples.asked]))
