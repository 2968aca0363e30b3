//! Teams: groups of users that items can be assigned to.
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Page, Readers, Result,
    id::{AccountId, TeamId, UserId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

const MOST_MEMBERS: usize = 500;

/// A team as it is kept.
pub struct Team {
    pub id: Uuid,
    pub name: String,
    pub members: Vec<Uuid>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// One team.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: TeamId) -> Result<Team> {
    sqlx::query_as!(
        Team,
        r#"select id, name, revision, create_time, update_time,
                  array(select member from directory.team_member m where m.account = $1 and m.team = t.id order by member) as "members!"
             from directory.team t where account = $1 and id = $2"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("team", id))
}

/// Teams by name.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(db: &Readers, account: AccountId, page: &Page) -> Result<(Vec<Team>, String)> {
    let (name, id) = page.after::<(String, Uuid)>()?.unwrap_or_default();
    let rows = sqlx::query_as!(
        Team,
        r#"select id, name, revision, create_time, update_time,
                  array(select member from directory.team_member m where m.account = $1 and m.team = t.id order by member) as "members!"
             from directory.team t
            where account = $1 and (lower(name), id) > (lower($2), $3)
            order by lower(name), id
            limit $4"#,
        account.uuid(),
        name,
        id,
        page.limit()
    )
    .fetch_all(db)
    .await?;
    Ok(page.cut(rows, |last| (last.name.clone(), last.id)))
}

/// Makes a team. The same request gives the same team. Announces `TeamCreated`.
///
/// # Errors
/// `Invalid` where the name or a member cannot be.
pub async fn create(
    db: &Db,
    cause: &Cause,
    name: &str,
    members: &[UserId],
    request: Option<Uuid>,
) -> Result<Team> {
    let now = db.now();
    let (account, id) = (cause.account(), TeamId::new());
    let mut tx = db.begin().await?;
    let made = sqlx::query_scalar!(
        "insert into directory.team (account, id, name, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $5)
         on conflict on constraint team_request_unique do nothing
         returning id",
        account.uuid(),
        id.uuid(),
        name.trim(),
        request,
        now
    )
    .fetch_optional(&mut *tx)
    .await
    .on_constraint("team_name_check", || Error::invalid("name", "must have 1 to 200 characters"))?;
    if made.is_none() {
        let earlier = sqlx::query_scalar!(
            "select id from directory.team where account = $1 and request_id = $2",
            account.uuid(),
            request
        )
        .fetch_one(&mut *tx)
        .await?;
        return get(&mut *tx, account, earlier.into()).await;
    }
    set_members(&mut tx, account, id, "user_ids", members).await?;
    let team = get(&mut *tx, account, id).await?;
    tx.emit(cause, Emit::new(&pb::TeamCreated { team: Some((&team).into()) }).about(id).revision(1));
    tx.commit().await?;
    Ok(team)
}

/// Changes a team. Announces `TeamUpdated`.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    id: TeamId,
    revision: i64,
    (name, members): (Option<String>, Option<Vec<UserId>>),
) -> Result<Team> {
    let now = db.now();
    let account = cause.account();
    let mut tx = db.begin().await?;
    let before = sqlx::query_scalar!(
        "select revision from directory.team where account = $1 and id = $2 for update",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("team", id))?;
    Error::stale_unless("the team", revision, before)?;
    sqlx::query!(
        "update directory.team set name = coalesce($3, name), revision = revision + 1, update_time = $4
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        name,
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("team_name_check", || Error::invalid("team.name", "must have 1 to 200 characters"))?;
    if let Some(members) = &members {
        set_members(&mut tx, account, id, "team.user_ids", members).await?;
    }
    let team = get(&mut *tx, account, id).await?;
    let changed = [("name", name.is_some()), ("user_ids", members.is_some())];
    let changed = changed.iter().filter(|(_, is)| *is).map(|(f, _)| (*f).to_owned()).collect();
    tx.emit(
        cause,
        Emit::new(&pb::TeamUpdated { team: Some((&team).into()), changed }).about(id).revision(team.revision),
    );
    tx.commit().await?;
    Ok(team)
}

/// Deletes a team. Announces `TeamDeleted`.
///
/// # Errors
/// `NotFound`.
pub async fn delete(db: &Db, cause: &Cause, id: TeamId) -> Result<()> {
    let mut tx = db.begin().await?;
    let gone = sqlx::query!(
        "delete from directory.team where account = $1 and id = $2",
        cause.account().uuid(),
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    if gone.rows_affected() == 0 {
        return Err(Error::not_found("team", id));
    }
    tx.emit(cause, Emit::new(&pb::TeamDeleted { team_id: id.to_string() }).about(id));
    tx.commit().await
}

async fn set_members(
    tx: &mut PgConnection,
    account: AccountId,
    id: TeamId,
    field: &str,
    members: &[UserId],
) -> Result<()> {
    if members.len() > MOST_MEMBERS {
        return Err(Error::invalid(
            field,
            format!("has {} users; a team has at most {MOST_MEMBERS}", members.len()),
        ));
    }
    let members: Vec<Uuid> = members.iter().map(UserId::uuid).collect();
    sqlx::query!(
        "delete from directory.team_member where account = $1 and team = $2 and not member = any($3)",
        account.uuid(),
        id.uuid(),
        &members
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into directory.team_member (account, team, member)
         select $1, $2, member from unnest($3::uuid[]) member on conflict do nothing",
        account.uuid(),
        id.uuid(),
        &members
    )
    .execute(tx)
    .await
    .on_constraint("team_member_user_fkey", || {
        Error::invalid(field, "names somebody who is no user of the account")
    })?;
    Ok(())
}
