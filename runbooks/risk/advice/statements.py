"""What can be offered beside statements of SQL, redis and mongo: they are rewritten word by word."""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

_NAME: Final = r"[A-Za-z_\"`\[][\w.\"`\]$<>-]*"
MAX_LENGTH: Final = 2_000  # characters; nobody checks a longer statement by eye


class Draft(NamedTuple):
    """A text to offer, its sentence and the text that tells the value it leaves open."""

    text: str
    says: str
    first: str = ""


class Drafts(NamedTuple):
    """What is offered beside one statement, by kind; `never` says why nothing brings it back."""

    kinds: Mapping[str, Draft]
    never: str = ""


type _Rows = tuple[tuple[str, re.Pattern[str], str, str, str], ...]


def _rows(*rows: tuple[str, str, str, str, str]) -> _Rows:
    return tuple(
        (kind, re.compile(form, re.I | re.S), new, says, first) for kind, form, new, says, first in rows
    )


_SQL: Final = _rows(
    (
        "dry",
        rf"\s*delete\s+from\s+(?P<t>{_NAME})(?P<w>\s+where\s[^;]*)?",
        r"SELECT count(*) FROM \g<t>\g<w>;",
        "It counts the rows that would be deleted.",
        "",
    ),
    (
        "dry",
        rf"\s*update\s+(?P<t>{_NAME})\s+set\s[^;()]*?(?P<w>\swhere\s[^;]*)",
        r"SELECT count(*) FROM \g<t>\g<w>;",
        "It counts the rows that would be changed.",
        "",
    ),
    (
        "safer",
        r"\s*(?P<s>(?:delete\s+from|update)\s[^;]*)",
        r"BEGIN; \g<s>; ROLLBACK;",
        "It takes the change back at once and shows how many rows it hits; they are locked meanwhile.",
        "",
    ),
    (
        "dry",
        rf"\s*truncate\s+(?:table\s+)?(?P<t>{_NAME})",
        r"SELECT count(*) FROM \g<t>;",
        "It counts the rows that would be lost.",
        "",
    ),
    (
        "safer",
        rf"\s*drop\s+table\s+(?:if\s+exists\s+)?(?P<t>{_NAME})",
        r"ALTER TABLE \g<t> RENAME TO <name-aside>;",
        "It takes the table out of use and keeps its rows.",
        "",
    ),
    (
        "undo",
        rf"\s*alter\s+table\s+(?P<t>{_NAME})\s+disable\s+trigger\s+(?P<n>{_NAME})",
        r"ALTER TABLE \g<t> ENABLE TRIGGER \g<n>;",
        "The trigger fires again; what was written meanwhile was not seen by it.",
        "",
    ),
    (
        "undo",
        r"\s*alter\s+system\s+set\s+(?P<n>[a-z_.]+)\s*(?:=|\sto\s)\s*[^;]+",
        r"ALTER SYSTEM SET \g<n> = '<value-before>';",
        "It sets the old value again, at the next reload.",
        r"SHOW \g<n>;",
    ),
    (
        "undo",
        r"\s*set\s+global\s+(?P<n>[a-z_]+)\s*=\s*[^;]+",
        r"SET GLOBAL \g<n> = <value-before>;",
        "It sets the old value again.",
        r"SHOW GLOBAL VARIABLES LIKE '\g<n>';",
    ),
    (
        "undo",
        rf"\s*create\s+(?:unique\s+)?index\s+(?P<c>concurrently\s+)?(?P<n>{_NAME})\s+on\s[^;]*?",
        r"DROP INDEX \g<c>\g<n>;",
        "It removes the index again.",
        "",
    ),
    (
        "safer",
        r"\s*(?P<a>create\s+(?:unique\s+)?index|reindex\s+(?:table|index)|drop\s+index)\s+(?!concurrently\b)(?P<r>[^;]*)",
        r"\g<a> CONCURRENTLY \g<r>;",
        "In Postgres it lets others go on writing.",
        "",
    ),
    (
        "undo",
        rf"\s*create\s+table\s+(?!if\b)(?P<n>{_NAME})\s*\([^;]*",
        r"DROP TABLE \g<n>;",
        "It removes the table again, with what was written to it since.",
        "",
    ),
    (
        "undo",
        rf"\s*alter\s+table\s+(?P<t>{_NAME})\s+add\s+column\s+(?!if\b)(?P<c>{_NAME})\s[^;,]*",
        r"ALTER TABLE \g<t> DROP COLUMN \g<c>;",
        "It removes the column again, with what was written to it since.",
        "",
    ),
    (
        "undo",
        rf"\s*alter\s+table\s+(?P<t>{_NAME})\s+rename\s+to\s+(?P<n>{_NAME})",
        r"ALTER TABLE \g<n> RENAME TO \g<t>;",
        "It takes its old name back.",
        "",
    ),
    (
        "safer",
        r"\s*vacuum\s+full\b(?P<r>[^;]*)",
        r"VACUUM\g<r>;",
        "It frees space for new rows and locks nobody out.",
        "",
    ),
    (
        "undo",
        r"\s*(?P<a>stop)\s+(?P<r>replica|slave)(?P<o>(?:\s+(?:sql_thread|io_thread))?)",
        r"START \g<r>\g<o>;",
        "It follows its source again.",
        "",
    ),
    (
        "undo",
        r"\s*start\s+(?P<r>replica|slave)(?P<o>(?:\s+(?:sql_thread|io_thread))?)",
        r"STOP \g<r>\g<o>;",
        "It follows its source no more, as before.",
        "",
    ),
    (
        "undo",
        rf"\s*grant\s+(?P<p>[^;]+?)\s+on\s+(?P<o>[^;]+?)\s+to\s+(?P<u>{_NAME})",
        r"REVOKE \g<p> ON \g<o> FROM \g<u>;",
        "It takes the right away again, if it was not there before.",
        "",
    ),
    (
        "undo",
        rf"\s*revoke\s+(?P<p>[^;]+?)\s+on\s+(?P<o>[^;]+?)\s+from\s+(?P<u>{_NAME})",
        r"GRANT \g<p> ON \g<o> TO \g<u>;",
        "It gives the right back.",
        "",
    ),
    (
        "safer",
        r"\s*kill\s+(?:connection\s+)?(?P<n>\d+|<[\w-]+>)",
        r"KILL QUERY \g<n>;",
        "It ends the query and leaves the session.",
        "",
    ),
)
_CALLS: Final = (
    (
        "safer",
        "pg_terminate_backend",
        "pg_cancel_backend",
        "It ends the query and leaves the session.",
    ),
    ("undo", "pg_wal_replay_pause", "pg_wal_replay_resume", "The replica follows again."),
    ("undo", "pg_wal_replay_resume", "pg_wal_replay_pause", "The replica stands still again."),
)
_SQL_NEVER: Final = re.compile(r"\s*(?:delete|update|truncate|drop|merge|replace)\b", re.I)

