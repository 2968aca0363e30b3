//! Answers that machines give without a header that says so: calendars, receipts, challenges, and texts that say it of themselves.

use super::{Kind, words};
use crate::mail::parse::Mail;
use regex::Regex;
use std::sync::LazyLock;

fn any(patterns: &[&str]) -> Regex {
    Regex::new(&format!("(?is)({})", patterns.join("|"))).expect("a constant pattern")
}

/// Something is answered: said by the threading headers or the subject.
fn is_answer(mail: &Mail) -> bool {
    static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(re|aw|antw|sv|vs|rif|r|res|odp|ynt|atb|vá|回复|答复|回覆|답장|отв?|на)\s*(\[\d+\])?\s*[:：]")
            .expect("a constant pattern")
    });
    !mail.in_reply_to.is_empty() || !mail.references.is_empty() || PREFIX.is_match(&mail.subject)
}

/// The judgement by what the mail brings or says itself.
#[must_use]
pub fn read(mail: &Mail) -> Option<(Kind, String)> {
    by_calendar(mail)
        .or_else(|| by_receipt(mail))
        .or_else(|| by_challenge(mail))
        .or_else(|| by_declaration(mail))
}

/// An invitation accepted or declined by a click. What somebody wrote beside it is a person's.
fn by_calendar(mail: &Mail) -> Option<(Kind, String)> {
    static CLICKED: LazyLock<Regex> = LazyLock::new(|| {
        any(&[
            r"\b(has|have) (accepted|declined|tentatively)",
            r"\b(hat|haben) .{0,60}(zugesagt|abgesagt|angenommen|abgelehnt|akzeptiert|vorbehalt)",
            r"\ba (accepté|refusé|décliné)",
            r"\bha (aceptado|rechazado|accettato|rifiutato|aceite|aceptat)",
            r"\b(heeft|har) .{0,60}(geaccepteerd|geweigerd|afgewezen|accepterat|accepteret|tackat|afvist|godtatt)",
            "accepted:|declined:|tentative:",
        ])
    });
    let calendar = mail.calendar.as_ref().filter(|calendar| calendar.is_answer())?;
    let text = mail.reply_text.trim();
    let clicked = text.is_empty() || (text.len() < 2_000 && CLICKED.is_match(text));
    let answer = calendar.attendees.first().map(|one| one.status.to_lowercase()).unwrap_or_default();
    clicked.then(|| (Kind::AutoReply, format!("calendar reply {answer}").trim_end().to_owned()))
}

/// Read receipts of programs that know no RFC 8098: their subject and their form of words.
fn by_receipt(mail: &Mail) -> Option<(Kind, String)> {
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(read|not read|return receipt|read receipt|gelesen|ungelesen|empfangsbestätigung|lesebestätigung|lu|non lu|accusé de réception|leído|no leído|acuse de recibo|letto|non letto|gelezen|lido|confirmação de leitura|läst|læst|lest|luettu|przeczytane|přečteno|прочтено|прочитано|okundu|開封済み|已读|已讀|읽음)\b?\s*([:：(]|$)").expect("a constant pattern")
    });
    static TEXT: LazyLock<Regex> = LazyLock::new(|| {
        any(&[
            r"^\s*(this is a (return )?receipt for|your message.{0,400}was (read|displayed|deleted without being read) on)",
            r"^\s*(dies ist eine (empfangs|lese)bestätigung|ihre nachricht.{0,400}(wurde|ist) .{0,60}(gelesen|angezeigt|gelöscht))",
            r"^\s*(ceci est un accusé|votre message.{0,400}a été (lu|affiché|supprimé))",
            r"^\s*(su mensaje.{0,400}(se ha leído|fue leído)|este es un (acuse|recibo))",
            r"^\s*(il messaggio.{0,400}è stato letto|uw bericht.{0,400}is gelezen|esta é uma confirmação)",
        ])
    });
    let short = mail.text.len() < 2_000;
    (short && SUBJECT.is_match(&mail.subject) && TEXT.is_match(&mail.text))
        .then(|| (Kind::AutoReply, "read receipt by its words".to_owned()))
}

/// "Prove that you are no robot": only in answer to something, and with something to click or to answer.
fn by_challenge(mail: &Mail) -> Option<(Kind, String)> {
    static ASKED: LazyLock<Regex> = LazyLock::new(|| any(words::CHALLENGE));
    const FIELDS: [&str; 6] = [
        "x-tmda-confirm-done",
        "x-tmda-fingerprint",
        "x-ask-version",
        "x-spamarrest-challenge",
        "x-boxbe-challenge",
        "x-challenge-response",
    ];
    if let Some(name) = FIELDS.iter().find(|name| mail.header(name).is_some()) {
        return Some((Kind::AutoReply, format!("{name} is set: challenge and response")));
    }
    let text = beginning(&mail.reply_text);
    let machine =
        super::signs::is_no_reply(mail) || !mail.reply_to.iter().all(|to| to.is(&mail.from.address));
    let may_ask = machine && (text.contains("http") || mail.reply_to.len() == 1) && is_answer(mail);
    (may_ask && ASKED.is_match(text))
        .then(|| (Kind::AutoReply, "a challenge to prove that one is human".to_owned()))
}

