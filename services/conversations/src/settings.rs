//! What differs between installations: where mail comes in, and where it goes.
use std::path::PathBuf;

use serde::Deserialize;

/// The section `[conversations]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The server that takes outgoing mail, `smtp://[user:password@]host[:port]` or `smtps://…`; unset: mail is kept and shown.
    pub relay: Option<String>,
    pub smtp: Smtp,
    /// The name servers that are asked what a mail proves of its sender: `10.0.0.53, [::1]:5353`, or `off`. Unset: the system's.
    pub dns: Option<String>,
}

/// The listener for incoming mail.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Smtp {
    pub listen: String,
    /// The name it greets with.
    pub hostname: String,
    /// Largest mail taken.
    pub max_bytes: usize,
    /// What is spoken: LMTP answers for each recipient (RFC 2033), to a mail server of one's own.
    pub protocol: Protocol,
    /// The certificate (PEM, with those that lead to it) and its key; set, STARTTLS is offered. Read again when the files change.
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    /// Most mails of one sender in a minute, of other machines than this one.
    pub most_per_sender: u32,
    /// The name under which the mail server before this one writes what it found out (Authentication-Results): believed where that
    /// server is of one's own network. Unset: nobody is.
    pub authserv_id: Option<String>,
}

/// What the listener speaks.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    #[default]
    Smtp,
    Lmtp,
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:2525".into(),
            hostname: "localhost".into(),
            max_bytes: 50 * 1024 * 1024,
            protocol: Protocol::Smtp,
            certificate: None,
            key: None,
            most_per_sender: 600,
            authserv_id: None,
        }
    }
}
