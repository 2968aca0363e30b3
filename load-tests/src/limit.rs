//! The limit: what the same database does with the same rows when nothing stands around it. One statement writes an item,
//! its activity and its event into copies of our own tables with our own indexes.
#![expect(
    clippy::disallowed_methods,
    reason = "the limit's tables are made at run time, as copies of those of the system"
)]
use sqlx::{Connection as _, PgConnection, PgPool};
use tandem_kit::id::{AccountId, ActivityId, EventId, ItemId, StatusId};
use uuid::Uuid;

use crate::client::Client;

const TABLES: &str = "
create schema if not exists load_limit;
create table load_limit.item (like items.item including all);
create table load_limit.activity (like items.activity including all);
create table load_limit.outbox (like items.outbox including all);
create table load_limit.one (id uuid primary key);
create sequence load_limit.number;";

const CREATE: &str = "
with item as (
    insert into load_limit.item
           (account, id, number, kind, type, status, state, title, description_html, source, request_id,
            status_time, create_time, update_time)
    values ($1, $2, nextval('load_limit.number'), 'ticket', $3, $3, 'not_started', $4, $5, 'api', $6, now(), now(), now())
    returning number),
activity as (
    insert into load_limit.activity (account, id, item, actor, verb, create_time)
    values ($1, $7, $2, 'usr_00000000000000000000000000000000', 'created', now())),
outbox as (
    insert into load_limit.outbox (id, lane, type, event) values ($8, 0, 'tandem.items.v1.ItemCreated', $9))
select number from item";

/// The event of a created item is about as long.
const EVENT: usize = 1200;

/// Makes the tables.
pub async fn prepare(pool: &PgPool) -> anyhow::Result<()> {
    sqlx::raw_sql(TABLES).execute(pool).await?;
    Ok(())
}

/// A connection that writes as many creates as it can.
pub struct Limit {
    connection: PgConnection,
    account: Uuid,
    status: Uuid,
    body: String,
}

impl Limit {
    pub async fn connect(url: &str, body: &str) -> anyhow::Result<Self> {
        let connection = PgConnection::connect(url).await?;
        let (account, status) = (AccountId::new().uuid(), StatusId::new().uuid());
        Ok(Self { connection, account, status, body: format!("<p>{body}</p>") })
    }
    pub async fn several(url: &str, body: &str, clients: usize) -> anyhow::Result<Vec<Self>> {
        let mut all = Vec::new();
        for _ in 0..clients {
            all.push(Self::connect(url, body).await?);
        }
        Ok(all)
    }
}

impl Client for Limit {
    async fn once(&mut self) -> anyhow::Result<()> {
        sqlx::query(CREATE)
            .bind(self.account)
            .bind(ItemId::new().uuid())
            .bind(self.status)
            .bind("A ticket of the limit")
            .bind(&self.body)
            .bind(EventId::new().to_string())
            .bind(ActivityId::new().uuid())
            .bind(EventId::new().uuid())
            .bind(vec![b'e'; EVENT])
            .fetch_one(&mut self.connection)
            .await?;
        Ok(())
    }
}

/// One row, one commit.
pub async fn commit(connection: &mut PgConnection) -> anyhow::Result<()> {
    let id = EventId::new().uuid();
    sqlx::query("insert into load_limit.one (id) values ($1)").bind(id).execute(connection).await?;
    Ok(())
}
