use std::collections::BTreeSet;

use futures::future::join_all;
use tandem_kit::{
    Role,
    id::{CustomerId, TeamId, UserId},
};
use tandem_proto::items as pb;
use tonic::Code;

use crate::desk::{Desk, acting, reason, update};

#[tokio::test]
async fn a_new_account_has_its_types_and_statuses_at_the_first_call_and_only_once() {
    let desk = Desk::open().await;
    let cause = desk.bench.as_agent();
    let first = join_all((0..10).map(|_| async {
        acting(&cause, desk.types().list_item_types(pb::ListItemTypesRequest::default()))
            .await
            .unwrap()
            .item_types
    }));
    for types in first.await {
        let names: Vec<_> = types.iter().map(|t| (t.kind(), t.name.as_str(), t.default)).collect();
        let expected = [("Ticket", true), ("Complaint", false), ("Question", false), ("Problem", false)]
            .map(|(n, d)| (pb::Kind::Ticket, n, d));
        assert_eq!(names[..4], expected);
        assert_eq!(
            names[4..],
            [("Task", true), ("Feature", false), ("Bug", false)].map(|(n, d)| (pb::Kind::Task, n, d))
        );
    }
    desk.tells(&desk.bench.as_system(), &tandem_proto::directory::AccountCreated::default(), "").await;
    let statuses = acting(
        &cause,
        desk.types()
            .list_statuses(pb::ListStatusesRequest { kind: pb::Kind::Ticket.into(), ..Default::default() }),
    )
    .await;
    let statuses: Vec<_> =
        statuses.unwrap().statuses.into_iter().map(|s| (s.name.clone(), s.state(), s.key)).collect();
    let expected = [
        ("Open", pb::State::NotStarted, "open"),
        ("Pending agent", pb::State::InProgress, "pending_agent"),
        ("Pending customer", pb::State::InProgress, "pending_customer"),
        ("Resolved", pb::State::Finished, "resolved"),
        ("Closed", pb::State::Finished, "closed"),
    ];
    assert_eq!(statuses, expected.map(|(name, state, key)| (name.to_owned(), state, key.to_owned())));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_ticket_keeps_what_it_was_made_with() {
    let desk = Desk::open().await;
    let (customer, team) = (CustomerId::new().to_string(), TeamId::new().to_string());
    let item = desk
        .creates(pb::CreateItemRequest {
            title: " Printer on fire ".into(),
            description: "It burns.\n\n<b>Really</b>".into(),
            priority: 3,
            requester: Some(pb::PersonRef { id: customer.clone(), ..Default::default() }),
            assignee_ids: vec![team.clone(), team.clone()],
            tags: vec!["Fire".into(), "fire".into()],
            external_id: "X-1".into(),
            source: pb::item::Source::Email.into(),
            automatic: true,
            ..Default::default()
        })
        .await;
    assert_eq!(
        (item.number, item.kind(), item.state(), item.revision),
        (1, pb::Kind::Ticket, pb::State::NotStarted, 1)
    );
    assert_eq!(
        (item.title.as_str(), item.description_html.as_str()),
        ("Printer on fire", "<p>It burns.</p><p>&lt;b&gt;Really&lt;/b&gt;</p>")
    );
    assert_eq!(
        (item.requester_ids.clone(), item.assignee_ids.clone(), item.tags.clone()),
        (vec![customer], vec![team], vec!["fire".to_owned()])
    );
    assert_eq!(
        (item.source(), item.automatic),
        (pb::item::Source::Manual, false),
        "an agent does not say where it came from"
    );
    assert_eq!(desk.gets(&item.id).await.unwrap(), item);
    assert_eq!(desk.gets("1").await.unwrap(), item);
    assert_eq!(desk.gets("#1").await.unwrap(), item);
    let again =
        pb::CreateItemRequest { title: "Other".into(), external_id: "X-1".into(), ..Default::default() };
    let refused = acting(&desk.bench.as_agent(), desk.items().create_item(again)).await.unwrap_err();
    assert_eq!(reason(&refused).0, "EXTERNAL_ID_TAKEN");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_peer_says_where_an_item_came_from_and_its_requester_made_it() {
    let desk = Desk::open().await;
    let ann = CustomerId::new().to_string();
    let request = pb::CreateItemRequest {
        title: "Printer".into(),
        requester: Some(pb::PersonRef { id: ann.clone(), ..Default::default() }),
        source: pb::item::Source::Email.into(),
        automatic: true,
        ..Default::default()
    };
    let item = acting(&desk.bench.as_system(), desk.items().create_item(request)).await.unwrap();
    assert_eq!((item.source(), item.automatic), (pb::item::Source::Email, true));
    let made = desk.activities(&item).await;
    assert_eq!((made[0].verb.as_str(), made[0].actor_id.as_str()), ("created", ann.as_str()));
    desk.bench.end().await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_field() {
    let desk = Desk::open().await;
    let done = desk.status("done").await;
    let cases: [(&str, pb::CreateItemRequest); 8] = [
        ("title", pb::CreateItemRequest::default()),
        ("priority", pb::CreateItemRequest { title: "a".into(), priority: 6, ..Default::default() }),
        ("status_id", pb::CreateItemRequest { title: "a".into(), status_id: done, ..Default::default() }),
        ("type_id", pb::CreateItemRequest { title: "a".into(), type_id: "x".into(), ..Default::default() }),
        (
            "assignee_ids",
            pb::CreateItemRequest {
                title: "a".into(),
                assignee_ids: vec!["cus_1".into()],
                ..Default::default()
            },
        ),
        (
            "project_id",
            pb::CreateItemRequest {
                title: "a".into(),
                project_id: format!("proj_{:032x}", 7),
                ..Default::default()
            },
        ),
        (
            "attachment_ids",
            pb::CreateItemRequest {
                title: "a".into(),
                attachment_ids: vec!["a".into()],
                ..Default::default()
            },
        ),
        (
            "requester.id",
            pb::CreateItemRequest {
                title: "a".into(),
                requester: Some(pb::PersonRef { id: "org_1".into(), ..Default::default() }),
                ..Default::default()
            },
        ),
    ];
    for (field, request) in cases {
        let refused = acting(&desk.bench.as_agent(), desk.items().create_item(request)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{field}: {refused}");
        assert!(refused.message().starts_with(&format!("{field}: ")), "{field}: {}", refused.message());
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn numbers_count_up_and_never_twice_however_many_create_at_once() {
    let desk = Desk::open().await;
    let titles: Vec<String> = (0..50).map(|n| format!("Item {n}")).collect();
    let items = join_all(titles.iter().map(|title| desk.ticket(title))).await;
    let numbers: BTreeSet<i64> = items.iter().map(|item| item.number).collect();
    assert_eq!(numbers, (1..=50).collect());
    assert_eq!(desk.ticket("One more").await.number, 51);
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_makes_one_item_also_at_once() {
    let desk = Desk::open().await;
    let request =
        pb::CreateItemRequest { title: "Once".into(), request_id: "0190-a".into(), ..Default::default() };
    let made = join_all((0..10).map(|_| desk.creates(request.clone()))).await;
    assert!(made.iter().all(|item| item.id == made[0].id));
    let changed = pb::CreateItemRequest { title: "Twice".into(), ..request };
    assert_eq!(desk.creates(changed).await.title, "Once");
    assert_eq!(desk.activities(&made[0]).await.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_change_on_what_is_no_longer_there_is_refused_with_the_revision_that_is() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    desk.sets(&item, "title", |item| item.title = "Scanner".into()).await;
    let stale = pb::Item { title: "Fax".into(), ..item.clone() };
    let refused =
        acting(&desk.bench.as_agent(), desk.items().update_item(update(stale, "title"))).await.unwrap_err();
    assert_eq!(refused.code(), Code::Aborted);
    let (reason, facts) = reason(&refused);
    assert_eq!((reason.as_str(), facts["revision"].as_str()), ("STALE", "2"));
    assert_eq!(desk.gets(&item.id).await.unwrap().title, "Scanner");
    desk.bench.end().await;
}

#[tokio::test]
async fn of_a_hundred_changes_on_one_revision_one_wins() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let cause = desk.bench.as_agent();
    let answers = join_all((0..100).map(|n| {
        let wanted = pb::Item { title: format!("Title {n}"), ..item.clone() };
        let (cause, mut items) = (cause.clone(), desk.items());
        async move { acting(&cause, items.update_item(update(wanted, "title"))).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let refused = answers.iter().filter_map(|answer| answer.as_ref().err());
    assert!(refused.into_iter().all(|status| reason(status).0 == "STALE"));
    assert_eq!(desk.gets(&item.id).await.unwrap().revision, 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn every_changed_field_is_one_activity_and_no_change_is_none() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let user = UserId::new().to_string();
    let wanted =
        pb::Item { title: "Scanner".into(), priority: 4, assignee_ids: vec![user.clone()], ..item.clone() };
    let changed = acting(
        &desk.bench.as_agent(),
        desk.items().update_item(update(wanted, "title, priority, assignee_ids")),
    )
    .await
    .unwrap();
    let activities = desk.activities(&item).await;
    let fields: BTreeSet<_> =
        activities.iter().map(|a| (a.field.as_str(), a.before.as_str(), a.after.as_str())).collect();
    let expected = [
        ("", "", ""),
        ("assignee_ids", "", user.as_str()),
        ("priority", "0", "4"),
        ("title", "Printer", "Scanner"),
    ];
    assert_eq!(fields, expected.into_iter().collect());
    assert!(activities.iter().all(|a| a.actor_id == desk.bench.agent.to_string()));
    let same = desk.sets(&changed, "title", |_| {}).await;
    assert_eq!((same.revision, desk.activities(&item).await.len()), (changed.revision, 4));
    desk.bench.end().await;
}

#[tokio::test]
async fn a_rule_leaves_the_status_that_somebody_gave_an_item_since_it_was_decided() {
    let desk = Desk::open().await;
    let rule = desk.bench.as_agent().acting_as_rule("rule_1");
    let (open, pending) = (desk.status("open").await, desk.status("pending_customer").await);
    let decided = |item: &pb::Item| pb::UpdateItemRequest {
        seen_status_id: item.status_id.clone(),
        ..update(
            pb::Item { status_id: pending.clone(), priority: 4, revision: 0, ..item.clone() },
            "status_id,priority",
        )
    };
    let overtaken = desk.ticket("Printer").await;
    assert_eq!(overtaken.status_id, open);
    let resolved = desk.enters(&overtaken, "resolved").await;
    let after = acting(&rule, desk.items().update_item(decided(&overtaken))).await.unwrap();
    assert_eq!((after.status_id.clone(), after.priority), (resolved.status_id, 4), "the rest is done");

    let alone = desk.ticket("Scanner").await;
    let after = acting(&rule, desk.items().update_item(decided(&alone))).await.unwrap();
    assert_eq!(after.status_id, pending);
    desk.enters(&alone, "open").await;
    let after = acting(&rule, desk.items().update_item(decided(&alone))).await.unwrap();
    assert_eq!(after.status_id, pending, "it has the status again that was seen");

    let after_another_rule = desk.ticket("Screen").await;
    let agent = desk.status("pending_agent").await;
    desk.tries(&rule, &after_another_rule, "status_id", |item| item.status_id = agent).await.unwrap();
    let after = acting(&rule, desk.items().update_item(decided(&after_another_rule))).await.unwrap();
    assert_eq!(after.status_id, pending, "of two rules the later has the last word");
    desk.bench.end().await;
}

#[tokio::test]
async fn the_same_request_changes_nothing_the_second_time() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let cause = desk.bench.as_agent();
    let wanted = |title: &str| pb::UpdateItemRequest {
        request_id: "r-1".into(),
        ..update(pb::Item { title: title.into(), revision: 0, ..item.clone() }, "title")
    };
    acting(&cause, desk.items().update_item(wanted("Scanner"))).await.unwrap();
    desk.sets(&item, "title", |item| item.title = "Fax".into()).await;
    let again = acting(&cause, desk.items().update_item(wanted("Scanner"))).await.unwrap();
    assert_eq!((again.title.as_str(), again.revision), ("Fax", 3));

    let other = desk.ticket("Screen").await;
    let on_other = pb::UpdateItemRequest {
        request_id: "r-1".into(),
        ..update(pb::Item { title: "Beamer".into(), revision: 0, ..other }, "title")
    };
    let changed = acting(&cause, desk.items().update_item(on_other)).await.unwrap();
    assert_eq!(changed.title, "Beamer", "an id used on one item says nothing of another");
    let colleague = desk.bench.as_user(UserId::new(), Role::Agent);
    let theirs = acting(&colleague, desk.items().update_item(wanted("Plotter"))).await.unwrap();
    assert_eq!(theirs.title, "Plotter", "nor of what somebody else asks");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_finished_item_says_when_and_a_reopened_one_no_longer() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let done = desk.enters(&item, "resolved").await;
    assert_eq!((done.state(), done.finish_time), (pb::State::Finished, done.status_time));
    let closed = desk.enters(&item, "closed").await;
    assert_eq!(closed.finish_time, done.finish_time, "it stays finished");
    let open = desk.enters(&item, "pending_agent").await;
    assert_eq!((open.state(), open.finish_time), (pb::State::InProgress, None));
    let planned = desk.status("planned").await;
    let refused = desk
        .tries(&desk.bench.as_agent(), &item, "status_id", |item| item.status_id = planned)
        .await
        .unwrap_err();
    assert!(refused.message().starts_with("item.status_id: "), "{refused}");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_ticket_becomes_a_task_and_keeps_its_number_and_its_history() {
    let desk = Desk::open().await;
    let item = desk.enters(&desk.ticket("Printer").await, "pending_agent").await;
    let request =
        pb::ConvertItemRequest { id: item.id.clone(), kind: pb::Kind::Task.into(), ..Default::default() };
    let task = acting(&desk.bench.as_agent(), desk.items().convert_item(request.clone())).await.unwrap();
    assert_eq!((task.id.as_str(), task.number, task.kind()), (item.id.as_str(), item.number, pb::Kind::Task));
    assert_eq!(task.status_id, desk.status("in_progress").await);
    assert!(
        desk.activities(&task)
            .await
            .iter()
            .any(|a| (a.verb.as_str(), a.after.as_str()) == ("converted", "task"))
    );
    let again = acting(&desk.bench.as_agent(), desk.items().convert_item(request)).await.unwrap();
    assert_eq!(again.revision, task.revision, "a task is a task already");
    desk.bench.end().await;
}

#[tokio::test]
async fn an_item_is_named_by_its_number_everywhere() {
    let desk = Desk::open().await;
    desk.ticket("Printer").await;
    let named = pb::Item { id: "1".into(), title: "Scanner".into(), ..Default::default() };
    let changed =
        acting(&desk.bench.as_agent(), desk.items().update_item(update(named.clone(), "title"))).await;
    assert_eq!(changed.unwrap().title, "Scanner");
    assert_eq!(desk.activities(&named).await.len(), 2);
    let convert =
        pb::ConvertItemRequest { id: "#1".into(), kind: pb::Kind::Task.into(), ..Default::default() };
    let task = acting(&desk.bench.as_agent(), desk.items().convert_item(convert)).await.unwrap();
    assert_eq!(task.kind(), pb::Kind::Task);
    let nobodys = pb::Item { id: "2".into(), ..named };
    let refused = acting(&desk.bench.as_agent(), desk.items().update_item(update(nobodys, "title"))).await;
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_deleted_item_is_out_of_sight() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let request = pb::DeleteItemRequest { id: item.id.clone() };
    let denied = acting(&desk.bench.as_agent(), desk.items().delete_item(request.clone())).await.unwrap_err();
    assert_eq!(denied.code(), Code::PermissionDenied);
    let admin = desk.bench.as_user(UserId::new(), tandem_kit::Role::Admin);
    acting(&admin, desk.items().delete_item(request.clone())).await.unwrap();
    for id in [item.id.as_str(), "1"] {
        assert_eq!(desk.gets(id).await.unwrap_err().code(), Code::NotFound);
    }
    assert_eq!(acting(&admin, desk.items().delete_item(request)).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(desk.ticket("Next").await.number, 2, "its number is never used again");
    desk.bench.end().await;
}
