"""Addresses of documents."""

from django.urls import path

from .views import detail, entry, files, lists, releases, requests, sharing

urlpatterns = [
    path("documents/", lists.document_list, name="documents"),
    path("documents/file/<slug:form>/", lists.document_table, name="documents-file"),
    path("documents/new/", entry.document_new, name="document-new"),
    path("documents/new/forget/", entry.document_forget, name="document-forget"),
    path("documents/<uuid:pk>/", detail.document_detail, name="document"),
    path("documents/<uuid:pk>/edit/", entry.document_edit, name="document-edit"),
    path("documents/<uuid:pk>/history/", detail.document_history, name="document-history"),
    path("documents/<uuid:pk>/share/", sharing.document_share, name="document-share"),
    path("documents/<uuid:pk>/mark/", sharing.document_mark, name="document-mark"),
    path("documents/<uuid:pk>/number/", sharing.document_number, name="document-number"),
    path("documents/<uuid:pk>/withdraw/", sharing.document_withdraw, name="document-withdraw"),
    path("documents/<uuid:pk>/restore/", sharing.document_restore, name="document-restore"),
    path("documents/<uuid:pk>/merge/<uuid:other>/", sharing.document_merge, name="document-merge"),
    path("documents/<uuid:pk>/versions/new/", files.version_new, name="document-version-new"),
    path("documents/<uuid:pk>/versions/<int:number>/", files.version_page, name="document-version"),
    path("documents/<uuid:pk>/difference/", files.difference, name="document-difference"),
    path("documents/<uuid:pk>/files/<uuid:key>/", files.file_download, name="document-file"),
    path("documents/<uuid:pk>/access-requests/new/", requests.request_new, name="access-request-new"),
    path("releases/", releases.release_list, name="releases"),
    path("releases/new/<slug:noun>/<uuid:record>/", releases.release_new, name="release-new"),
    path("releases/<uuid:pk>/", releases.release_detail, name="release"),
    path("releases/<uuid:pk>/edit/", releases.release_edit, name="release-edit"),
    path("releases/<uuid:pk>/history/", releases.release_history, name="release-history"),
    path("releases/<uuid:pk>/dry-run/", releases.release_dry_run, name="release-dry-run"),
    path("releases/<uuid:pk>/approve/", releases.release_approve, name="release-approve"),
    path("releases/<uuid:pk>/publish/", releases.release_publish, name="release-publish"),
    path("releases/<uuid:pk>/drop/", releases.release_drop, name="release-drop"),
    path("releases/<uuid:pk>/file/", releases.release_file, name="release-file"),
    path("access-requests/", requests.request_list, name="access-requests"),
    path("access-requests/<uuid:pk>/", requests.request_detail, name="access-request"),
    path("access-requests/<uuid:pk>/history/", requests.request_history, name="access-request-history"),
    path("access-requests/<uuid:pk>/extend/", requests.request_extend, name="access-request-extend"),
    path("access-requests/<uuid:pk>/advise/", requests.request_advise, name="access-request-advise"),
    path("access-requests/<uuid:pk>/answer/", requests.request_answer, name="access-request-answer"),
    path("access-requests/<uuid:pk>/confirm/", requests.request_confirm, name="access-request-confirm"),
    path("access-requests/<uuid:pk>/close/", requests.request_close, name="access-request-close"),
]
