"""SQL: what each statement does. Green needs one that only reads, with functions known to be pure."""

import logging
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.sql_words import (
    COPY_OUT,
    GRAMMAR,
    HARMLESS,
    LEXICAL,
    LOCKING,
    MYSQL_CODE,
    NOTHING,
    PRAGMA,
    SECRET_COLUMN,
    SECRETS,
    SESSION,
    SHOW,
    TSQL_VERBS,
)

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns about every statement it keeps as text

TABLE: Final = Path(__file__).parent / "tables" / "postgres_functions.txt"


@cache
def _pure() -> frozenset[str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split()) | HARMLESS


def rule_sql(text: str, dialect: str) -> Ruling:
    """The ruling on one or more statements of a `dialect` of sqlglot; empty means not known."""
    if len(text) > 20_000:
        return yellow("The SQL is too long to be judged.")
    try:
        tokens = sqlglot.tokenize(text, dialect=dialect or "postgres")
    except SqlglotError:
        return _lexical(text) or yellow("The SQL was not understood.")
    rulings = [_statement(part, dialect) for part in _split(text, tokens) if part[0].strip()]
    if "\ufffc" in text:
        rulings.append(yellow("A value stands inside the SQL."))
    if (
        MYSQL_CODE.search(text)
        or re.search(r"\\['\"]", text)
        or ("\\" in text and not dialect)
        or re.search(r"(?m)^\s*\\", text)
    ):
        rulings.append(yellow("It may hold a command of the client or code in a comment."))
    named = SECRETS.search(text) or SECRETS.search(_bare(tokens))
    if named or any(_names_secret(token) for token in tokens):
        rulings.append(yellow("It may print passwords."))
    if "pg_subscription" in text.lower() and re.search(r"(?i)select\s+(\w+\.)?\*", text):
        rulings.append(yellow("It may print passwords."))
    if any(token.text.lower() == "nextval" and token.token_type is not TokenType.STRING for token in tokens):
        rulings.append(yellow("It takes the next value of a sequence."))
    if dialect == "tsql":
        rulings += [yellow("More than one statement stands here.") for token in tokens if _begins(token)][:1]
    return worst(rulings) if rulings else yellow("There is no statement.")


def _bare(tokens: list[Token]) -> str:
    """The words without quotes, and with nothing around the dots that part a name."""
    return " ".join(token.text for token in tokens).replace(" . ", ".")


def _names_secret(token: Token) -> bool:
    named = token.token_type not in (TokenType.STRING, TokenType.NUMBER)
    return named and SECRET_COLUMN.fullmatch(token.text) is not None


def _begins(token: Token) -> bool:
    quoted = token.token_type in (TokenType.STRING, TokenType.IDENTIFIER)
    return not quoted and token.text.lower() in TSQL_VERBS


def _split(text: str, tokens: list[Token]) -> list[tuple[str, list[Token]]]:
    parts: list[tuple[str, list[Token]]] = []
    current, start = list[Token](), 0
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            parts.append((text[start : token.start], current))
            start, current = token.end + 1, []
        else:
            current.append(token)
    parts.append((text[start:], current))
    return [part for part in parts if part[1]]


def _statement(part: tuple[str, list[Token]], dialect: str) -> Ruling:
    text, tokens = part
    text = re.sub(r"(?s)^(\s|--[^\n]*\n|/\*[^!M].*?\*/)+", "", text)
    first = re.match(r"\w+", text)
    word = first[0].lower() if first else ""
    if word == "explain":
        return _explain(text, dialect)
    if word in ("show", "describe", "desc"):
        described = word == "show" or re.fullmatch(
            r"(?is)\w+\s+(?!analy[sz]e\b|select\b)[\w.`\"]+(\s+[\w`%'\"]+)?\s*", text
        )
        if SHOW.fullmatch(text) and described:
            # Some dialects read all that follows SHOW as one text.
            calls = _functions(sqlglot.tokenize(text[len(word) :], dialect=dialect or "postgres"))
            return at_least(calls.risk, green(f"{word.upper()} only reads."), "It calls a function.")
        return yellow(f"{word.upper()} was not understood.")
    if word == "use" and re.fullmatch(r"(?i)use\s+[\w`\"\[\]]+\s*", text):
        return green("It chooses a database for this session.")
    if word == "set" and SESSION.fullmatch(text.strip()):
        return green("It sets something for this session only.")
    if PRAGMA.fullmatch(text):
        return green("The PRAGMA only reads.")
    if NOTHING.fullmatch(text):
        return green("It begins or ends a transaction.")
    copied = COPY_OUT.fullmatch(text.strip()) if dialect == "postgres" else None
    if copied:
        return rule_sql(copied[1], dialect)
    found = _lexical(text, head_only=True)
    if found is not None:
        return found
    if word not in ("select", "with", "values", "table", "from") and not text.startswith("("):
        return yellow(f"`{word.upper() or text[:10]}` changes something or is not known.")
    return _query(text, tokens, dialect)


