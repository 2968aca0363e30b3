//! To which conversation a mail belongs: by the address it was sent to, by the messages it answers, by the tag in its subject.

mod token;

pub use token::{Bound, ReplyKey, account_of_link, message_id};

use super::parse::Mail;
use regex::Regex;
use std::sync::LazyLock;

/// Most Message-IDs looked up of one field.
const MAX_ASKED: usize = 50;

/// Why a mail joined its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThreadedBy {
    /// It came to the conversation's own signed address.
    ReplyAddress,
    /// In-Reply-To names a known message.
    InReplyTo,
    /// References names a known message.
    References,
    /// Outlook's Thread-Index is that of a known message, and the sender takes part in its conversation.
    ThreadIndex,
    /// The subject carries the item's number and the sender takes part in it.
    SubjectTag,
}

/// The decision: the conversation and why, or what was tried in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Threaded<C> {
    Joins {
        conversation: C,
        by: ThreadedBy,
    },
    /// Opens a new conversation. `forged_address`: a reply address that is not ours or not of this account was used.
    New {
        forged_address: bool,
    },
}

/// Finds a conversation by a word of the mail and its sender.
pub type Find<'x, C> = dyn Fn(&str, &str) -> Option<C> + 'x;

/// What the caller knows; each is asked at most a bounded number of times and in this order.
pub struct Lookups<'x, C> {
    /// Reads a signed reply address: the conversation, or `None` when the signature is wrong.
    pub reply_address: &'x dyn Fn(&str) -> Option<C>,
    /// The conversation of a message by its Message-ID (without brackets), sent or received.
    pub message: &'x dyn Fn(&str) -> Option<C>,
    /// The conversation of a message by the root of its Thread-Index (see [`Mail::thread_index`]), only if the sender, who is the
    /// second argument, takes part in it: anybody may copy the field. None where the indices of messages are not kept.
    pub thread_index: Option<&'x Find<'x, C>>,
    /// The conversation of an item by its number, only if the sender takes part in it.
    pub item_of_participant: &'x dyn Fn(u64, &str) -> Option<C>,
}

/// Decides where a mail belongs. `recipients` are the envelope's; header addresses are looked at only where the envelope names none.
#[must_use]
pub fn decide<C>(mail: &Mail, recipients: &[String], lookups: &Lookups<'_, C>) -> Threaded<C> {
    let mut forged_address = false;
    for address in reply_addresses(mail, recipients) {
        match (lookups.reply_address)(&address) {
            Some(conversation) => return Threaded::Joins { conversation, by: ThreadedBy::ReplyAddress },
            None => forged_address = true,
        }
    }
    if let Some((conversation, by)) = by_message(mail, lookups) {
        return Threaded::Joins { conversation, by };
    }
    let sender = mail.from.address.to_lowercase();
    let indexed =
        lookups.thread_index.zip(mail.thread_index.as_deref()).and_then(|(find, root)| find(root, &sender));
    if let Some(conversation) = indexed {
        return Threaded::Joins { conversation, by: ThreadedBy::ThreadIndex };
    }
    let tagged = subject_numbers(&mail.subject)
        .into_iter()
        .find_map(|number| (lookups.item_of_participant)(number, &sender));
    match tagged {
        Some(conversation) => Threaded::Joins { conversation, by: ThreadedBy::SubjectTag },
        None => Threaded::New { forged_address },
    }
}

/// Addresses of the form `reply+…@…` among the recipients.
fn reply_addresses(mail: &Mail, recipients: &[String]) -> Vec<String> {
    let is_reply = |address: &str| {
        address.len() > 6 && address.is_char_boundary(6) && address[..6].eq_ignore_ascii_case("reply+")
    };
    let mut found: Vec<String> = recipients.iter().filter(|address| is_reply(address)).cloned().collect();
    if recipients.is_empty() {
        found = mail
            .to
            .iter()
            .chain(&mail.cc)
            .map(|to| to.address.clone())
            .filter(|address| is_reply(address))
            .collect();
    }
    found.truncate(10);
    found
}

/// In-Reply-To first, then References from the newest to the oldest.
fn by_message<C>(mail: &Mail, lookups: &Lookups<'_, C>) -> Option<(C, ThreadedBy)> {
    let find =
        |ids: &mut dyn Iterator<Item = &String>| ids.take(MAX_ASKED).find_map(|id| (lookups.message)(id));
    find(&mut mail.in_reply_to.iter()).map(|conversation| (conversation, ThreadedBy::InReplyTo)).or_else(
        || find(&mut mail.references.iter().rev()).map(|conversation| (conversation, ThreadedBy::References)),
    )
}

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\[[^\[\]#]{0,30}#[\s:]{0,2}(\d{1,18})\]|\b(?:ticket|task|item)\s?#[\s:]{0,2}(\d{1,18})\b",
    )
    .expect("a constant pattern")
});

/// The item numbers a subject names: `[#123]`, `[Ticket#123]`, `[VD-Ticket#123]`, `Ticket #123`; at most ten, in their order.
#[must_use]
pub fn subject_numbers(subject: &str) -> Vec<u64> {
    let found =
        TAG.captures_iter(subject).filter_map(|tag| tag.get(1).or_else(|| tag.get(2))?.as_str().parse().ok());
    found.take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    fn place(mail: &str, recipient: &str) -> Threaded<&'static str> {
        let lookups = Lookups {
            reply_address: &|address| (address == "reply+good@d.e").then_some("by address"),
            message: &|id| (id == "known@x").then_some("by message"),
            thread_index: Some(&|root, sender| {
                (root.starts_with("01d2") && sender == "ann@b.c").then_some("by index")
            }),
            item_of_participant: &|number, sender| (number == 7 && sender == "ann@b.c").then_some("by tag"),
        };
        decide(&parse(mail.as_bytes()), &[recipient.to_owned()], &lookups)
    }

    #[test]
    fn a_mail_joins_by_the_strongest_sign() {
        use ThreadedBy::{InReplyTo, References, ReplyAddress, SubjectTag, ThreadIndex};
        let cases = [
            ("In-Reply-To: <known@x>\n\n", "reply+good@d.e", Some(ReplyAddress)),
            ("In-Reply-To: <known@x>\nSubject: other\n\n", "t@d.e", Some(InReplyTo)),
            ("References: <a@x> <known@x> <b@x>\n\n", "t@d.e", Some(References)),
            ("From: Ann@b.c\nSubject: AW: x [Ticket#99] [#7]\n\n", "t@d.e", Some(SubjectTag)),
            (
                "From: ann@b.c\nThread-Index: AdIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n",
                "t@d.e",
                Some(ThreadIndex),
            ),
            ("From: eve@b.c\nThread-Index: AdIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n", "t@d.e", None),
            ("From: eve@b.c\nSubject: x [#7]\n\n", "t@d.e", None),
            ("From: eve@b.c\nSubject: 7\n\n#7", "t@d.e", None),
        ];
        for (mail, recipient, want) in cases {
            let by = match place(mail, recipient) {
                Threaded::Joins { by, .. } => Some(by),
                Threaded::New { .. } => None,
            };
            assert_eq!(by, want, "{mail}");
        }
        assert_eq!(place("Subject: x\n\n", "reply+bad@d.e"), Threaded::New { forged_address: true });
    }

    #[test]
    fn a_subject_names_its_items() {
        assert_eq!(subject_numbers("[VD-Ticket#5] and Ticket#6"), [5, 6]);
        assert_eq!(subject_numbers("[Ticket #5] Re: ticket #: 6, room 7, PR #8"), [5, 6]);
    }
}
