"""What headings say of the steps under them, and what a section that is no procedure is about.

The nearest heading that names a role decides; the title of the whole page never does: a page called
"Rollback" is about one, and its steps are its work.
"""

from collections.abc import Iterator, Sequence
from re import IGNORECASE, Pattern, compile
from typing import Final

from runbooks.parsing.drafts import Draft
from runbooks.parsing.memory import once_a_page
from runbooks.parsing.sections import Role, Section
from runbooks.types import ContextSection, Span, StepRole


def _words(text: str) -> Pattern[str]:
    return compile(text, IGNORECASE)


# A noun, or the verb with nothing more exact than "the change": "Roll back the billing service" is a remedy.
_ROLLBACK: Final = _words(
    r"\b(?:roll-?back|back-?out|reversion|undo(?:ing)?|revert(?:ing)?)(?: (?:plan|procedure|steps?"
    r"|instructions?"
    r"|process|strategy|path|of (?:the |this )?changes?))?\s*(?:$|[:(–—-])"
    r"|\b(?:roll(?:ing)? back|back(?:ing)? out|revert(?:ing)?|undo(?:ing)?)(?: (?:(?:the|this|these"
    r"|your|all|any)"
    r" )?(?:changes?|steps?|procedure|above|everything|this|it))?\s*(?:$|[:(–—-])"
    r"|\b(?:how|when) to (?:roll ?back|revert|undo|back out)\b|\bway back\b"
    r"|\b(?:revertir|deshacer|reversi[oó]n|vuelta atr[aá]s|marcha atr[aá]s)\b"
    r"|\b(?:zurückrollen|rückgängig|rücknahme|rückfall|rückbau)\w*"
    r"|\b(?:retour (?:en )?arrière|annul(?:er|ation)|revenir en arrière)\b"
    r"|\b(?:reverter|reversão|desfazer|voltar atrás)\b"
    r"|ロールバック|切り戻し|切戻し|巻き戻し|回滚|回退|回復旧状|撤销"
)
_VERIFICATION: Final = _words(
    r"\b(?:verif(?:y|ication|ying)|validat(?:e|ion|ing)|confirm(?:ation|ing)?|post-?(?:checks?|flight"
    r"|validation)"
    r"|success criteria|smoke tests?|sanity checks?|acceptance|after(?:wards)? checks?"
    r"|how to (?:verify|confirm)|is it fixed)\b"
    r"|\b(?:verificaci[oó]n|verificar|comprobaci[oó]n|comprobar|validaci[oó]n|validar)\b"
    r"|\b(?:überprüf\w+|verifikation|verifizier\w+|validierung|erfolgskontrolle|nachkontrolle|nachprüfung)\b"
    r"|\b(?:vérifi\w+|validation|contrôle)\b|\b(?:verificação|verificar|validação|validar|confirmação)\b"
    r"|検証|動作確認|復旧確認|確認方法|事後確認|验证|校验|确认"
)
_ESCALATION: Final = _words(
    r"\bescalat\w*|\bwho to (?:call|contact|page)\b|\bgetting help\b|\bescal(?:ad[ao]|ar|ado|amiento"
    r"|ation|onamento|ade|er)\w*"
    r"|\beskal\w+|エスカレ|上报|升级处理|升级流程"
)
_MITIGATION: Final = _words(
    r"\b(?:mitigat\w+|resol(?:ution|ve|ving)|remed\w+|fix(?:es|ing)?|recover(?:y|ing)?|solutions?"
    r"|workarounds?"
    r"|repair|restor(?:e|ation|ing)|(?:immediate |recommended |corrective )?actions?|response|containment"
    r"|stop the bleeding|treatment)\b"
    r"|\b(?:mitigaci[oó]n|mitigar|resoluci[oó]n|resolver|soluci[oó]n|recuperaci[oó]n|remediaci[oó]n"
    r"|reparaci[oó]n)\b"
    r"|\b(?:behebung|lösung|abhilfe|maßnahmen|entstörung|wiederherstellung|fehlerbehebung|reparatur"
    r"|beheben)\b"
    r"|\b(?:résolution|atténuation|remédiation|correction|rétablissement|réparation|actions)\b"
    r"|\b(?:mitigação|resolução|solução|recuperação|remediação|correção|ações)\b"
    r"|緩和|軽減|対処|対応|復旧|解決|修復|缓解|处理|解决|修复|恢复|处置"
)
_DIAGNOSIS: Final = _words(
    r"\b(?:diagnos\w+|triage|investigat\w+|troubleshoot\w*|debug(?:ging)?|root cause|assess(?:ment)?"
    r"|identif\w+"
    r"|analy[sz]\w+|(?:initial |first |pre-?)checks?|find(?:ing)? (?:out|the cause)|what to check"
    r"|inspection)\b"
    r"|\b(?:diagn[oó]stico|investigaci[oó]n|investigar|an[aá]lisis|diagnosticar)\b"
    r"|\b(?:diagnose|untersuchung|analyse|fehlersuche|ursachenanalyse|eingrenzung)\b"
    r"|\b(?:diagnostic|investigation|analyse|recherche de la cause)\b|\b(?:diagnóstico|investigação"
    r"|análise)\b"
    r"|診断|調査|原因(?:の)?(?:特定|調査)|切り分け|诊断|排查|调查|定位|分析"
)
_ROLES: Final = (
    (StepRole.ROLLBACK, _ROLLBACK),
    (StepRole.VERIFICATION, _VERIFICATION),
    (StepRole.ESCALATION, _ESCALATION),
    (StepRole.MITIGATION, _MITIGATION),
    (StepRole.DIAGNOSIS, _DIAGNOSIS),
)
# "Rollback: run …", "To undo this, …": a step that says of itself what it is.
_OWN: Final = (
    (
        StepRole.ROLLBACK,
        _words(
            r"\W{0,6}(?:to (?:roll ?back|undo|revert|back out)(?: (?:this|that|it|the|these|step|your)\b|,)"
            r"|(?:roll-?back|undo|revert|back-?out|rückgängig|reversión|reversão|retour arrière"
            r"|annulation)\W{0,3}[:：]"
            r"|(?:undo|revert|roll back) (?:this|that|step|steps|the (?:change|above))\b"
            r"|para (?:deshacer|revertir|reverter|desfazer)\b|um .{0,40}rückgängig zu machen"
            r"|pour (?:annuler|revenir)\b"
            r"|元に戻すには|ロールバック(?:するには|[:：])|如需回滚|要回滚|回滚[:：])"
        ),
    ),
    (
        StepRole.VERIFICATION,
        _words(
            r"\W{0,6}(?:verify|verification|validation|verificación|verificação|vérification"
            r"|überprüfung)\W{0,3}[:：]"
        ),
    ),
    (
        StepRole.ESCALATION,
        _words(r"\W{0,6}(?:escalation|escalate|escalación|escalonamento|eskalation)\W{0,3}[:：]"),
    ),
)
_KINDS: Final = (
    ("impact", _words(r"impact|auswirkung|impacto|影響|影响")),
    ("meaning", _words(r"meaning|what (?:is|does|this)|significa|bedeutung|signification|意味|含义")),
    ("links", _words(r"links?\b|reference|see also|further|related|resources|enlaces|referenc|verweise"
                     r"|リンク|参考|链接|相关")),
    ("ownership", _words(r"owner|contact|maintainer|author|team\b|responsab|verantwort|zuständig|担当|連絡"
                         r"|负责|联系")),
    ("history", _words(r"history|change ?log|revision|timeline|incidents|historia|historial|historie"
                       r"|verlauf|履歴|历史|变更")),
    ("symptoms", _words(r"symptom|síntoma|sintoma|症状|现象")),
    ("causes", _words(r"cause|causa|ursache|原因")),
    ("background", _words(r"background|overview|introduc|about|summary|purpose|context|scope|architect"
                          r"|description"
                          r"|hintergrund|übersicht|contexto|descripci|resumen|背景|概要|説明|概述|说明")),
)  # fmt: skip


