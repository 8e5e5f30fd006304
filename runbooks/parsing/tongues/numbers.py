"""Numbers of steps, however they are written: 7, ７, 七, 十二, ⑦."""

from typing import Final
from unicodedata import numeric

NUMBER: Final = r"\d{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳]"


def number_of(text: str) -> int:
    """The value of what `NUMBER` matched."""
    if text.isdecimal():
        return int(text)
    total = 0
    for sign in text:
        total = max(1, total) * 10 if sign == "十" else total + int(numeric(sign))
    return total
