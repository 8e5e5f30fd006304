"""Which kind of value a variable takes: by its name, by the shape of a value, by the word before it."""

from re import compile
from typing import Final

from runbooks.types.variables import NAMED, PAIRED, VariableType

_SHAPES: Final = (
    (compile(r"[a-z][a-z0-9+.-]*://\S+"), VariableType.URL),
    (compile(r"(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?"), VariableType.IP),
    (compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), VariableType.EMAIL),
    (compile(r"[~.]{0,2}/\S*"), VariableType.PATH),
    (
        compile(r"\d+(?:\.\d+)?\s?(?:ms|s|sec|m|min|h|d|seconds?|minutes?|hours?|days?)"),
        VariableType.DURATION,
    ),
    (compile(r"\d+(?:\.\d+)?\s?(?:[KMGT]i?B?|bytes)"), VariableType.SIZE),
    (compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]*)?"), VariableType.TIME),
    (
        compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|i-[0-9a-f]{8,17}|arn:\S+"),
        VariableType.IDENTIFIER,
    ),
    (compile(r"v?\d+\.\d+\.\d+[\w.-]*"), VariableType.VERSION),
    (compile(r"-?\d+(?:\.\d+)?%?"), VariableType.NUMBER),
    (compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[a-f0-9]{6,10}-[a-z0-9]{5}"), VariableType.POD),
    (compile(r"(?:us|eu|ap|ca|sa|me|af|il|cn)(?:-gov)?-[a-z]+-\d[a-f]?"), VariableType.REGION),
    (compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}"), VariableType.DOMAIN),
)
# A name that says only that something is named, or held, is told apart by what stands around it.
_LOOSE: Final = frozenset(("name", "value", "x", "y", "foo", "bar", "arg", "object", "resource", "target"))
_FROM: Final = compile(r"_(?:from|that|which|identified|as|for|in|to_be)_.*$")
_HOLDERS: Final = frozenset(("name", "names", "value", "label", "list"))
_OPTION: Final = compile(r"(?:^|\s)--?([A-Za-z][\w-]*)[ =]\"?'?$")
_BEFORE: Final = compile(r"([A-Za-z][\w-]*)[ /]\"?'?$")
_SHORT: Final = {"n": VariableType.NAMESPACE, "c": VariableType.CONTAINER, "h": VariableType.HOST}


def kind_of(name: str, value: str = "", before: str = "") -> VariableType:
    """The kind of the variable `name`, of which the text may show a `value` and the words `before` it."""
    named = _named(name)
    if named is not None and name not in _LOOSE:
        return named
    if value:
        shaped = next((kind for shape, kind in _SHAPES if shape.fullmatch(value.strip())), None)
        if shaped is not None:
            return shaped
    if option := _OPTION.search(before):
        told = _SHORT.get(option[1]) if len(option[1]) == 1 else _named(option[1])
    else:
        word = _BEFORE.search(before)
        told = VariableType.HOST if word and word[1] == "ssh" else _named(word[1]) if word else None
    return told or named or VariableType.TEXT


def _named(name: str) -> VariableType | None:
    """What the name says its value is: `source_db_url` is a URL, `name_of_the_pod` a pod."""
    plain = _FROM.sub("", name.lower().replace("-", "_"))
    head, _, tail = plain.partition("_of_")
    plain = tail if tail and head.rpartition("_")[2] in _HOLDERS else head
    plain = plain.removesuffix("_label").removesuffix("_name")
    words = plain.split("_")
    pair = "_".join(words[-2:])
    if pair in PAIRED:
        return PAIRED[pair]
    if words[-1] in NAMED:
        return NAMED[words[-1]]
    # "num_replicas", "max_connections": what is counted stands last.
    if words[0] in ("num", "max", "min", "number", "count", "total"):
        return VariableType.NUMBER
    within = next((NAMED[word] for word in reversed(words) if word in NAMED), None)
    named = VariableType.IDENTIFIER if plain != head else None
    return within or _ending(words[-1]) or named


def _ending(word: str) -> VariableType | None:
    """`controllerpod` is a pod, `jobname` a job."""
    stem = word.removesuffix("name") or word
    for cut in range(len(stem) - 2):
        if stem[cut:] in NAMED:
            return NAMED[stem[cut:]]
    return VariableType.IDENTIFIER if stem != word else None
