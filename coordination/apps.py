"""The shared ground: people, countries, the register, meetings, documents."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# Where meetings have their pages, beside their own address.
MEETINGS = ("/agenda-items/", "/agenda-requests/", "/note-lines/", "/follow-ups/", "/private-notes/")


class CoordinationConfig(AppConfig):
    name = "coordination"

    def ready(self) -> None:
        # Registers the system checks once models are loaded.
        from .access import checks, grants  # noqa: F401
        from .notices import checks as notice_checks  # noqa: F401
        from .people import signs  # noqa: F401
        from .retention import schedule

        post_migrate.connect(grants.grant_to_app, sender=self)
        self._furnish()
        self._schedule()
        post_migrate.connect(schedule.keep_declared, sender=self)

    def _schedule(self) -> None:
        """Enter into the retention schedule what each slice keeps, and how long."""
        from .consultations import retention as of_consultations
        from .documents import retention as of_documents
        from .meetings import retention as of_meetings
        from .notices import retention as of_notices
        from .register import retention as of_register
        from .retention import ground

        for slice_ in (of_register, of_documents, of_meetings, of_consultations, of_notices, ground):
            slice_.register()

    def _furnish(self) -> None:
        """Tell the lower slices what the upper ones show in their places."""
        # Models are loaded by now, not when this module is read.
        from .consultations import agenda as consultation_agenda
        from .consultations import notices as consultation_notices
        from .consultations import panels as consultation_panels
        from .consultations import services as consultation_services
        from .desk import accounts, agendas, answers, entries, papers
        from .desk import consultations as consultation_tasks
        from .desk import meetings as meeting_tasks
        from .desk.changes import register_changes
        from .desk.lines import register_source
        from .documents import notices as document_notices
        from .documents import panels as document_panels
        from .documents.releases import documents as document_sources
        from .documents.services import renewing as document_renewing
        from .meetings import notices as meeting_notices
        from .meetings import panels as meeting_panels
        from .meetings import record, room_panels, room_record
        from .notices.reminders import register_reminders
        from .notices.words import follow_country
        from .people.shell import Place, readers, register_place
        from .register import notices, panels
        from .register.services import renewing as entry_renewing
        from .world.panels import register_country_action

        register_place(Place(0, "desk", _("My desk"), lambda actor: True))
        register_place(Place(10, "countries", _("Countries"), readers))
        register_place(Place(40, "meetings", _("Meetings"), readers, MEETINGS))
        register_place(Place(20, "activities", _("Who does what"), readers))
        register_place(Place(42, "consultations", _("Consultations"), readers))
        register_place(Place(45, "documents", _("Documents"), readers, ("/releases/", "/access-requests/")))
        register_place(Place(60, "notices", _("Notices"), readers))
        register_place(Place(85, "retention", _("Retention"), lambda actor: actor.is_administrator))
        panels.register()
        document_panels.register()
        document_notices.register()
        document_sources.register()
        notices.register()
        record.register()
        meeting_panels.register()
        meeting_notices.register()
        room_panels.register()
        room_record.register()
        consultation_panels.register()
        consultation_agenda.register()
        consultation_notices.register()
        entry_renewing.register()
        document_renewing.register()
        register_reminders(consultation_services.due)
        register_country_action(follow_country)
        register_changes(papers.SOURCE)
        register_changes(answers.SOURCE)
        register_changes(agendas.SOURCE)
        for source in (
            entries.DUE,
            entries.NEXT,
            accounts.DUE,
            consultation_tasks.DUE,
            consultation_tasks.WAITING,
            meeting_tasks.DUE,
            meeting_tasks.NEXT,
            meeting_tasks.WAITING,
            meeting_tasks.READINESS,
        ):
            register_source(source)
