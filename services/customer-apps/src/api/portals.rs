//! `PortalsService`.
use tandem_kit::{
    Cause, Error, auth,
    clock::timestamp,
    id::{AccountId, EventId},
};
use tandem_proto::{
    conversations::{
        Address, CaptureRequest, SendMailRequest, capture_request::Channel,
        inbound_service_client::InboundServiceClient, messages_service_client::MessagesServiceClient,
    },
    customer_apps::{self as pb, portals_service_server::PortalsService},
    directory::{
        BatchGetPeopleRequest, CreateMagicLinkRequest, credentials_service_client::CredentialsServiceClient,
        customers_service_client::CustomersServiceClient,
    },
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::portal;

const LINKS_AN_HOUR: u64 = 5;

#[tonic::async_trait]
impl PortalsService for Api {
    async fn list_portals(
        &self,
        request: Request<pb::ListPortalsRequest>,
    ) -> Result<Response<pb::ListPortalsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let portals = portal::list(self.db.pool(), cause.account()).await?;
        Ok(Response::new(pb::ListPortalsResponse { portals: portals.into_iter().map(Into::into).collect() }))
    }

    async fn get_public_portal(
        &self,
        request: Request<pb::GetPublicPortalRequest>,
    ) -> Result<Response<pb::PublicPortal>, Status> {
        let portal = portal::open(self.db.pool(), &request.into_inner().key).await?;
        let account = AccountId::from(portal.account);
        let account_name = self.account_name(account).await?;
        let (key, name, account_id) = (portal.key, portal.name, account.to_string());
        Ok(Response::new(pb::PublicPortal { key, name, account_name, account_id }))
    }

    async fn send_magic_link(
        &self,
        request: Request<pb::SendMagicLinkRequest>,
    ) -> Result<Response<()>, Status> {
        let pb::SendMagicLinkRequest { key, email } = request.into_inner();
        let portal = portal::open(self.db.pool(), &key).await?;
        let account = AccountId::from(portal.account);
        let address = email.trim().to_lowercase();
        let many = "too many links for this address: look into its mailbox, or wait an hour";
        self.at_most(LINKS_AN_HOUR, &format!("link:{key}:{address}"), many).await?;
        let cause = Cause::system(account);
        let request = CreateMagicLinkRequest { account_id: account.to_string(), email: address.clone() };
        let mut credentials = CredentialsServiceClient::new(self.directory.clone());
        let link = auth::acting(&cause, credentials.create_magic_link(request)).await?.into_inner();
        if link.token.is_empty() {
            return Ok(Response::new(())); // nobody has that address; the asker is not told
        }
        let url = format!("{}/portal/{key}#token={}", self.public_url, link.token);
        let text = format!(
            "Hello {},\n\nopen this link to sign in at {}. It is good once, for 15 minutes:\n\n{url}\n\n\
             If you did not ask for it, do nothing.",
            link.customer_name, portal.name
        );
        let mail = SendMailRequest {
            to: Some(Address { name: link.customer_name, address }),
            subject: format!("Sign in at {}", portal.name),
            text,
            request_id: EventId::new().uuid().to_string(),
            ..SendMailRequest::default()
        };
        auth::acting(&cause, MessagesServiceClient::new(self.conversations.clone()).send_mail(mail)).await?;
        Ok(Response::new(()))
    }

    async fn submit_request(
        &self,
        request: Request<pb::SubmitRequestRequest>,
    ) -> Result<Response<pb::SubmitRequestResponse>, Status> {
        let cause = Cause::of(&request)?;
        let customer =
            cause.caller.customer().ok_or_else(|| Error::denied("only a customer sends a request here"))?;
        let mut request = request.into_inner();
        if request.title.trim().is_empty() {
            return Err(Error::invalid("title", "must not be empty").into());
        }
        let said = std::mem::take(&mut request.description);
        request.description = self.with_outdated(cause.account(), said, &mut request.fields).await?;
        let system = cause.as_system();
        let who = BatchGetPeopleRequest { ids: vec![customer.to_string()], ..Default::default() };
        let mut people = CustomersServiceClient::new(self.directory.clone());
        let found = auth::acting(&system, people.batch_get_people(who)).await?.into_inner().people;
        let person = found.into_iter().next().ok_or_else(|| Error::not_found("customer", customer))?;
        let type_id = self.check_request(cause.account(), &request).await?;
        let pb::SubmitRequestRequest {
            title, description, request_id, attachments, priority, fields, ..
        } = request;
        let capture = CaptureRequest {
            channel: Channel::Portal.into(),
            name: person.name,
            email: person.email,
            title,
            text: description,
            attachments,
            request_id,
            type_id,
            priority,
            fields,
        };
        let mut inbound = InboundServiceClient::new(self.conversations.clone());
        let captured = auth::acting(&cause, inbound.capture(capture)).await?.into_inner();
        Ok(Response::new(pb::SubmitRequestResponse {
            item_id: captured.item_id,
            number: captured.number,
            create_time: Some(timestamp(self.clock.now())),
        }))
    }
}
