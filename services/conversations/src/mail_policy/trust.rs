//! What is put aside because it is not from whom it says, and what mail with a user's address may do. Pure.
use serde::{Deserialize, Serialize};
use tandem_kit::{Error, Result};
use tandem_proto::conversations::{
    self as pb, agent_mail_policy::Action as Agent, quarantine_policy::Action,
};

use crate::{mailbox::settings::is_domain, message::reading::Authentication};

const MOST_SEALERS: usize = 100;

/// What is put aside. Numbers are those of the contract; 0 is the field's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quarantine {
    pub dmarc_reject: i32,
    pub dmarc_quarantine: i32,
    pub dmarc_none: i32,
    pub own_domain: i32,
    pub trusted_sealers: Vec<String>,
}

/// What agents may do by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentMail {
    pub proved: i32,
    pub unproved: i32,
    pub forwarded_requester: Option<bool>,
}

fn action(given: i32, usual: Action) -> Action {
    match Action::try_from(given).unwrap_or_default() {
        Action::Unspecified => usual,
        action => action,
    }
}

impl Quarantine {
    /// As an account wants it.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::QuarantinePolicy) -> Result<Self> {
        let field = "mail_policy.quarantine";
        let fields = [given.dmarc_reject, given.dmarc_quarantine, given.dmarc_none, given.own_domain];
        if let Some(unknown) = fields.into_iter().find(|one| Action::try_from(*one).is_err()) {
            return Err(Error::invalid(field, format!("{unknown} is no action")));
        }
        let field = format!("{field}.trusted_sealers");
        let mut sealers: Vec<String> = given
            .trusted_sealers
            .iter()
            .map(|one| one.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase())
            .collect();
        sealers.sort();
        sealers.dedup();
        if sealers.len() > MOST_SEALERS {
            return Err(Error::invalid(
                field,
                format!("has {}; at most {MOST_SEALERS} are taken", sealers.len()),
            ));
        }
        if let Some(wrong) = sealers.iter().find(|one| !is_domain(one)) {
            return Err(Error::invalid(field, format!("{wrong:?} is no domain such as google.com")));
        }
        let [dmarc_reject, dmarc_quarantine, dmarc_none, own_domain] = fields;
        Ok(Self { dmarc_reject, dmarc_quarantine, dmarc_none, own_domain, trusted_sealers: sealers })
    }

    /// As it is shown: every choice named.
    #[must_use]
    pub fn shown(&self) -> pb::QuarantinePolicy {
        pb::QuarantinePolicy {
            dmarc_reject: action(self.dmarc_reject, Action::Quarantine).into(),
            dmarc_quarantine: action(self.dmarc_quarantine, Action::Quarantine).into(),
            dmarc_none: action(self.dmarc_none, Action::Accept).into(),
            own_domain: action(self.own_domain, Action::Quarantine).into(),
            trusted_sealers: self.trusted_sealers.clone(),
        }
    }

    /// Why a mail is put aside, where it is. What is proved never is, nor what nothing could be found out about.
    #[must_use]
    pub fn why(&self, found: &Authentication, own_domains: &[String]) -> Option<String> {
        if found.aligned {
            return None;
        }
        let (domain, shown) = (&found.domain, self.shown());
        let aside = |given: i32| given == i32::from(Action::Quarantine);
        let own = own_domains.iter().any(|own| {
            domain == own || domain.strip_suffix(own.as_str()).is_some_and(|below| below.ends_with('.'))
        });
        if own && (found.dmarc == "fail" || found.foreign) && aside(shown.own_domain) {
            return Some(format!("it says to be from {domain}, your own domain, and was not sent by it"));
        }
        if found.dmarc != "fail" {
            return None;
        }
        let (given, asks) = match found.asks.as_str() {
            "reject" => (shown.dmarc_reject, "asks to reject such mail"),
            "quarantine" => (shown.dmarc_quarantine, "asks to put such mail aside"),
            _ => (shown.dmarc_none, "asks for nothing"),
        };
        aside(given).then(|| {
            format!("DMARC fails: it says to be from {domain} and was not sent by it; {domain} {asks}")
        })
    }
}

