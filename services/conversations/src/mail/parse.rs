//! Raw bytes to a [`Mail`]. Any input gives a mail; what is broken or past a bound is said in `problems`.

pub mod address;
pub mod body;
pub mod charset;
mod enriched;
pub mod entity;
pub mod header;
mod inline;
pub mod name;
mod picture;
pub mod tnef;
pub mod transfer;
pub mod word;

use super::{calendar, calendar::Calendar, html, reply, reply::forwarded::Forwarded};
use address::Address;
use chrono::{DateTime, Utc};
use entity::Budget;
use header::Fields;

/// Largest mail read, in bytes; of a larger one only the first 50 MB are looked at.
pub const MAX_MAIL: usize = 50 * 1024 * 1024;
/// Longest visible text kept, in bytes.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// A file that came with a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Safe to show and to store under: no path, no control or invisible characters.
    pub name: String,
    /// In bytes, transfer encoding undone.
    pub size: usize,
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub content_type: String,
    /// Shown inside the HTML by its `content_id`.
    pub inline: bool,
    /// Without angle brackets.
    pub content_id: Option<String>,
    /// A small picture that belongs to the sender's signature or to the quoted mail, not to what is newly written.
    pub signature_picture: bool,
    pub bytes: Vec<u8>,
}

/// One header field, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub value: String,
}

/// A mail as a person and a program need it.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    /// Without angle brackets; `None` where the mail has none.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Address,
    pub sender: Option<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
    /// The whole visible text.
    pub text: String,
    /// Sanitised; `None` for a mail of plain text. Images may point to attachments by `cid:`; those of the web are not fetched before
    /// somebody consents: their address is in `data-remote-src`, and they have no `src`.
    pub html: Option<String>,
    /// What the sender newly wrote: quotes and signature cut. Empty when the mail is nothing but a quote.
    pub reply_text: String,
    /// What was cut from `text` to make `reply_text`.
    pub quoted_text: String,
    pub attachments: Vec<Attachment>,
    /// Every field in its order, decoded.
    pub headers: Vec<Header>,
    /// The conversation's 22 bytes of Outlook's Thread-Index, hexadecimal.
    pub thread_index: Option<String>,
    /// In lower case, such as `multipart/report`.
    pub content_type: String,
    /// The `report-type` parameter of a multipart/report, in lower case.
    pub report_type: Option<String>,
    /// The invitation, or the answer to one, that came with it.
    pub calendar: Option<Calendar>,
    /// The mail that it passes on, inline or attached.
    pub forwarded: Option<Forwarded>,
    /// What a person should know of it because something is missing or not as it was meant; empty for a sound mail, and for an
    /// unsound one that lost nothing: no date, damaged header lines.
    pub problems: Vec<String>,
}

impl Mail {
    /// The first header of that name, decoded; the case of the name does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }
}

/// Reads a mail. Never fails and never panics; bounded in time and memory by the size of `raw`.
#[must_use]
pub fn parse(raw: &[u8]) -> Mail {
    let mut mail = read(raw);
    mail.calendar = calendar::find(&mail.attachments);
    if mail.forwarded.is_none() && mail.content_type != "multipart/report" {
        mail.forwarded = attached_mail(&mail);
    }
    mail
}

/// The only mail attached, where nothing else is said or the subject says that it is passed on.
fn attached_mail(mail: &Mail) -> Option<Forwarded> {
    let mut attached = mail.attachments.iter().filter(|file| file.content_type == "message/rfc822");
    let only = attached.next().filter(|_| attached.next().is_none())?;
    if !mail.text.trim().is_empty() && !reply::forwarded::is_subject_of_forward(&mail.subject) {
        return None;
    }
    let inner = read(&only.bytes);
    let date_text = inner.header("date").unwrap_or_default().to_owned();
    let (from, date, subject, to, text) = (inner.from, inner.date, inner.subject, inner.to, inner.text);
    (!from.address.is_empty()).then_some(Forwarded {
        from,
        date,
        date_text,
        subject,
        to,
        text,
        note: mail.text.clone(),
    })
}

