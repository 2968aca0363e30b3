//! Mail as it comes in, however it is: nothing that was accepted is lost, and nothing is done twice.
use serde_json::{Value, json};

use crate::support::{Account, Client, Letter, Platform, Sentences, platform::LARGEST_MAIL, smtp, until};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("inbox").await;
    let mut sentences = Sentences::default();
    sentences.tell("a broken mail is kept byte for byte, and shown", broken(platform, &account)).await;
    sentences.tell("a mail that is too large is refused with 552", too_large(platform, &account)).await;
    sentences.tell("a recipient that nobody knows is refused with 550", unknown(platform, &account)).await;
    sentences.tell("the same mail twice is one", twice(platform, &account)).await;
    sentences.tell("a mail to two addresses of one account is one", two_addresses(platform, &account)).await;
    sentences.tell("a mail to two accounts is one in each", two_accounts(platform, &account)).await;
    sentences
        .tell("a program that answers every mail is not answered for ever", loops(platform, &account))
        .await;
    sentences.tell("a web page in a mail can do nothing", scripts(platform, &account)).await;
    sentences
        .tell("a mail on which a peer fails is put aside, and can be tried again", poison(platform, &account))
        .await;
    sentences
        .tell(
            "that a mail is kept out, let in or thrown away is told to who watches",
            kept_out(platform, &account),
        )
        .await;
    sentences.end();
}

/// What the list of mails that came in says of those with a subject.
async fn listed(account: &Account, subject: &str) -> Vec<Value> {
    let all = account.api.get("/v1/inbound_mails?page_size=100").await;
    let all = all["inboundMails"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|mail| mail["subject"] == subject).collect()
}

async fn broken(platform: &Platform, account: &Account) {
    let mails: [(&str, Vec<u8>); 5] = [
        ("no headers at all", b"\xff\xfe\x00\x01 just bytes \x80\x81\r\n".to_vec()),
        (
            "parts that never end",
            b"From: zed@broken.test\r\nSubject: half a mail\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nfirst half\r\n".to_vec(),
        ),
        (
            "a charset that nobody knows",
            b"From: zed@broken.test\r\nSubject: =?x-martian?Q?=FF=FE?= hello\r\nContent-Type: text/plain; charset=x-martian\r\n\r\n\xe9\xe8\xff\r\n".to_vec(),
        ),
        (
            "base64 that is none",
            b"From: zed@broken.test\r\nSubject: not base64\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!! this %%% is not base64 ====\r\n".to_vec(),
        ),
        ("no sender", b"Subject: from nobody\r\n\r\nwho am I?\r\n".to_vec()),
    ];
    for (what, raw) in &mails {
        let to = [account.address()];
        let answers = smtp::send(&platform.smtp, "zed@broken.test", &to, raw).await;
        assert!(answers.last().unwrap().starts_with("250"), "{what}: {answers:?}");
    }
    platform.settle().await;
    let all = account.api.get("/v1/inbound_mails?page_size=100").await;
    let all = all["inboundMails"].as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), mails.len(), "each is in the list: {all:?}");
    let mut sources = Vec::new();
    for mail in &all {
        let message = mail["result"]["messageId"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "each is shown as a message: {mail}");
        account.api.get(&format!("/v1/messages/{message}")).await;
        sources.push(account.api.bytes(&format!("/v1/messages/{message}/source")).await);
    }
    for (what, raw) in &mails {
        assert!(sources.contains(raw), "{what}: its source is what was sent");
    }
}

async fn too_large(platform: &Platform, account: &Account) {
    let before = account.api.get("/v1/inbound_mails?page_size=100").await;
    let line = "all work and no play\r\n".repeat(LARGEST_MAIL / 22 + 100);
    let raw = format!("From: big@acme.test\r\nSubject: big\r\n\r\n{line}");
    let answers = smtp::send(&platform.smtp, "big@acme.test", &[account.address()], raw.as_bytes()).await;
    assert!(answers.last().unwrap().starts_with("552"), "{answers:?}");
    platform.settle().await;
    assert_eq!(account.api.get("/v1/inbound_mails?page_size=100").await, before, "nothing of it is kept");
}

