//! Conversations of an item that was merged are the other item's, and go back when it is one of its own again.
//!
//! That an item is merged is kept and committed before its conversations are moved. One that is opened meanwhile is either seen by the
//! move, or was opened after the mark: whoever hears that it was opened finds the mark and moves it.
use std::sync::Arc;

use sqlx::PgExecutor;
use tandem_kit::{
    Cause, Consumer, Error, Result, Tx,
    id::{AccountId, ItemId},
};
use tandem_proto::{
    conversations::ConversationCreated,
    event::Event,
    items::{ItemMerged, ItemUnmerged},
};
use uuid::Uuid;

use super::{
    Conversation, Subject,
    change::{self, Change},
};
use crate::tools::Tools;

const QUEUE: &str = "conversations.merges";
/// Most merges that lead from one item to another: each is into an item that is not merged itself.
const MOST_STEPS: usize = 100;

/// The queue.
pub fn consumer(tools: &Tools) -> Consumer {
    let (merged, unmerged, opened) = (tools.clone(), tools.clone(), tools.clone());
    Consumer::new(QUEUE)
        .on(move |event: Arc<Event>, what: ItemMerged| {
            let tools = merged.clone();
            async move {
                let merge = Merge::read(&what.merge_id, &what.item.unwrap_or_default().id, &what.target_id)?;
                keep(&tools, &event, merge).await?;
                follow(&tools, &event, merge.source).await
            }
        })
        .on(move |event: Arc<Event>, what: ItemUnmerged| {
            let tools = unmerged.clone();
            async move {
                let merge = Merge::read(&what.merge_id, &what.item.unwrap_or_default().id, &what.target_id)?;
                take_back(&tools, &event, merge).await
            }
        })
        .on(move |event: Arc<Event>, what: ConversationCreated| {
            let tools = opened.clone();
            async move {
                let Ok(item) = what.conversation.unwrap_or_default().subject.parse::<ItemId>() else {
                    return Ok(());
                };
                let account = event.account.parse()?;
                match next(tools.db.pool(), account, item).await? {
                    Some(_) => follow(&tools, &event, item).await,
                    None => Ok(()),
                }
            }
        })
}

/// An item that was merged into another.
#[derive(Clone, Copy)]
struct Merge {
    id: Uuid,
    source: ItemId,
    target: ItemId,
}

impl Merge {
    fn read(id: &str, source: &str, target: &str) -> Result<Self> {
        let (_, merge) = tandem_kit::id::split(id).ok_or_else(|| Error::not_found("merge", id))?;
        Ok(Self { id: merge, source: source.parse()?, target: target.parse()? })
    }
}

/// What an item was merged into, and by which merge.
async fn next(from: impl PgExecutor<'_>, account: AccountId, item: ItemId) -> Result<Option<(Uuid, ItemId)>> {
    let found = sqlx::query!(
        "select id, target from conversations.item_merge where account = $1 and source = $2",
        account.uuid(),
        item.uuid()
    )
    .fetch_optional(from)
    .await?;
    Ok(found.map(|row| (row.id, row.target.into())))
}

/// The same, which nobody takes back until the transaction ends.
async fn hold(tx: &mut Tx, account: AccountId, item: ItemId) -> Result<Option<(Uuid, ItemId)>> {
    let found = sqlx::query!(
        "select id, target from conversations.item_merge where account = $1 and source = $2
            for share -- against the end of the merge",
        account.uuid(),
        item.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(|row| (row.id, row.target.into())))
}

/// The item whose an item's conversations are: its own, or those of what it was merged into.
///
/// # Errors
/// Where the database is away.
pub async fn current(tools: &Tools, account: AccountId, item: ItemId) -> Result<ItemId> {
    let mut current = item;
    for _ in 0..MOST_STEPS {
        match next(tools.db.pool(), account, current).await? {
            Some((_, target)) => current = target,
            None => break,
        }
    }
    Ok(current)
}

