//! The words mail programs write around a quote, by meaning, in the languages they speak. Patterns of the regex crate, case does not matter.

/// "wrote" at the end of, or inside, the line that announces a quote.
#[rustfmt::skip]
pub const VERBS: &[&str] = &[
    "wrote", "writes", "said", "replied", "schrieb(en)?", "geschrieben", "a écrit", "a ecrit", "écrit", "escribió", "escribio", "ha escrito", "ha escrit", "va escriure", "escreveu", "ha scritto", "scrisse", "scriveva",
    "schreef", "geschreven", "skrev( følgende)?", "skrev följande", "skreiv", "kirjoitti", "kirjutas", "napisana przez", "napisał(a|\\(a\\)|/a)?", "pisze", "napsal(a|\\(a\\))?", "napísal(a|\\(a\\))?", "píše", "je napisa(o|la|o/la)?", "napisa(o|la|o/la)( je)?",
    "je piše", "piše", "je napisal(a)?", "написал(а|\\(а\\))?", "написав(\\(-ла\\))?", "написала", "пишет", "пише", "писал(а)?", "напиша", "написа", "yazdı", "yazmış", "a scris", "írta", "ezt írta", "έγραψε", "rakstīja", "rašė", "parašė",
    "skrifaði", "viết", "đã viết", "menulis", "เขียน(ว่า)?", "idatzi du", "scríobh", "shkroi",
    "escribiu", "geskryf", "aliandika", "ysgrifennodd", "yazıb", "жазды", "бичсэн", "je napisala", "je napisal", "ha skrivet", "დაწერა", "գրել է", "sinulat ni", "isinulat ni",
];

/// The same where words have no blanks between them.
#[rustfmt::skip]
pub const VERBS_ASIAN: &[&str] = &["写道", "寫道", "写到", "寫到", "编写", "のメール", "は書きました", "さんは書きました", "wrote", "さんが書きました", "さんの発言", "님이 작성", "님의 말", "작성", "작성함", "쓴 글", "كتب", "כתב(ה)?", "ने लिखा", "ने लिहिले", "লিখেছেন", "எழுதியது", "எழுதினார்", "రాశారు", "എഴുതി", "લખ્યું", "ਲਿਖਿਆ", "نوشت", "تمت كتابة ما يلي", "تحریر کیا", "בתאריך .{1,60} מאת", "เขียน"];

/// How such a line begins: a preposition or a day of the week.
#[rustfmt::skip]
pub const INTROS: &[&str] = &[
    "on", "at", "am", "le", "el", "il", "em", "op", "den", "på", "à", "a", "w dniu", "dnia", "dne", "dňa", "dana", "u", "v", "în", "la", "în data de", "ha", "vào", "pada", "στις", "στις", "stis", "no dia", "il giorno", "el día", "el dia", "kun", "quoting", "citando", "zitat von", "hat", "um", "ti",
    "в", "во", "у", "на", "от", "în ziua",
    "mon(day)?", "tue(s|sday)?", "wed(nesday)?", "thu(r|rs|rsday)?", "fri(day)?", "sat(urday)?", "sun(day)?",
    "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
    "lun(di|es|edì)?", "mar(di|tes|tedì)?", "mer(credi|coledì)?", "jeu(di)?", "ven(dredi|erdì)?", "sam(edi)?", "dim(anche)?", "mié(rcoles)?", "mie(rcoles)?", "jue(ves)?", "vie(rnes)?", "sáb(ado)?", "sab(ado|ato)?", "dom(ingo|enica)?", "gio(vedì)?",
    "seg(unda)?(-feira)?", "ter(ça)?(-feira)?", "qua(rta)?(-feira)?", "qui(nta)?(-feira)?", "sex(ta)?(-feira)?",
    "ma(andag)?", "di(nsdag)?", "wo(ensdag)?", "do(nderdag)?", "vr(ijdag)?", "za(terdag)?", "zo(ndag)?",
    "mån(dag)?", "tis(dag)?", "ons(dag)?", "tor(s|sdag)?", "fre(dag)?", "lör(dag)?", "sön(dag)?", "man(dag)?", "tir(s|sdag)?", "lør(dag)?", "søn(dag)?",
    "ma(anantai)?", "ti(istai)?", "ke(skiviikko)?", "to(rstai)?", "pe(rjantai)?", "la(uantai)?", "su(nnuntai)?",
    "pon(iedziałek)?", "wt(orek)?", "śr(oda)?", "czw(artek)?", "pt", "piątek", "sob(ota)?", "niedz(iela)?", "ndz",
    "po", "út", "st", "čt", "pá", "so", "ne", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle", "pon(edjeljak)?", "uto(rak)?", "sri(jeda)?", "čet(vrtak)?", "pet(ak)?", "sub(ota)?", "ned(jelja)?",
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "понеділок", "вівторок", "середа", "четвер", "п.ятниця", "субота", "неділя",
    "pzt", "sal", "çar", "per", "cum", "cmt", "paz", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar",
    "jan(uary|uar|\\.)?", "feb(ruary|ruar|\\.)?", "mar(ch)?", "apr(il)?", "may", "june?", "july?", "aug(ust)?", "sep(t|tember)?", "oct(ober)?", "okt(ober)?", "nov(ember)?", "dec(ember)?", "dez(ember)?",
    "þann", "noong", "mnamo", "ar", "o", "missatge de", "pirmd", "otrd", "trešd", "ceturtd", "piektd", "sestd", "svētd", "isn", "sen", "sel", "rab", "kam", "jum", "sab", "min", "th [2-7]", "dl", "dt", "dc", "dj", "dv", "ds", "dg",
];

