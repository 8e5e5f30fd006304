"""Files of every editor come in as the text their author saw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.decoding import decoded

GERMAN = "## Ablauf\n\n1. Den Dienst für die Größe prüfen und „neu“ starten.\n"
FRENCH = "## Procédure\n\n1. Vérifier l’état du service, déjà arrêté à 3 h.\n"
JAPANESE = "## 手順\n\n1. ログを確認してください。サービスを再起動します。\n"
CHINESE = "## 步骤\n\n1. 检查日志，然后重启服务。如果失败，请联系值班。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((text, "utf-8") for text in (GERMAN, JAPANESE, CHINESE)),
        *((text, "utf-8-sig") for text in (GERMAN, JAPANESE)),
        *((text, encoding) for text in (GERMAN, CHINESE) for encoding in ("utf-16", "utf-32")),
        *(
            ("# Restart\n\n1. Run `df -h` — über alles\n", encoding)
            for encoding in ("utf-16-le", "utf-16-be")
        ),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (GERMAN.replace("„neu“", "neu"), "latin-1"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gbk"),
        (CHINESE, "gb18030"),
    ],
)
def test_a_file_in_an_older_encoding_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "raw",
    [
        b"\x7fELF\x02\x01\x01\x00\x00\x80\xff\xfe",
        bytes(range(256)) * 8,
        b"\xff\xfe# x",
        b"\x89PNG\r\n\x1a\n\x00\x81",
    ],
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(raw)


@given(st.binary(max_size=300))
def test_bytes_become_text_or_a_refusal(raw: bytes) -> None:
    try:
        assert isinstance(decoded(raw), str)
    except UnicodeDecodeError:
        return


@given(st.text())
def test_utf_8_stays_what_it_is(text: str) -> None:
    assert decoded(text.encode("utf-8", "ignore")) == text.encode("utf-8", "ignore").decode(
        "utf-8"
    ).removeprefix("\ufeff")
