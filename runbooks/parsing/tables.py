"""Tables: a row of steps, or of a symptom and what to do about it."""

from collections.abc import Iterator
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.document import Block, BlockKind

_ACTION: Final = compile(
    r"action|then\b|steps?|fix|resolution|remedy|command|what to do|solution|mitigation|response"
    r"|check|procedure|do\b|acci[oó]n|maßnahme|aktion"
    r"|a[cç][aã]o|comando|commande|befehl|対応|対処|コマンド|手順|操作|处理|命令|措施",
    IGNORECASE,
)
_SYMPTOM: Final = compile(
    r"sympt[oôó]m|if\b|condition|when|error|problem|issue|cause|state|status|observation|scenario|case|result"
    r"|s[ií]ntoma|fehler|condici[oó]n"
    r"|bedingung|condition|probl[eè]me|症状|状況|条件|现象|情况|问题",
    IGNORECASE,
)


_STATE: Final = compile(r"^(?:status|state|result|severity|level)", IGNORECASE)


def row_blocks(table: Block) -> Iterator[Block]:
    """Each row under a header that speaks of steps, commands or actions, as a paragraph of its own."""
    header = [cell.text for cell in table.rows[0]]
    if any(_ACTION.search(cell) for cell in header):
        for row in table.rows[1:]:
            yield Block(BlockKind.PARAGRAPH, row, table.item)


def symptom_rows(table: Block) -> Iterator[tuple[Block, Block]]:
    """The (condition, action) cells of a table of symptoms and actions."""
    header = [cell.text for cell in table.rows[0]]
    symptom = next((n for n, cell in enumerate(header) if _SYMPTOM.search(cell)), None)
    if symptom and _STATE.search(header[symptom]) and not _ACTION.search(header[0]):
        symptom = 0  # a column of states says how bad it is, the first column what it is
    action = next((n for n, cell in enumerate(header) if _ACTION.search(cell) and n != symptom), None)
    if symptom is None or action is None:
        return
    for row in table.rows[1:]:
        if len(row) > max(symptom, action):
            yield (
                Block(BlockKind.PARAGRAPH, (row[symptom],), table.item),
                Block(BlockKind.PARAGRAPH, (row[action],), table.item),
            )
