//! The mail server that the platform sends to: it keeps what it takes, and refuses what it is told to.
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use mail_parser::{HeaderValue, MessageParser};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

use super::{letter::bare, until};

/// A mail that the platform sent.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The envelope's.
    pub from: String,
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

impl Mail {
    /// A header as it stands in the mail, unfolded and decoded where it is text.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = MessageParser::default().parse(&self.raw)?;
        match parsed.header(name.to_owned())? {
            HeaderValue::Text(text) => Some(text.to_string()),
            HeaderValue::TextList(list) => Some(list.join(" ")),
            _ => parsed.header_raw(name.to_owned()).map(|raw| raw.trim().to_owned()),
        }
    }
    /// The header as bytes say it: ids keep their angles.
    pub fn ids(&self, name: &str) -> Vec<String> {
        let parsed = MessageParser::default().parse(&self.raw);
        let raw = parsed.and_then(|p| p.header_raw(name.to_owned()).map(str::to_owned)).unwrap_or_default();
        raw.split_whitespace().map(str::to_owned).collect()
    }
    pub fn subject(&self) -> String {
        self.header("Subject").unwrap_or_default()
    }
    /// With its angles.
    pub fn message_id(&self) -> String {
        self.ids("Message-ID").into_iter().next().unwrap_or_default()
    }
    /// Where an answer goes.
    pub fn answer_to(&self) -> String {
        let parsed = MessageParser::default().parse(&self.raw).unwrap();
        let raw = |name: &str| parsed.header_raw(name.to_owned()).map(bare);
        raw("Reply-To").or_else(|| raw("From")).unwrap_or_default()
    }
    /// Its text.
    pub fn text(&self) -> String {
        let parsed = MessageParser::default().parse(&self.raw).unwrap();
        parsed.body_text(0).map(|text| text.replace("\r\n", "\n")).unwrap_or_default()
    }
    /// Whether anything in it, text or page, says so.
    pub fn says(&self, words: &str) -> bool {
        let parsed = MessageParser::default().parse(&self.raw).unwrap();
        let page = parsed.body_html(0).unwrap_or_default();
        self.subject().contains(words) || self.text().contains(words) || page.contains(words)
    }
    /// The first word of its text that begins so, such as a link.
    pub fn link(&self, beginning: &str) -> String {
        let text = self.text();
        let found = text
            .split(|c: char| c.is_whitespace() || "<>()\"".contains(c))
            .find(|w| w.starts_with(beginning));
        found.unwrap_or_else(|| panic!("{beginning}… in {text}")).to_owned()
    }
}

#[derive(Default)]
struct Kept {
    mails: Mutex<Vec<Mail>>,
    /// What a recipient is refused with, such as `451 4.2.0 later`.
    refused: Mutex<HashMap<String, String>>,
    /// What was signed in with, as it was said; base64.
    logins: Mutex<Vec<String>>,
    /// Whoever gives it a mail that says one of these is left without an answer, and so often.
    broken_by: Mutex<HashMap<String, usize>>,
    /// It greets nobody.
    silent: AtomicBool,
    /// It hangs up on whoever connects.
    away: AtomicBool,
}

/// A mail server. Stops when dropped.
pub struct Sink {
    pub address: SocketAddr,
    kept: Arc<Kept>,
    listener: AbortHandle,
}

