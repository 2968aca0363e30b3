//! Customer apps as their callers see them: decode, do, encode; one file a gRPC service.
mod form_fields;
mod outdated;
mod portal_form;
mod portals;
mod surveys;
mod web_forms;

use std::time::Duration;

use tandem_kit::{
    Cause, Clock, Context, Db, Error, Result, auth, cache::Cache, id::AccountId, rpc::Channel, sight::Sight,
};
use tandem_proto::directory::{GetAccountByIdRequest, accounts_service_client::AccountsServiceClient};

/// What every rpc works with.
#[derive(Clone)]
pub struct Api {
    db: Db,
    clock: Clock,
    cache: Cache,
    directory: Channel,
    conversations: Channel,
    items: Channel,
    sight: Sight,
    public_url: String,
}

impl Api {
    /// From what the process gives.
    ///
    /// # Errors
    /// Where a peer has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        Ok(Self {
            db: cx.db.clone(),
            clock: cx.clock.clone(),
            cache: cx.cache.clone(),
            directory: cx.peers.channel("directory")?,
            conversations: cx.peers.channel("conversations")?,
            items: cx.peers.channel("items")?,
            sight: Sight::new(cx)?,
            public_url: cx.config.public_url.clone(),
        })
    }

    /// The name under which an account shows itself to its customers.
    async fn account_name(&self, account: AccountId) -> Result<String> {
        let request = GetAccountByIdRequest { id: account.to_string() };
        let mut accounts = AccountsServiceClient::new(self.directory.clone());
        Ok(auth::acting(&Cause::system(account), accounts.get_account_by_id(request))
            .await?
            .into_inner()
            .name)
    }

    /// Refuses what is done more than `most` times an hour under one key.
    async fn at_most(&self, most: u64, key: &str, message: &str) -> Result<()> {
        let hits = self.cache.hit(&format!("customer-apps:{key}"), Duration::from_secs(3600)).await;
        if hits > most { Err(Error::Exhausted(message.into())) } else { Ok(()) }
    }
}
