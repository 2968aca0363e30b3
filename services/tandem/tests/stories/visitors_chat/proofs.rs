//! Who a visitor is, and what proves it.
use std::fmt::Write as _;

use hmac::{Hmac, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Client, Desk, Sentences, Visitor, text};

pub async fn tell(desk: &Desk<'_>, sentences: &mut Sentences) {
    sentences.tell("who is signed by the website is that customer, in every browser", signed(desk)).await;
    sentences.tell("who types a customer's address becomes nobody they are not", typed(desk)).await;
    sentences.tell("a new secret ends what the old one signed, when its time is over", renewed(desk)).await;
    sentences.tell("where proof is required, nobody else gets in", required(desk)).await;
    sentences.tell("outside the hours a message becomes a ticket", offline(desk)).await;
}

fn sign(secret: &str, identifier: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(identifier.as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

async fn secret(desk: &Desk<'_>, body: Value) -> String {
    text(&desk.account.api.post(&format!("/v1/widgets/{}:revealSecret", desk.widget), body).await["secret"])
}

async fn shown(desk: &Desk<'_>, visitor: &Visitor, words: &str) -> Value {
    let chat = visitor.begins(words).await;
    desk.chat(&chat).await["visitor"].clone()
}

async fn signed(desk: &Desk<'_>) {
    let ann = desk.account.customer(desk.platform, "Ann", "ann@acme.test").await;
    let secret = secret(desk, json!({})).await;
    let identity =
        |hash: String| json!({"identity": {"identifier": "ann@acme.test", "name": "Ann", "hash": hash}});
    let good = sign(&secret, "ann@acme.test");
    for wrong in
        [sign(&secret, "ann@acme.tes"), sign("guess", "ann@acme.test"), good[..62].to_owned(), String::new()]
    {
        let refused = desk.arrive(identity(wrong.clone())).await.err();
        assert_eq!(refused, Some(json!("IDENTITY_INVALID")), "{wrong:?}");
    }
    let one = desk.arrive(identity(good.clone())).await.unwrap();
    let chat = one.begins("It is me").await;
    let visitor = desk.chat(&chat).await["visitor"].clone();
    assert_eq!((&visitor["customerId"], &visitor["verified"]), (&json!(ann.id), &json!(true)));
    let two = desk.arrive(identity(good)).await.unwrap();
    assert_ne!(one.token, two.token);
    assert_eq!(two.messages(&chat).await.len(), 2, "another browser of hers goes on there");
    let other = identity(sign(&secret, "ann@acme.test"))["identity"].clone();
    let by_nobody = desk.arrive(json!({"name": "Ann"})).await.unwrap();
    assert_eq!(by_nobody.ask(Method::GET, &format!("chats/{chat}"), None).await.0, 404, "{other}");
}

async fn typed(desk: &Desk<'_>) {
    let secret = secret(desk, json!({})).await;
    let claims = [
        json!({"email": "ann@acme.test", "name": "Ann"}),
        json!({"identity": {"identifier": "u-7", "email": "ann@acme.test", "hash": sign(&secret, "u-7")}}),
    ];
    for claim in claims {
        let visitor = desk.arrive(claim).await.unwrap();
        let seen = shown(desk, &visitor, "I am Ann").await;
        assert_eq!((&seen["email"], &seen["customerId"]), (&json!("ann@acme.test"), &json!("")), "{seen}");
        assert_eq!(seen["emailVerified"], false, "{seen}");
    }
}

async fn renewed(desk: &Desk<'_>) {
    let old = secret(desk, json!({})).await;
    let new = secret(desk, json!({"renew": true, "keep_hours": 1})).await;
    let by = |secret: &str| json!({"identity": {"identifier": "u-9", "hash": sign(secret, "u-9")}});
    assert!(desk.arrive(by(&old)).await.is_ok() && desk.arrive(by(&new)).await.is_ok());
    desk.platform.settle().await;
    desk.platform.advance(std::time::Duration::from_secs(3601)).await;
    assert!(desk.arrive(by(&old)).await.is_err() && desk.arrive(by(&new)).await.is_ok());
}

async fn required(desk: &Desk<'_>) {
    desk.set(json!({"require_identity": true})).await;
    assert_eq!(desk.arrive(json!({})).await.err(), Some(json!("IDENTITY_REQUIRED")));
    let claim = json!({"identity": {"identifier": "u-9"}});
    assert_eq!(desk.arrive(claim).await.err(), Some(json!("IDENTITY_INVALID")), "a name alone is no proof");
    let ann = Client::nobody(desk.platform);
    assert_eq!(ann.ask(Method::POST, "/v1/public/chats", Some(json!({"text": "x"}))).await.status, 401);
    desk.set(json!({"require_identity": false})).await;
}

async fn offline(desk: &Desk<'_>) {
    let calendars = desk.account.api.get("/v1/business_calendars").await;
    let calendar = text(&calendars["businessCalendars"][0]["id"]);
    let path = format!("/v1/business_calendars/{calendar}?update_mask=spans");
    desk.account.api.patch(&path, json!({"spans": []})).await;
    desk.set(json!({"hours": "HOURS_BUSINESS"})).await;
    desk.platform.settle().await;
    desk.platform.advance(std::time::Duration::from_secs(60)).await;
    let visitor = desk.visitor().await;
    let closed = super::until("the hours are known", async || {
        let (_, body) = visitor.ask(Method::POST, "chats", Some(json!({"text": "Hello?"}))).await;
        (body["error"]["reason"] == "CHAT_CLOSED").then_some(())
    });
    closed.await;
    let nobody = Client::nobody(desk.platform);
    let form = json!({"email": "off@hours.test", "text": "Call me tomorrow", "request_id": "one"});
    let path = format!("/v1/public/widgets/{}:submitForm", desk.key);
    let number = nobody.post(&path, form.clone()).await["number"].clone();
    assert_eq!(nobody.post(&path, form).await["number"], number, "the same request is one ticket");
    desk.platform.settle().await;
    assert_eq!(desk.account.one_titled("Call me tomorrow").await["number"], number);
    desk.set(json!({"hours": "HOURS_ALWAYS"})).await;
}
