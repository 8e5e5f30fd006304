"""placeholder"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    risk: str
    reason: str


def judge(command: str, interpreter: list[str], environment: Mapping[str, str]) -> Verdict:
    return Verdict("yellow", "not proven")


def remote_end(command: str) -> str:
    return ""
