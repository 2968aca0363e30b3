//! Widgets: what a website loads to let its visitors chat, and what an account has set for it.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Error, OnConstraint, Readers, Result,
    id::{AccountId, WidgetId},
    secret::Secrets,
};
use tandem_proto::{conversations as pb, directory::AccountCreated, event::Event};
use uuid::Uuid;

pub use self::change::Change;
use crate::tools::Tools;

mod change;

/// Most widgets of an account.
const MOST: i64 = 100;
/// What the first widget says.
const GREETING: &str = "Hello! How can we help?";
const OFFLINE: &str =
    "Nobody can answer right now. Leave your message and your address, and we answer by e-mail.";
/// Longest time that an old secret stays good.
const LONGEST_KEPT_HOURS: i32 = 168;

/// A widget as it is kept.
#[derive(Clone, Debug)]
pub struct Widget {
    pub account: Uuid,
    pub id: Uuid,
    pub key: String,
    pub name: String,
    pub enabled: bool,
    pub greeting: String,
    pub offline_text: String,
    pub title: String,
    pub color: String,
    pub position: i16,
    pub allowed_sites: Vec<String>,
    pub hours: i16,
    pub routing: i16,
    pub team: Option<Uuid>,
    pub answer_within_seconds: i32,
    pub require_identity: bool,
    /// After so long without a word of its visitor a chat ends; 0: never.
    pub end_after_minutes: i32,
    /// Sealed; nothing where the installation had no key to seal it with.
    pub secret: Option<Vec<u8>>,
    pub old_secret: Option<Vec<u8>>,
    pub old_secret_until: Option<DateTime<Utc>>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
}

impl Widget {
    /// Its id.
    #[must_use]
    pub fn widget_id(&self) -> WidgetId {
        self.id.into()
    }
    /// The secrets that are good now; one that another key sealed is none.
    #[must_use]
    pub fn good_secrets(&self, secrets: &Secrets, now: DateTime<Utc>) -> Vec<String> {
        let old =
            self.old_secret.as_deref().filter(|_| self.old_secret_until.is_some_and(|until| until > now));
        let kept = self.secret.as_deref().into_iter().chain(old);
        kept.filter_map(|sealed| match self.open_sealed(secrets, sealed) {
            Ok(secret) => Some(secret),
            Err(error) => {
                tracing::warn!(widget.id = %self.widget_id(), %error, "the secret of a widget does not open");
                None
            }
        })
        .collect()
    }
    /// The secret to show to an administrator; nothing where it has none yet.
    ///
    /// # Errors
    /// `Refused` where another key sealed it.
    pub fn open_secret(&self, secrets: &Secrets) -> Result<Option<String>> {
        self.secret.as_deref().map(|sealed| self.open_sealed(secrets, sealed)).transpose()
    }
    fn open_sealed(&self, secrets: &Secrets, sealed: &[u8]) -> Result<String> {
        let opened = secrets.open_sealed(self.account.into(), &place(self.widget_id()), sealed)?;
        Ok(String::from_utf8(opened).map_err(anyhow::Error::from)?)
    }
    /// Where the installation has no key the widget works all the same, and proves nobody.
    fn first_secret(&self, secrets: &Secrets) -> Result<Option<Vec<u8>>> {
        match seal_new(secrets, self.account.into(), self.widget_id()) {
            Err(Error::Refused { reason: "NO_SECRETS_KEY", .. }) => Ok(None),
            sealed => sealed.map(Some),
        }
    }
    /// Whether chats go to whoever has the fewest.
    #[must_use]
    pub fn assigns(&self) -> bool {
        i32::from(self.routing) == pb::widget::Routing::LeastBusy as i32
    }
    /// Whether it goes by the business calendar.
    #[must_use]
    pub fn has_hours(&self) -> bool {
        i32::from(self.hours) == pb::widget::Hours::Business as i32
    }
    fn new(account: AccountId, id: WidgetId, name: &str, now: DateTime<Utc>) -> Result<Self> {
        Ok(Self {
            account: account.uuid(),
            id: id.uuid(),
            key: random(12)?,
            name: name.to_owned(),
            enabled: true,
            greeting: GREETING.into(),
            offline_text: OFFLINE.into(),
            title: String::new(),
            color: "#4f46e5".into(),
            position: 1,
            allowed_sites: Vec::new(),
            hours: 1,
            routing: 1,
            team: None,
            answer_within_seconds: 120,
            require_identity: false,
            end_after_minutes: 30,
            secret: None,
            old_secret: None,
            old_secret_until: None,
            revision: 1,
            create_time: now,
        })
    }
}

/// What its secret is sealed for.
fn place(id: WidgetId) -> String {
    format!("widget {id}")
}

fn seal_new(secrets: &Secrets, account: AccountId, id: WidgetId) -> Result<Vec<u8>> {
    secrets.seal(account, &place(id), random(32)?.as_bytes())
}

fn random(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).map_err(anyhow::Error::from)?;
    Ok(hex::encode(random))
}

