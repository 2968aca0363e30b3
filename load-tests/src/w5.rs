//! W5: from the request that makes an item to the screen of the user whom a rule assigned: create, rule, change,
//! notification, live stream. Beside it, what two commits and two deliveries take here and now.
pub mod floor;
mod screen;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use tandem_proto::{
    automation::{
        Action, CreateRuleRequest, Rule, Trigger,
        action::{self, Assign},
        rules_service_client::RulesServiceClient,
        trigger::On,
    },
    items::{CreateItemRequest, Kind, items_service_client::ItemsServiceClient},
};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use self::{floor::Floor, screen::Screen};
use crate::{
    client::{histogram, micros, millis},
    limit,
    report::{Table, say},
    system::System,
    w1,
};

const RATES: [u64; 2] = [50, 200];
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs it.
pub async fn run(system: &System, seconds: u64) -> anyhow::Result<()> {
    limit::prepare(&system.pool).await?;
    make_rule(system).await?;
    let mut floor = Floor::open(system).await?;
    let mut table = Table::new(&[
        "creates per s",
        "reached the screen",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "floor p50 ms",
        "ratio of p50",
        "change p50 ms",
    ]);
    creates_seen(system, 20, Duration::from_secs(1)).await?;
    for rate in RATES {
        let before = floor.measure().await?;
        let seen = creates_seen(system, rate, Duration::from_secs(seconds)).await?;
        let after = floor.measure().await?;
        let floor = f64::midpoint(before, after);
        let quantile = |q: f64| millis(&seen.notified, q);
        table.row(vec![
            rate.to_string(),
            format!("{} of {}", seen.notified.len(), seen.created),
            format!("{:.1}", quantile(0.5)),
            format!("{:.1}", quantile(0.95)),
            format!("{:.1}", quantile(0.99)),
            format!("{floor:.1}"),
            format!("{:.1}", quantile(0.5) / floor),
            format!("{:.1}", millis(&seen.changed, 0.5)),
        ]);
        system.settle().await?;
    }
    table.print();
    say(
        "Floor: 2 commits of one row and 2 events published and delivered, each at its median. Change: the rule's, on the screen.",
    );
    Ok(())
}

/// A rule that gives every new ticket to the owner, who watches.
async fn make_rule(system: &System) -> anyhow::Result<()> {
    let rule = Rule {
        name: "Give it to the owner".into(),
        enabled: true,
        kinds: vec![Kind::Ticket.into()],
        triggers: vec![Trigger { on: On::ItemCreated.into(), ..Trigger::default() }],
        actions: vec![Action {
            action: Some(action::Action::Assign(Assign { ids: vec![system.owner.clone()] })),
        }],
        ..Rule::default()
    };
    let request = CreateRuleRequest { rule: Some(rule), request_id: String::new() };
    RulesServiceClient::new(system.channel().await?).create_rule(system.signed(request)?).await?;
    system.settle().await
}

/// How long it took until a screen showed things.
struct Seen {
    created: usize,
    /// The notification of the assignment.
    notified: hdrhistogram::Histogram<u64>,
    /// The change that the rule made.
    changed: hdrhistogram::Histogram<u64>,
}

async fn creates_seen(system: &System, rate: u64, time: Duration) -> anyhow::Result<Seen> {
    let screen = Screen::open(system).await?;
    let channel = system.channel().await?;
    let (mut asked, mut working) = (HashMap::new(), JoinSet::new());
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(rate)?);
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for n in 0..rate * time.as_secs() {
        beat.tick().await;
        let request = system.signed(CreateItemRequest {
            title: format!("To the screen {n}"),
            description: w1::body(),
            ..CreateItemRequest::default()
        })?;
        let mut items = ItemsServiceClient::new(channel.clone());
        working.spawn(async move {
            let start = Instant::now();
            anyhow::Ok((items.create_item(request).await?.into_inner().id, start))
        });
    }
    while let Some(made) = working.join_next().await {
        let (id, start) = made??;
        asked.insert(id, start);
    }
    let end = Instant::now() + PATIENCE;
    while screen.notified() < asked.len() {
        ensure!(Instant::now() < end, "{} of {} reached the screen", screen.notified(), asked.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    system.drained().await?;
    let (notices, changes) = screen.close().await;
    let order = order_of_notifications(system, &asked).await?;
    let (mut notified, mut changed) = (histogram(), histogram());
    // A notice of a notification names the user alone: the k-th notice is of the k-th notification.
    for (item, at) in order.iter().zip(notices) {
        let start = asked.get(item).context("a notification of another item")?;
        notified.record(micros(at.saturating_duration_since(*start)))?;
    }
    for (item, start) in &asked {
        if let Some(at) = changes.get(item) {
            changed.record(micros(at.saturating_duration_since(*start)))?;
        }
    }
    Ok(Seen { created: asked.len(), notified, changed })
}

/// The items of this run, in the order in which their notifications were made.
#[expect(clippy::disallowed_methods, reason = "looks into the schemas of the system from outside")]
async fn order_of_notifications(
    system: &System,
    asked: &HashMap<String, Instant>,
) -> anyhow::Result<Vec<String>> {
    let subjects: Vec<String> =
        sqlx::query_scalar("select subject from notifications.notification order by create_time, id")
            .fetch_all(&system.pool)
            .await?;
    Ok(subjects.into_iter().filter(|subject| asked.contains_key(subject)).collect())
}
