"""What comes in: secrets become references, files become texts, and nothing bursts."""

import io
import zipfile
from typing import Any

import pytest

from runbooks.intake.files import LARGEST_TEXT, LARGEST_UPLOAD, texts
from runbooks.intake.secrets import without_secrets

# Put together here so that no scanner takes this file for a leak.
AWS_ID = "AKIA" + "IOSFODNN7EXAMPL2"
GITHUB = "ghp_" + "a1B2c3D4e5" * 4
KEY = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE " + "KEY-----"


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (f"aws_access_key_id = {AWS_ID}", "aws_access_key_id = ‹secret:AWS_ACCESS_KEY_ID›"),
        (
            f"git clone https://x:{GITHUB}@github.com/a/b",
            "git clone https://x:‹secret:GITHUB_TOKEN›@github.com/a/b",
        ),
        (
            "psql postgres://app:hunter22@db:5432/orders",
            "psql postgres://app:‹secret:URL_PASSWORD›@db:5432/orders",
        ),
        ("export DB_PASSWORD=s3cr3t-value", "export DB_PASSWORD=‹secret:DB_PASSWORD›"),
        ("password: 'correct horse 1'", "password: 'correct horse 1'"),
        ("password: Tr0ub4dor", "password: ‹secret:PASSWORD›"),
        ("mysql -u root -phunter22 orders", "mysql -u root -p‹secret:PASSWORD› orders"),
        ("redis-cli -a hunter22 info", "redis-cli -a ‹secret:PASSWORD› info"),
        ("curl -u admin:hunter22 http://x", "curl -u admin:‹secret:PASSWORD› http://x"),
        (
            "curl -H 'Authorization: Bearer abcdef0123456789'",
            "curl -H 'Authorization: Bearer ‹secret:BEARER_TOKEN›'",
        ),
        (f"before\n{KEY}\nafter", "before\n‹secret:PRIVATE_KEY›\nafter"),
    ],
)
def test_a_secret_becomes_a_reference(text: Any, stored: Any) -> None:
    assert without_secrets(text).text == stored


@pytest.mark.parametrize(
    "text",
    [
        "export PGPASSWORD=$DB_PASSWORD",
        "export PGPASSWORD=<password>",
        "export PGPASSWORD={{ db_password }}",
        "psql postgres://app:<password>@db/orders",
        "psql postgres://app:$PGPASSWORD@db/orders",
        "Password: stored in the vault under orders",
        "password=xxxxxxxx",
        "api_key: your-key-here",
        "kubectl get secret orders-db -o yaml",
        "ssh deploy@bastion.example.com",
        "curl http://localhost:9090/metrics",
        "docker run -p 8080:8080 nginx",
    ],
)
def test_what_only_stands_for_a_secret_stays(text: Any) -> None:
    assert without_secrets(text).text == text


def test_the_same_secret_keeps_the_same_name_and_another_gets_a_number() -> None:
    cleaned = without_secrets(
        "redis-cli -a hunter22 info\nredis-cli -a hunter33 info\nredis-cli -a hunter22 ping\n"
    )
    assert cleaned.names == ("PASSWORD", "PASSWORD_2")
    assert cleaned.text.count("‹secret:PASSWORD›") == 2


def test_cleaning_a_cleaned_text_changes_nothing() -> None:
    once = without_secrets(f"DB_PASSWORD=hunter22 {GITHUB} {KEY}").text
    assert without_secrets(once).text == once


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return made.getvalue()


def read(*uploads: tuple[str, bytes]) -> list[tuple[str, str]]:
    return [(file.path, file.refused or file.text) for file in texts(iter(uploads))]


def test_files_and_zips_become_one_text_each() -> None:
    library = zipped(
        {"db/lag.md": b"# Lag", "db/notes.txt": b"Notes", "__MACOSX/db/._lag.md": b"x", "db/.DS_Store": b"x"}
    )
    assert read(("disk.md", b"\xef\xbb\xbf# Disk"), ("library.zip", library)) == [
        ("disk.md", "# Disk"),
        ("db/lag.md", "# Lag"),
        ("db/notes.txt", "Notes"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.sh", b"ls", "Only .md, .markdown, .txt and .zip files are read."),
        ("page.md", b"\xff\xfe# x", "It is not UTF-8 text (byte 0 is not)."),
        ("page.md", b"a\x00b", "It holds a NUL character, so it is not text."),
        ("page.md", b" \n", "It is empty."),
        ("page.md", b"x" * (LARGEST_TEXT + 1), "It is longer than 512 KB; split it into one runbook each."),
        ("page.md", b"x" * (LARGEST_UPLOAD + 1), "It is larger than 10 MB."),
        ("library.zip", b"PK no zip", "It is not a readable zip file (File is not a zip file)."),
        ("library.zip", zipped({}), "It holds no file."),
        (
            "library.zip",
            zipped({f"{n}.md": b"x" for n in range(501)}),
            "It holds 501 files; at most 500 are taken at once.",
        ),
        (
            "library.zip",
            zipped({f"{n}.md": b"\0" * (1 << 20) for n in range(40)}),
            "It unpacks to more than 32 MB; it was not unpacked.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: Any, content: Any, sentence: Any) -> None:
    assert read((name, content)) == [(name, sentence)]


def test_one_bad_file_in_a_zip_does_not_stop_the_others() -> None:
    library = zipped({"../../etc/x.md": b"# x", "/abs.md": b"# x", "deploy.sh": b"ls", "good.md": b"# Good"})
    assert read(("library.zip", library)) == [
        ("../../etc/x.md", "Its path leads out of the zip."),
        ("/abs.md", "Its path leads out of the zip."),
        ("deploy.sh", "Only .md, .markdown, .txt files are read."),
        ("good.md", "# Good"),
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_file_of_an_older_editor_comes_in_as_its_author_saw_it(encoding: str) -> None:
    text = "# Größe prüfen\n\n1. Den Dienst für die Größe prüfen.\n"
    assert read(("page.md", text.encode(encoding))) == [("page.md", text)]


def test_a_japanese_or_chinese_file_comes_in_as_its_author_saw_it() -> None:
    japanese, chinese = "1. ログを確認してください。\n", "1. 检查日志，然后重启服务。\n"
    assert read(("ja.md", japanese.encode("cp932")), ("zh.md", chinese.encode("gbk"))) == [
        ("ja.md", japanese),
        ("zh.md", chinese),
    ]
