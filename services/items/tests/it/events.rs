use prost_types::Duration;
use tandem_kit::{
    Cause,
    id::{CustomerId, MessageId, TimeEntryId, UserId},
};
use tandem_proto::{
    conversations::{self, Visibility, message_posted::Author},
    event::event::Audience,
    items as pb, timesheets,
};

use crate::desk::{Desk, acting, organization, update};

#[tokio::test]
async fn an_event_names_who_and_what_it_is_about_and_what_changed() {
    let desk = Desk::open().await;
    let ann = CustomerId::new();
    let project = pb::CreateProjectRequest {
        name: "Intake".into(),
        organization_id: organization(),
        ..Default::default()
    };
    let project = acting(&desk.bench.as_agent(), desk.projects().create_project(project)).await.unwrap();
    let requester = Some(pb::PersonRef { id: ann.to_string(), ..Default::default() });
    let request = pb::CreateItemRequest {
        title: "Printer".into(),
        requester,
        project_id: project.id.clone(),
        ..Default::default()
    };
    // What the caller may do with it is theirs, and in no event.
    let item = pb::Item { can: None, ..desk.creates(request).await };
    let created = desk.heard::<pb::ItemCreated>().await;
    let (event, what) = &created[0];
    assert_eq!((created.len(), what.item.as_ref().unwrap()), (1, &item));
    assert_eq!(event.subjects, [item.id.clone(), ann.to_string(), project.id]);
    assert_eq!(
        (event.actor.clone(), event.revision, event.audience()),
        (desk.bench.agent.to_string(), 1, Audience::Internal)
    );

    let wanted = pb::Item { title: "Scanner".into(), priority: 2, ..item.clone() };
    acting(&desk.bench.as_agent(), desk.items().update_item(update(wanted, "title,priority"))).await.unwrap();
    let updated = desk.heard::<pb::ItemUpdated>().await;
    let (event, what) = &updated[0];
    assert_eq!(
        (updated.len(), event.revision, what.changed.clone()),
        (1, 2, vec!["title".to_owned(), "priority".to_owned()])
    );
    let before = pb::Item { id: item.id.clone(), title: "Printer".into(), ..Default::default() };
    assert_eq!(what.before.as_ref().unwrap(), &before, "only what changed, as it was");
    desk.bench.end().await;
}

#[tokio::test]
async fn customers_learn_of_what_they_may_see_and_of_nothing_else() {
    let desk = Desk::open().await;
    let item = desk.published("Printer", CustomerId::new()).await;
    let hidden = desk.ticket("Hidden").await;
    let pending = desk.status("pending_agent").await;
    desk.heard::<pb::ItemUpdated>().await;
    let team = tandem_kit::id::TeamId::new().to_string();
    desk.sets(&item, "priority", |item| item.priority = 3).await;
    desk.sets(&item, "assignee_ids", |item| item.assignee_ids = vec![team]).await;
    desk.sets(&item, "tags", |item| item.tags = vec!["vip".into()]).await;
    desk.sets(&hidden, "status_id", |item| item.status_id.clone_from(&pending)).await;
    desk.sets(&item, "status_id", |item| item.status_id.clone_from(&pending)).await;
    desk.sets(&item, "title", |item| item.title = "Scanner".into()).await;
    desk.sets(&item, "published", |item| item.published = false).await;
    let heard = desk.heard::<pb::ItemUpdated>().await;
    let audiences: Vec<_> =
        heard.iter().map(|(event, what)| (what.changed[0].as_str(), event.audience())).collect();
    let expected = [
        ("priority", Audience::Internal),
        ("assignee_ids", Audience::Internal),
        ("tags", Audience::Internal),
        ("status_id", Audience::Internal),
        ("status_id", Audience::Customer),
        ("title", Audience::Customer),
        ("published", Audience::Customer),
    ];
    let (mut audiences, mut expected) = (audiences, expected.to_vec());
    audiences.sort_by_key(|(field, audience)| (*field, *audience as i32));
    expected.sort_by_key(|(field, audience)| (*field, *audience as i32));
    assert_eq!(audiences, expected, "lanes keep no order between items");
    desk.bench.end().await;
}

