"""A page is read in every language as in English: steps, commands, ways out, warnings and needs."""

from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runbooks.parsing.pipeline import read_unjudged
from runbooks.parsing.tongues.numbers import NUMBER, number_of
from runbooks.parsing.tongues.tongue import unaccented
from runbooks.types import ParsedRunbook
from tests.runbooks.reading import assert_apart, assert_honest

PAGES: Final = Path(__file__).resolve().parents[1] / "golden" / "tongues"
OTHERS: Final = ("es", "ja", "de", "fr", "pt", "zh")


def skeleton(parsed: ParsedRunbook) -> dict[str, Any]:
    """What a reading holds besides its words."""
    return {
        "needs": len(parsed.prerequisites),
        "steps": [
            (step.number, [(c.text, c.language, c.drafted) for c in step.commands], bool(step.warning))
            for step in parsed.steps
        ],
        "decisions": [(d.step, [branch.goto for branch in d.branches]) for d in parsed.decisions],
    }


def pages() -> list[tuple[str, str]]:
    english = (path.name.split(".") for path in sorted(PAGES.glob("*.en.*")))
    return [(name, f"{tongue}.{suffix}") for name, _, suffix in english for tongue in OTHERS]


@pytest.mark.parametrize(("name", "tongue"), pages())
def test_a_page_is_read_in_every_language_as_in_english(name: str, tongue: str) -> None:
    suffix = tongue.split(".")[1]
    english = read_unjudged((PAGES / f"{name}.en.{suffix}").read_text(encoding="utf-8"))
    other = read_unjudged((PAGES / f"{name}.{tongue}").read_text(encoding="utf-8"))
    assert_honest(other)
    assert_apart(other)
    assert skeleton(other) == skeleton(english)


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7), ("７", 7), ("七", 7), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("⑦", 7)],
)
def test_a_step_number_is_understood_however_it_is_written(written: str, number: int) -> None:
    assert number_of(written) == number


@given(st.from_regex(NUMBER, fullmatch=True))
def test_whatever_stands_where_a_number_stands_has_a_value(written: str) -> None:
    assert number_of(written) >= 0


@pytest.mark.parametrize(("name", "tongue"), [pair for pair in pages() if pair[1][:2] not in ("ja", "zh")])
def test_accents_that_a_writer_leaves_out_change_nothing(name: str, tongue: str) -> None:
    text = (PAGES / f"{name}.{tongue}").read_text(encoding="utf-8")
    assert skeleton(read_unjudged(unaccented(text))) == skeleton(read_unjudged(text))


def test_umlauts_may_be_written_as_two_letters() -> None:
    parsed = read_unjudged("## Ablauf\n\nZuerst die Protokolle pruefen. Danach den alten Index loeschen.\n")
    assert [step.title for step in parsed.steps] == [
        "Zuerst die Protokolle pruefen",
        "Danach den alten Index loeschen",
    ]


def test_a_way_out_is_shown_with_the_signs_it_is_written_with() -> None:
    parsed = read_unjudged("## Pasos\n\n1. Si la réplica está caída, reinicie la réplica.\n")
    assert [branch.label for branch in parsed.decisions[0].branches] == ["reinicie la réplica"]
    parsed = read_unjudged("## 步骤\n\n1. 如果失败（超时），请跳到第１步。\n")
    assert [branch.label for branch in parsed.decisions[0].branches] == ["请跳到第１步"]


def test_a_finding_and_an_arrow_fork_where_the_verb_stands_last() -> None:
    parsed = read_unjudged(
        "## 判定\n\n1. 200応答 → 手順3へスキップ\n2. 無応答時は、再起動する。\n3. ログを確認する。\n"
    )
    assert [[branch.goto for branch in d.branches] for d in parsed.decisions] == [[3], [None]]


def test_a_section_that_prepares_holds_steps() -> None:
    parsed = read_unjudged(
        "# Neustart\n\n## Vorbereitung\n\nÖffne die Konsole. Du benötigst root-Rechte.\n\n"
        "## Ablauf\n\nStarte den Dienst.\n"
    )
    assert [step.title for step in parsed.steps] == ["Öffne die Konsole", "Starte den Dienst"]
    assert [need.text for need in parsed.prerequisites] == ["Du benötigst root-Rechte."]


def conditions(page: str) -> list[str]:
    return [decision.condition for decision in read_unjudged(page).decisions]


def titles(page: str) -> list[str]:
    return [step.title for step in read_unjudged(page).steps]


