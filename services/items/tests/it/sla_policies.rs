//! SLA policies: made, changed, removed; in hours of their own; and why a deadline is when it is.
use std::time::Duration;

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use tandem_kit::{
    Cause, Role,
    id::{CalendarId, UserId},
};
use tandem_proto::{
    directory::{
        BusinessCalendar, BusinessCalendarDeleted, BusinessCalendarUpdated, business_calendar::Span,
    },
    items::{self as pb, sla_clock::Target::Resolution},
};

use crate::{
    desk::{Desk, acting},
    sla::{clock, goes_to, with_office_hours},
};

fn admin(desk: &Desk) -> Cause {
    desk.bench.as_user(UserId::new(), Role::Admin)
}

fn eight_hours() -> Vec<pb::sla_policy::Promise> {
    let within = Some(prost_types::Duration { seconds: 8 * 3_600, nanos: 0 });
    vec![pb::sla_policy::Promise { priority: 0, target: Resolution.into(), within }]
}

async fn policy(desk: &Desk, name: &str, calendar: &str, around_the_clock: bool) -> pb::SlaPolicy {
    let request = pb::CreateSlaPolicyRequest {
        name: name.into(),
        promises: eight_hours(),
        business_calendar_id: calendar.into(),
        around_the_clock,
        request_id: String::new(),
    };
    acting(&admin(desk), desk.policies().create_sla_policy(request)).await.unwrap()
}

async fn change(desk: &Desk, policy: pb::SlaPolicy, path: &str) -> pb::SlaPolicy {
    let request = pb::UpdateSlaPolicyRequest {
        sla_policy: Some(policy),
        update_mask: Some(prost_types::FieldMask { paths: vec![path.into()] }),
    };
    acting(&admin(desk), desk.policies().update_sla_policy(request)).await.unwrap()
}

/// A calendar of Saturdays, ten to four, as directory announces it.
async fn saturdays(desk: &Desk) -> BusinessCalendar {
    let calendar = BusinessCalendar {
        id: CalendarId::new().to_string(),
        name: "Weekend".into(),
        time_zone: "UTC".into(),
        spans: vec![Span { weekday: 6, start_minute: 600, end_minute: 960 }],
        revision: 1,
        ..Default::default()
    };
    let updated = BusinessCalendarUpdated { business_calendar: Some(calendar.clone()) };
    desk.tells(&desk.bench.as_system(), &updated, &calendar.id).await;
    calendar
}

async fn promised(desk: &Desk, policy: &pb::SlaPolicy) -> pb::Item {
    let item = desk.ticket("Printer").await;
    desk.sets(&item, "sla_policy_id", |item| item.sla_policy_id.clone_from(&policy.id)).await
}

fn due(item: &pb::Item) -> DateTime<Utc> {
    let due = clock(item, Resolution).due_time.unwrap();
    DateTime::from_timestamp(due.seconds, 0).unwrap()
}

fn when(at: DateTime<Utc>) -> (Weekday, u32, u32) {
    (at.weekday(), at.hour(), at.minute())
}

#[tokio::test]
async fn a_policy_runs_in_the_accounts_hours_in_those_of_its_own_calendar_or_around_the_clock() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    let weekend = saturdays(&desk).await;
    goes_to(&desk, Weekday::Tue, 10, 0);
    let office = promised(&desk, &policy(&desk, "Office", "", false).await).await;
    assert_eq!(when(due(&office)), (Weekday::Wed, 10, 0));
    let always = promised(&desk, &policy(&desk, "Always", "", true).await).await;
    assert_eq!(when(due(&always)), (Weekday::Tue, 18, 0));
    let saturday = promised(&desk, &policy(&desk, "Saturdays", &weekend.id, false).await).await;
    assert_eq!(when(due(&saturday)), (Weekday::Sat, 12, 0), "six hours on one Saturday, two on the next");
    let gone = BusinessCalendarDeleted { business_calendar_id: weekend.id.clone() };
    desk.tells(&desk.bench.as_system(), &gone, &weekend.id).await;
    let without = promised(&desk, &policy(&desk, "Office too", "", false).await).await;
    assert_eq!(when(due(&without)), when(due(&office)));
    desk.bench.end().await;
}

