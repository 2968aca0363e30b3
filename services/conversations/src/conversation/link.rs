//! A conversation that belongs to no item becomes one of an item that is there, or that is made of it.
use tandem_kit::{
    Cause, Db, Result,
    id::{AccountId, ConversationId, ItemId, MessageId},
};
use tandem_proto::{
    conversations::conversation::Kind,
    items::{CreateItemRequest, Item, Kind as ItemKind, PersonRef},
};
use uuid::Uuid;

use super::{
    Conversation, Subject,
    change::{self, Change},
};
use crate::{
    chat::{self, link::Wish},
    error,
    recipient::{self, Recipient},
    tools::Tools,
};

/// Longest title of an item made of a message, in characters.
const LONGEST_TITLE: usize = 120;

/// What an item made of a conversation shall be.
#[derive(Default)]
pub struct NewItem {
    /// Empty: the conversation's own, or the beginning of its first message.
    pub title: String,
    pub task: bool,
    pub type_id: String,
    pub project_id: String,
}

/// Whether a conversation may become one of an item.
///
/// # Errors
/// `Refused` with what it is about.
fn check(conversation: &Conversation) -> Result<()> {
    let subject = conversation.subject.to_string();
    match (conversation.subject, conversation.kind) {
        (Subject::Item(_), _) => Err(error::already_linked(&subject)),
        (Subject::Project(_) | Subject::Organization(_), _) => Err(error::stays_where_it_is(&subject)),
        (Subject::Chat(_), _) | (_, Kind::Customer | Kind::Direct | Kind::Group | Kind::Chat) => Ok(()),
        _ => Err(error::stays_where_it_is(&subject)),
    }
}

/// Makes a conversation one of an item. Announces `ConversationUpdated`.
///
/// # Errors
/// `NotFound` where the caller sees one of them not, `Refused` where it has an item already.
pub async fn link(tools: &Tools, cause: &Cause, id: ConversationId, item: &str) -> Result<Conversation> {
    let conversation = super::readable(tools, cause, id).await?;
    let item: ItemId = tools.peers.item(cause, item).await?.id.parse()?;
    if conversation.subject == Subject::Item(item) {
        return Ok(conversation);
    }
    check(&conversation)?;
    let customer = customer_of(tools, cause, &conversation).await?;
    let mut tx = tools.db.begin().await?;
    let chat = chat::link::lock_of(&mut tx, cause.account(), id).await?;
    let before = change::lock(&mut tx, cause.account(), id).await?;
    check(&before)?;
    sqlx::query!(
        "update conversations.conversation set subject_kind = 'item', subject = $3, kind = $4 where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        item.uuid(),
        before.kind as i16
    )
    .execute(&mut *tx)
    .await?;
    if !before.is_private() {
        // What is private is nowhere said to be the item's: the item's own lists are everybody's.
        sqlx::query!(
            "update conversations.message set item = $3 where account = $1 and conversation = $2",
            cause.account().uuid(),
            id.uuid(),
            item.uuid()
        )
        .execute(&mut *tx)
        .await?;
    }
    let now = tools.clock.now();
    recipient::join(&mut tx, cause.account(), id, customer.as_slice(), now).await?;
    let after = Conversation { subject: Subject::Item(item), ..before };
    let after = change::announce(&mut tx, cause, after, Change::Field("subject")).await?;
    if let Some(chat) = chat {
        chat::link::joined(&mut tx, cause, chat, item).await?;
    }
    tx.commit().await?;
    Ok(after)
}

/// The customer whom a conversation is with: they still take part when it is an item's.
async fn customer_of(tools: &Tools, cause: &Cause, conversation: &Conversation) -> Result<Option<Recipient>> {
    let Subject::Customer(customer) = conversation.subject else { return Ok(None) };
    let person = tools.peers.person(cause, &customer.to_string()).await?;
    Ok(person.map(|person| Recipient { person: person.id, name: person.name, address: person.email }))
}

/// Makes an item of a conversation, and links it. The same conversation is one item.
///
/// # Errors
/// As [`link`], and as items refuses.
pub async fn create_item(
    tools: &Tools,
    cause: &Cause,
    id: ConversationId,
    new: NewItem,
) -> Result<(Item, Conversation)> {
    let conversation = super::readable(tools, cause, id).await?;
    check(&conversation)?;
    let account = cause.account();
    let kind = if new.task { ItemKind::Task } else { ItemKind::Ticket };
    if let Subject::Chat(chat) = conversation.subject {
        let NewItem { title, type_id, project_id, .. } = new;
        let wish = Wish { kind, type_id, project_id, title };
        let item = chat::link::create_item(tools, cause, chat, wish).await?;
        return Ok((item, super::get(&tools.db, account, id).await?));
    }
    let first = first_words(&tools.db, account, id).await?;
    let title = [&new.title, &conversation.title, &first]
        .into_iter()
        .map(|text| text.trim())
        .find(|text| !text.is_empty())
        .unwrap_or("Conversation")
        .chars()
        .take(LONGEST_TITLE)
        .collect();
    let requester = match conversation.subject {
        Subject::Customer(customer) => Some(PersonRef { id: customer.to_string(), ..PersonRef::default() }),
        _ => None,
    };
    // What was said in private stays there: the item begins with its title alone.
    let description = if conversation.is_private() { String::new() } else { first };
    let request = CreateItemRequest {
        kind: kind.into(),
        type_id: new.type_id,
        title,
        description,
        requester,
        project_id: new.project_id,
        request_id: MessageId::derived(id.uuid(), "item").uuid().to_string(),
        fields_later: true,
        ..CreateItemRequest::default()
    };
    let item = tools.peers.create_item_as(cause, request).await?;
    let linked = link(tools, cause, id, &item.id).await?;
    Ok((item, linked))
}

/// What the first message says that no machine wrote.
///
/// # Errors
/// Where the database is away.
pub async fn first_words(db: &Db, account: AccountId, id: ConversationId) -> Result<String> {
    let first: Option<Uuid> = sqlx::query_scalar!(
        "select id
           from conversations.message
          where account = $1 and conversation = $2 and delete_time is null and state = 1
            and author_kind <> 3
          order by create_time, id
          limit 1",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    let Some(first) = first else { return Ok(String::new()) };
    let message = crate::message::get(db, account, first.into()).await?;
    let text = if message.reply_text.trim().is_empty() { message.text } else { message.reply_text };
    Ok(text.chars().take(20_000).collect())
}

#[cfg(test)]
mod tests {
    use tandem_kit::{
        Error,
        id::{CustomerId, ProjectId},
    };

    use super::*;

    #[test]
    fn what_belongs_somewhere_stays_there() {
        let now = chrono::DateTime::default();
        let of = |subject, kind| Conversation { subject, kind, ..Conversation::to_be(ItemId::new(), now) };
        let nothing = Subject::Nothing(ConversationId::new());
        for kind in [Kind::Direct, Kind::Group, Kind::Chat] {
            assert!(check(&of(nothing, kind)).is_ok(), "{kind:?}");
        }
        assert!(check(&of(Subject::Customer(CustomerId::new()), Kind::Customer)).is_ok());
        assert!(check(&of(Subject::Project(ProjectId::new()), Kind::Project)).is_err());
        for kind in [Kind::Item, Kind::Group] {
            let told = check(&of(Subject::Item(ItemId::new()), kind)).unwrap_err();
            assert!(matches!(told, Error::Refused { reason: "ALREADY_LINKED", .. }), "{kind:?}");
        }
    }
}
