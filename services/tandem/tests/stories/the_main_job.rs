//! A real e-mail becomes a routed, answered, timed and surveyed ticket.
use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Client, Letter, Live, Mail, Person, Platform, until};

told_twice!(story);

const ANN: &str = "ann@acme.test";
const BEN: &str = "ben@acme.test";
const CLEO: &str = "cleo@acme.test";

/// The people at work, each before an open screen.
struct Desk {
    account: Account,
    agents: Vec<(Person, Live)>,
    acme: String,
}

async fn story(platform: &Platform) {
    let desk = open(platform).await;
    let item = a_mail_becomes_a_ticket(platform, &desk).await;
    let auto_reply = rules_run_on_it(platform, &desk, &item).await;
    let (agent, screen, other) = its_agent_sees_it_at_once(&desk, &item).await;
    let reply = the_agent_answers_and_logs_time(platform, &desk, &item, agent, &auto_reply).await;
    the_customer_answers(platform, &desk, &item, agent, other, &reply).await;
    a_note_reaches_users_only(platform, &desk, &item, agent, other).await;
    the_survey_asks_and_is_answered(platform, &desk, &item, agent).await;
    assert!(screen.count("ItemUpdated", &item) >= 3, "the screen followed: {:?}", screen.notices());
    automatic_mail_is_not_answered(platform, &desk).await;
    what_an_agent_resolves_with_the_answer_stays_resolved(platform, &desk, agent).await;
}

async fn open(platform: &Platform) -> Desk {
    let account = platform.account("desk").await;
    let acme = account.api.post("/v1/organizations", json!({"name": "Acme", "domains": ["acme.test"]})).await;
    let mut agents = Vec::new();
    for name in ["Eve", "Bob"] {
        let agent = account.agent(platform, name).await;
        let screen = agent.client.watch().await;
        agents.push((agent, screen));
    }
    // Round robin chooses among all users, the owner too.
    let client = Client::by_password(platform, &account.owner_email, &account.password).await.unwrap();
    let screen = client.watch().await;
    agents
        .push((Person { id: account.owner_id.clone(), email: account.owner_email.clone(), client }, screen));
    platform.settle().await;
    Desk { account, agents, acme: acme["id"].as_str().unwrap().into() }
}

/// Step 1.
async fn a_mail_becomes_a_ticket(platform: &Platform, desk: &Desk) -> String {
    let mail = Letter::new(
        "Ann Able <ann@acme.test>",
        &desk.account.address(),
        "Printer on fire",
        "The printer burns.\nPlease help.\n\n-- \nAnn Able\nAcme",
    );
    let raw = mail.clone().header("Message-ID", "<fire-1@acme.test>").attach("smoke.txt", "It is grey.");
    raw.send(platform).await;
    // Stored when it was answered: whatever happens from here on, it is not lost.
    let kept = platform.database.count("select count(*) from conversations.inbound_mail").await;
    assert_eq!(kept, 1, "the mail is in the database once SMTP has answered 250");

    let created = desk.agents[0].1.wait("ItemCreated", "").await;
    // Nobody asks and nothing is hurried: the screen of whoever it is assigned to is told. (How soon: `load-tests w5`.)
    until("the assigned agent's open screen shows it", async || {
        desk.agents
            .iter()
            .find(|(agent, screen)| screen.count("NotificationCreated", &agent.id) > 0)
            .map(drop)
    })
    .await;
    platform.settle().await;
    let item = desk.account.one_titled("Printer on fire").await;
    let id = item["id"].as_str().unwrap().to_owned();
    assert!(created["subjects"].as_array().unwrap().contains(&json!(id)), "{created}");
    assert_eq!(item["kind"], "KIND_TICKET");
    assert_eq!(item["source"], "SOURCE_EMAIL");
    assert!(item["descriptionHtml"].as_str().unwrap().contains("The printer burns."), "{item}");

    let requester = item["requesterIds"][0].as_str().unwrap();
    let customer = desk.account.api.get(&format!("/v1/customers/{requester}")).await;
    assert_eq!((&customer["email"], &customer["name"]), (&json!(ANN), &json!("Ann Able")));
    assert_eq!(customer["organizationId"], json!(desk.acme), "the organization that owns the domain");
    assert_eq!(item["organizationId"], json!(desk.acme));

    let conversation = desk.account.conversation(&id).await;
    let opening = &desk.account.messages(&conversation).await[0];
    let file = &opening["attachments"][0];
    assert_eq!(file["name"], "smoke.txt", "{opening}");
    let bytes = desk.account.api.bytes(&format!("/v1/attachments/{}", file["id"].as_str().unwrap())).await;
    assert_eq!(String::from_utf8_lossy(&bytes).trim(), "It is grey.");
    id
}