def role_of(draft: Draft, page: str) -> StepRole:
    """What a step is for; `page` is the title of its whole text."""
    opening = draft.sentences[0].text[:120] if draft.sentences else draft.title
    for role, pattern in _OWN:
        if pattern.match(opening):
            return role
    for title in reversed(draft.path):
        if title != page and (role := role_named(title)) is not StepRole.WORK:
            return role
    return StepRole.ESCALATION if draft.role is Role.ESCALATION else StepRole.WORK


@once_a_page
def role_named(title: str) -> StepRole:
    """The role a heading names first; `WORK` when it names none."""
    named = [(match.start(), role) for role, pattern in _ROLES if (match := pattern.search(title[:120]))]
    return min(named, key=lambda pair: pair[0])[1] if named else StepRole.WORK


def context_of(sections: Sequence[Section], drafts: Sequence[Draft]) -> tuple[ContextSection, ...]:
    """The sections that give no step, in order: what a reader should know, kept whole."""
    return tuple(_context(sections, sorted(draft.start for draft in drafts)))


def _context(sections: Sequence[Section], starts: Sequence[int]) -> Iterator[ContextSection]:
    at = 0
    for section in sections:
        if not section.blocks:
            continue
        begin = section.heading.start if section.heading else section.blocks[0].start
        end = section.blocks[-1].end
        while at < len(starts) and starts[at] < begin:
            at += 1
        if at < len(starts) and starts[at] < end:
            continue
        yield ContextSection(section.title, _kind(section), Span(begin, end))


def _kind(section: Section) -> str:
    if section.role in (Role.PREREQUISITES, Role.TITLE):
        return "introduction" if section.role is Role.TITLE else section.role.value
    found = (kind for kind, pattern in _KINDS if pattern.search(section.title))
    return next(found, Role.CONTEXT.value)
