//! Why a mail is not let in: its sender is blocked, or it is not from whom it says.
use tandem_proto::conversations::receive_email_response::Outcome;

use super::read::Opened;
use crate::mail_policy;

/// What becomes of a mail that is not let in, and why. What somebody let in, and what the policy allows, is let in whatever it proves.
#[must_use]
pub fn why(opened: &Opened) -> Option<(Outcome, String)> {
    let from = &opened.mail.from.address;
    if opened.kept.released || mail_policy::names(&opened.policy.allowed, from) {
        return None;
    }
    let senders =
        [Some(from), opened.mail.sender.as_ref().map(|one| &one.address), opened.kept.envelope_from.as_ref()];
    let mut senders = senders.into_iter().flatten();
    if let Some(named) = senders.find(|address| mail_policy::names(&opened.policy.blocked, address)) {
        return Some((Outcome::Blocked, format!("{named} is blocked by the mail policy")));
    }
    let mut own = opened.policy.domains.clone();
    own.push(opened.account.mail_domain.to_lowercase());
    opened.policy.quarantine.why(&opened.authentication, &own).map(|why| (Outcome::Quarantined, why))
}
