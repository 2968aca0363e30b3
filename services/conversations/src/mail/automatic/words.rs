//! The words of answering machines, in the languages they speak. Patterns of the regex crate, case does not matter.

/// What a mail program puts before the subject it answers by itself.
#[rustfmt::skip]
pub const ANSWER: &[&str] = &[
    "automat(ic|ed) (e-?mail )?(reply|response)", "auto(matic)?[ -]?(reply|response|respond(er)?)", "out[ -]of[ -](the[ -])?office( auto(matic)?[ -]?reply| reply| response| notification)?", "away from (the )?office", "vacation (reply|response|message|notice)", "automatische antwort", "automatische abwesenheitsnotiz", "abwesenheits(notiz|nachricht|meldung|assistent|hinweis)", "réponse automatique", "absence du bureau", "message d.absence", "respuesta autom[aá]tica", "respuesta autom[aá]tica a", "fuera de (la )?oficina", "respuesta de ausencia", "ausencia de (la )?oficina", "notificação de ausência", "assenza dall.ufficio", "távolléti (értesítés|üzenet)", "отсутств\\w+ на рабочем месте", "нет на работе", "işyeri dışında", "resposta automàtica",
    "resposta autom[aá]tica", "fora do escritório", "ausência temporária", "risposta automatica", "fuori (sede|ufficio)", "automatisch antwoord", "automatische? (antwoord|beantwoording)", "afwezigheids(melding|bericht)", "niet aanwezig", "autosvar", "automatiskt svar", "automatisk svar", "automatisk besked", "frånvaro(meddelande)?", "fraværs(melding|besked|assistent)", "ikke til stede", "ikke på kontoret", "automaattinen vastaus", "poissaoloviesti", "poissa toimistosta", "odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "poza biurem", "automatická odpověď", "automatická odpoveď", "mimo kancelář", "automatikus válasz",
    "házon kívül", "răspuns automat", "автоматичен отговор", "автоматический ответ", "автоматически ответ", "автоответ", "автовідповідь", "автоматична відповідь", "αυτόματη απάντηση", "εκτός γραφείου", "otomatik (yanıt|cevap)", "ofis dışında", "automatski odgovor", "samodejni odgovor", "аутоматски одговор", "automaatvastus", "automaatne vastus", "automātiskā? atbilde", "automatinis atsakymas", "sjálfvirkt svar", "trả lời tự động", "balasan otomatis", "ตอบกลับอัตโนมัติ", "การตอบกลับอัตโนมัติ",
    "自動(応答|返信)", "自动(回复|答复)", "自動(回覆|答覆)", "外出中", "不在(通知|のお知らせ)", "자동 ?(회신|응답|답장)", "부재중 ?(자동 ?)?(회신|응답|알림)?", "(מענה|תשובה) אוטומטית?", "(رد|الرد) (تلقائي|التلقائي)", "پاسخ خودکار", "स्वचालित उत्तर",
    "outomatiese antwoord", "përgjigje automatike", "автоматски одговор", "erantzun automatikoa", "resposta automática", "ymateb awtomatig", "avtomatik cavab", "автоматты жауап", "ავტომატური პასუხი", "ավտոմատ պատասխան", "awtomatikong tugon", "jibu la kiotomatiki", "(jawapan|balasan) automatik", "luar pejabat", "izvan ureda", "извън офиса", "вне офиса", "поза офісом", "mimo kanceláriu", "kontorist väljas", "prombūtnes paziņojums", "nebuvimo biure", "ekki á skrifstofunni", "vắng mặt( tại văn phòng)?", "di luar kantor", "ไม่อยู่ที่(สำนักงาน|ทำงาน)", "מחוץ למשרד", "خارج المكتب", "خارج از (دفتر|محل کار)", "कार्यालय से बाहर",
];

