//! One visit to an IMAP server: signed in, a folder opened; every step has its time and its bytes.
use std::{collections::BTreeMap, future::Future, time::Duration};

use async_imap::{
    Authenticator, Client, Session,
    error::Error,
    extensions::idle::{Handle, IdleResponse},
};
use chrono::{DateTime, Utc};
use futures::TryStreamExt as _;
use tandem_kit::id::{AccountId, MailboxId};
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use tokio::time::timeout;

use super::{
    connect::{self, Counted, Failure},
    draft::Part,
    oauth,
    settings::{Auth, Credentials, Security, Server},
};
use crate::tools::Tools;

/// How long a step may take, and a mail.
const STEP: Duration = Duration::from_secs(30);
const MAIL: Duration = Duration::from_secs(180);
/// Bytes that the answer to a step may have, beside a mail's own.
const ANSWER: usize = 4 << 20;

/// A server that let us in.
pub struct Visit {
    pub session: Session<Counted>,
    pub certificate_ends: Option<DateTime<Utc>>,
    pub token_ends: Option<DateTime<Utc>>,
    /// It tells of new mail by itself; it moves; it removes by UID.
    pub idles: bool,
    pub moves: bool,
    pub expunges: bool,
}

/// A folder that is open.
#[derive(Clone, Copy, Debug)]
pub struct Folder {
    pub validity: i64,
    pub exists: u32,
}

/// A mail on the server, before it is fetched.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    pub size: i64,
    pub time: Option<DateTime<Utc>>,
}

/// Signs in.
///
/// # Errors
/// Says what went wrong.
pub async fn open(
    tools: &Tools,
    account: AccountId,
    mailbox: Option<MailboxId>,
    server: &Server,
    credentials: &Credentials,
) -> Result<Visit, Failure> {
    let token = match server.auth {
        Auth::Password => None,
        Auth::Xoauth2 => {
            let place = mailbox.map(|id| (id, Part::Imap));
            Some(oauth::token(tools, account, place, server, credentials).await?)
        }
    };
    let (client, certificate_ends) = greet(tools, server).await?;
    let refused = if token.is_some() { Problem::Token } else { Problem::Password };
    let signing_in = async {
        match &token {
            Some(token) => {
                let answers = Bearer { user: &server.user, token: &token.text, asked: false };
                client.authenticate("XOAUTH2", answers).await
            }
            None => client.login(&server.user, &credentials.password).await,
        }
        .map_err(|(error, _)| error)
    };
    let session = step("signing in", refused, signing_in).await?;
    let mut visit = Visit {
        session,
        certificate_ends,
        token_ends: token.map(|token| token.expire_time),
        idles: false,
        moves: false,
        expunges: false,
    };
    visit.session.get_mut().allow(ANSWER);
    let known = step("its capabilities", Problem::Protocol, visit.session.capabilities()).await?;
    visit.idles = known.has_str("IDLE");
    visit.moves = known.has_str("MOVE");
    visit.expunges = known.has_str("UIDPLUS");
    Ok(visit)
}

async fn greet(tools: &Tools, server: &Server) -> Result<(Client<Counted>, Option<DateTime<Utc>>), Failure> {
    let wire = connect::plain(&tools.outside, server).await?;
    match server.security {
        Security::Tls => {
            let (wire, ends) = connect::tls(wire, server).await?;
            Ok((greeted(Client::new(Counted::new(wire))).await?, ends))
        }
        Security::None => Ok((greeted(Client::new(Counted::new(wire))).await?, None)),
        Security::Starttls => {
            let mut client = greeted(Client::new(Counted::new(wire))).await?;
            step("STARTTLS", Problem::NoStarttls, client.run_command_and_check_ok("STARTTLS", None)).await?;
            // What came after the answer without TLS is thrown away with the buffer.
            let (wire, ends) = connect::tls(client.into_inner().into_inner(), server).await?;
            let mut counted = Counted::new(wire);
            counted.allow(ANSWER);
            Ok((Client::new(counted), ends))
        }
    }
}

async fn greeted(mut client: Client<Counted>) -> Result<Client<Counted>, Failure> {
    client.get_mut().allow(ANSWER);
    let greeting =
        step("its greeting", Problem::Protocol, async { Ok(client.read_response().await?) }).await?;
    match greeting {
        Some(_) => Ok(client),
        None => Err(Failure::new(Problem::Protocol, "the server closes the connection without a greeting")),
    }
}

/// The answers of XOAUTH2: the token, then nothing, so that the server says what was wrong with it.
struct Bearer<'a> {
    user: &'a str,
    token: &'a str,
    asked: bool,
}

impl Authenticator for Bearer<'_> {
    type Response = String;
    fn process(&mut self, _: &[u8]) -> String {
        if std::mem::replace(&mut self.asked, true) {
            return String::new();
        }
        format!("user={}\u{1}auth=Bearer {}\u{1}\u{1}", self.user, self.token)
    }
}

async fn step<T>(
    what: &str,
    refused: Problem,
    doing: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    patient(STEP, what, refused, doing).await
}