/// The widgets of an account, oldest first.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, account: AccountId) -> Result<Vec<Widget>> {
    Ok(sqlx::query_as!(
        Widget,
        "select account, id, key, name, enabled, greeting, offline_text, title, color, position, allowed_sites, hours, routing, team,
                answer_within_seconds, require_identity, end_after_minutes, secret, old_secret, old_secret_until, revision, create_time
           from conversations.widget
          where account = $1
          order by create_time, id
          limit $2",
        account.uuid(),
        MOST
    )
    .fetch_all(db)
    .await?)
}

/// A widget of an account.
///
/// # Errors
/// `NotFound` where it has none with that id.
pub async fn get(db: &Readers, account: AccountId, id: WidgetId) -> Result<Widget> {
    sqlx::query_as!(
        Widget,
        "select account, id, key, name, enabled, greeting, offline_text, title, color, position, allowed_sites, hours, routing, team,
                answer_within_seconds, require_identity, end_after_minutes, secret, old_secret, old_secret_until, revision, create_time
           from conversations.widget
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("widget", id))
}

/// The widget with that key, if it is enabled.
///
/// # Errors
/// `NotFound`.
pub async fn open(db: &Readers, key: &str) -> Result<Widget> {
    sqlx::query_as!(
        Widget,
        "/* every account: the key of a public page is all that its visitor knows */
         select account, id, key, name, enabled, greeting, offline_text, title, color, position, allowed_sites, hours, routing, team,
                answer_within_seconds, require_identity, end_after_minutes, secret, old_secret, old_secret_until, revision, create_time
           from conversations.widget
          where key = $1 and enabled",
        key
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("widget", key.chars().take(64).collect::<String>()))
}

/// Makes a widget. The same request is one.
///
/// # Errors
/// `Invalid`, and `Refused` as `TOO_MANY_WIDGETS`.
pub async fn create(
    tools: &Tools,
    cause: &Cause,
    change: Change,
    request_key: Option<String>,
) -> Result<Widget> {
    let account = cause.account();
    let db = &tools.db;
    let mut widget = Widget::new(account, WidgetId::new(), "", db.now())?;
    widget.secret = widget.first_secret(&tools.secrets)?;
    change.apply(&mut widget)?;
    if list(db.pool(), account).await?.len() >= usize::try_from(MOST).unwrap_or(usize::MAX) {
        return Err(Error::refused("TOO_MANY_WIDGETS", format!("an account has at most {MOST} widgets")));
    }
    let mut tx = db.begin().await?;
    insert(&mut tx, &widget, request_key.as_deref()).await?;
    tx.about(WidgetId::from(widget.id));
    tx.commit().await?;
    let id = match &request_key {
        Some(key) => {
            sqlx::query_scalar!(
                "select id from conversations.widget where account = $1 and request_id = $2",
                account.uuid(),
                key
            )
            .fetch_one(db.pool())
            .await?
        }
        None => widget.id,
    };
    get(db.pool(), account, id.into()).await
}

async fn insert(tx: &mut tandem_kit::Tx, widget: &Widget, request_key: Option<&str>) -> Result<()> {
    let done = sqlx::query!(
        "insert into conversations.widget
            (account, id, key, name, enabled, greeting, offline_text, title, color, position, allowed_sites, hours, routing, team,
             answer_within_seconds, require_identity, secret, request_id, create_time, end_after_minutes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         on conflict do nothing",
        widget.account,
        widget.id,
        widget.key,
        widget.name,
        widget.enabled,
        widget.greeting,
        widget.offline_text,
        widget.title,
        widget.color,
        widget.position,
        &widget.allowed_sites,
        widget.hours,
        widget.routing,
        widget.team,
        widget.answer_within_seconds,
        widget.require_identity,
        widget.secret.as_deref(),
        request_key,
        widget.create_time,
        widget.end_after_minutes
    )
    .execute(&mut **tx)
    .await;
    refused(widget, done)?;
    Ok(())
}

/// What the table's checks mean.
fn refused<T>(widget: &Widget, done: Result<T, sqlx::Error>) -> Result<T> {
    done.on_constraint("widget_name_check", || Error::invalid("widget.name", "must have 1 to 200 characters"))
        .on_constraint("widget_greeting_check", || {
            Error::invalid("widget.greeting", "has more than 2,000 characters")
        })
        .on_constraint("widget_offline_text_check", || {
            Error::invalid("widget.offline_text", "has more than 2,000 characters")
        })
        .on_constraint("widget_title_check", || {
            Error::invalid("widget.title", "has more than 100 characters")
        })
        .on_constraint("widget_answer_within_check", || {
            let given = widget.answer_within_seconds;
            Error::invalid("widget.answer_within_seconds", format!("{given} is not 0 to 86,400 seconds"))
        })
        .on_constraint("widget_end_after_check", || {
            let given = widget.end_after_minutes;
            Error::invalid("widget.end_after_minutes", format!("{given} is not 0 to 10,080 minutes"))
        })
}

/// Changes a widget.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    account: AccountId,
    id: WidgetId,
    revision: i64,
    change: Change,
) -> Result<Widget> {
    let mut widget = get(db.pool(), account, id).await?;
    Error::stale_unless("the widget", revision, widget.revision)?;
    change.apply(&mut widget)?;
    let mut tx = db.begin().await?;
    let done = sqlx::query!(
        "update conversations.widget
            set name = $4, enabled = $5, greeting = $6, offline_text = $7, title = $8, color = $9, position = $10,
                allowed_sites = $11, hours = $12, routing = $13, team = $14, answer_within_seconds = $15, require_identity = $16,
                end_after_minutes = $17, revision = revision + 1
          where account = $1 and id = $2 and revision = $3",
        account.uuid(),
        widget.id,
        widget.revision,
        widget.name,
        widget.enabled,
        widget.greeting,
        widget.offline_text,
        widget.title,
        widget.color,
        widget.position,
        &widget.allowed_sites,
        widget.hours,
        widget.routing,
        widget.team,
        widget.answer_within_seconds,
        widget.require_identity,
        widget.end_after_minutes
    )
    .execute(&mut *tx)
    .await;
    if refused(&widget, done)?.rows_affected() == 0 {
        let current = get(db.pool(), account, id).await?.revision;
        return Err(Error::Stale { kind: "the widget", given: widget.revision, current });
    }
    tx.commit().await?;
    get(db.pool(), account, id).await
}

