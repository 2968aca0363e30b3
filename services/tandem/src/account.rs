//! `tandem account create`: another account, made beside a running server or without one.
use tandem::SERVICES;
use tandem_kit::{Cause, Config, auth, id::AccountId, process};
use tandem_proto::directory::{CreateAccountRequest, accounts_service_client::AccountsServiceClient};

/// Makes an account with its owner; answers with what the owner needs, as JSON.
///
/// # Errors
/// Where the database is away, or the name, address or domain cannot be.
pub async fn create(config: Config, name: &str, owner: &str, mail_domain: &str) -> anyhow::Result<String> {
    let running = process::command(SERVICES, config).await?;
    let request = CreateAccountRequest {
        name: name.into(),
        owner_email: owner.into(),
        mail_domain: mail_domain.into(),
        ..CreateAccountRequest::default()
    };
    let mut accounts = AccountsServiceClient::new(running.peers.channel("directory")?);
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    let made = auth::acting(&nobody, accounts.create_account(request)).await;
    running.stop().await;
    let made = made.map_err(|status| anyhow::anyhow!("{}", status.message()))?.into_inner();
    Ok(serde_json::to_string(&serde_json::json!({
        "account_id": made.account.map(|a| a.id),
        "owner_id": made.owner_id,
        "password": made.password,
        "api_token": made.api_token,
    }))?)
}
