//! Mailboxes that tell of new mail by themselves (IMAP IDLE), and how long one listens to them.
use std::{collections::BTreeMap, time::Duration};

use super::{desk::Desk, imap::Server, mailboxes::fetched_from};

#[tokio::test]
async fn a_server_that_tells_of_new_mail_is_listened_to() {
    let (desk, server) = (Desk::open().await, Server::start().await);
    server.state().idles = true;
    desk.mailbox(fetched_from(server.port)).await.unwrap();
    while server.state().idling == 0 {
        desk.bench.settle().await;
    }
    // From now on it is looked at every five minutes only.
    desk.bench.advance(Duration::from_secs(31));
    desk.bench.settle().await;
    server.put(1, "mail 1");
    while desk.opened().await.is_empty() {
        desk.bench.settle().await;
    }
    assert_eq!(desk.opened().await, BTreeMap::from([("mail 1".into(), 1)]));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_server_is_listened_to_anew_before_it_may_hang_up() {
    let (desk, server) = (Desk::open().await, Server::start().await);
    server.state().idles = true;
    desk.mailbox(fetched_from(server.port)).await.unwrap();
    while server.state().idling == 0 {
        desk.bench.settle().await;
    }
    let begun = server.state().idles_begun;
    // Two minutes at a time, for within three the listener says that it still listens.
    for minutes in (2..=30).step_by(2) {
        desk.bench.advance(Duration::from_secs(120));
        let ended = server.state().idles_ended;
        assert!(minutes > 28 || ended == 0, "after {minutes} minutes it is listened to as before");
        server.put(minutes, &format!("mail {minutes}"));
        let subject = format!("mail {minutes}");
        while !desk.opened().await.contains_key(&subject) {
            server.tell();
            desk.bench.settle().await;
        }
    }
    while server.state().idles_ended == 0 || server.state().idling == 0 {
        desk.bench.settle().await;
    }
    let (again, at_once) = {
        let state = server.state();
        (state.idles_begun, state.idling)
    };
    assert_eq!((again, at_once), (begun + 1, 1), "by one listener, who said that it ends");
    server.put(99, "after");
    while !desk.opened().await.contains_key("after") {
        server.tell();
        desk.bench.settle().await;
    }
    assert!(desk.opened().await.values().all(|times| *times == 1), "none twice");
    desk.bench.end().await;
}
