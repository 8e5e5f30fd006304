"""How a line looks: a command, output, prose, or a query of some language."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.commands.tools import (
    COMMON,
    DISTINCT,
    METRIC_ENDINGS,
    PROMQL_FUNCTIONS,
    REDIS_COMMANDS,
    TOOLS,
    WANT_OBJECT,
)
from runbooks.parsing.words import words

_FUNCTION_WORDS: Final = words(
    """
    the a an is are was were be been to of that this these those your you it its we our and or in on
    from with should can will would has have had if then when which for not by as at all any there
    """
)
_QUOTED: Final = compile(r"'[^']*'|\"[^\"]*\"")
_ASSIGNMENT: Final = compile(
    r"^(?:export\s+|local\s+|declare\s+(?:-\w+\s+)?|readonly\s+)?[A-Za-z_]\w*\+?=(?!=|\s|$)"
)
_ASSIGNED_NOTHING: Final = compile(r"^export\s+[A-Za-z_]\w*=?\s*$")
_PATH: Final = compile(
    r"^(?:\.{1,2}/|~/|/(?:usr|opt|bin|sbin|etc|home|var|srv|root|app|tmp|data)/"
    r"|\$\{?\w+\}?/)[\w./${}<>*-]+$"
)
_SCRIPT: Final = compile(r"^[\w./<>${}-]+\.(?:sh|py|rb|pl|bash|ps1|exe|bat)$")
_KEYWORD: Final = compile(
    r"^(?:for \w+ in\b|for \(\(|while\b|until\b|if \[|if ! |if \w+ .*;\s*then|case\b.*\bin\b|function \w"
    r"|\w+ ?\(\) ?\{|\{ |\(\s*(?:[a-z./$]|[A-Z_]+=)|\(\s*$|\[\[? |!\s+[a-z\[\"$(])"
)
_PUNCTUATION: Final = compile(
    r"(?:^|\s)--?[A-Za-z]|\||>>?|\$\(|\$\{?\w|&&|;\s|\s/\w|\w://\S|[a-z]:\d{2,5}\b|<[\w-]+>|=|\{\w"
)
_HEADER: Final = compile(r"^[A-Z][A-Z0-9_%()/#-]*(?:\s{2,}|\t)[A-Z][A-Z0-9_%()/# -]*")
_COLUMNS: Final = compile(r"\S(?: {3,}|\t+)\S")
_OUTPUT: Final = compile(
    r"^(?:\d{4}[-/]\d\d|top - \d|\d\d:\d\d|\[\d|[{\[<|+*]|[-=]{2,}|\.\.\.|-(?:rw|r-|--)|[a-z]?rwx|drwx|\d"
    r"|[\w./\[\]-]+:(?:\s|$)|\"|'|%|#|&|@"
    r"|[A-Z][a-z]+ \d{1,2} \d\d:|total \d|Error\b|error\b|ERROR\b|WARN|INFO\b|DEBUG|FATAL|HINT|DETAIL"
    r"|CONTEXT|…|└|├|│|─|✓|✔|✗|✘|→|=>|\(\d)"
)
_SQL: Final = compile(
    r"^(?:(?-i:SELECT|select)\s+[\w.]+(?:\s+(?-i:AS|as)\s+\w+)?\s*,|select\b(?:.*\b(?:from|pg_\w+|now|version|count|current_\w+|setval)\b|\s*$|\s*\*|\s+[\w.]+\("
    r"|.*;\s*$)|with\s+(?:recursive\s+)?\w+\s+as\b"
    r"|insert\s+into\b|update\s+[\w.\"`<>]+(?:\s*$|\s+(?:set|as)\b)|delete\s+from\b"
    r"|create\s+(?:or\s+replace\s+|unique\s+|temp\w*\s+)?"
    r"(?:table|index|database|user|role|view|extension|function|publication|subscription|schema"
    r"|materialized|event|trigger|tablespace|pluggable|sequence|synonym|type|keyspace)\b"
    r"|alter\s+(?:table|tablespace|pluggable|session|profile|diskgroup|keyspace|materialized|system|database|user|role|subscription|publication|index|sequence|default|login"
    r"|server|availability)\b"
    r"|drop\s+(?:table|index|database|user|role|view|schema|extension|subscription|publication"
    r"|replication|tablespace|pluggable|sequence|synonym|keyspace|trigger|publication"
    r"|materialized|owned)\b"
    r"|truncate\s+(?:table\s+)?\w+\s*(?:;|,|cascade)|grant\s+.*\bto\b|revoke\s+.*\bfrom\b|explain\s+(?:\("
    r"|analy|select|update|delete|verbose|with)"
    r"|vacuum\b\s*(?:\(|full|analy|verbose|freeze|\w+\s*;|;)|reindex\s+(?:\(|table|index|database|schema"
    r"|system|concurrently)|analy[sz]e\s+[\w.]+\s*;"
    r"|(?:begin|commit|rollback|checkpoint)\s*(?:transaction|work)?\s*;|set\s+(?:global|session|local"
    r"|role"
    r"|persist|@@|statement_timeout|lock_timeout|search_path)\b"
    r"|show\s+(?:all|tables|databases|full|processlist|slave|replica|master|engine|variables|global"
    r"|create"
    r"|index|grants|status|open|binary|max_\w+|\w+_\w+|\w+\s*;|(?-i:POOLS|CLIENTS|SERVERS|STATS|LISTS)$)"
    r"|(?:stop|start|reset)\s+(?:slave|replica|master|group_replication|transaction)\b|change\s+(?:master"
    r"|replication)\b|purge\s+binary\b"
    r"|kill\s+(?:query|connection)\b|call\s+[\w.]+\(|optimize\s+table\b|(?:check|repair|analyze|lock"
    r"|unlock|flush)\s+tables?\b|flush\s+(?:logs|privileges|status|hosts|binary)"
    r"|refresh\s+materialized\b|copy\s+[\w.(]+.*\b(?:from|to)\b|use\s+\w+\s*;|desc(?:ribe)?\s+\w+\s*;"
    r"|cluster\s+\w+\s*;|prepare\s+transaction|do\s+\$|dbcc\s|exec\s+sp_|pragma\s+\w)",
    IGNORECASE,
)
_SQL_META: Final = compile(
    r"^\\(?:d[a-zS+]*\+?|l(?:ist)?\+?|x|c|conninfo|timing|dt\+?|du|q|watch|copy|i|e|set|gx|z|sf|ef)(?:\s|$)"
)
_PROMQL: Final = compile(
    rf"^\(*\s*(?:(?:{PROMQL_FUNCTIONS})\s*(?:(?:by|without)\s*\([^)]*\)\s*)?\(|[a-zA-Z_:][\w:]*\s*\{{[^}}]*\}}|[a-z_:]\w*_(?:{METRIC_ENDINGS})\b\s*(?:\[|\{{|[<>=!/*+-]|$)"
    r"|(?:ALERTS(?:_FOR_STATE)?|up)\s*(?:\{|==|$)|\d+\s*[-*]\s*\(*\s*(?:sum|avg|rate|max|min)"
    r"|-?\d+\s*\*\s*[a-z_]+\{)"
)
_METRIC: Final = compile(r"^[a-z][a-z0-9]*(?:[_:][a-z0-9]+){2,}$")
_LOGQL: Final = compile(
    r"^(?:\w+\s*(?:by\s*\([^)]*\)\s*)?\(\s*)*\{\s*\w+\s*(?:=~?|!=|!~)\s*[\"`][^}]*\}\s*(?:\|[=~>]?|!=|!~"
    r"|\[|$)"
)
_HTTP: Final = compile(r"^(?:GET|POST|PUT|DELETE|PATCH|HEAD)\s+(?:/|https?://|_|<)\S*")
_CMDLET: Final = compile(
    r"^(?:Get|Set|New|Remove|Restart|Start|Stop|Test|Invoke|Enable|Disable|Add|Clear|Import|Export|Resume"
    r"|Suspend|Update|Resolve|Repair|Mount|Dismount|Register|Unregister|Connect|Disconnect|Install|Uninstall"
    r"|Move|Copy|Measure|Backup|Restore|Sync|Wait)-[A-Z][A-Za-z]+\b"
)
_CHAT: Final = compile(r"^/(?:chatops|cog|incident|pd|opsgenie|slack|deploy|rollback)\s+\S")
_MONGO: Final = compile(
    r"^(?:(?:(?:var|let|const) +)?[\w.]+(?:\[\d+\])? *= *)?(?:db|rs|sh)\.(?:[\w-]+\.)*[a-z]\w*\(|^printjson\("
    r"|^[a-z]\w*\.(?:members|settings)(?:\[\d+\]|\.\w+)* *= *\S"
)
_SET_FOR_IT: Final = compile(r"^(?:[A-Z_][A-Z0-9_]*=[^\s'\"()`]*\s+)+(?=[a-z./])")
_RIGHTS: Final = words("access rights privilege privileges permission permissions user users group required")
_ACTS: Final = words("start stop restart enable disable reload rollback upgrade install")
_LISTS: Final = words("ps ls list stats images")  # sub-commands that need no object
_LONGEST: Final = 20_000  # characters of a line that may be a command


def first_word(text: str) -> str:
    """The word that names the program: wrappers and assignments stay, a path is cut to its last part."""
    word = text.split(None, 1)[0] if text.split(None, 1) else ""
    return word.rsplit("/", 1)[-1] if word.startswith(("/usr/", "/bin/", "/sbin/", "/opt/")) else word


def is_known(text: str) -> bool:
    """It begins with a tool we know, a script, a path that runs, an assignment or a shell keyword."""
    word = first_word(text)
    if word in DISTINCT:
        return True
    if word in COMMON:
        return len(text.split(None, 1)) > 1 or word in (
            "exit",
            "top",
            "free",
            "date",
            "w",
            "who",
            "mount",
            "sync",
            "history",
            "logout",
            "service",
        )
    raw = text.split(None, 1)[0] if text.strip() else ""
    return bool(
        _PATH.match(raw)
        or _SCRIPT.match(raw)
        or _ASSIGNMENT.match(text)
        or _ASSIGNED_NOTHING.match(text)
        or _KEYWORD.match(text)
    )


def is_assignment(text: str) -> bool:
    """`NAME=value`, with or without export."""
    return bool(_ASSIGNMENT.match(text))


_VALUE: Final = compile(
    r"^(?:export\s+|local\s+|declare\s+(?:-\w+\s+)?|readonly\s+)?[A-Za-z_]\w*\+?="
    r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\$\((?:[^()]|\([^()]*\))*\)|<[^<>]*>|\((?:[^()]|\([^()]*\))*\)|\\."
    r"|[^\s\"'();&|\\])*"
)


def is_whole_assignment(text: str) -> bool:
    """Nothing stands after the value, or a command does that the value is for."""
    if "$(" in text or text.startswith(("export ", "declare ")):
        return True
    rest, values = text[:5000], 0
    while is_assignment(rest) and (match := _VALUE.match(rest)) and match.end():
        values += 1
        rest = rest[match.end() :].strip()
    if not rest or rest[0] in ";&|#\\\"'(":
        return values == 1 or (rest != "" and rest[0] in ";&|")
    return (
        names_tool(rest)
        or is_known(rest)
        or (is_punctuated(rest) and ": " not in rest and not is_output(rest))
    )


def less_values(text: str) -> str:
    """The command less the environment set for it alone: `PGHOST=db psql -l` → `psql -l`."""
    return _SET_FOR_IT.sub("", text)


def is_labelled(text: str) -> bool:
    """`name: value`, `name = value`, `name]`: what programs and configuration print."""
    words = text.split(None, 2)
    if len(words) < 2:
        return bool(words) and words[0].endswith((":", "]"))
    if words[0].endswith((":", "]", ",")) or words[1] in ("=", ":", "=>", "->", ":="):
        return True
    bare = _QUOTED.sub("q", text[:600])
    return ": " in bare and not is_punctuated(bare.split(": ", 1)[0])


def is_prose(text: str) -> bool:
    """It reads like a sentence, not like something typed."""
    bare = _QUOTED.sub(" ", text[:400])
    words = bare.split()
    if len(words) < 3:
        return bool(words) and words[-1].endswith((".", ":")) and len(words) > 1 and words[0] in COMMON
    functions = sum(word.lower().strip(",.;") in _FUNCTION_WORDS for word in words[1:])
    punctuated = bool(_PUNCTUATION.search(bare))
    if words[0] in ("find", "cat", "ls", "for", "while") and punctuated:
        return functions >= 4
    return functions >= (3 if punctuated else 2) or (
        functions >= 1 and not punctuated and words[-1].endswith((".", ":", "?"))
    )


def is_output(text: str) -> bool:
    """It looks like what a program prints."""
    if len(text) > _LONGEST or _HEADER.match(text):
        return True
    return bool(_OUTPUT.match(text)) and not _KEYWORD.match(text)


def has_columns(text: str) -> bool:
    """Words stand in columns, as in a printed table."""
    return bool(_COLUMNS.search(_QUOTED.sub("q", text[:300])))


def is_punctuated(text: str) -> bool:
    """Flags, pipes, redirects, paths, variables, placeholders: what a command has and a sentence has not."""
    return bool(_PUNCTUATION.search(text[:2000]))


def is_sql(text: str) -> bool:
    """It begins an SQL statement or a psql meta-command."""
    return bool(_SQL.match(text[:3000]) or _SQL_META.match(text)) and not (
        text[:1].islower() and is_prose(text) and not text.rstrip().endswith(";")
    )


def is_sql_meta(text: str) -> bool:
    """A psql meta-command: one line, no semicolon."""
    return bool(_SQL_META.match(text))


def is_promql(text: str) -> bool:
    """It begins a PromQL expression."""
    return bool(_PROMQL.match(text[:2000])) and not is_prose(text.split("{")[0])


def is_metric(text: str) -> bool:
    """It is the bare name of a metric."""
    return bool(_METRIC.match(text))


def is_logql(text: str) -> bool:
    """It begins a LogQL query."""
    return bool(_LOGQL.match(text[:2000]))


def is_http(text: str) -> bool:
    """It is the request line of an HTTP request."""
    return bool(_HTTP.match(text[:3000]))


def is_redis(text: str) -> bool:
    """It begins with a redis command in capitals."""
    words = text.split(None, 2)
    return bool(words) and words[0] in REDIS_COMMANDS and len(text) < 300 and not is_prose(text)


def is_terse(text: str) -> bool:
    """`systemctl reload nginx`: a tool, its sub-command and names, none of them a word of a sentence."""
    words = text.removeprefix("sudo ").replace("docker compose ", "docker-compose ", 1).split()
    if len(words) < 2 or len(words) > 6 or not text.isascii():
        return False
    if text.startswith("sudo "):
        asked = words[-1] not in _RIGHTS and words[0] not in _RIGHTS
    else:
        told = words[1] in WANT_OBJECT and (len(words) > 2 or words[1] not in _ACTS)
        asked = words[0] in DISTINCT and (told or words[1] in _LISTS)
    return asked and not any(word.lower() in _FUNCTION_WORDS for word in words)


def uncommented(text: str) -> str:
    """A line less the comment at its end."""
    at = text.find(" #")
    return text[:at].rstrip() if at > 0 and text[at + 2 : at + 3] in (" ", "") else text


def is_mongo(text: str) -> bool:
    """A call of the mongo shell."""
    return _MONGO.match(text) is not None


def is_cmdlet(text: str) -> bool:
    """A call of a PowerShell cmdlet."""
    return _CMDLET.match(text) is not None


def is_other(text: str) -> bool:
    """A PowerShell cmdlet, a call of the mongo shell, or a command typed into a chat."""
    return bool(_CMDLET.match(text) or _MONGO.match(text) or _CHAT.match(text))


def names_tool(text: str) -> bool:
    """Its first word is a tool and it does not read like a sentence."""
    return first_word(text) in TOOLS and not is_prose(text)
