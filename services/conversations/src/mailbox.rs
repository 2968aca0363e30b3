//! Mailboxes: addresses of an account, what mail to them opens, where it is fetched from, how answers leave.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Page, Result, Tx,
    id::{AccountId, MailboxId},
    secret::Secrets,
};
use tandem_proto::conversations as pb;
use uuid::Uuid;

use crate::{
    outgoing::{self, signature},
    tools::Tools,
};

pub mod addresses;
pub mod check;
pub mod connect;
pub mod draft;
pub mod fetch;
pub mod idle;
pub mod imap;
mod key;
pub mod oauth;
pub mod poll;
pub mod settings;
pub mod suggest;

use addresses::Address;
use draft::{Draft, Part};
use settings::{Credentials, Dkim, Imap, Layout, Relay, Sender};

/// Most mailboxes of an account.
const MOST: i64 = 500;

/// A mailbox as it is kept. The secrets are sealed: [`credentials`] and [`dkim_key`] open them.
#[derive(Clone, Debug)]
pub struct Mailbox {
    pub id: Uuid,
    pub name: String,
    pub enabled: bool,
    pub plus_addressing: bool,
    pub copy_policy: i16,
    pub imap: Option<Json<Imap>>,
    pub imap_secret: Option<Vec<u8>>,
    pub sender: Json<Sender>,
    pub relay: Option<Json<Relay>>,
    pub relay_secret: Option<Vec<u8>>,
    pub dkim: Option<Json<Dkim>>,
    pub dkim_secret: Option<Vec<u8>>,
    pub layout: Json<Layout>,
    /// In its name goes what has no mailbox of its own.
    pub standard: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Mailbox {
    /// Its id.
    #[must_use]
    pub fn mailbox_id(&self) -> MailboxId {
        self.id.into()
    }
}

/// A mailbox.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: MailboxId) -> Result<Mailbox> {
    sqlx::query_as!(
        Mailbox,
        r#"select id, name, enabled, plus_addressing, copy_policy, imap as "imap: Json<Imap>", imap_secret,
                  sender as "sender: Json<Sender>", relay as "relay: Json<Relay>", relay_secret,
                  dkim as "dkim: Json<Dkim>", dkim_secret, layout as "layout: Json<Layout>", standard, revision, create_time,
                  update_time
             from conversations.mailbox
            where account = $1 and id = $2"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("mailbox", id))
}

/// The mailboxes of an account by name.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(db: &Db, account: AccountId, page: &Page) -> Result<(Vec<Mailbox>, String)> {
    let (name, id) = page.after::<(String, Uuid)>()?.unwrap_or_default();
    let rows = sqlx::query_as!(
        Mailbox,
        r#"select id, name, enabled, plus_addressing, copy_policy, imap as "imap: Json<Imap>", imap_secret,
                  sender as "sender: Json<Sender>", relay as "relay: Json<Relay>", relay_secret,
                  dkim as "dkim: Json<Dkim>", dkim_secret, layout as "layout: Json<Layout>", standard, revision, create_time,
                  update_time
             from conversations.mailbox
            where account = $1 and (lower(name), id) > (lower($2), $3)
            order by lower(name), id
            limit $4"#,
        account.uuid(),
        name,
        id,
        page.limit()
    )
    .fetch_all(db.pool())
    .await?;
    Ok(page.cut(rows, |last| (last.name.clone(), last.id)))
}

/// Every mailbox that is on.
///
/// # Errors
/// Where the database is away.
pub async fn enabled(db: &Db, account: AccountId) -> Result<Vec<Mailbox>> {
    Ok(sqlx::query_as!(
        Mailbox,
        r#"select id, name, enabled, plus_addressing, copy_policy, imap as "imap: Json<Imap>", imap_secret,
                  sender as "sender: Json<Sender>", relay as "relay: Json<Relay>", relay_secret,
                  dkim as "dkim: Json<Dkim>", dkim_secret, layout as "layout: Json<Layout>", standard, revision, create_time,
                  update_time
             from conversations.mailbox
            where account = $1 and enabled
            order by lower(name), id
            limit $2"#,
        account.uuid(),
        MOST
    )
    .fetch_all(db.pool())
    .await?)
}

