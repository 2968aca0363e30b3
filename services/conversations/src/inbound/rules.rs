//! What an account does with mail that comes in. It is read once for all mails of a batch.
use std::sync::Arc;

use tandem_kit::{Cause, Result, id::AccountId};
use tandem_proto::directory::Account;

use crate::{
    address,
    mail::ReplyKey,
    mail_policy::{self, MailPolicy},
    reply_key,
    tools::Tools,
};

/// See the module.
#[derive(Clone)]
pub struct Rules {
    pub account: Account,
    /// The addresses of the account.
    pub own: address::Own,
    /// What the account lets in.
    pub policy: Arc<MailPolicy>,
    /// What its reply addresses are signed with, if it ever signed one.
    pub key: Option<ReplyKey>,
}

impl Rules {
    /// As they are now.
    ///
    /// # Errors
    /// Where directory or the database is away.
    pub async fn of(tools: &Tools, id: AccountId) -> Result<Self> {
        let account = tools.peers.account(&Cause::system(id)).await?;
        let own = address::Own::of(tools, &account).await?;
        let policy = Arc::new(mail_policy::get(&tools.db, id).await?);
        let key = reply_key::known(&tools.db, id).await?;
        Ok(Self { account, own, policy, key })
    }
}
