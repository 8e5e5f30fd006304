"""What a runbook needs and leaves open stands before its steps, and lights its places in the text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.flows.conftest import DESKTOP, PHONE, axe_violations, sideways

Opens = Callable[..., Page]
TEXT = """# Queue is stuck

## Prerequisites

- VPN
- kubectl access to the production cluster

Replace `<pod>` with the name of the pod (worker-7f9c8d5b6-x2x4z).

## Steps

1. Look at the pods: `kubectl get pods -n ${NAMESPACE:-payments}`
2. Read the log: `kubectl logs POD_NAME -n $NAMESPACE | jq .message`
3. Restart it: `kubectl delete pod {{ pod }} -n $NAMESPACE`
"""


def _unfold(page: Page) -> None:
    for fold in page.locator("details.before > summary").all():
        fold.click()


def test_what_is_needed_and_left_open_is_named_before_anything_is_unfolded(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    needs, values = page.locator("details.before > summary").all()
    expect(needs).to_contain_text("VPN")
    expect(values).to_contain_text("<pod>")
    values.get_by_text("<pod>").hover()
    expect(page.locator("#marks mark.lit")).to_have_text(["<pod>", "POD_NAME", "{{ pod }}"])
    expect(page.locator("#step-1")).to_be_in_viewport()


def test_a_value_lights_every_place_where_it_stands(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    _unfold(page)
    row = page.locator("table.variables tbody tr", has_text="worker-7f9c8d5b6-x2x4z")
    expect(row).to_contain_text("pod")
    row.hover()
    expect(page.locator("#marks mark.lit").first).to_be_attached()
    spelled = page.evaluate("[...document.querySelectorAll('#marks mark.lit')].map(e => e.textContent)")
    assert spelled == ["<pod>", "POD_NAME", "{{ pod }}"]


def test_a_need_lights_what_led_to_it(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    _unfold(page)
    page.locator(".needs li", has_text="kubectl access").hover()
    expect(page.locator("#marks mark.lit")).to_have_text("kubectl access to the production cluster")
    page.locator(".needs li", has_text="jq").hover()
    expect(page.locator("#marks mark.lit").first).to_contain_text("kubectl logs")


def test_pointing_at_a_place_lights_its_value(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    _unfold(page)
    place = page.evaluate(
        "(() => { const r = [...document.querySelectorAll('#marks mark')]"
        ".find(e => e.textContent === 'POD_NAME').getClientRects()[0]; return [r.x + 5, r.y + 5]; })()"
    )
    page.mouse.move(*place)
    expect(page.locator("table.variables tr.lit")).to_contain_text("worker-7f9c8d5b6-x2x4z")
    expect(page.locator("#step-2.lit")).to_be_visible()


def test_of_two_moves_within_a_frame_the_last_one_counts(browse: Opens) -> None:
    page = browse(None, "/try")
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    page.evaluate(
        "for (const step of ['step-1', 'step-2']) document.getElementById(step)"
        ".dispatchEvent(new PointerEvent('pointermove', { bubbles: true }))"
    )
    expect(page.locator("#step-2.lit")).to_be_attached()
    expect(page.locator("#step-1.lit")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_it_is_read_by_everyone_on_every_screen(browse: Opens, size: tuple[int, int], theme: str) -> None:
    page = browse(None, "/try", size=size, theme=theme)
    page.get_by_label("The runbook's text").fill(TEXT)
    expect(page.locator("details.before")).to_have_count(2)
    _unfold(page)
    page.locator(".before summary", has_text="Check them").click()
    assert axe_violations(page) == []
    assert sideways(page) == 0