/// Makes a mailbox. The same request is one. Announces `MailboxChanged`.
///
/// # Errors
/// `Invalid`, `ADDRESS_TAKEN`, `DOMAIN_NOT_LISTED`, `TOO_MANY_MAILBOXES`.
pub async fn create(
    tools: &Tools,
    cause: &Cause,
    draft: Draft,
    request_key: Option<String>,
) -> Result<Mailbox> {
    let account = cause.account();
    if let Some(made) = by_request(&tools.db, account, request_key.as_deref()).await? {
        return Ok(made);
    }
    draft.check(tools, cause).await?;
    let id = MailboxId::new();
    let mut tx = tools.db.begin().await?;
    room(&mut tx, account).await?;
    let now = tx.now();
    let inserted = sqlx::query!(
        "insert into conversations.mailbox (account, id, name, enabled, plus_addressing, request_id, create_time, update_time)
         values ($1, $2, '-', false, false, $3, $4, $4)
         on conflict on constraint mailbox_request_id do nothing",
        account.uuid(),
        id.uuid(),
        request_key.as_deref(),
        now
    )
    .execute(&mut *tx)
    .await?;
    if inserted.rows_affected() == 0 {
        drop(tx);
        let made = by_request(&tools.db, account, request_key.as_deref()).await?;
        return made.ok_or_else(|| Error::Unavailable("the same request is under way".into()));
    }
    let blank = get(&mut *tx, account, id).await?;
    write(&mut tx, &tools.secrets, account, &blank, &draft).await?;
    let made = get(&mut *tx, account, id).await?;
    tell(&mut tx, cause, &made, false);
    tx.commit().await?;
    Ok(made)
}

/// Changes a mailbox: what the draft sets. Announces `MailboxChanged`.
///
/// # Errors
/// `NotFound`, `Stale`, and as [`create`].
pub async fn update(
    tools: &Tools,
    cause: &Cause,
    id: MailboxId,
    revision: i64,
    draft: Draft,
) -> Result<Mailbox> {
    let account = cause.account();
    draft.check(tools, cause).await?;
    let mut tx = tools.db.begin().await?;
    let before = lock(&mut tx, account, id).await?;
    Error::stale_unless("the mailbox", revision, before.revision)?;
    write(&mut tx, &tools.secrets, account, &before, &draft).await?;
    let made = get(&mut *tx, account, id).await?;
    tell(&mut tx, cause, &made, false);
    tx.commit().await?;
    Ok(made)
}

/// Deletes a mailbox with its addresses. Announces `MailboxChanged`.
///
/// # Errors
/// `NotFound`.
pub async fn delete(tools: &Tools, cause: &Cause, id: MailboxId) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    let before = lock(&mut tx, cause.account(), id).await?;
    sqlx::query!(
        "delete from conversations.mailbox where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tell(&mut tx, cause, &before, true);
    tx.commit().await
}

/// What signs in at the IMAP server or the relay of a mailbox.
///
/// # Errors
/// `OTHER_SECRETS_KEY`, `NO_SECRETS_KEY`.
pub fn credentials(
    secrets: &Secrets,
    account: AccountId,
    mailbox: &Mailbox,
    part: Part,
) -> Result<Credentials> {
    let sealed = match part {
        Part::Imap => &mailbox.imap_secret,
        Part::Relay => &mailbox.relay_secret,
    };
    let Some(sealed) = sealed else { return Ok(Credentials::default()) };
    let opened = secrets.open_sealed(account, &place(mailbox.mailbox_id(), part.name()), sealed)?;
    Ok(serde_json::from_slice(&opened).map_err(anyhow::Error::from)?)
}

/// The key that a mailbox's mail is signed with (PEM); nothing where none was given.
///
/// # Errors
/// `OTHER_SECRETS_KEY`, `NO_SECRETS_KEY`.
pub fn dkim_key(secrets: &Secrets, account: AccountId, mailbox: &Mailbox) -> Result<Option<String>> {
    let Some(sealed) = &mailbox.dkim_secret else { return Ok(None) };
    let opened = secrets.open_sealed(account, &place(mailbox.mailbox_id(), "dkim"), sealed)?;
    Ok(Some(String::from_utf8(opened).map_err(anyhow::Error::from)?))
}

/// Writes down that the server gave a new refresh token in place of the one it was asked with.
///
/// # Errors
/// Where the database is away.
pub async fn rotate(
    tools: &Tools,
    account: AccountId,
    id: MailboxId,
    part: Part,
    credentials: &Credentials,
) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    let now = lock(&mut tx, account, id).await?;
    let sealed =
        seal(&tools.secrets, account, id, part.name(), &serde_json::to_vec(credentials).unwrap_or_default())?;
    let (imap, relay) = match part {
        Part::Imap => (Some(sealed), now.relay_secret),
        Part::Relay => (now.imap_secret, Some(sealed)),
    };
    sqlx::query!(
        "update conversations.mailbox set imap_secret = $3, relay_secret = $4 where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        imap,
        relay
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

fn place(id: MailboxId, part: &str) -> String {
    format!("{id} {part}")
}

fn seal(secrets: &Secrets, account: AccountId, id: MailboxId, part: &str, secret: &[u8]) -> Result<Vec<u8>> {
    secrets.seal(account, &place(id, part), secret)
}

async fn lock(tx: &mut Tx, account: AccountId, id: MailboxId) -> Result<Mailbox> {
    sqlx::query!(
        "select id from conversations.mailbox where account = $1 and id = $2 for update",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("mailbox", id))?;
    get(&mut **tx, account, id).await
}

async fn room(tx: &mut Tx, account: AccountId) -> Result<()> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from conversations.mailbox where account = $1"#,
        account.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    if count >= MOST {
        return Err(Error::refused("TOO_MANY_MAILBOXES", format!("an account has at most {MOST} mailboxes")));
    }
    Ok(())
}

