//! The listener for incoming mail: a mail is answered 250 once it is kept, and not before.
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bytes::{Bytes, BytesMut};
use tandem_kit::{Error, Result, id::AccountId, serve};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, info, warn};

use crate::{
    address::{self, Place},
    channel_health,
    inbound::{self, Envelope},
    settings,
    tools::Tools,
};

pub mod certificate;
pub mod data;
pub mod guests;
pub mod senders;
pub mod session;
pub mod way;

use certificate::Certificates;
use data::{Data, Read};
use guests::Guests;
use senders::Senders;
use session::{Found, Reply, Safety, Session, Step, Stored, Welcome};
use way::Way;

/// How long a client may take for a command, and for any piece of a mail.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long one connection may last.
const LONGEST: Duration = Duration::from_secs(3600);
/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(30);
const LONGEST_LINE: usize = 4096;
const MOST_CONNECTIONS: usize = 256;
/// Room for mails that are being received, in all connections, counted in pieces.
const ROOM_PIECES: usize = 8192;
/// How often it is written down that an account's mail comes in, and of how many accounts it is remembered.
const WELL_EVERY: Duration = Duration::from_secs(60);
const MOST_HEARD: usize = 50_000;
const PIECE: usize = 64 * 1024;
/// How long after RCPT a recipient is still whose it was.
const FRESH: Duration = Duration::from_secs(1);

/// What every connection shares.
#[derive(Clone)]
struct Door {
    tools: Tools,
    settings: Arc<settings::Smtp>,
    room: Arc<Semaphore>,
    certificates: Option<Certificates>,
    senders: Senders,
    /// When each account's channel was last said to be well.
    heard: Heard,
    saying: TaskTracker,
    stop: CancellationToken,
}

/// Takes mail until it is told to stop; a mail that is being received then is received to its end.
///
/// # Errors
/// Where the address cannot be listened on.
pub async fn serve(tools: Tools, settings: settings::Smtp, stop: CancellationToken) -> anyhow::Result<()> {
    let certificates = Certificates::new(&settings)?;
    let (listener, address) = serve::bind(&settings.listen, "TANDEM__CONVERSATIONS__SMTP__LISTEN").await?;
    info!(%address, "taking mail");
    let door = Door {
        tools,
        settings: Arc::new(settings),
        room: Arc::new(Semaphore::new(ROOM_PIECES)),
        certificates,
        senders: Senders::default(),
        heard: Heard::default(),
        saying: TaskTracker::new(),
        stop: stop.clone(),
    };
    let saying = door.saying.clone();
    let (places, guests) = (Arc::new(Semaphore::new(MOST_CONNECTIONS)), Guests::default());
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (mut socket, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let place = places.clone().try_acquire_owned().ok().zip(guests.enter(peer.ip()));
        let Some(place) = place else {
            let _ = timeout(Duration::from_secs(1), socket.write_all(b"421 4.3.2 too many connections\r\n"))
                .await;
            continue;
        };
        let door = door.clone();
        connections.spawn(async move {
            let _place = place;
            match timeout(LONGEST, Connection::new(socket, door, peer.ip()).talk()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => debug!(error = format!("{error:#}"), "a connection broke"),
                Err(_) => debug!("a connection lasted too long"),
            }
        });
    }
    connections.close();
    connections.wait().await;
    saying.close();
    saying.wait().await;
    Ok(())
}

/// The accounts that mail came for lately, and when that was written down.
type Heard = Arc<Mutex<HashMap<AccountId, Instant>>>;

impl Door {
    /// Writes down that an account's mail comes in, once in a while and beside the mail: nobody waits for it.
    fn say_well(&self, account: AccountId) {
        let now = Instant::now();
        {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            if heard.get(&account).is_some_and(|last| now.duration_since(*last) < WELL_EVERY) {
                return;
            }
            if heard.len() >= MOST_HEARD {
                heard.clear();
            }
            heard.insert(account, now);
        }
        let (tools, certificate) =
            (self.tools.clone(), self.certificates.as_ref().and_then(Certificates::ends));
        let saying = async move {
            if let Err(error) = channel_health::heard(&tools, account, certificate).await {
                debug!(error = format!("{error:#}"), "how the listener does could not be written down");
            }
        };
        self.saying.spawn(saying);
    }
}

struct Connection {
    socket: Box<dyn Way>,
    peer: IpAddr,
    /// Another machine, whose mails are counted.
    foreign: bool,
    buffer: BytesMut,
    /// Replies that the client waits for once it has said all it has to say.
    replies: BytesMut,
    session: Session,
    /// Whose the recipients of this mail are, and when that was said.
    owners: HashMap<String, (AccountId, Instant)>,
    door: Door,
}

