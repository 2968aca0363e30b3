//! Merging: several items become one, whose numbers all lead to it, and can be taken apart again.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{Caller, Cause, Emit, Error, Result, Tx, id::ItemId};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{
    Item, Name, Scene, Source,
    activity::{self, Entry},
    change, index, place, row, scene, tree,
};
use crate::{
    Env, checklist, error,
    field::values::Values,
    sight,
    sla::Clock,
    vocabulary::{Kind, State, Vocabulary},
    wire,
};

mod gain;

use gain::Gain;

tandem_kit::kind!(MergeKind, MergeId, "merge");

/// Most items that are merged at once.
const MOST: usize = 50;
/// Most that were merged into one and are shown.
const SHOWN: i64 = 500;

/// What was merged into an item.
#[derive(Debug)]
pub struct Merged {
    pub item: Item,
    pub actor: String,
    pub create_time: DateTime<Utc>,
}

/// A merge as it is kept.
struct Kept {
    id: Uuid,
    target: Uuid,
    status: Uuid,
    finish_time: Option<DateTime<Utc>>,
    requesters: Vec<String>,
    tags: Vec<String>,
    attachments: Vec<String>,
    published: bool,
}

/// The item of that id, or the one that it was merged into, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn lock_kept(db: &mut PgConnection, account: Uuid, id: Uuid) -> Result<Option<Item>> {
    match row::lock(db, account, id).await? {
        Some(Item { merged_into: Some(target), .. }) => row::lock(db, account, target).await,
        found => Ok(found),
    }
}

/// Whether an item is one of its own.
///
/// # Errors
/// `Refused` `ALREADY_MERGED`.
pub fn check_is_none(item: &Item) -> Result<()> {
    match item.merged_into_number {
        Some(into) => Err(error::already_merged(item.number, into)),
        None => Ok(()),
    }
}

/// Reads which items are named, each once: themselves, not what they were merged into.
///
/// # Errors
/// `Invalid` where there are none or more than 50; `NotFound`.
pub async fn named(env: &Env, caller: &Caller, given: &[String]) -> Result<Vec<Uuid>> {
    if given.is_empty() || given.len() > MOST {
        return Err(Error::invalid(
            "source_ids",
            format!("has {} ids; 1 to {MOST} are merged at once", given.len()),
        ));
    }
    let mut ids = Vec::new();
    for text in given {
        let name = Name::read(text)?;
        let item = super::own(env, caller, name).await?.ok_or_else(|| name.not_found())?;
        if !ids.contains(&item.id) {
            ids.push(item.id);
        }
    }
    Ok(ids)
}

/// Merges items into one. Those that are merged into it already stay so.
///
/// # Errors
/// `NotFound`; `Refused` with why one of them cannot be merged.
pub async fn merge(env: &Env, cause: &Cause, target: Uuid, sources: &[Uuid]) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let mut items = lock(&mut tx, cause, sources.iter().chain([&target])).await?;
    let before = items.remove(&target).ok_or_else(|| Error::not_found("item", ItemId::from(target)))?;
    check_is_none(&before)?;
    if sources.contains(&target) {
        return Err(error::merge_with_itself(before.number));
    }
    items.retain(|_, item| item.merged_into != Some(target));
    let (mut after, mut entries) = (before.clone(), Vec::new());
    for source in sources.iter().filter_map(|id| items.get(id)) {
        check_is_none(source)?;
        tree::check_has_none(source)?;
        let gain = Gain::of(&after, source);
        gain.add(&mut after, source);
        put_into(&mut tx, &scene, source, &before, &gain).await?;
        let said = format!("#{} {}", source.number, source.title);
        entries.push(Entry::about("merged", "merged_from", String::new(), said));
    }
    gain::check(&after)?;
    if before.attachments != after.attachments {
        gain::save_files(&mut tx, &after).await?;
    }
    checklist::recount(&mut tx, &mut after).await?;
    let after = scene::save(&mut tx, scene, &before, after, entries).await?;
    tx.commit().await?;
    Ok(after)
}

/// Locks items in one order, so that two who merge the same wait for each other.
async fn lock(tx: &mut Tx, cause: &Cause, ids: impl Iterator<Item = &Uuid>) -> Result<BTreeMap<Uuid, Item>> {
    let mut items: BTreeMap<Uuid, Option<Item>> = ids.map(|id| (*id, None)).collect();
    for (id, item) in &mut items {
        let found = row::lock(tx, cause.caller.account, *id).await?;
        let found = found.ok_or_else(|| Error::not_found("item", ItemId::from(*id)))?;
        sight::role::check_change(tx, &cause.caller, &found).await?;
        *item = Some(found);
    }
    Ok(items.into_iter().filter_map(|(id, item)| item.map(|item| (id, item))).collect())
}

