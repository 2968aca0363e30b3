//! Recurrences are made, changed, paused and ended.
use chrono::{DateTime, Utc};
use tandem_kit::{Cause, Emit, Error, OnConstraint, Result, Tx, mask};
use tandem_proto::items as pb;

use super::{MOST, Recurrence, RecurrenceId, get, instant, read_recurrence, utc, zone_or_own};
use crate::{
    Env, error,
    template::{self, TemplateId},
    text,
};

const SETTABLE: [&str; 8] =
    ["name", "template_id", "rrule", "start", "time_zone", "excluded", "additional", "paused"];

/// Checks what a recurrence says, and reckons what is due next from now on.
fn checked(mut recurrence: Recurrence, now: DateTime<Utc>) -> Result<Recurrence> {
    let schedule = recurrence.schedule()?;
    schedule.check()?;
    let next = schedule.after(Some(instant(now)), 1).0.into_iter().next();
    recurrence.next_time = next.map(|due| utc(due.at));
    Ok(recurrence)
}

fn no_template() -> Error {
    Error::invalid("recurrence.template_id", "there is no such template")
}

/// Makes a recurrence. The same request id gives the same recurrence.
///
/// # Errors
/// `Denied`; `Invalid` with the field; `Refused` `TOO_MANY_RECURRENCES`.
pub async fn create(
    env: &Env,
    cause: &Cause,
    given: pb::Recurrence,
    request_id: Option<String>,
) -> Result<Recurrence> {
    let now = env.clock.now();
    let time_zone = zone_or_own(env, cause, &given.time_zone).await;
    let recurrence = Recurrence {
        account: cause.account().uuid(),
        id: RecurrenceId::new().uuid(),
        name: text::name("recurrence.name", &given.name)?,
        template: given.template_id.parse::<TemplateId>().map_err(|_| no_template())?.uuid(),
        rrule: given.rrule.trim().to_owned(),
        start: given.start.trim().to_owned(),
        time_zone,
        excluded: given.excluded,
        additional: given.additional,
        paused: given.paused,
        next_time: None,
        made_count: 0,
        skipped_count: 0,
        last_item: None,
        last_time: None,
        problem: String::new(),
        creator: cause.actor(),
        revision: 1,
        create_time: now,
        update_time: now,
    };
    let recurrence = checked(recurrence, now)?;
    if template::unseen(env, cause).await?.contains(&recurrence.template) {
        return Err(no_template());
    }
    let mut tx = env.db.begin().await?;
    template::check_planned_by(&mut tx, cause, recurrence.template.into()).await?;
    if !insert(&mut tx, &recurrence, request_id.as_deref()).await? {
        let earlier = read_recurrence!("request_id = $2", recurrence.account, request_id.unwrap_or_default());
        return Ok(earlier.fetch_one(&mut *tx).await?);
    }
    let there = sqlx::query_scalar!(
        r#"select count(*) as "there!" from items.recurrence where account = $1"#,
        recurrence.account
    );
    if there.fetch_one(&mut *tx).await? > MOST {
        return Err(error::too_many("TOO_MANY_RECURRENCES", "recurrences", 201, 200));
    }
    tell(&mut tx, cause, &recurrence);
    tx.commit().await?;
    Ok(recurrence)
}

async fn insert(tx: &mut Tx, new: &Recurrence, request_id: Option<&str>) -> Result<bool> {
    let made = sqlx::query!(
        "insert into items.recurrence (account, id, name, template, rrule, start, time_zone, excluded, additional, paused, next_time,
                                       creator, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
         on conflict (account, request_id) do nothing",
        new.account,
        new.id,
        new.name,
        new.template,
        new.rrule,
        new.start,
        new.time_zone,
        &new.excluded,
        &new.additional,
        new.paused,
        new.next_time,
        new.creator,
        request_id,
        new.create_time
    )
    .execute(&mut **tx)
    .await
    .on_constraint("recurrence_template", no_template)?;
    Ok(made.rows_affected() > 0)
}

