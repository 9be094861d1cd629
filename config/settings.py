"""The settings, in one file, driven by the environment.

Without DATABASE_URL the project runs an embedded PostgreSQL of its own (see
`config/database.py`). Secrets have no defaults outside the demonstration.
"""

import json
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import database

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("ROUNDTABLE_DATA") or BASE_DIR / "var").resolve()


def _flag(name: str) -> bool:
    return os.environ.get(name, "") in {"1", "true", "yes"}


# --- What kind of run this is -------------------------------------------------------------

DEBUG = False
DEMO = _flag("DEMO")
TESTING = _flag("TESTING")
PLAIN_HTTP = DEMO or TESTING or _flag("PLAIN_HTTP")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not (DEMO or TESTING or _flag("BUILD")):
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text.")
    SECRET_KEY = "only-for-demonstration-tests-and-builds-" + "x" * 30
# Signs the history; the worker and the commands need it, the web process does not.
_kept_key = DATA_DIR / "history-key"
HISTORY_KEY = os.environ.get("HISTORY_KEY") or (_kept_key.read_text() if _kept_key.exists() else "")
# Public keys of before the last rotation, base64.
HISTORY_PUBLIC_KEYS = [key for key in os.environ.get("HISTORY_PUBLIC_KEYS", "").split(",") if key]
# What the newest key replaced: still opens second factors and running sessions.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TRUSTED_ORIGINS", "").split(",") if origin]

SITE_NAME = os.environ.get("SITE_NAME", "Roundtable")
# Where mails lead to: no request is there to say it.
SITE_URL = os.environ.get("SITE_URL") or f"{'http' if PLAIN_HTTP else 'https'}://{ALLOWED_HOSTS[0]}"

# --- Parts --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
    "allauth.account",
    "allauth.mfa",
    "coordination",
    "actionplans",
]
MIDDLEWARE = [
    "coordination.access.middleware.BodyLimit",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coordination.people.sessions.SessionLimits",
    "coordination.people.limits.FailedTokens",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "coordination.history.middleware.Trail",
    "coordination.access.middleware.ActorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": [
                "coordination.access.dates",
                "coordination.notices.marks",
                "django.templatetags.l10n",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "coordination.people.shell.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------

DATABASES = database.databases(os.environ, BASE_DIR)
# Gated rows are readable inside a transaction only, so a page is one transaction.
DATABASES["default"]["ATOMIC_REQUESTS"] = True
# Seconds that a process waits for an answer of the database, 0 for as long as it takes (see
# coordination/access/postgresql/patience.py); the web process waits ten.
DATABASE_PATIENCE = float(os.environ.get("DATABASE_PATIENCE") or 0)
DATABASE_ROUTERS = ["config.database.OwnerMigrates"]
# Four bytes keep the indexes small; tables that grow without bound say BigAutoField themselves.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = [
    "coordination.history.jobs",
    "coordination.people.jobs",
    "coordination.register.jobs",
    "coordination.consultations.jobs",
    "coordination.notices.jobs",
    "coordination.retention.jobs",
    "actionplans.reports.jobs",
]

# --- Who signs in -------------------------------------------------------------------------

AUTH_USER_MODEL = "coordination.User"
ACTOR_BUILDER = "coordination.people.actors.actor_of_request"
POLL_ACTOR_BUILDER = "coordination.people.actors.actor_of_poll"
SIGN_IN_CHECK = "coordination.people.factors.next_step"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "coordination.people.passwords.CommonPassword"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600
# What allauth does for us: second factors and the stages of a sign-in. Its pages are not routed.
ACCOUNT_ADAPTER = "coordination.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}  # codes, by account
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _flag("BEHIND_PROXY") else 0
MFA_ADAPTER = "coordination.people.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODE_DIGITS = 12
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run half a minute apart

# EU Login and national providers, as JSON: [{"key", "name", "issuer", "client_id", "client_secret", "strong"}, …].
# `strong`: values of `acr` or `amr` at which the provider's own sign-in counts as a second factor.
OPENID_PROVIDERS = json.loads(os.environ.get("OPENID_PROVIDERS") or "[]")

# One store for all processes: what was tried too often, and which codes are used up.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "coordination_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Cookies, headers ---------------------------------------------------------------------

_PREFIX = "" if PLAIN_HTTP else "__Host-"
SESSION_ENGINE = "coordination.people.sessions"
SESSION_COOKIE_NAME = f"{_PREFIX}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "coordination.access.pages.csrf_refused"
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Language, time -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "coordination" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files --------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "var" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    if TESTING
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

# --- Mail ---------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "roundtable@localhost")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ["MAIL_HOST"],
            "port": int(os.environ.get("MAIL_PORT", "25")),
            "username": os.environ.get("MAIL_USER", ""),
            "password": os.environ.get("MAIL_PASSWORD", ""),
            "use_tls": _flag("MAIL_TLS"),
        },
    }
    if os.environ.get("MAIL_HOST")
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": DATA_DIR / "mail"},
    }
}

# --- API ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "coordination.people.tokens.TokenAuthentication",
        "coordination.access.rest.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["coordination.access.rest.ThroughTheGate"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "coordination.access.rest.problem_details",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": SITE_NAME,
    "DESCRIPTION": "Who does what, for whom, and who may read it.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["coordination.access.rest.ThroughTheGate"],
    "SERVE_AUTHENTICATION": None,
    # Fields of one name with different choices.
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "coordination.register.kinds.Kind",
        "DocumentKindEnum": "coordination.documents.kinds.Kind",
        "OfficialLanguageEnum": "coordination.documents.kinds.Language",
        "RemarkEnum": "actionplans.plans.kinds.Remark",
        "LevelEnum": "coordination.register.kinds.Level",
        "PlanLevelEnum": "actionplans.plans.kinds.Level",
        "GradeEnum": "actionplans.plans.kinds.Grade",
        "ChoiceEnum": "coordination.register.sharing.Choice",
        "NarrowerEnum": "actionplans.plans.api.writing.actions.NARROWER",
    },
}

# --- Log ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Answers in the 400s are no faults of ours, and their addresses (an invitation) are not for the log.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
