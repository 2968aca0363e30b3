//! Rows and messages.
use tandem_kit::{clock::timestamp, id::NotificationId};
use tandem_proto::notifications as pb;

use crate::notification::Notification;

impl From<Notification> for pb::Notification {
    fn from(n: Notification) -> Self {
        Self {
            id: NotificationId::from(n.id).to_string(),
            reason: n.reason.into(),
            subject: n.subject,
            text: n.line,
            actor_id: n.actor,
            create_time: Some(timestamp(n.create_time)),
            see_time: n.see_time.map(timestamp),
        }
    }
}