_REDIS: Final = _rows(
    (
        "safer",
        r"\s*del\s+(?P<k>\S+)\s*",
        r"RENAME \g<k> <key-aside>",
        "It keeps what the key held under another name.",
        "",
    ),
    ("safer", r"\s*del\s+(?P<k>\S.*)", r"UNLINK \g<k>", "It frees the memory beside the other work.", ""),
    (
        "safer",
        r"\s*keys\s+(?P<k>\S+)\s*",
        r"SCAN 0 MATCH \g<k> COUNT 100",
        "It reads in small parts and blocks nobody.",
        "",
    ),
    (
        "undo",
        r"\s*config\s+set\s+(?P<k>[\w-]+)\s+\S.*",
        r"CONFIG SET \g<k> <value-before>",
        "It sets the old value again.",
        r"CONFIG GET \g<k>",
    ),
    ("undo", r"\s*client\s+pause\s+\d+.*", "CLIENT UNPAUSE", "Clients are served again.", ""),
    ("safer", r"\s*shutdown\s+nosave\s*", "SHUTDOWN SAVE", "It writes everything down before it ends.", ""),
    ("safer", r"\s*save\s*", "BGSAVE", "It saves beside the other work.", ""),
    (
        "undo",
        r"\s*rename\s+(?P<a>\S+)\s+(?P<b>\S+)\s*",
        r"RENAMENX \g<b> \g<a>",
        "It takes its old name back, if nothing of the new name was overwritten.",
        "",
    ),
)
_REDIS_NEVER: Final = re.compile(
    r"\s*(?:flushall|flushdb|del|unlink|getdel|ltrim|lpop|rpop|spop|srem|hdel|zrem|xdel|xtrim)\b", re.I
)
_MONGO: Final = _rows(
    (
        "dry",
        r"(?P<d>db(?:\.[\w]+|\.getCollection\([^()]*\))+)\.(?:deleteMany|deleteOne|remove)\((?P<q>.*)\)",
        r"\g<d>.countDocuments(\g<q>)",
        "It counts the documents that fit.",
        "",
    ),
    (
        "safer",
        r"(?P<d>db(?:\.\w+)+)\.drop\(\s*\)",
        r'\g<d>.renameCollection("<name-aside>")',
        "It takes the collection out of use and keeps its documents.",
        "",
    ),
    ("undo", r"db\.fsyncLock\(\s*\)", "db.fsyncUnlock()", "It takes writes again.", ""),
    ("undo", r"sh\.stopBalancer\(\s*\)", "sh.startBalancer()", "The balancer moves chunks again.", ""),
    ("undo", r"sh\.startBalancer\(\s*\)", "sh.stopBalancer()", "The balancer stands still again.", ""),
)
_MONGO_NEVER: Final = re.compile(r".*\.(?:drop|dropDatabase|deleteMany|deleteOne|remove)\(", re.S)