/// Writes that an item is merged: finished, without clocks; what was merged into it is merged into the other from now on.
async fn put_into(tx: &mut Tx, scene: &Scene, source: &Item, target: &Item, gain: &Gain) -> Result<()> {
    let id = MergeId::new();
    sqlx::query!(
        "insert into items.item_merge (account, id, source, target, status, finish_time, requesters, tags, attachments,
                                       published, actor, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        source.account,
        id.uuid(),
        source.id,
        target.id,
        source.status,
        source.finish_time,
        &gain.requesters,
        &gain.tags,
        &gain.attachments,
        gain.published,
        scene.by.actor,
        scene.now
    )
    .execute(&mut **tx)
    .await?;
    let after = finished(source, target, &scene.words, scene.now);
    row::save(tx, &after).await?;
    place::save(tx, source, &after).await?;
    sqlx::query!(
        "update items.item set merged_into = $3, merged_into_number = $4 where account = $1 and merged_into = $2",
        source.account,
        source.id,
        target.id,
        target.number
    )
    .execute(&mut **tx)
    .await?;
    let said = format!("#{} {}", target.number, target.title);
    let entry = Entry::about("merged", "merged_into", String::new(), said);
    activity::record(tx, &scene.by, &after, vec![entry]).await?;
    index::mark(tx, &after).await?;
    tree::roll_up(tx, scene, source, &after).await?;
    let target_id = ItemId::from(target.id).to_string();
    let told = pb::ItemMerged { merge_id: id.to_string(), item: Some(wire::item(&after)), target_id };
    tell(tx, &scene.cause, &after, target.id, Emit::new(&told));
    Ok(())
}

fn tell(tx: &mut Tx, cause: &Cause, item: &Item, target: Uuid, emit: Emit) {
    let emit = super::about(item, emit).about(ItemId::from(target));
    tx.emit(cause, if item.published { emit.to_customers() } else { emit });
}

/// An item after it was merged. Its clocks stand as they stood, and ring no more.
fn finished(source: &Item, target: &Item, words: &Vocabulary, now: DateTime<Utc>) -> Item {
    let mut item = source.clone();
    if let Some(status) =
        words.first_of(item.r#type, State::Finished).filter(|_| item.state != State::Finished)
    {
        change::enter(&mut item, status, now);
    }
    (item.merged_into, item.merged_into_number) = (Some(target.id), Some(target.number));
    (item.sla_alarm, item.due_time) = (None, None);
    (item.revision, item.update_time) = (item.revision + 1, now);
    item
}

/// Makes a merged item one of its own again.
///
/// # Errors
/// `NotFound`; `Refused` `NOT_MERGED`, `ALREADY_MERGED`.
pub async fn unmerge(env: &Env, cause: &Cause, name: Name) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let found = super::own(env, &cause.caller, name).await?.ok_or_else(|| name.not_found())?;
    let target = found.merged_into.ok_or_else(|| error::not_merged(found.number))?;
    super::get(env, &cause.caller, name).await?;
    let mut tx = env.db.begin().await?;
    let mut items = lock(&mut tx, cause, [found.id, target].iter()).await?;
    let (Some(source), Some(target)) = (items.remove(&found.id), items.remove(&target)) else {
        return Err(name.not_found());
    };
    let kept = forget(&mut tx, &source).await?.ok_or_else(|| error::not_merged(source.number))?;
    if kept.target != target.id || target.merged_into.is_some() {
        let between = row::by_id(&mut *tx, source.account, kept.target).await?;
        return Err(between.as_ref().map_or_else(
            || name.not_found(),
            |item| error::already_merged(item.number, item.merged_into_number.unwrap_or_default()),
        ));
    }
    lead_back(&mut tx, &source).await?;
    let others = merged_into(&mut tx, &target).await?;
    let lessened = gain::without(&target, &kept.gain(), &others);
    for (heir, part) in gain::inherited(&kept.gain(), &others) {
        inherit(&mut tx, heir, &part).await?;
    }
    if lessened.attachments != target.attachments {
        gain::save_files(&mut tx, &lessened).await?;
    }
    let after = take_apart(&mut tx, &scene, &kept, &source, (&target, lessened)).await?;
    let target_id = ItemId::from(target.id).to_string();
    let merge_id = MergeId::from(kept.id).to_string();
    let told = pb::ItemUnmerged { merge_id, item: Some(wire::item(&after)), target_id };
    tell(&mut tx, cause, &after, target.id, Emit::new(&told));
    tx.commit().await?;
    Ok(after)
}

