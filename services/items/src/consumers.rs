//! What items does when others tell what happened: defaults for a new account, times and clocks by messages,
//! effort by time entries, and the business calendar.
use std::sync::Arc;

use tandem_kit::{
    Cause, Consumer, Result, clock,
    id::{ItemId, MessageId},
};
use tandem_proto::{
    conversations::{
        Message, MessageDeleted, MessagePosted, MessageUpdated, Visibility, message_posted::Author,
    },
    directory::{AccountCreated, BusinessCalendarUpdated},
    event::Event,
    timesheets::{TimeEntryCreated, TimeEntryDeleted, TimeEntryUpdated},
};

use crate::{
    Env, defaults,
    item::{self, Entry, Item, Scene, index, row},
};

const MESSAGES: &str = "items.messages";
const EFFORT: &str = "items.effort";

/// The queues of this service.
pub fn all(env: &Arc<Env>) -> Vec<Consumer> {
    let (accounts, calendars, messages) = (env.clone(), env.clone(), env.clone());
    let (created, updated, deleted) = (env.clone(), env.clone(), env.clone());
    let (edited, removed) = (env.clone(), env.clone());
    vec![
        Consumer::new("items.defaults")
            .on(move |event: Arc<Event>, what: AccountCreated| {
                let env = accounts.clone();
                let id = what.account.map_or_else(|| event.account.clone(), |account| account.id);
                async move { defaults::make(&env.db, id.parse()?).await }
            })
            .on(move |event: Arc<Event>, what: BusinessCalendarUpdated| {
                let env = calendars.clone();
                async move {
                    env.calendars
                        .keep(event.account.parse()?, &what.business_calendar.unwrap_or_default())
                        .await
                }
            }),
        Consumer::new(MESSAGES)
            .on(move |event: Arc<Event>, what: MessagePosted| {
                let env = messages.clone();
                async move { message(&env, &event, what).await }
            })
            .on(move |event: Arc<Event>, what: MessageUpdated| {
                let env = edited.clone();
                async move { says(&env, &event, &what.message.unwrap_or_default()).await }
            })
            .on(move |event: Arc<Event>, what: MessageDeleted| {
                let env = removed.clone();
                let nothing = Message { id: what.message_id, item_id: what.item_id, ..Message::default() };
                async move { says(&env, &event, &nothing).await }
            }),
        Consumer::new(EFFORT)
            .on(move |event: Arc<Event>, what: TimeEntryCreated| {
                let env = created.clone();
                let item = what.time_entry.unwrap_or_default().item_id;
                let total = Total { item, length: what.item_total, revision: what.item_total_revision };
                async move { effort(&env, &event, total).await }
            })
            .on(move |event: Arc<Event>, what: TimeEntryUpdated| {
                let env = updated.clone();
                let item = what.time_entry.unwrap_or_default().item_id;
                let total = Total { item, length: what.item_total, revision: what.item_total_revision };
                async move { effort(&env, &event, total).await }
            })
            .on(move |event: Arc<Event>, what: TimeEntryDeleted| {
                let env = deleted.clone();
                let total =
                    Total { item: what.item_id, length: what.item_total, revision: what.item_total_revision };
                async move { effort(&env, &event, total).await }
            }),
    ]
}

/// A message makes its text found, and one between a user and a customer moves times and clocks.
async fn message(env: &Env, event: &Event, what: MessagePosted) -> Result<()> {
    let author = what.author();
    let message = what.message.unwrap_or_default();
    let Ok(id) = message.item_id.parse::<ItemId>() else { return Ok(()) };
    let cause = Cause::of_event(event)?;
    let scene = Scene::after(env, &cause, event).await?;
    let mut tx = env.db.begin().await?;
    if !tx.first_time(MESSAGES, event).await? {
        return Ok(());
    }
    let Some(before) = row::lock(&mut tx, cause.caller.account, id.uuid()).await? else {
        return tx.commit().await;
    };
    let message_id: MessageId = message.id.parse()?;
    index::keep(&mut tx, &before, message_id.uuid(), &words(&message)).await?;
    let at = message.create_time.as_ref().map_or(Ok(scene.now), |at| clock::instant("create_time", at))?;
    let after = touched(&before, &message, author, what.opening, at);
    item::save(&mut tx, scene, &before, after, vec![Entry::verb("commented")]).await?;
    tx.commit().await
}

/// A message that says something else, or nothing any more, is found by that.
async fn says(env: &Env, event: &Event, message: &Message) -> Result<()> {
    let Ok(id) = message.item_id.parse::<ItemId>() else { return Ok(()) };
    let cause = Cause::of_event(event)?;
    let mut tx = env.db.begin().await?;
    if !tx.first_time(MESSAGES, event).await? {
        return Ok(());
    }
    if let Some(item) = row::lock(&mut tx, cause.caller.account, id.uuid()).await? {
        let message_id: MessageId = message.id.parse()?;
        index::keep(&mut tx, &item, message_id.uuid(), &words(message)).await?;
        index::mark(&mut tx, &item).await?;
    }
    tx.commit().await
}

/// What can be found of a message: its text and what its attachments are called.
fn words(message: &Message) -> String {
    let names = message.attachments.iter().map(|attachment| attachment.name.as_str());
    std::iter::once(message.text.as_str()).chain(names).collect::<Vec<_>>().join(" ")
}

/// An item after a message. Machines and internal messages move no times; the request itself answers nobody.
fn touched(
    before: &Item,
    message: &Message,
    author: Author,
    opening: bool,
    at: chrono::DateTime<chrono::Utc>,
) -> Item {
    let mut item = before.clone();
    if message.visibility() != Visibility::Customer || message.automatic {
        return item;
    }
    match author {
        Author::Customer => {
            item.customer_message_time = item.customer_message_time.max(Some(at));
            let unanswered = item.user_message_time.is_none_or(|answer| answer < at);
            if item.first_response_time.is_some() && unanswered && !opening {
                item.waiting_time = item.waiting_time.or(Some(at));
            }
        }
        Author::User if !opening => {
            item.user_message_time = item.user_message_time.max(Some(at));
            item.first_response_time = item.first_response_time.or(Some(at));
            item.waiting_time = item.waiting_time.filter(|since| *since > at);
        }
        _ => {}
    }
    item
}

/// All time on an item, as timesheets counts it.
struct Total {
    item: String,
    length: Option<prost_types::Duration>,
    revision: i64,
}

async fn effort(env: &Env, event: &Event, total: Total) -> Result<()> {
    let Ok(id) = total.item.parse::<ItemId>() else { return Ok(()) };
    let cause = Cause::of_event(event)?;
    let seconds = clock::delta("item_total", &total.length.unwrap_or_default())?.num_seconds();
    let scene = Scene::after(env, &cause, event).await?;
    let mut tx = env.db.begin().await?;
    let Some(before) = row::lock(&mut tx, cause.caller.account, id.uuid()).await? else { return Ok(()) };
    if total.revision <= before.effort_revision {
        return Ok(());
    }
    let after = Item { actual_effort_seconds: seconds, effort_revision: total.revision, ..before.clone() };
    item::save(&mut tx, scene, &before, after, Vec::new()).await?;
    tx.commit().await
}
