//! Who follows what, and so who is told.
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{Cause, Db, Emit, Error, Readers, Result, Tx, id, id::AccountId};
use tandem_proto::notifications::FollowersChanged;

const MOST: i64 = 500;
const MOST_FOLLOWED: i64 = 1_000;

/// Lets people follow things: each a subject and a follower. Who does already, goes on.
///
/// # Errors
/// Where the database is away.
pub async fn add(
    tx: &mut PgConnection,
    account: AccountId,
    pairs: &BTreeSet<(String, String)>,
    now: DateTime<Utc>,
) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let (subjects, followers): (Vec<String>, Vec<String>) = pairs.iter().cloned().unzip();
    sqlx::query!(
        "insert into notifications.follow (account, subject, follower, create_time)
         select $1, subject, follower, $4 from unnest($2::text[], $3::text[]) as pair (subject, follower)
         on conflict do nothing",
        account.uuid(),
        &subjects,
        &followers,
        now
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets people follow things no longer: each a subject and a follower.
///
/// # Errors
/// Where the database is away.
pub async fn end(
    tx: &mut PgConnection,
    account: AccountId,
    pairs: &BTreeSet<(String, String)>,
) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    let (subjects, followers): (Vec<String>, Vec<String>) = pairs.iter().cloned().unzip();
    sqlx::query!(
        "delete from notifications.follow
          where account = $1
            and (subject, follower) in (select subject, follower from unnest($2::text[], $3::text[]) as pair (subject, follower))",
        account.uuid(),
        &subjects,
        &followers
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The users who follow these things: each a subject and a follower, a thousand a subject.
///
/// # Errors
/// Where the database is away.
pub async fn users_of(
    tx: &mut PgConnection,
    account: AccountId,
    subjects: &[String],
) -> Result<BTreeSet<(String, String)>> {
    if subjects.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = sqlx::query!(
        r#"select given.subject as "subject!", following.follower as "follower!"
             from unnest($2::text[]) as given (subject)
            cross join lateral (select follower from notifications.follow
                                 where account = $1 and follow.subject = given.subject and follower like 'usr\_%'
                                 limit 1000) as following"#,
        account.uuid(),
        subjects
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.subject, row.follower)).collect())
}

/// Who follows a thing, users and customers.
///
/// # Errors
/// Where the database is away.
pub async fn list(db: &Readers, account: AccountId, subject: &str) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        "select follower from notifications.follow where account = $1 and subject = $2 order by create_time, follower limit $3",
        account.uuid(),
        subject,
        MOST
    );
    Ok(rows.fetch_all(db).await?)
}

/// The things of a kind that somebody follows, newest first.
///
/// # Errors
/// Where the database is away.
pub async fn followed(db: &Readers, account: AccountId, follower: &str, kind: &str) -> Result<Vec<String>> {
    let rows = sqlx::query_scalar!(
        "select subject
           from notifications.follow
          where account = $1 and follower = $2 and starts_with(subject, $3 || '_')
          order by create_time desc, subject
          limit $4",
        account.uuid(),
        follower,
        kind,
        MOST_FOLLOWED
    );
    Ok(rows.fetch_all(db).await?)
}

/// A person follows a thing, both of which were [`check`]ed and are there. Announces `FollowersChanged`.
///
/// # Errors
/// Where the database is away.
pub async fn start(db: &Db, cause: &Cause, subject: &str, follower: &str, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.begin().await?;
    lock(&mut tx, cause.account(), subject).await?;
    add(&mut tx, cause.account(), &BTreeSet::from([(subject.to_owned(), follower.to_owned())]), now).await?;
    tell(&mut tx, cause, subject).await?;
    tx.commit().await
}

/// A person follows a thing no longer. Announces `FollowersChanged`.
///
/// # Errors
/// `Invalid` where one of them cannot be.
pub async fn stop(db: &Db, cause: &Cause, subject: &str, follower: &str) -> Result<()> {
    check(subject, follower)?;
    let mut tx = db.begin().await?;
    lock(&mut tx, cause.account(), subject).await?;
    sqlx::query!(
        "delete from notifications.follow where account = $1 and subject = $2 and follower = $3",
        cause.account().uuid(),
        subject,
        follower
    )
    .execute(&mut *tx)
    .await?;
    tell(&mut tx, cause, subject).await?;
    tx.commit().await
}

/// Changes of who follows a thing happen one after another, so that what is told of the last is the whole truth.
///
/// # Errors
/// Where the database is away.
pub async fn lock(tx: &mut PgConnection, account: AccountId, subject: &str) -> Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("notifications.follow.{account}.{subject}")
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

/// Tells who follows a thing now.
///
/// # Errors
/// Where the database is away.
pub async fn tell(tx: &mut Tx, cause: &Cause, subject: &str) -> Result<()> {
    let customers = sqlx::query_scalar!(
        r"select follower from notifications.follow
           where account = $1 and subject = $2 and follower like 'cus\_%' order by create_time, follower limit $3",
        cause.account().uuid(),
        subject,
        MOST
    );
    let customer_ids = customers.fetch_all(&mut **tx).await?;
    let what = FollowersChanged { subject: subject.into(), customer_ids };
    tx.emit(cause, Emit::new(&what).about(subject));
    Ok(())
}

/// Whether a person may follow a thing, by what the two are: a customer follows items and conversations only.
///
/// # Errors
/// `Invalid` where one of them cannot be.
pub fn check(subject: &str, follower: &str) -> Result<()> {
    let of = |text: &str| id::split(text).map(|(prefix, _)| prefix.to_owned());
    let may = match of(follower).as_deref() {
        Some("usr") => ["item", "conv", "proj", "cus", "org"].as_slice(),
        Some("cus") => ["item", "conv"].as_slice(),
        _ => return Err(Error::invalid("follower_id", format!("{follower:?} is no user or customer"))),
    };
    match of(subject) {
        Some(prefix) if may.contains(&prefix.as_str()) => Ok(()),
        _ => Err(Error::invalid("subject", format!("{subject:?} cannot be followed by {follower}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_follows_items_and_conversations_only() {
        let id = |prefix: &str| format!("{prefix}_0190a1b2c3d4e5f60718293a4b5c6d7e");
        assert!(check(&id("item"), &id("cus")).is_ok());
        assert!(check(&id("org"), &id("usr")).is_ok());
        for (subject, follower) in
            [(id("org"), id("cus")), (id("item"), id("team")), ("item_1".into(), id("usr"))]
        {
            assert!(check(&subject, &follower).is_err(), "{follower} {subject}");
        }
    }
}
