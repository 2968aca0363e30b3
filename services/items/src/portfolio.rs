//! Portfolios: what projects are put in to be looked at together.
mod member;

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use tandem_kit::{Caller, Cause, Emit, Error, Result, Tx, id::PortfolioId};
use tandem_proto::items as pb;
use uuid::Uuid;

pub use self::member::{add, remove};
use crate::{
    Env, error,
    hierarchy::{Node, Tree},
    sight, wire,
};

/// Most portfolios of an account.
const MOST: usize = 200;

/// A portfolio.
#[derive(Clone, Debug)]
pub struct Portfolio {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub name: String,
    pub position: i32,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    /// Those that were put into it itself.
    pub projects: Vec<Uuid>,
}

/// The portfolios of the account, those within one in their order.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, caller: &Caller) -> Result<Vec<Portfolio>> {
    read(env.db.pool(), caller.account, None).await
}

/// One portfolio.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl PgExecutor<'_>, account: Uuid, id: PortfolioId) -> Result<Portfolio> {
    let found = read(db, account, Some(id.uuid())).await?.pop();
    found.ok_or_else(|| Error::not_found("portfolio", id))
}

async fn read(db: impl PgExecutor<'_>, account: Uuid, id: Option<Uuid>) -> Result<Vec<Portfolio>> {
    let mut found = sqlx::query_as!(
        Portfolio,
        r#"select id, parent, name, position, revision, create_time, update_time,
                  array(select member.project
                          from items.portfolio_project as member
                         where member.account = $1 and member.portfolio = portfolio.id and member.directly
                         order by member.project) as "projects!"
             from items.portfolio
            where account = $1 and ($2::uuid is null or id = $2)
            order by position, id"#,
        account,
        id
    )
    .fetch_all(db)
    .await?;
    for portfolio in &mut found {
        portfolio.projects.retain(|project| sight::sees_project(*project));
    }
    Ok(found)
}

/// Makes those who change the portfolios of an account wait for each other: two moves at once could make a circle that neither sees.
async fn hold(tx: &mut Tx, account: Uuid) -> Result<Tree> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("items.portfolio.{account}")
    )
    .fetch_one(&mut **tx)
    .await?;
    let nodes =
        sqlx::query_as!(Node, "select id, parent, position from items.portfolio where account = $1", account);
    Ok(Tree { what: "portfolio", nodes: nodes.fetch_all(&mut **tx).await? })
}

/// What a portfolio is made of.
#[derive(Debug)]
pub struct New {
    pub parent: Option<PortfolioId>,
    pub name: String,
    pub request_id: Option<String>,
}

/// Makes a portfolio. The same request id gives the same one.
///
/// # Errors
/// `Invalid` where the parent is not there; `Refused` where there are too many, or it would be too far down.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Portfolio> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    let tree = hold(&mut tx, account).await?;
    if let Some(id) = by_request(&mut tx, account, new.request_id.as_deref()).await? {
        return get(&mut *tx, account, id).await;
    }
    if tree.nodes.len() >= MOST {
        return Err(error::too_many("TOO_MANY_PORTFOLIOS", "portfolios", tree.nodes.len() + 1, MOST));
    }
    let parent = new.parent.map(|id| id.uuid());
    tree.check_parent(None, parent)?;
    let id = PortfolioId::new();
    sqlx::query!(
        "insert into items.portfolio (account, id, parent, name, position, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        account,
        id.uuid(),
        parent,
        new.name,
        tree.last_in(parent),
        new.request_id,
        env.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    let portfolio = get(&mut *tx, account, id).await?;
    let created = pb::PortfolioCreated { portfolio: Some(wire::place::portfolio(&portfolio)) };
    tx.emit(cause, about(&portfolio, Emit::new(&created)));
    tx.commit().await?;
    Ok(portfolio)
}

async fn by_request(tx: &mut Tx, account: Uuid, request_id: Option<&str>) -> Result<Option<PortfolioId>> {
    let Some(request_id) = request_id else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select id from items.portfolio where account = $1 and request_id = $2",
        account,
        request_id
    );
    Ok(found.fetch_optional(&mut **tx).await?.map(PortfolioId::from))
}

