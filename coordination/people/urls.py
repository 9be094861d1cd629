"""Addresses of accounts and of the directory."""

from django.conf import settings
from django.urls import path

from .views import administration, directory, signing

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("language/", signing.change_language, name="set_language"),
    path("invitation/<str:uidb64>/<str:token>/", signing.accept_invitation, name="accept-invitation"),
    path("people/", directory.post_list, name="directory"),
    path("administration/", administration.administration, name="administration"),
    path("administration/admit/", administration.admit, name="admit"),
    path("administration/memberships/<int:membership_id>/end/", administration.end_access, name="end-access"),
    path(
        "administration/memberships/<int:membership_id>/invite/",
        administration.invite_again,
        name="invite-again",
    ),
]

if settings.DEMO:
    from .views import demonstration  # in production there is no such page, nor its code in memory

    urlpatterns.append(path("demo/sign-in/", demonstration.demo_sign_in, name="demo-sign-in"))