/// Changes what the mask names.
///
/// # Errors
/// `NotFound`; `Denied`; `Stale`; `Invalid` with the field.
pub async fn update(env: &Env, cause: &Cause, request: pb::UpdateRecurrenceRequest) -> Result<Recurrence> {
    let given = request.recurrence.unwrap_or_default();
    let id: RecurrenceId = given.id.parse()?;
    let now = env.clock.now();
    let own_zone = zone_or_own(env, cause, &given.time_zone).await;
    super::check_seen(env, cause, id).await?;
    let unseen = template::unseen(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let before = lock(&mut tx, cause, id).await?;
    Error::stale_unless("recurrence", given.revision, before.revision)?;
    let mut after = before.clone();
    for path in mask::paths(request.update_mask.as_ref())? {
        match path {
            "name" => after.name = text::name("recurrence.name", &given.name)?,
            "template_id" => {
                after.template = given.template_id.parse::<TemplateId>().map_err(|_| no_template())?.uuid();
            }
            "rrule" => after.rrule = given.rrule.trim().to_owned(),
            "start" => after.start = given.start.trim().to_owned(),
            "time_zone" => after.time_zone.clone_from(&own_zone),
            "excluded" => after.excluded.clone_from(&given.excluded),
            "additional" => after.additional.clone_from(&given.additional),
            "paused" => after.paused = given.paused,
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    if unseen.contains(&after.template) {
        return Err(no_template());
    }
    for template in [before.template, after.template] {
        template::check_planned_by(&mut tx, cause, template.into()).await?;
    }
    let when = |r: &Recurrence| (r.rrule.clone(), r.start.clone(), r.time_zone.clone(), r.paused);
    let dates = |r: &Recurrence| (r.excluded.clone(), r.additional.clone());
    if when(&before) != when(&after) || dates(&before) != dates(&after) {
        after = checked(after, now)?;
    }
    (after.revision, after.update_time) = (before.revision + 1, now);
    save(&mut tx, &after).await?;
    tell(&mut tx, cause, &after);
    tx.commit().await?;
    Ok(after)
}

async fn lock(tx: &mut Tx, cause: &Cause, id: RecurrenceId) -> Result<Recurrence> {
    let found = read_recurrence!("id = $2 for update", cause.account().uuid(), id.uuid());
    found.fetch_optional(&mut **tx).await?.ok_or_else(|| Error::not_found("recurrence", id))
}

async fn save(tx: &mut Tx, changed: &Recurrence) -> Result<()> {
    sqlx::query!(
        "update items.recurrence
            set name = $3, template = $4, rrule = $5, start = $6, time_zone = $7, excluded = $8, additional = $9, paused = $10,
                next_time = $11, revision = $12, update_time = $13
          where account = $1 and id = $2",
        changed.account,
        changed.id,
        changed.name,
        changed.template,
        changed.rrule,
        changed.start,
        changed.time_zone,
        &changed.excluded,
        &changed.additional,
        changed.paused,
        changed.next_time,
        changed.revision,
        changed.update_time
    )
    .execute(&mut **tx)
    .await
    .on_constraint("recurrence_template", no_template)?;
    Ok(())
}

/// Ends a recurrence.
///
/// # Errors
/// `NotFound`; `Denied`.
pub async fn delete(env: &Env, cause: &Cause, id: RecurrenceId) -> Result<()> {
    super::check_seen(env, cause, id).await?;
    let mut tx = env.db.begin().await?;
    let recurrence = get(&mut *tx, cause, id).await?;
    template::check_planned_by(&mut tx, cause, recurrence.template.into()).await?;
    sqlx::query!(
        "delete from items.recurrence where account = $1 and id = $2",
        recurrence.account,
        id.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tell(&mut tx, cause, &recurrence);
    tx.commit().await
}

/// Tells that a recurrence is another than it was.
pub fn tell(tx: &mut Tx, cause: &Cause, recurrence: &Recurrence) {
    let id = RecurrenceId::from(recurrence.id);
    let what = pb::RecurrenceChanged { recurrence_id: id.to_string() };
    tx.emit(cause, Emit::new(&what).about(id).revision(recurrence.revision));
}
