//! A chat becomes a ticket or task, or is linked to one: its conversation becomes the item's, and its messages stay.
use sqlx::types::Uuid;
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, ChatId, ConversationId, CustomerId, ItemId},
};
use tandem_proto::items::{CreateItemRequest, Item, Kind, PersonRef, item};

use super::{Chat, lock, save, visitor};
use crate::{conversation, tools::Tools};

/// Longest title taken from a message, in characters.
const LONGEST_TITLE: usize = 120;

/// The item to be made.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub kind: Kind,
    pub type_id: String,
    pub project_id: String,
    pub title: String,
}

/// Makes an item of a chat, and links it. The same twice is one. Announces `ConversationUpdated` and `ChatUpdated`; items announces
/// `ItemCreated`.
///
/// # Errors
/// `Refused` as `ALREADY_LINKED` or `NO_ADDRESS`; `Denied` where the caller puts no items into the project; as items refuses.
pub async fn create_item(tools: &Tools, cause: &Cause, id: ChatId, wish: Wish) -> Result<Item> {
    let account = cause.account();
    let chat = super::get(tools.db.pool(), account, id).await?;
    refuse_linked(&chat)?;
    // The item is made by the system, which may put it anywhere.
    if !wish.project_id.is_empty() {
        tools.peers.check_may_add(cause, &wish.project_id).await?;
    }
    let visitor = visitor::get(tools.db.pool(), account, chat.visitor.into()).await?;
    let requester = match visitor.customer {
        Some(customer) => CustomerId::from(customer).to_string(),
        None if visitor.email.is_empty() => {
            let why = "its visitor has left no address: ask for one, or link it to an item that is there";
            return Err(Error::refused("NO_ADDRESS", why));
        }
        None => tools.peers.ensure_person(cause, &visitor.email, &visitor.name).await?.id,
    };
    let first = conversation::link::first_words(&tools.db, account, chat.conversation_id()).await?;
    let request = CreateItemRequest {
        kind: wish.kind.into(),
        type_id: wish.type_id,
        project_id: wish.project_id,
        title: title(&wish.title, &first),
        description: first,
        requester: Some(PersonRef { id: requester, ..PersonRef::default() }),
        request_id: Uuid::new_v5(&chat.id, b"item").to_string(),
        source: item::Source::Chat.into(),
        ..CreateItemRequest::default()
    };
    let item = tools.peers.create_item(cause, request).await?;
    conversation::link::link(tools, cause, chat.conversation_id(), &item.id).await?;
    Ok(item)
}

/// Makes a chat's conversation one of an item that is there. Announces `ConversationUpdated` and `ChatUpdated`.
///
/// # Errors
/// `NotFound` without the chat or the item; `Refused` as `ALREADY_LINKED`.
pub async fn link(tools: &Tools, cause: &Cause, id: ChatId, item: &str) -> Result<()> {
    let chat = super::get(tools.db.pool(), cause.account(), id).await?;
    refuse_linked(&chat)?;
    conversation::link::link(tools, cause, chat.conversation_id(), item).await?;
    Ok(())
}

/// The chat of a conversation that is to be linked, locked before the conversation is, as whoever writes in it does; nothing where it
/// is none's.
///
/// # Errors
/// Where the database is away.
pub async fn lock_of(tx: &mut Tx, account: AccountId, conversation: ConversationId) -> Result<Option<Chat>> {
    match super::of_conversation(&mut **tx, account, conversation).await? {
        Some(id) => lock(tx, account, id).await.map(Some),
        None => Ok(None),
    }
}

/// A locked chat's conversation became an item's. Announces `ChatUpdated`.
///
/// # Errors
/// Where the database is away.
pub async fn joined(tx: &mut Tx, cause: &Cause, mut chat: Chat, item: ItemId) -> Result<()> {
    chat.item = Some(item.uuid());
    save(tx, cause, &mut chat).await
}

fn refuse_linked(chat: &Chat) -> Result<()> {
    match chat.item {
        Some(item) => Err(Error::refused(
            "ALREADY_LINKED",
            format!("{} is about {} already", chat.chat_id(), ItemId::from(item)),
        )),
        None => Ok(()),
    }
}

/// The title given, else the beginning of what the visitor wrote.
fn title(given: &str, first: &str) -> String {
    let line = first.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("Chat");
    let text = if given.trim().is_empty() { line } else { given.trim() };
    if text.chars().count() <= LONGEST_TITLE || !given.trim().is_empty() {
        return text.to_owned();
    }
    text.chars().take(LONGEST_TITLE - 1).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_given_or_begins_as_the_visitor_did() {
        assert_eq!(title(" Printer ", "x"), "Printer");
        assert_eq!(title("", "\n  It does not print.\nAt all."), "It does not print.");
        assert_eq!(title("", " "), "Chat");
        assert_eq!(title("", &"x".repeat(200)).chars().count(), LONGEST_TITLE);
    }
}
