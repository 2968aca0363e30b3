//! Demo data: one account with users, customers and a few requests, and the file that tells how to sign in.
mod people;
mod work;

use std::path::Path;

use serde_json::{Value, json};
use tandem::SERVICES;
use tandem_kit::{
    Caller, Cause, Config, Role, Who, auth,
    id::{AccountId, UserId},
    process,
    process::Running,
    rpc::Channel,
};
use tandem_proto::directory::{
    CreateAccountRequest, CreateAccountResponse, accounts_service_client::AccountsServiceClient,
};

const MAIL_DOMAIN: &str = "demo.localhost";
const OWNER: (&str, &str) = ("Olivia Owner", "olivia@demo.localhost");

/// Fills an account from a process of its own.
///
/// # Errors
/// Where the database is away.
pub async fn fill_from_outside(config: Config) -> anyhow::Result<String> {
    let running = process::command(SERVICES, config).await?;
    let filled = fill(&running).await;
    let file = running.config.data.join("demo.json");
    running.stop().await;
    filled.map(|()| format!("demo data is there; {} tells how to sign in", file.display()))
}

/// Fills an account, unless this data folder has its demo file already.
///
/// # Errors
/// Where the database is away.
pub async fn fill(running: &Running) -> anyhow::Result<()> {
    let file = running.config.data.join("demo.json");
    if !file.exists() {
        let told = make(running).await?;
        write(&file, &serde_json::to_vec_pretty(&told)?)?;
    }
    announce(&file)
}

async fn make(running: &Running) -> anyhow::Result<Value> {
    let directory = running.peers.channel("directory")?;
    let made = make_account(directory.clone()).await?;
    let account_id = made.account.as_ref().map(|a| a.id.clone()).unwrap_or_default();
    let (account, owner): (AccountId, UserId) = (account_id.parse()?, made.owner_id.parse()?);
    let caller = Caller {
        account: account.uuid(),
        who: Who::User(owner.uuid()),
        role: Role::Owner,
        ..Caller::anonymous()
    };
    let cause = Cause::by(caller);
    let (name, email) = OWNER;
    let mut users = vec![
        json!({"id": made.owner_id, "email": email, "password": made.password, "name": name, "role": "ROLE_OWNER"}),
    ];
    users.extend(people::users(&directory, &cause).await?);
    let customers = people::customers(&directory, &cause).await?;
    work::make(&running.peers, &Cause::system(account), &cause).await?;
    let conversations: Smtp = running.config.section("conversations")?;
    Ok(json!({
        "base_url": running.config.public_url,
        "smtp": conversations.listen(),
        "api_token": made.api_token,
        "account_id": account_id,
        "users": users,
        "customers": customers,
        "mail_domain": MAIL_DOMAIN,
    }))
}

async fn make_account(directory: Channel) -> anyhow::Result<CreateAccountResponse> {
    let (name, email) = OWNER;
    let request = CreateAccountRequest {
        name: "Demo Inc.".into(),
        owner_name: name.into(),
        owner_email: email.into(),
        mail_domain: MAIL_DOMAIN.into(),
        ..CreateAccountRequest::default()
    };
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    Ok(auth::acting(&nobody, AccountsServiceClient::new(directory).create_account(request))
        .await?
        .into_inner())
}

/// Where mail comes in, as the conversations service reads it.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Smtp {
    smtp: std::collections::HashMap<String, String>,
}

impl Smtp {
    fn listen(&self) -> String {
        self.smtp.get("listen").cloned().unwrap_or_else(|| "127.0.0.1:2525".into())
    }
}

/// Writes the file for its owner alone: it holds passwords.
fn write(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut out = std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(file)?;
    out.write_all(bytes)?;
    Ok(out.sync_all()?)
}

#[expect(clippy::print_stdout, reason = "the first start tells a person how to sign in")]
fn announce(file: &Path) -> anyhow::Result<()> {
    let told: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    println!("\n  Tandem is at {}", text(&told, "base_url"));
    for user in told["users"].as_array().into_iter().flatten().take(3) {
        println!("  sign in as {} with {}", text(user, "email"), text(user, "password"));
    }
    println!("  mail to ticket@{} by SMTP at {}", text(&told, "mail_domain"), text(&told, "smtp"));
    println!("  everything else is in {}\n", file.display());
    Ok(())
}
