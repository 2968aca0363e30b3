//! Users among themselves and with customers: direct, in groups, about items; what is read, changed, deleted, found and closed.
mod canned;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Account, Client, Person, Platform, Sentences};

told_twice!(story);

async fn story(platform: &Platform) {
    let account = platform.account("talk").await;
    let eve = account.agent(platform, "Eve").await;
    let bob = account.agent(platform, "Bob").await;
    let zed = account.agent(platform, "Zed").await;
    platform.settle().await;
    let mut sentences = Sentences::default();
    let s = &mut sentences;
    s.tell(
        "two users have one direct conversation that nobody else sees",
        direct(platform, &account, &eve, &bob, &zed),
    )
    .await;
    s.tell("a group has who is let in, who is named and not who left", group(platform, &eve, &bob, &zed))
        .await;
    s.tell("each user has read what they have read", read(platform, &account, &eve, &bob)).await;
    s.tell(
        "a message is changed with its history, by whom it may be",
        edited(platform, &account, &eve, &bob),
    )
    .await;
    s.tell(
        "of two who write at once exactly one is told of the other",
        at_once(platform, &account, &eve, &bob),
    )
    .await;
    s.tell("a draft is kept until it is posted", drafts(&account, &eve, &bob)).await;
    s.tell("a canned reply is filled for whom it is for", canned::filled(&account, &eve, &bob)).await;
    s.tell("a canned reply says custom fields, to customers those they may see", canned::fields(&account))
        .await;
    s.tell("the messenger lists, counts, closes and finds", messenger(platform, &account, &eve)).await;
    s.tell("a conversation becomes an item", becomes_item(platform, &account, &eve, &bob, &zed)).await;
    s.tell("who looks and who writes is seen while they do", presence(platform, &account, &eve, &bob)).await;
    sentences.end();
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_else(|| panic!("an id in {of}")).to_owned()
}

