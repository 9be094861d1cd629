"""The shared ground: people, countries, the register, meetings, documents."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoordinationConfig(AppConfig):
    name = "coordination"

    def ready(self) -> None:
        from .access import checks, grants  # noqa: F401 (registers the system checks once models are loaded)

        post_migrate.connect(grants.grant_to_app, sender=self)
        self._furnish()

    def _furnish(self) -> None:
        """Tell the lower slices what the upper ones show in their places."""
        # Models are loaded by now, not when this module is read.
        from .desk import accounts, entries, papers
        from .desk.changes import register_changes
        from .desk.tasks import register_tasks
        from .documents import panels as document_panels
        from .documents.releases import documents as document_sources
        from .people.shell import Place, readers, register_place
        from .register import panels

        register_place(Place(0, "desk", _("My desk"), lambda actor: True))
        register_place(Place(10, "countries", _("Countries"), readers))
        register_place(Place(20, "activities", _("Who does what"), readers))
        register_place(Place(45, "documents", _("Documents"), readers, ("/releases/", "/access-requests/")))
        panels.register()
        document_panels.register()
        document_sources.register()
        register_changes(papers.SOURCE)
        for provider in (entries.to_confirm, entries.drafts, accounts.ending, accounts.waiting):
            register_tasks(provider)
