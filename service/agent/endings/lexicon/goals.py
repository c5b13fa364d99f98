"""How goals begin that ask for a text, or to look something up; and words that count or join."""

CREATES = (
    r"^\W*(?:write|draft|compose|suggest|give|explain|describe|make|create|list|translate|come up"
    r"|schreib|erkl|entw|formul|gib|übers|nenn|mach|erstell|verfass|écri|rédig|expli|donne|traduis"
    r"|propos|escrib|redact|explica|dame|haz|traduc|scriv|redig|spieg|dammi|tradu|escrev|faz|dá"
    r"|schrijf|leg|geef|maak|vertaal|bedenk|skriv|förkl|ge mig|gör|översätt|napisz|wyja|podaj|zrób"
    r"|przet|napiš|vysv|udělej|přelož|vymysli|напиши|объясни|придумай|составь|переведи|сделай|назови"
    r"|поясни|склади|переклади|вигадай|yaz|açıkla|hazırla|çevir|viết|giải|dịch|kirjoita|selitä)"
)

CREATES_PARTS = (
    r"写|寫|翻译|解释|介绍|起草|拟|列出|書いて|書き|説明して|作って|訳して|考えて|써 ?줘|작성해|번역|설명해|만들어"
    r"|اكتب|اشرح|ترجم|اقترح|लिख|समझा|अनुवाद|बनाओ|เขียน|แปล|อธิบาย"
)

LOOKS = (
    r"^\W*(?:please |can you |bitte |kannst du )*(?:find|check|look|see|compare|count|review|analy[sz]e|tell|show|summari[sz]e"
    r"|identify|search|who|what|why|which|how|is|are|does|do|did|was|estimate|measure|investigate|research|read|audit"
    r"|prüf|such|find|vergleich|zähl|analysier|schau|wer|was|warum|welche|wie|ist|sind|hat|fass"
    r"|vérifi|cherch|trouv|compar|analys|pourquoi|quel|combien|est-ce|résum"
    r"|busca|comprueba|revisa|compara|analiza|cuál|cuánt|por qué|hay|resume|¿"
    r"|cerca|controlla|confronta|verifica|analizza|perché|quale|quant|riassumi"
    r"|procura|verifica|compara|analisa|quanto|qual|por que|resume|zoek|controleer|vergelijk|waarom|hoeveel"
    r"|hitta|kolla|jämför|kontrollera|varför|finns|sprawdź|znajdź|porównaj|dlaczego|ile|czy|zjisti|najdi|porovnej|proč|kolik|je "
    r"|найди|проверь|сравни|почему|сколько|есть ли|посмотри|знайди|перевір|порівняй|чому|скільки|bul|kontrol et|karşılaştır|neden|kaç)"
)

SPELT = (
    r"\b(?:all|every|each|both|whole|entire|full|complete|alle[ns]?|jede[nrs]?|sämtliche|ganze[ns]?"
    r"|tou(?:s|tes)|chaque|todos|todas|cada|tutti|tutte|ogni|alla|varje|wszystkie|każd\w+|všechny"
    r"|все|всех|каждый|каждую|усі|всі|кожен|tüm|bütün|her|tất cả|kaikki)\b|全部|所有|每|すべて|全て|모든|전부"
    r"|جميع|كل|सभी|सारे|हर "
)

SECOND = (
    r"\b(?:and|und|et|y|e|en|och|og|i|a|oraz|и|та|ve|và|ja|then|dann|puis|luego|poi|depois)\b"
    r"|并|和|然后|それから|して、|하고|고 |ثم|و|और|,"
)

PLACEHOLDER = (
    r"\bTODO\b(?!`)|\bFIXME\b(?!`)|\bTBD\b|NotImplemented|[Ll]orem ipsum"
    r"|\[(?:[Ii]nsert|[Tt]o be|[Yy]our|[Aa]dd|[Ff]ill|[Hh]ier|à compléter|completar|da completare"
    r"|invullen|uzupełnić|вставить|заполнить|in te vullen|einfügen|待|후|نص)[^\]\n]{0,60}\]"
    r"|#\s*\.\.\.|//\s*\.\.\.|\.\.\. ?(?:rest|existing|same)|…(?:and so on|usw|etc)"
)

OF = r"(?<![\w.,])(\d{1,6})\s*(?:of|von|de|di|van|av|af|z|ze|из|із|з|/|sur|out of)\s*(?:the\s+)?(\d{1,6})(?![\w])"

WANTS_QUESTIONS = (
    r"question|survey|quiz|poll\b|interview|riddle|faq|dialogue|dialog\b|conversation|joke|icebreaker"
    r"|frage|umfrage|rätsel|enquête|entretien|devinette|pregunta|encuesta|entrevista|adivinanza"
    r"|domand|sondaggi|intervista|indovinell|pergunta|questionário|inquérito|vrag|enquete|raadsel"
    r"|fråg|enkät|spørg|spørsm|gåt|pytani|ankiet|zagad|otáz|hádan|вопрос|опрос|викторин|загад|питан"
    r"|опитув|soru|anket|bilmece|kérdés|kysymy|întreb|質問|アンケート|クイズ|问题|問卷|问卷|采访|질문|설문|퀴즈"
    r"|سؤال|أسئلة|استبيان|प्रश्न|सवाल|คำถาม|câu hỏi"
)

