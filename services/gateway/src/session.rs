//! Who is calling: from an API token or the session's cookie to a caller, known anew each second.
pub mod cookie;
pub mod origin;

use std::{sync::Arc, time::Duration};

use http::{HeaderMap, header};
use moka::future::Cache;
use sha2::{Digest, Sha256};
use tandem_kit::{
    Caller, Role, Who,
    id::{self, AccountId, OrganizationId},
    rpc::Channel,
};
use tandem_proto::directory::{
    Principal, ResolveCredentialRequest, credentials_service_client::CredentialsServiceClient, user,
};
use tonic::{Code, Status};

pub use cookie::Cookie;

/// How long an answer of the directory stands: what is revoked is refused within a second.
const STANDS: Duration = Duration::from_millis(900);
const MOST: u64 = 100_000;
const LONGEST: usize = 512;

/// What a request shows of who sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    /// `Authorization: Bearer`
    Bearer(String),
    Cookie(String),
}

impl Shown {
    /// Reads a request's headers; a bearer token goes before a cookie.
    pub fn of(headers: &HeaderMap, cookie: Cookie) -> Self {
        let bearer =
            headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.split_once(' '));
        match bearer {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Bearer(token.trim().to_owned())
            }
            Some(_) => Self::Bearer(String::new()),
            None => cookie.read(headers).map_or(Self::Nothing, |token| Self::Cookie(token.to_owned())),
        }
    }
    pub fn token(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Bearer(token) | Self::Cookie(token) => Some(token),
        }
    }
}

/// The credentials that were seen within the last second.
#[derive(Clone)]
pub struct Sessions {
    directory: CredentialsServiceClient<Channel>,
    known: Cache<[u8; 32], Option<Arc<Caller>>>,
}

impl Sessions {
    pub fn new(directory: Channel) -> Self {
        let known = Cache::builder().max_capacity(MOST).time_to_live(STANDS).build();
        Self { directory: CredentialsServiceClient::new(directory), known }
    }
    /// Who a token is; nobody where it is unknown, revoked or expired. Many that ask at once ask the directory once.
    ///
    /// # Errors
    /// Where the directory cannot be asked.
    pub async fn resolve(&self, token: &str) -> Result<Option<Arc<Caller>>, Status> {
        if token.is_empty() || token.len() > LONGEST || !token.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(None);
        }
        let ask = async {
            let request = ResolveCredentialRequest { token: token.to_owned() };
            match self.directory.clone().resolve_credential(request).await {
                Ok(answer) => caller(&answer.into_inner()).map(|c| Some(Arc::new(c))),
                Err(status) if status.code() == Code::Unauthenticated => Ok(None),
                Err(status) => Err(status),
            }
        };
        self.known.try_get_with(key(token), ask).await.map_err(|status| (*status).clone())
    }
    /// Whether a token was answered for within the last second, so that it costs nothing to admit it.
    pub fn knows(&self, token: &str) -> bool {
        self.known.contains_key(&key(token))
    }
    /// Forgets what is known of everybody.
    pub fn forget_all(&self) {
        self.known.invalidate_all();
    }
    /// Forgets what is known of a token, so that the next use asks again.
    pub async fn forget(&self, token: &str) {
        self.known.invalidate(&key(token)).await;
    }
}

fn key(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The caller that the directory describes.
fn caller(of: &Principal) -> Result<Caller, Status> {
    let role = match of.role() {
        user::Role::Owner => Role::Owner,
        user::Role::Admin => Role::Admin,
        user::Role::Agent => Role::Agent,
        user::Role::Unspecified => Role::None,
    };
    let who = match id::split(&of.id) {
        Some(("usr", id)) => Who::User(id),
        Some(("cus", id)) => Who::Customer(id),
        _ => return Err(Status::internal("the directory named somebody who is neither user nor customer")),
    };
    let account: AccountId = of.account_id.parse()?;
    let organization = match of.organization_id.as_str() {
        "" => None,
        id => Some(id.parse::<OrganizationId>()?.uuid()),
    };
    Ok(Caller {
        account: account.uuid(),
        who,
        role,
        organization,
        credential: of.credential_id.clone(),
        all_shared: of.all_shared,
    })
}

#[cfg(test)]
mod tests {
    use tandem_kit::id::{CustomerId, UserId};

    use super::*;

    #[test]
    fn a_bearer_token_goes_before_a_cookie() {
        let cookie = Cookie::new(false);
        let mut headers = HeaderMap::new();
        assert_eq!(Shown::of(&headers, cookie), Shown::Nothing);
        headers.insert(header::COOKIE, "tandem_session=c".parse().unwrap());
        assert_eq!(Shown::of(&headers, cookie), Shown::Cookie("c".into()));
        headers.insert(header::AUTHORIZATION, "bearer t".parse().unwrap());
        assert_eq!(Shown::of(&headers, cookie), Shown::Bearer("t".into()));
        headers.insert(header::AUTHORIZATION, "Basic eA==".parse().unwrap());
        assert_eq!(Shown::of(&headers, cookie), Shown::Bearer(String::new()));
    }

    #[test]
    fn the_directory_says_who_it_is() {
        let (account, user, customer) = (AccountId::new(), UserId::new(), CustomerId::new());
        let organization = OrganizationId::new();
        let principal = Principal {
            account_id: account.to_string(),
            id: user.to_string(),
            role: user::Role::Admin as i32,
            organization_id: String::new(),
            credential_id: "tok_1".into(),
            all_shared: true,
        };
        let known = caller(&principal).unwrap();
        assert_eq!(
            (known.account, known.who, known.role),
            (account.uuid(), Who::User(user.uuid()), Role::Admin)
        );
        let principal = Principal {
            id: customer.to_string(),
            role: 0,
            organization_id: organization.to_string(),
            ..principal
        };
        let known = caller(&principal).unwrap();
        assert_eq!(
            (known.who, known.organization),
            (Who::Customer(customer.uuid()), Some(organization.uuid()))
        );
        assert!(caller(&Principal { id: "rule_1".into(), ..principal }).is_err());
    }
}
