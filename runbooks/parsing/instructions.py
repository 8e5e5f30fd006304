"""Does a sentence tell the reader to do something?"""

from itertools import islice
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.memory import once_a_page
from runbooks.parsing.tongues.spoken import ALL
from runbooks.parsing.tongues.tongue import Tongue, plain, unaccented
from runbooks.parsing.words import words

_LEAD_MARKS: Final = compile(
    r"^(?:[\s*_#>\-–—•:.]|\d{1,3}[.)]|\[[ xX]?\]|[\U0001F300-\U0001FAFF\u2600-\u27bf]\ufe0f?)+"
)
# "**Storage:** check", "**Storage** – check"
_LABEL: Final = compile(r"^\**([^:*`]{2,60}?)(?:\**:\**|\*\*\s*[–—-]+)\s+(?=\S)")
_NOTED: Final = compile(r"note \d{1,2}[\s*_]*:[\s*_]*", IGNORECASE)  # "**Note 2:** the lag …"
_NAMED: Final = compile(r"(?:\w+ ){0,2}\w{2,16}\W{0,3}:\W{0,3}")  # "Warning: ", "**Attention :** "
_WORD: Final = compile(r"[^\s,;:.!?()\[\]\"“”*_`]+")
_YOU: Final = compile(
    r"\b(?:you|we) (?:can|could|should|must|may|might|need to|have to|will (?:need|have) to|want to"
    r"|'ll (?:need|have) to) (?:also |then |now |first |either |safely |manually )?(\w+)"
    r"|\b(?:it is|it's) (?:recommended|necessary|advised|possible|best) to (\w+)|\bmake sure\b"
    r"|\bbe sure to\b|\blet'?s (\w+)"
    r"|\btry (?:to )?(\w+)|\bplease (\w+)",
    IGNORECASE,
)
# "In the console, open …": the order stands after the first comma.
_PLACED: Final = compile(
    r"^(?:to|in|on|for|from|at|after|before|using|with|via|once|as|during|within|under|by|of|since"
    r"|next to) [^,]{2,120},\s+|^in (?:that|this|such a) case,? ",
    IGNORECASE,
)
# A pointer to something to read is no step.
_REFERS: Final = compile(
    r"\b(?:more|further|additional) (?:\w+ ){0,2}(?:info\w*|details?|tips|reading|documentation|guidance"
    r"|explanation|background)\b"
    r"|(?:^|, )(?:(?:please|also|then) )*refer\b|\bplease refer\b|\blet(?:'|’)?s see\b"
    r"|^use this (?:runbook|playbook|guide|document|page|procedure)\b"
    r"|^(?:see|refer to|read)(?: also)? (?:the )?\[[^\]]*\]|^see also\b"
    r"|^check(?: also)? (?:the )?\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?\W*$"
    r"|^see .{0,60}\b(?:below|above)\b|^(?:read|learn|find out) more\b",
    IGNORECASE,
)
# "depool the host": an order with a verb we do not know
_ORDER: Final = compile(
    r"^(?!(?:it|this|that|the|there|you|we|they|he|she|one|each|some|all|both|and|or|in|on|at|of|for"
    r"|with|by|from|as|is|are|was|not)\b)"
    r"[a-z]{3,15} (?:the|a|an|your|this|that|these|those|all|any|it|each|both|them)\b",
    2,
)
# "Segregate affected networks", but not "Nodes affected by it"
_ORDERS_SUCH: Final = compile(
    r"^(?!(?:no|any|some|many|few|most|such|other|another|every|only|three|new|potential|possible|common|high"
    r"|low|large|very|more|less)\b)[a-z]{2,14}[a-rt-z] (?:affected|compromised|infected|malicious|suspicious"
    r"|unused|stale|corresponding|critical|relevant|remaining|unnecessary)"
    r" (?!(?:by|in|on|of|to|is|are|was|were|for|when|if)\b)[a-z]",
    IGNORECASE,
)
_JOINS: Final = words(
    """
    when while because since during after before whether how what which who where why once until unless
    though although does did has have had can could will would should may might must via into onto over
    under within without through against between than then but like such only even also just still nor per
    """
)
_NO_LEADS: Final = words(
    "le la les se y e et o vous il faut devez"
)  # what stands before a noun or a verb of its own
_IF_POSSIBLE: Final = compile(
    r"^(?:si|se|wenn|falls|sofern) (?:es |e |for |fuera )?(?:possible|posible|possivel|necessaire"
    r"|besoin|necesario|necessario|preciso"
    r"|moglich|notig|erforderlich)\W+",
    IGNORECASE,
)
_UNWRITTEN: Final = compile(r"[\W_]*(?:TODO|TBD|FIXME|WIP)\b")
_REMARK: Final = compile(r"\bnote\b|\bneed\b", IGNORECASE)
_NOT: Final = compile(
    r"(?:do not|don't|never|please note|note that|you do not need|you don't need)\b"
    rf"|{'|'.join(f'(?:{unaccented(tongue.forbids)})' for tongue in ALL)}",
    IGNORECASE,
)


