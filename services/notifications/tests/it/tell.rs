//! The audience rule: who is told of what.
use tandem_kit::id::{CustomerId, MessageId, UserId};
use tandem_proto::{
    conversations::{self, Message, MessagePosted, Visibility, message_posted::Author},
    directory::{CreateTeamRequest, teams_service_client::TeamsServiceClient},
    items::{self, Item, ItemUpdated, SlaBreached},
    notifications::{self as pb, notification::Reason},
};

use crate::desk::{Desk, acting, item};

fn posted(item: &Item, author: Author, visibility: Visibility) -> MessagePosted {
    let (id, item_id) = (MessageId::new().to_string(), item.id.clone());
    let message = Message { id, item_id, visibility: visibility.into(), ..Message::default() };
    MessagePosted { message: Some(message), author: author.into(), opening: false, conversation: None }
}

fn updated(item: Item, changed: &str, before: Item) -> ItemUpdated {
    ItemUpdated { item: Some(item), changed: vec![changed.into()], before: Some(before), quiet: false }
}

#[tokio::test]
async fn assignees_are_told_that_they_are_and_followers_that_it_is_new_and_who_acted_nothing() {
    let desk = Desk::open().await;
    let (project, carl) = (desk.project().await, UserId::new());
    for who in [desk.eve, desk.bob, carl] {
        desk.follows(who, &project).await;
    }
    let printer = Item { project_id: project, ..item("Printer", &[desk.bob]) };
    desk.creates(&desk.agent_acts(desk.eve), &printer).await;
    assert_eq!(desk.told(desk.bob).await, ["Eve assigned you #7 Printer"]);
    assert_eq!(desk.told(carl).await, ["New: #7 Printer"]);
    assert!(desk.told(desk.eve).await.is_empty());
    let mut expected = [desk.eve, desk.bob].map(|id| id.to_string());
    expected.sort();
    let mut followers = desk.followers(&printer.id).await;
    followers.sort();
    assert_eq!(followers, expected, "who made it and who has it follow it from now on");
    assert_eq!(desk.heard::<pb::NotificationCreated>().await.len(), 2);
    desk.bench.end().await;
}

