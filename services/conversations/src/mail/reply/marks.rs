//! The marks of quoting: "On … wrote:" in one or more lines, header blocks, "Original Message" lines, "Sent from my …" lines.

use super::words;
use regex::Regex;
use std::sync::LazyLock;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"\d{1,4}(\. ?|[/-])\d{1,2}(\. ?|[/-])\d{1,4}|\b(19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\d\s*[年月日년월일]|[٠-٩۰-۹]{1,4}",
    )
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| constant(r"[^\s<>@,;:]+@[^\s<>@,;:]+"));
static ENDS_IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    constant(r"(<|&lt;|\(|\[mailto:)\s*[^\s<>@]*@?[^\s<>@]+@[^\s<>@]+\s*(>|&gt;|\)|\])\s*[:：]?$")
});
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    constant(&format!(r"(?i)(\b({})|{})", words::VERBS.join("|"), words::VERBS_ASIAN.join("|")))
});
static ENDS_IN_VERB: LazyLock<Regex> = LazyLock::new(|| {
    constant(&format!(r"(?i)(\b({})|{})\s*[:：]?$", words::VERBS.join("|"), words::VERBS_ASIAN.join("|")))
});
static QUOTING: LazyLock<Regex> = LazyLock::new(|| {
    constant(r"(?i)^(quoting|zitat von|zitiere|citando( a)?|citation de|citát|quote from|missatge de)\b")
});
static INTRO: LazyLock<Regex> = LazyLock::new(|| {
    constant(&format!(
        r#"(?i)^["'*_(\[]*(\d|({})\b|({}))"#,
        words::INTROS.join("|"),
        words::INTROS_ASIAN.join("|")
    ))
});
static ORIGINAL: LazyLock<Regex> = LazyLock::new(|| {
    constant(&format!(
        r"(?i)^[\s*_]*([-_=*~─‐–—]{{2,}})[\s*]*({})[\s*:：.]*([-_=*~─‐–—]*)[\s*_]*$",
        words::ORIGINALS.join("|")
    ))
});
static BEGIN_FORWARD: LazyLock<Regex> =
    LazyLock::new(|| constant(&format!(r"(?i)^[\s*_]*({})\s*[:：][\s*_]*$", words::FORWARDS.join("|"))));
static ABOVE: LazyLock<Regex> =
    LazyLock::new(|| constant(&format!(r"(?i)^[\s#*=_>-]*({})[\s#*=_.-]*$", words::ABOVE.join("|"))));
static DEVICE: LazyLock<Regex> =
    LazyLock::new(|| constant(&format!(r"(?i)^[\s*_(\[-]*({})", words::DEVICES.join("|"))));
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    let kinds: Vec<String> = words::LABELS
        .iter()
        .enumerate()
        .map(|(at, labels)| format!("(?P<k{at}>{})", labels.join("|")))
        .collect();
    constant(&format!(r"(?i)^[\s>*_|]*({})\s*[*_]*\s*[:：]", kinds.join("|")))
});

static SIGN_OFF: LazyLock<Regex> =
    LazyLock::new(|| constant(&format!(r"(?i)^[\s*_]*({})[\s,.!*_，。、]*$", words::SIGN_OFFS.join("|"))));

static THING: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)^an? |^(\S+ ){0,3}(smartphone|phone|galaxy|samsung|iphone|ipad|android|device|tablet)\b[^ ]*$|\b(brevity|typos?|excuse)\b",
    )
});

