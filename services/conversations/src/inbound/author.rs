//! Who wrote a mail, who joins a conversation with it, and what of it may be believed: a mail proves no sender.
use tandem_kit::{Caller, Cause, Result, Who, id};
use tandem_proto::{
    conversations::{CopyPolicy, Visibility, message_posted::Author},
    directory::Person,
};

use super::{agent, place::Place, read::Opened, write};
use crate::{
    conversation::Conversation,
    mail_policy,
    message::{self, Message},
    recipient::{Audience, Recipient},
    tools::Tools,
};

/// Most people in copy who are let into the conversation.
const MOST_COPIES: usize = 20;

/// Who wrote it: a person of the account, made one where unknown. Nobody where there is no address that could be one.
///
/// # Errors
/// Where directory is away.
pub async fn sender(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    problems: &mut Vec<String>,
) -> Result<Option<Person>> {
    let mail = &opened.mail;
    let envelope = opened.kept.envelope_from.clone().unwrap_or_default();
    let given = [Some(&mail.from), mail.sender.as_ref(), mail.reply_to.first()];
    let named = given
        .into_iter()
        .flatten()
        .find(|one| one.address.contains('@'))
        // The root's dot, which some programs write, is no part of an address.
        .map(|one| (one.address.trim_end_matches('.').to_owned(), one.name.clone()));
    let (address, name) = named.unwrap_or((envelope, String::new()));
    if !address.contains('@') || opened.own.has(&address) {
        problems.push("it names no sender".into());
        return Ok(None);
    }
    match tools.peers.ensure_person(cause, &address, &name).await {
        Ok(person) => Ok(Some(person)),
        Err(error) if error.passing() => Err(error),
        Err(error) => {
            problems.push(format!("its sender {address:?} is no address of a person: {error}"));
            Ok(None)
        }
    }
}

