//! What conversations refuses, and how it says so.
use tandem_kit::{
    Error,
    id::{MessageId, UserId},
};

/// Two take part in a direct conversation, and always the same.
pub fn direct_is_two() -> Error {
    Error::refused("DIRECT_IS_TWO", "a direct conversation is between two users: open a group for more")
}
/// A direct conversation was to have another number of people.
pub fn takes_one_other(others: usize) -> Error {
    Error::invalid("participant_ids", format!("names {others} others; a direct conversation takes one"))
}
/// More people than a conversation takes.
pub fn too_many_take_part(most: usize) -> Error {
    Error::refused("TOO_MANY", format!("at most {most} people take part in a conversation"))
}
/// It has an item.
pub fn already_linked(subject: &str) -> Error {
    Error::refused("ALREADY_LINKED", format!("the conversation is about {subject} already"))
}
/// It is about something that it stays about.
pub fn stays_where_it_is(subject: &str) -> Error {
    Error::refused("NOT_LINKABLE", format!("the conversation is about {subject} and stays so"))
}
/// An author's time to change a message is over.
pub fn edit_window_over(minutes: i32) -> Error {
    Error::refused(
        "EDIT_WINDOW_OVER",
        format!(
            "what customers can see is changed by its author within {minutes} minutes; an admin still can"
        ),
    )
}
/// It says nothing any more.
pub fn deleted() -> Error {
    Error::refused("DELETED", "the message was deleted")
}
/// It waits to be posted, or never was.
pub fn not_posted() -> Error {
    Error::refused("NOT_POSTED", "the message is not posted: take it back and write it anew")
}
/// It is too late to take a message back, or to put it off.
pub fn already_posted(id: MessageId) -> Error {
    Error::refused("ALREADY_POSTED", format!("{id} was posted and cannot be taken back"))
}
/// It was taken back.
pub fn not_scheduled(id: MessageId) -> Error {
    Error::refused("NOT_SCHEDULED", format!("{id} does not wait to be posted: it was taken back"))
}
/// Other people wrote while somebody was writing.
pub fn new_messages(ids: &[String]) -> Error {
    let message = match ids.len() {
        1 => "a message came while you were writing".to_owned(),
        more => format!("{more} messages came while you were writing"),
    };
    Error::refused_about("NEW_MESSAGES", message, [("message_ids", ids.join(","))])
}
/// Somebody who is mentioned does not see the conversation.
pub fn not_of_the_two(user: UserId) -> Error {
    Error::invalid(
        "mention_ids",
        format!("{user} takes no part in this direct conversation: open a group for more than two"),
    )
}

/// A message that is deleted, or was not posted yet.
pub fn not_to_split() -> Error {
    Error::invalid("message_id", "only what was posted, and is not deleted, becomes an item")
}
