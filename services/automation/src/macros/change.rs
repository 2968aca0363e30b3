//! Makes, changes and deletes macros.
use tandem_kit::{
    Cause, Emit, Error, OnConstraint, Result, Tx,
    condition::Catalogue,
    id::{self, TeamId},
};
use tandem_proto::automation::{self as pb, r#macro::Scope};
use uuid::Uuid;

use super::{Asker, MOST, Macro, MacroId, read_macros};
use crate::{engine::Engine, rule::check, wire::Definition};

const MOST_TEAMS: usize = 20;

/// What a macro is to be.
pub struct Draft {
    name: String,
    description: String,
    icon: String,
    heading: String,
    scope: Scope,
    teams: Vec<Uuid>,
    enabled: bool,
    kinds: Vec<i16>,
    definition: Definition,
    position: Option<i32>,
}

/// Reads what is asked for.
///
/// # Errors
/// `Invalid` with the field.
pub fn draft(mut given: pb::Macro, (catalogue, fields): (&Catalogue, &check::Fields)) -> Result<Draft> {
    let actions = check::actions("macro", std::mem::take(&mut given.actions), fields)?;
    let condition = if given.filter.is_empty() {
        check::tree("macro", given.condition.clone(), catalogue)?
    } else {
        check::condition("macro", &given.filter, catalogue)?
    };
    let scope = match given.scope() {
        Scope::Unspecified => Scope::Own,
        said => said,
    };
    Ok(Draft {
        name: given.name.trim().to_owned(),
        description: given.description.trim().to_owned(),
        icon: given.icon,
        heading: given.group.trim().to_owned(),
        scope,
        teams: teams(scope, &given.team_ids)?,
        enabled: given.enabled,
        kinds: check::kinds("macro", &given.kinds)?,
        definition: Definition {
            triggers: Vec::new(),
            condition: Some(condition).filter(|c| c.node.is_some()),
            actions,
        },
        position: (given.position != 0).then_some(given.position),
    })
}

fn teams(scope: Scope, given: &[String]) -> Result<Vec<Uuid>> {
    let mut teams = Vec::new();
    for text in given {
        let team: TeamId = id::in_field("macro.team_ids", text)?;
        if !teams.contains(&team.uuid()) {
            teams.push(team.uuid());
        }
    }
    match (scope == Scope::Team, teams.len()) {
        (true, 0) => Err(Error::invalid("macro.team_ids", "names no team: SCOPE_TEAM takes at least one")),
        (true, n) if n > MOST_TEAMS => {
            Err(Error::invalid("macro.team_ids", format!("{n} teams; at most {MOST_TEAMS}")))
        }
        (false, 1..) => Err(Error::invalid("macro.team_ids", "is given for SCOPE_TEAM, and for that only")),
        _ => Ok(teams),
    }
}

fn number(scope: Scope) -> i16 {
    i16::try_from(i32::from(scope)).unwrap_or(0)
}

/// What the database refuses of a macro, said of its fields.
fn refused(done: std::result::Result<sqlx::postgres::PgQueryResult, sqlx::Error>) -> Result<()> {
    done.on_constraint("macro_name_check", || Error::invalid("macro.name", "must have 1 to 100 characters"))
        .map(drop)
}

fn check_texts(draft: &Draft) -> Result<()> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if draft.name.is_empty() || long(&draft.name, 100) {
        return Err(Error::invalid("macro.name", "must have 1 to 100 characters"));
    }
    if long(&draft.description, 500) {
        return Err(Error::invalid("macro.description", "has more than 500 characters"));
    }
    if long(&draft.heading, 100) {
        return Err(Error::invalid("macro.group", "has more than 100 characters"));
    }
    if long(&draft.icon, 40) || !draft.icon.chars().all(plain) {
        let problem = format!("{:?} is no name of an icon: lower case letters, digits and \"-\"", draft.icon);
        return Err(Error::invalid("macro.icon", problem));
    }
    Ok(())
}

async fn check_teams(engine: &Engine, cause: &Cause, teams: &[Uuid]) -> Result<()> {
    let all = engine.peers.all_teams(cause.account()).await?;
    let unknown = teams
        .iter()
        .map(|team| TeamId::from(*team).to_string())
        .find(|team| all.iter().all(|known| known.id != *team));
    match unknown {
        Some(team) => Err(Error::invalid("macro.team_ids", format!("there is no team {team:?}"))),
        None => Ok(()),
    }
}

fn tell(tx: &mut Tx, cause: &Cause, id: MacroId, revision: i64) {
    tx.emit(cause, Emit::new(&pb::MacroChanged { macro_id: id.to_string() }).about(id).revision(revision));
}

