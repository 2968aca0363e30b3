//! Logging time, on a real database.
use std::time::Duration;

use tandem_kit::{Role, id::ItemId};

use super::*;
use crate::testing::Stage;

fn worked(stage: &Stage, seconds: i64) -> New {
    let duration_us = seconds * SECOND;
    New {
        item: stage.item,
        person: stage.ann,
        start_time: None,
        duration_us,
        billable: true,
        notes: "looked".into(),
    }
}

#[tokio::test]
async fn the_item_has_the_sum_of_what_was_logged_changed_and_taken_back() {
    let stage = Stage::new().await;
    let (cause, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let first = create(&stage.db, &cause, worked(&stage, 600), None, now).await.unwrap();
    let second = create(&stage.db, &cause, worked(&stage, 60), None, now).await.unwrap();
    assert_eq!(first.start_time, now - TimeDelta::seconds(600));
    assert_eq!(stage.total_seconds().await, 660);
    let longer = Change { duration_us: Some(900 * SECOND), ..Change::default() };
    let changed = update(&stage.db, &cause, (first.id.into(), 1), longer, now).await.unwrap();
    assert_eq!((changed.revision, stage.total_seconds().await), (2, 960));
    delete(&stage.db, &cause, second.id.into()).await.unwrap();
    assert_eq!(stage.total_seconds().await, 900);
    stage.end().await;
}

#[tokio::test]
async fn the_same_request_logs_time_once() {
    let stage = Stage::new().await;
    let (cause, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let request = Some(Uuid::from_u128(7));
    let both = tokio::join!(
        create(&stage.db, &cause, worked(&stage, 60), request, now),
        create(&stage.db, &cause, worked(&stage, 60), request, now)
    );
    assert_eq!(both.0.unwrap().id, both.1.unwrap().id);
    assert_eq!(stage.total_seconds().await, 60);
    stage.end().await;
}

#[tokio::test]
async fn time_is_changed_by_whoever_worked_or_by_an_admin() {
    let stage = Stage::new().await;
    let (ann, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let entry = create(&stage.db, &ann, worked(&stage, 60), None, now).await.unwrap();
    let notes = |text: &str| Change { notes: Some(text.into()), ..Change::default() };
    let bob = stage.acting(stage.bob, Role::Agent);
    let denied = update(&stage.db, &bob, (entry.id.into(), 0), notes("mine"), now).await.unwrap_err();
    assert!(matches!(denied, Error::Denied(_)), "{denied}");
    let admin = stage.acting(stage.bob, Role::Admin);
    assert_eq!(
        update(&stage.db, &admin, (entry.id.into(), 1), notes("checked"), now).await.unwrap().notes,
        "checked"
    );
    let stale = update(&stage.db, &ann, (entry.id.into(), 1), notes("late"), now).await.unwrap_err();
    assert!(matches!(stale, Error::Stale { current: 2, .. }), "{stale}");
    let long =
        update(&stage.db, &ann, (entry.id.into(), 2), notes(&"x".repeat(2001)), now).await.unwrap_err();
    assert!(matches!(long, Error::Invalid { .. }), "{long}");
    stage.end().await;
}

#[tokio::test]
async fn another_account_finds_nothing() {
    let stage = Stage::new().await;
    let (cause, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let entry = create(&stage.db, &cause, worked(&stage, 60), None, now).await.unwrap();
    let stranger = AccountId::new();
    assert!(matches!(get(stage.db.pool(), stranger, entry.id.into()).await, Err(Error::NotFound { .. })));
    let page = Page::of(10, "").unwrap();
    assert!(
        list((stage.db.pool(), &Sight::default()), &Cause::system(stranger), &page, None, None)
            .await
            .unwrap()
            .0
            .is_empty()
    );
    stage.end().await;
}

#[tokio::test]
async fn lists_are_newest_first_page_by_page() {
    let stage = Stage::new().await;
    let cause = stage.acting(stage.ann, Role::Agent);
    let mut made = Vec::new();
    for _ in 0..5 {
        made.insert(
            0,
            create(&stage.db, &cause, worked(&stage, 60), None, stage.clock.now()).await.unwrap().id,
        );
        stage.clock.advance(Duration::from_secs(60));
    }
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let page = Page::of(2, &token).unwrap();
        let (rows, next) = list(
            (stage.db.pool(), &Sight::default()),
            &Cause::system(stage.account),
            &page,
            Some(stage.item),
            Some(stage.ann),
        )
        .await
        .unwrap();
        seen.extend(rows.iter().map(|row| row.id));
        if next.is_empty() {
            break;
        }
        token = next;
    }
    assert_eq!(seen, made);
    let page = Page::of(2, "").unwrap();
    assert!(
        list(
            (stage.db.pool(), &Sight::default()),
            &Cause::system(stage.account),
            &page,
            Some(ItemId::new()),
            None
        )
        .await
        .unwrap()
        .0
        .is_empty()
    );
    stage.end().await;
}

#[test]
fn a_time_entry_is_a_second_to_a_day() {
    let of = |seconds| duration("duration", Some(&prost_types::Duration { seconds, nanos: 0 }));
    assert!(of(0).is_err() && of(-5).is_err() && of(86_401).is_err() && duration("duration", None).is_err());
    assert_eq!((of(1).unwrap(), of(86_400).unwrap()), (SECOND, LONGEST));
}

#[test]
fn time_is_not_logged_far_ahead() {
    let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    assert!(check_start("start_time", now + TimeDelta::hours(25), now).is_err());
    check_start("start_time", now - TimeDelta::days(400), now).unwrap();
}
