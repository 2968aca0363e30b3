//! What becomes of an item that is no longer worked on: archived, deleted and restored, gone for good; and one made like another.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Caller, Cause, Emit, Error, OnConstraint, Page, Result, Tx,
    id::{AccountId, ItemId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Item, Name, Scene, Source, activity::Entry, row, scene, tree};
use crate::{
    Env, error,
    field::values::Values,
    sla::{self, Clock},
    vocabulary::{Kind, State},
    wire,
};

/// How long a deleted item can be restored.
pub const KEPT_DAYS: i64 = 30;
/// How many are purged in one turn.
pub const BATCH: usize = 100;

/// Whether an item is in the lists that do not ask for what is archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    Lists,
    Archive,
}

/// Archives an item, or puts it back into the lists.
///
/// # Errors
/// `NotFound`.
pub async fn put(env: &Env, cause: &Cause, id: ItemId, shelf: Shelf) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = super::lock(&mut tx, cause, id).await?;
    let archive_time = match shelf {
        Shelf::Archive => before.archive_time.or(Some(scene.now)),
        Shelf::Lists => None,
    };
    let after = Item { archive_time, ..before.clone() };
    let after = scene::save(&mut tx, scene, &before, after, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
}

/// An item that was deleted.
#[derive(Debug)]
pub struct Deleted {
    pub item: Item,
    pub time: DateTime<Utc>,
    pub actor: String,
}

/// The deleted items that can be restored, the latest first.
///
/// # Errors
/// `Invalid` for a token of another list.
pub async fn deleted(env: &Env, caller: &Caller, page: &Page) -> Result<(Vec<Deleted>, String)> {
    let (time, id) = page.after::<(DateTime<Utc>, Uuid)>()?.unzip();
    let rows = row::read_item!(
        "delete_time is not null and ($2::timestamptz is null or (delete_time, id) < ($2, $3::uuid))
          order by delete_time desc, id desc
          limit $4",
        caller.account,
        time,
        id,
        page.limit()
    )
    .fetch_all(env.db.pool())
    .await?;
    let (items, token) = page.cut(rows, |last| (last.delete_time, last.id));
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let actors = sqlx::query!(
        "select distinct on (item) item, actor
           from items.activity
          where account = $1 and item = any($2) and verb = 'deleted'
          order by item, id desc",
        caller.account,
        &ids
    )
    .fetch_all(env.db.pool())
    .await?;
    let deleted = items.into_iter().filter_map(|item| {
        let actor = actors.iter().find(|row| row.item == item.id).map(|row| row.actor.clone());
        Some(Deleted { time: item.delete_time?, actor: actor.unwrap_or_default(), item })
    });
    Ok((deleted.collect(), token))
}

/// Brings a deleted item back.
///
/// # Errors
/// `NotFound`; `Refused` `EXTERNAL_ID_TAKEN` where another has its external id by now.
pub async fn restore(env: &Env, cause: &Cause, name: Name) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    tree::hold(&mut tx, account).await?;
    let before = lock_deleted(&mut tx, account, name).await?;
    let mut after = Item { delete_time: None, ..before.clone() };
    if let Err(Error::Refused { .. } | Error::Invalid { .. }) =
        tree::check(&mut tx, &Item { parent: None, ..before.clone() }, &after).await
    {
        after.parent = None;
    }
    let alarms = sla::clock::wind(&mut tx, &mut after, &scene, true).await?;
    row::save(&mut tx, &after).await.on_constraint("item_external_id", || {
        error::external_id_taken(before.external_id.as_deref().unwrap_or_default())
    })?;
    sla::clock::tell(&mut tx, cause, &after, alarms);
    let after = scene::write(&mut tx, &scene, &before, after, vec![Entry::verb("restored")]).await?;
    let emit = super::about(&after, Emit::new(&pb::ItemRestored { item: Some(wire::item(&after)) }));
    tx.emit(cause, if after.published { emit.to_customers() } else { emit });
    tx.commit().await?;
    Ok(after)
}

async fn lock_deleted(tx: &mut Tx, account: Uuid, name: Name) -> Result<Item> {
    let found = match name {
        Name::Id(id) => {
            row::read_item!("id = $2 and delete_time is not null for no key update", account, id.uuid())
                .fetch_optional(&mut **tx)
                .await?
        }
        Name::Number(number) => {
            row::read_item!("number = $2 and delete_time is not null for no key update", account, number)
                .fetch_optional(&mut **tx)
                .await?
        }
    };
    found.ok_or_else(|| name.not_found())
}