/// Beginnings of subjects that say somebody is away, where something else says that a machine wrote it.
#[rustfmt::skip]
pub const AWAY: &[&str] = &[
    "out[ -]of[ -](the[ -])?office", "ooo\\b", "abwesenheit", "abwesend", "fravær", "外出", "ich bin .{0,20}nicht im (büro|haus)", "nicht im (büro|haus)", "im urlaub", "urlaub\\b", "absent", "en congé", "en vacances", "ausente", "de vacaciones", "de férias", "assente", "in ferie", "afwezig", "op vakantie", "frånvarande", "på semester", "fraværende", "på ferie", "poissa", "lomalla", "nieobecn", "na urlopie", "mimo kancelář", "na dovolené", "szabadság", "în concediu", "в отпуске", "у відпустці", "нет на месте", "izinde", "na godišnjem", "na dopustu", "λείπω", "away from my (mail|desk|office|email)", "away until\\b", "on (annual |parental |maternity |sick )?leave", "on (vacation|holiday)", "休暇", "休假", "휴가",
    "puhkusel", "atvaļinājum", "atostog", "odsot(en|na|nost)", "odsut(an|na|nost)", "ван канцеларије", "отпуск", "απουσία", "fjarverandi", "cuti\\b", "tidak di kantor", "vắng mặt", "afwezig wegens", "dovolenk",
];

/// A first line that says of itself that nobody wrote it.
#[rustfmt::skip]
pub const DECLARED: &[&str] = &[
    "this (e-?mail |message |mail )?is an? (automat(ed|ic)(ally generated)?|auto[- ]?(generated|matic)?) ?(e-?mail |mail )?(reply|response|message|answer|acknowledge?ment|confirmation|notification)", "this (e-?mail|message|reply) (was|has been|is) (automatically|auto-?) ?(generated|sent|created)", "(automatic|automated) (reply|response)[.:! ]*$", "auto-?(reply|response)[.:! ]*$",
    "dies(e|er|es)? (e-?mail |nachricht |mail |antwort )?(ist|wurde|wird) (eine? )?automatisch", "(das|dies) ist eine? automatisch", "automatische (antwort|eingangsbestätigung|empfangsbestätigung)[.:! ]*$", "(ceci est|il s.agit d.|vous recevez) ?une? ?(réponse|message|courriel|e-?mail|accusé de réception) (automatique|généré automatiquement)", "ce (message|courriel) (est|a été) (généré|envoyé) automatiquement", "(este|esta|esto|éste|ésta) es una? (respuesta|mensaje|correo)( electrónico)? (automátic[ao]|generado automáticamente)", "quest[ao] è una? (risposta|messaggio|e-?mail) (automatic[ao]|generat[ao] automaticamente)",
    "dit (is een|bericht is|e-?mailbericht is) (automatisch|geautomatiseerd)", "est[ae] é uma? (resposta|mensagem|e-?mail) automátic[ao]", "det(ta|te) (är|er) (ett|et|en) automatisk", "tämä on automaattinen", "(to|niniejsza|ta) (jest )?(wiadomość|odpowiedź).{0,30}automatyczn", "(jest )?to automatyczn", "toto je automatick", "ez egy automatikus", "acesta este un (mesaj|răspuns) automat", "это автоматическ", "(данное|это) (письмо|сообщение) .{0,40}автоматически", "це автоматичн", "това е автоматич", "αυτό είναι (ένα )?αυτόματο", "bu (bir )?otomatik", "ovo je automatsk", "(この|本)メール(は|への返信は).{0,30}自動", "(这|這|此|本)(是|为|為)?.{0,4}(一封)?(系统|系統)?自(动|動)", "(이|본) (메일|메시지)(은|는) .{0,20}자동", "esta es una resposta automàtica", "đây là (thư|email|tin nhắn) (trả lời )?tự động", "ini adalah (balasan|pesan|email) otomatis",
    "to je samodej", "ово је аутоматск", "see on automaat", "(šī|šis|šo) ir automātisk", "tai (yra )?automatin", "þetta er sjálfvirk", "hierdie is .n outomatiese", "ini (adalah|ialah) (balasan|mesej|e-?mel|jawapan) automatik", "זו(הי)? (הודעה|תשובה|תגובה) אוטומטית", "(هذه|هذا) (رسالة|رد|بريد)( إلكتروني)? (تلقائية?|آلية?)", "این (یک )?(پیام|ایمیل|پاسخ) خودکار", "यह (एक )?स्वचालित", "(อีเมล|ข้อความ)นี้.{0,20}อัตโนมัติ", "(esta é|este é) unha? (resposta|mensaxe) automátic",
];

