//! Credentials: sessions, API tokens and magic links.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Caller, Db, Error, Readers, Result, Tx,
    id::{AccountId, ApiTokenId, CustomerId, SessionId, UserId},
};
use uuid::Uuid;

use crate::{password, secret};

/// What begins the secret of an API token.
pub const TOKEN_PREFIX: &str = "tdt";
const SESSION_PREFIX: &str = "tds";
const LINK_PREFIX: &str = "tdl";
const SESSION_LIFE: TimeDelta = TimeDelta::days(14);
const LINK_LIFE: TimeDelta = TimeDelta::minutes(15);
const MOST_TOKENS: i64 = 100;

/// Who a credential stands for.
pub struct Principal {
    pub account: Uuid,
    pub person_kind: String,
    pub person: Uuid,
    pub role: i16,
    pub organization: Option<Uuid>,
    pub credential_kind: String,
    pub credential: Uuid,
}

/// A session that was opened.
pub struct Opened {
    pub secret: String,
    pub expire_time: DateTime<Utc>,
    pub principal: Principal,
}

struct Candidate {
    account: Uuid,
    kind: String,
    person: Uuid,
    password_hash: Option<String>,
}

/// Opens a session for who has this address and password.
///
/// # Errors
/// `Unauthenticated`, after the same time, whatever was wrong.
pub async fn sign_in(
    db: &Db,
    account: Option<AccountId>,
    email: &str,
    given: &str,
    user_agent: &str,
) -> Result<Opened> {
    let candidates = sqlx::query_as!(
        Candidate,
        "/* every account: a person who signs in does not name one */
         select a.account, a.kind, a.person, coalesce(u.password_hash, c.password_hash) as password_hash
           from directory.address a
           left join directory.user u on u.account = a.account and u.id = a.person and not u.disabled
           left join directory.customer c on c.account = a.account and c.id = a.person and not c.disabled
          where a.email = $1 and ($2::uuid is null or a.account = $2)
          order by a.kind desc, a.account
          limit 10",
        email.trim().to_lowercase(),
        account.map(|a| a.uuid())
    )
    .fetch_all(db.pool())
    .await?;
    if candidates.is_empty() {
        password::verify(given, None).await?; // so that an unknown address takes as long as a known one
    }
    let mut fits = None;
    for candidate in candidates {
        if fits.is_none() && password::verify(given, candidate.password_hash.as_deref()).await? {
            fits = Some(candidate);
        }
    }
    let Candidate { account, kind, person, .. } = fits.ok_or(Error::Unauthenticated)?;
    open(db, account.into(), &kind, person, user_agent).await
}

/// Opens a session for somebody who has proved who they are.
///
/// # Errors
/// `Unauthenticated` where they are disabled.
pub async fn open(db: &Db, account: AccountId, kind: &str, person: Uuid, user_agent: &str) -> Result<Opened> {
    let now = db.now();
    let secret = secret::new(SESSION_PREFIX, account)?;
    let expire_time = now + SESSION_LIFE;
    let agent: String = user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    sqlx::query!(
        "insert into directory.credential (account, id, kind, secret_hash, person_kind, person, name, create_time, expire_time)
         values ($1, $2, 'ses', $3, $4, $5, $6, $7, $8)",
        account.uuid(),
        SessionId::new().uuid(),
        secret::hash(&secret),
        kind,
        person,
        agent,
        now,
        expire_time
    )
    .execute(db.pool())
    .await?;
    let principal = resolve(db.pool(), &secret, now).await?;
    Ok(Opened { secret, expire_time, principal })
}

/// Who a session or API token is.
///
/// # Errors
/// `Unauthenticated` where it is unknown, revoked or expired, or its person is disabled.
pub async fn resolve(db: &Readers, given: &str, now: DateTime<Utc>) -> Result<Principal> {
    let account = secret::account_of(given).ok_or(Error::Unauthenticated)?;
    sqlx::query_as!(
        Principal,
        r#"select k.account, k.person_kind, k.person, coalesce(u.role, 0::smallint) as "role!", c.organization,
                  k.kind as credential_kind, k.id as credential
             from directory.credential k
             left join directory.user u on u.account = $1 and u.id = k.person and not u.disabled
             left join directory.customer c on c.account = $1 and c.id = k.person and not c.disabled
            where k.account = $1 and k.secret_hash = $2 and (k.expire_time is null or k.expire_time > $3)
              and (u.id is not null or c.id is not null)"#,
        account.uuid(),
        secret::hash(given),
        now
    )
    .fetch_optional(db)
    .await?
    .ok_or(Error::Unauthenticated)
}

