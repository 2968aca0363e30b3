//! The mails of W2: of ten, six open a ticket (one of them with an attachment of 20 kB), three reply to a known ticket, one
//! is sent a second time.
use std::fmt::Write as _;

use tandem_kit::id::EventId;

use crate::system::MAILBOX;

const ATTACHMENT: usize = 20_000;
/// So many people write, so that none looks like a flood.
const PEOPLE: u64 = 1_000;

/// What a mail does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Opens,
    OpensWithFile,
    Replies,
    Repeats,
}

/// The kind of the n-th mail.
pub fn kind(n: u64) -> Kind {
    match n % 10 {
        0 => Kind::OpensWithFile,
        1..=5 => Kind::Opens,
        6..=8 => Kind::Replies,
        _ => Kind::Repeats,
    }
}

/// One mail as it goes over the wire.
pub struct Letter {
    pub from: String,
    pub raw: Vec<u8>,
}

/// All mails of one run; their Message-IDs begin with the same word.
pub struct Burst {
    word: String,
    known: u64,
}

impl Burst {
    /// `known` tickets are there before the burst begins.
    pub fn new(known: u64) -> Self {
        Self { word: EventId::new().uuid().simple().to_string(), known: known.max(1) }
    }
    /// What the Message-IDs of the burst begin with.
    pub fn prefix(&self) -> String {
        format!("burst-{}-", self.word)
    }
    /// A mail that makes a ticket known.
    pub fn seed(&self, n: u64) -> Letter {
        letter(
            &person(n),
            &format!("<seed-{}-{n}@client.test>", self.word),
            &format!("Known {n}"),
            "",
            &text(n),
            false,
        )
    }
    /// The n-th mail of the burst. A repeated one is the mail that began its ten, byte for byte.
    pub fn letter(&self, n: u64) -> Letter {
        let id = |n: u64| format!("<{}{n}@client.test>", self.prefix());
        match kind(n) {
            Kind::Repeats => self.letter(n - n % 10 + 1),
            Kind::Replies => {
                let known = n % self.known;
                let answers = format!("<seed-{}-{known}@client.test>", self.word);
                letter(&person(known), &id(n), &format!("Re: Known {known}"), &answers, &text(n), false)
            }
            kind => {
                let from = person(self.known + n);
                letter(&from, &id(n), &format!("Burst {n}"), "", &text(n), kind == Kind::OpensWithFile)
            }
        }
    }
}

fn person(n: u64) -> String {
    format!("person{}@client{}.test", n % PEOPLE, n % 50)
}

fn text(n: u64) -> String {
    format!("Hello,\r\n\r\nthis is number {n}. {}\r\n\r\nRegards\r\n", crate::w1::body())
}

fn letter(from: &str, id: &str, subject: &str, answers: &str, text: &str, file: bool) -> Letter {
    let mut raw = format!(
        "From: Person <{from}>\r\nTo: {MAILBOX}\r\nSubject: {subject}\r\nMessage-ID: {id}\r\n\
         Date: Sat, 21 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    );
    if !answers.is_empty() {
        let _ = write!(raw, "In-Reply-To: {answers}\r\nReferences: {answers}\r\n");
    }
    if file {
        let lines =
            vec!["VGhpcyBpcyBhIGxpbmUgb2YgYW4gYXR0YWNobWVudCBvZiBhIG1haWwgaW4gYSBidXJzdC4u"; ATTACHMENT / 54]
                .join("\r\n");
        let _ = write!(
            raw,
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\
             --b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=log.bin\r\n\r\n{lines}\r\n--b--\r\n"
        );
    } else {
        let _ = write!(raw, "Content-Type: text/plain; charset=utf-8\r\n\r\n{text}");
    }
    Letter { from: from.into(), raw: raw.into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ten_mails_six_open_three_reply_and_one_is_sent_again() {
        let count = |kind_of: &[Kind]| (0..1000).filter(|n| kind_of.contains(&kind(*n))).count();
        assert_eq!(count(&[Kind::Opens, Kind::OpensWithFile]), 600);
        assert_eq!(
            (count(&[Kind::OpensWithFile]), count(&[Kind::Replies]), count(&[Kind::Repeats])),
            (100, 300, 100)
        );
        let burst = Burst::new(10);
        assert_eq!(burst.letter(19).raw, burst.letter(11).raw);
        assert!(burst.letter(0).raw.len() > 20_000);
    }
}