fn constant(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// How many of these lines make up an "On … wrote:" line that begins with the first; 0 if none does.
#[must_use]
pub fn quote_header(lines: &[String]) -> usize {
    const MAX_LENGTH: usize = 400;
    let mut joined = String::new();
    for (at, line) in lines.iter().enumerate() {
        let line = if at == 0 { line.as_str() } else { line.trim_start_matches(['|']) };
        if at > 0 && !line.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        if joined.len() > MAX_LENGTH || (at > 0 && line.starts_with('>') && !closes(line)) {
            return 0;
        }
        if !line.is_empty() && is_quote_header(&joined, at > 0) {
            return at + 1;
        }
        // A sentence that ends is no part of it, nor does one begin without saying when.
        let ended = line.ends_with(['!', '?']) || (line.ends_with('.') && line.len() > 40);
        if ended
            || (at == 0 && !(INTRO.is_match(&joined) && (DATE.is_match(&joined) || weekday_comma(&joined))))
        {
            return 0;
        }
    }
    0
}

/// A line right above a quote that names an address and a time and ends in a colon announces it, whatever the language.
#[must_use]
pub fn announces(line: &str) -> bool {
    line.len() < 300
        && line.ends_with([':', '：'])
        && ((ADDRESS.is_match(line) && DATE.is_match(line))
            || (ADDRESS.is_match(line) && VERB.is_match(line)))
}

/// Somebody's name and "wrote:", and nothing else: it announces a quote where nothing new stands below that.
#[must_use]
pub fn names_a_writer(line: &str) -> bool {
    const LONGEST: usize = 60;
    line.chars().count() <= LONGEST
        && line.ends_with([':', '：'])
        && ENDS_IN_VERB.is_match(line)
        && line.split_whitespace().count() <= 6
}

/// Notes puts who wrote, when, and how the old mail begins into one line, between dashes.
#[must_use]
pub fn is_notes_header(line: &str) -> bool {
    static NOTES: LazyLock<Regex> = LazyLock::new(|| {
        constant(
            r"^[^-]{1,80}-{2,}\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ T]\d{1,2}[:.]\d\d([:.]\d\d)?.{0,12}-{2,}",
        )
    });
    NOTES.is_match(line)
}

/// What stands below a drawn line when it is a footer: contact details, or a list's words about itself.
#[must_use]
pub fn is_contact(line: &str) -> bool {
    static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
        constant(
            r"(?i)https?://|\bwww\.|@|\b(tel|fax|phone|mobile|mobil|handy|unsubscribe|mailing list)\b|\+?\d[\d /().-]{6,}\d",
        )
    });
    CONTACT.is_match(line)
}

/// A line that begins with `>` because the address's bracket was wrapped.
fn closes(line: &str) -> bool {
    let rest = line.trim_start_matches(['>', ' ']);
    rest == ":" || (rest.len() < 40 && ENDS_IN_VERB.is_match(rest))
}

fn weekday_comma(text: &str) -> bool {
    text.len() < 60 && text.contains(',') && text.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_quote_header(joined: &str, wrapped: bool) -> bool {
    let text = joined.trim_matches(|c: char| matches!(c, '-' | '*' | '_' | '=' | '>' | ' ')).trim();
    let closing_bracket = joined.trim_end().ends_with('>');
    let text = if closing_bracket {
        joined.trim_start_matches(['-', '*', '_', '=', '>', ' ']).trim_end()
    } else {
        text
    };
    let dated = DATE.is_match(text);
    let begins = INTRO.is_match(text);
    let addressed = ADDRESS.is_match(text);
    let colon = text.ends_with([':', '：']);
    if dated && begins && ENDS_IN_VERB.is_match(text) {
        return true;
    }
    if dated && begins && colon && VERB.is_match(text) {
        return true;
    }
    if dated
        && begins
        && addressed
        && ENDS_IN_ADDRESS.is_match(text)
        && (colon || text.starts_with(|c: char| c.is_ascii_digit()))
    {
        return true;
    }
    if wrapped {
        return false;
    }
    let told = colon && VERB.is_match(text) && text.len() < 250;
    let quoting = colon && addressed && QUOTING.is_match(text);
    quoting
        || (told && addressed && (dated || ENDS_IN_VERB.is_match(text)))
        || (told && dated && text.len() < 100)
}

/// "-----Original Message-----", "Begin forwarded message:", "reply above this line" in many languages.
#[must_use]
pub fn is_original_marker(text: &str) -> bool {
    text.len() < 160 && (ORIGINAL.is_match(text) || BEGIN_FORWARD.is_match(text) || ABOVE.is_match(text))
}

/// "Sent from my iPhone" and its kin: a short line by itself.
#[must_use]
pub fn is_device_signature(text: &str) -> bool {
    let bare = text.split(['<', '(', '[']).next().unwrap_or(text);
    // After a comma comes what kind of a thing it is, or an excuse; anything else is a sentence.
    let sentence = bare.split_once(", ").is_some_and(|(_, more)| !THING.is_match(more));
    !sentence && bare.len() < 110 && DEVICE.is_match(text) && bare.split_whitespace().count() <= 14
}

/// A block of From/Sent/To/Subject lines begins with the first of these lines.
#[must_use]
pub fn starts_header_block(lines: &[String]) -> bool {
    let Some(first) = label(lines.first().map_or("", String::as_str)) else { return false };
    let mut kinds = vec![first];
    let (mut blanks, mut others) = (0, 0);
    for line in &lines[1..] {
        if let Some(kind) = label(line) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            (blanks, others) = (0, 0);
        } else if line.is_empty() {
            blanks += 1;
        } else {
            others += 1;
        }
        if blanks > 1 || others > 2 || kinds.len() >= 3 {
            break;
        }
    }
    let from = kinds.contains(&0);
    let subject = kinds.contains(&4);
    kinds.len() >= 3 && (from || subject)
}

