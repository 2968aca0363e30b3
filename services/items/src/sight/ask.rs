//! What the other services ask: which of these things a caller sees, and which of these people see a thing.
use std::collections::HashSet;

use tandem_kit::{
    Caller, Cause, Error, Result, Role, Who,
    id::{self, AttachmentId, ItemId, UserId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Sight, current};
use crate::Env;

/// How many are asked for at once.
const MOST: usize = 2_000;

struct Row {
    id: Uuid,
    project: Option<Uuid>,
    assignees: Vec<String>,
    requesters: Vec<String>,
    published: bool,
    /// What it was merged into leads on to that.
    merged_into: Option<Uuid>,
}

/// What is out of sight for all is so for other reasons; who watches learns that it went.
async fn rows(env: &Env, account: Uuid, ids: &[Uuid]) -> Result<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        "select id, project, assignees, requesters, published, merged_into
           from items.item
          where account = $1 and id = any($2)",
        account,
        ids
    )
    .fetch_all(env.db.pool())
    .await?)
}

fn sees(sight: &Sight, row: &Row) -> bool {
    match sight {
        Sight::User(user) => user.sees(row.project, &row.assignees, &row.requesters),
        Sight::Customer(customer) => {
            let follows = row.project.is_some_and(|project| customer.followed.contains(&project));
            row.published && (follows || row.requesters.contains(&customer.customer))
        }
        Sight::Unread => false,
    }
}

fn check_count(field: &str, count: usize) -> Result<()> {
    if count <= MOST {
        return Ok(());
    }
    Err(Error::invalid(field, format!("has {count} entries; at most {MOST}")))
}

/// Those among the items, projects, folders and files of items that the caller sees. A file that no item has is nobody's to hide here. What an item was merged into is seen in its place, as where it is read.
///
/// # Errors
/// `Invalid` where too many are named.
pub async fn see_what(env: &Env, caller: &Caller, ids: Vec<String>) -> Result<Vec<String>> {
    check_count("ids", ids.len())?;
    match current() {
        Some(sight) => seen_among(env, caller.account, &sight, ids).await,
        None => Ok(ids),
    }
}

/// The same of who sees that, also where their request is over, as while a file is written.
///
/// # Errors
/// Where the database is away.
pub async fn seen_among(env: &Env, account: Uuid, sight: &Sight, ids: Vec<String>) -> Result<Vec<String>> {
    let of = |prefix: &str| -> Vec<Uuid> {
        let split = ids.iter().filter_map(|text| id::split(text));
        split.filter(|(kind, _)| *kind == prefix).map(|(_, id)| id).collect()
    };
    let items = seen_items(env, account, sight, &of("item")).await?;
    let folders = folders(env, account, &of("folder")).await?;
    let projects: HashSet<Uuid> = of("proj").into_iter().filter(|id| sight.sees_project(*id)).collect();
    let files = unseen_files(env, account, sight, of("att")).await?;
    let folders: HashSet<Uuid> =
        folders.into_iter().filter(|(_, project)| sight.sees_project(*project)).map(|(id, _)| id).collect();
    let seen = |text: &String| match id::split(text) {
        Some(("item", id)) => items.contains(&id),
        Some(("proj", id)) => projects.contains(&id),
        Some(("folder", id)) => folders.contains(&id),
        Some(("att", _)) => !files.contains(text),
        _ => false,
    };
    Ok(ids.iter().filter(|text| seen(text)).cloned().collect())
}

async fn seen_items(env: &Env, account: Uuid, sight: &Sight, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found = rows(env, account, ids).await?;
    let targets: Vec<Uuid> = found.iter().filter_map(|row| row.merged_into).collect();
    let targets = if targets.is_empty() { Vec::new() } else { rows(env, account, &targets).await? };
    let kept = found.iter().filter(|row| {
        let target = row.merged_into.map(|into| targets.iter().find(|target| target.id == into));
        // A customer follows what was merged to what it was merged into; a user needs to see both.
        let own = sees(sight, row) || matches!(sight, Sight::Customer(_)) && row.merged_into.is_some();
        own && target.is_none_or(|target| target.is_some_and(|target| sees(sight, target)))
    });
    Ok(kept.map(|row| row.id).collect())
}

