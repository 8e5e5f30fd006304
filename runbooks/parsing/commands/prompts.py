"""Prompt signs, and the language of the program that shows them."""

from collections.abc import Set
from dataclasses import dataclass
from re import compile
from typing import Final

from runbooks.parsing.commands.tools import DISTINCT, TOOLS
from runbooks.parsing.document import Line
from runbooks.types import Language


@dataclass(frozen=True, slots=True)
class Prompted:
    """What was typed after a prompt sign; `sign` is the sign."""

    typed: Line
    language: Language
    sign: str


_SIGNS: Final = (
    (r"(?:postgres|psql|[\w-]+)[=-][#>](?=\s)", Language.SQL),
    (r"[\w-]+=\*?[#>](?=\s)", Language.SQL),
    (r"(?:mysql|sqlite|cqlsh|SQL|cqlsh:\w+|spark-sql|hive|presto|trino)>(?=\s)", Language.SQL),
    (r"MariaDB \[[^\]]*\]>(?=\s)", Language.SQL),
    (
        r"(?:redis )?(?:\d{1,3}(?:\.\d{1,3}){3}|localhost|redis|[\w.-]+):\d{2,5}(?:\[\d+\])?>(?=\s)",
        Language.REDIS,
    ),
    (r"redis>(?=\s)", Language.REDIS),
    (r"irb\([^)]*\)(?::\d+)*[>*](?=\s)", Language.RUBY),
    (r"(?:\[ ?[\w-]+ ?\] )?(?:production|staging)(?:\(.*?\))?>(?=\s)", Language.RUBY),
    (r">>>(?=\s)", Language.OTHER),
    (
        r"(?:MongoDB[\w ]{0,20} [\w-]+:(?:PRIMARY|SECONDARY|ARBITER)|mongo(?:sh)?|test|[\w-]+:(?:PRIMARY"
        r"|SECONDARY|ARBITER)|[\w-]+ \[[\w: -]+\] \w+)>(?=\s)",
        Language.OTHER,
    ),
    (r"PS(?: [A-Za-z]:\\[^>]*| [^>]{0,60})?>(?=\s?)", Language.OTHER),
    (r"[A-Z]:\\[^>]*>(?=\s?)", Language.OTHER),
    # A router or a switch: what it is told is no shell.
    (
        r"[A-Za-z][\w.@/-]{1,40}(?:\([\w-]+\))?[#>](?=\s*(?:show|configure|request|commit|debug|conf t"
        r"|clear (?:ip|bgp|counters|interface|log\w*|arp|mac)|(?:sh|no) [a-z]{2,}(?![\w./-]*\.sh))(?:\s|$))",
        Language.OTHER,
    ),
    (r"\[(?:[\w.-]+: ?)?[\w.-]+@[\w.-]+(?: [^\]]*)?\][#$%](?=\s)", Language.SHELL),
    (r"(?:\([\w.-]+\) ?)?[\w.-]+@[\w.-]+(?:[: ][~/\w.-]*)? ?[#$%>](?=\s)", Language.SHELL),
    (r"(?:sh|bash)-\d[\d.]*[#$](?=\s)", Language.SHELL),
    (r"~?\([A-Za-z][\w.-]*\)\]?[#$](?=\s)", Language.SHELL),
    (r"(?:RMAN|DGMGRL|ASMCMD|LSNRCTL|GGSCI|ADRCI|s?ftp|lftp|ksql|adrci)>(?=\s)", Language.OTHER),
    (r"[~/][\w/.~-]* ?[$%](?=\s)", Language.SHELL),
    (r"(?:[\w.-]+|\([\w.-]+\)):[~/][\w./~-]* ?[#$](?=\s)", Language.SHELL),
    (r"[A-Za-z][\w.-]{0,40}\$(?=\s)", Language.SHELL),
    (r"[❯➜](?=\s)", Language.SHELL),
    (r"\$(?=\s)", Language.SHELL),
    (r"%>?(?=\s)", Language.SHELL),
    (r"[A-Za-z][\w.-]{1,30}\([\w-]+\)#(?=\s)", Language.OTHER),
    (r"[A-Za-z][\w.-]{1,30}#(?=\s)", Language.SHELL),
)
_SIGN: Final = tuple((compile(rf"(\s*{pattern})\s*(\S.*)$"), language) for pattern, language in _SIGNS)
_MORE: Final = compile(r"\s*(?:[\w-]{0,60}[-('\"][#>]|->|\d{1,2}(?= {2}))\s+(?=\S)")
_ANGLE: Final = compile(r"(\s*>)\s+(\S.*)$")
_HASH: Final = compile(r"(\s*#)\s+(\S.*)$")
_STUCK: Final = compile(r"(\s*\$)([a-z][\w.-]*)(?=\s).*$")
_MARK: Final = compile(r"[$#%>❯➜*]")
_FARTHEST: Final = 160  # characters before which a prompt has ended
_LONGEST: Final = 4000  # characters of a line that may hold a prompt


def prompted(line: Line) -> Prompted | None:
    """What follows the prompt sign of this line, or None without one. `> ` and `# ` are asked for apart."""
    text = line.text
    if len(text) > _LONGEST or _MARK.search(text, 0, _FARTHEST) is None:
        return None
    for pattern, language in _SIGN:
        if match := pattern.match(text):
            return Prompted(line.cut(match.start(2)), language, match[1].strip())
    if (match := _STUCK.match(text)) and match[2] in DISTINCT:
        return Prompted(line.cut(match.start(2)), Language.SHELL, "$")
    return None


def continued(line: Line) -> Line | None:
    """What follows the sign that psql and mysql show while a statement is not finished."""
    match = _MORE.match(line.text) if len(line.text) < _LONGEST else None
    return line.cut(match.end()) if match else None


def angled(line: Line) -> Prompted | None:
    """What follows `> `: a prompt, or the continuation of one."""
    match = _ANGLE.match(line.text) if len(line.text) < _LONGEST else None
    return Prompted(line.cut(match.start(2)), Language.SHELL, ">") if match else None


def rooted(line: Line, learned: Set[str] = frozenset()) -> Prompted | None:
    """What follows `# ` when it begins with the name of a tool: root's prompt, or a comment."""
    match = _HASH.match(line.text) if len(line.text) < _LONGEST else None
    if not match:
        return None
    words = match[2].split(None, 2)
    known = words[0] in DISTINCT or (words[0] in learned and len(words) > 1)
    known = known or (words[0] in TOOLS and len(words) > 1 and words[1][:1] in "-/")
    return Prompted(line.cut(match.start(2)), Language.SHELL, "#") if known else None
