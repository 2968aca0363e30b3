//! Rows to the contract's messages. The only file that knows both shapes.
use chrono::TimeDelta;
use tandem_kit::{
    Result,
    clock::{instant, timestamp},
    id::{
        self, AttachmentId, CannedReplyId, ConversationId, ItemId, MailId, MailboxId, MessageId, TeamId,
        UserId,
    },
};
use tandem_proto::conversations::{self as pb, delivery};
use uuid::Uuid;

use crate::{
    canned_reply::CannedReply,
    conversation::{Conversation, Subject},
    draft::Draft,
    file::File,
    inbound::{Inbound, capture::Captured},
    message::{
        Mailbox, Shown,
        edit::Revision,
        schedule::{Cancelled, Plan},
    },
    outgoing::Mail,
    presence::Present,
    recipient::choice::{Choice, Preview},
};

mod health;
mod mailbox;
mod reading;

pub use mailbox::senders;

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
            title: conversation.title,
            kind: conversation.kind.into(),
            close_time: conversation.close_time.map(timestamp),
            ..Self::default()
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
            ..Self::default()
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
            attempts: mail.attempts,
            sent_time: mail.sent_time.map(timestamp),
            status_code: mail.status_code,
            hard: mail.hard,
            complaint_time: mail.complaint_time.map(timestamp),
            hold: 0,
        }
    }
}

impl From<Mail> for pb::OutgoingMail {
    fn from(mail: Mail) -> Self {
        let shown = |text: String| if mail.confidential { String::new() } else { text };
        Self {
            id: MailId::from(mail.id).to_string(),
            state: mail.state().into(),
            to: Some(pb::Address { name: mail.name, address: mail.address }),
            subject: mail.subject,
            text: shown(mail.text),
            html: shown(mail.html),
            detail: mail.detail,
            message_id: message_id(mail.message),
            create_time: Some(timestamp(mail.create_time)),
        }
    }
}

impl From<Shown> for pb::Message {
    fn from(shown: Shown) -> Self {
        let Shown { mut message, files, mails } = shown;
        let reading = message.reading.take().map(|reading| reading.0).unwrap_or_default();
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
            attachments: reading::attachments(files, &reading.signature_pictures),
            authentication: reading::authentication(reading.authentication),
            invitations: reading.invitations.into_iter().map(Into::into).collect(),
            forwarded: reading.forwarded.map(Into::into),
            automatic_reason: reading.automatic_reason,
            automatic: message.automatic,
            threaded_by: message.threaded_by,
            deliveries: mails.into_iter().map(Into::into).collect(),
            create_time: Some(timestamp(message.create_time)),
            problems: message.problems,
            revision: message.revision,
            state: i32::from(message.state),
            send_time: message.send_time.map(timestamp),
            report: message.report.map(|report| report.0.into()),
            state_reason: message.state_reason,
            cancel_on_reply: message.cancel_on_reply,
            edit_time: message.edit_time.map(timestamp),
            delete_time: message.delete_time.map(timestamp),
            mention_ids: message.mentions.into_iter().map(|id| UserId::from(id).to_string()).collect(),
            seen_by_ids: Vec::new(),
            mailbox_id: message.mailbox.map(|id| MailboxId::from(id).to_string()).unwrap_or_default(),
            threaded_because: message.threaded_because,
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
        send_time: None,
        report: None,
        state_reason: String::new(),
        cancel_on_reply: false,
        mention_ids: Vec::new(),
        seen_by_ids: Vec::new(),
        mailbox_id: String::new(),
        threaded_because: String::new(),
        authentication: None,
        invitations: Vec::new(),
        forwarded: None,
        automatic_reason: String::new(),
        ..message
    }
}

impl From<Revision> for pb::MessageRevision {
    fn from(revision: Revision) -> Self {
        Self {
            revision: revision.revision,
            html: revision.html,
            text: revision.text,
            editor_id: revision.editor,
            end_time: Some(timestamp(revision.end_time)),
        }
    }
}

impl From<Draft> for pb::Draft {
    fn from(draft: Draft) -> Self {
        Self {
            subject: draft.subject,
            visibility: i32::from(draft.visibility),
            html: draft.html,
            attachments: draft.attachments.into_iter().map(|id| AttachmentId::from(id).to_string()).collect(),
            base_message_id: draft.base_message,
            mention_ids: draft.mentions.into_iter().map(|id| UserId::from(id).to_string()).collect(),
            revision: draft.revision,
            update_time: Some(timestamp(draft.update_time)),
            leave_out_ids: draft.leave_out,
            copy_to: draft.copy_to.0.into_iter().map(Into::into).collect(),
            mailbox_id: draft.mailbox.map(|id| MailboxId::from(id).to_string()).unwrap_or_default(),
            send_time: draft.send_time.map(timestamp),
            cancel_on_reply: draft.cancel_on_reply,
        }
    }
}

