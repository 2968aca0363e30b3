//! Outgoing mail: text and HTML, attachments, a thread others can follow, and no way to smuggle a header in.

mod versions;

use super::parse::address::Address;
use super::parse::name;
use chrono::{DateTime, Utc};
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address as To;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

/// The line above the quoted message; what a customer's program quotes below it is cut on the way in.
pub const MARKER: &str = "##- Please type your reply above this line -##";
/// Longest chain of References sent: the first and the last ones.
const MAX_REFERENCES: usize = 30;
/// Longest subject sent, in characters.
const MAX_SUBJECT: usize = 250;

/// A mail to be sent.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    /// Without brackets: see [`super::thread::message_id`].
    pub message_id: String,
    pub date: DateTime<Utc>,
    pub from: Address,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    /// The conversation's signed address.
    pub reply_to: Option<Address>,
    pub subject: String,
    pub text: String,
    /// What the author wrote as HTML; sanitised here. Without it the text is sent in both forms.
    pub html: Option<String>,
    /// The message answered, shown below the marker line.
    pub quoted: Option<Quoted>,
    /// Message-ID of the message answered, without brackets.
    pub in_reply_to: Option<String>,
    /// Message-IDs of the conversation, oldest first, without brackets.
    pub references: Vec<String>,
    /// Written by a machine: says so, so that nothing answers.
    pub automatic: bool,
    /// Where reports about it go to; empty: the null sender, and there are none.
    pub envelope_from: String,
    pub attachments: Vec<OutgoingFile>,
    pub layout: Layout,
    /// The page by which its reader is rid of its like; for notices only.
    pub unsubscribe: Option<String>,
}

/// What stands around what is written; sanitised here.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Above all, with its Content-ID.
    pub logo: Option<OutgoingFile>,
    pub header: String,
    /// Below what is written.
    pub signature: String,
    /// Below everything.
    pub footer: String,
}

/// A message quoted below the new one.
#[derive(Debug, Clone, Default)]
pub struct Quoted {
    /// The line above it, such as `Ann, 3 February 2025 10:00`.
    pub heading: String,
    pub text: String,
}

/// A file to be sent.
#[derive(Debug, Clone, Default)]
pub struct OutgoingFile {
    pub name: String,
    pub content_type: String,
    /// Set for images the HTML shows by `cid:`.
    pub content_id: Option<String>,
    pub bytes: Vec<u8>,
}

/// A mail ready for SMTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub raw: Vec<u8>,
    /// Empty: the null sender.
    pub envelope_from: String,
    pub recipients: Vec<String>,
}

/// Why a mail cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    NoRecipient,
    /// The address as given.
    BadAddress(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRecipient => write!(f, "mail without a recipient"),
            Self::BadAddress(address) => write!(f, "not an e-mail address: {address:?}"),
        }
    }
}

impl std::error::Error for Refused {}

/// Writes a mail. The same input gives the same bytes.
///
/// # Errors
/// [`Refused`] when there is no recipient or an address is none.
pub fn compose(mail: &Outgoing) -> Result<Composed, Refused> {
    for address in [&mail.from].into_iter().chain(&mail.to).chain(&mail.cc).chain(&mail.reply_to) {
        check(address)?;
    }
    if mail.to.is_empty() && mail.cc.is_empty() {
        return Err(Refused::NoRecipient);
    }
    let mut recipients: Vec<String> = Vec::new();
    for address in mail.to.iter().chain(&mail.cc) {
        if !recipients.iter().any(|known| known.eq_ignore_ascii_case(&address.address)) {
            recipients.push(address.address.clone());
        }
    }
    let raw = headers(mail).body(body(mail)).write_to_vec().unwrap_or_default();
    Ok(Composed { raw, envelope_from: mail.envelope_from.clone(), recipients })
}

/// One `@`, something on both sides, nothing that could end a line or an angle bracket.
fn check(address: &Address) -> Result<(), Refused> {
    let text = address.address.as_str();
    let valid = text.rsplit_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && local.len() <= 64 && domain.len() <= 255
    }) && text.chars().all(|c| {
        !c.is_control()
            && !c.is_whitespace()
            && !name::is_invisible(c)
            && !matches!(c, '<' | '>' | ',' | ';' | '(' | ')' | '"' | '\\')
    }) && text.matches('@').count() == 1;
    if valid { Ok(()) } else { Err(Refused::BadAddress(text.to_owned())) }
}

