"""German."""

DE = {
    "hoped": """
man müsste|könnte|würde ~
sollte|sollten|müsste|dürfte ~ funktionieren|beheben|lösen|laufen|gehen|reichen|klappen|helfen|passen
würde|könnte ~ beheben|lösen|helfen|genügen
hoffentlich
""",
    "wonders": """
^ vielleicht|vermutlich|möglicherweise|wahrscheinlich|womöglich|eventuell|seltsam|komisch|moment|hmm
könnte|dürfte|mag ~ an|am|daran|sein|liegen
ich vermute|ahne|rätsle
unklar ~ warum|wieso|ob|was
""",
    "me": """
ich|mir|mich|mein|meine|meinen
""",
    "modal": """
würde|würden|könnte|könnten|müsste|müssten|sollte|sollten|muss|müssen|dürfte|wäre
""",
    "permission": """
soll|sollen|darf|dürfen|kann|können|sollte ich|wir
möchten|möchtest|wollen|willst sie|du|ihr ~ dass
ist|wäre ~ in ordnung|okay|recht
einverstanden
ihr|ihre|dein|deine|eine|die freigabe|zustimmung|erlaubnis|okay|einverständnis|genehmigung|bestätigung|einwilligung|ok
freigabe|zustimmung|erlaubnis|genehmigung|einwilligung
grünes licht
ja oder nein
genügt|reicht ~
zustimmen|freigeben ~
""",
    "tell": """
sag|sagen|sagt|teil|teilen|gib|geben|schick|schicke|schicken|nenn|nenne|nennen|schreib|schreibe|schreiben|verrat|verraten|bestätige|bestätigen|wähl|wähle|wählen|lass|lassen|lad|lade|laden|trag|tragen|füg|füge|fügen|leg|lege|legen|stell|stelle|stellen|antworte|antworten|meld|melde|melden|prüf|prüfe|prüfen|entscheide|entscheiden|überweise|reich|reichen|gebt ~ mir|sie|uns|bitte|bescheid|du|mich|kurz|einfach
bitte ~ sagen|nennen|bestätigen|schicken|senden|geben|mitteilen|wählen|entscheiden|freigeben|freischalten|angeben|hochladen|prüfen|eintragen|ergänzen|nachreichen|bescheid|schick|sag|nenn|gib|bestätige|teil|teile|laden|lade|melden|antworten|klären|unterschreiben
kurz|kurze|kurzen|kurzes bestätigen|rückmeldung|info|bescheid|antwort|frage
gib|gebt|geben|geb|sag|sagt|sagen ~ bescheid
brauche|bräuchte|benötige ich
ich brauche|bräuchte|benötige ~
haben|hast|können|könntest|könnten|kannst|wissen|weißt sie|du|ihr
vorher|zuvor|noch|nur eine|zwei|drei|ein frage|fragen|punkt|rückfrage
rückfrage
""",
    "which": """
welche|welcher|welches|welchen|welchem|wer|wen|wem|wann|wohin|wofür|wieviele ~ soll|sollen|möchten|möchtest|wollen|willst|gilt|gelten|darf|ist|meinen|meinst|sie|du|ich|nehme
für|an|auf|in|mit|bis|ab|zu|von wen|welche|welchen|welcher|welches|welchem|wann|wie
wie ~ soll|sollen|möchten|möchtest|viele|lang|hoch
wie lautet|lauten|heißt
""",
    "decide": """
offen ist|bleibt|sind|bleiben
unklar|fraglich|ungeklärt ist|bleibt
frage|infrage kommen|kämen
widersprechen|widerspricht ~ sich
übersteigt|überschreitet ~ budget|grenze|limit|rahmen
ihre|deine|eure entscheidung|wahl|vorgabe|sache|antwort|rückmeldung|entscheid|meinung
entscheiden|entscheidest|entscheidet sie|du|ihr
entscheidung ~ liegt|brauche|von|offen|treffen
müssen|musst|müsstest|müssten sie|du ~ entscheiden|wissen|sagen
sie|du müssen|musst ~ entscheiden|wissen|sagen
liegt ~ bei ihnen|dir|euch
lieber|bevorzugen|bevorzugst|vorziehen
oder ~ lieber
oder doch|eher|lieber|beide|beides
was ist|wäre|meinen|meinst ~ ihnen|dir|lieber|sie|du
zwei|drei|vier möglichkeiten|wege|varianten|optionen|kandidaten|alternativen|versionen
nicht ich|mir|meine ~ entscheiden|entscheidung|annehmen
möchte|will|kann|darf ich ~ nicht|ungern ~ raten|entscheiden|annehmen|eigenmächtig
passt ~ besser
jemand ~ entscheiden|festlegen|bestimmen|freigeben
wort ~ genügt|reicht
nicht ~ eigenmächtig|allein|zuständig|befugt
wie sie|du ~ möchten|möchtest|wollen|willst
lieber ~ erst|vorher|zuerst
""",
    "missing": """
kein|keine|keinen datei|anhang|bild|foto|dokument|anlage
link|anhang|datei|bild ist|war tot|leer|defekt|kaputt|abgelaufen
müssen|musst sie|du ~ selbst
fehlt|fehlen ~ mir|noch|die|der|das|ihre|deine|zugriff
mir|uns fehlt|fehlen
habe ich|keinen|keine|kein ~ zugriff|zugang|berechtigung|rechte
keinen|kein|keine|ohne ~ zugriff|zugang|berechtigung|rechte|passwort
kann ich ~ nicht|ohne
weiß ich nicht
nicht ~ gefunden|angegeben|erwähnt|bekannt|hervor|drin
verlangt|benötigt|braucht|fordert|erwartet
nur|allein|ausschließlich ~ sie|du|inhaber|admin|administrator
abgelaufen
von dir|ihnen|euch ~
ohne ~ kann|geht|komme|weiß
ohne ihre|deine|diese|die|das|zugriff|freigabe|angabe ~
bleibt|bleiben|ist|sind ~ leer|offen
""",
    "waiting": """
warte|wartet|pausiere|halte ~
ich warte|pausiere|stoppe
erst nach|wenn|mit|dann
vorher|bis|dahin|solange|davor ~ nicht|nichts|bleibt|ändere|lasse|mache|lösche|starte
bevor ich|wir|es
dann|danach ~ ich|wir|es|geht
gerne|gern erst
sobald|wenn|falls ~ sie|du|ihr|mir|ich ~ haben|hast|habe|bestätigen|bestätigst|nennen|sagen|sagst|schicken|schickst|bekomme|weiß|freigeben|da|vorliegt|zustimmen|einverstanden|entschieden|geben|gibst|kenne|geklärt
sobald
erst wenn|nach|mit|dann
bis ~ sie|du|ich ~ weiß|haben|hast|habe|sagen|sagst|höre|entschieden|feststeht
""",
    "held": """
noch|bisher|bislang|nichts|nicht|kein ~ nicht|nichts|geändert|verschickt|gelöscht|gesendet|verändert|unberührt|unverändert|gebucht|veröffentlicht
unberührt|unangetastet|vorläufig
""",
    "offer": """
soll|sollen|darf|kann ich ~ auch|noch|ebenfalls|zusätzlich|gleich|außerdem
gerne|gern ~ auch|noch|ich|jederzeit|mache|erstelle|sagen|melden|kann
falls|wenn sie|du|ihr|gewünscht|es|noch|ihnen|dir|etwas|das ~
kann ich ~ auch|gerne|gern|noch|ergänzen|ebenso
auf wunsch
bei|für ~ fragen|rückfragen|wunsch|bedarf
melden|melde|meld|sagen|sag ~ jederzeit|einfach|gern|gerne
viel spaß|erfolg|freude|glück
ich ~ könnte
noch ~ etwas|helfen|behilflich
""",
    "more": """
auch|ebenfalls|zusätzlich|außerdem|weitere|weiteren|weiteres|darüber|gleich
noch ein|eine|einen|etwas|mal
""",
    "next": """
kümmere|mache mich ~ darum|an|jetzt|gleich|dran
mein plan|vorgehen|ansatz
als nächstes|erstes
nächster schritt
nun|jetzt|dann|danach|anschließend|zunächst|zuerst|gleich ~ ich|wir|werde|folgt|kommt|noch|geht
ich|wir werde|werden|mache|prüfe|fange|schaue|sehe|beginne|starte|gehe|lese|suche|kümmere|teste|erstelle|schreibe|überprüfe|lasse|passe|arbeite ~ jetzt|nun|mir|gleich|dann|als|mit|an|zunächst|weiter|noch|daran|erst|die|das|den
mal sehen|schauen
schauen|sehen|prüfen|gehen wir
weiter|nun|jetzt geht|mit|zu|zum|zur|an
lass|lassen mich|uns|sie mich
werde ich|das|die|den|es
mache|mach|fange|lege|gehe ich|mich ~ an|daran|los|weiter
es folgt|folgen
so gehe|würde|werde ich|wir
plan ~ sieht|ist|wäre
kommt|kommen|folgt|folgen ~ als nächstes|danach
mache|prüfe|erledige|schaue ich|wir ~ danach|anschließend|später
danach|anschließend $
""",
    "later": """
ist|wurde|wird gestartet|angestoßen|angeworfen $
im hintergrund
läuft|laufen|arbeitet ~ gerade|noch|derzeit|im|jetzt|seit|bereits
dauert|brauche|braucht|benötigt ~ minuten|stunden|stunde|etwa|ungefähr|noch|lange|moment|eine|tage
melde|melden|gebe|schicke|informiere|sende|liefere|berichte ~ mich|ihnen|dir|bescheid|ergebnis|ergebnisse|euch|später
einen|kleinen|etwas moment|augenblick|geduld
bin gleich|bald zurück
bis morgen|heute|abend|spätestens
in kürze|bearbeitung|arbeit
gleich|bald|demnächst|später|morgen ~ fertig|da|zurück|mehr
wird|werden ~ gerade|derzeit
""",
    "partial": """
nur|bloß|lediglich beispiele|beispielwerte|platzhalter|beispieldaten
nur|erst ein|eine|der|die ~ entwurf|skizze|gerüst|anfang|grobfassung
analog|entsprechend ~ anderen|übrigen|rest|restlichen
getestet|geprüft|ausgeführt|überprüft habe|wurde|ist ~ nicht
bisher|bislang|soweit|vorerst|teilweise|unvollständig|ausstehend|ausstehende|unfertig
rest|restlichen|restliche|übrigen|übrige|verbleibenden|weiteren ~
noch nicht|offen|ausstehend|fehlend|zu
es|noch|dort|auch|dazu fehlt|fehlen
stehen|steht|bleibt|bleiben ~ noch|aus|offen|übrig
nicht ~ mehr|fertig|geschafft|vollständig|abgeschlossen|erledigt|geprüft|getestet|dazu|gekommen
nur die|der|das|ersten|einen|teil|zur
abgebrochen|unterbrochen|abbruch
bis|an hierhin|hier|dieser|zur|seite
und so weiter
usw|todo|platzhalter|fortsetzung
hier|an dieser ~ schluss|ende|stopp
fehlgeschlagen
folgen|folgt $
übrigen|anderen|restlichen|weiteren ~ ebenso|gleich|genauso|analog|ähnlich
als beispiel
stichprobe ~
""",
    "ack": """
^ klar|natürlich|gerne|gern|verstanden|okay|ok|ja|alles|sicher|selbstverständlich|gut|wird|mache|mach|prima|sehr|einverstanden
""",
    "sorry": """
leider|entschuldigung|bedaure|bedauere|sorry
tut mir|uns
""",
    "unable": """
schlagen|schlägt|schlug noch|weiterhin|immer|erneut|wieder ~ fehl
antwortet|reagiert|startet|lädt|öffnet ~ nicht
kann|konnte|konnten|lässt|ließ|ging|geht|klappt|klappte|gelang|gelingt|funktioniert|funktionierte|startet ~ nicht
nicht|kein|keinen|keine ~ möglich|gelungen|funktioniert|geklappt|lesbar|erreichbar|weiter|erfolg|lösung|installieren
fehlgeschlagen|gescheitert|scheitert|fehler|abgelehnt|verweigert|unleserlich|erfolglos|vergeblich
schlug|schlägt ~ fehl
versucht|probiert
komme|kam ~ nicht
""",
    "done": """
fertig|erledigt|abgeschlossen|gespeichert|erstellt|angelegt|geändert|aktualisiert|behoben|gelöscht|entfernt|ersetzt|umbenannt|verschickt|gesendet|ergänzt|korrigiert|übersetzt|hinzugefügt|sortiert|gekürzt|eingetragen|umgestellt|veröffentlicht|verschoben|gebucht|bestanden|importiert|exportiert|angepasst|geschrieben|überarbeitet|eingerichtet|bereinigt|zusammengefasst|durchsucht|gefunden|geprüft|eingebaut|umgezogen|installiert|bezahlt|läuft
ist|sind|liegt|steht|stehen|liegen ~ jetzt|nun|in|unter|fertig|bereit|im
alle|sämtliche ~ tests|prüfungen|laufen|grün|durch|bestehen
hier ist|sind
ohne|keine|kein ~ fehler|warnungen|befund
nein|ja
ursache|grund|weil|liegt|daran
""",
    "you": """
sie|ihre|ihren|ihrem|ihrer|ihnen|du|dir|dich|dein|deine|deinen|euch|ihr|eure
""",
    "limb": """
der|die|das|den|dem|des|ein|eine|einen|einem|und|oder|in|im|mit|für|von|zu|zum|zur|auf|an|am|bei|dass|weil|wenn|ist|sind|wird|werden|nicht|als|sich|auch|aber|aus|nach|ihre|seine|jedoch $
""",
    "common": """
ich|wir|es|er|hier|noch|schon|alle|kein|keine|was|wie|welche|welchen|soll|sollen|kann|habe|hat|haben|bitte|zwei|drei|nur|mehr|über|unter|vom|beim|zwischen|diese|dieser
""",
    "or": """
oder
""",
    "if": """
^ falls|wenn|sollte|sollten|sofern
""",
}

LANGUAGES = (DE,)
