//! What notifications does when others' events arrive: turns each into an occurrence, or into nothing.
use std::sync::Arc;

use tandem_kit::{Consumer, Result, id::ItemId};
use tandem_proto::{
    conversations::{
        Conversation, ConversationRead, ConversationUpdated, Message, MessageBounced, MessagePosted,
        Visibility, conversation::Kind, message_posted::Author,
    },
    event::Event,
    items::{Item, ItemCreated, ItemUpdated, SlaBreached, SlaWarned},
    notifications::notification::Reason,
};

use crate::tell::{About, Heard, Line, Occurrence, Teller};

/// The queue `notifications.tell`.
pub fn tell(teller: Teller) -> Consumer {
    let t = teller;
    let with = |t: &Teller| t.clone();
    Consumer::reading("notifications.tell")
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
        .on(|_, what: ConversationUpdated| async move { Ok(people(what)) })
        .on(|_, what: ConversationRead| async move { Ok(read(what)) })
        .on({
            let t = with(&t);
            move |event, what: SlaWarned| {
                sla(t.clone(), event, what.item, "The SLA of {item} will soon be breached")
            }
        })
        .on({
            let t = with(&t);
            move |event, what: SlaBreached| sla(t.clone(), event, what.item, "The SLA of {item} is breached")
        })
        .write(move |heard| {
            let t = t.clone();
            async move { t.tell(heard).await }
        })
}

async fn created(teller: Teller, event: Arc<Event>, what: ItemCreated) -> Result<Option<Heard>> {
    let Some(item) = what.item else { return Ok(None) };
    let mut follow: Vec<String> = users(&item.assignee_ids);
    if what.quiet {
        return teller.read(&event, Occurrence { follow, ..about(item)? }).await;
    }
    follow.extend(Some(event.actor.clone()).filter(|actor| actor.starts_with("usr_")));
    let (told, followers_told) =
        (Line(Reason::Assigned, "{actor} assigned you {item}"), Line(Reason::NewItem, "New: {item}"));
    let occurrence = Occurrence {
        to: item.assignee_ids.clone(),
        told: Some(told),
        followers_told: Some(followers_told),
        follow,
        ..about(item)?
    };
    teller.read(&event, occurrence).await
}

async fn updated(teller: Teller, event: Arc<Event>, what: ItemUpdated) -> Result<Option<Heard>> {
    let (Some(item), before) = (what.item, what.before.unwrap_or_default()) else { return Ok(None) };
    let new: Vec<String> =
        item.assignee_ids.iter().filter(|id| !before.assignee_ids.contains(id)).cloned().collect();
    let by_person = event.actor.starts_with("usr_") || event.actor.starts_with("cus_");
    let changed = |field: &str| what.changed.iter().any(|f| f == field);
    let occurrence = if what.quiet {
        Occurrence { follow: users(&new), ..about(item)? }
    } else if changed("assignee_ids") && !new.is_empty() {
        let told = Some(Line(Reason::Assigned, "{actor} assigned you {item}"));
        Occurrence { follow: users(&new), to: new, told, ..about(item)? }
    } else if changed("status_id") && by_person {
        let line = Line(Reason::StatusChanged, "{actor} changed the status of {item}");
        concerning(item.assignee_ids.clone(), line, about(item)?)
    } else {
        about(item)?
    };
    teller.read(&event, occurrence).await
}

async fn posted(teller: Teller, event: Arc<Event>, what: MessagePosted) -> Result<Option<Heard>> {
    let author = what.author();
    let Some(message) = what.message else { return Ok(None) };
    // The request itself is told as a new item; what a rule writes, nobody needs to be told of.
    if what.opening || author == Author::Bot {
        return Ok(None);
    }
    if message.item_id.is_empty() {
        let conversation = what.conversation.unwrap_or_default();
        return said(teller, event, &message, conversation).await;
    }
    let line = match (author, message.visibility()) {
        _ if message.automatic => Line(Reason::CustomerReplied, "An automatic mail came to {item}"),
        (_, Visibility::Internal) if event.actor == "system" => {
            Line(Reason::InternalMessage, "A mail of an unverified sender came to {item}")
        }
        (_, Visibility::Internal) => Line(Reason::InternalMessage, "{actor} wrote internally on {item}"),
        (Author::Customer, _) => Line(Reason::CustomerReplied, "{actor} replied to {item}"),
        _ => Line(Reason::UserReplied, "{actor} replied to the customer on {item}"),
    };
    let item = message.item_id.parse()?;
    let assignees = teller.assignees(event.account.parse()?, item).await?;
    let mentioned = users(&message.mention_ids);
    let follow = [users(std::slice::from_ref(&event.actor)), mentioned.clone()].concat();
    let occurrence = Occurrence { mentioned, follow, ..concerning(assignees, line, of(item)) };
    teller.read(&event, occurrence).await
}

