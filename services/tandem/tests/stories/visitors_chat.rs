//! A website's visitors: who they are, what they see, who answers, and what happens when nobody looks.
use std::time::Duration;

use prost::bytes::Bytes;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Live, Person, Platform, Sentences, until};

mod inside;
mod leaving;
mod proofs;
mod relay;
mod silence;

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("chat").await;
    let eve = account.agent(platform, "Eve").await;
    let desk = Desk::open(platform, account, eve).await;
    let mut sentences = Sentences::default();
    sentences.tell("a visitor writes, one agent takes it, and both see what is said", talks(&desk)).await;
    sentences.tell("files go both ways, and to nobody else", files(&desk)).await;
    sentences.tell("a chat outlives the process that serves it", restart(&desk)).await;
    sentences.tell("a chat becomes a ticket, and its messages stay", becomes_a_ticket(&desk)).await;
    sentences.tell("chats go to the available user with the fewest", given_away(&desk)).await;
    sentences.tell("nobody answers, and the visitor is asked for an address", unanswered(&desk)).await;
    sentences.tell("the page is shown by allowed websites only", framed(&desk)).await;
    inside::tell(&desk, &mut sentences).await;
    proofs::tell(&desk, &mut sentences).await;
    relay::tell(&desk, &mut sentences).await;
    leaving::tell(&desk, &mut sentences).await;
    silence::tell(&desk, &mut sentences).await;
    sentences.end();
}

/// An account with a widget that is always open.
struct Desk<'x> {
    platform: &'x Platform,
    account: Account,
    eve: Person,
    widget: String,
    key: String,
}

/// A browser on the website.
struct Visitor {
    nobody: Client,
    token: String,
}

impl<'x> Desk<'x> {
    async fn open(platform: &'x Platform, account: Account, eve: Person) -> Self {
        let widgets = account.api.get("/v1/widgets").await;
        let first = &widgets["widgets"][0];
        let (widget, key) = (text(&first["id"]), text(&first["key"]));
        let desk = Self { platform, account, eve, widget, key };
        desk.set(json!({"hours": "HOURS_ALWAYS"})).await;
        desk
    }
    async fn set(&self, change: Value) -> Value {
        let mask = change.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(",");
        self.account.api.patch(&format!("/v1/widgets/{}?update_mask={mask}", self.widget), change).await
    }
    /// Somebody nobody knows.
    async fn visitor(&self) -> Visitor {
        self.arrive(json!({})).await.expect("anybody may chat")
    }
    /// Begins a session with more than the widget's key.
    async fn arrive(&self, mut more: Value) -> Result<Visitor, Value> {
        let nobody = Client::nobody(self.platform);
        more["widget_key"] = json!(self.key);
        let answer = nobody.ask(Method::POST, "/v1/public/chat_sessions", Some(more)).await;
        if answer.status != 200 {
            return Err(answer.body["error"]["reason"].clone());
        }
        Ok(Visitor { nobody, token: text(&answer.body["token"]) })
    }
    async fn chat(&self, id: &str) -> Value {
        self.eve.client.get(&format!("/v1/chats/{id}")).await
    }
    /// Eve answers in a chat.
    async fn answer(&self, id: &str, words: &str) -> Value {
        let conversation = text(&self.chat(id).await["conversationId"]);
        let path = format!("/v1/conversations/{conversation}/messages");
        self.eve.client.post(&path, json!({"body_text": words})).await
    }
}

