//! Messages and mails on the wire.
use tandem_kit::{
    Cause, Error, Page, Result,
    id::{self, AttachmentId, AttachmentKind, ConversationId, MessageId},
    mask,
};
use tandem_proto::{
    conversations::{self as pb, Visibility, messages_service_server::MessagesService},
    google::api::HttpBody,
};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Api, attachments::given};
use crate::{
    conversation::{self, Reader, read},
    file::show,
    message::{
        self, Has, Mailbox, Shown, bot,
        collision::Seen,
        edit,
        list::{self, Order},
        post, remote, schedule,
    },
    outgoing::{
        self,
        letter::{self, Letter},
    },
    recipient::choice::{self, Choice},
    tools::request_key,
    wire,
};

/// Most addresses that a retry names.
const MOST_ADDRESSES: usize = 200;

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
        let (messages, has, next_page_token) =
            list::of_conversation(&self.tools.db, cause.account(), conversation.id, order, reader, &page)
                .await?;
        let messages = self.encode_all(&cause, messages, has).await?;
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
        let mut request = request.into_inner();
        let conversation: ConversationId = request.conversation_id.parse()?;
        let draft = post::Draft {
            html: std::mem::take(&mut request.body_html),
            text: std::mem::take(&mut request.body_text),
            files: files(&request.attachments)?,
            plan: wire::plan(&request)?,
            request_key: request_key(&cause, &request.request_id)?,
            seen: Seen::read(conversation, &request.seen_message_id, request.anyway)?,
            mentions: request.mention_ids,
        };
        let shown = post::post(&self.tools, &cause, conversation, draft).await?;
        Ok(Response::new(self.whole(&cause, shown).await?))
    }

    async fn cancel_message(
        &self,
        request: Request<pb::CancelMessageRequest>,
    ) -> Result<Response<pb::CancelMessageResponse>, Status> {
        let cause = Cause::of(&request)?;
        let cancelled = schedule::cancel(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(cancelled.into()))
    }

    async fn update_message(
        &self,
        request: Request<pb::UpdateMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMessageRequest { id, body_html, body_text, revision } = request.into_inner();
        let body = (body_html.as_str(), body_text.as_str());
        let shown = edit::change(&self.tools, &cause, id.parse()?, body, revision).await?;
        Ok(Response::new(encode(&cause, shown)))
    }

    async fn delete_message(
        &self,
        request: Request<pb::DeleteMessageRequest>,
    ) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        edit::delete(&self.tools, &cause, request.into_inner().id.parse()?).await?;
        Ok(Response::new(()))
    }

    async fn list_message_revisions(
        &self,
        request: Request<pb::ListMessageRevisionsRequest>,
    ) -> Result<Response<pb::ListMessageRevisionsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListMessageRevisionsRequest { id, page_size, page_token } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (revisions, next_page_token) = edit::revisions(&self.tools, &cause, id.parse()?, &page).await?;
        let revisions = revisions.into_iter().map(Into::into).collect();
        Ok(Response::new(pb::ListMessageRevisionsResponse { revisions, next_page_token }))
    }

    async fn get_message_policy(
        &self,
        request: Request<pb::GetMessagePolicyRequest>,
    ) -> Result<Response<pb::MessagePolicy>, Status> {
        let cause = Cause::of(&request)?;
        let edit_minutes = edit::minutes(&self.tools.db, cause.account()).await?;
        Ok(Response::new(pb::MessagePolicy { edit_minutes }))
    }

    async fn update_message_policy(
        &self,
        request: Request<pb::UpdateMessagePolicyRequest>,
    ) -> Result<Response<pb::MessagePolicy>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMessagePolicyRequest { policy, update_mask } = request.into_inner();
        let given = policy.ok_or_else(|| Error::invalid("policy", "is not given"))?;
        if let Some(path) =
            mask::paths(update_mask.as_ref())?.into_iter().find(|path| *path != "edit_minutes")
        {
            return Err(mask::unknown(path, &["edit_minutes"]).into());
        }
        edit::set_minutes(&self.tools.db, cause.account(), given.edit_minutes).await?;
        Ok(Response::new(given))
    }

    async fn preview_recipients(
        &self,
        request: Request<pb::PreviewRecipientsRequest>,
    ) -> Result<Response<pb::PreviewRecipientsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::PreviewRecipientsRequest { conversation_id, leave_out_ids, copy_to } = request.into_inner();
        let conversation = conversation::readable(&self.tools, &cause, conversation_id.parse()?).await?;
        let choice = Choice { leave_out: leave_out_ids, copy_to: wire::mailboxes(copy_to) };
        let recipients = choice::preview(&self.tools, &cause, &conversation, &choice).await?;
        Ok(Response::new(pb::PreviewRecipientsResponse {
            recipients: recipients.into_iter().map(Into::into).collect(),
        }))
    }

    async fn retry_message(
        &self,
        request: Request<pb::RetryMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let cause = Cause::of(&request)?;
        let pb::RetryMessageRequest { id, addresses } = request.into_inner();
        let id: MessageId = id.parse()?;
        if addresses.len() > MOST_ADDRESSES {
            let why = format!("names {}; at most {MOST_ADDRESSES} are taken", addresses.len());
            return Err(Error::invalid("addresses", why).into());
        }
        message::readable(&self.tools, &cause, id).await?;
        outgoing::retry(&self.tools, &cause, id, &addresses).await?;
        let shown = message::shown(&self.tools.db, cause.account(), id).await?;
        Ok(Response::new(encode(&cause, shown)))
    }

    async fn get_message_source(
        &self,
        request: Request<pb::GetMessageSourceRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let cause = Cause::of(&request)?;
        let id: MessageId = request.into_inner().id.parse()?;
        edit::check_deleted(&cause, &message::readable(&self.tools, &cause, id).await?)?;
        let Shown { message, mails, .. } = message::shown(&self.tools.db, cause.account(), id).await?;
        let key = message.raw_key.or_else(|| mails.into_iter().find_map(|mail| mail.raw_key));
        let key = key.ok_or_else(|| Error::not_found("source of the message", id))?;
        let data = self.tools.blobs.get(&key).await?;
        Ok(Response::new(HttpBody { content_type: "message/rfc822".into(), data, extensions: Vec::new() }))
    }

    async fn get_remote_picture(
        &self,
        request: Request<pb::GetRemotePictureRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let cause = Cause::of(&request)?;
        let pb::GetRemotePictureRequest { id, url } = request.into_inner();
        let data = remote::picture(&self.tools, &cause, id.parse()?, &url).await?;
        let content_type = show::served_type(&show::content_type("", "", &data), &data);
        let body = HttpBody { content_type, data: data.into(), extensions: Vec::new() };
        given(Response::new(body), show::disposition(show::Way::Inline, "picture"))
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
        let request = request.into_inner();
        let notice = request.notice();
        let pb::SendMailRequest {
            to,
            subject,
            text,
            html,
            request_id,
            conversation_id,
            thread,
            confidential,
            ..
        } = request;
        let to = to.ok_or_else(|| Error::invalid("to", "is not given"))?;
        let conversation: Option<ConversationId> =
            id::in_optional_field("conversation_id", &conversation_id)?;
        let to = Mailbox { name: to.name, address: to.address };
        let request_key = request_key(&cause, &request_id)?;
        let new = Letter { to, subject, text, html, conversation, thread, request_key, notice, confidential };
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
    /// Messages as the caller sees them: users with who has read them.
    async fn encode_all(&self, cause: &Cause, messages: Vec<Shown>, has: Has) -> Result<Vec<pb::Message>> {
        if Reader::of(cause) == Reader::Customer {
            return Ok(messages.into_iter().map(|shown| encode(cause, shown)).collect());
        }
        let mut conversations: Vec<Uuid> =
            messages.iter().filter_map(|shown| shown.message.conversation).collect();
        conversations.dedup();
        let marks = read::marks(&self.tools.db, cause.account(), &conversations).await?;
        let shown = messages.into_iter().map(|shown| {
            let (conversation, time) = (shown.message.conversation, shown.message.create_time);
            let seen = marks.iter().filter(|(of, _, read)| Some(*of) == conversation && *read >= time);
            let seen_by_ids = seen.map(|(_, user, _)| user.to_string());
            let author = shown.message.author.clone();
            pb::Message {
                seen_by_ids: seen_by_ids.filter(|user| *user != author).collect(),
                ..encode(cause, shown)
            }
        });
        let mut shown: Vec<_> = shown.collect();
        // How a message travels to others is none of a customer's business.
        if Reader::of(cause) == Reader::User {
            let (db, now) = (&self.tools.db, self.tools.clock.now());
            if has.held {
                message::held::show(db, cause.account(), &mut shown).await?;
            }
            message::hold::explain(db, cause.account(), &mut shown, now).await?;
        }
        Ok(shown)
    }
    /// One message, so.
    pub(super) async fn whole(&self, cause: &Cause, shown: Shown) -> Result<pb::Message> {
        Ok(self.encode_all(cause, vec![shown], Has::ALL).await?.pop().unwrap_or_default())
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
