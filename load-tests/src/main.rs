//! The named workloads. Each runs beside the limit of the same machine in the same minutes, and prints its ratio to it.
mod chat;
mod client;
mod limit;
mod mail;
mod report;
mod smtp;
mod statements;
mod system;
mod usage;
mod w1;
mod w11;
mod w2;
mod w3;
mod w4;
mod w5;
mod w7;
mod w8;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};

use self::{report::say, system::System};

/// What is run, and how much of it: everything ends by count or by time.
#[derive(Parser)]
pub struct Options {
    workload: Workload,
    /// A process for each service and role, with RabbitMQ and Redis; otherwise everything in one process.
    #[arg(long)]
    distributed: bool,
    /// The program under test, built with `--release`.
    #[arg(long, default_value = "target/release/tandem")]
    binary: PathBuf,
    /// How long each measurement of W1, W4 and W5 takes, and the creates of W7.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
    /// Mails of W2.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(10..=20_000))]
    count: u64,
    /// Rows of W8.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    rows: u64,
    /// Jobs that wait while W8 imports once more: as many imports of other accounts, and events to be told.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    queued: u64,
    /// Visitors of the chat, each with a live stream.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=5_000))]
    visitors: u64,
    /// Items of W3, W7 and W11.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1_000..=5_000_000))]
    items: u64,
    /// W2: every second of the burst `kill -9` of a process by chance, and a start.
    #[arg(long)]
    kill: bool,
    /// Leave the rules on that an account starts with; otherwise nothing reacts but notifications and search.
    #[arg(long)]
    rules: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Workload {
    /// Items made by REST and by gRPC.
    W1,
    /// A burst of mail.
    W2,
    /// Pages of views.
    W3,
    /// An item as the screen opens it.
    W4,
    /// From a request to the screen.
    W5,
    /// Search.
    W7,
    /// A file that is imported, and an export beside writes.
    W8,
    /// Dashboards.
    W11,
    /// Visitors of a website who chat.
    Chat,
}

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(Options::parse())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    say(&format!("failed: {error:#}"));
    ExitCode::FAILURE
}

async fn run(options: Options) -> anyhow::Result<()> {
    let own_rule = matches!(options.workload, Workload::W5);
    anyhow::ensure!(!(own_rule && options.rules), "w5 measures a rule of its own: run it without --rules");
    let mut system = System::start(&options).await?;
    let done = match options.workload {
        Workload::W1 => w1::run(&system, options.seconds).await,
        Workload::W2 => w2::run(&mut system, &options).await,
        Workload::W3 => w3::run(&system, &options).await,
        Workload::W4 => w4::run(&system, options.seconds).await,
        Workload::W5 => w5::run(&system, options.seconds).await,
        Workload::W7 => w7::run(&system, &options).await,
        Workload::W8 => w8::run(&system, &options).await,
        Workload::W11 => w11::run(&system, &options).await,
        Workload::Chat => chat::run(&system, &options).await,
    };
    if done.is_err() {
        say(&system.last_lines());
    }
    system.stop().await;
    done
}
