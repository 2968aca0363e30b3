//! An IMAP server on a real socket, with the faults that servers and networks have.
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::AbortHandle,
};

/// What is in the folder, and what goes wrong.
#[derive(Default)]
pub struct State {
    pub validity: u32,
    pub mails: BTreeMap<u32, Vec<u8>>,
    /// Where mails were moved to.
    pub moved: Vec<Vec<u8>>,
    /// The connection ends after so many commands, in the middle of the answer to the last.
    pub cut_after: Option<usize>,
    /// Mails whose text ends too early, with the connection; so often.
    pub cut_texts: BTreeMap<u32, usize>,
    /// Mails that are named and have no text yet.
    pub without_text: BTreeSet<u32>,
    /// Mails that somebody else deletes while another is fetched.
    pub deleted_meanwhile: BTreeSet<u32>,
    pub connections: usize,
    pub marked: bool,
    /// It tells of new mail; how many listen.
    pub idles: bool,
    pub idling: usize,
    /// How often somebody began to listen, and ended it in good order.
    pub idles_begun: usize,
    pub idles_ended: usize,
    /// The access token that lets in.
    pub token: Option<&'static str>,
}

pub struct Server {
    state: Arc<Mutex<State>>,
    pub port: u16,
    news: Arc<Notify>,
    accepting: AbortHandle,
}

impl Server {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { validity: 1, ..State::default() }));
        let (shared, news) = (state.clone(), Arc::new(Notify::new()));
        let told = news.clone();
        let mut running = tokio::task::JoinSet::new();
        let accepting = running.spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                connections.spawn(talk(socket, shared.clone(), told.clone()));
            }
        });
        running.detach_all();
        Self { state, port, news, accepting }
    }
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
    /// Puts a mail into the folder.
    pub fn put(&self, uid: u32, subject: &str) {
        let raw = format!(
            "From: Ann <ann@acme.example>\r\nTo: support@desk.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@acme.example>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nText of {subject}.\r\n"
        );
        self.state().mails.insert(uid, raw.into_bytes());
        self.tell();
    }
    /// Tells whoever listens how many mails there are.
    pub fn tell(&self) {
        self.news.notify_waiters();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What a client is spoken to by.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}
type Client = BufReader<Box<dyn Wire>>;

async fn talk(socket: TcpStream, state: Arc<Mutex<State>>, news: Arc<Notify>) {
    let mut client: Client = BufReader::new(Box::new(socket));
    if client.get_mut().write_all(b"* OK here\r\n").await.is_err() {
        return;
    }
    let (mut line, mut said) = (String::new(), 0);
    loop {
        line.clear();
        if client.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        said += 1;
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        let special = match command {
            "STARTTLS" => secure(client, tag).await,
            "AUTHENTICATE XOAUTH2" => sign_in(client, tag, &state).await,
            "IDLE" => idle(client, tag, &state, &news).await,
            _ => Err(client),
        };
        client = match special {
            Ok(Some(client)) => client,
            Ok(None) => return,
            Err(mut client) => {
                let (mut answer, end) = answer(&state, line.trim_end());
                let cut = state.lock().unwrap().cut_after.is_some_and(|after| said > after);
                if cut {
                    answer.truncate(answer.len() / 2);
                }
                if client.get_mut().write_all(&answer).await.is_err() || cut || end {
                    return;
                }
                client
            }
        };
    }
}

/// What comes of a command that is more than a question: the client goes on, or is gone.
type Special = Result<Option<Client>, Client>;

async fn secure(mut client: Client, tag: &str) -> Special {
    let _ = client.get_mut().write_all(format!("{tag} OK go ahead\r\n").as_bytes()).await;
    let accepted = super::secure::acceptor().accept(client.into_inner()).await;
    Ok(accepted.ok().map(|wire| BufReader::new(Box::new(wire) as Box<dyn Wire>)))
}

