//! Mail that comes in, on the wire.
use tandem_kit::{Cause, Error, Page, Result};
use tandem_proto::conversations::{
    self as pb, inbound_service_server::InboundService, receive_email_response::Outcome,
};
use tonic::{Request, Response, Status};

use super::{Api, messages::files};
use crate::{
    address,
    inbound::{
        self, Envelope, Inbound,
        capture::{self, Capture},
        read, review,
    },
    mail,
    message::code,
    wire,
};

#[tonic::async_trait]
impl InboundService for Api {
    async fn receive_email(
        &self,
        request: Request<pb::ReceiveEmailRequest>,
    ) -> Result<Response<pb::ReceiveEmailResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ReceiveEmailRequest { raw, to, from } = request.into_inner();
        let raw = raw.ok_or_else(|| Error::invalid("raw", "is not given"))?.data;
        if raw.len() > mail::parse::MAX_MAIL {
            return Err(Error::invalid(
                "raw",
                format!("has {} bytes; at most {} are taken", raw.len(), mail::parse::MAX_MAIL),
            )
            .into());
        }
        let to = self.recipient(&cause, to).await?;
        let from = match from.as_str() {
            "" => None,
            from => Some(from.trim_matches(['<', '>']).to_owned()),
        };
        let envelope = Envelope { from, to: vec![to], ..Envelope::default() };
        let (mail, first) = read::receive(&self.tools, cause.account(), &envelope, raw).await?;
        let original = read::original(&self.tools, cause.account(), &mail).await?;
        let mut answer = wire::received(&mail, original.as_ref());
        if !first && mail.done {
            answer.outcome = Outcome::Duplicate.into();
        }
        Ok(Response::new(answer))
    }

    async fn list_inbound_mails(
        &self,
        request: Request<pb::ListInboundMailsRequest>,
    ) -> Result<Response<pb::ListInboundMailsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListInboundMailsRequest { page_size, page_token, outcomes } = request.into_inner();
        let outcomes: Vec<i16> = outcomes.into_iter().map(code).collect();
        let page = Page::of(page_size, &page_token)?;
        let (mails, next_page_token) =
            inbound::list(&self.tools.db, cause.account(), &outcomes, &page).await?;
        let mut inbound_mails = Vec::with_capacity(mails.len());
        for mail in mails {
            let original: Option<Inbound> = read::original(&self.tools, cause.account(), &mail).await?;
            inbound_mails.push(wire::inbound_mail(mail, original.as_ref()));
        }
        Ok(Response::new(pb::ListInboundMailsResponse { inbound_mails, next_page_token }))
    }

    async fn release_inbound_mail(
        &self,
        request: Request<pb::ReleaseInboundMailRequest>,
    ) -> Result<Response<pb::InboundMail>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let mail = review::release(&self.tools, &cause, id).await?;
        Ok(Response::new(wire::inbound_mail(mail, None)))
    }

    async fn retry_inbound_mail(
        &self,
        request: Request<pb::RetryInboundMailRequest>,
    ) -> Result<Response<pb::InboundMail>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let mail = review::retry(&self.tools, &cause, id).await?;
        Ok(Response::new(wire::inbound_mail(mail, None)))
    }

    async fn delete_inbound_mail(
        &self,
        request: Request<pb::DeleteInboundMailRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        review::discard(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn block_inbound_mail(
        &self,
        request: Request<pb::BlockInboundMailRequest>,
    ) -> Result<Response<pb::InboundMail>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        let mail = review::block(&self.tools, &cause, id).await?;
        Ok(Response::new(wire::inbound_mail(mail, None)))
    }

    async fn capture(
        &self,
        request: Request<pb::CaptureRequest>,
    ) -> Result<Response<pb::CaptureResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let captured = Capture {
            channel: request.channel(),
            name: request.name,
            email: request.email,
            title: request.title,
            text: request.text,
            files: files(&request.attachments)?,
            type_id: request.type_id,
            request_id: request.request_id,
            fields: request.fields,
            priority: request.priority,
        };
        let captured = capture::capture(&self.tools, &cause, captured).await?;
        Ok(Response::new(captured.into()))
    }
}

impl Api {
    /// The envelope's recipient: an address of the caller's account, `ticket@` where none is named.
    async fn recipient(&self, cause: &Cause, to: String) -> Result<String> {
        if to.is_empty() {
            return Ok(format!("ticket@{}", self.tools.peers.account(cause).await?.mail_domain));
        }
        let to = to.trim_matches(['<', '>']).to_owned();
        let place = address::find(&self.tools, &to).await?;
        let ours = place.account().is_some_and(|account| account.id == cause.account().to_string());
        if ours { Ok(to) } else { Err(Error::invalid("to", format!("{to:?} is no address of this account"))) }
    }
}
