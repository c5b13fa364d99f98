"""Finnish and Hungarian."""

FI = {
    "me": """
minä|minun|minulle|olen|voin|en
""",
    "modal": """
pitäisi|täytyy|voisi|pitää
""",
    "permission": """
saanko|voinko|pitäisikö|haluatko|haluatteko|jatkanko|poistanko|lähetänkö|teenkö|sopiiko|käykö ~
lupa|luvan|lupaa|hyväksyntä|hyväksynnän|hyväksyntääsi|suostumus|suostumuksen
""",
    "tell": """
kerro|kertokaa|lähetä|lähettäkää|vahvista|vahvistakaa|valitse|valitkaa|anna|antakaa|ilmoita|ilmoittakaa|vastaa|liitä|lataa|jaa|kirjoita|täsmennä|sano|pyydä|tarkista
tarvitsen|tarvitsisin
voitko|voisitko|voitteko|onko|oletko|tiedätkö|haluatko ~
ensin|vielä ~ kysymys|kysymyksiä
""",
    "which": """
kumpi|kumman|kumpaa|kumpaan|mikä|minkä|mitä|kuka|kenelle|milloin|missä|mihin|montako|mille|mitkä|kuinka ~
""",
    "decide": """
päätös|päätöksesi|päätöksenne|valinta|valintasi|päätät|päätätte
sinun|teidän ~ päätettävä|valittava|päätös
tai ~ mieluummin
kaksi|kolme vaihtoehtoa|tapaa|versiota
en ~ halua|voi ~ arvata|päättää|valita
""",
    "missing": """
puuttuu|puuttuvat
minulla ei
en tiedä|löydä|löytänyt|pääse
vaatii|edellyttää|pyytää ~
vain ~ sinä|omistaja|ylläpitäjä
vanhentunut
ilman sitä|niitä|tätä|lupaa|vastausta|tietoa ~
""",
    "waiting": """
odotan|odottelen|odottaa
heti|niin ~ kun|kuin
ennen kuin ~
sitten ~ jatkan|teen|voin
niin ~ jatkan|teen|hoidan
kun saan|olet|olette|tiedän|vastaat|kerrot
""",
    "held": """
en|ei|mitään|vielä ~ muuttanut|lähetetty|poistettu|lähettänyt|poistanut|muutettu|ole
""",
    "offer": """
jos haluat|tarvitset|haluatte|on ~
haluatko|voin|teenkö ~ myös|lisäksi
voin myös
kysy|ota ~ rohkeasti|yhteyttä
""",
    "more": """
myös|lisäksi|samoin|muita|toinen
""",
    "next": """
seuraavaksi|nyt|sitten|ensin|alan|aloitan|jatkan|siirryn|tarkistan|katson|testaan|ryhdyn ~
seuraava vaihe
""",
    "later": """
taustalla|käynnissä
kestää|vie ~ minuuttia|tuntia|hetken|noin
ilmoitan|palaan|kerron|lähetän ~ kun|asiaan|tulokset
hetki|hetkinen|pian|huomenna
""",
    "partial": """
toistaiseksi|loput|jäljellä|osittain|keskeneräinen|kesken|tähän
ei ~ vielä|valmis|ehtinyt|kaikkia
keskeytyi|pysähtyi
jne
""",
    "ack": """
^ selvä|toki|tottakai|ok|okei|ymmärretty|kyllä|hyvä|ilman|asia
""",
    "sorry": """
valitettavasti|anteeksi|pahoittelen|harmillisesti|ikävä
""",
    "unable": """
en ~ voi|pysty|saanut|onnistunut|pystynyt|saa
ei ~ onnistunut|toimi|toiminut|aukea|vastaa|voi|käynnisty|mahdollista
epäonnistui|virhe|estetty|evätty|hylättiin
yritin|kokeilin
""",
    "done": """
valmis|valmiina|tehty|luotu|lisätty|päivitetty|korjattu|poistettu|tallennettu|lähetetty|käännetty|korvattu|muutettu|siirretty|asennettu|varattu|lajiteltu|löytyi|korjasin|lisäsin|loin|poistin|päivitin|muutin|käänsin|lyhensin|tarkistin
tässä on|ovat
kaikki ~ testit|läpi
ei ~ virheitä
syy|johtuu|koska
""",
    "you": """
sinä|sinun|sinulla|te|teidän|teille|sinulle|haluat
""",
    "limb": """
ja|tai|on|että|joka|jossa|mutta|kun|jos|sekä|ei|ovat $
""",
    "common": """
minä|se|ne|tämä|kaikki|kaksi|kolme|mitä|mikä|myös|nyt|oli|olen|jo|sen|siitä|tai|vain|kuin|minun
""",
    "or": """
tai|vai
""",
}

HU = {
    "me": """
én|nekem|nem tudom|várok|tudok
""",
    "modal": """
kellene|kell|lehetne
""",
    "permission": """
töröljem|küldjem|folytassam|megtegyem|mehet|elküldhetem|szabad|lehet ~
engedély|engedélyt|engedélyed|engedélye|jóváhagyás|jóváhagyást|jóváhagyása|jóváhagyásod|beleegyezés|beleegyezését
""",
    "tell": """
kérem|kérlek ~
küldd|küldje|mondd|mondja|írd|írja|válaszd|válasszon|válassz|erősítsd|erősítse|add|adja|jelezd|jelezze ~
szükségem|kellene|kell ~
""",
    "which": """
melyik|melyiket|ki|kinek|mikor|hová|hány|mennyi|milyen ~
""",
    "decide": """
döntés|döntést|döntésed|döntése|döntését|döntsd|dönts|döntsön|ön|te ~ dönt
vagy ~ inkább|inkább
két|három lehetőség|változat|megoldás ~
""",
    "missing": """
hiányzik|hiányoznak
nincs ~ hozzáférésem|jogom|meg
nem ~ tudom|találom|találtam
""",
    "waiting": """
várok|várom|megvárom
amint|ha|miután ~ megkapom|megvan|válaszol|megerősíti
mielőtt ~
addig
""",
    "held": """
még|semmit ~ nem ~ küldtem|töröltem|módosítottam
""",
    "offer": """
ha szeretné|szeretnéd|kell|kívánja ~
szívesen ~
is
""",
    "more": """
is|továbbá|további|másik
""",
    "next": """
most|következő|ezután|először|majd ~
megnézem|ellenőrzöm|folytatom|elkezdem|nekilátok
""",
    "later": """
háttérben|folyamatban|jelentkezem|értesítem|hamarosan|perc|óra ~
""",
    "partial": """
eddig|többi|maradék|részben|hátra|hiányos ~
még ~ nem ~ kész
""",
    "sorry": """
sajnos|sajnálom|elnézést
""",
    "unable": """
nem ~ sikerült|tudtam|működik|lehet|lehetséges
hiba|sikertelen
""",
    "done": """
kész|elkészült|elkészítettem|javítottam|módosítottam|hozzáadtam|töröltem|elküldtem|mentve|lefordítottam|átneveztem
íme|itt ~ van
""",
    "you": """
ön|önnek|te|neked|téged
""",
    "limb": """
a|az|és|egy|hogy|nem|is|van|vagy|de|meg|ezt|ha|mint $
""",
    "common": """
én|ez|az|minden|két|három|mi|volt|már|csak|még|ki|el|itt|ott|lesz|kell
""",
    "or": """
vagy
""",
}

LANGUAGES = (FI, HU)
