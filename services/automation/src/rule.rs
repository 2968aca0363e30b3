//! Rules: what starts them, when they hold, and what they do.
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Page, Readers, Result, Tx,
    id::{AccountId, OrganizationId, RuleId},
};
use tandem_proto::{automation as pb, types::Condition};
use uuid::Uuid;

pub mod check;
pub mod shipped;

use crate::{subject, wire::Definition};

/// The most rules of an account.
const MOST: i64 = 7_000;

/// A rule as it is kept.
pub struct Rule {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub enabled: bool,
    pub kinds: Vec<i16>,
    pub definition: Value,
    pub position: i32,
    pub organization: Option<Uuid>,
    pub shipped: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// What a rule is made from.
pub struct New {
    pub name: String,
    pub enabled: bool,
    pub kinds: Vec<i16>,
    pub definition: Definition,
    /// After all others, where there is none.
    pub position: Option<i32>,
    pub organization: Option<OrganizationId>,
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub enabled: Option<bool>,
    pub kinds: Option<Vec<i16>>,
    pub triggers: Option<Vec<pb::Trigger>>,
    /// The empty one: always.
    pub condition: Option<Condition>,
    pub actions: Option<Vec<pb::Action>>,
    pub position: Option<i32>,
}

/// One rule.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: RuleId) -> Result<Rule> {
    sqlx::query_as!(
        Rule,
        "select id, code, name, enabled, kinds, definition, position, organization, shipped, revision, create_time, update_time
           from automation.rule where account = $1 and id = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("rule", id))
}

/// Rules in the order in which they run; with an organization, only its routing.
///
/// # Errors
/// `Invalid` for a page that cannot be.
pub async fn list(
    db: &Readers,
    account: AccountId,
    page: &Page,
    organization: Option<OrganizationId>,
) -> Result<(Vec<Rule>, String)> {
    let (position, id) = page.after::<(i32, Uuid)>()?.unwrap_or((i32::MIN, Uuid::nil()));
    let rows = sqlx::query_as!(
        Rule,
        "select id, code, name, enabled, kinds, definition, position, organization, shipped, revision, create_time, update_time
           from automation.rule
          where account = $1
            and (position, id) > ($2, $3)
            and ($4::uuid is null or organization = $4)
          order by position, id
          limit $5",
        account.uuid(),
        position,
        id,
        organization.map(|o| o.uuid()),
        page.limit()
    )
    .fetch_all(db)
    .await?;
    Ok(page.cut(rows, |last| (last.position, last.id)))
}

/// Makes a rule. The same request gives the same rule. Announces `RuleChanged`.
///
/// # Errors
/// `Invalid`, `TOO_MANY_RULES`.
pub async fn create(
    db: &Db,
    cause: &Cause,
    new: New,
    request: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Rule> {
    let (account, id) = (cause.account(), RuleId::new());
    shipped::ensure(db, cause).await?;
    let mut tx = db.begin().await?;
    let code = next_version(&mut tx, account, 1).await?; // locks the account's rules
    if let Some(made) = by_request(&mut tx, account, request).await? {
        return get(&mut *tx, account, made.into()).await;
    }
    let (count, last) = extent(&mut tx, account).await?;
    if count >= MOST {
        return Err(Error::refused(
            "TOO_MANY_RULES",
            format!("the account has {count} rules and may have {MOST}"),
        ));
    }
    let position = new.position.unwrap_or_else(|| last.saturating_add(10));
    sqlx::query!(
        "insert into automation.rule
                (account, id, code, name, enabled, kinds, definition, position, organization, shipped, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11, $11)",
        account.uuid(),
        id.uuid(),
        format!("A{code:02}"),
        new.name,
        new.enabled,
        &new.kinds,
        new.definition.json()?,
        position,
        new.organization.map(|o| o.uuid()),
        request,
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("rule_name_check", || Error::invalid("rule.name", "must have 1 to 200 characters"))?;
    if new.enabled {
        subject::look_again(&mut tx, account, &new.definition.triggers).await?;
    }
    let rule = get(&mut *tx, account, id).await?;
    changed(&mut tx, cause, id, 1);
    tx.commit().await?;
    Ok(rule)
}

/// Raises the version of the account's rules and holds the row, so that rules change one after another. Answers with the
/// number of the next code, of which `codes` are taken.
async fn next_version(tx: &mut PgConnection, account: AccountId, codes: i32) -> Result<i32> {
    let next = sqlx::query_scalar!(
        "insert into automation.book (account, version, next_code) values ($1, 1, 1 + $2)
         on conflict (account) do update set version = book.version + 1, next_code = book.next_code + $2
         returning next_code",
        account.uuid(),
        codes
    )
    .fetch_one(tx)
    .await?;
    Ok(next - codes)
}

async fn by_request(
    tx: &mut PgConnection,
    account: AccountId,
    request: Option<Uuid>,
) -> Result<Option<Uuid>> {
    let Some(request) = request else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select id from automation.rule where account = $1 and request_id = $2",
        account.uuid(),
        request
    );
    Ok(found.fetch_optional(tx).await?)
}

/// How many rules there are, and the position of the last.
async fn extent(tx: &mut PgConnection, account: AccountId) -> Result<(i64, i32)> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", coalesce(max(position), 0) as "last!" from automation.rule where account = $1"#,
        account.uuid()
    )
    .fetch_one(tx)
    .await?;
    Ok((row.count, row.last))
}

