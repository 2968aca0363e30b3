//! Items that come again and again: made when they are due, once, also where nothing ran meanwhile; and rules of RFC 5545 as others read them.
use std::{path::Path, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::rpc::Channel;
use tandem_proto::items::{
    self as pb, item_templates_service_client::ItemTemplatesServiceClient,
    recurrences_service_client::RecurrencesServiceClient,
};
use tonic::Status;

use crate::{
    desk::{Desk, acting, reason},
    life::checklists,
};

pub fn templates(desk: &Desk) -> ItemTemplatesServiceClient<Channel> {
    ItemTemplatesServiceClient::new(desk.bench.channel("items"))
}

pub fn recurrences(desk: &Desk) -> RecurrencesServiceClient<Channel> {
    RecurrencesServiceClient::new(desk.bench.channel("items"))
}

pub async fn template(desk: &Desk, template: pb::ItemTemplate) -> Result<pb::ItemTemplate, Status> {
    let request = pb::CreateItemTemplateRequest { item_template: Some(template), ..Default::default() };
    acting(&desk.bench.as_agent(), templates(desk).create_item_template(request)).await
}

fn backup() -> pb::ItemTemplate {
    pb::ItemTemplate {
        name: "Backup".into(),
        kind: pb::Kind::Task.into(),
        title: "Check the backup of {{date}} ({{n}})".into(),
        priority: 3,
        tags: vec!["Backup".into()],
        checklist_lines: vec!["Read the log of {{weekday}}".into(), "Restore a file".into()],
        subtask_titles: vec!["Tape {{month_name}}".into(), "Disk".into()],
        ..Default::default()
    }
}

pub async fn recurs(
    desk: &Desk,
    template: &pb::ItemTemplate,
    rrule: &str,
    start: &str,
) -> Result<pb::Recurrence, Status> {
    let recurrence = pb::Recurrence {
        name: "Backups".into(),
        template_id: template.id.clone(),
        rrule: rrule.into(),
        start: start.into(),
        time_zone: "UTC".into(),
        ..Default::default()
    };
    let request =
        pb::CreateRecurrenceRequest { recurrence: Some(recurrence), request_id: format!("{rrule} {start}") };
    acting(&desk.bench.as_agent(), recurrences(desk).create_recurrence(request)).await
}

pub async fn now(desk: &Desk, of: &pb::Recurrence) -> pb::Recurrence {
    let request = pb::GetRecurrenceRequest { id: of.id.clone() };
    acting(&desk.bench.as_agent(), recurrences(desk).get_recurrence(request)).await.unwrap()
}

async fn titles(desk: &Desk) -> Vec<String> {
    let request = pb::ListItemsRequest {
        filter: "kind = TASK AND -parent:*".into(),
        order_by: "number".into(),
        page_size: 100,
        ..Default::default()
    };
    let listed = acting(&desk.bench.as_agent(), desk.items().list_items(request)).await.unwrap();
    listed.items.into_iter().map(|item| item.title).collect()
}

/// The clock at noon of the next day, and that day.
pub async fn at_noon(desk: &Desk) -> DateTime<Utc> {
    let now = desk.context().clock.now();
    let noon = (now + TimeDelta::days(1)).date_naive().and_hms_opt(12, 0, 0).unwrap().and_utc();
    desk.bench.advance((noon - now).to_std().unwrap());
    desk.bench.settle().await;
    noon
}

pub fn day(at: DateTime<Utc>, days: i64) -> String {
    (at + TimeDelta::days(days)).date_naive().to_string()
}

#[tokio::test]
async fn an_item_is_made_of_a_template_with_its_checklist_and_its_subtasks_once() {
    let desk = Desk::open().await;
    let backup = template(&desk, backup()).await.unwrap();
    let request = pb::CreateItemFromTemplateRequest {
        id: backup.id.clone(),
        request_id: "1".into(),
        ..Default::default()
    };
    let make = async || {
        let mut templates = templates(&desk);
        acting(&desk.bench.as_agent(), templates.create_item_from_template(request.clone())).await.unwrap()
    };
    let item = make().await;
    let today = desk.context().clock.now().date_naive();
    assert_eq!(item.title, format!("Check the backup of {today} (1)"));
    assert_eq!(
        (item.kind(), item.priority, item.tags.as_slice()),
        (pb::Kind::Task, 3, ["backup".to_owned()].as_slice())
    );
    assert_eq!((item.child_count, item.checklist_count), (2, 2));
    assert_eq!(make().await.id, item.id, "the same request is the same item");
    assert_eq!(titles(&desk).await.len(), 1);
    let request = pb::ListChecklistLinesRequest { item_id: item.id.clone() };
    let lines =
        acting(&desk.bench.as_agent(), checklists(&desk).list_checklist_lines(request)).await.unwrap().lines;
    assert_eq!(lines[0].text, format!("Read the log of {}", today.format("%A")));

    let wrong = pb::ItemTemplate { title: "{{mnth}}".into(), ..backup.clone() };
    let refused = template(&desk, wrong).await.unwrap_err();
    assert!(refused.message().contains("{{mnth}} stands for nothing"), "{refused}");
    let wrong = pb::ItemTemplate { priority: 9, ..backup };
    assert!(template(&desk, wrong).await.unwrap_err().message().contains('9'));
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_due_is_made_once_and_is_for_its_day() {
    let desk = Desk::open().await;
    let noon = at_noon(&desk).await;
    let backup = template(&desk, backup()).await.unwrap();
    let made =
        recurs(&desk, &backup, "FREQ=DAILY;COUNT=3", &format!("{}T13:00:00", day(noon, 0))).await.unwrap();
    assert_eq!((made.sentence.as_str(), made.next_times.len()), ("Every day at 13:00, 3 times", 3));
    let again =
        recurs(&desk, &backup, "FREQ=DAILY;COUNT=3", &format!("{}T13:00:00", day(noon, 0))).await.unwrap();
    assert_eq!(again.id, made.id);
    assert!(titles(&desk).await.is_empty(), "it is not due yet");
    for passed in 1..=4 {
        desk.bench.advance(Duration::from_secs(if passed == 1 { 3_601 } else { 86_400 }));
        desk.bench.settle().await;
    }
    let expected: Vec<String> =
        (0..3).map(|n| format!("Check the backup of {} ({})", day(noon, n), n + 1)).collect();
    assert_eq!(titles(&desk).await, expected);
    let over = now(&desk, &made).await;
    assert_eq!((over.over, over.made_count, over.next_times.len()), (true, 3, 0));
    let request = pb::ListRecurrenceOccurrencesRequest {
        recurrence_id: made.id.clone(),
        page_size: 2,
        ..Default::default()
    };
    let page = acting(&desk.bench.as_agent(), recurrences(&desk).list_recurrence_occurrences(request))
        .await
        .unwrap();
    assert_eq!(
        (page.occurrences.len(), page.occurrences[0].item_id.as_str()),
        (2, over.last_item_id.as_str())
    );
    assert!(!page.next_page_token.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn after_a_long_stop_the_latest_ten_are_made_and_the_others_are_counted() {
    let desk = Desk::open().await;
    let noon = at_noon(&desk).await;
    let backup = template(&desk, backup()).await.unwrap();
    let made = recurs(&desk, &backup, "FREQ=HOURLY", &format!("{}T12:30:00", day(noon, 0))).await.unwrap();
    desk.bench.advance(Duration::from_secs(50 * 86_400));
    desk.bench.settle().await;
    let after = now(&desk, &made).await;
    assert_eq!((after.made_count, after.skipped_count), (10, 1_190));
    assert_eq!(titles(&desk).await.len(), 10);
    assert_eq!(after.next_times.len(), 10);
    desk.bench.end().await;
}

#[tokio::test]
async fn what_was_due_while_it_was_paused_is_not_made_up_for() {
    let desk = Desk::open().await;
    let noon = at_noon(&desk).await;
    let backup = template(&desk, backup()).await.unwrap();
    let made = recurs(&desk, &backup, "FREQ=DAILY", &format!("{}T13:00:00", day(noon, 0))).await.unwrap();
    let pausing = async |paused| {
        let request = pb::UpdateRecurrenceRequest {
            recurrence: Some(pb::Recurrence { id: made.id.clone(), paused, ..Default::default() }),
            update_mask: Some(prost_types::FieldMask { paths: vec!["paused".into()] }),
        };
        acting(&desk.bench.as_agent(), recurrences(&desk).update_recurrence(request)).await.unwrap()
    };
    assert!(pausing(true).await.next_times.is_empty());
    desk.bench.advance(Duration::from_secs(3 * 86_400));
    desk.bench.settle().await;
    assert!(titles(&desk).await.is_empty());
    assert_eq!(pausing(false).await.next_times.len(), 10);
    desk.bench.advance(Duration::from_secs(2 * 3_600));
    desk.bench.settle().await;
    assert_eq!(titles(&desk).await, [format!("Check the backup of {} (1)", day(noon, 3))]);

    let request = pb::DeleteItemTemplateRequest { id: backup.id.clone() };
    let refused =
        acting(&desk.bench.as_agent(), templates(&desk).delete_item_template(request.clone())).await;
    assert_eq!(reason(&refused.unwrap_err()).0, "TEMPLATE_IN_USE");
    let end = pb::DeleteRecurrenceRequest { id: made.id.clone() };
    acting(&desk.bench.as_agent(), recurrences(&desk).delete_recurrence(end)).await.unwrap();
    acting(&desk.bench.as_agent(), templates(&desk).delete_item_template(request)).await.unwrap();
    desk.bench.advance(Duration::from_secs(3 * 86_400));
    desk.bench.settle().await;
    assert_eq!(titles(&desk).await.len(), 1, "what is ended makes nothing more");
    desk.bench.end().await;
}

#[tokio::test]
async fn what_comes_too_often_is_refused_and_what_is_made_without_something_says_so() {
    let desk = Desk::open().await;
    let noon = at_noon(&desk).await;
    let backup = template(&desk, backup()).await.unwrap();
    for rrule in ["FREQ=SECONDLY", "FREQ=DAILY;COUNT=1000000000", "FREQ=DALY", "FREQ=DAILY;BYMINUTE=0,5"] {
        let refused = recurs(&desk, &backup, rrule, "2026-11-30").await.unwrap_err();
        assert!(refused.message().starts_with("rrule: "), "{refused}");
    }
    let mut fields = desk.fields();
    let define = pb::CreateCustomFieldRequest {
        custom_field: Some(pb::CustomField {
            target: pb::custom_field::Target::Item.into(),
            name: "Room".into(),
            r#type: pb::custom_field::Type::Text.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let room = acting(&desk.owner(), fields.create_custom_field(define)).await.unwrap();
    let value = prost_types::Value { kind: Some(prost_types::value::Kind::StringValue("7".into())) };
    let with_room =
        pb::ItemTemplate { fields: [(room.key.clone(), value)].into(), ..crate::recurrence::backup() };
    let with_room = template(&desk, with_room).await.unwrap();
    let made = recurs(&desk, &with_room, "FREQ=DAILY", &format!("{}T13:00:00", day(noon, 0))).await.unwrap();
    acting(&desk.owner(), fields.retire_custom_field(pb::RetireCustomFieldRequest { id: room.id }))
        .await
        .unwrap();
    desk.bench.advance(Duration::from_secs(2 * 3_600));
    desk.bench.settle().await;
    let after = now(&desk, &made).await;
    assert_eq!(after.problem, "made without \"Room\", which is retired");
    assert_eq!((after.made_count, after.next_times.len()), (1, 10), "it is made without it");
    desk.bench.end().await;
}

/// A block of libical's tests: a rule, its start, and its occurrences.
struct Case<'a> {
    rule: &'a str,
    start: &'a str,
    from: Option<&'a str>,
    times: Vec<String>,
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let block = |block| {
        let part = |name: &str| str::lines(block).find_map(|line| line.strip_prefix(name).map(str::trim));
        let times = part("INSTANCES:")?.split(',').map(|at| local(at.trim())).collect();
        Some(Case { rule: part("RRULE:")?, start: part("DTSTART:")?, from: part("START-AT:"), times })
    };
    text.split("\n\n").filter_map(block).collect()
}

/// `20261130T090000Z` as `2026-11-30T09:00:00`.
fn local(basic: &str) -> String {
    let digits = basic.trim_end_matches('Z');
    let time = if digits.len() > 8 { &digits[9..] } else { "000000" };
    let (date, at) = (&digits[..8], time);
    format!("{}-{}-{}T{}:{}:{}", &date[..4], &date[4..6], &date[6..], &at[..2], &at[2..4], &at[4..])
}

/// The corpora are no part of the repository: `TANDEM_CORPORA` names their folder, or `shared/corpora` is found above this crate.
#[expect(clippy::disallowed_methods, reason = "a test is told by the environment where the corpora are")]
fn corpus(file: &str) -> Option<String> {
    let named = std::env::var_os("TANDEM_CORPORA").map(std::path::PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|above| above.join("shared/corpora"));
    named.into_iter().chain(above).find_map(|folder| std::fs::read_to_string(folder.join(file)).ok())
}

#[tokio::test]
async fn rules_of_rfc_5545_mean_what_libical_says_they_mean() {
    let Some(text) = corpus("libical-recur/icalrecur.txt") else {
        eprintln!("no corpus of rules found: skipped");
        return;
    };
    let desk = Desk::open().await;
    let (mut right, mut wrong) = (0, Vec::new());
    for case in cases(&text) {
        let request = pb::PreviewRecurrenceRequest {
            rrule: case.rule.into(),
            start: local(case.start),
            time_zone: "UTC".into(),
            limit: i32::try_from(case.times.len() + 1).unwrap(),
            ..Default::default()
        };
        let shown = acting(&desk.bench.as_agent(), recurrences(&desk).preview_recurrence(request)).await;
        let ends = case.rule.contains("COUNT=") || case.rule.contains("UNTIL=");
        let got = shown.map(|shown| shown.local_times).map_err(|status| status.message().to_owned());
        let is_right = got
            .as_ref()
            .is_ok_and(|got| if ends { *got == case.times } else { got.starts_with(&case.times) });
        match (is_right, case.from) {
            (true, _) => right += 1,
            (false, from) => wrong.push(format!("{} from {} at {from:?}: {got:?}", case.rule, case.start)),
        }
    }
    eprintln!("rules of libical: {right} right, {} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(wrong.is_empty(), "{} rules are read otherwise", wrong.len());
    desk.bench.end().await;
}