impl Visitor {
    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.nobody.request(method, &format!("/v1/public/{path}")).header("tandem-visitor", &self.token)
    }
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("the public port answers");
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }
    async fn post(&self, path: &str, body: Value) -> Value {
        let (status, body) = self.ask(Method::POST, path, Some(body)).await;
        assert_eq!(status, 200, "POST {path} → {body}");
        body
    }
    /// Begins a chat; answers with its id.
    async fn begins(&self, words: &str) -> String {
        text(&self.post("chats", json!({"text": words})).await["id"])
    }
    async fn messages(&self, chat: &str) -> Vec<Value> {
        let (status, body) = self.ask(Method::GET, &format!("chats/{chat}/messages"), None).await;
        assert_eq!(status, 200, "{body}");
        body["messages"].as_array().cloned().unwrap_or_default()
    }
    async fn watch(&self, chat: &str) -> Live {
        Live::open(self.request(Method::GET, &format!("chats/{chat}/live"))).await
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Waits until a visitor's stream has said so.
async fn told(live: &Live, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    until(what, async || live.notices().into_iter().find(|update| is(update))).await
}

async fn talks(desk: &Desk<'_>) {
    let screen = desk.eve.client.watch().await;
    let visitor = desk.visitor().await;
    let body = json!({"text": "Does it come in green?", "request_id": "first"});
    let chat = text(&visitor.post("chats", body.clone()).await["id"]);
    assert_eq!(text(&visitor.post("chats", body).await["id"]), chat, "the same request is one chat");
    screen.wait("ChatStarted", &chat).await;
    let waiting = desk.chat(&chat).await;
    assert_eq!((&waiting["state"], &waiting["queuePosition"]), (&json!("STATE_WAITING"), &json!(1)));

    let zed = desk.account.agent(desk.platform, "Zed").await;
    let path = format!("/v1/chats/{chat}:take");
    let (one, two) = futures::join!(
        desk.eve.client.ask(Method::POST, &path, Some(json!({}))),
        zed.client.ask(Method::POST, &path, Some(json!({})))
    );
    let lost = [&one, &two].into_iter().find(|answer| answer.status != 200).expect("one of them is late");
    assert_eq!(lost.body["error"]["reason"], "CHAT_TAKEN");
    desk.eve.client.post(&format!("/v1/chats/{chat}:transfer"), json!({"user_id": desk.eve.id})).await;

    let live = visitor.watch(&chat).await;
    told(&live, "Eve is there", |update| update["chat"]["agentName"] == "Eve").await;
    desk.eve.client.post(&format!("/v1/chats/{chat}:typing"), json!({})).await;
    told(&live, "Eve types", |update| update["typing"] == "Eve").await;
    let answer = desk.answer(&chat, "In green and in blue.").await;
    let got = told(&live, "Eve's answer", |update| update["message"]["id"] == answer["id"]).await;
    assert_eq!(got["message"]["from"], "FROM_AGENT");
    assert!(got["message"].get("deliveries").is_none(), "nothing of how it travels");

    let seen = json!({"message_id": answer["id"]});
    visitor.post(&format!("chats/{chat}:see"), seen).await;
    screen.wait("ChatSeen", &chat).await;
    let shown = desk.chat(&chat).await;
    assert_eq!(shown["visitorSeenTime"], answer["createTime"]);
    assert_eq!(shown["visitor"]["presence"], "PRESENCE_ONLINE");
    visitor.post(&format!("chats/{chat}:typing"), json!({})).await;
    screen.wait("ChatTyping", &chat).await;

    let stranger = desk.visitor().await;
    for path in [format!("chats/{chat}"), format!("chats/{chat}/messages"), format!("chats/{chat}/live")] {
        assert_eq!(stranger.ask(Method::GET, &path, None).await.0, 404, "{path}");
        let forged = Visitor { nobody: stranger.nobody.clone(), token: visitor.token[..80].to_owned() };
        assert_eq!(forged.ask(Method::GET, &path, None).await.0, 401, "{path}");
    }
    let words: Vec<Value> =
        visitor.messages(&chat).await.iter().map(|message| message["from"].clone()).collect();
    assert_eq!(words, ["FROM_BOT", "FROM_VISITOR", "FROM_AGENT"], "the greeting came first");
}

async fn files(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let upload = visitor.request(Method::POST, "chat_attachments?name=broken.txt").body("a picture");
    let file: Value = upload.send().await.unwrap().json().await.unwrap();
    let stranger = desk.visitor().await;
    let stolen = json!({"text": "mine", "attachments": [file["id"]]});
    assert_eq!(stranger.ask(Method::POST, "chats", Some(stolen)).await.0, 400);
    let chat =
        text(&visitor.post("chats", json!({"text": "Look:", "attachments": [file["id"]]})).await["id"]);
    let path = format!("chats/{chat}/attachments/{}", text(&file["id"]));
    let got = visitor.request(Method::GET, &path).send().await.unwrap();
    assert!(got.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(got.bytes().await.unwrap().as_ref(), b"a picture");
    assert_eq!(desk.eve.client.bytes(&format!("/v1/attachments/{}", text(&file["id"]))).await, b"a picture");
    let whole = visitor.request(Method::GET, &format!("{path}:whole")).send().await.unwrap();
    assert_eq!(whole.bytes().await.unwrap().as_ref(), b"a picture");
    let other = stranger.begins("And I?").await;
    for path in [path.clone(), format!("{path}:whole")] {
        assert_eq!(stranger.ask(Method::GET, &path.replace(&chat, &other), None).await.0, 404);
    }
    let same = stranger.request(Method::POST, "chat_attachments:create?name=mine.txt").body("a picture");
    let same: Value = same.send().await.unwrap().json().await.unwrap();
    assert!(same["id"] != file["id"] && same["sha256"] == file["sha256"], "the bytes are kept once");
    let pieces = std::iter::repeat_n(Bytes::from(vec![7; 1 << 20]), 11).map(Ok::<_, std::io::Error>);
    let large = stranger.request(Method::POST, "chat_attachments?name=l.bin");
    let large = large.body(reqwest::Body::wrap_stream(futures::stream::iter(pieces))).send().await.unwrap();
    let (status, why) = (large.status().as_u16(), large.text().await.unwrap());
    assert!(status == 400 && why.contains("at most 10485760 are taken"), "{status} {why}");
}

async fn restart(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let chat = visitor.begins("Before").await;
    let names = desk.platform.names().await;
    let name = names.iter().find(|name| name.ends_with("/chat")).unwrap_or(&names[0]).clone();
    let live = visitor.watch(&chat).await;
    told(&live, "what was written before", |update| update["message"]["text"] == "Before").await;
    desk.platform.kill(&name).await;
    desk.platform.restart(&name).await;
    let again = until("the visitor is known again", async || {
        let path = format!("chats/{chat}/messages");
        let (status, _) =
            visitor.ask(Method::POST, &path, Some(json!({"text": "After", "request_id": "a"}))).await;
        (status == 200).then_some(())
    });
    again.await;
    let live = visitor.watch(&chat).await;
    told(&live, "what was written after", |update| update["message"]["text"] == "After").await;
    let answer = desk.answer(&chat, "Still here.").await;
    told(&live, "the answer", |update| update["message"]["id"] == answer["id"]).await;
    let words: Vec<Value> =
        visitor.messages(&chat).await.iter().map(|message| message["text"].clone()).collect();
    assert_eq!(words[1..], ["Before", "After", "Still here."], "none lost, none twice");
}

async fn becomes_a_ticket(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let chat = visitor.begins("It leaks.\nSince Monday.").await;
    let path = format!("/v1/chats/{chat}:createItem");
    let wish = json!({"kind": "KIND_TICKET"});
    let refused = desk.eve.client.ask(Method::POST, &path, Some(wish.clone())).await;
    assert_eq!(refused.body["error"]["reason"], "NO_ADDRESS");
    visitor.post(&format!("chats/{chat}:leaveAddress"), json!({"email": "leo@leak.test"})).await;
    let made = desk.eve.client.post(&path, wish.clone()).await;
    let item = text(&made["itemId"]);
    desk.platform.settle().await;
    let shown = desk.eve.client.get(&format!("/v1/items/{item}")).await;
    assert_eq!((&shown["title"], &shown["source"]), (&json!("It leaks."), &json!("SOURCE_CHAT")));
    let conversation = desk.account.conversation(&item).await;
    assert_eq!(json!(conversation), made["conversationId"], "its conversation is the chat's");
    assert_eq!(desk.account.messages(&conversation).await[1]["itemId"], json!(item));
    let thanks = until("the rule's thanks", async || {
        let said = desk.account.messages(&conversation).await;
        said.into_iter().find(|message| text(&message["text"]).contains("thank you for your request"))
    });
    let delivery = &thanks.await["deliveries"][0];
    assert_eq!(
        (&delivery["channel"], &delivery["hold"]),
        (&json!("CHANNEL_CHAT"), &json!("DELIVERY_HOLD_TO_BE_SEEN"))
    );
    let again = desk.eve.client.ask(Method::POST, &path, Some(wish)).await;
    assert_eq!(again.body["error"]["reason"], "ALREADY_LINKED");
    visitor.post(&format!("chats/{chat}/messages"), json!({"text": "And it drips."})).await;
    let listed = desk.account.messages(&conversation).await;
    assert!(listed.iter().any(|message| message["text"] == "And it drips."), "it goes on there");

    let other = desk.visitor().await.begins("The same thing").await;
    let linked = desk.eve.client.post(&format!("/v1/chats/{other}:link"), json!({"item_id": item})).await;
    assert_eq!(linked["itemId"], json!(item));
    assert_eq!(desk.account.conversations(&item, "CUSTOMER").await.len(), 2);
}

async fn given_away(desk: &Desk<'_>) {
    // Those who wait already would be first.
    let waiting = desk.eve.client.get("/v1/chats?state=STATE_WAITING&page_size=100").await;
    for chat in waiting["chats"].as_array().into_iter().flatten() {
        desk.eve.client.post(&format!("/v1/chats/{}:end", text(&chat["id"])), json!({})).await;
    }
    desk.set(json!({"routing": "ROUTING_LEAST_BUSY"})).await;
    let kim = desk.account.agent(desk.platform, "Kim").await;
    let available =
        kim.client.post("/v1/chat_availability", json!({"available": true, "most_chats": 2})).await;
    assert_eq!((&available["available"], &available["mostChats"]), (&json!(true), &json!(2)));
    let mut chats = Vec::new();
    for n in 0..3 {
        chats.push(desk.visitor().await.begins(&format!("Number {n}")).await);
        desk.platform.settle().await;
    }
    let mut states = Vec::new();
    for chat in &chats {
        let chat = desk.chat(chat).await;
        states.push((text(&chat["state"]), text(&chat["assigneeId"])));
    }
    let of_kim = ("STATE_ACTIVE".to_owned(), kim.id.clone());
    assert_eq!(
        states,
        [of_kim.clone(), of_kim, ("STATE_WAITING".to_owned(), String::new())],
        "no more than two"
    );
    kim.client.post(&format!("/v1/chats/{}:end", chats[0]), json!({})).await;
    desk.platform.advance(Duration::from_secs(3)).await;
    desk.platform.settle().await;
    let next = until("whoever waited is next", async || {
        (desk.chat(&chats[2]).await["assigneeId"] == json!(kim.id)).then_some(())
    });
    next.await;
    desk.set(json!({"routing": "ROUTING_TAKE"})).await;
}

async fn unanswered(desk: &Desk<'_>) {
    let visitor = desk.visitor().await;
    let chat = visitor.begins("Anybody?").await;
    desk.platform.settle().await;
    desk.platform.advance(Duration::from_secs(121)).await;
    desk.platform.settle().await;
    let asked = until("the visitor is asked", async || {
        let (_, stands) = visitor.ask(Method::GET, &format!("chats/{chat}"), None).await;
        (stands["asksAddress"] == true).then_some(())
    });
    asked.await;
    assert_eq!(visitor.messages(&chat).await.last().unwrap()["from"], "FROM_BOT");
    let left = visitor.post(&format!("chats/{chat}:leaveAddress"), json!({"email": "Uma@wait.test"})).await;
    assert_eq!((&left["asksAddress"], &left["hasAddress"]), (&json!(false), &json!(true)));
    let shown = desk.chat(&chat).await;
    assert_eq!(
        (&shown["visitor"]["email"], &shown["visitor"]["emailVerified"]),
        (&json!("uma@wait.test"), &json!(false))
    );
}

async fn framed(desk: &Desk<'_>) {
    let page = || async {
        let answer = Client::nobody(desk.platform).request(Method::GET, &format!("/widget/{}", desk.key));
        let answer = answer.send().await.unwrap();
        text(&json!(answer.headers()["content-security-policy"].to_str().unwrap()))
    };
    desk.set(json!({"allowed_sites": ["https://shop.example"]})).await;
    let policy = until("the sites are known", async || {
        let policy = page().await;
        policy.contains("shop.example").then_some(policy)
    });
    assert!(policy.await.ends_with("frame-ancestors 'self' https://shop.example"));
    assert_eq!(Client::nobody(desk.platform).status("/widget/none").await, 404);
    let script = Client::nobody(desk.platform).request(Method::GET, "/widget.js?key=x").send().await.unwrap();
    assert_eq!(script.headers()["cross-origin-resource-policy"], "cross-origin");
    let other_site = Client::nobody(desk.platform)
        .request(Method::POST, "/v1/public/chat_sessions")
        .header("origin", "https://evil.test")
        .json(&json!({"widget_key": desk.key}));
    assert_eq!(other_site.send().await.unwrap().status(), 403, "another site's script begins no chat");
}
