//! When an account works: a copy of the business calendar that directory keeps, so that clocks need no peer to run.
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use jiff::tz::TimeZone;
use prost::Message;
use tandem_kit::{
    Cause, Db, Error, Result, auth, business_time::Calendar, cache::Cache, id::AccountId, rpc::Peers,
};
use tandem_proto::directory::{
    BusinessCalendar, ListBusinessCalendarsRequest,
    business_calendars_service_client::BusinessCalendarsServiceClient,
};

const BELIEVED: Duration = Duration::from_secs(60);

/// The calendars of all accounts.
pub struct Calendars {
    db: Db,
    peers: Peers,
    cache: Cache,
}

impl Calendars {
    pub fn new(db: Db, peers: Peers, cache: Cache) -> Self {
        Self { db, peers, cache }
    }

    /// An account's calendar: from the cache, from our copy, and the first time from directory.
    ///
    /// # Errors
    /// `Unavailable` where we have no copy and directory is away.
    pub async fn of(&self, account: AccountId) -> Result<Calendar> {
        let key = key(account);
        if let Some(found) = self.cache.get(&key).await.and_then(|bytes| BusinessCalendar::decode(bytes).ok())
        {
            return read(&found);
        }
        let calendar = match self.copy(account).await? {
            Some(copy) => copy,
            None => self.ask(account).await?,
        };
        self.cache.set(&key, calendar.encode_to_vec().into(), BELIEVED).await;
        read(&calendar)
    }

    /// Where the account's days begin; where that is not known, at midnight UTC.
    pub async fn zone_of(&self, account: AccountId) -> TimeZone {
        let key = key(account);
        let cached = self.cache.get(&key).await.and_then(|bytes| BusinessCalendar::decode(bytes).ok());
        let known = match cached {
            Some(found) => Some(found),
            None => self.copy(account).await.ok().flatten(),
        };
        known.map_or(TimeZone::UTC, |calendar| zone(&calendar))
    }

    /// Keeps a calendar that directory announced, unless we know a later one.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn keep(&self, account: AccountId, calendar: &BusinessCalendar) -> Result<()> {
        if !calendar.default {
            return Ok(());
        }
        sqlx::query!(
            "insert into items.business_calendar (account, calendar, revision) values ($1, $2, $3)
             on conflict (account) do update set calendar = excluded.calendar, revision = excluded.revision
              where business_calendar.revision < excluded.revision",
            account.uuid(),
            calendar.encode_to_vec(),
            calendar.revision
        )
        .execute(self.db.pool())
        .await?;
        self.cache.delete(&key(account)).await;
        Ok(())
    }

    async fn copy(&self, account: AccountId) -> Result<Option<BusinessCalendar>> {
        let copy = sqlx::query_scalar!(
            "select calendar from items.business_calendar where account = $1",
            account.uuid()
        );
        let copy = copy.fetch_optional(self.db.pool()).await?;
        Ok(copy
            .map(|bytes| BusinessCalendar::decode(Bytes::from(bytes)).context("a kept calendar"))
            .transpose()?)
    }

    async fn ask(&self, account: AccountId) -> Result<BusinessCalendar> {
        let channel = self.peers.channel("directory").map_err(|e| Error::Unavailable(format!("{e:#}")))?;
        let mut directory = BusinessCalendarsServiceClient::new(channel);
        let cause = Cause::current().map_or_else(|| Cause::system(account), |cause| cause.as_system());
        let asked = auth::acting(&cause, directory.list_business_calendars(ListBusinessCalendarsRequest {}));
        let found = asked.await?.into_inner().business_calendars;
        let calendar =
            found.into_iter().find(|c| c.default).context("directory keeps no default calendar")?;
        self.keep(account, &calendar).await?;
        Ok(calendar)
    }
}

fn key(account: AccountId) -> String {
    format!("items.calendar:{account}")
}

fn zone(calendar: &BusinessCalendar) -> TimeZone {
    TimeZone::get(&calendar.time_zone).unwrap_or(TimeZone::UTC)
}

fn read(calendar: &BusinessCalendar) -> Result<Calendar> {
    let spans = calendar.spans.iter().map(|span| (span.weekday, span.start_minute, span.end_minute));
    Calendar::read(&calendar.time_zone, spans, calendar.holidays.iter().map(String::as_str))
}
