//! What lists of items are found by: for each an index that begins with the account or is of what is seldom, whatever the number of items.
//! No time is taken: ways that read everything are forbidden, and the plan must do without.
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::testing::plan;

use crate::desk::Desk;

const THERE: &str = "item.delete_time is null and item.archive_time is null";
const OPEN: &str = "item.kind = 'ticket' and item.state <> 'finished' and item.delete_time is null and item.archive_time is null";
const QUEUE: &str = "item.priority desc, coalesce(item.due_time, 'infinity'::timestamptz), item.create_time desc, item.id desc";
const QUEUE_BACK: &str =
    "item.priority, coalesce(item.due_time, 'infinity'::timestamptz) desc, item.create_time, item.id";
const NEWEST: &str = "item.create_time desc, item.id desc";

/// Lists that an index has in their order: what they are of, and the order.
const WALKED: [(&str, &str); 15] = [
    (THERE, NEWEST),
    (OPEN, NEWEST),
    (OPEN, QUEUE),
    (
        "cardinality(item.assignees) = 0 and item.kind = 'ticket' and item.state <> 'finished' and item.delete_time is null",
        QUEUE,
    ),
    ("item.status = '00000000-0000-7000-8000-000000000000' and item.delete_time is null", NEWEST),
    (THERE, "item.update_time desc, item.id desc"),
    (THERE, "item.priority desc, item.id desc"),
    (THERE, QUEUE),
    (THERE, QUEUE_BACK),
    ("item.planned_start is not null and item.delete_time is null", "item.planned_start, item.id"),
    ("item.planned_start is null and item.delete_time is null", "item.id desc"),
    (
        "item.planned_finish is not null and item.delete_time is null",
        "item.planned_finish desc, item.id desc",
    ),
    ("item.planned_finish is null and item.delete_time is null", "item.id desc"),
    (THERE, "coalesce(item.due_time, 'infinity'::timestamptz), item.id"),
    (
        "item.kind = 'ticket' and item.state = 'finished' and item.delete_time is null",
        "coalesce(item.finish_time, '-infinity'::timestamptz) desc, item.id desc",
    ),
];

/// Lists of what few items are, and the indexes that know them.
const LOOKED_UP: [(&str, &str, &[&str]); 6] = [
    ("my open", "item.state <> 'finished' and item.delete_time is null and item.assignees @> array['usr_1']", &["item_assignees_open"]),
    ("of a requester", "item.delete_time is null and item.requesters @> array['cus_1']", &["item_requesters"]),
    (
        "of a custom field",
        "item.delete_time is null and item.fields <> '{}' and jsonb_set('{}', array[item.account::text], item.fields) @> '{\"ACCOUNT\":{\"serial\":1}}'",
        &["item_fields"],
    ),
    (
        "of a tag",
        "item.delete_time is null and item.tags <> '{}' and array_prepend(item.account::text, item.tags) @> array['ACCOUNT', 'tag 7']",
        &["item_tags"],
    ),
    ("of an external id", "item.delete_time is null and item.external_id = 'x1'", &["item_external_id"]),
    (
        "a month of the calendar",
        "item.delete_time is null and ((item.planned_start < '2029-01-01' and item.planned_finish >= '2029-02-01')
           or (item.planned_start >= '2029-01-01' and item.planned_start < '2029-02-01')
           or (item.planned_finish >= '2029-01-01' and item.planned_finish < '2029-02-01')
           or (item.due_time >= '2029-01-01' and item.due_time < '2029-02-01'))",
        &["item_planned_start", "item_planned_finish", "item_due_known"],
    ),
];

#[tokio::test]
async fn lists_are_walked_in_the_order_of_an_index_and_never_sorted_whole() {
    let desk = Desk::open().await;
    for (what, order) in WALKED {
        let mut tx = desk.context().db.begin().await.unwrap();
        let statement = format!(
            "select item.id from items.item where item.account = '00000000-0000-7000-8000-000000000000' and {what} order by {order} limit 51"
        );
        let plan =
            plan(&mut tx, &["enable_sort", "enable_seqscan", "enable_bitmapscan"], &statement).await.unwrap();
        assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{what}, {order}:\n{plan}");
    }
    desk.bench.end().await;
}

/// Items of which each has its own people, tag, field and day; nothing of it is kept.
const FILL: &str = "
insert into items.item (account, id, number, kind, type, status, state, title, source, assignees, requesters, tags, fields, external_id,
                        due_time, status_time, create_time, update_time)
select account, gen_random_uuid(), 1000 + n, kind, type, status, state, 'Item ' || n, source, array['usr_' || n], array['cus_' || n],
       array['tag ' || n], jsonb_build_object('serial', n), 'x' || n, now() + n * interval '1 day', now(), now(), now()
  from items.item
 cross join generate_series(1, 3000) as n
 where number = 1";

#[tokio::test]
async fn lists_of_what_few_items_are_are_looked_up() {
    let desk = Desk::open().await;
    desk.ticket("Model").await;
    let account = desk.bench.as_agent().caller.account;
    let mut tx = desk.context().db.begin().await.unwrap();
    for statement in [FILL, "analyze items.item"] {
        QueryBuilder::<Postgres>::new(statement).build().execute(&mut *tx).await.unwrap();
    }
    for (name, what, indexes) in LOOKED_UP {
        let what = what.replace("ACCOUNT", &account.to_string());
        let statement = format!("select item.id from items.item where item.account = '{account}' and {what}");
        let plan = plan(&mut tx, &["enable_seqscan", "enable_indexscan"], &statement).await.unwrap();
        let used =
            indexes.iter().all(|index| plan.lines().any(|line| line.ends_with(&format!(" on {index}"))));
        assert!(used, "{name}:\n{plan}");
    }
    drop(tx);
    desk.bench.end().await;
}
