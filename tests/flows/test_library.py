"""Pasting, reading, keeping and proving in a real browser."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from ddrun.lib.access import Member
from ddrun.lib.tenancy import tenant
from runbooks.actions.saving import Saved
from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways
from tests.makers.runbooks import REPLICATION, make_runbook

Opens = Callable[..., Page]


@pytest.fixture
def saved(site: object, olga: Member) -> Saved:
    """A published runbook of Acme's."""
    with tenant(olga.organisation_id):
        return make_runbook(olga)


def lit(page: Page) -> set[str]:
    """What is lit now, as "step tag"."""
    return set(
        page.evaluate("[...document.querySelectorAll('.lit')].map(e => e.dataset.step + ' ' + e.tagName)")
    )


def test_a_pasted_text_stands_beside_its_steps_at_once(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(REPLICATION)
    expect(page.locator("#reading h2")).to_have_text("Replication lag is high")
    expect(page.locator("#step-1")).to_contain_text("kubectl get pods")
    expect(page.locator("#reading")).to_contain_text("ms")
    assert page.url.endswith("/try")


def test_what_is_pasted_is_read_at_once_and_what_is_typed_at_the_next_pause(browse: Opens) -> None:
    page = browse(None, "/try")
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.evaluate(
        "words => { const t = document.getElementById('text'); t.value = words;"
        " t.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true })); }",
        REPLICATION,
    )
    page.clock.run_for(1)
    expect(page.locator("#reading h2")).to_have_text("Replication lag is high")
    assert asked.count("POST") == 1
    page.get_by_label("The runbook's text").press_sequentially("# A")
    page.clock.run_for(199)
    assert asked.count("POST") == 1
    page.clock.run_for(1)
    expect(page.locator("#marks")).to_contain_text("# A")
    assert asked.count("POST") == 2


def test_pointing_at_either_side_lights_the_other(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(REPLICATION)
    page.locator("#step-2 h4").hover()
    expect(page.locator("#marks mark.lit").first).to_be_attached()
    assert {"2 LI", "2 MARK"} <= lit(page)
    place = page.evaluate(
        "(() => { const r = document.querySelector('#marks mark[data-step=\"1\"]').getClientRects()[0];"
        " return [r.x + 5, r.y + 5]; })()"
    )
    page.mouse.move(*place)
    expect(page.locator("#step-1.lit")).to_be_visible()
    assert "2 LI" not in lit(page)


def test_the_caret_lights_the_step_it_stands_in(browse: Opens) -> None:
    page = browse(None, "/try?example")
    page.get_by_label("The runbook's text").focus()
    page.evaluate(
        "(() => { const t = document.getElementById('text'); const i = t.value.indexOf('Check the logs') + 3;"
        " t.setSelectionRange(i, i); })()"
    )
    expect(page.locator("#step-5.lit")).to_be_attached()


def test_the_marks_stand_exactly_under_their_words(browse: Opens) -> None:
    page = browse(None, "/try?example")
    assert page.evaluate(
        "document.getElementById('marks').textContent === document.getElementById('text').value"
    )
    sizes = page.evaluate("['marks', 'text'].map(id => document.getElementById(id).scrollHeight)")
    assert abs(sizes[0] - sizes[1]) <= 1


def test_a_copied_page_keeps_its_lists_and_code(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").focus()
    page.evaluate(
        """() => {
        const copied = new DataTransfer();
        copied.setData("text/plain", "Lag\\nLook:\\ndf -h");
        copied.setData("text/html", "<h1>Lag</h1><ol><li>Look:<pre>df -h</pre></li><li>Tell Ana</li></ol>");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: copied, bubbles: true, cancelable: true}));
        }"""
    )
    expect(page.locator("#step-2")).to_contain_text("Tell Ana")
    expect(page.get_by_label("The runbook's text")).to_have_value(re.compile(r"# Lag"))


def test_a_text_pasted_before_the_sign_in_is_there_after_it(
    browse: Opens, alice: Member, site: object
) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(REPLICATION)
    page.get_by_role("link", name="Save runbook").click()
    page.wait_for_url("**/account/login/**")
    site.sign_in(page.context, alice)  # type: ignore[attr-defined]
    page.goto("/runbooks/new")
    expect(page.locator("#reading h2")).to_have_text("Replication lag is high")
    page.get_by_role("button", name="Save runbook").click()
    expect(page.locator("h1")).to_have_text("Replication lag is high")
    expect(page.get_by_text("This version is not published.")).to_be_visible()


def test_pasting_works_without_script(browse: Opens) -> None:
    page = browse(None, "/try", script=False)
    page.get_by_label("The runbook's text").fill(REPLICATION)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("#step-1")).to_contain_text("kubectl get pods")


def test_a_runbook_owner_edits_compares_and_publishes(browse: Opens, saved: Saved, olga: Member) -> None:
    page = browse(olga, f"/runbooks/{saved.runbook_id}/")
    page.get_by_role("link", name="Edit text").click()
    text = page.get_by_label("The runbook's text")
    text.fill(REPLICATION.replace("Check the logs.", "Tell Ana."))
    expect(page.locator("#reading")).to_contain_text("Tell Ana")
    page.get_by_role("button", name="Save version 2").click()
    expect(page.locator("tr.added")).to_contain_text("Tell Ana.")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator(".title")).to_contain_text("published")


def test_the_ledger_is_verified_on_the_page(browse: Opens, saved: Saved, audrey: Member) -> None:
    page = browse(audrey, "/ledger/")
    expect(page.locator("table")).to_contain_text("runbook published")
    page.get_by_role("button", name="Verify now").click()
    expect(page.get_by_text("none changed, none missing")).to_be_visible()


def test_evidence_is_a_download(browse: Opens, saved: Saved, audrey: Member) -> None:
    page = browse(audrey, "/ledger/")
    page.evaluate(
        "for (const name of ['since', 'until']) "
        "document.getElementById('export_' + name).value = new Date().toISOString().slice(0, 10)"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Export evidence").click()
    assert download.value.suggested_filename.startswith("evidence-")


PAGES = ["/try", "/try?example", "/runbooks/", "/runbooks/new", "/runbooks/{}/", "/runbooks/{}/edit"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_library_have_no_accessibility_violation(
    browse: Opens, saved: Saved, olga: Member, theme: str
) -> None:
    for path in PAGES:
        for size in (DESKTOP, PHONE):
            page = browse(olga, path.format(saved.runbook_id), size=size, theme=theme)
            assert (path, axe_violations(page)) == (path, [])
            assert (path, sideways(page)) == (path, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ledger_has_no_accessibility_violation(
    browse: Opens, saved: Saved, audrey: Member, theme: str
) -> None:
    for size in (DESKTOP, PHONE):
        page = browse(audrey, "/ledger/", size=size, theme=theme)
        assert axe_violations(page) == []
        assert sideways(page) == 0


def long_runbook() -> str:
    """A procedure of 36 steps and 4 decisions."""
    steps = [
        f"Look at shard {number}:\n\n   ```sh\n   df -h /var/shard{number}\n   ```" for number in range(1, 41)
    ]
    for number in (8, 16, 24, 32):
        steps[number - 1] = f"If shard {number} is full, go to step {number + 5}. Otherwise go on."
    return "# Many shards\n\n" + "\n\n".join(f"{n}. {step}" for n, step in enumerate(steps, start=1))


def test_a_flowchart_of_forty_stops_can_be_read_and_walked_by_keyboard(
    browse: Opens, site: object, olga: Member
) -> None:
    with tenant(olga.organisation_id):
        saved = make_runbook(olga, long_runbook())
    page = browse(olga, f"/runbooks/{saved.runbook_id}/")
    summary = page.locator("details.chart > summary")
    summary.focus()
    page.keyboard.press("Enter")
    nodes = page.locator("svg.flowchart .node")
    expect(nodes.nth(39)).to_be_attached()
    sizes = page.evaluate(
        "[...document.querySelectorAll('svg.flowchart .node text')]"
        ".map(text => text.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 10
    boxes = page.evaluate(
        "[...document.querySelectorAll('svg.flowchart .node .box')].map(box => {"
        " const r = box.getBoundingClientRect(); return [r.top, r.bottom]; })"
    )
    assert all(above[1] <= below[0] for above, below in pairwise(boxes))
    links = page.locator("svg.flowchart a")
    while page.evaluate("!document.activeElement.closest('svg.flowchart')"):
        page.keyboard.press("Tab")
    for number in range(links.count()):
        assert page.evaluate("document.activeElement.getAttribute('href')") == links.nth(
            number
        ).get_attribute("href")
        page.keyboard.press("Tab")
    links.nth(39).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#step-40$"))
    assert axe_violations(page) == []
