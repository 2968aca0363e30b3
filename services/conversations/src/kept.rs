//! What conversations keeps of an account: for its export, and for what the audit compares.
use tandem_kit::Noun;

/// The secrets of mailboxes and widgets, the text of mails that are for their reader alone, and what only matters while it is under way
/// (jobs, drafts, who sees what now) stay here. Of files what is known of them is exported, and not their bytes.
pub const KEPT: &[Noun] = &[
    Noun::thing("conversation", "conv"),
    Noun::of("participant"),
    Noun::of("member"),
    Noun::of("follower"),
    Noun::of("merged_conversation"),
    Noun::thing("message", "msg").large(),
    Noun::of("message_revision").large(),
    Noun::of("scheduled_message"),
    Noun::thing("attachment", "att"),
    Noun::thing("inbound_mail", "in").large(),
    Noun::thing("outgoing_mail", "mail").hiding(&["text", "html"]),
    Noun::thing("mailbox", "mbox").hiding(&["imap_secret", "relay_secret", "dkim_secret"]),
    Noun::of("mailbox_address"),
    Noun::of("mail_policy").set_by("UpdateMailPolicy"),
    Noun::of("message_policy").set_by("UpdateMessagePolicy"),
    Noun::thing("suppression", "sup"),
    Noun::thing("canned_reply", "canned").large(),
    Noun::thing("chat", "chat"),
    Noun::of("chat_agent"),
    Noun::thing("visitor", "vis"),
    Noun::thing("widget", "widget").hiding(&["secret", "old_secret"]),
    Noun::of("messenger_setting"),
    Noun::of("audit").large(),
];
