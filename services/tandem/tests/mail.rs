//! Mail in and out, across directory, items and conversations: real services, a real listener, a real relay.
mod desk;
mod imap;
mod incoming;
mod loops;
mod mailboxes;
mod outgoing;
mod proof;
mod remote;
mod secure;
mod waiting;
