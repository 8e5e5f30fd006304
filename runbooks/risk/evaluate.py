"""Words of a parse tree, evaluated as far as they can be known without running anything."""

import re
from collections.abc import Callable
from typing import NamedTuple

from tree_sitter import Node

from runbooks.risk.literals import (
    ARITHMETIC,
    FETCHES,
    LOOSE_VARIABLES,
    NAMES,
    NUMBER_VARIABLES,
    NUMERIC_COMMAND,
    PLAIN,
    SAFE_DEFAULT,
    TRIMMED,
    VALUE_NAME,
    ansi_c,
    without_numbers,
)
from runbooks.risk.secrets import SECRET_VARIABLE
from runbooks.risk.words import OPAQUE, Word


class Piece(NamedTuple):
    """Part of a word: its text and what is not known of it."""

    text: str
    opaque: bool = False
    many: bool = False
    dash: bool = False
    fetched: bool = False
    secret: bool = False


class Evaluator:
    """Evaluates word nodes of one script. `strange` collects what could not be understood."""

    def __init__(
        self,
        source: bytes,
        holes: list[tuple[int, int]],
        variables: dict[str, Word],
        substitution: Callable[[Node], None],
    ) -> None:
        self.source, self.holes, self.variables, self.substitution = source, holes, variables, substitution
        self.strange: list[tuple[Node, str]] = []
        self.numeric: dict[str, int] = {}
        self.substituted: dict[tuple[int, int], Piece] = {}
        self.ascii = source.decode() if source.isascii() else None

    def word(self, node: Node) -> Word:
        """The word at `node`."""
        if node.type in ("word", "number") and not self.holes:
            bare = self.raw(node.start_byte, node.end_byte)
            if PLAIN.fullmatch(bare):
                return Word(bare, node.start_byte, node.end_byte)
        text, opaque, many, dash, fetched, secret = "", False, False, False, False, False
        for piece in self.pieces(node):
            if not text and (piece.dash or (piece.many and not piece.text.strip("*?[{"))):
                dash = dash or piece.dash or piece.text[:1] in ("*", "?", "[", "{")
            elif not text and piece.many and piece.text[:1] in ("*", "?", "[", "{"):
                dash = True
            text += piece.text
            opaque, many = opaque or piece.opaque, many or piece.many
            fetched, secret = fetched or piece.fetched, secret or piece.secret
        quoted = node.type in ("string", "raw_string", "ansi_c_string")
        if not many and not quoted and self._braces(node):
            many = True
            dash = dash or text[:1] == "{" or not text
        return Word(text, node.start_byte, node.end_byte, opaque, many, dash, quoted, fetched, secret)

    def pieces(self, node: Node) -> list[Piece]:
        """The parts of a word, in order."""
        kind = node.type
        if kind in (
            "word",
            "number",
            "variable_name",
            "test_operator",
            "regex",
            "extglob_pattern",
            "special_character",
        ):
            return [self._literal(node)]
        if kind in ("concatenation", "command_name"):
            return [piece for child in node.children for piece in self.pieces(child)]
        if kind == "string":
            return self._string(node)
        if kind == "raw_string":
            return [self._slice(node.start_byte + 1, node.end_byte - 1)]
        if kind == "ansi_c_string":
            return [self._ansi(node)]
        if kind in ("simple_expansion", "expansion"):
            return [self._expansion(node, inside=False)]
        if kind in ("command_substitution", "process_substitution"):
            return [self._substituted(node)]
        if kind == "arithmetic_expansion":
            return [self._arithmetic(node)]
        if kind == "brace_expression":
            return [Piece(OPAQUE, opaque=True, many=True)]
        if not node.is_named and node.child_count == 0 and kind not in ("$", "`", "$(", "(", ")"):
            return [self._literal(node)]
        self.strange.append((node, "a word that was not understood"))
        return [Piece(OPAQUE, opaque=True, many=True, dash=True)]

    def start(self, node: Node) -> int:
        """Where a node begins; a substitution in quotes takes the blanks before it along."""
        begin = node.start_byte
        if node.type in ("command_substitution", "simple_expansion", "expansion", "arithmetic_expansion"):
            while self.source[begin : begin + 1] in (b" ", b"\t", b"\n"):
                begin += 1
        return begin

    def raw(self, start: int, end: int) -> str:
        """The source between two byte offsets."""
        if self.ascii is not None:
            return self.ascii[start:end]
        return self.source[start:end].decode("utf-8", "replace")

    def _slice(self, start: int, end: int) -> Piece:
        """Source text as it stands, with a marker for each value to be filled in."""
        out, opaque = "", False
        for hole_start, hole_end in self.holes:
            if hole_end <= start or hole_start >= end:
                continue
            out += self.raw(start, max(start, hole_start)) + OPAQUE
            start, opaque = min(end, hole_end), True
        return Piece(out + self.raw(start, end), opaque=opaque)

    def _literal(self, node: Node) -> Piece:
        piece = self._slice(node.start_byte, node.end_byte)
        text = piece.text
        if "\\" not in text:
            return Piece(text, piece.opaque, many=text != "[" and any(sign in text for sign in "*?["))
        many = bool(re.search(r"[*?\[]", re.sub(r"\\.", "", text, flags=re.S)))
        plain = re.sub(r"\\(.)", lambda found: "" if found[1] == "\n" else found[1], text, flags=re.S)
        return Piece(plain, piece.opaque, many)

    def _string(self, node: Node) -> list[Piece]:
        pieces: list[Piece] = []
        place = node.start_byte + 1
        for child in node.children[1:-1]:
            begin = self.start(child)
            if begin > place:
                pieces.append(self._double_quoted(place, begin))
            if child.type == "string_content" or (not child.is_named and child.child_count == 0):
                pieces.append(self._double_quoted(child.start_byte, child.end_byte))
            elif child.type in ("simple_expansion", "expansion"):
                pieces.append(self._expansion(child, inside=True))
            else:
                pieces += [
                    Piece(p.text, p.opaque, False, p.dash, p.fetched, p.secret) for p in self.pieces(child)
                ]
            place = child.end_byte
        if place < node.end_byte - 1:
            pieces.append(self._double_quoted(place, node.end_byte - 1))
        return pieces

    def _double_quoted(self, start: int, end: int) -> Piece:
        piece = self._slice(start, end)
        text = re.sub(r'\\([$`"\\\n])', lambda found: "" if found[1] == "\n" else found[1], piece.text)
        return Piece(text, piece.opaque)

    def _ansi(self, node: Node) -> Piece:
        text = ansi_c(self.raw(node.start_byte + 2, node.end_byte - 1))
        if text is None:
            self.strange.append((node, "an escape that was not understood"))
            return Piece(OPAQUE, opaque=True, dash=True)
        return Piece(text)

    def _expansion(self, node: Node, *, inside: bool) -> Piece:
        name = self.raw(self.start(node), node.end_byte)
        body = name[2:-1] if name.startswith("${") else name[1:]
        found = re.fullmatch(r"(#?)([A-Za-z_]\w*|[0-9@*#?$!_-])(?::?-(.*))?", body, re.S)
        for child in node.named_children:
            if child.type in (
                "command_substitution",
                "process_substitution",
                "expansion",
                "string",
                "concatenation",
            ):
                self.pieces(child)
        trimmed = None if found else TRIMMED.fullmatch(body)
        if trimmed:
            return self._trimmed(trimmed["name"], trimmed["how"], inside=inside)
        if not found or (found[3] and not SAFE_DEFAULT.fullmatch(found[3])):
            self.strange.append((node, "an expansion that was not understood"))
            return Piece(OPAQUE, opaque=True, many=not inside, dash=True)
        if found[1] or found[2] in NUMBER_VARIABLES:
            return Piece(OPAQUE, opaque=True)
        return self._variable(found[2], inside=inside)

    def _trimmed(self, name: str, how: str, *, inside: bool) -> Piece:
        """A part of a variable's value; where its beginning goes, it may begin with a dash."""
        whole = self._variable(name, inside=inside)
        dash = whole.dash or how[0] not in "%,^"
        return Piece(
            OPAQUE, opaque=True, many=whole.many or (dash and not inside), dash=dash, secret=whole.secret
        )

    def _variable(self, name: str, *, inside: bool) -> Piece:
        if name in LOOSE_VARIABLES or name.isdigit():
            return Piece(OPAQUE, opaque=True, many=not inside or name == "@", dash=True)
        value = self.variables.get(name)
        if value is None:
            loose = not VALUE_NAME.fullmatch(name)
            secret = bool(SECRET_VARIABLE.fullmatch(name))
            return Piece(OPAQUE, opaque=True, many=loose and not inside, dash=loose, secret=secret)
        if value.loose and name in self.numeric:
            return Piece(OPAQUE, opaque=True, dash=True)
        if inside:
            return Piece(value.text, value.opaque, value.many and name == "@", value.dash)
        split = value.many or value.dash or bool(re.search(r"[\s*?\[]", value.text))
        later = not value.opaque and any(token.startswith("-") for token in value.text.split())
        return Piece(value.text, value.opaque, split, value.dash or later)

    def _substituted(self, node: Node) -> Piece:
        """What a substitution gives. Each is looked into once, however often the words around it are read."""
        place = (node.start_byte, node.end_byte)
        if place not in self.substituted:
            self.substituted[place] = self._given(node)
        return self.substituted[place]

    def _given(self, node: Node) -> Piece:
        """What a substitution gives: never known, but some give names only, and `echo` gives its words."""
        self.substitution(node)
        raw = self.raw(self.start(node), node.end_byte)
        fetched = bool(FETCHES.search(raw))
        if node.type == "process_substitution":
            return Piece("/dev/fd/" + OPAQUE, opaque=True, fetched=fetched)
        found = NAMES.fullmatch(raw)
        if found:
            one = (
                not re.search(r"kubectl|oc |docker|crictl|pgrep|pidof|-I", found[0])
                and " " not in found["what"].partition("+")[2]
            )
            return Piece(OPAQUE, opaque=True, many=not one)
        named = node.named_children
        if len(named) == 1 and named[0].type == "command":
            words = named[0].named_children
            if (
                len(words) > 1
                and self.raw(words[0].start_byte, words[0].end_byte) in ("echo", "printf")
                and not any(
                    child.type in ("file_redirect", "variable_assignment", "herestring_redirect")
                    for child in words
                )
            ):
                said = [self.word(child) for child in words[1:]]
                if all(word.plain for word in said):
                    return Piece(" ".join(word.text for word in said), many=True, dash=True)
        return Piece(OPAQUE, opaque=True, many=True, dash=True, fetched=fetched)

    def _arithmetic(self, node: Node) -> Piece:
        raw = self.raw(self.start(node), node.end_byte)
        if not raw.startswith("$(("):
            self.strange.append((node, "arithmetic over values, which can run code"))
        raw = raw[3:-2]
        for child in _descendants(node, "command_substitution"):
            self.substitution(child)
        bare = NUMERIC_COMMAND.sub("0", raw)
        bare = re.sub(r"\$(\?|#|\$|\{#\w+\})", "0", bare)
        if not any(start < node.end_byte and end > node.start_byte for start, end in self.holes):
            known = {name for name, since in self.numeric.items() if since <= node.start_byte}
            bare = without_numbers(bare, frozenset(known))
        if not ARITHMETIC.fullmatch(bare):
            self.strange.append((node, "arithmetic over values, which can run code"))
        return Piece(OPAQUE, opaque=True, dash=True)

    def _braces(self, node: Node) -> bool:
        if node.type not in ("word", "concatenation"):
            return False
        raw = self.raw(node.start_byte, node.end_byte)
        if "{" not in raw:
            return False
        bare = re.sub(r"'[^']*'|\"[^\"]*\"|\\.|\$\{[^}]*\}", "q", raw, flags=re.S)
        return bool(re.search(r"\{[^}]*(,|\.\.)", bare))


def _descendants(node: Node, kind: str) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if child.type == kind:
            found.append(child)
        else:
            found += _descendants(child, kind)
    return found
