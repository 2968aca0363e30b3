//! Links: how two items belong together, kept once and read from both ends.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{Caller, Cause, Emit, Error, OnConstraint, Result, Tx, id::ItemId};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{
    Item, Name, Source,
    activity::{self, By, Entry},
    row,
};
use crate::{
    Env, error,
    field::values::Values,
    sight,
    sla::Clock,
    stored::stored_as_words,
    vocabulary::{Kind, State},
};

tandem_kit::kind!(ItemLinkKind, ItemLinkId, "link");

/// Most links of one item.
const MOST: i64 = 200;

stored_as_words! {
    /// What the one end of a link is to the other.
    pub enum Bond {
        Relates = "relates",
        Duplicates = "duplicates",
        Blocks = "blocks",
        Causes = "causes",
    }
}

/// A bond as one of the two items sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub bond: Bond,
    /// The other item is the source of it.
    pub inverse: bool,
}

impl Relation {
    /// As activities say it.
    fn word(self) -> &'static str {
        match (self.bond, self.inverse) {
            (Bond::Relates, _) => "relates",
            (Bond::Duplicates, false) => "duplicates",
            (Bond::Duplicates, true) => "duplicated_by",
            (Bond::Blocks, false) => "blocks",
            (Bond::Blocks, true) => "blocked_by",
            (Bond::Causes, false) => "causes",
            (Bond::Causes, true) => "caused_by",
        }
    }
    fn turned(self) -> Self {
        Self { inverse: !self.inverse, ..self }
    }
}

/// A link, as one of its items sees it.
#[derive(Debug)]
pub struct Link {
    pub id: Uuid,
    /// The item that it is seen from.
    pub item: Uuid,
    pub relation: Relation,
    pub other: Item,
    pub creator: String,
    pub create_time: DateTime<Utc>,
}

struct Row {
    id: Uuid,
    kind: Bond,
    source: Uuid,
    target: Uuid,
    creator: String,
    create_time: DateTime<Utc>,
}

/// The links of an item and of what was merged into it, oldest first.
///
/// # Errors
/// `NotFound` where there is no such item.
pub async fn list(env: &Env, caller: &Caller, name: Name) -> Result<Vec<Link>> {
    let item = super::get(env, caller, name).await?;
    let rows = sqlx::query_as!(
        Row,
        r#"with own as (
             select $2::uuid as id
             union all
             select id from items.item where account = $1 and merged_into = $2)
           select id, kind as "kind: Bond", source, target, creator, create_time
             from items.item_link
            where account = $1 and (source in (select id from own) or target in (select id from own))
            order by create_time, id
            limit $3"#,
        caller.account,
        item.id,
        MOST
    )
    .fetch_all(env.db.pool())
    .await?;
    let ids: Vec<Uuid> = rows.iter().flat_map(|row| [row.source, row.target]).collect();
    let ends = row::read_item!("id = any($2) and delete_time is null", caller.account, &ids)
        .fetch_all(env.db.pool())
        .await?;
    let is_own =
        |id: Uuid| id == item.id || ends.iter().any(|e| e.id == id && e.merged_into == Some(item.id));
    let seen = rows.into_iter().filter_map(|row| {
        let inverse = !is_own(row.source);
        let (own, other) = if inverse { (row.target, row.source) } else { (row.source, row.target) };
        let other = ends.iter().find(|end| end.id == other && !is_own(other))?.clone();
        if !sight::sees(caller, &other) {
            return None;
        }
        let relation = Relation { bond: row.kind, inverse };
        Some(Link {
            id: row.id,
            item: own,
            relation,
            other,
            creator: row.creator,
            create_time: row.create_time,
        })
    });
    Ok(seen.collect())
}