/// As [`parse`], without what is inside its attachments.
fn read(raw: &[u8]) -> Mail {
    let mut budget = Budget::default();
    let raw = if raw.len() > MAX_MAIL {
        budget.problem("larger than 50 MB, the rest is in the raw mail only");
        &raw[..MAX_MAIL]
    } else {
        raw
    };
    let normal = normalise(raw);
    let root = entity::read(&normal, 0, "text/plain", &mut budget);
    let mut sorted = body::sort(&root, &mut budget);
    if sorted.is_empty() && !root.body.trim_ascii().is_empty() {
        budget.problem("its parts cannot be told apart: shown as it came");
        sorted.pieces.push(body::verbatim(&root));
    }
    let mut mail = envelope(&root.fields);
    mail.content_type.clone_from(&root.content_type);
    mail.report_type = root.parameters.parameter("report-type").map(str::to_ascii_lowercase);
    mail.attachments = sorted.attachments;
    fill_body(&mut mail, &sorted.pieces, &mut budget);
    mail.problems = budget.problems;
    mail
}

/// Mails of bare carriage returns and mails behind blank lines or a byte order mark are brought to the ordinary form.
fn normalise(raw: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    let start = raw.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(0);
    let raw = &raw[start..];
    if !raw.contains(&b'\n') && raw.contains(&b'\r') {
        return raw.iter().map(|byte| if *byte == b'\r' { b'\n' } else { *byte }).collect::<Vec<u8>>().into();
    }
    // Line ends that a program on the way doubled: in a sound mail none of them is so.
    if line_ends(raw, b"\r\r\n") * 2 > line_ends(raw, b"\n") {
        return doubled(raw).into();
    }
    raw.into()
}

/// How many of the first lines end so.
fn line_ends(raw: &[u8], end: &[u8]) -> usize {
    raw[..raw.len().min(8_192)].windows(end.len()).filter(|window| *window == end).count()
}

fn doubled(raw: &[u8]) -> Vec<u8> {
    let kept =
        |(at, byte): (usize, &u8)| (*byte != b'\r' || !raw[at + 1..].starts_with(b"\r\n")).then_some(*byte);
    raw.iter().enumerate().filter_map(kept).collect()
}

fn envelope(fields: &Fields) -> Mail {
    let addresses = |name: &str| all_addresses(fields, name);
    let from = fields.raw("from").and_then(address::first);
    let sender = fields.raw("sender").and_then(address::first);
    let fallback = sender
        .clone()
        .or_else(|| fields.raw("reply-to").and_then(address::first))
        .or_else(|| fields.raw("return-path").and_then(address::first));
    Mail {
        message_id: fields.raw("message-id").and_then(|value| ids(value).into_iter().next()),
        in_reply_to: fields.raw("in-reply-to").map(ids).unwrap_or_default(),
        references: fields.raw("references").map(ids).unwrap_or_default(),
        from: from.or(fallback).unwrap_or_default(),
        sender,
        reply_to: addresses("reply-to"),
        to: addresses("to"),
        cc: addresses("cc"),
        subject: subject(fields),
        date: fields.raw("date").and_then(date),
        headers: fields
            .0
            .iter()
            .map(|field| Header {
                name: field.name.clone(),
                value: visible_line(&word::decode(&field.value)),
            })
            .collect(),
        thread_index: fields.raw("thread-index").and_then(thread_index),
        ..Mail::default()
    }
}

fn all_addresses(fields: &Fields, name: &str) -> Vec<Address> {
    fields
        .0
        .iter()
        .filter(|field| field.name.eq_ignore_ascii_case(name))
        .flat_map(|field| address::list(&field.value))
        .take(2_000)
        .collect()
}

fn subject(fields: &Fields) -> String {
    let named = fields.0.iter().filter(|field| field.name.eq_ignore_ascii_case("subject"));
    let said = named.map(|field| word::decode(&field.value)).find(|text| !text.trim().is_empty());
    let subject = visible_line(&said.unwrap_or_default());
    subject.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(2_000).collect()
}

