//! What a kept mail proves of its sender: by the machine that brought it, by its signatures, or by the word of a server that is believed.
use std::{net::IpAddr, panic::AssertUnwindSafe};

use bytes::Bytes;
use futures::FutureExt as _;
use tandem_kit::{Error, Result, id::AccountId, outside::is_private};
use tracing::error;

use super::Inbound;
use crate::{
    authentication::Arriving, mail::Mail, mail_policy::MailPolicy, mailbox, message::reading::Authentication,
    tools::Tools,
};

/// Asks. It holds up no mail: what cannot be asked is said to be so.
///
/// # Errors
/// Where the database is away.
pub async fn of(
    tools: &Tools,
    account: AccountId,
    kept: &Inbound,
    raw: &Bytes,
    mail: &Mail,
    policy: &MailPolicy,
) -> Result<Authentication> {
    let peer: Option<IpAddr> = kept.peer.parse().ok();
    let authserv_id = match (kept.mailbox, peer) {
        (Some(mailbox), _) => fetched_by(tools, account, mailbox).await?,
        (None, Some(peer)) if is_private(peer) => tools.authserv_id.clone(),
        (None, _) => String::new(),
    };
    let arriving = Arriving {
        raw,
        from: &mail.from.address,
        peer,
        helo: &kept.helo,
        envelope_from: kept.envelope_from.as_deref().unwrap_or_default(),
        authserv_id: &authserv_id,
        sealers: &policy.quarantine.trusted_sealers,
    };
    // A mail that makes the library panic proves nothing, and is read all the same.
    let asked = AssertUnwindSafe(tools.verifier.verify(arriving)).catch_unwind().await;
    Ok(asked.unwrap_or_else(|_| {
        error!(mail.id = %kept.mail_id(), "verifying a mail panicked");
        Authentication { dkim: "permerror".into(), ..Authentication::default() }
    }))
}

async fn fetched_by(tools: &Tools, account: AccountId, id: uuid::Uuid) -> Result<String> {
    match mailbox::get(tools.db.pool(), account, id.into()).await {
        Ok(mailbox) => Ok(mailbox.imap.map(|imap| imap.0.authserv_id).unwrap_or_default()),
        Err(Error::NotFound { .. }) => Ok(String::new()),
        Err(error) => Err(error),
    }
}
