"""Polish."""

PL = {
    "me": """
ja|mi|mnie|mam|mogę|mój|zrobię|czekam|jestem
""",
    "modal": """
powinien|powinna|powinno|należy|trzeba|musi|muszą|byłoby
""",
    "permission": """
czy ~ mam|mogę|możemy|powinienem|powinnam|wolno
mam|mogę ~ usunąć|wysłać|kontynuować|zacząć|to|zrobić|użyć|zastosować|opublikować|działać
czy ~ chcesz|chce|chcą ~ żebym|abym
zgoda|zgody|zgodę|zgodą|akceptacja|akceptację|akceptacji|potwierdzenie|potwierdzenia|pozwolenie|pozwolenia|zezwolenie
zgadzasz|zgadza|potwierdzasz ~
zielone światło
tak czy
wystarczy ~
""",
    "tell": """
proszę ~
daj|dajcie|powiedz|napisz|wyślij|prześlij|podaj|podajcie|potwierdź|wybierz|wskaż|określ|odpowiedz|udostępnij|wklej|wgraj|dołącz|zdecyduj|dopisz|sprawdź|prześlijcie|odpisz|podeślij|zatwierdź|uzupełnij ~
daj|dać ~ znać
potrzebuję|potrzebny|potrzebna|potrzebne|potrzeba|muszę ~
czy ~ możesz|może|mógłbyś|mogłaby|mógłby|masz|ma|wiesz|chodzi|to|są
możesz|mógłbyś ~ podać|przesłać|wysłać|potwierdzić|powiedzieć
kilka|dwa|jedno|trzy pytań|pytania|pytanie ~
""",
    "which": """
który|która|które|którą|którego|kto|kiedy|gdzie|jaki|jaka|jakie|jaką|jakim|ile|komu|na|do|dla|w|jak|z ~ mam|wybrać|chcesz|wolisz|ma|mają|jest|który|której|kogo|jakiego|jaki|jaką|którą|kiedy|które|dat|chodzi|użyć|ilu|co|pan|pani|będzie
na|do|dla|w|od|z|po jaki|jaką|który|którą|kiedy|kogo|ile|jakim|jakiego|której|jakiej
co ~ wybierasz|wolisz|robimy|mam
""",
    "decide": """
twoja|twojej|państwa|pana|pani|twoją|waszej decyzja|decyzji|decyzję|wybór|odpowiedź|odpowiedzi
decyzja|decyzji|decyzję|wybór ~ należy|po|do|pana|pani|państwa|twoja|ciebie
wolisz|woli|wolą|preferujesz|preferuje|wolicie
czy ~ raczej|może|lepiej|też
dwie|trzy|cztery|dwa opcje|możliwości|sposoby|warianty|wersje|drogi|kandydaci|rozwiązania
nie ~ chcę|mogę|będę ~ zgadywać|decydować|wybierać|przesądzać
zależy ~ od
musisz|musi|muszą ~ zdecydować|wybrać|rozstrzygnąć
do rozstrzygnięcia|decyzji
ktoś ~ zdecydował|zdecydować|wybrał|potwierdził
na własną|własna ~
wolę ~ najpierw|zapytać|poczekać
""",
    "missing": """
brakuje|brak|brakujący|zabrakło
nie ~ mam|wiem|znam|znalazłem|znalazłam ~
wymaga|żąda|prosi|wymagają ~
tylko ~ ty|pan|pani|właściciel|administrator
wygasł|wygasło|wygasła
od ciebie|pana|pani|państwa|was
bez tego|niej|nich|dostępu|hasła|niego|pana|pani|twojej|państwa ~
pozostaje|pozostają ~ puste
""",
    "waiting": """
czekam|poczekam|wstrzymuję|zaczekam ~
jak tylko
gdy tylko
zanim ~
nie ~ dopóki|bez|przed|zanim ~
a|i|wtedy|potem ~ ja|zrobię|wyślę|dokończę|ruszę|będę|zajmę|dalej|od|uruchomię|wstawię
do tego|czasu
jak|gdy|kiedy|skoro|po|do|zanim|dopóki ~ dostanę|otrzymam|potwierdzisz|potwierdzi|pan|pani|podasz|wybierzesz|państwo|prześlesz|będę|decyzji|odpowiedzi
""",
    "held": """
nic|niczego|nie|jeszcze ~ wysłałem|wysłałam|zmieniłem|zmieniłam|usunąłem|usunęłam|ruszałem|nie|wysłane|zmienione|wysłano|zmieniono|usunięto
na razie
""",
    "offer": """
jeśli|jeżeli|gdyby|gdybyś ~ chcesz|chce|potrzebujesz|trzeba|potrzeba|woli|wolisz|coś|będzie
mogę ~ też|także|również
czy|chcesz ~ też|także|również|jeszcze
w razie
chętnie
powodzenia|miłego|smacznego
daj znać|proszę ~ jeśli|gdyby|jeżeli
""",
    "more": """
też|także|również|dodatkowo|inny|inne|kolejny|jeszcze|ponadto|dalsze
""",
    "next": """
teraz|następnie|potem|zaraz|najpierw|dalej|jeszcze ~ sprawdzę|przejdę|zajmę|zrobię|uruchomię|przechodzę|sprawdzam|zabieram|dodam|kolej|poprawię|przygotuję|zaktualizuję|będę
następny|kolejny|następnym krok|kroku|krokiem
sprawdzę|przejdę|zacznę|zaczynam|przechodzę|zabieram|kontynuuję|uruchamiam|biorę|zajmę|dodam|poprawię|przygotuję|zaktualizuję|przetestuję|spróbuję|zobaczę|zobaczmy|sprawdźmy|przeanalizuję|utworzę|napiszę
pozwól
pozostaje|pozostało|zostało ~
oto plan|mój
plan jest
""",
    "later": """
w tle|toku|trakcie
trwa|trwają|potrwa|zajmie|przetwarzam|przetwarzanie ~
dam|odezwę|wrócę|prześlę|poinformuję|napiszę|powiadomię|wyślę ~ znać|się|gdy|wynik|wyniki|jak|kiedy|z|później
dam znać
chwilę|chwila|moment|wkrótce|niebawem|jutro
minut|godzin|godziny|minuty ~
""",
    "partial": """
dotychczas|reszta|resztę|reszty|pozostałe|pozostałych|częściowo|częściowe|niekompletne|pozostało|zostało
do|jak tej|dotąd|tej|teraz|pory
jeszcze nie
nie ~ skończyłem|skończyłam|zdążyłem|gotowe|wszystkie|ukończone|dokończyłem
przerwałem|przerwano|przerwane|zatrzymałem|urwało
itd|itp|uzupełnić
do uzupełnienia|zrobienia
limit ~ wyczerpany|osiągnięty|przekroczony
później|kolejne $
pozostałe|resztę ~ podobnie|samo|analogicznie
""",
    "ack": """
^ jasne|oczywiście|dobrze|rozumiem|ok|okej|tak|pewnie|świetnie|zrozumiano|już|przyjąłem|zabieram|robi|chętnie
""",
    "sorry": """
niestety|przepraszam|przykro|żałuję
""",
    "unable": """
nie ~ udało|mogę|mogłem|mogłam|działa|działał|da|dało|można|odpowiada|otwiera|potrafię|jestem|uruchamia|powiodło
nieudane|błąd|błędem|odmowa|odrzucony|odmówił|nieczytelny|niemożliwe|bezskutecznie
próbowałem|próbowałam
""",
    "done": """
gotowe|gotowy|gotowa|zrobione|ukończone|zakończone|poprawione|poprawiłem|poprawiłam|dodane|dodałem|dodałam|usunięte|usunąłem|zmieniłem|zmienione|zapisane|zapisałem|wysłane|wysłałem|przetłumaczone|przetłumaczyłem|zaktualizowane|zaktualizowałem|utworzyłem|utworzone|zamieniłem|przeniosłem|zainstalowane|zarezerwowałem|posortowane|posortowałem|skróciłem|znalazłem|przechodzą|naprawione|naprawiłem|połączyłem|sprawdziłem|sprawdziłam|opublikowane|jest|są
oto
wszystkie ~ testy|przechodzą|zielone
bez błędów|zmian|zastrzeżeń
tak|nie|żaden|żadnej
przyczyna|ponieważ|bo|powodem
""",
    "you": """
ty|ci|cię|ciebie|twój|twoja|twoje|twoją|pan|pani|pana|państwo|państwa|panu|wam|wasz
""",
    "limb": """
i|lub|albo|w|we|z|ze|na|do|od|dla|po|przez|o|że|który|która|które|jest|są|się|nie|ale|oraz|a|jak|przy|jako $
""",
    "common": """
ja|to|ten|ta|te|tego|czy|jest|są|był|była|już|tylko|wszystkie|dwa|trzy|mi|mnie|tak|nie|się|które|ich|jego|pod|bez|mam|po
""",
    "or": """
czy|lub|albo
""",
    "if": """
^ jeśli|jeżeli|gdyby|jakby
""",
}

LANGUAGES = (PL,)
