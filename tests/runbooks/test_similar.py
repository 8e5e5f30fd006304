"""Copies of a runbook are found, siblings are not taken for copies."""

from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.ids import uuid7
from runbooks.versions.similar import Alike, Known, alike, likeness, verdict

DISK = """# Disk is full
Check which folder grows with `du -sh /var/log`. Then rotate the logs and tell the team in the channel.
If the volume is still full after ten minutes, ask the storage team for more space and wait for them.
"""
SIBLING = """# Memory is full
Check which process grows with `ps aux`. Then restart the worker and tell its owner by telephone.
If memory is still short after ten minutes, move the worker to a larger machine yourself.
"""


def known(title: str, text: str, *, published: bool = False) -> Known:
    return Known(uuid7(), title, published, text)


def test_a_lightly_edited_copy_is_found_and_a_sibling_is_not() -> None:
    copy = DISK.replace("ten minutes", "five minutes")
    found = alike(DISK, [known("Sibling", SIBLING), known("Copy", copy), known("Same", DISK)])
    assert [(one.title, one.says) for one in found] == [("Same", "the same text"), ("Copy", found[1].says)]
    assert 0.6 < found[1].likeness < 0.98


def test_the_owner_is_told_when_none_or_several_copies_are_published() -> None:
    copy = Alike(uuid7(), "Copy", False, 0.9)
    public = Alike(uuid7(), "Public", True, 0.9)
    assert verdict((), published=True) == ""
    assert "none of them is published" in verdict((copy,), published=False)
    assert "one of them is published" in verdict((copy, public), published=False)
    assert "2 of them are published" in verdict((public,), published=True)


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_nought_and_one(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1
