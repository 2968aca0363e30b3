//! Signing in and out, and what a cookie may do.
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::{Door, read};

impl Door {
    /// Signs the owner in and answers with the cookie.
    pub async fn sign_in(&self) -> String {
        let body = json!({"email": "olga@acme.test", "password": "a long password of Olga"});
        let response = self.ask(Method::POST, "/v1/sessions").json(&body).send().await.unwrap();
        assert_eq!(response.status(), 200);
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["personId"], self.account.owner_id);
        assert!(body.get("token").is_none(), "no script sees the secret");
        cookie.split(';').next().unwrap().to_owned()
    }
    async fn me_by(&self, cookie: &str) -> u16 {
        self.ask(Method::GET, "/v1/me").header("cookie", cookie).send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn signing_in_sets_a_cookie_that_works_until_signing_out() {
    let door = Door::open().await;
    let cookie = door.sign_in().await;
    assert_eq!(door.me_by(&cookie).await, 200);
    let end = door.ask(Method::POST, "/v1/sessions:end").header("cookie", &cookie).send().await.unwrap();
    assert!(end.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(end.status(), 200);
    assert_eq!(door.me_by(&cookie).await, 401);
    door.bench.end().await;
}

#[tokio::test]
async fn a_wrong_password_says_nothing_more() {
    let door = Door::open().await;
    for (email, password) in [("olga@acme.test", "wrong"), ("nobody@acme.test", "wrong"), ("", "")] {
        let body = json!({"email": email, "password": password});
        let (status, body) =
            read(door.ask(Method::POST, "/v1/sessions").json(&body).send().await.unwrap()).await;
        assert_eq!((status, body["error"]["reason"].as_str()), (401, Some("UNAUTHENTICATED")), "{body}");
    }
    door.bench.end().await;
}

#[tokio::test]
async fn another_site_changes_nothing_by_cookie() {
    let door = Door::open().await;
    let cookie = door.sign_in().await;
    let post = |origin: &str| {
        let request = door.ask(Method::POST, "/v1/teams").header("cookie", &cookie).header("origin", origin);
        request.json(&json!({"name": "T", "request_id": "018f0000-0000-7000-8000-000000000002"})).send()
    };
    let (status, body) = read(post("https://evil.test").await.unwrap()).await;
    assert_eq!((status, body["error"]["reason"].as_str()), (403, Some("CROSS_SITE")));
    assert_eq!(post(&door.url).await.unwrap().status(), 200);
    let by_token =
        door.owner(Method::GET, "/v1/me").header("origin", "https://evil.test").send().await.unwrap();
    assert_eq!(by_token.status(), 200);
    door.bench.end().await;
}

#[tokio::test]
async fn a_revoked_token_is_refused_within_a_second() {
    let door = Door::open().await;
    let made = door.owner(Method::POST, "/v1/api_tokens").json(&json!({"name": "t"})).send().await.unwrap();
    let (_, token) = read(made).await;
    let (id, secret) = (token["id"].as_str().unwrap(), token["secret"].as_str().unwrap());
    let asked = || async {
        door.ask(Method::GET, "/v1/me").bearer_auth(secret).send().await.unwrap().status().as_u16()
    };
    assert_eq!(asked().await, 200);
    let gone = door.owner(Method::DELETE, &format!("/v1/api_tokens/{id}")).send().await.unwrap();
    assert_eq!(gone.status(), 200);
    let revoked = Instant::now();
    while asked().await == 200 {
        assert!(revoked.elapsed() < Duration::from_secs(1));
        tokio::task::yield_now().await;
    }
    door.bench.end().await;
}

#[tokio::test]
async fn limits_are_told_and_an_unknown_token_is_nobody() {
    let door = Door::open().await;
    let response = door.owner(Method::GET, "/v1/me").send().await.unwrap();
    assert_eq!(response.headers()["ratelimit-limit"], "10000");
    let unknown = door.ask(Method::GET, "/v1/me").bearer_auth("tok_nobody").send().await.unwrap();
    assert_eq!(
        (unknown.status().as_u16(), unknown.headers()["ratelimit-limit"].to_str().unwrap()),
        (401, "1000")
    );
    let mut last = 0;
    for _ in 0..=240 {
        last = door
            .ask(Method::POST, "/v1/sessions")
            .json(&json!({"unknown": 1}))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16();
    }
    assert_eq!(last, 429);
    door.bench.end().await;
}