async fn unknown(platform: &Platform, account: &Account) {
    let raw = Letter::new("ann@acme.test", "nobody", "x", "y").raw();
    let strangers = [format!("nobody@{}", account.domain), "ticket@elsewhere.test".into()];
    for stranger in strangers {
        let answers =
            smtp::send(&platform.smtp, "ann@acme.test", std::slice::from_ref(&stranger), &raw).await;
        assert!(answers[0].starts_with("550"), "{stranger}: {answers:?}");
    }
}

async fn twice(platform: &Platform, account: &Account) {
    let letter = Letter::new("ann@acme.test", &account.address(), "Once is enough", "Hello!");
    letter.send(platform).await;
    // Another way, as a forwarding or a second try has it.
    letter.clone().header("Received", "from elsewhere.test by here.test").send(platform).await;
    platform.settle().await;
    account.one_titled("Once is enough").await;
    let again = account.api.receive(&letter.raw(), &account.address()).await;
    assert_eq!(again["outcome"], "OUTCOME_DUPLICATE", "{again}");
    let item = account.one_titled("Once is enough").await;
    assert_eq!(again["itemId"], item["id"], "it tells of the first one");
}

async fn two_addresses(platform: &Platform, account: &Account) {
    let other = format!("TICKET@{}", account.domain);
    let letter = Letter::new("ann@acme.test", &account.address(), "Two doors", "Knock knock").also_to(&other);
    letter.send(platform).await;
    // A server that splits its recipients sends it once for each.
    let by_one = smtp::send(&platform.smtp, "ann@acme.test", &[other], &letter.raw()).await;
    assert!(by_one.last().unwrap().starts_with("250"), "{by_one:?}");
    platform.settle().await;
    account.one_titled("Two doors").await;
    let replies = platform.sink.to("ann@acme.test").into_iter().filter(|mail| mail.says("Two doors"));
    assert_eq!(replies.count(), 1, "and it is answered once");
}

async fn two_accounts(platform: &Platform, account: &Account) {
    let second = platform.account("second").await;
    let letter = Letter::new("kim@both.test", &account.address(), "For you both", "Hi");
    letter.also_to(&second.address()).send(platform).await;
    platform.settle().await;
    account.one_titled("For you both").await;
    second.one_titled("For you both").await;
}

/// It answers whatever it gets by a new mail to the front door, and marks nothing as automatic.
async fn loops(platform: &Platform, account: &Account) {
    const ROUNDS: usize = 25;
    let robot = "robot@loop.test";
    Letter::new(robot, &account.address(), "First", "I am a robot.").send(platform).await;
    let mut answered = 0;
    for round in 0..ROUNDS {
        platform.settle().await;
        let got = platform.sink.to(robot).len();
        if got == answered {
            assert!(round > 0, "its first mail looks like a person's and is answered");
            return;
        }
        answered = got;
        let text = format!("Thank you for your mail number {round}.");
        Letter::new(robot, &account.address(), &format!("I am away {round}"), &text).send(platform).await;
    }
    panic!("after {ROUNDS} rounds it was still answered");
}

async fn scripts(platform: &Platform, account: &Account) {
    let raw = format!(
        "From: eve@evil.test\r\nTo: {}\r\nSubject: Look\r\nMessage-ID: <evil@evil.test>\r\nContent-Type: text/html\r\n\r\n\
         <p onclick=\"steal()\">Hello<script>steal()</script><img src=x onerror=steal()><a href=\"javascript:steal()\">there</a></p>\r\n",
        account.address()
    );
    let answers = smtp::send(&platform.smtp, "eve@evil.test", &[account.address()], raw.as_bytes()).await;
    assert!(answers.last().unwrap().starts_with("250"), "{answers:?}");
    platform.settle().await;
    let item = account.one_titled("Look").await;
    let id = item["id"].as_str().unwrap();
    let messages = account.messages(&account.conversation(id).await).await;
    for page in [&item["descriptionHtml"], &messages[0]["html"]] {
        let page = page.as_str().unwrap_or_default();
        assert!(page.contains("Hello") && !page.contains("steal"), "{page}");
    }
    assert_eq!(listed(account, "Look").await.len(), 1);
    let nobody =
        Client::nobody(platform).ask(reqwest::Method::POST, "/v1/inbound/email", Some(json!({}))).await;
    assert_eq!(nobody.status, 401, "not everybody may bring mail by HTTP");
}

