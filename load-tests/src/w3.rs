//! W3: pages of views. So many items; the first page, the second and the two thousandth of nine lists, beside the statement that one would
//! write by hand for the first.
#![expect(clippy::disallowed_methods, reason = "reads the schema of the system from outside")]
use std::time::{Duration, Instant};

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
/// When what takes long is asked no more.
const LONG: Duration = Duration::from_secs(30);
const PAGE: i32 = 50;
/// How far is gone for the page that is far away.
const FAR: usize = 2_000;

const THERE: &str = "delete_time is null and archive_time is null";
const OPEN: &str = "kind = 'ticket' and delete_time is null and archive_time is null and state <> 'finished'";
const QUEUE: &str = "priority desc, coalesce(due_time, 'infinity'), create_time desc, id desc";

/// A list: its name, its filter, its order, and the same by hand. OWNER and CUSTOMER stand for somebody's id, THERE, OPEN and QUEUE for the above.
const LISTS: [(&str, &str, &str, &str); 9] = [
    ("all", "", "create_time desc", "THERE order by create_time desc, id desc"),
    (
        "all open",
        "kind = TICKET AND status.state != FINISHED",
        "create_time desc",
        "OPEN order by create_time desc, id desc",
    ),
    (
        "one status",
        "kind = TICKET AND status = open",
        "update_time desc",
        "THERE and kind = 'ticket' and status = (select id from items.status where account = $1 and key = 'open' limit 1)
          order by update_time desc, id desc",
    ),
    (
        "my open",
        "kind = TICKET AND status.state != FINISHED AND assignee = OWNER",
        "priority desc, due_time, create_time desc",
        "OPEN and assignees @> array['OWNER'] order by QUEUE",
    ),
    (
        "unassigned",
        "kind = TICKET AND status.state != FINISHED AND NOT assignee:*",
        "priority desc, due_time, create_time desc",
        "OPEN and cardinality(assignees) = 0 order by QUEUE",
    ),
    ("waiting", "kind = TICKET AND status.state != FINISHED", "priority desc, due_time, create_time desc", "OPEN order by QUEUE"),
    (
        "of a requester",
        "requester = CUSTOMER",
        "create_time desc",
        "THERE and requesters @> array['CUSTOMER'] order by create_time desc, id desc",
    ),
    (
        "custom field",
        "fields.serial = s7",
        "create_time desc",
        "THERE and fields <> '{}'
          and jsonb_set('{}', array[account::text], fields) @> jsonb_build_object($1::uuid::text, jsonb_build_object('serial', 's7'))
          order by create_time desc, id desc",
    ),
    ("rare title", "title:rareword", "create_time desc", "THERE and title ilike '%rareword%' order by create_time desc, id desc"),
];

/// The customer number 7 of those who ask (`w7/fill.rs`).
const CUSTOMER: &str = "cus_8f14e45fceea167a5a36dedd4bea2543";

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    let account = fill::fill(system, options.items, fill::FEW_WORDS).await?;
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
    for list in LISTS {
        let row = match measured(system, &channel, account, list).await {
            Ok(row) => row,
            Err(error) => vec![list.0.into(), format!("{error:#}")],
        };
        // Who waits for millions of items sees how far it is, and keeps what there is.
        say(&row.join("  "));
        table.row(row);
    }
    table.print();
    say(&format!(
        "{} items; {PAGE} a page, by gRPC through the door; by hand: the ids of one page",
        options.items
    ));
    Ok(())
}

/// The row of a list; an error where it is refused.
async fn measured(
    system: &System,
    channel: &Channel,
    account: Uuid,
    (name, filter, order, statement): (&str, &str, &str, &str),
) -> anyhow::Result<Vec<String>> {
    let shown = |taken: &Histogram<u64>| format!("{:.1}/{:.1}", millis(taken, 0.5), millis(taken, 0.95));
    let named = |text: &str| text.replace("OWNER", &system.owner).replace("CUSTOMER", CUSTOMER);
    let (filter, statement) = (named(filter), named(statement));
    let filter = filter.as_str();
    let statement = statement.replace("THERE", THERE).replace("OPEN", OPEN).replace("QUEUE", QUEUE);
    let hand = by_hand(system, account, &statement).await?;
    let (first, next) = page(system, channel, (filter, order), "").await?;
    let (mut second, mut last) = ("-".to_owned(), None);
    if !next.is_empty() {
        second = shown(&page(system, channel, (filter, order), &next).await?.0);
        if let Some(token) = walk(system, channel, (filter, order), next).await? {
            last = Some(page(system, channel, (filter, order), &token).await?.0);
        }
    }
    Ok(vec![
        name.to_owned(),
        shown(&first),
        second,
        last.as_ref().map_or("-".into(), shown),
        last.map_or("-".into(), |last| format!("{:.2}", millis(&last, 0.5) / millis(&first, 0.5))),
        format!("{:.1}", millis(&hand, 0.5)),
        format!("{:.2}", millis(&hand, 0.5) / millis(&first, 0.5)),
    ])
}

type List<'a> = (&'a str, &'a str);

async fn ask(
    system: &System,
    channel: &Channel,
    (filter, order_by): List<'_>,
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

/// A page, again and again for half a minute at most, and how the next begins.
async fn page(
    system: &System,
    channel: &Channel,
    list: List<'_>,
    token: &str,
) -> anyhow::Result<(Histogram<u64>, String)> {
    let (mut latency, mut next, began) = (histogram(), String::new(), Instant::now());
    for n in 0..WARM + TIMES {
        if n > WARM && began.elapsed() > LONG {
            break;
        }
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
    list: List<'_>,
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
    let (mut latency, began) = (histogram(), Instant::now());
    for n in 0..WARM + TIMES {
        if n > WARM && began.elapsed() > LONG {
            break;
        }
        let asked = Instant::now();
        sqlx::query(statement.clone()).bind(account).fetch_all(&system.pool).await?;
        if n >= WARM {
            latency.record(micros(asked.elapsed()))?;
        }
    }
    Ok(latency)
}
