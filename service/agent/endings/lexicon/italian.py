"""Italian."""

IT = {
    "hoped": """
dovrebbe|dovrebbero ~ funzionare|bastare|risolvere|sistemare|passare|correggere
bisognerebbe|occorrerebbe
in teoria
""",
    "wonders": """
^ forse|probabilmente|magari|strano|hmm
potrebbe ~ essere|dipendere|trattarsi
sospetto|suppongo
""",
    "me": """
io|mi|ho|posso|sono|mio|mia|vado|faccio
""",
    "modal": """
dovrebbe|potrebbe|bisogna|deve|devono|sarebbe|occorrerebbe
""",
    "permission": """
posso|devo|dovrei|potrei procedere|cancellare|inviare|continuare|usare|eliminare|pubblicare|mandare|fare ~
procedo|proseguo|continuo|cancello|invio ~ o|così
vuoi|vuole|volete|desidera|desideri|preferisci|preferisce che ~
va bene|ok se
mi autorizza|autorizzi|dai|dà|confermi|conferma
tua|sua|il|un|vostra|tuo|suo autorizzazione|permesso|approvazione|consenso|conferma|benestare|via|ok
autorizzazione|benestare|nullaosta
via libera
sì o
basta|basterà ~
""",
    "tell": """
dimmi|dimmelo|mi dica|ditemi|fammi|fatemi|fammelo|indicami|indica|indichi|mandami|mandatemi|inviami|invia|confermami|conferma|confermi|scegli|scelga|scegliete|rispondi|risponda|scrivimi|passami|dammi|datemi|caricami|carica|condividi|incolla|precisa|specifica|avvisami|avvisi|decidi|decida|forniscimi|comunicami|girami
mi dica|dici|serve|servono|occorre|occorrono|mandi|manda|invii|confermi|faccia|fate|indichi|serviva|servirebbe|scriva|dia|passi|puoi|può
fammi|mi|fatemi sapere|faccia
ho bisogno
bisogno di ~
una|due|tre|qualche|alcune domanda|domande|cosa|dati|dettaglio
puoi|può|potete|potresti|potrebbe ~ dirmi|mandarmi|inviarmi|confermare|confermarmi|indicarmi|darmi|passarmi
hai|ha|avete già|preferenze|un
""",
    "which": """
per favore ~
quale|quali|chi|quando|dove|quanti|quante|quanto|cosa|che ~ preferisci|preferisce|vuoi|vuole|devo|uso|tengo|scelgo|preferite|faccio|va|sono|intendi|è|serve
a|per|di|in|con|da|su quale|quali|chi|quanti|quante|che
""",
    "decide": """
tua|sua|vostra|la decisione|scelta|risposta|preferenza
preferisci|preferisce|preferite|preferiresti
a te|lei|voi ~ decidere|scegliere|decidi|la
decidi|decida|scegli|scelga
spetta|tocca|sta ~
decisione ~ tua|sua|vostra|spetta|serve
o preferisci|meglio|entrambi|entrambe|invece|quella|lascio|piuttosto
oppure
due|tre|quattro opzioni|possibilità|strade|versioni|alternative|modi|soluzioni|candidati
non posso|voglio|me|sono ~ decidere|scegliere|indovinare
dipende da
qualcuno ~ decida|scelga|stabilisca|confermi
serve che
di mia iniziativa
preferisco ~ prima|aspettare|chiedere|che
come preferisci|preferisce|vuoi|vuole
""",
    "missing": """
manca|mancano|mancante
non ho|so|dispongo|trovo|risulta|conosco|è|c'è ~
richiede|chiede|esige|pretende|vuole ~
solo ~ tu|lei|titolare|amministratore|può|puoi
scaduto|scaduta
da te|lei|voi|parte
senza accesso|quella|quel|questo|questa|sapere|di|il|la|lo ~ non
senza accesso|tuo|suo|vostro
resta|restano ~ vuoto|vuoti|bianco
""",
    "waiting": """
non appena
appena
attendo|aspetto|resto|rimango ~
in attesa
attesa di
prima di ~
non ~ finché|senza|prima|fino ~
e io|lo|la|procedo|li|le|proseguo|completo|continuo|poi|mando|invio|faccio|ti|vi
poi|così|dopo lo|la|procedo|li|le|proseguo|posso
nel frattempo
appena|quando|finché|fino ~ avrò|ho|confermi|conferma|dici|dice|so|ricevo|mi|arriva|avete|decidi|decide
""",
    "held": """
non|nulla|niente|ancora ~ inviato|modificato|cancellato|toccato|cambiato|pubblicato|prenotato|ancora|fatto
per ora|il
intatto|intatti|provvisoriamente
""",
    "offer": """
se vuoi|vuole|serve|preferisci|ti|le|hai|desidera|volete|ha|occorre|dovesse
vuoi|vuole|posso|devo ~ anche|pure
posso anche
volendo
fammi sapere se
buon|buona|buono ~
resto a
non esitare|esiti
qualsiasi|altre ~ domanda|domande|cosa
a disposizione
""",
    "more": """
anche|altro|altra|altri|altre|inoltre|ulteriore|ulteriori|stesso|stessa
""",
    "next": """
ora|adesso|poi|quindi|successivamente|intanto|prima ~ passo|procedo|controllo|verifico|vado|cerco|provo|inizio|lancio|scrivo|mi|faccio|lo|la|aggiorno|preparo|guardo
passo|procedo|inizio|comincio|continuo|proseguo|vado|sto a|con|al|alla|ai|alle|per|ad ~
prossimo passo|passaggio
vediamo
lasciami|fammi|mi ~ controllare|verificare|vedere|dare|dia
controllerò|verificherò|aggiornerò|creerò|inizierò|procederò|farò|scriverò|cercherò|preparerò|passerò|aggiungerò
sto per
mi metto|occupo
resta|restano|rimane|manca ~ da
subito
ecco come|il procederò|procederei|piano
il|mio piano
""",
    "later": """
in background|corso|esecuzione|elaborazione|lavorazione
secondo piano
ti|le|vi ~ avviso|avviserò|invierò|mando|manderò|aggiorno|aggiornerò|farò|scrivo|scriverò|faccio|dico|dirò|invio|informo|informerò|aggiornerò
ci ~ vorranno|vuole|vorrà|vogliono|minuti|ore
richiede|richiederà|servono|durerà|impiegherà ~ minuti|ore|tempo|circa
un attimo|momento|istante|po'
a breve|presto
presto|domani|breve
appena|quando ~ finito|pronto|terminato|pronti|pronta|finisce|termina
sta|stanno ~ girando|elaborando|eseguendo
""",
    "partial": """
finora|restanti|rimanenti|parziale|parzialmente|incompleto|resto
fin qui|ora
non|ancora ~ ancora|finito|completato|terminato|tutti|tutto|completo
mancano|manca|restano|resta ~ ancora|da|il|la|i|le|gli
interrotto|fermato|interrotta|interrompo|fermo
eccetera|ecc|completare
da completare|fare|inserire|definire
limite|quota ~ raggiunto|esaurita|superato|raggiunta
e così
seguiranno|seguirà|seguono ~
stesso|stessa modo|maniera|schema
gli|le altri|altre ~ simili|stesso
""",
    "ack": """
^ certo|certamente|va|d'accordo|perfetto|capito|ok|sì|bene|subito|ricevuto|volentieri|chiaro|ci
""",
    "sorry": """
spiace|dispiace|purtroppo|scusa|scusi|scusate
""",
    "unable": """
non ~ posso|riesco|riuscito|riuscita|funziona|potuto|possibile|risponde|parte|apre|va|stato|carica
impossibile|errore|fallito|fallita|fallisce|rifiutato|rifiuta|negato|illeggibile|bloccato
senza successo
provato|tentato
nulla|niente ~ fare
""",
    "done": """
fatto|fatta|finito|completato|completata|corretto|creato|creata|aggiunto|aggiunta|aggiornato|aggiornata|eliminato|cancellato|sostituito|salvato|salvata|inviato|inviata|pubblicato|tradotto|rinominato|convertito|importato|esportato|ordinato|accorciato|spostato|installato|prenotato|pronto|pronta|controllato|sistemato|trovato|confrontato|passano|riunito|letto|pagato|configurato|pulito|verificato
ecco
è|sono ora|pronto|pronta|nel|nella|in|adesso
tutti|tutte ~ test|passano|verdi
senza|nessun|nessuna ~ errore|errori|problema|problemi
sì|no
causa|perché|motivo|colpa
""",
    "you": """
tu|te|ti|tuo|tua|tuoi|lei|le|suo|sua|voi|vi|vostro|vostra
""",
    "limb": """
il|lo|la|i|gli|le|un|una|e|o|di|del|della|dei|a|al|alla|in|nel|nella|con|per|da|su|che|è|sono|non|ma|come|si|suo|sua|dell|all|nell|un' $
""",
    "common": """
ho|ha|hanno|questo|questa|c'|è|non|più|tutto|tutti|due|tre|mi|ci|si|anche|quale|cosa|gli|del|della|nel|sul|sono|dal|dalla|ai
""",
    "or": """
o|oppure
""",
    "if": """
^ se|qualora
""",
}

LANGUAGES = (IT,)
