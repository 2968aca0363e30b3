//! Links by which users set their password: who was invited, and who forgot it.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Error, Result, Tx, auth,
    id::{AccountId, EventId, UserId},
    rpc::Channel,
};
use tandem_proto::{
    conversations::{Address, SendMailRequest, messages_service_client::MessagesServiceClient},
    directory::user::Role,
};
use uuid::Uuid;

use crate::{
    credential::{self, Opened, Way},
    password, secret, user,
};

const PREFIX: &str = "tdp";
const INVITED_FOR: TimeDelta = TimeDelta::days(7);
const FORGOT_FOR: TimeDelta = TimeDelta::hours(1);
/// Mails with links that one turn sends, and how often one is tried.
const AT_ONCE: i64 = 20;
const TRIES: i16 = 10;
const AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);

/// An invitation, as who invites hands it over.
pub struct Invitation {
    pub secret: String,
    pub expire_time: DateTime<Utc>,
}

/// Invites a user: a mail to them, and a link to hand over.
///
/// # Errors
/// `NotFound`, `Denied` where an admin invites an owner, `USER_DISABLED`.
pub async fn invite(db: &Db, cause: &Cause, id: UserId) -> Result<Invitation> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    let invited = user::get(&mut *tx, account, id).await?;
    let by_owner = cause.caller.is_internal() || cause.caller.role >= tandem_kit::Role::Owner;
    if user::role_of(invited.role) == Role::Owner && !by_owner {
        return Err(Error::denied("an owner is invited by an owner"));
    }
    if invited.disabled {
        return Err(Error::refused(
            "USER_DISABLED",
            format!("{} is disabled: enable them first", invited.name),
        ));
    }
    let inviter = match cause.caller.user() {
        Some(by) => user::get(&mut *tx, account, by).await?.name,
        None => "An administrator".to_owned(),
    };
    let made = insert(&mut tx, account, id.uuid(), INVITED_FOR).await?;
    let now = tx.now();
    sqlx::query!(
        "insert into directory.password_mail (account, id, email, invited_by, create_time, next_time)
         values ($1, $2, $3, $4, $5, $5)",
        account.uuid(),
        EventId::new().uuid(),
        invited.email,
        inviter,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(made)
}

/// Notes that somebody forgot their password. It costs the same whether anybody has the address.
///
/// # Errors
/// Where the database is away.
pub async fn ask(db: &Db, email: &str) -> Result<()> {
    let now = db.now();
    sqlx::query!(
        "/* every account: who forgot a password names none */
         insert into directory.password_mail (id, email, create_time, next_time) values ($1, $2, $3, $3)",
        EventId::new().uuid(),
        email,
        now
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

async fn insert(tx: &mut Tx, account: AccountId, person: Uuid, life: TimeDelta) -> Result<Invitation> {
    let (secret, expire_time) = (secret::new(PREFIX, account)?, tx.now() + life);
    sqlx::query!(
        "insert into directory.password_link (account, secret_hash, person, expire_time) values ($1, $2, $3, $4)",
        account.uuid(),
        secret::hash(&secret),
        person,
        expire_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(Invitation { secret, expire_time })
}

/// Sets the password of whom a link is for, and opens a session. Their other sessions and links end.
///
/// # Errors
/// `Invalid` for a password that cannot be, `LINK_GONE`.
pub async fn redeem(db: &Db, given: &str, new: &str, user_agent: &str) -> Result<Opened> {
    password::check("password", new)?;
    let account = secret::account_of(given).ok_or_else(gone)?;
    let known = sqlx::query_scalar!(
        r#"select exists (select from directory.password_link
                           where account = $1 and secret_hash = $2 and expire_time > $3) as "known!""#,
        account.uuid(),
        secret::hash(given),
        db.now()
    )
    .fetch_one(db.pool())
    .await?;
    if !known {
        return Err(gone()); // before a hash is made for it, which takes a while
    }
    let hash = password::hash(new).await?;
    let mut tx = db.begin().await?;
    let person = take(&mut tx, account, given).await?;
    sqlx::query!(
        "update directory.user set password_hash = $3, update_time = $4 where account = $1 and id = $2",
        account.uuid(),
        person,
        hash,
        tx.now()
    )
    .execute(&mut *tx)
    .await?;
    credential::forget_sessions(&mut tx, account, person).await?;
    tx.commit().await?;
    let way = Way { action: "SetPassword", user_agent, network: "" };
    credential::open(db, (account, "usr", person), way).await
}

/// Takes a link, which is good once, and with it the others of the same user.
async fn take(tx: &mut Tx, account: AccountId, given: &str) -> Result<Uuid> {
    let now = tx.now();
    let person = sqlx::query_scalar!(
        "delete from directory.password_link l using directory.user u
          where l.account = $1 and l.secret_hash = $2 and l.expire_time > $3
            and u.account = $1 and u.id = l.person and not u.disabled
         returning l.person",
        account.uuid(),
        secret::hash(given),
        now
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(gone)?;
    sqlx::query!(
        "delete from directory.password_link where account = $1 and person = $2",
        account.uuid(),
        person
    )
    .execute(&mut **tx)
    .await?;
    Ok(person)
}

fn gone() -> Error {
    Error::refused("LINK_GONE", "this link was used already, or its time is over: ask for another")
}

struct Waiting {
    id: Uuid,
    account: Option<Uuid>,
    email: String,
    invited_by: String,
    attempts: i16,
}

struct Reader {
    account: Uuid,
    account_name: String,
    person: Uuid,
    name: String,
}

/// Sends the mails that wait; answers how many were done with.
///
/// # Errors
/// Where the database is away.
pub async fn send(db: &Db, conversations: &Channel, public_url: &str) -> Result<usize> {
    let now = db.now();
    let waiting = sqlx::query_as!(
        Waiting,
        "/* every account: mails are sent for all */
         update directory.password_mail set attempts = attempts + 1, next_time = $2
          where id in (select id from directory.password_mail where next_time <= $1
                        order by next_time limit $3 for update skip locked)
         returning id, account, email, invited_by, attempts",
        now,
        now + AGAIN_AFTER,
        AT_ONCE
    )
    .fetch_all(db.pool())
    .await?;
    let mut done = 0;
    for mail in waiting {
        match send_one(db, conversations, public_url, &mail).await {
            Err(error) if mail.attempts < TRIES => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "a link to set a password could not be mailed yet"
                );
                continue;
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "a link to set a password is not mailed: given up"
                );
            }
            Ok(()) => {}
        }
        sqlx::query!(
            "/* every account: mails are sent for all */ delete from directory.password_mail where id = $1",
            mail.id
        )
        .execute(db.pool())
        .await?;
        done += 1;
    }
    Ok(done)
}

