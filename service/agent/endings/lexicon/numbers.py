"""Numbers in words, and what tells that a number counts no parts of the work."""

SPELT = {
    3: "three drei trois tres tre três drie trzy tri tři три üç",
    4: "four vier quatre cuatro quattro quatro fyra fire cztery čtyři четыре чотири dört",
    5: "five fünf cinq cinco cinque vijf fem pięć pět пять п'ять beş",
    6: "six sechs seis zes seks sześć šest шесть шість altı",
    7: "seven sieben sept siete sette sete zeven sju syv siedem sedm семь сім yedi",
    8: "eight acht huit ocho oito åtta otte osiem osm восемь вісім sekiz",
    9: "nine neun nueve negen nio dziewięć devět девять dokuz",
    10: "ten zehn dix diez dieci dez tien tio dziesięć deset десять",
    11: "eleven elf onze once undici elva jedenaście jedenáct одиннадцать",
    12: "twelve zwölf douze doce dodici doze twaalf tolv dwanaście dvanáct двенадцать",
}

MEASURED = (
    r"\s*-?\s*(?:%|percent|prozent|€|\$|£|euros?|dollars?|years?|months?|weeks?|days?|hours?"
    r"|minutes?|seconds?|min\b|h\b|s\b|am\b|pm\b|o'clock|uhr|jahre?n?|monate?n?|wochen?|tage?n?"
    r"|stunden?|minuten?|sekunden?|people|persons|personen|guests|km|kg|gb|mb|tb|m\b|words?|wörter"
    r"|times?|mal\b|ans\b|jours?|heures?|mois|semaines?|mots|personnes|años?|días?|horas?|meses"
    r"|semanas?|palabras|personas|anni|giorni|ore\b|mesi|settimane|persone|parole|jaar|dagen|uur"
    r"|weken|maanden|mensen|woorden|лет|дней|часов|человек|слов|년|일\b|시간|명|人|年|日|時|小时|天|字)"
)
