"""Swedish, Danish and Norwegian."""

SV = {
    "me": """
jag|mig|min|mitt
""",
    "modal": """
skulle|borde|måste|bör
""",
    "permission": """
ska|får|kan|bör|skulle jag|vi
vill|önskar du|ni ~ att jag
är det ~ okej|ok
godkännande|tillstånd|klartecken|medgivande|samtycke
ditt|er|ert|din ok|okej|godkännande|tillåtelse
okej om|att
räcker ~
""",
    "tell": """
säg|skicka|bekräfta|välj|ange|ge|meddela|svara|berätta|klistra|ladda|dela|skriv|lägg|hör|kolla ~ till|mig|vilken|vilket|om|vad|när|gärna|bara|in|upp|ett|en|av|numret|hit
hör av
låt mig ~ veta
jag behöver|behövde|måste ~ veta|ditt|din|en|ett|få|ha|tillgång|besked
behöver|måste jag
kan|kunde|skulle|har|vet|vill|menar du|ni ~
vänligen
först|bara|innan en|ett|några|två|par ~ fråga|frågor|sak|saker
""",
    "which": """
vilken|vilket|vilka|vem|när|var|hur|vad ~ ska|vill|du|ni|föredrar|är|gäller|jag|många|menar|passar
till|för|på|i|med|åt vilken|vilket|vilka|vem|hur
""",
    "decide": """
ditt|din|er|ert|dina beslut|val|svar|besked|önskemål
du|ni bestämmer|avgör|väljer|måste|får ~
upp till
föredrar
eller ~ hellre
hellre
två|tre|fyra alternativ|möjligheter|sätt|varianter|versioner|vägar|kandidater
vill|kan|bör jag inte ~ gissa|bestämma|välja|avgöra|anta
någon ~ bestämma|avgöra|bestämmer
""",
    "missing": """
saknar|saknas|fattas
har ~ inte|ingen|inga ~ åtkomst|behörighet|tillgång|rättigheter
jag vet inte
kräver|kräva|begär|efterfrågar ~
bara|endast ~ du|ägaren|administratören|ni
gått ut
från dig|er
utan den|det|dem|åtkomst|ditt|din|er|att|svar ~
""",
    "waiting": """
så snart|fort
väntar|avvaktar|pausar ~
jag väntar|avvaktar
innan jag|vi|något ~
inget|ingenting ~ förrän
så|då|sedan ~ jag|kan|gör|skickar|fortsätter
när|tills|förrän|innan|efter ~ du|jag|ni ~ har|får|fått|vet|svarat|sagt|bekräftat|valt|säger|skickat|bestämt
""",
    "held": """
inte|inget|ingenting|ännu ~ skickat|ändrat|raderat|tagit|publicerat|bokat|rört|än|ännu|gjort
orört|orörda|tillsvidare
""",
    "offer": """
vill|ska|kan du|jag|ni ~ också|även|med
om du|ni|det ~ vill|behöver|önskar|föredrar|är|hellre
säg|hör ~ till|av ~ om
jag kan ~ också|även|gärna
lycka till
tveka inte
""",
    "more": """
också|även|dessutom|samma|fler|annan|andra|ytterligare|extra
en till
""",
    "next": """
nu|sedan|därefter|först|härnäst|nästa ~ ska|kör|kollar|jag|fortsätter|går|steg|börjar|testar
jag|vi ska|kommer|börjar|fortsätter|kollar|kör|tittar|går|testar|tar|gör|läser|söker ~ nu|att|med|vidare|sedan|på|igenom|till|in|itu|en
nästa steg
låt mig ~
återstår|kvar ~ att
""",
    "later": """
i bakgrunden
pågår|körs|bearbetas|arbetar ~
tar|ungefär|cirka|beräknas ~ minuter|timmar|timme|stund
återkommer|meddelar|hör ~
jag återkommer
ett|en ögonblick|stund
snart|strax|imorgon
""",
    "partial": """
hittills|resten|återstående|återstår|delvis|ofullständig|resterande|kvarstår
ännu|än inte
inte ~ klar|klart|färdig|hunnit|hann|alla
stannade|avbröts|avbruten|stopp|stannar
och så
osv|etc|fylls
följer $
""",
    "ack": """
^ okej|ok|visst|självklart|absolut|förstått|javisst|ja|bra|uppfattat|gärna|jag|klart
""",
    "sorry": """
tyvärr|ledsen|ursäkta|beklagar|förlåt
""",
    "unable": """
kan|kunde|går|gick|lyckas|lyckades|fungerar|fungerade|vill|svarar|startar ~ inte
inte ~ lyckats|möjligt|gått|fungerat
misslyckades|misslyckats|fel|nekad|nekades|oläslig
utan framgång
provat|försökt
""",
    "done": """
klar|klart|klara|färdig|färdigt|gjort|skapat|skapad|uppdaterat|uppdaterad|rättat|lagt|tagit|bytt|sparad|sparat|skickat|skickad|publicerad|översatt|fixat|ändrat|flyttat|installerat|bokat|sorterat|sorterade|kortat|hittade|godkända|åtgärdat|importerat|skrivit|finns|ligger|kontrollerat|gick
här är|kommer
alla ~ tester|gröna|godkända
inga|utan|inget ~ fel|varningar|problem
nej|ja
orsaken|beror|därför
är ~ nu
""",
    "you": """
du|dig|din|ditt|dina|ni|er|ert|era
""",
    "limb": """
och|eller|i|på|med|för|av|att|som|en|ett|den|det|de|är|till|från|om|men|inte|sin|sitt|har|kan $
""",
    "common": """
jag|vi|han|hon|detta|denna|inte|och|ett|alla|två|tre|hur|vad|vilken|mig|också|finns|blir|blev|är|har|eller|så|efter|gör|göra|när
""",
    "or": """
eller
""",
    "if": """
^ om|skulle
""",
}

