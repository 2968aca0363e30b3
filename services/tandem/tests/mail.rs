//! Mail in and out, across directory, items and conversations: real services, a real listener, a real relay.
mod by_mailbox;
mod desk;
mod imap;
mod incoming;
mod looks;
mod loops;
mod mailboxes;
mod notices;
mod outgoing;
mod proof;
mod remote;
mod safe_relay;
mod secure;
mod statements;
mod waiting;
