//! Sending by a mailbox's own relay: when it is its turn, by which connection, and how it did.
use chrono::TimeDelta;
use tandem_kit::{Cause, Result, id::MailboxId};
use tandem_proto::conversations::{delivery::State, test_mailbox_response::check::Problem};
use tokio::sync::OwnedSemaphorePermit;
use tracing::warn;

use super::{
    GIVE_UP_AFTER, Mail, Outcome,
    identity::Identity,
    pool::{Away, Key, Turn},
    relay::{self, Answer, Open},
    send::Sender,
    settle, verdict,
};
use crate::{
    channel_health::{self, Seen},
    job,
    mail::Composed,
    mailbox::{self, connect::Failure, draft::Part, settings::Server},
    message::code,
    tools::Tools,
};

/// When a mail comes again for which there was no turn.
const AGAIN: TimeDelta = TimeDelta::seconds(5);

/// It is not this mail's turn: it comes again.
pub struct Gone;

/// A turn at a relay.
pub struct Place {
    key: Key,
    revision: i64,
    server: Server,
    _turn: OwnedSemaphorePermit,
}

impl Place {
    /// As people know it.
    fn name(&self) -> String {
        let Server { host, port, .. } = &self.server;
        format!("the relay {host}:{port}")
    }
}

/// A turn at the relay of a mailbox; nothing where it has none of its own.
///
/// # Errors
/// Where the database is away.
pub async fn enter(
    sender: &Sender,
    cause: &Cause,
    mail: &Mail,
    identity: &Identity,
) -> Result<Result<Option<Place>, Gone>> {
    let Some(relay) = &identity.mailbox.relay else { return Ok(Ok(None)) };
    let (tools, account) = (&sender.tools, cause.account());
    let (key, revision) = ((account, identity.mailbox.id), identity.mailbox.revision);
    let now = tools.clock.now();
    match sender.pool.turn(key, revision, now).await {
        Turn::Mine(turn) => {
            Ok(Ok(Some(Place { key, revision, server: relay.0.server.clone(), _turn: turn })))
        }
        Turn::Busy => {
            job::put_off(&tools.db, account, mail.id, now + AGAIN).await?;
            Ok(Err(Gone))
        }
        Turn::Away(away) if now - mail.create_time >= GIVE_UP_AFTER => {
            settle(tools, cause, mail, &Outcome::of(State::Failed, &away.why)).await?;
            Ok(Err(Gone))
        }
        Turn::Away(away) => {
            put_off(tools, cause, mail, &away).await?;
            Ok(Err(Gone))
        }
    }
}

/// The mail waits until its relay is asked again.
///
/// # Errors
/// Where the database is away.
pub async fn put_off(tools: &Tools, cause: &Cause, mail: &Mail, away: &Away) -> Result<()> {
    let account = cause.account();
    sqlx::query!(
        "update conversations.outgoing_mail
            set state = $3, detail = $4, next_time = $5
          where account = $1 and id = $2 and state in (1, 3)",
        account.uuid(),
        mail.id,
        code(State::Deferred as i32),
        away.why,
        away.until
    )
    .execute(tools.db.pool())
    .await?;
    job::put_off(&tools.db, account, mail.id, away.until).await
}

/// Gives a mail to the relay, and says what became of it.
///
/// # Errors
/// Where what signs in there cannot be read.
pub async fn send(
    sender: &Sender,
    cause: &Cause,
    mail: &Mail,
    (identity, place): (&Identity, &Place),
    composed: &Composed,
) -> Result<Outcome> {
    let now = sender.tools.clock.now();
    let (key, revision) = (place.key, place.revision);
    Ok(match give(sender, cause, (identity, place), composed).await? {
        Answer::Away(failure) => away(sender, cause, mail, place, failure).await,
        Answer::Dropped(said) if sender.pool.broke_off(key, revision, mail.id) => {
            away(sender, cause, mail, place, Failure::new(Problem::Protocol, said)).await
        }
        Answer::Dropped(said) => {
            let others = sender.pool.worked_since(key, revision, mail.create_time);
            verdict::broke_off(mail, now, (&place.name(), &said), others)
        }
        answer => verdict::of(mail, now, answer),
    })
}

/// Gives a mail to the relay, by a connection that was kept or a new one, and writes down how the relay does.
async fn give(
    sender: &Sender,
    cause: &Cause,
    (identity, place): (&Identity, &Place),
    composed: &Composed,
) -> Result<Answer> {
    let kept = sender.pool.take(place.key, place.revision);
    if let Some(mut open) = kept {
        let answer = open.send(composed).await;
        // One that was kept may have been closed meanwhile: that says nothing of the relay.
        if !matches!(answer, Answer::Away(_)) {
            return Ok(seen(sender, cause, place, open, answer).await);
        }
    }
    let (tools, account) = (&sender.tools, cause.account());
    let held = match mailbox::credentials(&tools.secrets, account, &identity.mailbox, Part::Relay) {
        Ok(held) => held,
        Err(error) if error.passing() => return Err(error),
        // Such as that another key sealed it: it is to be entered anew.
        Err(error) => return Ok(Answer::Away(Failure::new(Problem::Password, error))),
    };
    let id = Some(identity.mailbox.mailbox_id());
    Ok(match relay::open(tools, account, id, &place.server, &held).await {
        Ok(mut open) => {
            let answer = open.send(composed).await;
            seen(sender, cause, place, open, answer).await
        }
        Err(failure) => Answer::Away(failure),
    })
}

/// Notes that a relay did its part, where it did.
async fn seen(sender: &Sender, cause: &Cause, place: &Place, open: Open, answer: Answer) -> Answer {
    if !matches!(answer, Answer::Away(_) | Answer::Dropped(_)) {
        worked(sender, cause, place, open).await;
    }
    answer
}

/// The relay did its part; whether it took the mail is another matter.
async fn worked(sender: &Sender, cause: &Cause, place: &Place, open: Open) {
    let seen = Seen {
        certificate_expire_time: open.certificate_ends,
        token_expire_time: open.token_ends,
        ..Seen::default()
    };
    sender.pool.keep(place.key, place.revision, open);
    if sender.pool.worked(place.key, place.revision, sender.tools.clock.now()) {
        note(sender, cause, place, seen).await;
    }
}

/// The relay is away: the mail waits until it is asked again.
async fn away(sender: &Sender, cause: &Cause, mail: &Mail, place: &Place, failure: Failure) -> Outcome {
    let now = sender.tools.clock.now();
    let why = format!("{} does not take mail: {}", place.name(), failure.detail);
    let until = sender.pool.failed(place.key, place.revision, now, &why);
    note(sender, cause, place, Seen { failure: Some(failure), next_time: Some(until), ..Seen::default() })
        .await;
    if now - mail.create_time >= GIVE_UP_AFTER {
        Outcome::of(State::Failed, &why)
    } else {
        Outcome::later(&why, until)
    }
}

async fn note(sender: &Sender, cause: &Cause, place: &Place, seen: Seen) {
    let id = MailboxId::from(place.key.1);
    let noted =
        channel_health::note(&sender.tools, cause.account(), Some(id), &format!("relay:{id}"), seen).await;
    if let Err(error) = noted {
        // It was deleted meanwhile, or the database is away: the mail itself counts.
        warn!(mailbox.id = %id, error = format!("{error:#}"), "how a relay does could not be written down");
    }
}
