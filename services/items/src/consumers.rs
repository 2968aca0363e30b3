//! What items does when others tell what happened: defaults for a new account, times and clocks by messages,
//! effort by time entries, and the business calendar.
use std::sync::Arc;

use tandem_kit::{
    Cause, Consumer, Result, Tx, clock,
    id::{ItemId, MessageId},
};
use tandem_proto::{
    conversations::{
        Message, MessageDeleted, MessagePosted, MessageUpdated, Visibility, message_posted::Author,
    },
    directory::{AccountCreated, BusinessCalendar, BusinessCalendarDeleted, BusinessCalendarUpdated},
    event::Event,
    timesheets::{ItemTimeMoved, TimeEntryCreated, TimeEntryDeleted, TimeEntryUpdated},
};
use uuid::Uuid;

use crate::{
    Env, defaults,
    item::{self, Entry, Item, Scene, index, merge, row},
    sla::rewind,
};

const MESSAGES: &str = "items.messages";
const EFFORT: &str = "items.effort";

/// The queues of this service.
pub fn all(env: &Arc<Env>) -> Vec<Consumer> {
    let (accounts, calendars, gone, messages) = (env.clone(), env.clone(), env.clone(), env.clone());
    let writing = env.clone();
    vec![
        Consumer::new("items.defaults")
            .on(move |event: Arc<Event>, what: AccountCreated| {
                let env = accounts.clone();
                let id = what.account.map_or_else(|| event.account.clone(), |account| account.id);
                async move { defaults::make(&env.db, id.parse()?).await }
            })
            .on(move |event: Arc<Event>, what: BusinessCalendarUpdated| {
                let env = calendars.clone();
                async move { calendar_updated(&env, &event, what.business_calendar.unwrap_or_default()).await }
            })
            .on(move |event: Arc<Event>, what: BusinessCalendarDeleted| {
                let env = gone.clone();
                async move { calendar_deleted(&env, &event, &what.business_calendar_id).await }
            }),
        Consumer::reading(MESSAGES)
            .on(move |event: Arc<Event>, what: MessagePosted| {
                let env = messages.clone();
                async move { posted(&env, &event, what).await }
            })
            .on(|event: Arc<Event>, what: MessageUpdated| async move {
                says(&event, what.message.unwrap_or_default())
            })
            .on(|event: Arc<Event>, what: MessageDeleted| async move {
                says(&event, Message { id: what.message_id, item_id: what.item_id, ..Message::default() })
            })
            .write(move |heard| {
                let env = writing.clone();
                async move { write(&env, heard).await }
            }),
        efforts(env),
    ]
}

/// What timesheets counts on items.
fn efforts(env: &Arc<Env>) -> Consumer {
    let (created, updated, deleted, moved) = (env.clone(), env.clone(), env.clone(), env.clone());
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
        })
        .on(move |event: Arc<Event>, what: ItemTimeMoved| {
            let env = moved.clone();
            async move {
                for total in what.totals {
                    let (item, revision) = (total.item_id, total.item_total_revision);
                    effort(&env, &event, Total { item, length: total.item_total, revision }).await?;
                }
                Ok(())
            }
        })
}

/// A calendar that says something else counts from now on; the clocks of open items are reckoned anew.
async fn calendar_updated(env: &Env, event: &Event, calendar: BusinessCalendar) -> Result<()> {
    let account = event.account.parse()?;
    let mut tx = env.db.begin().await?;
    if env.calendars.keep(&mut tx, account, &calendar).await? {
        rewind::ask(&mut tx, account, env.clock.now()).await?;
        tx.commit().await?;
    }
    env.calendars.changed(account).await;
    Ok(())
}

async fn calendar_deleted(env: &Env, event: &Event, id: &str) -> Result<()> {
    let account = event.account.parse()?;
    let mut tx = env.db.begin().await?;
    env.calendars.forget(&mut tx, account, id.parse()?, event.revision).await?;
    rewind::ask(&mut tx, account, env.clock.now()).await?;
    tx.commit().await?;
    env.calendars.changed(account).await;
    Ok(())
}

/// What is heard of a message on an item.
enum Heard {
    /// A new one, and what the item's change is decided with.
    Posted { item: ItemId, message: Message, author: Author, opening: bool, scene: Box<Scene> },
    /// One that says something else, or nothing any more.
    Says { account: Uuid, item: ItemId, message: Message },
}

impl Heard {
    fn item(&self) -> ItemId {
        match self {
            Self::Posted { item, .. } | Self::Says { item, .. } => *item,
        }
    }
}

async fn posted(env: &Env, event: &Event, what: MessagePosted) -> Result<Option<Heard>> {
    let (author, opening) = (what.author(), what.opening);
    let message = what.message.unwrap_or_default();
    let Ok(item) = message.item_id.parse::<ItemId>() else { return Ok(None) };
    let scene = Box::new(Scene::after(env, &Cause::of_event(event)?, event).await?);
    Ok(Some(Heard::Posted { item, message, author, opening, scene }))
}

fn says(event: &Event, message: Message) -> Result<Option<Heard>> {
    let Ok(item) = message.item_id.parse::<ItemId>() else { return Ok(None) };
    let account = Cause::of_event(event)?.caller.account;
    Ok(Some(Heard::Says { account, item, message }))
}

async fn write(env: &Env, heard: Vec<(Arc<Event>, Heard)>) -> Result<()> {
    let mut tx = env.db.begin().await?;
    let mut heard = tx.first_of(MESSAGES, heard).await?;
    heard.sort_by_key(|(_, heard)| heard.item().uuid()); // rows are locked in one order; what is told of one keeps its own
    for (_, heard) in heard {
        match heard {
            Heard::Posted { item, message, author, opening, scene } => {
                let account = scene.cause.caller.account;
                let Some(before) = merge::lock_kept(&mut tx, account, item.uuid()).await? else {
                    continue;
                };
                found_by(&mut tx, &before, &message).await?;
                let at = message.create_time.as_ref();
                let at = at.map_or(Ok(scene.now), |at| clock::instant("create_time", at))?;
                let after = touched(&before, &message, author, opening, at);
                item::save(&mut tx, *scene, &before, after, vec![Entry::verb("commented")]).await?;
            }
            Heard::Says { account, item, message } => {
                let Some(item) = merge::lock_kept(&mut tx, account, item.uuid()).await? else { continue };
                found_by(&mut tx, &item, &message).await?;
                index::mark(&mut tx, &item).await?;
            }
        }
    }
    tx.commit().await
}

/// An item is found by what a message says and by what its attachments are called.
async fn found_by(tx: &mut Tx, item: &Item, message: &Message) -> Result<()> {
    let id: MessageId = message.id.parse()?;
    let names: Vec<&str> = message.attachments.iter().map(|attachment| attachment.name.as_str()).collect();
    index::keep(tx, item, id.uuid(), &message.text, &names.join("\n")).await
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
