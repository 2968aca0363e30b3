//! SLA policies: how soon an answer and a solution are promised, by stars.

use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    business_time::Calendar,
    clock,
    id::{self, AccountId, CalendarId, SlaPolicyId},
    mask,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Target, rewind};
use crate::{Env, calendar::Hours, text, wire};

const MOST_PROMISES: usize = 18;
/// Removed ones are counted: nothing of them is forgotten.
const MOST_POLICIES: usize = 200;
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
    /// When its clocks run; nothing: by the account's default calendar.
    pub calendar: Option<Uuid>,
    pub around_the_clock: bool,
    pub removed: bool,
}

impl Policy {
    /// When its clocks run.
    ///
    /// # Errors
    /// `Unavailable` where the account has no calendar.
    pub fn hours(&self, hours: &Hours) -> Result<Calendar> {
        if self.around_the_clock { Ok(Calendar::always()) } else { hours.of(self.calendar) }
    }
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
pub async fn list(env: &Env, account: AccountId, removed_too: bool) -> Result<Vec<Policy>> {
    let _made = env.vocabularies.of(account).await?;
    let policies = sqlx::query_as!(
        Policy,
        r#"select id, name, promises as "promises: Json<Vec<Promise>>", sample, revision, calendar, around_the_clock, removed
             from items.sla_policy
            where account = $1 and (not removed or $2)
            order by name, id
            limit 1000"#,
        account.uuid(),
        removed_too
    );
    Ok(policies.fetch_all(env.db.pool()).await?)
}

/// A policy; nothing where it is not there.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn get(db: &mut PgConnection, account: Uuid, id: Uuid) -> Result<Option<Policy>> {
    let policy = sqlx::query_as!(
        Policy,
        r#"select id, name, promises as "promises: Json<Vec<Promise>>", sample, revision, calendar, around_the_clock, removed
             from items.sla_policy
            where account = $1 and id = $2"#,
        account,
        id
    );
    Ok(policy.fetch_optional(db).await?)
}

/// What a policy is made of.
pub struct New {
    name: String,
    promises: Vec<Promise>,
    calendar: Option<CalendarId>,
    around_the_clock: bool,
    request_id: Option<String>,
}

impl New {
    /// Reads a request.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::CreateSlaPolicyRequest, request_id: Option<String>) -> Result<Self> {
        Ok(Self {
            name: text::name("name", &request.name)?,
            promises: read_promises("promises", &request.promises)?,
            calendar: id::in_optional_field("business_calendar_id", &request.business_calendar_id)?,
            around_the_clock: request.around_the_clock,
            request_id,
        })
    }
}

/// Makes a policy; the same request gives the same one. Announces `SlaPolicyUpdated`.
///
/// # Errors
/// `Refused` `TOO_MANY_POLICIES`; `Invalid` where the calendar is not there.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Policy> {
    let account = cause.account();
    let there = list(env, account, true).await?;
    check_calendar(env, account, "business_calendar_id", new.calendar).await?;
    let mut tx = env.db.begin().await?;
    if there.len() >= MOST_POLICIES {
        let why = format!(
            "the account has {MOST_POLICIES} SLA policies already, removed ones included: change one of them"
        );
        return Err(Error::refused("TOO_MANY_POLICIES", why));
    }
    let made = sqlx::query_as!(
        Policy,
        r#"insert into items.sla_policy (account, id, name, promises, calendar, around_the_clock, request_id)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (account, request_id) do nothing
           returning id, name, promises as "promises: Json<Vec<Promise>>", sample, revision, calendar, around_the_clock, removed"#,
        account.uuid(),
        SlaPolicyId::new().uuid(),
        new.name,
        Json(&new.promises) as _,
        new.calendar.map(|id| id.uuid()),
        new.around_the_clock,
        new.request_id
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(policy) = made {
        tell(&mut tx, cause, &policy);
        tx.commit().await?;
        return Ok(policy);
    }
    let earlier = sqlx::query_scalar!(
        "select id from items.sla_policy where account = $1 and request_id = $2",
        account.uuid(),
        new.request_id
    );
    let earlier = earlier.fetch_one(&mut *tx).await?;
    let found = get(&mut tx, account.uuid(), earlier).await?;
    found.ok_or_else(|| Error::not_found("SLA policy", SlaPolicyId::from(earlier)))
}