/// Ends the session with that secret; an unknown one has ended already.
///
/// # Errors
/// Where the database is away.
pub async fn sign_out(db: &Readers, given: &str) -> Result<()> {
    let Some(account) = secret::account_of(given) else { return Ok(()) };
    sqlx::query!(
        "delete from directory.credential where account = $1 and secret_hash = $2 and kind = 'ses'",
        account.uuid(),
        secret::hash(given)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A session or API token in a list.
pub struct Listed {
    pub id: Uuid,
    pub name: String,
    pub create_time: DateTime<Utc>,
    pub expire_time: Option<DateTime<Utc>>,
}

/// The caller's own sessions ("ses") or tokens ("tok"), newest first.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, caller: &Caller, kind: &str, now: DateTime<Utc>) -> Result<Vec<Listed>> {
    let rows = sqlx::query_as!(
        Listed,
        "select id, name, create_time, expire_time
           from directory.credential
          where account = $1 and person = $2 and kind = $3 and (expire_time is null or expire_time > $4)
          order by create_time desc limit 100",
        caller.account,
        person(caller)?,
        kind,
        now
    );
    Ok(rows.fetch_all(db).await?)
}

/// Ends one of the caller's own.
///
/// # Errors
/// `NotFound` where it is not theirs.
pub async fn delete(db: &Readers, caller: &Caller, kind: &'static str, id: Uuid) -> Result<()> {
    let gone = sqlx::query!(
        "delete from directory.credential where account = $1 and id = $2 and person = $3 and kind = $4",
        caller.account,
        id,
        person(caller)?,
        kind
    )
    .execute(db)
    .await?;
    if gone.rows_affected() == 0 {
        Err(Error::not_found(if kind == "ses" { "session" } else { "API token" }, id))
    } else {
        Ok(())
    }
}

fn person(caller: &Caller) -> Result<Uuid> {
    let user = caller.user().map(|u| u.uuid());
    user.or_else(|| caller.customer().map(|c| c.uuid()))
        .ok_or_else(|| Error::denied("the system has no credentials"))
}

/// Makes an API token that acts as the calling user; answers with its id and secret.
///
/// # Errors
/// `Invalid`, `TOO_MANY`.
pub async fn create_token(
    db: &Db,
    caller: &Caller,
    name: &str,
    expire_time: Option<DateTime<Utc>>,
) -> Result<(ApiTokenId, String)> {
    let now = db.now();
    let owner = caller.user().ok_or_else(|| Error::denied("only a user has API tokens"))?;
    let (account, name) = (AccountId::from(caller.account), name.trim());
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::invalid("name", "must have 1 to 200 characters"));
    }
    if expire_time.is_some_and(|at| at <= now) {
        return Err(Error::invalid("expire_time", "is in the past"));
    }
    let has = sqlx::query_scalar!(
        r#"select count(*) as "n!" from directory.credential where account = $1 and person = $2 and kind = 'tok'"#,
        account.uuid(),
        owner.uuid()
    )
    .fetch_one(db.pool())
    .await?;
    if has >= MOST_TOKENS {
        return Err(Error::refused(
            "TOO_MANY",
            format!("a user has at most {MOST_TOKENS} API tokens: revoke one first"),
        ));
    }
    let secret = secret::new(TOKEN_PREFIX, account)?;
    let mut tx = db.begin().await?;
    let id = insert_token(&mut tx, owner, NewToken { account, name, secret: &secret, expire_time }).await?;
    tx.commit().await?;
    Ok((id, secret))
}

