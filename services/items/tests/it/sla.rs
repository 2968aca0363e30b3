use std::time::Duration;

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};
use tandem_kit::{
    clock::timestamp,
    id::{CalendarId, CustomerId, MessageId},
};
use tandem_proto::{
    conversations,
    directory::{BusinessCalendar, BusinessCalendarUpdated, business_calendar::Span},
    items as pb,
};

use crate::desk::{Desk, acting};

/// Monday to Friday, 9 to 17 o'clock UTC, as directory announces it.
pub async fn with_office_hours(desk: &Desk) {
    let spans = (1..=5).map(|weekday| Span { weekday, start_minute: 540, end_minute: 1020 }).collect();
    let calendar = BusinessCalendar {
        id: CalendarId::new().to_string(),
        time_zone: "UTC".into(),
        spans,
        default: true,
        revision: 1,
        ..Default::default()
    };
    let updated = BusinessCalendarUpdated { business_calendar: Some(calendar) };
    desk.tells(&desk.bench.as_system(), &updated, "").await;
}

/// Goes to the next time that it is this hour of this weekday.
pub fn goes_to(desk: &Desk, weekday: Weekday, hour: u32, minute: u32) -> DateTime<Utc> {
    let now = desk.context().clock.now();
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    let days = (0..=7).map(|n| now.date_naive() + TimeDelta::days(n)).filter(|day| day.weekday() == weekday);
    let then = days.map(|day| day.and_time(time).and_utc()).find(|then| *then > now).unwrap();
    desk.bench.advance((then - now).to_std().unwrap());
    then
}

async fn sample(desk: &Desk) -> pb::SlaPolicy {
    let listed = acting(
        &desk.bench.as_agent(),
        desk.policies().list_sla_policies(pb::ListSlaPoliciesRequest::default()),
    )
    .await;
    let policies = listed.unwrap().sla_policies;
    assert_eq!((policies.len(), policies[0].name.as_str(), policies[0].sample), (1, "Sample SLA", true));
    policies.into_iter().next().unwrap()
}

/// A ticket of four stars under the sample policy: two hours to the first answer, four to the next, sixteen to the end.
async fn promised(desk: &Desk) -> pb::Item {
    let policy = sample(desk).await;
    let requester = Some(pb::PersonRef { id: CustomerId::new().to_string(), ..Default::default() });
    let item = desk
        .creates(pb::CreateItemRequest {
            title: "Printer".into(),
            priority: 4,
            requester,
            ..Default::default()
        })
        .await;
    desk.sets(&item, "sla_policy_id", |item| item.sla_policy_id = policy.id).await
}

pub fn clock(item: &pb::Item, target: pb::sla_clock::Target) -> pb::SlaClock {
    item.sla_clocks.iter().find(|c| c.target() == target).copied().unwrap_or_default()
}

fn message(
    desk: &Desk,
    item: &pb::Item,
    author: conversations::message_posted::Author,
) -> conversations::MessagePosted {
    let message = conversations::Message {
        id: MessageId::new().to_string(),
        item_id: item.id.clone(),
        visibility: conversations::Visibility::Customer.into(),
        create_time: Some(timestamp(desk.context().clock.now())),
        ..Default::default()
    };
    conversations::MessagePosted {
        message: Some(message),
        author: author.into(),
        opening: false,
        conversation: None,
    }
}

use pb::sla_clock::Target::{FirstResponse, NextResponse, Resolution};

