//! Items: made, read, changed, converted, put out of sight; each in one transaction.
pub mod activity;
pub mod change;
pub mod count;
pub mod fields;
pub mod group;
pub mod index;
pub mod life;
pub mod link;
pub mod list;
pub mod log;
pub mod merge;
pub mod new;
pub mod order;
mod place;
pub mod request;
pub mod row;
pub mod scene;
pub mod search;
pub mod several;
mod titled;
mod tree;
pub mod undo;
mod words;

use tandem_kit::{
    Caller, Cause, Emit, Error, OnConstraint, Result, Tx,
    id::{ItemId, ItemTypeId, StatusId},
};
use tandem_proto::items as pb;

pub use self::{
    activity::{By, Entry},
    change::Change,
    new::New,
    row::{Item, Source},
    scene::{Scene, about, save},
};
use crate::{
    Env, defaults, error,
    sight::{
        self,
        role::{self, Deed},
    },
    vocabulary::{Kind, form},
    wire,
};

/// How an item is named: by its id or by its number.
#[derive(Clone, Copy, Debug)]
pub enum Name {
    Id(ItemId),
    Number(i64),
}

impl Name {
    /// Reads `item_…` or a number.
    ///
    /// # Errors
    /// `NotFound` for anything else.
    pub fn read(text: &str) -> Result<Self> {
        match text.trim_start_matches('#').parse() {
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => text.parse().map(Self::Id),
        }
    }
    fn not_found(self) -> Error {
        match self {
            Self::Id(id) => Error::not_found("item", id),
            Self::Number(number) => Error::not_found("item", number),
        }
    }
}

/// One item, if the caller may see it.
///
/// # Errors
/// `NotFound` where there is none, or where a customer may not see it.
pub async fn get(env: &Env, caller: &Caller, name: Name) -> Result<Item> {
    let found = own(env, caller, name).await?;
    let found = match found.as_ref().and_then(|item| item.merged_into) {
        Some(target) => row::by_id(env.db.pool(), caller.account, target).await?,
        None => found,
    };
    found.filter(|item| sight::sees(caller, item)).ok_or_else(|| name.not_found())
}

/// The item of that very name, be it merged into another or not; a user's sight is asked, a customer's is not.
///
/// # Errors
/// Where the database is away.
pub async fn own(env: &Env, caller: &Caller, name: Name) -> Result<Option<Item>> {
    let found = match name {
        Name::Id(id) => row::by_id(env.db.pool(), caller.account, id.uuid()).await?,
        Name::Number(number) => row::by_number(env.db.pool(), caller.account, number).await?,
    };
    Ok(found.filter(|item| sight::sees_row(item.project, &item.assignees, &item.requesters)))
}

/// The id of what was asked for, where that was merged into the item that is answered.
#[must_use]
pub fn led_by(item: &Item, name: Name) -> Option<Name> {
    let same = match name {
        Name::Id(id) => id.uuid() == item.id,
        Name::Number(number) => number == item.number,
    };
    (!same).then_some(name)
}

/// The id of the item of that name.
///
/// # Errors
/// `NotFound` where a number is no item's, or the caller does not see it.
pub async fn id_of(env: &Env, caller: &Caller, name: &str) -> Result<ItemId> {
    match Name::read(name)? {
        Name::Id(id) if sight::current().is_none() => Ok(id),
        name => Ok(get(env, caller, name).await?.id.into()),
    }
}

/// Makes an item: its row, its activity, its mark for the index and what happened; two statements and one commit.
/// The same request id gives the same item.
///
/// # Errors
/// `Incomplete` where a user leaves out what is required; `Refused` `EXTERNAL_ID_TAKEN`; `Invalid` where the project is not there.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Item> {
    let whole = new.whole;
    let item = new.into_item(cause.caller.account, env.clock.now());
    if whole {
        form::check::new_item(&*env.vocabularies.of(cause.account()).await?, &item)?;
    }
    insert(env, cause, item).await
}

/// The same for a copy of another.
///
/// # Errors
/// As [`create`].
pub async fn create_copy(env: &Env, cause: &Cause, item: Item) -> Result<Item> {
    insert(env, cause, item).await
}

