//! A message that is about something else becomes an item of its own, and stays where it was.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result,
    id::{AttachmentId, ItemId, MessageId},
};
use tandem_proto::{
    conversations::{Visibility, message::State},
    items::{CreateItemRequest, Item, Kind, PersonRef},
};
use uuid::Uuid;

use super::{Message, Shown};
use crate::{conversation, error, file, inbound::write, tools::Tools};

/// What is wished of the new item.
pub struct Wish {
    /// Empty: the message's subject, or its first words.
    pub title: String,
    pub kind: Kind,
    pub type_id: String,
    pub request_id: String,
}

/// Makes an item of a message of an item. Announces `MessagePosted`, and items announces `ItemCreated` and `ItemLinksChanged`.
///
/// # Errors
/// `NotFound` where the caller does not see them; `Invalid` for a message of another item, or none that was posted; as items refuses.
pub async fn split(tools: &Tools, cause: &Cause, item: &str, id: MessageId, wish: Wish) -> Result<Item> {
    let item = tools.peers.item(cause, item).await?;
    let message = super::readable(tools, cause, id).await?;
    let current = match message.item {
        Some(of) => Some(conversation::merge::current(tools, cause.account(), of.into()).await?.to_string()),
        None => None,
    };
    if current.as_ref() != Some(&item.id) {
        return Err(Error::invalid("message_id", format!("{id} is no message of #{}", item.number)));
    }
    if message.state() != State::Posted {
        return Err(error::not_to_split());
    }
    let seed = match wish.request_id.as_str() {
        "" => MessageId::new().uuid(),
        given => Uuid::new_v5(&message.id, format!("split\0{}\0{given}", cause.actor()).as_bytes()),
    };
    let files = copy_files(tools, cause, &message, seed).await?;
    let title = if wish.title.trim().is_empty() { title_of(&message, &item) } else { wish.title };
    let body = if message.reply_text.trim().is_empty() { &message.text } else { &message.reply_text };
    let request = CreateItemRequest {
        kind: wish.kind.into(),
        type_id: wish.type_id,
        title: write::title(&title, body),
        description: body.chars().take(100_000).collect(),
        requester: requester(&message, &item).map(|id| PersonRef { id, ..PersonRef::default() }),
        attachment_ids: files.iter().map(ToString::to_string).collect(),
        project_id: item.project_id.clone(),
        request_id: seed.to_string(),
        // Who splits a message is asked for a title only.
        fields_later: true,
        ..CreateItemRequest::default()
    };
    let made = tools.peers.create_item_as(cause, request).await?;
    write_opening(
        tools,
        cause,
        &made,
        Message { id: MessageId::derived(seed, "message").uuid(), ..message },
        &files,
    )
    .await?;
    tools.peers.relate(cause, &made.id, &item.id).await?;
    Ok(made)
}

/// What it is called where nobody says: an answer's subject is that of the whole, so its first words say more.
fn title_of(message: &Message, item: &Item) -> String {
    let repeats = message.subject.contains(&item.title) || message.subject.trim().is_empty();
    if repeats { String::new() } else { message.subject.clone() }
}

/// Who asked: the customer who wrote it, or to whom a user wrote. Of what is internal nobody did.
fn requester(message: &Message, item: &Item) -> Option<String> {
    if message.author.starts_with("cus_") {
        return Some(message.author.clone());
    }
    item.requester_ids.first().filter(|_| message.is_for_customers()).cloned()
}

/// The files of a message once more, for another.
async fn copy_files(
    tools: &Tools,
    cause: &Cause,
    message: &Message,
    seed: Uuid,
) -> Result<Vec<AttachmentId>> {
    let account = cause.account();
    let files = file::of_messages(&tools.db, account, &[message.id]).await?;
    let ids: Vec<Uuid> = (0..files.len())
        .map(|position| AttachmentId::derived(seed, &format!("file {position}")).uuid())
        .collect();
    let of: Vec<Uuid> = files.iter().map(|file| file.id).collect();
    sqlx::query!(
        "insert into conversations.attachment
            (account, id, owner, name, size, sha256, content_type, inline, content_id, position, create_time)
         select $1, given.new, $4, old.name, old.size, old.sha256, old.content_type, old.inline, old.content_id, old.position, $5
           from unnest($2::uuid[], $3::uuid[]) as given (new, old)
           join conversations.attachment old on old.account = $1 and old.id = given.old
         on conflict do nothing",
        account.uuid(),
        &ids,
        &of,
        cause.actor(),
        tools.clock.now()
    )
    .execute(tools.db.pool())
    .await?;
    Ok(ids.into_iter().map(AttachmentId::from).collect())
}

/// Writes the message as the first of the new item, as it was written. Nobody is sent it.
async fn write_opening(
    tools: &Tools,
    cause: &Cause,
    item: &Item,
    copy: Message,
    files: &[AttachmentId],
) -> Result<()> {
    let (account, now) = (cause.account(), tools.clock.now());
    let item_id: ItemId = item.id.parse()?;
    let visibility = Visibility::try_from(i32::from(copy.visibility)).unwrap_or(Visibility::Internal);
    let mut tx = tools.db.begin().await?;
    let conversation = conversation::ensure_main(&mut tx, cause, item_id, visibility, now).await?;
    let revision =
        conversation::lock_for_message(&mut tx, account, &conversation, true, copy.create_time).await?;
    let copy = Message {
        opening: true,
        recipients: Json::default(),
        copies: Json::default(),
        header_id: None,
        refers_to: Vec::new(),
        raw_key: None,
        threaded_by: "SPLIT".into(),
        threaded_because: "it was split from another".into(),
        report: None,
        mailbox: None,
        revision: 1,
        edit_time: None,
        mentions: Vec::new(),
        ..copy
    };
    let copy = copy.within(&conversation);
    if super::insert(&mut tx, account, &copy, None).await? {
        file::attach(&mut tx, account, copy.message_id(), files, &cause.actor()).await?;
        let files = file::within(&mut tx, account, copy.message_id()).await?;
        let shown = Shown { message: copy, files, mails: Vec::new() };
        super::announce(&mut tx, cause, &conversation, Some(item), shown, revision);
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tandem_proto::conversations::{message::Channel, message_posted::Author};

    use super::*;

    #[test]
    fn who_wrote_to_us_or_was_written_to_is_who_asks() {
        let now = chrono::DateTime::default();
        let item = Item { requester_ids: vec!["cus_1".into()], title: "Printer".into(), ..Item::default() };
        let message = |author: &str, visibility: Visibility| Message {
            author: author.into(),
            visibility: super::super::code(visibility as i32),
            ..Message::blank(MessageId::new(), Author::User, Channel::App, now)
        };
        assert_eq!(requester(&message("cus_2", Visibility::Customer), &item).as_deref(), Some("cus_2"));
        assert_eq!(requester(&message("usr_3", Visibility::Customer), &item).as_deref(), Some("cus_1"));
        assert_eq!(requester(&message("usr_3", Visibility::Internal), &item), None);
    }
}