impl AgentMail {
    /// As an account wants it.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(given: pb::AgentMailPolicy) -> Result<Self> {
        let refused =
            |field: &str, why: &str| Err(Error::invalid(format!("mail_policy.agent_mail.{field}"), why));
        let (proved, unproved) = (Agent::try_from(given.proved), Agent::try_from(given.unproved));
        match (proved, unproved) {
            (Err(_), _) => refused("proved", "is no action"),
            (_, Err(_)) => refused("unproved", "is no action"),
            (Ok(Agent::Quarantine), _) => {
                refused("proved", "what is proved is not put aside: choose POST or INTERNAL")
            }
            (_, Ok(Agent::Post)) => refused(
                "unproved",
                "what may be somebody else's does not go to customers: choose INTERNAL or QUARANTINE",
            ),
            (Ok(_), Ok(_)) => Ok(Self {
                proved: given.proved,
                unproved: given.unproved,
                forwarded_requester: given.forwarded_requester,
            }),
        }
    }

    /// As it is shown: every choice named.
    #[must_use]
    pub fn shown(&self) -> pb::AgentMailPolicy {
        pb::AgentMailPolicy {
            proved: self.for_proved().into(),
            unproved: self.for_unproved().into(),
            forwarded_requester: Some(self.attributes_forwards()),
        }
    }

    /// What a mail may do whose sender is proved.
    #[must_use]
    pub fn for_proved(&self) -> Agent {
        if self.proved == i32::from(Agent::Internal) { Agent::Internal } else { Agent::Post }
    }

    /// What one may do whose sender is not.
    #[must_use]
    pub fn for_unproved(&self) -> Agent {
        if self.unproved == i32::from(Agent::Quarantine) { Agent::Quarantine } else { Agent::Internal }
    }

    /// Whether a mail that a user passes on is its first author's.
    #[must_use]
    pub fn attributes_forwards(&self) -> bool {
        self.forwarded_requester.unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(domain: &str, dmarc: &str, asks: &str) -> Authentication {
        Authentication {
            domain: domain.into(),
            dmarc: dmarc.into(),
            asks: asks.into(),
            ..Authentication::default()
        }
    }

    #[test]
    fn what_a_domain_asks_for_is_done_and_nothing_else_is_put_aside() {
        let own = ["acme.example".to_owned()];
        let usual = Quarantine::default();
        for (found, aside) in [
            (found("b.c", "fail", "reject"), true),
            (found("b.c", "fail", "quarantine"), true),
            (found("b.c", "fail", "none"), false),
            (found("b.c", "temperror", "reject"), false),
            (found("b.c", "none", ""), false),
            (found("b.c", "permerror", "reject"), false),
            (found("acme.example", "fail", "none"), true),
            (found("mx.acme.example", "fail", "none"), true),
            (found("notacme.example", "fail", "none"), false),
            (found("acme.example", "none", ""), false),
            (Authentication { foreign: true, ..found("acme.example", "none", "") }, true),
            (Authentication { foreign: true, ..found("b.c", "none", "") }, false),
            (Authentication { aligned: true, ..found("b.c", "fail", "reject") }, false),
        ] {
            assert_eq!(usual.why(&found, &own).is_some(), aside, "{found:?}");
        }
    }

    #[test]
    fn an_account_chooses_otherwise() {
        let (accept, quarantine) = (i32::from(Action::Accept), i32::from(Action::Quarantine));
        let lenient = Quarantine { dmarc_reject: accept, own_domain: accept, ..Quarantine::default() };
        assert_eq!(lenient.why(&found("b.c", "fail", "reject"), &[]), None);
        let strict = Quarantine { dmarc_none: quarantine, ..Quarantine::default() };
        assert!(strict.why(&found("b.c", "fail", ""), &[]).is_some());
        assert!(Quarantine::read(pb::QuarantinePolicy { dmarc_none: 9, ..Default::default() }).is_err());
        let sealers = vec!["Google.com.".into(), "google.com".into()];
        let read = Quarantine::read(pb::QuarantinePolicy { trusted_sealers: sealers, ..Default::default() })
            .unwrap();
        assert_eq!(read.trusted_sealers, ["google.com"]);
    }

    #[test]
    fn nobody_can_choose_to_send_what_is_not_proved() {
        let post = pb::AgentMailPolicy { unproved: Agent::Post.into(), ..Default::default() };
        assert!(AgentMail::read(post).is_err());
        let usual = AgentMail::default();
        assert_eq!((usual.for_proved(), usual.for_unproved()), (Agent::Post, Agent::Internal));
        assert!(usual.attributes_forwards());
    }
}
