//! W1: items made through the door, by REST and by gRPC, beside the same rows written by the database alone.
use std::time::Duration;

use anyhow::ensure;
use tandem_kit::id::EventId;
use tandem_proto::items::{CreateItemRequest, items_service_client::ItemsServiceClient};
use tonic::{metadata::AsciiMetadataValue, transport::Channel};

use crate::{
    client::{Client, Run, closed},
    limit::{self, Limit},
    report::{Table, say},
    statements,
    system::System,
};

const CLIENTS: [usize; 3] = [1, 4, 16];
/// Two measurements of the limit that differ by more say that the machine did something else.
const STEADY: f64 = 0.25;
/// 500 characters, as a short request has.
const WORDS: &str = "The printer on the second floor prints every page twice since this morning. ";

/// A description of 500 characters.
pub fn body() -> String {
    WORDS.chars().cycle().take(500).collect()
}

/// Creates by REST.
pub struct Rest {
    http: reqwest::Client,
    url: String,
    token: String,
    body: String,
}

impl Rest {
    pub fn new(system: &System, body: &str) -> Self {
        let url = format!("{}/v1/items", system.base);
        Self { http: system.http.clone(), url, token: system.token.clone(), body: body.into() }
    }
}

impl Client for Rest {
    async fn once(&mut self) -> anyhow::Result<()> {
        let item = serde_json::json!({
            "title": "A ticket by REST", "description": self.body, "request_id": EventId::new().uuid().to_string(),
        });
        let answer = self.http.post(&self.url).bearer_auth(&self.token).json(&item).send().await?;
        let (status, text) = (answer.status(), answer.bytes().await?);
        ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&text));
        Ok(())
    }
}

/// Creates by gRPC.
struct Grpc {
    items: ItemsServiceClient<Channel>,
    token: AsciiMetadataValue,
    body: String,
}

impl Client for Grpc {
    async fn once(&mut self) -> anyhow::Result<()> {
        let mut request = tonic::Request::new(CreateItemRequest {
            title: "A ticket by gRPC".into(),
            description: self.body.clone(),
            request_id: EventId::new().uuid().to_string(),
            ..CreateItemRequest::default()
        });
        request.metadata_mut().insert("authorization", self.token.clone());
        self.items.create_item(request).await?;
        Ok(())
    }
}

/// Runs it.
pub async fn run(system: &System, seconds: u64) -> anyhow::Result<()> {
    limit::prepare(&system.pool).await?;
    let (time, body) = (Duration::from_secs(seconds), body());
    let mut table = Table::new(&[
        "clients",
        "what",
        "per s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "server CPU us",
        "ratio",
        "drained s",
    ]);
    limited(system, &body, 4, Duration::from_secs(1)).await?;
    measured(system, rests(system, &body, 4), Duration::from_secs(1)).await?;
    for clients in CLIENTS {
        let before = limited(system, &body, clients, time).await?;
        let (rest, rest_drained) = measured(system, rests(system, &body, clients), time).await?;
        let between = limited(system, &body, clients, time).await?;
        let (grpc, grpc_drained) = measured(system, grpcs(system, &body, clients).await?, time).await?;
        let after = limited(system, &body, clients, time).await?;
        for (name, limit) in [("limit before", &before), ("limit between", &between), ("limit after", &after)]
        {
            table.row(row(clients, name, limit, String::new(), Duration::ZERO));
        }
        table.row(row(clients, "REST", &rest, ratio(&rest, &before, &between), rest_drained));
        table.row(row(clients, "gRPC", &grpc, ratio(&grpc, &between, &after), grpc_drained));
    }
    table.print();
    say(
        "Server CPU: the program and PostgreSQL, with everything that follows a create until the outboxes are empty.",
    );
    say(
        "A ratio with ~ stands between limits that differ by more than 25 %: the machine did something else meanwhile.",
    );
    statements::count(system, &body).await
}

async fn limited(system: &System, body: &str, clients: usize, time: Duration) -> anyhow::Result<Run> {
    let connections = Limit::several(&system.database_url, body, clients).await?;
    let cpu = system.database_cpu();
    let mut run = closed(connections, time).await?;
    run.cpu = system.database_cpu().saturating_sub(cpu);
    Ok(run)
}

async fn measured<C: Client>(
    system: &System,
    clients: Vec<C>,
    time: Duration,
) -> anyhow::Result<(Run, Duration)> {
    let cpu = system.cpu();
    let mut run = closed(clients, time).await?;
    let drained = system.drained().await?;
    run.cpu = system.cpu().saturating_sub(cpu);
    Ok((run, drained))
}

fn rests(system: &System, body: &str, clients: usize) -> Vec<Rest> {
    (0..clients).map(|_| Rest::new(system, body)).collect()
}

/// At most four connections, each for several clients.
async fn grpcs(system: &System, body: &str, clients: usize) -> anyhow::Result<Vec<Grpc>> {
    let mut channels = Vec::new();
    for _ in 0..clients.min(4) {
        channels.push(system.channel().await?);
    }
    let token: AsciiMetadataValue = format!("Bearer {}", system.token).parse()?;
    let client = |channel: &Channel| Grpc {
        items: ItemsServiceClient::new(channel.clone()),
        token: token.clone(),
        body: body.into(),
    };
    Ok(channels.iter().cycle().take(clients).map(client).collect())
}

fn ratio(ours: &Run, before: &Run, after: &Run) -> String {
    let (a, b) = (before.per_second(), after.per_second());
    let mark = if (a - b).abs() > STEADY * a.min(b) { "~" } else { "" };
    format!("{mark}{:.2}", ours.per_second() / f64::midpoint(a, b))
}

fn row(clients: usize, what: &str, run: &Run, ratio: String, drained: Duration) -> Vec<String> {
    let drained = if ratio.is_empty() { String::new() } else { format!("{:.1}", drained.as_secs_f64()) };
    let quantile = |q: f64| format!("{:.1}", run.millis(q));
    let (rate, cpu) = (format!("{:.0}", run.per_second()), format!("{:.0}", run.cpu_micros()));
    vec![
        clients.to_string(),
        what.into(),
        rate,
        quantile(0.5),
        quantile(0.95),
        quantile(0.99),
        cpu,
        ratio,
        drained,
    ]
}
