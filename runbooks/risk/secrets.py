"""What may hold a secret: files by their names, variables by theirs, and devices that are not for reading."""

import re
from typing import Final

from runbooks.risk.globs import reaches
from runbooks.risk.ruling import Ruling, yellow
from runbooks.risk.words import OPAQUE, Call, Word, listed

# What a file is called that holds one.
_NAMED_LIKE: Final = r"passw(or)?d|passphrase|token|credential|api[_-]?key"
SECRET_FILE: Final = re.compile(
    r"(^|[/=@:])(g?shadow-?(\.(bak|old|orig|gz|\d+))*|opasswd|sssd\.conf|kubelet-client-[\w-]+\.pem|id_(rsa|dsa|ecdsa|ed25519)(?!\.pub$)(\.\w+)?|\.netrc|\.pgpass|\.my(login)?\.cnf|"
    r"[\w-]*\.env(\.(?!example$|sample$|template$|dist$)\w+)?|\.envrc|\.git-credentials|\.vault-token|\.htpasswd|"
    r"\.npmrc|\.pypirc|\.s3cfg|[\w-]*credentials(\.json|\.csv)?|environ|kubeconfig|admin\.conf|k3s\.yaml|"
    r"(chap|pap)-secrets|ipsec\.secrets|(?=[\w.-]*secret)[\w.-]+\.(ya?ml|json|env|txt|conf|cfg|toml|ini|properties)|"
    # One file often holds a certificate and its key; only the name of a mere certificate tells otherwise.
    r"(?=[\w.-]*(?i:priv|key)|(?![\w.-]*(?i:cert|chain|bundle|\bca\b|pub|crl|dh|csr|root)))[\w.*-]*\.pem|"
    r"master\.key|userlist\.txt|debian\.cnf|wp-config\.php|\.erlang\.cookie|\.boto|\.databrickscfg|[\w.-]+\.keyring|"
    rf"(?=[\w.-]*(?i:{_NAMED_LIKE}|unseal))[\w.-]+"
    r"\.(ya?ml|json|env|txt|conf|cfg|toml|ini|properties|xml|csv)|\.m2/settings\.xml|"
    r"initialAdminPassword|\.\w+_history|config/database\.yml)$|"
    r"[\w*-]\.(key|p12|pfx|jks|keystore|kdbx|keytab|ovpn|gpg|tfstate(\.backup)?|tfvars)$|/run/secrets|"
    r"\.aws/credentials|\.kube/config|\.docker/config\.json|\.config/(gcloud|gh)/|"
    r"\.ssh/(?!known_hosts|authorized_keys|config|[\w.-]+\.pub$)|\.gnupg/|\.password-store/|"
    r"/proc/[^/]+/(environ|mem|cmdline-x)|/serviceaccount/token|/etc/ssl/private/|/etc/wireguard/|"
    r"^(/|~|\.\.?/|\w)[\w./-]*/secrets/[\w.*-]+$|"
    r"^(~|\.\.?|/(etc|run|var|opt|srv|home|root|mnt))/([\w.-]+/)*(?!passwd-?$)[\w-]*"
    rf"(?i:secret|{_NAMED_LIKE})[\w-]*$|"
    r"/etc/kubernetes/pki/.*key|credentials\.db|/dev/(k?mem|port)$"
)
ODD_DEVICE: Final = re.compile(
    r"(if=)?(/dev/(?!null$|zero$|u?random$|full$|stdin$|fd/|shm/|kmsg$|log$)|/proc/kmsg|/proc/sysrq|"
    r"/sys/kernel/(debug/)?tracing/.*trace_pipe)"
)
# Disks are for reading: a check sum, a read test.
DISK: Final = re.compile(
    r"(if=)?/dev/((s|h|v|xv)d[a-z]+\d*|nvme\d+(n\d+(p\d+)?)?|mmcblk\d+(p\d+)?|dm-\d+|md\d+|loop\d+|sr\d|"
    r"(?!input/|snd/|bus/|char/|dri/|vfio/|net/|serial/|usb/|pts/|cpu/|infiniband/|watchdog)[\w-]+/[\w./-]+)"
)
OPENS_FILES: Final = listed(
    "wc cksum sum b2sum md5 md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum file tsort dd"
)
PRINTS_FILES: Final = listed(
    "cat tac nl head tail grep egrep fgrep zgrep rg ag sed gsed awk gawk mawk cut tr sort uniq "
    "comm join paste rev fold fmt pr expand unexpand column colrm less more strings xxd od "
    "hexdump hd base64 base32 zcat bzcat xzcat zstdcat diff cmp look split dd jq yq tee unzip dotenv nawk "
    "gojq jaq shuf tsort zegrep zfgrep bzgrep xzgrep xmllint"
)
SECRET_VARIABLE: Final = re.compile(
    r"(?i).*(secret|passw(or)?d|token|api_?key|private_?key|credential|access_?key|pwd$).*"
)
SECRET_SEARCH: Final = re.compile(
    r"(?i)(password|passwd|secret|api[_-]?key|private.key|credential|access[_-]?key)"
)
GREPS: Final = ("grep", "egrep", "fgrep", "zgrep", "rg", "ag")


