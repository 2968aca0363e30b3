//! Mail that leaves, through a relay: the listener of the same installation, so that every answer is a real server's.
use std::time::Duration;

use tandem_proto::conversations::{
    self as pb, capture_request::Channel, delivery::State, inbound_service_client::InboundServiceClient,
};

use super::desk::{Desk, account, by, receive};

#[expect(clippy::unnecessary_wraps, reason = "a desk may also have no relay")]
fn itself(port: u16) -> Option<String> {
    Some(format!("smtp://127.0.0.1:{port}"))
}

#[tokio::test]
async fn a_reply_reaches_another_desk_and_its_answer_comes_back() {
    let desk = Desk::open_with(itself).await;
    let (other, _) = account(&desk.bench, "other.test").await;
    let opened = desk
        .mail(
            "ticket@desk.test",
            "From: Other <ticket@other.test>\nSubject: Invoice\nMessage-ID: <1@x>\n\nWhere is it?",
        )
        .await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Here.").await.unwrap();
    desk.bench.settle().await;
    assert_eq!(desk.message(&posted.id).await.deliveries[0].state(), State::Sent);

    let arrived = desk.inbound(&other).await;
    let result = arrived[0].result.clone().unwrap();
    assert_eq!(arrived.len(), 1);
    let answered = desk.post(&other, &result.conversation_id, "Thank you.").await.unwrap();
    assert!(answered.deliveries[0].address.starts_with("ticket@desk.test"));
    desk.bench.settle().await;
    let all = desk.messages_of(&desk.agent, &opened.conversation_id).await.unwrap();
    assert_eq!(all.last().unwrap().reply_text, "Thank you.");
    assert_eq!(all.last().unwrap().threaded_by, "REFERENCES");
    desk.bench.end().await;
}

#[tokio::test]
async fn an_address_that_is_refused_is_marked_and_can_be_tried_again() {
    let desk = Desk::open_with(itself).await;
    let opened = desk.mail("ticket@desk.test", "From: ann@acme.example\nSubject: x\n\nx").await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let delivery = desk.message(&posted.id).await.deliveries[0].clone();
    assert_eq!(delivery.state(), State::Bounced);
    assert_eq!(
        delivery.detail.matches("5.1.2").count(),
        1,
        "what the server said is told once: {delivery:?}"
    );
    let again = pb::RetryMessageRequest { id: posted.id.clone(), addresses: Vec::new() };
    let again = desk.messages().retry_message(by(&desk.agent, again)).await.unwrap().into_inner();
    assert_eq!(again.deliveries[0].state(), State::Queued);
    desk.bench.settle().await;
    desk.bench.end().await;
}

#[tokio::test]
async fn a_relay_that_is_away_is_tried_again_later() {
    let desk = Desk::open_with(|_| Some("smtp://127.0.0.1:1".into())).await;
    let opened = desk.mail("ticket@desk.test", "From: ann@acme.example\nSubject: x\n\nx").await;
    let posted = desk.post(&desk.agent, &opened.conversation_id, "Hello").await.unwrap();
    desk.bench.settle().await;
    let delivery = desk.message(&posted.id).await.deliveries[0].clone();
    assert_eq!(delivery.state(), State::Deferred);
    assert!(delivery.next_time.is_some());
    desk.bench.advance(Duration::from_secs(4 * 24 * 3600));
    desk.bench.settle().await;
    assert_eq!(desk.message(&posted.id).await.deliveries[0].state(), State::Failed);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_form_is_captured_once_and_answered_by_mail() {
    let desk = Desk::open().await;
    let mut inbound = InboundServiceClient::new(desk.bench.channel("conversations"));
    let request = pb::CaptureRequest {
        channel: Channel::WebForm.into(),
        name: "Ann".into(),
        email: "ann@acme.example".into(),
        title: "Help".into(),
        text: "It is broken".into(),
        request_id: "1".into(),
        ..Default::default()
    };
    let one = inbound.capture(by(&desk.system, request.clone())).await.unwrap().into_inner();
    let two = inbound.capture(by(&desk.system, request)).await.unwrap().into_inner();
    assert_eq!(one, two);
    let said = desk.bot(&one.item_id, "Thank you").await;
    assert_eq!((said.conversation_id.as_str(), said.deliveries.len()), (one.conversation_id.as_str(), 1));
    desk.bench.settle().await;
    assert_eq!(desk.message(&said.id).await.deliveries[0].state(), State::Kept);
    assert!(desk.source(&said.id).await.contains("Auto-Submitted: auto-generated"));
    assert_eq!(desk.messages_of(&desk.agent, &one.conversation_id).await.unwrap().len(), 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn who_would_receive_a_message_is_known_before() {
    let desk = Desk::open().await;
    let opened =
        receive(&desk.bench, &desk.agent, "ticket@desk.test", "From: ann@acme.example\nSubject: x\n\nx")
            .await;
    let request = pb::PreviewRecipientsRequest {
        conversation_id: opened.conversation_id.clone(),
        ..Default::default()
    };
    let preview = desk.messages().preview_recipients(by(&desk.agent, request)).await.unwrap().into_inner();
    let addresses: Vec<_> = preview.recipients.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(addresses, ["ann@acme.example"]);
    desk.bench.end().await;
}