/// Writes what a draft sets into the row of a mailbox, and its addresses.
async fn write(
    tx: &mut Tx,
    secrets: &Secrets,
    account: AccountId,
    before: &Mailbox,
    draft: &Draft,
) -> Result<()> {
    let id = before.mailbox_id();
    let after = draft.over(secrets, account, before)?;
    let now = tx.now();
    if after.standard && !before.standard {
        give_up_standard(tx, account, id).await?;
    }
    sqlx::query!(
        "update conversations.mailbox
            set name = $3, enabled = $4, plus_addressing = $5, copy_policy = $6, imap = $7, imap_secret = $8, sender = $9,
                relay = $10, relay_secret = $11, dkim = $12, dkim_secret = $13, layout = $14, revision = $15, update_time = $16,
                standard = $17
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        after.name,
        after.enabled,
        after.plus_addressing,
        after.copy_policy,
        &after.imap as _,
        after.imap_secret,
        &after.sender as _,
        &after.relay as _,
        after.relay_secret,
        &after.dkim as _,
        after.dkim_secret,
        &after.layout as _,
        if before.name == "-" { before.revision } else { before.revision + 1 },
        now,
        after.standard
    )
    .execute(&mut **tx)
    .await
    .on_constraint("mailbox_name_check", || Error::invalid("mailbox.name", "must have 1 to 100 characters"))?;
    poll::enlist(tx, account, before, &after).await?;
    if draft.relay.is_some() && before.name != "-" {
        outgoing::hurry(tx, account, id, now).await?;
    }
    match &draft.addresses {
        Some(addresses) => addresses::set(tx, account, id, addresses).await,
        None => Ok(()),
    }
}

/// The one that is the standard is it no more: another becomes it.
async fn give_up_standard(tx: &mut Tx, account: AccountId, other: MailboxId) -> Result<()> {
    sqlx::query!(
        "update conversations.mailbox
            set standard = false, revision = revision + 1
          where account = $1 and standard and id <> $2",
        account.uuid(),
        other.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn by_request(db: &Db, account: AccountId, key: Option<&str>) -> Result<Option<Mailbox>> {
    let Some(key) = key else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select id from conversations.mailbox where account = $1 and request_id = $2",
        account.uuid(),
        key
    )
    .fetch_optional(db.pool())
    .await?;
    match found {
        Some(id) => get(db.pool(), account, id.into()).await.map(Some),
        None => Ok(None),
    }
}

fn tell(tx: &mut Tx, cause: &Cause, mailbox: &Mailbox, deleted: bool) {
    let changed = pb::MailboxChanged {
        mailbox_id: mailbox.mailbox_id().to_string(),
        name: if deleted { String::new() } else { mailbox.name.clone() },
        deleted,
    };
    tx.emit(cause, Emit::new(&changed).about(mailbox.mailbox_id()).revision(mailbox.revision));
}

/// A mailbox with its addresses, as it is shown.
#[derive(Clone)]
pub struct Shown {
    pub mailbox: Mailbox,
    pub addresses: Vec<Address>,
    /// What is there of secrets, by part: IMAP, relay.
    pub held: [Credentials; 2],
    /// What the DNS must say of the key that its mail is signed with; empty where none is kept.
    pub dkim_record: String,
}

/// Mailboxes as they are shown: of the secrets only whether they are there.
///
/// # Errors
/// Where the database is away.
pub async fn show(tools: &Tools, account: AccountId, mailboxes: Vec<Mailbox>) -> Result<Vec<Shown>> {
    let ids: Vec<Uuid> = mailboxes.iter().map(|one| one.id).collect();
    let mut addresses = addresses::of(&tools.db, account, &ids).await?;
    let shown = mailboxes.into_iter().map(|mailbox| {
        // What cannot be opened is shown as not there: it is to be entered anew.
        let held = |part| credentials(&tools.secrets, account, &mailbox, part).unwrap_or_default();
        let held = [held(Part::Imap), held(Part::Relay)];
        let (own, others) =
            std::mem::take(&mut addresses).into_iter().partition(|one| one.mailbox == mailbox.id);
        addresses = others;
        let key = dkim_key(&tools.secrets, account, &mailbox).ok().flatten();
        let dkim_record = key.and_then(|key| signature::record(&key).ok()).unwrap_or_default();
        Shown { mailbox, addresses: own, held, dkim_record }
    });
    Ok(shown.collect())
}
