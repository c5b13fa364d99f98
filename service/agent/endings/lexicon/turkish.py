"""Turkish."""

TR = {
    "me": """
ben|bana|beni|benim|yapıyorum|bekliyorum|edeceğim
""",
    "modal": """
gerekir|gerekiyor|gerekli|lazım|olabilir|gerekecek
""",
    "permission": """
ister|istiyor|istermisiniz ~ misin|misiniz|musun|musunuz ~
yapayım|sileyim|göndereyim|devam|başlayayım|kaldırayım|edeyim|ekleyeyim|kullanayım|yayınlayayım ~ mı|mi|mu|mü|edeyim
devam edeyim|edebilir ~
onay|onayı|onayınız|onayın|onayınızı|onayını|izin|izni|izniniz|iznin|müsaade|onayına|onayınıza
silebilir|gönderebilir|yapabilir|başlayabilir ~ miyim|miyiz
uygun mu|mudur
evet mi
""",
    "tell": """
lütfen ~
söyle|söyler|söyleyin|belirt|belirtin|belirtir|bildir|bildirin|bildirir|gönder|gönderin|gönderir|yaz|yazın|yazar|seç|seçin|onayla|onaylayın|paylaş|paylaşın|ver|verin|ilet|iletin|iletir|yükle|yükleyin|ekle|ekleyin|cevapla|atar|karar ~
haber ver|verin|verir|verirseniz|verirsen|etmeniz|bekliyorum
söylerseniz|söylersen|gönderirseniz|gönderirsen|yazarsanız|yazarsan|iletirseniz|iletirsen|belirtirseniz|onaylarsanız|verirseniz|paylaşırsanız|bildirirseniz|seçerseniz|yollarsanız|atarsanız
ihtiyacım|gerekiyor|gerek|lazım ~
bilgi|bilgileri|bilgisi ~
birkaç|bir|iki soru|sorum
""",
    "which": """
hangi|hangisi|hangisini|kim|kime|kimin|nereye|nerede|kaç|nasıl|neden|ne ~ tarih|istersiniz|istersin|olsun|kullanayım|tercih|seçeyim|kişi|zaman|olacak|dil|yapayım|tarihler|mi|gün
""",
    "decide": """
karar|kararı|kararınız|kararını|tercih|tercihiniz|tercihini|seçim|seçiminiz ~
size|sana kalmış|bağlı|ait|bırakıyorum
tercih edersiniz|edersin
yoksa ~
iki|üç|dört seçenek|yol|seçenekten|alternatif|sürüm|olasılık
tahmin etmek|yürütmek ~
""",
    "missing": """
eksik|yok|bulamadım|bilmiyorum|göremiyorum
erişimim|yetkim|şifrem|iznim ~
olmadan|olmaksızın ~
istiyor|gerektiriyor|soruyor|isteniyor ~
sadece|yalnızca ~ siz|sen|yönetici|sahibi
süresi dolmuş|doldu
sizden|senden ~
""",
    "waiting": """
bekliyorum|bekleyeceğim|beklemedeyim|durdurdum|bekliyor ~
olur|gelir|verir|alır|söyler olmaz|gelmez|vermez|almaz|söylemez ~
sonra ~ devam|yaparım|başlarım|tamamlarım
onaylayınca|gelince|alınca|söyleyince|öğrenince|verince
önce|kadar|dek ~
hemen ~ başlarım|gönderirim|yaparım|devam
""",
    "held": """
henüz|hiçbir|şimdilik ~ göndermedim|değiştirmedim|silmedim|dokunmadım|yapmadım|şey|yayınlamadım
dokunmadım|göndermedim|silmedim|değiştirmedim|başlatmıyorum
""",
    "offer": """
isterseniz|istersen|dilerseniz|dilersen|gerekirse|arzu ~
ister|eklememi|hazırlamamı|yapmamı ~ de|da ~ misiniz|misin
başka ~ soru|sorunuz|isteğiniz
yardımcı ~ olabilirim|olurum
çekinmeyin|kolay|iyi ~
da|de hazırlayabilirim|ekleyebilirim|yapabilirim
""",
    "more": """
ayrıca|da|de|başka|ek|benzer|aynı|ilave
""",
    "next": """
şimdi|sonra|ardından|önce|sırada|sıradaki ~
kontrol|devam|test ediyorum|edeceğim|ediyorum|edelim
geçiyorum|başlıyorum|bakıyorum|bakacağım|deneyeceğim|inceleyeceğim|çalıştırıyorum|çalıştıracağım|ekleyeceğim|hazırlayacağım|yapacağım|güncelleyeceğim|düzelteceğim|göndereceğim|oluşturacağım|yazacağım|arıyorum|hazırlıyorum
bakalım|inceleyelim
sıradaki adım
""",
    "later": """
arka plan|planda
sürüyor|çalışıyor|işleniyor|hazırlanıyor|devam ~
dakika|saat|süre|sürer|sürecek ~
haber vereceğim|veririm
bildireceğim|ileteceğim|döneceğim|paylaşacağım|göndereceğim|dönerim
birazdan|yakında|yarın|bekleyin|kısa
tamamlandığında|bitince|bittiğinde
""",
    "partial": """
şimdiye|şu kadar|ana|anda ~
kalan|kalanı|kalanlar|geri|gerisi|kısmen|yarım|eksik|henüz
daha ~ bitmedi|tamamlanmadı|var
durdu|kesildi|durdum|kaldı|bitmedi|tamamlanmadı|yetişmedi
vb|tamamlanacak|doldurulacak
kota|sınır|limit ~
ardından|sonra gelecek|eklenecek|yapılacak
""",
    "ack": """
^ tamam|elbette|tabii|anladım|peki|olur|evet|hemen|tabi|memnuniyetle|başüstüne
""",
    "sorry": """
maalesef|üzgünüm|özür|ne yazık|malesef
""",
    "unable": """
yapamadım|olmadı|çalışmıyor|çalışmadı|açılmıyor|başaramadım|mümkün|yapamıyorum|edemedim|bağlanamadım|yüklenmiyor|alamadım|okunmuyor|erişemedim|edemiyorum|olmuyor
hata|başarısız|reddedildi|hatası|verdi
denedim|denememe
""",
    "done": """
tamamlandı|bitti|hazır|düzelttim|düzeltildi|ekledim|eklendi|sildim|silindi|değiştirdim|değiştirildi|kaydettim|kaydedildi|gönderdim|gönderildi|çevirdim|çevrildi|güncelledim|güncellendi|oluşturdum|oluşturuldu|taşıdım|kurdum|kuruldu|ayırttım|sıraladım|kısalttım|buldum|geçti|geçiyor|birleştirdim|tarandı|taradım|yayınlandı|yaptım|yapıldı|indirdim|yüklendi
işte|aşağıda
tüm|bütün ~ testler|geçti|geçiyor
hayır|evet
sebep|nedeni|çünkü|sebebi|kaynaklanıyor
""",
    "you": """
siz|sen|size|sana|sizin|senin|sizi|seni
""",
    "limb": """
ve|veya|ile|için|bir|bu|gibi|de|da|ama|olan|kadar|her|daha $
""",
    "common": """
ben|bu|şu|o|ne|mi|mı|mu|var|yok|çok|iki|üç|tüm|sonra|önce|göre|değil|olarak|en|hangi|bana|beni|benim
""",
    "or": """
mı|mi|yoksa|veya|ya
""",
}

LANGUAGES = (TR,)
