//! The log of an account: what happened to all of its items, newest first.
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use futures::{StreamExt as _, stream::BoxStream};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Cause, Error, Page, Result,
    condition::{self, Catalogue, Checked, Column, Kind, Scope},
    csv,
    id::{ActivityId, ItemId},
};
use uuid::Uuid;

use crate::{Env, export::names::Names};

/// How many lines of a file are read at once.
const BATCH: i64 = 500;

/// One thing that happened, and to which item.
#[derive(Debug, sqlx::FromRow)]
pub struct Line {
    pub id: Uuid,
    pub item: Uuid,
    pub number: i64,
    pub title: String,
    pub actor: String,
    pub verb: String,
    pub field: String,
    pub before: String,
    pub after: String,
    pub cause: String,
    pub create_time: DateTime<Utc>,
}

static FIELDS: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::default()
        .field("actor", Kind::TextId, Column::required("activity.actor"))
        .field("verb", Kind::Keyword, Column::required("activity.verb"))
        .field("field", Kind::Keyword, Column::required("activity.field"))
        .field(
            "item",
            Kind::Id(|text| text.parse::<ItemId>().ok().map(Into::into)),
            Column::required("activity.item"),
        )
        .field("before", Kind::Text, Column::required("activity.before"))
        .field("after", Kind::Text, Column::required("activity.after"))
        .field("cause", Kind::Keyword, Column::required("activity.cause"))
        .field("create_time", Kind::Time, Column::required("activity.create_time"))
});

/// What is asked of the log.
pub struct Asked {
    account: Uuid,
    compiled: Option<(Checked, Scope)>,
    /// Ids follow one another in time, so a time is a place among them.
    from: Uuid,
    until: Option<Uuid>,
}

impl Asked {
    /// # Errors
    /// `Invalid` with what is wrong in the filter.
    pub async fn of(
        env: &Env,
        cause: &Cause,
        filter: &str,
        (from, until): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    ) -> Result<Self> {
        let compiled = if filter.trim().is_empty() {
            None
        } else {
            let checked = condition::compile(filter, &FIELDS)
                .map_err(|problem| Error::invalid("filter", problem.to_string()))?;
            let zone = env.calendars.zone_of(cause.account()).await;
            Some((checked, Scope::new(&cause.actor(), Vec::new(), env.clock.now(), zone)))
        };
        let (from, until) = (from.map(first_at).unwrap_or_default(), until.map(first_at));
        Ok(Self { account: cause.caller.account, compiled, from, until })
    }

    async fn read(&self, env: &Env, before: Option<Uuid>, limit: i64) -> Result<Vec<Line>> {
        let mut query = QueryBuilder::<Postgres>::new(
            "select activity.id, activity.item, item.number, item.title, activity.actor, activity.verb, activity.field, \
                    activity.before, activity.after, activity.cause, activity.create_time \
               from items.activity \
               join items.item on item.account = activity.account and item.id = activity.item \
              where activity.account = ",
        );
        query.push_bind(self.account).push(" and activity.id >= ").push_bind(self.from);
        for end in [self.until, before].into_iter().flatten() {
            query.push(" and activity.id < ").push_bind(end);
        }
        if let Some((checked, scope)) = &self.compiled {
            query.push(" and ");
            condition::sql::push(checked, scope, &mut query);
        }
        query.push(" order by activity.id desc limit ").push_bind(limit);
        Ok(query.build_query_as().fetch_all(env.db.pool()).await?)
    }
}

/// The first id of a moment: an id begins with the milliseconds since 1970.
fn first_at(at: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis().max(0)).unwrap_or(0);
    Uuid::from_u128((millis & 0xffff_ffff_ffff) << 80)
}

/// What happened, a page at a time.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, asked: &Asked, page: &Page) -> Result<(Vec<Line>, String)> {
    let rows = asked.read(env, page.after::<Uuid>()?, page.limit()).await?;
    Ok(page.cut(rows, |last| last.id))
}

/// All of it as CSV.
pub fn file(env: Arc<Env>, cause: &Cause, asked: Asked) -> BoxStream<'static, Result<Bytes>> {
    const HEAD: [&str; 11] =
        ["time", "item", "title", "actor", "actor_name", "verb", "field", "before", "after", "cause", "id"];
    let head = format!("\u{feff}{}", csv::line(HEAD));
    let state = (env, cause.clone(), asked, Names::default(), None::<Uuid>);
    let rest = futures::stream::try_unfold(state, |(env, cause, asked, mut names, before)| async move {
        let lines = asked.read(&env, before, BATCH).await?;
        let Some(end) = lines.last().map(|line| line.id) else { return Ok(None) };
        let actors = lines.iter().map(|line| line.actor.clone()).collect();
        names.look_for_people(&env, &cause, actors).await?;
        let text: String = lines.iter().map(|line| written(line, &names)).collect();
        Ok(Some((Bytes::from(text), (env, cause, asked, names, Some(end)))))
    });
    futures::stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed()
}

fn written(line: &Line, names: &Names) -> String {
    let (time, number) =
        (line.create_time.to_rfc3339_opts(SecondsFormat::Millis, true), line.number.to_string());
    let (id, name) = (ActivityId::from(line.id).to_string(), names.name(&line.actor));
    csv::line([
        time.as_str(),
        &number,
        &line.title,
        &line.actor,
        &name,
        &line.verb,
        &line.field,
        &line.before,
        &line.after,
        &line.cause,
        &id,
    ])
}
