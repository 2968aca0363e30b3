//! Who sees which items and projects: the one rule, in memory and as SQL. What a caller sees is read once for a request, and not at all where they see
//! everything.
pub mod ask;
pub mod role;

use std::{collections::HashMap, sync::Arc};

use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Caller, Cause, Result, auth,
    id::{OrganizationId, UserId},
    serve::Around,
};
use tonic::Status;
use uuid::Uuid;

use crate::{Env, item::Item, project::share::Role};

tokio::task_local! {
    static CURRENT: Arc<Sight>;
}

/// What of an account a caller sees who does not see everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    User(OfUser),
    Customer(OfCustomer),
    /// Nobody read what they see: nothing.
    Unread,
}

/// A user sees what is in no private project, and in those that are shared with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfUser {
    /// Private projects that are not shared with them.
    hidden: Vec<Uuid>,
    /// Private projects of which they see only what is assigned to them or a team of theirs, or what they asked for.
    restricted: Vec<Uuid>,
    /// They and their teams, as items name people.
    names: Vec<String>,
    /// What they are in the private projects that are shared with them.
    roles: HashMap<Uuid, Role>,
}

/// A customer sees what is published of their own requests, and of the projects that are shared with them or their organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfCustomer {
    customer: String,
    followed: Vec<Uuid>,
}

impl Sight {
    /// Whether they see an item.
    pub fn sees(&self, item: &Item) -> bool {
        match self {
            Self::User(user) => user.sees(item.project, &item.assignees, &item.requesters),
            Self::Customer(customer) => {
                let follows = item.project.is_some_and(|project| customer.followed.contains(&project));
                item.published && (follows || item.requesters.contains(&customer.customer))
            }
            Self::Unread => false,
        }
    }
    /// Whether they see a project.
    pub fn sees_project(&self, project: Uuid) -> bool {
        match self {
            Self::User(user) => !user.hidden.contains(&project),
            Self::Customer(customer) => customer.followed.contains(&project),
            Self::Unread => false,
        }
    }
    /// The same as [`Sight::sees`], of the row `item`, after what else is asked for.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>) {
        match self {
            Self::User(user) => user.push(query),
            Self::Customer(customer) => {
                query.push(" and item.published and (item.requesters @> array[");
                query.push_bind(customer.customer.clone()).push("]");
                if !customer.followed.is_empty() {
                    query.push(" or item.project = any(").push_bind(customer.followed.clone()).push(")");
                }
                query.push(")");
            }
            Self::Unread => drop(query.push(" and false")),
        }
    }
}

impl OfUser {
    fn sees(&self, project: Option<Uuid>, assignees: &[String], requesters: &[String]) -> bool {
        let Some(project) = project else { return true };
        let theirs = || assignees.iter().chain(requesters).any(|one| self.names.contains(one));
        !self.hidden.contains(&project) && (!self.restricted.contains(&project) || theirs())
    }
    fn push(&self, query: &mut QueryBuilder<Postgres>) {
        if !self.hidden.is_empty() {
            query.push(" and (item.project is null or item.project <> all(");
            query.push_bind(self.hidden.clone()).push("))");
        }
        if !self.restricted.is_empty() {
            query.push(" and (item.project is null or item.project <> all(");
            query.push_bind(self.restricted.clone()).push(") or item.assignees && ");
            query.push_bind(self.names.clone()).push(" or item.requesters && ");
            query.push_bind(self.names.clone()).push(")");
        }
    }
}

/// What the caller of this request sees; nothing where that is everything. Where it was not read, as in work that was begun and left
/// alone, a caller who may not see everything sees nothing.
pub fn current() -> Option<Arc<Sight>> {
    let cause = Cause::current().filter(|cause| cause.caller.is_limited())?;
    Some(CURRENT.try_with(Arc::clone).unwrap_or_else(|_| {
        tracing::error!(caller = cause.actor(), "what a caller sees was not read: they see nothing");
        Arc::new(Sight::Unread)
    }))
}

/// Whether the caller of this request sees an item.
pub fn sees(caller: &Caller, item: &Item) -> bool {
    match (current(), caller.customer()) {
        (Some(sight), _) => sight.sees(item),
        (None, Some(customer)) => item.seen_by(&customer.to_string()),
        (None, None) => true,
    }
}

/// Whether a user who calls sees an item of that project, those assignees and those requesters.
pub fn sees_row(project: Option<Uuid>, assignees: &[String], requesters: &[String]) -> bool {
    match current().as_deref() {
        Some(Sight::User(user)) => user.sees(project, assignees, requesters),
        Some(Sight::Unread) => false,
        Some(Sight::Customer(_)) | None => true,
    }
}

