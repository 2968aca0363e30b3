//! Recurrences: items made of a template again and again, by a rule of RFC 5545.
pub mod change;
pub mod due;
pub mod schedule;
pub mod sentence;

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Error, Page, Result,
    clock::{self, timestamp},
    id::ItemId,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use self::schedule::{Schedule, Written};
use crate::{
    Env, sight,
    template::{self, TemplateId},
};

tandem_kit::kind!(RecurrenceKind, RecurrenceId, "rec");

/// Most recurrences of an account.
const MOST: i64 = 200;
/// How many of the next occurrences are shown.
const SHOWN: usize = 10;
/// Most that a preview shows.
const MOST_SHOWN: i32 = 500;

/// A recurrence.
#[derive(Clone, Debug)]
pub struct Recurrence {
    pub account: Uuid,
    pub id: Uuid,
    pub name: String,
    pub template: Uuid,
    pub rrule: String,
    pub start: String,
    pub time_zone: String,
    pub excluded: Vec<String>,
    pub additional: Vec<String>,
    pub paused: bool,
    pub next_time: Option<DateTime<Utc>>,
    pub made_count: i64,
    pub skipped_count: i64,
    pub last_item: Option<Uuid>,
    pub last_time: Option<DateTime<Utc>>,
    pub problem: String,
    pub creator: String,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

impl Recurrence {
    /// When it is due.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn schedule(&self) -> Result<Schedule> {
        Schedule::read(Written {
            rrule: &self.rrule,
            start: &self.start,
            time_zone: &self.time_zone,
            excluded: &self.excluded,
            additional: &self.additional,
        })
    }

    /// As the contract shows it.
    ///
    /// # Errors
    /// Where its rule cannot be read any more.
    pub fn shown(&self) -> Result<pb::Recurrence> {
        let schedule = self.schedule()?;
        let from =
            self.next_time.filter(|_| !self.paused).map(|next| instant(next - chrono::TimeDelta::seconds(1)));
        let next = from.map(|from| schedule.after(Some(from), SHOWN).0).unwrap_or_default();
        Ok(pb::Recurrence {
            id: RecurrenceId::from(self.id).to_string(),
            name: self.name.clone(),
            template_id: TemplateId::from(self.template).to_string(),
            rrule: self.rrule.clone(),
            start: self.start.clone(),
            time_zone: self.time_zone.clone(),
            excluded: self.excluded.clone(),
            additional: self.additional.clone(),
            paused: self.paused,
            sentence: schedule.sentence(),
            next_times: next.iter().map(|due| timestamp(utc(due.at))).collect(),
            made_count: self.made_count,
            last_item_id: self.last_item.map(|id| ItemId::from(id).to_string()).unwrap_or_default(),
            last_time: self.last_time.map(timestamp),
            skipped_count: self.skipped_count,
            problem: self.problem.clone(),
            over: self.next_time.is_none(),
            creator_id: self.creator.clone(),
            revision: self.revision,
            create_time: Some(timestamp(self.create_time)),
            update_time: Some(timestamp(self.update_time)),
        })
    }
}

/// A moment as rules know it.
pub fn instant(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_second(at.timestamp()).unwrap_or_default()
}

/// A moment as the database knows it.
pub fn utc(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(at.as_second(), 0).unwrap_or_default()
}

/// One statement that reads a recurrence whole.
macro_rules! read_recurrence {
    ($condition:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            Recurrence,
            "select account, id, name, template, rrule, start, time_zone, excluded, additional, paused, next_time, made_count,
                    skipped_count, last_item, last_time, problem, creator, revision, create_time, update_time
               from items.recurrence
              where account = $1 and " + $condition,
            $($bind),+
        )
    };
}
pub(crate) use read_recurrence;

/// The recurrences of an account, by name.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, cause: &Cause) -> Result<Vec<Recurrence>> {
    let account = cause.account().uuid();
    let mut all = read_recurrence!("true order by lower(name), id limit $2", account, MOST)
        .fetch_all(env.db.pool())
        .await?;
    let unseen = template::unseen(env, cause).await?;
    all.retain(|recurrence| !unseen.contains(&recurrence.template));
    Ok(all)
}