DA = {
    "me": """
jeg|mig|meg|min|mit|mitt
""",
    "modal": """
ville|burde|må|bør|skal
""",
    "permission": """
skal|må|kan|bør jeg|vi
vil|ønsker du|dere|i ~ at jeg
er det ~ ok|okay|i orden|greit
godkendelse|godkjenning|tilladelse|tillatelse|samtykke
grønt lys
""",
    "tell": """
sig|si|send|bekræft|bekreft|vælg|velg|angiv|oppgi|giv|gi|svar|fortæl|fortell|skriv|upload|del|læg|legg|meld ~ mig|meg|til|hvilken|hvilket|hvilke|om|besked|beskjed|hva|hvad|når|den|det|en|et|ind|inn|fra
lad|la mig|meg ~ vide|vite
jeg har|mangler|trenger|behøver|må|skal ~ brug|vide|vite|have|din|dit|ditt|et|en|bruge
trenger|mangler jeg
kan|kunne|vil|har|ved|vet|mener|foretrækker|foretrekker du|dere|i ~
til|for|på|i|med hvilken|hvilket|hvilke|hvem|hvor
vær så|venlig ~
først|lige|bare|før et|en|noen|nogle|to|par ~ spørgsmål|spørsmål|ting
""",
    "which": """
hvilken|hvilket|hvilke|hvem|hvornår|når|hvor|hvad|hva ~ skal|vil|du|foretrækker|foretrekker|er|jeg|mange|ønsker|mener
""",
    "decide": """
din|dit|ditt|jeres beslutning|valg|svar|avgjørelse|afgørelse|ønske
du|i bestemmer|vælger|velger|avgjør|afgør|må|skal ~ vælge|velge|bestemme|avgjøre
op|opp til dig|deg
foretrækker|foretrekker
eller ~ hellere|heller
to|tre|fire muligheder|muligheter|måder|måter|varianter|alternativer|versioner|versjoner|veier|veje
vil|kan|bør jeg ikke ~ gætte|gjette|bestemme|vælge|velge
nogen|noen ~ bestemme|avgjøre|afgøre
""",
    "missing": """
mangler|mangle
har ~ ikke|ingen ~ adgang|tilgang|rettigheter|rettigheder
jeg ved|vet ikke
kræver|krever|beder|ber ~
kun|bare ~ du|ejeren|eieren|administratoren
udløbet|utløpt|utgått
fra dig|deg|jer|dere
uden|uten den|det|dem|adgang|tilgang|din|dit|svar ~
""",
    "waiting": """
så snart
venter|afventer|avventer ~
jeg venter|afventer|avventer
før jeg|vi ~
så|derefter|deretter ~ jeg|kan|gør|gjør|sender|fortsætter|fortsetter
når|indtil|inntil|til|før|efter|etter ~ du|jeg|dere|i ~ har|får|fået|fått|ved|vet|svaret|svart|siger|sier|bekræftet|bekreftet|valgt
""",
    "held": """
ikke|intet|ingenting|endnu|ennå ~ sendt|ændret|endret|slettet|rørt|publisert|endnu|ennå|gjort
urørt|foreløbig|foreløpig
""",
    "offer": """
vil|skal|kan du|jeg ~ også
hvis|om du|dere|i|det ~ vil|har|ønsker|trenger|behøver|hellere|heller
sig|si|bare ~ til|fra ~ hvis|om
jeg kan ~ også|gerne|gjerne
held og|lykke
lykke til
""",
    "more": """
også|desuden|dessuten|samme|flere|andre|yderligere|ekstra
en til
""",
    "next": """
nu|nå|så|derefter|deretter|først|næste|neste ~ vil|skal|jeg|tjekker|sjekker|går|skridt|steg|kører|kjører|fortsætter
jeg vil|skal|går|begynder|begynner|fortsætter|fortsetter|tjekker|sjekker|kører|kjører|ser|tester|starter ~ nu|nå|med|videre|på|at|å|i|gang
næste|neste skridt|steg|trin
lad|la mig|meg|os|oss ~
mangler|gjenstår ~ at|å|bare
""",
    "later": """
i baggrunden|bakgrunnen
kører|kjører|pågår|arbejder|jobber ~ nu|nå|stadig|fortsatt|i
tager|tar|cirka|omkring ~ minutter|timer|time
vender|kommer|melder|giver|gir ~ tilbage|tilbake|besked|beskjed
jeg vender|melder
et øjeblik|øyeblikk
snart|straks
""",
    "partial": """
hidtil|hittil|resten|resterende|delvis|ufuldstændig|ufullstendig|gjenstår|gjenstående|udestår|tilbage
endnu|ennå ikke
ikke ~ færdig|ferdig|nået|alle|rukket
stoppede|stoppet|afbrudt|avbrutt
osv
følger $
""",
    "ack": """
^ okay|ok|selvfølgelig|klart|forstået|forstått|javel|ja|fint|modtaget|mottatt|gerne|gjerne|jeg
""",
    "sorry": """
desværre|dessverre|beklager|undskyld|unnskyld
""",
    "unable": """
kan|kunne|virker|virkede|virket|lykkes|lykkedes|lyktes|går|gik|gikk|fungerer|svarer|starter|får ~ ikke
mislykkedes|mislyktes|feilet|fejlede|fejl|feil|nægtet|nektet|ulæselig
uden|uten held|hell
prøvet|prøvd|forsøgt|forsøkt
""",
    "done": """
færdig|ferdig|klar|klart|lavet|laget|oprettet|opprettet|opdateret|oppdatert|rettet|tilføjet|erstattet|gemt|lagret|sendt|oversat|oversatt|fixet|fikset|ændret|endret|flyttet|installeret|installert|bestilt|sorteret|sortert|fundet|funnet|fjernet|slettet|ligger|skrevet|kontrolleret|sjekket
her er|kommer
alle ~ tests|tester|grønne|bestået|består
ingen|uden|uten ~ fejl|feil|advarsler|problemer
nej|nei|ja
årsagen|årsaken|skyldes|fordi
er ~ nu|nå
""",
    "you": """
du|dig|deg|din|dit|ditt|dine|i|jer|jeres|dere|deres
""",
    "limb": """
og|eller|i|på|med|for|af|av|at|å|som|en|et|den|det|de|er|til|fra|om|men|ikke|sin|sit|har|kan $
""",
    "common": """
jeg|vi|denne|dette|ikke|og|et|alle|to|tre|hvordan|hvad|hva|hvilken|mig|meg|også|findes|blev|ble|er|har|eller|så|efter|etter|når
""",
    "or": """
eller
""",
    "if": """
^ hvis|om|skulle
""",
}

LANGUAGES = (SV, DA)