/// An answer whose first line says that no person wrote it, or that its writer is away and what becomes of the mail.
fn by_declaration(mail: &Mail) -> Option<(Kind, String)> {
    static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)^[\s*_\[(-]*({})", words::DECLARED.join("|"))).expect("a constant pattern")
    });
    static GONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)^[\s*_]*({})", words::GONE.join("|"))).expect("a constant pattern")
    });
    static UNREAD: LazyLock<Regex> = LazyLock::new(|| any(words::UNREAD));
    static URGENT: LazyLock<Regex> = LazyLock::new(|| any(words::URGENT));
    if !is_answer(mail) {
        return None;
    }
    let text = beginning(&mail.reply_text);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let second = lines.next().filter(|_| is_greeting(first));
    let opening: Vec<&str> = [Some(first), second].into_iter().flatten().collect();
    let opening: Vec<&str> = opening.into_iter().map(|line| unthanked(ungreeted(line))).collect();
    let away = opening.iter().any(|line| GONE.is_match(line));
    if opening.iter().any(|line| DECLARED.is_match(line)) {
        let kind = if away || super::signs::says_away(text) { Kind::OutOfOffice } else { Kind::AutoReply };
        return Some((kind, "its first line says that a machine answers".to_owned()));
    }
    let thanks = [first].into_iter().chain(second).any(|line| unthanked(line) != line);
    let unread = UNREAD.is_match(text) || (thanks && URGENT.is_match(text));
    (away && unread && !text.contains('?'))
        .then(|| (Kind::OutOfOffice, "it says who is away and what becomes of the mail".to_owned()))
}

/// Without the "Hello," that stands in the same line.
fn ungreeted(line: &str) -> &str {
    match line.split_once(", ") {
        Some((greeting, rest)) if greeting.chars().count() < 30 && is_greeting(greeting) => rest,
        _ => line,
    }
}

/// Without the "Thank you for your mail." that stands in the same line.
fn unthanked(line: &str) -> &str {
    static THANKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(thank you|thanks|many thanks|vielen dank|herzlichen dank|danke|merci|(muchas )?gracias|grazie|bedankt|dank u|obrigad[oa])( very much)? (for|für|de|pour|por|per|voor|pel[oa]) [^.!\n]{0,40}(e-?mail|mail|message|nachricht|courriel|mensaje|correo|messaggio|bericht|mensagem)[^.!,\n]{0,20}[.!,]\s+").expect("a constant pattern")
    });
    THANKS.find(line).map_or(line, |found| &line[found.end()..])
}

/// "Dear Mr Example," and its like.
fn is_greeting(line: &str) -> bool {
    static WORDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(dear|hello|hi|hey|good (day|morning)|greetings|sehr geehrte|guten (tag|morgen)|hallo|liebe[rs]?|moin|bonjour|madame|monsieur|cher|chère|hola|estimad|buen|gentil|salve|buongiorno|ciao|olá|prezad|bom dia|geachte|beste|hej|kære|kjære|hei|hyvä|szanown|dzień dobry|dobrý den|vážen|tisztelt|stimat|здравствуйте|уважаем|добрый|шановн|sayın|merhaba|您好|你好|안녕)").expect("a constant pattern")
    });
    line.chars().count() < 80 && WORDS.is_match(line)
}

