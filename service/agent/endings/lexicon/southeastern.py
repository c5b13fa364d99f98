"""Greek and Romanian."""

EL = {
    "me": """
εγώ|μου|με|έχω|μπορώ|θα
""",
    "modal": """
πρέπει|χρειάζεται|μπορεί
""",
    "permission": """
να ~ προχωρήσω|διαγράψω|στείλω|συνεχίσω
μπορώ να
θέλετε|θέλεις να
έγκριση|άδεια|συγκατάθεση
""",
    "tell": """
παρακαλώ ~
πείτε|πες|στείλτε|στείλε|επιβεβαιώστε|επιβεβαίωσε|επιλέξτε|διάλεξε|δώστε|δώσε|γράψτε ~
χρειάζομαι ~
""",
    "which": """
ποιο|ποια|ποιον|πότε|πού|πόσα|ποιος ~
""",
    "decide": """
απόφαση|επιλογή σας|σου ~
προτιμάτε|προτιμάς
ή ~
δύο|τρεις επιλογές|τρόποι|εκδοχές
""",
    "missing": """
λείπει|λείπουν
δεν ~ έχω|ξέρω|βρήκα|γνωρίζω
χωρίς ~
""",
    "waiting": """
περιμένω
μόλις ~
πριν ~
όταν ~ έχω|μου
""",
    "held": """
δεν|τίποτα ~ έστειλα|άλλαξα|διέγραψα
""",
    "offer": """
αν θέλετε|θέλεις|χρειαστείτε ~
θέλετε|μπορώ ~ επίσης|και
""",
    "more": """
επίσης|ακόμα|άλλο|άλλη|επιπλέον
""",
    "next": """
τώρα|στη|επόμενο|έπειτα ~ θα|συνέχεια|βήμα
θα ~ ελέγξω|ξεκινήσω|συνεχίσω
συνεχίζω|προχωρώ|ξεκινάω
""",
    "later": """
παρασκήνιο|εκτελείται|σύντομα|ενημερώσω|λεπτά|ώρες
""",
    "partial": """
μέχρι τώρα|στιγμής
υπόλοιπα|υπόλοιπες|μερικώς|απομένουν|απομένει
""",
    "sorry": """
δυστυχώς|συγγνώμη|λυπάμαι
""",
    "unable": """
δεν ~ μπόρεσα|μπορώ|λειτουργεί|κατάφερα|είναι
σφάλμα|απέτυχε|αποτυχία
""",
    "done": """
έτοιμο|ολοκληρώθηκε|διόρθωσα|πρόσθεσα|αποθηκεύτηκε|μετέφρασα|έτοιμη|ενημέρωσα|δημιούργησα|έσβησα
ορίστε
""",
    "you": """
εσείς|σας|εσύ|σου|εσένα
""",
    "limb": """
και|το|η|ο|να|τα|με|για|από|στο|στη|την|τον|δεν|είναι|που|του|της $
""",
    "common": """
εγώ|αυτό|αυτή|έχω|έχει|ήταν|όλα|δύο|τρία|τι|ποιο|μου|μας|ή|στον|στα|οι|των|ένα|μια
""",
    "or": """
ή
""",
}

RO = {
    "me": """
eu|mi|îmi|am|pot|aștept
""",
    "modal": """
trebuie|ar|poate
""",
    "permission": """
pot|să ~ continui|șterg|trimit|să
vrei|doriți ~ să
acordul|aprobarea|permisiunea
""",
    "tell": """
spune|spuneți|trimite|trimiteți|alege|alegeți|confirmă|confirmați|dă|dați mi|dacă|ce|una ~
spune|spuneți|trimite|trimiteți mi
te|vă rog ~
am nevoie
""",
    "which": """
care|ce|cine|când|unde|câți ~ preferi|dorești|vrei|doriți
""",
    "decide": """
decizia|alegerea ~
preferi|preferați
sau ~ preferi
două|trei variante|opțiuni
""",
    "missing": """
lipsește|lipsesc
nu am|știu ~
""",
    "waiting": """
aștept
de îndată|cum
imediat ce
înainte de|să ~
până ~
""",
    "held": """
nu ~ trimis|șters|modificat ~
""",
    "offer": """
dacă vrei|doriți|dorești ~
pot ~ și
vrei|doriți ~ și
""",
    "next": """
acum|apoi voi|verific|trec ~
voi ~
următorul pas
trec la
""",
    "later": """
în fundal|curs|lucru
revin|anunț ~
durează ~
""",
    "partial": """
până acum
restul|rămase|parțial
încă nu
doar primele
""",
    "sorry": """
scuze|regret
din păcate
""",
    "unable": """
nu ~ pot|reușit|funcționează|merge|putut
eroare|eșuat
""",
    "done": """
gata|terminat|făcut|creat|adăugat|actualizat|corectat|trimis|salvat|șters
iată
""",
    "you": """
tu|dumneavoastră|vă|tău|ta|ți
""",
    "limb": """
și|în|de|la|pe|cu|să|o|un|nu|este|sunt|care|pentru|din|am|sau $
""",
    "common": """
eu|am|au|este|era|toate|două|doi|trei|ce|mai|dar|până|după|sau|fi|lui|pe|și
""",
    "or": """
sau
""",
}

LANGUAGES = (EL, RO)
