//! The people of an account, each with a client of the public port.
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};

use super::{Live, Platform};

/// How a client says who it is.
#[derive(Clone, Debug)]
enum Credential {
    None,
    Token(String),
    Cookie(String),
}

/// A client of the public port.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    credential: Credential,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Client {
    /// Somebody who is not signed in.
    pub fn nobody(platform: &Platform) -> Self {
        Self { http: platform.http.clone(), base: platform.base.clone(), credential: Credential::None }
    }
    /// Somebody with an API token.
    pub fn with_token(platform: &Platform, token: &str) -> Self {
        Self { credential: Credential::Token(token.into()), ..Self::nobody(platform) }
    }
    /// Signs in with whatever makes a session.
    async fn signed_in(platform: &Platform, path: &str, body: Value) -> Result<Self, u16> {
        let nobody = Self::nobody(platform);
        let answer = nobody.request(Method::POST, path).json(&body).send().await.unwrap();
        if !answer.status().is_success() {
            return Err(answer.status().as_u16());
        }
        let cookie = answer.headers().get(header::SET_COOKIE).expect("a session's cookie").to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { credential: Credential::Cookie(cookie), ..nobody })
    }
    /// Signs in by address and password.
    pub async fn by_password(platform: &Platform, email: &str, password: &str) -> Result<Self, u16> {
        Self::signed_in(platform, "/v1/sessions", json!({"email": email, "password": password})).await
    }
    /// Signs in by the token of a magic link.
    pub async fn by_link(platform: &Platform, token: &str) -> Result<Self, u16> {
        Self::signed_in(platform, "/v1/sessions:redeemMagicLink", json!({"token": token})).await
    }

    /// A request with this client's credential.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.credential {
            Credential::None => request,
            Credential::Token(token) => request.bearer_auth(token),
            Credential::Cookie(cookie) => request.header(header::COOKIE, cookie),
        }
    }
    /// Asks, whatever the answer.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the public port answers");
        let status = answer.status();
        let bytes = answer.bytes().await.expect("the whole answer");
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Answer { status: status.as_u16(), body }
    }
    /// A GET that may fail.
    pub async fn try_get(&self, path: &str) -> Option<Value> {
        let answer = self.request(Method::GET, path).send().await.ok()?;
        if answer.status().is_success() { answer.json().await.ok() } else { None }
    }
    /// A POST that may fail.
    pub async fn try_post(&self, path: &str, body: Value) -> Option<Value> {
        self.try_send(Method::POST, path, body).await
    }
    /// A PATCH that may fail.
    pub async fn try_patch(&self, path: &str, body: Value) -> Option<Value> {
        self.try_send(Method::PATCH, path, body).await
    }
    async fn try_send(&self, method: Method, path: &str, body: Value) -> Option<Value> {
        let answer = self.request(method, path).json(&body).send().await.ok()?;
        if answer.status().is_success() { answer.json().await.ok() } else { None }
    }
    async fn done(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let shown = format!("{method} {path} {}", body.as_ref().map(Value::to_string).unwrap_or_default());
        let answer = self.ask(method, path, body).await;
        let status = StatusCode::from_u16(answer.status).unwrap();
        assert!(status.is_success(), "{shown} → {status} {}", answer.body);
        answer.body
    }
    pub async fn get(&self, path: &str) -> Value {
        self.done(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.done(Method::POST, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Value {
        self.done(Method::PATCH, path, Some(body)).await
    }
    pub async fn delete(&self, path: &str) -> Value {
        self.done(Method::DELETE, path, None).await
    }
    /// The status of a GET.
    pub async fn status(&self, path: &str) -> u16 {
        self.ask(Method::GET, path, None).await.status
    }
    /// The bytes of a GET.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.request(Method::GET, path).send().await.unwrap();
        assert!(answer.status().is_success(), "GET {path} → {}", answer.status());
        answer.bytes().await.unwrap().to_vec()
    }
    /// A raw mail by HTTP.
    pub async fn receive(&self, raw: &[u8], to: &str) -> Value {
        let request = self.request(Method::POST, &format!("/v1/inbound/email?to={to}"));
        let answer =
            request.header(header::CONTENT_TYPE, "message/rfc822").body(raw.to_vec()).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "POST /v1/inbound/email?to={to} → {status} {text}");
        serde_json::from_str(&text).unwrap()
    }
    /// Puts the credential on a gRPC call.
    pub fn sign(&self, metadata: &mut tonic::metadata::MetadataMap) {
        let (name, value) = match &self.credential {
            Credential::None => return,
            Credential::Token(token) => ("authorization", format!("Bearer {token}")),
            Credential::Cookie(cookie) => ("cookie", cookie.clone()),
        };
        metadata.insert(name, value.parse().unwrap());
    }
    /// Opens the live stream.
    pub async fn watch(&self) -> Live {
        Live::open(self.request(Method::GET, "/v1/live")).await
    }
}

