//! Who is calling, and because of what: from a signed token between processes, as a plain value within one.
use std::{collections::HashMap, future::Future, sync::LazyLock};

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use prost_reflect::{DescriptorPool, Value};
use serde::{Deserialize, Serialize};
use tandem_proto::{event::Event, types::Access};
use uuid::Uuid;

use crate::{
    Error, Result,
    id::{AccountId, CustomerId, UserId},
};

/// How long a signed caller token is good: long enough for clocks that differ, short enough to be worthless when found.
const LIFETIME_SECONDS: i64 = 60;
const AUDIENCE: &str = "tandem-internal";

/// What a user may do, from least to most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    #[default]
    None,
    Agent,
    Admin,
    Owner,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Who {
    /// Nobody that is known: the door lets them to public rpcs only.
    Anonymous,
    User(Uuid),
    Customer(Uuid),
    /// A rule, by its id as text.
    Rule(String),
    /// The system itself: a reaction to an event, a timer.
    System,
}

/// Somebody who calls, within one account. The nil account belongs to the system before it knows the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub account: Uuid,
    pub who: Who,
    pub role: Role,
    /// A customer's organization.
    pub organization: Option<Uuid>,
    /// The session or API token that proved it, `ses_…` or `tok_…`; empty for the system.
    pub credential: String,
    /// Nothing in the account is shared with some only, as the door knew within the last second. Where nobody says so, who sees what is asked.
    #[serde(default)]
    pub all_shared: bool,
}

impl Caller {
    /// Nobody that is known.
    #[must_use]
    pub fn anonymous() -> Self {
        Self {
            account: Uuid::nil(),
            who: Who::Anonymous,
            role: Role::None,
            organization: None,
            credential: String::new(),
            all_shared: false,
        }
    }
    /// The system, acting in an account.
    #[must_use]
    pub fn system(account: AccountId) -> Self {
        Self { account: account.uuid(), who: Who::System, ..Self::anonymous() }
    }
    /// The id of who acts, as events and activities carry it.
    #[must_use]
    pub fn actor(&self) -> String {
        match &self.who {
            Who::Anonymous => String::new(),
            Who::User(id) => UserId::from(*id).to_string(),
            Who::Customer(id) => CustomerId::from(*id).to_string(),
            Who::Rule(id) => id.clone(),
            Who::System => "system".into(),
        }
    }
    /// The user, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        if let Who::User(id) = self.who { Some(id.into()) } else { None }
    }
    /// The customer, if it is one.
    #[must_use]
    pub fn customer(&self) -> Option<CustomerId> {
        if let Who::Customer(id) = self.who { Some(id.into()) } else { None }
    }
    /// Whether it is the system or a rule, who see everything of the account.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(self.who, Who::System | Who::Rule(_))
    }
    /// Whether it may do what admins may.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.is_internal() || self.role >= Role::Admin
    }
    /// Whether there may be things in the account that it does not see, or sees because they are shared with it.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        let limited = self.customer().is_some() || self.user().is_some() && !self.is_admin();
        limited && !self.all_shared
    }
    /// Whether it proved itself with an API token.
    #[must_use]
    pub fn by_token(&self) -> bool {
        self.credential.starts_with("tok_")
    }

    fn may(&self, access: Access) -> Result<()> {
        let staff = self.is_internal() || matches!(self.who, Who::User(_));
        let allowed = match access {
            Access::Unspecified => false,
            Access::Public | Access::Peer => true,
            Access::Customer => staff || matches!(self.who, Who::Customer(_)),
            Access::User => staff,
            Access::Admin => self.is_admin(),
            Access::Owner => self.is_internal() || self.role >= Role::Owner,
        };
        match (allowed, &self.who) {
            (true, _) => Ok(()),
            (false, Who::Anonymous) => Err(Error::Unauthenticated),
            (false, _) => Err(Error::denied(match access {
                Access::User => "this is for users, not for customers",
                Access::Admin => "this takes the role admin or owner",
                Access::Owner => "this takes the role owner",
                _ => "nobody may call this",
            })),
        }
    }
}

/// Why something is done: who acts, in which account, led to by which event, how many events deep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub caller: Caller,
    /// The event that led to it; empty when a person acts.
    pub event: String,
    pub depth: i32,
}

tokio::task_local! {
    static CURRENT: Cause;
}

impl Cause {
    /// A person or the system acts of itself.
    #[must_use]
    pub fn by(caller: Caller) -> Self {
        Self { caller, event: String::new(), depth: 0 }
    }
    /// The system acts in an account of itself, as a timer does.
    #[must_use]
    pub fn system(account: AccountId) -> Self {
        Self::by(Caller::system(account))
    }
    /// Why this rpc was called.
    ///
    /// # Errors
    /// `Unauthenticated` where the request came by no door of ours.
    pub fn of<T>(request: &tonic::Request<T>) -> Result<Self> {
        request.extensions().get::<Self>().cloned().ok_or(Error::Unauthenticated)
    }
    /// What follows from an event: the system acts, one step deeper.
    ///
    /// # Errors
    /// `Internal` where the event names no account.
    pub fn of_event(event: &Event) -> Result<Self> {
        let account: AccountId = event.account.parse()?;
        Ok(Self { caller: Caller::system(account), event: event.id.clone(), depth: event.depth + 1 })
    }
    /// The account it happens in.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.caller.account.into()
    }
    /// Who acts, as events and activities carry it.
    #[must_use]
    pub fn actor(&self) -> String {
        self.caller.actor()
    }
    /// The same cause with a rule acting.
    #[must_use]
    pub fn acting_as_rule(&self, rule: &str) -> Self {
        let caller = Caller { who: Who::Rule(rule.into()), ..Caller::system(self.account()) };
        Self { caller, ..self.clone() }
    }
    /// The same cause with the system acting, who may read what the caller may not.
    #[must_use]
    pub fn as_system(&self) -> Self {
        Self { caller: Caller::system(self.account()), ..self.clone() }
    }
    /// The cause in whose scope this code runs.
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Clone::clone).ok()
    }
}

