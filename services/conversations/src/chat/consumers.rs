//! What arrives sideways: a new account gets its widget, and a user's answer makes a chat theirs.
use std::sync::Arc;

use tandem_kit::{
    Cause, Consumer, Result,
    id::{AccountId, ChatId, ConversationId, MessageId, UserId},
};
use tandem_proto::{
    conversations::{MessagePosted, Visibility, chat::State, message_posted::Author},
    directory::AccountCreated,
    event::Event,
};

use super::{Chats, lock, save, silence, widget};
use crate::{channel_health, message::code};

const ANSWERS: &str = "conversations.chat";

/// The consumers.
pub fn all(chats: &Chats) -> Vec<Consumer> {
    let (tools, answering) = (chats.tools.clone(), chats.clone());
    vec![
        Consumer::new("conversations.widget").on(move |event, what: AccountCreated| {
            let tools = tools.clone();
            async move { widget::make_first(&tools, &event, what).await }
        }),
        Consumer::new(ANSWERS).on(move |event, what: MessagePosted| {
            let chats = answering.clone();
            async move { answered(&chats, &event, what).await }
        }),
    ]
}

/// Whoever answers a chat that waits has taken it; the first answer is noted.
async fn answered(chats: &Chats, event: &Arc<Event>, what: MessagePosted) -> Result<()> {
    if what.author() != Author::User {
        return Ok(());
    }
    let Some(message) = what.message else { return Ok(()) };
    let Ok(conversation) = message.conversation_id.parse::<ConversationId>() else { return Ok(()) };
    let cause = Cause::of_event(event)?;
    // What customers do not see answers nobody.
    if message.visibility != Visibility::Customer as i32 {
        return Ok(());
    }
    let Some(known) = standing(chats, cause.account(), conversation).await? else { return Ok(()) };
    let (id, message_id) = (known.id, message.id.parse::<MessageId>()?);
    if known.settled {
        // An answer among many changes nothing that anybody must be told of.
        note_message(chats, cause.account(), id, message_id).await?;
        return silence::expect(chats.db().pool(), cause.account(), id, chats.now()).await;
    }
    let time = super::write::time_of(chats, cause.account(), conversation, message_id).await?;
    let Some(time) = time else { return Ok(()) };
    let mut tx = chats.db().begin().await?;
    if !tx.first_time(ANSWERS, event).await? {
        return Ok(());
    }
    let mut chat = lock(&mut tx, cause.account(), id).await?;
    chat.answer_time = chat.answer_time.or(Some(time));
    chat.last_message_time = chat.last_message_time.max(time);
    if let (State::Waiting, Ok(user)) = (chat.state(), message.author_id.parse::<UserId>()) {
        (chat.state, chat.assignee) = (code(State::Active as i32), Some(user.uuid()));
    }
    save(&mut tx, &cause, &mut chat).await?;
    silence::expect(&mut *tx, cause.account(), id, chats.now()).await?;
    tx.commit().await?;
    channel_health::chats::answered(&chats.tools, cause.account(), chat.widget.into()).await
}

/// A chat as whoever answers in it finds it.
struct Standing {
    id: ChatId,
    /// It is somebody's, and was answered before.
    settled: bool,
}

/// How the chat of a conversation stands, if it is one's.
async fn standing(
    chats: &Chats,
    account: AccountId,
    conversation: ConversationId,
) -> Result<Option<Standing>> {
    let found = sqlx::query!(
        r#"select id, answer_time is not null and state <> 1 as "settled!"
             from conversations.chat
            where account = $1 and conversation = $2"#,
        account.uuid(),
        conversation.uuid()
    )
    .fetch_optional(chats.db().pool())
    .await?;
    Ok(found.map(|found| Standing { id: found.id.into(), settled: found.settled }))
}

/// Notes when something was last said in a chat: a message that its visitor may read.
async fn note_message(chats: &Chats, account: AccountId, chat: ChatId, message: MessageId) -> Result<()> {
    sqlx::query!(
        "update conversations.chat
            set last_message_time = greatest(last_message_time, message.create_time)
           from conversations.message
          where chat.account = $1 and chat.id = $2
            and message.account = $1 and message.id = $3 and message.visibility = 1 and message.state = 1",
        account.uuid(),
        chat.uuid(),
        message.uuid()
    )
    .execute(chats.db().pool())
    .await?;
    Ok(())
}
