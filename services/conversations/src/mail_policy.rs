//! What of the mail that comes in is let in: whom an account blocks and trusts, and who is never added.
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use tandem_kit::{Cause, Db, Error, Result, Tx, id::AccountId, mask};
use tandem_proto::conversations as pb;

use crate::{
    mailbox::settings::{LARGEST_MAIL, check_address, is_domain},
    message::code,
    tools::Tools,
};

pub mod trust;

use trust::{AgentMail, Quarantine};

const MOST_DOMAINS: usize = 100;
const MOST_ENTRIES: usize = 5_000;
const PATHS: [&str; 8] =
    ["domains", "blocked", "allowed", "never_follow", "copy_policy", "max_bytes", "quarantine", "agent_mail"];

/// An account's policy as it is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MailPolicy {
    pub domains: Vec<String>,
    pub blocked: Vec<String>,
    pub allowed: Vec<String>,
    pub never_follow: Vec<String>,
    pub copy_policy: i16,
    pub max_bytes: i64,
    pub quarantine: Json<Quarantine>,
    pub agent_mail: Json<AgentMail>,
    pub revision: i64,
    pub update_time: Option<DateTime<Utc>>,
}

impl MailPolicy {
    /// What becomes of the people in copy, where a mailbox says nothing of its own.
    #[must_use]
    pub fn copies(&self, mailbox: i16) -> pb::CopyPolicy {
        let said = if mailbox == 0 { self.copy_policy } else { mailbox };
        match pb::CopyPolicy::try_from(i32::from(said)).unwrap_or_default() {
            pb::CopyPolicy::Unspecified => pb::CopyPolicy::Follow,
            said => said,
        }
    }
    /// The largest mail that is fetched, where a mailbox says nothing of its own.
    #[must_use]
    pub fn largest(&self, mailbox: i64) -> i64 {
        [mailbox, self.max_bytes].into_iter().find(|most| *most > 0).unwrap_or(LARGEST_MAIL)
    }
}

/// Whether a list has an address, or its domain, or one above that.
#[must_use]
pub fn names(list: &[String], address: &str) -> bool {
    let address = address.trim_end_matches('.').to_lowercase();
    let Some((_, domain)) = address.rsplit_once('@') else { return false };
    list.iter().any(|one| {
        if one.contains('@') {
            *one == address
        } else {
            domain == one || domain.strip_suffix(one.as_str()).is_some_and(|below| below.ends_with('.'))
        }
    })
}

