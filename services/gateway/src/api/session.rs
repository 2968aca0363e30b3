//! Signing in and out: the directory decides, the door sets the cookie.
use prost_types::Timestamp;
use tandem_kit::{Clock, rpc::Channel};
use tandem_proto::{
    directory::{
        self, SignInRequest, SignOutRequest, SignedIn, credentials_service_client::CredentialsServiceClient,
    },
    gateway::{
        CreateSessionRequest, EndSessionRequest, RedeemMagicLinkRequest, SendPasswordLinkRequest,
        SetPasswordRequest, SignedInSession, session_service_server::SessionService,
    },
};
use tonic::{Request, Response, Status, metadata::MetadataValue};

use super::AtDoor;
use crate::{
    live::Hub,
    session::{Cookie, Sessions},
};

/// What is kept of a browser's name for the list of sessions.
const USER_AGENT: usize = 200;

/// See the contract.
pub struct SignIn {
    pub directory: Channel,
    pub sessions: Sessions,
    pub hub: Hub,
    pub cookie: Cookie,
    pub clock: Clock,
}

impl SignIn {
    fn directory(&self) -> CredentialsServiceClient<Channel> {
        CredentialsServiceClient::new(self.directory.clone())
    }
    fn answer(&self, signed_in: SignedIn) -> Result<Response<SignedInSession>, Status> {
        let principal = signed_in.principal.unwrap_or_default();
        let seconds =
            signed_in.expire_time.map_or(0, |t: Timestamp| t.seconds - self.clock.now().timestamp());
        let mut response = Response::new(SignedInSession {
            account_id: principal.account_id,
            person_id: principal.id,
            expire_time: signed_in.expire_time,
        });
        set_cookie(&mut response, &self.cookie.set(&signed_in.token, seconds))?;
        Ok(response)
    }
}

#[tonic::async_trait]
impl SessionService for SignIn {
    async fn create_session(
        &self,
        request: Request<CreateSessionRequest>,
    ) -> Result<Response<SignedInSession>, Status> {
        let AtDoor { user_agent, network, .. } = AtDoor::of(&request);
        let CreateSessionRequest { email, password, account_id } = request.into_inner();
        let user_agent = shortened(&user_agent);
        let ask = SignInRequest { email, password, user_agent, account_id, network };
        self.answer(self.directory().sign_in(ask).await?.into_inner())
    }

    async fn redeem_magic_link(
        &self,
        request: Request<RedeemMagicLinkRequest>,
    ) -> Result<Response<SignedInSession>, Status> {
        let user_agent = shortened(&AtDoor::of(&request).user_agent);
        let RedeemMagicLinkRequest { token } = request.into_inner();
        let ask = directory::RedeemMagicLinkRequest { token, user_agent };
        self.answer(self.directory().redeem_magic_link(ask).await?.into_inner())
    }

    async fn send_password_link(
        &self,
        request: Request<SendPasswordLinkRequest>,
    ) -> Result<Response<()>, Status> {
        let network = AtDoor::of(&request).network;
        let SendPasswordLinkRequest { email } = request.into_inner();
        self.directory().send_password_link(directory::SendPasswordLinkRequest { email, network }).await
    }

    async fn set_password(
        &self,
        request: Request<SetPasswordRequest>,
    ) -> Result<Response<SignedInSession>, Status> {
        let user_agent = shortened(&AtDoor::of(&request).user_agent);
        let SetPasswordRequest { token, password } = request.into_inner();
        let ask = directory::SetPasswordRequest { token, password, user_agent };
        self.answer(self.directory().set_password(ask).await?.into_inner())
    }

    async fn end_session(&self, request: Request<EndSessionRequest>) -> Result<Response<()>, Status> {
        let AtDoor { token, .. } = AtDoor::of(&request);
        if !token.is_empty() {
            self.directory().sign_out(SignOutRequest { token: token.clone() }).await?;
            self.sessions.forget(&token).await;
            self.hub.end_token(&token);
        }
        let mut response = Response::new(());
        set_cookie(&mut response, &self.cookie.clear())?;
        Ok(response)
    }
}

fn set_cookie<T>(response: &mut Response<T>, cookie: &str) -> Result<(), Status> {
    let value = MetadataValue::try_from(cookie)
        .map_err(|_| Status::internal("the session's token fits no cookie"))?;
    response.metadata_mut().insert("set-cookie", value);
    Ok(())
}

fn shortened(user_agent: &str) -> String {
    user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT).collect()
}