fn ids(of: &Value) -> Vec<String> {
    of.as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// The ids of a list's conversations.
async fn listed(who: &Person, path: &str) -> Vec<String> {
    let all = who.client.get(path).await;
    all["conversations"].as_array().into_iter().flatten().map(id).collect()
}

async fn say(who: &Person, conversation: &str, text: &str) -> Value {
    who.client.post(&format!("/v1/conversations/{conversation}/messages"), json!({"body_text": text})).await
}

/// How many notifications of a reason about a subject somebody has.
async fn told(who: &Person, reason: &str, subject: &str) -> usize {
    let all = who.client.get("/v1/notifications?page_size=100").await;
    let all = all["notifications"].as_array().cloned().unwrap_or_default();
    all.iter().filter(|n| n["reason"] == reason && n["subject"] == subject).count()
}

const MINE: &str = "/v1/messenger/conversations?section=SECTION_MINE";
const INTERNAL: &str = "/v1/messenger/conversations?section=SECTION_INTERNAL";

async fn direct(platform: &Platform, account: &Account, eve: &Person, bob: &Person, zed: &Person) {
    let open = |with: &Person| json!({"kind": "KIND_DIRECT", "participant_ids": [with.id]});
    let one = eve.client.post("/v1/conversations", open(bob)).await;
    let two = bob.client.post("/v1/conversations", open(eve)).await;
    assert_eq!(one["id"], two["id"], "whoever opens it");
    assert_eq!((&one["kind"], &one["visibility"]), (&json!("KIND_DIRECT"), &json!("VISIBILITY_INTERNAL")));
    assert!(one["subject"].as_str().unwrap_or_default().is_empty(), "{one}");
    let direct = id(&one);
    let (outside, inside) = (zed.client.watch().await, bob.client.watch().await);
    let file =
        eve.client.request(Method::POST, "/v1/attachments?name=plan.txt").body("saxifrage").send().await;
    let file: Value = file.unwrap().json().await.unwrap();
    let body = json!({"body_text": "Only for you: saxifrage.", "attachments": [file["id"]]});
    let message = eve.client.post(&format!("/v1/conversations/{direct}/messages"), body).await;
    platform.settle().await;
    inside.wait("MessagePosted", &direct).await;
    assert!(!json!(outside.notices()).to_string().contains(&direct), "{:?}", outside.notices());
    assert_eq!(told(bob, "REASON_DIRECT_MESSAGE", &direct).await, 1);
    assert_eq!(told(eve, "REASON_DIRECT_MESSAGE", &direct).await, 0, "nobody is told of their own");

    let (message, file) = (id(&message), id(&file));
    for client in [&zed.client, &account.api] {
        unseen_by(client, &direct, &message, &file, &zed.id).await;
    }
    assert_eq!(
        listed(bob, &format!("{MINE}&q=saxi")).await,
        std::slice::from_ref(&direct),
        "and those who may find it"
    );
    let add = json!({"participant_ids": [zed.id]});
    let path = format!("/v1/conversations/{direct}:addParticipants");
    assert_eq!(eve.client.ask(Method::POST, &path, Some(add)).await.body["error"]["reason"], "DIRECT_IS_TWO");
    let named = json!({"body_text": "@Zed", "mention_ids": [zed.id]});
    let path = format!("/v1/conversations/{direct}/messages");
    assert_eq!(eve.client.ask(Method::POST, &path, Some(named)).await.status, 400);
}

/// Somebody who takes no part has no sign of a private conversation, whatever their role.
async fn unseen_by(client: &Client, direct: &str, message: &str, file: &str, other: &str) {
    for path in [
        format!("/v1/conversations/{direct}"),
        format!("/v1/conversations/{direct}/messages"),
        format!("/v1/conversations/{direct}:previewRecipients"),
        format!("/v1/messages/{message}"),
        format!("/v1/messages/{message}/revisions"),
        format!("/v1/messages/{message}/source"),
        format!("/v1/attachments/{file}"),
        format!("/v1/presence?subject={direct}"),
    ] {
        assert_eq!(client.status(&path).await, 404, "GET {path}");
    }
    for path in [
        format!("{MINE}&q=saxifrage"),
        format!("{INTERNAL}&q=saxifrage"),
        "/v1/messenger/conversations?section=SECTION_FROM_CUSTOMERS&q=saxifrage".into(),
        format!("/v1/attachments:batchGet?ids={file}"),
        "/v1/items:search?q=saxifrage".into(),
    ] {
        let shown = client.get(&path).await.to_string();
        assert!(!shown.contains(direct) && !shown.contains(file), "GET {path}: {shown}");
    }
    for (verb, body) in [
        (":close", json!({})),
        (":markRead", json!({})),
        (":leave", json!({})),
        (":addParticipants", json!({"participant_ids": [other]})),
        (":createItem", json!({})),
        ("/messages", json!({"body_text": "x"})),
    ] {
        let path = format!("/v1/conversations/{direct}{verb}");
        assert_eq!(client.ask(Method::POST, &path, Some(body)).await.status, 404, "POST {path}");
    }
    let path = format!("/v1/messages/{message}");
    assert_eq!(client.ask(Method::DELETE, &path, None).await.status, 404);
}

async fn group(platform: &Platform, eve: &Person, bob: &Person, zed: &Person) {
    let open = json!({"kind": "KIND_GROUP", "title": "Lunch", "participant_ids": [bob.id]});
    let group = id(&eve.client.post("/v1/conversations", open).await);
    let path = format!("/v1/conversations/{group}");
    assert_eq!(zed.client.status(&path).await, 404);
    let named = json!({"body_text": "@Zed, soup?", "mention_ids": [zed.id]});
    let said = bob.client.post(&format!("{path}/messages"), named).await;
    assert_eq!(ids(&said["mentionIds"]), std::slice::from_ref(&zed.id));
    platform.settle().await;
    assert_eq!(zed.client.get(&path).await["title"], "Lunch", "who is named takes part");
    assert_eq!(told(zed, "REASON_MENTIONED", &group).await, 1);
    assert_eq!(told(zed, "REASON_DIRECT_MESSAGE", &group).await, 0, "and is told once");
    assert_eq!(told(eve, "REASON_DIRECT_MESSAGE", &group).await, 1);
    assert_eq!(
        told(bob, "REASON_MENTIONED", &group).await + told(bob, "REASON_DIRECT_MESSAGE", &group).await,
        0
    );
    assert_eq!(zed.client.get(&path).await["unreadCount"], 1);

    let remove = json!({"participant_id": eve.id});
    let refused = bob.client.ask(Method::POST, &format!("{path}:removeParticipant"), Some(remove)).await;
    assert_eq!(refused.status, 403, "who opened a group lets others go");
    zed.client.post(&format!("{path}:leave"), json!({})).await;
    assert_eq!(zed.client.status(&path).await, 404);
    let shown = eve.client.get(&path).await;
    let mut people = ids(&shown["participantIds"]);
    people.sort();
    let mut expected = [eve.id.clone(), bob.id.clone()];
    expected.sort();
    assert_eq!(people, expected);
    let renamed = eve.client.patch(&path, json!({"title": "Dinner"})).await;
    assert_eq!(renamed["title"], "Dinner");
    platform.settle().await;
    assert_eq!(listed(eve, &format!("{INTERNAL}&q=dinner")).await, [group], "a title is found");
}

/// A ticket with a message of its customer, and its conversation with them.
async fn ticket(platform: &Platform, account: &Account, title: &str, email: &str) -> (String, String) {
    let item = id(&account.ticket(title, email).await);
    platform.settle().await;
    let conversation = account.conversation(&item).await;
    (item, conversation)
}

async fn read(platform: &Platform, account: &Account, eve: &Person, bob: &Person) {
    let (_, conversation) = ticket(platform, account, "Read me", "rita@talk.test").await;
    let path = format!("/v1/conversations/{conversation}");
    let first = id(&say(bob, &conversation, "One").await);
    say(bob, &conversation, "Two").await;
    let count = async |who: &Person| who.client.get(&path).await["unreadCount"].as_i64().unwrap_or_default();
    assert_eq!((count(bob).await, count(eve).await), (0, 2), "one's own is read");
    let screen = eve.client.watch().await;
    let others = bob.client.watch().await;
    eve.client.post(&format!("{path}:markRead"), json!({"message_id": first})).await;
    assert_eq!(count(eve).await, 1);
    let all = eve.client.post(&format!("{path}:markRead"), json!({})).await;
    assert_eq!(all["unreadCount"].as_i64().unwrap_or_default(), 0);
    eve.client.post(&format!("{path}:markRead"), json!({"message_id": first})).await;
    assert_eq!(count(eve).await, 0, "reading never goes back");
    eve.client.post(&format!("{path}:markUnread"), json!({"message_id": first})).await;
    assert_eq!(count(eve).await, 2, "but can be undone");
    screen.wait("ConversationRead", &conversation).await;
    platform.settle().await;
    assert_eq!(others.count("ConversationRead", ""), 0, "which is one's own affair");
    let last = eve.client.get(&path).await;
    assert_eq!((&last["lastMessageText"], &last["lastAuthorId"]), (&json!("Two"), &json!(bob.id)));
    say(eve, &conversation, "Three").await;
    let messages = bob.client.get(&format!("{path}/messages")).await["messages"].clone();
    let two = messages.as_array().unwrap().iter().find(|m| m["text"] == "Two").unwrap();
    assert_eq!(ids(&two["seenByIds"]), std::slice::from_ref(&eve.id), "who answers has read");
    for n in 0..101 {
        say(bob, &conversation, &format!("More {n}")).await;
    }
    assert_eq!(count(eve).await, 100, "a hundred stands for more");
}

async fn edited(platform: &Platform, account: &Account, eve: &Person, bob: &Person) {
    let (item, conversation) = ticket(platform, account, "Edit me", "edda@talk.test").await;
    let message = id(&say(eve, &conversation, "The meeting is on Mondya.").await);
    platform.settle().await;
    platform.sink.one("edda@talk.test", "Mondya").await;
    let path = format!("/v1/messages/{message}");
    let fix = || Some(json!({"body_text": "The meeting is on Monday."}));
    assert_eq!(bob.client.ask(Method::PATCH, &path, fix()).await.status, 403, "not another agent");
    let fixed = eve.client.patch(&path, fix().unwrap()).await;
    assert!(fixed["text"] == "The meeting is on Monday." && fixed["editTime"].is_string(), "{fixed}");
    let stale = json!({"body_text": "x", "revision": 1});
    assert_eq!(eve.client.ask(Method::PATCH, &path, Some(stale)).await.status, 409);
    platform.settle().await;
    let mails = platform.sink.to("edda@talk.test");
    assert!(!mails.iter().any(|mail| mail.says("Monday.")), "what was mailed stays as it was mailed");
    let revisions = bob.client.get(&format!("{path}/revisions")).await["revisions"].clone();
    assert_eq!(revisions[0]["text"], "The meeting is on Mondya.");
    assert_eq!(account.api.get("/v1/items:search?q=mondya").await["items"].as_array().map_or(0, Vec::len), 0);
    let found = account.api.get("/v1/items:search?q=monday").await;
    assert_eq!(found["items"][0]["id"], item.as_str(), "it is found by what it says now");

    platform.advance(std::time::Duration::from_secs(16 * 60)).await;
    let late = eve.client.ask(Method::PATCH, &path, Some(json!({"body_text": "Too late"}))).await;
    assert_eq!(late.body["error"]["reason"], "EDIT_WINDOW_OVER");
    account.api.patch("/v1/message_policy", json!({"edit_minutes": 60})).await;
    assert_eq!(
        eve.client.ask(Method::PATCH, "/v1/message_policy", Some(json!({"edit_minutes": 1}))).await.status,
        403
    );
    eve.client.delete(&path).await;
    let gone = bob.client.get(&path).await;
    assert!(gone["deleteTime"].is_string() && gone["text"].as_str().unwrap_or_default().is_empty(), "{gone}");
    assert_eq!(bob.client.status(&format!("{path}/revisions")).await, 404);
    let kept = account.api.get(&format!("{path}/revisions")).await["revisions"].clone();
    assert_eq!(kept.as_array().unwrap().len(), 2, "admins see what it said");
    let again = eve.client.ask(Method::DELETE, &path, None).await;
    assert_eq!(again.body["error"]["reason"], "DELETED");
}

async fn at_once(platform: &Platform, account: &Account, eve: &Person, bob: &Person) {
    let (_, conversation) = ticket(platform, account, "Both answer", "cora@talk.test").await;
    let path = format!("/v1/conversations/{conversation}/messages");
    for round in 0..10 {
        let seen = account.messages(&conversation).await.last().map_or(conversation.clone(), id);
        let word = |who: &str| Some(json!({"body_text": format!("{who} {round}"), "seen_message_id": seen}));
        let (one, two) = tokio::join!(
            eve.client.ask(Method::POST, &path, word("Eve")),
            bob.client.ask(Method::POST, &path, word("Bob"))
        );
        let (posted, refused) = if one.status == 200 { (one, two) } else { (two, one) };
        assert_eq!((posted.status, refused.status), (200, 400), "{} {}", posted.body, refused.body);
        let error = &refused.body["error"];
        assert_eq!(error["reason"], "NEW_MESSAGES");
        assert_eq!(error["metadata"]["message_ids"], posted.body["id"], "and is told of which");
    }
    let stale = json!({"body_text": "All the same", "seen_message_id": conversation, "anyway": true});
    eve.client.post(&path, stale).await;
}

async fn drafts(account: &Account, eve: &Person, bob: &Person) {
    let item = id(&account.ticket("Drafted", "dora@talk.test").await);
    let conversation = account.conversation(&item).await;
    let path = format!("/v1/drafts/{conversation}");
    assert_eq!(eve.client.status(&path).await, 404);
    let put = async |text: &str, revision: i64| {
        let draft = json!({"html": format!("<p>{text}<script>1</script></p>"), "revision": revision});
        eve.client.ask(Method::PUT, &path, Some(draft)).await
    };
    let first = put("Dear", 0).await;
    assert_eq!((first.status, &first.body["html"]), (200, &json!("<p>Dear</p>")), "{}", first.body);
    let second = put("Dear Dora", 1).await;
    assert_eq!(
        (second.status, put("Dear Dan", 1).await.status),
        (200, 409),
        "another window saved meanwhile"
    );
    assert_eq!(put("Dear Ann", -1).await.status, 409, "nor is one begun where there is one");
    assert_eq!(bob.client.status(&path).await, 404, "a draft is its writer's");
    chosen(eve, &path).await;
    assert_eq!(eve.client.get("/v1/drafts").await["drafts"][0]["html"], "<p>Dear Dora</p>");
    let internal = format!("/v1/drafts/{item}?visibility=VISIBILITY_INTERNAL");
    let note = json!({"html": "<p>A note</p>", "visibility": "VISIBILITY_INTERNAL"});
    let kept = eve.client.ask(Method::PUT, &format!("/v1/drafts/{item}"), Some(note)).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    say(eve, &conversation, "Dear Dora").await;
    assert_eq!(eve.client.status(&path).await, 404, "it ends with what it became");
    assert_eq!(eve.client.get(&internal).await["html"], "<p>A note</p>", "and no other does");
    eve.client.delete(&internal).await;
    assert_eq!(eve.client.status(&internal).await, 404);
}

/// A draft holds to whom, in whose name and when it is meant to go; and nothing is sent by it.
async fn chosen(eve: &Person, path: &str) {
    let choice = json!({
        "html": "<p>Dear Dora</p>",
        "leaveOutIds": [eve.id],
        "copyTo": [{"name": "Carl", "address": "carl@talk.test"}],
        "sendTime": "2031-01-01T09:00:00Z",
        "cancelOnReply": true,
    });
    let kept = eve.client.ask(Method::PUT, path, Some(choice.clone())).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    for field in ["leaveOutIds", "copyTo", "sendTime", "cancelOnReply"] {
        assert_eq!(kept.body[field], choice[field], "{field}");
        assert_eq!(eve.client.get("/v1/drafts").await["drafts"][0][field], choice[field], "{field}");
    }
    let nobody = json!({"html": "<p>x</p>", "leaveOutIds": ["conv_1"]});
    assert_eq!(eve.client.ask(Method::PUT, path, Some(nobody)).await.status, 400);
}

const FROM_CUSTOMERS: &str = "/v1/messenger/conversations?section=SECTION_FROM_CUSTOMERS";

async fn messenger(platform: &Platform, account: &Account, eve: &Person) {
    let project = id(&account.api.post("/v1/projects", json!({"name": "Apollo"})).await);
    let (item, conversation) = ticket(platform, account, "In a list", "lara@talk.test").await;
    account.api.patch(&format!("/v1/items/{item}"), json!({"project_id": project})).await;
    let write = json!({"body_text": "Quetzal feathers"});
    account.api.post(&format!("/v1/conversations/{conversation}/messages"), write).await;
    platform.settle().await;
    assert_eq!(listed(eve, FROM_CUSTOMERS).await[0], conversation, "the newest first");
    assert_eq!(listed(eve, &format!("{FROM_CUSTOMERS}&q=quetz")).await, std::slice::from_ref(&conversation));
    assert!(listed(eve, &format!("{FROM_CUSTOMERS}&q=quetzal+nothing")).await.is_empty());
    assert!(!listed(eve, MINE).await.contains(&conversation), "Eve takes no part");
    let about = |subject: &str| format!("{FROM_CUSTOMERS}&subjects={subject}");
    assert_eq!(listed(eve, &about(&item)).await, std::slice::from_ref(&conversation));
    assert!(listed(eve, &about(&project)).await.is_empty(), "it is about the ticket alone");
    let followed = |what: &str| format!("{FROM_CUSTOMERS}&scope=SCOPE_FOLLOWED_{what}");
    assert!(listed(eve, &followed("PROJECTS")).await.is_empty());
    eve.client.post("/v1/followers", json!({"subject": project})).await;
    assert_eq!(listed(eve, &followed("PROJECTS")).await, std::slice::from_ref(&conversation));
    // A rule may have assigned it to Eve, who follows what is assigned to her.
    eve.client.post("/v1/followers:remove", json!({"subject": item})).await;
    assert!(!listed(eve, &followed("ITEMS")).await.contains(&conversation));
    eve.client.post("/v1/followers", json!({"subject": item})).await;
    assert!(listed(eve, &followed("ITEMS")).await.contains(&conversation));
    let counts = async || {
        let counts = eve.client.get("/v1/messenger/counts").await;
        ["fromCustomers", "mine"].map(|name| counts[name].as_i64().unwrap_or_default())
    };
    let [before, mine] = counts().await;
    eve.client.post(&format!("/v1/conversations/{conversation}:markRead"), json!({})).await;
    assert_eq!(counts().await, [before - 1, mine]);
    let settings = eve.client.patch("/v1/messenger/settings", json!({"from_customers": "SCOPE_NONE"})).await;
    assert_eq!((&settings["fromCustomers"], &settings["playSound"]), (&json!("SCOPE_NONE"), &json!(true)));
    assert!(!listed(eve, FROM_CUSTOMERS).await.contains(&conversation), "only those in which Eve takes part");
    eve.client.patch("/v1/messenger/settings", json!({"from_customers": "SCOPE_ALL"})).await;

    let resolved = account.status("resolved").await;
    account.api.patch(&format!("/v1/items/{item}"), json!({"status_id": resolved})).await;
    platform.settle().await;
    assert!(!listed(eve, FROM_CUSTOMERS).await.contains(&conversation), "what is finished is closed");
    assert!(listed(eve, &format!("{FROM_CUSTOMERS}&closed=true")).await.contains(&conversation));
    say(eve, &conversation, "One more thing").await;
    assert_eq!(listed(eve, FROM_CUSTOMERS).await[0], conversation, "a message opens it again");
    assert_eq!(listed(eve, MINE).await[0], conversation, "and who writes takes part");
    pages(eve).await;
}

/// A list is read page by page to its end, each conversation once.
async fn pages(eve: &Person) {
    for section in [FROM_CUSTOMERS, MINE] {
        let all = listed(eve, &format!("{section}&page_size=100")).await;
        let (mut found, mut token) = (Vec::new(), String::new());
        loop {
            let page = eve.client.get(&format!("{section}&page_size=2&page_token={token}")).await;
            found.extend(page["conversations"].as_array().into_iter().flatten().map(id));
            page["nextPageToken"].as_str().unwrap_or_default().clone_into(&mut token);
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(found, all, "{section}");
    }
}

async fn becomes_item(platform: &Platform, account: &Account, eve: &Person, bob: &Person, zed: &Person) {
    let customer = json!({"name": "Nora", "email": "nora@talk.test"});
    let customer = id(&account.api.post("/v1/customers", customer).await);
    let open = json!({"subject": customer, "visibility": "VISIBILITY_CUSTOMER"});
    let conversation = id(&eve.client.post("/v1/conversations", open).await);
    say(eve, &conversation, "Hello Nora, your printer again?").await;
    let path = format!("/v1/conversations/{conversation}:createItem");
    let made = eve.client.post(&path, json!({})).await;
    let item = account.api.get(&format!("/v1/items/{}", made["itemId"].as_str().unwrap())).await;
    assert_eq!(item["title"], "Hello Nora, your printer again?");
    assert_eq!(ids(&item["requesterIds"]), [customer]);
    assert_eq!(made["conversation"]["subject"], item["id"]);
    let again = eve.client.ask(Method::POST, &path, Some(json!({}))).await;
    assert_eq!(again.body["error"]["reason"], "ALREADY_LINKED");
    platform.settle().await;
    platform.sink.take_all();
    say(eve, &conversation, "We look at it.").await;
    platform.settle().await;
    platform.sink.one("nora@talk.test", "We look at it.").await;

    let open = json!({"kind": "KIND_DIRECT", "participant_ids": [bob.id]});
    let direct = id(&eve.client.post("/v1/conversations", open).await);
    let link = json!({"item_id": item["number"]});
    let linked = eve.client.post(&format!("/v1/conversations/{direct}:link"), link).await;
    assert_eq!(linked["subject"], item["id"]);
    say(eve, &direct, "Nora is a zugzwang.").await;
    platform.settle().await;
    let path = format!("/v1/items/{}/conversations", id(&item));
    assert!(listed(bob, &path).await.contains(&direct));
    assert!(!listed(zed, &path).await.contains(&direct), "a link shows it to nobody else");
    let found = account.api.get("/v1/items:search?q=zugzwang").await;
    assert!(found["items"].as_array().is_none_or(Vec::is_empty), "{found}");
}

async fn presence(platform: &Platform, account: &Account, eve: &Person, bob: &Person) {
    let item = id(&account.ticket("Watched", "wim@talk.test").await);
    let says = |activity: &str| json!({"subject": item, "activity": format!("ACTIVITY_{activity}")});
    let screen = bob.client.watch().await;
    bob.client.post("/v1/presence", says("VIEWING")).await;
    let others = eve.client.post("/v1/presence", says("TYPING")).await;
    assert_eq!(others["people"][0]["userId"], bob.id.as_str());
    screen.wait("PresenceChanged", &item).await;
    let seen = async || bob.client.get(&format!("/v1/presence?subject={item}")).await["people"].clone();
    assert_eq!(seen().await[0]["activity"], "ACTIVITY_TYPING");
    eve.client.post("/v1/presence", says("LEFT")).await;
    assert!(seen().await.as_array().is_none_or(Vec::is_empty));
    eve.client.post("/v1/presence", says("VIEWING")).await;
    platform.advance(std::time::Duration::from_secs(26)).await;
    assert!(seen().await.as_array().is_none_or(Vec::is_empty), "who says nothing more is gone");
    assert_eq!(bob.client.status("/v1/presence?subject=item_0190a1b2c3d4e5f60718293a4b5c6d7e").await, 404);
}