fn message(
    desk: &Desk,
    item: &pb::Item,
    author: Author,
    visibility: Visibility,
) -> conversations::MessagePosted {
    let message = conversations::Message {
        id: MessageId::new().to_string(),
        item_id: item.id.clone(),
        visibility: visibility.into(),
        create_time: Some(tandem_kit::clock::timestamp(desk.context().clock.now())),
        ..Default::default()
    };
    conversations::MessagePosted {
        author: author.into(),
        message: Some(message),
        opening: false,
        conversation: None,
    }
}

#[tokio::test]
async fn the_request_itself_machines_and_rules_answer_nobody() {
    let desk = Desk::open().await;
    // Who wrote it, whether it is the request itself, whether a machine wrote it; which times it moves.
    let cases = [
        (Author::Customer, true, false, (true, false)),
        (Author::User, true, false, (false, false)),
        (Author::Bot, false, false, (false, false)),
        (Author::Customer, false, true, (false, false)),
        (Author::User, false, false, (false, true)),
    ];
    for (author, opening, automatic, moves) in cases {
        let item = desk.ticket("Printer").await;
        let mut posted = message(&desk, &item, author, Visibility::Customer);
        posted.opening = opening;
        posted.message.iter_mut().for_each(|message| message.automatic = automatic);
        desk.tells(&desk.bench.as_agent(), &posted, &item.id).await;
        let after = desk.gets(&item.id).await.unwrap();
        let moved = (after.customer_message_time.is_some(), after.user_message_time.is_some());
        assert_eq!(moved, moves, "{author:?} opening {opening} automatic {automatic}");
    }
    desk.bench.end().await;
}

#[tokio::test]
async fn messages_between_user_and_customer_move_times_and_internal_ones_do_not() {
    let desk = Desk::open().await;
    let item = desk.published("Printer", CustomerId::new()).await;
    let posted = |author: Author, visibility: Visibility| message(&desk, &item, author, visibility);
    let by_agent = desk.bench.as_agent();
    let internal = posted(Author::User, Visibility::Internal);
    desk.tells(&by_agent, &internal, &item.id).await;
    let after = desk.gets(&item.id).await.unwrap();
    assert_eq!((after.user_message_time, after.customer_message_time), (None, None));
    let reply = posted(Author::User, Visibility::Customer);
    desk.tells(&by_agent, &reply, &item.id).await;
    let answer = posted(Author::Customer, Visibility::Customer);
    desk.tells(&by_agent, &answer, &item.id).await;
    let after = desk.gets(&item.id).await.unwrap();
    assert_eq!(after.user_message_time, reply.message.unwrap().create_time);
    assert_eq!(after.customer_message_time, answer.message.unwrap().create_time);
    let commented: Vec<_> =
        desk.activities(&item).await.into_iter().filter(|a| a.verb == "commented").collect();
    assert_eq!(commented.len(), 3);
    assert!(commented.iter().all(|a| a.actor_id == desk.bench.agent.to_string() && a.after.is_empty()));
    desk.bench.end().await;
}

#[tokio::test]
async fn the_latest_total_of_time_is_the_items_effort() {
    let desk = Desk::open().await;
    let item = desk.ticket("Printer").await;
    let by_user = Cause {
        caller: desk.bench.as_user(UserId::new(), tandem_kit::Role::Agent).caller,
        ..desk.bench.as_agent()
    };
    for (seconds, revision) in [(600, 1), (1800, 3), (900, 2), (1800, 3)] {
        let logged = timesheets::TimeEntryCreated {
            time_entry: Some(timesheets::TimeEntry {
                id: TimeEntryId::new().to_string(),
                item_id: item.id.clone(),
                ..Default::default()
            }),
            item_total: Some(Duration { seconds, nanos: 0 }),
            item_total_revision: revision,
        };
        desk.tells(&by_user, &logged, &item.id).await;
    }
    assert_eq!(desk.gets(&item.id).await.unwrap().actual_effort.unwrap().seconds, 1800);
    let taken_back = timesheets::TimeEntryDeleted {
        item_id: item.id.clone(),
        item_total_revision: 4,
        ..Default::default()
    };
    desk.tells(&by_user, &taken_back, &item.id).await;
    assert_eq!(desk.gets(&item.id).await.unwrap().actual_effort.unwrap().seconds, 0);
    let logged = desk.activities(&item).await.into_iter().filter(|a| a.verb == "logged_time");
    let logged: Vec<_> = logged.map(|a| (a.actor_id, a.after)).collect();
    assert_eq!(logged, ["0s", "1800s", "600s"].map(|after| (by_user.actor(), after.to_owned())));
    desk.bench.end().await;
}
