//! What the messenger learns of items and of messages: where an item is, whether it is finished, and by which words a message is found.
use std::sync::Arc;

use tandem_kit::{
    Cause, Consumer, Result, clock,
    id::{AccountId, ConversationId, ItemId, MessageId},
};
use tandem_proto::{
    conversations::{
        Conversation, ConversationCreated, ConversationUpdated, Message, MessageDeleted, MessagePosted,
        MessageUpdated,
    },
    event::Event,
    items::{Item, ItemCreated, ItemUpdated},
};
use uuid::Uuid;

use super::search::{self, Words};
use crate::{
    conversation::change::{self, Change},
    tools::Tools,
};

const ITEMS: &str = "conversations.items";
const WORDS: &str = "conversations.words";

/// The queues of the messenger.
pub fn all(tools: &Tools) -> Vec<Consumer> {
    let (created, updated) = (tools.clone(), tools.clone());
    let (posted, edited, deleted) = (tools.clone(), tools.clone(), tools.clone());
    let (opened, renamed, writing) = (tools.clone(), tools.clone(), tools.clone());
    vec![
        Consumer::new(ITEMS)
            .on(move |event: Arc<Event>, what: ItemCreated| {
                let tools = created.clone();
                async move { item(&tools, &event, what.item.unwrap_or_default(), Item::default()).await }
            })
            .on(move |event: Arc<Event>, what: ItemUpdated| {
                let tools = updated.clone();
                let before = what.before.unwrap_or_default();
                let told = what.changed.iter().any(|field| field == "project_id" || field == "status_id");
                async move {
                    if told {
                        item(&tools, &event, what.item.unwrap_or_default(), before).await
                    } else {
                        Ok(())
                    }
                }
            }),
        Consumer::reading(WORDS)
            .on(move |_: Arc<Event>, what: MessagePosted| {
                let tools = posted.clone();
                async move { says(&tools, what.message.unwrap_or_default()) }
            })
            .on(move |_: Arc<Event>, what: MessageUpdated| {
                let tools = edited.clone();
                async move { says(&tools, what.message.unwrap_or_default()) }
            })
            .on(move |_: Arc<Event>, what: MessageDeleted| {
                let tools = deleted.clone();
                let MessageDeleted { message_id, conversation_id, .. } = what;
                let nothing = Message { id: message_id, conversation_id, ..Message::default() };
                async move { says(&tools, nothing) }
            })
            .on(move |_: Arc<Event>, what: ConversationCreated| {
                let tools = opened.clone();
                async move { Ok(called(&tools, what.conversation.unwrap_or_default())) }
            })
            .on(move |_: Arc<Event>, what: ConversationUpdated| {
                let tools = renamed.clone();
                let told = what.changed.iter().any(|field| field == "title");
                let conversation = what.conversation.filter(|_| told);
                async move { Ok(conversation.and_then(|conversation| called(&tools, conversation))) }
            })
            .write(move |said| {
                let tools = writing.clone();
                async move { keep(&tools, said).await }
            }),
    ]
}

/// Where an item is, and whether it is finished: with it its conversations with customers are closed, and opened again.
async fn item(tools: &Tools, event: &Event, item: Item, before: Item) -> Result<()> {
    let Ok(id) = item.id.parse::<ItemId>() else { return Ok(()) };
    let moved = item.project_id != before.project_id;
    let finished = item.finish_time.is_some();
    // What is made is open, and what was finished and is still changes nothing.
    let turned = item.status_id != before.status_id && (finished || !before.status_id.is_empty());
    if !moved && !turned {
        return Ok(());
    }
    let cause = Cause::of_event(event)?;
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    if !tx.first_time(ITEMS, event).await? {
        return Ok(());
    }
    if moved {
        place(&mut tx, account, id, &item).await?;
    }
    if turned {
        for conversation in to_turn(&mut tx, account, id, finished).await? {
            let conversation = change::lock(&mut tx, account, conversation.into()).await?;
            let close_time = finished.then(|| tools.clock.now());
            change::write_standing(&mut tx, account, &conversation, close_time).await?;
            let after = crate::conversation::Conversation { close_time, ..conversation };
            change::announce(&mut tx, &cause, after, Change::Field("close_time")).await?;
        }
    }
    tx.commit().await
}

async fn place(tx: &mut tandem_kit::Tx, account: AccountId, id: ItemId, item: &Item) -> Result<()> {
    let project = tandem_kit::id::split(&item.project_id).map(|(_, id)| id);
    sqlx::query!(
        "insert into conversations.item_place as p (account, item, project, revision)
         values ($1, $2, $3, $4)
         on conflict on constraint item_place_pkey do update
            set project = excluded.project, revision = excluded.revision
          where p.revision < excluded.revision",
        account.uuid(),
        id.uuid(),
        project,
        item.revision
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The conversations of an item with customers that are open, or closed, and should not be.
async fn to_turn(
    tx: &mut tandem_kit::Tx,
    account: AccountId,
    item: ItemId,
    finished: bool,
) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select id
           from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = 'item' and visibility = 1
            and (close_time is null) = $3
          order by id
          limit 100",
        account.uuid(),
        item.uuid(),
        finished
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// What a message says now is what it is found by.
fn says(tools: &Tools, message: Message) -> Result<Option<Words>> {
    let (Ok(id), Ok(conversation)) =
        (message.id.parse::<MessageId>(), message.conversation_id.parse::<ConversationId>())
    else {
        return Ok(None);
    };
    let time =
        message.create_time.as_ref().map_or(Ok(tools.clock.now()), |at| clock::instant("create_time", at))?;
    let names = message.attachments.iter().map(|attachment| attachment.name.as_str());
    let text = std::iter::once(message.text.as_str()).chain(names).collect::<Vec<_>>().join(" ");
    Ok(Some(Words { id: id.uuid(), conversation: conversation.uuid(), text, time }))
}

/// So is what a conversation is called.
fn called(tools: &Tools, conversation: Conversation) -> Option<Words> {
    let id = conversation.id.parse::<ConversationId>().ok()?;
    if conversation.title.is_empty() && conversation.revision <= 1 {
        return None;
    }
    let (id, time) = (id.uuid(), tools.clock.now());
    Some(Words { id, conversation: id, text: conversation.title, time })
}

/// Events of one account.
async fn keep(tools: &Tools, said: Vec<(Arc<Event>, Words)>) -> Result<()> {
    let Some((event, _)) = said.first() else { return Ok(()) };
    let account = Cause::of_event(event)?.account();
    let mut tx = tools.db.begin().await?;
    let new = tx.first_of(WORDS, said).await?;
    search::keep(&mut tx, account, new.into_iter().map(|(_, words)| words).collect()).await?;
    tx.commit().await
}