#[tokio::test]
async fn an_event_that_arrives_twice_is_told_once() {
    let desk = Desk::open().await;
    desk.creates(&desk.bench.as_system(), &item("Printer", &[desk.bob])).await;
    let (event, _) = desk.heard::<items::ItemCreated>().await.remove(0);
    for result in desk.context().bus.publish_all(&[event.clone(), event]).await {
        result.unwrap();
    }
    assert_eq!(desk.told(desk.bob).await, ["Tandem assigned you #7 Printer"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn the_members_of_an_assigned_team_are_told() {
    let desk = Desk::open().await;
    let request = CreateTeamRequest {
        name: "Support".into(),
        user_ids: vec![desk.eve.to_string(), desk.bob.to_string()],
        ..CreateTeamRequest::default()
    };
    let mut teams = TeamsServiceClient::new(desk.directory());
    let team = acting(&desk.bench.as_system(), teams.create_team(request)).await.unwrap();
    let before = item("Printer", &[]);
    let after = Item { assignee_ids: vec![team.id, "team_unknown".into()], revision: 2, ..before.clone() };
    desk.tells(&desk.agent_acts(desk.eve), &updated(after.clone(), "assignee_ids", before), &[&after.id])
        .await;
    assert_eq!(desk.told(desk.bob).await, ["Eve assigned you #7 Printer"]);
    assert!(desk.told(desk.eve).await.is_empty());
    desk.bench.end().await;
}

#[tokio::test]
async fn a_new_assignee_is_told_and_nobody_else() {
    let desk = Desk::open().await;
    let before = item("Printer", &[desk.eve]);
    desk.creates(&desk.bench.as_system(), &before).await;
    let after = Item {
        assignee_ids: vec![desk.eve.to_string(), desk.bob.to_string()],
        revision: 2,
        ..before.clone()
    };
    let rule = desk.bench.as_system().acting_as_rule("rule_0190a1b2c3d4e5f60718293a4b5c6d7e");
    desk.tells(&rule, &updated(after.clone(), "assignee_ids", before), &[&after.id]).await;
    assert_eq!(desk.told(desk.bob).await, ["A rule assigned you #7 Printer"]);
    assert_eq!(desk.told(desk.eve).await.len(), 1, "only that it was hers at the start");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_status_is_told_when_a_person_changed_it() {
    let desk = Desk::open().await;
    let before = item("Printer", &[desk.bob]);
    let after = Item { status_id: "status_2".into(), revision: 2, ..before.clone() };
    let change = updated(after.clone(), "status_id", before.clone());
    let rule = desk.bench.as_system().acting_as_rule("rule_0190a1b2c3d4e5f60718293a4b5c6d7e");
    for silent in [&desk.bench.as_system(), &rule] {
        desk.tells(silent, &change, &[&after.id]).await;
    }
    assert!(desk.told(desk.bob).await.is_empty());
    desk.tells(&desk.agent_acts(desk.eve), &change, &[&after.id]).await;
    assert_eq!(desk.told(desk.bob).await, ["Eve changed the status of #7 Printer"]);
    let quiet = updated(after.clone(), "priority", before);
    desk.tells(&desk.agent_acts(desk.eve), &quiet, &[&after.id]).await;
    assert_eq!(desk.told(desk.bob).await.len(), 1);
    desk.bench.end().await;
}

#[tokio::test]
async fn replies_and_notes_are_told_to_who_has_or_follows_the_item() {
    let desk = Desk::open().await;
    let ann = CustomerId::new();
    let printer = desk.ticket("Printer", &[desk.bob]).await;
    desk.follows(desk.eve, &printer.id).await;
    let about = [printer.id.as_str()];
    desk.tells(
        &desk.bench.as_customer(ann),
        &posted(&printer, Author::Customer, Visibility::Customer),
        &about,
    )
    .await;
    desk.tells(&desk.agent_acts(desk.bob), &posted(&printer, Author::User, Visibility::Customer), &about)
        .await;
    desk.tells(&desk.agent_acts(desk.bob), &posted(&printer, Author::User, Visibility::Internal), &about)
        .await;
    desk.tells(&desk.bench.as_system(), &posted(&printer, Author::Bot, Visibility::Customer), &about).await;
    let opening = MessagePosted { opening: true, ..posted(&printer, Author::Customer, Visibility::Customer) };
    desk.tells(&desk.bench.as_customer(ann), &opening, &about).await;
    assert_eq!(
        desk.told(desk.eve).await,
        [
            "Somebody replied to #1 Printer",
            "Bob replied to the customer on #1 Printer",
            "Bob wrote internally on #1 Printer"
        ]
    );
    assert_eq!(
        desk.told(desk.bob).await,
        ["Tandem assigned you #1 Printer", "Somebody replied to #1 Printer"]
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn an_sla_and_a_mail_that_fails_are_told_to_the_assignees() {
    let desk = Desk::open().await;
    let printer = item("Printer", &[desk.bob]);
    desk.creates(&desk.bench.as_system(), &printer).await;
    let breached = SlaBreached { item: Some(printer.clone()), clock: None };
    desk.tells(&desk.bench.as_system(), &breached, &[&printer.id]).await;
    let bounced = conversations::MessageBounced { item_id: printer.id.clone(), ..Default::default() };
    desk.tells(&desk.bench.as_system(), &bounced, &[&printer.id]).await;
    let listed = desk.list(desk.bob, pb::ListNotificationsRequest::default()).await.notifications;
    let reasons: Vec<Reason> = listed.iter().map(pb::Notification::reason).collect();
    assert_eq!(reasons, [Reason::DeliveryFailed, Reason::Sla, Reason::Assigned]);
    assert!(listed.iter().all(|n| n.subject == printer.id && n.see_time.is_none()));
    desk.bench.end().await;
}

#[tokio::test]
async fn an_older_event_does_not_bring_an_old_title_back() {
    let desk = Desk::open().await;
    let old = item("Printer", &[desk.bob]);
    let new = Item { title: "Scanner".into(), revision: 2, ..old.clone() };
    desk.tells(&desk.agent_acts(desk.eve), &updated(new.clone(), "title", old.clone()), &[&new.id]).await;
    desk.creates(&desk.bench.as_system(), &old).await;
    desk.tells(&desk.agent_acts(desk.eve), &posted(&old, Author::User, Visibility::Internal), &[&old.id])
        .await;
    assert_eq!(desk.told(desk.bob).await.last().unwrap(), "Eve wrote internally on #7 Scanner");
    desk.bench.end().await;
}
