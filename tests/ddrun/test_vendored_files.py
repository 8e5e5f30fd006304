"""Third-party files in the tree are whole, licensed and exactly the ones their VENDOR.txt names."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(
    path.parent.relative_to(ROOT)
    for folder in ("static", "tests", "templates", "runbooks", "execution", "incidents", "integrations")
    for path in (ROOT / folder).rglob("VENDOR.txt")
)


def _records(folder: Path) -> Iterator[dict[str, str]]:
    for block in (ROOT / folder / "VENDOR.txt").read_text().strip().split("\n\n"):
        yield {
            key.strip(): value.strip()
            for key, _, value in (line.partition(":") for line in block.splitlines())
        }


def test_fonts_and_scripts_are_vendored() -> None:
    assert Path("static/fonts") in FOLDERS
    assert Path("static/js/vendor") in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_vendored_file_has_the_content_its_record_names(folder: Path) -> None:
    for record in _records(folder):
        assert {"file", "name", "licence", "from", "sha256"} <= record.keys()
        content = (ROOT / folder / record["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == record["sha256"], record["file"]


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_no_file_lies_among_the_vendored_ones_without_a_record(folder: Path) -> None:
    recorded = {record["file"] for record in _records(folder)}
    lying = {path.name for path in (ROOT / folder).iterdir() if path.is_file()}
    unexplained = {
        name for name in lying - recorded if name != "VENDOR.txt" and not name.endswith(".LICENSE")
    }
    assert unexplained == set()


def test_no_page_asks_another_host_for_anything() -> None:
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/css").glob("*.css")]
    asking = [
        str(page.relative_to(ROOT))
        for page in pages
        if any(word in page.read_text() for word in ('src="http', 'src="//', "url(http", "@import"))
    ]
    assert asking == []
