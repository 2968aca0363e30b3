//! The property that carries the language: for any condition and any record, SQL, the evaluator and a naive
//! reading give the same answer, and every tree reads back from its text.

mod naive;
mod sample;

use std::cell::{Cell, RefCell};

use proptest::{
    collection::vec,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};
use sqlx::{Connection, PgConnection, Postgres, QueryBuilder, Row, types::Json};

use self::sample::{Record, any_condition, any_record, catalogue, scope};
use super::{Checked, compile, eval, normal, parse, print, sql};
use crate::business_time::to_chrono;

/// The server of the run of tests.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where their servers are")]
fn url() -> String {
    std::env::var("TANDEM_TEST_DATABASE_URL").expect("this test needs PostgreSQL: run it by `make test`")
}

/// How many conditions are tried: each on some twenty records. `CASES=5000` is a hundred thousand.
#[expect(
    clippy::disallowed_methods,
    reason = "who looks longer than every run of the tests does says so there"
)]
fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(600)
}

async fn connect() -> PgConnection {
    let mut db = PgConnection::connect(&url()).await.expect("this test needs PostgreSQL: set DATABASE_URL");
    let tables = "create temp table record (id int4 primary key, title text, key text not null, state text, \
         assignee uuid, team text, points int4, price numeric, billable bool, effort int8, at timestamptz, \
         due_on date, tags text[], words text[] not null, counts int8[], fields jsonb not null)";
    QueryBuilder::<Postgres>::new(tables).build().execute(&mut db).await.unwrap();
    let follower = "create temp table follower (record int4 not null, person uuid not null)";
    QueryBuilder::<Postgres>::new(follower).build().execute(&mut db).await.unwrap();
    db
}

async fn store(db: &mut PgConnection, records: &[Record]) -> sqlx::Result<()> {
    QueryBuilder::<Postgres>::new("truncate record, follower").build().execute(&mut *db).await?;
    let mut insert = QueryBuilder::<Postgres>::new("insert into record ");
    insert.push_values(records.iter().zip(0i32..), |mut row, (r, id)| {
        row.push_bind(id).push_bind(r.title.clone()).push_bind(r.key.clone()).push_bind(r.state);
        row.push_bind(r.assignee).push_bind(r.team).push_bind(r.points);
        row.push_bind(r.price.map(|n| n.to_string())).push_unseparated("::numeric").push_bind(r.billable);
        row.push_bind(r.effort).push_bind(r.at.map(to_chrono)).push_bind(r.due_on.map(sql::naive));
        row.push_bind(r.tags.clone()).push_bind(r.words.clone()).push_bind(r.counts.clone());
        row.push_bind(Json(r.fields()));
    });
    insert.build().execute(&mut *db).await?;
    let followers =
        records.iter().zip(0i32..).flat_map(|(r, id)| r.followers.iter().map(move |person| (id, *person)));
    let followers: Vec<_> = followers.collect();
    if !followers.is_empty() {
        let mut insert = QueryBuilder::<Postgres>::new("insert into follower ");
        insert.push_values(followers, |mut row, (id, person)| {
            row.push_bind(id).push_bind(person);
        });
        insert.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// The records for which the condition holds, by SQL.
async fn ask(db: &mut PgConnection, checked: &Checked, records: &[Record]) -> sqlx::Result<Vec<i32>> {
    store(&mut *db, records).await?;
    let mut query = QueryBuilder::<Postgres>::new("select record.id from record where ");
    sql::push(checked, &scope(), &mut query);
    query.push(" order by record.id");
    let rows = query.build().fetch_all(db).await;
    let rows = rows.inspect_err(|error| eprintln!("{error}: {}", query.sql().as_str()))?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

#[test]
fn sql_the_evaluator_and_a_naive_reading_agree() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = RefCell::new(runtime.block_on(connect()));
    let pairs = Cell::new(0);
    let yes = Cell::new(0);
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(160),
        ..Config::default()
    };
    let result =
        TestRunner::new(config).run(&(any_condition(), vec(any_record(), 15..30)), |(tree, records)| {
            let written = print(&tree);
            let fail = |why: String| TestCaseError::fail(format!("{written}: {why}"));
            let reread = parse(&written).map_err(|problem| fail(problem.to_string()))?;
            if reread != normal(&tree) {
                return Err(fail(format!("reads back as {reread:?}")));
            }
            let checked = compile(&written, &catalogue()).map_err(|problem| fail(problem.to_string()))?;
            let mut db = db.borrow_mut();
            let found = runtime
                .block_on(ask(&mut db, &checked, &records))
                .map_err(|error| fail(error.to_string()))?;
            for (record, id) in records.iter().zip(0i32..) {
                let by_sql = found.contains(&id);
                let by_eval = eval(&checked, &scope(), record);
                let by_hand = naive::holds(&tree, record);
                if by_sql != by_hand || by_eval != by_hand {
                    return Err(fail(format!("sql {by_sql}, eval {by_eval}, naive {by_hand}")));
                }
                pairs.set(pairs.get() + 1);
                yes.set(yes.get() + u32::from(by_hand));
            }
            Ok(())
        });
    if let Err(difference) = result {
        panic!("{difference}");
    }
    let (pairs, yes) = (pairs.get(), yes.get());
    eprintln!("{pairs} pairs agree, {yes} of them hold");
    assert!(pairs >= 10_000 && yes * 5 > pairs && yes * 5 < pairs * 4, "{pairs} pairs, {yes} hold");
}
