//! Mail that leaves in the name of a mailbox, by its own relay: each a real server of the test's own.
use std::time::Duration;

use tandem_proto::{
    conversations::{
        self as pb, DeliveryHold, delivery::State, mailboxes_service_client::MailboxesServiceClient,
    },
    items::{
        CreateProjectRequest, Item, UpdateItemRequest, items_service_client::ItemsServiceClient,
        projects_service_client::ProjectsServiceClient,
    },
};
use tonic::Code;

use super::{
    desk::{Desk, by, header},
    mailboxes::addresses,
};
use crate::support::Sink;

/// A mailbox that sends by a server on this machine.
pub fn sends_by(name: &str, address: &str, port: u16) -> pb::Mailbox {
    pb::Mailbox {
        name: name.into(),
        addresses: addresses(&[address]),
        relay: Some(pb::Relay {
            host: "127.0.0.1".into(),
            port: port.into(),
            security: pb::Security::None.into(),
            ..pb::Relay::default()
        }),
        ..pb::Mailbox::default()
    }
}

impl Desk {
    pub async fn post_by(
        &self,
        conversation: &str,
        text: &str,
        mailbox: &str,
    ) -> Result<pb::Message, tonic::Status> {
        let request = pb::PostMessageRequest {
            conversation_id: conversation.into(),
            body_text: text.into(),
            mailbox_id: mailbox.into(),
            ..Default::default()
        };
        Ok(self.messages().post_message(by(&self.agent, request)).await?.into_inner())
    }
    pub async fn change(&self, mailbox: pb::Mailbox, path: &str) -> pb::Mailbox {
        let update_mask = Some(prost_types::FieldMask { paths: vec![path.into()] });
        let request = pb::UpdateMailboxRequest { mailbox: Some(mailbox), update_mask };
        self.mailboxes().update_mailbox(by(&self.agent, request)).await.unwrap().into_inner()
    }
    async fn senders(&self, conversation: &str) -> Vec<(String, String, bool)> {
        let mut client = MailboxesServiceClient::new(self.bench.channel("conversations"));
        let request = pb::ListSendersRequest { conversation_id: conversation.into() };
        let senders = client.list_senders(by(&self.agent, request)).await.unwrap().into_inner().senders;
        senders.into_iter().map(|one| (one.display_name, one.address, one.standard)).collect()
    }
    async fn channel(&self, mailbox: &str) -> pb::channel_health::Channel {
        let channel = format!("relay:{mailbox}");
        self.health().await.channels.into_iter().find(|one| one.channel == channel).unwrap()
    }
}

fn from_ann(to: &str, id: &str) -> String {
    format!("From: Ann <ann@acme.example>\nTo: {to}\nSubject: Printer\nMessage-ID: <{id}@x>\n\nIt is on fire")
}

