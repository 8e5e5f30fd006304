"""Data for quoting: which programs read their words as something other than plain text."""

from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHELLS: Final = _names("sh bash dash ash zsh ksh su runuser")
# Their words are joined and read again by another shell.
JOINERS: Final = _names("ssh eval watch")
# What they are given may be code in which a slash ends something.
PATTERNED: Final = _names("awk gawk mawk sed perl vim vi ex ed expect")
# What they are given may be code, or reach an evaluator, in a language we do not quote for.
EVALUATORS: Final = _names("""
    python python2 python3 ruby node php lua psql mysql mariadb sqlite3 mongo mongosh redis-cli valkey-cli
    jq yq cqlsh influx clickhouse-client gdb xargs parallel find tmux screen ansible salt gcloud aws az
    docker podman nsenter chroot trap alias let declare typeset local export readonly unset read test printf
    [ [[ source . env at batch make bc dc expr rsync scp tar git
""")
SSH_WITH_ARGUMENT: Final = frozenset("-" + letter for letter in "BbcDEeFIiJLlmOopQRSWw")
