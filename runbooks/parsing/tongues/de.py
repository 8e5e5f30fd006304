"""German."""

from typing import Final

from runbooks.parsing.tongues.tongue import Tongue
from runbooks.parsing.words import words

_STATE: Final = words(
    """
    starte starten starten neustarten stoppe stoppen stoppt lösche löschen entferne entfernen
    erstelle erstellen skaliere skalieren wende ändere ändern aktualisiere aktualisieren rolle
    rollen deploye gib geben erhöhe erhöhen verringere verringern reduziere reduzieren stelle
    stellen installiere installieren deaktiviere deaktivieren aktiviere aktivieren leere leeren
    bereinige bereinigen beende beenden töte befördere setze setzen füge fügen vergrößere vergrößern
    erneuere erneuern schalte schalten verschiebe verschieben ersetze ersetzen
    """
)
_LOOK: Final = words(
    """
    prüfe prüfen überprüfe überprüfen kontrolliere kontrollieren führe führen öffne öffnen melde
    melden verbinde verbinden konsultiere kontaktiere kontaktieren bestätige bestätigen suche suchen
    schaue schauen sieh sehen verwende verwenden benutze benutzen nutze nutzen eskaliere eskalieren
    warte warten identifiziere identifizieren informiere informieren benachrichtige benachrichtigen
    gehe gehen hole holen liste listen analysiere analysieren untersuche untersuchen inspiziere
    folge folgen wiederhole wiederholen mache machen kopiere kopieren notiere notieren rufe rufen
    fahre fahren kehre springe springen ermittle ermitteln finde finden lies vergewissere
    verifiziere verifizieren beobachte beobachten achte stellen logge loggen navigiere navigieren
    wähle wählen klicke klicken
    """
)

DE: Final = Tongue(
    code="de",
    common=words(
        """
        der die das und ist sind in ein eine zu mit von den dem nicht auf für wenn im des sich wird
        sie
        """
    ),
    verbs=_STATE | _LOOK,
    state_verbs=_STATE,
    leads=words(
        """
        zuerst zunächst dann danach anschließend schließlich bitte und auch nun jetzt als nächstes
        """
    ),
    conditions=r"\b(?:wenn|falls|sofern|sobald|im falle?|es sei denn|je nachdem|bei bedarf|solange)\b",
    connectors=r",?\s*\bdann\b[,:]?\s*|,\s+|\s*[:→]\s+",
    modals=r"\b(?:kann|können|muss|müssen|soll|sollte|sollten|ist zu|sind zu|empfohlen|notwendig)\b",
    otherwise=r"^(?:andernfalls|ansonsten|sonst|wenn nicht|falls nicht)\b[,:]?\s*",
    context_titles=(
        r"bedeutung|auswirkung(?:en)?|hintergrund|beschreibung|zusammenfassung|einleitung|einführung"
        r"|überblick|übersicht|links?"
        r"|referenzen|verweise|historie|verlauf|änderungshistorie|verantwortliche?|zuständigkeit(?:en)?"
        r"|kontakte?|symptome?|ursachen?"
        r"|architektur|zweck|ziel|umfang|weiterführende.*|siehe auch|kontext"
    ),
    prerequisite_titles=(
        r"voraussetzung(?:en)?|vorbedingungen|anforderungen|bevor (?:sie|du) .*|benötigte.*|zugriff"
        r"|zugänge"
    ),
    procedure_titles=(
        r"diagnose|behebung|lösung|vorgehen|verfahren|schritte?.*|prüfung|überprüfung|verifi\w+"
        r"|wiederherstellung|rollback|zurückrollen"
        r"|eskalation|maßnahmen|untersuchung|fehlerbehebung|ablauf|durchführung|entstörung|abhilfe"
    ),
    escalation_titles=r"eskalation.*",
    needs=(
        r"\b(?:sie|du) (?:benötigen|benötigst|brauchen|brauchst)\b|\b(?:wird|werden) benötigt\b"
        r"|\berforderlich\b"
        r"|\bstelle[n]? (?:sie )?sicher, dass (?:sie|du)\b|\bvoraussetzung ist\b"
    ),
    warnings=(
        r"^\W{0,6}(?:warnung|achtung|vorsicht|gefahr|wichtig|niemals|nicht (?:neu starten|löschen"
        r"|ausführen))"
    ),
    escalate=(
        r"\beskalier|\b(?:kontaktier\w*|informier\w*|benachrichtig\w*|rufe?n?|verständig\w*)\b"
        r"(?=.{0,40}(?:team|bereitschaft|support|dba|rufbereitschaft))"
    ),
    finish=r"\b(?:ist abgeschlossen|nichts weiter zu tun|ende der prozedur|schließe(?:n sie)? den vorfall)\b",
    step_word=r"\bschritte?n?\s+#?(\d{1,3})\b",
    vague=r"\b(?:bei bedarf|falls nötig|ggf\.|gegebenenfalls|ordnungsgemäß|wie üblich|entsprechend)",
)
