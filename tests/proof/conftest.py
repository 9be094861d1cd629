"""Only for the proof."""

import pytest
from django.template import Template
from django.test.utils import _TestState


@pytest.fixture
def plain_rendering(django_test_environment, monkeypatch):
    """Pages are rendered as in production: the test client keeps no copy of every context."""
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
