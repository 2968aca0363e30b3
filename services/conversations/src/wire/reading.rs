//! What was found out about a mail, on the wire.
use tandem_kit::clock::timestamp;
use tandem_proto::conversations as pb;
use uuid::Uuid;

use crate::{
    file::File,
    message::{
        Mailbox,
        reading::{Authentication, Forwarded, Invitation},
    },
};

/// Files, those marked that are pictures of a signature.
pub fn attachments(files: Vec<File>, signs: &[Uuid]) -> Vec<pb::Attachment> {
    let mark = |file: File| {
        let signature_picture = signs.contains(&file.id);
        pb::Attachment { signature_picture, ..file.into() }
    };
    files.into_iter().map(mark).collect()
}

/// Nothing where it was not looked at.
pub fn authentication(found: Authentication) -> Option<pb::Authentication> {
    let Authentication { spf, dkim, dmarc, arc, aligned, domain, .. } = found;
    (!dkim.is_empty()).then_some(pb::Authentication { spf, dkim, dmarc, arc, aligned, domain })
}

impl From<Mailbox> for pb::MailParty {
    fn from(party: Mailbox) -> Self {
        Self { name: party.name, address: party.address }
    }
}

impl From<Invitation> for pb::Invitation {
    fn from(invitation: Invitation) -> Self {
        Self {
            method: invitation.method,
            uid: invitation.uid,
            summary: invitation.summary,
            location: invitation.location,
            organizer: Some(invitation.organizer.into()),
            start_time: invitation.start.map(timestamp),
            end_time: invitation.end.map(timestamp),
            all_day: invitation.all_day,
            cancelled: invitation.cancelled,
            recurrence: invitation.recurrence,
        }
    }
}

impl From<Forwarded> for pb::Forwarded {
    fn from(forwarded: Forwarded) -> Self {
        Self {
            from: Some(forwarded.from.into()),
            time: forwarded.time.map(timestamp),
            subject: forwarded.subject,
        }
    }
}
