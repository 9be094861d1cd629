"""Addresses of fiches."""

from django.urls import path

from .views import detail, entry, following, lists, measures, procedure, talk

urlpatterns = [
    path("fiches/", lists.fiche_list, name="fiches"),
    path("fiches/file/<slug:form>/", lists.fiche_file, name="fiches-file"),
    path("fiches/new/", entry.fiche_new, name="fiche-new"),
    path("fiches/new/forget/", entry.fiche_forget, name="fiche-forget"),
    path("fiches/<uuid:pk>/", detail.fiche_detail, name="fiche"),
    path("fiches/<uuid:pk>/edit/", entry.fiche_edit, name="fiche-edit"),
    path("fiches/<uuid:pk>/clone/", entry.fiche_clone, name="fiche-clone"),
    path("fiches/<uuid:pk>/history/", detail.fiche_history, name="fiche-history"),
    path("fiches/<uuid:pk>/print/", detail.fiche_print, name="fiche-print"),
    path("fiches/<uuid:pk>/circulate/", procedure.fiche_circulate, name="fiche-circulate"),
    path("fiches/<uuid:pk>/share/", procedure.fiche_share, name="fiche-share"),
    path("fiches/<uuid:pk>/withdraw/", procedure.fiche_withdraw, name="fiche-withdraw"),
    path("fiches/<uuid:pk>/discard/", procedure.fiche_discard, name="fiche-discard"),
    path("fiches/<uuid:pk>/position/", procedure.fiche_position, name="fiche-position"),
    path("fiches/<uuid:pk>/endorse/", procedure.fiche_endorse, name="fiche-endorse"),
    path("fiches/<uuid:pk>/start/", procedure.fiche_start, name="fiche-start"),
    path("fiches/<uuid:pk>/evaluate/", following.fiche_evaluate, name="fiche-evaluate"),
    path("fiches/<uuid:pk>/close/", following.fiche_close, name="fiche-close"),
    path("fiches/<uuid:pk>/reopen/", following.fiche_reopen, name="fiche-reopen"),
    path("fiches/<uuid:pk>/comment/", talk.fiche_comment, name="fiche-comment"),
    path("fiches/<uuid:pk>/comments/<uuid:key>/resolve/", talk.comment_resolve, name="fiche-resolve"),
    path("fiches/<uuid:pk>/invite/", talk.fiche_invite, name="fiche-invite"),
    path("fiches/<uuid:pk>/offer/", talk.fiche_offer, name="fiche-offer"),
    path("fiches/<uuid:pk>/measures/new/", measures.measure_new, name="measure-new"),
    path("measures/<uuid:pk>/edit/", measures.measure_edit, name="measure-edit"),
    path("measures/<uuid:pk>/remove/", measures.measure_remove, name="measure-remove"),
    path("measures/<uuid:pk>/report/", measures.measure_report, name="measure-report"),
    path("measures/<uuid:pk>/drop/", measures.measure_drop, name="measure-drop"),
    path("measures/<uuid:pk>/reopen/", measures.measure_reopen, name="measure-reopen"),
    path(
        "fiches/contributions/<uuid:pk>/answer/", talk.contribution_answer, name="fiche-contribution-answer"
    ),
    path(
        "fiches/contributions/<uuid:pk>/report/", talk.contribution_report, name="fiche-contribution-report"
    ),
    path(
        "fiches/contributions/<uuid:pk>/take-back/",
        talk.contribution_take_back,
        name="fiche-contribution-take-back",
    ),
]