@pytest.mark.parametrize(
    "told",
    [
        "## 手順\n\n表を見ます。この場合、値は小さいと考えられます。",
        "## 手順\n\n設定を確認します。ユーザが多い場合、応答は遅くなります。",
        "## 手順\n\nログを開きます。なぜなら、原因がそこに書かれているからです。",
        "## 手順\n\nパッケージを導入したら、設定を編集してください。",
        "## 步骤\n\n查看图表。如果值很小，就表示队列是空的。",
        "## 步骤\n\n打开日志。默认情况下，系统每天会写一个文件。",
        "## 步骤\n\n打开日志。当服务启动时，系统会写一个文件。",
        "## 步骤\n\n打开面板。如果命令写错了，你会看到下面的内容：",
    ],
)
def test_what_only_follows_from_a_condition_is_no_way_out(told: str) -> None:
    assert conditions(told) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("## 手順\n\n1. 応答がない場合は、再起動してください。", ["応答がない場合は"]),
        ("## 步骤\n\n1. 如果没有响应，请重启服务。", ["没有响应"]),
        ("## Pasos\n\n1. Si la cola crece, deberías parar el productor.", ["la cola crece"]),
        ("## Étapes\n\n1. Si la file grossit, il faut en arrêter la source.", ["la file grossit"]),
        ("## Passos\n\n1. Se a fila crescer, é recomendável parar o produtor.", ["a fila crescer"]),
    ],
)
def test_advice_after_a_condition_is_a_way_out(page: str, expected: list[str]) -> None:
    assert conditions(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "## 步骤\n\n守护进程是后台程序，使用端口 80 提供服务。\n",
        "## 步骤\n\n更多信息请参阅[手册](/doc)。\n",
        "## 手順\n\n詳細は[手引き](/doc)を参照してください。\n",
        "## Pasos\n\nEl operador puede elegir la zona de los discos.\n",
        "## Passos\n\nO operador pode escolher a zona dos discos.\n",
        "## Pasos\n\nPara obtener más información, consulte la documentación de la cola.\n",
        "## Ablauf\n\nDer Dienst hat Rechte, die es dem Team erlauben, die Daten zu lesen.\n",
        "## Étapes\n\nPour en savoir plus sur la file, consultez la page du service.\n",
    ],
)
def test_what_tells_or_points_elsewhere_is_no_step(page: str) -> None:
    assert titles(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "## Pasos\n\nSiempre configure el límite de la cola.\n",
        "## Étapes\n\nSi possible, restaurez la dernière copie de la base et vérifiez les données.\n",
        "## Ablauf\n\nWenn möglich, prüfe zuerst den Zustand.\n",
        "## Passos\n\nSe possível, configure o limite da fila.\n",
    ],
)
def test_an_order_may_stand_behind_a_word_of_care(page: str) -> None:
    assert len(titles(page)) == 1
    assert conditions(page) == []


def test_a_page_of_two_languages_is_read_in_both() -> None:
    english = "The queue is the place that the workers read from. It is full if they are slow. " * 6
    french = (
        "Si la file est pleine, redémarrez le service. Les messages sont dans la base et ne sont pas perdus. "
    )
    assert conditions(f"# Queue\n\n{english}\n\n## Steps\n\n{french * 3}")[:1] == ["la file est pleine"]


def test_what_must_be_done_is_no_need_in_chinese_and_japanese() -> None:
    parsed = read_unjudged("## 手順\n\n1. kubectl に名前空間を指定する必要があります。\n")
    assert parsed.prerequisites == ()
    parsed = read_unjudged("## 步骤\n\n1. 有时需要修改 root 的权限。\n")
    assert parsed.prerequisites == ()


@pytest.mark.parametrize(
    "told",
    [
        "## Pasos\n\nRevise la cola. Si el trabajo está parado, significa que no hay mensajes que leer.",
        "## Étapes\n\nVérifiez la file. Si le message reste, cela signifie que le service dort.",
        "## Passos\n\nVerifique a fila. Se o trabalho parar, isso significa que não há mensagens.",
        "## Passos\n\nVerifique a fila. Nesse caso, você precisa parar o produtor e os leitores.",
        "## Ablauf\n\nPrüfe die Warteschlange. Wenn der Dienst steht, bedeutet das, dass sie wächst.",
        "## 手順\n\nキューを確認します。この値を使えば、長さを知ることが可能です。",
    ],
)
def test_what_a_finding_means_is_no_way_out_in_any_language(told: str) -> None:
    assert conditions(told) == []


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("## Ablauf\n\nPrüfe die Protokolle, wenn der Dienst nicht startet.", ["der Dienst nicht startet"]),
        ("## Étapes\n\nConsultez la file si le service ne répond pas.", ["le service ne répond pas"]),
        ("# 手册\n\n## 如果服务停止了\n\n1. 重启服务。\n2. 查看日志。\n", ["服务停止了"]),
        ("## 手順\n\n`10.0.0.1:80->8080/tcp` が一覧に出ていることを確認してください。", []),
    ],
)
def test_a_condition_stands_behind_an_order_or_in_a_heading(page: str, expected: list[str]) -> None:
    assert conditions(page) == expected


@pytest.mark.parametrize(
    "needed",
    [
        "L'outil en ligne de commande kubectl doit être configuré pour le cluster et les nœuds.",
        "El comando kubectl debe estar configurado para el clúster y los nodos.",
        "O comando kubectl deve estar configurado para o cluster e os nós.",
    ],
)
def test_a_program_that_must_be_something_is_no_command(needed: str) -> None:
    parsed = read_unjudged(f"## Pasos\n\n{needed}\n")
    assert [command.text for step in parsed.steps for command in step.commands] == []
