//! One turn at a mailbox: what is new there is kept here, mail by mail. A mail is written down as known after it is kept, and moved or
//! deleted after that; what a crash or a cut leaves is fetched again and known by its bytes. One that cannot be fetched holds up no other.
use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::Result;
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use uuid::Uuid;

use super::{
    Mailbox, addresses,
    connect::Failure,
    credentials,
    draft::Part,
    imap::{self, Listed, Visit},
    poll::Due,
    settings::{After, Imap},
};
use crate::{
    inbound::{self, Envelope},
    mail_policy,
    tools::Tools,
};

/// Most mails of one turn.
const BATCH: usize = 100;
/// So many numbers back from the last are looked at again: a server may show a mail later than one that came after it.
const WINDOW: i64 = 1_000;
/// How often a mail is tried before it is skipped.
const TRIES: i32 = 8;

/// What became of a turn.
#[derive(Clone, Debug, Default)]
pub struct Turn {
    pub kept: usize,
    pub skipped: usize,
    /// There is more to fetch at once.
    pub left: bool,
    /// Mails that are tried again later.
    pub waiting: usize,
    pub certificate_ends: Option<DateTime<Utc>>,
    pub token_ends: Option<DateTime<Utc>>,
    /// The server tells of new mail by itself.
    pub idles: bool,
}

/// What is known of a mail on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Kept = 1,
    Waiting = 2,
    Skipped = 3,
    Settled = 4,
}

struct Known {
    uid: i64,
    state: i16,
    attempts: i32,
    next_time: Option<DateTime<Utc>>,
}

/// What is written down of a mail.
struct Noted<'a> {
    state: State,
    attempts: i32,
    next_time: Option<DateTime<Utc>>,
    mail: Option<Uuid>,
    problem: &'a str,
}

impl<'a> Noted<'a> {
    fn new(state: State, problem: &'a str) -> Self {
        Self { state, attempts: 0, next_time: None, mail: None, problem }
    }
}

/// A turn under way.
struct Fetching<'a> {
    tools: &'a Tools,
    due: &'a Due,
    mailbox: Mailbox,
    imap: Imap,
    to: Vec<String>,
    largest: i64,
    validity: i64,
    turn: Turn,
}

/// Fetches what is new.
///
/// # Errors
/// Says what went wrong; what was kept until then is.
pub async fn turn(tools: &Tools, due: &Due) -> Result<Turn, Failure> {
    let Some(mut fetching) = Fetching::begin(tools, due).await.map_err(ours)? else {
        return Ok(Turn::default());
    };
    let held = credentials(&tools.secrets, due.account_id(), &fetching.mailbox, Part::Imap)
        .map_err(|error| Failure::new(Problem::Password, error))?;
    let server = fetching.imap.server.clone();
    let mut visit = imap::open(tools, due.account_id(), Some(due.mailbox_id()), &server, &held).await?;
    fetching.turn.certificate_ends = visit.certificate_ends;
    fetching.turn.token_ends = visit.token_ends;
    fetching.turn.idles = visit.idles;
    let folder = visit.select(&fetching.imap.folder.clone()).await?;
    fetching.validity = folder.validity;
    let last = fetching.resume().await.map_err(ours)?;
    fetching.fetch(&mut visit, last).await?;
    visit.leave().await;
    Ok(fetching.turn)
}

/// A fault on our side: the mailbox is tried again.
fn ours(error: tandem_kit::Error) -> Failure {
    Failure::new(Problem::Unspecified, format!("a fault of this server: {error}"))
}

impl<'a> Fetching<'a> {
    async fn begin(tools: &'a Tools, due: &'a Due) -> Result<Option<Self>> {
        let account = due.account_id();
        let mailbox = super::get(tools.db.pool(), account, due.mailbox_id()).await?;
        let Some(imap) = mailbox.imap.clone().map(|imap| imap.0) else { return Ok(None) };
        let own = addresses::of(&tools.db, account, &[due.mailbox]).await?;
        let to = own.into_iter().map(|one| one.address).find(|address| !address.starts_with('*'));
        let largest = mail_policy::get(&tools.db, account).await?.largest(imap.max_bytes);
        let to = to.into_iter().collect();
        Ok(Some(Self { tools, due, mailbox, imap, to, largest, validity: 0, turn: Turn::default() }))
    }

