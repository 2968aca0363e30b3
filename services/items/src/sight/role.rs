//! What a user may change in a private project, by what they are in it. In an open one, and out of any, users change everything.
use std::collections::HashSet;

use sqlx::{PgConnection, PgExecutor};
use tandem_kit::{
    Caller, Error, Result,
    id::{self, ItemId, ProjectId},
};
use tandem_proto::items::{self as pb, project_share::Role as Wire};
use uuid::Uuid;

use super::{OfUser, Sight, current};
use crate::{Env, item::Item, project::share::Role};

/// What somebody does with a project besides changing its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Its name, colour, manager, privacy, archiving.
    Manage,
    /// Its description, status, dates and custom fields, folders, templates and recurrences.
    Plan,
    /// Putting items into it.
    Add,
}

/// Whose an item is, as somebody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Assigned to them or a team of theirs, or to nobody, or made by them.
    Theirs,
    Others,
}

/// Whether who is that changes items so.
fn may_change(role: Role, whose: Whose) -> bool {
    matches!((role, whose), (Role::Manager | Role::Lead, _) | (Role::Standard, Whose::Theirs))
}

/// Whether who is that does so with a project.
fn may(role: Role, deed: Deed) -> bool {
    match deed {
        Deed::Manage => role == Role::Manager,
        Deed::Plan => matches!(role, Role::Manager | Role::Lead),
        Deed::Add => matches!(role, Role::Manager | Role::Lead | Role::Standard),
    }
}

/// Of roles as they are kept the one that lets do most.
pub fn best(roles: &[String]) -> Option<Role> {
    let order = [Role::Manager, Role::Lead, Role::Standard, Role::Restricted];
    order.into_iter().find(|role| roles.contains(&role.to_string()))
}

impl OfUser {
    fn role_in(&self, project: Option<Uuid>) -> Option<Role> {
        project.and_then(|project| self.roles.get(&project).copied())
    }
    /// As far as the item itself tells; who made it does not stand in it.
    fn whose(&self, item: &Item) -> Whose {
        let theirs = item.assignees.is_empty() || item.assignees.iter().any(|one| self.names.contains(one));
        if theirs { Whose::Theirs } else { Whose::Others }
    }
}

fn user_sight() -> Option<std::sync::Arc<Sight>> {
    current().filter(|sight| matches!(**sight, Sight::User(_)))
}

/// Refuses who may not change an item. Who does not see it was refused before; were it forgotten, they would be here.
///
/// # Errors
/// `NotFound`; `Denied`, naming the role and what is needed.
pub async fn check_change(db: &mut PgConnection, caller: &Caller, item: &Item) -> Result<()> {
    let Some(sight) = user_sight() else { return Ok(()) };
    let Sight::User(user) = sight.as_ref() else { return Ok(()) };
    if !user.sees(item.project, &item.assignees, &item.requesters) {
        return Err(Error::not_found("item", ItemId::from(item.id)));
    }
    let Some(role) = user.role_in(item.project) else { return Ok(()) };
    if may_change(role, user.whose(item)) {
        return Ok(());
    }
    let made = made_by(&mut *db, caller, &[item.id]).await?;
    if made.contains(&item.id) && may_change(role, Whose::Theirs) {
        return Ok(());
    }
    let project = name_of(db, caller, item.project).await?;
    let number = item.number;
    Err(Error::denied(if role == Role::Standard {
        format!(
            "a standard member of {project:?} changes what is assigned to them, to a team of theirs or to nobody, or was made by them; \
             changing #{number} takes the role lead or manager there"
        )
    } else {
        format!(
            "a restricted member of {project:?} reads and answers what is assigned to them or asked for by them; \
             changing #{number} takes the role standard, lead or manager there"
        )
    }))
}

/// Refuses who may not put an item out of sight.
///
/// # Errors
/// `Denied`, naming what is needed.
pub async fn check_delete(db: &mut PgConnection, caller: &Caller, item: &Item) -> Result<()> {
    if may_delete(caller, item) {
        return Ok(());
    }
    let number = item.number;
    let role = current().and_then(|sight| sight.role_in(item.project));
    Err(Error::denied(match role {
        Some(role) => {
            let project = name_of(db, caller, item.project).await?;
            format!(
                "a {role} member of {project:?} deletes nothing; deleting #{number} takes the role manager there"
            )
        }
        None => format!("deleting #{number} takes the role admin or owner"),
    }))
}

/// Whether there can be an item that they may put out of sight.
pub fn may_delete_some(caller: &Caller) -> bool {
    caller.is_admin()
        || matches!(current().as_deref(), Some(Sight::User(user)) if user.roles.values().any(|role| *role == Role::Manager))
}

fn may_delete(caller: &Caller, item: &Item) -> bool {
    caller.is_admin() || current().is_some_and(|sight| sight.role_in(item.project) == Some(Role::Manager))
}