async fn keep(tools: &Tools, event: &Event, merge: Merge) -> Result<()> {
    let account: AccountId = event.account.parse()?;
    let mut tx = tools.db.begin().await?;
    // Told again after it was taken back, it is over.
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations.item_merge (account, id, source, target) values ($1, $2, $3, $4)
         on conflict on constraint item_merge_source do update set id = excluded.id, target = excluded.target",
        account.uuid(),
        merge.id,
        merge.source.uuid(),
        merge.target.uuid()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Moves the conversations of an item to where it leads now, in a transaction that sees what was opened until it began.
async fn follow(tools: &Tools, event: &Event, source: ItemId) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    let (mut target, mut merges) = (source, Vec::new());
    while let Some((merge, into)) =
        hold(&mut tx, account, target).await?.filter(|_| merges.len() < MOST_STEPS)
    {
        merges.push(merge);
        target = into;
    }
    if merges.is_empty() {
        return Ok(());
    }
    let of_source = sqlx::query_scalar!(
        "select id from conversations.conversation
          where account = $1 and subject = $2 and subject_kind = 'item'
          order by id
            for update -- against messages that join them",
        account.uuid(),
        source.uuid()
    )
    .fetch_all(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into conversations.merged_conversation (account, merge, conversation)
         select $1, merge, conversation from unnest($2::uuid[]) merge cross join unnest($3::uuid[]) conversation
         on conflict do nothing",
        account.uuid(),
        &merges,
        &of_source
    )
    .execute(&mut *tx)
    .await?;
    put(&mut tx, &cause, &of_source, target).await?;
    let (from, to) = (source.to_string(), target.to_string());
    sqlx::query!(
        "update conversations.draft as d
            set subject = $3
          where account = $1 and subject = $2
            and not exists (select from conversations.draft other
                             where other.account = $1 and other.user_id = d.user_id and other.subject = $3
                               and other.visibility = d.visibility)",
        account.uuid(),
        from,
        to
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Makes locked conversations those of an item: they, their messages, their chats. Announces `ConversationUpdated` for each.
async fn put(tx: &mut Tx, cause: &Cause, ids: &[Uuid], item: ItemId) -> Result<()> {
    let account = cause.account();
    sqlx::query!(
        "update conversations.conversation set subject = $3 where account = $1 and id = any($2)",
        account.uuid(),
        ids,
        item.uuid()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update conversations.message set item = $3 where account = $1 and conversation = any($2) and item is not null",
        account.uuid(),
        ids,
        item.uuid()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update conversations.chat set item = $3 where account = $1 and conversation = any($2) and item is not null",
        account.uuid(),
        ids,
        item.uuid()
    )
    .execute(&mut **tx)
    .await?;
    for id in ids {
        let conversation = change::lock(tx, account, (*id).into()).await?;
        let conversation = Conversation { subject: Subject::Item(item), ..conversation };
        change::announce(tx, cause, conversation, Change::Field("subject")).await?;
    }
    Ok(())
}

/// Gives an item back the conversations that came from it. Where they went on to by later merges is over for them.
async fn take_back(tools: &Tools, event: &Event, merge: Merge) -> Result<()> {
    let cause = Cause::of_event(event)?;
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    if !tx.first_time(QUEUE, event).await? {
        return Ok(());
    }
    sqlx::query!(
        "delete from conversations.item_merge where account = $1 and id = $2",
        account.uuid(),
        merge.id
    )
    .execute(&mut *tx)
    .await?;
    let moved = sqlx::query_scalar!(
        "select conversation.id
           from conversations.merged_conversation
           join conversations.conversation on conversation.account = $1 and conversation.id = merged_conversation.conversation
          where merged_conversation.account = $1 and merged_conversation.merge = $2
          order by conversation.id
            for update of conversation -- against messages that join them",
        account.uuid(),
        merge.id
    )
    .fetch_all(&mut *tx)
    .await?;
    put(&mut tx, &cause, &moved, merge.source).await?;
    sqlx::query!(
        "delete from conversations.merged_conversation where account = $1 and conversation = any($2) and merge >= $3",
        account.uuid(),
        &moved,
        merge.id
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}