/// Links two items.
///
/// # Errors
/// `NotFound`; `Denied` where they may not change the first; `Refused` `ALREADY_LINKED`, `LINKED_TO_ITSELF`, `TOO_MANY_LINKS`.
pub async fn create(env: &Env, cause: &Cause, item: &Item, relation: Relation, other: &Item) -> Result<Link> {
    let (id, now) = (ItemLinkId::new(), env.clock.now());
    let (source, target) = if relation.inverse { (other, item) } else { (item, other) };
    let mut tx = env.db.begin().await?;
    let (item, other) = lock_both(&mut tx, item, other).await?;
    sight::role::check_change(&mut tx, &cause.caller, &item).await?;
    for end in [&item, &other] {
        check_room(&mut tx, end).await?;
    }
    sqlx::query!(
        "insert into items.item_link (account, id, kind, source, target, creator, create_time)
         values ($1, $2, $3, $4, $5, $6, $7)",
        item.account,
        id.uuid(),
        relation.bond as Bond,
        source.id,
        target.id,
        cause.actor(),
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("item_link_unique", error::already_linked)
    .on_constraint("item_link_self_check", error::linked_to_itself)?;
    let by = By::cause(cause, now);
    tell(&mut tx, cause, &by, (&item, relation, &other), "linked").await?;
    tx.commit().await?;
    Ok(Link { id: id.uuid(), item: item.id, relation, other, creator: by.actor, create_time: now })
}

/// Both, locked in one order, whoever asks.
async fn lock_both(tx: &mut Tx, one: &Item, other: &Item) -> Result<(Item, Item)> {
    let mut ids = [one.id, other.id];
    ids.sort_unstable();
    let mut found = Vec::new();
    for id in ids {
        let item = row::lock(tx, one.account, id).await?;
        found.push(item.ok_or_else(|| Error::not_found("item", ItemId::from(id)))?);
    }
    let of = |id: Uuid| found.iter().find(|item| item.id == id).cloned();
    of(one.id).zip(of(other.id)).ok_or_else(|| Error::not_found("item", ItemId::from(one.id)))
}

async fn check_room(tx: &mut Tx, item: &Item) -> Result<()> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from items.item_link where account = $1 and (source = $2 or target = $2)"#,
        item.account,
        item.id
    )
    .fetch_one(&mut **tx)
    .await?;
    if count < MOST {
        return Ok(());
    }
    let (count, most) = (usize::try_from(count + 1).unwrap_or(0), usize::try_from(MOST).unwrap_or(0));
    Err(error::too_many("TOO_MANY_LINKS", &format!("links of #{}", item.number), count, most))
}

/// Takes a link away, for who may change one of its ends.
///
/// # Errors
/// `NotFound`; `Denied`.
pub async fn delete(env: &Env, cause: &Cause, id: ItemLinkId) -> Result<()> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    let gone = sqlx::query_as!(
        Row,
        r#"delete from items.item_link
            where account = $1 and id = $2
           returning id, kind as "kind: Bond", source, target, creator, create_time"#,
        account,
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("link", id))?;
    let source = row::by_id(&mut *tx, account, gone.source).await?;
    let target = row::by_id(&mut *tx, account, gone.target).await?;
    if [&source, &target].into_iter().flatten().any(|end| !sight::sees(&cause.caller, end)) {
        return Err(Error::not_found("link", id));
    }
    if let Some(source) = &source {
        let by_source = sight::role::check_change(&mut tx, &cause.caller, source).await;
        if let (Err(_), Some(target)) = (by_source, &target) {
            sight::role::check_change(&mut tx, &cause.caller, target).await?;
        }
    }
    if let (Some(source), Some(target)) = (source, target) {
        let relation = Relation { bond: gone.kind, inverse: false };
        let by = By::cause(cause, env.clock.now());
        tell(&mut tx, cause, &by, (&source, relation, &target), "unlinked").await?;
    }
    tx.commit().await
}

/// Records it at both ends, and tells of it.
async fn tell(
    tx: &mut Tx,
    cause: &Cause,
    by: &By,
    (item, relation, other): (&Item, Relation, &Item),
    verb: &'static str,
) -> Result<()> {
    for (item, relation, other) in [(item, relation, other), (other, relation.turned(), item)] {
        let named = ItemId::from(other.id).to_string();
        let (before, after) = if verb == "linked" { (String::new(), named) } else { (named, String::new()) };
        let entry = Entry::about(verb, relation.word(), before, after);
        activity::record(tx, by, item, vec![entry]).await?;
    }
    let ids = [item, other].map(|item| ItemId::from(item.id).to_string());
    let told = pb::ItemLinksChanged { item_ids: ids.to_vec() };
    tx.emit(cause, Emit::new(&told).about_all(ids));
    Ok(())
}

/// The numbers of the open items that block an item; ten at most.
///
/// # Errors
/// Where the database is away.
pub async fn open_blockers(tx: &mut Tx, item: &Item) -> Result<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "select blocker.number
           from items.item_link
           join items.item blocker on blocker.account = $1 and blocker.id = item_link.source
          where item_link.account = $1 and item_link.target = $2 and item_link.kind = 'blocks'
            and blocker.state <> 'finished' and blocker.delete_time is null
          order by blocker.number
          limit 10",
        item.account,
        item.id
    )
    .fetch_all(&mut **tx)
    .await?)
}
