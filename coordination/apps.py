"""The shared ground: people, countries, the register, meetings, documents."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoordinationConfig(AppConfig):
    name = "coordination"

    def ready(self) -> None:
        from .access import checks, grants  # noqa: F401 (registers the system checks once models are loaded)

        post_migrate.connect(grants.grant_to_app, sender=self)
