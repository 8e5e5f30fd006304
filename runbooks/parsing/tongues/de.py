"""German. An order's verb stands first ("Starte …", "Starten Sie …") or last ("Den Dienst neu starten")."""

from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.tongues.tongue import Tongue, unaccented
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    starte starten neustarten stoppe stoppen stoppt lösche löschen entferne entfernen erstelle erstellen
    skaliere skalieren wende ändere ändern aktualisiere aktualisieren rolle rollen deploye gib geben
    erhöhe erhöhen verringere verringern reduziere reduzieren stelle stellen installiere installieren
    deaktiviere deaktivieren aktiviere aktivieren leere leeren bereinige bereinigen beende beenden töte
    befördere setze setzen füge fügen vergrößere vergrößern erneuere erneuern schalte schalten
    verschiebe verschieben ersetze ersetzen
    """
)
_LOOK: Final = words(
    """
    prüfe prüfen überprüfe überprüfen kontrolliere kontrollieren führe führen öffne öffnen melde melden
    verbinde verbinden konsultiere kontaktiere kontaktieren bestätige bestätigen suche suchen schaue
    schauen sieh sehen verwende verwenden benutze benutzen nutze nutzen eskaliere eskalieren warte
    warten identifiziere identifizieren informiere informieren benachrichtige benachrichtigen gehe gehen
    hole holen liste listen analysiere analysieren untersuche untersuchen inspiziere folge folgen
    wiederhole wiederholen mache machen kopiere kopieren notiere notieren rufe rufen fahre fahren kehre
    springe springen ermittle ermitteln finde finden lies vergewissere verifiziere verifizieren
    beobachte beobachten achte stellen logge loggen navigiere navigieren wähle wählen klicke klicken
    einloggen testen teste ausführen fortfahren sicherstellen sicherzustellen vergleichen vergleiche
    dokumentieren dokumentiere abwarten eingeben sammeln sichten erfassen protokollieren anmelden
    abmelden wechseln wechsle verlassen aufrufen laden lade speichern speichere sichern sichere messen
    bewerten bewerte klären entscheiden einholen weitergehen abbrechen verständigen abfragen auslesen
    ausgeben anzeigen durchsuchen erneut
    """
)
_FIRST: Final = compile(r"^(?:[\w-]+[ ,]+){0,6}?(\w+e?n) sie\b", IGNORECASE)
_CLAUSE: Final = compile(r"[,;:.!?()`*]+|\s+(?:und|oder|sowie|bzw\.|→|->)\s+")
_LAST: Final = compile(r"(\w+n)\s*$")
_PARTS: Final = words(
    """
    neu ab an auf aus ein um zu nach durch her hin hoch herunter runter herauf rauf zurück weiter wieder
    fest los vor über uber zuruck unter sicher frei bereit fort mit gegen ver be er ent
    """
)
# A clause that begins so, or holds a finite verb, tells and does not ask.
_TELLS: Final = compile(
    unaccented(
        r"^\s*(?:wenn|falls|sobald|sofern|solange|dass|ob|weil|da|bis|nachdem|bevor|während|damit|indem|um"
        r"|sodass"
        r"|die sich|welche[rs]?)\b"
        r"|\b(?:kann|können|konnten?|wird|werden|wurden?|hat|haben|hatten?|ist|sind|war|waren|würden?|darf"
        r"|dürfen"
        r"|mag|lässt|muss|müssen|soll|sollen|sollten?|bleibt|bleiben)\b",
    ),
    IGNORECASE,
)


# "…, die es ermöglichen", "… zu prüfen": no order, but part of what is told.
_RELATIVE: Final = compile(
    r"^\s*(?:die|das|der|den|dem|denen|deren|dessen|womit|wodurch|worauf|was|wie|wo)\b|.*\bzu \w+n\s*$",
    IGNORECASE,
)
# "Den …" cannot be who acts, so whatever verb ends the clause is what to do.
_OBJECT: Final = compile(
    r"^\W*(?:\d+[.)]\W*)?(?:den|einen|diesen|jeden|anschließend den|danach den|dann den)\s.*\w{3}en\s*$",
    IGNORECASE,
)


def _without_umlauts(word: str) -> str:
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


_SPELT: Final = frozenset(map(_without_umlauts, _STATE | _LOOK))
_VERBS: Final = frozenset(map(unaccented, _STATE | _LOOK)) | _SPELT


def _asks(text: str) -> bool:
    """ "Prüfen Sie …" anywhere near the beginning, or a clause whose last word is an infinitive."""
    if (match := _FIRST.match(text)) and _is_infinitive(match[1].lower()):
        return True
    return any(
        (match := _LAST.search(clause)) is not None
        and match[1].islower()
        and (_is_infinitive(match[1]) or _OBJECT.match(clause))
        and _TELLS.search(clause) is None
        and (number == 0 or not _RELATIVE.match(clause))
        for number, clause in enumerate(_CLAUSE.split(text[:400])[:8])
    )


def _is_infinitive(word: str) -> bool:
    """Also with a part before it: "neustarten", "herunterskalieren", "sicherzustellen"."""
    verbs = _VERBS
    parts = (word[:at] for at in range(2, min(9, len(word) - 3)))
    return word in verbs or any(
        part in _PARTS and word[len(part) :].removeprefix("zu") in verbs for part in parts
    )


DE: Final = Tongue(
    code="de",
    common=words(
        """
        der die das und ist sind in ein eine zu mit von den dem nicht auf für wenn im des sich wird sie
        """
    ),
    verbs=_STATE | _LOOK | _SPELT,
    state_verbs=_STATE,
    accented=True,
    leads=words(
        """
        zuerst zunächst erst erstens zweitens drittens dort hier so daher also sofort umgehend
        regelmäßig manuell vorsichtig immer wenn möglich optional gegebenenfalls ggf bei bedarf
        falls nötig abschließend
        zuletzt zum schluss zusätzlich ebenso dann danach anschließend schließlich bitte und auch nun
        jetzt als nächstes
        """
    ),
    conditions=(
        r"\b(?:nur |erst |auch |oder |und )?(?:wenn|falls|sofern|sobald|im falle?(?: (?:von|dass|einer"
        r"|eines))?|für den fall,? dass"
        r"|es sei denn,?|je nachdem|je nach|abhängig (?:von|davon)|solange)\b"
    ),
    verb_first=(
        r"(?:liegt|liegen|ist|sind|schlägt|schlagen|sollten?|tritt|treten|bleibt|bleiben|zeigt|zeigen"
        r"|erscheint"
        r"|erscheinen|hat|haben|steht|stehen|läuft|laufen|gibt es|existiert|existieren|besteht"
        r"|bestehen|wird|werden"
        r"|kann|können|funktioniert|hilft|meldet|melden|fehlt|fehlen|überschreitet|übersteigt|reicht"
        r"|fällt|fallen"
        r"|startet|antwortet|antworten|war|wurde|wurden|scheitert|dauert)\b(?=\s+(?!sie\b)[^?.]{3,200},)"
    ),
    checks=(
        r"(?:[\w' ()-]{0,60}\b)?(?:\w*prüfen?|kontrollieren?|kontrolliere|verifizieren?|testen?"
        r"|vergewissern"
        r"|sicherstellen)\b|.{0,80}\b(?:über)?prüfen\b"
    ),
    affirmed=r"(?:wenn ja|falls ja|falls dem so ist|ja|dann)\b[,:]?\s*",
    repeats=(
        r"\b(?:wiederhol\w*|weiter \w+en|erneut \w+en)\b.{0,60}?,?\s*\b(?:bis"
        r"|solange bis) (?!schritt)(?P<until>.{3,})"
    ),
    outcome=(
        r"(?:dann )?(?:(?:das|dies|es) )?(?:bedeutet|heißt|weist|deutet|zeigt|liegt (?:das|dies|es)"
        r"|kann (?:das|dies|es) (?:an|bedeuten|sein|daran)"
        r"|(?:sehen|erhalten|bekommen) sie)\b"
    ),
    refers=(
        r"(?:bitte )?(?:siehe|vgl\.)|(?:für )?(?:weitere|mehr|nähere|zusätzliche"
        r"|ausführliche) (?:informationen|details|hinweise)\b"
        r"|(?:lesen|sehen|beachten) sie (?:auch |dazu |hierzu )?(?:den abschnitt|das kapitel"
        r"|die dokumentation|die seite|\[)"
    ),
    bare=words("nicht ja nein es dies nötig notwendig erforderlich möglich gewünscht vorhanden"),
    asks=_asks,
    orders=(
        r"(?!(?:alle|eine|diese|keine|beide|welche|jede|seine|ihre|meine|unsere|ohne|gerade|heute"
        r"|beispiele|ende|reihe"
        r"|seite|frage|datei\w*|aufgabe|\w+ung)\b)[a-zäöüß]{3,}e (?:den|das|die|dem|einen|eine|ein"
        r"|alle|dich|nun|jetzt)\b"
    ),
    placed=(
        r"^(?:im|in|auf|mit|nach|vor|per|als|für|um|bei|zum|zur|an|am|von|vom|aus|sobald"
        r"|danach) [^,]{2,120},\s+"
    ),
    told=(
        r"\b(?:sie|du|man) (?:müssen|musst|muss|sollten|solltest|sollte|können|kannst"
        r"|kann) (?!.{0,80}\b(?:haben|sein|sehen)\b).{3,}en\b"
        r"|\b(?:müssen|können|sollten|dürfen) sie\b(?![^.]{0,80}\b(?:haben|sein|sehen)\b)[^.]{3,}en\b"
        r"|\b(?:ist|sind) (?:(?!leicht|schwer|einfach|schwierig|gut|nicht|kaum)[^,;:. ]+ ){0,8}zu \w+en\b"
    ),
    forbids=(
        r"(?:niemals|nie|keinesfalls|auf keinen fall|nicht)\b|(?:[\w-]+\s+){1,6}?(?:nicht|niemals|nie"
        r"|keinesfalls)"
        r"\s+(?:\w+\s+){0,3}?\w+en\s*(?:[.,!;]|$)"
        r"|\w+en sie .{0,80}\b(?:nicht|niemals|nie|keinesfalls|keine)\b"
    ),
    connectors=r",?\s*\bdann\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=r"\b(?:kann|können|muss|müssen|soll|sollte|sollten|ist zu|sind zu|empfohlen|notwendig)\b",
    otherwise=(
        r"^(?:andernfalls|anderenfalls|ansonsten|sonst|wenn nicht|falls nicht|wenn nein|falls nein"
        r"|im anderen fall)\b[,:]?\s*"
    ),
    context_titles=(
        r"bedeutung|auswirkung(?:en)?|metadaten|motivation|glossar|inhalt(?:sverzeichnis)?"
        r"|dokumentation|hintergrund|beschreibung|zusammenfassung|einleitung|einführung"
        r"|überblick|übersicht|links?"
        r"|referenzen|verweise|historie|verlauf|änderungshistorie|verantwortliche?|zuständigkeit(?:en)?"
        r"|kontakte?|symptome?|ursachen?"
        r"|architektur|zweck|ziel|umfang|weiterführende.*|siehe auch|kontext"
    ),
    prerequisite_titles=(
        r"voraussetzung(?:en)?|vorbedingung(?:en)?|vorausgesetzt.*|anforderungen|bevor (?:sie|du|es|man) .*"
        r"|benötigte?.*|erforderliche .*|zugriffe?|zugänge|was (?:sie|du"
        r"|man) (?:benötig|brauch).*"
        r"|vor dem start"
    ),
    procedure_titles=(
        r"diagnose.*|\w*behebung|lösung(?:en|sschritte)?|vorgehen(?:sweise)?|verfahren|schritte?\b.*"
        r"|schritt-für-schritt.*"
        r"|(?:über|nach)?prüfung(?:en)?|verifi\w+|validierung|(?:nach)?kontrolle|analyse"
        r"|erste[- ]hilfe.*|sofortmaßnahmen"
        r"|wiederherstellung.*|rollback.*|zurückrollen|rückfall.*|rückgängig.*|wiederanlauf|neustart"
        r"|ablauf.*|anleitung"
        r"|reaktion|was (?:ist )?(?:zu )?tun.*|vorgehen bei .*|gegenmaßnahmen|prozedur|checkliste"
        r"|triage|eindämmung"
        r"|eskalation|maßnahmen|untersuchung|fehlerbehebung|ablauf|durchführung|entstörung|abhilfe"
    ),
    escalation_titles=r"eskalation.*",
    needs=(
        r"\b(?:sie|du|man) (?:benötigen|benötigst|benötigt|brauchen|brauchst|braucht)\b"
        r"|\b(?:benötigen|brauchen|benötigst|brauchst) (?:sie|du)\b|\b(?:wird"
        r"|werden) (?:\S+ ){0,6}?benötigt\b"
        r"|\b(?:zugang|zugriff|rechte?|berechtigung(?:en)?|rolle|vpn|konto)\b.{0,60}\b(?:erforderlich"
        r"|nötig|notwendig|voraus)\b"
        r"|\b(?:ist|sind) (?:zwingend )?erforderlich\b|\bsetzt .{3,80} voraus\b|\bsie (?:müssen"
        r"|sollten) (?:über|angemeldet|am|im|mit)\b"
        r"|\bmuss (?:installiert|eingerichtet|konfiguriert) sein\b"
        r"|\bstelle[n]? (?:sie )?sicher, dass (?:sie|du)\b|\bvoraussetzung (?:ist|dafür)\b"
    ),
    warnings=(
        r"^\W{0,6}(?:warnung|warnhinweis|achtung|vorsicht|gefahr|wichtig|niemals|keinesfalls"
        r"|auf keinen fall"
        r"|nicht (?:\w+ )?\w+en\b)"
    ),
    escalate=(
        r"\beskal(?:ier|ation)|\b(?:kontaktier\w*|informier\w*|benachrichtig\w*|rufe?n?|verständig\w*)\b"
        r"(?=.{0,40}(?:team|bereitschaft|support|dba|rufbereitschaft))"
    ),
    finish=(
        r"\b(?:ist abgeschlossen|nichts (?:weiter |mehr )?zu tun|keine weiteren? (?:schritte?"
        r"|maßnahmen?|aktion)|fertig|beenden sie (?:das|den vorgang)|ende der prozedur"
        r"|schließe(?:n sie)? den vorfall)\b"
    ),
    step_word=r"\b(?:schritte?n?|punkte?|nr\.)\s+#?(\d{1,3})\b",
    vague=r"\b(?:bei bedarf|falls nötig|ggf\.|gegebenenfalls|ordnungsgemäß|wie üblich|entsprechend)",
)