impl Connection {
    fn new(socket: TcpStream, door: Door, peer: IpAddr) -> Self {
        let _ = socket.set_nodelay(true);
        let safety = if door.certificates.is_some() { Safety::Offered } else { Safety::Never };
        let session = Session::new(&door.settings.hostname, door.settings.max_bytes);
        let session = session.speaking(door.settings.protocol, safety);
        let foreign = !peer.to_canonical().is_loopback();
        let (buffer, replies, owners) = (BytesMut::with_capacity(8192), BytesMut::new(), HashMap::new());
        Self { socket: Box::new(socket), peer, foreign, buffer, replies, session, owners, door }
    }

    async fn talk(mut self) -> anyhow::Result<()> {
        self.say(&self.session.greeting());
        while let Some(line) = self.line().await? {
            let step = match line {
                Line::Whole(line) => self.session.line(&line),
                Line::TooLong => self.session.long_line(),
                Line::Stopping => Step::Close(self.session.farewell()),
            };
            let step = match step {
                Step::Ask(address) => {
                    let found = self.look_up(&address).await;
                    self.session.recipient(address, found)
                }
                Step::Meet(sender) => {
                    let welcome = self.welcome(&sender);
                    self.session.sender(sender, welcome)
                }
                Step::Secure(go_ahead) => {
                    self.say(&go_ahead);
                    self.answer().await?;
                    self = self.secure().await?;
                    continue;
                }
                Step::Receive(go_ahead) => {
                    self.say(&go_ahead);
                    let Some(stored) = self.receive().await? else { return Ok(()) };
                    self.session.stored(&stored)
                }
                step => step,
            };
            match step {
                Step::Say(reply) => self.say(&reply),
                Step::Close(reply) => {
                    self.say(&reply);
                    return self.answer().await;
                }
                Step::Ask(_) | Step::Meet(_) | Step::Secure(_) | Step::Receive(_) => {}
            }
        }
        Ok(())
    }

    /// The null sender, of reports, is everybody's and is not counted.
    fn welcome(&self, sender: &str) -> Welcome {
        let most = self.door.settings.most_per_sender;
        let welcome =
            !self.foreign || sender.is_empty() || self.door.senders.take(sender, most, Instant::now());
        if welcome { Welcome::Yes } else { Welcome::Later }
    }

    /// The same connection by TLS. What the client said without it before its turn is thrown away.
    async fn secure(self) -> anyhow::Result<Self> {
        let certificates = self.door.certificates.as_ref().context("there is no certificate")?;
        let accepting = certificates.acceptor().accept(self.socket);
        let socket = timeout(HANDSHAKE, accepting).await.context("the TLS handshake takes too long")??;
        Ok(Self {
            socket: Box::new(socket),
            buffer: BytesMut::with_capacity(8192),
            session: self.session.secured(),
            ..self
        })
    }

    /// Commands that came together are answered together (RFC 2920).
    fn say(&mut self, reply: &Reply) {
        self.replies.extend_from_slice(reply.0.as_bytes());
    }

    /// Sends what was said.
    async fn answer(&mut self) -> anyhow::Result<()> {
        if self.replies.is_empty() {
            return Ok(());
        }
        timeout(PATIENCE, self.socket.write_all_buf(&mut self.replies))
            .await
            .context("the client does not read")??;
        // TLS may hold back what is not flushed.
        timeout(PATIENCE, self.socket.flush()).await.context("the client does not read")??;
        Ok(())
    }

    /// More bytes into the buffer; false where there are none any more.
    async fn more(&mut self) -> anyhow::Result<bool> {
        self.answer().await?;
        let read = timeout(PATIENCE, self.socket.read_buf(&mut self.buffer))
            .await
            .context("the client is silent")??;
        Ok(read > 0)
    }

