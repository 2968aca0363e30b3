//! A project made from another: its own row and folders in one transaction, then its open items one by one, each once.
use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Emit, Result, Tx,
    id::{FolderId, OrganizationId, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{New, Project, change, share};
use crate::{
    Env, checklist, error,
    item::{self, Item, row},
    sight, wire,
};

/// Most items that are copied.
const MOST: usize = 500;

/// What is made of another project.
#[derive(Debug)]
pub struct Copy {
    pub name: String,
    pub with_items: bool,
    pub planned_start: Option<DateTime<Utc>>,
    pub organization: Option<OrganizationId>,
    pub request_id: Option<String>,
}

/// Makes a project from another. The same request id gives the same one, and goes on where the first try was cut off.
///
/// # Errors
/// `NotFound`; `Refused` `TOO_MANY` where too many items are open.
pub async fn copy(env: &Env, cause: &Cause, id: ProjectId, copy: Copy) -> Result<Project> {
    let from = super::get(env, &cause.caller, id).await?;
    let items = if copy.with_items { open_items(env, &from, cause).await? } else { Vec::new() };
    let with_items = copy.with_items;
    let start = copy.planned_start.or(from.planned_start);
    let own = from.organization.filter(|_| !from.intake).map(OrganizationId::from);
    let new = New {
        name: copy.name,
        organization: copy.organization.or(own),
        fields: crate::field::values::to_wire(&from.fields),
        // What only some see is not shown to all by a copy of it.
        private: from.private,
        request_id: copy.request_id,
    };
    let made = super::create(env, cause, new).await?;
    let by = shift(from.planned_start, start);
    let (project, folders) = fill(env, cause, &from, &made, (start, by)).await?;
    if with_items {
        let places = Places { project: project.id, folders, by };
        Box::pin(copy_items(env, cause, &items, &places)).await?;
    }
    Ok(project)
}

/// How much later the new one is.
fn shift(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> TimeDelta {
    from.zip(to).map_or(TimeDelta::zero(), |(from, to)| to - from)
}

async fn open_items(env: &Env, from: &Project, cause: &Cause) -> Result<Vec<Item>> {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX) + 1;
    let mut items = row::open_of_project(env.db.pool(), cause.caller.account, from.id, most).await?;
    items.retain(|item| sight::sees_row(item.project, &item.assignees, &item.requesters));
    if items.len() > MOST {
        return Err(error::too_many("TOO_MANY", "open items to copy", items.len(), MOST));
    }
    Ok(items)
}

/// Gives a new project what the other says of itself, and its folders; answers which became which.
async fn fill(
    env: &Env,
    cause: &Cause,
    from: &Project,
    made: &Project,
    (start, by): (Option<DateTime<Utc>>, TimeDelta),
) -> Result<(Project, HashMap<Uuid, Uuid>)> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    let folders = crate::folder::of(env.db.pool(), account, from.id).await?;
    let became = |id: Uuid| FolderId::derived(made.id, &id.to_string()).uuid();
    let map: HashMap<Uuid, Uuid> = folders.iter().map(|folder| (folder.id, became(folder.id))).collect();
    // Filled before: the first try was cut off later.
    if made.revision > 1 {
        return Ok((made.clone(), map));
    }
    let project = Project {
        description_html: from.description_html.clone(),
        color: from.color.clone(),
        manager: from.manager.clone(),
        planned_start: start,
        planned_finish: from.planned_finish.map(|at| at + by),
        revision: made.revision + 1,
        ..made.clone()
    };
    change::save(&mut tx, account, &project).await?;
    if project.private {
        share::copy(&mut tx, cause, (from, &project), env.clock.now()).await?;
    }
    for folder in folders {
        let folder = crate::folder::Folder {
            id: became(folder.id),
            project: made.id,
            parent: folder.parent.map(became),
            ..folder
        };
        put(&mut tx, cause, folder, env.clock.now()).await?;
    }
    let changed = ["description_html", "color", "manager_id", "planned_start", "planned_finish"];
    let changed = changed.map(str::to_owned).to_vec();
    let updated = pb::ProjectUpdated { project: Some(wire::place::project(&project)), changed };
    tx.emit(cause, super::about(&project, Emit::new(&updated)));
    tx.commit().await?;
    Ok((project, map))
}

async fn put(tx: &mut Tx, cause: &Cause, folder: crate::folder::Folder, now: DateTime<Utc>) -> Result<()> {
    let folder = crate::folder::Folder { revision: 1, create_time: now, update_time: now, ..folder };
    crate::folder::insert(tx, cause.caller.account, &folder, None).await?;
    crate::folder::tell_created(tx, cause, &folder);
    Ok(())
}

/// Where copies go.
struct Places {
    project: Uuid,
    folders: HashMap<Uuid, Uuid>,
    by: TimeDelta,
}

/// Copies items, those above before those under them.
async fn copy_items(env: &Env, cause: &Cause, items: &[Item], places: &Places) -> Result<()> {
    let mut copies: HashMap<Uuid, Uuid> = HashMap::new();
    let mut left: Vec<&Item> = items.iter().collect();
    while !left.is_empty() {
        let above: Vec<Uuid> = left.iter().map(|item| item.id).collect();
        let waits = |item: &Item| item.parent.is_some_and(|parent| above.contains(&parent));
        let (later, now): (Vec<&Item>, Vec<&Item>) = left.iter().copied().partition(|item| waits(item));
        // Nothing is under itself; were it so, it would stay out.
        if now.is_empty() {
            break;
        }
        for item in now {
            let parent = item.parent.and_then(|parent| copies.get(&parent)).copied();
            let made = Box::pin(copy_item(env, cause, item, parent, places)).await?;
            copies.insert(item.id, made.id);
        }
        left = later;
    }
    Ok(())
}

async fn copy_item(
    env: &Env,
    cause: &Cause,
    from: &Item,
    parent: Option<Uuid>,
    places: &Places,
) -> Result<Item> {
    let words = env.vocabularies.of(cause.account()).await?;
    let of_type = words.type_of("type_id", from.kind, Some(from.r#type.into())).or_else(|_| {
        // A type that was retired meanwhile.
        words.type_of("type_id", from.kind, None)
    })?;
    let status = words.status_of("status_id", of_type, None)?;
    let later = |at: Option<DateTime<Utc>>| at.map(|at| at + places.by);
    let copy = item::new::Copied {
        r#type: of_type.id,
        status: status.id,
        state: status.state,
        project: Some(places.project),
        folder: from.folder.and_then(|folder| places.folders.get(&folder)).copied(),
        parent,
        planned: [later(from.planned_start), later(from.planned_finish)],
        request_id: format!("clone {} {}", places.project, from.id),
    };
    let made = item::create_copy(env, cause, copy.of(from, env.clock.now())).await?;
    if from.checklist_count > 0 {
        return checklist::copy(env, cause, from, &made).await;
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_along_only_where_both_begin() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        assert_eq!(shift(at(100), at(160)), TimeDelta::seconds(60));
        assert_eq!(shift(None, at(160)), TimeDelta::zero());
        assert_eq!(shift(at(100), None), TimeDelta::zero());
    }
}
