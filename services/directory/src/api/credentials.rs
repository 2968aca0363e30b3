//! `CredentialsService`.
use std::time::Duration;

use tandem_kit::{
    Cause, Error,
    clock::{instant, timestamp},
    id::{self, ApiTokenId, SessionId},
};
use tandem_proto::directory::{self as pb, credentials_service_server::CredentialsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    address,
    credential::{self, Listed},
    password_link,
};

/// How often signing in may fail for one address from one network, and from all networks together: who tries from one does not
/// lock out its owner, who comes from another.
const FAILURES: u64 = 10;
const FAILURES_OF_ALL: u64 = 50;
const FAILURE_WINDOW: Duration = Duration::from_secs(15 * 60);
/// Links to set a password that may be asked for within an hour: for an address, and from a network.
const LINKS: u64 = 5;
const LINKS_OF_NETWORK: u64 = 20;
const LINK_WINDOW: Duration = Duration::from_secs(60 * 60);

#[tonic::async_trait]
impl CredentialsService for Api {
    async fn sign_in(&self, request: Request<pb::SignInRequest>) -> Result<Response<pb::SignedIn>, Status> {
        let pb::SignInRequest { email, password, user_agent, account_id, network } = request.into_inner();
        let account = id::in_optional_field("account_id", &account_id)?;
        let address: String = email.trim().to_lowercase().chars().take(320).collect();
        let counts = [
            (format!("directory:sign-in:{address} {network}"), FAILURES),
            (format!("directory:sign-in:{address}"), FAILURES_OF_ALL),
        ];
        // What one network tries in vain beyond its bound does not count for all.
        for (count, most) in &counts {
            if self.cache.hit(count, FAILURE_WINDOW).await > *most {
                return Err(Error::Exhausted(
                    "too many tries to sign in with this address: wait a quarter of an hour".into(),
                )
                .into());
            }
        }
        let opened =
            credential::sign_in(&self.db, account, &address, &password, (&user_agent, &network)).await?;
        for (count, _) in &counts {
            self.cache.delete(count).await;
        }
        Ok(Response::new(opened.into()))
    }

    async fn create_magic_link(
        &self,
        request: Request<pb::CreateMagicLinkRequest>,
    ) -> Result<Response<pb::MagicLink>, Status> {
        let pb::CreateMagicLinkRequest { account_id, email } = request.into_inner();
        let made = credential::create_link(&self.db, account_id.parse()?, &email, self.clock.now()).await?;
        Ok(Response::new(made.map_or_else(pb::MagicLink::default, |(token, customer, customer_name)| {
            pb::MagicLink { token, customer_id: customer.to_string(), customer_name }
        })))
    }

    async fn redeem_magic_link(
        &self,
        request: Request<pb::RedeemMagicLinkRequest>,
    ) -> Result<Response<pb::SignedIn>, Status> {
        let pb::RedeemMagicLinkRequest { token, user_agent } = request.into_inner();
        Ok(Response::new(credential::redeem_link(&self.db, &token, &user_agent).await?.into()))
    }

    async fn send_password_link(
        &self,
        request: Request<pb::SendPasswordLinkRequest>,
    ) -> Result<Response<()>, Status> {
        let pb::SendPasswordLinkRequest { email, network } = request.into_inner();
        let email = address::normal("email", &email)?;
        let counts = [
            (format!("directory:password-link:{email}"), LINKS),
            (format!("directory:password-link-from:{network}"), LINKS_OF_NETWORK),
        ];
        for (count, most) in &counts {
            if self.cache.hit(count, LINK_WINDOW).await > *most {
                return Err(Error::Exhausted(
                    "too many links were asked for: look into your mailbox, or wait an hour".into(),
                )
                .into());
            }
        }
        password_link::ask(&self.db, &email).await?;
        Ok(Response::new(()))
    }

    async fn set_password(
        &self,
        request: Request<pb::SetPasswordRequest>,
    ) -> Result<Response<pb::SignedIn>, Status> {
        let pb::SetPasswordRequest { token, password, user_agent } = request.into_inner();
        Ok(Response::new(password_link::redeem(&self.db, &token, &password, &user_agent).await?.into()))
    }

    async fn resolve_credential(
        &self,
        request: Request<pb::ResolveCredentialRequest>,
    ) -> Result<Response<pb::Principal>, Status> {
        let token = request.into_inner().token;
        Ok(Response::new(credential::resolve(self.db.pool(), &token, self.clock.now()).await?.into()))
    }

    async fn sign_out(&self, request: Request<pb::SignOutRequest>) -> Result<Response<()>, Status> {
        credential::sign_out(&self.db, &request.into_inner().token).await?;
        Ok(Response::new(()))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let found = credential::list(self.db.pool(), &cause.caller, "ses", self.clock.now()).await?;
        let session = |listed: Listed| {
            let id = SessionId::from(listed.id).to_string();
            pb::Session {
                current: id == cause.caller.credential,
                id,
                user_agent: listed.name,
                create_time: Some(timestamp(listed.create_time)),
                expire_time: listed.expire_time.map(timestamp),
            }
        };
        Ok(Response::new(pb::ListSessionsResponse { sessions: found.into_iter().map(session).collect() }))
    }

    async fn delete_session(
        &self,
        request: Request<pb::DeleteSessionRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id: SessionId = request.into_inner().id.parse()?;
        credential::delete(&self.db, &cause.caller, "ses", id.uuid()).await?;
        Ok(Response::new(()))
    }

    async fn list_api_tokens(
        &self,
        request: Request<pb::ListApiTokensRequest>,
    ) -> Result<Response<pb::ListApiTokensResponse>, Status> {
        let cause = Cause::of(&request)?;
        let found = credential::list(self.db.pool(), &cause.caller, "tok", self.clock.now()).await?;
        let token = |listed: Listed| pb::ApiToken {
            id: ApiTokenId::from(listed.id).to_string(),
            name: listed.name,
            secret: String::new(),
            create_time: Some(timestamp(listed.create_time)),
            expire_time: listed.expire_time.map(timestamp),
        };
        Ok(Response::new(pb::ListApiTokensResponse { api_tokens: found.into_iter().map(token).collect() }))
    }

    async fn create_api_token(
        &self,
        request: Request<pb::CreateApiTokenRequest>,
    ) -> Result<Response<pb::ApiToken>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateApiTokenRequest { name, expire_time } = request.into_inner();
        let expires = expire_time.as_ref().map(|at| instant("expire_time", at)).transpose()?;
        let now = self.clock.now();
        let (id, secret) = credential::create_token(&self.db, &cause.caller, &name, expires).await?;
        Ok(Response::new(pb::ApiToken {
            id: id.to_string(),
            name,
            secret,
            create_time: Some(timestamp(now)),
            expire_time,
        }))
    }

    async fn delete_api_token(
        &self,
        request: Request<pb::DeleteApiTokenRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        let id: ApiTokenId = request.into_inner().id.parse()?;
        credential::delete(&self.db, &cause.caller, "tok", id.uuid()).await?;
        Ok(Response::new(()))
    }
}
