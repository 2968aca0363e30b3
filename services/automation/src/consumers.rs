//! What automation does when others' events arrive.
use std::sync::Arc;

use prost::{Message, Name};
use tandem_kit::{
    Cause, Consumer, Context, Task,
    bus::{Heard, Reading, hear},
};
use tandem_proto::{
    automation::{RuleChanged, trigger::On},
    conversations::{MessagePosted, Visibility, message_posted::Author},
    customer_apps::SurveyAnswered,
    directory as dir,
    event::Event,
    items::{
        CustomFieldCreated, CustomFieldUpdated, Item, ItemCreated, ItemDeleted, ItemTypeCreated,
        ItemTypeUpdated, ItemUpdated, SlaBreached, SlaPolicyUpdated, SlaWarned, StatusCreated, StatusUpdated,
    },
};

use crate::{
    engine::{Engine, QUEUE, Reaction, Told},
    rule::shipped,
};

/// Events become occurrences, and occurrences runs.
pub fn evaluate(engine: &Engine) -> Consumer {
    let consumer = Consumer::reading(QUEUE);
    let consumer = tells(consumer, engine, |what: ItemCreated| {
        about(what.item.filter(|_| !what.quiet), On::ItemCreated)
    });
    let consumer = tells(consumer, engine, of_update);
    let consumer = tells(consumer, engine, of_message);
    let consumer = tells(consumer, engine, |what: SlaWarned| about(what.item, On::SlaWarned));
    let consumer = tells(consumer, engine, |what: SlaBreached| about(what.item, On::SlaBreached));
    let consumer = tells(consumer, engine, of_answer);
    let consumer = consumer.on(|event: Arc<Event>, what: ItemDeleted| async move {
        Ok(Some(Engine::gone(event.account.parse()?, what.item_id.parse()?)))
    });
    let engine = engine.clone();
    consumer.write(move |reactions| {
        let engine = engine.clone();
        async move { engine.write(reactions).await }
    })
}

/// Listens for one more type of event: `read` says which item it is about and what it tells.
fn tells<T>(
    consumer: Reading<Reaction>,
    engine: &Engine,
    read: fn(T) -> Option<(String, Told)>,
) -> Reading<Reaction>
where
    T: Message + Name + Default + 'static,
{
    let engine = engine.clone();
    consumer.on(move |event, what: T| {
        let (engine, told) = (engine.clone(), read(what));
        async move {
            match told {
                Some((item_id, told)) => engine.read(&event, &item_id, told).await,
                None => Ok(None),
            }
        }
    })
}

/// Something that happened to an item.
fn about(item: Option<Item>, on: On) -> Option<(String, Told)> {
    let item = item?;
    Some((item.id.clone(), Told { on: vec![on], item: Some(item), ..Told::default() }))
}

/// What an answered survey is.
fn of_answer(what: SurveyAnswered) -> Option<(String, Told)> {
    let survey = what.survey?;
    let told = Told { on: vec![On::SurveyAnswered], score: Some(survey.score), ..Told::default() };
    Some((survey.item_id, told))
}

/// What an update is: of fields, and of the status where that is among them.
fn of_update(what: ItemUpdated) -> Option<(String, Told)> {
    let item = what.item.filter(|_| !what.quiet)?;
    let mut on = vec![On::ItemUpdated];
    let before = what.before.unwrap_or_default();
    let status_before = before.status_id;
    if what.changed.iter().any(|field| field == "status_id") {
        on.push(On::StatusChanged);
    }
    let (changed, before) = (what.changed, before.fields.into_iter().collect());
    let told = Told { on, changed, item: None, status_before, before, ..Told::default() };
    Some((item.id.clone(), Told { item: Some(item), ..told }))
}

/// What a message is. The request itself is no reply, and what a machine wrote starts nothing.
fn of_message(what: MessagePosted) -> Option<(String, Told)> {
    let (author, opening) = (what.author(), what.opening);
    let message = what.message.filter(|message| !message.item_id.is_empty())?;
    let on = match (message.visibility(), author) {
        _ if opening || message.automatic => Vec::new(),
        (Visibility::Customer, Author::Customer) => vec![On::CustomerReplied],
        (Visibility::Customer, Author::User) => vec![On::UserReplied],
        (Visibility::Internal, Author::User) => vec![On::InternalMessage],
        _ => Vec::new(),
    };
    let text = if message.reply_text.is_empty() { message.text } else { message.reply_text };
    Some((message.item_id, Told { on, message: Some(text), ..Told::default() }))
}