/// Step 2.
async fn rules_run_on_it(platform: &Platform, desk: &Desk, item: &str) -> Mail {
    let api = &desk.account.api;
    let ticket = api.get(&format!("/v1/items/{item}")).await;
    assert_eq!(ticket["assigneeIds"].as_array().map(Vec::len), Some(1), "round robin: {ticket}");
    assert!(ticket["slaPolicyId"].as_str().is_some_and(|sla| !sla.is_empty()), "the sample SLA: {ticket}");
    assert!(
        ticket["slaClocks"].as_array().is_some_and(|clocks| !clocks.is_empty()),
        "its clocks run: {ticket}"
    );
    assert_eq!(ticket["published"], true, "the customer may see it on the portal");
    let project = api.get(&format!("/v1/projects/{}", ticket["projectId"].as_str().unwrap_or("none"))).await;
    assert_eq!(project["organizationId"], json!(desk.acme), "the organization's project");

    let reply = platform.sink.one(ANN, "Printer on fire").await;
    let sent_by_machine = reply.header("Auto-Submitted").unwrap_or_default();
    assert!(sent_by_machine.starts_with("auto-"), "Auto-Submitted: {sent_by_machine:?}");
    assert!(reply.ids("References").contains(&"<fire-1@acme.test>".into()), "{:?}", reply.ids("References"));
    assert!(reply.says(ticket["number"].as_str().unwrap()), "it quotes the number: {}", reply.text());
    reply
}

/// Step 3: the agent, the agent's screen, and the other agent.
async fn its_agent_sees_it_at_once<'a>(desk: &'a Desk, item: &str) -> (&'a Person, &'a Live, &'a Person) {
    let ticket = desk.account.api.get(&format!("/v1/items/{item}")).await;
    let assignee = ticket["assigneeIds"][0].as_str().unwrap();
    let place = desk.agents.iter().position(|(agent, _)| agent.id == assignee);
    let place = place.unwrap_or_else(|| panic!("{assignee} is one of the users"));
    let (agent, screen) = &desk.agents[place];
    screen.wait("NotificationCreated", &agent.id).await;
    let told = notifications(agent, "REASON_ASSIGNED", item).await;
    assert_eq!(told.len(), 1, "one notification of the assignment: {told:?}");
    let (other, other_screen) = &desk.agents[(place + 1) % desk.agents.len()];
    assert_eq!(
        other_screen.count("NotificationCreated", &agent.id),
        0,
        "another's notifications are nobody's business"
    );
    (agent, screen, other)
}

async fn notifications(person: &Person, reason: &str, item: &str) -> Vec<Value> {
    let all = person.client.get("/v1/notifications?page_size=100").await;
    let all = all["notifications"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|n| n["reason"] == reason && n["subject"] == item).collect()
}

