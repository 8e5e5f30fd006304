"""Environment variables: which may be set before a command without running code or moving its target."""

import re
from typing import Final

from runbooks.risk.ruling import Ruling, green, yellow
from runbooks.risk.words import Word, listed

# Understood: language, time zone, width, colour, which profile, region or namespace, passwords of clients.
HARMLESS: Final = listed(
    "LANG LANGUAGE LC_ALL LC_CTYPE LC_TIME LC_NUMERIC LC_COLLATE LC_MESSAGES TZ COLUMNS LINES "
    "NO_COLOR CLICOLOR TERM AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_DEFAULT_OUTPUT "
    "AWS_DEFAULT_PROFILE ETCDCTL_API ETCDCTL_ENDPOINTS PGPASSWORD PGHOST PGPORT PGUSER PGDATABASE "
    "PGCONNECT_TIMEOUT PGAPPNAME MYSQL_PWD REDISCLI_AUTH CLOUDSDK_CORE_PROJECT SYSTEMD_COLORS "
    "VAULT_ADDR VAULT_NAMESPACE CONSUL_HTTP_ADDR NOMAD_ADDR GIT_OPTIONAL_LOCKS "
    "GIT_TERMINAL_PROMPT DEBIAN_FRONTEND HELM_NAMESPACE NS NAMESPACE POD SERVICE APP CLUSTER "
    "DEPLOYMENT NODE"
)
PASSWORDS: Final = listed("PGPASSWORD MYSQL_PWD REDISCLI_AUTH")
# What a script within would still read as one word that is no option.
ONE_WORD: Final = re.compile(r"(?!-)[^\s*?\[{]*")
# A kubeconfig may name a program to run; these are where the cluster's own tools keep it.
KUBECONFIGS: Final = frozenset(("/etc/kubernetes/admin.conf", "/etc/rancher/k3s/k3s.yaml", "~/.kube/config"))
PAGERS: Final = listed("PAGER GIT_PAGER AWS_PAGER SYSTEMD_PAGER MANPAGER GH_PAGER PSQL_PAGER KUBECTL_PAGER")
# Pinned to these for every green command; another value would undo the pin.
PINNED: Final = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
# Names that are likely to be in the environment already and that programs or the shell obey.
OBEYED: Final = re.compile(
    r"(PATH|LD_.*|DYLD_.*|BASH_.*|BASHOPTS|SHELLOPTS|SHELL|ENV|IFS|PS\d|PROMPT.*|CDPATH|GLOBIGNORE|"
    r"HIST.*|HOME|GIT_.*|.*PAGER.*|.*EDITOR|VISUAL|BROWSER|LESS.*|PYTHON.*|PERL.*|RUBY(LIB|OPT|PATH|SHELL)|"
    r"NODE_(OPTIONS|PATH|REPL.*|EXTRA.*|ICU.*|V8.*|TLS.*|PENDING.*|DEBUG|ENV|NO_.*|PRESERVE.*|REDIRECT.*)|"
    r"JAVA_(HOME|.*OPT.*)|JDK_.*|_JAVA.*|KUBE(CONFIG|CTL_.*|_EDITOR|RNETES_.*)|AWS_.*|AZURE_.*|GOOGLE_.*|"
    r"CLOUDSDK_.*|DOCKER_(HOST|CONFIG|CERT.*|TLS.*|CONTEXT|API.*|BUILDKIT|CLI_.*|DEFAULT.*|CONTENT.*|TMPDIR)|"
    r"SSH_.*|RSYNC_.*|PG[A-Z]+|PG_COLORS?|PSQL.*|MYSQL_(HOME|HOST|PWD|TCP_PORT|UNIX_PORT|GROUP.*|TEST.*|PS1|"
    r"DEBUG|HIST.*|PLUGIN.*)|REDISCLI.*|.*_PROXY|.*_proxy|TMPDIR|TEMP|TMP|TAR_OPTIONS|GREP_.*|GZIP|"
    r"XZ_.*|BZIP2?|CURL_.*|WGETRC|SSL_.*|OPENSSL_.*|TF_.*|HELM_.*|ANSIBLE_.*|VAULT_.*|CONSUL_.*|"
    r"NOMAD_.*|LOCPATH|NLSPATH|GCONV_PATH|TERMINFO.*|TERMCAP|POSIXLY_CORRECT|MAIL(PATH|CHECK|RC|CAPS)?|"
    r"OPT(IND|ARG|ERR|IONS)|UID|EUID|"
    r"SYSTEMD_.*|XDG_.*|COMP_.*|INPUTRC|FCEDIT|TMOUT|LINENO|S?RANDOM|EPOCH[A-Z]+|BASHPID|PPID|REPLY|SECONDS|BASH|EXECIGNORE|"
    r"FUNC.*|DIRSTACK|MAKE.*|CC|CXX|CFLAGS|npm_.*|PIP_.*|UV_.*|CARGO.*|RUST.*|GO[A-Z]*|TIMEFORMAT|"
    r"MALLOC_.*|GLIBC_.*|HOSTALIASES|RES_OPTIONS|LOCALDOMAIN|"
    r"_|LS_COLORS|JQ_.*|CHECKPOINT_.*|NPM_.*|TCL.*|LUA_.*|PHP(RC|_INI.*)|ETCDCTL_.*|RIPGREP.*|BC_ENV.*)"
)


