"""Sentences that say what the reader needs beforehand, in seven languages: who asks, for what kind of thing.

"You need the VPN" and "a valid token is required" are needs; what a pod, an alert or a restart needs is not.
"""

from re import IGNORECASE, compile
from typing import Final

# What a reader has or has not: access, a role, a login, a tool at hand. A restart or more memory is none.
# `_THING`, `_ASKS` and `_DOES` are searched for in lower case, which is much cheaper than to ignore it.
_THING: Final = compile(
    r"\b(?:access|familiar|permissions?|privileges?|rights|roles?|admin\w*|root|sudo|superuser|credentials?|vpn"
    r"|bastion"
    r"|log(?:ged)? ?in\w*|sign(?:ed)? in|authenticated|jump ?(?:host|box|server)|kubeconfig|context|tokens?"
    r"|(?:api|ssh|access|private) keys?|accounts?|members? of|belong to|(?:corporate|office"
    r"|internal) network"
    r"|cli|clients?|tools?|utilit(?:y|ies)|binary|installed|configured|set up|connected|assigned"
    r"|kubectl|psql"
    r"|jq|helm|awscli|aws|gcloud|terraform|docker|oc|az|hostname|clearance|cert(?:ificate)?s?"
    r"|on the \w+ network|approval|shell|change (?:requests?|tickets?|windows?)"
    r"|[\w-]+-admin|console"
    r"|zugriff|zugang|berechtigung\w*|[\w-]*rechte|rolle|anmelde\w*|angemeldet|eingeloggt|konto|werkzeuge?"
    r"|installiert|konfiguriert|verbunden|zugangsdaten|vpn-\w+|[\w-]*schlüssel"
    r"|acceso|permisos?|privilegios|rol|credenciales|sesión iniciada|cuenta|herramientas?|instalad[oa]s?"
    r"|configurad[oa]s?|conectad[oa]s?"
    r"|accès|droits|privilèges|rôle|identifiants|connectée?s?|compte|outils?|installée?s?|configurée?s?"
    r"|jeton"
    r"|acesso|permiss(?:ão|ões)|privilégios|função|papel|credenciais|conta|ferramentas?)\b"
    r"|アクセス|権限|ロール|管理者|認証情報|ログイン|アカウント|ツール|インストール|踏み台"
    r"|(?:cli|kubectl|vpn|psql).{0,12}(?:設定|接続|準備)"
    r"|访问|权限|角色|管理员|凭据|凭证|登录|账[号户]|工具|安装|密钥|跳板机|连接.{0,4}vpn|vpn",
)
_BY: Final = (
    r"(?:procedures?|runbooks?|playbooks?|steps?|guides?|documents?|scripts?|commands?|process"
    r"|operation|tasks?)"
)
_READER: Final = (
    r"(?:you(?:'ll|r)?|we|one|responders?|operators?|on-?call\w*|engineers?|sres?|whoever|anyone)"
)
_ASKS: Final = compile(
    # A person needs it.
    rf"\b{_READER}\b.{{0,30}}?\b(?:need|requires?|must|have to|has to|should|ought to)\b(?! not)"
    rf"|\b(?:make sure|ensure|be sure|check|verify|confirm)(?: that)? {_READER}\b"
    r"|\b(?:make sure|ensure|be sure)(?: that)? (?:the |your )?`?(?:kubectl|oc|aws|gcloud|az|helm|psql"
    r"|jq|docker"
    r"|terraform|kubeconfig|[\w ]{0,20}cli)\b`? (?:is|are|has|points?|works?)\b"
    # The procedure needs it; or nobody is named.
    rf"|\b(?:this|these|the following|following|above|below)\b(?: \w+)? ?{_BY}?.{{0,20}}?\b(?:requires?"
    rf"|needs?|assumes?|expects?)\b"
    r"|\b(?:it is|we|is) assum(?:e|ed)\b|^\W*(?:assum(?:es|ing|ptions?)|requires|needs)\b"
    r"|\b(?:is|are) (?:also )?(?:required|needed|necessary|mandatory)\b"
    r"|^\W*(?:required|needed|necessary)\b|\b(?:required|needed)\s*[:：]"
    r"|\bmust (?:already )?(?:be|have been) (?:installed|configured|available|set up|authenticated"
    r"|logged)\b"
    r"|^\W*(?:only|just) \w+(?: \w+){0,5} (?:can|may|are allowed to)\b|\bif you do(?: not"
    r"|n't) (?:already )?have\b"
    r"|\bbenötig\w*|\bbrauch(?:en|st|t)\b|\berforderlich|\bnotwendig|\bvoraussetzung"
    r"|\bsicher, dass (?:sie|du)\b"
    r"|\b(?:müssen|musst) (?:als|im|am|mit|über|zugriff|zugang)|\bmuss (?:installiert|konfiguriert"
    r"|vorhanden|verfügbar)"
    r"|\bnecesit|\brequier|\baseg[uú]r[ae]\w* de (?:que |tener|estar|contar)|\bdebe\w* (?:tener|estar"
    r"|contar)"
    r"|\bes (?:necesario|preciso) (?:tener|estar|contar)|\bhay que (?:tener|estar)|\bnecesari[oa]s\b"
    r"|\bbesoin\b|\brequise?s?\b|\bnécess(?:aires?|ite)|\bassurez-vous (?:d['’ e]+(?:être|avoir"
    r"|disposer)|que vous)"
    r"|\bdevez (?:avoir|être|disposer)|\bil faut (?:avoir|être|disposer)"
    r"|\bprecis[ao]\w* (?:de|ter|estar)|\bnecessári[oa]s?\b|\brequer|\bcertifique-se de"
    r"|\bdeve\w* (?:ter|estar|possuir)"
    r"|\bé preciso (?:ter|estar)"
    r"|(?:て[いお]る|である|できる|持つ|有する|が|も|は)必要|必要(?:な|です|と)|前提|事前に"
    r"|(?:て[いお]る|できる|ある)ことを確認してください"
    r"|(?<!不)(?:需要|必须)(?!更改|修改|设置|检查|授予|调整|变更|重启|增加)(?:先|提前|已经?)*(?:有"
    r"|具备|拥有|安装|准备|具有|能够?|一个|.{0,12}(?:权限|账号|凭证|证书))(?!关)"
    r"|确保(?:您|你|已|有|具|拥有|能|可以|安装)|所需|先决",
)
_YOU: Final = compile(
    r"\b(?:you\w*|we|sie|du|ihnen|dir|vous|vos|usted\w*|necesitas?|tú|você\w*)\b|您|你|あなた|information",
    IGNORECASE,
)
_READY: Final = compile(
    r"^\W*(?:have|keep) .{3,80} (?:ready|at hand|handy|available)\b"
    r"|\b(?:make sure|ensure|be sure)(?: that)? you know\b"
    r"|^\W*(?:run|execute) all (?:the )?commands (?:as|from|on)\b"
    r"|\ball (?:the )?commands\b.{0,30}\b(?:run|executed) (?:as|from|on)\b"
    r"|^\W*after (?:logging|signing) in ?to (?:the |your )?(?:vpn|cluster|bastion|jump ?host|aws|gcp|azure)\b"
    r"|\b(?:needs?|must|should|has|have)\b.{2,60}"
    rf"\bbefore (?:start|beginn|runn|execut|perform)ing th[ei]\w* {_BY}\b"
    r"|^\W*(?:please )?(?:obtain|gain|request) (?:[\w-]+ ){0,3}access\b"
    r"|^\W*(?:please )?(?:make sure|ensure|be sure)(?: that)? (?:you have|there is) (?:[\w-]+ ){0,4}"
    r"(?:change|incident|maintenance) (?:request|ticket|record)\b"
    r"|^\W*before (?:you )?(?:embark|begin|start|attempt|undertak)\w* [^.]{2,80}?"
    r"\b(?:make sure|ensure|be sure)\b"
    r"|\bbefore (?:you (?:try|attempt|start|begin|run|proceed)|(?:try|attempt|start|beginn|runn)ing)\b"
    rf"[^,.]{{0,80}}, {_READER} (?:must|need to|have to|should)\b"
    rf"|^\W*(?:it|we|th[ei]\w* {_BY}) (?:also )?assumes?\b",
    IGNORECASE,
)
# What is done to the system, not had by the reader, though the same words say it.
_HAS: Final = (
    r"(?:(?:also|then|first|now|already|always) )?(?:be|have|hold|possess|belong|log|sign|connect"
    r"|access|authenticate|provide|request|gain|\[?assume an? role"
    r"|install|obtain|know|join)\b"
)
_DOES: Final = compile(
    rf"\b(?:(?:need|have|has|ought) to|must|should)(?: not)? (?!{_HAS}|not {_HAS})|\bthe need to\b"
    r"|\b(?:pods?|app\w*|services?|alerts?|controllers?|operators?|clusters?|nodes?|containers?|jobs?"
    r"|deployments?"
    r"|serviceaccounts?|volumes?|replicas?|users?|customers?|it|they|which|that)`? "
    r"(?:also |still |may |might |will |does not |lacks? )?(?:needs?|requires?|must|has to|have to"
    r"|should)\b|\byou should now\b"
    r"|^\W*if (?:you|it|this|the|there)\b(?! do(?:n't| not))|\bneed (?:it|them|this|these|that)\b",
)
# One of these stands in every such sentence; most hold none.
_HINTED: Final = (
    "after |all |obtain |gain |request |before |need|requir|must|ensure|sure|assum|necess|have|only|just|"
    "should|check|verify|confirm|"
    "ought|benötig|brauch|erforder|notwendig|voraus|sicher|müss|muss|nécess|neces|requis|"
    "requier|asegú|asegur|debe|hay que|besoin|assurez|devez|faut|precis|necess|requer|"
    "certifique|deve|必要|前提|事前|確認|需要|必须|确保|所需|先决"
)
_HINTS: Final = tuple(_HINTED.split("|"))


