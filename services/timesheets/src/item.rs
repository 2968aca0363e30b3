//! Items, as far as time is concerned: whether the caller sees one, and all the time on it.
use sqlx::PgConnection;
use tandem_kit::{
    Context, Error, Result,
    id::{AccountId, ItemId},
    rpc::Channel,
};
use tandem_proto::items::{GetItemRequest, items_service_client::ItemsServiceClient};
use uuid::Uuid;

/// The way to the service items.
#[derive(Clone)]
pub struct Items(Option<Channel>);

impl Items {
    /// From what the process knows. Only on a test bench may items be missing.
    ///
    /// # Errors
    /// Names the address that is missing.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        match cx.peers.channel("items") {
            Ok(channel) => Ok(Self(Some(channel))),
            Err(_) if cx.config.testing => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
    /// The item that an id or number means to the caller.
    ///
    /// # Errors
    /// `NotFound` where the caller may not see one; `Unavailable`.
    pub async fn find(&self, id: &str) -> Result<ItemId> {
        if id.is_empty() {
            return Err(Error::invalid("item_id", "is required"));
        }
        let channel =
            self.0.clone().ok_or_else(|| Error::Unavailable("the service items is not there".into()))?;
        let found = ItemsServiceClient::new(channel).get_item(GetItemRequest { id: id.into() }).await?;
        found.into_inner().id.parse()
    }
}

/// All time on an item after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    pub us: i64,
    pub revision: i64,
    /// The item whose time is logged in its place.
    pub merged_into: Option<Uuid>,
}

/// Adds time to an item, or takes it away, and holds its total until the transaction ends.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn add(tx: &mut PgConnection, account: AccountId, item: Uuid, us: i64) -> Result<Total> {
    let total = sqlx::query_as!(
        Total,
        "insert into timesheets.item_total as t (account, item, total_us, revision) values ($1, $2, greatest($3::bigint, 0), 1)
         on conflict (account, item) do update set total_us = greatest(t.total_us + $3, 0), revision = t.revision + 1
         returning total_us as us, revision, merged_into",
        account.uuid(),
        item,
        us
    );
    Ok(total.fetch_one(tx).await?)
}
