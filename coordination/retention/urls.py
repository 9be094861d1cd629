"""Addresses of retention."""

from django.urls import path

from .views import holds, persons, purges, schedule

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
    path("retention/persons/", persons.person_list, name="persons"),
    path("retention/persons/<int:user_id>/", persons.person, name="person"),
    path("retention/persons/<int:user_id>/erase/", persons.erase, name="erase"),
    path("retention/erasures/<uuid:pk>/", persons.erasure, name="erasure"),
    path("retention/erasures/<uuid:pk>/approve/", persons.erasure_approve, name="erasure-approve"),
    path("retention/erasures/<uuid:pk>/drop/", persons.erasure_drop, name="erasure-drop"),
    path("account/data/", persons.own_data, name="own-data"),
    path("account/data/file/<slug:form>/", persons.own_data_file, name="own-data-file"),
]
