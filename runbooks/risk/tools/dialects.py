"""Clients of single-file and other databases: sqlite, duckdb, sqlcmd, cqlsh, ClickHouse."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, green, red, worst, yellow
from runbooks.risk.tools.databases import rule_input, rule_query
from runbooks.risk.tools.kit import settled
from runbooks.risk.words import Call, Word
from runbooks.types import Risk

SQLITE: Final = arity(
    "-line -column -html -csv -json -markdown -table -box -list -quote -header -noheader "
    "-readonly -batch -bail -separator= -newline= -nullvalue= -version -help -tabs -ascii "
    "-immutable -safe -memtrace -stats -echo -no-stdin -c= -s= -unsigned -jsonlines"
)
DOT_LOOKS: Final = re.compile(
    r"\.(tables|schema|indexes|indices|databases|dbinfo|show|fullschema|stats)(\s+[\w.%*]+)?"
)
REACHES_OUT: Final = re.compile(
    r"(?i)\b(attach|detach|load_extension|writefile|readfile|edit|copy|install|load|export|import|"
    r"read_csv|read_parquet|read_json|fts3_tokenizer)\b"
)


def sqlite(call: Call, desk: Desk) -> Ruling:
    """`sqlite3` and `duckdb`: by their SQL; dot commands are not read but for a few."""
    words = list(call.arguments)
    texts = [word.text for word in words]
    if texts in (["-help"], ["--help"], ["-version"], ["--version"]):
        return green("It prints a text.")
    for place, text in enumerate(texts):
        if text in ("-lookaside", "--lookaside", "-pagecache") and place + 2 < len(words):
            del words[place : place + 3]
            break
    line = read_options(words, SQLITE, single_dash=True)
    scripts = [option.value for option in line.all("-c", "-s") if option.value] + list(line.operands[1:])
    rulings = [_sqlite_script(word, call.name) for word in scripts]
    if line.strange or line.loose:
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    if not scripts:
        rulings.append(
            rule_input(call, "sqlite") if line.operands else yellow("It opens a prompt.", call.words[0])
        )
    found = worst(rulings)
    return green("The query only reads.", pins=SQLITE_PINS) if found.risk is Risk.GREEN else found


SQLITE_PINS: Final = (("SQLITE_HISTORY", "/dev/null"),)


def _sqlite_script(word: Word, program: str) -> Ruling:
    if DOT_LOOKS.fullmatch(word.text.strip()):
        return green("It only looks.")
    if word.text.lstrip().startswith("."):
        return yellow("A dot command may write or run something.", word)
    if REACHES_OUT.search(word.text) or (
        program == "duckdb" and re.search(r"(?i)(from|join|,)\s*'", word.text)
    ):
        return worst([yellow("It reaches beyond the database.", word), rule_query(word, program.rstrip("3"))])
    return rule_query(word, "duckdb" if program == "duckdb" else "sqlite")


def sqlcmd(call: Call, desk: Desk) -> Ruling:
    """`sqlcmd`, old and new."""
    texts = [word.text for word in call.arguments]
    old = read_options(call.arguments, arity("S: U: P: d: Q: q: E C W h: s: w: y: Y: b t: l: N G I --query="))
    queries = [o.value for o in old.all("-Q", "--query") if o.value]
    if queries and not old.strange and not old.operands:
        return worst(
            [
                rule_query(word, "tsql")
                if not re.search(r"(?m)^\s*(:|!!|exit|quit|ed\b)", word.text)
                else yellow("It may run a program.", word)
                for word in queries
            ]
        )
    if texts[:1] == ["query"]:
        line = read_options(call.arguments[1:], arity("t d: q: --database= --query= --text --help"))
        if line.has("--help"):
            return green("It prints its help.")
        given = [*line.operands, *(o.value for o in line.all("-q", "--query") if o.value)]
        if given and not line.strange and not line.loose:
            return worst([rule_query(word, "tsql") for word in given])
    if texts in (["config", "view"], ["config", "get-contexts"], ["config", "current-context"]):
        return green("It only shows.")
    if texts[:1] == ["delete"]:
        return red("It deletes a server.", call.words[0])
    return yellow("It opens a prompt or changes a server.", call.words[0])


def _cqlsh_rule(call: Call, desk: Desk) -> Ruling:
    return _cqlsh(call)


def _clickhouse_client(call: Call, desk: Desk) -> Ruling:
    return _clickhouse(call)


def _cqlsh(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "e: u: p: k: --execute= --ssl --request-timeout= --connect-timeout= --no-color "
            "--keyspace= --username= --password="
        ),
    )
    scripts = [o.value for o in line.all("-e", "--execute") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs a file.", call.words[0])
    found = worst(
        [
            yellow("It may run a file.", w)
            if re.search(r"(?i)\b(source|capture|copy)\b", w.text)
            else rule_query(w, "")
            for w in scripts
        ]
    )
    return settled(call, line, found)


def _clickhouse(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "q: h: u: d: n m --query= --host= --port= --user= --password= --database= --format= "
            "--multiquery --secure --readonly= --max_execution_time= t --time"
        ),
    )
    scripts = [o.value for o in line.all("-q", "--query") if o.value]
    if not scripts:
        return yellow("It opens a prompt or runs what it reads.", call.words[0])
    return settled(
        call,
        line,
        worst(
            [
                yellow("It may write a file.", w)
                if re.search(
                    (
                        r"(?i)\binto\s+outfile|\b(url|file|s3|remote|executable|mysql|postgresql|input|"
                        r"hdfs|jdbc|odbc)\s*\("
                    ),
                    w.text,
                )
                else rule_query(w, "clickhouse")
                for w in scripts
            ]
        ),
    )


HANDLERS: Final[dict[str, Handler]] = {
    "sqlite3": sqlite,
    "duckdb": sqlite,
    "sqlcmd": sqlcmd,
    "cqlsh": _cqlsh_rule,
    "clickhouse-client": _clickhouse_client,
}