/// Gives a portfolio another name.
///
/// # Errors
/// `NotFound`; `Stale` where `revision` is given and behind.
pub async fn rename(
    env: &Env,
    cause: &Cause,
    id: PortfolioId,
    revision: i64,
    name: String,
) -> Result<Portfolio> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account).await?;
    let portfolio = get(&mut *tx, account, id).await?;
    Error::stale_unless("portfolio", revision, portfolio.revision)?;
    if portfolio.name == name {
        return Ok(portfolio);
    }
    write(&mut tx, env, account, Portfolio { name, ..portfolio }).await?;
    finish(tx, cause, id, &["name"]).await
}

/// Puts a portfolio into another, or at the top, after one that is there, or first.
///
/// # Errors
/// `NotFound`; `Invalid` where the others are not there; `Refused` for a circle or too many levels.
pub async fn place(
    env: &Env,
    cause: &Cause,
    id: PortfolioId,
    parent: Option<PortfolioId>,
    after: Option<PortfolioId>,
) -> Result<Portfolio> {
    let account = cause.caller.account;
    let parent = parent.map(|id| id.uuid());
    let mut tx = env.db.begin().await?;
    let tree = hold(&mut tx, account).await?;
    let portfolio = get(&mut *tx, account, id).await?;
    tree.check_parent(Some((portfolio.id, &portfolio.name)), parent)?;
    let order = tree.order(portfolio.id, parent, after.map(|id| id.uuid()))?;
    let moved = portfolio.parent != parent;
    write(&mut tx, env, account, Portfolio { parent, ..portfolio }).await?;
    let positions: Vec<i32> = (1..).take(order.len()).collect();
    sqlx::query!(
        "update items.portfolio
            set position = placed.position
           from unnest($2::uuid[], $3::integer[]) as placed (id, position)
          where portfolio.account = $1 and portfolio.id = placed.id and portfolio.position <> placed.position",
        account,
        &order,
        &positions
    )
    .execute(&mut *tx)
    .await?;
    if moved {
        member::settle(&mut tx, account, None).await?;
    }
    finish(tx, cause, id, if moved { &["parent_id", "position"] } else { &["position"] }).await
}

/// Deletes a portfolio; those in it move up.
///
/// # Errors
/// `NotFound`.
pub async fn delete(env: &Env, cause: &Cause, id: PortfolioId) -> Result<()> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account).await?;
    let portfolio = get(&mut *tx, account, id).await?;
    sqlx::query!(
        "update items.portfolio set parent = $3, revision = revision + 1 where account = $1 and parent = $2",
        account,
        portfolio.id,
        portfolio.parent
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("delete from items.portfolio where account = $1 and id = $2", account, portfolio.id)
        .execute(&mut *tx)
        .await?;
    member::settle(&mut tx, account, None).await?;
    let deleted = pb::PortfolioDeleted { portfolio_id: id.to_string() };
    tx.emit(cause, about(&portfolio, Emit::new(&deleted)));
    tx.commit().await
}

async fn write(tx: &mut Tx, env: &Env, account: Uuid, portfolio: Portfolio) -> Result<()> {
    sqlx::query!(
        "update items.portfolio
            set parent = $3, name = $4, revision = revision + 1, update_time = $5
          where account = $1 and id = $2",
        account,
        portfolio.id,
        portfolio.parent,
        portfolio.name,
        env.clock.now()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Tells what changed, and answers the portfolio as it is.
async fn finish(mut tx: Tx, cause: &Cause, id: PortfolioId, changed: &[&str]) -> Result<Portfolio> {
    let portfolio = get(&mut *tx, cause.caller.account, id).await?;
    let changed = changed.iter().map(|field| (*field).to_owned()).collect();
    let updated = pb::PortfolioUpdated { portfolio: Some(wire::place::portfolio(&portfolio)), changed };
    tx.emit(cause, about(&portfolio, Emit::new(&updated)));
    tx.commit().await?;
    Ok(portfolio)
}

fn about(portfolio: &Portfolio, emit: Emit) -> Emit {
    emit.about(PortfolioId::from(portfolio.id)).revision(portfolio.revision)
}
