//! Never a loop: what two machines say to one another ends.
use tandem_kit::Cause;
use tandem_proto::conversations::{self as pb, delivery::State, receive_email_response::Outcome};

use super::desk::{Desk, account, by, header, receive};

#[tokio::test]
async fn two_desks_that_answer_by_themselves_stop_after_one_mail_each() {
    let desk = Desk::open_with(|port| Some(format!("smtp://127.0.0.1:{port}"))).await;
    let (other, _) = account(&desk.bench, "other.test").await;
    let opened = desk.mail("ticket@desk.test", "From: ticket@other.test\nSubject: Hello\n\nHello").await;
    assert_eq!(desk.bot(&opened.item_id, "We have it").await.deliveries.len(), 1);
    desk.bench.settle().await;
    let arrived = desk.inbound(&other).await;
    assert_eq!(arrived.len(), 1);
    assert_eq!(
        arrived[0].result.as_ref().unwrap().outcome(),
        Outcome::Automatic,
        "it opens nothing, so nothing answers"
    );
    assert_eq!(desk.inbound(&desk.agent).await.len(), 1);
    desk.bench.end().await;
}

async fn bot(desk: &Desk, system: &Cause, item: &str, text: &str) -> pb::Message {
    let request = pb::PostAsBotRequest {
        item_id: item.into(),
        visibility: pb::Visibility::Customer.into(),
        body_html: format!("<p>{text}</p>"),
        request_id: format!("{item} {text}"),
    };
    desk.messages().post_as_bot(by(system, request)).await.unwrap().into_inner()
}

async fn source(desk: &Desk, reader: &Cause, message: &str) -> String {
    let request = pb::GetMessageSourceRequest { id: message.into() };
    let body = desk.messages().get_message_source(by(reader, request)).await.unwrap().into_inner();
    String::from_utf8(body.data.to_vec()).unwrap()
}

#[tokio::test]
async fn two_desks_whose_mails_lose_their_headers_exchange_no_more_than_two() {
    let desk = Desk::open().await;
    let (other, other_system) = account(&desk.bench, "other.test").await;
    let opened = desk.mail("ticket@desk.test", "From: ticket@other.test\nSubject: Hello\n\nHello").await;
    let mut sent = 0;
    let mut at = (true, opened.item_id.clone());
    for _ in 0..10 {
        let (ours, item) = at;
        let system = if ours { &desk.system } else { &other_system };
        let said = bot(&desk, system, &item, &format!("Thank you {sent}")).await;
        desk.bench.settle().await;
        let arrived = said.deliveries.iter().any(|one| one.state() != State::Failed);
        if !arrived {
            break;
        }
        sent += 1;
        let reader = if ours { &desk.agent } else { &other };
        let source = source(&desk, reader, &said.id).await;
        let from = if ours { "ticket@desk.test" } else { "ticket@other.test" };
        let raw = format!(
            "From: {from}\nSubject: {}\nMessage-ID: <{sent}@x>\n\nThank you {sent}",
            header(&source, "Subject")
        );
        let (next, to) = if ours { (&other, "ticket@other.test") } else { (&desk.agent, "ticket@desk.test") };
        let received = receive(&desk.bench, next, to, &raw).await;
        at = (!ours, received.item_id);
    }
    assert!((1..=2).contains(&sent), "{sent} mails");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_robot_that_always_writes_something_new_is_answered_twice() {
    let desk = Desk::open().await;
    let mut answered = 0;
    for n in 0..6 {
        let raw = format!(
            "From: robot@acme.example\nMessage-ID: <{n}@x>\nSubject: {}\n\nNumber {n}",
            "x".repeat(n + 1)
        );
        let opened = desk.mail("ticket@desk.test", &raw).await;
        let said = desk.bot(&opened.item_id, "We have it").await;
        answered += usize::from(said.deliveries[0].state() != State::Failed);
        desk.bench.settle().await;
    }
    assert_eq!(answered, 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_robot_in_one_conversation_is_answered_once() {
    let desk = Desk::open().await;
    let raw = "From: robot@acme.example\nMessage-ID: <0@x>\nSubject: Alarm\n\nx";
    let opened = desk.mail("ticket@desk.test", raw).await;
    assert_ne!(desk.bot(&opened.item_id, "We have it").await.deliveries[0].state(), State::Failed);
    let raw = "From: robot@acme.example\nMessage-ID: <1@x>\nIn-Reply-To: <0@x>\nSubject: Alarm\n\ny";
    assert_eq!(desk.mail("ticket@desk.test", raw).await.item_id, opened.item_id);
    let again = desk.bot(&opened.item_id, "We have that, too").await;
    assert_eq!(again.deliveries[0].state(), State::Failed, "{:?}", again.deliveries);
    desk.post(&desk.agent, &opened.conversation_id, "A person looks at it.").await.unwrap();
    let raw = "From: robot@acme.example\nMessage-ID: <2@x>\nIn-Reply-To: <0@x>\nSubject: Alarm\n\nz";
    desk.mail("ticket@desk.test", raw).await;
    let after = desk.bot(&opened.item_id, "Thank you").await;
    assert_ne!(after.deliveries[0].state(), State::Failed, "after a person's word it begins anew");
    desk.bench.end().await;
}

#[tokio::test]
async fn who_writes_too_often_is_heard_and_not_answered() {
    let desk = Desk::open().await;
    let mut last = None;
    for n in 0..=20 {
        let raw = format!("From: robot@acme.example\nMessage-ID: <{n}@x>\nSubject: Alarm {n}\n\nx");
        last = Some(desk.mail("ticket@desk.test", &raw).await);
    }
    let last = last.unwrap();
    assert_eq!(last.outcome(), Outcome::NewItem, "it is heard");
    assert!(desk.item(&last.item_id).await.automatic);
    assert_eq!(desk.bot(&last.item_id, "We have it").await.deliveries[0].state(), State::Failed);
    desk.bench.end().await;
}