/// The same where words have no blanks between them.
#[rustfmt::skip]
pub const INTROS_ASIAN: &[&str] = &["在", "于", "於", "星期", "周", "週", "月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜", "في", "ב", "เมื่อ", "در", "ในวันที่", "सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि", "बुध", "ორშ", "სამ", "ოთხ", "ხუთ", "პარ", "შაბ", "კვი"];

/// "Original Message" between drawn lines.
#[rustfmt::skip]
pub const ORIGINALS: &[&str] = &[
    "original[- ]?message", "original", "original e?-?mail", "forwarded( message| by.*| mail)?", "begin forwarded message", "reply message", "reply separator", "ursprüngliche nachricht", "original-?nachricht", "originalnachricht", "weitergeleitete nachricht", "urspr.ngliche nachricht", "originalmail", "message d.origine", "message original", "message initial",
    "message transféré", "message transmis", "mensaje original", "mensaje reenviado", "missatge original", "mensagem original", "mensagem encaminhada", "messaggio originale", "messaggio inoltrato", "messaggio (inoltrato )?originale", "oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht", "originalmeddelande", "ursprungligt meddelande",
    "vidarebefordrat meddelande", "oprindelig meddelelse", "original meddelelse", "videresendt (meddelelse|melding|besked)", "opprinnelig melding", "original melding", "alkuperäinen viesti", "välitetty viesti", "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "treść przekazanej wiadomości", "původní (zpráva|e-?mail)", "přeposlaná zpráva", "pôvodná správa",
    "preposlaná správa", "izvorna poruka", "originalna poruka", "proslijeđena poruka", "izvirno sporočilo", "исходное сообщение", "оригинальное сообщение", "первоначальное сообщение", "оригинално съобщение", "препратено съобщение", "оригинална порука", "originalus laiškas", "persiųstas laiškas", "sākotnējā ziņa", "sākotnējais ziņojums", "algne kiri", "algne sõnum", "upprunaleg skilaboð", "پیام اصلی", "пересылаемое сообщение", "пересланное сообщение", "вихідне повідомлення", "оригінальне повідомлення", "початкове повідомлення", "переслане повідомлення", "пересилається повідомлення",
    "orijinal (ileti|mesaj|e-posta)", "özgün [iİ]leti", "[iİ]letilen [iİ]leti", "yönlendirilen (ileti|mesaj)", "eredeti üzenet", "továbbított üzenet", "mesaj original", "mesajul original", "mesaj redirecționat", "αρχικό μήνυμα", "προωθημένο μήνυμα", "元のメッセージ", "転送メッセージ", "原始邮件", "原始郵件", "原始信件", "邮件原件", "转发的?邮件", "轉寄的?郵件", "轉寄郵件", "원본 메시지", "원본 메일", "전달된 메시지", "pesan asli", "tin nhắn gốc", "ข้อความต้นฉบับ", "מודעה מקורית", "הודעה מקורית", "الرسالة الأصلية",
];

