//! Starting and stopping timers, on a real database.
use std::time::Duration;

use tandem_kit::Role;

use super::*;
use crate::testing::Stage;

fn on(stage: &Stage, item: ItemId) -> Start {
    Start { person: stage.ann, item, billable: true, request: None }
}

#[tokio::test]
async fn starting_elsewhere_stops_the_timer_and_logs_its_time() {
    let stage = Stage::new().await;
    let cause = stage.acting(stage.ann, Role::Agent);
    let first = start(&stage.db, &cause, on(&stage, stage.item), stage.clock.now()).await.unwrap();
    stage.clock.advance(Duration::from_secs(300));
    let again = start(&stage.db, &cause, on(&stage, stage.item), stage.clock.now()).await.unwrap();
    assert_eq!(again, first, "it goes on");
    let other = start(&stage.db, &cause, on(&stage, ItemId::new()), stage.clock.now()).await.unwrap();
    let running = running(stage.db.pool(), stage.account, Some(stage.ann), None).await.unwrap();
    assert_eq!(running, [other]);
    assert_eq!(stage.total_seconds().await, 300);
    stage.end().await;
}

#[tokio::test]
async fn a_timer_logs_a_second_at_least_and_a_day_at_most() {
    let stage = Stage::new().await;
    let cause = stage.acting(stage.ann, Role::Agent);
    let mut logged = Vec::new();
    for seconds in [0, 90, 3 * 86_400] {
        let timer = start(&stage.db, &cause, on(&stage, stage.item), stage.clock.now()).await.unwrap();
        let stopped = timer.start_time + chrono::TimeDelta::seconds(seconds);
        logged.push(
            stop(&stage.db, &cause, timer.id.into(), "done".into(), stopped).await.unwrap().duration_us
                / 1_000_000,
        );
    }
    assert_eq!(logged, [1, 90, 86_400]);
    stage.end().await;
}

#[tokio::test]
async fn stopping_twice_logs_once_and_only_ones_own() {
    let stage = Stage::new().await;
    let (ann, bob) = (stage.acting(stage.ann, Role::Agent), stage.acting(stage.bob, Role::Admin));
    let timer = start(&stage.db, &ann, on(&stage, stage.item), stage.clock.now()).await.unwrap();
    let denied = stop(&stage.db, &bob, timer.id.into(), String::new(), stage.clock.now()).await.unwrap_err();
    assert!(matches!(denied, Error::Denied(_)), "{denied}");
    stage.clock.advance(Duration::from_secs(60));
    let once = stop(&stage.db, &ann, timer.id.into(), String::new(), stage.clock.now()).await.unwrap();
    let twice = stop(&stage.db, &ann, timer.id.into(), String::new(), stage.clock.now()).await.unwrap();
    assert_eq!(once, twice);
    stage.end().await;
}

#[tokio::test]
async fn a_user_who_starts_twice_at_once_has_one_timer() {
    let stage = Stage::new().await;
    let (cause, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let both = tokio::join!(
        start(&stage.db, &cause, on(&stage, stage.item), now),
        start(&stage.db, &cause, on(&stage, ItemId::new()), now)
    );
    both.0.unwrap();
    both.1.unwrap();
    let running = running(stage.db.pool(), stage.account, Some(stage.ann), None).await.unwrap();
    assert_eq!(running.len(), 1);
    stage.end().await;
}

#[tokio::test]
async fn the_same_request_starts_one_timer_even_after_it_was_stopped() {
    let stage = Stage::new().await;
    let (cause, now) = (stage.acting(stage.ann, Role::Agent), stage.clock.now());
    let asked = Start { request: Some(Uuid::from_u128(9)), ..on(&stage, stage.item) };
    let timer = start(&stage.db, &cause, asked, now).await.unwrap();
    stop(&stage.db, &cause, timer.id.into(), String::new(), now).await.unwrap();
    assert_eq!(start(&stage.db, &cause, asked, now).await.unwrap().id, timer.id);
    assert!(running(stage.db.pool(), stage.account, None, Some(stage.item)).await.unwrap().is_empty());
    stage.end().await;
}
