"""Vietnamese, Indonesian, Greek and Romanian."""

VI = {
    "permission": """
tôi có nên|thể|được ~
có muốn tôi ~
muốn tôi ~
cho phép
đồng ý ~
xác nhận
sự đồng
""",
    "tell": """
xin|vui|hãy|làm|nhờ lòng|cho|gửi|chọn|xác|cung|vui|bạn|anh|chị ~
cho tôi|mình|em biết|xin ~
gửi cho|tôi ~
bạn|anh|chị muốn|chọn|cần|có|thích|dùng|hãy ~
tôi|mình|em cần ~
""",
    "which": """
nào|gì|ai|bao|mấy|đâu $
khi nào
là gì|bao
""",
    "decide": """
quyết định ~
bạn|anh|chị chọn|quyết|thích ~
hay ~
hai|ba cách|lựa|phương|phiên ~
tùy bạn|anh|chị
""",
    "missing": """
thiếu|chưa có|biết|rõ ~
không có quyền|biết|tìm ~
còn thiếu
yêu cầu ~
""",
    "waiting": """
chờ|đợi ~
ngay khi|sau ~
sau khi ~
trước khi ~
rồi|thì|để tôi|mình|em ~
khi có|nhận ~
""",
    "held": """
chưa|không gửi|xóa|thay|đăng|làm|sửa|thanh ~
""",
    "offer": """
nếu bạn|anh|chị|cần|muốn ~
tôi|mình có thể ~ thêm
có muốn|cần ~ thêm|nữa|luôn ~
""",
    "more": """
thêm|cũng|nữa|khác|luôn
""",
    "next": """
bây giờ|tiếp theo|tôi|mình ~
tiếp theo
tôi|mình|em sẽ|đang|chuyển|bắt ~
để tôi|mình|em ~
""",
    "later": """
đang chạy|xử|được ~
sẽ báo|gửi|thông|phản ~
mất khoảng
khoảng ~ phút|giờ
vui lòng đợi|chờ
lát nữa
""",
    "partial": """
còn lại
chưa xong|hoàn|hết|kịp ~
mới|chỉ xong|đến|được ~
cho đến nay
phần còn
""",
    "ack": """
^ được|vâng|dạ|ok|rõ|chắc|đã hiểu|rồi|hiểu ~
""",
    "sorry": """
xin lỗi
rất tiếc
tiếc
""",
    "unable": """
không thể|được|mở|hoạt ~
lỗi|thất bại ~
đã thử
""",
    "done": """
đã ~
xong|hoàn tất|thành ~
dưới đây
không có lỗi
""",
    "you": """
bạn|anh|chị|quý
""",
    "limb": """
và|hoặc|là|của|trong|với|cho|được|các|những|một|để|khi|thì|mà $
""",
    "common": """
tôi|mình|này|đó|có|không|đã|sẽ|đang|hai|ba|nào|gì|rồi|vào|ra|về|theo|từ|đến|bị|nếu|cần
""",
    "or": """
hay|hoặc
""",
}

ID = {
    "permission": """
apakah|bolehkah|haruskah saya|boleh ~
boleh saya
persetujuan|izin|konfirmasi ~
""",
    "tell": """
tolong|mohon|silakan ~
beri tahu
kirim|kirimkan|pilih|konfirmasi|sebutkan ~
saya perlu|butuh ~
""",
    "which": """
mana|berapa|siapa|kapan|apa ~ anda|kamu|yang
""",
    "decide": """
keputusan|pilihan anda|kamu ~
atau ~
dua|tiga pilihan|opsi|cara
""",
    "missing": """
saya tidak|belum ~ punya|tahu|memiliki
belum|tidak ada|disebutkan
memerlukan ~
""",
    "waiting": """
saya tunggu|menunggu ~
setelah|begitu|sebelum ~ anda|saya|kamu
""",
    "held": """
belum|tidak ~ dikirim|diubah|dihapus|mengubah|mengirim
""",
    "offer": """
jika|kalau ~ anda|kamu|mau|ingin ~
mau saya ~ juga
""",
    "more": """
juga|lagi|lain|tambahan
""",
    "next": """
sekarang|selanjutnya|berikutnya ~ saya
saya akan|lanjut|mulai ~
mari ~
""",
    "later": """
latar belakang
sedang berjalan|diproses ~
akan ~ kabari|kirim|beri
sebentar|nanti
""",
    "partial": """
sejauh ini
sisanya|sisa|sebagian|belum selesai ~
baru ~
""",
    "sorry": """
maaf|sayangnya
""",
    "unable": """
tidak ~ bisa|dapat|berhasil|berfungsi
gagal|kesalahan|ditolak
""",
    "done": """
sudah|selesai|berhasil|telah ~
berikut
""",
    "you": """
anda|kamu|kalian
""",
    "limb": """
yang|dan|di|ke|dari|untuk|dengan|ini|itu|atau|pada|dalam|adalah $
""",
    "common": """
saya|kami|tidak|sudah|akan|ada|dua|tiga|apa|apakah|bisa|telah|semua|belum|sebagai|oleh|juga
""",
    "or": """
atau
""",
}

EL = {
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
μόνο ~
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

LANGUAGES = (VI, ID, EL, RO)
