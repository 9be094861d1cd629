"""The addresses of the demonstration, for the tests of its page of mails."""

from django.urls import include, path

from coordination.notices.views import demonstration

urlpatterns = [
    path("notices/mail/", demonstration.mail_list, name="notice-mail"),
    path("", include("config.urls")),
]
