//! How channels do, on the wire.
use tandem_kit::{clock::timestamp, id::MailboxId};
use tandem_proto::conversations as pb;

use crate::channel_health::{All, Health, Skipped, chats::Standing};

impl From<All> for pb::ChannelHealth {
    fn from(all: All) -> Self {
        let mut channels: Vec<pb::channel_health::Channel> =
            all.channels.into_iter().map(Into::into).chain(all.chats.into_iter().map(Into::into)).collect();
        channels.sort_by_key(|one| one.good);
        Self { channels, skipped: all.skipped.into_iter().map(Into::into).collect() }
    }
}

impl From<Health> for pb::channel_health::Channel {
    fn from(one: Health) -> Self {
        Self {
            channel: one.channel,
            mailbox_id: one.mailbox.map(|id| MailboxId::from(id).to_string()).unwrap_or_default(),
            good: one.good,
            success_time: one.success_time.map(timestamp),
            error_time: one.error_time.map(timestamp),
            error: one.error,
            advice: one.advice,
            backlog: one.backlog,
            next_time: one.next_time.map(timestamp),
            certificate_expire_time: one.certificate_expire_time.map(timestamp),
            token_expire_time: one.token_expire_time.map(timestamp),
            chat: None,
        }
    }
}

impl From<Standing> for pb::channel_health::Channel {
    fn from(one: Standing) -> Self {
        let good = one.wrong.is_none();
        let (error, advice) = one.wrong.map(|wrong| (wrong.error, wrong.advice)).unwrap_or_default();
        Self {
            channel: format!("chat:{}", one.widget),
            good,
            success_time: one.success_time.map(timestamp),
            error_time: one.error_time.map(timestamp),
            error: if good && one.error_time.is_some() { "nobody answered in time".into() } else { error },
            advice: advice.to_owned(),
            chat: Some(pb::channel_health::Chat {
                widget_id: one.widget.to_string(),
                name: one.name,
                waiting: one.waiting,
                waiting_since_time: one.since.map(timestamp),
                available_users: one.available.unwrap_or(-1),
                open: one.hours.open,
                open_time: one.hours.next.map(timestamp),
            }),
            ..Self::default()
        }
    }
}

impl From<Skipped> for pb::channel_health::SkippedMail {
    fn from(one: Skipped) -> Self {
        Self {
            mailbox_id: MailboxId::from(one.mailbox).to_string(),
            uid: one.uid,
            problem: one.problem,
            create_time: Some(timestamp(one.create_time)),
        }
    }
}
