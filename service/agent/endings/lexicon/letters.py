"""How letters begin and end, so that a draft is not taken for words to the person."""

DRAFT = (
    r"^\W*(?:subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|předmět|тема"
    r"|konu|件名|主题|主旨|제목|الموضوع|विषय|aihe|tárgy)\W{0,3}[:：]"
    r"|^(?:dear|hi|hello|hey|liebe[rs]?|sehr geehrte[rs]?|hallo|cher|chère|bonjour|madame|monsieur"
    r"|estimad[oa]s?|hola|car[oaie]|gentile|egregio|spettabile|prezad[oa]s?|olá|beste|geachte|hej"
    r"|kära|kære|szanown[iya]|drog[ia]|vážen[íýá]|dobrý den|уважаем|здравствуйте|добрый день"
    r"|шановн|доброго дня|sayın|merhaba|kính gửi|hyvä|عزيز|प्रिय|السيد)\b[^.?\n]{0,60}[,!:，、]\s*$"
)

SIGNED = (
    r"^\W*(?:(?:kind|best|warm|many)?\s*(?:regards|wishes|thanks)|yours|sincerely|cheers|love"
    r"|mit (?:freundlichen|besten|lieben) grüßen|(?:viele|beste|liebe|herzliche) grüße"
    r"|cordialement|bien à vous|amicalement|un (?:cordial )?saludo|saludos|cordiali saluti"
    r"|distinti saluti|atenciosamente|cumprimentos|abraços?|met vriendelijke groet|groet(?:en)?"
    r"|vänliga hälsningar|med venlig hilsen|hilsen|z poważaniem|pozdrawiam|s pozdravem"
    r"|с уважением|з повагою|saygılar\w*|敬具|此致|감사합니다|مع (?:أطيب )?التحي\w*|सादर)\b.{0,40}$"
)

GOES_ON = (
    r"(?:to be continued|fortsetzung folgt|wird fortgesetzt|à suivre|continuará|\(continua\)"
    r"|wordt vervolgd|fortsättning följer|ciąg dalszy nastąpi|pokračování příště|продолжение следует"
    r"|далі буде|devam edecek|つづく|続く|未完待续|待续|다음에 계속|يتبع)[\W_]*$"
)

ALLOWING = (
    "you can|you could|you may|du kannst|sie konnen|vous pouvez|tu peux|puede usted|puoi anche|podes tambem|je kunt|u kunt"
    "|du kan|ni kan|mozesz tez|muzete take"
)

ORDERED = (
    r"\b(?:as (?:you )?(?:asked|wanted|requested|instructed|ordered|agreed|intended|specified|wished)|on purpose|by design"
    r"|wie (?:gewünscht|gewollt|verlangt|vereinbart|besprochen)|comme (?:demandé|convenu|souhaité|prévu)|como (?:pediste|pidió|pedía|acordamos)"
    r"|come (?:richiesto|chiesto|concordato)|como (?:pediu|pedido|combinado)|zoals (?:gevraagd|afgesproken)|som du (?:bad|ville|önskade)"
    r"|zgodnie z (?:prośbą|życzeniem)|jak jste chtěl|как (?:вы )?(?:просили|просил|договаривались)|як (?:ви )?просили|istediğiniz gibi)\b"
    r"|ご指定|ご希望どおり|按您的要求|按要求|요청하신"
)

INTACT = (
    r"\b(?:unchanged|untouched|unaffected|intact|(?:is|are|was|were|look|looks|stays?|remains?) (?:fine|correct|ok|okay|complete|the same|as (?:it was|they were|before))"
    r"|already (?:correct|fine|clean)|unverändert|unberührt|in ordnung|inchangé\w*|intact\w*|sin cambios|igual que antes|invariat\w+"
    r"|inalterad\w+|ongewijzigd|oförändrad\w*|uændret|uendret|bez zmian|beze změny|без изменений|не изменил\w+|без змін|değişmedi)\b"
    r"|変更していません|そのまま|没有变化|保持不变|그대로"
)

PAST = (
    "had before previously formerly because due caused used since hatte hatten zuvor vorher vormals weil deshalb avait avaient"
    " auparavant parce habia habian antes porque aveva prima perche tinha had vorher omdat eerder tidigare eftersom"
)

NO_TROUBLE = (
    r"\b(?:no|zero|0|without|keine?|ohne|sans|aucune?|sin|ningún|senza|nessun|sem|nenhum|zonder|geen|inga|utan|ingen|bez|brak|нет|без)"
    r" (?:\w+ )?(?:error|fehler|erreur|errore|erro|fout|fel|fejl|feil|chyb|błęd|ошиб|помил|problem|issue|failure|warning|exception)"
)
