"""What may hold a secret: files by their names, variables by theirs, and devices that are not for reading."""

import re
from typing import Final

from runbooks.risk.ruling import Ruling, yellow
from runbooks.risk.words import Call, listed

SECRET_FILE: Final = re.compile(
    r"(^|[/=@:])(g?shadow-?|id_(rsa|dsa|ecdsa|ed25519)(?!\.pub$)(\.\w+)?|\.netrc|\.pgpass|\.my(login)?\.cnf|"
    r"[\w-]*\.env(\.(?!example$|sample$|template$|dist$)\w+)?|\.envrc|\.git-credentials|\.vault-token|\.htpasswd|"
    r"\.npmrc|\.pypirc|\.s3cfg|[\w-]*credentials(\.json|\.csv)?|environ|kubeconfig|admin\.conf|k3s\.yaml|"
    r"(chap|pap)-secrets|ipsec\.secrets|(?=[\w.-]*secret)[\w.-]+\.(ya?ml|json|env|txt|conf|cfg|toml|ini|properties)|"
    r"(?=[\w.-]*(?i:priv|key))[\w.-]*\.pem|master\.key|userlist\.txt|debian\.cnf|wp-config\.php|"
    r"initialAdminPassword|\.\w+_history|config/database\.yml)$|"
    r"[\w*-]\.(key|p12|pfx|jks|keystore|kdbx|keytab|ovpn|gpg|tfstate(\.backup)?|tfvars)$|/run/secrets|"
    r"\.aws/credentials|\.kube/config|\.docker/config\.json|\.config/(gcloud|gh)/|"
    r"\.ssh/(?!known_hosts|authorized_keys|config|[\w.-]+\.pub$)|\.gnupg/|\.password-store/|"
    r"/proc/[^/]+/(environ|mem|cmdline-x)|/serviceaccount/token|/etc/ssl/private/|/etc/wireguard/|"
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


def rule_disclosure(call: Call) -> Ruling | None:
    """Yellow where a command that only prints may print a secret; None where nothing speaks for it."""
    if call.name in ("echo", "printf"):
        secret = next((word for word in call.arguments if word.secret), None)
        return yellow("It prints a variable that is named like a secret.", secret) if secret else None
    if call.name in OPENS_FILES:
        odd = [w for w in call.arguments if ODD_DEVICE.match(w.text) and not DISK.fullmatch(w.text)]
        if odd:
            return yellow("Reading this device may change something.", odd[0])
    if call.name not in PRINTS_FILES:
        return None
    for word in call.arguments:
        if SECRET_FILE.search(word.text):
            return yellow("It may print a secret.", word)
        if call.name not in OPENS_FILES and ODD_DEVICE.match(word.text):
            return yellow("Reading this device may change something.", word)
    deep = call.name in GREPS and any(
        re.fullmatch(r"-\w*[rR]\w*|--recursive", word.text) for word in call.arguments
    )
    found = next((word for word in call.arguments if deep and SECRET_SEARCH.search(word.text)), None)
    return yellow("It searches files for secrets.", found) if found else None
