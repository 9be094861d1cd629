"""Small IATI files made on the spot; nothing here needs a database."""

import io
import os
from collections.abc import Callable

import pytest
from django.conf import settings

from coordination.exchange import iati

# So that these tests also run alone, without the project's settings; messages then stay English.
if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(USE_I18N=False)

GOOD = """
  <reporting-org ref="XM-TEST" type="10"><narrative>Test agency</narrative></reporting-org>
  <title><narrative>Wells for Agadez</narrative></title>
  <description type="1"><narrative>Drinking water.</narrative></description>
  <activity-status code="2"/>
"""

Read = Callable[..., tuple[list[iati.IatiActivity], list[iati.IatiProblem]]]


def iati_file(body: str, *, version: str = "2.03", attributes: str = "") -> bytes:
    """A whole file around activities."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="{version}" {attributes}>'
    return f"{opening}\n{body}\n</iati-activities>".encode()


def activity(
    inside: str = "", *, identifier: str = "XM-TEST-1", attributes: str = "", good: str = GOOD
) -> str:
    """One activity that is in order but for what the test puts in."""
    opening = f"<iati-activity {attributes}><iati-identifier>{identifier}</iati-identifier>"
    return f"{opening}{good}{inside}</iati-activity>"


@pytest.fixture
def read() -> Read:
    """Read bytes, or the inside of one activity, and part activities from problems."""

    def run(content: bytes | str, **options: int) -> tuple[list[iati.IatiActivity], list[iati.IatiProblem]]:
        data = content if isinstance(content, bytes) else iati_file(activity(content))
        items = list(iati.read(io.BytesIO(data), **options))
        activities = [item for item in items if isinstance(item, iati.IatiActivity)]
        return activities, [item for item in items if isinstance(item, iati.IatiProblem)]

    return run