/// The header that a line's label names, and what stands behind the label.
#[must_use]
pub fn labelled(line: &str) -> Option<(usize, &str)> {
    let kind = label(line)?;
    let end = LABEL.find(line)?.end();
    Some((kind, line[end..].trim_matches(['*', '_', ' ', '\t'])))
}

/// A line people end their letters with.
#[must_use]
pub fn is_sign_off(line: &str) -> bool {
    line.len() < 80 && SIGN_OFF.is_match(line)
}

/// Which header the label at the start of a line names: 0 from, 1 sent, 2 to, 3 cc, 4 subject, 5 reply-to.
fn label(line: &str) -> Option<usize> {
    if line.len() > 1_000 {
        return None;
    }
    let found = LABEL.captures(line)?;
    (0..words::LABELS.len()).find(|at| found.name(&format!("k{at}")).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &[(&str, usize)] = &[
        ("On Thu, Jun 20, 2013 at 4:18 PM, matt2 via Discourse Meta <\ninfo@discourse.org> wrote:", 2),
        ("Le 4 janv. 2016 19:03, \"Neil Lalonde\"\n<info@discourse.org>\na écrit :", 3),
        ("---- On Tue, 22 Dec 2015 14:17:36 +0530 Sam &lt;i@d.org&gt; wrote ----", 1),
        ("2013/7/20 sam via Discourse Meta <info@discourse.org>", 1),
        ("codinghorror via Discourse Meta <info@discourse.org> schrieb:", 1),
        ("El lun, 3 feb 2025 a las 10:00, Ann (<a@b.c>) escribió:", 1),
        ("Il giorno lun 3 feb 2025 alle ore 10:00 Ann <a@b.c> ha scritto:", 1),
        ("Den mån 3 feb. 2025 kl 10:00 skrev Ann <a@b.c>:", 1),
        ("Op ma 3 feb 2025 om 10:00 schreef Ann <a@b.c>:", 1),
        ("Dne po 3. 2. 2025 10:00 uživatel Ann <a@b.c> napsal:", 1),
        ("пн, 3 февр. 2025 г. в 10:00, Ann <a@b.c>:", 1),
        ("2025년 2월 3일 (월) 오전 10:00, Ann <a@b.c>님이 작성:", 1),
        ("Am Mo., 3. Feb. 2025 um 10:00 Uhr schrieb Ann <a@b.c>:", 1),
        ("Ann <a@b.c> schrieb am Mo. 3. Feb. 2025 um 10:00:", 1),
        ("Ann Example <a@b.c> hat am 03.02.2025 10:00 geschrieben:", 1),
        ("Le lun. 3 févr. 2025 à 10:00, Ann <a@b.c> a écrit :", 1),
        ("Le 03/02/2025 à 10:00, Ann a écrit :", 1),
        ("El 03/02/2025 a las 10:00, Ann escribió:", 1),
        ("El 3 feb 2025, a las 10:00, Ann <a@b.c> escribió:", 1),
        ("Em seg., 3 de fev. de 2025 às 10:00, Ann <a@b.c> escreveu:", 1),
        ("A seg, 3/02/2025, 10:00, Ann <a@b.c> escreveu:", 1),
        ("Il giorno 3 feb 2025, alle ore 10:00, Ann <a@b.c> ha scritto:", 1),
        ("Il 03/02/2025 10:00, Ann ha scritto:", 1),
        ("Op 3 feb. 2025, om 10:00 heeft Ann <a@b.c> het volgende geschreven:", 1),
        ("Op 03-02-2025 om 10:00 schreef Ann:", 1),
        ("Den mån 3 feb. 2025 kl 10:00 skrev Ann <\na@b.c>:", 2),
        ("3 feb. 2025 kl. 10:00 skrev Ann <a@b.c>:", 1),
        ("Den 3. feb. 2025 kl. 10.00 skrev Ann <a@b.c>:", 1),
        ("Den 2025-02-03 kl. 10:00, skrev Ann:", 1),
        ("ma 3. helmik. 2025 klo 10.00 Ann (a@b.c) kirjoitti:", 1),
        ("Ann kirjoitti 3.2.2025 klo 10.00:", 1),
        ("Wiadomość napisana przez Ann w dniu 3 lut 2025, o godz. 10:00:", 1),
        ("W dniu 3.02.2025 o 10:00, Ann pisze:", 1),
        ("Dne 03.02.2025 v 10:00 Ann napsal(a):", 1),
        ("po 3. 2. 2025 v 10:00 odesílatel Ann <a@b.c> napsal:", 1),
        ("pon, 3. velj 2025. u 10:00 Ann <a@b.c> napisao je:", 1),
        ("Dana 3. 2. 2025. 10:00, Ann je napisao/la:", 1),
        ("03.02.2025 10:00, Ann пишет:", 1),
        ("Понедельник, 3 февраля 2025, 10:00 +03:00 от Ann <a@b.c>:", 1),
        ("пн, 3 лют. 2025 р. о 10:00 Ann <a@b.c> пише:", 1),
        ("3 Şub 2025 Pzt, 10:00 tarihinde Ann <a@b.c> şunu yazdı:", 1),
        ("Ann <a@b.c>, 3 Şub 2025 Pzt, 10:00 tarihinde şunu yazdı:", 1),
        ("2025年2月3日(月) 10:00 Ann <a@b.c>:", 1),
        ("2025/02/03 10:00、Ann <a@b.c>のメール:", 1),
        ("Ann <a@b.c> 于2025年2月3日周一 10:00写道：", 1),
        ("Ann <a@b.c> 於 2025年2月3日 週一 上午10:00寫道：", 1),
        ("在 2025-02-03 10:00:00，\"Ann\" <a@b.c> 写道：", 1),
        ("2025년 2월 3일 (월) 오전 10:00, Ann <a@b.c>님이 작성:", 1),
        ("Pe 3 feb. 2025, la 10:00, Ann <a@b.c> a scris:", 1),
        ("Ann <a@b.c> ezt írta (időpont: 2025. febr. 3., H, 10:00):", 1),
        ("Στις Δευ, 3 Φεβ 2025 στις 10:00 π.μ., ο χρήστης Ann <a@b.c> έγραψε:", 1),
        ("At 10:00 AM 2/3/2025, Ann wrote:", 1),
        ("On Feb 3, 2025, at 10:00 AM, Ann Example\n<ann@example.com>\nwrote:", 3),
        ("Quoting Ann <a@b.c>:", 1),
        ("Zitat von Ann <a@b.c>:", 1),
        ("Ann wrote on 03.02.2025 10:00:", 1),
        ("Ann Example wrote:", 0),
        ("I met him on 3 May 2025 and he wrote a letter to the office.", 0),
        ("The meeting is on 03.02.2025 at 10:00:", 0),
        ("Our opening hours: Monday 10:00", 0),
        ("2025-02-03 10:00 Meeting with Ann:", 0),
        ("On this day", 0),
        ("On Monday I wrote you a letter.", 0),
        ("Please note: we close at 10:00", 0),
    ];

    const DEVICE_LINES: &[&str] = &[
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPad",
        "Get Outlook for iOS<https://x>",
        "Enviado desde mi iPhone",
        "iPhone'umdan gönderildi",
        "发自我的 iPhone",
        "Sent from Yahoo Mail on Android",
        "Sent from Outlook for Android",
        "Sent from Mail for Windows",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent via the Samsung Galaxy S10, an AT&T 5G smartphone",
        "Sent with Proton Mail secure email.",
        "Gesendet mit der GMX Mail App",
        "Von Samsung Galaxy-Smartphone gesendet",
        "Gesendet von Outlook für Android",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
        "Envoyé de mon appareil Samsung",
        "Obtenir Outlook pour iOS",
        "Enviado do meu iPhone",
        "Enviado a partir do meu smartphone Samsung Galaxy.",
        "Obtener Outlook para iOS",
        "Inviato da iPhone",
        "Inviato dal mio dispositivo Samsung",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden met Outlook voor iOS",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Poslano s mog iPhonea",
        "Отправлено с iPhone",
        "Надіслано з iPhone",
        "iPhoneから送信",
        "从我的iPhone发送",
        "從我的iPhone傳送",
        "나의 iPhone에서 보냄",
    ];

    const MARKERS: &[&str] = &[
        "________________________________ Original Message ________________________________",
        "-------- Weitergeleitete Nachricht --------",
        "-----Message d'origine-----",
        "-------- Message transféré --------",
        "-----Mensaje original-----",
        "---------- Mensagem encaminhada ---------",
        "-----Messaggio originale-----",
        "-----Oorspronkelijk bericht-----",
        "-----Ursprungligt meddelande-----",
        "-----Oprindelig meddelelse-----",
        "-----Opprinnelig melding-----",
        "-----Alkuperäinen viesti-----",
        "-----Wiadomość oryginalna-----",
        "---------- Původní e-mail ----------",
        "-----Izvorna poruka-----",
        "-----Исходное сообщение-----",
        "-------- Пересылаемое сообщение --------",
        "-----Özgün İleti-----",
        "-----元のメッセージ-----",
        "-----邮件原件-----",
        "------------------ 原始邮件 ------------------",
        "-----원본 메시지-----",
        "-----Original Message-----",
        "*-------- Original Message --------*",
        "-----Ursprüngliche Nachricht-----",
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "##- Please type your reply above this line -##",
    ];

    fn span(text: &str) -> usize {
        quote_header(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn quote_headers_are_known_in_their_languages_and_shapes() {
        let wrong: Vec<(&str, usize)> =
            HEADERS.iter().copied().filter(|(text, want)| span(text) != *want).collect();
        assert_eq!(wrong, []);
    }

    #[test]
    fn header_blocks_are_known_in_their_languages() {
        let blocks = [
            "From: A <a@b.c>|Sent: Monday|To: B|Subject: x",
            "*From:* A|*Date:* Monday|*To:* B|*Subject:* x",
            "From: A||Sent: Monday||To: B||Subject: x",
            "Von: A|Gesendet: Montag|An: B|Betreff: x",
            "Von: \"A\" <a@b.c>|An: B|Cc: C|Datum: 3.2.2025|Betreff: x",
            "De : A|Envoyé : lundi|À : B|Objet : x",
            "De: A|Date: lundi|À: B|Objet: x",
            "De: A|Enviado el: lunes|Para: B|Asunto: x",
            "De: A|Enviada em: segunda|Para: B|Assunto: x",
            "Da: A|Inviato: lunedì|A: B|Oggetto: x",
            "Van: A|Verzonden: maandag|Aan: B|Onderwerp: x",
            "Från: A|Skickat: måndag|Till: B|Ämne: x",
            "Fra: A|Sendt: mandag|Til: B|Emne: x",
            "Lähettäjä: A|Lähetetty: maanantai|Vastaanottaja: B|Aihe: x",
            "Od: A|Wysłano: poniedziałek|Do: B|Temat: x",
            "Od: A|Odesláno: pondělí|Komu: B|Předmět: x",
            "Šalje: A|Poslano: ponedjeljak|Prima: B|Predmet: x",
            "От: A|Отправлено: понедельник|Кому: B|Тема: x",
            "Від: A|Надіслано: понеділок|Кому: B|Тема: x",
            "Kimden: A|Gönderildi: Pazartesi|Kime: B|Konu: x",
            "Feladó: A|Elküldve: hétfő|Címzett: B|Tárgy: x",
            "差出人: A|送信日時: 月曜日|宛先: B|件名: x",
            "发件人： A|发送时间： 星期一|收件人： B|主题： x",
            "寄件者: A|寄件日期: 星期一|收件者: B|主旨: x",
            "보낸 사람: A|보낸 날짜: 월요일|받는 사람: B|제목: x",
        ];
        let unknown: Vec<&str> = blocks
            .into_iter()
            .filter(|block| !starts_header_block(&block.split('|').map(str::to_owned).collect::<Vec<_>>()))
            .collect();
        assert_eq!(unknown, [""; 0]);
        for text in
            ["To: me|that is new", "Re: your question|An: apple a day", "Date: 3 May|Time: 10:00|Place: here"]
        {
            assert!(!starts_header_block(&text.split('|').map(str::to_owned).collect::<Vec<_>>()), "{text}");
        }
    }

    #[test]
    fn device_lines_and_markers_are_known() {
        assert_eq!(
            DEVICE_LINES.iter().copied().filter(|text| !is_device_signature(text)).collect::<Vec<_>>(),
            [""; 0]
        );
        assert!(!is_device_signature(
            "The parcel was sent from the warehouse yesterday and I have still not seen it, can you check?"
        ));
        assert_eq!(
            MARKERS.iter().copied().filter(|text| !is_original_marker(text)).collect::<Vec<_>>(),
            [""; 0]
        );
    }
}
