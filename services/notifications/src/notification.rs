//! A notification: what one user should know, once for each event and reason.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Db, Emit, Page, Readers, Result, Tx,
    id::{AccountId, NotificationId, UserId},
    sight::Sight,
};
use tandem_proto::notifications::{self as pb, notification::Reason};
use uuid::Uuid;

/// Above this the count of unseen ones says no more than that there are many.
const COUNTED: i64 = 100;

/// A notification as it is kept.
pub struct Notification {
    pub id: Uuid,
    pub reason: i16,
    pub subject: String,
    pub line: String,
    pub actor: String,
    pub create_time: DateTime<Utc>,
    pub see_time: Option<DateTime<Utc>>,
}

/// What is told to somebody.
pub struct Told {
    pub event: Uuid,
    pub reason: Reason,
    pub subject: String,
    pub line: String,
    pub actor: String,
}

/// Tells users; who was told of this event for this reason is not told again. Announces `NotificationCreated` to each.
///
/// # Errors
/// Where the database is away.
pub async fn tell(
    tx: &mut Tx,
    cause: &Cause,
    users: &[UserId],
    told: &Told,
    now: DateTime<Utc>,
) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = users.iter().map(|_| NotificationId::new().uuid()).collect();
    let people: Vec<Uuid> = users.iter().map(UserId::uuid).collect();
    let made = sqlx::query!(
        "insert into notifications.notification (account, id, user_id, event_id, reason, subject, line, actor, create_time)
         select $1, id, user_id, $4, $5, $6, $7, $8, $9 from unnest($2::uuid[], $3::uuid[]) as t (id, user_id)
         on conflict on constraint notification_event_unique do nothing
         returning id, user_id",
        cause.account().uuid(),
        &ids,
        &people,
        told.event,
        i16::try_from(i32::from(told.reason)).unwrap_or(0),
        told.subject,
        told.line,
        told.actor,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in made {
        let user = UserId::from(row.user_id);
        let notification = pb::Notification {
            id: NotificationId::from(row.id).to_string(),
            reason: told.reason.into(),
            subject: told.subject.clone(),
            text: told.line.clone(),
            actor_id: told.actor.clone(),
            create_time: Some(tandem_kit::clock::timestamp(now)),
            see_time: None,
        };
        let what = pb::NotificationCreated { user_id: user.to_string(), notification: Some(notification) };
        tx.emit(cause, Emit::new(&what).about(user));
    }
    Ok(())
}

/// A user's own, newest first.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    user: UserId,
    page: &Page,
    unseen: bool,
) -> Result<(Vec<Notification>, String)> {
    let read = |after, limit| read(db, (cause.account(), user), (after, limit), unseen);
    let subject = |one: &Notification| Some(one.subject.clone());
    let rows = sight.page(cause, (page, page.after()?), read, |last| last.id, subject).await?;
    Ok(page.cut(rows, |last| last.id))
}

async fn read(
    db: &Readers,
    (account, user): (AccountId, UserId),
    (after, limit): (Option<Uuid>, i64),
    unseen: bool,
) -> Result<Vec<Notification>> {
    let rows = sqlx::query_as!(
        Notification,
        "select id, reason, subject, line, actor, create_time, see_time
           from notifications.notification
          where account = $1 and user_id = $2 and ($3::uuid is null or id < $3) and (not $4 or see_time is null)
          order by id desc limit $5",
        account.uuid(),
        user.uuid(),
        after,
        unseen,
        limit
    );
    Ok(rows.fetch_all(db).await?)
}

/// What those are about that a user has not seen, of the subjects that they see; conversations, of which another service knows, among them.
///
/// # Errors
/// Where the database or items is away.
pub async fn unseen_subjects(
    (db, sight): (&Readers, &Sight),
    cause: &Cause,
    user: UserId,
) -> Result<Vec<String>> {
    const LOOKED_AT: i64 = 2_000;
    let subjects = sqlx::query_scalar!(
        "select subject from notifications.notification
          where account = $1 and user_id = $2 and see_time is null limit $3",
        cause.account().uuid(),
        user.uuid(),
        LOOKED_AT
    )
    .fetch_all(db)
    .await?;
    sight.sift(cause, subjects, |subject: &String| Some(subject.clone())).await
}

/// So many, as they are told: a hundred stands for more.
pub fn counted(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX).min(i32::try_from(COUNTED).unwrap_or(i32::MAX))
}

/// How many a user has not seen; a hundred stands for more.
///
/// # Errors
/// Where the database is away.
pub async fn count_unseen(db: &Readers, account: AccountId, user: UserId) -> Result<i32> {
    let counted = sqlx::query_scalar!(
        r#"select count(*) as "n!" from (
             select from notifications.notification where account = $1 and user_id = $2 and see_time is null limit $3) as unseen"#,
        account.uuid(),
        user.uuid(),
        COUNTED
    )
    .fetch_one(db)
    .await?;
    Ok(i32::try_from(counted).unwrap_or(i32::MAX))
}

/// Marks as seen: those named, all about one thing, or all. Announces `NotificationsSeen` if there were any.
///
/// # Errors
/// Where the database is away.
pub async fn see(db: &Db, cause: &Cause, user: UserId, ids: &[Uuid], subject: &str) -> Result<i32> {
    let mut tx = db.begin().await?;
    let seen = see_within(&mut tx, cause, user, ids, subject).await?;
    tx.commit().await?;
    Ok(seen)
}

/// The same within a transaction.
///
/// # Errors
/// Where the database is away.
pub async fn see_within(
    tx: &mut Tx,
    cause: &Cause,
    user: UserId,
    ids: &[Uuid],
    subject: &str,
) -> Result<i32> {
    let seen = sqlx::query!(
        "update notifications.notification set see_time = $5
          where account = $1 and user_id = $2 and see_time is null
            and (cardinality($3::uuid[]) = 0 or id = any($3)) and ($4 = '' or subject = $4)",
        cause.account().uuid(),
        user.uuid(),
        ids,
        subject,
        tx.now()
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if seen > 0 {
        tx.emit(cause, Emit::new(&pb::NotificationsSeen { user_id: user.to_string() }).about(user));
    }
    Ok(i32::try_from(seen).unwrap_or(i32::MAX))
}
