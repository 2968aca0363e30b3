//! Which projects are in a portfolio. A row says it of every portfolio around, so that a filter asks one row.
use tandem_kit::{
    Cause, OnConstraint, Result, Tx,
    id::{PortfolioId, ProjectId},
};
use uuid::Uuid;

use super::{Portfolio, finish, get, hold, write};
use crate::{Env, error, sight};

/// Most projects that are put into one portfolio.
const MOST: usize = 500;

/// Puts a project into a portfolio.
///
/// # Errors
/// `NotFound`; `Invalid` where there is no such project; `Refused` where there are too many.
pub async fn add(env: &Env, cause: &Cause, id: PortfolioId, project: ProjectId) -> Result<Portfolio> {
    let account = cause.caller.account;
    if !sight::sees_project(project.uuid()) {
        return Err(error::no_project("project_id"));
    }
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account).await?;
    let portfolio = get(&mut *tx, account, id).await?;
    if portfolio.projects.contains(&project.uuid()) {
        return Ok(portfolio);
    }
    if portfolio.projects.len() >= MOST {
        return Err(error::too_many("TOO_MANY", "projects", portfolio.projects.len() + 1, MOST));
    }
    sqlx::query!(
        "insert into items.portfolio_project (account, portfolio, project, directly) values ($1, $2, $3, true)
         on conflict on constraint portfolio_project_pkey do update set directly = true",
        account,
        id.uuid(),
        project.uuid()
    )
    .execute(&mut *tx)
    .await
    .on_constraint("portfolio_project_project_fkey", || error::no_project("project_id"))?;
    settle(&mut tx, account, Some(project.uuid())).await?;
    write(&mut tx, env, account, portfolio).await?;
    finish(tx, cause, id, &["project_ids"]).await
}

/// Takes a project out of a portfolio.
///
/// # Errors
/// `NotFound` where there is no such portfolio or project.
pub async fn remove(env: &Env, cause: &Cause, id: PortfolioId, project: ProjectId) -> Result<Portfolio> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account).await?;
    let portfolio = get(&mut *tx, account, id).await?;
    if !portfolio.projects.contains(&project.uuid()) {
        crate::project::get(env, &cause.caller, project).await?;
        return Ok(portfolio);
    }
    sqlx::query!(
        "delete from items.portfolio_project where account = $1 and portfolio = $2 and project = $3",
        account,
        id.uuid(),
        project.uuid()
    )
    .execute(&mut *tx)
    .await?;
    settle(&mut tx, account, Some(project.uuid())).await?;
    write(&mut tx, env, account, portfolio).await?;
    finish(tx, cause, id, &["project_ids"]).await
}

/// Writes anew in which portfolios a project is by those being in others, or all projects.
///
/// # Errors
/// Where the database is away.
pub async fn settle(tx: &mut Tx, account: Uuid, project: Option<Uuid>) -> Result<()> {
    sqlx::query!(
        "delete from items.portfolio_project
          where account = $1 and not directly and ($2::uuid is null or project = $2)",
        account,
        project
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "with recursive up as (
           select member.project, portfolio.parent
             from items.portfolio_project as member
             join items.portfolio on portfolio.account = $1 and portfolio.id = member.portfolio
            where member.account = $1 and member.directly and portfolio.parent is not null
              and ($2::uuid is null or member.project = $2)
           union
           select up.project, portfolio.parent
             from up
             join items.portfolio on portfolio.account = $1 and portfolio.id = up.parent
            where portfolio.parent is not null)
         insert into items.portfolio_project (account, portfolio, project, directly)
         select $1, up.parent, up.project, false from up
             on conflict on constraint portfolio_project_pkey do nothing",
        account,
        project
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