async fn patient<T>(
    patience: Duration,
    what: &str,
    refused: Problem,
    doing: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    let done = timeout(patience, doing).await.map_err(|_| Failure::late(what))?;
    done.map_err(|error| match error {
        Error::No(said) | Error::Bad(said) => {
            Failure::new(refused, format!("{what}: the server says {}", told(&said)))
        }
        error => Failure::new(Problem::Protocol, format!("{what}: {error}")),
    })
}

/// What a server said, out of how its answer is spelt: `code: None, info: Some("wrong password")`.
fn told(said: &str) -> &str {
    let words = said.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
    words.unwrap_or(said)
}

impl Visit {
    /// Opens a folder.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn select(&mut self, folder: &str) -> Result<Folder, Failure> {
        self.session.get_mut().allow(ANSWER);
        let what = format!("the folder {folder:?}");
        let name = utf7(folder);
        let opened = step(&what, Problem::Folder, self.session.select(name)).await?;
        let validity = opened.uid_validity.ok_or_else(|| {
            Failure::new(Problem::Protocol, "the server gives mails no lasting numbers (UIDVALIDITY)")
        })?;
        Ok(Folder { validity: validity.into(), exists: opened.exists })
    }

    /// The UIDs from `low` on, of mails since a day where one is given.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn uids(&mut self, low: i64, since: Option<DateTime<Utc>>) -> Result<Vec<i64>, Failure> {
        self.session.get_mut().allow(ANSWER * 4);
        let since = since.map(|day| format!(" SINCE {}", day.format("%-d-%b-%Y"))).unwrap_or_default();
        let query = format!("UID {low}:*{since}");
        let found = step("looking for mails", Problem::Protocol, self.session.uid_search(query)).await?;
        // A connection that ends looks like the end of the answer.
        self.alive().await?;
        let mut uids: Vec<i64> = found.into_iter().map(i64::from).filter(|uid| *uid >= low).collect();
        uids.sort_unstable();
        Ok(uids)
    }

    /// How large mails are and when they came.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn list(&mut self, uids: &[i64]) -> Result<BTreeMap<i64, Listed>, Failure> {
        self.session.get_mut().allow(ANSWER);
        let set = set(uids);
        let listing = async {
            let mut found = BTreeMap::new();
            let mut mails = self.session.uid_fetch(set, "(UID RFC822.SIZE INTERNALDATE)").await?;
            while let Some(mail) = mails.try_next().await? {
                if let (Some(uid), Some(size)) = (mail.uid, mail.size) {
                    let time = mail.internal_date().map(|time| time.to_utc());
                    found.insert(i64::from(uid), Listed { size: size.into(), time });
                }
            }
            Ok(found)
        };
        let found = step("the sizes of mails", Problem::Protocol, listing).await?;
        self.alive().await?;
        Ok(found)
    }

    /// A mail, byte for byte, as unread as it was; nothing where the server has it not, or not yet.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn mail(&mut self, uid: i64, largest: i64) -> Result<Option<Vec<u8>>, Failure> {
        let room = usize::try_from(largest).unwrap_or(usize::MAX).saturating_add(ANSWER);
        self.session.get_mut().allow(room);
        let fetching = async {
            let mut found = None;
            let mut mails = self.session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await?;
            while let Some(mail) = mails.try_next().await? {
                if mail.uid.is_some_and(|one| i64::from(one) == uid)
                    && let Some(body) = mail.body().filter(|body| !body.is_empty())
                {
                    found = Some(body.to_vec());
                }
            }
            Ok(found)
        };
        patient(MAIL, "fetching a mail", Problem::Protocol, fetching).await
    }

    /// Whether the server is still there.
    ///
    /// # Errors
    /// Where it is not.
    pub async fn alive(&mut self) -> Result<(), Failure> {
        self.session.get_mut().allow(ANSWER);
        step("whether it is there", Problem::Protocol, self.session.noop()).await
    }

    /// Moves mails to another folder.
    ///
    /// # Errors
    /// Says what went wrong; what was moved stays moved.
    pub async fn relocate(&mut self, uids: &[i64], folder: &str) -> Result<(), Failure> {
        self.session.get_mut().allow(ANSWER);
        let (set, folder) = (set(uids), utf7(folder));
        if self.moves {
            return step("moving mails", Problem::Folder, self.session.uid_mv(set, folder)).await;
        }
        step("copying mails", Problem::Folder, self.session.uid_copy(set, folder)).await?;
        self.remove(uids).await
    }

    /// Deletes mails. Without UIDPLUS they are only marked: to expunge would take others' along.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn remove(&mut self, uids: &[i64]) -> Result<(), Failure> {
        self.session.get_mut().allow(ANSWER);
        let set = set(uids);
        let command = format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)");
        step("deleting mails", Problem::Protocol, self.session.run_command_and_check_ok(command)).await?;
        if self.expunges {
            let command = format!("UID EXPUNGE {set}");
            step("deleting mails", Problem::Protocol, self.session.run_command_and_check_ok(command)).await?;
        }
        Ok(())
    }

    /// The names of the folders.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn folders(&mut self, most: usize) -> Result<Vec<String>, Failure> {
        self.session.get_mut().allow(ANSWER);
        let listing = async {
            let mut names = Vec::new();
            let mut found = self.session.list(None, Some("\"*\"")).await?;
            while let Some(name) = found.try_next().await? {
                if names.len() < most {
                    names.push(from_utf7(name.name()));
                }
            }
            Ok(names)
        };
        step("the folders", Problem::Protocol, listing).await
    }

    /// Listens from now on.
    ///
    /// # Errors
    /// Says what went wrong.
    pub async fn idle(mut self) -> Result<Idle, Failure> {
        self.session.get_mut().allow(ANSWER);
        let mut handle = self.session.idle();
        step("listening for new mail", Problem::Protocol, handle.init()).await?;
        Ok(Idle { handle })
    }

    /// Says goodbye; whatever comes of it.
    pub async fn leave(mut self) {
        self.session.get_mut().allow(ANSWER);
        let _ = timeout(Duration::from_secs(3), self.session.logout()).await;
    }
}

