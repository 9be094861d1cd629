"""The shared ground: people, countries, the register, meetings, documents."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# Where meetings have their pages, beside their own address.
MEETINGS = ("/agenda-items/", "/agenda-requests/", "/note-lines/", "/follow-ups/", "/private-notes/")


class CoordinationConfig(AppConfig):
    name = "coordination"

    def ready(self) -> None:
        from .access import checks, grants  # noqa: F401 (registers the system checks once models are loaded)

        post_migrate.connect(grants.grant_to_app, sender=self)
        self._furnish()

    def _furnish(self) -> None:
        """Tell the lower slices what the upper ones show in their places."""
        # Models are loaded by now, not when this module is read.
        from .desk import accounts, entries
        from .desk.tasks import register_tasks
        from .meetings import panels as meeting_panels
        from .meetings import record, room_panels, room_record
        from .people.shell import Place, readers, register_place
        from .register import panels

        register_place(Place(0, "desk", _("My desk"), lambda actor: True))
        register_place(Place(10, "countries", _("Countries"), readers))
        register_place(Place(40, "meetings", _("Meetings"), readers, MEETINGS))
        register_place(Place(20, "activities", _("Who does what"), readers))
        panels.register()
        record.register()
        meeting_panels.register()
        room_panels.register()
        room_record.register()
        for provider in (entries.to_confirm, entries.drafts, accounts.ending, accounts.waiting):
            register_tasks(provider)
