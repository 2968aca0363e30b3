//! Addresses that nothing automatic is sent to, until somebody lifts it.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Page, Result, Tx,
    clock::timestamp,
    id::{AccountId, SuppressionId},
};
use tandem_proto::conversations::{self as pb, suppression::Reason};
use uuid::Uuid;

use crate::{message::code, tools::Tools};

/// Why an automatic mail was not sent.
pub const SUPPRESSED: &str = "not sent: automatic mail to this address is suppressed";
/// Longest words of another server that are kept, in characters.
const LONGEST_DETAIL: usize = 1_000;

/// A suppressed address.
#[derive(Clone, Debug)]
pub struct Suppression {
    pub id: Uuid,
    /// In lower case.
    pub address: String,
    pub person: String,
    pub reason: i16,
    pub status_code: String,
    pub detail: String,
    pub create_time: DateTime<Utc>,
}

/// Why an address is to be suppressed.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'x> {
    pub address: &'x str,
    pub person: &'x str,
    pub reason: Reason,
    pub status_code: &'x str,
    pub detail: &'x str,
    /// What else shows it: the mail's message and conversation.
    pub shown_at: &'x [String],
}

/// Suppresses an address; one that is stays as it is. Announces `AddressSuppressed`.
///
/// # Errors
/// Where the database is away.
pub async fn add(tx: &mut Tx, cause: &Cause, ground: Ground<'_>, now: DateTime<Utc>) -> Result<()> {
    let made = sqlx::query_as!(
        Suppression,
        "insert into conversations.suppression (account, id, address, person, reason, status_code, detail, create_time)
         values ($1, $2, lower($3), $4, $5, $6, $7, $8)
         on conflict do nothing
         returning id, address, person, reason, status_code, detail, create_time",
        cause.account().uuid(),
        SuppressionId::new().uuid(),
        ground.address,
        ground.person,
        code(ground.reason as i32),
        ground.status_code,
        ground.detail.chars().take(LONGEST_DETAIL).collect::<String>(),
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(made) = made {
        let person = Some(made.person.clone()).filter(|person| !person.is_empty());
        let told = pb::AddressSuppressed { suppression: Some(made.into()) };
        tx.emit(cause, Emit::new(&told).about_all(person).about_all(ground.shown_at.to_vec()));
    }
    Ok(())
}

/// Those of these addresses, in lower case, that are suppressed.
///
/// # Errors
/// Where the database is away.
pub async fn of_addresses(db: &Db, account: AccountId, addresses: &[String]) -> Result<Vec<Suppression>> {
    if addresses.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as!(
        Suppression,
        "select id, address, person, reason, status_code, detail, create_time
           from conversations.suppression
          where account = $1 and address = any($2)",
        account.uuid(),
        addresses
    )
    .fetch_all(db.pool())
    .await?)
}

/// Whether nothing automatic may be sent there.
///
/// # Errors
/// Where the database is away.
pub async fn holds(db: &Db, account: AccountId, address: &str) -> Result<bool> {
    Ok(!of_addresses(db, account, &[address.to_lowercase()]).await?.is_empty())
}

/// All of an account, newest first; only of an address, and of a person, where they are given.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(
    db: &Db,
    account: AccountId,
    address: &str,
    person: &str,
    page: &Page,
) -> Result<(Vec<Suppression>, String)> {
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = sqlx::query_as!(
        Suppression,
        "select id, address, person, reason, status_code, detail, create_time
           from conversations.suppression
          where account = $1
            and ($2 = '' or address = lower($2))
            and ($3 = '' or person = $3)
            and ($4::timestamptz is null or (create_time, id) < ($4, $5))
          order by create_time desc, id desc
          limit $6",
        account.uuid(),
        address,
        person,
        time,
        id,
        page.limit()
    )
    .fetch_all(db.pool())
    .await?;
    Ok(page.cut(rows, |last| (last.create_time, last.id)))
}

/// Lifts one. Announces `SuppressionLifted`.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn lift(tools: &Tools, cause: &Cause, id: SuppressionId) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    let lifted = sqlx::query!(
        "delete from conversations.suppression where account = $1 and id = $2 returning address, person",
        cause.account().uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("suppression", id))?;
    tell_lifted(&mut tx, cause, id, (lifted.address, lifted.person));
    tx.commit().await
}

/// Tells that one was lifted.
pub(super) fn tell_lifted(
    tx: &mut Tx,
    cause: &Cause,
    id: SuppressionId,
    (address, person): (String, String),
) {
    let told = pb::SuppressionLifted { id: id.to_string(), address, person_id: person.clone() };
    tx.emit(cause, Emit::new(&told).about_all(Some(person).filter(|person| !person.is_empty())));
}

impl From<Suppression> for pb::Suppression {
    fn from(one: Suppression) -> Self {
        Self {
            id: SuppressionId::from(one.id).to_string(),
            address: one.address,
            person_id: one.person,
            reason: one.reason.into(),
            status_code: one.status_code,
            detail: one.detail,
            create_time: Some(timestamp(one.create_time)),
        }
    }
}