/// Step 4.
async fn the_agent_answers_and_logs_time(
    platform: &Platform,
    desk: &Desk,
    item: &str,
    agent: &Person,
    auto_reply: &Mail,
) -> Mail {
    let timer = agent.client.post("/v1/timers", json!({"item_id": item})).await;
    agent.client.post("/v1/notifications:see", json!({})).await;
    platform.advance(Duration::from_secs(90)).await;
    let conversation = desk.account.conversation(item).await;
    let path = format!("/v1/conversations/{conversation}/messages");
    let body = json!({"body_html": "<p>Have you tried <b>water</b>?</p>", "request_id": "6f0b86a2-7f29-4f0a-9a38-2f6f3f2d4c11"});
    let posted = agent.client.post(&path, body.clone()).await;
    let again = agent.client.post(&path, body).await;
    assert_eq!(posted["id"], again["id"], "the same request is one message");
    let stop = format!("/v1/timers/{}:stop", timer["id"].as_str().unwrap());
    agent.client.post(&stop, json!({"notes": "asked about water"})).await;
    platform.settle().await;

    let mail = platform.sink.one(ANN, "Have you tried").await;
    assert!(
        mail.ids("In-Reply-To")
            .iter()
            .all(|id| ["<fire-1@acme.test>", &auto_reply.message_id()].contains(&id.as_str()))
    );
    assert!(mail.ids("References").contains(&"<fire-1@acme.test>".into()), "{:?}", mail.ids("References"));
    let answer_to = mail.answer_to();
    assert!(
        answer_to.starts_with("reply+") && answer_to.ends_with("@desk.localhost"),
        "Reply-To: {answer_to}"
    );
    assert!(mail.header("Auto-Submitted").is_none(), "a person wrote it");
    let ticket = desk.account.api.get(&format!("/v1/items/{item}")).await;
    assert_eq!(desk.account.status_of(item).await, "pending_customer");
    let effort = ticket["actualEffort"].as_str().unwrap_or_default().trim_end_matches('s').parse::<f64>();
    assert!(
        effort.is_ok_and(|seconds| (90.0..150.0).contains(&seconds)),
        "the time is on the ticket: {ticket}"
    );
    let message = desk.account.api.get(&format!("/v1/messages/{}", posted["id"].as_str().unwrap())).await;
    assert_eq!(message["deliveries"][0]["state"], "STATE_SENT", "{message}");
    assert_eq!(message["deliveries"][0]["address"], ANN);
    mail
}

/// Step 5.
async fn the_customer_answers(
    platform: &Platform,
    desk: &Desk,
    item: &str,
    agent: &Person,
    other: &Person,
    reply: &Mail,
) {
    other.client.post("/v1/followers", json!({"subject": item})).await;
    Letter::answer(reply, "Ann Able <ann@acme.test>", "Water helped, thank you!").send(platform).await;
    platform.settle().await;
    let conversation = desk.account.conversation(item).await;
    let messages = desk.account.messages(&conversation).await;
    let answer = messages.last().unwrap();
    assert_eq!(answer["replyText"].as_str().map(str::trim), Some("Water helped, thank you!"), "{answer}");
    assert!(answer["text"].as_str().unwrap().contains("> "), "the quote is kept, and folded: {answer}");
    assert_eq!(answer["threadedBy"], "REPLY_ADDRESS");
    assert_eq!(desk.account.status_of(item).await, "pending_agent");
    assert_eq!(desk.account.titled("Re: Printer on fire").await.len(), 0, "an answer opens no second ticket");
    for person in [agent, other] {
        let told = notifications(person, "REASON_CUSTOMER_REPLIED", item).await;
        assert_eq!(told.len(), 1, "{} follows and is told: {told:?}", person.email);
    }
}

/// Step 6, the first half.
async fn a_note_reaches_users_only(
    platform: &Platform,
    desk: &Desk,
    item: &str,
    agent: &Person,
    other: &Person,
) {
    let before = platform.sink.to(ANN).len();
    let note = json!({"subject": item, "visibility": "VISIBILITY_INTERNAL"});
    let conversation = agent.client.post("/v1/conversations", note).await;
    let path = format!("/v1/conversations/{}/messages", conversation["id"].as_str().unwrap());
    agent.client.post(&path, json!({"body_text": "Ann plays with matches."})).await;
    platform.settle().await;
    assert_eq!(platform.sink.to(ANN).len(), before, "no customer gets a note");
    assert_eq!(notifications(other, "REASON_INTERNAL_MESSAGE", item).await.len(), 1);
    assert_eq!(desk.account.status_of(item).await, "pending_agent", "a note changes no status");
}

