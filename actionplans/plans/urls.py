"""The addresses of plans, their versions, actions and what is promised for them."""

from django.urls import path

from .views import action, as_of, coverage, difference, following, plan, printing, remarks, terms, writing

urlpatterns = [
    path("plans/", plan.plan_list, name="plans"),
    path("countries/<str:code>/plan/", plan.country_plan, name="country-plan"),
    path("plans/new/", writing.plan_new, name="plan-new"),
    path("plans/<uuid:pk>/", plan.plan_detail, name="plan"),
    path("plans/<uuid:pk>/text/", plan.plan_text, name="plan-text"),
    path("plans/<uuid:pk>/lines/", plan.plan_lines, name="plan-lines"),
    path("plans/<uuid:pk>/comments/", plan.plan_comments, name="plan-comments"),
    path("plans/<uuid:pk>/coverage/", coverage.plan_coverage, name="plan-coverage"),
    path("plans/<uuid:pk>/invite/", coverage.plan_invite, name="plan-invite"),
    path("plans/<uuid:pk>/as-of/", as_of.plan_as_of, name="plan-as-of"),
    path("plans/<uuid:pk>/history/", plan.plan_history, name="plan-history"),
    path("plans/<uuid:pk>/print/", printing.plan_print, name="plan-print"),
    path("plans/<uuid:pk>/amend/", writing.plan_amend, name="plan-amend"),
    path("plans/<uuid:pk>/note/", remarks.plan_note, name="plan-note"),
    path("versions/<uuid:pk>/edit/", writing.plan_edit, name="plan-edit"),
    path("versions/<uuid:pk>/consult/", writing.plan_consult, name="plan-consult"),
    path("versions/<uuid:pk>/agree/", writing.plan_agree, name="plan-agree"),
    path("versions/<uuid:pk>/difference/", difference.plan_difference, name="plan-difference"),
    path("versions/<uuid:pk>/comment/", remarks.plan_comment, name="plan-comment"),
    path("versions/<uuid:pk>/actions/new/", terms.terms_new, name="terms-new"),
    path("versions/<uuid:pk>/<slug:step>/", writing.plan_step, name="plan-step"),
    path("terms/<uuid:pk>/edit/", terms.terms_edit, name="terms-edit"),
    path("terms/<uuid:pk>/move/", terms.terms_move, name="terms-move"),
    path("terms/<uuid:pk>/drop/", terms.terms_drop, name="terms-drop"),
    path("terms/<uuid:pk>/comment/", remarks.terms_comment, name="terms-comment"),
    path("remarks/<uuid:key>/resolve/", remarks.plan_resolve, name="plan-resolve"),
    path("actions/<uuid:pk>/", action.action_detail, name="action"),
    path("actions/<uuid:pk>/history/", action.action_history, name="action-history"),
    path("actions/<uuid:pk>/report/", following.action_report, name="action-report"),
    path("actions/<uuid:pk>/close/", following.action_close, name="action-close"),
    path("actions/<uuid:pk>/check/", following.action_check, name="action-check"),
    path("actions/<uuid:pk>/reopen/", following.action_reopen, name="action-reopen"),
    path("actions/<uuid:pk>/invite/", following.action_invite, name="action-invite"),
    path("actions/<uuid:pk>/link/", following.action_link, name="action-link"),
    path("actions/<uuid:pk>/unlink/", following.action_unlink, name="action-unlink"),
    path("actions/<uuid:pk>/note/", following.action_note, name="action-note"),
    path("actions/<uuid:pk>/milestones/<uuid:key>/", following.milestone, name="milestone"),
    path("contributions/<uuid:pk>/answer/", following.contribution_answer, name="contribution-answer"),
    path("contributions/<uuid:pk>/report/", following.contribution_report, name="contribution-report"),
    path(
        "contributions/<uuid:pk>/take-back/", following.contribution_take_back, name="contribution-take-back"
    ),
]
