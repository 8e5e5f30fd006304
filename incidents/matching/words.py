"""Text as the matcher reads it: whole words and their camelCase parts, lightly stemmed.

Words such as *no*, *not*, *low*, *down* stay: they tell siblings apart.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*|\d+")
# fooBarHTTPError9 -> foo Bar HTTP Error 9
_PART: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_LONGEST_WORD: Final = 80
_SHORTEST_WORD: Final = 2

_STOP_WORDS: Final = (
    "a about after also an and any are as at be because been before being but by can check could do does "
    "during each either following for from get had has have how if in instance into is it its may "
    "more most of on one only or other our out over per please see should since so some such than that the "
    "their them then there these they this those to up use used using value was we were what when where "
    "which while who why will with within would you your https http www com io html md "
    "alert alerts alerting runbook description summary message severity critical warning info "
    "minutes minute hours hour seconds"
)
_STOP: Final = frozenset(_STOP_WORDS.split())
_ENDINGS: Final = (
    ("ational", "ate"), ("ations", "ate"), ("ation", "ate"), ("ities", "ity"), ("iness", "y"), ("ness", ""),
    ("ments", ""), ("ment", ""), ("ings", ""), ("ing", ""), ("ied", "y"), ("ies", "y"), ("sses", "ss"),
    ("ures", ""), ("ure", ""), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_SHORTEST_STEM: Final = 3


def counted(text: str) -> Counter[str]:
    """How often each token stands in `text`: whole words, their parts, and stems."""
    tokens: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(text)).items():
        for token in tokens_of(word):
            tokens[token] += times
    return tokens


def compounds(text: str) -> frozenset[str]:
    """The tokens that stand for a whole compound word, whose parts are tokens too."""
    found = (tokens_of(word) for word in set(_WORD.findall(text)))
    return frozenset(tokens[0] for tokens in found if len(tokens) > 1)


@lru_cache(maxsize=65_536)
def tokens_of(word: str) -> tuple[str, ...]:
    """The tokens one written word stands for; none for a stop word.

    `KubeNodeNotReady` gives itself and kube, node, not, ready; `etcd_members` itself and its parts.
    """
    if len(word) > _LONGEST_WORD:
        return ()
    whole = word.lower()
    if whole in _STOP or len(whole) < _SHORTEST_WORD:
        return ()
    parts = [part.lower() for part in _PART.findall(word)]
    if len(parts) < 2:
        return (stem(whole),)
    kept = dict.fromkeys(stem(part) for part in parts if part not in _STOP and len(part) > 1)
    return (whole.replace("_", ""), *kept)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its English ending: failed, failing and fails are one."""
    if word.endswith("ss") or word.isdigit():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            left = word[: -len(ending)] + instead
            if len(left) > _SHORTEST_STEM and left[-1] == left[-2] and left[-1] not in "lsz":
                left = left[:-1]
            return left[:-1] if left.endswith("e") and len(left) > _SHORTEST_STEM else left
    return word


def search_words(texts: Iterable[str]) -> list[str]:
    """Lower-case words and parts to look for, each once, in order: the database stems them itself."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD:
                found.update(dict.fromkeys((word.lower(), *(part.lower() for part in _PART.findall(word)))))
    return [word for word in found if word not in _STOP and len(word) >= _SHORTEST_WORD]
