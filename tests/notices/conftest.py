"""The day and hour of the tests of mails."""

import pytest

from tests.factories.notices import MORNING


@pytest.fixture
def morning(time_machine):
    """A Wednesday, after the hour of the digests."""
    time_machine.move_to(MORNING)
