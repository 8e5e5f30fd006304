"""What a text may hide in is named, character by character."""

from re import DOTALL, compile

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.kit import seen, seen_prose
from ddrun.lib.unseen import is_unseen, unseen_in, unseen_in_prose

UNSEEN = [
    *"\x00\r\x1b\x7f\x85\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u180e\u2000\u2003\u2009\u200b\u200d\u200e",
    *"\u2028\u2029\u202a\u202e\u202f\u205f\u2060\u2066\u2069\u2800\u3000\u3164\ue000\ufe00\ufe0f\ufeff\uffa0",
    *"\ufff9\ufffc\U000e0001\U000e0041\U000e007f\U000e0100\U000f0000",
]


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_a_character_without_a_shape_is_found_in_a_command(sign: str) -> None:
    assert list(unseen_in(f"kubectl get{sign} pods")) == [11]


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"], exclude_characters="".join(UNSEEN))))
def test_letters_numbers_and_signs_are_seen(text: str) -> None:
    assert not list(unseen_in(text))


@given(st.text())
def test_every_unseen_character_is_found(text: str) -> None:
    assert list(unseen_in(text)) == [at for at, sign in enumerate(text) if is_unseen(sign)]


def test_emoji_and_the_spaces_of_typesetting_are_no_secret_in_prose() -> None:
    assert not list(unseen_in_prose("⚠️ Attention\u00a0: 90\u202f% 👩\u200d💻 1️⃣\r\n"))


def test_directions_and_tags_are_found_in_prose() -> None:
    assert list(unseen_in_prose("a\u202eb\U000e0041c\u200bd")) == [1, 3, 5]


def test_a_page_names_every_unseen_character_where_it_stands() -> None:
    assert seen("rm\u202e <a>") == 'rm<span class="unseen" data-sign="U+202E">\u202e</span> &lt;a&gt;'
    assert seen("df\u00a0-h") == 'df<span class="unseen" data-sign="U+00A0">\u00a0</span>-h'
    assert seen_prose("90\u00a0% \u200b") == '90\u00a0% <span class="unseen" data-sign="U+200B">\u200b</span>'


@given(st.text())
def test_naming_them_leaves_every_character_where_it_was(text: str) -> None:
    marks = compile(r'<span class="unseen" data-sign="U\+[0-9A-F]{4,6}">(.)</span>', DOTALL)
    assert marks.sub(lambda match: match[1], seen(text)) == escape(text)
