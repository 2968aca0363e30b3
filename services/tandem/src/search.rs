//! `tandem search rebuild`: has the index of items made anew and the words of names learnt, beside a running server or without one.
use tandem::SERVICES;
use tandem_kit::{Cause, Config, auth, id::AccountId, process, rpc::Channel};
use tandem_proto::{
    directory::{LearnNamesRequest, names_service_client::NamesServiceClient},
    items::{RebuildSearchRequest, search_service_client::SearchServiceClient},
};
use tonic::Status;

/// Marks every item, or those of one account, a batch at a time; answers how many. The server works the marks off. The words of names of people
/// and organizations are learnt at once, and it is said how many names were read.
///
/// # Errors
/// Where the database is away, or the account's id cannot be.
pub async fn rebuild(
    config: Config,
    account: &str,
    (marked, read): (impl Fn(i64), impl Fn(i64)),
) -> anyhow::Result<(i64, i64)> {
    let running = process::command(SERVICES, config).await?;
    let (items, directory) = (running.peers.channel("items")?, running.peers.channel("directory")?);
    let nobody = Cause::system(AccountId::from(uuid::Uuid::nil()));
    let both = async {
        let names = auth::acting(&nobody, learn(directory, account, read)).await?;
        Ok((auth::acting(&nobody, mark(items, account, marked)).await?, names))
    };
    let done: Result<(i64, i64), Status> = both.await;
    running.stop().await;
    done.map_err(|status| anyhow::anyhow!("{}", status.message()))
}

async fn mark(items: Channel, account: &str, progress: impl Fn(i64)) -> Result<i64, Status> {
    let mut index = SearchServiceClient::new(items);
    let (mut marked, mut page_token) = (0, String::new());
    loop {
        let request = RebuildSearchRequest { account_id: account.into(), page_token };
        let batch = index.rebuild_search(request).await?.into_inner();
        marked += i64::from(batch.marked);
        progress(marked);
        page_token = batch.next_page_token;
        if page_token.is_empty() {
            return Ok(marked);
        }
    }
}

async fn learn(directory: Channel, account: &str, progress: impl Fn(i64)) -> Result<i64, Status> {
    let mut names = NamesServiceClient::new(directory);
    let (mut read, mut page_token) = (0, String::new());
    loop {
        let request = LearnNamesRequest { account_id: account.into(), page_token };
        let batch = names.learn_names(request).await?.into_inner();
        read += i64::from(batch.read);
        progress(read);
        page_token = batch.next_page_token;
        if page_token.is_empty() {
            return Ok(read);
        }
    }
}
