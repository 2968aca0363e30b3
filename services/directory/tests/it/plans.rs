//! What lists of people are found by: for each order an index that begins with the account, and one for custom fields. No time is taken: ways
//! that read everything are forbidden, and the plan must do without.
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::testing::plan;

use crate::desk::Desk;

const ACCOUNT: &str = "00000000-0000-7000-8000-000000000000";

/// The orders of lists, as their statements have them.
const WALKED: [(&str, &str); 10] = [
    ("customer", "lower(customer.name), customer.id"),
    ("customer", "customer.email desc, customer.id desc"),
    ("customer", "customer.create_time desc, customer.id desc"),
    ("customer", "customer.update_time, customer.id"),
    ("organization", "lower(organization.name) desc, organization.id desc"),
    ("organization", "organization.create_time, organization.id"),
    ("organization", "organization.update_time desc, organization.id desc"),
    ("user", "lower(member.name), member.id"),
    ("user", "member.email, member.id"),
    ("user", "member.create_time desc, member.id desc"),
];

fn alias(table: &str) -> &str {
    if table == "user" { "member" } else { table }
}

#[tokio::test]
async fn every_order_is_walked_by_an_index() {
    let desk = Desk::open().await;
    for (table, order) in WALKED {
        let mut tx = desk.context().db.begin().await.unwrap();
        let alias = alias(table);
        let statement = format!(
            "select {alias}.id from directory.{table} {alias} where {alias}.account = '{ACCOUNT}' order by {order} limit 51"
        );
        let plan =
            plan(&mut tx, &["enable_sort", "enable_seqscan", "enable_bitmapscan"], &statement).await.unwrap();
        assert!(!plan.contains("Sort") && !plan.contains("Seq Scan"), "{table}, {order}:\n{plan}");
    }
    desk.bench.end().await;
}

/// People of whom each has a value of their own; nothing of it is kept.
const FILL: [(&str, &str, &str); 3] = [
    ("customer", "name, email", "'Person ' || n, 'p' || n || '@many.test'"),
    ("organization", "name", "'Client ' || n"),
    ("user", "name, email, role, password_hash", "'User ' || n, 'u' || n || '@many.test', 1, ''"),
];

#[tokio::test]
async fn the_value_of_a_custom_field_is_looked_up() {
    let desk = Desk::open().await;
    let account = desk.owner().caller.account;
    for (table, columns, values) in FILL {
        let mut tx = desk.context().db.begin().await.unwrap();
        let fill = format!(
            "insert into directory.{table} (account, id, {columns}, fields, create_time, update_time) \
             select '{account}', gen_random_uuid(), {values}, jsonb_build_object('serial', n), now(), now() \
             from generate_series(1, 3000) as n"
        );
        for statement in [fill, format!("analyze directory.{table}")] {
            QueryBuilder::<Postgres>::new(statement).build().execute(&mut *tx).await.unwrap();
        }
        let alias = alias(table);
        let statement = format!(
            "select {alias}.id from directory.{table} {alias} where {alias}.account = '{account}' \
             and ({alias}.fields <> '{{ }}' and jsonb_set('{{ }}', array[{alias}.account::text], {alias}.fields) \
             @> '{{\"{account}\":{{\"serial\":7}}}}'::jsonb)"
        );
        let plan = plan(&mut tx, &["enable_seqscan", "enable_indexscan"], &statement).await.unwrap();
        let used = plan.lines().any(|line| line.ends_with(&format!(" on {table}_fields")));
        assert!(used, "{table}:\n{plan}");
    }
    desk.bench.end().await;
}