/// "Begin forwarded message:" with a colon and without drawn lines.
#[rustfmt::skip]
pub const FORWARDS: &[&str] = &[
    "begin forwarded message", "start of forwarded message", "anfang der weitergeleiteten (e-?mail|nachricht)", "début du message (transféré|réexpédié)", "inicio del mensaje reenviado", "início da mensagem encaminhada", "inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev", "start på videresendt besked", "videresendt melding", "välitetty viesti alkaa",
    "początek przekazywanej wiadomości", "přeposlaná zpráva", "započeto prosljeđivanje poruke", "započni proslijeđenu poruku", "начало переадресованного (сообщения|письма)", "початок листа, що пересилається", "[iİ]letilen [iİ]leti başlangıcı", "転送されたメッセージ", "下面是被转发的邮件", "開始轉寄郵件", "전달된 메시지 시작",
];

/// Lines that ask to write above them.
#[rustfmt::skip]
pub const ABOVE: &[&str] = &[
    "(please )?(type|write|enter)?\\s*(your )?(reply|answer|response|replies) above this line.*", "reply above this line.*", "bitte (schreiben|antworten|geben) sie.*(oberhalb|über) dieser (zeile|linie).*", "antworten? (bitte )?(oberhalb|über) dieser (zeile|linie).*", "(veuillez )?(répondre|répondez|écrire) au[- ]dessus de cette ligne.*", "(por favor )?(responda|escriba|escreva).*(encima|acima) (de esta línea|desta linha).*", "rispond(i|ere|a).*sopra (a )?questa (riga|linea).*", "(gelieve )?(antwoord|reageer).*boven deze (regel|lijn).*", "(svara|skriv) ovanför (denna|den här) (linje|rad).*",
];

/// How a line of a mail program about itself begins.
#[rustfmt::skip]
pub const DEVICES: &[&str] = &[
    "sent (from|via|with|using|by) (my|the|an?|e?mail|outlook|yahoo|samsung|gmail|proton(mail)?|blackberry|iphone|ipad|android|windows|mobile|aol|mailbird|spark|front|zoho|tutanota|airmail|nine|typeapp|bluemail|blue|newton|superhuman|myMail|huawei|xiaomi|nokia|htc|lg|sony|motorola|t-mobile|verizon|at&t|workspace|polymail|hey|fastmail|postbox|edison|canary|k-9|thunderbird|cell|phone|tablet|smartphone|laptop|rogers|telus|bell)\\b",
    "get (outlook|bluemail|spark|edison mail|gmail|mail|\\S+mail) for (ios|android|iphone|ipad|mac|windows|mobile|free|your)\\b.{0,30}$", "get the (all[- ]new )?(outlook|yahoo|aol|mail) \\S+", "download .{0,20}(yahoo|aol|outlook).{0,30}$", "sent from \\S+( \\S+)?( for \\S+)?[.!]?$", "composed on my", "typed on my", "written on my",
    "von (meinem|meiner|unterwegs|mobil|outlook|samsung|yahoo|iphone|ipad)\\b.*(gesendet|geschickt|verschickt|geschrieben)", "(gesendet|versendet|verschickt|geschickt) (von|mit|via|aus)\\b", "diese nachricht wurde (von|mit) .*(gesendet|geschickt|verschickt)", "diese e-?mail wurde von .*(gesendet|geschickt)", "outlook für \\S+ (beziehen|herunterladen|abrufen)", "holen sie sich outlook",
    "envoyé (de|depuis|à partir|avec|par|via)\\b", "télécharge[rz] outlook", "obten(ir|ez) outlook", "provenance\\s*:\\s*courrier", "envoyé d.un",
    "enviado (desde|do|da|de|a partir|pelo|via|con|com)\\b", "obtener outlook", "obtenha o outlook", "obter o outlook", "descarg(a|ar|ue) outlook", "enviat des",
    "inviato (da|dal|dall|con|tramite)\\b", "(ottieni|scarica) outlook", "inviato dall.",
    "(verzonden|verstuurd|gestuurd|verstuur) (vanaf|van|met|via|vanuit)\\b", "outlook voor \\S+ (downloaden|ophalen)", "download outlook",
    "skicka(t|des) (från|via|med)\\b", "(hämta|skaffa) outlook", "sendt (fra|via|med)\\b", "skaff (deg )?outlook", "hent outlook", "få outlook", "lähetetty .{0,40}$", "(hanki|hae) outlook",
    "wysłan[eoay] (z|za|przy|ze)\\b", "pobierz .{0,20}outlook", "(odesláno|posláno|odeslané|odoslané|poslané) (z|ze|pomocí|mého)\\b", "(stáhnout|stiahnuť|získ\\w+) outlook", "(poslano|poslata|poslato) (s|sa|iz|z|putem|pomoću)\\b", "saadetud (minu|rakendusest|outlook)\\b", "nosūtīts no\\b", "išsiųsta iš\\b", "sent úr\\b", "послато са\\b", "preuzmi(te)? outlook",
    "отправлено (с|из|со|через)\\b", "(скачать|получить) outlook", "надіслано (з|із|зі|через)\\b", "відправлено (з|із|зі)\\b", "изпратено от\\b",
    ".{1,40}(umdan|ımdan|imden|dan|den|tan|ten| ile) gönderildi", "android için outlook", "ios için outlook",
    "στάλθηκε από\\b", "trimis (de|din) pe\\b", "trimis de pe\\b", "elküldve a", "küldve .{0,30}$", "az? .{1,40}(ról|ről|ból|ből) küldve", "dikirim dari\\b", "gửi từ\\b",
    ".{0,40}から送信", ".{0,20}发自我的", "从我的.{0,20}(发送|发出)", "從我的.{0,20}(傳送|發送)", "发自", "來自我的", "來自.{0,10}(iphone|ipad|outlook)", ".{0,40}에서 보냄", "나의 .{0,20}에서 보냄", "(从|從).{0,30}(发送|发出|傳送|寄出)", "获取.{0,10}outlook", "取得.{0,10}outlook", ".{0,20}outlook .{0,20}を入手", "ส่งจาก",
    "תשלח מה", "נשלח מ", "أُ?رسلت? من", "رسل من جهاز", "تم الإرسال من", "ارسال شده از", "مرسل من",
];

