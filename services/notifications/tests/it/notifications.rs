//! Reading and seeing one's own.
use std::collections::BTreeSet;

use tandem_kit::id::{ItemId, NotificationId};
use tandem_proto::notifications as pb;
use tonic::Code;

use crate::desk::{Desk, acting, item};

async fn see(desk: &Desk, who: tandem_kit::id::UserId, ids: &[&str], subject: &str) -> i32 {
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    let request = pb::SeeNotificationsRequest { ids, subject: subject.into() };
    acting(&desk.agent_acts(who), desk.client().see_notifications(request)).await.unwrap().seen_count
}

#[tokio::test]
async fn a_user_sees_their_own_and_only_once() {
    let desk = Desk::open().await;
    let (printer, scanner, fax) =
        (item("Printer", &[desk.bob]), item("Scanner", &[desk.bob, desk.eve]), item("Fax", &[desk.bob]));
    for made in [&printer, &scanner, &fax] {
        desk.creates(&desk.bench.as_system(), made).await;
    }
    let all = desk.list(desk.bob, pb::ListNotificationsRequest::default()).await;
    assert_eq!((all.notifications.len(), all.unseen_count), (3, 3));
    let newest = all.notifications[0].id.as_str();
    assert_eq!(see(&desk, desk.eve, &[newest], "").await, 0, "it is Bob's");
    assert_eq!(see(&desk, desk.bob, &[newest], "").await, 1);
    assert_eq!(see(&desk, desk.bob, &[newest], "").await, 0);
    assert_eq!(see(&desk, desk.bob, &[], &scanner.id).await, 1);
    let unseen =
        desk.list(desk.bob, pb::ListNotificationsRequest { unseen: true, ..Default::default() }).await;
    let subjects: Vec<&str> = unseen.notifications.iter().map(|n| n.subject.as_str()).collect();
    assert_eq!((subjects, unseen.unseen_count), (vec![printer.id.as_str()], 1));
    assert_eq!(see(&desk, desk.bob, &[], "").await, 1);
    assert_eq!(see(&desk, desk.bob, &[], "").await, 0);
    assert_eq!(desk.list(desk.eve, pb::ListNotificationsRequest::default()).await.unseen_count, 1);
    assert_eq!(
        desk.heard::<pb::NotificationsSeen>().await.len(),
        3,
        "where nothing was seen, nothing is told"
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn pages_walk_every_notification_once_newest_first() {
    let desk = Desk::open().await;
    for n in 0..7 {
        desk.creates(&desk.bench.as_system(), &item(&n.to_string(), &[desk.bob])).await;
    }
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    for _ in 0..4 {
        let request = pb::ListNotificationsRequest { page_size: 2, page_token, unseen: false };
        let page = desk.list(desk.bob, request).await;
        seen.extend(page.notifications.into_iter().map(|n| n.text));
        page_token = page.next_page_token;
    }
    assert_eq!(page_token, "");
    let expected: Vec<String> = (0..7).rev().map(|n| format!("Tandem assigned you #7 {n}")).collect();
    assert_eq!(seen, expected);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 7);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let desk = Desk::open().await;
    let many = pb::SeeNotificationsRequest {
        ids: vec![NotificationId::new().to_string(); 501],
        subject: String::new(),
    };
    let refused =
        acting(&desk.agent_acts(desk.eve), desk.client().see_notifications(many)).await.unwrap_err();
    assert!(refused.message().starts_with("ids: has 501 ids"), "{}", refused.message());
    let other = pb::SeeNotificationsRequest { ids: vec![ItemId::new().to_string()], subject: String::new() };
    let refused =
        acting(&desk.agent_acts(desk.eve), desk.client().see_notifications(other)).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let system = acting(
        &desk.bench.as_system(),
        desk.client().list_notifications(pb::ListNotificationsRequest::default()),
    )
    .await;
    assert_eq!(system.unwrap_err().code(), Code::PermissionDenied);
    desk.bench.end().await;
}
