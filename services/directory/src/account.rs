//! The account: the tenant, and how it comes to be.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Context, Db, Emit, Error, OnConstraint, Readers, Result,
    audit::Note,
    id::{AccountId, UserId},
};
use tandem_proto::directory as pb;
use tracing::warn;
use uuid::Uuid;

use crate::{address, calendar, credential, fields, password, secret, user};

/// An account as it is kept.
pub struct Account {
    pub id: Uuid,
    pub name: String,
    pub mail_domain: String,
    pub time_zone: String,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    /// How long entries of the audit are kept; 0: for ever.
    pub audit_kept_days: i32,
}

/// What an account is made from.
pub struct NewAccount {
    pub name: String,
    pub mail_domain: String,
    pub time_zone: String,
    pub owner_name: String,
    pub owner_email: String,
    /// None: one is made at random and told.
    pub password: Option<String>,
}

/// What became of it.
pub struct Made {
    pub account: Account,
    pub owner: UserId,
    /// Only where it was made at random.
    pub password: String,
    pub api_token: String,
}

/// The account itself.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Readers, id: AccountId) -> Result<Account> {
    sqlx::query_as!(
        Account,
        "select id, name, mail_domain, time_zone, revision, create_time, update_time, audit_kept_days
           from directory.account where id = $1",
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("account", id))
}

/// The account that receives mail for a domain.
///
/// # Errors
/// `NotFound`.
pub async fn by_mail_domain(db: &Readers, domain: &str) -> Result<Account> {
    let domain = domain.trim_end_matches('.').to_lowercase();
    sqlx::query_as!(
        Account,
        "/* every account: a mail does not know its account yet */
         select id, name, mail_domain, time_zone, revision, create_time, update_time, audit_kept_days
           from directory.account where mail_domain = $1",
        domain
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("account with the mail domain", domain))
}

/// Makes an account with its owner, calendar and a first API token. Announces `AccountCreated`.
///
/// # Errors
/// `Invalid` for a field, `MAIL_DOMAIN_TAKEN`.
pub async fn create(db: &Db, new: NewAccount, setup_token: Option<&str>) -> Result<Made> {
    let now = db.now();
    let new = check(new)?;
    let (given, made) = match &new.password {
        Some(given) => (given.clone(), String::new()),
        None => random_password().map(|made| (made.clone(), made))?,
    };
    password::check("password", &given)?;
    let password_hash = password::hash(&given).await?;
    let (id, owner) = (AccountId::new(), UserId::new());
    let cause = Cause::system(id);
    let api_token = secret::new(credential::TOKEN_PREFIX, id)?;

    let mut tx = db.begin().await?;
    if let Some(token) = setup_token {
        take_setup(&mut tx, token).await?;
    }
    let account = insert(&mut tx, id, &new, now).await?;
    let first = user::New {
        name: new.owner_name,
        email: new.owner_email,
        role: pb::user::Role::Owner,
        password_hash,
        fields: fields::Values::new(),
    };
    user::insert(&mut tx, id, owner, &first, None).await?;
    calendar::insert_default(&mut tx, id, &new.time_zone).await?;
    credential::insert_token(
        &mut tx,
        owner,
        credential::NewToken { account: id, name: "First token", secret: &api_token, expire_time: None },
    )
    .await?;
    tx.emit(
        &cause,
        Emit::new(&pb::AccountCreated { account: Some((&account).into()), owner_id: owner.to_string() })
            .about(id),
    );
    let note = Note::new(id, owner.to_string(), "AccountsService/SetUp").about(id.to_string());
    tx.note(note.with("name", &account.name));
    tx.commit().await?;
    Ok(Made { account, owner, password: made, api_token })
}

async fn insert(
    tx: &mut tandem_kit::Tx,
    id: AccountId,
    new: &NewAccount,
    now: DateTime<Utc>,
) -> Result<Account> {
    sqlx::query_as!(
        Account,
        "insert into directory.account (id, name, mail_domain, time_zone, create_time, update_time)
         values ($1, $2, $3, $4, $5, $5)
         returning id, name, mail_domain, time_zone, revision, create_time, update_time, audit_kept_days",
        id.uuid(),
        new.name,
        new.mail_domain,
        new.time_zone,
        now
    )
    .fetch_one(&mut **tx)
    .await
    .on_constraint("account_mail_domain_unique", || taken(&new.mail_domain))
    .on_constraint("account_name_check", || Error::invalid("name", "must have 1 to 200 characters"))
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub mail_domain: Option<String>,
    pub time_zone: Option<String>,
    pub audit_kept_days: Option<i32>,
}

/// Changes the account.
///
/// # Errors
/// `Invalid`, `Stale`, `MAIL_DOMAIN_TAKEN`.
pub async fn update(db: &Db, cause: &Cause, revision: i64, change: Change) -> Result<Account> {
    let now = db.now();
    let id = cause.account();
    let mut tx = db.begin().await?;
    let before =
        sqlx::query_scalar!("select revision from directory.account where id = $1 for update", id.uuid())
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| Error::not_found("account", id))?;
    Error::stale_unless("the account", revision, before)?;
    tx.about(id);
    let mail_domain =
        change.mail_domain.as_deref().map(|d| check_domain("account.mail_domain", d)).transpose()?;
    if let Some(zone) = &change.time_zone {
        check_zone("account.time_zone", zone)?;
    }
    let account = sqlx::query_as!(
        Account,
        "update directory.account
            set name = coalesce($2, name), mail_domain = coalesce($3, mail_domain), time_zone = coalesce($4, time_zone),
                revision = revision + 1, update_time = $5, audit_kept_days = coalesce($6, audit_kept_days)
          where id = $1
          returning id, name, mail_domain, time_zone, revision, create_time, update_time, audit_kept_days",
        id.uuid(),
        change.name,
        mail_domain,
        change.time_zone,
        now,
        change.audit_kept_days
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("account_mail_domain_unique", || taken(mail_domain.as_deref().unwrap_or_default()))
    .on_constraint("account_name_check", || Error::invalid("account.name", "must have 1 to 200 characters"))
    .on_constraint("account_audit_kept_days_check", || {
        let days = change.audit_kept_days.unwrap_or_default();
        Error::invalid("account.audit_kept_days", format!("{days} is not 30 to 3650, nor 0 for ever"))
    })?;
    tx.commit().await?;
    Ok(account)
}