    /// The last number that was read; nothing is known of a folder whose numbers are others now.
    async fn resume(&self) -> Result<i64> {
        let due = self.due;
        if due.uid_validity == self.validity && due.folder == self.imap.folder {
            return Ok(due.last_uid);
        }
        let mut tx = self.tools.db.begin().await?;
        sqlx::query!(
            "delete from conversations.mailbox_mail where account = $1 and mailbox = $2",
            due.account,
            due.mailbox
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "update conversations.mailbox_poll set folder = $3, uid_validity = $4, last_uid = 0
              where account = $1 and mailbox = $2",
            due.account,
            due.mailbox,
            self.imap.folder,
            self.validity
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(0)
    }

    async fn fetch(&mut self, visit: &mut Visit, last: i64) -> Result<(), Failure> {
        let low = (last - WINDOW + 1).max(1);
        let since = self.imap.leave_existing.then(|| self.due.since - TimeDelta::days(1));
        let there = visit.uids(low, since).await?;
        let known = self.known(low).await.map_err(ours)?;
        self.settle(visit, &there, &known).await?;
        let now = self.tools.clock.now();
        let mut wanted = BTreeSet::new();
        for uid in &there {
            match known.get(uid) {
                None => _ = wanted.insert(*uid),
                Some(one)
                    if one.state == State::Waiting as i16 && one.next_time.is_none_or(|at| at <= now) =>
                {
                    wanted.insert(*uid);
                }
                Some(_) => {}
            }
        }
        let gone =
            known.values().filter(|one| one.state == State::Waiting as i16 && !there.contains(&one.uid));
        for one in gone {
            self.skip(one.uid, "it is not on the server any more").await.map_err(ours)?;
        }
        self.turn.left = wanted.len() > BATCH;
        let batch: Vec<i64> = wanted.into_iter().take(BATCH).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let listed = visit.list(&batch).await?;
        let mut kept = Vec::new();
        for uid in batch {
            let attempts = known.get(&uid).map_or(0, |one| one.attempts);
            if self.one(visit, uid, listed.get(&uid).copied(), attempts).await? {
                kept.push(uid);
            }
        }
        self.tidy(visit, &kept).await
    }

    /// One mail: kept, put off, or skipped.
    async fn one(
        &mut self,
        visit: &mut Visit,
        uid: i64,
        listed: Option<Listed>,
        attempts: i32,
    ) -> Result<bool, Failure> {
        let Some(listed) = listed else {
            self.later(uid, attempts, "the server names it and does not show it").await.map_err(ours)?;
            return Ok(false);
        };
        if self.imap.leave_existing && listed.time.is_some_and(|time| time < self.due.since) {
            self.write(uid, Noted::new(State::Settled, "")).await.map_err(ours)?;
            return Ok(false);
        }
        if listed.size > self.largest {
            let problem = format!("it has {} bytes; at most {} are fetched", listed.size, self.largest);
            self.skip(uid, &problem).await.map_err(ours)?;
            return Ok(false);
        }
        match visit.mail(uid, self.largest).await {
            Ok(Some(raw)) => {
                self.keep(uid, raw).await.map_err(ours)?;
                Ok(true)
            }
            Ok(None) => {
                self.later(uid, attempts, "the server does not have it whole yet").await.map_err(ours)?;
                visit.alive().await?;
                Ok(false)
            }
            // It may be the mail that does it: the others come first next time.
            Err(failure) => {
                self.later(uid, attempts, &failure.detail).await.map_err(ours)?;
                Err(failure)
            }
        }
    }

    async fn keep(&mut self, uid: i64, raw: Vec<u8>) -> Result<()> {
        let envelope =
            Envelope { to: self.to.clone(), mailbox: Some(self.due.mailbox), ..Envelope::default() };
        let now = self.tools.clock.now();
        let kept = inbound::keep(self.tools, self.due.account_id(), &envelope, Bytes::from(raw), now).await?;
        self.write(uid, Noted { mail: Some(kept.id.uuid()), ..Noted::new(State::Kept, "") }).await?;
        self.turn.kept += 1;
        Ok(())
    }

    async fn later(&mut self, uid: i64, attempts: i32, problem: &str) -> Result<()> {
        if attempts + 1 >= TRIES {
            return self.skip(uid, &format!("given up after {TRIES} tries: {problem}")).await;
        }
        let next = self.tools.clock.now() + super::poll::pause(attempts);
        self.turn.waiting += 1;
        let noted =
            Noted { attempts: attempts + 1, next_time: Some(next), ..Noted::new(State::Waiting, problem) };
        self.write(uid, noted).await
    }

    async fn skip(&mut self, uid: i64, problem: &str) -> Result<()> {
        self.turn.skipped += 1;
        self.write(uid, Noted::new(State::Skipped, problem)).await
    }

    /// Mails that were kept and not dealt with yet, because the connection broke.
    async fn settle(
        &self,
        visit: &mut Visit,
        there: &[i64],
        known: &BTreeMap<i64, Known>,
    ) -> Result<(), Failure> {
        let kept = |uid: &&i64| known.get(uid).is_some_and(|one| one.state == State::Kept as i16);
        let uids: Vec<i64> = there.iter().filter(kept).take(BATCH).copied().collect();
        self.tidy(visit, &uids).await
    }

    /// Moves or deletes what is kept.
    async fn tidy(&self, visit: &mut Visit, uids: &[i64]) -> Result<(), Failure> {
        if uids.is_empty() {
            return Ok(());
        }
        match self.imap.after {
            After::Keep => return Ok(()),
            After::Move => visit.relocate(uids, &self.imap.move_to_folder).await?,
            After::Delete => visit.remove(uids).await?,
        }
        sqlx::query!(
            "update conversations.mailbox_mail set state = 4
              where account = $1 and mailbox = $2 and uid_validity = $3 and uid = any($4) and state = 1",
            self.due.account,
            self.due.mailbox,
            self.validity,
            uids
        )
        .execute(self.tools.db.pool())
        .await
        .map_err(|error| ours(error.into()))?;
        Ok(())
    }

    async fn known(&self, low: i64) -> Result<BTreeMap<i64, Known>> {
        let rows = sqlx::query_as!(
            Known,
            "select uid, state, attempts, next_time
               from conversations.mailbox_mail
              where account = $1 and mailbox = $2 and uid_validity = $3 and uid >= $4",
            self.due.account,
            self.due.mailbox,
            self.validity,
            low
        )
        .fetch_all(self.tools.db.pool())
        .await?;
        Ok(rows.into_iter().map(|row| (row.uid, row)).collect())
    }

    /// Writes down what is known of a mail, and how far the folder is read.
    async fn write(&self, uid: i64, noted: Noted<'_>) -> Result<()> {
        let Noted { state, attempts, next_time, mail, problem } = noted;
        let mut tx = self.tools.db.begin().await?;
        let now = tx.now();
        sqlx::query!(
            "insert into conversations.mailbox_mail
                (account, mailbox, uid_validity, uid, state, attempts, next_time, mail, problem, create_time)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict on constraint mailbox_mail_pkey do update
                set state = excluded.state, attempts = excluded.attempts, next_time = excluded.next_time, mail = excluded.mail,
                    problem = excluded.problem",
            self.due.account,
            self.due.mailbox,
            self.validity,
            uid,
            state as i16,
            attempts,
            next_time,
            mail,
            problem,
            now
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "update conversations.mailbox_poll set last_uid = greatest(last_uid, $4)
              where account = $1 and mailbox = $2 and uid_validity = $3",
            self.due.account,
            self.due.mailbox,
            self.validity,
            uid
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }
}
