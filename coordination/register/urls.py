"""Addresses of the register."""

from django.urls import path

from .views import detail, entry, imports, lists

urlpatterns = [
    path("activities/", lists.activity_list, name="activities"),
    path("activities/file/<slug:form>/", lists.activity_file, name="activities-file"),
    path("activities/new/", entry.activity_new, name="activity-new"),
    path("activities/<uuid:pk>/", detail.activity_detail, name="activity"),
    path("activities/<uuid:pk>/edit/", entry.activity_edit, name="activity-edit"),
    path("activities/<uuid:pk>/history/", detail.activity_history, name="activity-history"),
    path("activities/<uuid:pk>/confirm/", detail.activity_confirm, name="activity-confirm"),
    path("activities/<uuid:pk>/clear/", detail.activity_clear, name="activity-clear"),
    path("activities/<uuid:pk>/retire/", detail.activity_retire, name="activity-retire"),
    path("activities/<uuid:pk>/restore/", detail.activity_restore, name="activity-restore"),
    path("cards/<uuid:pk>/", detail.card_detail, name="card"),
    path("drafts/<slug:key>/", entry.draft_keep, name="draft-keep"),
    path("drafts/<slug:key>/drop/", entry.draft_drop, name="draft-drop"),
    path("imports/", imports.import_list, name="imports"),
    path("imports/<uuid:pk>/", imports.import_detail, name="import"),
    path("imports/<uuid:pk>/cancel/", imports.import_cancel, name="import-cancel"),
]
