//! Users whom a message names: they take part from then on, and are told.
use tandem_kit::{Cause, Error, Result};
use tandem_proto::conversations::conversation::Kind;
use uuid::Uuid;

use crate::{
    conversation::{
        Conversation,
        people::{self, uuids},
    },
    error,
    tools::Tools,
};

/// Most users whom one message names.
const MOST: usize = 50;

/// Looks up whom a message names. Answers with the conversation as it is once they take part.
///
/// # Errors
/// `Invalid` names the first who is no user, or would see what is between two others.
pub async fn check(
    tools: &Tools,
    cause: &Cause,
    mut conversation: Conversation,
    ids: &[String],
) -> Result<(Conversation, Vec<Uuid>)> {
    if ids.is_empty() {
        return Ok((conversation, Vec::new()));
    }
    if ids.len() > MOST {
        return Err(Error::invalid("mention_ids", format!("names {}; at most {MOST} are told", ids.len())));
    }
    if cause.caller.customer().is_some() {
        return Err(Error::denied("customers mention nobody"));
    }
    let named = people::invited(tools, cause, "mention_ids", ids).await?;
    if let Some(customer) = named.customers.first() {
        return Err(Error::invalid("mention_ids", format!("{} is no user", customer.person)));
    }
    let outside = named.users.iter().find(|user| !conversation.members.contains(user));
    if let (Kind::Direct, Some(user)) = (conversation.kind, outside) {
        return Err(error::not_of_the_two(*user));
    }
    if conversation.is_private() {
        for user in &named.users {
            if !conversation.members.contains(user) {
                conversation.members.push(*user);
            }
        }
        if conversation.members.len() > people::MOST {
            return Err(error::too_many_take_part(people::MOST));
        }
    }
    Ok((conversation, uuids(&named.users)))
}