/// Runs something for a cause: every peer call within it carries account, actor, cause and depth. What is run lies on the heap: a call
/// with a large message would else make every future large that waits for it.
pub fn acting<F: Future>(cause: &Cause, what: F) -> impl Future<Output = F::Output> {
    CURRENT.scope(cause.clone(), Box::pin(what))
}

/// What a process signs and checks caller tokens with.
#[derive(Clone)]
pub struct Keys {
    sign: EncodingKey,
    check: DecodingKey,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
    cause: Cause,
}

impl Keys {
    /// From the secret that all processes of an installation share.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self { sign: EncodingKey::from_secret(secret), check: DecodingKey::from_secret(secret) }
    }
    /// A token that tells a peer why it is called.
    ///
    /// # Errors
    /// `Internal` where it cannot be signed.
    pub fn sign(&self, cause: &Cause, now: DateTime<Utc>) -> Result<String> {
        let claims =
            Claims { aud: AUDIENCE.into(), exp: now.timestamp() + LIFETIME_SECONDS, cause: cause.clone() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.sign)
            .map_err(|e| Error::Internal(e.into()))
    }
    /// The cause that a token tells. One that is not believed says something of the peers and nothing of who is behind the call: two keys
    /// while the secret changes, clocks that differ. Who is signed in stays so, and what is asked may be asked again.
    ///
    /// # Errors
    /// `Unavailable` where it is not ours, or too old.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Cause> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_exp = false; // checked below, by the process's own clock
        let claims = jsonwebtoken::decode::<Claims>(token, &self.check, &validation)
            .map_err(|e| disbelieved(&e))?
            .claims;
        if claims.exp < now.timestamp() {
            let late = now.timestamp() - claims.exp;
            return Err(disbelieved(&format_args!("it was good until {late} s ago")));
        }
        Ok(claims.cause)
    }
}

fn disbelieved(why: &dyn std::fmt::Display) -> Error {
    tracing::warn!(%why, "the token of a peer is not believed: do all processes have the same secret, and the same time?");
    Error::Unavailable("a peer cannot answer now: it does not believe who calls".into())
}

/// The contract with all its options.
pub static CONTRACT: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(tandem_proto::DESCRIPTORS).expect("the contract was encoded by our own build")
});

static ACCESS: LazyLock<HashMap<String, Access>> = LazyLock::new(|| {
    let extension =
        CONTRACT.get_extension_by_name("tandem.type.v1.access").expect("the contract has the access option");
    let methods = CONTRACT.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .map(|method| {
            let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
            let access = match method.options().get_extension(&extension).as_ref() {
                Value::EnumNumber(number) => Access::try_from(*number).unwrap_or(Access::Unspecified),
                _ => Access::Unspecified,
            };
            (path, access)
        })
        .collect()
});

/// Who may call the rpc at this path (`/tandem.items.v1.ItemsService/GetItem`), as the contract says; nobody where it says nothing.
#[must_use]
pub fn access_of(path: &str) -> Access {
    ACCESS.get(path).copied().unwrap_or(Access::Unspecified)
}

/// Whether this cause may call the rpc at this path.
///
/// # Errors
/// `Unauthenticated` for nobody, `Denied` for somebody else.
pub fn allow(path: &str, cause: &Cause) -> Result<()> {
    cause.caller.may(access_of(path))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn user(role: Role) -> Caller {
        Caller {
            account: Uuid::from_u128(1),
            who: Who::User(Uuid::from_u128(2)),
            role,
            ..Caller::anonymous()
        }
    }

    #[test]
    fn the_contract_says_who_may_call_what() {
        let customer = Caller { who: Who::Customer(Uuid::from_u128(3)), ..user(Role::None) };
        let cases = [
            (Access::Public, true, true, true, true),
            (Access::Customer, false, true, true, true),
            (Access::User, false, false, true, true),
            (Access::Admin, false, false, false, true),
            (Access::Owner, false, false, false, false),
            (Access::Unspecified, false, false, false, false),
        ];
        for (access, anybody, customers, agents, admins) in cases {
            assert_eq!(Caller::anonymous().may(access).is_ok(), anybody, "{access:?}");
            assert_eq!(customer.may(access).is_ok(), customers, "{access:?}");
            assert_eq!(user(Role::Agent).may(access).is_ok(), agents, "{access:?}");
            assert_eq!(user(Role::Admin).may(access).is_ok(), admins, "{access:?}");
        }
    }

    #[test]
    fn a_token_is_good_for_a_minute_and_for_its_own_key() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let (keys, cause) = (Keys::new(b"one"), Cause::by(user(Role::Agent)));
        let token = keys.sign(&cause, now).unwrap();
        assert_eq!(keys.verify(&token, now).unwrap(), cause);
        let later = now + TimeDelta::seconds(61);
        let refused =
            [keys.verify(&token, later), Keys::new(b"two").verify(&token, now), keys.verify("x", now)];
        for refused in refused {
            // Not as one who is not signed in: that would sign out whoever is.
            assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
        }
    }

    #[test]
    fn every_rpc_of_the_contract_says_who_may_call_it() {
        let silent: Vec<_> = ACCESS.iter().filter(|(_, access)| **access == Access::Unspecified).collect();
        let ours: Vec<_> = silent.iter().filter(|(path, _)| path.starts_with("/tandem.")).collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
}
