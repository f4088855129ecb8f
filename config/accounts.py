"""How people sign in. All of it goes into the settings."""

from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

AUTH_USER_MODEL = "teams.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "teams:list"
# However somebody signs in: closing the browser signs them out.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Only these addresses may make an account: the part after the @, exactly. Without any, everybody may.
SIGN_UP_DOMAINS = [domain.strip().lstrip("@").lower() for domain in env.list("SIGN_UP_DOMAINS", default=[])]

ACCOUNT_ADAPTER = "teams.signing_in.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "teams.models.display_name"
ACCOUNT_LOGOUT_REDIRECT_URL = "overview:start"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Where anybody may make an account, an address need not be shown to be one's own before one gets in: an afternoon
# in a room without a mail server works. Where only some addresses may, one that was merely typed is worth nothing.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SIGN_UP_DOMAINS else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = bool(SIGN_UP_DOMAINS)
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Mail takes a while where it is held back and scanned.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {
    name: f"teams.signing_in.forms.accounts.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailCodeForm",
        "reset_password": "ResetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
# A whole building may share one address; what is guessed or mailed is also counted for each account.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "signup": "100/m/ip",
    "request_login_code": "100/m/ip,5/h/key",
    # Of one code that was sent, beside allauth's own count in the session: requests at the same moment share that.
    "confirm_code": "300/m/ip,5/15m/key",
    "confirm_email": "1/10s/key,10/h/key",
    # Whoever has many accounts, and anybody can make one, could send one address mail after mail.
    "manage_email": "10/h/user,10/h/key",
    "invite": "5/h/key",
    "reset_password": "100/m/ip,5/h/key",
    "reset_password_from_key": "100/m/ip",
}

# Second factor

MFA_ADAPTER = "teams.signing_in.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Shortlist"
# The code before and the one after are good too: clocks differ, and people type slowly.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    name: f"teams.signing_in.forms.second_factor.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateForm",
        "activate_totp": "ActivateAppForm",
        "add_webauthn": "AddKeyForm",
        "edit_webauthn": "RenameKeyForm",
        "authenticate_webauthn": "AuthenticateByKeyForm",
        "login_webauthn": "SignInByKeyForm",
        "reauthenticate_webauthn": "ReauthenticateByKeyForm",
    }.items()
}

# Single sign-on: one provider of OpenID Connect, the organisation's own

SOCIALACCOUNT_ADAPTER = "teams.signing_in.single_sign_on.SingleSignOnAdapter"
# What a provider says of an address is believed where it says that it is confirmed: see docs/decisions.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5


def _single_sign_on() -> dict[str, Any]:
    """allauth's settings of the provider that the environment names, if it names one."""
    issuer = env.str("OIDC_ISSUER", default="").rstrip("/")
    client, secret = env.str("OIDC_CLIENT_ID", default=""), env.str("OIDC_CLIENT_SECRET", default="")
    if not issuer and not client:
        return {}
    if not (issuer and client and secret):
        raise ImproperlyConfigured("Single sign-on needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET")
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in {"127.0.0.1", "localhost"}:
        raise ImproperlyConfigured("OIDC_ISSUER must be an address that begins with https://")
    app = {
        "provider_id": "sso",
        "name": env.str("OIDC_NAME", default="single sign-on"),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = _single_sign_on()