/// A server that is listened to.
pub struct Idle {
    handle: Handle<Counted>,
}

impl Idle {
    /// Whether the server told of anything within that time.
    ///
    /// # Errors
    /// Where the connection ended.
    pub async fn news(&mut self, within: Duration) -> Result<bool, Failure> {
        self.handle.as_mut().allow(ANSWER);
        let (waiting, _interrupt) = self.handle.wait_with_timeout(within);
        match timeout(within, waiting).await {
            Err(_) | Ok(Ok(IdleResponse::Timeout)) => Ok(false),
            Ok(Ok(IdleResponse::NewData(_))) => Ok(true),
            Ok(Ok(IdleResponse::ManualInterrupt)) => {
                Err(Failure::new(Problem::Protocol, "the server ended the connection"))
            }
            Ok(Err(error)) => Err(Failure::new(Problem::Protocol, format!("listening: {error}"))),
        }
    }

    /// Says goodbye; whatever comes of it.
    pub async fn leave(self) {
        let leaving = async {
            if let Ok(mut session) = self.handle.done().await {
                session.get_mut().allow(ANSWER);
                let _ = session.logout().await;
            }
        };
        let _ = timeout(Duration::from_secs(3), leaving).await;
    }
}

/// UIDs as a command names them: runs as such.
fn set(uids: &[i64]) -> String {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for uid in uids {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *uid => *last = *uid,
            _ => runs.push((*uid, *uid)),
        }
    }
    let run =
        |(first, last): (i64, i64)| if first == last { first.to_string() } else { format!("{first}:{last}") };
    runs.into_iter().map(run).collect::<Vec<_>>().join(",")
}

/// A folder's name as IMAP writes it (RFC 3501, section 5.1.3).
#[must_use]
pub fn utf7(name: &str) -> String {
    let (mut out, mut held) = (String::new(), Vec::new());
    let flush = |out: &mut String, held: &mut Vec<u16>| {
        if !held.is_empty() {
            let bytes: Vec<u8> = held.drain(..).flat_map(u16::to_be_bytes).collect();
            out.push('&');
            out.push_str(
                &base64::Engine::encode(&base64::engine::general_purpose::STANDARD_NO_PAD, bytes)
                    .replace('/', ","),
            );
            out.push('-');
        }
    };
    for c in name.chars().filter(|c| !c.is_control()) {
        if (' '..='~').contains(&c) {
            flush(&mut out, &mut held);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            held.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    flush(&mut out, &mut held);
    out
}

/// A folder's name as people write it; as it is where it cannot be read.
#[must_use]
pub fn from_utf7(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((coded, after)) = after.split_once('-') else { return name.to_owned() };
        if coded.is_empty() {
            out.push('&');
        } else {
            let bytes = base64::Engine::decode(
                &base64::engine::general_purpose::STANDARD_NO_PAD,
                coded.replace(',', "/"),
            );
            let Ok(bytes) = bytes else { return name.to_owned() };
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            let Ok(text) = String::from_utf16(&units) else { return name.to_owned() };
            out.push_str(&text);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_refuses_is_told_in_its_own_words() {
        let said = r#"code: None, info: Some("[AUTHENTICATIONFAILED] wrong password")"#;
        assert_eq!(told(said), "[AUTHENTICATIONFAILED] wrong password");
        assert_eq!(told("code: None, info: None"), "code: None, info: None");
    }

    #[test]
    fn names_of_folders_go_there_and_back() {
        for (name, coded) in
            [("INBOX", "INBOX"), ("Entwürfe", "Entw&APw-rfe"), ("A & B", "A &- B"), ("日本", "&ZeVnLA-")]
        {
            assert_eq!(utf7(name), coded);
            assert_eq!(from_utf7(coded), name);
        }
        assert_eq!(from_utf7("broken & name"), "broken & name");
    }

    #[test]
    fn runs_of_numbers_are_named_as_such() {
        assert_eq!(set(&[1, 2, 3, 5, 8, 9]), "1:3,5,8:9");
    }
}
