//! The one program. Which services it is, is the command line's business.
mod account;
mod demo;
mod doctor;
mod search;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use tandem::SERVICES;
use tandem_kit::{Config, process, servers, telemetry};

/// The open help desk and work-management system.
#[derive(Parser)]
#[command(name = "tandem", version)]
struct Cli {
    /// The file of settings; the environment (`TANDEM__…`) comes over it.
    #[arg(long, global = true, env = "TANDEM_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs services: all, or those named, such as `items` or `conversations/mail-in`.
    Run {
        services: Vec<String>,
        /// Fill an account with demo data at the first start.
        #[arg(long)]
        demo: bool,
    },
    /// Brings the schemas of all services, or of those named, up to date.
    Migrate { services: Vec<String> },
    /// Fills an account with demo data, beside a running server or without one.
    Demo,
    /// Accounts.
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// What is found.
    Search {
        #[command(subcommand)]
        command: SearchCommand,
    },
    /// Prints the settings, secrets masked.
    Config,
    /// Says what this machine can reach.
    Doctor,
    /// Runs a command with private PostgreSQL, RabbitMQ and Redis beside it.
    #[command(hide = true)]
    Servers {
        #[arg(trailing_var_arg = true, required = true)]
        command: Vec<OsString>,
    },
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Makes an account and prints its owner's password and API token as JSON.
    Create {
        #[arg(long)]
        name: String,
        /// The owner's e-mail address.
        #[arg(long)]
        owner: String,
        /// Where the account's mail arrives; default `<name>.localhost`.
        #[arg(long, default_value = "")]
        mail_domain: String,
    },
}

#[derive(Subcommand)]
enum SearchCommand {
    /// Makes the index of items anew, beside a running server or before it starts.
    Rebuild {
        /// Only this account, by its id `acc_…`.
        #[arg(long, default_value = "")]
        account: String,
    },
}

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    runtime.block_on(async { run(Cli::parse()).await.unwrap_or_else(|error| failed(&error)) })
}

#[expect(clippy::print_stderr, reason = "the command line answers a person")]
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("tandem: {error:#}");
    ExitCode::FAILURE
}

#[expect(clippy::print_stdout, reason = "the command line answers a person")]
async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    if let Command::Servers { command } = &cli.command {
        return servers::with_servers(command).await;
    }
    let names: Vec<&str> = SERVICES.iter().map(|service| service.name).collect();
    let config = Config::read(cli.config.as_deref(), &names)?;
    match cli.command {
        Command::Run { services, demo } => return serve(services, demo, config).await,
        Command::Migrate { services } => {
            println!("up to date: {}", process::migrate(SERVICES, &services, &config).await?.join(", "));
        }
        Command::Demo => println!("{}", demo::fill_from_outside(config).await?),
        Command::Account { command: AccountCommand::Create { name, owner, mail_domain } } => {
            println!("{}", account::create(config, &name, &owner, &mail_domain).await?);
        }
        Command::Search { command: SearchCommand::Rebuild { account } } => {
            let told = (
                |marked| println!("{marked} items marked"),
                |read| println!("{read} names of people and organizations read"),
            );
            let (marked, _) = search::rebuild(config, &account, told).await?;
            println!("{marked} items are found anew as the server works them off, some hundred a second");
        }
        Command::Config => println!("{}", config.masked()),
        Command::Doctor => return doctor::look(&config).await,
        Command::Servers { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(services: Vec<String>, demo: bool, mut config: Config) -> anyhow::Result<ExitCode> {
    config.demo |= demo;
    let _telemetry = telemetry::init(&config.telemetry, "tandem")?;
    let demo = config.demo;
    let mut running = process::start(SERVICES, &services, config).await?;
    if demo {
        demo::fill(&running).await?;
    }
    tracing::info!(services = services.join(" "), "ready");
    let ended = running.until_stopped().await;
    running.stop().await;
    ended.map(|()| ExitCode::SUCCESS)
}
