"""Addresses of accounts and of the directory."""

from django.conf import settings
from django.urls import path

from .views import (
    administration,
    directory,
    keys,
    log,
    nominations,
    openid,
    ours,
    own_sign_in,
    passwords,
    recertification,
    signing,
)

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-in/passkey/", signing.sign_in_passkey, name="sign-in-passkey"),
    path("sign-in/second-factor/", signing.second_factor, name="second-factor"),
    path("sign-in/forgotten/", passwords.forgotten, name="forgotten"),
    path("sign-in/reset/<str:token>/", passwords.reset_password, name="reset-password"),
    path("sign-in/with/<slug:key>/", openid.openid_begin, name="openid-begin"),
    path("sign-in/with/<slug:key>/back/", openid.openid_back, name="openid-back"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("language/", signing.change_language, name="set_language"),
    path("invitation/<str:uidb64>/<str:token>/", signing.accept_invitation, name="accept-invitation"),
    path("account/", own_sign_in.own_sign_in, name="own-sign-in"),
    path("account/protect/", own_sign_in.protect, name="protect"),
    path("account/confirm/", own_sign_in.confirm, name="confirm"),
    path("account/passkeys/add/", own_sign_in.add_passkey, name="add-passkey"),
    path("account/passkeys/<int:factor_id>/name/", own_sign_in.name_passkey, name="name-passkey"),
    path("account/app/add/", own_sign_in.add_app, name="add-app"),
    path("account/factors/<int:factor_id>/remove/", own_sign_in.remove_factor, name="remove-factor"),
    path("account/recovery-codes/", own_sign_in.renew_recovery_codes, name="renew-recovery-codes"),
    path("account/password/", passwords.new_password, name="new-password"),
    path("account/sessions/end/", own_sign_in.end_session, name="end-session"),
    path("people/", directory.post_list, name="directory"),
    path("people/ours/", ours.our_people, name="our-people"),
    path("people/ours/admit/", ours.admit_ours, name="admit-ours"),
    path("people/ours/<int:membership_id>/end/", ours.end, name="end-our-access"),
    path("people/ours/<int:membership_id>/extend/", ours.extend, name="extend-our-access"),
    path("people/ours/<int:membership_id>/substitute/", ours.substitute, name="substitute"),
    path("people/ours/<int:membership_id>/invite/", ours.invite_again, name="invite-ours-again"),
    path("people/ours/needed/", recertification.still_needed, name="still-needed"),
    path("people/ours/needed/keep/", recertification.keep_all, name="keep-all-ours"),
    path("people/ours/<int:membership_id>/keep/", recertification.keep, name="keep-ours"),
    path("administration/needed/", recertification.behind, name="behind"),
    path(
        "administration/memberships/<int:membership_id>/keep/",
        recertification.keep_runner,
        name="keep-runner",
    ),
    path("people/ours/keys/", keys.our_keys, name="our-keys"),
    path("people/ours/keys/ask/", keys.ask, name="ask-program"),
    path("people/ours/keys/<int:membership_id>/new/", keys.new_key, name="new-key"),
    path("people/keys/<int:key_id>/revoke/", keys.revoke, name="revoke-key"),
    path("administration/keys/", keys.all_keys, name="all-keys"),
    path("people/nominations/<uuid:nomination_id>/verify/", nominations.verify, name="verify-nomination"),
    path("people/nominations/<uuid:nomination_id>/decline/", nominations.decline, name="decline-nomination"),
    path(
        "people/nominations/<uuid:nomination_id>/withdraw/", nominations.withdraw, name="withdraw-nomination"
    ),
    path("administration/", administration.administration, name="administration"),
    path("access-log/", log.access_log, name="access-log"),
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