/// Refuses a recurrence of a template that the caller does not see.
///
/// # Errors
/// `NotFound`.
pub async fn check_seen(env: &Env, cause: &Cause, id: RecurrenceId) -> Result<()> {
    let unseen = template::unseen(env, cause).await?;
    if !unseen.is_empty() && unseen.contains(&get(env.db.pool(), cause, id).await?.template) {
        return Err(Error::not_found("recurrence", id));
    }
    Ok(())
}

/// One recurrence.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl PgExecutor<'_>, cause: &Cause, id: RecurrenceId) -> Result<Recurrence> {
    let found = read_recurrence!("id = $2", cause.account().uuid(), id.uuid()).fetch_optional(db).await?;
    found.ok_or_else(|| Error::not_found("recurrence", id))
}

/// What a rule means.
///
/// # Errors
/// `Invalid` with the field.
pub async fn preview(
    env: &Env,
    cause: &Cause,
    request: &pb::PreviewRecurrenceRequest,
) -> Result<pb::PreviewRecurrenceResponse> {
    let limit = match request.limit {
        0 => SHOWN,
        1..=MOST_SHOWN => usize::try_from(request.limit).unwrap_or(SHOWN),
        n => return Err(Error::invalid("limit", format!("{n} is not between 1 and {MOST_SHOWN}"))),
    };
    let time_zone = zone_or_own(env, cause, &request.time_zone).await;
    let schedule = Schedule::read(Written {
        rrule: &request.rrule,
        start: &request.start,
        time_zone: &time_zone,
        excluded: &request.excluded,
        additional: &request.additional,
    })?;
    let after =
        request.after_time.as_ref().map(|at| clock::instant("after_time", at)).transpose()?.map(instant);
    let (found, complete) = schedule.after(after, limit);
    let problem = match schedule.check() {
        Err(Error::Invalid { problem, .. }) => problem,
        _ if found.is_empty() => "it never happens".into(),
        _ => String::new(),
    };
    Ok(pb::PreviewRecurrenceResponse {
        sentence: schedule.sentence(),
        times: found.iter().map(|due| timestamp(utc(due.at))).collect(),
        local_times: found.iter().map(|due| due.local.to_string()).collect(),
        complete,
        problem,
    })
}

/// The time zone that is named, or the account's.
pub async fn zone_or_own(env: &Env, cause: &Cause, named: &str) -> String {
    match named.trim() {
        "" => {
            let own = env.calendars.zone_of(cause.account()).await;
            own.iana_name().unwrap_or("UTC").to_owned()
        }
        named => named.to_owned(),
    }
}

/// What became of its occurrences, the latest first, a page at a time.
///
/// # Errors
/// `NotFound`; `Invalid` for a token of another list.
pub async fn occurrences(
    env: &Env,
    cause: &Cause,
    id: RecurrenceId,
    page: &Page,
) -> Result<(Vec<pb::RecurrenceOccurrence>, String)> {
    check_seen(env, cause, id).await?;
    get(env.db.pool(), cause, id).await?;
    let rows = sqlx::query!(
        r#"select occurrence.due_time, occurrence.item as "item?", item.number as "number?", problem,
                  item.project as "project?", item.assignees as "assignees?", item.requesters as "requesters?"
             from items.recurrence_occurrence occurrence
             left join items.item on item.account = $1 and item.id = occurrence.item
            where occurrence.account = $1 and recurrence = $2 and ($3::timestamptz is null or occurrence.due_time < $3)
            order by occurrence.due_time desc
            limit $4"#,
        cause.account().uuid(),
        id.uuid(),
        page.after::<DateTime<Utc>>()?,
        page.limit()
    )
    .fetch_all(env.db.pool())
    .await?;
    let (rows, token) = page.cut(rows, |last| last.due_time);
    let shown = rows.into_iter().map(|row| {
        let [assignees, requesters] = [row.assignees, row.requesters].map(Option::unwrap_or_default);
        let seen = sight::sees_row(row.project, &assignees, &requesters);
        let item = row.item.filter(|_| seen).map(|id| ItemId::from(id).to_string());
        pb::RecurrenceOccurrence {
            due_time: Some(timestamp(row.due_time)),
            item_id: item.unwrap_or_default(),
            item_number: row.number.filter(|_| seen).unwrap_or_default(),
            problem: row.problem,
        }
    });
    Ok((shown.collect(), token))
}
