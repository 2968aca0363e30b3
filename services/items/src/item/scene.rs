//! What a change of an item is decided with, and how it is written: the row, its activities, its clocks, what happened.
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Emit, Error, OnConstraint, Result, Tx,
    id::{ItemId, OrganizationId, ProjectId},
};
use tandem_proto::{event::Event, items as pb};

use super::{
    Item,
    activity::{self, By, Entry},
    change, index, place, row, tree,
};
use crate::{
    Env,
    calendar::Hours,
    error,
    field::values,
    sight::{
        self,
        role::{self, Deed},
    },
    sla::clock,
    vocabulary::Vocabulary,
    wire,
};

/// What a change is decided with.
pub struct Scene {
    pub cause: Cause,
    pub words: Arc<Vocabulary>,
    /// Asked for before the transaction begins, and needed only where clocks run.
    pub hours: Result<Hours>,
    /// Who the activities say did it.
    pub by: By,
    pub now: DateTime<Utc>,
    /// Rules do not act upon it, and nobody is notified.
    pub quiet: bool,
}

impl Scene {
    /// # Errors
    /// `Unavailable` where the database is away.
    pub async fn of(env: &Env, cause: &Cause) -> Result<Self> {
        let words = env.vocabularies.of(cause.account()).await?;
        let hours = env.calendars.of(cause.account()).await;
        let now = env.clock.now();
        Ok(Self { cause: cause.clone(), words, hours, by: By::cause(cause, now), now, quiet: false })
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
    /// The same for one more item.
    #[must_use]
    pub fn again(&self) -> Self {
        let hours = self.hours.as_ref().map(Hours::clone);
        Self {
            cause: self.cause.clone(),
            words: self.words.clone(),
            hours: hours.map_err(|error| Error::Unavailable(error.to_string())),
            by: self.by.clone(),
            now: self.now,
            quiet: self.quiet,
        }
    }
}

/// Writes what changed of a locked item, with its activities and what happened, and winds its clocks.
/// Besides what the fields tell, `more` is recorded. Where nothing changed, nothing is written.
///
/// # Errors
/// `Invalid` where the project or the policy is not there.
pub async fn save(tx: &mut Tx, scene: Scene, before: &Item, after: Item, more: Vec<Entry>) -> Result<Item> {
    write(tx, &scene, before, after, more).await
}

/// The same for one of several that change together. What is above it in the tree follows.
///
/// # Errors
/// As [`save`], and `Refused` where its parent would have more subtasks than an item can.
pub async fn write(tx: &mut Tx, scene: &Scene, before: &Item, after: Item, more: Vec<Entry>) -> Result<Item> {
    let mut after = after;
    if let Some(project) = after.project.filter(|_| after.project != before.project) {
        if !sight::sees_project(project) {
            return Err(error::no_project("item.project_id"));
        }
        role::check_project(tx, &scene.cause.caller, project, Deed::Add).await?;
    }
    let anew = before.sla_policy != after.sla_policy;
    let alarms = if change::concerns_clocks(before, &after) {
        clock::wind(tx, &mut after, scene, anew).await?
    } else {
        Vec::new()
    };
    let changed = change::differences(before, &after);
    let own = values::differences(&before.fields, &after.fields);
    let own: Vec<String> = own.into_iter().map(|key| format!("fields.{key}")).collect();
    if changed.is_empty() && own.is_empty() && more.is_empty() {
        return Ok(before.clone());
    }
    after.revision += 1;
    after.update_time = scene.now;
    row::save(tx, &after)
        .await
        .on_constraint("item_project_fkey", || error::no_project("item.project_id"))
        .on_constraint("item_folder_fkey", || error::no_folder("item.folder_id"))
        .on_constraint("item_folder_check", || error::no_folder("item.folder_id"))
        .on_constraint("item_sla_policy_fkey", || error::no_policy("item.sla_policy_id"))?;
    place::save(tx, before, &after)
        .await
        .on_constraint("item_planned_check", || error::finish_before_start("item.planned_finish"))
        .on_constraint("item_child_count_check", error::too_many_subtasks)
        .on_constraint("item_parent_check", || error::subtask_cycle(after.number))?;
    let searched =
        !more.is_empty() || changed.iter().any(|field| matches!(*field, "title" | "description_html"));
    let mut entries = Entry::between(before, &after, &changed);
    entries.extend(Entry::of_fields(&before.fields, &after.fields, &scene.words));
    entries.extend(more);
    activity::record(tx, &scene.by, &after, entries).await?;
    if searched {
        index::mark(tx, &after).await?;
    }
    // What is merged is no item of its own: others hear that it was, and that it is one again.
    let merged = before.merged_into.is_some() || after.merged_into.is_some();
    if !merged && (!changed.is_empty() || !own.is_empty()) {
        let changed: Vec<&str> = changed.into_iter().chain(own.iter().map(String::as_str)).collect();
        tell(tx, scene, before, &after, &changed);
    }
    clock::tell(tx, &scene.cause, &after, alarms);
    tree::roll_up(tx, scene, before, &after).await?;
    Ok(after)
}

/// Reckons the clocks of a locked item anew, by the promises and the hours that count now, and tells where they came to something else.
/// Nobody touched the item, so it was not updated.
///
/// # Errors
/// As [`clock::wind`].
pub async fn rewind(tx: &mut Tx, scene: &Scene, before: &Item) -> Result<()> {
    let mut after = before.clone();
    let alarms = clock::wind(tx, &mut after, scene, true).await?;
    let changed = change::differences(before, &after);
    if changed.is_empty() && alarms.is_empty() && after.sla_alarm == before.sla_alarm {
        return Ok(());
    }
    after.revision += i64::from(!changed.is_empty());
    row::save(tx, &after).await?;
    if !changed.is_empty() {
        tell(tx, scene, before, &after, &changed);
    }
    clock::tell(tx, &scene.cause, &after, alarms);
    Ok(())
}

fn tell(tx: &mut Tx, scene: &Scene, before: &Item, after: &Item, changed: &[&str]) {
    let updated = pb::ItemUpdated {
        item: Some(wire::item(after)),
        changed: changed.iter().map(|field| (*field).to_owned()).collect(),
        before: Some(wire::only(&wire::item(before), changed)),
        quiet: scene.quiet,
    };
    let emit = about(after, Emit::new(&updated));
    let seen = values::for_customers(&scene.words, &before.fields)
        != values::for_customers(&scene.words, &after.fields)
        && (before.published || after.published);
    let for_customers = seen || change::concerns_customers(before, after, changed);
    tx.emit(&scene.cause, if for_customers { emit.to_customers() } else { emit });
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