/// The policy of an account; its defaults where nothing was ever set.
///
/// # Errors
/// Where the database is away.
pub async fn get(db: &Db, account: AccountId) -> Result<MailPolicy> {
    let found = sqlx::query_as!(
        MailPolicy,
        r#"select domains, blocked, allowed, never_follow, copy_policy, max_bytes,
                  quarantine as "quarantine: Json<Quarantine>", agent_mail as "agent_mail: Json<AgentMail>", revision,
                  update_time as "update_time?"
             from conversations.mail_policy
            where account = $1"#,
        account.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(found.unwrap_or_default())
}

/// Changes what the mask names.
///
/// # Errors
/// `Invalid` with the field, `Stale`, `DOMAIN_TAKEN`, `DOMAIN_IN_USE`.
pub async fn update(
    tools: &Tools,
    cause: &Cause,
    given: pb::MailPolicy,
    of: Option<&prost_types::FieldMask>,
) -> Result<MailPolicy> {
    let paths = mask::paths(of)?;
    if paths.contains(&"domains") {
        check_domains(tools, cause, &given.domains).await?;
    }
    let account = cause.account();
    let mut tx = tools.db.begin().await?;
    let before = lock(&mut tx, account).await?;
    Error::stale_unless("the mail policy", given.revision, before.revision)?;
    let mut after = before;
    for path in paths {
        set(&mut after, path, &given)?;
    }
    in_use(&mut tx, account, tools.peers.account(cause).await?.mail_domain, &after.domains).await?;
    write(&mut tx, account, &after).await?;
    tx.commit().await?;
    get(&tools.db, account).await
}

/// Adds an address to those that are blocked.
///
/// # Errors
/// `Invalid` where the list is full.
pub async fn block(tx: &mut Tx, account: AccountId, address: &str) -> Result<()> {
    let mut policy = lock(tx, account).await?;
    let address = address.to_lowercase();
    policy.allowed.retain(|one| *one != address);
    if !policy.blocked.contains(&address) {
        policy.blocked.push(address);
    }
    if policy.blocked.len() > MOST_ENTRIES {
        return Err(Error::invalid("mail_policy.blocked", format!("has at most {MOST_ENTRIES} entries")));
    }
    write(tx, account, &policy).await
}

async fn lock(tx: &mut Tx, account: AccountId) -> Result<MailPolicy> {
    let now = tx.now();
    sqlx::query!(
        "insert into conversations.mail_policy (account, revision, update_time) values ($1, 0, $2) on conflict do nothing",
        account.uuid(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(sqlx::query_as!(
        MailPolicy,
        r#"select domains, blocked, allowed, never_follow, copy_policy, max_bytes,
                  quarantine as "quarantine: Json<Quarantine>", agent_mail as "agent_mail: Json<AgentMail>", revision,
                  update_time as "update_time?"
             from conversations.mail_policy
            where account = $1
              for update"#,
        account.uuid()
    )
    .fetch_one(&mut **tx)
    .await?)
}

async fn write(tx: &mut Tx, account: AccountId, policy: &MailPolicy) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "update conversations.mail_policy
            set domains = $2, blocked = $3, allowed = $4, never_follow = $5, copy_policy = $6,
                max_bytes = $7, revision = revision + 1, update_time = $8, quarantine = $9, agent_mail = $10
          where account = $1",
        account.uuid(),
        &policy.domains,
        &policy.blocked,
        &policy.allowed,
        &policy.never_follow,
        policy.copy_policy,
        policy.max_bytes,
        now,
        Json(&policy.quarantine.0) as _,
        Json(&policy.agent_mail.0) as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn set(policy: &mut MailPolicy, path: &str, given: &pb::MailPolicy) -> Result<()> {
    match path {
        "domains" => policy.domains = domains(&given.domains)?,
        "blocked" => policy.blocked = entries("mail_policy.blocked", &given.blocked)?,
        "allowed" => policy.allowed = entries("mail_policy.allowed", &given.allowed)?,
        "never_follow" => policy.never_follow = entries("mail_policy.never_follow", &given.never_follow)?,
        "copy_policy" => policy.copy_policy = code(given.copy_policy() as i32),
        "max_bytes" => {
            if !(0..=LARGEST_MAIL).contains(&given.max_bytes) {
                let problem = format!("{} is not between 0 and {LARGEST_MAIL}", given.max_bytes);
                return Err(Error::invalid("mail_policy.max_bytes", problem));
            }
            policy.max_bytes = given.max_bytes;
        }
        "quarantine" => {
            policy.quarantine = Json(Quarantine::read(given.quarantine.clone().unwrap_or_default())?);
        }
        "agent_mail" => policy.agent_mail = Json(AgentMail::read(given.agent_mail.unwrap_or_default())?),
        other => return Err(mask::unknown(other, &PATHS)),
    }
    Ok(())
}

/// Another account's mail domain is not to be had.
async fn check_domains(tools: &Tools, cause: &Cause, given: &[String]) -> Result<()> {
    let own = cause.account().to_string();
    for domain in domains(given)? {
        if tools.peers.account_of_domain(&domain).await?.is_some_and(|account| account.id != own) {
            return Err(Error::refused(
                "DOMAIN_TAKEN",
                format!("{domain} is the mail domain of another account"),
            ));
        }
    }
    Ok(())
}

/// A domain that a mailbox has an address of stays.
async fn in_use(tx: &mut Tx, account: AccountId, mail_domain: String, domains: &[String]) -> Result<()> {
    let kept = [domains, &[mail_domain]].concat();
    let used = sqlx::query_scalar!(
        "select address from conversations.mailbox_address
          where account = $1 and not split_part(address, '@', 2) = any($2)
          limit 1",
        account.uuid(),
        &kept
    )
    .fetch_optional(&mut **tx)
    .await?;
    match used {
        Some(address) => Err(Error::refused(
            "DOMAIN_IN_USE",
            format!("{address} is the address of a mailbox: take it from there first"),
        )),
        None => Ok(()),
    }
}

fn domains(given: &[String]) -> Result<Vec<String>> {
    let field = "mail_policy.domains";
    let read = normal(given);
    if read.len() > MOST_DOMAINS {
        return Err(Error::invalid(field, format!("has {}; at most {MOST_DOMAINS} are taken", read.len())));
    }
    match read.iter().find(|one| !is_domain(one)) {
        Some(wrong) => Err(Error::invalid(field, format!("{wrong:?} is no domain such as acme.com"))),
        None => Ok(read),
    }
}

fn entries(field: &str, given: &[String]) -> Result<Vec<String>> {
    let read = normal(given);
    if read.len() > MOST_ENTRIES {
        return Err(Error::invalid(field, format!("has {}; at most {MOST_ENTRIES} are taken", read.len())));
    }
    for one in &read {
        if one.contains('@') {
            check_address(field, one)?;
        } else if !is_domain(one) {
            let problem =
                format!("{one:?} is no address such as ann@acme.com, nor a domain such as acme.com");
            return Err(Error::invalid(field, problem));
        }
    }
    Ok(read)
}

fn normal(given: &[String]) -> Vec<String> {
    let mut read: Vec<String> = given
        .iter()
        .map(|one| one.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase())
        .collect();
    read.sort();
    read.dedup();
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_addresses_and_domains_with_those_below() {
        let list = ["ann@b.c".to_owned(), "spam.test".to_owned()];
        for (address, named) in [
            ("Ann@B.c", true),
            ("ben@b.c", false),
            ("x@spam.test", true),
            ("x@mx.spam.test", true),
            ("x@nospam.test", false),
            ("spam.test", false),
            ("x@spam.test.", true),
        ] {
            assert_eq!(names(&list, address), named, "{address}");
        }
    }
}
