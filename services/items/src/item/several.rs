//! Many new items at once: their rows, their activities and their marks for the index and the counters, in one statement.
use std::collections::HashMap;

use serde_json::Value;
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
#[expect(clippy::too_many_lines, reason = "one statement, with a line for each of its columns")]
pub async fn insert(db: &mut PgConnection, items: &mut [Item], by: &By) -> sqlx::Result<()> {
    let Some(account) = items.first().map(|item| item.account) else { return Ok(()) };
    let rows = sqlx::query!(
        r#"with given as (
             select id, kind, type, status, state, title, description_html, priority, assignees, requesters, organization, project,
                    tags, source, external_id, status_time, finish_time, create_time, fields, activity, planned_start,
                    planned_finish, percent_complete, place
               from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::smallint[],
                           $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[],
                           $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::jsonb[], $21::uuid[],
                           $25::timestamptz[], $26::timestamptz[], $27::smallint[])
                    with ordinality
                 as given (id, kind, type, status, state, title, description_html, priority, assignees, requesters, organization,
                           project, tags, source, external_id, status_time, finish_time, create_time, fields, activity,
                           planned_start, planned_finish, percent_complete, place)),
           made as (
             insert into items.item (account, id, number, kind, type, status, state, title, description_html, priority,
                                     assignees, requesters, organization, project, tags, source, external_id,
                                     status_time, finish_time, create_time, update_time, fields,
                                     planned_start, planned_finish, percent_complete)
             select $1, id, nextval(('items.number_' || replace($1::uuid::text, '-', ''))::regclass), kind, type, status, state,
                    title, description_html, priority, assignees::text[], requesters::text[], organization, project,
                    tags::text[], source, external_id, status_time, finish_time, create_time, $24, fields,
                    planned_start, planned_finish, percent_complete
               from given
              order by place
             returning id, number),
           recorded as (
             insert into items.activity (account, id, item, actor, verb, cause, create_time)
             select $1, activity, id, $22, 'created', $23, $24 from given),
           marked as (
             insert into items.search_mark (account, item) select $1, id from given order by place),
           counted as (
             insert into items.rollup_mark (account, item) select $1, id from given order by place)
           select id as "id!", number as "number!" from made"#,
        account,
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
        &all(items, |i| i.finish_time) as &[Option<chrono::DateTime<chrono::Utc>>],
        &all(items, |i| i.create_time),
        &all(items, |i| serde_json::to_value(&i.fields.0).unwrap_or_else(|_| Value::Object(serde_json::Map::new()))),
        &all(items, |_| ActivityId::new().uuid()),
        by.actor,
        by.event,
        by.now,
        &all(items, |i| i.planned_start) as &[Option<chrono::DateTime<chrono::Utc>>],
        &all(items, |i| i.planned_finish) as &[Option<chrono::DateTime<chrono::Utc>>],
        &all(items, |i| i.percent_complete)
    )
    .fetch_all(db)
    .await?;
    number(items, rows.into_iter().map(|row| (row.id, row.number)).collect());
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
