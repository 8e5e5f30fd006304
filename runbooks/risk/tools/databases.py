"""Database clients: psql, mysql, sqlite, redis-cli, mongo, and the tools that stand beside the servers."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.sql import rule_sql
from runbooks.risk.words import OPAQUE, Call, Word, listed
from runbooks.types import Risk

PSQL_PINS: Final = (
    ("PSQLRC", "/dev/null"),
    ("PSQL_PAGER", "cat"),
    ("PAGER", "cat"),
    ("PSQL_HISTORY", "/dev/null"),
)


PSQL: Final = arity(
    "aAbeEHlnqsStVwWxXz0 1 ? c: d: F: h: p: P: R: T: U: v: f: o: L: --command= --dbname= --host= "
    "--port= --username= --no-psqlrc --tuples-only --no-align --expanded --html --csv --quiet "
    "--list --version --help=? --no-password --password --field-separator= --record-separator= "
    "--pset= --set= --variable= --echo-all --echo-errors --echo-queries --echo-hidden "
    "--single-transaction --no-readline --table-attr= --field-separator-zero "
    "--record-separator-zero --file= --output= --log-file= --single-step --single-line"
)


# \d and its kin, \l, \x, \timing, \conninfo, \echo and \pset only look; no argument of theirs runs anything.
META: Final = re.compile(
    r"\s*\\(d[A-Za-z]*[+S]*|l\+?|z|sf\+?|sv\+?|conninfo|timing|x|encoding|dt|dn|du|dx|di|df|dv|ds|"
    r"q|echo|pset|t|a|H)(\s+[\w.\"*?+$-]*)*\s*;?\s*"
)


def rule_query(word: Word, dialect: str) -> Ruling:
    if not word.plain:
        found = rule_sql(word.text.replace(OPAQUE, "x"), dialect)
        return at_least(Risk.YELLOW, found, "A value stands inside the SQL.", word)
    return placed(rule_sql(word.text, dialect), word)


def placed(ruling: Ruling, word: Word) -> Ruling:
    from dataclasses import replace

    return replace(ruling, words=(word,), parts=tuple(placed(part, word) for part in ruling.parts))


def rule_input(call: Call, dialect: str) -> Ruling:
    if call.stdin.kind == "text" and call.stdin.text is not None and call.words:
        if "\\" in call.stdin.text:
            return yellow("It may hold a command of the client.", call.words[0])
        return rule_query(Word(call.stdin.text, call.words[0].start, call.words[0].end), dialect)
    if call.stdin.kind == "none":
        return yellow("It opens a prompt.", call.words[0])
    return yellow("It runs what it reads.", call.words[0])


CONNECTS_ELSEWHERE: Final = re.compile(r"(?i)service\s*=|\bsslkey|sslpassword|passfile|preload|\boptions\s*=")
OBEYED_SETTING: Final = re.compile(r"(?i)(prompt|editor|pager|on_error|fetch|histfile|shell)")
FINE_SETTING: Final = re.compile(r"(?i)(on_error_stop|pager=off|fetch_count|pager=0)")


def psql(call: Call, desk: Desk) -> Ruling:
    """`psql`: by the SQL of `-c`; files and meta commands are not read."""
    line = read_options(call.arguments, PSQL)
    if line.has("--help", "--version", "-V", "-?") and not line.strange:
        return green("It prints a text.")
    scripts = [option.value for option in line.all("-c", "--command") if option.value]
    rulings = [_psql_script(word) for word in scripts] + _psql_options(call, line)
    if line.has("-v", "--set", "--variable") and any(":" in word.text.replace("::", "") for word in scripts):
        rulings.append(yellow("A variable stands inside the SQL.", call.words[0]))
    if not scripts and line.has("-l", "--list"):
        rulings.append(green("It lists the databases."))
    elif not scripts and not line.has("-f", "--file"):
        rulings.append(rule_input(call, "postgres"))
    found = worst(rulings)
    return green("The query only reads.", pins=PSQL_PINS) if found.risk is Risk.GREEN else found


def _psql_script(word: Word) -> Ruling:
    if word.plain and META.fullmatch(word.text) and "`" not in word.text and "|" not in word.text:
        return green("The meta command only looks.")
    query = rule_query(word, "postgres")
    # What `-c` is given is one meta command or goes to the server as it is; inside a text it is neither.
    outside = re.sub(r"'[^']*'", "", word.text)
    return worst([yellow("It may hold a meta command.", word), query]) if "\\" in outside else query


def _psql_options(call: Call, line: Line) -> list[Ruling]:
    rulings: list[Ruling] = []
    if line.strange or line.loose:
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    if line.has("-o", "--output", "-L", "--log-file"):
        rulings.append(yellow("It writes a file.", call.words[0]))
    if line.has("-f", "--file"):
        rulings.append(yellow("It runs SQL from a file.", call.words[0]))
    places = [option.text for option in line.all("-d", "--dbname")] + [word.text for word in line.operands]
    if any(CONNECTS_ELSEWHERE.search(text) for text in places):
        rulings.append(yellow("The connection is only known when it runs.", call.words[0]))
    settings = [option.text for option in line.all("-v", "--set", "-P", "--pset", "--variable")]
    if any(OBEYED_SETTING.match(text) and not FINE_SETTING.match(text) for text in settings):
        rulings.append(yellow("A setting may run a program.", call.words[0]))
    return rulings


MYSQL: Final = arity(
    "ABCEHNSVXbfginqrstvw? D: e: h: P: S: u: p --batch --skip-column-names --execute= --database= "
    "--host= --port= --socket= --user= --password=? --table --vertical --xml --html --raw "
    "--silent --verbose --version --help --ssl-mode= --ssl-ca= --protocol= --connect-timeout= "
    "--default-character-set= --column-names --no-auto-rehash --quick --force --compress "
    "--safe-updates --i-am-a-dummy --login-path= --defaults-file-x --skip-ssl --ssl"
)


# The server's own schema, as the database that is connected to or chosen, and its table of users.
OF_THE_SERVER: Final = re.compile(r"(?i)(^|\s|=|-D|use\s+)`?mysql`?(\s|;|$)")
USERS: Final = re.compile(r"(?i)\b(from|join)\s+`?user`?(?![\w.])")


def mysql(call: Call, desk: Desk) -> Ruling:
    """`mysql`: by the SQL of `-e`."""
    words = [word for word in call.arguments if not re.fullmatch(r"-p.+", word.text)]
    line = read_options(words, MYSQL)
    if line.has("--help", "--version", "-V", "-?") and not line.strange:
        return green("It prints a text.")
    rulings: list[Ruling] = []
    if line.strange or line.loose:
        rulings.append(yellow("An option is not known.", *(line.strange or line.loose)[:1]))
    scripts = [option.value for option in line.all("-e", "--execute") if option.value]
    for word in scripts:
        text = word.text.strip()
        if re.search(
            r"(?m)(^|;)\s*\\?(!|system|source|\.|tee|pager|edit|nopager|notee|delimiter|\\)|\\[a-zA-Z!.#](?<!\\G)",
            text,
            re.I,
        ):
            rulings.append(yellow("It may hold a command of the client.", word))
        rulings.append(
            rule_query(
                Word(re.sub(r"\\G\s*$", "", text), word.start, word.end, word.opaque, word.many), "mysql"
            )
        )
        if OF_THE_SERVER.search(" ".join(w.text for w in call.arguments)) and USERS.search(text):
            rulings.append(yellow("It may print passwords.", word))
    if not scripts:
        rulings.append(rule_input(call, "mysql"))
    found = worst(rulings)
    return (
        green("The query only reads.", pins=(("PAGER", "cat"), ("MYSQL_HISTFILE", "/dev/null")))
        if found.risk is Risk.GREEN
        else found
    )


# Any beginning of a name that fits one command alone is that command.
MYSQLADMIN_READS: Final = listed(
    "status stat extended-status extended ext processlist proc ping variables var version ver"
)


def _mysqladmin_rule(call: Call, desk: Desk) -> Ruling:
    return _mysqladmin(call)


def _mysqladmin(call: Call) -> Ruling:
    line = read_options(
        [w for w in call.arguments if not re.fullmatch(r"-p.+", w.text)],
        arity(
            "u: h: P: S: p r i: c: v s --user= --host= --port= --password=? --socket= --relative "
            "--sleep= --count= --ssl-mode= --connect-timeout= --verbose"
        ),
    )
    texts = [word.text for word in line.operands]
    if texts and not line.strange and not line.loose and set(texts) <= MYSQLADMIN_READS:
        return green("It only shows.")
    if any(text in ("shutdown", "drop", "kill") for text in texts):
        return red("It ends the server or drops a database.", call.words[0])
    return yellow("It changes the server.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "psql": psql,
    "gitlab-psql": psql,
    "mysql": mysql,
    "mariadb": mysql,
    "mysqladmin": _mysqladmin_rule,
}
