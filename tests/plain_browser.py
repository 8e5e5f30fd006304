"""A browser without JavaScript: reads pages, follows links, fills forms and presses their buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.patience import wait_until


@dataclass
class Form:
    """A form of a page, with what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """The forms of a page and the words on it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif self.forms and "name" in given and tag in {"input", "button", "textarea", "select"}:
            form, name, value = self.forms[-1], given["name"], given.get("value", "")
            form.choices.setdefault(name, []).append(value)
            if tag == "input" and (given.get("type") != "radio" or "checked" in given):
                form.fields[name] = value

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@dataclass
class Page:
    """One page as it came."""

    url: str
    status: int
    text: str
    forms: list[Form]

    def form(self, ending: str, **holding: str) -> Form | None:
        """The first form whose action ends so and whose fields hold these values."""
        fitting = (form for form in self.forms if form.action.rstrip("/").endswith(ending))
        return next((form for form in fitting if holding.items() <= form.fields.items()), None)


class PlainBrowser:
    """One person's browser."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
        self.address = address

    def get(self, path: str) -> Page:
        """The page at `path`."""
        return read(self.client.get(path))

    def press(self, page: Page, ending: str, holding: dict[str, str] | None = None, **said: str) -> Page:
        """Sends the form of `page` whose action ends so, filled with `said`; the page that follows."""
        form = page.form(ending, **(holding or {}))
        assert form, f"no form ends with {ending!r} in {[one.action for one in page.forms]}\n{page.text}"
        answer = self.client.post(
            form.action or page.url,
            data={**form.fields, **said},
            headers={"Origin": self.address, "Referer": page.url},
        )
        return read(answer)

    def close(self) -> None:
        """The browser is closed."""
        self.client.close()


def read(answer: Any) -> Page:
    """The page that an answer holds."""
    reader = Reader()
    reader.feed(answer.text)
    words = " ".join(" ".join(reader.words).split())
    return Page(str(answer.url), answer.status_code, words, reader.forms)


def reached(
    browser: PlainBrowser, path: str, ending: str, *, having: str = "", holding: dict[str, str] | None = None
) -> Page:
    """The page at `path` once it offers that form and holds the words."""
    seen: list[Page] = []

    def offered() -> bool:
        seen[:] = [browser.get(path)]
        return seen[0].form(ending, **(holding or {})) is not None and having in seen[0].text

    try:
        wait_until(offered, f"{path} offers {ending} and says {having!r}")
    except AssertionError as late:
        raise AssertionError(f"{late}; it says:\n{seen[0].text}") from None
    return seen[0]
