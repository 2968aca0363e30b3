//! Opening conversations: about a subject, or among users.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Db, Emit, Error, Result, Tx,
    id::{AccountId, ConversationId, UserId},
};
use tandem_proto::conversations::{self as pb, Visibility, conversation::Kind};

use super::{
    Conversation, Row, Subject, main_of,
    people::{self, Invited},
};
use crate::{error, tools::Tools};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;

/// What is to be opened.
pub struct Opening {
    /// None for DIRECT and GROUP.
    pub subject: Option<Subject>,
    pub kind: Kind,
    pub visibility: Visibility,
    pub title: String,
    /// `usr_…` and `cus_…`
    pub people: Vec<String>,
    pub request_key: Option<String>,
}

/// A title as it is kept.
///
/// # Errors
/// `Invalid` where it is too long.
pub fn title(field: &str, text: &str) -> Result<String> {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = plain.trim();
    match plain.chars().count() {
        long if long > LONGEST_TITLE => {
            Err(Error::invalid(field, format!("has {long} characters; at most {LONGEST_TITLE} are taken")))
        }
        _ => Ok(plain.to_owned()),
    }
}

/// Opens a conversation, or answers with the one that is there: the same request, or the same two users.
/// Announces `ConversationCreated`.
///
/// # Errors
/// `Invalid` where these people cannot take part in such a conversation.
pub async fn open(tools: &Tools, cause: &Cause, opening: Opening) -> Result<Conversation> {
    let account = cause.account();
    if let Some(key) = &opening.request_key
        && let Some(earlier) = by_request(&tools.db, account, key).await?
    {
        return Ok(earlier);
    }
    let title = title("title", &opening.title)?;
    let private = opening.subject.is_none();
    let mut invited = people::invited(tools, cause, "participant_ids", &opening.people).await?;
    let caller = cause.caller.user();
    if private && caller.is_none() {
        return Err(Error::denied("only users open conversations among users"));
    }
    invited.users.retain(|user| Some(*user) != caller);
    invited.check(opening.visibility)?;
    let others = invited.users.len();
    match opening.kind {
        Kind::Direct if others != 1 => return Err(error::takes_one_other(others)),
        Kind::Group if others == 0 => {
            return Err(Error::invalid("participant_ids", "names nobody but you"));
        }
        _ => {}
    }
    invited.users.extend(caller);

    let mut tx = tools.db.begin().await?;
    let now = tools.clock.now();
    for id in ids(account, &opening, &invited.users) {
        let new = New {
            id,
            subject: opening.subject.unwrap_or(Subject::Nothing(id)),
            visibility: opening.visibility,
            request_key: opening.request_key.as_deref(),
            kind: opening.kind,
            title: &title,
            invited: &invited,
            now,
        };
        if let Some(made) = insert(&mut tx, cause, new).await? {
            tx.commit().await?;
            return Ok(made);
        }
        if opening.kind == Kind::Direct {
            drop(tx);
            return super::get(&tools.db, account, id).await;
        }
    }
    drop(tx);
    let earlier = by_request(&tools.db, account, &opening.request_key.unwrap_or_default()).await?;
    earlier.ok_or_else(|| Error::Unavailable("the conversation is being opened by somebody else".into()))
}

/// The ids it may have, the first that is free: the first of an item and the one between two users are known beforehand.
fn ids(account: AccountId, opening: &Opening, users: &[UserId]) -> Vec<ConversationId> {
    if opening.kind == Kind::Direct {
        let mut names: Vec<String> = users.iter().map(UserId::to_string).collect();
        names.sort();
        return vec![ConversationId::derived(account.uuid(), &format!("direct {}", names.join(" ")))];
    }
    let first = opening.subject.and_then(Subject::item).map(|item| main_of(item, opening.visibility));
    first.into_iter().chain([ConversationId::new()]).collect()
}

async fn by_request(db: &Db, account: AccountId, key: &str) -> Result<Option<Conversation>> {
    let found = sqlx::query_scalar!(
        "select id from conversations.conversation where account = $1 and request_id = $2",
        account.uuid(),
        key
    )
    .fetch_optional(db.pool())
    .await?;
    match found {
        Some(id) => super::get(db, account, id.into()).await.map(Some),
        None => Ok(None),
    }
}

/// A conversation to be opened.
pub struct New<'x> {
    pub id: ConversationId,
    pub subject: Subject,
    pub visibility: Visibility,
    pub request_key: Option<&'x str>,
    pub kind: Kind,
    pub title: &'x str,
    pub invited: &'x Invited,
    pub now: DateTime<Utc>,
}

impl New<'static> {
    /// One about a subject, as it opens by itself.
    #[must_use]
    pub fn plain(id: ConversationId, subject: Subject, visibility: Visibility, now: DateTime<Utc>) -> Self {
        let (title, invited, kind) = ("", &people::NOBODY, subject.natural());
        Self { id, subject, visibility, request_key: None, kind, title, invited, now }
    }
}

/// Nothing where it is there already.
///
/// # Errors
/// Where the database is away.
pub async fn insert(tx: &mut Tx, cause: &Cause, new: New<'_>) -> Result<Option<Conversation>> {
    let account = cause.account();
    let creator = if cause.caller.user().is_some() { cause.actor() } else { String::new() };
    let made = sqlx::query_as!(
        Row,
        "insert into conversations.conversation
            (account, id, subject_kind, subject, visibility, request_id, create_time, kind, title, creator)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict do nothing
         returning id, subject_kind, subject, visibility, last_message_time, revision, create_time,
                kind, title, creator, close_time",
        account.uuid(),
        new.id.uuid(),
        new.subject.kind(),
        new.subject.uuid(),
        new.visibility as i16,
        new.request_key,
        new.now,
        new.kind as i16,
        new.title,
        creator
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Row::read)
    .transpose()?;
    let Some(mut made) = made else { return Ok(None) };
    people::join(tx, account, &made, new.invited, new.now).await?;
    if made.is_private() {
        made.members.clone_from(&new.invited.users);
    }
    let told = pb::ConversationCreated { conversation: Some(made.clone().into()) };
    tx.emit(cause, made.tell(Emit::new(&told)).revision(made.revision));
    Ok(Some(made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_two_users_have_one_direct_conversation() {
        let (account, ann, ben) = (AccountId::new(), UserId::new(), UserId::new());
        let opening = Opening {
            subject: None,
            kind: Kind::Direct,
            visibility: Visibility::Internal,
            title: String::new(),
            people: Vec::new(),
            request_key: None,
        };
        assert_eq!(ids(account, &opening, &[ann, ben]), ids(account, &opening, &[ben, ann]));
        assert_ne!(ids(account, &opening, &[ann, ben]), ids(account, &opening, &[ann, UserId::new()]));
        assert_ne!(ids(account, &opening, &[ann, ben]), ids(AccountId::new(), &opening, &[ann, ben]));
    }

    #[test]
    fn a_title_is_a_line() {
        assert_eq!(title("title", " The\nplan ").unwrap(), "The plan");
        assert!(title("title", &"x".repeat(201)).is_err());
    }
}
