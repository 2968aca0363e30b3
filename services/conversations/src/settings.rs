//! What differs between installations: where mail comes in, and where it goes.
use serde::Deserialize;

/// The section `[conversations]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The server that takes outgoing mail, `smtp://[user:password@]host[:port]` or `smtps://…`; unset: mail is kept and shown.
    pub relay: Option<String>,
    pub smtp: Smtp,
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
}

impl Default for Smtp {
    fn default() -> Self {
        Self { listen: "127.0.0.1:2525".into(), hostname: "localhost".into(), max_bytes: 50 * 1024 * 1024 }
    }
}
