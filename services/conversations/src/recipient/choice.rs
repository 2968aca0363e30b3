//! Who is chosen to receive one message: those who would, less who is left out, and who is named beside them. Each once.
use std::collections::HashSet;

use tandem_kit::{
    Cause, Error, Result,
    id::{self, AccountId, ConversationId},
};
use tandem_proto::conversations::{
    delivery::Channel, preview_recipients_response::Reason, suppression::Reason::Bounced,
};

use super::{Audience, Recipient, participants};
use crate::{
    address,
    conversation::{Conversation, Subject},
    message::{Mailbox, code},
    outgoing::suppression,
    tools::Tools,
};

/// Most people left out, and most named beside those who take part.
const MOST_LEFT_OUT: usize = 200;
const MOST_COPIES: usize = 50;

/// What the writer chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// `cus_…` and `usr_…`
    pub leave_out: Vec<String>,
    pub copy_to: Vec<Mailbox>,
}

impl Choice {
    /// Whether anything was chosen.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.leave_out.is_empty() && self.copy_to.is_empty()
    }

    fn names(&self, address: &str) -> bool {
        self.copy_to.iter().any(|one| one.address.eq_ignore_ascii_case(address))
    }

    /// Refuses more than is taken, and what is no person's id.
    ///
    /// # Errors
    /// `Invalid` with the field and the value.
    pub fn check_bounds(&self) -> Result<()> {
        if self.leave_out.len() > MOST_LEFT_OUT {
            let why = format!("names {} people; at most {MOST_LEFT_OUT} are taken", self.leave_out.len());
            return Err(Error::invalid("leave_out_ids", why));
        }
        for one in &self.leave_out {
            if !matches!(id::split(one), Some(("cus" | "usr", _))) {
                return Err(Error::invalid("leave_out_ids", format!("{one:?} is no person's id")));
            }
        }
        if self.copy_to.len() > MOST_COPIES {
            let why = format!("names {} addresses; at most {MOST_COPIES} are taken", self.copy_to.len());
            return Err(Error::invalid("copy_to", why));
        }
        Ok(())
    }

    /// Refuses what cannot be chosen in that conversation.
    ///
    /// # Errors
    /// `Invalid` with the field and the value.
    pub fn check(&self, conversation: &Conversation) -> Result<()> {
        self.check_bounds()?;
        if !self.copy_to.is_empty() && !conversation.is_with_customers() {
            return Err(Error::invalid("copy_to", "an internal message goes to nobody by e-mail"));
        }
        self.copy_to.iter().try_for_each(|one| address::check("copy_to", &one.address))
    }
}

/// Who receives a message of that author.
#[must_use]
pub fn chosen(audience: &Audience, author: &str, choice: &Choice) -> Vec<Recipient> {
    let mut all = audience.without(author);
    all.retain(|one| !choice.leave_out.contains(&one.person));
    let mut seen: HashSet<String> = all.iter().map(|one| one.address.to_lowercase()).collect();
    for copy in &choice.copy_to {
        let ours = audience.own.has(&copy.address.to_lowercase());
        if !ours && seen.insert(copy.address.to_lowercase()) {
            let (name, address) = (copy.name.clone(), copy.address.clone());
            all.push(Recipient { person: String::new(), name, address });
        }
    }
    all
}

/// Somebody who would receive a message, or was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub recipient: Recipient,
    pub channel: Channel,
    pub reason: Reason,
    pub left_out: bool,
    /// What was said when their mail bounced.
    pub warning: String,
}

/// Everybody who would receive a message of the caller, and who was left out.
///
/// # Errors
/// As [`Choice::check`] and [`super::of`].
pub async fn preview(
    tools: &Tools,
    cause: &Cause,
    conversation: &Conversation,
    choice: &Choice,
) -> Result<Vec<Preview>> {
    choice.check(conversation)?;
    let audience = super::of(tools, cause, conversation).await?;
    let joined = participants_of(tools, cause.account(), conversation.id).await?;
    let named = |one: &Recipient| reason(one, &audience, conversation, &joined);
    let without = |recipient: Recipient, channel| Preview {
        reason: named(&recipient),
        left_out: choice.leave_out.contains(&recipient.person) && !choice.names(&recipient.address),
        channel,
        recipient,
        warning: String::new(),
    };
    let everybody = Choice { leave_out: Vec::new(), ..choice.clone() };
    let mut all: Vec<Preview> = chosen(&audience, &cause.actor(), &everybody)
        .into_iter()
        .map(|one| without(one, Channel::Email))
        .collect();
    let silent = audience.people.iter().filter(|one| one.address.is_empty() && one.person != cause.actor());
    all.extend(silent.map(|one| without(one.clone(), Channel::Portal)));
    let addresses: Vec<String> = all.iter().map(|one| one.recipient.address.to_lowercase()).collect();
    let known = suppression::of_addresses(&tools.db, cause.account(), &addresses).await?;
    for known in known.into_iter().filter(|one| one.reason == code(Bounced as i32)) {
        for one in all.iter_mut().filter(|one| one.recipient.address.eq_ignore_ascii_case(&known.address)) {
            one.warning.clone_from(&known.detail);
        }
    }
    Ok(all)
}

async fn participants_of(
    tools: &Tools,
    account: AccountId,
    conversation: ConversationId,
) -> Result<HashSet<String>> {
    let known = participants(&tools.db, account, conversation).await?;
    Ok(known.into_iter().map(|one| one.person).collect())
}

fn reason(
    one: &Recipient,
    audience: &Audience,
    conversation: &Conversation,
    joined: &HashSet<String>,
) -> Reason {
    if one.person.is_empty() {
        Reason::Copy
    } else if audience.is_requester(&one.person) {
        Reason::Requester
    } else if matches!(conversation.subject, Subject::Customer(id) if id.to_string() == one.person) {
        Reason::Subject
    } else if joined.contains(&one.person) {
        Reason::Participant
    } else {
        Reason::Follower
    }
}

#[cfg(test)]
mod tests {
    use tandem_proto::directory::Account;

    use super::*;

    fn audience() -> Audience {
        let person = |person: &str, address: &str| Recipient {
            person: person.into(),
            name: String::new(),
            address: address.into(),
        };
        Audience {
            account: Account::default(),
            own: address::Own { mail_domain: "desk.test".into(), ..address::Own::default() },
            item: None,
            people: vec![person("cus_1", "ann@b.c"), person("cus_2", "ben@b.c")],
        }
    }

    #[test]
    fn who_is_left_out_gets_nothing_and_who_is_named_twice_gets_one() {
        let to = |address: &str| Mailbox { name: String::new(), address: address.into() };
        let choice = Choice {
            leave_out: vec!["cus_1".into()],
            copy_to: vec![to("BEN@b.c"), to("cat@b.c"), to("Cat@b.c"), to("ticket@desk.test")],
        };
        let got: Vec<String> =
            chosen(&audience(), "usr_9", &choice).into_iter().map(|one| one.address).collect();
        assert_eq!(got, ["ben@b.c", "cat@b.c"]);
        assert_eq!(chosen(&audience(), "usr_9", &Choice::default()).len(), 2);
    }
}