/// A first line that says somebody is away …
#[rustfmt::skip]
pub const GONE: &[&str] = &[
    "i( am|.m| will be) (currently |presently |now )?(out of (the |my )?office|away|on (annual |parental |maternity |sick )?(leave|vacation|holiday))", "ich bin (derzeit |zur zeit |zurzeit |aktuell |momentan |ab |vom |bis |am ).{0,80}(nicht (im büro|im haus|erreichbar|am platz)|abwesend|außer haus|im urlaub)", "ich bin (nicht im büro|nicht im haus|abwesend|außer haus|im urlaub)", "je suis (actuellement )?(absent|en congé|en vacances|hors du bureau)", "(estoy|estaré|me encuentro) (fuera|ausente|de vacaciones)", "(sono|sarò) (attualmente )?(assente|fuori|in ferie)", "(estou|estarei) (ausente|fora|de férias)", "ik ben (momenteel |tot .{0,30})?(afwezig|niet aanwezig|op vakantie|niet op kantoor)", "jag är (inte på kontoret|på semester|frånvarande|tjänstledig)", "jeg er (ikke på kontoret|på ferie|fraværende|ikke til stede)", "olen (poissa|lomalla)", "(jestem|będę) (nieobecn|na urlopie|poza biurem)", "jsem (mimo kancelář|na dovolené|nepřítom)", "(я|меня|сейчас я) .{0,20}(в отпуске|не в офисе|отсутству|нет на)",
];

/// … and one that only machines add: what happens to the mail.
#[rustfmt::skip]
pub const UNREAD: &[&str] = &[
    "(your )?(e-?mails?|messages?|mails?) (will|is|are|does|do) (not|n.t) (be )?(automatically )?(forward|read|redirected|monitored|checked)", "(ihre |deine )?(e-?mails?|nachrichten?|mails?) (wird|werden) .{0,30}(nicht .{0,20}(weitergeleitet|gelesen|bearbeitet)|nicht automatisch)", "(votre |vos )?(messages?|e-?mails?|courriels?) ne (sera|seront|sont|est) pas (lu|transf|transmis|redirig)", "(su|sus|los|el) (mensajes?|correos?) no (será|serán|se) .{0,10}(reenvia|leíd|redirig)", "(il|la|sua|tua|le) .{0,15}(e-?mail|messaggi?o?) non (verrà|sarà|verranno|saranno|è) .{0,10}(inoltrat|lett)", "(uw|je) (e-?mail|bericht|mail) wordt niet (automatisch )?(doorgestuurd|gelezen|doorgezonden)",
];

/// … or, where it thanked for the mail at once, whom to ask instead, or that its writer reads nothing.
#[rustfmt::skip]
pub const URGENT: &[&str] = &[
    "(with )?(no|limited|restricted|little|intermittent) access to (my )?(e-?mails?|mails?|messages)", "(for|in|if).{0,40}\\burgent\\b.{0,60}(contact|call|write|reach)", "in dringenden (fällen|angelegenheiten)", "en cas d.urgence", "en caso (de urgencia|urgente)", "(in|per) caso di urgenza", "(bij|in) (spoed|dringende)", "em caso de urgência",
];

/// Systems that ask for a proof of being human before they deliver.
#[rustfmt::skip]
pub const CHALLENGE: &[&str] = &[
    "(verify|prove|confirm|show).{0,60}(you are|you.re|that you are|your message is|you were) (a )?(real |human|legitimate|not (a )?(spam|robot|machine|computer))", "(verify|confirm) your (e-?mail )?address.{0,120}(deliver|reach|whitelist|approved sender|allowed sender)", "(approved|allowed|safe) senders? list.{0,160}(click|reply|confirm)", "(click|reply|confirm).{0,160}(approved|allowed|safe|white) ?senders? ?list", "your message (is|has been) (being )?held.{0,160}(confirm|verify|reply|click)", "(spam ?arrest|boxbe|tmda|active spam killer|sendio|challenge-?response)", "bestätigen sie.{0,80}(kein spam|kein roboter|absender|ein mensch)", "(confirmez|vérifier).{0,80}(pas un (robot|spam)|être humain)",
];
