//! Rows to the contract's messages. The only file that knows both shapes.
use tandem_kit::{
    clock::timestamp,
    id::{AttachmentId, ConversationId, ItemId, MailId, MessageId},
};
use tandem_proto::conversations::{self as pb, delivery};
use uuid::Uuid;

use crate::{
    conversation::{Conversation, Subject},
    file::File,
    inbound::{Inbound, capture::Captured},
    message::{Mailbox, Shown},
    outgoing::Mail,
    recipient::Recipient,
};

impl From<Conversation> for pb::Conversation {
    fn from(conversation: Conversation) -> Self {
        Self {
            id: conversation.id.to_string(),
            chat_id: conversation.subject.chat().map(|id| id.to_string()).unwrap_or_default(),
            subject: match conversation.subject {
                Subject::Chat(_) => String::new(),
                subject => subject.to_string(),
            },
            visibility: conversation.visibility.into(),
            last_message_time: conversation.last_message_time.map(timestamp),
            revision: conversation.revision,
            create_time: Some(timestamp(conversation.create_time)),
        }
    }
}

impl From<Mailbox> for pb::Address {
    fn from(mailbox: Mailbox) -> Self {
        Self { name: mailbox.name, address: mailbox.address }
    }
}

impl From<File> for pb::Attachment {
    fn from(file: File) -> Self {
        Self {
            id: AttachmentId::from(file.id).to_string(),
            name: file.name,
            size: file.size,
            sha256: file.sha256,
            content_type: file.content_type,
            inline: file.inline,
            content_id: file.content_id,
        }
    }
}

impl From<Mail> for pb::Delivery {
    fn from(mail: Mail) -> Self {
        Self {
            state: mail.state().into(),
            address: mail.address,
            channel: delivery::Channel::Email.into(),
            detail: mail.detail,
            next_time: mail.next_time.map(timestamp),
        }
    }
}

impl From<Mail> for pb::OutgoingMail {
    fn from(mail: Mail) -> Self {
        Self {
            id: MailId::from(mail.id).to_string(),
            state: mail.state().into(),
            to: Some(pb::Address { name: mail.name, address: mail.address }),
            subject: mail.subject,
            text: mail.text,
            html: mail.html,
            detail: mail.detail,
            message_id: message_id(mail.message),
            create_time: Some(timestamp(mail.create_time)),
        }
    }
}

impl From<Shown> for pb::Message {
    fn from(shown: Shown) -> Self {
        let Shown { message, files, mails } = shown;
        let addresses = |mailboxes: Vec<Mailbox>| mailboxes.into_iter().map(Into::into).collect();
        Self {
            id: message.message_id().to_string(),
            conversation_id: conversation_id(message.conversation),
            item_id: item_id(message.item),
            author_id: message.author,
            visibility: i32::from(message.visibility),
            channel: i32::from(message.channel),
            from: Some(message.sender.0.into()),
            to: addresses(message.recipients.0),
            cc: addresses(message.copies.0),
            subject: message.subject,
            text: message.text,
            reply_text: message.reply_text,
            html: message.html,
            attachments: files.into_iter().map(Into::into).collect(),
            automatic: message.automatic,
            threaded_by: message.threaded_by,
            deliveries: mails.into_iter().map(Into::into).collect(),
            create_time: Some(timestamp(message.create_time)),
            problems: message.problems,
            revision: message.revision,
        }
    }
}

/// The message as a customer sees it: not who else it went to, and nothing of how we took it.
#[must_use]
pub fn for_customer(message: pb::Message) -> pb::Message {
    pb::Message {
        to: Vec::new(),
        cc: Vec::new(),
        deliveries: Vec::new(),
        problems: Vec::new(),
        threaded_by: String::new(),
        ..message
    }
}

impl From<Recipient> for pb::preview_recipients_response::Recipient {
    fn from(recipient: Recipient) -> Self {
        Self {
            person_id: recipient.person,
            name: recipient.name,
            address: recipient.address,
            channel: delivery::Channel::Email.into(),
        }
    }
}

impl From<Captured> for pb::CaptureResponse {
    fn from(captured: Captured) -> Self {
        Self {
            item_id: captured.item.id,
            number: captured.item.number,
            conversation_id: captured.conversation.to_string(),
            message_id: captured.message.to_string(),
        }
    }
}

/// What became of a mail; a duplicate names what became of the first.
#[must_use]
pub fn received(mail: &Inbound, original: Option<&Inbound>) -> pb::ReceiveEmailResponse {
    let shown = original.unwrap_or(mail);
    let message = shown.message.map_or_else(|| shown.message_id(), MessageId::from);
    pb::ReceiveEmailResponse {
        message_id: message.to_string(),
        item_id: item_id(shown.item),
        conversation_id: conversation_id(shown.conversation),
        outcome: mail.outcome().into(),
        threaded_by: shown.threaded_by.clone(),
    }
}

/// A mail of the list.
#[must_use]
pub fn inbound_mail(mail: Inbound, original: Option<&Inbound>) -> pb::InboundMail {
    pb::InboundMail {
        id: mail.mail_id().to_string(),
        result: Some(received(&mail, original)),
        envelope_from: mail.envelope_from.unwrap_or_default(),
        envelope_to: mail.envelope_to.join(", "),
        subject: mail.subject,
        size: mail.size,
        problems: mail.problems,
        create_time: Some(timestamp(mail.create_time)),
    }
}

fn conversation_id(id: Option<Uuid>) -> String {
    id.map(|id| ConversationId::from(id).to_string()).unwrap_or_default()
}
fn item_id(id: Option<Uuid>) -> String {
    id.map(|id| ItemId::from(id).to_string()).unwrap_or_default()
}
fn message_id(id: Option<Uuid>) -> String {
    id.map(|id| MessageId::from(id).to_string()).unwrap_or_default()
}
