//! Drafts: what a user began to write, kept as it is typed, until it is posted.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Db, Error, Page, Result, Tx,
    id::{self, AccountId, ConversationId, UserId},
};
use tandem_proto::conversations::Visibility;
use uuid::Uuid;

use crate::{
    conversation::{self, people},
    file, mail,
    message::{Mailbox, Message, code, schedule::Plan},
    tools::Tools,
};

/// Longest HTML kept, in bytes.
const LONGEST: usize = 256 * 1024;
/// Most drafts of one user.
const MOST: i64 = 500;

/// A draft as it is kept.
#[derive(Clone, Debug)]
pub struct Draft {
    pub subject: String,
    pub visibility: i16,
    pub html: String,
    pub attachments: Vec<Uuid>,
    pub base_message: String,
    pub mentions: Vec<Uuid>,
    /// People who would receive it and shall not.
    pub leave_out: Vec<String>,
    pub copy_to: Json<Vec<Mailbox>>,
    /// In whose name it is to go.
    pub mailbox: Option<Uuid>,
    /// When its writer means to have it posted.
    pub send_time: Option<DateTime<Utc>>,
    pub cancel_on_reply: bool,
    pub revision: i64,
    pub update_time: DateTime<Utc>,
}

/// What a draft is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    subject: String,
    visibility: i16,
}

impl Place {
    /// Of a conversation; or of an item, then for whom.
    ///
    /// # Errors
    /// `NotFound` for the id of anything else, `Invalid` where it is not said for whom.
    pub fn read(subject: &str, visibility: Visibility) -> Result<Self> {
        let visibility = match id::split(subject) {
            Some(("conv", _)) => 0,
            Some(("item", _)) if visibility != Visibility::Unspecified => code(visibility as i32),
            Some(("item", _)) => {
                return Err(Error::invalid("visibility", "is not given: CUSTOMER or INTERNAL"));
            }
            _ => return Err(Error::not_found("subject", subject.chars().take(64).collect::<String>())),
        };
        Ok(Self { subject: subject.to_owned(), visibility })
    }
}

fn own(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user has drafts"))
}

/// A draft of the caller.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn get(db: &Db, cause: &Cause, place: &Place) -> Result<Draft> {
    sqlx::query_as!(
        Draft,
        r#"select subject, visibility, html, attachments, base_message, mentions, leave_out,
                  copy_to as "copy_to: Json<Vec<Mailbox>>", mailbox, send_time, cancel_on_reply, revision, update_time
           from conversations.draft
          where account = $1 and user_id = $2 and subject = $3 and visibility = $4"#,
        cause.account().uuid(),
        own(cause)?.uuid(),
        place.subject,
        place.visibility
    )
    .fetch_optional(db.pool())
    .await?
    .ok_or_else(|| Error::not_found("draft", &place.subject))
}

/// The drafts of the caller, newest first.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn list(tools: &Tools, cause: &Cause, page: &Page) -> Result<(Vec<Draft>, String)> {
    let key = |last: &Draft| (last.update_time, (last.subject.clone(), last.visibility));
    let read = |after, limit| read(&tools.db, cause, after, limit);
    let subject = |draft: &Draft| Some(draft.subject.clone());
    let rows = tools.sight.page(cause, (page, page.after()?), read, key, subject).await?;
    Ok(page.cut(rows, key))
}

/// Where a list of drafts goes on.
type Key = (DateTime<Utc>, (String, i16));

async fn read(db: &Db, cause: &Cause, after: Option<Key>, limit: i64) -> Result<Vec<Draft>> {
    let (time, after) = after.unzip();
    let (subject, visibility) = after.unzip();
    let rows = sqlx::query_as!(
        Draft,
        r#"select subject, visibility, html, attachments, base_message, mentions, leave_out,
                  copy_to as "copy_to: Json<Vec<Mailbox>>", mailbox, send_time, cancel_on_reply, revision, update_time
           from conversations.draft
          where account = $1 and user_id = $2
            and ($3::timestamptz is null or update_time < $3
                 or (update_time = $3 and (subject, visibility) > ($4, $5)))
          order by update_time desc, subject, visibility
          limit $6"#,
        cause.account().uuid(),
        own(cause)?.uuid(),
        time,
        subject,
        visibility,
        limit
    );
    Ok(rows.fetch_all(db.pool()).await?)
}

/// What is to be kept.
pub struct New {
    pub html: String,
    pub attachments: Vec<Uuid>,
    pub base_message: String,
    pub mentions: Vec<String>,
    /// With what it is to be posted.
    pub plan: Plan,
    /// 0: whatever was there.
    pub revision: i64,
}

impl New {
    fn check(&self) -> Result<()> {
        if self.html.len() > LONGEST {
            return Err(Error::invalid(
                "draft.html",
                format!("has {} bytes; at most {LONGEST} are kept", self.html.len()),
            ));
        }
        if self.attachments.len() > file::MOST {
            return Err(Error::invalid(
                "draft.attachments",
                format!("{} are more than {}", self.attachments.len(), file::MOST),
            ));
        }
        self.plan.choice.check_bounds()
    }
}

