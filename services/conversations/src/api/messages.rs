//! Messages and mails on the wire.
use tandem_kit::{
    Cause, Error, Page, Result,
    id::{self, AttachmentId, AttachmentKind, ConversationId, MessageId},
};
use tandem_proto::{
    conversations::{self as pb, Visibility, messages_service_server::MessagesService},
    google::api::HttpBody,
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{
    conversation::{self, Reader},
    message::{
        self, Mailbox, Shown, bot,
        list::{self, Order},
        post,
    },
    outgoing::{
        self,
        letter::{self, Letter},
    },
    tools::request_key,
    wire,
};

#[tonic::async_trait]
impl MessagesService for Api {
    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListMessagesRequest { conversation_id, page_size, page_token, newest_first } =
            request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let conversation = conversation::readable(&self.tools, &cause, conversation_id.parse()?).await?;
        let reader = Reader::of(&cause);
        let order = if newest_first { Order::NewestFirst } else { Order::OldestFirst };
        let (messages, next_page_token) =
            list::of_conversation(&self.tools.db, cause.account(), conversation.id, order, reader, &page)
                .await?;
        let mut messages: Vec<_> = messages.into_iter().map(|shown| encode(&cause, shown)).collect();
        self.show_held(&cause, &mut messages).await?;
        Ok(Response::new(pb::ListMessagesResponse { messages, next_page_token }))
    }

    async fn get_message(
        &self,
        request: Request<pb::GetMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let message = message::readable(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        let shown = message::shown(&self.tools.db, cause.account(), message.message_id()).await?;
        Ok(Response::new(self.whole(&cause, shown).await?))
    }

    async fn post_message(
        &self,
        request: Request<pb::PostMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let pb::PostMessageRequest { conversation_id, body_html, body_text, attachments, request_id } =
            request.into_inner();
        let draft = post::Draft {
            html: body_html,
            text: body_text,
            files: files(&attachments)?,
            request_key: request_key(&cause, &request_id)?,
        };
        let shown = post::post(&self.tools, &cause, conversation_id.parse()?, draft).await?;
        Ok(Response::new(self.whole(&cause, shown).await?))
    }

    async fn preview_recipients(
        &self,
        request: Request<pb::PreviewRecipientsRequest>,
    ) -> Result<Response<pb::PreviewRecipientsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().conversation_id.parse()?;
        let conversation = conversation::readable(&self.tools, &cause, id).await?;
        let recipients = post::preview(&self.tools, &cause, &conversation).await?;
        Ok(Response::new(pb::PreviewRecipientsResponse {
            recipients: recipients.into_iter().map(Into::into).collect(),
        }))
    }

    async fn retry_message(
        &self,
        request: Request<pb::RetryMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let id: MessageId = request.into_inner().id.parse()?;
        message::get(&self.tools.db, cause.account(), id).await?;
        outgoing::retry(&self.tools, &cause, id).await?;
        let shown = message::shown(&self.tools.db, cause.account(), id).await?;
        Ok(Response::new(encode(&cause, shown)))
    }

    async fn get_message_source(
        &self,
        request: Request<pb::GetMessageSourceRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let cause = Cause::of(&request)?;
        let id: MessageId = request.into_inner().id.parse()?;
        let Shown { message, mails, .. } = message::shown(&self.tools.db, cause.account(), id).await?;
        let key = message.raw_key.or_else(|| mails.into_iter().find_map(|mail| mail.raw_key));
        let key = key.ok_or_else(|| Error::not_found("source of the message", id))?;
        let data = self.tools.blobs.get(&key).await?;
        Ok(Response::new(HttpBody { content_type: "message/rfc822".into(), data, extensions: Vec::new() }))
    }

    async fn post_as_bot(
        &self,
        request: Request<pb::PostAsBotRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let visibility = match request.visibility() {
            Visibility::Unspecified => {
                return Err(Error::invalid("visibility", "is not given: CUSTOMER or INTERNAL").into());
            }
            visibility => visibility,
        };
        let request_key = request_key(&cause, &request.request_id)?;
        let word =
            bot::Word { item: request.item_id.parse()?, visibility, html: request.body_html, request_key };
        let shown = bot::post_as_bot(&self.tools, &cause, word).await?;
        Ok(Response::new(shown.into()))
    }

    async fn send_mail(
        &self,
        request: Request<pb::SendMailRequest>,
    ) -> Result<Response<pb::SendMailResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::SendMailRequest { to, subject, text, html, request_id, conversation_id, thread } =
            request.into_inner();
        let to = to.ok_or_else(|| Error::invalid("to", "is not given"))?;
        let conversation: Option<ConversationId> =
            id::in_optional_field("conversation_id", &conversation_id)?;
        let to = Mailbox { name: to.name, address: to.address };
        let request_key = request_key(&cause, &request_id)?;
        let new = Letter { to, subject, text, html, conversation, thread, request_key };
        let id = letter::send(&self.tools, &cause, new).await?;
        Ok(Response::new(pb::SendMailResponse { id: id.to_string() }))
    }

    async fn list_outgoing_mails(
        &self,
        request: Request<pb::ListOutgoingMailsRequest>,
    ) -> Result<Response<pb::ListOutgoingMailsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListOutgoingMailsRequest { page_size, page_token, address } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (mails, next_page_token) =
            outgoing::list(&self.tools.db, cause.account(), &address, &page).await?;
        Ok(Response::new(pb::ListOutgoingMailsResponse {
            outgoing_mails: mails.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }
}

impl Api {
    /// A message with how it stands for those whom it waits for.
    async fn whole(&self, cause: &Cause, shown: Shown) -> tandem_kit::Result<pb::Message> {
        let mut message = [encode(cause, shown)];
        self.show_held(cause, &mut message).await?;
        let [message] = message;
        Ok(message)
    }
    /// Customers see no deliveries.
    async fn show_held(&self, cause: &Cause, messages: &mut [pb::Message]) -> tandem_kit::Result<()> {
        if Reader::of(cause) == Reader::Customer {
            return Ok(());
        }
        message::held::show(&self.tools.db, cause.account(), messages).await
    }
}

fn encode(cause: &Cause, shown: Shown) -> pb::Message {
    let message = shown.into();
    if Reader::of(cause) == Reader::Customer { wire::for_customer(message) } else { message }
}

/// The ids of attachments, each once.
pub(super) fn files(ids: &[String]) -> Result<Vec<AttachmentId>> {
    let mut files: Vec<AttachmentId> = Vec::with_capacity(ids.len().min(100));
    for text in ids {
        let file = id::in_field::<AttachmentKind>("attachments", text)?;
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(files)
}
