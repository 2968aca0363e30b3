//! What happened to items, newest first: of one, of those that a filter finds, of all that somebody sees.
mod file;

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Cause, Error, Page, Result,
    condition::{self, Catalogue, Checked, Column, Kind, Scope},
    id::ItemId,
};
use uuid::Uuid;

pub use self::file::file;
use super::{
    activity::{Activity, Unseen},
    count::in_time,
    list::Selection,
};
use crate::{
    Env,
    sight::{self, Sight},
};

/// Of how many items lines are looked for item by item; of more all lines are looked through, the newest first.
const FEW: usize = 1_000;
/// How often a page is filled up where lines of it are about what the caller does not see.
const ROUNDS: usize = 50;

/// One thing that happened, and to which item.
#[derive(Debug, sqlx::FromRow)]
pub struct Line {
    pub item: Uuid,
    pub number: i64,
    pub title: String,
    #[sqlx(flatten)]
    pub activity: Activity,
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

/// From when on, and until when.
pub type Span = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// Of which items.
enum Of {
    /// All that the caller sees; what was deleted too where they may see that.
    All {
        deleted_too: bool,
    },
    /// These, which the caller was found to see.
    Few(Vec<Uuid>),
    Selected(Box<Selection>),
}

/// What is asked of the log.
pub struct Asked {
    account: Uuid,
    compiled: Option<(Checked, Scope)>,
    /// Ids follow one another in time, so a time is a place among them.
    from: Uuid,
    until: Option<Uuid>,
    of: Of,
    sight: Option<Arc<Sight>>,
}

impl Asked {
    /// Of all that the caller sees.
    ///
    /// # Errors
    /// `Invalid` with what is wrong in the filter.
    pub async fn of(env: &Env, cause: &Cause, filter: &str, (from, until): Span) -> Result<Self> {
        let compiled = if filter.trim().is_empty() {
            None
        } else {
            let checked = condition::compile(filter, &FIELDS)
                .map_err(|problem| Error::invalid("filter", problem.to_string()))?;
            let zone = env.calendars.zone_of(cause.account()).await;
            Some((checked, Scope::new(&cause.actor(), Vec::new(), env.clock.now(), zone)))
        };
        Ok(Self {
            account: cause.caller.account,
            compiled,
            from: from.map(first_at).unwrap_or_default(),
            until: until.map(first_at),
            of: Of::All { deleted_too: cause.caller.is_admin() },
            sight: sight::current(),
        })
    }
    /// The same of one item, which the caller was found to see.
    #[must_use]
    pub fn of_item(self, item: ItemId) -> Self {
        Self { of: Of::Few(vec![item.uuid()]), ..self }
    }
    /// The same of the items that a filter finds, be they archived or not.
    ///
    /// # Errors
    /// `Invalid` with what is wrong in the filter.
    pub async fn of_items(self, env: &Env, cause: &Cause, items: &str) -> Result<Self> {
        if items.trim().is_empty() {
            return Ok(self);
        }
        let named = |error| match error {
            Error::Invalid { problem, .. } => Error::invalid("items", problem),
            other => other,
        };
        let selection = Selection::of(env, cause, items).await.map_err(named)?.archived_too();
        let mut query = QueryBuilder::<Postgres>::new("select item.id from items.item where ");
        selection.push(&mut query);
        query.push(" limit ").push_bind(i64::try_from(FEW).unwrap_or(i64::MAX) + 1);
        let found = in_time(query.build_query_scalar::<Uuid>().fetch_all(env.db.pool()).await)?;
        let of = match found {
            Some(few) if few.len() <= FEW => Of::Few(few),
            _ => Of::Selected(Box::new(selection)),
        };
        Ok(Self { of, ..self })
    }
    /// The lines before one, those that the caller does not see among them.
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
        match &self.of {
            Of::Few(items) => {
                query.push(" and activity.item = any(").push_bind(items.clone()).push(")");
            }
            Of::Selected(selection) => {
                query.push(" and ");
                selection.push(&mut query);
            }
            Of::All { deleted_too } => {
                if !deleted_too {
                    query.push(" and item.delete_time is null");
                }
                if let Some(sight) = &self.sight {
                    sight.push(&mut query);
                }
            }
        }
        if let Some((checked, scope)) = &self.compiled {
            query.push(" and ");
            condition::sql::push(checked, scope, &mut query);
        }
        query.push(" order by activity.id desc limit ").push_bind(limit);
        let found = in_time(query.build_query_as().fetch_all(env.db.pool()).await)?;
        found.ok_or_else(takes_too_long)
    }
    /// Those that the caller sees, without what of them they do not see.
    async fn seen(&self, env: &Env, mut lines: Vec<Line>) -> Result<Vec<Line>> {
        let Some(sight) = &self.sight else { return Ok(lines) };
        let unseen = Unseen::of(env, self.account, sight, lines.iter().map(|line| &line.activity)).await?;
        lines.retain(|line| unseen.tells(&line.activity));
        for line in &mut lines {
            unseen.trim(&mut line.activity);
        }
        Ok(lines)
    }
}

fn takes_too_long() -> Error {
    Error::invalid(
        "filter",
        "what it finds cannot be told in time among so much that happened; say from when on, of which items, or less",
    )
}

/// The first id of a moment: an id begins with the milliseconds since 1970.
fn first_at(at: DateTime<Utc>) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis().max(0)).unwrap_or(0);
    Uuid::from_u128((millis & 0xffff_ffff_ffff) << 80)
}

/// What happened, a page at a time.
///
/// # Errors
/// `Invalid` where too much would have to be looked through.
pub async fn list(env: &Env, asked: &Asked, page: &Page) -> Result<(Vec<Line>, String)> {
    let (mut lines, mut before): (Vec<Line>, _) = (Vec::new(), page.after::<Uuid>()?);
    for _ in 0..ROUNDS {
        let read = asked.read(env, before, page.limit()).await?;
        let more = read.len() > page.size();
        before = read.last().map(|line| line.activity.id);
        lines.extend(asked.seen(env, read).await?);
        if !more || lines.len() > page.size() {
            return Ok(page.cut(lines, |last| last.activity.id));
        }
    }
    Ok((lines, before.map(|id| Page::token(&id)).unwrap_or_default()))
}