#[tokio::test]
async fn an_answer_leaves_in_the_name_of_the_mailbox_that_was_written_to() {
    let desk = Desk::open().await;
    let (support, sales) = (Sink::start().await, Sink::start().await);
    let mut mailbox = sends_by("Support", "support@desk.test", support.address.port());
    mailbox.sender = Some(pb::Sender {
        display_name: "{{ agent.name }} at {{ account.name }}".into(),
        ..pb::Sender::default()
    });
    let at_support = desk.mailbox(mailbox).await.unwrap();
    let mut mailbox = sends_by("Sales", "sales@desk.test", sales.address.port());
    mailbox.standard = Some(true);
    let at_sales = desk.mailbox(mailbox).await.unwrap();

    let wrote = desk.mail("support@desk.test", &from_ann("support@desk.test", "1")).await;
    let sent = desk.post(&desk.agent, &wrote.conversation_id, "On our way").await.unwrap();
    assert_eq!(sent.mailbox_id, at_support.id);
    desk.bench.settle().await;
    let mail = support.one("ann@acme.example", "On our way").await;
    let raw = String::from_utf8_lossy(&mail.raw).into_owned();
    assert_eq!(header(&raw, "From"), "\"Olga at Desk\" <support@desk.test>");
    assert!(header(&raw, "Reply-To").contains("reply+"), "{raw}");
    assert!(mail.from.starts_with("bounce+"), "{}", mail.from);
    assert_eq!(desk.message(&sent.id).await.deliveries[0].state(), State::Sent);
    let senders = desk.senders(&wrote.conversation_id).await;
    assert_eq!(
        senders,
        [
            ("Olga (Desk)".into(), "sales@desk.test".into(), false),
            ("Olga at Desk".into(), "support@desk.test".into(), true)
        ]
    );

    // An answer by the signed address changes nothing; another way of beginning has the standard one.
    let reply_to = mail.answer_to();
    desk.mail(&reply_to, "From: Ann <ann@acme.example>\nSubject: Re: Printer\nMessage-ID: <2@x>\n\nHurry")
        .await;
    desk.post(&desk.agent, &wrote.conversation_id, "Hurrying").await.unwrap();
    let other = desk.mail("ticket@desk.test", &from_ann("ticket@desk.test", "3")).await;
    desk.post(&desk.agent, &other.conversation_id, "By the standard").await.unwrap();
    desk.post_by(&other.conversation_id, "By choice", &at_support.id).await.unwrap();
    desk.bench.settle().await;
    support.one("ann@acme.example", "Hurrying").await;
    sales.one("ann@acme.example", "By the standard").await;
    support.one("ann@acme.example", "By choice").await;

    // One that is off sends nothing, and is chosen by nobody.
    desk.change(
        pb::Mailbox { id: at_support.id.clone(), enabled: Some(false), ..Default::default() },
        "enabled",
    )
    .await;
    let refused = desk.post_by(&wrote.conversation_id, "No", &at_support.id).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument, "{refused:?}");
    let sent = desk.post(&desk.agent, &wrote.conversation_id, "By the other").await.unwrap();
    assert_eq!(sent.mailbox_id, at_sales.id);
    desk.bench.settle().await;
    sales.one("ann@acme.example", "By the other").await;
    assert_eq!(support.mails().len() + sales.mails().len(), 5);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_project_has_its_mailbox_and_the_standard_is_one() {
    let desk = Desk::open().await;
    let mut projects = ProjectsServiceClient::new(desk.bench.channel("items"));
    let request = CreateProjectRequest { name: "Bridge".into(), ..Default::default() };
    let project = projects.create_project(by(&desk.agent, request)).await.unwrap().into_inner();
    let mut bridge = pb::Mailbox {
        name: "Bridge".into(),
        addresses: addresses(&["bridge@desk.test"]),
        ..Default::default()
    };
    bridge.addresses[0].project_id.clone_from(&project.id);
    let bridge = desk.mailbox(bridge).await.unwrap();
    let all = |name: &str| pb::Mailbox {
        name: name.into(),
        addresses: addresses(&[&format!("{name}@desk.test")]),
        standard: Some(true),
        ..Default::default()
    };
    let first = desk.mailbox(all("first")).await.unwrap();
    let second = desk.mailbox(all("second")).await.unwrap();
    let request = pb::GetMailboxRequest { id: first.id };
    let first = desk.mailboxes().get_mailbox(by(&desk.agent, request)).await.unwrap().into_inner();
    assert_eq!((first.standard, second.standard), (Some(false), Some(true)), "another became it");

    let opened = desk.mail("ticket@desk.test", &from_ann("ticket@desk.test", "1")).await;
    let sent = desk.post(&desk.agent, &opened.conversation_id, "One").await.unwrap();
    assert_eq!((sent.mailbox_id, sent.from.unwrap().address), (second.id, "second@desk.test".into()));
    let item = Item { id: opened.item_id.clone(), project_id: project.id, ..Item::default() };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["project_id".into()] });
    let request = UpdateItemRequest { item: Some(item), update_mask, ..Default::default() };
    let mut items = ItemsServiceClient::new(desk.bench.channel("items"));
    items.update_item(by(&desk.agent, request)).await.unwrap();
    let sent = desk.post(&desk.agent, &opened.conversation_id, "Two").await.unwrap();
    assert_eq!(sent.mailbox_id, bridge.id, "the project's before the account's");
    desk.bench.settle().await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_that_is_away_keeps_its_own_mail_and_no_other() {
    let desk = Desk::open().await;
    let (alive, back) = (Sink::start().await, Sink::start().await);
    let dead = desk.mailbox(sends_by("Dead", "dead@desk.test", 1)).await.unwrap();
    let good = desk.mailbox(sends_by("Good", "good@desk.test", alive.address.port())).await.unwrap();
    let opened = desk.mail("ticket@desk.test", &from_ann("ticket@desk.test", "1")).await;
    let mut waiting = Vec::new();
    for number in 0..40 {
        waiting.push(
            desk.post_by(&opened.conversation_id, &format!("late {number}"), &dead.id).await.unwrap().id,
        );
    }
    desk.post_by(&opened.conversation_id, "in time", &good.id).await.unwrap();
    desk.bench.settle().await;
    alive.one("ann@acme.example", "in time").await;
    let tried: i32 = {
        let mut tried = 0;
        for id in &waiting {
            let delivery = desk.message(id).await.deliveries.remove(0);
            assert_eq!(delivery.state(), State::Deferred);
            assert!(
                delivery.detail.contains("the relay 127.0.0.1:1 does not take mail"),
                "{}",
                delivery.detail
            );
            assert!(delivery.next_time.is_some());
            assert_eq!(delivery.hold(), DeliveryHold::Relay);
            tried += delivery.attempts;
        }
        tried
    };
    assert!(tried <= 8, "one that is away is not asked for every mail: {tried}");
    let channel = desk.channel(&dead.id).await;
    assert_eq!((channel.good, channel.backlog), (false, 40), "{channel:?}");
    assert!(channel.next_time.is_some() && !channel.advice.is_empty(), "{channel:?}");
    assert!(desk.channel(&good.id).await.good);

    // With other settings it is asked at once.
    let relay = sends_by("Dead", "dead@desk.test", back.address.port()).relay;
    desk.change(pb::Mailbox { id: dead.id.clone(), relay, ..Default::default() }, "relay").await;
    desk.bench.settle().await;
    for _ in 0..20 {
        // Four at once are at the relay; those that found no turn come again.
        desk.bench.advance(Duration::from_secs(6));
        desk.bench.settle().await;
    }
    assert_eq!(back.mails().len(), 40);
    let channel = desk.channel(&dead.id).await;
    assert!(channel.good && channel.backlog == 0 && channel.success_time.is_some(), "{channel:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_refused_recipient_bounces_and_a_refused_password_waits() {
    let desk = Desk::open().await;
    let sink = Sink::start().await;
    let mut mailbox = sends_by("Support", "support@desk.test", sink.address.port());
    let relay = mailbox.relay.as_mut().unwrap();
    (relay.user, relay.password) = ("support".into(), "secret".into());
    let made = desk.mailbox(mailbox.clone()).await.unwrap();
    let opened = desk.mail("support@desk.test", &from_ann("support@desk.test", "1")).await;
    let other = "From: gone@acme.example\nSubject: x\nMessage-ID: <9@x>\n\nx";
    let other = desk.mail("support@desk.test", other).await;

    sink.refuse("gone@acme.example", "550 5.1.1 no such user");
    let bounced = desk.post(&desk.agent, &other.conversation_id, "Hello?").await.unwrap();
    desk.bench.settle().await;
    let delivery = desk.message(&bounced.id).await.deliveries.remove(0);
    assert_eq!((delivery.state(), delivery.hard), (State::Bounced, true), "{delivery:?}");
    assert!(desk.channel(&made.id).await.good, "the relay did its part");
    // AUTH PLAIN: \0support\0secret
    assert_eq!(sink.logins(), ["PLAIN AHN1cHBvcnQAc2VjcmV0"]);

    sink.refuse("login", "535 5.7.8 wrong password");
    desk.bench.advance(Duration::from_secs(31));
    let relay = pb::Relay { user: "other".into(), password: "wrong".into(), ..mailbox.relay.unwrap() };
    desk.change(pb::Mailbox { id: made.id.clone(), relay: Some(relay), ..Default::default() }, "relay").await;
    let waits = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let delivery = desk.message(&waits.id).await.deliveries.remove(0);
    assert_eq!(delivery.state(), State::Deferred, "{delivery:?}");
    let channel = desk.channel(&made.id).await;
    assert!(!channel.good && channel.advice.contains("password"), "{channel:?}");
    sink.take_all();
    desk.bench.advance(Duration::from_secs(61));
    desk.bench.settle().await;
    sink.one("ann@acme.example", "Hello").await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_on_the_installations_own_network_is_not_reached() {
    let desk = Desk::open_on(|_| None, |config| config.outside.allow = Some(String::new())).await;
    let sink = Sink::start().await;
    let made = desk.mailbox(sends_by("Support", "support@desk.test", sink.address.port())).await.unwrap();
    let opened = desk.mail("support@desk.test", &from_ann("support@desk.test", "1")).await;
    let waits = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&waits.id).await.deliveries[0].state(), State::Deferred);
    assert!(sink.mails().is_empty());
    let channel = desk.channel(&made.id).await;
    assert!(!channel.good && channel.error.contains("private address"), "{channel:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_that_says_nothing_holds_up_no_other() {
    let desk = Desk::open().await;
    let (silent, good) = (Sink::start().await, Sink::start().await);
    silent.fall_silent();
    let dumb = desk.mailbox(sends_by("Dumb", "dumb@desk.test", silent.address.port())).await.unwrap();
    let other = desk.mailbox(sends_by("Good", "good@desk.test", good.address.port())).await.unwrap();
    let opened = desk.mail("ticket@desk.test", &from_ann("ticket@desk.test", "1")).await;
    for number in 0..40 {
        desk.post_by(&opened.conversation_id, &format!("silence {number}"), &dumb.id).await.unwrap();
    }
    desk.post_by(&opened.conversation_id, "in time", &other.id).await.unwrap();
    tokio::select! {
        () = desk.bench.settle() => panic!("it waits for the relay that says nothing"),
        mail = good.one("ann@acme.example", "in time") => assert!(mail.from.starts_with("bounce+")),
    }
    desk.bench.end().await;
}