def asks_for(text: str) -> bool:
    """Whether the sentence says that the reader needs something beforehand."""
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return False
    if _READY.search(text):
        return True
    return bool(_THING.search(lower) and _ASKS.search(lower)) and not speaks_of_another(text)


def is_the_readers(text: str) -> bool:
    """Whether it names the reader, or something that only a reader has."""
    return bool(_THING.search(text.lower()) or _YOU.search(text))


_OPENS: Final = compile(
    r"\b(?:before|prior to) (?:you )?(?:start|begin|continu|proceed|runn)\w*|\b(?:make sure"
    r"|ensure)(?: that)? you have\b"
    r"|\bfollowing (?:\w+ ){0,2}(?:is|are) (?:required|needed)\b|\byou(?:'ll"
    r"| will)? need(?: the following)?\W*$"
    r"|\bensure the following\b.{0,20}\bbefore\b|\b(?:benötig|brauch)(?:en|st)\b|\bnecesita[sn]?\b"
    r"|\bavez besoin"
    r"|\bprecisa(?:mos)? de\b|^(?:您|你)?需要[:：]|必要(?:です|なもの)",
    IGNORECASE,
)


def opens_a_list(text: str) -> bool:
    """Whether what is listed right after the sentence is needed beforehand."""
    return _OPENS.search(text) is not None


def speaks_of_another(text: str) -> bool:
    """Whether it says what a part of the system needs, or what is to be done to it."""
    return _DOES.search(text.lower()) is not None