async fn poison(platform: &Platform, account: &Account) {
    const SUBJECT: &str = "Poison";
    let alter = "alter table items.item";
    platform.database.run(&format!("{alter} add constraint broken check (title <> '{SUBJECT}')")).await;
    Letter::new("ann@acme.test", &account.address(), SUBJECT, "Drink me.").send(platform).await;
    Letter::new("ann@acme.test", &account.address(), "Water", "Drink me.").send(platform).await;
    platform.settle().await;
    account.one_titled("Water").await;
    let mut tried = 0;
    let mail = loop {
        let mail = listed(account, SUBJECT).await.remove(0);
        if mail["result"]["outcome"] != "OUTCOME_PENDING" {
            break mail;
        }
        tried += 1;
        assert!(tried < 60, "it is tried for ever: {mail}");
        platform.advance(std::time::Duration::from_secs(300)).await;
        platform.settle().await;
    };
    assert_eq!(mail["result"]["outcome"], "OUTCOME_QUARANTINED", "{mail}");
    assert!(mail["problems"].to_string().contains("a peer fails on it"), "it says why: {mail}");
    assert!(account.titled(SUBJECT).await.is_empty());
    let retry = format!("/v1/inbound_mails/{}:retry", mail["id"].as_str().unwrap());
    let eve = account.agent(platform, "Eve").await;
    assert_eq!(eve.client.ask(reqwest::Method::POST, &retry, Some(json!({}))).await.status, 403);
    let again = account.api.post(&retry, json!({})).await;
    assert_eq!(again["result"]["outcome"], "OUTCOME_PENDING", "it is no better yet: {again}");
    platform.database.run(&format!("{alter} drop constraint broken")).await;
    platform.advance(std::time::Duration::from_secs(300)).await;
    platform.settle().await;
    let item = account.one_titled(SUBJECT).await;
    let messages = account.messages(&account.conversation(item["id"].as_str().unwrap()).await).await;
    assert!(messages[0]["text"].as_str().unwrap().contains("Drink me."), "{messages:?}");
    let refused = account.api.ask(reqwest::Method::POST, &retry, Some(json!({}))).await;
    assert_eq!((refused.status, &refused.body["error"]["reason"]), (400, &json!("NOT_ASIDE")));
    let nothing = "/v1/inbound_mails/mail_0190a3f27c2b7c3d9e8f001122334455:retry";
    assert_eq!(account.api.ask(reqwest::Method::POST, nothing, Some(json!({}))).await.status, 404);
}

async fn kept_out(platform: &Platform, account: &Account) {
    let policy = json!({"blocked": ["spam.test"]});
    account.api.patch("/v1/mail_policy?update_mask=blocked", policy).await;
    let other = account.api.watch().await;
    let mut ids = Vec::new();
    for n in 0..2 {
        let raw =
            format!("From: s{n}@spam.test\r\nSubject: Buy {n}\r\nMessage-ID: <{n}@spam.test>\r\n\r\nbuy\r\n");
        smtp::send(&platform.smtp, "s@spam.test", &[account.address()], raw.as_bytes()).await;
        platform.settle().await;
        let id = listed(account, &format!("Buy {n}")).await[0]["id"].as_str().unwrap().to_owned();
        other.wait("InboundMailChanged", &id).await;
        ids.push(id);
    }
    let said = other.count("InboundMailChanged", &ids[0]);
    account.api.post(&format!("/v1/inbound_mails/{}:release", ids[0]), json!({})).await;
    account.api.delete(&format!("/v1/inbound_mails/{}", ids[1])).await;
    let told = until("both are told", async || {
        let more = ids.iter().all(|id| other.count("InboundMailChanged", id) > said);
        more.then_some(())
    });
    told.await;
    let open = json!({"blocked": []});
    account.api.patch("/v1/mail_policy?update_mask=blocked", open).await;
}
