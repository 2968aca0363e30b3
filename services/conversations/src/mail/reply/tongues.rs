//! The line that announces a quote, and the header above one, in languages of the world: as Gmail, Outlook, Apple Mail and others write them.
use super::cut_text;

#[rustfmt::skip]
const ANNOUNCED: [&str; 36] = [
    "Kontakt Ann (<a@b.c>) kirjutas kuupäeval E, 3. veebruar 2025 kell 10:00:",
    "2025-02-03, pr, 10:00 Ann <a@b.c> rašė:",
    "pirmd., 2025. g. 3. febr., plkst. 10:00 — lietotājs Ann (<a@b.c>) rakstīja:",
    "Ann <a@b.c> ezt írta (időpont: 2025. febr. 3., H, 10:00):",
    "În lun., 3 feb. 2025 la 10:00, Ann <a@b.c> a scris:",
    "На пн, 3.02.2025 г. в 10:00 ч. Ann <a@b.c> написа:",
    "Στις Δευ 3 Φεβ 2025 στις 10:00 π.μ., ο χρήστης Ann <a@b.c> έγραψε:",
    "בתאריך יום ב׳, 3 בפבר׳ 2025 ב-10:00 מאת Ann <a@b.c>:",
    "في الاثنين، 3 فبراير 2025 في 10:00 ص تمت كتابة ما يلي بواسطة Ann <a@b.c>:",
    "در تاریخ دوشنبه 3 فوریهٔ 2025،‏ 10:00 Ann <a@b.c> نوشت:",
    "सोम, 3 फ़र॰ 2025 को 10:00 am बजे को Ann <a@b.c> ने लिखा:",
    "ในวันที่ จ. 3 ก.พ. 2025 เวลา 10:00 Ann <a@b.c> เขียนว่า:",
    "Vào Th 2, 3 thg 2, 2025 vào lúc 10:00 Ann <a@b.c> đã viết:",
    "Pada Sen, 3 Feb 2025 pukul 10.00 Ann <a@b.c> menulis:",
    "Noong Lun, Peb 3, 2025 nang 10:00 AM, sinulat ni Ann <a@b.c>:",
    "pon, 3. velj 2025. u 10:00 Ann <a@b.c> napisao je:",
    "пон, 3. феб 2025. у 10:00 Ann <a@b.c> је написао/ла:",
    "V V pon., 3. feb. 2025 ob 10:00 je oseba Ann <a@b.c> napisala:",
    "Þann mán., 3. feb. 2025 kl. 10:00 skrifaði Ann <a@b.c>:",
    "Missatge de Ann <a@b.c> del dia dl., 3 de febr. 2025 a les 10:00:",
    "O luns, 3 de feb. de 2025 ás 10:00, Ann (<a@b.c>) escribiu:",
    "Op Ma, 3 Feb 2025 om 10:00 het Ann <a@b.c> geskryf:",
    "Mnamo Jtt, 3 Feb 2025 10:00 Ann <a@b.c> aliandika:",
    "ორშ, 3 თებ. 2025, 10:00 Ann <a@b.c> დაწერა:",
    "Ann <a@b.c> 3 fev 2025, B.e. tarixində, saat 10:00 yazdı:",
    "пн, 3 лют. 2025 р. о 10:00 Ann <a@b.c> пише:",
    "2025 ж. 3 ақп., дс 10:00 Ann <a@b.c> былай деп жазды:",
    "Ann <a@b.c>, 3 Şub 2025 Pzt, 10:00 tarihinde şunu yazdı:",
    "সোম, 3 ফেব, 2025 তারিখে 10:00 AM টায় Ann <a@b.c> লিখেছেন:",
    "திங்., 3 பிப்., 2025, முற்பகல் 10:00 அன்று, Ann <a@b.c> எழுதியது:",
    "Ar Llun, 3 Chwef 2025 am 10:00 ysgrifennodd Ann <a@b.c>:",
    "po 3. 2. 2025 v 10:00 odesílatel Ann <a@b.c> napsal:",
    "po 3. 2. 2025 o 10:00 Ann <a@b.c> napísal(a):",
    "Hau idatzi du Ann (<a@b.c>) erabiltzaileak (2025 ots. 3, al. 10:00):",
    "2025년 2월 3일 (월) 오전 10:00, Ann <a@b.c>님이 작성:",
    "Ann <a@b.c> 於 2025年2月3日 週一 上午10:00寫道：",
];

#[rustfmt::skip]
const HEADED: [[&str; 4]; 9] = [
    ["Daripada: Ann <a@b.c>", "Dihantar: Isnin, 3 Februari 2025", "Kepada: t@d.e", "Subjek: x"],
    ["प्रेषक: Ann <a@b.c>", "दिनांक: 3 फ़रवरी 2025", "प्रति: t@d.e", "विषय: x"],
    ["Frá: Ann <a@b.c>", "Sent: mánudagur, 3. febrúar 2025", "Til: t@d.e", "Efni: x"],
    ["Od: Ann <a@b.c>", "Poslano: ponedeljek, 3. februar 2025", "Za: t@d.e", "Zadeva: x"],
    ["Kimdən: Ann <a@b.c>", "Göndərilmə tarixi: 3 fevral 2025", "Kimə: t@d.e", "Mövzu: x"],
    ["Oddi wrth: Ann <a@b.c>", "Anfonwyd: 3 Chwefror 2025", "At: t@d.e", "Pwnc: x"],
    ["Од: Ann <a@b.c>", "Испратено: 3 февруари 2025", "До: t@d.e", "Предмет: x"],
    ["Feladó: Ann <a@b.c>", "Elküldve: 2025. február 3.", "Címzett: t@d.e", "Tárgy: x"],
    ["מאת: Ann <a@b.c>", "נשלח: יום שני 3 פברואר 2025", "אל: t@d.e", "נושא: x"],
];

#[test]
fn a_quote_is_announced_in_the_languages_of_the_world() {
    let mut kept = Vec::new();
    for line in ANNOUNCED {
        for quote in ["> Old words.", "Old words."] {
            let reply = cut_text(&format!("New words.\n\n{line}\n\n{quote}\n")).reply;
            if reply != "New words." {
                kept.push(format!("{line} / {quote}"));
            }
        }
    }
    assert!(kept.is_empty(), "{}: {kept:#?}", kept.len());
}

#[test]
fn a_header_above_a_quote_is_known_in_the_languages_of_the_world() {
    for lines in HEADED {
        let reply = cut_text(&format!("New words.\n\n{}\n\nOld words.\n", lines.join("\n"))).reply;
        assert_eq!(reply, "New words.", "{lines:?}");
    }
}

#[test]
fn what_people_say_of_writing_and_of_days_stays() {
    for text in [
        "On Monday we wrote to you, and nobody answered.",
        "Ar ôl hynny: dim.",
        "O carro chegou em 2025.",
        "Sen geldin mi? Ann 10:00 yazdı dedi, ama gelmedi.",
        "She wrote: come at 10:00 on Monday.\nI came.",
        "Dear team,\n\nPada 3 Februari 2025 kami menulis surat kepada Anda.\nTerima kasih.",
        "در تاریخ 3 فوریه نامه‌ای نوشتم.\nممنون",
    ] {
        assert_eq!(cut_text(text).reply, text);
    }
}
