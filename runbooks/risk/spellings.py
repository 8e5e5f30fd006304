"""The ways one word of a command line is spelled: short and long options, clusters, names of resources."""

import re
from typing import Final

from runbooks.risk.words import listed

KUBERNETES: Final = listed("kubectl oc k3s microk8s")
# The names under which `kubectl api-resources` lists a resource; the first is the singular.
RESOURCES: Final = {
    name: names.split()[0]
    for names in (
        "namespace namespaces ns",
        "pod pods po",
        "service services svc",
        "deployment deployments deploy",
        "statefulset statefulsets sts",
        "daemonset daemonsets ds",
        "replicaset replicasets rs",
        "replicationcontroller replicationcontrollers rc",
        "configmap configmaps cm",
        "secret secrets",
        "node nodes no",
        "persistentvolume persistentvolumes pv",
        "persistentvolumeclaim persistentvolumeclaims pvc",
        "serviceaccount serviceaccounts sa",
        "ingress ingresses ing",
        "cronjob cronjobs cj",
        "job jobs",
        "customresourcedefinition customresourcedefinitions crd crds",
        "horizontalpodautoscaler horizontalpodautoscalers hpa",
        "networkpolicy networkpolicies netpol",
        "poddisruptionbudget poddisruptionbudgets pdb",
        "storageclass storageclasses sc",
        "resourcequota resourcequotas quota",
        "limitrange limitranges limits",
        "endpoints endpoint ep",
        "clusterrole clusterroles",
        "clusterrolebinding clusterrolebindings",
        "role roles",
        "rolebinding rolebindings",
        "project projects",
    )
    for name in names.split()
}
# What most tools call the long form of a letter.
LONG: Final = {
    "r": listed("recursive"),
    "R": listed("recursive"),
    "f": listed("force file filename"),
    "a": listed("all"),
    "A": listed("all all-namespaces"),
    "y": listed("yes assume-yes assumeyes"),
    "X": listed("request"),
    "d": listed("delete data detach"),
    "D": listed("delete"),
    "i": listed("in-place interactive"),
    "n": listed("namespace dry-run"),
    "l": listed("selector login"),
    "v": listed("volumes verbose"),
    "u": listed("user username"),
    "p": listed("purge password port"),
    "9": listed("9 KILL"),
}
CLUSTER: Final = re.compile(r"-[A-Za-z0-9]{1,4}\Z")
SHORTEST_ABBREVIATION: Final = 3


def is_option(text: str) -> bool:
    """Whether a word is read as an option."""
    return len(text) > 1 and text[0] == "-"


def operand_fits(program: str, wanted: str, text: str) -> bool:
    """Whether a word is the wanted one, in any of its spellings."""
    return bool(_spellings(program, wanted) & _spellings(program, text))


def passes_by(program: str, text: str) -> bool:
    """Whether a word is one of several that stand side by side, as `pod/a` in `kubectl delete pod/a ns/b`."""
    return program in KUBERNETES and "/" in text


def option_fits(wanted: str, value: str | None, text: str, after: str) -> bool:
    """Whether the word `text`, before the word `after`, is the wanted option, with its value if any."""
    if not is_option(text):
        return False
    name, joined, attached = text.partition("=")
    if value is None:
        return _same(wanted, name) or _letter_of(wanted, name)
    if _same(wanted, name) or _letter_of(wanted, name):
        return value == (attached if joined else after)
    return len(wanted) == 2 and text.startswith(wanted) and text[2:].removeprefix("=") == value


def letters(word: str) -> tuple[str, ...]:
    """The options that a cluster such as `-rf` is short for; the word itself when it is none."""
    return tuple(f"-{letter}" for letter in word[1:]) if CLUSTER.match(word) else (word,)


def _same(wanted: str, name: str) -> bool:
    if wanted.lstrip("-") == name.lstrip("-"):
        return True
    short, long = sorted((wanted, name), key=len)
    if len(short) == 2 and long.startswith("--"):
        return long[2:] in LONG.get(short[1], ())
    abbreviated = name.startswith("--") and len(name) - 2 >= SHORTEST_ABBREVIATION
    return abbreviated and wanted.startswith(name)


def _letter_of(wanted: str, name: str) -> bool:
    """Whether the wanted option is a letter of the cluster `name`, itself or under its long name."""
    if not CLUSTER.match(name):
        return False
    if len(wanted) == 2:
        return wanted[1] in name[1:]
    return wanted.startswith("--") and any(wanted[2:] in LONG.get(letter, ()) for letter in name[1:])


def _spellings(program: str, text: str) -> frozenset[str]:
    word = text.casefold()
    if program not in KUBERNETES:
        return frozenset((word, word.rstrip(";")))
    kinds = (part.partition("/")[0].partition(".")[0] for part in word.split(","))
    return frozenset((word, *(RESOURCES.get(kind, kind) for kind in kinds)))
