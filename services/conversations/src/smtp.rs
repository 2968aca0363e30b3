//! The listener for incoming mail: a mail is answered 250 once it is kept, and not before.
use std::{sync::Arc, time::Duration};

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
    inbound::{self, Envelope},
    settings,
    tools::Tools,
};

pub mod data;
pub mod guests;
pub mod session;

use data::{Data, Read};
use guests::Guests;
use session::{Found, Reply, Session, Step, Stored};

/// How long a client may take for a command, and for any piece of a mail.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long one connection may last.
const LONGEST: Duration = Duration::from_secs(3600);
const LONGEST_LINE: usize = 4096;
const MOST_CONNECTIONS: usize = 256;
/// Room for mails that are being received, in all connections, counted in pieces.
const ROOM_PIECES: usize = 8192;
const PIECE: usize = 64 * 1024;

/// What every connection shares.
#[derive(Clone)]
struct Door {
    tools: Tools,
    settings: Arc<settings::Smtp>,
    room: Arc<Semaphore>,
    stop: CancellationToken,
}

/// Takes mail until it is told to stop; a mail that is being received then is received to its end.
///
/// # Errors
/// Where the address cannot be listened on.
pub async fn serve(tools: Tools, settings: settings::Smtp, stop: CancellationToken) -> anyhow::Result<()> {
    let (listener, address) = serve::bind(&settings.listen, "TANDEM__CONVERSATIONS__SMTP__LISTEN").await?;
    info!(%address, "taking mail");
    let door = Door {
        tools,
        settings: Arc::new(settings),
        room: Arc::new(Semaphore::new(ROOM_PIECES)),
        stop: stop.clone(),
    };
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
            match timeout(LONGEST, Connection::new(socket, door).talk()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => debug!(error = format!("{error:#}"), "a connection broke"),
                Err(_) => debug!("a connection lasted too long"),
            }
        });
    }
    connections.close();
    connections.wait().await;
    Ok(())
}

struct Connection {
    socket: TcpStream,
    buffer: BytesMut,
    session: Session,
    door: Door,
}

impl Connection {
    fn new(socket: TcpStream, door: Door) -> Self {
        let _ = socket.set_nodelay(true);
        let session = Session::new(&door.settings.hostname, door.settings.max_bytes);
        Self { socket, buffer: BytesMut::with_capacity(8192), session, door }
    }

    async fn talk(mut self) -> anyhow::Result<()> {
        self.say(self.session.greeting()).await?;
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
                Step::Receive(go_ahead) => {
                    self.say(go_ahead).await?;
                    let Some(stored) = self.receive().await? else { return Ok(()) };
                    self.session.stored(&stored)
                }
                step => step,
            };
            match step {
                Step::Say(reply) => self.say(reply).await?,
                Step::Close(reply) => {
                    self.say(reply).await?;
                    return Ok(());
                }
                Step::Ask(_) | Step::Receive(_) => {}
            }
        }
        Ok(())
    }

    async fn say(&mut self, reply: Reply) -> anyhow::Result<()> {
        timeout(PATIENCE, self.socket.write_all(reply.0.as_bytes()))
            .await
            .context("the client does not read")??;
        Ok(())
    }

    /// More bytes into the buffer; false where there are none any more.
    async fn more(&mut self) -> anyhow::Result<bool> {
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

    async fn look_up(&self, address: &str) -> Found {
        match address::find(&self.door.tools, address).await {
            Ok(Place::Intake { .. } | Place::Reply { .. }) => Found::Known,
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
    async fn receive(&mut self) -> anyhow::Result<Option<Stored>> {
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
            if !self.more().await? {
                return Ok(None);
            }
        }
        Ok(Some(match data.finish() {
            _ if crowded => Stored::Later,
            Read::TooLarge => Stored::TooLarge,
            Read::Whole(bytes) => self.store(bytes.into()).await,
        }))
    }

    async fn store(&self, raw: Bytes) -> Stored {
        match self.keep_for_all(raw).await {
            Ok(id) => Stored::Yes(id),
            Err(error) => {
                warn!(error = format!("{error:#}"), "a mail could not be kept");
                Stored::Later
            }
        }
    }

    /// Once for each account among the recipients.
    async fn keep_for_all(&self, raw: Bytes) -> Result<String> {
        let (from, to) = self.session.envelope();
        let mut accounts: Vec<(AccountId, Envelope)> = Vec::new();
        for address in to {
            let place = address::find(&self.door.tools, address).await?;
            // It was known at RCPT: whoever sends must hear that it is not kept for this one.
            let Some(account) = place.account() else {
                return Err(Error::Unavailable(format!("{address:?} is nobody's any more")));
            };
            let account: AccountId = account.id.parse()?;
            match accounts.iter_mut().find(|(known, _)| *known == account) {
                Some((_, envelope)) => envelope.to.push(address.clone()),
                None => accounts
                    .push((account, Envelope { from: Some(from.to_owned()), to: vec![address.clone()] })),
            }
        }
        let mut id = String::from("nothing");
        for (account, envelope) in accounts {
            let kept =
                inbound::keep(&self.door.tools, account, &envelope, raw.clone(), self.door.tools.clock.now())
                    .await?;
            id = kept.id.to_string();
        }
        Ok(id)
    }
}

enum Line {
    Whole(Bytes),
    TooLong,
    /// The server stops.
    Stopping,
}
