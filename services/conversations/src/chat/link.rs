//! A chat becomes a ticket or task, or is linked to one: its conversation becomes the item's, and its messages stay.
use sqlx::types::Uuid;
use tandem_kit::{
    Cause, Error, Result,
    id::{ChatId, CustomerId, ItemId},
};
use tandem_proto::items::{CreateItemRequest, Item, Kind, PersonRef, item};

use super::{Chat, Chats, lock, save, visitor, write};

/// Longest title taken from a message, in characters.
const LONGEST_TITLE: usize = 120;

/// The item to be made.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub kind: Kind,
    pub type_id: String,
    pub title: String,
}

/// Makes an item of a chat. The same twice is one. Announces `ChatUpdated`; items announces `ItemCreated`.
///
/// # Errors
/// `Refused` as `ALREADY_LINKED` or `NO_ADDRESS`; as items refuses.
pub async fn create_item(chats: &Chats, cause: &Cause, id: ChatId, wish: Wish) -> Result<Chat> {
    let account = cause.account();
    let chat = super::get(chats.db().pool(), account, id).await?;
    refuse_linked(&chat)?;
    let visitor = visitor::get(chats.db().pool(), account, chat.visitor.into()).await?;
    let requester = match visitor.customer {
        Some(customer) => CustomerId::from(customer).to_string(),
        None if visitor.email.is_empty() => {
            let why = "its visitor has left no address: ask for one, or link it to an item that is there";
            return Err(Error::refused("NO_ADDRESS", why));
        }
        None => chats.tools.peers.ensure_person(cause, &visitor.email, &visitor.name).await?.id,
    };
    let words = write::read(chats, account, &visitor, chat.conversation_id(), None, write::MOST_READ).await?;
    let first = words
        .into_iter()
        .find(|words| words.from() == tandem_proto::conversations::visitor_message::From::Visitor);
    let first = first.map(|words| words.text).unwrap_or_default();
    let request = CreateItemRequest {
        kind: wish.kind.into(),
        type_id: wish.type_id,
        title: title(&wish.title, &first),
        description: first,
        requester: Some(PersonRef { id: requester, ..PersonRef::default() }),
        request_id: Uuid::new_v5(&chat.id, b"item").to_string(),
        source: item::Source::Chat.into(),
        ..CreateItemRequest::default()
    };
    let item = chats.tools.peers.create_item(cause, request).await?;
    join(chats, cause, id, &item).await
}

/// Makes a chat's conversation one of an item that is there. Announces `ChatUpdated`.
///
/// # Errors
/// `NotFound` without the chat or the item; `Refused` as `ALREADY_LINKED`.
pub async fn link(chats: &Chats, cause: &Cause, id: ChatId, item: &str) -> Result<Chat> {
    refuse_linked(&super::get(chats.db().pool(), cause.account(), id).await?)?;
    let item = chats.tools.peers.item(cause, item).await?;
    join(chats, cause, id, &item).await
}

async fn join(chats: &Chats, cause: &Cause, id: ChatId, item: &Item) -> Result<Chat> {
    let (account, item_id) = (cause.account(), item.id.parse::<ItemId>()?);
    let mut tx = chats.db().begin().await?;
    let mut chat = lock(&mut tx, account, id).await?;
    if chat.item == Some(item_id.uuid()) {
        return Ok(chat);
    }
    refuse_linked(&chat)?;
    chat.item = Some(item_id.uuid());
    sqlx::query!(
        "update conversations.conversation
            set subject_kind = 'item', subject = $3, revision = revision + 1
          where account = $1 and id = $2",
        account.uuid(),
        chat.conversation,
        item_id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update conversations.message set item = $3 where account = $1 and conversation = $2",
        account.uuid(),
        chat.conversation,
        item_id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    save(&mut tx, cause, &mut chat).await?;
    tx.commit().await?;
    Ok(chat)
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
