//! What arrives sideways: a new account gets its widget, and a user's answer makes a chat theirs.
use std::sync::Arc;

use tandem_kit::{
    Cause, Consumer, Result,
    id::{ConversationId, MessageId, UserId},
};
use tandem_proto::{
    conversations::{MessagePosted, chat::State, message_posted::Author},
    directory::AccountCreated,
    event::Event,
};

use super::{Chats, lock, save, widget};
use crate::message::code;

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
    let Some(id) = super::of_conversation(chats.db().pool(), cause.account(), conversation).await? else {
        return Ok(());
    };
    let message_id: MessageId = message.id.parse()?;
    let time = super::write::time_of(chats, cause.account(), conversation, message_id).await?;
    // What customers do not see answers nobody.
    let Some(time) = time else { return Ok(()) };
    let known = super::get(chats.db().pool(), cause.account(), id).await?;
    if known.answer_time.is_some() && known.state() != State::Waiting {
        // An answer among many changes nothing that anybody must be told of.
        return super::note_message(chats, cause.account(), &known, time).await;
    }
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
    tx.commit().await
}