#[tokio::test]
async fn what_a_policy_promises_now_is_what_open_items_wait_for_and_what_is_finished_stays() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    goes_to(&desk, Weekday::Tue, 10, 0);
    let office = policy(&desk, "Office", "", false).await;
    let (open, done) = (promised(&desk, &office).await, promised(&desk, &office).await);
    let done = desk.enters(&done, "resolved").await;
    desk.heard::<pb::ItemUpdated>().await;
    let office = change(&desk, pb::SlaPolicy { around_the_clock: true, ..office }, "around_the_clock").await;
    desk.bench.settle().await;
    let anew = desk.gets(&open.id).await.unwrap();
    assert_eq!(when(due(&anew)), (Weekday::Tue, 18, 0));
    assert_eq!(anew.update_time, desk.gets(&open.id).await.unwrap().update_time, "nobody touched it");
    let told = desk.heard::<pb::ItemUpdated>().await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].1.changed, ["sla_clocks"]);
    assert_eq!(desk.gets(&done.id).await.unwrap(), done);
    assert_eq!(desk.heard::<pb::SlaPolicyUpdated>().await.last().unwrap().1.sla_policy, Some(office));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_clock_that_is_wound_late_knows_when_the_item_waited_for_the_customer() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    goes_to(&desk, Weekday::Tue, 9, 0);
    let item = desk.ticket("Printer").await;
    goes_to(&desk, Weekday::Tue, 10, 0);
    desk.enters(&item, "pending_customer").await;
    goes_to(&desk, Weekday::Tue, 15, 0);
    desk.enters(&item, "pending_agent").await;
    goes_to(&desk, Weekday::Tue, 16, 0);
    let office = policy(&desk, "Office", "", false).await;
    let item = desk.sets(&item, "sla_policy_id", |item| item.sla_policy_id = office.id.clone()).await;
    assert_eq!(when(due(&item)), (Weekday::Wed, 14, 0), "nine to ten and three to four were used up");
    let request = pb::ExplainSlaRequest { item_id: item.number.to_string() };
    let why = acting(&desk.bench.as_agent(), desk.policies().explain_sla(request)).await.unwrap();
    assert_eq!((why.sla_policy.unwrap().name.as_str(), why.time_zone.as_str()), ("Office", "UTC"));
    let [clock] = &why.explanations[..] else { panic!("{:?}", why.explanations) };
    let hours = |stretches: &[pb::sla_explanation::Stretch]| -> Vec<(u32, u32)> {
        let hour = |at: Option<prost_types::Timestamp>| {
            DateTime::from_timestamp(at.unwrap().seconds, 0).unwrap().hour()
        };
        stretches.iter().map(|stretch| (hour(stretch.start_time), hour(stretch.end_time))).collect()
    };
    assert_eq!(hours(&clock.counted), [(9, 10), (15, 17), (9, 14)]);
    assert_eq!(hours(&clock.stood_still), [(10, 15)]);
    assert_eq!(clock.within.unwrap().seconds, 8 * 3_600);
    let spent = clock.spent.unwrap().seconds;
    assert!((7_199..7_260).contains(&spent), "two hours, {spent} s; the clock on the wall goes on meanwhile");
    desk.bench.end().await;
}

#[tokio::test]
async fn the_clocks_of_items_that_stand_in_a_status_stop_where_it_is_said_to_wait_for_the_customer() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    goes_to(&desk, Weekday::Tue, 10, 0);
    let item = promised(&desk, &policy(&desk, "Office", "", false).await).await;
    let item = desk.enters(&item, "pending_agent").await;
    assert_eq!(when(due(&item)), (Weekday::Wed, 10, 0));
    desk.bench.advance(Duration::from_secs(3_600));
    let status = desk.status("pending_agent").await;
    let pausing = async |pauses_sla| {
        let request = pb::UpdateStatusRequest {
            status: Some(pb::Status { id: status.clone(), pauses_sla, ..Default::default() }),
            update_mask: Some(prost_types::FieldMask { paths: vec!["pauses_sla".into()] }),
        };
        acting(&admin(&desk), desk.types().update_status(request)).await.unwrap();
        desk.bench.settle().await;
        desk.gets(&item.id).await.unwrap()
    };
    let paused = pausing(true).await;
    assert!(clock(&paused, Resolution).due_time.is_none(), "it waits for the customer: {paused:?}");
    let running = pausing(false).await;
    assert_eq!(when(due(&running)), (Weekday::Wed, 10, 0), "as if it had never waited");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_policy_is_made_once_and_removed_ones_leave_the_choice_but_not_their_items() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    let request = pb::CreateSlaPolicyRequest {
        name: "Gold".into(),
        promises: eight_hours(),
        request_id: "5f0c9c66-7a7f-4a2e-8f4c-000000000001".into(),
        ..Default::default()
    };
    let boss = admin(&desk);
    let made = acting(&boss, desk.policies().create_sla_policy(request.clone())).await.unwrap();
    assert_eq!(acting(&boss, desk.policies().create_sla_policy(request.clone())).await.unwrap(), made);
    let by_agent = acting(&desk.bench.as_agent(), desk.policies().create_sla_policy(request)).await;
    assert_eq!(by_agent.unwrap_err().code(), tonic::Code::PermissionDenied);
    let item = promised(&desk, &made).await;
    acting(&boss, desk.policies().delete_sla_policy(pb::DeleteSlaPolicyRequest { id: made.id.clone() }))
        .await
        .unwrap();
    let names = async |show_removed| {
        let list = pb::ListSlaPoliciesRequest { show_removed };
        let listed = acting(&desk.bench.as_agent(), desk.policies().list_sla_policies(list)).await.unwrap();
        listed.sla_policies.into_iter().map(|policy| policy.name).collect::<Vec<_>>()
    };
    assert_eq!(
        (names(false).await, names(true).await),
        (vec!["Sample SLA".into()], vec!["Gold".into(), "Sample SLA".into()])
    );
    assert_eq!(desk.gets(&item.id).await.unwrap().sla_clocks, item.sla_clocks);
    change(&desk, pb::SlaPolicy { removed: false, revision: 0, ..made }, "removed").await;
    assert_eq!(names(false).await.len(), 2);
    let nowhere = pb::CreateSlaPolicyRequest {
        name: "x".into(),
        business_calendar_id: CalendarId::new().to_string(),
        ..Default::default()
    };
    let refused = acting(&boss, desk.policies().create_sla_policy(nowhere)).await.unwrap_err();
    assert!(refused.message().starts_with("business_calendar_id: "), "{refused}");
    desk.bench.end().await;
}
