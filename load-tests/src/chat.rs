//! Chat: so many visitors, each with a chat and a live stream. Visitors write at a fixed rate, and an agent's screen hears of it;
//! then the agent answers, and the visitors' streams hear that. Beside it, what one commit and one delivery take here and now.
mod visitors;

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::MissedTickBehavior};

use self::visitors::{Heard, Visitor};
use crate::{
    Options,
    client::{histogram, micros, millis},
    limit,
    report::{Table, say},
    system::System,
    w5::floor::Floor,
};

/// Messages a second, each way.
const RATES: [u64; 2] = [20, 100];
const PATIENCE: Duration = Duration::from_secs(60);
/// How many visitors arrive at once.
const ARRIVING: usize = 16;

/// Runs it.
pub async fn run(system: &System, options: &Options) -> anyhow::Result<()> {
    limit::prepare(&system.pool).await?;
    let secret = open_widget(system).await?;
    let heard = Heard::default();
    let start = Instant::now();
    let visitors = arrive(system, options.visitors, &secret, &heard).await?;
    say(&format!(
        "{} visitors chat, each with a live stream, after {:.1} s",
        visitors.len(),
        start.elapsed().as_secs_f64()
    ));
    system.drained().await?;
    let screen = heard.screen(system).await?;
    let mut floor = Floor::open(system).await?;
    let mut table = Table::new(&[
        "way",
        "per s",
        "arrived",
        "p50 ms",
        "p99 ms",
        "floor p50 ms",
        "ratio of p50",
        "CPU ms a message",
    ]);
    for rate in RATES {
        for way in [Way::ToScreen, Way::ToVisitor] {
            let (before, cpu) = (floor.measure().await? / 2.0, system.cpu());
            let took = measure(system, &visitors, &heard, way, rate, options.seconds).await?;
            let cpu = system.cpu().saturating_sub(cpu);
            let floor = f64::midpoint(before, floor.measure().await? / 2.0);
            let count = took.len();
            table.row(vec![
                way.name().into(),
                rate.to_string(),
                count.to_string(),
                format!("{:.1}", millis(&took, 0.5)),
                format!("{:.1}", millis(&took, 0.99)),
                format!("{floor:.1}"),
                format!("{:.1}", millis(&took, 0.5) / floor),
                format!("{:.1}", cpu.as_secs_f64() * 1000.0 / count.max(1) as f64),
            ]);
        }
    }
    table.print();
    drop(screen);
    Ok(())
}

/// Which way messages go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    ToScreen,
    ToVisitor,
}

impl Way {
    fn name(self) -> &'static str {
        if self == Self::ToScreen { "visitor to agent's screen" } else { "agent to visitor's stream" }
    }
}

/// A widget that is always open, and the secret by which its visitors are proven.
async fn open_widget(system: &System) -> anyhow::Result<String> {
    let get = |path: String| system.http.get(format!("{}{path}", system.base)).bearer_auth(&system.token);
    let widgets: Value = get("/v1/widgets".into()).send().await?.error_for_status()?.json().await?;
    let id = widgets["widgets"][0]["id"].as_str().context("an account starts with a widget")?.to_owned();
    let change = json!({"hours": "HOURS_ALWAYS", "greeting": "", "answer_within_seconds": 0});
    let path = format!("{}/v1/widgets/{id}?update_mask=hours,greeting,answer_within_seconds", system.base);
    system.http.patch(path).bearer_auth(&system.token).json(&change).send().await?.error_for_status()?;
    let path = format!("{}/v1/widgets/{id}:revealSecret", system.base);
    let told = system.http.post(path).bearer_auth(&system.token).json(&json!({})).send().await?;
    let told: Value = told.error_for_status()?.json().await?;
    let key = widgets["widgets"][0]["key"].as_str().context("a key")?;
    Ok(format!("{key}:{}", told["secret"].as_str().context("a secret")?))
}

async fn arrive(system: &System, count: u64, secret: &str, heard: &Heard) -> anyhow::Result<Vec<Visitor>> {
    let (mut arriving, mut visitors) = (JoinSet::new(), Vec::new());
    for n in 0..count {
        if arriving.len() >= ARRIVING {
            visitors.push(arriving.join_next().await.context("somebody arrives")???);
        }
        let (http, base, token) = (system.http.clone(), system.base.clone(), system.token.clone());
        let (secret, heard) = (secret.to_owned(), heard.clone());
        arriving.spawn(async move { Visitor::arrive(http, base, &token, &secret, n, &heard).await });
    }
    while let Some(arrived) = arriving.join_next().await {
        visitors.push(arrived??);
    }
    Ok(visitors)
}

/// Lets messages go one way at a rate, whether or not earlier ones have arrived.
async fn measure(
    system: &System,
    visitors: &[Visitor],
    heard: &Heard,
    way: Way,
    rate: u64,
    seconds: u64,
) -> anyhow::Result<Histogram<u64>> {
    let count = (rate * seconds).min(u64::try_from(visitors.len())?);
    heard.forget();
    let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / rate));
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut working: JoinSet<anyhow::Result<(String, Instant)>> = JoinSet::new();
    for n in 0..count {
        tick.tick().await;
        // Spread, so that nobody writes more than people do.
        let at = usize::try_from(n * 7919 % u64::try_from(visitors.len())?)?;
        let visitor = &visitors[at];
        // A notice names the conversation, a visitor's stream the message; within one measurement each visitor has one message.
        let (request, conversation) = match way {
            Way::ToScreen => (visitor.writes(), Some(visitor.conversation.clone())),
            Way::ToVisitor => (visitor.is_answered(system), None),
        };
        working.spawn(async move {
            let start = Instant::now();
            let told: Value = request.send().await?.error_for_status()?.json().await?;
            let message = told["id"].as_str().context("the message's id")?.to_owned();
            Ok((conversation.unwrap_or(message), start))
        });
    }
    let mut asked = Vec::new();
    while let Some(sent) = working.join_next().await {
        asked.push(sent??);
    }
    let mut took = histogram();
    let end = Instant::now() + PATIENCE;
    for (about, start) in asked {
        let at = loop {
            if let Some(at) = heard.when(&about) {
                break at;
            }
            ensure!(Instant::now() < end, "what {about} is about did not arrive");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        took.record(micros(at.saturating_duration_since(start)))?;
    }
    system.drained().await?;
    Ok(took)
}
