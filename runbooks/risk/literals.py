"""What the text of a word says: names that hold one value, substitutions that give names, escapes."""

import re
from typing import Final

from runbooks.risk.words import listed

# Their value is not one plain word: separators, all arguments, shell options, the shell itself.
LOOSE_VARIABLES: Final = listed("IFS @ * - _ 0 BASH BASH_COMMAND SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND REPLY")


NUMBER_VARIABLES: Final = listed("? $ # ! RANDOM SECONDS EPOCHSECONDS LINENO UID EUID PPID BASHPID")


COUNTED: Final = listed("RANDOM SECONDS EPOCHSECONDS LINENO UID EUID PPID BASHPID")  # by the shell itself


SAFE_DEFAULT: Final = re.compile(r"[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*")


# A value cut, counted off or with other letters, by a pattern that stands there as it is.
TRIMMED: Final = re.compile(
    r"(?P<name>[A-Za-z_]\w*|\d)(?P<how>%%?[\w.*?/:@=,+-]+|##?[\w.*?/:@=,+-]+|,,?|\^\^?|"
    r": ?-?\d+(: ?-?\d+)?(?<!:)|//?[\w.:@-]+/[\w.:@-]*)"
)


NUMERIC_COMMAND: Final = re.compile(
    r"\$\(\s*(date \+%s|nproc|date -d '[\w :+-]*' \+%s|date -d \"[\w :+-]*\" \+%s)\s*\)"
)


ARITHMETIC: Final = re.compile(r"[\s0-9+*/%()<>=!&|^~?:,-]*")


# Names that stand for one value; others, `$OPTS` or `$X`, may well hold options or several words.
VALUE_NAME: Final = re.compile(
    r"(?i).*(pod|name|ns|namespace|node|host|url|uri|endpoint|addr|address|ip|port|dir|directory|"
    r"path|file|log|svc|service|app|deploy|deployment|container|cluster|region|zone|context|ctx|db|"
    r"database|table|schema|user|id|domain|server|instance|release|chart|image|tag|version|topic|"
    r"group|queue|bucket|key|job|cronjob|unit|device|dev|disk|mount|volume|pvc|pv|label|selector|"
    r"interface|iface|nic|project|account|profile|env|environment|stack|branch|commit|sha|repo|"
    r"remote|date|time|since|until|start|end|pattern|format|home|pwd|resource|kind|type|member|"
    r"shard|index|replica|sts|statefulset|ingress|configmap|crd|tenant|team|component|target|"
    r"process|broker|partition|consumer|backend|router|gateway|vm|asg|arn|token|password|pass|passwd|secret)s?\d*"
)


# Substitutions whose output is names or numbers, never an option.
NAMES: Final = re.compile(
    r"(?:\$\(|`)\s*(?P<what>(?:kubectl|oc) get [\w./,= -]*? -o ?=?(?:name|"
    "jsonpath=(?P<q>['\\\"]?)\\{(?:\\.items\\[(?:\\*|\\d+)\\])?\\.+metadata\\.name\\}(?P=q))[\\w./,= -]*|"
    r"docker (?:container )?ps [\w =.-]*-\w*q[\w =.-]*|crictl ps [\w =.-]*-q[\w =.-]*|pgrep "
    r"(?![^)`]*-\w*[al])[\w. -]+|pidof [\w. -]+|hostname(?: -[sfiI])?|whoami|uname -[rmns]|nproc|"
    "id -u\\w*|id -un|date (?:-u )?(?:(?:-d |--date=)['\\\"][\\w :+-]*['\\\"] )?\\+['\\\"]?%[\\w%:./ "
    "-]*['\\\"]?|date -u|date)\\s*(?:\\|\\s*(?:head|tail) -(?:n ?)?1\\s*)?(?:\\)|`)"
)


FETCHES: Final = re.compile(
    r"\b(curl|wget|base64|base32|xxd|openssl enc|gunzip|zcat|fetch|aws s3 cp|gsutil cat)\b"
)


PLAIN: Final = re.compile(r"[A-Za-z0-9_./:@%+,=-]+")


NAMED: Final = re.compile(r"\$\{([A-Za-z_]\w*)\}|\$?\b([A-Za-z_]\w*)\b")
SETS: Final = re.compile(r"(?<![=!<>])=(?!=)|\+\+|--|<<=|>>=")


def without_numbers(text: str, numeric: frozenset[str]) -> str:
    """Arithmetic with a nought for every name that holds a number; as it was where it sets one."""
    counted = numeric | COUNTED
    bare = NAMED.sub(lambda found: " 0 " if (found[1] or found[2]) in counted else found[0], text)
    return text if SETS.search(bare) else bare


ESCAPES: Final = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "?": "?",
}


def ansi_c(text: str) -> str | None:
    """What `$'…'` stands for; None where an escape is not known."""
    out: list[str] = []
    place = 0
    while place < len(text):
        if text[place] != "\\":
            out.append(text[place])
            place += 1
            continue
        match = re.compile(
            r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})|(.))", re.S
        )
        found = match.match(text, place)
        if not found:
            return None
        digits = found[1] or found[2] or found[3]
        if digits or found[4]:
            code = int(digits, 16) if digits else int(found[4], 8)
            if not 0 < code < 0x110000:
                return None
            out.append(chr(code))
        elif found[5] in ESCAPES:
            out.append(ESCAPES[found[5]])
        else:
            return None
        place = found.end()
    return "".join(out)
