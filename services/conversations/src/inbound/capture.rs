//! Requests of other channels, written the same way as mails: an item, its conversation, its first message.
use std::collections::BTreeMap;

use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result,
    id::{AttachmentId, ConversationId, ItemId, MailId, MessageId},
};
use tandem_proto::{
    conversations::{Visibility, capture_request, message::Channel, message_posted::Author},
    directory::Person,
    items::{CreateItemRequest, Item, PersonRef, item::Source},
};
use uuid::Uuid;

use super::write;
use crate::{
    conversation, file, mail,
    message::{self, Mailbox, Message, Shown},
    tools::Tools,
};

/// A request as a form took it.
#[derive(Clone, Debug)]
pub struct Capture {
    pub channel: capture_request::Channel,
    pub name: String,
    pub email: String,
    pub title: String,
    pub text: String,
    pub files: Vec<AttachmentId>,
    pub type_id: String,
    pub request_id: String,
    /// Custom fields of the item, by key.
    pub fields: BTreeMap<String, prost_types::Value>,
    /// Stars.
    pub priority: i32,
}

/// What it became.
#[derive(Clone, Debug)]
pub struct Captured {
    pub item: Item,
    pub conversation: ConversationId,
    pub message: MessageId,
}

/// Captures a request. The same request id is one. One of the caller's own is shown to them on the portal from the start. Announces `MessagePosted`, and items announces `ItemCreated`.
///
/// # Errors
/// `Invalid` where there is no title, text or address; where a peer is away or refuses.
pub async fn capture(tools: &Tools, cause: &Cause, capture: Capture) -> Result<Captured> {
    let title = write::title(&capture.title, &capture.text);
    let (html, text) = message::post::body("", &capture.text, capture.files.len())?;
    let seed = seed(cause, &capture);
    let id = MessageId::derived(seed, "message");
    file::check(&tools.db, cause.account(), id, &capture.files, &cause.actor()).await?;
    let person = tools.peers.ensure_person(cause, &capture.email, &capture.name).await?;
    let request = CreateItemRequest {
        type_id: capture.type_id.clone(),
        title,
        description: text.clone(),
        requester: Some(PersonRef { id: person.id.clone(), ..PersonRef::default() }),
        attachment_ids: capture.files.iter().map(ToString::to_string).collect(),
        request_id: Uuid::new_v5(&seed, b"item").to_string(),
        source: source(capture.channel)?.into(),
        // Who is signed in sees what they just sent, whatever the rules publish.
        published: cause.actor() == person.id,
        fields: capture.fields,
        priority: capture.priority,
        ..CreateItemRequest::default()
    };
    let item = tools.peers.create_item(cause, request).await?;
    let item_id: ItemId = item.id.parse()?;
    let blank = Message::blank(id, Author::Customer, channel(capture.channel), tools.clock.now());
    let domain = tools.peers.account(cause).await?.mail_domain;
    let written = Message {
        author: person.id.clone(),
        sender: Json(mailbox(&person)),
        subject: item.title.clone(),
        reply_text: text.clone(),
        html,
        text,
        opening: true,
        threaded_by: "NEW".into(),
        header_id: Some(mail::message_id(&blank.message_id().to_string(), &domain)),
        ..blank
    };
    let (conversation, message) =
        write_opening(tools, cause, item_id, &item, written, &capture.files).await?;
    Ok(Captured { item, conversation, message })
}

async fn write_opening(
    tools: &Tools,
    cause: &Cause,
    item_id: ItemId,
    item: &Item,
    message: Message,
    files: &[AttachmentId],
) -> Result<(ConversationId, MessageId)> {
    let (account, now) = (cause.account(), message.create_time);
    let mut tx = tools.db.begin().await?;
    let conversation = conversation::ensure_main(&mut tx, cause, item_id, Visibility::Customer, now).await?;
    let revision = conversation::lock_for_message(&mut tx, account, &conversation, true, now).await?;
    let message = message.within(&conversation);
    let id = message.message_id();
    if message::insert(&mut tx, account, &message, None).await? {
        file::attach(&mut tx, account, id, files, &cause.actor()).await?;
        let files = file::within(&mut tx, account, id).await?;
        message::announce(
            &mut tx,
            cause,
            &conversation,
            Some(item),
            Shown { message, files, mails: Vec::new() },
            revision,
        );
        tx.commit().await?;
    }
    Ok((conversation.id, id))
}

/// What the ids of a request follow from: its own id within its channel and its sender, so that the same one twice is one, and
/// that of two people, who may hit on the same id, is two.
fn seed(cause: &Cause, capture: &Capture) -> Uuid {
    let request_id = &capture.request_id;
    if request_id.is_empty() {
        return MailId::new().uuid();
    }
    let (channel, email) = (capture.channel.as_str_name(), capture.email.trim().to_lowercase());
    Uuid::new_v5(
        &cause.account().uuid(),
        format!("capture\0{channel}\0{}\0{email}\0{request_id}", cause.actor()).as_bytes(),
    )
}

fn mailbox(person: &Person) -> Mailbox {
    Mailbox { name: person.name.clone(), address: person.email.clone() }
}

fn source(channel: capture_request::Channel) -> Result<Source> {
    match channel {
        capture_request::Channel::WebForm => Ok(Source::WebForm),
        capture_request::Channel::Portal => Ok(Source::Portal),
        capture_request::Channel::Unspecified => Err(Error::invalid("channel", "is not given")),
    }
}

fn channel(channel: capture_request::Channel) -> Channel {
    if channel == capture_request::Channel::Portal { Channel::Portal } else { Channel::WebForm }
}

#[cfg(test)]
mod tests {
    use tandem_kit::id::AccountId;

    use super::*;

    #[test]
    fn a_request_id_is_one_persons_on_one_channel() {
        let capture = |email: &str| Capture {
            channel: capture_request::Channel::WebForm,
            name: String::new(),
            email: email.into(),
            title: String::new(),
            text: String::new(),
            files: Vec::new(),
            type_id: String::new(),
            request_id: "1".into(),
            fields: BTreeMap::new(),
            priority: 0,
        };
        let cause = Cause::system(AccountId::from(Uuid::from_u128(1)));
        let ann = seed(&cause, &capture("ann@b.c"));
        assert_eq!(ann, seed(&cause, &capture(" Ann@b.c")));
        assert_ne!(ann, seed(&cause, &capture("ben@b.c")));
        let portal = Capture { channel: capture_request::Channel::Portal, ..capture("ann@b.c") };
        assert_ne!(ann, seed(&cause, &portal));
        let rule = cause.acting_as_rule("rule_1");
        assert_ne!(ann, seed(&rule, &capture("ann@b.c")));
        let none = Capture { request_id: String::new(), ..capture("ann@b.c") };
        assert_ne!(seed(&cause, &none), seed(&cause, &none), "without an id each is its own");
    }
}