WANTS_CHECK = (
    r"\b(?:make sure|ensure|verif|confirm|prove|check|tests? pass|run (?:the|all|them|it|my)|run(?:s|ning)? green|works?\b"
    r"|and test|stell\w* sicher|prüf|überprüf|teste\b|testen|läuft|laufen|vérifi|assure|comprueb|verifi|asegúr"
    r"|controlla|assicur|garant|certifi|controleer|zorg dat|kontroll|säkerställ|sprawdź|upewnij|ověř|zkontroluj"
    r"|проверь|убедись|перевір|переконай|kontrol et|doğrula|kiểm tra)|確認|テスト|检查|验证|确认|확인|테스트|تحقق|تأكد|जाँच|ตรวจ"
)

WANTS_GAPS = (
    r"template|skeleton|scaffold|boilerplate|stubs?\b|placeholder|todo|failing test|outline|vorlage|gerüst|muster|modèle"
    r"|squelette|gabarit|plantilla|esqueleto|modello|modelo|sjabloon|mall\b|szablon|šablon|шаблон|заготовк|şablon|テンプレ|雛形"
    r"|模板|템플릿|قالب|mẫu"
)

TELLS = (
    r"\b(?:tell|show|let) (?:me|us)|\breport (?:back|the|what|how)|\band (?:say|list|explain)|(?:sag|zeig|nenn)\w* (?:mir|uns)"
    r"|dis-moi|dites-moi|dime|díme|dimmi|me diz|diga-me|vertel|berätta|powiedz|řekni|скажи|сообщи|söyle|cho tôi biết"
    r"|教えて|告诉我|알려"
)

BLANK = r"\[[a-z]+(?: [a-z]+){0,4}\](?![(\[:])(?<!\[x\])(?<!\[sic\])|[€$£]\s?(?:XX+|__+|\?\?)|\bXX+[.,]XX"

WANTS_PROSE = (
    r"\b(?:poem|verse|haiku|limerick|sonnet|stor(?:y|ies)|intro|introduction|paragraph|essay|article|op-ed|speech|toast|blurb"
    r"|dialogue|dialog|scene|joke|slogan|caption|lyrics|song|monologue|blog post|opening|closing|column|fable|tale"
    r"|gedicht|geschichte|absatz|aufsatz|rede|einleitung|märchen|witz|spruch|poème|histoire|paragraphe|discours|conte|chanson"
    r"|poema|cuento|párrafo|ensayo|discurso|artículo|poesia|storia|paragrafo|discorso|racconto|artigo|conto|parágrafo|verhaal"
    r"|gedichtje|toespraak|alinea|dikt|saga|tal\b|stycke|wiersz|opowiadani\w*|akapit|wstęp|artykuł|báse\w*|příběh|odstav\w*|úvod"
    r"|стих\w*|рассказ\w*|абзац|стать\w*|вступлен\w*|вірш\w*|оповідан\w*|şiir|hikâye|hikaye|paragraf|anlat|runo|tarina|thơ|truyện)\b"
    r"|詩|俳句|物語|文章|紹介文|诗|故事|段落|作文|开头|시를|이야기|글을|قصيدة|قصة|فقرة|कविता|कहानी|बोध|กลอน|เรื่อง"
)

SMALL = "the and a to it all file for of our my in on"

_GREETINGS = (
    r"hi|hello|hey|yo|ok|okay|alright|sure|good (?:morning|afternoon|evening|night)|morning|thanks?(?: you)?|thx|cheers"
    r"|great|nice|perfect|well done|bye|goodbye|see you|how are you|hallo|guten (?:morgen|tag|abend)|gute nacht"
    r"|danke|super|tschüss|servus|moin|bonjour|bonsoir|salut|merci|au revoir|hola|buen[oa]s (?:días|tardes|noches)"
    r"|gracias|adiós|ciao|buon(?:giorno|asera)|grazie|olá|bom dia|boa (?:tarde|noite)|obrigad[oa]|tchau|hoi|goedemorgen"
    r"|dank je|bedankt|doei|hej|god (?:morgon|morgen|kväll)|tack|takk|tak|cześć|dzień dobry|dziękuję|ahoj|dobrý den"
    r"|děkuji|привет|здравствуй\w*|добр\w+ (?:утро|день|вечер)|спасибо|пока|привіт|дякую|merhaba|günaydın"
    r"|teşekkür\w*|xin chào|cảm ơn|hei|kiitos|مرحبا|شكرا|नमस्ते|धन्यवाद"
)
_TO_WHOM = (
    r"there|all|everyone|everybody|team|folks|again|so|very|much|a|lot|you|too|today|heddle|dir|dich|ihnen|euch"
    r"|schön|sehr|beaucoup|bien|muchas?|molto|mille"
)
_UNSPACED_GREETINGS = (
    r"你好|您好|早上好|谢谢|再见|こんにちは|おはよう|ありがとう|안녕|감사|สวัสดี|ขอบคุณ"
)

SMALL_TALK = (
    rf"^\W*(?:(?:{_GREETINGS})(?!\w)\W*){{1,3}}(?:(?:{_TO_WHOM})(?!\w)\W*){{0,4}}$"
    rf"|^\W*(?:{_UNSPACED_GREETINGS})\w{{0,6}}\W*$"
)
"""A goal that is no more than a greeting or thanks."""
