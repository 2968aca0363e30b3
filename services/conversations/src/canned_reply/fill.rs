//! What the variables of a canned reply stand for, at an item or a conversation.
use tandem_kit::{
    Cause, Result,
    id::{self, CannedReplyId, CustomerId},
};
use tandem_proto::items::{Item, custom_field::Target};

use super::{
    Asker,
    known::{Known, Readers},
};
use crate::{
    conversation::{self, Conversation, Subject},
    mail,
    template::{self, Values},
    tools::Tools,
};

/// What texts may name, besides custom fields.
pub const VARIABLES: [&str; 9] = [
    "item.number",
    "item.title",
    "requester.name",
    "requester.first_name",
    "requester.email",
    "user.name",
    "user.first_name",
    "account.name",
    "conversation.title",
];

/// A text filled.
pub struct Filled {
    pub html: String,
    pub text: String,
    /// Variables of the text that there is nothing for.
    pub missing: Vec<String>,
}

/// Fills a canned reply for an item or a conversation, as the caller would send it.
///
/// # Errors
/// `NotFound` where the caller sees one of them not.
pub async fn render(tools: &Tools, cause: &Cause, id: CannedReplyId, subject: &str) -> Result<Filled> {
    let asker = Asker::of(tools, cause).await?;
    let reply = super::usable(tools, cause, &asker, id).await?;
    let known = Known::of(tools, cause, &reply.html).await?;
    let names = template::check("html", &reply.html, &known.names())?;
    let values = values(tools, cause, &known, subject).await?;
    let html = mail::sanitise(&template::html(&reply.html, &known.names(), &values)?);
    let missing = names.into_iter().filter(|name| !values.has(name)).collect();
    Ok(Filled { text: mail::to_text(&html), html, missing })
}

async fn values(tools: &Tools, cause: &Cause, known: &Known, subject: &str) -> Result<Values> {
    let (item, conversation) = match id::split(subject) {
        Some(("conv", id)) => {
            let conversation = conversation::readable(tools, cause, id.into()).await?;
            match conversation.subject.item() {
                Some(item) => (Some(tools.peers.item(cause, &item.to_string()).await?), Some(conversation)),
                None => (None, Some(conversation)),
            }
        }
        _ => (Some(tools.peers.item(cause, subject).await?), None),
    };
    // What is filled for an item alone may be sent to its requesters.
    let internal = conversation.as_ref().is_some_and(|conversation| !conversation.is_with_customers());
    let readers = if internal { Readers::Users } else { Readers::Customers };
    let requester = requester(item.as_ref(), conversation.as_ref());
    let people = tools.peers.people(cause, requester.clone().into_iter().collect()).await?;
    let user = tools.peers.person(cause, &cause.actor()).await?.unwrap_or_default();
    let mut values = Values::new()
        .with("account.name", tools.peers.account(cause).await?.name)
        .with("user.first_name", first_name(&user.name))
        .with("user.name", user.name);
    if let Some(requester) = people.into_iter().next() {
        values = values
            .with("requester.first_name", first_name(&requester.name))
            .with("requester.name", requester.name)
            .with("requester.email", requester.email);
        values = known.said(Target::Customer, &requester.fields, readers, values);
    }
    if let Some(item) = item {
        values = known.said(Target::Item, &item.fields, readers, values);
        values = values.with("item.number", item.number.to_string()).with("item.title", item.title);
    }
    if let Some(conversation) = conversation {
        values = values.with("conversation.title", conversation.title);
    }
    Ok(values)
}

fn requester(item: Option<&Item>, conversation: Option<&Conversation>) -> Option<String> {
    let of_item = item.and_then(|item| item.requester_ids.first().cloned());
    let customer = conversation.and_then(|conversation| match conversation.subject {
        Subject::Customer(id) => Some(CustomerId::to_string(&id)),
        _ => None,
    });
    of_item.or(customer)
}

/// The first word of a name; the whole of one that is an address.
fn first_name(name: &str) -> String {
    let name = name.trim();
    if let Some((_, given)) = name.split_once(", ") {
        return given.split_whitespace().next().unwrap_or(name).to_owned();
    }
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_name_is_the_given_one() {
        let cases = [("Ann Lee", "Ann"), ("Lee, Ann Mary", "Ann"), ("", ""), ("ann@b.test", "ann@b.test")];
        for (name, want) in cases {
            assert_eq!(first_name(name), want);
        }
    }
}