@once_a_page
def opens_with_verb(text: str, tongues: tuple[Tongue, ...], *, state: bool = False) -> bool:
    """The sentence begins with an instruction, after words such as "first" or a label such as "Storage:"."""
    bare = _IF_POSSIBLE.sub("", plain(_LEAD_MARKS.sub("", text[:300])))
    for tongue in tongues:
        verbs = tongue.plain_state_verbs if state else tongue.plain_verbs
        if tongue.asks is not None and tongue.asks(bare) and (not state or _names_one(bare, verbs)):
            return True
        if not tongue.spaced:
            continue
        if match := tongue.otherwise_clause.match(bare):
            bare = bare[match.end() :]
        if _begins(bare, tongue, verbs) or (not state and _orders(bare, tongue)):
            return True
        if (match := _LABEL.match(bare)) and _begins(bare[match.end() :], tongue, verbs):
            return True
    return False


def _orders(text: str, tongue: Tongue) -> bool:
    """A verb in no list has the form of an order, at once or after "then", "always"."""
    if tongue.order.match(text):
        return True
    for match in islice(_WORD.finditer(text), 4):
        if match[0].lower() not in tongue.plain_leads or match[0].lower() in _NO_LEADS:
            return match.start() > 0 and tongue.order.match(text, match.start()) is not None
    return False


def _names_one(text: str, verbs: frozenset[str]) -> bool:
    return any(verb in text for verb in verbs)


def is_order(text: str) -> bool:
    """ "depool the host": an order, though its verb is not one we know."""
    return _ORDER.match(text) is not None or _ORDERS_SUCH.match(text) is not None


def orders_point(text: str) -> bool:
    """ "Reroute the traffic" as a point of a list, though its verb is not one we know."""
    bare = _LEAD_MARKS.sub("", text[:100])
    return is_order(bare) and bare.partition(" ")[0].lower() not in _JOINS


def _begins(text: str, tongue: Tongue, verbs: frozenset[str]) -> bool:
    for count, match in enumerate(_WORD.finditer(text)):
        word = match[0].lower().replace("’", "'")
        if word in verbs or (tongue.clitics and word.partition("-")[0] in verbs):
            return not _is_noun(word, text, match.end())
        if "/" in word and all(part in verbs and part not in _BOTH for part in word.split("/")):
            return True  # "Fix/replace the server"
        if (
            word.endswith("ing")
            and word != "having"
            and count
            and any(stem in verbs for stem in (word[:-3], word[:-3] + "e", word[:-4]))
        ):
            return True
        if count > 5 or (word not in tongue.plain_leads and not (count < 4 and word.endswith("ly"))):
            return False
    return False


