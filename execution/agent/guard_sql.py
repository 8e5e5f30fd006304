"""Proves a few plain shapes of SQL to read only: one statement, known words, harmless functions."""

import re
from typing import Final

from execution.agent.guard_words import SECRET_PLACE, NotProven

_META: Final = re.compile(r"\\(?:l|d[tnivmsf]?|du|dx|dp|conninfo)\+?(?:\s+[A-Za-z0-9_.*]+)?\s*\Z")
_BEGINS: Final = re.compile(r"\s*(?:select|show|explain|describe|desc|values|table|with)\b", re.IGNORECASE)
_NEVER: Final = re.compile(
    r"\b(?:insert|update|delete|merge|into|drop|alter|create|truncate|grant|revoke|copy|call|do"
    r"|execute|analyze|analyse"
    r"|vacuum|reindex|cluster|refresh|lock|set|reset|begin|commit|rollback|load|attach|detach"
    r"|pragma|import|export|install"
    r"|replace|handler|share|outfile|dumpfile|listen|notify|prepare|declare|fetch|nextval|setval"
    r"|kill|shutdown|flush"
    r"|pg_shadow|pg_authid|pg_user_mapping\w*|rolpassword|authentication_string|user_password)\b",
    re.IGNORECASE,
)
_FUNCTIONS: Final = frozenset(
    [
        "count",
        "sum",
        "min",
        "max",
        "avg",
        "now",
        "version",
        "length",
        "lower",
        "upper",
        "coalesce",
        "round",
        "abs",
        "floor",
        "ceil",
        "date_trunc",
        "extract",
        "age",
        "to_char",
        "pg_size_pretty",
        "pg_database_size",
        "pg_total_relation_size",
        "pg_relation_size",
        "pg_table_size",
        "pg_indexes_size",
        "current_database",
        "current_schema",
        "pg_is_in_recovery",
        "pg_last_wal_receive_lsn",
        "pg_last_wal_replay_lsn",
        "pg_last_xact_replay_timestamp",
        "pg_current_wal_lsn",
        "pg_wal_lsn_diff",
        "pg_blocking_pids",
        "pg_postmaster_start_time",
        "substring",
        "substr",
        "left",
        "right",
        "trim",
        "concat",
        "cast",
        "nullif",
        "greatest",
        "least",
        "row_number",
        "rank",
        "over",
        "in",
        "exists",
        "values",
        "filter",
        "string_agg",
        "array_agg",
        "unnest",
        "generate_series",
        "and",
        "or",
        "not",
        "as",
        "on",
        "using",
        "any",
        "all",
        "from",
        "where",
        "database",
        "user",
    ]
)
_WORD: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)\s*\(")


def prove_sql(statement: str) -> None:
    """Raises `NotProven` unless `statement` is one statement of a shape that reads only."""
    if _META.match(statement.strip()):
        return
    bare = re.sub(r"'(?:[^'\\]|'')*'", "''", statement.strip())
    bare = bare[:-1] if bare.endswith(";") else bare
    if re.search(r"[;\\$`\x00\"]|--|/\*|#", bare) or "'" in bare.replace("''", ""):
        raise NotProven("this SQL is more than one plain statement")
    if not _BEGINS.match(bare):
        raise NotProven("this SQL does not begin like one that reads")
    if ":=" in bare or re.search(
        r"\bmysql\s*\.\s*(?:user|global_priv|db)\b|subconninfo", bare, re.IGNORECASE
    ):
        raise NotProven("this SQL sets a variable or names a table of accounts")
    found = _NEVER.search(bare)
    if found:
        raise NotProven(f"{found.group()} in SQL may change something or disclose a secret")
    if SECRET_PLACE.search(bare):
        raise NotProven("this SQL names something secret")
    for function in _WORD.findall(bare):
        if function.lower() not in _FUNCTIONS:
            raise NotProven(f"the function {function} may change something")
