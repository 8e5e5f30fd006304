"""What a page does not show to its reader is never a command."""

import pytest

from runbooks.parsing.pipeline import read_unjudged

BAD = "Run <code>kubectl delete ns prod</code>"
SHOWN = "<p>Run <code>kubectl get ns</code></p>"


def commands(text: str) -> list[str]:
    return [command.text for step in read_unjudged(text).steps for command in step.commands]


@pytest.mark.parametrize(
    "veil",
    [
        f'<div style="display:none"><div>a</div><p>{BAD}</p></div>',
        f'<div style="DISPLAY : NONE !important">{BAD}</div>',
        f"<p hidden>{BAD}</p>",
        f"<p hidden>{BAD}",
        f"<!-- {BAD} -->",
        f'<span style="font-size:0">{BAD}</span>',
        f'<p style="position:absolute;left:-9999px">{BAD}</p>',
        f'<p style="color:#fff;background-color:#FFF">{BAD}</p>',
        f'<p style="color: white">{BAD}</p>',
        f'<p style="opacity:0">{BAD}</p>',
        f'<p style="height:0;overflow:hidden">{BAD}</p>',
        f'<p style="visibility: hidden">{BAD}</p>',
        f'<p style="color:transparent">{BAD}</p>',
        f"<template><p>{BAD}</p></template>",
        f"<noscript>{BAD}</noscript>",
        f'<div aria-hidden="true">{BAD}</div>',
        f"<style>.a{{color:red}} .b, p.c {{display:none}}</style><p class='x c'>{BAD}</p>",
        f"<style>#d{{visibility:hidden}}</style><p id=d>{BAD}</p>",
        f'<p class="visually-hidden">{BAD}</p>',
        f"<dialog>{BAD}</dialog>",
        f"<script>var x = '{BAD}'</script>",
        f"<iframe>{BAD}</iframe>",
    ],
)
def test_what_an_html_page_hides_is_no_command(veil: str) -> None:
    assert commands(f"<html><head><title>x</title><body>{veil}{SHOWN}</body></html>") == ["kubectl get ns"]


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="color:white;background:black">Run <code>kubectl get po</code></p>',
        '<p style="width:100px;height:10px;left:-10px;opacity:0.9">Run <code>kubectl get po</code></p>',
        "<dialog open>Run <code>kubectl get po</code></dialog>",
        '<input hidden><p class="hiddenish">Run <code>kubectl get po</code></p>',
    ],
)
def test_what_an_html_page_shows_is_read(shown: str) -> None:
    assert commands(f"<html><body>{shown}{SHOWN}</body></html>") == ["kubectl get po", "kubectl get ns"]


@pytest.mark.parametrize(
    "veil",
    [
        "<!-- Run `kubectl delete ns prod` -->",
        "<!--\nRun `kubectl delete ns prod`\n-->",
        "<!--\n```bash\nkubectl delete ns prod\n```\n-->",
        "Wait. <!-- Run `kubectl delete ns prod` -->",
        '<div style="display:none">\n\nRun `kubectl delete ns prod`\n\n</div>',
        "<template>\nRun `kubectl delete ns prod`\n</template>",
        "<script>\nkubectl delete ns prod\n</script>",
    ],
)
def test_what_a_page_of_markdown_hides_is_no_command(veil: str) -> None:
    assert commands(f"## Steps\n\n{veil}\n\nRun `kubectl get ns`.\n") == ["kubectl get ns"]


def test_a_translation_with_its_original_in_comments_is_read_once() -> None:
    parsed = read_unjudged(
        "## 步骤\n\n<!--\n1. Check the pods.\n-->\n1. 检查Pod。\n<!-- 2. Wait. -->\n2. 等待。\n"
    )
    assert [step.text for step in parsed.steps] == ["检查Pod。", "等待。"]


def test_a_comment_that_is_never_closed_hides_nothing() -> None:
    assert commands("## Steps\n\n<!-- drafted\n\nRun `kubectl get ns`.\n") == ["kubectl get ns"]


def test_a_comment_inside_of_code_is_code() -> None:
    assert commands("```bash\ncat <<EOF\n<!--\nEOF\nkubectl get ns\n```\n")[-1] == "kubectl get ns"
    assert commands("Type `<!--` first.\n\nRun `kubectl get ns`.\n") == ["kubectl get ns"]
