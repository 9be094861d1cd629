"""Addresses of retention."""

from django.urls import path

from .views import holds, purges, schedule

urlpatterns = [
    path("retention/", schedule.schedule, name="retention"),
    path("retention/purges/", purges.purge_list, name="purges"),
    path("retention/purges/new/", purges.purge_new, name="purge-new"),
    path("retention/purges/<uuid:pk>/", purges.purge, name="purge"),
    path("retention/purges/<uuid:pk>/approve/", purges.purge_approve, name="purge-approve"),
    path("retention/purges/<uuid:pk>/drop/", purges.purge_drop, name="purge-drop"),
    path("retention/holds/", holds.hold_list, name="holds"),
    path("retention/holds/new/", holds.hold_new, name="hold-new"),
    path("retention/holds/<uuid:pk>/ask/", holds.hold_ask, name="hold-ask"),
    path("retention/holds/<uuid:pk>/lift/", holds.hold_lift, name="hold-lift"),
]