/// The same of one that is written out.
async fn insert(env: &Env, cause: &Cause, item: Item) -> Result<Item> {
    if item.project.is_some_and(|project| !sight::sees_project(project)) {
        return Err(error::no_project("project_id"));
    }
    let mut tx = env.db.begin().await?;
    if let Some(project) = item.project {
        role::check_project(&mut tx, &cause.caller, project, Deed::Add).await?;
    }
    let by = maker(cause, &item);
    let mut inserted = row::insert(&mut tx, &item, &by).await;
    if inserted.as_ref().is_err_and(has_no_sequence) {
        drop(tx);
        defaults::make(&env.db, cause.account()).await?;
        tx = env.db.begin().await?;
        inserted = row::insert(&mut tx, &item, &by).await;
    }
    let number = inserted
        .on_constraint("item_project_fkey", || error::no_project("project_id"))
        .on_constraint("item_folder_fkey", || error::no_folder("folder_id"))
        .on_constraint("item_folder_check", || error::no_folder("folder_id"))
        .on_constraint("item_planned_check", || error::finish_before_start("planned_finish"))
        .on_constraint("item_external_id", || {
            error::external_id_taken(item.external_id.as_deref().unwrap_or_default())
        })?;
    let Some(number) = number else {
        drop(tx);
        return done_before(env, &item).await;
    };
    let item = Item { number, ..item };
    if item.parent.is_some() {
        tree::adopt(env, &mut tx, cause, &item).await?;
    }
    let emit = about(&item, Emit::new(&pb::ItemCreated { item: Some(wire::item(&item)), quiet: false }));
    tx.emit(cause, if item.published { emit.to_customers() } else { emit });
    tx.commit().await?;
    Ok(item)
}

/// Who made an item: where the system took down what somebody wrote, that somebody.
fn maker(cause: &Cause, item: &Item) -> By {
    let by = By::cause(cause, item.create_time);
    let written = matches!(item.source, Source::Email | Source::Chat | Source::WebForm | Source::Portal);
    match item.requesters.first() {
        Some(requester) if written && cause.caller.is_internal() => By { actor: requester.clone(), ..by },
        _ => by,
    }
}

/// Whether the account has no sequence of numbers: an item came before the account's defaults.
fn has_no_sequence(error: &sqlx::Error) -> bool {
    const UNDEFINED_TABLE: &str = "42P01";
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code == UNDEFINED_TABLE)
}

async fn done_before(env: &Env, item: &Item) -> Result<Item> {
    let request_id = item.request_id.as_deref().unwrap_or_default();
    let found = row::by_request(env.db.pool(), item.account, request_id).await?;
    found.ok_or_else(|| Error::not_found("item of request", request_id))
}

/// What an update is asked for with.
#[derive(Debug)]
pub struct Ask {
    pub id: ItemId,
    /// The revision that the caller has read; 0: whatever it is.
    pub revision: i64,
    pub request_id: Option<String>,
    /// The status that the caller decided upon; nothing: whatever it is.
    pub seen_status: Option<StatusId>,
}

/// Looks up the people that a change names. Those who are on the item already may stay, whatever became of them.
///
/// # Errors
/// `NotFound`; `Invalid` where one is nobody of the account; `Unavailable` where directory is away.
pub async fn check_people(env: &Env, cause: &Cause, id: ItemId, change: &mut Change) -> Result<()> {
    if change.assignees.is_none() && change.requesters.is_none() {
        return Ok(());
    }
    let before = get(env, &cause.caller, Name::Id(id)).await?;
    if let Some(assignees) = &change.assignees {
        let new: Vec<String> =
            assignees.iter().filter(|id| !before.assignees.contains(id)).cloned().collect();
        env.people.check_assignees(cause, "item.assignee_ids", &new).await?;
    }
    if let Some(given) = change.requesters.take() {
        let found = env.people.by_ids(cause, "item.requester_ids", given.ids, &before.requesters).await?;
        change.requesters = Some(found);
    }
    Ok(())
}

