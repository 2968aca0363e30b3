//! Demo data: one account with users, customers and a few requests, and the file that tells how to sign in.
use std::path::Path;

use serde_json::json;
use tandem::SERVICES;
use tandem_kit::{
    Caller, Cause, Config, Role, Who, auth, id::AccountId, process, process::Running, rpc::Channel,
};
use tandem_proto::directory::{
    CreateAccountRequest, CreateAccountResponse, CreateCustomerRequest, CreateOrganizationRequest,
    CreateUserRequest, User, accounts_service_client::AccountsServiceClient,
    customers_service_client::CustomersServiceClient,
    organizations_service_client::OrganizationsServiceClient, user, users_service_client::UsersServiceClient,
};

const MAIL_DOMAIN: &str = "demo.localhost";

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
        let directory = running.peers.channel("directory")?;
        let made = make_account(directory.clone()).await?;
        let told = people(directory, &made, running).await?;
        write(&file, &serde_json::to_vec_pretty(&told)?)?;
    }
    announce(&file)
}

async fn make_account(directory: Channel) -> anyhow::Result<CreateAccountResponse> {
    let request = CreateAccountRequest {
        name: "Demo Inc.".into(),
        owner_name: "Olivia Owner".into(),
        owner_email: "olivia@demo.localhost".into(),
        mail_domain: MAIL_DOMAIN.into(),
        ..CreateAccountRequest::default()
    };
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    Ok(auth::acting(&nobody, AccountsServiceClient::new(directory).create_account(request))
        .await?
        .into_inner())
}

/// A password that nobody chose: the secret part of an id is random enough for data that is thrown away.
fn password() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 12];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
}

async fn people(
    directory: Channel,
    made: &CreateAccountResponse,
    running: &Running,
) -> anyhow::Result<serde_json::Value> {
    let account_id = made.account.as_ref().map(|a| a.id.clone()).unwrap_or_default();
    let account: AccountId = account_id.parse()?;
    let owner: tandem_kit::id::UserId = made.owner_id.parse()?;
    let caller = Caller {
        account: account.uuid(),
        who: Who::User(owner.uuid()),
        role: Role::Owner,
        ..Caller::anonymous()
    };
    let cause = Cause::by(caller);
    let mut users = vec![
        json!({"id": made.owner_id, "email": "olivia@demo.localhost", "password": made.password, "name": "Olivia Owner", "role": "ROLE_OWNER"}),
    ];
    for (name, email, role) in [
        ("Adam Admin", "adam@demo.localhost", user::Role::Admin),
        ("Eve Agent", "eve@demo.localhost", user::Role::Agent),
        ("Bob Agent", "bob@demo.localhost", user::Role::Agent),
    ] {
        let password = password()?;
        let request = CreateUserRequest {
            name: name.into(),
            email: email.into(),
            role: role.into(),
            password: password.clone(),
            ..CreateUserRequest::default()
        };
        let made: User =
            auth::acting(&cause, UsersServiceClient::new(directory.clone()).create_user(request))
                .await?
                .into_inner();
        users.push(json!({"id": made.id, "email": email, "password": password, "name": name, "role": role.as_str_name()}));
    }
    let acme = CreateOrganizationRequest {
        name: "Acme".into(),
        domains: vec!["acme.test".into()],
        ..CreateOrganizationRequest::default()
    };
    auth::acting(&cause, OrganizationsServiceClient::new(directory.clone()).create_organization(acme))
        .await?;
    let mut customers = Vec::new();
    for (name, email) in [
        ("Ann Customer", "ann@acme.test"),
        ("Carl Customer", "carl@acme.test"),
        ("Zoe Visitor", "zoe@gmail.com"),
    ] {
        let password = password()?;
        let request = CreateCustomerRequest {
            name: name.into(),
            email: email.into(),
            password: password.clone(),
            ..CreateCustomerRequest::default()
        };
        let made =
            auth::acting(&cause, CustomersServiceClient::new(directory.clone()).create_customer(request))
                .await?
                .into_inner();
        customers.push(json!({"id": made.id, "email": email, "password": password, "organization_id": made.organization_id}));
    }
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
    let told: serde_json::Value = serde_json::from_slice(&std::fs::read(file)?)?;
    println!("\n  Tandem is at {}", told["base_url"].as_str().unwrap_or_default());
    for user in told["users"].as_array().into_iter().flatten().take(3) {
        println!(
            "  sign in as {} with {}",
            user["email"].as_str().unwrap_or_default(),
            user["password"].as_str().unwrap_or_default()
        );
    }
    println!(
        "  mail to ticket@{} by SMTP at {}",
        told["mail_domain"].as_str().unwrap_or_default(),
        told["smtp"].as_str().unwrap_or_default()
    );
    println!("  everything else is in {}\n", file.display());
    Ok(())
}
