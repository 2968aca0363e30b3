//! Messages that wait: taken back, sent later, or not at all because the customer wrote first.
use std::time::Duration;

use tandem_proto::{
    conversations::{
        self as pb,
        attachments_service_client::AttachmentsServiceClient,
        delivery::{Channel, State as Delivery},
        message::State,
        preview_recipients_response::Reason,
        schedule_service_client::ScheduleServiceClient,
    },
    google::api::HttpBody,
};
use tonic::Code;

use super::{
    desk::{Desk, by},
    mailboxes::addresses,
};

const MAIL: &str = "From: Ann <ann@acme.example>\nCc: ben@acme.example\nSubject: Printer\nMessage-ID: <1@x>\n\nIt is on fire";

fn draft(conversation: &str, text: &str) -> pb::PostMessageRequest {
    pb::PostMessageRequest {
        conversation_id: conversation.into(),
        body_text: text.into(),
        ..Default::default()
    }
}

impl Desk {
    async fn send(&self, request: pb::PostMessageRequest) -> pb::Message {
        self.messages().post_message(by(&self.agent, request)).await.unwrap().into_inner()
    }
    async fn cancel(&self, id: &str) -> Result<pb::CancelMessageResponse, tonic::Status> {
        let request = pb::CancelMessageRequest { id: id.into() };
        Ok(self.messages().cancel_message(by(&self.agent, request)).await?.into_inner())
    }
}

#[tokio::test]
async fn a_reply_can_be_taken_back_for_some_seconds_and_no_customer_sees_it_until_then() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let ann = desk.customer(&desk.published(&opened.item_id).await.requester_ids[0]);
    let seen = desk.messages_of(&ann, &opened.conversation_id).await.unwrap().len();
    let undoable = |text| pb::PostMessageRequest { undo_seconds: 10, ..draft(&opened.conversation_id, text) };

    let waiting = desk.send(undoable("Oops")).await;
    assert_eq!((waiting.state(), waiting.deliveries.len()), (State::Scheduled, 0));
    desk.bench.settle().await;
    assert_eq!(desk.messages_of(&ann, &opened.conversation_id).await.unwrap().len(), seen);
    let hidden = pb::GetMessageRequest { id: waiting.id.clone() };
    let hidden = desk.messages().get_message(by(&ann, hidden)).await;
    assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    let all = desk.messages_of(&desk.agent, &opened.conversation_id).await.unwrap();
    assert_eq!(all.last().unwrap().id, waiting.id, "users see it, where it will be");

    let back = desk.cancel(&waiting.id).await.unwrap();
    assert_eq!(back.message.unwrap().state(), State::Cancelled);
    assert!(back.draft.unwrap().body_html.contains("Oops"));
    desk.bench.advance(Duration::from_secs(60));
    desk.bench.settle().await;
    assert_eq!(desk.message(&waiting.id).await.state(), State::Cancelled);
    assert_eq!(desk.messages_of(&desk.agent, &opened.conversation_id).await.unwrap().len(), seen);

    let second = desk.send(undoable("Better")).await;
    desk.bench.advance(Duration::from_secs(11));
    desk.bench.settle().await;
    let posted = desk.message(&second.id).await;
    assert_eq!((posted.state(), posted.deliveries.len()), (State::Posted, 2));
    assert_eq!(desk.messages_of(&ann, &opened.conversation_id).await.unwrap().len(), seen + 1);
    let late = desk.cancel(&second.id).await.unwrap_err();
    assert_eq!(late.code(), Code::FailedPrecondition, "{late:?}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_message_for_later_is_cancelled_by_the_customer_who_writes_first() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let mut send_time = desk.message(&opened.message_id).await.create_time;
    send_time.as_mut().unwrap().seconds += 3600;
    let later = |cancel_on_reply, text| pb::PostMessageRequest {
        send_time,
        cancel_on_reply,
        ..draft(&opened.conversation_id, text)
    };
    let ask = desk.send(later(true, "Are you still there?")).await;
    let tell = desk.send(later(false, "We close at five.")).await;
    desk.mail("ticket@desk.test", "From: ann@acme.example\nIn-Reply-To: <1@x>\nMessage-ID: <2@x>\n\nSolved!")
        .await;
    let cancelled = desk.message(&ask.id).await;
    assert_eq!(cancelled.state(), State::Cancelled);
    assert!(cancelled.state_reason.contains("customer wrote first"), "{}", cancelled.state_reason);
    desk.bench.advance(Duration::from_secs(3601));
    desk.bench.settle().await;
    assert_eq!(desk.message(&ask.id).await.state(), State::Cancelled);
    assert_eq!(desk.message(&tell.id).await.state(), State::Posted);
    assert!(desk.cancel(&ask.id).await.unwrap().draft.unwrap().body_html.contains("still there"));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_message_for_later_is_put_off_and_unbound_from_the_customers_silence() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let hours = async |hours: i64| {
        let mut time = desk.message(&opened.message_id).await.create_time;
        time.as_mut().unwrap().seconds += hours * 3600;
        time
    };
    let schedule = ScheduleServiceClient::new(desk.bench.channel("conversations"));
    let change = async |request| {
        schedule.clone().reschedule_message(by(&desk.agent, request)).await.map(tonic::Response::into_inner)
    };
    let (first, second) = (hours(1).await, hours(2).await);
    let waits = pb::PostMessageRequest {
        send_time: first,
        cancel_on_reply: true,
        ..draft(&opened.conversation_id, "Still there?")
    };
    let waiting = desk.send(waits).await;
    assert!(waiting.cancel_on_reply && desk.message(&waiting.id).await.cancel_on_reply);
    let of = |send_time, cancel_on_reply| pb::RescheduleMessageRequest {
        id: waiting.id.clone(),
        send_time,
        cancel_on_reply,
    };
    let later = change(of(second, None)).await.unwrap();
    assert_eq!(
        (later.id.as_str(), later.send_time, later.cancel_on_reply),
        (waiting.id.as_str(), second, true)
    );
    let unbound = change(of(None, Some(false))).await.unwrap();
    assert_eq!((unbound.send_time, unbound.cancel_on_reply), (second, false));
    desk.mail("ticket@desk.test", "From: ann@acme.example\nIn-Reply-To: <1@x>\nMessage-ID: <2@x>\n\nYes")
        .await;
    desk.bench.advance(Duration::from_secs(3601));
    desk.bench.settle().await;
    assert_eq!(desk.message(&waiting.id).await.state(), State::Scheduled, "its first time has passed");
    desk.bench.advance(Duration::from_secs(3601));
    desk.bench.settle().await;
    let posted = desk.message(&waiting.id).await;
    assert_eq!((posted.state(), posted.deliveries.len()), (State::Posted, 2));
    let late = change(of(second, None)).await.unwrap_err();
    assert_eq!(late.code(), Code::FailedPrecondition, "{late:?}");

    let taken = desk
        .send(pb::PostMessageRequest { undo_seconds: 60, ..draft(&opened.conversation_id, "Oops") })
        .await;
    desk.cancel(&taken.id).await.unwrap();
    let gone =
        pb::RescheduleMessageRequest { id: taken.id, cancel_on_reply: Some(true), ..Default::default() };
    assert!(change(gone).await.unwrap_err().message().contains("taken back"));
    desk.bench.end().await;
}

