"""Tools that read files and text, as far as the words they are given are proven to read only."""

import re
from typing import Final

from execution.agent.guard_options import Rule, at_most, options, take
from execution.agent.guard_words import NotProven

_SED: Final = re.compile(
    r"(?:\d+|\$|/[^/\\]*/)?(?:,(?:\d+|\$|/[^/\\]*/))?[pdq=]|s/(?:[^/\\\n]|\\[^\n])*/[^/\\\n&]*/[gip0-9]*"
)
_FIELD: Final = r'(?:\$(?:\d+|NF)|NR|NF|"[^"\\%]*")'
_TEST: Final = r'(?:(?:NR|NF|\$\d+)\s*(?:==|!=|>=|<=|>|<|~)\s*(?:\d+|"[^"\\]*"|/[^/\\]*/)|/[^/\\]*/)'
_AWK: Final = re.compile(
    rf"\s*(?:{_TEST}(?:\s*(?:&&|\|\|)\s*{_TEST})*)?\s*(?:\{{\s*print(?:\s+{_FIELD}(?:\s*,?\s*{_FIELD})*)?\s*;?\s*\}})?\s*"
)


def _find(arguments: list[str]) -> None:
    tests = options(
        "-L -H -P -print -print0 -ls -prune -depth -mount -xdev -empty -readable -writable"
        " -executable -nouser"
        " -nogroup -a -o -not -and -or -daystart -follow -quit -true -false ! ( )",
        "-name -iname -path -ipath -wholename -regex -iregex -lname -type -xtype -size -mtime -mmin"
        " -atime -amin -ctime -cmin"
        " -newer -newermt -maxdepth -mindepth -user -group -uid -gid -perm -links -inum -samefile"
        " -fstype -printf -regextype",
    )
    for word in arguments:
        if word.startswith("-") and word not in tests.bare | tests.valued:
            raise NotProven(f"{word} of find is not among those known to be harmless")


def _sed(arguments: list[str]) -> None:
    found = take(arguments, options("-n --quiet --silent -E -r --regexp-extended -u -z", "-e --expression"))
    script = found.values.get("-e") or found.values.get("--expression") or (found.operands or [""])[0]
    repeated = sum(each in ("-e", "--expression") or each.startswith("--expression=") for each in arguments)
    if repeated > 1 or any(re.match(r"-[nEruz]*e.", each) for each in arguments):
        raise NotProven("several scripts of sed are not followed")
    if not all(_SED.fullmatch(part.strip()) for part in script.split(";")):
        raise NotProven("this script of sed may write or run something")


def _awk(arguments: list[str]) -> None:
    found = take(arguments, options("", "-F --field-separator"), mixed=False)
    if not found.operands or not _AWK.fullmatch(found.operands[0]):
        raise NotProven("this awk program is not one of the plain ones")
    if any("=" in word or word.startswith("-") for word in found.rest):
        raise NotProven("a word after the awk program may set a variable")


def _tar(arguments: list[str]) -> None:
    first = arguments[0] if arguments else ""
    if not re.fullmatch(r"-?(?:t[vzjJ]*f?|[vzjJ]+tf?)|--list", first):
        raise NotProven("only listing an archive is proven")
    if any(":" in each for each in arguments):
        raise NotProven("an archive of another host is fetched by a program")
    take(
        arguments[1:],
        options("-v --verbose -z --gzip -j --bzip2 -J --xz --list -t", "-f --file -C --directory"),
    )


def _gzip(arguments: list[str]) -> None:
    found = take(
        arguments, options("-l --list -t --test -v --verbose -c --stdout --to-stdout -d -k --keep -q")
    )
    if not {"-l", "--list", "-t", "--test", "-c", "--stdout", "--to-stdout"} & set(found.values):
        raise NotProven("it replaces the file")


def _uniq(arguments: list[str]) -> None:
    found = take(arguments, options("-c --count -d --repeated -D -i -u --unique -z", "-f -s -w"))
    at_most(1, found.operands + found.rest)


FILES: Final[dict[str, Rule]] = {
    "find": _find,
    "sed": _sed,
    "awk": _awk,
    "gawk": _awk,
    "mawk": _awk,
    "tar": _tar,
    "gzip": _gzip,
    "gunzip": _gzip,
    "uniq": _uniq,
}
