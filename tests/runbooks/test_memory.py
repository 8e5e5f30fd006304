"""What the reader remembers while it reads a page."""

from collections.abc import Callable

import pytest

from runbooks.parsing.memory import once_a_page
from runbooks.parsing.pipeline import read, read_unjudged

PAGE = "# Disk\n\n1. If the disk is full, run `df -h`.\n2. Restart the service.\n"


@pytest.mark.parametrize("reading", [read, read_unjudged])
def test_an_answer_is_kept_until_a_page_was_read_and_no_longer(reading: Callable[[str], object]) -> None:
    worked_out: list[str] = []

    @once_a_page
    def length(text: str) -> int:
        worked_out.append(text)
        return len(text)

    assert (length("word"), length("word")) == (4, 4)
    assert worked_out == ["word"]
    reading(PAGE)
    assert length("word") == 4
    assert worked_out == ["word", "word"]


def test_a_page_reads_the_same_after_another_page() -> None:
    first = read(PAGE)
    read("# Festplatte\n\n1. Wenn die Platte voll ist, führen Sie `df -h` aus.\n")
    assert read(PAGE) == first