/// Takes items away for good that were deleted long ago, with what was merged into them, and tells others to forget them. Answers how many.
///
/// # Errors
/// Where the database is away.
pub async fn purge(env: &Env) -> Result<usize> {
    let until = env.clock.now() - TimeDelta::days(KEPT_DAYS);
    let mut tx = env.db.begin().await?;
    let old = sqlx::query!(
        "/* every account: items grow old for all */
         select account, id from items.item
          where delete_time < $1
          order by delete_time
          limit $2
            for update skip locked",
        until,
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut accounts: Vec<Uuid> = old.iter().map(|row| row.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    for account in accounts {
        let ids: Vec<Uuid> = old.iter().filter(|row| row.account == account).map(|row| row.id).collect();
        let (gone, attachment_ids) = forget(&mut tx, account, &ids).await?;
        let item_ids: Vec<String> = gone.into_iter().map(|id| ItemId::from(id).to_string()).collect();
        let told = pb::ItemsPurged { item_ids: item_ids.clone(), attachment_ids };
        tx.emit(&Cause::system(AccountId::from(account)), Emit::new(&told).about_all(item_ids));
    }
    tx.commit().await?;
    Ok(old.len())
}

/// Takes items away with all that is known of them here. Answers which, and the attachments that none of those left has.
async fn forget(tx: &mut Tx, account: Uuid, ids: &[Uuid]) -> Result<(Vec<Uuid>, Vec<String>)> {
    let found = sqlx::query!(
        "select id, attachments from items.item where account = $1 and (id = any($2) or merged_into = any($2))",
        account,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let (gone, files): (Vec<Uuid>, Vec<Vec<String>>) =
        found.into_iter().map(|row| (row.id, row.attachments)).unzip();
    let mut files = files.concat();
    sqlx::query!(
        "with activities as (delete from items.activity where account = $1 and item = any($2)),
              texts as (delete from items.search_text where account = $1 and item = any($2)),
              documents as (delete from items.search_document where account = $1 and item = any($2)),
              links as (delete from items.item_link where account = $1 and (source = any($2) or target = any($2))),
              lines as (delete from items.checklist_line where account = $1 and item = any($2))
         delete from items.item_merge where account = $1 and (source = any($2) or target = any($2))",
        account,
        &gone
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from items.item where account = $1 and id = any($2)", account, &gone)
        .execute(&mut **tx)
        .await?;
    if !files.is_empty() {
        let kept = sqlx::query_scalar!(
            r#"select distinct unnest(attachments) as "id!" from items.item where account = $1 and attachments && $2"#,
            account,
            &files
        )
        .fetch_all(&mut **tx)
        .await?;
        files.retain(|file| !kept.contains(file));
    }
    Ok((gone, files))
}

/// A new item like another, nothing done of it.
///
/// # Errors
/// `NotFound`; `Refused` where its parent has no room.
pub async fn copy(
    env: &Env,
    cause: &Cause,
    of: &Item,
    title: Option<String>,
    request_id: Option<String>,
) -> Result<Item> {
    let words = env.vocabularies.of(cause.account()).await?;
    let r#type = words.item_type(of.r#type).ok_or_else(|| Error::not_found("type", of.r#type))?;
    let status = words.status_of("status_id", r#type, None)?;
    let now = env.clock.now();
    let copy = Item {
        id: ItemId::new().uuid(),
        number: 0,
        status: status.id,
        state: status.state,
        title: title.unwrap_or_else(|| of.title.clone()),
        source: if cause.caller.by_token() { Source::Api } else { Source::Manual },
        published: false,
        external_id: None,
        automatic: false,
        request_id,
        sla_policy: None,
        sla_clocks: Json(Vec::new()),
        sla_alarm: None,
        due_time: None,
        actual_effort_seconds: 0,
        effort_revision: 0,
        status_time: now,
        finish_time: None,
        customer_message_time: None,
        user_message_time: None,
        first_response_time: None,
        waiting_time: None,
        revision: 1,
        create_time: now,
        update_time: now,
        child_count: 0,
        finished_child_count: 0,
        percent_complete: 0,
        archive_time: None,
        checklist_count: 0,
        checklist_done_count: 0,
        ..of.clone()
    };
    let made = super::insert(env, cause, copy).await?;
    if of.checklist_count > 0 && made.checklist_count == 0 {
        return crate::checklist::copy(env, cause, of, &made).await;
    }
    Ok(made)
}
