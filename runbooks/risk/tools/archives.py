"""Archives and what packs them: listed and printed, or written and unpacked."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.secrets import names_secret_within
from runbooks.risk.tools.kit import doubtful, reads
from runbooks.risk.words import Call, Word, listed


def tar(call: Call, desk: Desk) -> Ruling:
    """`tar`: lists with `-t`; everything else writes."""
    words = list(call.arguments)
    if words and words[0].plain and not words[0].text.startswith("-"):
        words[0] = Word("-" + words[0].text, words[0].start, words[0].end)
        words = _old_style(words)
    line = read_options(
        words,
        arity(
            "txvzjJZaOpPkmwhlWiU f: C: X: b: --list --verbose --file= --gzip --bzip2 --xz "
            "--zstd --auto-compress --directory= --wildcards --exclude= --exclude-from= "
            "--strip-components= --strip= --full-time --totals --show-names --utc --numeric-owner "
            "--occurrence=? --no-recursion --anchored --ignore-case --help "
            "--version --to-stdout --extract --get"
        ),
    )
    text = " ".join(word.text for word in words)
    if re.search(
        (
            r"--(to-command|use-compress|checkpoint-action|rsh-command|info-script|new-volume-script)|"
            r"(^| )-\w*[IF]"
        ),
        text,
    ):
        return yellow("It runs a program.", call.words[0])
    if re.search(r"--(remove-files|delete|overwrite|recursive-unlink|unlink-first)", text):
        return red("It deletes or overwrites files.", call.words[0])
    prints = line.has("-x", "--extract", "--get") and line.has("-O", "--to-stdout") and len(line.operands) > 0
    if prints and any(map(names_secret_within, line.operands)):
        return yellow("It may print a secret.", call.words[0])
    extracts = line.has("-x", "--extract", "--get") and not (prints and line.has("-f", "--file"))
    if extracts or not line.has("-t", "--list", "-x", "--extract", "--get"):
        if line.has("--help", "--version"):
            return green("`tar` prints a text.")
        return yellow("It writes files or an archive.", call.words[0])
    archive = line.last("-f", "--file")
    if archive and (
        (":" in archive.text and "/" not in archive.text.split(":")[0])
        or (archive.value is not None and archive.value.loose)
    ):
        return yellow("The archive stands on another host.", archive.word)
    return doubtful(call, line) or green("`tar` only lists.", pins=(("TAR_OPTIONS", ""),))


def _old_style(words: list[Word]) -> list[Word]:
    # In `tar tvf a.tar` the letters' values follow in order.
    letters = words[0].text[1:]
    takes = [letter for letter in letters if letter in "fCTXb"]
    rest = "".join(letter for letter in letters if letter not in "fCTXb")
    out = [Word("-" + rest, words[0].start, words[0].end)] if rest else []
    values, others = words[1 : 1 + len(takes)], words[1 + len(takes) :]
    for letter, value in zip(takes, values, strict=False):
        out += [Word("-" + letter), value]
    return out + others


def gzip(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """Compressors: read only with `-l`, `-t` or `-c`, or from a pipe."""
    if line.has("-c", "--stdout", "--to-stdout", "--help", "--version"):
        return None
    # The last of these counts for xz, bzip2 and zstd.
    mode = line.last("-l", "-t", "--list", "--test", "-d", "--decompress", "-z", "--compress")
    if mode and mode.name in ("-l", "-t", "--list", "--test"):
        return None
    if not line.operands and call.stdin.kind != "none" and not line.has("-o", "-r", "--recursive"):
        return None
    return yellow("It replaces the file.", call.words[0])


def unzip(call: Call, desk: Desk) -> Ruling:
    """`unzip -l` lists."""
    line = read_options(call.arguments, arity("lvZtqpzaCLn1sm P: d: x:"))
    if line.has("-p") and any(map(names_secret_within, line.operands[1:])):
        return yellow("It may print a secret.", call.words[0])
    if (
        line.has("-l", "-v", "-Z", "-t", "-p", "-z")
        and not line.strange
        and not line.has("-d")
        and not line.loose
    ):
        return green("`unzip` only lists.")
    return yellow("It writes files.", call.words[0])


COMPRESS: Final = (
    "cdfklnNqrtv123456789 S: --stdout --to-stdout --decompress --list --test --keep --force --quiet "
    "--verbose --recursive --name --no-name --best --fast --help --version --rsyncable"
)


HANDLERS: Final[dict[str, Handler]] = {
    "tar": tar,
    "gtar": tar,
    "bsdtar": tar,
    "unzip": unzip,
    **{name: reads(COMPRESS, gzip) for name in listed("gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd pigz")},
}