_BOTH: Final = words(
    """
    read write file use test load display report request limit scale access backup log access process state
    step note host monitor watch time trace order output input update change issue message record post pool
    pool
    """
)
_SUBJECT: Final = compile(
    r"^(?!\s+(?:the|an?|your|this|these|all|each|any|it)\b)"
    r"(?:\s+(?!if\b|that\b|which\b|whether\b|when\b|where\b)[^\s,;:.]+){0,5}?\s+(?:is|are|was|were"
    r"|can be|has|have|persists?|remains?|occurs?|exceeds?|drops|grows|keeps|continues)\b|^\s+cases\b"
)
_TITLES: Final = compile(r"\W{0,2}:")  # "**Message:** …"
_NOUN_AFTER: Final = compile(
    r"^\s+(?:is|are|was|were|has|have|can|could|may|might|will|would|of|fails|only"
    r"|occurs|persists|happens|continues|remains"
    # "Check failed", "Failover Detected Alert", but "Review failed logins"
    r"|(?:[Ff]ail(?:ed|ing)|[Dd]etected|[Tt]riggered|[Rr]equired|[Oo]ccurred)(?=\W*$|[,.;:)]"
    r"|\s+(?:with|to|on|in|at|because|due|when|after|for|and|by|from|[Aa]lerts?)\b))\b|^(?:-\w|/\w|s\b)"
)
_COMPOUND: Final = compile(
    r"^\s+(?:errors?|status|codes?|failures?|keys?)\b"
)  # "Read errors", "Write failures"
_COMPOUNDED: Final = (
    _BOTH | words("ssh exit return query search build page call import export release")
) - words("monitor report watch trace change")


def _is_noun(word: str, text: str, at: int) -> bool:
    """ "Check failed", "Read operations are slow": the word that could be an order is part of the subject."""
    if _NOUN_AFTER.match(text[at : at + 40]):
        return True
    if word in _COMPOUNDED and _COMPOUND.match(text[at : at + 20]):
        return True
    if word not in _BOTH:
        return False
    return _TITLES.match(text, at) is not None or _SUBJECT.match(text[at : at + 80]) is not None


@once_a_page
def instructs(text: str, tongues: tuple[Tongue, ...]) -> bool:
    """The sentence asks for an act, by an imperative or by "you should …"."""
    if forbids(text) or _refers(text[:300]) or _UNWRITTEN.match(text) or _points(text, tongues):
        return False
    if opens_with_verb(text, tongues):
        return True
    if (match := _PLACED.match(text)) and opens_with_verb(text[match.end() :], tongues):
        return True
    if any(_asks_otherwise(text[:300], tongue) for tongue in tongues[:-1]):
        return True
    english = tongues[-1]
    for match in _YOU.finditer(text[:600]):
        word = next((group for group in match.groups() if group), "")
        if word.lower() in ("have", "see", "be", "get", "find"):
            continue
        if not word or word.lower() in english.verbs or word.lower().rstrip("ing") in english.verbs:
            return True
    return False


def _asks_otherwise(text: str, tongue: Tongue) -> bool:
    """ "You should …", or an order after the place: "In the console, open …"."""
    if tongue.advice.search(text):
        return True
    match = tongue.place.match(text)
    return match is not None and opens_with_verb(text[match.end() :], (tongue,))


def _refers(text: str) -> bool:
    return (
        "refer" in text
        or "s see" in text
        or "re " in text
        or "al " in text
        or text[:3].lower() in ("see", "ref", "rea", "che", "use")
    ) and bool(_REFERS.search(text))


def _points(text: str, tongues: tuple[Tongue, ...]) -> bool:
    bare = _LEAD_MARKS.sub("", plain(text[:300]))
    return any(tongue.reference.match(bare) for tongue in tongues[:-1])


def warns(text: str) -> bool:
    """ "Never restart two at once": it forbids an act, and is no remark."""
    return forbids(text) and _REMARK.search(text[:80]) is None


@once_a_page
def forbids(text: str) -> bool:
    """ "Do not …": a warning, not a step."""
    bare = _LEAD_MARKS.sub("", plain(text[:200]))
    if match := _NAMED.match(bare):
        bare = bare[match.end() :]
    return _NOT.match(bare) is not None