async fn sign_in(mut client: Client, tag: &str, state: &Mutex<State>) -> Special {
    let _ = client.get_mut().write_all(b"+ \r\n").await;
    let mut said = String::new();
    let _ = client.read_line(&mut said).await;
    let said = STANDARD.decode(said.trim_end()).unwrap_or_default();
    let wanted =
        state.lock().unwrap().token.map(|token| format!("user=support\u{1}auth=Bearer {token}\u{1}\u{1}"));
    if wanted.is_some_and(|wanted| wanted.as_bytes() == said) {
        let _ = client.get_mut().write_all(format!("{tag} OK in\r\n").as_bytes()).await;
    } else {
        // Why not, which the client takes with an empty line.
        let _ = client.get_mut().write_all(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n").await;
        let _ = client.read_line(&mut String::new()).await;
        let _ =
            client.get_mut().write_all(format!("{tag} NO [AUTHENTICATIONFAILED] who?\r\n").as_bytes()).await;
    }
    Ok(Some(client))
}

async fn idle(mut client: Client, tag: &str, state: &Mutex<State>, news: &Notify) -> Special {
    let _ = client.get_mut().write_all(b"+ idling\r\n").await;
    {
        let mut state = state.lock().unwrap();
        state.idling += 1;
        state.idles_begun += 1;
    }
    let mut said = String::new();
    loop {
        tokio::select! {
            () = news.notified() => {
                let count = state.lock().unwrap().mails.len();
                let _ = client.get_mut().write_all(format!("* {count} EXISTS\r\n").as_bytes()).await;
            }
            read = client.read_line(&mut said) => {
                state.lock().unwrap().idling -= 1;
                if read.unwrap_or(0) == 0 {
                    return Ok(None);
                }
                state.lock().unwrap().idles_ended += 1;
                let _ = client.get_mut().write_all(format!("{tag} OK done\r\n").as_bytes()).await;
                return Ok(Some(client));
            }
        }
    }
}

/// The answer to a command, and whether the connection ends with it.
fn answer(state: &Mutex<State>, line: &str) -> (Vec<u8>, bool) {
    let mut state = state.lock().unwrap();
    let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
    let words: Vec<&str> = command.split(' ').collect();
    let ok = format!("{tag} OK done\r\n").into_bytes();
    let with = |text: String| [text.into_bytes(), ok.clone()].concat();
    match words[0].to_uppercase().as_str() {
        "CAPABILITY" => {
            let idles = if state.idles { " IDLE" } else { "" };
            (with(format!("* CAPABILITY IMAP4rev1 UIDPLUS MOVE STARTTLS AUTH=XOAUTH2{idles}\r\n")), false)
        }
        "LOGIN" if !command.ends_with("\"secret\"") => {
            (format!("{tag} NO [AUTHENTICATIONFAILED] who?\r\n").into(), false)
        }
        "SELECT" if !command.contains("INBOX") => (format!("{tag} NO no such folder\r\n").into(), false),
        "SELECT" => {
            let (count, validity) = (state.mails.len(), state.validity);
            (
                with(format!(
                    "* {count} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY {validity}] x\r\n"
                )),
                false,
            )
        }
        "LIST" => (with("* LIST () \"/\" \"INBOX\"\r\n* LIST () \"/\" \"Done\"\r\n".into()), false),
        "LOGOUT" => (with("* BYE\r\n".into()), true),
        "UID" if words[1] == "SEARCH" => {
            let low: u32 = words[3].split(':').next().unwrap().parse().unwrap();
            let uids: Vec<String> = state.mails.range(low..).map(|(uid, _)| uid.to_string()).collect();
            (with(format!("* SEARCH {}\r\n", uids.join(" "))), false)
        }
        "UID" if words[1] == "FETCH" => fetch(&mut state, &words, ok),
        "UID" if words[1] == "MOVE" => {
            for uid in set(words[2], &state) {
                let mail = state.mails.remove(&uid).unwrap();
                state.moved.push(mail);
            }
            (ok, false)
        }
        "UID" => {
            state.marked = true;
            (ok, false)
        }
        _ => (ok, false),
    }
}

fn fetch(state: &mut State, words: &[&str], ok: Vec<u8>) -> (Vec<u8>, bool) {
    let texts = words.last().unwrap().contains("BODY.PEEK[]");
    let mut answer = Vec::new();
    for uid in set(words[2], state) {
        let number = state.mails.keys().position(|one| *one == uid).unwrap() + 1;
        let mail = state.mails[&uid].clone();
        if !texts {
            let size = mail.len();
            let line = format!(
                "* {number} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE \"21-Nov-2026 10:00:00 +0000\")\r\n"
            );
            answer.extend(line.into_bytes());
        } else if state.without_text.contains(&uid) {
            answer.extend(format!("* {number} FETCH (UID {uid} BODY[] NIL)\r\n").into_bytes());
        } else {
            let left = state.cut_texts.get_mut(&uid).filter(|left| **left > 0);
            answer.extend(format!("* {number} FETCH (UID {uid} BODY[] {{{}}}\r\n", mail.len()).into_bytes());
            if let Some(left) = left {
                *left -= 1;
                answer.extend(&mail[..mail.len() / 2]);
                return (answer, true);
            }
            answer.extend(mail);
            answer.extend(b")\r\n");
        }
    }
    if texts {
        for uid in std::mem::take(&mut state.deleted_meanwhile) {
            if let Some(at) = state.mails.keys().position(|one| *one == uid) {
                state.mails.remove(&uid);
                answer.extend(format!("* {} EXPUNGE\r\n", at + 1).into_bytes());
            }
        }
    }
    (([answer, ok].concat()), false)
}

fn set(text: &str, state: &State) -> Vec<u32> {
    let mut uids = Vec::new();
    for run in text.split(',') {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
        uids.extend(state.mails.range(first..=last).map(|(uid, _)| *uid));
    }
    uids
}