def rule_assignment(
    name: str, value: Word, *, alone: bool, simple: bool, at: Word, plain_tool: bool = False
) -> Ruling:
    """Whether setting this variable, alone or for one command, is harmless.

    A `plain_tool` is one known to obey no variable outside the list of those that are obeyed.
    """
    if not simple or not re.fullmatch(r"[A-Za-z_]\w*", name):
        return yellow("This assignment is not proven to be harmless.", at)
    if name in PAGERS and value.plain and value.text in ("cat", ""):
        return green()
    if name == "KUBECONFIG" and value.plain and value.text in KUBECONFIGS:
        return green("The cluster's own configuration is named.")
    if alone:
        if OBEYED.fullmatch(name) and name not in HARMLESS:
            return yellow(f"{name} changes what later commands do.", at)
        return green("It sets a variable of this shell.")
    if name not in HARMLESS and not (plain_tool and not OBEYED.fullmatch(name)):
        return yellow(f"{name} may change what the command does.", at)
    if re.match(r"LANG|LC_", name) and not re.fullmatch(r"[\w.@:-]*", value.text):
        return yellow(f"{name} names a file to be loaded.", at)
    if name in PINNED and value.text != PINNED[name]:
        return yellow(f"{name} changes what the command may do.", at)
    if name not in PASSWORDS and not ONE_WORD.fullmatch(value.text):
        return yellow(f"{name} may become an option or several words.", at)
    if name == "TERM" and not re.fullmatch(r"[a-z0-9-]+", value.text):
        return yellow("TERM may load a terminal description.", at)
    return green("It sets a known variable.")


def rule_name(name: str, at: Word) -> Ruling:
    """Whether a variable of this name may take any value, or none, without changing what programs do."""
    if OBEYED.fullmatch(name) and (name not in HARMLESS or name in PINNED):
        return yellow(f"{name} changes what later commands do.", at)
    return green("It sets a variable of this shell.")


# The words of a runbook's own names, of which no program obeys one: `NODE_NAME`, `DB_HOST`, `POD_ID`.
OWN_NAMES: Final = re.compile(
    r"(NODE|POD|DB|APP|SERVICE|SVC|CLUSTER|CONTAINER|DEPLOYMENT|RELEASE|INCIDENT|TARGET|PRIMARY|REPLICA|QUEUE|"
    r"TOPIC|TENANT|INSTANCE|PROJECT|STACK)_(NAME|HOST|ID|IP|NAMESPACE|NS|PORT|REGION|ZONE|TAG|IMAGE)"
)


def rule_export(name: str, value: Word, at: Word) -> Ruling:
    """Whether handing this variable to all later commands is harmless."""
    if OWN_NAMES.fullmatch(name) and ONE_WORD.fullmatch(value.text):
        return green("It sets a variable of this runbook.")
    return rule_assignment(name, value, alone=False, simple=True, at=at)
