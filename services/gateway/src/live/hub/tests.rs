//! What the hub promises.
use tandem_kit::{Role, Who};
use uuid::Uuid;

use super::*;

fn caller(account: u128, who: Who) -> Arc<Caller> {
    let account = Uuid::from_u128(account);
    Arc::new(Caller { account, who, role: Role::Agent, credential: "ses_1".into(), ..Caller::anonymous() })
}
fn user(account: u128) -> Arc<Caller> {
    caller(account, Who::User(Uuid::from_u128(1)))
}
fn happen(hub: &Hub, id: u32, account: u128) {
    let account = AccountId::from(Uuid::from_u128(account)).to_string();
    let subjects = vec!["item_1".to_owned()];
    hub.publish(&Event { id: format!("e{id}"), account, subjects, ..Default::default() });
}
fn shown(sent: Option<Sent>) -> String {
    match sent {
        None => "end".into(),
        Some(Sent::Shared(entry)) => entry.notice.id.clone(),
        Some(Sent::Own(notice)) => format!("own {}", notice.id),
        Some(Sent::Reset(id)) => format!("reset {id}"),
    }
}

#[tokio::test]
async fn each_account_hears_its_own() {
    let hub = Hub::default();
    let (mut a, mut b) =
        (hub.subscribe(&user(1), "t", "").unwrap(), hub.subscribe(&user(2), "t", "").unwrap());
    happen(&hub, 1, 1);
    happen(&hub, 2, 2);
    assert_eq!((shown(a.next().await), shown(b.next().await)), ("e1".into(), "e2".into()));
}

#[tokio::test]
async fn who_comes_back_goes_on_where_they_were() {
    let hub = Hub::default();
    for n in 1..4 {
        happen(&hub, n, 1);
    }
    let mut stream = hub.subscribe(&user(1), "t", "e2").unwrap();
    happen(&hub, 4, 1);
    assert_eq!((shown(stream.next().await), shown(stream.next().await)), ("e3".into(), "e4".into()));
    let mut stream = hub.subscribe(&user(1), "t", "unknown").unwrap();
    assert_eq!(shown(stream.next().await), "reset e4");
}

#[tokio::test]
async fn who_is_too_slow_is_cut_off_and_reads_everything_again() {
    let hub = Hub::default();
    let mut slow = hub.subscribe(&user(1), "t", "").unwrap();
    let most = u32::try_from(BEHIND).unwrap();
    for n in 0..most + 2 {
        happen(&hub, n, 1);
    }
    assert_eq!(hub.inner().count, 0);
    for n in 0..most {
        assert_eq!(shown(slow.next().await), format!("e{n}"));
    }
    assert_eq!(shown(slow.next().await), format!("reset e{}", most + 1));
    assert_eq!(shown(slow.next().await), "end");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_process() {
    let hub = Hub::default();
    let mut one = hub.subscribe(&user(1), "t1", "").unwrap();
    let mut two = hub.subscribe(&user(1), "t2", "").unwrap();
    assert_eq!(hub.open_after(0, 1).len(), 1);
    hub.end_token("t1");
    assert_eq!((shown(one.next().await), hub.inner().count), ("end".into(), 1));
    hub.close();
    assert_eq!(shown(two.next().await), "end");
    assert!(hub.subscribe(&user(1), "t", "").is_err());
    drop((one, two));
    assert_eq!(hub.inner().count, 0);
}

#[tokio::test]
async fn missed_events_reset_everybody() {
    let hub = Hub::default();
    happen(&hub, 1, 1);
    let mut stream = hub.subscribe(&user(1), "t", "").unwrap();
    hub.missed();
    assert_eq!(shown(stream.next().await), "reset ");
    assert_eq!(shown(hub.subscribe(&user(1), "t", "e1").unwrap().next().await), "reset ");
}

#[test]
fn one_session_may_not_open_streams_without_end() {
    let hub = Hub::default();
    let open: Vec<_> = (0..MOST_EACH).map(|_| hub.subscribe(&user(1), "t", "").unwrap()).collect();
    assert_eq!(hub.subscribe(&user(1), "t", "").err().unwrap().http.as_u16(), 429);
    assert!(hub.subscribe(&user(2), "t", "").is_ok());
    drop(open);
    assert_eq!(hub.inner().count, 0);
    assert!(hub.subscribe(&caller(1, Who::System), "t", "").is_err());
}