fn changed(tx: &mut Tx, cause: &Cause, id: RuleId, revision: i64) {
    tx.emit(cause, Emit::new(&pb::RuleChanged { rule_id: id.to_string() }).about(id).revision(revision));
}

/// Changes a rule, if it still has the revision that was seen; 0: whatever it has. Announces `RuleChanged`.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    (id, revision): (RuleId, i64),
    change: Change,
    now: DateTime<Utc>,
) -> Result<Rule> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    next_version(&mut tx, account, 0).await?;
    let before = get(&mut *tx, account, id).await?;
    Error::stale_unless("the rule", revision, before.revision)?;
    let mut definition = Definition::read(&before.definition)?;
    let again = change.enabled == Some(true) || change.triggers.is_some();
    if let Some(triggers) = change.triggers {
        definition.triggers = triggers;
    }
    if let Some(condition) = change.condition {
        definition.condition = Some(condition).filter(|c| c.node.is_some());
    }
    if let Some(actions) = change.actions {
        definition.actions = actions;
    }
    sqlx::query!(
        "update automation.rule
            set name = coalesce($3, name), enabled = coalesce($4, enabled), kinds = coalesce($5, kinds), definition = $6,
                position = coalesce($7, position), revision = revision + 1, update_time = $8
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        change.name,
        change.enabled,
        change.kinds.as_deref(),
        definition.json()?,
        change.position,
        now
    )
    .execute(&mut *tx)
    .await
    .on_constraint("rule_name_check", || Error::invalid("rule.name", "must have 1 to 200 characters"))?;
    let rule = get(&mut *tx, account, id).await?;
    if rule.enabled && again {
        subject::look_again(&mut tx, account, &definition.triggers).await?;
    }
    changed(&mut tx, cause, id, rule.revision);
    tx.commit().await?;
    Ok(rule)
}

/// Deletes a rule. What it did stays in the record. Announces `RuleChanged`.
///
/// # Errors
/// `NotFound`.
pub async fn delete(db: &Db, cause: &Cause, id: RuleId) -> Result<()> {
    let account = cause.account();
    let mut tx = db.begin().await?;
    next_version(&mut tx, account, 0).await?;
    let gone =
        sqlx::query!("delete from automation.rule where account = $1 and id = $2", account.uuid(), id.uuid())
            .execute(&mut *tx)
            .await?;
    if gone.rows_affected() == 0 {
        return Err(Error::not_found("rule", id));
    }
    sqlx::query!("delete from automation.turn where account = $1 and rule = $2", account.uuid(), id.uuid())
        .execute(&mut *tx)
        .await?;
    changed(&mut tx, cause, id, 0);
    tx.commit().await
}
