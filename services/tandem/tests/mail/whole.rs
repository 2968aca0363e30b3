//! Mail that goes without something of its mailbox's, and the figures of channels: what is wrong is seen, and keeps no mail.
use tandem_kit::telemetry;
use tandem_proto::conversations::{self as pb, channel_health::Channel, delivery::State};

use super::{
    by_mailbox::sends_by,
    desk::{Desk, header},
};
use crate::support::Sink;

const KEY: &str = include_str!("keys/ed25519.pem");

impl Desk {
    async fn writing(&self, mailbox: &str) -> Option<Channel> {
        let name = format!("sender:{mailbox}");
        self.health().await.channels.into_iter().find(|one| one.channel == name)
    }
    /// Posts in a conversation, and waits until it was sent.
    async fn sent(&self, conversation: &str, text: &str) {
        let posted = self.post(&self.agent, conversation, text).await.unwrap();
        self.bench.settle().await;
        assert_eq!(self.message(&posted.id).await.deliveries[0].state(), State::Sent);
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_filled_is_left_out_and_seen_until_it_is_put_right() {
    let (desk, sink) = (Desk::open().await, Sink::start().await);
    let mut mailbox = sends_by("Support", "support@desk.test", sink.address.port());
    // Each is short, and together they are longer than any mail's text may be.
    let footer_html = format!("<p>{}</p>", "{{item.title}} ".repeat(4_300));
    mailbox.layout =
        Some(pb::Layout { footer_html, header_html: "<p>Desk Ltd</p>".into(), ..Default::default() });
    let made = desk.mailbox(mailbox).await.unwrap();
    let raw = format!("From: ann@acme.example\nSubject: {}\nMessage-ID: <1@x>\n\nx", "fire ".repeat(60));
    let opened = desk.mail("support@desk.test", &raw).await;
    desk.sent(&opened.conversation_id, "Use water").await;
    let mail = sink.one("ann@acme.example", "Use water").await;
    assert!(mail.says("Desk Ltd") && mail.raw.len() < 100_000, "it goes with what can be filled");
    let channel = desk.writing(&made.id).await.unwrap();
    assert!(!channel.good && channel.error.contains("goes without its footer"), "{channel:?}");
    assert!(channel.advice.contains("correct the text"), "{channel:?}");

    let layout = Some(pb::Layout { footer_html: "<p>{{ item.title }}</p>".into(), ..Default::default() });
    desk.change(pb::Mailbox { id: made.id.clone(), layout, ..Default::default() }, "layout").await;
    desk.sent(&opened.conversation_id, "More water").await;
    let channel = desk.writing(&made.id).await.unwrap();
    assert!(channel.good && channel.advice.is_empty(), "{channel:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_key_that_cannot_sign_keeps_no_mail_and_is_seen_until_it_is_entered_anew() {
    let mut database = None;
    let desk = Desk::open_on(|_| None, |config| database.clone_from(&config.database.url)).await;
    let sink = Sink::start().await;
    let dkim = pb::Dkim {
        domain: "desk.test".into(),
        selector: "s".into(),
        private_key_pem: KEY.into(),
        ..pb::Dkim::default()
    };
    let mut mailbox = sends_by("Support", "support@desk.test", sink.address.port());
    mailbox.dkim = Some(dkim.clone());
    let made = desk.mailbox(mailbox).await.unwrap();
    let raw = "From: ann@acme.example\nSubject: x\nMessage-ID: <1@x>\n\nx";
    let opened = desk.mail("support@desk.test", raw).await;
    let signature = async |words: &str| {
        desk.sent(&opened.conversation_id, words).await;
        let mail = sink.one("ann@acme.example", words).await;
        header(&String::from_utf8_lossy(&mail.raw), "DKIM-Signature")
    };
    assert!(!signature("Signed").await.is_empty());
    assert!(desk.writing(&made.id).await.is_none(), "nothing was ever wrong");

    // As if the installation had another key for its secrets now.
    let spoil = "update conversations.mailbox set dkim_secret = decode(repeat('00', 90), 'hex')";
    crate::support::database::execute(&database.unwrap(), spoil).await;
    assert_eq!(signature("Unsigned").await, "", "late is worse than plain");
    let channel = desk.writing(&made.id).await.unwrap();
    assert!(!channel.good && channel.error.contains("unsigned (DKIM)"), "{channel:?}");
    assert!(
        channel.error.contains("TANDEM__SECRETS__KEY") && channel.advice.contains("private key"),
        "{channel:?}"
    );

    desk.change(pb::Mailbox { id: made.id.clone(), dkim: Some(dkim), ..Default::default() }, "dkim").await;
    assert!(!signature("Signed again").await.is_empty());
    assert!(desk.writing(&made.id).await.unwrap().good);
    desk.bench.end().await;
}

/// A figure of one kind of channel, as whoever asks for metrics reads it; nothing where it is not shown.
fn figure(name: &str, kind: &str) -> Option<f64> {
    let beginning = format!("tandem_channel_{name}{{kind=\"{kind}\"}} ");
    telemetry::metrics().render().lines().find_map(|line| line.strip_prefix(&beginning)?.parse().ok())
}

#[tokio::test]
async fn the_figures_of_channels_say_how_many_work_and_what_waits() {
    let (desk, sink) = (Desk::open().await, Sink::start().await);
    let good = desk.mailbox(sends_by("Good", "good@desk.test", sink.address.port())).await.unwrap();
    let bad = desk.mailbox(sends_by("Bad", "bad@desk.test", 1)).await.unwrap();
    let raw = "From: ann@acme.example\nSubject: x\nMessage-ID: <1@x>\n\nx";
    let opened = desk.mail("ticket@desk.test", raw).await;
    for mailbox in [&good.id, &bad.id] {
        desk.post_by(&opened.conversation_id, &format!("by {mailbox}"), mailbox).await.unwrap();
        desk.post_by(&opened.conversation_id, &format!("again by {mailbox}"), mailbox).await.unwrap();
    }
    desk.bench.settle().await;
    desk.bench.settle().await;
    let figures = |kind: &str| ["good", "bad", "backlog"].map(|name| figure(name, kind));
    assert_eq!(figures("relay"), [Some(1.0), Some(1.0), Some(2.0)]);
    assert_eq!(figures("imap"), [None, None, None], "there is none");

    let request = pb::DeleteMailboxRequest { id: bad.id };
    desk.mailboxes().delete_mailbox(super::desk::by(&desk.agent, request)).await.unwrap();
    desk.bench.settle().await;
    desk.bench.settle().await;
    assert_eq!(figures("relay")[..2], [Some(1.0), Some(0.0)], "no alarm rings on for what is gone");
    desk.bench.end().await;
}