    async fn line(&mut self) -> anyhow::Result<Option<Line>> {
        let mut skipped = false;
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(end + 1).freeze();
                return Ok(Some(if skipped || line.len() > LONGEST_LINE {
                    Line::TooLong
                } else {
                    Line::Whole(line)
                }));
            }
            if self.buffer.len() > LONGEST_LINE {
                skipped = true;
                self.buffer.clear();
            }
            let stop = self.door.stop.clone();
            let more = tokio::select! {
                more = self.more() => more?,
                () = stop.cancelled() => return Ok(Some(Line::Stopping)),
            };
            if !more {
                return Ok(None);
            }
        }
    }

    async fn look_up(&mut self, address: &str) -> Found {
        let found = address::find(&self.door.tools, address).await;
        if let Ok(place @ (Place::Intake { .. } | Place::Reply { .. } | Place::Bounce { .. })) = &found
            && let Some(Ok(account)) = place.account().map(|account| account.id.parse())
        {
            if self.owners.len() > session::MOST_RECIPIENTS {
                self.owners.clear();
            }
            self.owners.insert(address.to_owned(), (account, Instant::now()));
        }
        match found {
            Ok(Place::Intake { .. } | Place::Reply { .. } | Place::Bounce { .. }) => Found::Known,
            Ok(Place::Off { .. }) => Found::Off,
            Ok(Place::Unknown) => self.why_unknown(address).await,
            Err(error) => {
                warn!(error = format!("{error:#}"), "a recipient cannot be looked up");
                Found::Away
            }
        }
    }

    async fn why_unknown(&self, address: &str) -> Found {
        let domain = address.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
        match self.door.tools.peers.account_of_domain(domain).await {
            Ok(Some(_)) => Found::UnknownMailbox,
            Ok(None) => Found::UnknownDomain,
            Err(_) => Found::Away,
        }
    }

    /// The mail itself; nothing where the connection ends before it does.
    async fn receive(&mut self) -> anyhow::Result<Option<Vec<Stored>>> {
        let mut data = Data::new(self.door.settings.max_bytes);
        let mut room: Vec<OwnedSemaphorePermit> = Vec::new();
        let mut crowded = false;
        loop {
            if let Some(used) = data.take(&self.buffer) {
                let _ = self.buffer.split_to(used);
                break;
            }
            self.buffer.clear();
            while !crowded && data.held() > room.len() * PIECE {
                match self.door.room.clone().try_acquire_owned() {
                    Ok(piece) => room.push(piece),
                    Err(_) => crowded = true,
                }
            }
            if crowded {
                data.give_up();
            }
            self.socket.acknowledge();
            if !self.more().await? {
                return Ok(None);
            }
        }
        let all = |stored: Stored| vec![stored; self.session.envelope().1.len()];
        Ok(Some(match data.finish() {
            _ if crowded => all(Stored::Later),
            Read::TooLarge => all(Stored::TooLarge),
            Read::Whole(bytes) => self.store(bytes.into()).await,
        }))
    }

    fn envelope(&self, from: &str, to: &str) -> Envelope {
        Envelope {
            from: Some(from.to_owned()),
            to: vec![to.to_owned()],
            mailbox: None,
            peer: Some(self.peer),
            helo: self.session.helo().to_owned(),
        }
    }

    /// Once for each account among the recipients; what became of it for each recipient.
    async fn store(&self, raw: Bytes) -> Vec<Stored> {
        let later = |error: &Error| {
            warn!(error = format!("{error:#}"), "a mail could not be kept");
            Stored::Later
        };
        let (from, to) = self.session.envelope();
        let (mut owners, mut accounts) = (Vec::with_capacity(to.len()), Vec::<(AccountId, Envelope)>::new());
        for address in to {
            let account = match self.owner(address).await {
                Ok(account) => account,
                Err(error) => {
                    owners.push(Err(later(&error)));
                    continue;
                }
            };
            owners.push(Ok(account));
            match accounts.iter_mut().find(|(known, _)| *known == account) {
                Some((_, envelope)) => envelope.to.push(address.clone()),
                None => accounts.push((account, self.envelope(from, address))),
            }
        }
        let mut kept = Vec::with_capacity(accounts.len());
        for (account, envelope) in accounts {
            let now = self.door.tools.clock.now();
            let keeping = inbound::keep(&self.door.tools, account, &envelope, raw.clone(), now).await;
            if keeping.is_ok() {
                self.door.say_well(account);
            }
            kept.push((
                account,
                keeping.map_or_else(|error| later(&error), |kept| Stored::Yes(kept.id.to_string())),
            ));
        }
        let of =
            |account: AccountId| kept.iter().find(|(known, _)| *known == account).map(|(_, one)| one.clone());
        owners
            .into_iter()
            .map(|owner| owner.map_or_else(|stored| stored, |account| of(account).unwrap_or(Stored::Later)))
            .collect()
    }

    /// The account of a recipient. It was known at RCPT; unless that was a moment ago, it is asked again: whoever sends must hear that the
    /// mail is not kept for one that is not any more.
    async fn owner(&self, address: &str) -> Result<AccountId> {
        if let Some((account, said)) = self.owners.get(address)
            && said.elapsed() < FRESH
        {
            return Ok(*account);
        }
        let place = address::find(&self.door.tools, address).await?;
        let gone = || Error::Unavailable(format!("{address:?} is nobody's any more"));
        place.account().ok_or_else(gone)?.id.parse()
    }
}

enum Line {
    Whole(Bytes),
    TooLong,
    /// The server stops.
    Stopping,
}
