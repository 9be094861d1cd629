"""What is agreed with and for a country."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Where plans, their actions and fiches have their pages.
ADDRESSES = ("/actions/", "/versions/", "/terms/", "/contributions/", "/fiches/", "/measures/")


class ActionPlansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        """Tell the shared ground what plans and fiches show in its places."""
        # Models are loaded by now, not when this module is read.
        from coordination.desk.changes import register_changes
        from coordination.desk.lines import register_source
        from coordination.people.shell import Place, readers, register_place

        from .fiches import agenda as fiche_agenda
        from .fiches import changes
        from .fiches import notices as fiche_notices
        from .fiches import panels as fiche_panels
        from .fiches import retention as of_fiches
        from .fiches import tasks as fiche_tasks
        from .fiches.services import renewing as fiche_renewing
        from .plans import agenda, notices, panels, releasable, tasks
        from .plans import retention as of_plans
        from .reports import notices as report_notices
        from .reports import retention as of_reports
        from .reports import tasks as report_tasks
        from .reports.queries.trio import trio_of

        register_place(Place(30, "plans", _("Plans and fiches"), readers, ADDRESSES))
        register_place(Place(47, "trio", _("Trio"), lambda actor: bool(trio_of(actor))))
        panels.register()
        releasable.register()
        fiche_panels.register()
        notices.register()
        fiche_notices.register()
        agenda.register()
        fiche_agenda.register()
        of_plans.register()
        of_fiches.register()
        of_reports.register()
        report_notices.register()
        fiche_renewing.register()
        register_changes(changes.SOURCE)
        for source in (tasks.DUE, tasks.WAITING, fiche_tasks.DUE, fiche_tasks.WAITING, report_tasks.DUE):
            register_source(source)
