"""What is agreed with and for a country."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        """Tell the shared ground what plans and fiches show in its places."""
