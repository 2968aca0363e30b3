//! Macros: what a user does with items by one click. Who may run which, and who may change it.
pub mod begin;
pub mod change;
pub mod offer;
pub mod preview;
pub mod record;
pub mod undo;
pub mod work;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tandem_kit::{
    Cause, Error, Result,
    id::{TeamId, UserId},
};
use tandem_proto::{
    automation::{self as pb, r#macro::Scope},
    directory::Team,
};
use uuid::Uuid;

use crate::{engine::Engine, peers::Peers, wire::Definition};

tandem_kit::kind!(MacroKind, MacroId, "macro");
tandem_kit::kind!(MacroRunKind, MacroRunId, "mrun");

/// The most macros of an account.
const MOST: i64 = 500;

/// A macro as it is kept.
pub struct Macro {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    pub icon: String,
    pub heading: String,
    pub scope: i16,
    pub teams: Vec<Uuid>,
    pub owner: Uuid,
    pub enabled: bool,
    pub kinds: Vec<i16>,
    pub definition: Value,
    pub position: i32,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Macro {
    /// What it does, and when it is offered.
    ///
    /// # Errors
    /// `Internal`.
    pub fn definition(&self) -> Result<Definition> {
        Definition::read(&self.definition)
    }
    pub fn scope(&self) -> Scope {
        Scope::try_from(i32::from(self.scope)).unwrap_or_default()
    }
}

/// One statement that reads macros whole.
macro_rules! read_macros {
    ($condition:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            $crate::macros::Macro,
            "select id, name, description, icon, heading, scope, teams, owner, enabled, kinds, definition, position,
                    revision, create_time, update_time
               from automation.macro
              where account = $1 and " + $condition,
            $($bind),+
        )
    };
}
pub(crate) use read_macros;

/// Who asks, and of which teams they are.
pub struct Asker {
    pub user: UserId,
    pub teams: Vec<Uuid>,
    admin: bool,
}

impl Asker {
    /// The caller.
    ///
    /// # Errors
    /// `Denied` for whoever is no user; where directory is away.
    pub async fn of(peers: &Peers, cause: &Cause) -> Result<Self> {
        let user = cause.caller.user().ok_or_else(|| Error::denied("only a user has macros"))?;
        let all = peers.all_teams(cause.account()).await?;
        Ok(Self { user, teams: teams_of(&all, user), admin: cause.caller.is_admin() })
    }
    fn may_run(&self, one: &Macro) -> bool {
        match one.scope() {
            Scope::Shared => true,
            Scope::Team => one.teams.iter().any(|team| self.teams.contains(team)),
            Scope::Own => one.owner == self.user.uuid(),
            Scope::Unspecified => false,
        }
    }
    /// Whether they may make and change one of that scope and those teams, made by `owner`; else why not.
    fn may_change(&self, scope: Scope, teams: &[Uuid], owner: Uuid) -> Result<()> {
        let own_team = teams.iter().all(|team| self.teams.contains(team));
        let (may, whose) = match scope {
            Scope::Shared => (self.admin, "what is everybody's is changed by admins"),
            Scope::Team => {
                (self.admin || own_team, "what is a team's is changed by its members and by admins")
            }
            Scope::Own => (owner == self.user.uuid(), "what is somebody's own is changed by them"),
            Scope::Unspecified => (false, "it is nobody's"),
        };
        if may { Ok(()) } else { Err(Error::denied(whose)) }
    }
}

/// The teams that a user is in.
pub fn teams_of(all: &[Team], user: UserId) -> Vec<Uuid> {
    let user = user.to_string();
    let own = all.iter().filter(|team| team.user_ids.contains(&user));
    own.filter_map(|team| Some(team.id.parse::<TeamId>().ok()?.uuid())).collect()
}

/// One that the caller may run, or as an administrator any, for tidying up.
///
/// # Errors
/// `NotFound`.
pub async fn get(engine: &Engine, cause: &Cause, asker: &Asker, id: MacroId) -> Result<Macro> {
    let found = read_macros!("id = $2", cause.account().uuid(), id.uuid());
    let found = found.fetch_optional(engine.db.pool()).await?;
    found.filter(|one| asker.admin || asker.may_run(one)).ok_or_else(|| Error::not_found("macro", id))
}

/// Those that the caller may run, in their order; as an administrator with `everybody` all of the account.
///
/// # Errors
/// `Denied` for `everybody`.
pub async fn list(engine: &Engine, cause: &Cause, asker: &Asker, everybody: bool) -> Result<Vec<Macro>> {
    if everybody && !asker.admin {
        return Err(Error::denied("everybody's macros are for administrators"));
    }
    let all = read_macros!("true order by position, id limit $2", cause.account().uuid(), MOST);
    let mut all = all.fetch_all(engine.db.pool()).await?;
    all.retain(|one| everybody || asker.may_run(one));
    Ok(all)
}

/// As the contract has it, for whoever asks.
///
/// # Errors
/// `Internal`.
pub fn shown(one: &Macro, asker: &Asker) -> Result<pb::Macro> {
    let editable = asker.may_change(one.scope(), &one.teams, one.owner).is_ok();
    Ok(pb::Macro { editable, ..pb::Macro::try_from(one)? })
}