/// One line: everything that ends one in some system is a blank.
#[must_use]
pub fn one_line(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{85}') { ' ' } else { c })
        .collect();
    flat.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn headers(mail: &Outgoing) -> MessageBuilder<'static> {
    let mut builder = MessageBuilder::new()
        .header("From", HeaderType::from(written(&mail.from)))
        .header("To", list(&mail.to))
        .subject(one_line(&mail.subject).chars().take(MAX_SUBJECT).collect::<String>())
        .date(mail.date.timestamp())
        .message_id(id(&mail.message_id));
    if !mail.cc.is_empty() {
        builder = builder.header("Cc", list(&mail.cc));
    }
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.header("Reply-To", HeaderType::from(written(reply_to)));
    }
    if let Some(answered) = &mail.in_reply_to {
        builder = builder.in_reply_to(id(answered));
    }
    let references = chain(mail);
    if !references.is_empty() {
        builder = builder.references(MessageId::new_list(references.into_iter()));
    }
    if mail.automatic {
        builder = builder
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .header("X-Auto-Response-Suppress", Raw::new("All"));
    }
    if let Some(page) = &mail.unsubscribe {
        builder = builder
            .header("List-Unsubscribe", Raw::new(format!("<{}>", id(page))))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    }
    builder
}

fn written(address: &Address) -> To<'static> {
    let name = one_line(&address.name);
    To::new_address((!name.is_empty()).then_some(name), address.address.clone())
}

fn list(addresses: &[Address]) -> HeaderType<'static> {
    HeaderType::from(To::new_list(addresses.iter().map(written).collect()))
}

/// A Message-ID holds no blanks and no brackets, whoever made it.
fn id(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).collect()
}

/// References: the conversation's ids, the answered one last; the middle of a long chain is left out.
fn chain(mail: &Outgoing) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in
        mail.references.iter().chain(&mail.in_reply_to).map(|one| id(one)).filter(|one| !one.is_empty())
    {
        all.retain(|known| *known != one);
        all.push(one);
    }
    if all.len() > MAX_REFERENCES {
        all.drain(1..=all.len() - MAX_REFERENCES);
    }
    all
}

fn body(mail: &Outgoing) -> MimePart<'static> {
    let seed: String = id(&mail.message_id).chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    let versions = vec![
        MimePart::new("text/plain", versions::text(mail)),
        MimePart::new("text/html", versions::html(mail)),
    ];
    let (shown, attached): (Vec<&OutgoingFile>, Vec<&OutgoingFile>) =
        mail.layout.logo.iter().chain(&mail.attachments).partition(|file| file.content_id.is_some());
    let mut whole = multipart("alternative", &seed, versions);
    if !shown.is_empty() {
        whole = multipart("related", &seed, [whole].into_iter().chain(shown.into_iter().map(file)).collect());
    }
    if attached.is_empty() {
        return whole;
    }
    multipart("mixed", &seed, [whole].into_iter().chain(attached.into_iter().map(file)).collect())
}

/// `=_` cannot stand in quoted-printable or base64 text, so the boundary never meets its like.
fn multipart(kind: &str, seed: &str, parts: Vec<MimePart<'static>>) -> MimePart<'static> {
    let boundary = format!("=_{kind}_{seed}");
    MimePart::new(ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundary), parts)
}