#[tokio::test]
async fn who_receives_a_message_is_chosen_and_shown_before() {
    let desk = Desk::open().await;
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let ann = desk.item(&opened.item_id).await.requester_ids[0].clone();
    let copy_to = ["cat@acme.example", "BEN@acme.example"]
        .map(|address| pb::Address { name: String::new(), address: address.into() })
        .to_vec();
    let request = pb::PreviewRecipientsRequest {
        conversation_id: opened.conversation_id.clone(),
        leave_out_ids: vec![ann.clone()],
        copy_to: copy_to.clone(),
    };
    let preview = desk.messages().preview_recipients(by(&desk.agent, request)).await.unwrap().into_inner();
    let told: Vec<_> = preview
        .recipients
        .iter()
        .map(|one| (one.address.as_str(), one.reason(), one.channel(), one.left_out))
        .collect();
    assert_eq!(
        told,
        [
            ("ann@acme.example", Reason::Requester, Channel::Email, true),
            ("ben@acme.example", Reason::Participant, Channel::Email, false),
            ("cat@acme.example", Reason::Copy, Channel::Email, false),
        ]
    );
    let chosen =
        pb::PostMessageRequest { leave_out_ids: vec![ann], copy_to, ..draft(&opened.conversation_id, "Hi") };
    let posted = desk.send(chosen).await;
    let mut went: Vec<_> = posted.deliveries.iter().map(|one| one.address.as_str()).collect();
    went.sort_unstable();
    assert_eq!(went, ["ben@acme.example", "cat@acme.example"]);
    desk.bench.settle().await;
    assert!(desk.message(&posted.id).await.deliveries.iter().all(|one| one.state() == Delivery::Kept));
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_taken_back_gives_its_files_and_its_sender_back() {
    let desk = Desk::open().await;
    let mailbox =
        pb::Mailbox { name: "Help".into(), addresses: addresses(&["help@desk.test"]), ..Default::default() };
    let mailbox = desk.mailbox(mailbox).await.unwrap();
    let opened = desk.mail("ticket@desk.test", MAIL).await;
    let content =
        Some(HttpBody { content_type: "text/plain".into(), data: b"hello"[..].into(), ..Default::default() });
    let request = pb::CreateAttachmentRequest { name: "a.txt".into(), content, ..Default::default() };
    let mut files = AttachmentsServiceClient::new(desk.bench.channel("conversations"));
    let file = files.create_attachment(by(&desk.agent, request)).await.unwrap().into_inner().id;
    let waiting = desk
        .send(pb::PostMessageRequest {
            undo_seconds: 60,
            attachments: vec![file.clone()],
            mailbox_id: mailbox.id.clone(),
            ..draft(&opened.conversation_id, "Oops")
        })
        .await;
    let back = desk.cancel(&waiting.id).await.unwrap().draft.unwrap();
    assert_eq!((back.attachments.as_slice(), back.mailbox_id.as_str()), (&[file.clone()][..], &*mailbox.id));
    let sent = desk
        .send(pb::PostMessageRequest { body_text: "Right".into(), body_html: String::new(), ..back })
        .await;
    assert_eq!((sent.attachments[0].id.as_str(), sent.mailbox_id), (file.as_str(), mailbox.id));
    desk.bench.settle().await;
    desk.bench.end().await;
}
