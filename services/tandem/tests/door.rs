//! The public port, as those outside meet it: the real door and the real directory, over real connections.
mod calls;
mod live;
mod pages;
mod sessions;
mod uploads;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tandem_kit::{Service, auth, testing::Bench, testing::free_port};
use tandem_proto::directory::{
    CreateAccountRequest, CreateAccountResponse, accounts_service_client::AccountsServiceClient,
};

static SERVICES: &[Service] = &[tandem_directory::SERVICE, tandem_gateway::SERVICE];

/// A door with an account behind it.
pub struct Door {
    pub bench: Bench,
    pub url: String,
    pub account: CreateAccountResponse,
    pub client: Client,
}

impl Door {
    pub async fn open() -> Self {
        let port = free_port();
        let listen = format!("127.0.0.1:{port}");
        let bench = Bench::start_with(SERVICES, |config| config.set("gateway", "listen", listen)).await;
        let account = CreateAccountRequest {
            name: "Acme".into(),
            owner_name: "Olga".into(),
            owner_email: "olga@acme.test".into(),
            password: "a long password of Olga".into(),
            mail_domain: "acme.test".into(),
            ..CreateAccountRequest::default()
        };
        let mut accounts = AccountsServiceClient::new(bench.channel("directory"));
        let account =
            auth::acting(&bench.as_system(), accounts.create_account(account)).await.unwrap().into_inner();
        Self { bench, url: format!("http://127.0.0.1:{port}"), account, client: Client::new() }
    }
    /// A request of nobody.
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }
    /// A request of the owner, by API token.
    pub fn owner(&self, method: Method, path: &str) -> RequestBuilder {
        self.ask(method, path).bearer_auth(&self.account.api_token)
    }
    pub async fn get(&self, path: &str) -> (u16, Value) {
        read(self.owner(Method::GET, path).send().await.unwrap()).await
    }
}

/// Status and JSON of an answer.
pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}
