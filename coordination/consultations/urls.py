"""Addresses of consultations."""

from django.urls import path

from .views import convening, detail, entry, inputs, lists, replies, silence, synthesis

ONE = "consultations/<uuid:pk>/"

urlpatterns = [
    path("consultations/", lists.consultation_list, name="consultations"),
    path("consultations/file/<slug:form>/", lists.consultations_file, name="consultations-file"),
    path("consultations/new/<slug:kind>/", entry.consultation_new, name="consultation-new"),
    path("consultations/new/<slug:kind>/forget/", entry.consultation_forget, name="consultation-forget"),
    path(ONE, detail.consultation_detail, name="consultation"),
    path(ONE + "edit/", entry.consultation_edit, name="consultation-edit"),
    path(ONE + "history/", detail.consultation_history, name="consultation-history"),
    path(ONE + "compilation/", detail.consultation_compilation, name="consultation-compilation"),
    path(ONE + "compilation/<slug:form>/", lists.compilation_file, name="compilation-file"),
    path(ONE + "open/", convening.consultation_open, name="consultation-open"),
    path(ONE + "papers/", convening.consultation_papers, name="consultation-papers"),
    path(ONE + "discard/", convening.consultation_discard, name="consultation-discard"),
    path(ONE + "extend/", convening.consultation_extend, name="consultation-extend"),
    path(ONE + "remind/", convening.consultation_remind, name="consultation-remind"),
    path(ONE + "close/", convening.consultation_close, name="consultation-close"),
    path(ONE + "withdraw/", convening.consultation_withdraw, name="consultation-withdraw"),
    path(ONE + "conclude/", convening.consultation_conclude, name="consultation-conclude"),
    path(ONE + "synthesis/<int:number>/", synthesis.synthesis_edit, name="synthesis-edit"),
    path(ONE + "synthesis/<int:number>/publish/", synthesis.synthesis_publish, name="synthesis-publish"),
    path(ONE + "reply/", replies.reply_desk, name="reply"),
    path(ONE + "reply/submit/", replies.reply_submit, name="reply-submit"),
    path(ONE + "reply/<int:number>/", replies.reply_edit, name="reply-edit"),
    path(ONE + "reply/<int:number>/clear/", replies.reply_clear, name="reply-clear"),
    path(ONE + "reply/<int:number>/take-back/", replies.reply_take_back, name="reply-take-back"),
    path(ONE + "ministries/", inputs.input_ask, name="input-ask"),
    path(ONE + "more-time/", replies.extension_ask, name="extension-ask"),
    path(ONE + "position/", silence.position_state, name="position"),
    path("consultations/requests/<uuid:pk>/decline/", replies.extension_decline, name="extension-decline"),
    path("consultations/positions/<uuid:pk>/lift/", silence.position_lift, name="position-lift"),
    path("consultations/inputs/<uuid:pk>/", inputs.input_detail, name="input"),
    path("consultations/inputs/<uuid:pk>/take-back/", inputs.input_take_back, name="input-take-back"),
]
