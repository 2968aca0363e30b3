//! The link in a notice: by it, its reader is sent no more notices, until they or a user want otherwise.
use tandem_kit::{Cause, Error, Result, id::AccountId};
use tandem_proto::conversations::{self as pb, suppression::Reason};
use uuid::Uuid;

use super::{Mail, suppression};
use crate::{mail, message::code, reply_key, tools::Tools};

/// Whether notices go to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscription {
    pub account_name: String,
    /// In part.
    pub address: String,
    pub unsubscribed: bool,
}

/// What a link is for.
///
/// # Errors
/// `NotFound` for one that is not ours.
pub async fn get(tools: &Tools, token: &str) -> Result<Unsubscription> {
    let (account, mail) = read(tools, token).await?;
    show(tools, account, &mail).await
}

/// No more notices for the address that a link's mail went to. Announces `AddressSuppressed` the first time.
///
/// # Errors
/// `NotFound` for a link that is not ours.
pub async fn set(tools: &Tools, token: &str) -> Result<Unsubscription> {
    let (account, mail) = read(tools, token).await?;
    let mut tx = tools.db.begin().await?;
    let ground = suppression::Ground {
        address: &mail.address,
        person: &mail.person,
        reason: Reason::Unsubscribed,
        status_code: "",
        detail: "by the link of a notice",
        shown_at: &[],
    };
    suppression::add(&mut tx, &Cause::system(account), ground, tools.clock.now()).await?;
    tx.commit().await?;
    show(tools, account, &mail).await
}

/// Notices again. Announces `SuppressionLifted` where they were not wanted.
///
/// # Errors
/// `NotFound` for a link that is not ours.
pub async fn lift(tools: &Tools, token: &str) -> Result<Unsubscription> {
    let (account, mail) = read(tools, token).await?;
    let mut tx = tools.db.begin().await?;
    let lifted = sqlx::query!(
        "delete from conversations.suppression
          where account = $1 and address = lower($2) and reason = $3
         returning id, address, person",
        account.uuid(),
        mail.address,
        code(Reason::Unsubscribed as i32)
    )
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(lifted) = lifted {
        let told = (lifted.address, lifted.person);
        suppression::tell_lifted(&mut tx, &Cause::system(account), lifted.id.into(), told);
    }
    tx.commit().await?;
    show(tools, account, &mail).await
}

/// The mail that a link stood in.
async fn read(tools: &Tools, token: &str) -> Result<(AccountId, Mail)> {
    let unknown = || Error::not_found("notice", "with that link");
    let account = AccountId::from(Uuid::from_bytes(mail::account_of_link(token).ok_or_else(unknown)?));
    let key = reply_key::known(&tools.db, account).await?.ok_or_else(unknown)?;
    let id = key.verify_link(token, account.uuid().into_bytes()).ok_or_else(unknown)?;
    Ok((account, super::get(&tools.db, account, Uuid::from_bytes(id).into()).await?))
}

async fn show(tools: &Tools, account: AccountId, mail: &Mail) -> Result<Unsubscription> {
    let known = suppression::of_addresses(&tools.db, account, &[mail.address.to_lowercase()]).await?;
    Ok(Unsubscription {
        account_name: tools.peers.account(&Cause::system(account)).await?.name,
        address: in_part(&mail.address),
        unsubscribed: known.iter().any(|one| one.reason == code(Reason::Unsubscribed as i32)),
    })
}

/// An address that tells whoever knows it which one it is, and nobody else: `a…@acme.com`.
fn in_part(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}…@{domain}")
}

impl From<Unsubscription> for pb::Unsubscription {
    fn from(one: Unsubscription) -> Self {
        let Unsubscription { account_name, address, unsubscribed } = one;
        Self { account_name, address, unsubscribed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_in_part() {
        let cases = [("ann@acme.com", "a…@acme.com"), ("ü@b.c", "ü…@b.c"), ("x", "x…@")];
        for (address, want) in cases {
            assert_eq!(in_part(address), want);
        }
    }
}