/// Keeps a draft in place of the one that was there.
///
/// # Errors
/// `NotFound` where the caller does not see what it is of, `Stale` where it was saved meanwhile, `Invalid` and `Refused` past the limits.
pub async fn save(tools: &Tools, cause: &Cause, place: &Place, new: New) -> Result<Draft> {
    let user = own(cause)?;
    new.check()?;
    check_seen(tools, cause, place).await?;
    file::check_free(&tools.db, cause, "draft.attachments", &new.attachments).await?;
    let mentions = people::invited(tools, cause, "draft.mention_ids", &new.mentions).await?.users;
    let html = mail::sanitise(&new.html.replace('\0', ""));
    let mut tx = tools.db.begin().await?;
    lock(&mut tx, cause.account(), user, place, new.revision).await?;
    let kept = sqlx::query_as!(
        Draft,
        r#"insert into conversations.draft as d
            (account, user_id, subject, visibility, html, attachments, base_message, mentions, leave_out, copy_to, mailbox,
             send_time, cancel_on_reply, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict on constraint draft_pkey do update
            set html = excluded.html,
                attachments = excluded.attachments,
                base_message = excluded.base_message,
                mentions = excluded.mentions,
                leave_out = excluded.leave_out,
                copy_to = excluded.copy_to,
                mailbox = excluded.mailbox,
                send_time = excluded.send_time,
                cancel_on_reply = excluded.cancel_on_reply,
                update_time = excluded.update_time,
                revision = d.revision + 1
         returning subject, visibility, html, attachments, base_message, mentions, leave_out,
                   copy_to as "copy_to: Json<Vec<Mailbox>>", mailbox, send_time, cancel_on_reply, revision, update_time"#,
        cause.account().uuid(),
        user.uuid(),
        place.subject,
        place.visibility,
        html,
        &new.attachments,
        new.base_message.chars().take(64).collect::<String>(),
        &people::uuids(&mentions),
        &new.plan.choice.leave_out,
        Json(&new.plan.choice.copy_to) as _,
        new.plan.mailbox,
        new.plan.send_time,
        new.plan.cancel_on_reply,
        tools.clock.now()
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(kept)
}

/// Locks a draft against two windows that save at once; a new one must have room.
async fn lock(tx: &mut Tx, account: AccountId, user: UserId, place: &Place, revision: i64) -> Result<()> {
    let before = sqlx::query_scalar!(
        "select revision
           from conversations.draft
          where account = $1 and user_id = $2 and subject = $3 and visibility = $4
            for update -- against two windows that save at once",
        account.uuid(),
        user.uuid(),
        place.subject,
        place.visibility
    )
    .fetch_optional(&mut **tx)
    .await?;
    match before {
        Some(before) => Error::stale_unless("draft", revision, before),
        None => check_room(tx, account, user).await,
    }
}

/// Whether the caller sees what a draft is of. An item that was seen when the draft began is not asked for at every key.
async fn check_seen(tools: &Tools, cause: &Cause, place: &Place) -> Result<()> {
    if let Ok(conversation) = place.subject.parse::<ConversationId>() {
        return conversation::readable(tools, cause, conversation).await.map(|_| ());
    }
    match get(&tools.db, cause, place).await {
        Ok(_) if !cause.caller.is_limited() => Ok(()),
        _ => tools.peers.item(cause, &place.subject).await.map(|_| ()),
    }
}

async fn check_room(tx: &mut Tx, account: AccountId, user: UserId) -> Result<()> {
    let counted = sqlx::query_scalar!(
        r#"select count(*) as "n!" from conversations.draft where account = $1 and user_id = $2"#,
        account.uuid(),
        user.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    if counted >= MOST {
        return Err(Error::refused(
            "TOO_MANY",
            format!("there are {counted} drafts; send or delete some first"),
        ));
    }
    Ok(())
}

/// Forgets a draft of the caller.
///
/// # Errors
/// `NotFound` where they do not see what it is of.
pub async fn delete(tools: &Tools, cause: &Cause, place: &Place) -> Result<()> {
    check_seen(tools, cause, place).await?;
    sqlx::query!(
        "delete from conversations.draft where account = $1 and user_id = $2 and subject = $3 and visibility = $4",
        cause.account().uuid(),
        own(cause)?.uuid(),
        place.subject,
        place.visibility
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}

/// A draft ends with the message that it became: that of the conversation, and that of the item for the same eyes.
///
/// # Errors
/// Where the database is away.
pub async fn posted(tx: &mut Tx, account: AccountId, author: Uuid, message: &Message) -> Result<()> {
    let Some(conversation) = message.conversation else { return Ok(()) };
    let item = message.item.map(|item| id::ItemId::from(item).to_string()).unwrap_or_default();
    sqlx::query!(
        "delete from conversations.draft
          where account = $1 and user_id = $2
            and ((subject = $3 and visibility = 0) or (subject = $4 and visibility = $5))",
        account.uuid(),
        author,
        ConversationId::from(conversation).to_string(),
        item,
        message.visibility
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_of_a_conversation_or_of_an_item_for_somebody() {
        let (conversation, item) = (ConversationId::new().to_string(), id::ItemId::new().to_string());
        assert_eq!(Place::read(&conversation, Visibility::Internal).unwrap().visibility, 0);
        assert_eq!(Place::read(&item, Visibility::Internal).unwrap().visibility, 2);
        assert!(matches!(Place::read(&item, Visibility::Unspecified), Err(Error::Invalid { .. })));
        assert!(matches!(Place::read("usr_1", Visibility::Internal), Err(Error::NotFound { .. })));
    }
}
