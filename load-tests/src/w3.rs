//! W3: pages of views. So many items; the first page, the second and the two thousandth of five lists, beside the statement that one would
//! write by hand for the first.
#![expect(clippy::disallowed_methods, reason = "reads the schema of the system from outside")]
use std::time::Instant;

use anyhow::ensure;
use hdrhistogram::Histogram;
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use tandem_proto::items::{ListItemsRequest, items_service_client::ItemsServiceClient};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::{
    Options,
    client::{histogram, micros, millis},
    report::{Table, say},
    system::System,
    w7::fill,
};

const TIMES: usize = 60;
const WARM: usize = 5;
const PAGE: i32 = 50;
/// How far is gone for the page that is far away.
const FAR: usize = 2_000;

/// A list: its name, its filter, its order, and the same by hand.
const LISTS: [(&str, &str, &str, &str); 5] = [
    ("all", "", "create_time desc", "delete_time is null and archive_time is null order by create_time desc, id desc"),
    (
        "open",
        "kind = TICKET AND status.state != FINISHED",
        "create_time desc",
        "kind = 'ticket' and delete_time is null and archive_time is null and state <> 'finished' order by create_time desc, id desc",
    ),
    (
        "one status",
        "status = open",
        "update_time desc",
        "delete_time is null and archive_time is null and status = (select id from items.status where account = $1 and key = 'open' limit 1)
          order by update_time desc, id desc",
    ),
    (
        "nobody's",
        "status.state != FINISHED AND NOT assignee:*",
        "priority desc, due_time, create_time desc",
        "delete_time is null and archive_time is null and state <> 'finished' and assignees = '{}'
          order by priority desc, coalesce(due_time, 'infinity'), create_time desc, id desc",
    ),
    (
        "rare title",
        "title:rareword",
        "create_time desc",
        "delete_time is null and archive_time is null and title ilike '%rareword%' order by create_time desc, id desc",
    ),
];

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    let account = fill::fill(system, options.items).await?;
    let channel = system.channel().await?;
    let far = format!("page {FAR}");
    let mut table = Table::new(&[
        "list",
        "page 1, p50/p95 ms",
        "page 2",
        &far,
        "far / first",
        "by hand, p50 ms",
        "ratio",
    ]);
    let shown = |taken: &Histogram<u64>| format!("{:.1}/{:.1}", millis(taken, 0.5), millis(taken, 0.95));
    for (name, filter, order, statement) in LISTS {
        let hand = by_hand(system, account, statement).await?;
        let (first, next) = page(system, &channel, (filter, order), "").await?;
        let mut row = vec![name.to_owned(), shown(&first)];
        let (mut second, mut last) = ("-".to_owned(), None);
        if !next.is_empty() {
            second = shown(&page(system, &channel, (filter, order), &next).await?.0);
            if let Some(token) = walk(system, &channel, (filter, order), next).await? {
                last = Some(page(system, &channel, (filter, order), &token).await?.0);
            }
        }
        row.push(second);
        row.push(last.as_ref().map_or("-".into(), shown));
        row.push(last.map_or("-".into(), |last| format!("{:.2}", millis(&last, 0.5) / millis(&first, 0.5))));
        row.push(format!("{:.1}", millis(&hand, 0.5)));
        row.push(format!("{:.2}", millis(&hand, 0.5) / millis(&first, 0.5)));
        table.row(row);
    }
    table.print();
    say(&format!(
        "{} items; {PAGE} a page, by gRPC through the door; by hand: the ids of one page",
        options.items
    ));
    Ok(())
}

type List = (&'static str, &'static str);

async fn ask(
    system: &System,
    channel: &Channel,
    (filter, order_by): List,
    page_token: &str,
) -> anyhow::Result<(usize, String)> {
    let request = system.signed(ListItemsRequest {
        page_size: PAGE,
        page_token: page_token.into(),
        filter: filter.into(),
        order_by: order_by.into(),
    })?;
    let answer = ItemsServiceClient::new(channel.clone()).list_items(request).await?.into_inner();
    Ok((answer.items.len(), answer.next_page_token))
}

/// A page, again and again, and how the next begins.
async fn page(
    system: &System,
    channel: &Channel,
    list: List,
    token: &str,
) -> anyhow::Result<(Histogram<u64>, String)> {
    let (mut latency, mut next) = (histogram(), String::new());
    for n in 0..WARM + TIMES {
        let asked = Instant::now();
        let (items, token) = ask(system, channel, list, token).await?;
        if n >= WARM {
            latency.record(micros(asked.elapsed()))?;
        }
        ensure!(items > 0, "{list:?} has nothing on this page");
        next = token;
    }
    Ok((latency, next))
}

/// Goes on to the page that is far away, if there are so many.
async fn walk(
    system: &System,
    channel: &Channel,
    list: List,
    second: String,
) -> anyhow::Result<Option<String>> {
    let mut token = second;
    for _ in 2..FAR {
        token = ask(system, channel, list, &token).await?.1;
        if token.is_empty() {
            return Ok(None);
        }
    }
    Ok(Some(token))
}

async fn by_hand(system: &System, account: Uuid, statement: &str) -> anyhow::Result<Histogram<u64>> {
    let whole = format!("select id from items.item where account = $1 and {statement} limit 51");
    let statement = AssertSqlSafe(whole).into_sql_str();
    let mut latency = histogram();
    for n in 0..WARM + TIMES {
        let asked = Instant::now();
        sqlx::query(statement.clone()).bind(account).fetch_all(&system.pool).await?;
        if n >= WARM {
            latency.record(micros(asked.elapsed()))?;
        }
    }
    Ok(latency)
}
