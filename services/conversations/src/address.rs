//! The addresses of an account: `ticket@` and `task@` open items, `reply+…@` joins a conversation.
use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, ConversationId},
};
use tandem_proto::{directory::Account, items::Kind};

use crate::{conversation, peer, reply_key, tools::Tools};

/// Longest address looked at, in bytes.
const LONGEST: usize = 320;

/// What an address of ours is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Nobody's.
    Unknown,
    /// Opens an item of that kind.
    Intake { account: Account, kind: Kind },
    /// Joins a conversation.
    Reply { account: Account, conversation: ConversationId },
}

impl Place {
    /// The account it belongs to.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Unknown => None,
            Self::Intake { account, .. } | Self::Reply { account, .. } => Some(account),
        }
    }
}

/// The kind of item that mail for this local part opens; `ticket+anything` is `ticket`.
#[must_use]
pub fn kind_of(local: &str) -> Option<Kind> {
    match local.split('+').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "ticket" => Some(Kind::Ticket),
        "task" => Some(Kind::Task),
        _ => None,
    }
}

/// Refuses what can be no address of a mailbox.
///
/// # Errors
/// `Invalid` with the field and the value.
pub fn check(field: &str, address: &str) -> Result<()> {
    let sound =
        address.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
            && address.len() <= LONGEST
            && address.matches('@').count() == 1;
    if !sound || address.chars().any(|c| c.is_control() || c.is_whitespace() || "<>,;()\"\\".contains(c)) {
        return Err(Error::invalid(field, format!("{address:?} is no e-mail address")));
    }
    Ok(())
}

/// Whether mail for this address would come back to us.
#[must_use]
pub fn is_ours(address: &str, mail_domain: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let reply = local.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("reply+"));
    domain.eq_ignore_ascii_case(mail_domain) && (reply || kind_of(local).is_some())
}

/// The account whose mail domain an address has.
///
/// # Errors
/// Where directory is away.
async fn account_of(tools: &Tools, address: &str) -> Result<Option<Account>> {
    match address.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() && address.len() <= LONGEST => {
            tools.peers.account_of_domain(domain).await
        }
        _ => Ok(None),
    }
}

/// What an address is for.
///
/// # Errors
/// Where directory or the database is away.
pub async fn find(tools: &Tools, address: &str) -> Result<Place> {
    let Some(account) = account_of(tools, address).await? else { return Ok(Place::Unknown) };
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    if let Some(kind) = kind_of(local) {
        return Ok(Place::Intake { account, kind });
    }
    let id: AccountId = account.id.parse()?;
    match conversation_of(tools, id, address).await? {
        Some(conversation) => Ok(Place::Reply { account, conversation }),
        None => Ok(Place::Unknown),
    }
}

/// The conversation that a reply address of this account stands for, if we signed it and it is there.
///
/// # Errors
/// Where the database is away.
pub async fn conversation_of(
    tools: &Tools,
    account: AccountId,
    address: &str,
) -> Result<Option<ConversationId>> {
    let key = reply_key::of(&tools.db, account).await?;
    let Some(bound) = key.verify(address, account.uuid().into_bytes()) else { return Ok(None) };
    let id = ConversationId::from(uuid::Uuid::from_bytes(bound.conversation));
    match conversation::get(&tools.db, account, id).await {
        Ok(found) => Ok(Some(found.id)),
        Err(error) if peer::is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The signed reply address of a conversation.
///
/// # Errors
/// Where the database is away.
pub async fn reply_address(
    tools: &Tools,
    cause: &Cause,
    conversation: ConversationId,
    mail_domain: &str,
) -> Result<String> {
    let key = reply_key::of(&tools.db, cause.account()).await?;
    Ok(key.sign(&reply_key::bound(cause.account(), conversation), mail_domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_part_says_what_is_opened() {
        let cases = [
            ("ticket", Some(Kind::Ticket)),
            ("TICKET+printers", Some(Kind::Ticket)),
            ("task", Some(Kind::Task)),
            ("tickets", None),
            ("reply+x.y", None),
            ("", None),
        ];
        for (local, want) in cases {
            assert_eq!(kind_of(local), want, "{local}");
        }
    }

    #[test]
    fn our_own_addresses_are_known() {
        for (address, ours) in [
            ("ticket@d.e", true),
            ("Reply+a.b@D.e", true),
            ("task+x@d.e", true),
            ("ann@d.e", false),
            ("ticket@x.y", false),
            ("ticket", false),
        ] {
            assert_eq!(is_ours(address, "d.e"), ours, "{address}");
        }
    }
}
