//! Never a loop: what two machines say to one another ends.
use tandem_proto::conversations::{delivery::State, receive_email_response::Outcome};

use super::desk::{Desk, account};

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