/// What an update sets.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    promises: Option<Vec<Promise>>,
    calendar: Option<Option<CalendarId>>,
    around_the_clock: Option<bool>,
    removed: Option<bool>,
}

impl Change {
    /// That takes a policy out of choice.
    pub fn removal() -> Self {
        Self { removed: Some(true), ..Self::default() }
    }
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::UpdateSlaPolicyRequest) -> Result<Self> {
        const FIELDS: [&str; 5] = ["name", "promises", "business_calendar_id", "around_the_clock", "removed"];
        let given = request.sla_policy.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(text::name("sla_policy.name", &given.name)?),
                "promises" => change.promises = Some(read_promises("sla_policy.promises", &given.promises)?),
                "business_calendar_id" => {
                    let field = "sla_policy.business_calendar_id";
                    change.calendar = Some(id::in_optional_field(field, &given.business_calendar_id)?);
                }
                "around_the_clock" => change.around_the_clock = Some(given.around_the_clock),
                "removed" => change.removed = Some(given.removed),
                _ => return Err(mask::unknown(path, &FIELDS)),
            }
        }
        Ok(change)
    }
    fn concerns_clocks(&self) -> bool {
        self.promises.is_some() || self.calendar.is_some() || self.around_the_clock.is_some()
    }
}

fn read_promises(field: &'static str, given: &[pb::sla_policy::Promise]) -> Result<Vec<Promise>> {
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

/// Changes a policy; the clocks of open items that have it are reckoned anew soon. Announces `SlaPolicyUpdated`.
///
/// # Errors
/// `NotFound`; `Invalid` where the calendar is not there; `Stale` where `revision` is given and behind.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: SlaPolicyId,
    revision: i64,
    change: Change,
) -> Result<Policy> {
    let account = cause.account();
    let _made = env.vocabularies.of(account).await?;
    check_calendar(env, account, "sla_policy.business_calendar_id", change.calendar.flatten()).await?;
    let rewinds = change.concerns_clocks();
    let mut tx = env.db.begin().await?;
    let mut policy = lock(&mut tx, account, id).await?;
    Error::stale_unless("SLA policy", revision, policy.revision)?;
    policy.name = change.name.unwrap_or(policy.name);
    policy.promises = change.promises.map_or(policy.promises, Json);
    policy.calendar = change.calendar.map_or(policy.calendar, |id| id.map(|id| id.uuid()));
    policy.around_the_clock = change.around_the_clock.unwrap_or(policy.around_the_clock);
    policy.removed = change.removed.unwrap_or(policy.removed);
    policy.revision += 1;
    sqlx::query!(
        "update items.sla_policy
            set name = $3, promises = $4, calendar = $5, around_the_clock = $6, removed = $7, revision = $8
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        policy.name,
        Json(&policy.promises.0) as _,
        policy.calendar,
        policy.around_the_clock,
        policy.removed,
        policy.revision
    )
    .execute(&mut *tx)
    .await?;
    if rewinds {
        rewind::ask(&mut tx, account, env.clock.now()).await?;
    }
    tell(&mut tx, cause, &policy);
    tx.commit().await?;
    Ok(policy)
}

async fn lock(tx: &mut Tx, account: AccountId, id: SlaPolicyId) -> Result<Policy> {
    sqlx::query_as!(
        Policy,
        r#"select id, name, promises as "promises: Json<Vec<Promise>>", sample, revision, calendar, around_the_clock, removed
             from items.sla_policy
            where account = $1 and id = $2
              for update"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::not_found("SLA policy", id))
}

async fn check_calendar(env: &Env, account: AccountId, field: &str, id: Option<CalendarId>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    if env.calendars.of(account).await?.has(id) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("{id} is no business calendar of this account")))
}

fn tell(tx: &mut Tx, cause: &Cause, policy: &Policy) {
    let what = pb::SlaPolicyUpdated { sla_policy: Some(wire::policy(policy)) };
    tx.emit(cause, Emit::new(&what).about(SlaPolicyId::from(policy.id)).revision(policy.revision));
}
