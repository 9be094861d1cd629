"""Addresses of notices."""

from django.conf import settings
from django.urls import path

from .views import following, reading, settings_page, stopping

urlpatterns = [
    path("notices/", reading.notice_list, name="notices"),
    path("notices/file/<slug:form>/", reading.notice_file, name="notices-file"),
    path("notices/read/", reading.mark_read, name="notices-read"),
    path("notices/settings/", settings_page.notice_settings, name="notice-settings"),
    path("notices/following/", following.following, name="following"),
    path("notices/follow/", following.follow, name="notice-follow"),
    path("notices/unfollow/", following.drop, name="notice-drop"),
    path("notices/following/<uuid:pk>/end/", following.unfollow, name="notice-unfollow"),
    path("notices/stop/<str:token>/", stopping.stop, name="notice-stop"),
    path("notices/<uuid:pk>/", reading.notice_open, name="notice"),
]

if settings.DEMO:
    from .views import demonstration  # elsewhere mails go to mail servers alone

    urlpatterns.append(path("notices/mail/", demonstration.mail_list, name="notice-mail"))
