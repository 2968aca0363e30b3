//! Items: made, read, changed, converted, put out of sight; each in one transaction.
pub mod activity;
pub mod change;
pub mod fields;
pub mod index;
pub mod list;
pub mod new;
pub mod request;
pub mod row;
pub mod search;

use chrono::{DateTime, Utc};
use tandem_kit::{
    Caller, Cause, Emit, Error, OnConstraint, Result, Tx,
    business_time::Calendar,
    id::{ItemId, ItemTypeId, OrganizationId, ProjectId},
};
use tandem_proto::{event::Event, items as pb};

pub use self::{
    activity::{By, Entry},
    change::Change,
    new::New,
    row::{Item, Source},
};
use crate::{
    Env, defaults, error,
    sla::clock,
    vocabulary::{Kind, Vocabulary},
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
    let found = match name {
        Name::Id(id) => row::by_id(env.db.pool(), caller.account, id.uuid()).await?,
        Name::Number(number) => row::by_number(env.db.pool(), caller.account, number).await?,
    };
    let seen =
        found.filter(|item| caller.customer().is_none_or(|customer| item.seen_by(&customer.to_string())));
    seen.ok_or_else(|| name.not_found())
}

/// Makes an item: its row, its activity, its mark for the index and what happened; four statements and one commit.
/// The same request id gives the same item.
///
/// # Errors
/// `Refused` `EXTERNAL_ID_TAKEN`; `Invalid` where the project is not there.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Item> {
    let item = new.into_item(cause.caller.account, env.clock.now());
    let mut tx = env.db.begin().await?;
    let mut inserted = row::insert(&mut tx, &item).await;
    if inserted.as_ref().is_err_and(has_no_sequence) {
        drop(tx);
        defaults::make(&env.db, cause.account()).await?;
        tx = env.db.begin().await?;
        inserted = row::insert(&mut tx, &item).await;
    }
    let number = inserted
        .on_constraint("item_project_fkey", || error::no_project("project_id"))
        .on_constraint("item_external_id", || {
            error::external_id_taken(item.external_id.as_deref().unwrap_or_default())
        })?;
    let Some(number) = number else {
        drop(tx);
        return done_before(env, &item).await;
    };
    let item = Item { number, ..item };
    activity::record(&mut tx, &maker(cause, &item), &item, vec![Entry::verb("created")]).await?;
    index::mark(&mut tx, &item).await?;
    tx.emit(cause, about(&item, Emit::new(&pb::ItemCreated { item: Some(wire::item(&item)) })));
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
}

/// Changes an item. Nothing is told where nothing changes.
///
/// # Errors
/// `NotFound`; `Stale`; `Invalid` where status or type are not of its kind, or project or policy are not there.
pub async fn update(env: &Env, cause: &Cause, ask: Ask, change: Change) -> Result<Item> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = lock(&mut tx, cause, ask.id).await?;
    if !request::first_time(&mut tx, before.account, ask.request_id.as_deref(), scene.now).await? {
        return Ok(before);
    }
    Error::stale_unless("item", ask.revision, before.revision)?;
    let after = change.apply(&before, &scene.words, scene.now)?;
    let after = save(&mut tx, scene, &before, after, Vec::new()).await?;
    tx.commit().await?;
    Ok(after)
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
/// `NotFound`.
pub async fn delete(env: &Env, cause: &Cause, id: ItemId) -> Result<()> {
    let now = env.clock.now();
    let mut tx = env.db.begin().await?;
    let mut item = lock(&mut tx, cause, id).await?;
    (item.delete_time, item.sla_alarm, item.update_time) = (Some(now), None, now);
    item.revision += 1;
    row::save(&mut tx, &item).await?;
    activity::record(&mut tx, &By::cause(cause, now), &item, vec![Entry::verb("deleted")]).await?;
    index::mark(&mut tx, &item).await?;
    let deleted = pb::ItemDeleted { item_id: id.to_string(), number: item.number };
    let emit = about(&item, Emit::new(&deleted));
    tx.emit(cause, if item.published { emit.to_customers() } else { emit });
    tx.commit().await
}

