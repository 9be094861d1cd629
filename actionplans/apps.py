"""What is agreed with and for a country."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        """Tell the shared ground what plans and fiches show in its places."""
        self._furnish_fiches()

    def _furnish_fiches(self) -> None:
        # Models are loaded by now, not when this module is read.
        from coordination.desk.tasks import register_tasks

        from .fiches import panels, tasks

        panels.register()
        for provider in tasks.PROVIDERS:
            register_tasks(provider)