/// Refuses who may not do so with a project.
///
/// # Errors
/// `NotFound`; `Denied`, naming the role and what is needed.
pub async fn check_project(db: &mut PgConnection, caller: &Caller, project: Uuid, deed: Deed) -> Result<()> {
    let Some(sight) = user_sight() else { return Ok(()) };
    if !sight.sees_project(project) {
        return Err(Error::not_found("project", ProjectId::from(project)));
    }
    let Some(role) = sight.role_in(Some(project)) else { return Ok(()) };
    if may(role, deed) {
        return Ok(());
    }
    let project = name_of(db, caller, Some(project)).await?;
    let needed = match deed {
        Deed::Manage => "does not change its settings; that takes the role manager there",
        Deed::Plan => {
            "does not plan it; its folders, dates, status, templates and recurrences take the role lead or manager there"
        }
        Deed::Add => "puts no items into it; that takes the role standard, lead or manager there",
    };
    Err(Error::denied(format!("a {role} member of {project:?} {needed}")))
}

async fn name_of(db: &mut PgConnection, caller: &Caller, project: Option<Uuid>) -> Result<String> {
    let name = sqlx::query_scalar!(
        "select name from items.project where account = $1 and id = $2",
        caller.account,
        project
    );
    Ok(name.fetch_optional(db).await?.unwrap_or_default())
}

/// Those among the items that the caller made.
async fn made_by(db: impl PgExecutor<'_>, caller: &Caller, items: &[Uuid]) -> Result<HashSet<Uuid>> {
    let made = sqlx::query_scalar!(
        "select item from items.activity where account = $1 and item = any($2) and verb = 'created' and actor = $3",
        caller.account,
        items,
        caller.actor()
    );
    Ok(made.fetch_all(db).await?.into_iter().collect())
}

/// What the user who calls may do with items, in their order.
///
/// # Errors
/// Where the database is away.
pub async fn of_items(env: &Env, caller: &Caller, items: &[Item]) -> Result<Vec<pb::ItemPermissions>> {
    let sight = user_sight();
    let Some(Sight::User(user)) = sight.as_deref() else {
        let can = pb::ItemPermissions { change: true, delete: caller.is_admin(), ..Default::default() };
        return Ok(vec![can; items.len()]);
    };
    let asked: Vec<Uuid> = items
        .iter()
        .filter(|item| {
            user.role_in(item.project) == Some(Role::Standard) && user.whose(item) == Whose::Others
        })
        .map(|item| item.id)
        .collect();
    let made = if asked.is_empty() { HashSet::new() } else { made_by(env.db.pool(), caller, &asked).await? };
    let can = items.iter().map(|item| {
        let role = user.role_in(item.project);
        let whose = if made.contains(&item.id) { Whose::Theirs } else { user.whose(item) };
        pb::ItemPermissions {
            change: role.is_none_or(|role| may_change(role, whose)),
            delete: may_delete(caller, item),
            role: wire(role).into(),
        }
    });
    Ok(can.collect())
}

/// Says of a project what the user who calls may do with it.
pub fn tell_project(mut project: pb::Project) -> pb::Project {
    let id = id::split(&project.id).map(|(_, id)| id);
    let role = user_sight().and_then(|sight| sight.role_in(id));
    let can = |deed| role.is_none_or(|role| may(role, deed));
    project.can = Some(pb::ProjectPermissions {
        manage: can(Deed::Manage),
        plan: can(Deed::Plan),
        add_items: can(Deed::Add),
        role: wire(role).into(),
    });
    project
}

impl Sight {
    fn role_in(&self, project: Option<Uuid>) -> Option<Role> {
        if let Self::User(user) = self { user.role_in(project) } else { None }
    }
}

fn wire(role: Option<Role>) -> Wire {
    match role {
        None => Wire::Unspecified,
        Some(Role::Manager) => Wire::Manager,
        Some(Role::Lead) => Wire::Lead,
        Some(Role::Standard) => Wire::Standard,
        Some(Role::Restricted) => Wire::Restricted,
        Some(Role::Follower) => Wire::Follower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_says_which_items_are_changed_and_what_is_done_with_the_project() {
        use Role::{Follower, Lead, Manager, Restricted, Standard};
        let table = [
            // others' items, one's own, add items, plan, manage
            (Manager, true, true, true, true, true),
            (Lead, true, true, true, true, false),
            (Standard, false, true, true, false, false),
            (Restricted, false, false, false, false, false),
            (Follower, false, false, false, false, false),
        ];
        for (role, others, theirs, add, plan, manage) in table {
            assert_eq!(may_change(role, Whose::Others), others, "{role}");
            assert_eq!(may_change(role, Whose::Theirs), theirs, "{role}");
            assert_eq!(may(role, Deed::Add), add, "{role}");
            assert_eq!(may(role, Deed::Plan), plan, "{role}");
            assert_eq!(may(role, Deed::Manage), manage, "{role}");
        }
    }

    #[test]
    fn of_several_roles_the_one_that_lets_do_most_counts() {
        let best = |roles: &[&str]| best(&roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>());
        assert_eq!(best(&["restricted", "lead", "standard"]), Some(Role::Lead));
        assert_eq!(best(&["follower"]), None);
    }
}
