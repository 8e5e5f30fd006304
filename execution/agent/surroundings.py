"""The environment a command finds: allow-listed, fixed, without rc files, pagers or prompts."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FIXED: Final[Mapping[str, str]] = {
    "LANG": "C.UTF-8",
    "TERM": "dumb",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MANPAGER": "cat",
    "SYSTEMD_PAGER": "cat",
    "AWS_PAGER": "",
    "PSQL_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "SYSTEMD_COLORS": "0",
    "NO_COLOR": "1",
    "DEBIAN_FRONTEND": "noninteractive",
}
# Names through which a value becomes code, another program, another home or another identity.
_DANGEROUS: Final = re.compile(
    r"(?:PATH|HOME|SHELL|IFS|ENV|CDPATH|SHELLOPTS|GLOBIGNORE|PS[0-9]|PROMPT_COMMAND|EDITOR|VISUAL|BROWSER"
    r"|USER|LOGNAME|LD_.*|DYLD_.*|BASH.*|GIT_.*|.*PAGER|LESS.*|PYTHON.*|PERL.*|RUBY.*|NODE_.*|JAVA.*|_JAVA.*"
    r"|JDK_.*|GCONV_PATH|LOCPATH|MALLOC_.*|GLIBC_.*|SSH_.*|SUDO_.*|.*_ASKPASS|RSYNC_RSH|TAR_OPTIONS|GREP_.*"
    r"|POSIXLY_CORRECT|PG.*|MYSQL.*|KUBE.*|AWS_.*|GOOGLE_.*|AZURE_.*|DOCKER_.*|HELM_.*|TF_.*|VAULT_.*"
    r"|.*_PROXY|.*_proxy|OPENSSL.*|SSL_.*|CURL_.*|WGET.*|XDG_.*|TMPDIR|TEMP|TMP|LOCALDOMAIN|RES_OPTIONS)\Z"
)
# Values that only narrow what a program does, so a dispatch may set exactly these: no file of the user is
# read, nothing is paged, asked, hooked, downloaded or remembered.
NARROWING: Final = frozenset(
    {
        ("AWS_CLI_AUTO_PROMPT", "off"),
        ("RSYNC_RSH", "ssh"),
        ("AZURE_CORE_NO_COLOR", "1"),
        ("AZURE_EXTENSION_USE_DYNAMIC_INSTALL", "no"),
        ("BASH_ENV", ""),
        ("CURL_HOME", "/nonexistent"),
        ("ENV", ""),
        ("GH_PAGER", "cat"),
        ("DOCKER_CONFIG", "/proc/none"),
        ("GIT_ALLOW_PROTOCOL", "git:http:https:ssh"),
        ("GIT_ASKPASS", ""),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_COUNT", "4"),
        ("GIT_CONFIG_COUNT", "5"),
        ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_0", "false"),
        ("GIT_CONFIG_KEY_1", "core.hooksPath"),
        ("GIT_CONFIG_VALUE_1", "/dev/null"),
        ("GIT_CONFIG_KEY_2", "core.attributesFile"),
        ("GIT_CONFIG_VALUE_2", "/dev/null"),
        ("GIT_CONFIG_KEY_3", "log.showSignature"),
        ("GIT_CONFIG_VALUE_3", "false"),
        ("GIT_CONFIG_KEY_4", "credential.helper"),
        ("GIT_CONFIG_VALUE_4", ""),
        ("GIT_EXTERNAL_DIFF", 'diff -u --label "a/$1" --label "b/$1" -- "$2" "$5" || : #'),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_SSH_COMMAND", "ssh"),
        ("HOME", "/proc/none"),
        ("KUBECTL_EXTERNAL_DIFF", "diff -u -N"),
        ("LESS", ""),
        ("LESSHISTFILE", "-"),
        ("LESSOPEN", ""),
        ("LESSSECURE", "1"),
        ("MYSQL_HISTFILE", "/dev/null"),
        ("OPENSSL_CONF", "/dev/null"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("PYTHONHOME", ""),
        ("PYTHONNOUSERSITE", "1"),
        ("PYTHONPATH", ""),
        ("PYTHONSAFEPATH", "1"),
        ("TAR_OPTIONS", ""),
        ("TF_CLI_CONFIG_FILE", "/dev/null"),
        ("WGETRC", "/dev/null"),
    }
)
# curl goes on to the home of the password file when a home has no settings, so it is shown empty ones.
NO_CURL_HOME: Final = "/nonexistent"
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")


def unpinnable(pins: Mapping[str, str]) -> list[str]:
    """Names that a dispatch may not set, in order; an administrator can list them in `passes` instead."""
    return sorted(name for name, value in pins.items() if not _NAME.match(name) or _may_widen(name, value))


def _may_widen(name: str, value: str) -> bool:
    """Whether the variable could let a command do more than was judged."""
    return bool(_DANGEROUS.match(name)) and FIXED.get(name) != value and (name, value) not in NARROWING


def environment(
    pins: Mapping[str, str], passed: Mapping[str, str], *, path: str, home: Path
) -> dict[str, str]:
    """All variables of a command: fixed ones, then what the dispatch pins, then what the agent passes."""
    found = {**FIXED, "PATH": path, "HOME": str(home), **pins, **passed}
    if found.get("CURL_HOME") == NO_CURL_HOME:
        found["CURL_HOME"] = str(quiet_home(home))
    return found


def quiet_home(home: Path) -> Path:
    """The folder beside `home` whose settings are all empty."""
    return home.parent / "quiet"


def make_quiet(home: Path) -> None:
    """Makes that folder, and its files empty again."""
    quiet = quiet_home(home)
    quiet.mkdir(mode=0o755, parents=True, exist_ok=True)
    (quiet / ".curlrc").write_bytes(b"")
