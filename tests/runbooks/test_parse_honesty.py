"""Whatever text comes in, the reader answers, and what it shows stands in the source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runbooks.parsing.html import as_text
from runbooks.parsing.pipeline import read_unjudged
from tests.runbooks.reading import assert_honest

_PIECES = st.sampled_from(
    [
        "# Title",
        "## Steps",
        "## Impact",
        "## Prerequisites",
        "- [ ] ",
        "1. ",
        "2) ",
        "> ",
        "- ",
        "    ",
        "```bash",
        "```",
        "```sql",
        "~~~",
        "\t",
        "$ kubectl get pods",
        "# comment",
        "kubectl logs <pod>",
        "SELECT 1;",
        "SELECT a",
        "FROM b;",
        'psql -c "',
        '"',
        "'",
        "`df -h`",
        "If the disk is full, ",
        "restart the service",
        "go to step 2",
        "otherwise",
        "escalate to the team.",
        "You need VPN access.",
        "| a | b |",
        "| --- | --- |",
        "|",
        "cat <<EOF",
        "EOF",
        "\\",
        "for x in a b; do",
        "done",
        "mysql> ",
        "postgres=# ",
        "-> ",
        "sum(rate(x_total[5m]))",
        "Warning: ",
        "**",
        "<pre>",
        "</pre>",
        "{code}",
        ":::note",
        "!!! warning",
        "---",
        "title: x",
        "...",
        "。",
        "もし",
        "场合",
        "如果",
        ",请重启",
        "http://x",
        "![a](b)",
    ]
)
_PAGES = st.lists(
    st.tuples(_PIECES, st.sampled_from(["\n", "\n\n", " ", "\r\n", "\n   ", ""])), max_size=60
).map(lambda parts: "".join(piece + gap for piece, gap in parts))


@given(_PAGES)
@settings(max_examples=400, deadline=None)
def test_everything_shown_of_a_page_stands_in_it(page: str) -> None:
    assert_honest(read_unjudged(page))


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_text_at_all_is_answered(text: str) -> None:
    assert_honest(read_unjudged(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "<ul>",
                "<li>",
                "</li>",
                "<pre>",
                "</pre>",
                "<td>",
                "<tr>",
                "<table>",
                "x",
                "<!--",
                "&lt;",
                "<h2>",
                "\n",
            ]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_any_html_is_answered(tags: list[str]) -> None:
    html = "<html>" + "".join(tags)
    parsed = read_unjudged(html)
    assert parsed.source == as_text(html)
    assert_honest(parsed)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "\ufeff"])
def test_an_empty_text_gives_no_steps(text: str) -> None:
    assert read_unjudged(text).steps == ()
