"""The pages of allauth, all below /accounts/. First those of ours that stand in for some of its own."""

from allauth.socialaccount.views import login_cancelled
from django.urls import include, path

from teams.signing_in import single_sign_on, views
from teams.views import email, sessions

urlpatterns = [
    path("email/", email.email, name="account_email"),
    path("email/link/", email.link, name="account_email_link"),
    path("confirm-email/<str:key>/", email.confirmation, name="account_confirm_email"),
    path("login/code/confirm/", views.ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("password/set/", views.set_password, name="account_set_password"),
    path("again/", views.sign_in_again, name="account_sign_in_again"),
    path("sessions/", sessions.sessions, name="usersessions_list"),
    path("sessions/<int:pk>/ending/", sessions.ending, name="usersessions_ending"),
    # Switched off: connecting accounts, and choosing another address than the provider gives.
    path("single-sign-on/", views.to_account, name="socialaccount_connections"),
    path("single-sign-on/taken/", single_sign_on.taken, name="socialaccount_signup"),
    path("single-sign-on/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<str:provider_id>/login/", single_sign_on.go_to_provider, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", single_sign_on.come_back, name="openid_connect_callback"),
    path("second-factor/webauthn/", views.to_second_factor, name="mfa_list_webauthn"),
    path("second-factor/webauthn/login/", views.SignInByKeyView.as_view(), name="mfa_login_webauthn"),
    path(
        "second-factor/recovery-codes/generate/",
        views.new_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "second-factor/webauthn/reauthenticate/",
        views.ReauthenticateByKeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("", include("allauth.account.urls")),
    path("second-factor/", include("allauth.mfa.urls")),
]
