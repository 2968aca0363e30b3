//! W11: dashboards. So many items, counted by the counters that follow them; each numbers' answer beside the counts that they stand for.
#![expect(
    clippy::disallowed_methods,
    reason = "writes into the schema of the system from outside, and counts there"
)]
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use tandem_proto::items::{
    Dashboard, ListDashboardsRequest, ReadDashboardRequest, WidgetNumbers,
    dashboards_service_client::DashboardsServiceClient,
};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::{
    Options,
    client::{histogram, micros, millis},
    report::{Table, say},
    system::System,
    w7::fill,
};

const TIMES: usize = 50;
const WARM: usize = 3;
const PATIENCE: Duration = Duration::from_secs(1_200);

/// What each number of the manager's would cost if it were counted when it is asked for.
const BY_HAND: [(&str, &str); 4] = [
    ("open", "select count(*) from items.item where account = $1 and delete_time is null and archive_time is null and state <> 'finished'"),
    (
        "by status",
        "select count(*) from (select status, count(*) from items.item
          where account = $1 and delete_time is null and archive_time is null and state <> 'finished' group by status) as counted",
    ),
    (
        "by assignee",
        "select count(*) from (select who, count(*) from items.item left join lateral unnest(assignees) as who on true
          where account = $1 and delete_time is null and archive_time is null and state <> 'finished' group by who) as counted",
    ),
    (
        "30 days",
        "select count(*) from (select date_trunc('day', create_time), count(*) from items.item
          where account = $1 and delete_time is null and archive_time is null and create_time > now() - interval '30 days' group by 1) as counted",
    ),
];

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    let account = fill::fill(system, options.items, fill::FEW_WORDS).await?;
    let begun = Instant::now();
    sqlx::query(
        "insert into items.rollup_mark (account, item) select account, id from items.item where account = $1",
    )
    .bind(account)
    .execute(&system.pool)
    .await?;
    counted(system).await?;
    let took = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = options.items as f64 / took;
    say(&format!("{} items counted in {took:.0} s: {rate:.0} per s", options.items));
    let channel = system.channel().await?;
    let dashboard = manager(system, &channel).await?;
    let (numbers, ours) = read(system, &channel, &dashboard).await?;
    let mut table = Table::new(&["what", "p50 ms", "p95 ms"]);
    let mut row = |what: &str, taken: &Histogram<u64>| {
        table.row(vec![
            what.into(),
            format!("{:.1}", millis(taken, 0.5)),
            format!("{:.1}", millis(taken, 0.95)),
        ]);
    };
    row("the whole dashboard, through the door", &ours);
    let mut open = 0;
    for (name, statement) in BY_HAND {
        let (first, taken) = by_hand(system, account, statement).await?;
        open = if name == "open" { first } else { open };
        row(&format!("counted when asked for: {name}"), &taken);
    }
    table.print();
    let told = numbers.iter().find(|one| one.widget_id == "unresolved").map_or(-1, |one| one.items);
    ensure!(told == open, "the dashboard tells {told} open items, and there are {open}");
    say(&format!("error 0: {told} open items told, {open} counted"));
    Ok(())
}

/// Waits until every mark is worked off.
async fn counted(system: &System) -> anyhow::Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let waiting: bool = sqlx::query_scalar("select exists (select from items.rollup_mark)")
            .fetch_one(&system.pool)
            .await?;
        if !waiting {
            sqlx::raw_sql("vacuum (analyze) items.rollup_open, items.rollup_slot")
                .execute(&system.pool)
                .await?;
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    anyhow::bail!("marks are left after {} s", PATIENCE.as_secs())
}

async fn manager(system: &System, channel: &Channel) -> anyhow::Result<Dashboard> {
    let request = system.signed(ListDashboardsRequest {})?;
    let all = DashboardsServiceClient::new(channel.clone()).list_dashboards(request).await?.into_inner();
    let found = all.dashboards.into_iter().find(|one| one.key == "help_desk_manager");
    found.context("there is no dashboard of a manager")
}

async fn read(
    system: &System,
    channel: &Channel,
    dashboard: &Dashboard,
) -> anyhow::Result<(Vec<WidgetNumbers>, Histogram<u64>)> {
    let (mut latency, mut numbers) = (histogram(), Vec::new());
    for n in 0..WARM + TIMES {
        let request = ReadDashboardRequest { id: dashboard.id.clone(), time_zone: "Europe/Berlin".into() };
        let request = system.signed(request)?;
        let asked = Instant::now();
        numbers =
            DashboardsServiceClient::new(channel.clone()).read_dashboard(request).await?.into_inner().widgets;
        if n >= WARM {
            latency.record(micros(asked.elapsed()))?;
        }
    }
    Ok((numbers, latency))
}

async fn by_hand(
    system: &System,
    account: Uuid,
    statement: &'static str,
) -> anyhow::Result<(i64, Histogram<u64>)> {
    let (mut latency, mut found) = (histogram(), 0);
    for n in 0..6 {
        let asked = Instant::now();
        found = sqlx::query_scalar(statement).bind(account).fetch_one(&system.pool).await?;
        if n > 0 {
            latency.record(micros(asked.elapsed()))?;
        }
    }
    Ok((found, latency))
}