/// Control characters out of what is shown in one line.
fn visible_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Message ids in a field: those in angle brackets, or the bare words with an `@`, or the only word there is.
#[must_use]
pub fn ids(value: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(value);
    let mut found: Vec<String> = text
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(id, _)| id.split_whitespace().collect::<String>())
        .collect();
    if found.is_empty() {
        found = text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | '<' | '>'))
            .filter(|word| word.contains('@'))
            .map(str::to_owned)
            .collect();
    }
    if found.is_empty() && text.split_whitespace().count() == 1 {
        found.push(text.trim().to_owned());
    }
    found.retain(|id| !id.is_empty() && id.len() < 1_000);
    found.truncate(500);
    found
}

/// A date as mails write it, and as many of their writers do.
#[must_use]
pub fn date(value: &[u8]) -> Option<DateTime<Utc>> {
    let text = String::from_utf8_lossy(value);
    if let Ok(found) = DateTime::parse_from_rfc2822(text.trim()) {
        return Some(found.to_utc());
    }
    let found = mail_parser::DateTime::parse_rfc822(text.trim())?;
    DateTime::from_timestamp(found.to_timestamp(), 0).filter(|_| found.is_valid())
}

fn thread_index(value: &[u8]) -> Option<String> {
    let bytes = transfer::base64(value);
    (bytes.len() >= 22).then(|| hex::encode(&bytes[..22]))
}

fn fill_body(mail: &mut Mail, pieces: &[body::Piece], budget: &mut Budget) {
    let rich = pieces.iter().any(|piece| piece.html.is_some());
    let (mut lines, mut pictures) = (Vec::new(), Vec::new());
    let mut safe = String::new();
    for piece in pieces {
        match (&piece.html, &piece.text) {
            (Some(source), text) => {
                let mut page = html::read_mail(bounded(source, budget));
                page.pictures.iter_mut().for_each(|picture| picture.line += lines.len());
                pictures.append(&mut page.pictures);
                if page.text().trim().is_empty()
                    && let Some(text) = text
                {
                    lines.extend(reply::plain_lines(bounded(text, budget)));
                } else {
                    lines.extend(page.lines);
                }
                safe.push_str(&page.html);
            }
            (None, Some(text)) => {
                let text = bounded(text, budget);
                lines.extend(reply::plain_lines(text));
                if rich {
                    safe.push_str(&html::from_text(text));
                }
            }
            (None, None) => {}
        }
    }
    mail.text = reply::join(lines.iter().map(|line| line.text.as_str()));
    mail.html = rich.then_some(safe).filter(|html| !html.is_empty());
    let cut = reply::cut(&lines);
    mail.reply_text = cut.reply;
    mail.quoted_text = cut.quoted;
    mail.forwarded = reply::forwarded::inline(&lines, &mail.subject);
    picture::mark(&mut mail.attachments, &pictures, &lines);
}