/// The customers in copy. Users are told by other ways, and our own addresses by none.
///
/// # Errors
/// Where directory is away.
pub async fn copies(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    place: &Place,
    sender: Option<&Person>,
) -> Result<Vec<Recipient>> {
    let copies = opened.policy.copies(place.copy_policy);
    if write::unanswerable(opened) || copies == CopyPolicy::Ignore {
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    let outside = opened.mail.cc.iter().filter(|one| {
        one.address.contains('@')
            && !opened.own.has(&one.address)
            && !mail_policy::names(&opened.policy.never_follow, &one.address)
    });
    for one in outside.take(MOST_COPIES) {
        match tools.peers.ensure_person(cause, &one.address, &one.name).await {
            Ok(person)
                if person.id.starts_with("cus_") && sender.is_none_or(|sender| sender.id != person.id) =>
            {
                people.push(Recipient { person: person.id, name: person.name, address: person.email });
            }
            Err(error) if error.passing() => return Err(error),
            Ok(_) | Err(_) => {} // a user, the sender again, or no address
        }
    }
    Ok(people)
}

/// Who joins a conversation with a mail, and whom it goes on to where it is a user's that is posted.
#[derive(Clone, Debug, Default)]
pub struct Joining {
    pub people: Vec<Recipient>,
    pub posted_to: Option<Vec<Recipient>>,
}

impl Joining {
    fn by(people: Vec<Recipient>) -> Self {
        Self { people, posted_to: None }
    }
}

/// Decides who the author of a joining mail is and who joins with them. What one with a user's address may do, `agent` says, unless that
/// user is the requester. Shown to users only is one of somebody who takes no part: a reply address is handed on with every forwarded mail, so holding
/// one proves nothing, except for a customer of the item's own organization, who is let in by it.
///
/// # Errors
/// Where directory is away.
pub async fn joining(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    (conversation, audience): (&Conversation, &Audience),
    place: &Place,
    message: &mut Message,
) -> Result<Joining> {
    let known = audience.by_address(&opened.mail.from.address).cloned();
    if opened.is_automatic() {
        match known {
            Some(known) => message.author = known.person,
            None => hide(message, "a machine that takes no part wrote it"),
        }
        return Ok(Joining::default());
    }
    let Some(person) = sender(tools, cause, opened, &mut message.problems).await? else {
        hide(message, "the sender does not take part: it is shown to users only");
        return Ok(Joining::default());
    };
    message.author.clone_from(&person.id);
    if person.id.starts_with("usr_") && !audience.is_requester(&person.id) {
        let to = (conversation, audience);
        let posted_to = agent::joining(tools, cause, opened, to, place, (&person, message)).await?;
        return Ok(Joining { people: Vec::new(), posted_to });
    }
    let takes_part = known.is_some() || audience.has(&person.id);
    let by_address = place.threaded_by == "REPLY_ADDRESS" && message.is_for_customers();
    let let_in = takes_part || (by_address && is_colleague(&person, audience));
    if !let_in {
        hide(
            message,
            "the sender does not take part: it is shown to users only, and answers do not go there",
        );
        return Ok(Joining::default());
    }
    let mut joining = copies(tools, cause, opened, place, Some(&person)).await?;
    if !takes_part && !mail_policy::names(&opened.policy.never_follow, &person.email) {
        joining.push(Recipient { person: person.id, name: person.name, address: person.email });
    }
    Ok(Joining::by(joining))
}

/// Shows a message to users only, and why.
pub fn hide(message: &mut Message, why: &str) {
    message.visibility = message::code(Visibility::Internal as i32);
    message.problems.push(why.into());
}

/// Whether a customer is of the organization that the item is for.
fn is_colleague(person: &Person, audience: &Audience) -> bool {
    let organization = audience.item.as_ref().map(|item| item.organization_id.as_str()).unwrap_or_default();
    !organization.is_empty() && person.organization_id == organization && !person.disabled
}

/// In whose name a mail is announced: its author's. A machine's, and one that is not believed, in the system's.
#[must_use]
pub fn cause(cause: &Cause, message: &Message) -> Cause {
    let customer = message.author_kind == message::code(Author::Customer as i32);
    // A user's mail is for customers only where it is proved, and among users it says that it is not.
    let user = message.author_kind == message::code(Author::User as i32) && message.problems.is_empty();
    let believed = !message.automatic && (user || (customer && message.is_for_customers()));
    let who = match id::split(&message.author) {
        Some(("cus", id)) if believed => Who::Customer(id),
        Some(("usr", id)) if believed => Who::User(id),
        _ => return cause.clone(),
    };
    Cause { caller: Caller { who, ..cause.caller.clone() }, ..cause.clone() }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tandem_kit::id::{AccountId, MessageId};
    use tandem_proto::{conversations::message::Channel, directory::Account, items::Item};

    use super::*;

    #[test]
    fn a_mail_is_announced_in_the_name_of_whoever_may_be_believed() {
        let system = Cause::system(AccountId::new());
        let customer = "cus_0190a1b2c3d4e5f60718293a4b5c6d7e";
        let message = |author: &str| Message {
            author: author.into(),
            visibility: message::code(Visibility::Customer as i32),
            ..Message::blank(MessageId::new(), Author::Customer, Channel::Email, DateTime::UNIX_EPOCH)
        };
        let actor = |message: &Message| cause(&system, message).actor();
        assert_eq!(actor(&message(customer)), customer);
        assert_eq!(
            actor(&message("usr_0190a1b2c3d4e5f60718293a4b5c6d7e")),
            "usr_0190a1b2c3d4e5f60718293a4b5c6d7e"
        );
        assert_eq!(actor(&message("")), "system");
        assert_eq!(actor(&Message { automatic: true, ..message(customer) }), "system");
        let mut hidden = message(customer);
        hide(&mut hidden, "why");
        assert_eq!((actor(&hidden).as_str(), hidden.problems.len()), ("system", 1));
    }

    #[test]
    fn a_colleague_is_of_the_same_organization() {
        let audience = |organization: &str| Audience {
            account: Account::default(),
            own: crate::address::Own::default(),
            item: Some(Item { organization_id: organization.into(), ..Item::default() }),
            people: Vec::new(),
        };
        let person = |organization: &str, disabled: bool| Person {
            organization_id: organization.into(),
            disabled,
            ..Person::default()
        };
        assert!(is_colleague(&person("org_1", false), &audience("org_1")));
        assert!(!is_colleague(&person("org_1", true), &audience("org_1")));
        assert!(!is_colleague(&person("org_2", false), &audience("org_1")));
        assert!(!is_colleague(&person("", false), &audience("")));
    }
}
