//! A mail that brings the server down that it is given to: it counts against that mail, and holds up no other.
use std::time::Duration;

use tandem_proto::conversations::{
    self as pb, Delivery, DeliveryHold, channel_health::Channel, delivery::State,
};

use super::{
    by_mailbox::sends_by,
    desk::{Desk, by},
};
use crate::support::Sink;

/// What its mail server cannot take.
const POISON: &str = "nightshade";
const MAIL: &str =
    "From: Ann <ann@acme.example>\nTo: support@desk.test\nSubject: Printer\nMessage-ID: <1@x>\n\nOn fire";

impl Desk {
    async fn delivery(&self, message: &str) -> Delivery {
        self.message(message).await.deliveries.remove(0)
    }
    async fn channel_named(&self, name: &str) -> Option<Channel> {
        self.health().await.channels.into_iter().find(|one| one.channel == name)
    }
    async fn later(&self, by: Duration) {
        self.bench.advance(by);
        self.bench.settle().await;
    }
}

/// Gives the desk's server a mail that it cannot take, and others.
async fn poisoned(desk: &Desk, sink: &Sink, channel: &str) {
    sink.break_at(POISON);
    let opened = desk.mail("support@desk.test", MAIL).await;
    let poison = desk.post(&desk.agent, &opened.conversation_id, &format!("It is {POISON}")).await.unwrap();
    desk.bench.settle().await;
    let waits = desk.delivery(&poison.id).await;
    assert_eq!((waits.state(), waits.hold()), (State::Deferred, DeliveryHold::PutOff), "{waits:?}");
    assert!(waits.detail.contains("breaks off over this mail"), "{waits:?}");

    // Others go at once: the server is not away.
    desk.post(&desk.agent, &opened.conversation_id, "A sound word").await.unwrap();
    desk.bench.settle().await;
    sink.one("ann@acme.example", "A sound word").await;
    assert!(desk.channel_named(channel).await.unwrap().good);

    let mut tries = sink.broken_by(POISON);
    for _ in 0..8 {
        desk.later(Duration::from_secs(6 * 3600 + 60)).await;
        tries = sink.broken_by(POISON);
    }
    let failed = desk.delivery(&poison.id).await;
    assert_eq!(failed.state(), State::Failed, "{failed:?}");
    assert!(failed.detail.ends_with("(tried 5 times)"), "{failed:?}");
    assert_eq!(tries, 5, "and never again");

    // Put right, it goes.
    sink.take_all();
    let again = pb::RetryMessageRequest { id: poison.id.clone(), addresses: Vec::new() };
    desk.messages().retry_message(by(&desk.agent, again)).await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.delivery(&poison.id).await.state(), State::Sent);
    assert_eq!(sink.to("ann@acme.example").iter().filter(|mail| mail.says(POISON)).count(), 1);
}

#[tokio::test]
async fn a_mail_that_a_mailboxs_relay_hangs_up_on_is_given_up_and_stops_no_other() {
    let (desk, sink) = (Desk::open().await, Sink::start().await);
    let mailbox = desk.mailbox(sends_by("Support", "support@desk.test", sink.address.port())).await.unwrap();
    poisoned(&desk, &sink, &format!("relay:{}", mailbox.id)).await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_mail_that_the_installations_relay_hangs_up_on_is_given_up_and_stops_no_other() {
    let sink = Sink::start().await;
    let url = format!("smtp://{}", sink.address);
    let desk = Desk::open_on(|_| None, |config| config.set("conversations", "relay", url)).await;
    let mailbox = pb::Mailbox {
        name: "Support".into(),
        addresses: super::mailboxes::addresses(&["support@desk.test"]),
        ..Default::default()
    };
    desk.mailbox(mailbox).await.unwrap();
    poisoned(&desk, &sink, "relay").await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_that_hangs_up_on_whatever_it_gets_is_away_and_nothing_is_given_up() {
    let (desk, sink) = (Desk::open().await, Sink::start().await);
    sink.break_at("Subject:");
    let mailbox = desk.mailbox(sends_by("Support", "support@desk.test", sink.address.port())).await.unwrap();
    let opened = desk.mail("support@desk.test", MAIL).await;
    for number in 0..4 {
        desk.post(&desk.agent, &opened.conversation_id, &format!("word {number}")).await.unwrap();
        desk.bench.settle().await;
    }
    let channel = desk.channel_named(&format!("relay:{}", mailbox.id)).await.unwrap();
    assert!(!channel.good && channel.backlog == 4 && channel.next_time.is_some(), "{channel:?}");
    for _ in 0..6 {
        desk.later(Duration::from_secs(7 * 3600)).await;
    }
    sink.take_all();
    for _ in 0..3 {
        desk.later(Duration::from_secs(7 * 3600)).await;
    }
    for number in 0..4 {
        sink.one("ann@acme.example", &format!("word {number}")).await;
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn the_installations_relay_that_is_away_is_said_to_be_and_its_mail_goes_when_it_is_back() {
    let sink = Sink::start().await;
    let url = format!("smtp://{}", sink.address);
    let desk = Desk::open_on(|_| None, |config| config.set("conversations", "relay", url)).await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    sink.hang_up();
    let mut waiting = Vec::new();
    for number in 0..3 {
        waiting
            .push(desk.post(&desk.agent, &opened.conversation_id, &format!("late {number}")).await.unwrap());
    }
    desk.bench.settle().await;
    for one in &waiting {
        let delivery = desk.delivery(&one.id).await;
        assert_eq!(
            (delivery.state(), delivery.hold()),
            (State::Deferred, DeliveryHold::Relay),
            "{delivery:?}"
        );
        assert!(delivery.detail.contains("this installation's relay does not take mail"), "{delivery:?}");
    }
    let channel = desk.channel_named("relay").await.unwrap();
    assert_eq!((channel.good, channel.backlog), (false, 3), "{channel:?}");
    assert!(channel.advice.contains("TANDEM__CONVERSATIONS__RELAY") && channel.next_time.is_some());
    sink.take_all();
    desk.later(Duration::from_secs(31)).await;
    for number in 0..3 {
        sink.one("ann@acme.example", &format!("late {number}")).await;
    }
    let channel = desk.channel_named("relay").await.unwrap();
    assert!(channel.good && channel.backlog == 0 && channel.success_time.is_some(), "{channel:?}");
    desk.bench.end().await;
}