/// A person who is signed in.
#[derive(Clone)]
pub struct Person {
    pub id: String,
    pub email: String,
    pub client: Client,
}

/// An account with its owner, who acts by an API token.
pub struct Account {
    pub owner_id: String,
    pub owner_email: String,
    pub password: String,
    /// Mail for `ticket@<domain>` opens tickets.
    pub domain: String,
    pub api: Client,
}

impl Account {
    pub fn new(platform: &Platform, told: &Value, owner_email: String, domain: String) -> Self {
        let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("{name} in {told}")).to_owned();
        let token = text("api_token");
        Self {
            owner_id: text("owner_id"),
            owner_email,
            password: text("password"),
            api: Client::with_token(platform, &token),
            domain,
        }
    }
    /// Where its customers write.
    pub fn address(&self) -> String {
        format!("ticket@{}", self.domain)
    }
    /// A new agent, signed in.
    pub async fn agent(&self, platform: &Platform, name: &str) -> Person {
        let email = format!("{}@{}", name.to_lowercase(), self.domain);
        let password = format!("the password of {name}");
        let user = json!({"name": name, "email": email, "role": "ROLE_AGENT", "password": password});
        let made = self.api.post("/v1/users", user).await;
        let client = Client::by_password(platform, &email, &password).await.expect("the agent signs in");
        Person { id: made["id"].as_str().unwrap().into(), email, client }
    }
    /// A new customer with a password, signed in.
    pub async fn customer(&self, platform: &Platform, name: &str, email: &str) -> Person {
        let password = format!("the password of {name}");
        let customer = json!({"name": name, "email": email, "password": password});
        let made = self.api.post("/v1/customers", customer).await;
        let client = Client::by_password(platform, email, &password).await.expect("the customer signs in");
        Person { id: made["id"].as_str().unwrap().into(), email: email.into(), client }
    }
    /// The id of the shipped status with that key.
    pub async fn status(&self, key: &str) -> String {
        let all = self.api.get("/v1/statuses").await;
        let found = all["statuses"].as_array().into_iter().flatten().find(|status| status["key"] == key);
        found.unwrap_or_else(|| panic!("a status {key:?} in {all}"))["id"].as_str().unwrap().into()
    }
    /// The key of the status of an item.
    pub async fn status_of(&self, item: &str) -> String {
        let id = self.api.get(&format!("/v1/items/{item}")).await["statusId"].clone();
        let all = self.api.get("/v1/statuses").await;
        let found = all["statuses"].as_array().into_iter().flatten().find(|status| status["id"] == id);
        found.unwrap_or_else(|| panic!("a status {id} in {all}"))["key"].as_str().unwrap_or_default().into()
    }
    /// A new ticket of a requester, made by API.
    pub async fn ticket(&self, title: &str, requester: &str) -> Value {
        let ticket =
            json!({"title": title, "description": "Please help.", "requester": {"email": requester}});
        self.api.post("/v1/items", ticket).await
    }
    /// The items with that title.
    pub async fn titled(&self, title: &str) -> Vec<Value> {
        let all = self.api.get("/v1/items?page_size=100").await;
        let items = all["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().filter(|item| item["title"] == title).collect()
    }
    /// The one item with that title.
    pub async fn one_titled(&self, title: &str) -> Value {
        let mut found = self.titled(title).await;
        assert_eq!(found.len(), 1, "one item titled {title:?}: {found:?}");
        found.remove(0)
    }
    /// The conversations of an item with that visibility: `CUSTOMER` or `INTERNAL`.
    pub async fn conversations(&self, item: &str, visibility: &str) -> Vec<String> {
        let all = self.api.get(&format!("/v1/items/{item}/conversations?page_size=100")).await;
        let wanted = format!("VISIBILITY_{visibility}");
        let found = all["conversations"].as_array().cloned().unwrap_or_default();
        found
            .iter()
            .filter(|c| c["visibility"] == wanted)
            .map(|c| c["id"].as_str().unwrap().to_owned())
            .collect()
    }
    /// The conversation with the customer, opened now where there is none.
    pub async fn conversation(&self, item: &str) -> String {
        if let Some(found) = self.conversations(item, "CUSTOMER").await.into_iter().next() {
            return found;
        }
        let open = json!({"subject": item, "visibility": "VISIBILITY_CUSTOMER"});
        self.api.post("/v1/conversations", open).await["id"].as_str().unwrap().into()
    }
    /// The messages of a conversation, oldest first.
    pub async fn messages(&self, conversation: &str) -> Vec<Value> {
        let path = format!("/v1/conversations/{conversation}/messages?page_size=100");
        self.api.get(&path).await["messages"].as_array().cloned().unwrap_or_default()
    }
}