/// Takes a widget away.
///
/// # Errors
/// `NotFound`.
pub async fn delete(db: &Db, account: AccountId, id: WidgetId) -> Result<()> {
    let mut tx = db.begin().await?;
    let done = sqlx::query!(
        "delete from conversations.widget where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::not_found("widget", id));
    }
    tx.commit().await
}

/// Makes a new identity secret; the one before it stays good for some hours.
///
/// # Errors
/// `NotFound`; `Invalid` for too many hours; `Refused` as `NO_SECRETS_KEY`.
pub async fn renew_secret(
    tools: &Tools,
    account: AccountId,
    id: WidgetId,
    keep_hours: i32,
) -> Result<Widget> {
    let db = &tools.db;
    if !(0..=LONGEST_KEPT_HOURS).contains(&keep_hours) {
        return Err(Error::invalid("keep_hours", format!("{keep_hours} is not 0 to {LONGEST_KEPT_HOURS}")));
    }
    let mut tx = db.begin().await?;
    sqlx::query!(
        "update conversations.widget
            set old_secret = secret, old_secret_until = $4, secret = $3, revision = revision + 1
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        seal_new(&tools.secrets, account, id)?,
        db.now() + TimeDelta::hours(keep_hours.into())
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    get(db.pool(), account, id).await
}

/// Makes the widget that an account starts with, once.
///
/// # Errors
/// Where the database is away.
pub async fn make_first(tools: &Tools, event: &Event, what: AccountCreated) -> Result<()> {
    let db = &tools.db;
    let account = Cause::of_event(event)?.account();
    let name = what.account.map(|account| account.name).unwrap_or_default();
    let name = if name.trim().is_empty() { "Website".to_owned() } else { name.chars().take(200).collect() };
    let mut tx = db.begin().await?;
    if !tx.first_time("conversations.widget", event).await? {
        return Ok(());
    }
    let id = WidgetId::derived(account.uuid(), "first widget");
    let mut widget = Widget::new(account, id, &name, db.now())?;
    widget.secret = widget.first_secret(&tools.secrets)?;
    insert(&mut tx, &widget, None).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_before_is_good_for_as_long_as_it_was_kept() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let secrets = Secrets::of(&[7; 32]).unwrap();
        let (account, id) = (AccountId::new(), WidgetId::new());
        let mut widget = Widget::new(account, id, "x", now).unwrap();
        assert!(widget.good_secrets(&secrets, now).is_empty());
        widget.secret = widget.first_secret(&secrets).unwrap();
        let old = seal_new(&secrets, account, id).unwrap();
        (widget.old_secret, widget.old_secret_until) = (Some(old), Some(now + TimeDelta::hours(1)));
        let good = widget.good_secrets(&secrets, now);
        assert_eq!(good.len(), 2);
        assert_eq!(good.first(), widget.open_secret(&secrets).unwrap().as_ref());
        assert_eq!(widget.good_secrets(&secrets, now + TimeDelta::hours(1)).len(), 1);
        let other = Secrets::of(&[8; 32]).unwrap();
        assert!(widget.good_secrets(&other, now).is_empty() && widget.open_secret(&other).is_err());
    }

    #[test]
    fn an_installation_without_a_key_has_widgets_that_prove_nobody() {
        let mut config = tandem_kit::Config::default();
        config.rpc.key = Some("x".repeat(32));
        let none = Secrets::open(&config).unwrap();
        let widget = Widget::new(AccountId::new(), WidgetId::new(), "x", DateTime::default()).unwrap();
        assert!(widget.first_secret(&none).unwrap().is_none());
        assert!(seal_new(&none, AccountId::new(), WidgetId::new()).is_err());
    }
}
