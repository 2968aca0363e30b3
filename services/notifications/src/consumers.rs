//! What notifications does when others' events arrive: turns each into an occurrence, or into nothing.
use std::sync::Arc;

use tandem_kit::{Consumer, Result};
use tandem_proto::{
    conversations::{MessageBounced, MessagePosted, Visibility, message_posted::Author},
    event::Event,
    items::{Item, ItemCreated, ItemUpdated, SlaBreached, SlaWarned},
    notifications::notification::Reason,
};

use crate::tell::{Occurrence, Teller};

/// The queue `notifications.tell`.
pub fn tell(teller: Teller) -> Consumer {
    let t = teller;
    let with = |t: &Teller| t.clone();
    Consumer::new("notifications.tell")
        .on({
            let t = with(&t);
            move |event, what: ItemCreated| created(t.clone(), event, what)
        })
        .on({
            let t = with(&t);
            move |event, what: ItemUpdated| updated(t.clone(), event, what)
        })
        .on({
            let t = with(&t);
            move |event, what: MessagePosted| posted(t.clone(), event, what)
        })
        .on({
            let t = with(&t);
            move |event, what: MessageBounced| bounced(t.clone(), event, what)
        })
        .on({
            let t = with(&t);
            move |event, what: SlaWarned| {
                sla(t.clone(), event, what.item, "The SLA of {item} will soon be breached")
            }
        })
        .on(move |event, what: SlaBreached| sla(t.clone(), event, what.item, "The SLA of {item} is breached"))
}

async fn created(teller: Teller, event: Arc<Event>, what: ItemCreated) -> Result<()> {
    let Some(item) = what.item else { return Ok(()) };
    let mut follow: Vec<String> = users(&item.assignee_ids);
    follow.extend(Some(event.actor.clone()).filter(|actor| actor.starts_with("usr_")));
    let occurrence = Occurrence {
        reason: Some(if item.assignee_ids.is_empty() { Reason::NewItem } else { Reason::Assigned }),
        line: if item.assignee_ids.is_empty() { "New: {item}" } else { "{actor} assigned you {item}" },
        also: item.assignee_ids.clone(),
        follow,
        ..about(item)?
    };
    teller.tell(&event, occurrence).await
}

async fn updated(teller: Teller, event: Arc<Event>, what: ItemUpdated) -> Result<()> {
    let (Some(item), before) = (what.item, what.before.unwrap_or_default()) else { return Ok(()) };
    let new: Vec<String> =
        item.assignee_ids.iter().filter(|id| !before.assignee_ids.contains(id)).cloned().collect();
    let by_person = event.actor.starts_with("usr_") || event.actor.starts_with("cus_");
    let changed = |field: &str| what.changed.iter().any(|f| f == field);
    let occurrence = if changed("assignee_ids") && !new.is_empty() {
        let line = "{actor} assigned you {item}";
        Occurrence {
            reason: Some(Reason::Assigned),
            line,
            follow: users(&new),
            also: new,
            only_also: true,
            ..about(item)?
        }
    } else if changed("status_id") && by_person {
        let line = "{actor} changed the status of {item}";
        Occurrence {
            reason: Some(Reason::StatusChanged),
            line,
            also: item.assignee_ids.clone(),
            ..about(item)?
        }
    } else {
        about(item)?
    };
    teller.tell(&event, occurrence).await
}

async fn posted(teller: Teller, event: Arc<Event>, what: MessagePosted) -> Result<()> {
    let author = what.author();
    let Some(message) = what.message else { return Ok(()) };
    // The request itself is told as a new item; what a rule writes, nobody needs to be told of.
    let (true, false, false) = (message.item_id.starts_with("item_"), what.opening, author == Author::Bot)
    else {
        return Ok(());
    };
    let (reason, line) = match (author, message.visibility()) {
        (_, Visibility::Internal) => (Reason::InternalMessage, "{actor} wrote internally on {item}"),
        (Author::Customer, _) => (Reason::CustomerReplied, "{actor} replied to {item}"),
        _ => (Reason::UserReplied, "{actor} replied to the customer on {item}"),
    };
    let item = message.item_id.parse()?;
    let also = teller.assignees(event.account.parse()?, item).await?;
    let follow = users(std::slice::from_ref(&event.actor));
    let occurrence =
        Occurrence { item, state: None, reason: Some(reason), line, also, only_also: false, follow };
    teller.tell(&event, occurrence).await
}

async fn bounced(teller: Teller, event: Arc<Event>, what: MessageBounced) -> Result<()> {
    let Ok(item) = what.item_id.parse() else { return Ok(()) };
    let also = teller.assignees(event.account.parse()?, item).await?;
    let line = "A message on {item} could not be delivered";
    let reason = Some(Reason::DeliveryFailed);
    teller
        .tell(
            &event,
            Occurrence { item, state: None, reason, line, also, only_also: false, follow: Vec::new() },
        )
        .await
}

async fn sla(teller: Teller, event: Arc<Event>, item: Option<Item>, line: &'static str) -> Result<()> {
    let Some(item) = item else { return Ok(()) };
    let occurrence =
        Occurrence { reason: Some(Reason::Sla), line, also: item.assignee_ids.clone(), ..about(item)? };
    teller.tell(&event, occurrence).await
}

/// An occurrence of which nobody is told, but whose item is kept.
fn about(item: Item) -> Result<Occurrence> {
    let id = item.id.parse()?;
    Ok(Occurrence {
        item: id,
        state: Some(item),
        reason: None,
        line: "",
        also: Vec::new(),
        only_also: false,
        follow: Vec::new(),
    })
}

fn users(ids: &[String]) -> Vec<String> {
    ids.iter().filter(|id| id.starts_with("usr_")).cloned().collect()
}