/// A message of a conversation about no item: in private those who take part are told, elsewhere those who follow it.
async fn said(
    teller: Teller,
    event: Arc<Event>,
    message: &Message,
    conversation: Conversation,
) -> Result<Option<Heard>> {
    if conversation.id.is_empty() {
        return Ok(None);
    }
    let kind = conversation.kind();
    let private = matches!(kind, Kind::Direct | Kind::Group);
    let name = match (conversation.title.as_str(), kind) {
        ("", Kind::Direct) => "a direct conversation",
        ("", Kind::Group) => "a group",
        ("", _) => "a conversation",
        (title, _) => title,
    };
    let line = match (kind, event.actor.starts_with("cus_")) {
        (Kind::Direct, _) => Line(Reason::DirectMessage, "{actor} wrote to you"),
        (Kind::Group, _) => Line(Reason::DirectMessage, "{actor} wrote in {item}"),
        (_, true) => Line(Reason::CustomerReplied, "{actor} wrote in {item}"),
        _ if message.visibility() == Visibility::Internal => {
            Line(Reason::InternalMessage, "{actor} wrote internally in {item}")
        }
        _ => Line(Reason::UserReplied, "{actor} wrote to the customer in {item}"),
    };
    let about = About::Conversation(conversation.id.clone(), name.to_owned());
    let mentioned = users(&message.mention_ids);
    let mut occurrence = Occurrence { mentioned: mentioned.clone(), ..nobody(about) };
    if private {
        occurrence.to = users(&event.subjects);
        occurrence.told = Some(line);
    } else {
        occurrence.followers_told = Some(line);
        occurrence.follow = [users(std::slice::from_ref(&event.actor)), mentioned].concat();
    }
    teller.read(&event, occurrence).await
}

/// Who takes part follows, and who leaves does no more; in private it is the event that says whom to tell.
fn people(what: ConversationUpdated) -> Option<Heard> {
    let conversation = what.conversation.unwrap_or_default();
    let private = matches!(conversation.kind(), Kind::Direct | Kind::Group);
    if private || !what.changed.iter().any(|field| field == "participant_ids") {
        return None;
    }
    let (now, left) = (users(&conversation.participant_ids), users(&what.left_ids));
    Some(Heard::TakesPart { subject: conversation.id, now, left })
}

fn read(what: ConversationRead) -> Option<Heard> {
    let user = what.user_id.parse().ok()?;
    Some(Heard::Saw { user, subject: what.conversation_id })
}

async fn bounced(teller: Teller, event: Arc<Event>, what: MessageBounced) -> Result<Option<Heard>> {
    let Ok(item) = what.item_id.parse() else { return Ok(None) };
    let assignees = teller.assignees(event.account.parse()?, item).await?;
    let line = Line(Reason::DeliveryFailed, "A message on {item} could not be delivered");
    teller.read(&event, concerning(assignees, line, of(item))).await
}

async fn sla(
    teller: Teller,
    event: Arc<Event>,
    item: Option<Item>,
    line: &'static str,
) -> Result<Option<Heard>> {
    let Some(item) = item else { return Ok(None) };
    let occurrence = concerning(item.assignee_ids.clone(), Line(Reason::Sla, line), about(item)?);
    teller.read(&event, occurrence).await
}

/// Assignees and followers are told the same.
fn concerning(assignees: Vec<String>, line: Line, occurrence: Occurrence) -> Occurrence {
    Occurrence { to: assignees, told: Some(line), followers_told: Some(line), ..occurrence }
}

/// An occurrence of which nobody is told, but whose item is kept.
fn about(item: Item) -> Result<Occurrence> {
    let id = item.id.parse()?;
    Ok(Occurrence { state: Some(item), ..of(id) })
}

/// An occurrence of which nobody is told.
fn of(item: ItemId) -> Occurrence {
    nobody(About::Item(item))
}

fn nobody(about: About) -> Occurrence {
    Occurrence {
        about,
        mentioned: Vec::new(),
        state: None,
        to: Vec::new(),
        told: None,
        followers_told: None,
        follow: Vec::new(),
    }
}

fn users(ids: &[String]) -> Vec<String> {
    ids.iter().filter(|id| id.starts_with("usr_")).cloned().collect()
}
