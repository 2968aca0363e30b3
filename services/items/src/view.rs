//! Views: saved lists, of the account or of a user, and who sees and changes them.
pub mod change;
pub mod content;
pub mod items;
pub mod new;
pub mod place;
pub mod preference;
pub mod shipped;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgExecutor, types::Json};
use tandem_kit::{
    Cause, Emit, Error, Result,
    id::{UserId, ViewId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use crate::{Env, stored::stored_as_words, vocabulary::Kind, wire};

stored_as_words! {
    /// How the items of a view are laid out.
    pub enum Layout {
        List = "list",
        Board = "board",
        Folders = "folders",
        Subtasks = "subtasks",
        Customers = "customers",
        Portfolios = "portfolios",
        Calendar = "calendar",
        ServiceLevel = "service_level",
    }
}

stored_as_words! {
    /// Who sees a view.
    pub enum Visibility {
        Private = "private",
        Shared = "shared",
        Teams = "teams",
    }
}

/// One column of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub field: String,
    /// In pixels; 0: as is usual.
    pub width: i32,
}

/// A saved list, as one user has it.
#[derive(Clone, Debug)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    pub kind: Kind,
    pub layout: Layout,
    pub filter: String,
    pub order_by: String,
    pub group_by: Vec<String>,
    pub columns: Json<Vec<Column>>,
    pub visibility: Visibility,
    pub teams: Vec<String>,
    pub key: String,
    /// Nobody's are the system's.
    pub owner: Option<Uuid>,
    pub position: i32,
    pub hidden: bool,
    pub is_default: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub pinned: bool,
    pub hidden_for_me: bool,
    pub default_for_me: bool,
}

/// Where a view stands in the order of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    System,
    Shared,
    Own,
}

impl View {
    pub fn section(&self) -> Section {
        match (self.owner, self.visibility) {
            (None, _) => Section::System,
            (_, Visibility::Private) => Section::Own,
            _ => Section::Shared,
        }
    }
    /// The filter of its items: its own, and its kind.
    pub fn whole_filter(&self) -> String {
        let kind = match self.kind {
            Kind::Ticket => "kind = TICKET",
            Kind::Task => "kind = TASK",
        };
        both(&self.filter, kind)
    }
}

/// Two filters that must both hold. `OR` binds closer than `AND`, so neither needs parentheses.
pub fn both(one: &str, other: &str) -> String {
    match (one.trim(), other.trim()) {
        ("", other) => other.to_owned(),
        (one, "") => one.to_owned(),
        (one, other) => format!("{one} AND {other}"),
    }
}

/// Who asks, and of which teams they are.
pub struct Asker {
    pub user: UserId,
    pub teams: Vec<String>,
    pub admin: bool,
}

impl Asker {
    /// The caller.
    ///
    /// # Errors
    /// `Denied` for whoever is no user; where directory is away.
    pub async fn of(env: &Env, cause: &Cause) -> Result<Self> {
        let user = cause.caller.user().ok_or_else(|| Error::denied("only a user has views"))?;
        let teams = env.people.teams_of(cause.account(), &user.to_string()).await?;
        Ok(Self { user, teams, admin: cause.caller.is_admin() })
    }
    /// Whether they may change a view that they see.
    pub fn may_change(&self, view: &View) -> bool {
        view.owner == Some(self.user.uuid()) || (self.admin && view.visibility != Visibility::Private)
    }
}

/// Every view that they see, in order.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, cause: &Cause, asker: &Asker, kind: Option<Kind>) -> Result<Vec<View>> {
    let mut views = visible(env.db.pool(), cause, asker, None).await?;
    if views.iter().all(|view| view.owner.is_some()) {
        shipped::make(env, cause.account()).await?;
        views = visible(env.db.pool(), cause, asker, None).await?;
    }
    views.retain(|view| kind.is_none_or(|kind| view.kind == kind));
    views.sort_by_key(|view| (view.section(), view.position, view.id));
    Ok(views)
}

/// A view that they see.
///
/// # Errors
/// `NotFound` where there is none for them.
pub async fn get(db: impl PgExecutor<'_>, cause: &Cause, asker: &Asker, id: ViewId) -> Result<View> {
    let found = visible(db, cause, asker, Some(id.uuid())).await?.pop();
    found.ok_or_else(|| Error::not_found("view", id))
}

async fn visible(
    db: impl PgExecutor<'_>,
    cause: &Cause,
    asker: &Asker,
    id: Option<Uuid>,
) -> Result<Vec<View>> {
    let views = sqlx::query_as!(
        View,
        r#"select view.id, view.name, view.kind as "kind: Kind", view.layout as "layout: Layout", view.filter, view.order_by,
                  view.group_by, view.columns as "columns: Json<Vec<Column>>", view.visibility as "visibility: Visibility",
                  view.teams, view.key, view.owner, view.position, view.hidden, view.is_default, view.revision,
                  view.create_time, view.update_time,
                  coalesce(preference.pinned, false) as "pinned!", coalesce(preference.hidden, false) as "hidden_for_me!",
                  coalesce(preference.is_default, false) as "default_for_me!"
             from items.view
             left join items.view_preference as preference
               on preference.account = $1 and preference.view = view.id and preference.person = $2
            where view.account = $1
              and (view.visibility = 'shared' or view.owner = $2 or (view.visibility = 'teams' and ($3 or view.teams && $4)))
              and ($5::uuid is null or view.id = $5)"#,
        cause.account().uuid(),
        asker.user.uuid(),
        asker.admin,
        &asker.teams,
        id
    );
    Ok(views.fetch_all(db).await?)
}

/// Tells that a view changed: of a private one its owner alone.
fn told(view: &View, before: Visibility, emit: Emit) -> Emit {
    let emit = emit.about(ViewId::from(view.id)).revision(view.revision);
    match view.owner {
        Some(owner) if view.visibility == Visibility::Private && before == Visibility::Private => {
            emit.about(UserId::from(owner)).to_named()
        }
        _ => emit,
    }
}

/// That these fields of it changed.
fn updated(asker: &Asker, view: &View, before: Visibility, changed: &[&str]) -> Emit {
    let changed = changed.iter().map(|field| (*field).to_owned()).collect();
    told(view, before, Emit::new(&pb::ViewUpdated { view: Some(wire::view::view(view, asker)), changed }))
}

/// Makes those who make, move or choose views of an account wait for each other: there are few of them.
async fn one_at_a_time(tx: &mut sqlx::PgConnection, cause: &Cause) -> Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1::text, 0)) is null as "done!""#,
        format!("items.view {}", cause.account())
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_filters_hold_together_and_an_empty_one_is_none() {
        assert_eq!(both(" a OR b ", "c"), "a OR b AND c");
        assert_eq!((both("", "c"), both("a", " ")), ("c".to_owned(), "a".to_owned()));
    }
}