#[tokio::test]
async fn a_promise_made_on_friday_warns_and_breaks_on_monday_each_once() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    goes_to(&desk, Weekday::Fri, 16, 0);
    let item = promised(&desk).await;
    let due = clock(&item, FirstResponse).due_time.unwrap();
    let due = DateTime::from_timestamp(due.seconds, 0).unwrap();
    assert_eq!((due.weekday(), due.format("%H:%M").to_string().as_str()), (Weekday::Mon, "10:00"));
    let counts =
        async || (desk.heard::<pb::SlaWarned>().await.len(), desk.heard::<pb::SlaBreached>().await.len());
    assert_eq!(counts().await, (0, 0));
    goes_to(&desk, Weekday::Sun, 12, 0);
    assert_eq!(counts().await, (0, 0));
    goes_to(&desk, Weekday::Mon, 9, 50);
    let warned = desk.heard::<pb::SlaWarned>().await;
    assert_eq!((warned.len(), warned[0].1.clock.unwrap().target()), (1, FirstResponse));
    assert_eq!(warned[0].0.subjects[0], item.id);
    goes_to(&desk, Weekday::Mon, 10, 1);
    let breached = desk.heard::<pb::SlaBreached>().await;
    assert_eq!((breached.len(), breached[0].1.clock.unwrap().target()), (1, FirstResponse));
    desk.bench.advance(Duration::from_secs(600));
    assert_eq!(counts().await, (0, 0), "each once");
    let now = desk.gets(&item.id).await.unwrap();
    assert!(clock(&now, FirstResponse).breached && !clock(&now, Resolution).breached);
    let found = async |filter: &str| {
        let request = pb::ListItemsRequest { filter: filter.into(), ..Default::default() };
        acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap().items
    };
    for filter in ["due_time < now", "breached:*", "breached:FIRST_RESPONSE", "NOT breached:resolution"] {
        assert_eq!(found(filter).await, std::slice::from_ref(&now), "{filter}");
    }
    for filter in ["breached = RESOLUTION", "NOT breached:*"] {
        assert_eq!(found(filter).await, [], "{filter}");
    }
    let groups = async |by: &str| {
        let request = pb::ListItemGroupsRequest { filter: String::new(), group_by: by.into() };
        let groups =
            acting(&desk.bench.as_agent(), desk.views().list_item_groups(request)).await.unwrap().groups;
        groups.into_iter().map(|group| (group.value, group.filter)).collect::<Vec<_>>()
    };
    assert_eq!(
        groups("breached").await,
        [("FIRST_RESPONSE".to_owned(), "breached = FIRST_RESPONSE".to_owned())]
    );
    let policy = now.sla_policy_id.clone();
    assert_eq!(groups("sla").await, [(policy.clone(), format!("sla = {policy}"))]);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_answer_meets_the_promise_and_the_customers_turn_stops_the_clocks() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    goes_to(&desk, Weekday::Tue, 9, 0);
    let item = promised(&desk).await;
    goes_to(&desk, Weekday::Tue, 10, 30);
    let answer = message(&desk, &item, conversations::message_posted::Author::User);
    desk.tells(&desk.bench.as_agent(), &answer, &item.id).await;
    let answered = desk.gets(&item.id).await.unwrap();
    assert_eq!(clock(&answered, FirstResponse).met_time, answer.message.unwrap().create_time);
    let waiting = desk.enters(&item, "pending_customer").await;
    assert_eq!(clock(&waiting, Resolution).due_time, None);
    goes_to(&desk, Weekday::Thu, 10, 0);
    let question = message(&desk, &item, conversations::message_posted::Author::Customer);
    desk.tells(&desk.bench.as_agent(), &question, &item.id).await;
    let back = desk.enters(&item, "pending_agent").await;
    let due = |target| DateTime::from_timestamp(clock(&back, target).due_time.unwrap().seconds, 0).unwrap();
    assert_eq!(
        (due(NextResponse).weekday(), due(NextResponse).format("%H:%M").to_string().as_str()),
        (Weekday::Thu, "14:00")
    );
    assert_eq!(due(Resolution).weekday(), Weekday::Fri, "an hour and a half of sixteen was used up");
    let done = desk.enters(&item, "resolved").await;
    assert_eq!(
        (clock(&done, Resolution).met_time, clock(&done, Resolution).breached),
        (done.finish_time, false)
    );
    goes_to(&desk, Weekday::Wed, 12, 0);
    assert!(
        desk.heard::<pb::SlaBreached>().await.is_empty() && desk.heard::<pb::SlaWarned>().await.is_empty()
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn a_policy_is_a_grid_that_admins_change_and_an_item_needs_one_that_is_there() {
    let desk = Desk::open().await;
    with_office_hours(&desk).await;
    let item = promised(&desk).await;
    assert_eq!(item.sla_clocks.len(), 2, "no next answer before the first");
    let admin = desk.bench.as_user(tandem_kit::id::UserId::new(), tandem_kit::Role::Admin);
    let mut policy = sample(&desk).await;
    policy.promises.retain(|p| p.target() == Resolution);
    let request = pb::UpdateSlaPolicyRequest {
        sla_policy: Some(policy.clone()),
        update_mask: Some(prost_types::FieldMask { paths: vec!["promises".into()] }),
    };
    let changed = acting(&admin, desk.policies().update_sla_policy(request.clone())).await.unwrap();
    assert_eq!((changed.promises.len(), changed.revision), (6, 2));
    assert_eq!(
        acting(&admin, desk.policies().update_sla_policy(request)).await.unwrap_err().code(),
        tonic::Code::Aborted
    );
    desk.bench.settle().await;
    let anew = desk.gets(&item.id).await.unwrap();
    assert_eq!(anew.sla_clocks.iter().map(pb::SlaClock::target).collect::<Vec<_>>(), [Resolution]);
    let raised = desk.sets(&item, "priority", |item| item.priority = 5).await;
    assert_eq!(raised.sla_clocks.iter().map(pb::SlaClock::target).collect::<Vec<_>>(), [Resolution]);
    let without = desk.sets(&item, "sla_policy_id", |item| item.sla_policy_id.clear()).await;
    assert!(without.sla_clocks.is_empty());
    let nowhere = format!("sla_{:032x}", 5);
    let refused = desk
        .tries(&desk.bench.as_agent(), &item, "sla_policy_id", |item| item.sla_policy_id = nowhere)
        .await
        .unwrap_err();
    assert!(refused.message().starts_with("item.sla_policy_id: "), "{refused}");
    desk.bench.end().await;
}