fn bounded<'x>(text: &'x str, budget: &mut Budget) -> &'x str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    budget.problem("text longer than 4 MB, the rest is in the raw mail only");
    let end = (0..=MAX_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_whole() {
        let raw = b"From: =?utf-8?Q?J=C3=B6rg?= <j@x.de>\r\nTo: t@d.e\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x.de>\r\nReferences: <a@b> <c@d>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0100\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHallo\r\n--q\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"../x.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--q--\r\n";
        let mail = parse(raw);
        assert_eq!(
            (mail.from.name.as_str(), mail.subject.as_str(), mail.text.as_str()),
            ("Jörg", "Grüße", "Hallo")
        );
        assert_eq!(mail.references, ["a@b", "c@d"]);
        assert_eq!((mail.attachments[0].name.as_str(), mail.attachments[0].size), ("x.png", 3));
        assert!(mail.problems.is_empty(), "{:?}", mail.problems);
    }

    #[test]
    fn there_is_something_to_read_in_every_mail() {
        let base64 = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n";
        let cases = [
            ("Content-Type: text/plain; name=\"a.txt\"\n\nNamed".to_owned(), "Named", 0),
            ("Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain; name=a.txt\n\nFile\n--q--".to_owned(), "File", 1),
            ("Content-Type: multipart/mixed; boundary=q\n\n--q--\nbehind the end".to_owned(), "--q--\nbehind the end", 0),
            (format!("{base64}SGVsbG8=\n\n_____\nSent to a list.\n"), "Hello\n_____\nSent to a list.", 0),
            (format!("{base64}This is\nno base64 at all.\n"), "This is\nno base64 at all.", 0),
        ];
        for (raw, text, files) in cases {
            let mail = parse(raw.as_bytes());
            assert_eq!((mail.text.as_str(), mail.attachments.len()), (text, files), "{raw}");
        }
    }

    #[test]
    fn a_mail_is_read_though_programs_on_the_way_damaged_it() {
        let doubled =
            "Subject: \nSubject: x\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nHello\n--q--\n";
        let mail = parse(doubled.replace('\n', "\r\r\n").as_bytes());
        assert_eq!((mail.text.as_str(), mail.subject.as_str(), mail.problems.len()), ("Hello", "x", 0));
        let page = b"Content-Type: text/html\n\n<html><head><meta charset=\"iso-8859-2\"></head><p>Za\xBF\xF3\xB3\xE6</p></html>";
        assert_eq!(parse(page).text, "Zażółć");
        let mail = parse(b"Content-Type: text/plain\n\nSee:\nbegin 644 ../cat.txt\n#0V%T\n`\nend\n");
        assert_eq!(
            (mail.text.as_str(), mail.attachments[0].name.as_str(), mail.attachments[0].size),
            ("See:", "cat.txt", 3)
        );
    }

    #[test]
    fn what_is_lost_is_a_problem_and_what_is_not_is_none() {
        for raw in ["From: a@b.c\n\nno date", "Date: someday\nnonsense\nSubject: x\n\nx", "x"] {
            assert_eq!(parse(raw.as_bytes()).problems, Vec::<String>::new(), "{raw}");
        }
        assert_eq!(parse(b"Content-Type: multipart/mixed; boundary=q\n\nx").problems.len(), 1);
    }

    #[test]
    fn the_reply_is_cut_from_every_mail_programs_html() {
        let cases = [
            (
                "<div dir=\"ltr\">New text</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Feb 3, 2025 at 10:00 AM Ann &lt;<a href=\"mailto:a@b.c\">a@b.c</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0\">Old</blockquote></div>",
                "New text",
            ),
            (
                "<html><body><p class=\"MsoNormal\">New text<o:p></o:p></p><p class=\"MsoNormal\"><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=\"MsoNormal\"><b>Von:</b> Ann &lt;a@b.c&gt; <br><b>Gesendet:</b> Montag, 3. Februar 2025 10:00<br><b>An:</b> Bob<br><b>Betreff:</b> x<o:p></o:p></p></div></div><p class=\"MsoNormal\">Old</p></body></html>",
                "New text",
            ),
            (
                "<div>New text</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><font><b>Od:</b> Ann</font></div><div>Old</div>",
                "New text",
            ),
            (
                "<html><body>New text<br><div><br><blockquote type=\"cite\"><div>On 3 Feb 2025, at 10:00, Ann wrote:</div><br><div>Old</div></blockquote></div></body></html>",
                "New text",
            ),
            (
                "<p>New text</p><div class=\"moz-cite-prefix\">Am 03.02.25 um 10:00 schrieb Ann:<br></div><blockquote type=\"cite\">Old</blockquote><div class=\"moz-signature\">-- <br>Bob</div>",
                "New text",
            ),
            (
                "<div>New text</div><div id=\"yahoo_quoted_1\" class=\"yahoo_quoted\"><div>On Monday, 3 February 2025, 10:00:00 GMT, Ann wrote:</div>Old</div>",
                "New text",
            ),
            (
                "<div>New text</div><div id=\"ms-outlook-mobile-signature\">Get <a href=\"https://aka.ms/x\">Outlook for iOS</a></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> A</div>Old",
                "New text",
            ),
            (
                "<div>New text</div><blockquote><div>Question?</div></blockquote><div>Answer.</div><blockquote><div>Rest</div></blockquote>",
                "New text\n\n> Question?\n\nAnswer.",
            ),
        ];
        for (html, want) in cases {
            let mail =
                parse(format!("From: a@b.c\nContent-Type: text/html; charset=utf-8\n\n{html}").as_bytes());
            assert_eq!(mail.reply_text, want, "{html}");
        }
    }

    #[test]
    fn bombs_are_read_in_bounded_time() {
        let bombs = [
            format!("From: {}\n\nx", ":".repeat(250_000)),
            format!("From: {}\n\nx", "\"<(".repeat(80_000)),
            format!("Subject: {}\n\nx", "=?a?q?x ".repeat(30_000)),
            format!("From: {}\n\nx", "\\\"".repeat(120_000)),
            format!("From: {}\n\nx", "<,".repeat(120_000)),
            format!("Subject: Fwd: x\n\n{}", "----- Forwarded message -----\n".repeat(20_000)),
            format!("Content-Type: text/calendar\n\n{}", "BEGIN:VEVENT\n".repeat(50_000)),
            nested(10_000),
            format!("Subject: x\n\n{}", "On 2025-01-01 x\n".repeat(30_000)),
            format!("Subject: x\n\n{}", "On 2025-01-01 x wrote:\n> y\n\nz\n".repeat(10_000)),
            format!("Subject: x\n\n{}", "a\n----\n".repeat(20_000)),
            format!("Subject: x\n\n{}", "From: a\n".repeat(30_000)),
            format!("Content-Type: multipart/mixed; boundary=x\n\n{}", "--x\n\na\n".repeat(30_000)),
            format!("Content-Type: text/html\n\n{}", "<table><tr><td>".repeat(20_000)),
            format!("Content-Type: text/html\n\n{}", "<p><b>".repeat(900)),
            format!("Content-Type: a; {}\n\nx", "a*0*=x; ".repeat(20_000)),
        ];
        for bomb in &bombs {
            let mail = parse(bomb.as_bytes());
            assert!(mail.text.len() <= bomb.len());
        }
    }

    /// Multiparts inside multiparts, each with a boundary of its own.
    fn nested(levels: usize) -> String {
        let open = |at| format!("Content-Type: multipart/mixed; boundary=x{at}\n\n--x{at}\n");
        (0..levels).map(open).collect::<Vec<_>>().concat()
    }

    #[test]
    fn winmail_dat_and_forwarded_mails_are_opened() {
        let mail = parse(b"Subject: Fwd: x\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nsee below\n--q\nContent-Type: message/rfc822\n\nFrom: Ann <a@b.c>\nTo: t@d.e\nSubject: Broken\nDate: Mon, 3 Feb 2025 10:00:00 +0000\n\nIt is broken.\n--q--\n");
        let forwarded = mail.forwarded.unwrap_or_default();
        assert_eq!((forwarded.from.address.as_str(), forwarded.text.as_str()), ("a@b.c", "It is broken."));
        // A file b.txt that says `second` and, in its properties, nothing.
        let tnef = "eJ8+IgEAAgKQBgAOAAAAAAAAAAAAAAAAAAAAAAAAAAIQgAEABgAAAGIudHh0AA==";
        let raw = format!(
            "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{tnef}\n"
        );
        let names: Vec<String> =
            parse(raw.as_bytes()).attachments.into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["b.txt"]);
    }

    #[test]
    fn anything_gives_a_mail() {
        for raw in [
            &b""[..],
            b"\n\n\n",
            b"\0\0",
            b"From",
            b"Content-Type: multipart/mixed\n\n",
            b"=?",
            b"\xFF\xFE\xFF",
        ] {
            let _ = parse(raw);
        }
    }
}