/// A new account gets its rules.
pub fn defaults(engine: &Engine) -> Consumer {
    let engine = engine.clone();
    Consumer::new("automation.defaults").on(move |event, _: dir::AccountCreated| {
        let engine = engine.clone();
        async move {
            let cause = Cause::of_event(&event)?;
            shipped::ensure(&engine.db, &cause).await?;
            engine.books.doubt(cause.account());
            Ok(())
        }
    })
}

/// What this process keeps in memory is doubted when it changed somewhere.
pub fn watch(cx: &Context, engine: &Engine) -> Task {
    let (events, engine) = (cx.bus.watch(), engine.clone());
    let rules = RuleChanged::full_name();
    let people = [
        dir::UserCreated::full_name(),
        dir::UserUpdated::full_name(),
        dir::TeamUpdated::full_name(),
        dir::TeamDeleted::full_name(),
    ];
    let words = [
        ItemTypeCreated::full_name(),
        ItemTypeUpdated::full_name(),
        StatusCreated::full_name(),
        StatusUpdated::full_name(),
        SlaPolicyUpdated::full_name(),
    ];
    let custom = [CustomFieldCreated::full_name(), CustomFieldUpdated::full_name()];
    Task::new("automation.watch", |stop| async move {
        hear(events, &stop, |heard| match heard {
            Heard::Event(event) if event.r#type == rules => {
                event.account.parse().iter().for_each(|account| engine.books.doubt(*account));
            }
            Heard::Event(event) if people.contains(&event.r#type) => engine.peers.doubt_people(),
            Heard::Event(event) if words.contains(&event.r#type) => engine.peers.doubt_vocabulary(),
            // What conditions of rules mean, and what they are called, may be another now.
            Heard::Event(event) if custom.contains(&event.r#type) => {
                engine.peers.doubt_custom_fields();
                event.account.parse().iter().for_each(|account| engine.books.doubt(*account));
            }
            Heard::Event(_) => {}
            Heard::Missed(_) => {
                engine.books.doubt_all();
                engine.peers.doubt_people();
                engine.peers.doubt_vocabulary();
                engine.peers.doubt_custom_fields();
            }
        })
        .await;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use tandem_proto::conversations;

    use super::*;

    fn posted(visibility: Visibility, author: Author, opening: bool, automatic: bool) -> Vec<On> {
        let message = conversations::Message {
            item_id: "item_1".into(),
            visibility: visibility.into(),
            automatic,
            ..conversations::Message::default()
        };
        of_message(MessagePosted {
            message: Some(message),
            author: author.into(),
            opening,
            conversation: None,
        })
        .unwrap()
        .1
        .on
    }

    #[test]
    fn a_reply_is_of_whoever_wrote_it_to_whom() {
        use {Author::*, Visibility::Internal};
        assert_eq!(posted(Visibility::Customer, Customer, false, false), [On::CustomerReplied]);
        assert_eq!(posted(Visibility::Customer, User, false, false), [On::UserReplied]);
        assert_eq!(posted(Internal, User, false, false), [On::InternalMessage]);
        assert_eq!(posted(Visibility::Customer, Bot, false, false), []);
        assert_eq!(posted(Visibility::Customer, Customer, true, false), [], "the request itself");
        assert_eq!(posted(Visibility::Customer, Customer, false, true), [], "an out-of-office mail");
    }

    #[test]
    fn an_update_of_the_status_is_a_change_of_status() {
        let update = |field: &str| {
            of_update(ItemUpdated {
                item: Some(Item::default()),
                changed: vec![field.into()],
                ..Default::default()
            })
            .unwrap()
            .1
            .on
        };
        assert_eq!(update("title"), [On::ItemUpdated]);
        assert_eq!(update("status_id"), [On::ItemUpdated, On::StatusChanged]);
    }
}