def sql_drafts(text: str) -> Drafts:
    """What is offered beside SQL. Of several statements nothing is offered."""
    never = "What is deleted or overwritten comes back only from a backup." if _SQL_NEVER.match(text) else ""
    if _several(text) or "--" in text or "/*" in text or "\\" in text:
        return Drafts({}, never)
    drafts = _first_fits(_SQL, text)
    for kind, old, new, says in _CALLS:
        if text.count(old) == 1 and re.search(rf"\b{old}\s*\(", text):
            drafts[kind] = Draft(text.replace(old, new), says)
    return Drafts(drafts, never)


def redis_drafts(text: str) -> Drafts:
    """What is offered beside a command of redis."""
    never = "What is deleted comes back only from a backup." if _REDIS_NEVER.match(text) else ""
    return Drafts({} if "\n" in text.strip() else _first_fits(_REDIS, text), never)


def mongo_drafts(text: str) -> Drafts:
    """What is offered beside one call of the mongo shell."""
    never = "What is deleted comes back only from a backup." if _MONGO_NEVER.match(text) else ""
    one = text.count(";") == text.rstrip().endswith(";") and "\n" not in text.strip()
    return Drafts(_first_fits(_MONGO, text) if one else {}, never)


def _several(text: str) -> bool:
    return ";" in text.rstrip().rstrip(";")


def _first_fits(rows: _Rows, text: str) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    bare = text.strip().removesuffix(";").rstrip()
    for kind, form, new, says, first in rows if len(bare) <= MAX_LENGTH else ():
        found = form.fullmatch(bare)
        if found and kind not in drafts:
            drafts[kind] = Draft(found.expand(new), says, found.expand(first))
    return drafts


SPOKEN: Final[dict[str, tuple[tuple[str, ...], Callable[[str], Drafts]]]] = {
    "psql": (("-c", "--command"), sql_drafts),
    "mysql": (("-e", "--execute"), sql_drafts),
    "mariadb": (("-e", "--execute"), sql_drafts),
    "mongosh": (("--eval",), mongo_drafts),
    "mongo": (("--eval",), mongo_drafts),
    "redis-cli": ((), redis_drafts),
    "valkey-cli": ((), redis_drafts),
}
