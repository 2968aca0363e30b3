//! `tandem search rebuild`: has the index of items made anew, beside a running server or without one.
use tandem::SERVICES;
use tandem_kit::{Cause, Config, auth, id::AccountId, process};
use tandem_proto::items::{RebuildSearchRequest, search_service_client::SearchServiceClient};

/// Marks every item, or those of one account, a batch at a time; answers how many. The server works the marks off.
///
/// # Errors
/// Where the database is away, or the account's id cannot be.
pub async fn rebuild(config: Config, account: &str, progress: impl Fn(i64)) -> anyhow::Result<i64> {
    let running = process::command(SERVICES, config).await?;
    let mut index = SearchServiceClient::new(running.peers.channel("items")?);
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    let (mut marked, mut page_token, mut failed) = (0, String::new(), None);
    loop {
        let request = RebuildSearchRequest { account_id: account.into(), page_token };
        match auth::acting(&nobody, index.rebuild_search(request)).await {
            Ok(batch) => {
                let batch = batch.into_inner();
                marked += i64::from(batch.marked);
                progress(marked);
                page_token = batch.next_page_token;
            }
            Err(status) => {
                failed = Some(status);
                break;
            }
        }
        if page_token.is_empty() {
            break;
        }
    }
    running.stop().await;
    match failed {
        Some(status) => Err(anyhow::anyhow!("{}", status.message())),
        None => Ok(marked),
    }
}
