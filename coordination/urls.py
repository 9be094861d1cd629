"""All addresses of the shared ground: the pages slice by slice, and the API."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from coordination.access.api.openapi import SchemaView, docs
from coordination.consultations.api import ConsultationViewSet, MinistryInputViewSet
from coordination.documents.api import AccessRequestViewSet, DocumentViewSet, ReleaseViewSet
from coordination.meetings.api import (
    AgendaItemViewSet,
    AgendaRequestViewSet,
    BodyViewSet,
    FollowUpViewSet,
    MeetingViewSet,
)
from coordination.notices.api import NoticeViewSet, PreferenceView, SubscriptionViewSet
from coordination.people.api import MeView, OrganisationViewSet
from coordination.register.api import ActivityViewSet, CardViewSet, MatrixView
from coordination.world.api import CountryViewSet, MandateViewSet, ThemeViewSet

router = SimpleRouter(use_regex_path=False)
router.register("activities", ActivityViewSet, basename="api-activity")
router.register("existence-cards", CardViewSet, basename="api-card")
router.register("consultations", ConsultationViewSet, basename="api-consultation")
router.register("ministry-inputs", MinistryInputViewSet, basename="api-ministry-input")
router.register("documents", DocumentViewSet, basename="api-document")
router.register("releases", ReleaseViewSet, basename="api-release")
router.register("access-requests", AccessRequestViewSet, basename="api-access-request")
router.register("notices", NoticeViewSet, basename="api-notice")
router.register("subscriptions", SubscriptionViewSet, basename="api-subscription")
router.register("bodies", BodyViewSet, basename="api-body")
router.register("meetings", MeetingViewSet, basename="api-meeting")
router.register("agenda-items", AgendaItemViewSet, basename="api-agenda-item")
router.register("agenda-requests", AgendaRequestViewSet, basename="api-agenda-request")
router.register("follow-ups", FollowUpViewSet, basename="api-follow-up")
router.register("organisations", OrganisationViewSet, basename="api-organisation")
router.register("countries", CountryViewSet, basename="api-country")
router.register("themes", ThemeViewSet, basename="api-theme")
router.register("mandates", MandateViewSet, basename="api-mandate")

api = [
    path("me/", MeView.as_view(), name="api-me"),
    path("notice-settings/", PreferenceView.as_view(), name="api-notice-settings"),
    path("matrix/", MatrixView.as_view(), name="api-matrix"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api)),
    path("", include("coordination.desk.urls")),
    path("", include("coordination.documents.urls")),
    path("", include("coordination.consultations.urls")),
    path("", include("coordination.notices.urls")),
    path("", include("coordination.register.urls")),
    path("", include("coordination.retention.urls")),
    path("", include("coordination.meetings.urls")),
    path("", include("coordination.world.urls")),
    path("", include("coordination.people.urls")),
]