fn file(file: &OutgoingFile) -> MimePart<'static> {
    let safe = name::safe(&file.name, "file");
    let kind = one_line(&file.content_type);
    let plain = kind.split_once('/').is_some_and(|(main, sub)| {
        !main.is_empty()
            && !sub.is_empty()
            && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+-._".contains(&byte))
    });
    // Never as message/*: those may not be encoded in base64.
    let kind = if plain && !kind.starts_with("message/") && !kind.starts_with("multipart/") {
        kind
    } else {
        "application/octet-stream".to_owned()
    };
    let part = MimePart::new(ContentType::new(kind), file.bytes.clone());
    match &file.content_id {
        Some(content_id) => part.inline().cid(id(content_id)),
        None => part.attachment(safe),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    fn mail() -> Outgoing {
        Outgoing {
            message_id: "msg_2@d.example".into(),
            from: Address::new("Jörg, Support", "support@d.example"),
            to: vec![Address::new("Ann", "ann@b.c")],
            reply_to: Some(Address::new("", "reply+x.y@d.example")),
            subject: "Grüße [#7]".into(),
            text: "Guten Tag".into(),
            in_reply_to: Some("1@b.c".into()),
            references: vec!["0@b.c".into()],
            envelope_from: "bounce@d.example".into(),
            ..Outgoing::default()
        }
    }

    #[test]
    fn what_is_sent_reads_back_the_same() {
        let composed = compose(&Outgoing {
            quoted: Some(Quoted { heading: "Ann, Monday".into(), text: "old\n\ntext".into() }),
            attachments: vec![OutgoingFile {
                name: "Grüße.pdf".into(),
                content_type: "application/pdf".into(),
                bytes: vec![1, 2, 3],
                ..OutgoingFile::default()
            }],
            ..mail()
        })
        .unwrap();
        let read = parse(&composed.raw);
        assert_eq!(
            (read.from.name.as_str(), read.subject.as_str(), read.reply_text.as_str()),
            ("Jörg, Support", "Grüße [#7]", "Guten Tag")
        );
        assert_eq!(
            (read.message_id.as_deref(), read.references.as_slice()),
            (Some("msg_2@d.example"), &["0@b.c".to_owned(), "1@b.c".to_owned()][..])
        );
        assert_eq!(
            (read.attachments[0].name.as_str(), read.attachments[0].bytes.as_slice()),
            ("Grüße.pdf", &[1, 2, 3][..])
        );
        assert!(read.text.contains(MARKER) && read.problems.is_empty(), "{:?}", read.problems);
        assert_eq!(
            composed.raw,
            compose(&Outgoing {
                quoted: Some(Quoted { heading: "Ann, Monday".into(), text: "old\n\ntext".into() }),
                attachments: vec![OutgoingFile {
                    name: "Grüße.pdf".into(),
                    content_type: "application/pdf".into(),
                    bytes: vec![1, 2, 3],
                    ..OutgoingFile::default()
                }],
                ..mail()
            })
            .unwrap()
            .raw
        );
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        for evil in [
            "x\r\nBcc: e@v.il",
            "x\nBcc: e@v.il",
            "x\0\rBcc: e@v.il",
            "x\u{2028}Bcc: e@v.il",
            "x\u{85}Bcc: e@v.il",
        ] {
            let mut bad = mail();
            bad.subject = evil.into();
            bad.from.name = evil.into();
            bad.to[0].name = evil.into();
            bad.message_id = format!("{evil}@d");
            bad.references = vec![evil.into()];
            bad.attachments = vec![OutgoingFile {
                name: evil.into(),
                content_type: evil.into(),
                content_id: Some(evil.into()),
                bytes: vec![],
            }];
            let raw = compose(&bad).unwrap().raw;
            let text = String::from_utf8_lossy(&raw);
            assert!(!text.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{text}");
            assert!(parse(&raw).header("bcc").is_none());
            bad.to[0].address = format!("a@b.c{}", &evil[1..]);
            assert!(compose(&bad).is_err());
        }
    }

    #[test]
    fn automatic_mail_says_so_and_cannot_be_answered() {
        let null = Outgoing { automatic: true, envelope_from: String::new(), ..mail() };
        let composed = compose(&null).unwrap();
        let text = String::from_utf8_lossy(&composed.raw).into_owned();
        assert!(
            text.contains("Auto-Submitted: auto-generated\r\n")
                && text.contains("X-Auto-Response-Suppress: All\r\n")
        );
        assert_eq!(
            (composed.envelope_from.as_str(), composed.recipients.as_slice()),
            ("", &["ann@b.c".to_owned()][..])
        );
    }
}
