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
};
use tandem_proto::directory::{CreateAccountRequest, accounts_service_client::AccountsServiceClient};

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

/// Fills an account, unless this data folder has its demo file already. What is begun stands in a file of its own as soon as the
/// account is there, so that a start that is cut off can go on; the demo file appears when everything is there.
///
/// # Errors
/// Where the database is away.
pub async fn fill(running: &Running) -> anyhow::Result<()> {
    let (file, begun) = (running.config.data.join("demo.json"), running.config.data.join("demo.begun.json"));
    if !file.exists() {
        let mut told: Value = if let Ok(bytes) = std::fs::read(&begun) {
            serde_json::from_slice(&bytes)?
        } else {
            let told = make_account(running).await?;
            write(&begun, &told)?;
            told
        };
        complete(running, &mut told).await?;
        write(&file, &told)?;
        std::fs::remove_file(&begun)?;
    }
    announce(&serde_json::from_slice(&std::fs::read(&file)?)?, &file);
    Ok(())
}

/// Makes the rest of the people and their work.
async fn complete(running: &Running, told: &mut Value) -> anyhow::Result<()> {
    let directory = running.peers.channel("directory")?;
    let owner = told["users"][0].clone();
    let account: AccountId = told["account_id"].as_str().unwrap_or_default().parse()?;
    let user: UserId = owner["id"].as_str().unwrap_or_default().parse()?;
    let who = Who::User(user.uuid());
    let cause = Cause::by(Caller { account: account.uuid(), who, role: Role::Owner, ..Caller::anonymous() });
    let seed = owner["password"].as_str().unwrap_or_default();
    let mut users = vec![owner.clone()];
    users.extend(people::users(&directory, &cause, seed).await?);
    let customers = people::customers(&directory, &cause, seed).await?;
    work::make(&running.peers, &Cause::system(account), &cause).await?;
    told["users"] = users.into();
    told["customers"] = customers.into();
    Ok(())
}

async fn make_account(running: &Running) -> anyhow::Result<Value> {
    let (name, email) = OWNER;
    let request = CreateAccountRequest {
        name: "Demo Inc.".into(),
        owner_name: name.into(),
        owner_email: email.into(),
        mail_domain: MAIL_DOMAIN.into(),
        ..CreateAccountRequest::default()
    };
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    let mut accounts = AccountsServiceClient::new(running.peers.channel("directory")?);
    let made = auth::acting(&nobody, accounts.create_account(request)).await?.into_inner();
    let conversations: Conversations = running.config.section("conversations").unwrap_or_default();
    Ok(json!({
        "base_url": running.config.public_url,
        "smtp": conversations.smtp.listen.unwrap_or_else(|| "127.0.0.1:2525".into()),
        "api_token": made.api_token,
        "account_id": made.account.map(|a| a.id),
        "users": [{"id": made.owner_id, "email": email, "password": made.password, "name": name, "role": "ROLE_OWNER"}],
        "mail_domain": MAIL_DOMAIN,
    }))
}

/// Where mail comes in, of all that the section of conversations says.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Conversations {
    smtp: Smtp,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Smtp {
    listen: Option<String>,
}

/// Writes the file whole or not at all, for its owner alone: it holds passwords.
fn write(file: &Path, told: &Value) -> anyhow::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let part = file.with_extension("json.part");
    let mut out =
        std::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&part)?;
    out.write_all(&serde_json::to_vec_pretty(told)?)?;
    out.sync_all()?;
    Ok(std::fs::rename(part, file)?)
}

#[expect(clippy::print_stdout, reason = "the first start tells a person how to sign in")]
fn announce(told: &Value, file: &Path) {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    println!("\n  Tandem is at {}", text(told, "base_url"));
    for user in told["users"].as_array().into_iter().flatten().take(3) {
        println!("  sign in as {} with {}", text(user, "email"), text(user, "password"));
    }
    println!("  mail to ticket@{} by SMTP at {}", text(told, "mail_domain"), text(told, "smtp"));
    println!("  everything else is in {}\n", file.display());
}
