"""Vietnamese and Indonesian."""

VI = {
    "me": """
tôi|mình|em
""",
    "modal": """
nên|phải|cần
""",
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
    "me": """
saya|aku
""",
    "modal": """
harus|perlu|sebaiknya
""",
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

LANGUAGES = (VI, ID)
