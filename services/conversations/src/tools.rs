//! What every part of the service works with.
use tandem_kit::{
    Bus, Cause, Clock, Context, Db, Error, Result, blob::Blobs, cache::Cache, outside::Outside,
    secret::Secrets, sight::Sight,
};

use crate::{authentication::Verifier, mailbox::oauth::Tokens, peer::Peers, settings::Settings};

/// Longest `request_id` taken, in characters.
const LONGEST_REQUEST_ID: usize = 128;

/// The database, the files, the time, the peers, what is said and kept for a moment only, and the way outside.
#[derive(Clone)]
pub struct Tools {
    pub db: Db,
    pub blobs: Blobs,
    pub clock: Clock,
    pub peers: Peers,
    /// What of items a caller sees.
    pub sight: Sight,
    pub bus: Bus,
    pub cache: Cache,
    /// What the secrets of mailboxes are sealed with.
    pub secrets: Secrets,
    /// The way to the servers that mailboxes name.
    pub outside: Outside,
    /// Access tokens for them.
    pub tokens: Tokens,
    /// Where people reach us.
    pub public_url: String,
    /// Who is asked what a mail proves of its sender.
    pub verifier: Verifier,
    /// Whose Authentication-Results are believed of mail that comes by SMTP; empty: nobody's.
    pub authserv_id: String,
}

impl Tools {
    /// Of a service's context.
    ///
    /// # Errors
    /// Where a peer has no address, or a setting cannot be what it is.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let settings: Settings = cx.config.section("conversations")?;
        Ok(Self {
            verifier: Verifier::new(settings.dns.as_deref())?,
            authserv_id: settings.smtp.authserv_id.unwrap_or_default(),
            db: cx.db.clone(),
            blobs: cx.blobs.clone(),
            clock: cx.clock.clone(),
            peers: Peers::new(cx)?,
            sight: Sight::new(cx)?,
            bus: cx.bus.clone(),
            cache: cx.cache.clone(),
            secrets: Secrets::open(&cx.config)?,
            outside: Outside::new(&cx.config)?,
            tokens: Tokens::default(),
            public_url: cx.config.public_url.trim_end_matches('/').to_owned(),
        })
    }
}

/// What makes a repeated request known: the caller's own id for it, within what that caller did. Nothing where none was given.
///
/// # Errors
/// `Invalid` where it is too long.
pub fn request_key(cause: &Cause, request_id: &str) -> Result<Option<String>> {
    if request_id.len() > LONGEST_REQUEST_ID {
        return Err(Error::invalid(
            "request_id",
            format!("has {} characters; at most {LONGEST_REQUEST_ID} are taken", request_id.len()),
        ));
    }
    Ok((!request_id.is_empty()).then(|| format!("{}:{request_id}", cause.actor())))
}
