//! Credentials: sessions, API tokens and magic links.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Caller, Db, Error, Readers, Result, Tx,
    audit::Note,
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
    pub all_shared: bool,
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

impl Candidate {
    fn subject(&self) -> String {
        format!("{}_{}", self.kind, self.person.simple())
    }
}

/// How somebody proved who they are, for the audit and their list of sessions.
pub struct Way<'a> {
    /// The rpc: `SignIn`.
    pub action: &'a str,
    pub user_agent: &'a str,
    /// Where they came from; empty where it is not told.
    pub network: &'a str,
}

/// Notes in each account that has the address that somebody failed to sign in with it. An address that nobody has is noted nowhere.
async fn note_failure(db: &Db, tried: &[(Uuid, String)], address: &str, network: &str) -> Result<()> {
    if tried.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for (account, subject) in tried {
        let note = Note::new((*account).into(), "", "CredentialsService/SignInFailed").about(subject);
        tx.note(note.with("address", address).with("network", network));
    }
    tx.commit().await
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
    (user_agent, network): (&str, &str),
) -> Result<Opened> {
    let address = email.trim().to_lowercase();
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
        address,
        account.map(|a| a.uuid())
    )
    .fetch_all(db.pool())
    .await?;
    if candidates.is_empty() {
        password::verify(given, None).await?; // so that an unknown address takes as long as a known one
    }
    let mut fits = None;
    let tried: Vec<(Uuid, String)> = candidates.iter().map(|one| (one.account, one.subject())).collect();
    for candidate in candidates {
        if fits.is_none() && password::verify(given, candidate.password_hash.as_deref()).await? {
            fits = Some(candidate);
        }
    }
    let Some(Candidate { account, kind, person, .. }) = fits else {
        note_failure(db, &tried, &address, network).await?;
        return Err(Error::Unauthenticated);
    };
    open(db, (account.into(), &kind, person), Way { action: "SignIn", user_agent, network }).await
}

/// Opens a session for somebody who has proved who they are.
///
/// # Errors
/// `Unauthenticated` where they are disabled.
pub async fn open(db: &Db, (account, kind, person): (AccountId, &str, Uuid), way: Way<'_>) -> Result<Opened> {
    let now = db.now();
    let secret = secret::new(SESSION_PREFIX, account)?;
    let (id, expire_time) = (SessionId::new(), now + SESSION_LIFE);
    let agent: String = way.user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
    let mut tx = db.begin().await?;
    sqlx::query!(
        "insert into directory.credential (account, id, kind, secret_hash, person_kind, person, name, create_time, expire_time)
         values ($1, $2, 'ses', $3, $4, $5, $6, $7, $8)",
        account.uuid(),
        id.uuid(),
        secret::hash(&secret),
        kind,
        person,
        agent,
        now,
        expire_time
    )
    .execute(&mut *tx)
    .await?;
    let who = format!("{kind}_{}", person.simple());
    let note =
        Note::new(account, who.as_str(), format!("CredentialsService/{}", way.action)).about(who.as_str());
    tx.note(note.with("session", &id.to_string()).with("network", way.network).with("user_agent", &agent));
    tx.commit().await?;
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
                  k.kind as credential_kind, k.id as credential, a.share_time is null as "all_shared!"
             from directory.credential k
             join directory.account a on a.id = $1
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
pub async fn sign_out(db: &Db, given: &str) -> Result<()> {
    let Some(account) = secret::account_of(given) else { return Ok(()) };
    let mut tx = db.begin().await?;
    let ended = sqlx::query!(
        "delete from directory.credential where account = $1 and secret_hash = $2 and kind = 'ses'
         returning id, person_kind, person",
        account.uuid(),
        secret::hash(given)
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(ended) = ended {
        let who = format!("{}_{}", ended.person_kind, ended.person.simple());
        let note = Note::new(account, who, "CredentialsService/SignOut");
        tx.note(note.about(SessionId::from(ended.id).to_string()));
    }
    tx.commit().await
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
pub async fn delete(db: &Db, caller: &Caller, kind: &'static str, id: Uuid) -> Result<()> {
    let mut tx = db.begin().await?;
    let gone = sqlx::query!(
        "delete from directory.credential where account = $1 and id = $2 and person = $3 and kind = $4",
        caller.account,
        id,
        person(caller)?,
        kind
    )
    .execute(&mut *tx)
    .await?;
    if gone.rows_affected() == 0 {
        return Err(Error::not_found(if kind == "ses" { "session" } else { "API token" }, id));
    }
    tx.commit().await
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
    tx.about(id);
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
    let way = Way { action: "RedeemMagicLink", user_agent, network: "" };
    open(db, (account, "cus", customer), way).await
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
