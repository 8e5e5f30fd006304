"""Every setting, from the environment, each value checked. The table for people is in the README."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ddrun.lib import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent

# ── where we are ────────────────────────────────────────────────────────────
DDRUN_ENV = env.one_of("DDRUN_ENV", ("development", "test", "production"), "development")
PRODUCTION = DDRUN_ENV == "production"
DEBUG = env.flag("DDRUN_DEBUG", default=False)
DDRUN_DATA = Path(env.text("DDRUN_DATA", str(BASE_DIR / ".ddrun")))
DDRUN_SECURITY_CONTACT = env.text("DDRUN_SECURITY_CONTACT")
DDRUN_DEMO = env.flag("DDRUN_DEMO", default=False)
# Where `manage.py up` runs the demo's live service; empty when it runs none.
DDRUN_DEMO_SERVICE = env.text("DDRUN_DEMO_SERVICE")
# Where `manage.py up` keeps the agent of its own machine; empty when it keeps none.
DDRUN_LOCAL_AGENT = env.text("DDRUN_LOCAL_AGENT")
# What hooks, agents and links are told. Plain HTTP stays on this machine.
DDRUN_PUBLIC_URL = env.text("DDRUN_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(DDRUN_PUBLIC_URL)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
if _public.scheme not in ("http", "https") or not _public.hostname:
    raise ImproperlyConfigured(
        f"DDRUN_PUBLIC_URL is {DDRUN_PUBLIC_URL!r}; it must look like https://run.example.com"
    )
if _public.scheme == "http" and _public.hostname not in _LOOPBACK:
    raise ImproperlyConfigured(
        f"DDRUN_PUBLIC_URL is {DDRUN_PUBLIC_URL!r}; beyond this machine it must begin with https://"
    )
HTTPS = _public.scheme == "https"

# ── secrets ─────────────────────────────────────────────────────────────────
SECRET_KEY = env.text("DDRUN_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("DDRUN_OLD_SECRET_KEYS")
# 32 bytes in hex: the Ed25519 key that signs dispatches and heads of the ledger.
DDRUN_SIGNING_KEY = env.text("DDRUN_SIGNING_KEY")
# 32 bytes in hex each, the newest first: they seal connector tokens.
DDRUN_SEALING_KEYS = env.words("DDRUN_SEALING_KEYS")
ALLOWED_HOSTS = env.words("DDRUN_ALLOWED_HOSTS")
_database = env.database("DATABASE_URL")
_owner = env.database("DATABASE_OWNER_URL")
REDIS_URL = env.text("REDIS_URL")

if PRODUCTION:
    for _name, _value in (
        ("DDRUN_SECRET_KEY", SECRET_KEY),
        ("DDRUN_SIGNING_KEY", DDRUN_SIGNING_KEY),
        ("DDRUN_SEALING_KEYS", DDRUN_SEALING_KEYS),
        ("DDRUN_ALLOWED_HOSTS", ALLOWED_HOSTS),
        ("DATABASE_URL", _database),
        ("REDIS_URL", REDIS_URL),
    ):
        if not _value:
            raise ImproperlyConfigured(f"{_name} is not set; production does not start without it")
    if len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("DDRUN_SECRET_KEY is too short; it must have at least 50 characters")
    if not HTTPS:
        raise ImproperlyConfigured("DDRUN_PUBLIC_URL must begin with https:// in production")
else:
    # For checks and tools that reach no data; `manage.py up` makes real ones in its data directory.
    SECRET_KEY = SECRET_KEY or "not-a-secret-" + "0" * 50
    DDRUN_SIGNING_KEY = DDRUN_SIGNING_KEY or "11" * 32
    DDRUN_SEALING_KEYS = DDRUN_SEALING_KEYS or ["22" * 32]
    ALLOWED_HOSTS = ALLOWED_HOSTS or [*_LOOPBACK[:2], "[::1]"]
for _name, _keys in (("DDRUN_SIGNING_KEY", [DDRUN_SIGNING_KEY]), ("DDRUN_SEALING_KEYS", DDRUN_SEALING_KEYS)):
    for _key in _keys:
        if len(_key) != 64 or set(_key.lower()) - set("0123456789abcdef"):
            raise ImproperlyConfigured(f"{_name} must be 32 bytes written as 64 hexadecimal digits")

# ── applications ────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "template_partials",
    "csp",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_celery_beat",
    "ddrun.accounts",
    "compliance",
    "runbooks",
    "execution",
    "incidents",
    "integrations",
    "ddrun.copilot",
    "ddrun.apps.ProductConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ddrun.accounts.middleware.MemberMiddleware",
    "ddrun.lib.http.RefusalMiddleware",
]
ROOT_URLCONF = "ddrun.urls"
ASGI_APPLICATION = "ddrun.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ddrun.lib.kit"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ddrun.copilot.context.page",
            ],
        },
    }
]

# ── data ────────────────────────────────────────────────────────────────────
DATABASES = {
    "default": {
        "ENGINE": "ddrun.lib.postgres",
        **({"NAME": "ddrun", "USER": "ddrun_app"} | _database),
        "OWNER": _owner,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": env.number("DDRUN_POOL", 12, least=1), "timeout": 20},
        }
        if DDRUN_ENV != "test"
        else {},
        "TEST": {"NAME": env.text("DDRUN_TEST_DATABASE", "ddrun_test")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_redis = REDIS_URL or "redis://127.0.0.1:6379/0"
# `redis://` in Celery and channels also takes `unix:///path?db=0`; kombu calls that scheme `redis+socket`.
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [_redis], "prefix": env.text("DDRUN_CHANNEL_PREFIX", "ddrun")},
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}}
CELERY_BROKER_URL = _redis.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# ── people ──────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
if DDRUN_ENV == "test":
    # Signing in hundreds of times must not cost a slow hash each.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "ddrun.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

# ── ports: who answers (see ddrun/lib/ports.py) ─────────────────────────────
DDRUN_EVIDENCE_SOURCES = [
    "runbooks.evidence.RunbookEvidence",
    "execution.evidence.RunEvidence",
    "incidents.evidence.IncidentEvidence",
]
DDRUN_ORGANISATIONS = "ddrun.accounts.queries.organisations"

# ── a language model, off unless a key is set; nothing waits for it ──────────
DDRUN_LANGUAGE_MODEL = "integrations.llm.client.AnthropicModel"
DDRUN_MODEL_KEY = env.text("DDRUN_MODEL_KEY")
# Another address of the same API, such as a gateway.
DDRUN_MODEL_URL = env.text("DDRUN_MODEL_URL")
DDRUN_MODEL = env.text("DDRUN_MODEL", "claude-sonnet-5")
# What a million tokens cost, read and written, in cents.
DDRUN_MODEL_PRICE_READ = env.number("DDRUN_MODEL_PRICE_READ", 300)
DDRUN_MODEL_PRICE_WRITTEN = env.number("DDRUN_MODEL_PRICE_WRITTEN", 1500)
# What one organisation may spend in a calendar month, in cents.
DDRUN_MODEL_MONTHLY_CAP = env.number("DDRUN_MODEL_MONTHLY_CAP", 2000)

# ── the browser ─────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_NAME = "ddrun_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
_behind_proxy = env.flag("DDRUN_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [DDRUN_PUBLIC_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
UNFOLD = {
    "SITE_TITLE": "dd0c/run",
    "SITE_HEADER": "dd0c/run",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: "/static/img/icon-idle.svg"}
    ],
    # The accent of static/css/tokens.css, light and dark.
    "COLORS": {"primary": {"500": "#8E9BFF", "600": "#4350C9", "700": "#3D4AD6"}},
}
# A paste of 5 MB is refused with a sentence by the page itself, so the door must let it in.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# ── mail ────────────────────────────────────────────────────────────────────
EMAIL_HOST = env.text("DDRUN_SMTP_HOST")
EMAIL_PORT = env.number("DDRUN_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("DDRUN_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("DDRUN_SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("DDRUN_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DDRUN_MAIL_FROM", "dd0c/run <run@localhost>")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"

# ── logs ────────────────────────────────────────────────────────────────────
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "ddrun.lib.logs.MaskKeys"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)-7s %(name)s  %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["mask"]}},
    "root": {"handlers": ["console"], "level": env.text("DDRUN_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.db.backends": {"level": "WARNING"},
        "daphne.http_protocol": {"level": "WARNING"},
        "daphne.ws_protocol": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
    },
}