/// The item, which nobody else changes until the transaction ends.
///
/// # Errors
/// `NotFound`.
pub async fn lock(tx: &mut Tx, cause: &Cause, id: ItemId) -> Result<Item> {
    row::lock(tx, cause.caller.account, id.uuid()).await?.ok_or_else(|| Error::not_found("item", id))
}

/// What a change is decided with.
pub struct Scene {
    pub cause: Cause,
    pub words: std::sync::Arc<Vocabulary>,
    /// Asked for before the transaction begins, and needed only where clocks run.
    pub calendar: Result<Calendar>,
    /// Who the activities say did it.
    pub by: By,
    pub now: DateTime<Utc>,
}

impl Scene {
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn of(env: &Env, cause: &Cause) -> Result<Self> {
        let words = env.vocabularies.of(cause.account()).await?;
        let calendar = env.calendars.of(cause.account()).await;
        let now = env.clock.now();
        Ok(Self { cause: cause.clone(), words, calendar, by: By::cause(cause, now), now })
    }
    /// The same where the system reacts to what somebody did.
    ///
    /// # Errors
    /// As [`Scene::of`].
    pub async fn after(env: &Env, cause: &Cause, event: &Event) -> Result<Self> {
        let mut scene = Self::of(env, cause).await?;
        scene.by.actor.clone_from(&event.actor);
        Ok(scene)
    }
}

/// Writes what changed of a locked item, with its activities and what happened, and winds its clocks.
/// Besides what the fields tell, `more` is recorded. Where nothing changed, nothing is written.
///
/// # Errors
/// `Invalid` where the project or the policy is not there.
pub async fn save(tx: &mut Tx, scene: Scene, before: &Item, after: Item, more: Vec<Entry>) -> Result<Item> {
    let mut after = after;
    let alarms = if change::concerns_clocks(before, &after) {
        clock::wind(tx, &mut after, &scene).await?
    } else {
        Vec::new()
    };
    let changed = change::differences(before, &after);
    if changed.is_empty() && more.is_empty() {
        return Ok(before.clone());
    }
    after.revision += 1;
    after.update_time = scene.now;
    row::save(tx, &after)
        .await
        .on_constraint("item_project_fkey", || error::no_project("item.project_id"))
        .on_constraint("item_sla_policy_fkey", || error::no_policy("item.sla_policy_id"))?;
    let searched =
        !more.is_empty() || changed.iter().any(|field| matches!(*field, "title" | "description_html"));
    let mut entries = Entry::between(before, &after, &changed);
    entries.extend(more);
    activity::record(tx, &scene.by, &after, entries).await?;
    if searched {
        index::mark(tx, &after).await?;
    }
    if !changed.is_empty() {
        tell(tx, &scene.cause, before, &after, &changed);
    }
    clock::tell(tx, &scene.cause, &after, alarms);
    Ok(after)
}

fn tell(tx: &mut Tx, cause: &Cause, before: &Item, after: &Item, changed: &[&'static str]) {
    let updated = pb::ItemUpdated {
        item: Some(wire::item(after)),
        changed: changed.iter().map(|field| (*field).to_owned()).collect(),
        before: Some(wire::only(&wire::item(before), changed)),
    };
    let emit = about(after, Emit::new(&updated));
    let for_customers = change::concerns_customers(before, after, changed);
    tx.emit(cause, if for_customers { emit.to_customers() } else { emit });
}

/// What an event about an item is about: the item, who asked, their organization, its project, who works on it.
pub fn about(item: &Item, emit: Emit) -> Emit {
    emit.about(ItemId::from(item.id))
        .about_all(&item.requesters)
        .about_all(item.organization.map(OrganizationId::from))
        .about_all(item.project.map(ProjectId::from))
        .about_all(&item.assignees)
        .revision(item.revision)
}
