//! Many new items at once: their rows in one statement, their activities and their marks for the index and the counters in another.
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{Result, id::ActivityId};
use uuid::Uuid;

use super::{
    By, Item,
    row::{Source, read_item},
};
use crate::{
    field::values::Values,
    sla::Clock,
    vocabulary::{Kind, State},
};

/// The items of those external ids, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn lock_external(db: &mut PgConnection, account: Uuid, ids: &[String]) -> Result<Vec<Item>> {
    let items = read_item!(
        "external_id = any($2) and delete_time is null order by id for no key update",
        account,
        ids
    );
    Ok(items.fetch_all(db).await?)
}

/// The same where nothing will be changed.
///
/// # Errors
/// Where the database is away.
pub async fn by_external(db: impl sqlx::PgExecutor<'_>, account: Uuid, ids: &[String]) -> Result<Vec<Item>> {
    Ok(read_item!("external_id = any($2) and delete_time is null", account, ids).fetch_all(db).await?)
}

/// A list as PostgreSQL reads it from text: an array of lists of different lengths is none.
fn literal(list: &[String]) -> String {
    let quoted = list.iter().map(|one| format!("\"{}\"", one.replace('\\', "\\\\").replace('"', "\\\"")));
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

fn all<T>(items: &[Item], of: impl Fn(&Item) -> T) -> Vec<T> {
    items.iter().map(of).collect()
}

/// Writes new items of one account in their order, that each was created, and their marks; gives each its number.
///
/// # Errors
/// Where a constraint of the table refuses one of them.
pub async fn insert(db: &mut PgConnection, items: &mut [Item], by: &By) -> sqlx::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let numbers = rows(db, items, by).await?;
    number(items, numbers);
    record(db, items, by).await
}

/// Their rows; answers the number of each.
async fn rows(db: &mut PgConnection, items: &[Item], by: &By) -> sqlx::Result<HashMap<Uuid, i64>> {
    let fields =
        |item: &Item| serde_json::to_value(&item.fields.0).unwrap_or_else(|_| Value::Object(Map::new()));
    let made = sqlx::query!(
        r#"insert into items.item (account, id, number, kind, type, status, state, title, description_html, priority, assignees,
                                   requesters, organization, project, tags, source, external_id, status_time, finish_time,
                                   create_time, update_time, fields, planned_start, planned_finish, percent_complete)
           select $1, id, nextval(('items.number_' || replace($1::uuid::text, '-', ''))::regclass), kind, type, status, state, title,
                  description_html, priority, assignees::text[], requesters::text[], organization, project, tags::text[], source,
                  external_id, status_time, finish_time, create_time, $2, fields, planned_start, planned_finish, percent_complete
             from unnest($3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::smallint[],
                         $11::text[], $12::text[], $13::uuid[], $14::uuid[], $15::text[], $16::text[], $17::text[],
                         $18::timestamptz[], $19::timestamptz[], $20::timestamptz[], $21::jsonb[], $22::timestamptz[],
                         $23::timestamptz[], $24::smallint[])
                  with ordinality
               as given (id, kind, type, status, state, title, description_html, priority, assignees, requesters, organization,
                         project, tags, source, external_id, status_time, finish_time, create_time, fields, planned_start,
                         planned_finish, percent_complete, place)
            order by place
           returning id, number"#,
        items[0].account,
        by.now,
        &all(items, |i| i.id),
        &all(items, |i| i.kind.to_string()),
        &all(items, |i| i.r#type),
        &all(items, |i| i.status),
        &all(items, |i| i.state.to_string()),
        &all(items, |i| i.title.clone()),
        &all(items, |i| i.description_html.clone()),
        &all(items, |i| i.priority),
        &all(items, |i| literal(&i.assignees)),
        &all(items, |i| literal(&i.requesters)),
        &all(items, |i| i.organization) as &[Option<Uuid>],
        &all(items, |i| i.project) as &[Option<Uuid>],
        &all(items, |i| literal(&i.tags)),
        &all(items, |i| i.source.to_string()),
        &all(items, |i| i.external_id.clone()) as &[Option<String>],
        &all(items, |i| i.status_time),
        &all(items, |i| i.finish_time) as &[Option<DateTime<Utc>>],
        &all(items, |i| i.create_time),
        &all(items, fields),
        &all(items, |i| i.planned_start) as &[Option<DateTime<Utc>>],
        &all(items, |i| i.planned_finish) as &[Option<DateTime<Utc>>],
        &all(items, |i| i.percent_complete)
    );
    Ok(made.fetch_all(db).await?.into_iter().map(|row| (row.id, row.number)).collect())
}

/// That each was created, and what is to be reckoned anew because of it.
async fn record(db: &mut PgConnection, items: &[Item], by: &By) -> sqlx::Result<()> {
    sqlx::query!(
        "with given as (select id, activity, place from unnest($2::uuid[], $3::uuid[]) with ordinality as given (id, activity, place)),
              marked as (insert into items.search_mark (account, item) select $1, id from given order by place),
              counted as (insert into items.rollup_mark (account, item) select $1, id from given order by place)
         insert into items.activity (account, id, item, actor, verb, cause, create_time)
         select $1, activity, id, $4, 'created', $5, $6 from given",
        items[0].account,
        &all(items, |i| i.id),
        &all(items, |_| ActivityId::new().uuid()),
        by.actor,
        by.event,
        by.now
    )
    .execute(db)
    .await?;
    Ok(())
}

fn number(items: &mut [Item], numbers: HashMap<Uuid, i64>) {
    for item in items {
        item.number = numbers.get(&item.id).copied().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_so_that_it_comes_back() {
        assert_eq!(literal(&[]), "{}");
        assert_eq!(literal(&["a b".into(), "c,d\\\"".into()]), r#"{"a b","c,d\\\""}"#);
    }
}