/// Step 6, the second half.
async fn the_survey_asks_and_is_answered(platform: &Platform, desk: &Desk, item: &str, agent: &Person) {
    let ticket = desk.account.api.get(&format!("/v1/items/{item}")).await;
    let status = desk.account.status("resolved").await;
    // Ben asks with Ann; Cleo follows. Each requester gets a link of their own, and nobody else gets one.
    let api = &desk.account.api;
    let ben = api.post("/v1/customers", json!({"name": "Ben", "email": BEN})).await;
    let cleo = api.post("/v1/customers", json!({"name": "Cleo", "email": CLEO})).await;
    api.post("/v1/followers", json!({"subject": item, "follower_id": cleo["id"]})).await;
    let requesters = json!([ticket["requesterIds"][0], ben["id"]]);
    let ticket = api.patch(&format!("/v1/items/{item}"), json!({"requester_ids": requesters})).await;
    platform.settle().await;
    let change = json!({"status_id": status, "revision": ticket["revision"]});
    agent.client.patch(&format!("/v1/items/{item}"), change).await;
    platform.settle().await;
    let mail = platform.sink.one(ANN, "/survey/").await;
    let link = survey_link(&mail, &platform.base);
    let bens = survey_link(&platform.sink.one(BEN, "/survey/").await, &platform.base);
    assert_ne!(link, bens, "each has their own link");
    assert!(platform.sink.to(CLEO).iter().all(|mail| !mail.says("/survey/")), "who follows is not asked");
    for conversation in desk.account.conversations(item, "CUSTOMER").await {
        let thread = json!(desk.account.messages(&conversation).await).to_string();
        assert!(!thread.contains("/survey/"), "no link stands where others read: {thread}");
    }
    let token = link.rsplit('/').next().unwrap().to_owned();
    let public = format!("/v1/public/surveys/{token}");
    let nobody = Client::nobody(platform);
    // A mail scanner opens every link; that is no answer.
    for _ in 0..2 {
        assert_eq!(nobody.get(&public).await["score"].as_i64().unwrap_or(0), 0);
    }
    let summary = desk.account.api.get("/v1/surveys:summarize").await;
    assert_eq!((&summary["asked"], summary["answered"].as_i64().unwrap_or(0)), (&json!(2), 0), "{summary}");
    nobody.post(&format!("{public}:answer"), json!({"score": 5, "comment": "Quick!"})).await;
    platform.settle().await;
    let summary = desk.account.api.get("/v1/surveys:summarize").await;
    assert_eq!((&summary["answered"], &summary["satisfied"]), (&json!(1), &json!(1)), "{summary}");
}

fn survey_link(mail: &Mail, base: &str) -> String {
    let beginning = format!("{base}/survey/");
    if mail.text().contains(&beginning) {
        return mail.link(&beginning);
    }
    let raw = String::from_utf8_lossy(&mail.raw).replace("=\r\n", "");
    let place = raw.find(&beginning).expect("a link to the survey");
    raw[place..].split(|c: char| c.is_whitespace() || "<>\"".contains(c)).next().unwrap().to_owned()
}

/// Afterwards: whoever answers resolves at once, before a rule has acted on the answer.
async fn what_an_agent_resolves_with_the_answer_stays_resolved(
    platform: &Platform,
    desk: &Desk,
    agent: &Person,
) {
    let resolved = desk.account.status("resolved").await;
    let mut items = Vec::new();
    for n in 0..8 {
        let ask = json!({"title": format!("Toner {n}"), "requester": {"email": CLEO}});
        let item = agent.client.post("/v1/items", ask).await["id"].as_str().unwrap().to_owned();
        items.push((desk.account.conversation(&item).await, item));
    }
    platform.settle().await;
    join_all(items.iter().map(async |(conversation, item)| {
        let answer = json!({"body_html": "<p>It is in the cupboard.</p>"});
        agent.client.post(&format!("/v1/conversations/{conversation}/messages"), answer).await;
        agent.client.patch(&format!("/v1/items/{item}"), json!({"status_id": resolved})).await;
    }))
    .await;
    platform.settle().await;
    for (_, item) in &items {
        assert_eq!(desk.account.status_of(item).await, "resolved", "the rule for answers saw it open");
    }
}

async fn automatic_mail_is_not_answered(platform: &Platform, desk: &Desk) {
    let robot = "robot@acme.test";
    Letter::new(robot, &desk.account.address(), "Backup done", "0 errors")
        .header("Auto-Submitted", "auto-generated")
        .send(platform)
        .await;
    platform.settle().await;
    assert!(platform.sink.to(robot).is_empty(), "a machine is not answered");
    let kept = desk.account.api.get("/v1/inbound_mails").await;
    let kept = kept["inboundMails"]
        .as_array()
        .unwrap()
        .iter()
        .find(|mail| mail["subject"] == "Backup done")
        .cloned();
    assert!(kept.is_some(), "it is kept and shown");
}