/// What an API token is made from.
pub struct NewToken<'a> {
    pub account: AccountId,
    pub name: &'a str,
    pub secret: &'a str,
    pub expire_time: Option<DateTime<Utc>>,
}

/// Writes an API token.
///
/// # Errors
/// Where the database is away.
pub async fn insert_token(tx: &mut Tx, owner: UserId, new: NewToken<'_>) -> Result<ApiTokenId> {
    let NewToken { account, name, secret, expire_time } = new;
    let now = tx.now();
    let id = ApiTokenId::new();
    sqlx::query!(
        "insert into directory.credential (account, id, kind, secret_hash, person_kind, person, name, create_time, expire_time)
         values ($1, $2, 'tok', $3, 'usr', $4, $5, $6, $7)",
        account.uuid(),
        id.uuid(),
        secret::hash(secret),
        owner.uuid(),
        name,
        now,
        expire_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Ends the sessions of somebody; their API tokens stay.
///
/// # Errors
/// Where the database is away.
pub async fn forget_sessions(tx: &mut PgConnection, account: AccountId, person: Uuid) -> Result<()> {
    sqlx::query!(
        "delete from directory.credential where account = $1 and person = $2 and kind = 'ses'",
        account.uuid(),
        person
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends everything that proves somebody.
///
/// # Errors
/// Where the database is away.
pub async fn forget_all(tx: &mut PgConnection, account: AccountId, person: Uuid) -> Result<()> {
    sqlx::query!(
        "delete from directory.credential where account = $1 and person = $2",
        account.uuid(),
        person
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from directory.magic_link where account = $1 and customer = $2",
        account.uuid(),
        person
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from directory.password_link where account = $1 and person = $2",
        account.uuid(),
        person
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// A magic link's secret for the customer with that address; nothing where there is none.
///
/// # Errors
/// Where the database is away.
pub async fn create_link(
    db: &Db,
    account: AccountId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Option<(String, CustomerId, String)>> {
    let found = sqlx::query!(
        "select c.id, c.name from directory.customer c
           join directory.address a on a.account = $1 and a.person = c.id and a.email = $2
          where c.account = $1 and not c.disabled",
        account.uuid(),
        email.trim().to_lowercase()
    )
    .fetch_optional(db.pool())
    .await?;
    let Some(customer) = found else { return Ok(None) };
    let secret = secret::new(LINK_PREFIX, account)?;
    sqlx::query!(
        "insert into directory.magic_link (account, secret_hash, customer, expire_time) values ($1, $2, $3, $4)",
        account.uuid(),
        secret::hash(&secret),
        customer.id,
        now + LINK_LIFE
    )
    .execute(db.pool())
    .await?;
    Ok(Some((secret, customer.id.into(), customer.name)))
}

/// Trades a magic link for a session, once.
///
/// # Errors
/// `Unauthenticated` where it is unknown, used or expired.
pub async fn redeem_link(db: &Db, given: &str, user_agent: &str) -> Result<Opened> {
    let account = secret::account_of(given).ok_or(Error::Unauthenticated)?;
    let customer = sqlx::query_scalar!(
        "delete from directory.magic_link where account = $1 and secret_hash = $2 and expire_time > $3 returning customer",
        account.uuid(),
        secret::hash(given),
        db.now()
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or(Error::Unauthenticated)?;
    open(db, account, "cus", customer, user_agent).await
}

/// Forgets what has expired.
///
/// # Errors
/// Where the database is away.
pub async fn forget_expired(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let credentials = sqlx::query!(
        "/* every account: time passes for all */ delete from directory.credential where expire_time < $1",
        now
    )
    .execute(db.pool())
    .await?;
    let links = sqlx::query!(
        "/* every account: time passes for all */ delete from directory.magic_link where expire_time < $1",
        now
    )
    .execute(db.pool())
    .await?;
    sqlx::query!(
        "/* every account: time passes for all */ delete from directory.password_link where expire_time < $1",
        now
    )
    .execute(db.pool())
    .await?;
    tracing::debug!(
        credentials = credentials.rows_affected(),
        links = links.rows_affected(),
        "forgot what had expired"
    );
    Ok(0)
}
