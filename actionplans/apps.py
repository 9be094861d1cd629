"""What is agreed with and for a country."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        """Tell the shared ground what plans show in its places."""
        # Models are loaded by now, not when this module is read.
        from coordination.desk.tasks import register_tasks
        from coordination.people.shell import Place, readers, register_place

        from .plans import panels, tasks

        others = ("/actions/", "/versions/", "/terms/", "/contributions/")
        register_place(Place(30, "plans", _("Action plans"), readers, others))
        panels.register()
        for provider in (tasks.answers_owed, tasks.reports_owed, tasks.checks_owed, tasks.texts_to_comment):
            register_tasks(provider)