fn beginning(text: &str) -> &str {
    let end = (0..=text.len().min(2_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use crate::mail::automatic::{Context, Kind, classify};
    use crate::mail::parse::parse;

    fn kind(raw: &str) -> Kind {
        classify(&parse(raw.as_bytes()), &Context::default()).kind
    }

    #[test]
    fn machines_that_set_no_header_are_known_by_what_they_say() {
        let answer =
            "From: a@b.c\nIn-Reply-To: <1@d.e>\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n";
        for text in [
            "This is an automated response. We have received your mail.",
            "Hello,\n\nthis is an automatic reply. I am back on Monday.",
            "Dies ist eine automatische Antwort.\n\nIch bin bis Montag im Urlaub.",
            "Sehr geehrte Damen und Herren,\n\ndiese E-Mail wurde automatisch erstellt.",
            "Ceci est une réponse automatique.",
            "Esta es una respuesta automática.",
            "Questa è una risposta automatica.",
            "Dit is een automatisch gegenereerd bericht.",
            "Это автоматический ответ.",
            "See on automaatvastus. Olen puhkusel.",
            "Tai yra automatinis atsakymas.",
            "Šī ir automātiska atbilde.",
            "To je samodejni odgovor.",
            "Ово је аутоматски одговор.",
            "Þetta er sjálfvirkt svar.",
            "Hierdie is 'n outomatiese antwoord.",
            "Ini ialah balasan automatik.",
            "זוהי הודעה אוטומטית.",
            "هذه رسالة تلقائية.",
            "این یک پیام خودکار است.",
            "यह एक स्वचालित उत्तर है।",
            "ข้อความนี้เป็นการตอบกลับอัตโนมัติ",
            "Ich bin vom 3. bis 7. Februar nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
            "I am out of the office until Monday. Your message will not be forwarded.",
        ] {
            let got = kind(&format!("{answer}{text}\n"));
            assert!(matches!(got, Kind::AutoReply | Kind::OutOfOffice), "{got:?} {text}");
        }
        for text in [
            "I am out of the office until Monday, can we talk on Tuesday?",
            "Ich bin bis Montag im Urlaub, danach rufe ich an.",
            "I got this: \"This is an automated response\". What does it mean?",
            "We always get the same answer:\n\nThis is an automatic reply.\n\nPlease stop that.",
            "Please verify that you are the owner of the account.",
            "> This is an automatic reply.\n\nWhat is this?",
            "Auto: rot, Baujahr 2020.",
            "Olen puhkusel. Kas saame teisipäeval rääkida?",
            "یک پیام خودکار به من رسید. این چیست؟",
            "Ini surat saya: sistem otomatis tidak jalan.",
        ] {
            assert_eq!(kind(&format!("{answer}{text}\n")), Kind::Human, "{text}");
        }
        assert_eq!(
            kind("From: a@b.c\nSubject: x\n\nThis is an automated response.\n"),
            Kind::Human,
            "answers nothing"
        );
    }

    #[test]
    fn a_subject_of_a_machine_is_a_persons_where_a_person_speaks() {
        let human = |subject: &str, text: &str| {
            let raw = format!("From: a@b.c\nIn-Reply-To: <1@d.e>\nSubject: {subject}\n\n{text}\n");
            kind(&raw) == Kind::Human
        };
        for (subject, text) in [
            ("Out of Office", "Please set an out of office for my colleague Tom, who is ill."),
            ("Automatic replies", "How do I disable automatic replies?"),
            ("Re: x", "I'm away until Friday, but Bob can help you. Thanks for the repair!"),
            ("Absent: Tom", "He has the key."),
            ("Urlaub: Antrag", "Ich beantrage Urlaub."),
        ] {
            assert!(human(subject, text), "{subject}: {text}");
        }
        let unasked = "From: a@b.c\nSubject: Automatic reply: not working\n\nIt is broken, please help.\n";
        assert_eq!(kind(unasked), Kind::Human);
        for (subject, text) in [
            ("Out of Office", "Back on Monday."),
            ("[Auto-Reply] x", "We have got your mail."),
            ("Automatic Reply from Ann", "I am away."),
            ("Absent: x", "I am on vacation until Monday."),
            ("Re: x", "Thank you for your email. I am out of the office with no access to email."),
        ] {
            assert!(!human(subject, text), "{subject}: {text}");
        }
    }

    #[test]
    fn subjects_of_machines_are_known_in_many_languages() {
        for subject in [
            "Outomatiese antwoord: x",
            "Përgjigje automatike: x",
            "Автоматски одговор: x",
            "Resposta automática: x",
            "Avtomatik cavab: x",
            "ავტომატური პასუხი: x",
            "Jawapan automatik: x",
            "Vắng mặt: x",
            "خارج المكتب: x",
            "מחוץ למשרד: x",
            "Kontorist väljas",
        ] {
            let raw =
                format!("From: a@b.c\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\nx\n");
            assert!(matches!(kind(&raw), Kind::AutoReply | Kind::OutOfOffice), "{subject}: {:?}", kind(&raw));
        }
        for subject in ["Vắng mặt hôm nay, xin lỗi", "Izvan ureda nema parkinga", "Re: Jawapan automatik: x"]
        {
            let raw = format!("From: a@b.c\nSubject: {subject}\n\nx\n");
            assert_eq!(kind(&raw), Kind::Human, "{subject}");
        }
    }

    #[test]
    fn calendars_receipts_and_challenges_are_answers_of_machines() {
        let calendar = |method: &str, text: &str| {
            format!(
                "From: a@b.c\nSubject: Accepted: x\nContent-Type: multipart/alternative; boundary=q\n\n--q\n\n{text}\n--q\nContent-Type: text/calendar; method={method}\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\nEND:VEVENT\nEND:VCALENDAR\n--q--\n"
            )
        };
        assert_eq!(kind(&calendar("REPLY", "")), Kind::AutoReply);
        assert_eq!(kind(&calendar("REPLY", "Ann has accepted this invitation.")), Kind::AutoReply);
        assert_eq!(kind(&calendar("REPLY", "I will bring the lamp along.")), Kind::Human);
        assert_eq!(kind(&calendar("REQUEST", "")), Kind::Human);
        assert_eq!(
            kind(
                "From: a@b.c\nSubject: Read: x\n\nYour message\n\n  To: b\n  Subject: x\n\nwas read on Monday.\n"
            ),
            Kind::AutoReply
        );
        assert_eq!(kind("From: a@b.c\nSubject: Read: x\n\nI did, and have a question.\n"), Kind::Human);
        assert_eq!(
            kind(
                "From: a@b.c\nReply-To: c-1@guard.x\nIn-Reply-To: <1@d.e>\nSubject: Re: x\n\nPlease confirm that you are a real person: http://guard.x/1\n"
            ),
            Kind::AutoReply
        );
    }
}