/// Whether the caller of this request sees a project.
pub fn sees_project(project: Uuid) -> bool {
    current().is_none_or(|sight| sight.sees_project(project))
}

/// The private projects that the user who calls does not see.
///
/// # Errors
/// `Internal` where it was not read what they see.
pub fn hidden_projects() -> Result<Vec<Uuid>> {
    match current().as_deref() {
        Some(Sight::User(user)) => Ok(user.hidden.clone()),
        Some(Sight::Unread) => Err(anyhow::anyhow!("what the caller sees was not read").into()),
        Some(Sight::Customer(_)) | None => Ok(Vec::new()),
    }
}

/// Reads what a caller sees. Nothing where that is everything.
///
/// # Errors
/// Where the database or directory is away.
pub async fn of(env: &Env, caller: &Caller) -> Result<Option<Sight>> {
    if !caller.is_limited() {
        return Ok(None);
    }
    match (caller.user(), caller.customer()) {
        (Some(user), _) => Ok(Some(Sight::User(of_user(env, caller, user).await?))),
        (None, Some(customer)) => {
            let customer = customer.to_string();
            let organization = caller.organization.map(|id| OrganizationId::from(id).to_string());
            let names: Vec<String> = [Some(customer.clone()), organization].into_iter().flatten().collect();
            let followed = followed(env, caller.account, &names).await?;
            Ok(Some(Sight::Customer(OfCustomer { customer, followed })))
        }
        (None, None) => Ok(None),
    }
}

async fn of_user(env: &Env, caller: &Caller, user: UserId) -> Result<OfUser> {
    let me = user.to_string();
    let mut names = env.people.teams_now(caller.account.into(), &me).await?;
    names.push(me.clone());
    let projects = sqlx::query!(
        r#"select project.id, project.manager = $2 as "manages!",
                  array(select share.role
                          from items.project_share as share
                         where share.account = $1 and share.project = project.id and share.person = any($3)) as "roles!"
             from items.project
            where project.account = $1 and project.private"#,
        caller.account,
        me,
        &names
    )
    .fetch_all(env.db.pool())
    .await?;
    let mut sight = OfUser { names, ..OfUser::default() };
    for project in projects {
        let role = if project.manages { Some(Role::Manager) } else { role::best(&project.roles) };
        match role {
            None => sight.hidden.push(project.id),
            Some(role) => drop(sight.roles.insert(project.id, role)),
        }
        if role == Some(Role::Restricted) {
            sight.restricted.push(project.id);
        }
    }
    Ok(sight)
}

async fn followed(env: &Env, account: Uuid, names: &[String]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select distinct project from items.project_share where account = $1 and person = any($2) limit 1000",
        account,
        names
    )
    .fetch_all(env.db.pool())
    .await?)
}

/// Does something as a caller, who sees what they see.
///
/// # Errors
/// As what is done fails, and where the database or directory is away.
pub async fn acting<T>(env: &Env, cause: &Cause, what: impl Future<Output = Result<T>>) -> Result<T> {
    match of(env, &cause.caller).await? {
        Some(sight) => auth::acting(cause, CURRENT.scope(Arc::new(sight), what)).await,
        None => what.await,
    }
}

/// What stands around each rpc of a caller who may not see everything.
pub fn around(env: &Arc<Env>) -> Around {
    let env = env.clone();
    Arc::new(move |cause, handling| {
        let env = env.clone();
        Box::pin(async move {
            match of(&env, &cause.caller).await {
                Ok(Some(sight)) => CURRENT.scope(Arc::new(sight), handling).await,
                Ok(None) => handling.await,
                Err(error) => Status::from(error).into_http(),
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_sees_of_a_private_project_what_their_role_lets_them() {
        let [hidden, restricted, open] = [1, 2, 3].map(Uuid::from_u128);
        let user = OfUser {
            hidden: vec![hidden],
            restricted: vec![restricted],
            names: vec!["team_1".into(), "usr_1".into()],
            roles: HashMap::new(),
        };
        let team = ["team_1".to_owned()];
        let cases = [
            (None, false, true),
            (Some(open), false, true),
            (Some(hidden), true, false),
            (Some(restricted), false, false),
            (Some(restricted), true, true),
        ];
        for (project, theirs, sees) in cases {
            let people: &[String] = if theirs { &team } else { &[] };
            assert_eq!(user.sees(project, people, &[]), sees, "{project:?} {theirs}");
            assert_eq!(user.sees(project, &[], people), sees, "asked for, {project:?} {theirs}");
        }
    }
}