def _explain(text: str, dialect: str) -> Ruling:
    found = re.match(
        (
            r"(?is)explain\s+(\(([^()]*)\)\s*)?((?:analyze|verbose|query\s+plan|format\s*=\s*\w+|"
            r"extended|partitions)\s+)*"
        ),
        text,
    )
    rest = text[found.end() :] if found else ""
    options = found[0].lower() if found else ""
    runs = re.search(r"analy[sz]e(?!\s*(=|\s)\s*(false|off|0))|[^\w\s(),=]", options)
    inner = rule_sql(rest, dialect) if rest.strip() else yellow("EXPLAIN of nothing.")
    if runs or re.match(r"(?i)analy[sz]e", rest):
        return inner
    if re.fullmatch(r"(?i)\s*[\w.`\"]+\s*", rest):
        return green("It describes a table.")
    if (
        re.match(
            (
                r"(?i)\s*(select|insert|update|delete|with|values|merge|replace|table|"
                r"create\s+table\s+\w+\s+as)\b"
            ),
            rest,
        )
        and ";" not in rest
    ):
        # Planning may fold constant functions, which runs those that are immutable only.
        return green("EXPLAIN without ANALYZE only plans.")
    return inner


def _lexical(text: str, *, head_only: bool = False) -> Ruling | None:
    """Red for what destroys, told by its first words."""
    for pattern, why in LEXICAL:
        match = re.match if head_only else re.search
        found = match(r"(?is)" + ("\\s*" if head_only else r"(?:^|;)\s*") + "(?:" + pattern + ")", text)
        if found:
            return red(why.format(found[1].lower() if found.re.groups and found[1] else "an object"))
    if re.match(r"(?is)\s*update\b", text):
        if not re.search(r"(?is)\bwhere\b", text):
            return red("UPDATE without WHERE changes every row.")
        return yellow("UPDATE changes rows.")
    if re.match(r"(?is)\s*alter\b.*\bdrop\b", text):
        return red("It drops part of an object.")
    return None


def _query(text: str, tokens: list[Token], dialect: str) -> Ruling:
    try:
        trees = [tree for tree in sqlglot.parse(text, dialect=dialect or "postgres") if tree is not None]
    except (SqlglotError, RecursionError):
        return _lexical(text) or yellow("The SQL was not understood.")
    rulings: list[Ruling] = []
    for tree in trees:
        if not isinstance(tree, exp.Query | exp.Values | exp.Table):
            return yellow("It is not a query.")
        rulings.append(_tree(tree))
        if not dialect and any(_is_verb(node) for node in tree.find_all(exp.Alias, exp.TableAlias)):
            rulings.append(yellow("A second statement may stand here."))
    if LOCKING.search(text):
        rulings.append(yellow("A hint locks what is read."))
    rulings.append(_functions(tokens))
    return worst(rulings)


def _is_verb(node: exp.Expr) -> bool:
    """True for an alias without quotes that T-SQL, which needs no semicolon, takes for a next statement."""
    name = node.args.get("alias") if isinstance(node, exp.Alias) else node.this
    return (
        isinstance(name, exp.Identifier) and not name.args.get("quoted") and name.name.lower() in TSQL_VERBS
    )


def _tree(tree: exp.Expr) -> Ruling:
    for node in tree.walk():
        if isinstance(node, exp.Delete | exp.Drop | exp.TruncateTable):
            return red("The query deletes inside.")
        if isinstance(
            node,
            exp.DML
            | exp.DDL
            | exp.Command
            | exp.Into
            | exp.Lock
            | exp.Alter
            | exp.Create
            | exp.Set
            | exp.Merge,
        ) and not isinstance(node, exp.Query):
            return yellow("The query writes, locks or makes a table.")
        if isinstance(
            node,
            exp.Operator | exp.NextValueFor | exp.Parameter | exp.PropertyEQ | exp.ReadCSV | exp.Placeholder,
        ):
            return yellow("The query uses something that is not proven to be pure.")
        if node.args.get("into"):
            return yellow("The query makes a table or sets a variable.")
    return green("The query only reads.")


def _functions(tokens: list[Token]) -> Ruling:
    pure = _pure()
    for place, (token, after) in enumerate(pairwise(tokens)):
        if after.token_type is not TokenType.L_PAREN:
            continue
        if token.token_type in (TokenType.STRING, TokenType.NUMBER, TokenType.HEREDOC_STRING):
            continue
        name = token.text.lower()
        if _of_a_schema(tokens, place):
            return yellow(f"The function `{name[:40]}` of a schema is not known to be pure.")
        if not re.fullmatch(r"[\w$#]+", name) and token.token_type is not TokenType.IDENTIFIER:
            continue
        if name == "pg_terminate_backend":
            return red("pg_terminate_backend ends connections.")
        if name in pure or (name in GRAMMAR and token.token_type is not TokenType.IDENTIFIER):
            continue
        if _names_columns(tokens, place):
            continue
        return yellow(f"The function `{name[:40]}` is not known to be pure.")
    return green("The query only reads.")


def _of_a_schema(tokens: list[Token], place: int) -> bool:
    """True for `schema.name(`, unless the schema is the server's own."""
    if place < 2 or tokens[place - 1].token_type is not TokenType.DOT:
        return False
    return tokens[place - 2].text.lower() not in ("pg_catalog", "information_schema")


def _names_columns(tokens: list[Token], place: int) -> bool:
    # `WITH name (a, b) AS (…)` and `… AS name (a, b)` name columns; nothing is called.
    before = tokens[place - 1].text.lower() if place else ""
    if before == "as" and place > 1:
        return True
    depth, end = 0, place + 1
    while end < len(tokens):
        depth += (tokens[end].token_type is TokenType.L_PAREN) - (tokens[end].token_type is TokenType.R_PAREN)
        if depth == 0:
            break
        end += 1
    follows = tokens[end + 1].text.lower() if end + 1 < len(tokens) else ""
    return (
        before in ("with", "recursive", ",")
        and follows == "as"
        and tokens[0].text.lower() == "with"
        and (end + 2 < len(tokens) and tokens[end + 2].text == "(")
    )
