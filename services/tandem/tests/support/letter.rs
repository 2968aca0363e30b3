//! Mails as customers write them.
use std::fmt::Write as _;

use super::{Mail, Platform, smtp};

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    from: String,
    to: Vec<String>,
    headers: Vec<(String, String)>,
    text: String,
    attachment: Option<(String, String)>,
}

impl Letter {
    /// From an address, `Ann <ann@acme.test>`, to another; with a Message-ID of its own.
    pub fn new(from: &str, to: &str, subject: &str, text: &str) -> Self {
        let id = tandem_kit::id::EventId::new().uuid().simple().to_string();
        let headers = [("Subject", subject.to_owned()), ("Message-ID", format!("<{id}@client.test>"))];
        Self {
            from: from.into(),
            to: vec![to.into()],
            headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            text: text.into(),
            attachment: None,
        }
    }
    /// An answer to a mail that came, with its text quoted below.
    pub fn answer(mail: &Mail, from: &str, text: &str) -> Self {
        let quoted: Vec<String> = mail.text().lines().map(|line| format!("> {line}")).collect();
        let quoted = quoted.join("\n");
        let whole = format!("{text}\n\nOn Mon, 2 Nov 2026 at 10:00, Desk <{}> wrote:\n{quoted}", mail.from);
        let subject = format!("Re: {}", mail.subject());
        let references = format!("{} {}", mail.header("References").unwrap_or_default(), mail.message_id());
        Self::new(from, &mail.answer_to(), &subject, &whole)
            .header("In-Reply-To", &mail.message_id())
            .header("References", references.trim())
    }
    /// Another header, or another value of one.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }
    /// One more recipient.
    pub fn also_to(mut self, address: &str) -> Self {
        self.to.push(address.into());
        self
    }
    /// With a text file.
    pub fn attach(mut self, name: &str, content: &str) -> Self {
        self.attachment = Some((name.into(), content.into()));
        self
    }
    /// As it goes over the wire.
    pub fn raw(&self) -> Vec<u8> {
        let mut raw = format!(
            "From: {}\r\nTo: {}\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n",
            self.from,
            self.to.join(", ")
        );
        for (name, value) in &self.headers {
            let _ = write!(raw, "{name}: {value}\r\n");
        }
        let text = self.text.replace('\n', "\r\n");
        raw.push_str("MIME-Version: 1.0\r\n");
        match &self.attachment {
            None => {
                let _ = write!(raw, "Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");
            }
            Some((name, content)) => {
                let _ = write!(
                    raw,
                    "Content-Type: multipart/mixed; boundary=\"part\"\r\n\r\n--part\r\n\
                     Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--part\r\n\
                     Content-Type: text/plain; name=\"{name}\"\r\n\
                     Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\r\n--part--\r\n"
                );
            }
        }
        raw.into_bytes()
    }
    /// Sends it by SMTP; it must be taken.
    pub async fn send(&self, platform: &Platform) {
        let to: Vec<String> = self.to.iter().map(|to| bare(to)).collect();
        let answers = smtp::send(&platform.smtp, &bare(&self.from), &to, &self.raw()).await;
        let taken = answers.last().is_some_and(|answer| answer.starts_with("250"));
        assert!(taken, "the mail is not taken: {answers:?}");
    }
}

/// The address without the name.
pub fn bare(address: &str) -> String {
    let address = address.trim();
    address.rsplit_once('<').map_or(address, |(_, rest)| rest.trim_end_matches('>')).to_owned()
}