# Places where secrets are kept, for patterns that may reach them.
KEPT: Final = listed(
    "/etc/shadow /etc/gshadow ~/.ssh/id_rsa ~/.ssh/id_ed25519 ~/.aws/credentials ~/.netrc ~/.pgpass "
    "~/.my.cnf ~/.kube/config ~/.docker/config.json ~/.bash_history ~/.git-credentials /proc/1/environ "
    "/proc/self/environ /run/secrets/token .env /etc/kubernetes/admin.conf /etc/ssl/private/site.key "
    "/var/run/secrets/kubernetes.io/serviceaccount/token"
)
HOMES: Final = ("/root", "/home/ops", OPAQUE)
KEPT_SOMEWHERE: Final = (
    *KEPT,
    *(home + place[1:] for place in KEPT if place.startswith("~") for home in HOMES),
)
SECRET_NAMES: Final = listed("shadow gshadow id_rsa id_ed25519 .netrc .pgpass credentials environ")
SECRET_TREE: Final = re.compile(r"(^|/)(\.ssh|\.aws|\.gnupg|\.kube|\.docker|private|secrets)/?$")
GIT_PRINTS: Final = listed("show cat-file blame annotate diff grep archive log")


def names_secret(word: Word) -> bool:
    """True when the word is, or may become, the name of a file that holds a secret."""
    if SECRET_FILE.search(word.text):
        return True
    return (word.many or "[" in word.text) and reaches(word.text, KEPT_SOMEWHERE)


def names_secret_within(word: Word) -> bool:
    """The same of a word that an archiver itself takes for a pattern of the names inside an archive."""
    return names_secret(word) or reaches(word.text.rpartition("/")[2], SECRET_NAMES)


def rule_disclosure(call: Call) -> Ruling | None:
    """Yellow where a command that only prints may print a secret; None where nothing speaks for it."""
    if call.name in ("echo", "printf"):
        secret = next((word for word in call.arguments if word.secret), None)
        return yellow("It prints a variable that is named like a secret.", secret) if secret else None
    if call.name in OPENS_FILES:
        odd = [w for w in call.arguments if ODD_DEVICE.match(w.text) and not DISK.fullmatch(w.text)]
        if odd:
            return yellow("Reading this device may change something.", odd[0])
    if call.name == "git" and any(word.text in GIT_PRINTS for word in call.arguments[:3]):
        searches = any(word.text == "grep" for word in call.arguments[:3])
        named = next(
            (
                word
                for word in call.arguments
                if names_secret(word) or (searches and SECRET_SEARCH.search(word.text))
            ),
            None,
        )
        return yellow("It may print a secret.", named) if named else None
    listed_in = call.name in ("date", "file", "wc", "du") and any(
        re.match(r"-\w*f|--file", word.text) for word in call.arguments
    )
    if call.name not in PRINTS_FILES and not listed_in:
        return None
    for word in call.arguments:
        if names_secret(word):
            return yellow("It may print a secret.", word)
        if call.name not in OPENS_FILES and ODD_DEVICE.match(word.text):
            return yellow("Reading this device may change something.", word)
    deep = call.name in GREPS and any(
        re.fullmatch(r"-\w*[rR]\w*|--recursive", word.text) for word in call.arguments
    )
    found = next(
        (
            word
            for word in call.arguments
            if deep and (SECRET_SEARCH.search(word.text) or SECRET_TREE.search(word.text))
        ),
        None,
    )
    return yellow("It searches files for secrets.", found) if found else None
