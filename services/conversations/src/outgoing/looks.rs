//! What mail of a mailbox goes without, because it cannot be signed or a text cannot be filled: a mail late is worse than a mail plain, and who
//! administers the mailbox sees it in the channel health until it is whole again.
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tandem_kit::{Cause, id::AccountId};
use tandem_proto::conversations::test_mailbox_response::check::Problem;
use tracing::warn;
use uuid::Uuid;

use super::{identity::Identity, send::Sender};
use crate::{
    channel_health::{self, Seen},
    mailbox::connect::Failure,
};

/// Most mailboxes that are remembered.
const MOST: usize = 2_000;

/// What a mail goes without, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Without {
    /// The signature by the mailbox's key.
    Dkim(String),
    /// One of the mailbox's texts: which.
    Text(&'static str, String),
    Logo(String),
}

impl Without {
    /// As a sentence.
    fn says(&self) -> String {
        match self {
            Self::Dkim(why) => format!("its mail goes unsigned (DKIM): {why}"),
            Self::Text(which, why) => format!("its mail goes without its {which}: {why}"),
            Self::Logo(why) => format!("its mail goes without its logo: {why}"),
        }
    }
    /// What to do about it.
    fn advice(&self) -> &'static str {
        match self {
            Self::Dkim(_) => {
                "Enter the mailbox's private key anew, and publish the DNS record that is shown for it."
            }
            Self::Text(..) => "Open the mailbox's looks, correct the text, and look at it in the preview.",
            Self::Logo(_) => "Choose another picture of at most 1 MB as the mailbox's logo.",
        }
    }
}

/// What was last written down of each mailbox by this process: at which revision, and what its mail went without.
#[derive(Clone, Default)]
pub struct Looks(Arc<Mutex<HashMap<(AccountId, Uuid), Known>>>);

type Known = (i64, Vec<Without>);

impl Looks {
    fn knows(&self, key: (AccountId, Uuid), state: &Known) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) == Some(state)
    }
    fn keep(&self, key: (AccountId, Uuid), state: Known) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, state);
    }
}

/// Writes down what a mail of a mailbox went without, where that is news.
pub async fn note(sender: &Sender, cause: &Cause, identity: &Identity, without: Vec<Without>) {
    let (account, mailbox) = (cause.account(), &identity.mailbox);
    let (key, state) = ((account, mailbox.id), (mailbox.revision, without));
    if sender.looks.knows(key, &state) {
        return;
    }
    let (id, channel) = (mailbox.mailbox_id(), format!("sender:{}", mailbox.mailbox_id()));
    let noted = match state.1.first() {
        Some(first) => {
            let said: Vec<String> = state.1.iter().map(Without::says).collect();
            warn!(mailbox.id = %id, error = said.join("; "), "mail of a mailbox is not whole");
            let failure = Failure::new(Problem::Unspecified, said.join("; ")).advising(first.advice());
            let seen = Seen { failure: Some(failure), ..Seen::default() };
            channel_health::note(&sender.tools, account, Some(id), &channel, seen).await
        }
        None => channel_health::mended(&sender.tools, account, id, &channel).await,
    };
    match noted {
        Ok(()) => sender.looks.keep(key, state),
        // It was deleted meanwhile, or the database is away: the next mail tells it again.
        Err(error) => {
            warn!(mailbox.id = %id, error = format!("{error:#}"), "what its mail goes without could not be written down");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_mailbox_is_of_its_settings() {
        let (looks, key) = (Looks::default(), (AccountId::from(Uuid::nil()), Uuid::nil()));
        let bad = (1, vec![Without::Text("footer", "line 1".into())]);
        assert!(!looks.knows(key, &bad));
        looks.keep(key, bad.clone());
        assert!(
            looks.knows(key, &bad)
                && !looks.knows(key, &(2, bad.1.clone()))
                && !looks.knows(key, &(1, Vec::new()))
        );
        assert_eq!(bad.1[0].says(), "its mail goes without its footer: line 1");
    }
}
