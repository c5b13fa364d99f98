"""Czech; Slovak shares most of its words."""

CS = {
    "me": """
já|mi|mě|mám|můžu|mohu|jsem|můj|čekám
""",
    "modal": """
měl|mělo|měla|musí|třeba|bylo by|mohlo
""",
    "permission": """
mám|můžu|mohu|smím|máme|můžeme ~
chcete|chceš|přejete|přeješ ~ abych
souhlas|souhlasu|souhlasem|svolení|schválení|povolení|potvrzení|souhlasíte|souhlasíš
ano nebo
zelenou
stačí ~
""",
    "tell": """
prosím|prosíme ~
dejte|dej|řekněte|řekni|napište|napiš|pošlete|pošli|potvrďte|potvrď|vyberte|vyber|uveďte|uveď|určete|odpovězte|odpověz|sdělte|sděl|nahrajte|nahraj|vložte|vlož|zvolte|zvol|upřesněte|upřesni|rozhodněte|rozhodni|přidejte|doplňte|zašlete|zkontrolujte|schvalte|podepište|ozvěte ~
dejte|dej|dát ~ vědět
potřebuji|potřebuju|potřeboval|potřebovala|potřebujem|musím ~
který|která|které|kterou|kterého|kterém|kdo|koho|kdy|kde|kam|jaký|jaká|jaké|jakou|kolik|co ~ mám|chcete|chceš|je|má|preferujete|vybrat|použít|jste|bude|myslíte|myslíš|platí|osob
můžete|můžeš|mohl|mohla|mohli|máte|máš|víte|víš ~
ještě|nejdřív|předtím ~ dotaz|otázka|otázky|otázku
""",
    "which": """
na|do|pro|v|od|z|ke|k|po který|kterou|které|koho|kdy|jaký|jakou|kolik|jakého|kterého|kterém
""",
    "decide": """
vaše|tvoje|vašem|tvé|vaší|vaši rozhodnutí|volba|volbu|odpověď|vyjádření|přání
rozhodnutí|volba ~ vás|vašem|je|na
je|záleží na vás|tobě
raději|preferujete|preferuješ|upřednostňujete
nebo ~ raději|radši|spíš|obojí|oboje
dvě|tři|čtyři|dva možnosti|varianty|cesty|verze|způsoby|řešení|kandidáti
nechci|nemohu|nemůžu|nebudu ~ hádat|rozhodovat|rozhodnout|odhadovat
musíte|musíš ~ rozhodnout|vybrat|určit|sami|sám
někdo ~ rozhodl|rozhodnout|potvrdil|schválil
""",
    "missing": """
chybí|chybějí|schází
nemám|nevím|neznám|nenašel|nenašla|nemůžu|nemohu ~
vyžaduje|požaduje|žádá|chce ~
jen|pouze|jenom ~ vy|ty|majitel|správce|jednateli
vypršel|vypršelo|vypršela
od vás|tebe
bez toho|něj|nich|ní|přístupu|hesla|vašeho|vás ~
""",
    "waiting": """
čekám|počkám|vyčkám|pozastavuji ~
předtím|dříve než
pak|potom|poté|a ~ hned|to|pokračuji|dokončím|můžu|budu|spustím|pošlu|odešlu|ho|je|je
do té|doby
jakmile ~
až|dokud|než|hned ~ dostanu|budu|pošlete|potvrdíte|řeknete|vyberete|dáte|víte|doplníte|začnu|rozhodnete|obdržím|odpovíte|pošleš|potvrdíš
""",
    "held": """
nic|zatím|ještě ~ neposlal|nezměnil|nesmazal|neměnil|nemazal|neodeslal|nic|neposlala|nezměnila|nepublikoval|není
prozatím
""",
    "offer": """
pokud|kdyby|kdybyste|jestli ~ chcete|chceš|potřebujete|budete|bude|něco|byste
můžu|mohu|mám|chcete ~ také|taky|i|též|ještě
rád|ráda|klidně ~
hodně|mnoho štěstí|zdaru
ozvěte se
""",
    "more": """
také|taky|též|navíc|další|dalších|jiný|rovněž|ještě
""",
    "next": """
teď|nyní|dále|potom|poté|následně|nejdřív|nejprve ~ zkontroluji|přejdu|udělám|spustím|ověřím|přidám|jdu|pokračuji|otestuji|se|začnu|upravím|kontroluji|připravím
dalším|další krokem|krok
zkontroluji|zkontroluju|přejdu|začnu|začínám|pokračuji|pokračuju|spouštím|ověřím|podívám|pustím|přecházím|zkusím|připravím|otestuji|upravím|jdu ~
podívejme|uvidíme
zbývá|zůstává ~
pouštím se
plán je
postup bude
""",
    "later": """
na pozadí
běží|probíhá|zpracovává|trvá|potrvá|zabere ~
dám|ozvu|vrátím|pošlu|budu|napíšu ~ vědět|se|jakmile|až|výsledky|výsledek|informovat
dám vědět
chvíli|chvilku|moment|okamžik|brzy|zítra|vydržte
minut|hodin|hodiny ~
""",
    "partial": """
zatím|dosud|zbytek|zbývá|zbývající|zbývajících|částečně|částečný|neúplný|zbylých|ostatní
ještě ne|není|nejsou|zbývá|chybí
není|nejsou ~ hotovo|hotové|hotový|dokončeno|kompletní
nestihl|nestihla|nedokončil|nedokončila|přerušil|přerušeno|skončil|zastavil
atd|apod|doplnit
limit|kvóta ~ vyčerpán|dosažen|překročen
později|následují ~
""",
    "ack": """
^ jasně|samozřejmě|dobře|rozumím|ok|ano|jistě|určitě|hned|provedu|jdu|rád|chápu
""",
    "sorry": """
bohužel|omlouvám|promiňte|lituji|mrzí|omluva
""",
    "unable": """
nejde|nelze|nepodařilo|nefunguje|nefungovalo|nemůžu|nemohu|nemohl|nedaří|neodpovídá|nepovedlo|neotevře|neumím|nešlo
selhalo|selhala|selhal|chyba|chybou|odmítl|odmítnuto|nečitelný|nečitelné|marně
zkusil|zkusila|zkoušel
""",
    "done": """
hotovo|hotový|hotová|hotové|dokončeno|opraveno|opravil|opravila|přidáno|přidal|přidala|smazáno|smazal|změnil|změněno|uloženo|uložil|uložila|odesláno|odeslal|poslal|přeloženo|přeložil|aktualizováno|aktualizoval|vytvořil|vytvořeno|vytvořila|nahradil|přesunul|nainstaloval|rezervoval|seřazeno|seřadil|zkrátil|našel|prošel|prošly|procházejí|sloučil|zkontroloval|zveřejněno|je|jsou|vyřešeno
zde|tady|tu je|jsou|máte
všechny ~ testy|prošly|procházejí
bez chyb|chyby|výhrad
ano|ne|žádný|žádné
příčina|protože|důvod
""",
    "you": """
vy|vám|vás|váš|vaše|vaši|ty|ti|tě|tvůj|tvoje|tobě|vaší
""",
    "limb": """
a|nebo|v|ve|z|ze|na|do|od|pro|po|k|ke|o|že|který|která|které|je|jsou|se|si|ale|i|s|při|jako|která $
""",
    "common": """
já|to|ten|ta|tento|jsem|jsou|byl|byla|už|jen|všechny|dva|tři|mi|mě|jak|které|jejich|bez|mám|podle|tom|tu|tím|však|která|ve
""",
    "or": """
nebo|či
""",
    "if": """
^ pokud|kdyby|jestli
""",
}

LANGUAGES = (CS,)
