"""Dutch."""

NL = {
    "hoped": """
zou|zouden ~ moeten|kunnen ~ werken|verhelpen|oplossen|lukken|genoeg
hopelijk
""",
    "wonders": """
^ misschien|mogelijk|waarschijnlijk|wellicht|vreemd|hmm
kan|zou|lijkt ~ liggen|komen|zijn|aan
""",
    "me": """
ik|mij|me|mijn
""",
    "modal": """
zou|zouden|moet|moeten|mag|hoeft
""",
    "permission": """
zal|mag|kan|moet|zou|zullen|mogen ik|we
wil|wilt|zou je|u|jij ~ dat
is het ~ goed|oke|akkoord|prima
akkoord|toestemming|goedkeuring|fiat
ga je|u ~ akkoord
volstaat ~
""",
    "tell": """
laat|geef|zeg|stuur|vertel|kies|bevestig|mail|meld|noem|plak|upload|deel|bezorg|zet|controleer|kijk|vul|schrijf ~ weten|mij|me|het|even|maar|aan|door|of|welke|de|je|uw|ze|die|een|hier|ons
laat ~ weten
wil|kun|kunt|kan|zou|zoudt|heb|hebt|weet|bedoel|bedoelt je|u|jij
graag ~ hoor|horen|uw|je|een|bevestiging|weten|even
hoor|verneem ik|graag|het
ik hoor|verneem ~ graag|wel
heb ik ~ nodig
ik heb ~ nodig
eerst|nog een|twee|paar|wat ~ vraag|vragen
""",
    "which": """
voor|op|naar|met|in|aan welke|wie|welk|hoeveel|wanneer
welke|welk|wat|wie|wanneer|waar|hoeveel|hoe|waarheen|waarvoor ~ je|u|ik|moet|wil|is|zijn|heeft|bedoel|voorkeur|wordt
""",
    "decide": """
uw|je|jouw keuze|beslissing|besluit|voorkeur|akkoord|antwoord|reactie
aan jou|u|jullie
moet|moeten je|u|jij ~ kiezen|beslissen|bepalen|weten
dat|die beslissing|keuze|afweging|besluit ~
je|u moet ~ kiezen|beslissen|zeggen
of ~ liever
liever|voorkeur
of toch|eerder|beide|allebei
twee|drie|vier opties|mogelijkheden|manieren|varianten|versies|kandidaten|routes
zeg|kies ~ maar
niet aan mij
kan|wil|mag|durf ik niet ~ beslissen|bepalen|raden|kiezen|gokken
iemand ~ beslissen|kiezen|bepalen
op eigen|mijn ~ houtje|gezag
liever ~ eerst
zoals je|u ~ wilt|wil
""",
    "missing": """
ontbreekt|ontbreken|mis|missen|mist
heb ik|geen ~ toegang|rechten|nodig|gegevens
ik heb|mis|weet|kan|kon ~ geen|niet|nodig
alleen ~ u|jij|eigenaar|beheerder|zelf
vraagt|vereist|verlangt|eist ~
staat|staan ~ niet|nergens
verlopen
van je|u|jou|jullie
geen|zonder ~ toegang|rechten|wachtwoord
zonder die|dat|deze|uw|jouw|je ~
blijft|blijven ~ leeg|open
""",
    "waiting": """
zodra
ik wacht|stop|pauzeer|houd|hou
wacht ~ op|af|tot|nog
voordat|voor ik|we
dan|daarna ~ ik|kan|ga|maak|zet
tot|tot dan|eerder ~ niets|niet
als|wanneer|totdat|tot|pas ~ je|u|ik|jullie ~ hebt|hebben|heb|weet|bevestigt|kiest|akkoord|stuurt|zegt|laat|hoor
""",
    "held": """
nog|niets|niet|geen ~ niets|niet|gewijzigd|verstuurd|verwijderd|aangepast|gedaan|geboekt|geplaatst
ongewijzigd|onaangeroerd|voorlopig
""",
    "offer": """
zal|kan|moet|wil|wilt ik|je|u ~ ook|nog|meteen|gelijk|eveneens
als|mocht|indien je|u|jij|het|gewenst ~ wilt|wil|nog|liever|graag|vragen|anders|hebt|heb|bent
graag gedaan
laat het ~ als|gerust
kan ik ~ ook|nog|ook
ik kan|kon ~ ook|eventueel|nog
desgewenst|gerust
veel plezier|succes
""",
    "more": """
ook|eveneens|daarnaast|bovendien|meteen|extra|andere
nog een|wat|iets
""",
    "next": """
nu|dan|vervolgens|daarna|hierna|eerst|straks ~ ik|ga|we|kijk|volgt|komt|nog|de|het
ik|we ga|zal|begin|kijk|controleer|zoek|start|lees|test|maak|pas|werk|zet|draai|laat ~ nu|even|eerst|nog|verder|met|aan|door|hierna|dan|vervolgens|eens|ermee|het|de
laat me|mij|ik ~
volgende stap
eens|even kijken
verder met
nu de|het|verder
ga ik|ermee|nu|verder|aan
zo ga|pak ik
""",
    "later": """
op|in de achtergrond
loopt|draait|bezig|duurt|kost ~ nog|nu|ongeveer|minuten|uur|even|momenteel|circa
laat|stuur|meld|kom|geef|bericht ~ weten|later|zodra|terug|straks|resultaat|je|u
een ogenblik|moment|momentje
binnenkort|straks|zometeen|morgen
ik kom|meld ~ terug|op|me
kom ~ terug
""",
    "partial": """
tot nu|zover|hier
nog niet|te|open|over
rest|resterende|overige|gedeeltelijk|onvolledig|deels|ontbrekende|todo|enzovoort
niet ~ af|klaar|meer|toegekomen|gelukt|voltooid|compleet|alles
gestopt|afgebroken|onderbroken
nog ~ nodig|invullen|gedaan
in te vullen
later|nog aan|in ~ vullen
volgen|volgt $
overige|andere ~ dezelfde|zelfde|vergelijkbaar
op dezelfde
als voorbeeld
steekproef ~
""",
    "ack": """
^ oke|prima|natuurlijk|zeker|begrepen|graag|goed|ja|komt|doe|duidelijk|akkoord
""",
    "sorry": """
helaas|sorry|excuses|spijt|jammer
""",
    "unable": """
kan|kon|lukt|lukte|werkt|werkte|start|ging|gaat|krijg|kreeg|laat|liet ~ niet
niet ~ gelukt|mogelijk|bereikbaar|leesbaar|verder|werkend
mislukt|mislukte|geweigerd|fout|foutmelding|tevergeefs|onleesbaar
geprobeerd
zonder succes
""",
    "done": """
klaar|gereed|gedaan|gemaakt|opgeslagen|aangepast|bijgewerkt|verwijderd|toegevoegd|verstuurd|verzonden|hersteld|vervangen|hernoemd|vertaald|gecorrigeerd|afgerond|opgelost|geplaatst|gesorteerd|ingekort|gepubliceerd|verplaatst|geboekt|ingevuld|geslaagd|geschreven|gewijzigd|doorzocht|gevonden|omgezet|geïnstalleerd|betaald|verwerkt|ingesteld
is|zijn|staat|staan ~ nu|klaar|in|op|onder
alle ~ tests|slagen|groen
hier is|zijn
zonder|geen ~ fouten|fout|waarschuwingen
nee|ja
oorzaak|omdat|komt
""",
    "you": """
je|u|uw|jij|jou|jouw|jullie
""",
    "limb": """
de|het|een|en|of|in|met|voor|van|te|op|aan|bij|dat|die|omdat|als|is|zijn|wordt|worden|niet|om|door|naar|uit|over|maar|ook $
""",
    "common": """
ik|wij|we|deze|dit|er|wat|welke|heb|heeft|hebben|kan|moet|geen|wel|al|alle|zodra|graag|twee|drie|meer|nog|tussen|zijn|was
""",
    "or": """
of
""",
    "if": """
^ als|mocht|indien|mochten
""",
}

LANGUAGES = (NL,)