/// Those of files that items have of which the caller sees none.
async fn unseen_files(env: &Env, account: Uuid, sight: &Sight, ids: Vec<Uuid>) -> Result<HashSet<String>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let names: Vec<String> = ids.into_iter().map(|id| AttachmentId::from(id).to_string()).collect();
    let found = sqlx::query!(
        "select id, attachments
           from items.item
          where account = $1 and attachments && $2 and attachments <> '{}'",
        account,
        &names
    );
    let found = found.fetch_all(env.db.pool()).await?;
    let ids: Vec<Uuid> = found.iter().map(|row| row.id).collect();
    let seen = seen_items(env, account, sight, &ids).await?;
    let of = |seen_ones: bool| -> HashSet<&String> {
        found
            .iter()
            .filter(|row| seen.contains(&row.id) == seen_ones)
            .flat_map(|row| &row.attachments)
            .collect()
    };
    let (shown, hidden) = (of(true), of(false));
    Ok(names.into_iter().filter(|name| hidden.contains(name) && !shown.contains(name)).collect())
}

async fn folders(env: &Env, account: Uuid, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query!(
        "select id, project from items.folder where account = $1 and id = any($2)",
        account,
        ids
    );
    Ok(found.fetch_all(env.db.pool()).await?.into_iter().map(|row| (row.id, row.project)).collect())
}

/// Those among the users who see an item or a project.
///
/// # Errors
/// `Invalid` where too many are named; `Unavailable` where directory is away.
pub async fn who_sees(env: &Env, cause: &Cause, subject: &str, users: Vec<String>) -> Result<Vec<String>> {
    check_count("user_ids", users.len())?;
    let account = cause.account().uuid();
    let (project, people) = match id::split(subject) {
        Some(("item", id)) => match rows(env, account, &[id]).await?.pop() {
            Some(row) => (row.project, [row.assignees, row.requesters].concat()),
            None => return Ok(users),
        },
        Some(("proj", id)) => (Some(id), Vec::new()),
        _ => return Ok(users),
    };
    let Some(project) = project else { return Ok(users) };
    let private = sqlx::query_scalar!(
        r#"select exists (select from items.project where account = $1 and id = $2 and private) as "private!""#,
        account,
        project
    );
    if !private.fetch_one(env.db.pool()).await? {
        return Ok(users);
    }
    let admins = env.people.admins_among(cause, &users).await?;
    let mut seeing = Vec::new();
    for user in users {
        if admins.contains(&user) || sees_as(env, account, &user, (subject, project, &people)).await? {
            seeing.push(user);
        }
    }
    Ok(seeing)
}

async fn sees_as(
    env: &Env,
    account: Uuid,
    user: &str,
    (subject, project, people): (&str, Uuid, &[String]),
) -> Result<bool> {
    let Ok(id) = user.parse::<UserId>() else { return Ok(false) };
    let system = Caller::system(account.into());
    let caller = Caller { who: Who::User(id.uuid()), role: Role::Agent, ..system };
    Ok(match super::of(env, &caller).await? {
        Some(Sight::User(sight)) if subject.starts_with("item_") => sight.sees(Some(project), people, &[]),
        Some(sight) => sight.sees_project(project),
        None => false,
    })
}

/// Takes out of items what tells of others that the caller does not see: the parent, and how many subtasks there are of those.
///
/// # Errors
/// Where the database is away.
pub async fn trim(env: &Env, caller: &Caller, items: &mut [pb::Item]) -> Result<()> {
    let Some(sight) = current() else { return Ok(()) };
    let Sight::User(user) = sight.as_ref() else { return Ok(()) };
    let parents: Vec<String> =
        items.iter().map(|item| item.parent_id.clone()).filter(|parent| !parent.is_empty()).collect();
    let seen: HashSet<String> = see_what(env, caller, parents).await?.into_iter().collect();
    for item in items.iter_mut().filter(|item| !seen.contains(&item.parent_id)) {
        item.parent_id.clear();
    }
    let with_subtasks: Vec<Uuid> = items
        .iter()
        .filter(|item| item.child_count > 0)
        .filter_map(|item| id::split(&item.id).map(|(_, id)| id))
        .collect();
    if with_subtasks.is_empty() {
        return Ok(());
    }
    let unseen = sqlx::query!(
        r#"select parent as "parent!", count(*)::integer as "all!",
                  (count(*) filter (where state = 'finished'))::integer as "finished!"
             from items.item
            where account = $1 and parent = any($2) and delete_time is null
              and (project = any($3) or project = any($4) and not (assignees && $5 or requesters && $5))
            group by parent"#,
        caller.account,
        &with_subtasks,
        &user.hidden,
        &user.restricted,
        &user.names
    );
    for row in unseen.fetch_all(env.db.pool()).await? {
        let parent = ItemId::from(row.parent).to_string();
        for item in items.iter_mut().filter(|item| item.id == parent) {
            item.child_count -= row.all;
            item.finished_child_count -= row.finished;
        }
    }
    Ok(())
}