/// From now on something in the account is shared with some only. Answers whether that is news; announces `AccountShared` then.
///
/// # Errors
/// Where the database is away.
pub async fn mark_shared(db: &Db, cause: &Cause) -> Result<bool> {
    let mut tx = db.begin().await?;
    let marked = sqlx::query!(
        "update directory.account set share_time = $2 where id = $1 and share_time is null",
        cause.account().uuid(),
        db.now()
    )
    .execute(&mut *tx)
    .await?;
    let news = marked.rows_affected() > 0;
    if news {
        tx.emit(cause, Emit::new(&pb::AccountShared {}).about(cause.account()));
    }
    tx.commit().await?;
    Ok(news)
}

fn taken(domain: &str) -> Error {
    Error::refused("MAIL_DOMAIN_TAKEN", format!("another account receives mail for {domain}"))
}

fn check(mut new: NewAccount) -> Result<NewAccount> {
    new.name = new.name.trim().to_owned();
    new.owner_name = new.owner_name.trim().to_owned();
    new.owner_email = address::normal("owner_email", &new.owner_email)?;
    if new.owner_name.is_empty() {
        new.owner_name = new.owner_email.split('@').next().unwrap_or_default().to_owned();
    }
    if new.mail_domain.is_empty() {
        new.mail_domain = format!("{}.localhost", slug(&new.name));
    }
    new.mail_domain = check_domain("mail_domain", &new.mail_domain)?;
    if new.time_zone.is_empty() {
        new.time_zone = "UTC".into();
    }
    check_zone("time_zone", &new.time_zone)?;
    Ok(new)
}

fn check_domain(field: &str, domain: &str) -> Result<String> {
    let domain = domain.trim().trim_end_matches('.').to_lowercase();
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let fits = domain.len() <= 253 && domain.split('.').all(label);
    if fits { Ok(domain) } else { Err(Error::invalid(field, format!("{domain:?} is not a domain name"))) }
}

/// Checks the name of a time zone.
///
/// # Errors
/// `Invalid` with the value.
pub fn check_zone(field: &str, zone: &str) -> Result<()> {
    match jiff::tz::TimeZone::get(zone) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::invalid(
            field,
            format!("{zone:?} is not the name of a time zone, such as Europe/Zagreb"),
        )),
    }
}

fn slug(name: &str) -> String {
    let plain: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { "account".into() } else { parts.join("-").chars().take(60).collect() }
}

fn random_password() -> Result<String> {
    // No letters that look alike; 20 of 32 are 100 bits.
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(anyhow::Error::from)?;
    Ok(bytes.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect())
}

/// Prints a one-time set-up link while the installation has no account.
///
/// # Errors
/// Where the database is away.
pub async fn offer_setup(cx: &Context) -> anyhow::Result<()> {
    let any = sqlx::query_scalar!(
        "/* every account: is there one? */ select exists (select from directory.account) as \"any!\""
    )
    .fetch_one(cx.db.pool())
    .await?;
    if any || cx.config.demo {
        return Ok(());
    }
    let token = secret::new("tsu", AccountId::from(Uuid::nil()))?;
    let mut tx = cx.db.begin().await?;
    sqlx::query!("/* every account: there is none yet */ delete from directory.setup")
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "/* every account: there is none yet */ insert into directory.setup (token_hash, create_time) values ($1, $2)",
        secret::hash(&token),
        cx.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    warn!("there is no account yet: open {}/setup?token={token} to make the first one", cx.config.public_url);
    Ok(())
}

/// Takes the set-up token, which is good once.
async fn take_setup(tx: &mut PgConnection, token: &str) -> Result<()> {
    let any = sqlx::query_scalar!(
        "/* every account: is there one? */ select exists (select from directory.account) as \"any!\""
    )
    .fetch_one(&mut *tx)
    .await?;
    if any {
        return Err(Error::refused("SETUP_DONE", "this installation has an account already: sign in"));
    }
    let taken = sqlx::query!(
        "/* every account: there is none yet */ delete from directory.setup where token_hash = $1",
        secret::hash(token)
    )
    .execute(tx)
    .await?;
    if taken.rows_affected() == 0 {
        return Err(Error::refused("SETUP_TOKEN", "that is not the link that the last start printed"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_domain_is_made_from_the_name_where_none_is_given() {
        assert_eq!(slug("Acme & Söhne, Inc."), "acme-s-hne-inc");
        assert_eq!(slug("日本"), "account");
    }

    #[test]
    fn a_domain_is_checked_by_its_labels() {
        assert_eq!(check_domain("d", "Help.Acme.TEST.").unwrap(), "help.acme.test");
        for wrong in ["", "-a.test", "a..test", "a b.test", "ann@acme.test"] {
            assert!(check_domain("d", wrong).is_err(), "{wrong:?}");
        }
    }
}