/// A link for every user with the address. It is kept before it is mailed, so that what breaks between mails no link that is unknown;
/// the mail itself is known by what it answers, and goes once.
async fn send_one(db: &Db, conversations: &Channel, public_url: &str, waiting: &Waiting) -> Result<()> {
    let readers = sqlx::query_as!(
        Reader,
        r#"/* every account: who forgot a password names none */
           select u.account, a.name as account_name, u.id as person, u.name
             from directory.address d
             join directory.user u on u.account = d.account and u.id = d.person and not u.disabled
             join directory.account a on a.id = d.account
            where d.email = $1 and d.kind = 'usr' and ($2::uuid is null or d.account = $2)
            order by d.account
            limit 10"#,
        waiting.email,
        waiting.account
    )
    .fetch_all(db.pool())
    .await?;
    for reader in readers {
        let account = AccountId::from(reader.account);
        let life = if waiting.invited_by.is_empty() { FORGOT_FOR } else { INVITED_FOR };
        let mut tx = db.begin().await?;
        let link = insert(&mut tx, account, reader.person, life).await?;
        tx.commit().await?;
        let (subject, text) = letter(&waiting.invited_by, &reader, &url(public_url, &link.secret));
        let mail = SendMailRequest {
            to: Some(Address { name: reader.name, address: waiting.email.clone() }),
            subject,
            text,
            request_id: format!("password-{}-{}", waiting.id.simple(), reader.person.simple()),
            confidential: true,
            ..SendMailRequest::default()
        };
        let mut messages = MessagesServiceClient::new(conversations.clone());
        auth::acting(&Cause::system(account), messages.send_mail(mail)).await.map_err(anyhow::Error::from)?;
    }
    Ok(())
}

/// The page where a link leads. What proves its reader stands behind the `#`, which no log of a server has.
#[must_use]
pub fn url(public_url: &str, secret: &str) -> String {
    format!("{}/set-password#token={secret}", public_url.trim_end_matches('/'))
}

fn letter(invited_by: &str, to: &Reader, url: &str) -> (String, String) {
    let Reader { name, account_name, .. } = to;
    if invited_by.is_empty() {
        let text = format!(
            "Hello {name},\n\nopen this link to set a new password at {account_name}. It is good once, within an hour:\n\n{url}\n\n\
             If you did not ask for it, do nothing: your password stays as it is."
        );
        return (format!("Set a new password at {account_name}"), text);
    }
    let text = format!(
        "Hello {name},\n\n{invited_by} invites you to work with {account_name}. Open this link to set your password. It is good once, \
         for 7 days:\n\n{url}\n"
    );
    (format!("{invited_by} invites you to {account_name}"), text)
}
