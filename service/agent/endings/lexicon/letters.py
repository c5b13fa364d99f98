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
