//! SLA policies: how soon an answer and a solution are promised, by stars.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result, clock,
    id::{AccountId, SlaPolicyId},
    mask,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::Target;
use crate::{Env, text, wire};

const MOST_PROMISES: usize = 18;
const YEAR_SECONDS: i64 = 366 * 86_400;
const HOUR: i64 = 3_600;

/// One cell of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// 0 to 5 stars.
    pub priority: i16,
    pub target: Target,
    /// Seconds of business time.
    pub within: i64,
}

/// A named grid of promises.
#[derive(Debug)]
pub struct Policy {
    pub id: Uuid,
    pub name: String,
    pub promises: Json<Vec<Promise>>,
    pub sample: bool,
    pub revision: i64,
}

/// What "Sample SLA" promises: hours for each number of stars.
pub fn shipped_promises() -> Vec<Promise> {
    let hours = [(0, 8, 16, 80), (1, 8, 16, 80), (2, 8, 8, 40), (3, 4, 8, 24), (4, 2, 4, 16), (5, 1, 2, 8)];
    let cells = hours.into_iter().flat_map(|(priority, first, next, resolution)| {
        [(Target::FirstResponse, first), (Target::NextResponse, next), (Target::Resolution, resolution)]
            .map(|(target, hours)| Promise { priority, target, within: hours * HOUR })
    });
    cells.collect()
}

/// The policies of an account, by name.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn list(env: &Env, account: AccountId) -> Result<Vec<Policy>> {
    let _made = env.vocabularies.of(account).await?;
    let policies = sqlx::query_as!(
        Policy,
        r#"select id, name, promises as "promises: Json<Vec<Promise>>", sample, revision
             from items.sla_policy
            where account = $1
            order by name, id
            limit 100"#,
        account.uuid()
    );
    Ok(policies.fetch_all(env.db.pool()).await?)
}

/// What a policy promises; nothing where it is not there.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn promises(db: &mut sqlx::PgConnection, account: Uuid, id: Uuid) -> Result<Option<Vec<Promise>>> {
    let promises = sqlx::query_scalar!(
        r#"select promises as "promises: Json<Vec<Promise>>" from items.sla_policy where account = $1 and id = $2"#,
        account,
        id
    );
    Ok(promises.fetch_optional(db).await?.map(|Json(promises)| promises))
}

/// What an update sets.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    promises: Option<Vec<Promise>>,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::UpdateSlaPolicyRequest) -> Result<Self> {
        let given = request.sla_policy.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(text::name("sla_policy.name", &given.name)?),
                "promises" => change.promises = Some(read_promises(&given.promises)?),
                _ => return Err(mask::unknown(path, &["name", "promises"])),
            }
        }
        Ok(change)
    }
}

fn read_promises(given: &[pb::sla_policy::Promise]) -> Result<Vec<Promise>> {
    let field = "sla_policy.promises";
    if given.len() > MOST_PROMISES {
        return Err(Error::invalid(field, format!("has {} cells; at most {MOST_PROMISES}", given.len())));
    }
    let mut promises: Vec<Promise> = Vec::new();
    for cell in given {
        let priority = text::priority(field, cell.priority)?;
        let target =
            wire::target(cell.target()).ok_or_else(|| Error::invalid(field, "a cell names no target"))?;
        let within = clock::delta(field, &cell.within.unwrap_or_default())?.num_seconds();
        if !(1..=YEAR_SECONDS).contains(&within) {
            return Err(Error::invalid(
                field,
                format!("{within} seconds is not between a second and a year"),
            ));
        }
        if promises.iter().any(|p| p.priority == priority && p.target == target) {
            return Err(Error::invalid(field, format!("two cells for {priority} stars and the same target")));
        }
        promises.push(Promise { priority, target, within });
    }
    Ok(promises)
}

/// Changes a policy. Items keep their due times until their clocks next change.
///
/// # Errors
/// `NotFound`; `Stale` where `revision` is given and behind.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: SlaPolicyId,
    revision: i64,
    change: Change,
) -> Result<Policy> {
    let account = cause.account();
    let _made = env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut policy = sqlx::query_as!(
        Policy,
        r#"select id, name, promises as "promises: Json<Vec<Promise>>", sample, revision
             from items.sla_policy
            where account = $1 and id = $2
              for update"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("SLA policy", id))?;
    Error::stale_unless("SLA policy", revision, policy.revision)?;
    policy.name = change.name.unwrap_or(policy.name);
    policy.promises = change.promises.map_or(policy.promises, Json);
    policy.revision += 1;
    sqlx::query!(
        "update items.sla_policy set name = $3, promises = $4, revision = $5 where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        policy.name,
        Json(&policy.promises.0) as _,
        policy.revision
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(policy)
}
