//! The addresses of an account: `ticket@` and `task@` open items, `reply+…@` joins a conversation, `bounce+…@` takes reports.
use std::sync::Arc;

use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, ConversationId, MailId, MailboxId},
};
use tandem_proto::{directory::Account, items::Kind};

use crate::{
    conversation,
    mail::ReplyKey,
    mailbox::{
        addresses::{self, Claimed, Known},
        settings::Opens,
    },
    peer, reply_key,
    tools::Tools,
};

/// Longest address looked at, in bytes.
const LONGEST: usize = 320;
/// How the addresses begin that are signed.
const REPLY: &str = "reply+";
const BOUNCE: &str = "bounce+";

/// What an address of ours is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Nobody's.
    Unknown,
    /// A mailbox's that is off.
    Off { account: Account },
    /// Opens an item.
    Intake { account: Account, opens: Opens, mailbox: Option<MailboxId> },
    /// Joins a conversation.
    Reply { account: Account, conversation: ConversationId },
    /// Takes reports about a mail of ours.
    Bounce { account: Account, mail: MailId },
}

impl Place {
    /// The account it belongs to.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Unknown => None,
            Self::Off { account }
            | Self::Intake { account, .. }
            | Self::Reply { account, .. }
            | Self::Bounce { account, .. } => Some(account),
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

fn begins(local: &str, with: &str) -> bool {
    local.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

/// Whether an address takes nothing but reports about mails of ours.
#[must_use]
pub fn takes_reports(address: &str) -> bool {
    begins(address, BOUNCE)
}

/// Whether mail for this address would come back to us.
#[must_use]
pub fn is_ours(address: &str, mail_domain: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let signed = begins(local, REPLY) || begins(local, BOUNCE);
    domain.eq_ignore_ascii_case(mail_domain) && (signed || kind_of(local).is_some())
}

/// The addresses of an account: mail to one of them would come back to us.
#[derive(Clone, Debug, Default)]
pub struct Own {
    pub mail_domain: String,
    /// Those of its mailboxes.
    pub addresses: Arc<[Known]>,
}

impl Own {
    /// Of an account.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn of(tools: &Tools, account: &Account) -> Result<Self> {
        let addresses = addresses::of_account(&tools.db, account.id.parse()?).await?;
        Ok(Self { mail_domain: account.mail_domain.clone(), addresses: addresses.into() })
    }
    /// What mail to an address opens, and by which mailbox: a mailbox's own address before the account's, and that before one that only
    /// a catch-all takes. Nothing where it is no address of the account's, or of a mailbox that is off.
    #[must_use]
    pub fn opens(&self, address: &str) -> Option<(Opens, Option<MailboxId>)> {
        let (local, domain) = address.rsplit_once('@')?;
        let by_itself = kind_of(local).filter(|_| domain.eq_ignore_ascii_case(&self.mail_domain));
        let claimed = addresses::among(&self.addresses, address);
        match claimed.filter(|(_, catch_all)| !catch_all || by_itself.is_none()) {
            Some((one, _)) => one.enabled.then_some((one.opens, Some(one.mailbox))),
            None => by_itself.map(|kind| (Opens::kind(kind), None)),
        }
    }
    /// Whether mail for this address would come back to us. What only a catch-all takes is not ours: people have addresses there, too.
    #[must_use]
    pub fn has(&self, address: &str) -> bool {
        is_ours(&address.to_lowercase(), &self.mail_domain) || self.is_mailbox(address)
    }
    /// Whether it is the address of a mailbox.
    #[must_use]
    pub fn is_mailbox(&self, address: &str) -> bool {
        let address = address.to_lowercase();
        let plain = address
            .rsplit_once('@')
            .and_then(|(local, domain)| local.split_once('+').map(|(local, _)| format!("{local}@{domain}")));
        self.addresses.iter().any(|own| {
            own.address == address || (own.plus && plain.as_ref().is_some_and(|plain| *plain == own.address))
        })
    }
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
    if address.len() > LONGEST {
        return Ok(Place::Unknown);
    }
    let owner = account_of(tools, address).await?;
    let mut claimed = addresses::find(&tools.db, address).await?;
    if let Some(owner) = &owner {
        claimed = claimed.filter(|one| one.account.to_string() == owner.id);
    }
    let account = match (owner, &claimed) {
        (Some(owner), _) => owner,
        (None, Some(claimed)) => tools.peers.account(&Cause::system(claimed.account)).await?,
        (None, None) => return Ok(Place::Unknown),
    };
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    if begins(local, BOUNCE)
        && let Some(mail) = mail_of(tools, account.id.parse()?, address).await?
    {
        return Ok(Place::Bounce { account, mail });
    }
    if begins(local, REPLY)
        && let Some(conversation) = conversation_of(tools, account.id.parse()?, address).await?
    {
        return Ok(Place::Reply { account, conversation });
    }
    let by_itself = kind_of(local).filter(|_| account_has(&account, address));
    // A catch-all leaves the account's own addresses to the account.
    let claimed = claimed.filter(|one| !one.catch_all || by_itself.is_none());
    Ok(match (claimed, by_itself) {
        (Some(Claimed { enabled: false, .. }), _) => Place::Off { account },
        (Some(Claimed { opens, mailbox, .. }), _) => Place::Intake { account, opens, mailbox: Some(mailbox) },
        (None, Some(kind)) => Place::Intake { account, opens: Opens::kind(kind), mailbox: None },
        (None, None) => Place::Unknown,
    })
}

fn account_has(account: &Account, address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| domain.eq_ignore_ascii_case(&account.mail_domain))
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
    signed(tools, account, &key, address).await
}

/// The same, by the account's key.
///
/// # Errors
/// Where the database is away.
pub async fn signed(
    tools: &Tools,
    account: AccountId,
    key: &ReplyKey,
    address: &str,
) -> Result<Option<ConversationId>> {
    let Some(bound) = key.verify(address, account.uuid().into_bytes()) else { return Ok(None) };
    let id = ConversationId::from(uuid::Uuid::from_bytes(bound.conversation));
    match conversation::get(&tools.db, account, id).await {
        Ok(found) => Ok(Some(found.id)),
        Err(error) if peer::is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The mail that an address for reports is about, if this account signed it.
///
/// # Errors
/// Where the database is away.
pub async fn mail_of(tools: &Tools, account: AccountId, address: &str) -> Result<Option<MailId>> {
    let key = reply_key::of(&tools.db, account).await?;
    let mail = key.verify_bounce(address, account.uuid().into_bytes());
    Ok(mail.map(|id| uuid::Uuid::from_bytes(id).into()))
}

/// The address that reports about a mail come to.
///
/// # Errors
/// Where the database is away.
pub async fn bounce_address(
    tools: &Tools,
    account: AccountId,
    mail: MailId,
    mail_domain: &str,
) -> Result<String> {
    let key = reply_key::of(&tools.db, account).await?;
    Ok(key.sign_bounce(account.uuid().into_bytes(), mail.uuid().into_bytes(), mail_domain))
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
            ("bounce+a.b@d.e", true),
            ("task+x@d.e", true),
            ("ann@d.e", false),
            ("ticket@x.y", false),
            ("ticket", false),
        ] {
            assert_eq!(is_ours(address, "d.e"), ours, "{address}");
        }
    }
}