async fn read(tx: &mut Tx, cause: &Cause, id: MacroId) -> Result<Macro> {
    let found = read_macros!("id = $2 for update", cause.account().uuid(), id.uuid()); // against two changes at once
    found.fetch_optional(&mut **tx).await?.ok_or_else(|| Error::not_found("macro", id))
}

/// Makes a macro of the caller's. The same request gives the same macro. Announces `MacroChanged`.
///
/// # Errors
/// `Invalid`, `Denied`, `TOO_MANY_MACROS`.
pub async fn create(
    engine: &Engine,
    cause: &Cause,
    asker: &Asker,
    draft: Draft,
    request: Option<Uuid>,
) -> Result<Macro> {
    check_texts(&draft)?;
    check_teams(engine, cause, &draft.teams).await?;
    let (account, owner, now) = (cause.account().uuid(), asker.user.uuid(), engine.clock.now());
    asker.may_change(draft.scope, &draft.teams, owner)?;
    let id = MacroId::new();
    let mut tx = engine.db.begin().await?;
    let earlier = read_macros!("owner = $2 and request_id = $3", account, owner, request);
    if let Some(earlier) = earlier.fetch_optional(&mut *tx).await? {
        return Ok(earlier);
    }
    let there = sqlx::query!(
        r#"select count(*) as "count!", coalesce(max(position), 0) as "last!" from automation.macro where account = $1"#,
        account
    );
    let there = there.fetch_one(&mut *tx).await?;
    if there.count >= MOST {
        let why = format!("the account has {} macros and may have {MOST}", there.count);
        return Err(Error::refused("TOO_MANY_MACROS", why));
    }
    let made = sqlx::query!(
        "insert into automation.macro
                (account, id, name, description, icon, heading, scope, teams, owner, enabled, kinds, definition, position,
                 request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
        account,
        id.uuid(),
        draft.name,
        draft.description,
        draft.icon,
        draft.heading,
        number(draft.scope),
        &draft.teams,
        owner,
        draft.enabled,
        &draft.kinds,
        draft.definition.json()?,
        draft.position.unwrap_or_else(|| there.last.saturating_add(10)),
        request,
        now
    );
    refused(made.execute(&mut *tx).await)?;
    let made = read(&mut tx, cause, id).await?;
    tell(&mut tx, cause, id, 1);
    tx.commit().await?;
    Ok(made)
}

/// Makes a macro what `becomes` says of it. Announces `MacroChanged`.
///
/// # Errors
/// `NotFound`, `Denied`, `Stale`, `Invalid`.
pub async fn update(
    engine: &Engine,
    cause: &Cause,
    asker: &Asker,
    (id, revision): (MacroId, i64),
    draft: Draft,
) -> Result<Macro> {
    check_texts(&draft)?;
    check_teams(engine, cause, &draft.teams).await?;
    let mut tx = engine.db.begin().await?;
    let before = read(&mut tx, cause, id).await?;
    asker.may_change(before.scope(), &before.teams, before.owner)?;
    asker.may_change(draft.scope, &draft.teams, before.owner)?;
    Error::stale_unless("the macro", revision, before.revision)?;
    let written = sqlx::query!(
        "update automation.macro
            set name = $3, description = $4, icon = $5, heading = $6, scope = $7, teams = $8, enabled = $9, kinds = $10,
                definition = $11, position = $12, revision = revision + 1, update_time = $13
          where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid(),
        draft.name,
        draft.description,
        draft.icon,
        draft.heading,
        number(draft.scope),
        &draft.teams,
        draft.enabled,
        &draft.kinds,
        draft.definition.json()?,
        draft.position.unwrap_or(before.position),
        engine.clock.now()
    );
    refused(written.execute(&mut *tx).await)?;
    let after = read(&mut tx, cause, id).await?;
    tell(&mut tx, cause, id, after.revision);
    tx.commit().await?;
    Ok(after)
}

/// Deletes a macro. What it did stays in the record. Announces `MacroChanged`.
///
/// # Errors
/// `NotFound`, `Denied`.
pub async fn delete(engine: &Engine, cause: &Cause, asker: &Asker, id: MacroId) -> Result<()> {
    let mut tx = engine.db.begin().await?;
    let before = read(&mut tx, cause, id).await?;
    if !asker.admin {
        asker.may_change(before.scope(), &before.teams, before.owner)?;
    }
    let account = cause.account().uuid();
    sqlx::query!("delete from automation.macro where account = $1 and id = $2", account, id.uuid())
        .execute(&mut *tx)
        .await?;
    sqlx::query!("delete from automation.turn where account = $1 and rule = $2", account, id.uuid())
        .execute(&mut *tx)
        .await?;
    tell(&mut tx, cause, id, 0);
    tx.commit().await
}
