//! When an account works: copies of the business calendars that directory keeps, so that clocks need no peer to run.
use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use bytes::Bytes;
use jiff::tz::TimeZone;
use prost::Message;
use tandem_kit::{
    Cause, Db, Error, Result, Tx, auth,
    business_time::Calendar,
    cache::Cache,
    id::{AccountId, CalendarId},
    rpc::Peers,
};
use tandem_proto::directory::{
    BusinessCalendar, ListBusinessCalendarsRequest, ListBusinessCalendarsResponse,
    business_calendars_service_client::BusinessCalendarsServiceClient,
};
use uuid::Uuid;

const BELIEVED: Duration = Duration::from_secs(60);

/// The calendars of one account.
#[derive(Clone, Debug)]
pub struct Hours {
    all: Arc<Vec<BusinessCalendar>>,
}

impl Hours {
    /// The calendar of that id; the default one where none is named or it is gone.
    fn named(&self, id: Option<Uuid>) -> Option<&BusinessCalendar> {
        let id = id.map(|id| CalendarId::from(id).to_string());
        let named = id.and_then(|id| self.all.iter().find(|calendar| calendar.id == id));
        named.or_else(|| self.all.iter().find(|calendar| calendar.default)).or_else(|| self.all.first())
    }
    /// Whether there is a calendar of that id.
    pub fn has(&self, id: CalendarId) -> bool {
        let id = id.to_string();
        self.all.iter().any(|calendar| calendar.id == id)
    }
    /// What the calendar of that id is called and its zone, else the default one's.
    pub fn about(&self, id: Option<Uuid>) -> (String, String) {
        self.named(id).map(|c| (c.name.clone(), c.time_zone.clone())).unwrap_or_default()
    }
    /// When there is work by the calendar of that id, else by the default one.
    ///
    /// # Errors
    /// `Unavailable` where the account has none at all.
    pub fn of(&self, id: Option<Uuid>) -> Result<Calendar> {
        let found = self.named(id).ok_or_else(|| Error::Unavailable("the account has no calendar".into()))?;
        let spans = found.spans.iter().map(|span| (span.weekday, span.start_minute, span.end_minute));
        Calendar::read(&found.time_zone, spans, found.holidays.iter().map(String::as_str))
    }
}

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

    /// An account's calendars: from the cache, from our copy, and the first time from directory.
    ///
    /// # Errors
    /// `Unavailable` where we have no copy and directory is away.
    pub async fn of(&self, account: AccountId) -> Result<Hours> {
        let key = key(account);
        if let Some(cached) = self.cached(&key).await {
            return Ok(cached);
        }
        let mut all = self.copies(account).await?;
        if !all.iter().any(|calendar| calendar.default) {
            all = self.ask(account).await?;
        }
        let kept = ListBusinessCalendarsResponse { business_calendars: all };
        self.cache.set(&key, kept.encode_to_vec().into(), BELIEVED).await;
        Ok(Hours { all: Arc::new(kept.business_calendars) })
    }

    /// What is believed of an account's calendars from now on is what our copies say.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn read_again(&self, account: AccountId) -> Result<()> {
        let kept = ListBusinessCalendarsResponse { business_calendars: self.copies(account).await? };
        if kept.business_calendars.iter().any(|calendar| calendar.default) {
            self.cache.set(&key(account), kept.encode_to_vec().into(), BELIEVED).await;
        }
        Ok(())
    }

    /// Where the account's days begin; where that is not known, at midnight UTC.
    pub async fn zone_of(&self, account: AccountId) -> TimeZone {
        let known = match self.cached(&key(account)).await {
            Some(cached) => Some(cached),
            None => self.copies(account).await.ok().map(|all| Hours { all: Arc::new(all) }),
        };
        let zone = known.map(|hours| hours.about(None).1).unwrap_or_default();
        TimeZone::get(&zone).unwrap_or(TimeZone::UTC)
    }

    /// Keeps a calendar that directory announced, in this transaction, and answers whether it is later than what we knew.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn keep(&self, tx: &mut Tx, account: AccountId, calendar: &BusinessCalendar) -> Result<bool> {
        let written = sqlx::query!(
            "insert into items.business_calendar (account, id, calendar, revision) values ($1, $2, $3, $4)
             on conflict (account, id) do update
                set calendar = excluded.calendar, revision = excluded.revision, removed = false
              where business_calendar.revision < excluded.revision",
            account.uuid(),
            calendar.id.parse::<CalendarId>()?.uuid(),
            calendar.encode_to_vec(),
            calendar.revision
        );
        Ok(written.execute(&mut **tx).await?.rows_affected() > 0)
    }

    /// What was kept of an account's calendars is believed no longer; to be called when a change is committed.
    pub async fn changed(&self, account: AccountId) {
        self.cache.delete(&key(account)).await;
    }

    /// Forgets a calendar, of which directory announced at that revision that it is gone. A mark stays, so that what was announced
    /// before and comes later does not bring it back.
    ///
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn forget(&self, tx: &mut Tx, account: AccountId, id: CalendarId, revision: i64) -> Result<()> {
        sqlx::query!(
            "insert into items.business_calendar (account, id, calendar, revision, removed) values ($1, $2, '', $3, true)
             on conflict (account, id) do update
                set calendar = excluded.calendar, revision = excluded.revision, removed = true
              where business_calendar.revision < excluded.revision",
            account.uuid(),
            id.uuid(),
            revision
        )
        .execute(&mut **tx)
        .await?;
        Ok(())
    }

    async fn cached(&self, key: &str) -> Option<Hours> {
        let bytes = self.cache.get(key).await?;
        let kept = ListBusinessCalendarsResponse::decode(bytes).ok()?;
        Some(Hours { all: Arc::new(kept.business_calendars) })
    }

    async fn copies(&self, account: AccountId) -> Result<Vec<BusinessCalendar>> {
        let copies = sqlx::query_scalar!(
            "select calendar from items.business_calendar where account = $1 and not removed order by id limit 100",
            account.uuid()
        );
        let copies = copies.fetch_all(self.db.pool()).await?;
        let read = |bytes: Vec<u8>| BusinessCalendar::decode(Bytes::from(bytes)).context("a kept calendar");
        Ok(copies.into_iter().map(read).collect::<anyhow::Result<_>>()?)
    }

    async fn ask(&self, account: AccountId) -> Result<Vec<BusinessCalendar>> {
        let channel = self.peers.channel("directory").map_err(|e| Error::Unavailable(format!("{e:#}")))?;
        let mut directory = BusinessCalendarsServiceClient::new(channel);
        let cause = Cause::current().map_or_else(|| Cause::system(account), |cause| cause.as_system());
        let asked = auth::acting(&cause, directory.list_business_calendars(ListBusinessCalendarsRequest {}));
        let found = asked.await?.into_inner().business_calendars;
        let mut tx = self.db.begin().await?;
        for calendar in &found {
            self.keep(&mut tx, account, calendar).await?;
        }
        tx.commit().await?;
        Ok(found)
    }
}

fn key(account: AccountId) -> String {
    format!("items.calendars:{account}")
}
