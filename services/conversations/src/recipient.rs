//! Who receives what is posted: the requesters of the item, the customers who take part and those who follow, each once,
//! never its author.
use std::collections::HashSet;

use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Db, Result, Tx,
    id::{AccountId, ConversationId},
};
use tandem_proto::{
    directory::{Account, Person},
    items::Item,
};

use crate::{
    address,
    conversation::{Conversation, Subject},
    follower,
    tools::Tools,
};

pub mod choice;

/// Most people who take part in one conversation beside the requesters.
const MOST_PARTICIPANTS: i64 = 200;

/// Somebody who receives a message, by e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// `cus_…` or `usr_…`
    pub person: String,
    pub name: String,
    pub address: String,
}

/// What a message is about, and who hears of it.
#[derive(Clone, Debug)]
pub struct Audience {
    pub account: Account,
    /// The addresses of the account: none of them is written to.
    pub own: address::Own,
    /// The item, where the conversation is about one.
    pub item: Option<Item>,
    /// Everybody who takes part, the author too.
    pub people: Vec<Recipient>,
}

impl Audience {
    /// Who would get a message of this author.
    #[must_use]
    pub fn without(&self, author: &str) -> Vec<Recipient> {
        let author_address =
            self.people.iter().find(|one| one.person == author).map(|one| one.address.to_lowercase());
        let mut seen: Vec<String> = author_address.into_iter().collect();
        let mut left = Vec::new();
        for one in &self.people {
            let address = one.address.to_lowercase();
            let ours = self.own.has(&address);
            if one.person != author && !address.is_empty() && !ours && !seen.contains(&address) {
                seen.push(address);
                left.push(one.clone());
            }
        }
        left
    }
    /// The one with that address, the author of a mail.
    #[must_use]
    pub fn by_address(&self, address: &str) -> Option<&Recipient> {
        self.people.iter().find(|one| one.address.eq_ignore_ascii_case(address))
    }
    /// Whether somebody takes part.
    #[must_use]
    pub fn has(&self, person: &str) -> bool {
        self.people.iter().any(|one| one.person == person)
    }
    /// Whether somebody is a requester of the item.
    #[must_use]
    pub fn is_requester(&self, person: &str) -> bool {
        self.item.as_ref().is_some_and(|item| item.requester_ids.iter().any(|id| id == person))
    }
}

/// Everybody who takes part in a conversation with customers; of one among users only what it is about is looked up.
///
/// # Errors
/// Where items or directory is away, or the item is gone.
pub async fn of(tools: &Tools, cause: &Cause, conversation: &Conversation) -> Result<Audience> {
    let account = tools.peers.account(cause).await?;
    let own = address::Own::of(tools, &account).await?;
    within(tools, cause, (account, own), conversation).await
}

/// The same in an account that is known.
///
/// # Errors
/// As [`of`].
pub async fn within(
    tools: &Tools,
    cause: &Cause,
    (account, own): (Account, address::Own),
    conversation: &Conversation,
) -> Result<Audience> {
    let item = match conversation.subject {
        Subject::Item(id) => Some(tools.peers.item(&cause.as_system(), &id.to_string()).await?),
        _ => None,
    };
    if !conversation.is_with_customers() {
        return Ok(Audience { account, own, item, people: Vec::new() });
    }
    let mut ids = item.as_ref().map(|item| item.requester_ids.clone()).unwrap_or_default();
    match conversation.subject {
        Subject::Customer(id) => ids.push(id.to_string()),
        Subject::Organization(id) => ids.extend(tools.peers.customers_of(cause, id).await?),
        _ => {}
    }
    let known = participants(&tools.db, cause.account(), conversation.id).await?;
    ids.extend(known.iter().map(|one| one.person.clone()));
    let mut followed = vec![conversation.id.to_string()];
    followed.extend(item.as_ref().map(|item| item.id.clone()));
    ids.extend(follower::of(tools.db.pool(), cause.account(), &followed).await?);
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    let found = tools.peers.people(cause, ids.clone()).await?;
    let people = ids.iter().filter_map(|id| recipient(id, &found, &known)).collect();
    Ok(Audience { account, own, item, people })
}

/// As directory knows them now; as they took part where it does not know them any more.
fn recipient(id: &str, found: &[Person], known: &[Recipient]) -> Option<Recipient> {
    if let Some(person) = found.iter().find(|person| person.id == id) {
        return (!person.disabled).then(|| Recipient {
            person: id.to_owned(),
            name: person.name.clone(),
            address: person.email.clone(),
        });
    }
    known.iter().find(|one| one.person == id).cloned()
}

async fn participants(db: &Db, account: AccountId, conversation: ConversationId) -> Result<Vec<Recipient>> {
    Ok(sqlx::query_as!(
        Recipient,
        "select person, name, address
           from conversations.participant
          where account = $1 and conversation = $2
          order by create_time, person
          limit $3",
        account.uuid(),
        conversation.uuid(),
        MOST_PARTICIPANTS
    )
    .fetch_all(db.pool())
    .await?)
}

/// Lets people take part in a conversation; those who do already stay as they are.
///
/// # Errors
/// Where the database is away.
pub async fn join(
    tx: &mut Tx,
    account: AccountId,
    conversation: ConversationId,
    people: &[Recipient],
    now: DateTime<Utc>,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let column =
        |read: fn(&Recipient) -> &String| people.iter().map(|one| read(one).clone()).collect::<Vec<_>>();
    sqlx::query!(
        "insert into conversations.participant (account, conversation, person, name, address, create_time)
         select $1, $2, person, name, address, $6
           from unnest($3::text[], $4::text[], $5::text[]) as given (person, name, address)
         on conflict do nothing",
        account.uuid(),
        conversation.uuid(),
        &column(|one| &one.person),
        &column(|one| &one.name),
        &column(|one| &one.address),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_receives_a_message_twice_nor_their_own() {
        let person = |person: &str, address: &str| Recipient {
            person: person.into(),
            name: String::new(),
            address: address.into(),
        };
        let people = vec![
            person("cus_1", "ann@b.c"),
            person("cus_2", "Ben@b.c"),
            person("cus_3", "ben@B.c"),
            person("cus_4", ""),
            person("cus_5", "ticket@desk.test"),
            person("usr_6", "ANN@b.c"),
        ];
        let account = Account { mail_domain: "desk.test".into(), ..Account::default() };
        let own = address::Own { mail_domain: account.mail_domain.clone(), ..address::Own::default() };
        let audience = Audience { account, own, item: None, people };
        let got =
            |author: &str| audience.without(author).into_iter().map(|one| one.person).collect::<Vec<_>>();
        assert_eq!(got("usr_9"), ["cus_1", "cus_2"]);
        assert_eq!(got("cus_1"), ["cus_2"]);
        assert_eq!(got("cus_3"), ["cus_1"]);
    }
}