/// Header labels: from, sent, to, copy, subject, reply-to.
#[rustfmt::skip]
pub const LABELS: [&[&str]; 6] = [
    &["from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "mittente", "remitente", "expéditeur", "od", "nadawca", "odesílatel", "odosielateľ", "šalje", "pošiljatelj", "от кого", "от", "від кого", "від", "отправитель", "відправник", "kimden", "gönderen", "差出人", "送信者", "发件人", "寄件者", "寄件人", "發件人", "보낸 ?사람", "보낸이", "feladó", "από", "dari", "từ", "de la", "expeditor", "abs(ender)?", "rem(etente)?", "מאת", "من", "saatja", "kellelt", "no", "nuo", "siuntėjas", "frá", "од", "จาก", "از", "प्रेषक", "daripada", "nga", "oddi wrth", "kimdən", "nork", "mula kay"],
    &["sent( (at|on))?", "date( sent)?", "gesendet( am)?", "datum", "envoyé( le)?", "date d.envoi", "enviad[oa]( el| em)?", "fecha( de envío)?", "data( de envio)?", "inviato( il)?", "data invio", "verzonden( op)?", "skickat", "sendt", "dato", "lähetetty", "päiväys", "päivämäärä", "pvm", "wysłano", "wysłane", "wysłany", "odesláno", "odoslané", "dátum", "poslano", "отправлено", "дата( отправки)?", "надіслано", "gönderildi", "gönderilme tarihi", "gönderme tarihi", "gönderim tarihi", "tarih", "送信日時", "日付", "日時", "日期", "发送时间", "发送日期", "發送時間", "寄件日期", "傳送時間", "보낸 ?날짜", "날짜", "보낸시간", "küldve", "elküldve", "ημερομηνία", "στάλθηκε", "dikirim", "tanggal", "đã gửi", "ngày", "trimis", "dată", "time", "zeit", "תאריך", "נשלח", "التاريخ", "تم الإرسال", "изпратено", "послато", "saadetud", "kuupäev", "nosūtīts", "išsiųsta", "data i godzina", "enviat", "ส่ง", "วันที่", "تاریخ", "दिनांक", "भेजा गया", "tarikh", "dihantar", "dërguar", "anfonwyd", "göndərilmə tarixi", "bidalia", "испратено", "petsa"],
    &["to", "an", "à", "a", "para", "per", "aan", "till", "til", "vastaanottaja", "do", "dla", "komu", "pro", "prima", "za", "primatelj", "кому", "kime", "alıcı", "宛先", "收件人", "收件者", "받는 ?사람", "받는이", "címzett", "προς", "kepada", "đến", "către", "destinataire", "destinatari[oa]?", "destinatário", "empfänger", "ontvanger", "mottagare", "modtager", "mottaker", "adresat", "odbiorca", "אל", "إلى", "до", "за", "adressaat", "saaja", "kellele", "kam", "per a", "ถึง", "به", "प्रति", "për", "kimə", "nori", "prejemnik"],
    &["cc", "c\\.c", "kopie( \\(cc\\))?", "kopia", "kopija", "copie( à)?", "copia( a)?", "cópia", "kopi", "kopio", "dw", "do wiadomości", "kópia", "копия", "копія", "bilgi", "抄送", "副本", "참조", "másolatot kap", "másolat", "κοιν", "bcc", "tembusan", "עותק"],
    &["subject", "betreff", "betr", "objet", "sujet", "asunto", "assunto", "assumpte", "oggetto", "onderwerp", "ämne", "emne", "aihe", "otsikko", "temat", "předmět", "predmet", "naslov", "тема", "konu", "件名", "主题", "主題", "主旨", "제목", "tárgy", "θέμα", "subiect", "perihal", "subjek", "chủ đề", "re", "נושא", "الموضوع", "относно", "наслов", "предмет", "teema", "tēma", "tema", "zadeva", "efni", "assumpte", "เรื่อง", "موضوع", "विषय", "tema", "pwnc", "mövzu", "gaia", "paksa", "predmet"],
    &["reply[- ]to", "antwort an", "antworten an", "répondre à", "responder a", "rispondi a", "antwoord(en)? (aan|naar)", "svar till", "svar til", "vastausosoite", "odpowiedz do", "odpověď", "organi[sz]ation", "importance", "wichtigkeit", "priority", "priorität", "attachments?", "anlagen?", "pièces? jointes?", "adjuntos?", "anexos?", "allegat[io]", "bijlagen?", "załączniki?"],
];

/// What is said of a mail passed on, wherever a program writes it.
#[rustfmt::skip]
pub const FORWARDED: &[&str] = &[
    "forward", "weitergeleitet", "transf[eé]r", "transmis", "réexpédi", "reenviad", "encaminhad", "inoltrat", "doorgestuurd", "vidarebefordra", "videresend", "välitet", "przekaz", "přeposlan", "preposlan", "prosl[i]?jeđ", "prosljeđ", "posredovan",
    "пересыла", "пересла", "переадрес", "препратен", "[iİ]letilen", "yönlendir", "továbbít", "redirecționat", "προωθ", "転送", "转发", "轉寄", "轉發", "전달", "diteruskan", "chuyển tiếp", "הועבר", "تمت إعادة توجيه",
];

/// What programs put before the subject of a mail passed on. Finnish `VS` and Swedish `SV` are answers.
#[rustfmt::skip]
pub const FORWARD_PREFIXES: &[&str] = &["fwd?", "fw", "wg", "wtr", "tr", "rv", "enc", "i", "doorst", "vl", "vb", "vid", "videresendt", "pd", "fs", "trs", "пересл", "fwd:? ?fwd?", "転送", "转发", "轉寄", "轉發", "전달", "ilt", "továbbítás", "továbbítva", "πρθ", "προωθ", "הועבר", "إعادة توجيه", "bls"];

/// How people end a letter, before their name.
#[rustfmt::skip]
pub const SIGN_OFFS: &[&str] = &[
    "(with )?(best|kind|kindest|warm|warmest|many|sincere)?( and kind)? ?(regards|wishes)", "best", "cheers", "thanks( and regards)?", "(many )?thanks", "thank you", "sincerely", "yours( truly| sincerely| faithfully)?",
    "(mit )?(freundlich\\w*|best\\w*|lieb\\w*|herzlich\\w*|schön\\w*|viel\\w*)? ?(grü(ß|ss)(e|en)?|gruß)( aus .{1,30})?", "mfg", "lg", "vg", "hochachtungsvoll", "(bien )?cordialement", "(bien )?à vous", "salutations( distinguées)?", "cdlt", "(un )?(cordial )?saludos?( cordiales)?", "atentamente", "atenciosamente", "(com os )?(melhores )?cumprimentos", "abraços?",
    "(cordiali|distinti) saluti", "cordialmente", "(met )?(vriendelijke|hartelijke) groet(en)?", "mvg", "(med )?(vänlig|bästa|vennlig|venlig|bedste)\\w* (hälsning|hilsen|hilsener|hälsningar)(ar)?", "mvh", "ystävällisin terveisin", "terveisin", "(z )?(poważaniem|pozdrowieniami)", "pozdrawiam", "s pozdravem", "s pozdravom", "(srdačan )?pozdrav", "lp",
    "с уважением", "з повагою", "saygılarımla", "(iyi çalışmalar|sevgiler)", "üdvözlettel", "tisztelettel", "cu (stimă|respect)", "με εκτίμηση", "よろしくお願い(いた)?します", "敬具", "此致", "祝好", "감사합니다", "בברכה", "مع تحياتي",
];