/// Changes an item. Nothing is told where nothing changes.
///
/// # Errors
/// `NotFound`; `Stale`; `Incomplete` where a user leaves what the form requires; `Invalid` where status or type are not of its kind, or
/// project or policy are not there.
pub async fn update(env: &Env, cause: &Cause, ask: Ask, change: Change) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    if change.parent.is_some() {
        tree::hold(&mut tx, cause.caller.account).await?;
    }
    let before = lock(&mut tx, cause, ask.id).await?;
    if !request::first_time(&mut tx, before.account, ask.request_id.as_deref(), scene.now).await? {
        return Ok(before);
    }
    Error::stale_unless("item", ask.revision, before.revision)?;
    let change = if is_overtaken(&mut tx, ask.seen_status, &before).await? {
        Change { status: None, ..change }
    } else {
        change
    };
    let after = change.apply(&before, &scene.words, scene.now)?;
    check_form(&scene, &before, &after)?;
    tree::check(&mut tx, &before, &after).await?;
    let after = save(&mut tx, scene, &before, after, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whether somebody other than a rule has changed the status since it was seen. What one rule did, the next may do otherwise.
async fn is_overtaken(tx: &mut Tx, seen: Option<StatusId>, now: &Item) -> Result<bool> {
    if seen.is_none_or(|seen| seen.uuid() == now.status) {
        return Ok(false);
    }
    let by = activity::who_set_status(tx, now).await?;
    Ok(by.is_some_and(|actor| !actor.starts_with("rule_")))
}

/// Makes a ticket a task or a task a ticket. Number, history, conversations and time stay.
///
/// # Errors
/// `NotFound`; `Invalid` where the type is not of that kind.
pub async fn convert(
    env: &Env,
    cause: &Cause,
    ask: Ask,
    kind: Kind,
    r#type: Option<ItemTypeId>,
) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = lock(&mut tx, cause, ask.id).await?;
    if !request::first_time(&mut tx, before.account, ask.request_id.as_deref(), scene.now).await? {
        return Ok(before);
    }
    let after = change::converted(&before, kind, r#type, &scene.words, scene.now)?;
    let after = save(&mut tx, scene, &before, after, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
}

/// Puts an item out of sight.
///
/// # Errors
/// `NotFound`; `Denied`; `Refused` `ALREADY_MERGED` for one that was merged, `HAS_SUBTASKS` for one with subtasks.
pub async fn delete(env: &Env, cause: &Cause, id: ItemId) -> Result<()> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = row::lock(&mut tx, cause.caller.account, id.uuid()).await?;
    let seen = |item: &Item| sight::sees_row(item.project, &item.assignees, &item.requesters);
    let before = before.filter(seen).ok_or_else(|| Error::not_found("item", id))?;
    role::check_delete(&mut tx, &cause.caller, &before).await?;
    remove(&mut tx, &scene, &before).await?;
    tx.commit().await
}

/// The same of a locked item, in a transaction that somebody else ends.
///
/// # Errors
/// As [`check_removal`].
pub async fn remove(tx: &mut Tx, scene: &Scene, before: &Item) -> Result<()> {
    check_removal(before)?;
    let mut item = before.clone();
    (item.delete_time, item.sla_alarm, item.update_time) = (Some(scene.now), None, scene.now);
    item.revision += 1;
    row::save(tx, &item).await?;
    activity::record(tx, &scene.by, &item, vec![Entry::verb("deleted")]).await?;
    index::mark(tx, &item).await?;
    let deleted = pb::ItemDeleted { item_id: ItemId::from(item.id).to_string(), number: item.number };
    let emit = about(&item, Emit::new(&deleted));
    tx.emit(&scene.cause, if item.published { emit.to_customers() } else { emit });
    tree::roll_up(tx, scene, before, &item).await
}

/// Whether an item can be put out of sight.
///
/// # Errors
/// `Refused` `ALREADY_MERGED`, `HAS_SUBTASKS`.
pub fn check_removal(item: &Item) -> Result<()> {
    merge::check_is_none(item)?;
    tree::check_has_none(item)
}

/// Whether a locked item may become what it is to be.
///
/// # Errors
/// `Refused` `BLOCKED`; `Invalid` with the field.
pub async fn check(tx: &mut Tx, before: &Item, after: &Item) -> Result<()> {
    tree::check(tx, before, after).await
}

/// Whether an item has what its form requires of a user; of others nothing is.
///
/// # Errors
/// `Incomplete`.
pub fn check_form(scene: &Scene, before: &Item, after: &Item) -> Result<()> {
    if scene.cause.caller.user().is_none() {
        return Ok(());
    }
    form::check::change(&scene.words, before, after)
}

/// Makes a locked item what it is to be, as an update does, in a transaction that somebody else ends.
///
/// # Errors
/// As [`update`].
pub async fn alter(tx: &mut Tx, scene: &Scene, before: &Item, after: Item, more: Vec<Entry>) -> Result<Item> {
    tree::check(tx, before, &after).await?;
    scene::write(tx, scene, before, after, more).await
}

/// The item, or what it was merged into, which nobody else changes until the transaction ends, for a caller who may change it.
///
/// # Errors
/// `NotFound`; `Denied` where their role in its project does not let them.
pub async fn lock(tx: &mut Tx, cause: &Cause, id: ItemId) -> Result<Item> {
    let found = merge::lock_kept(tx, cause.caller.account, id.uuid()).await?;
    let seen = |item: &Item| sight::sees_row(item.project, &item.assignees, &item.requesters);
    let found = found.filter(seen).ok_or_else(|| Error::not_found("item", id))?;
    role::check_change(tx, &cause.caller, &found).await?;
    Ok(found)
}