impl From<CannedReply> for pb::CannedReply {
    fn from(reply: CannedReply) -> Self {
        Self {
            id: CannedReplyId::from(reply.id).to_string(),
            name: reply.name,
            shortcut: reply.shortcut,
            html: reply.html,
            scope: i32::from(reply.scope),
            team_id: reply.team.map(|id| TeamId::from(id).to_string()).unwrap_or_default(),
            owner_id: UserId::from(reply.owner).to_string(),
            revision: reply.revision,
            create_time: Some(timestamp(reply.create_time)),
            update_time: Some(timestamp(reply.update_time)),
        }
    }
}

impl From<Present> for pb::Presence {
    fn from(present: Present) -> Self {
        Self {
            user_id: present.user.to_string(),
            activity: present.activity.into(),
            expire_time: Some(timestamp(present.expire_time)),
        }
    }
}

impl From<Preview> for pb::preview_recipients_response::Recipient {
    fn from(preview: Preview) -> Self {
        let Preview { recipient, channel, reason, left_out, warning } = preview;
        Self {
            person_id: recipient.person,
            name: recipient.name,
            address: recipient.address,
            channel: channel.into(),
            reason: reason.into(),
            left_out,
            warning,
        }
    }
}

impl From<Cancelled> for pb::CancelMessageResponse {
    fn from(cancelled: Cancelled) -> Self {
        let Cancelled { shown, plan, files } = cancelled;
        let draft = pb::PostMessageRequest {
            conversation_id: conversation_id(shown.message.conversation),
            body_html: shown.message.html.clone(),
            attachments: files.iter().map(ToString::to_string).collect(),
            send_time: plan.send_time.map(timestamp),
            cancel_on_reply: plan.cancel_on_reply,
            leave_out_ids: plan.choice.leave_out,
            copy_to: plan.choice.copy_to.into_iter().map(Into::into).collect(),
            mailbox_id: plan.mailbox.map(|id| MailboxId::from(id).to_string()).unwrap_or_default(),
            ..pb::PostMessageRequest::default()
        };
        Self { message: Some(shown.into()), draft: Some(draft) }
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

/// Mailboxes of the wire.
#[must_use]
pub fn mailboxes(addresses: Vec<pb::Address>) -> Vec<Mailbox> {
    addresses.into_iter().map(|one| Mailbox { name: one.name, address: one.address }).collect()
}

/// When and to whom a message is posted.
///
/// # Errors
/// `Invalid` for a time that is none, and an id that is none.
pub fn plan(request: &pb::PostMessageRequest) -> Result<Plan> {
    let send_time = request.send_time.as_ref().map(|at| instant("send_time", at)).transpose()?;
    let mailbox: Option<MailboxId> = id::in_optional_field("mailbox_id", &request.mailbox_id)?;
    let choice =
        Choice { leave_out: request.leave_out_ids.clone(), copy_to: mailboxes(request.copy_to.clone()) };
    Ok(Plan {
        send_time,
        undo: TimeDelta::seconds(request.undo_seconds.into()),
        cancel_on_reply: request.cancel_on_reply,
        choice,
        mailbox: mailbox.map(|id| id.uuid()),
    })
}

/// With what a draft is to be posted.
///
/// # Errors
/// `Invalid` for a time that is none, and an id that is none.
pub fn plan_of_draft(draft: &pb::Draft) -> Result<Plan> {
    let send_time = draft.send_time.as_ref().map(|at| instant("draft.send_time", at)).transpose()?;
    let mailbox: Option<MailboxId> = id::in_optional_field("draft.mailbox_id", &draft.mailbox_id)?;
    let choice = Choice { leave_out: draft.leave_out_ids.clone(), copy_to: mailboxes(draft.copy_to.clone()) };
    Ok(Plan {
        send_time,
        cancel_on_reply: draft.cancel_on_reply,
        choice,
        mailbox: mailbox.map(|id| id.uuid()),
        ..Plan::default()
    })
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
        from: mail.from_address,
        mailbox_id: mail.mailbox.map(|id| MailboxId::from(id).to_string()).unwrap_or_default(),
        reason: mail.reason,
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
