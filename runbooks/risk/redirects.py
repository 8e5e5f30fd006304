"""Redirects: what is read, what is written."""

import re
from dataclasses import dataclass, field
from typing import Final

from tree_sitter import Node

from runbooks.risk.roles import Reader
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.secrets import names_secret
from runbooks.risk.words import Stdin, Word

NOWHERE: Final = re.compile(r"/dev/(null|stdout|stderr|tty|fd/[012])")
DEVICE: Final = re.compile(
    r"/dev/(sd|hd|vd|xvd|nvme|mmcblk|disk|mapper|dm-|loop|mem|kmem|port)|/proc/sysrq|/boot/|"
    r"/etc/(passwd|shadow|sudoers|fstab)$"
)


KNOCK: Final = re.compile(r"/dev/tcp/[\w.\ufffc-]+/[\d\ufffc]+")


@dataclass(frozen=True)
class Redirected:
    """What a redirect was found to do."""

    ruling: Ruling
    stdin: Stdin | None = None
    extra: list[Node] = field(default_factory=list)
    after: list[Node] = field(default_factory=list)


def rule_redirect(walker: Reader, node: Node) -> Redirected:
    """The ruling on one redirect node."""
    if node.type == "heredoc_redirect":
        return _heredoc(walker, node)
    operator: Node | None = None
    words: list[Node] = []
    for child in node.children:
        if child.type == "file_descriptor":
            if not walker.evaluator.raw(child.start_byte, child.end_byte).isdigit():
                return Redirected(yellow("It opens a descriptor of its own.", walker.at(node)))
        elif operator is None and not child.is_named:
            operator = child
        else:
            words.append(child)
    if operator is None:
        return Redirected(yellow("A redirect was not understood.", walker.at(node)))
    if not words:
        ok = operator.type in (">&-", "<&-")
        return Redirected(green() if ok else yellow("A redirect was not understood.", walker.at(node)))
    target = walker.word(words[0], mark=False)
    walker.marks.add(("r", operator.start_byte, target.end))
    if operator.type == "<<<":
        told = (
            yellow("It prints a variable that is named like a secret.", target) if target.secret else green()
        )
        return Redirected(told, Stdin("text", target.text if target.plain else None), words[1:])
    if KNOCK.fullmatch(target.text) and not target.many and _says_nothing(walker, node, operator.type):
        return Redirected(green("It only looks whether a port answers."), None, words[1:])
    if operator.type in ("<", "<&"):
        stdin = Stdin("text", "") if target.text == "/dev/null" and target.plain else Stdin("file")
        return Redirected(_reading(operator.type, target), stdin, words[1:])
    return Redirected(_writing(operator.type, target, walker.at(node)), None, words[1:])


def _says_nothing(walker: Reader, node: Node, operator: str) -> bool:
    """True for a connection that is only opened and closed: `</dev/tcp/…`, `cat </dev/null >/dev/tcp/…`."""
    whole = node.parent
    if whole is None or whole.type != "redirected_statement" or operator not in ("<", ">"):
        return False
    others = [
        re.sub(r"\s+", "", walker.evaluator.raw(child.start_byte, child.end_byte))
        for child in whole.children
        if child != node
    ]
    said = [text for text in others if not re.fullmatch(r"[&2]>/dev/null|2>&1", text)]
    return said in ([":"], ["true"]) or (said == [] and operator == "<") or said == ["cat", "</dev/null"]


def _reading(operator: str, target: Word) -> Ruling:
    if operator == "<&":
        fine = target.plain and re.fullmatch(r"\d|-|\d-", target.text)
        return green() if fine else yellow("It reads a descriptor that is not known.", target)
    if re.match(r"/dev/(?!null$|zero$|u?random$|stdin$|fd/|shm/)|/proc/kmsg", target.text) or (
        target.text.startswith("\ufffc") and target.many
    ):
        return yellow("It opens a network connection, or a file that is not known.", target)
    if names_secret(target):
        return yellow("It may print a secret.", target)
    return green("It reads a file.")


def _writing(operator: str, target: Word, at: Word) -> Ruling:
    if target.plain and operator in (">&", "<&") and re.fullmatch(r"\d|-|\d-", target.text):
        return green()
    if target.plain and operator in (">", ">>", ">|", "&>", "&>>", ">&") and NOWHERE.fullmatch(target.text):
        return green("The output goes nowhere.")
    if DEVICE.match(target.text):
        return red(f"It overwrites {target.text}.", at)
    return yellow(f"It writes to {target.text.replace(chr(0xFFFC), '…') or 'a file'}.", at)


def _heredoc(walker: Reader, node: Node) -> Redirected:
    rulings: list[Ruling] = []
    extra: list[Node] = []
    after: list[Node] = []
    text: str | None = ""
    quoted = False
    for child in node.children:
        if child.type == "heredoc_start":
            raw = walker.evaluator.raw(child.start_byte, child.end_byte)
            quoted = raw[:1] in "'\"\\"
            walker.marks.add(("r", node.children[0].start_byte, child.end_byte))
            if child.start_byte and raw[:1] in "'\"":
                walker.marks.add(("q", child.start_byte, child.end_byte))
        elif child.type == "heredoc_body":
            text = _body(walker, child, quoted, rulings)
        elif child.type == "file_redirect":
            found = rule_redirect(walker, child)
            rulings.append(found.ruling)
            extra += found.extra
        elif child.type == "pipeline":
            after += child.children
        elif child.type not in ("<<", "<<-", "heredoc_end"):
            rulings.append(walker.statement(child, Stdin()))
            rulings.append(yellow("What follows the here-document was not understood.", walker.at(child)))
    worst_of = max([green(), *rulings], key=lambda ruling: ruling.risk.rank)
    return Redirected(worst_of, Stdin("text", text), extra, after)


def _body(walker: Reader, node: Node, quoted: bool, rulings: list[Ruling]) -> str | None:
    raw = walker.evaluator.raw(node.start_byte, node.end_byte)
    hidden = any(start < node.end_byte and end > node.start_byte for start, end in walker.evaluator.holes)
    if quoted:
        return None if hidden else raw
    if re.search(r"`|\$\(|\$\{|\$\[|\\\n", raw):
        rulings.append(yellow("The here-document runs or expands something.", walker.at(node)))
        for child in node.named_children:
            walker.evaluator.pieces(child)
        return None
    for child in node.named_children:
        if child.type == "simple_expansion":
            walker.word(child, mark=False)
    return None if "$" in raw or "\\" in raw or hidden else raw