/// Writes the two that are no longer one, each with the lines that are its own.
async fn take_apart(
    tx: &mut Tx,
    scene: &Scene,
    kept: &Kept,
    source: &Item,
    (target, lessened): (&Item, Item),
) -> Result<Item> {
    let mut after = kept.restored(source, scene);
    checklist::recount(tx, &mut after).await?;
    let said = format!("#{} {}", target.number, target.title);
    let entry = Entry::about("unmerged", "merged_into", said, String::new());
    let after = scene::write(tx, scene, source, after, vec![entry]).await?;
    let mut lessened = lessened;
    checklist::recount(tx, &mut lessened).await?;
    let said = format!("#{} {}", source.number, source.title);
    let entry = Entry::about("unmerged", "merged_from", said, String::new());
    scene::write(tx, scene, target, lessened, vec![entry]).await?;
    Ok(after)
}

impl Kept {
    fn gain(&self) -> Gain {
        Gain {
            requesters: self.requesters.clone(),
            tags: self.tags.clone(),
            attachments: self.attachments.clone(),
            published: self.published,
        }
    }
    /// The item as it stood before it was merged.
    fn restored(&self, source: &Item, scene: &Scene) -> Item {
        let mut item = Item { merged_into: None, merged_into_number: None, ..source.clone() };
        if let Some(status) = scene.words.statuses.iter().find(|status| status.id == self.status) {
            change::enter(&mut item, status, scene.now);
        }
        if item.state == State::Finished {
            item.finish_time = self.finish_time;
        }
        item
    }
}

/// Takes back what is kept of the merge of a locked item.
async fn forget(tx: &mut Tx, source: &Item) -> Result<Option<Kept>> {
    let kept = sqlx::query_as!(
        Kept,
        "delete from items.item_merge
          where account = $1 and source = $2
         returning id, target, status, finish_time, requesters, tags, attachments, published",
        source.account,
        source.id
    );
    Ok(kept.fetch_optional(&mut **tx).await?)
}

/// What came to the other item by way of this one leads to this one again.
async fn lead_back(tx: &mut Tx, source: &Item) -> Result<()> {
    sqlx::query!(
        "with recursive below as (
           select source from items.item_merge where account = $1 and target = $2
           union
           select next.source
             from below
             join items.item_merge next on next.account = $1 and next.target = below.source)
         update items.item
            set merged_into = $2, merged_into_number = $3
          where account = $1 and id in (select source from below)",
        source.account,
        source.id,
        source.number
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was merged into an item, and not into another that was.
async fn merged_into(tx: &mut Tx, target: &Item) -> Result<Vec<Item>> {
    let found = row::read_item!(
        "id in (select source from items.item_merge where account = $1 and target = $2) and delete_time is null order by id",
        target.account,
        target.id
    );
    Ok(found.fetch_all(&mut **tx).await?)
}

/// Keeps that a merge brought more than it did at first.
async fn inherit(tx: &mut Tx, heir: &Item, part: &Gain) -> Result<()> {
    sqlx::query!(
        "update items.item_merge
            set requesters = requesters || $3::text[], tags = tags || $4::text[], attachments = attachments || $5::text[],
                published = published or $6
          where account = $1 and source = $2",
        heir.account,
        heir.id,
        &part.requesters,
        &part.tags,
        &part.attachments,
        part.published
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was merged into an item, the latest first.
///
/// # Errors
/// `NotFound` where there is no such item.
pub async fn list(env: &Env, caller: &Caller, name: Name) -> Result<Vec<Merged>> {
    let target = super::get(env, caller, name).await?;
    let merges = sqlx::query!(
        "select source, actor, create_time
           from items.item_merge
          where account = $1
            and source in (select id from items.item where account = $1 and merged_into = $2 and delete_time is null)
          order by create_time desc, id desc
          limit $3",
        caller.account,
        target.id,
        SHOWN
    )
    .fetch_all(env.db.pool())
    .await?;
    let ids: Vec<Uuid> = merges.iter().map(|merge| merge.source).collect();
    let items = row::read_item!("id = any($2)", caller.account, &ids).fetch_all(env.db.pool()).await?;
    let of = |id: Uuid| items.iter().find(|item| item.id == id).cloned();
    let merged = merges.into_iter().filter_map(|merge| {
        Some(Merged {
            item: of(merge.source)
                .filter(|item| sight::sees_row(item.project, &item.assignees, &item.requesters))?,
            actor: merge.actor,
            create_time: merge.create_time,
        })
    });
    Ok(merged.collect())
}
