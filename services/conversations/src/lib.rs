//! conversations.

pub mod mail;