impl Sink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, kept) = (listener.local_addr().unwrap(), Arc::<Kept>::default());
        let keep = kept.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, keep.clone()));
            }
        });
        Self { address, kept, listener: listening.abort_handle() }
    }
    /// Refuses mail for an address from now on; for `*`, any; for `login`, whoever signs in.
    pub fn refuse(&self, address: &str, with: &str) {
        self.kept.refused.lock().unwrap().insert(address.into(), with.into());
    }
    /// Takes everything again.
    pub fn take_all(&self) {
        self.kept.refused.lock().unwrap().clear();
        self.kept.broken_by.lock().unwrap().clear();
        self.kept.away.store(false, Ordering::Relaxed);
    }
    /// Hangs up on whoever gives it a mail that says so, having taken all of it.
    pub fn break_at(&self, words: &str) {
        self.kept.broken_by.lock().unwrap().insert(words.into(), 0);
    }
    /// How often a mail that says so was given to it and hung up on.
    pub fn broken_by(&self, words: &str) -> usize {
        self.kept.broken_by.lock().unwrap().get(words).copied().unwrap_or(0)
    }
    /// Says nothing any more to who connects.
    pub fn fall_silent(&self) {
        self.kept.silent.store(true, Ordering::Relaxed);
    }
    /// Hangs up on whoever connects.
    pub fn hang_up(&self) {
        self.kept.away.store(true, Ordering::Relaxed);
    }
    /// What was signed in with so far; base64.
    pub fn logins(&self) -> Vec<String> {
        self.kept.logins.lock().unwrap().clone()
    }
    /// What was taken so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.kept.mails.lock().unwrap().clone()
    }
    /// What was taken for an address.
    pub fn to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.to.iter().any(|to| to == address)).collect()
    }
    /// The mails for an address that say so, once there are any.
    pub async fn wait(&self, address: &str, says: &str) -> Vec<Mail> {
        until(&format!("a mail to {address} that says {says:?}"), async || {
            let found: Vec<Mail> = self.to(address).into_iter().filter(|mail| mail.says(says)).collect();
            (!found.is_empty()).then_some(found)
        })
        .await
    }
    /// The one mail for an address that says so.
    pub async fn one(&self, address: &str, says: &str) -> Mail {
        let mut found = self.wait(address, says).await;
        assert_eq!(found.len(), 1, "mails to {address} that say {says:?}");
        found.remove(0)
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn serve(stream: TcpStream, kept: Arc<Kept>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    if kept.silent.load(Ordering::Relaxed) {
        return std::future::pending().await;
    }
    if kept.away.load(Ordering::Relaxed) {
        return Ok(());
    }
    stream.write_all(b"220 sink.test ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        let upper = command.to_uppercase();
        let reply = if upper.starts_with("EHLO") {
            "250-sink.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH PLAIN XOAUTH2\r\n250 SIZE 104857600"
                .to_owned()
        } else if upper.starts_with("AUTH ") {
            kept.logins.lock().unwrap().push(command[5..].to_owned());
            let refusal = kept.refused.lock().unwrap().get("login").cloned();
            refusal.unwrap_or_else(|| "235 2.7.0 welcome".into())
        } else if upper.starts_with("MAIL FROM:") {
            (from, to) = (address(&command), Vec::new());
            "250 2.1.0 ok".into()
        } else if upper.starts_with("RCPT TO:") {
            let refused = kept.refused.lock().unwrap();
            let recipient = address(&command);
            let refusal = refused.get(&recipient).or_else(|| refused.get("*")).cloned();
            if refusal.is_none() {
                to.push(recipient);
            }
            refusal.unwrap_or_else(|| "250 2.1.5 ok".into())
        } else if upper == "DATA" {
            stream.write_all(b"354 go ahead\r\n").await?;
            let raw = data(&mut stream).await?;
            if breaks(&kept, &raw) {
                return Ok(());
            }
            kept.mails.lock().unwrap().push(Mail { from: from.clone(), to: to.clone(), raw });
            "250 2.0.0 kept".into()
        } else if upper == "QUIT" {
            stream.write_all(b"221 2.0.0 bye\r\n").await?;
            return Ok(());
        } else {
            "250 2.0.0 ok".into()
        };
        stream.write_all(format!("{reply}\r\n").as_bytes()).await?;
    }
}

/// Whether a mail is one that the server cannot take; it is counted.
fn breaks(kept: &Kept, raw: &[u8]) -> bool {
    let text = String::from_utf8_lossy(raw);
    let mut broken_by = kept.broken_by.lock().unwrap();
    match broken_by.iter_mut().find(|(words, _)| text.contains(words.as_str())) {
        Some((_, count)) => {
            *count += 1;
            true
        }
        None => false,
    }
}

/// Everything to the dot.
async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(raw);
        }
        raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn address(command: &str) -> String {
    let inside = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or_else(String::new, |(address, _)| address.to_lowercase())
}
