//! Chats on the wire, as a website's visitor has them. Who calls is what their token says, and nothing else.
use std::pin::Pin;

use futures::{Stream, StreamExt as _, stream};
use tandem_kit::{
    Cause, Error, Result,
    id::{AttachmentId, MessageId, MessageKind, in_optional_field},
};
use tandem_proto::{
    conversations::{self as pb, visitor_chats_service_server::VisitorChatsService},
    google::api::HttpBody,
};
use tonic::{Request, Response, Status, Streaming};

use super::{
    attachments::{self, Pieces},
    messages::files,
};
use crate::{
    chat::{
        Chat, Chats,
        identity::Claim,
        limit::{self, What},
        live, start, transcript, upload,
        visitor::{self, Page, Session},
        widget, write,
        write::Words,
    },
    file::{
        self, File,
        receive::{Piece, receive},
    },
    message::held,
};

/// Tokens of one network within an hour that are none.
const MOST_WRONG: u64 = 200;
const LONGEST_REQUEST_ID: usize = 128;

#[tonic::async_trait]
impl VisitorChatsService for Chats {
    type DownloadVisitorAttachmentStream = Pieces;
    type WatchVisitorChatStream = Pin<Box<dyn Stream<Item = Result<pb::VisitorUpdate, Status>> + Send>>;

    async fn start_chat_session(
        &self,
        request: Request<pb::StartChatSessionRequest>,
    ) -> Result<Response<pb::StartChatSessionResponse>, Status> {
        let (network, cause) = (network_of(&request), Cause::of(&request)?);
        let session = match token_of(&request) {
            Some(token) => visitor::session(self, token).await.ok(),
            None => None,
        };
        let request = request.into_inner();
        let widget = widget::open(self.db().pool(), &request.widget_key).await?;
        let arrival = start::Arrival {
            customer: cause.caller.customer().filter(|_| cause.caller.account == widget.account),
            claim: request.identity.map(claim),
            typed: (&request.name, &request.email),
            page: Page {
                url: request.page_url,
                title: request.page_title,
                referrer: request.referrer,
                locale: request.locale,
            },
            session,
            network: &network,
        };
        let (visitor, token) = start::session(self, &widget, arrival).await?;
        let session = Session { account: widget.account.into(), widget: widget.widget_id(), visitor };
        let chat = match crate::chat::latest_of(self.db(), session.account, session.visitor.id).await? {
            Some(chat) => Some(live::encode(self, &session, &chat).await?),
            None => None,
        };
        Ok(Response::new(pb::StartChatSessionResponse {
            token: token.unwrap_or_default(),
            visitor_id: session.visitor.own_id(),
            name: session.visitor.name,
            verified: session.visitor.verified,
            chat,
        }))
    }

    async fn start_visitor_chat(
        &self,
        request: Request<pb::StartVisitorChatRequest>,
    ) -> Result<Response<pb::VisitorChat>, Status> {
        let session = self.session(&request).await?;
        let pb::StartVisitorChatRequest { text, attachments, request_id } = request.into_inner();
        let widget = widget::get(self.db().pool(), session.account, session.widget).await?;
        let words = words(&session, text, &attachments, &request_id)?;
        let chat = start::begin(self, &session, &widget, words).await?;
        Ok(Response::new(live::encode(self, &session, &chat).await?))
    }

    async fn get_visitor_chat(
        &self,
        request: Request<pb::GetVisitorChatRequest>,
    ) -> Result<Response<pb::VisitorChat>, Status> {
        let session = self.session(&request).await?;
        let chat = self.own(&session, &request.into_inner().id).await?;
        Ok(Response::new(live::encode(self, &session, &chat).await?))
    }

    async fn list_visitor_messages(
        &self,
        request: Request<pb::ListVisitorMessagesRequest>,
    ) -> Result<Response<pb::ListVisitorMessagesResponse>, Status> {
        let session = self.session(&request).await?;
        let pb::ListVisitorMessagesRequest { chat_id, after_message_id, page_size } = request.into_inner();
        let chat = self.own(&session, &chat_id).await?;
        let after = in_optional_field::<MessageKind>("after_message_id", &after_message_id)?;
        let most = if page_size == 0 { 50 } else { i64::from(page_size).clamp(1, write::MOST_READ) };
        let (account, conversation) = (session.account, chat.conversation_id());
        let mut messages =
            write::read(self, account, &session.visitor, conversation, after, most + 1).await?;
        let more = i64::try_from(messages.len()).is_ok_and(|count| count > most);
        messages.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Response::new(pb::ListVisitorMessagesResponse { messages, more }))
    }

    async fn post_visitor_message(
        &self,
        request: Request<pb::PostVisitorMessageRequest>,
    ) -> Result<Response<pb::VisitorMessage>, Status> {
        let session = self.session(&request).await?;
        let pb::PostVisitorMessageRequest { chat_id, text, attachments, request_id } = request.into_inner();
        let chat = self.own(&session, &chat_id).await?;
        let words = words(&session, text, &attachments, &request_id)?;
        let message = write::post(self, session.account, &session.visitor, &chat, words).await?;
        Ok(Response::new(message))
    }

    async fn watch_visitor_chat(
        &self,
        request: Request<pb::WatchVisitorChatRequest>,
    ) -> Result<Response<Self::WatchVisitorChatStream>, Status> {
        let session = self.session(&request).await?;
        let pb::WatchVisitorChatRequest { chat_id, after_message_id } = request.into_inner();
        let chat = self.own(&session, &chat_id).await?;
        let after = in_optional_field::<MessageKind>("after_message_id", &after_message_id)?;
        Ok(Response::new(Box::pin(live::stream(self, session, chat, after).await?)))
    }

    async fn tell_visitor_typing(
        &self,
        request: Request<pb::TellVisitorTypingRequest>,
    ) -> Result<Response<()>, Status> {
        let session = self.session(&request).await?;
        let chat = self.own(&session, &request.into_inner().chat_id).await?;
        let cause = session.visitor.cause(session.account);
        let (id, name) = (session.visitor.own_id(), session.visitor.shown_name());
        crate::chat::mention_typing(self, &cause, &chat, (&id, &name)).await;
        Ok(Response::new(()))
    }

    async fn see_visitor_chat(
        &self,
        request: Request<pb::SeeVisitorChatRequest>,
    ) -> Result<Response<()>, Status> {
        let session = self.session(&request).await?;
        let pb::SeeVisitorChatRequest { chat_id, message_id } = request.into_inner();
        let chat = self.own(&session, &chat_id).await?;
        let message: MessageId = message_id.parse()?;
        let (account, conversation) = (session.account, chat.conversation_id());
        let time = write::time_of(self, account, conversation, message).await?;
        let time = time.ok_or_else(|| Error::not_found("message", message))?;
        held::see(self.db(), account, conversation, &session.visitor.person(), (time, self.now())).await?;
        crate::chat::note_seen(self, &session, &chat, time).await?;
        Ok(Response::new(()))
    }

    async fn tell_visitor_presence(
        &self,
        request: Request<pb::TellVisitorPresenceRequest>,
    ) -> Result<Response<()>, Status> {
        let session = self.session(&request).await?;
        let pb::TellVisitorPresenceRequest { chat_id, away, page_url, page_title } = request.into_inner();
        let chat = self.own(&session, &chat_id).await?;
        let page = Page { url: page_url, title: page_title, ..Page::default() }.cut();
        let mut changed = self.note_there(session.visitor.id, away).await;
        if !page.url.is_empty() {
            changed |= visitor::note_page(self, session.account, session.visitor.id, &page).await?;
        }
        // Repeated twice a minute by every page that is open: only what is new is told.
        if changed {
            let cause = session.visitor.cause(session.account);
            crate::chat::mention_seen(self, &cause, &chat, &session.visitor.own_id()).await;
        }
        Ok(Response::new(()))
    }

    async fn end_visitor_chat(
        &self,
        request: Request<pb::EndVisitorChatRequest>,
    ) -> Result<Response<pb::VisitorChat>, Status> {
        let session = self.session(&request).await?;
        let pb::EndVisitorChatRequest { id, transcript_email } = request.into_inner();
        let chat = self.own(&session, &id).await?;
        if !transcript_email.trim().is_empty() {
            transcript::send(self, session.account, &session.visitor, chat.chat_id(), &transcript_email)
                .await?;
        }
        let cause = session.visitor.cause(session.account);
        let chat = crate::chat::desk::end(self, &cause, chat.chat_id()).await?;
        Ok(Response::new(live::encode(self, &session, &chat).await?))
    }

    async fn leave_visitor_address(
        &self,
        request: Request<pb::LeaveVisitorAddressRequest>,
    ) -> Result<Response<pb::VisitorChat>, Status> {
        let mut session = self.session(&request).await?;
        let pb::LeaveVisitorAddressRequest { id, name, email } = request.into_inner();
        let chat = self.own(&session, &id).await?;
        let chat = crate::chat::leave_address(self, &mut session, chat.chat_id(), (&name, &email)).await?;
        Ok(Response::new(live::encode(self, &session, &chat).await?))
    }

    async fn upload_visitor_attachment(
        &self,
        request: Request<Streaming<pb::UploadVisitorAttachmentRequest>>,
    ) -> Result<Response<pb::Attachment>, Status> {
        let session = self.session(&request).await?;
        let pieces = request.into_inner().map(|piece| {
            // A browser that went away amidst it has sent no file.
            let piece = piece.map_err(|_| Error::invalid("content", "broke off"))?;
            let HttpBody { content_type: claimed, data, .. } = piece.content.unwrap_or_default();
            Ok(Piece { data, name: piece.name, claimed, ..Piece::default() })
        });
        let pieces = upload::counted(self.clone(), session.visitor.id, pieces);
        let owner = session.visitor.own_id();
        let file = receive(&self.tools, session.account, owner, upload::LARGEST, pieces, |_| Ok(None));
        let file = Box::pin(file).await?;
        Ok(Response::new(file.into()))
    }

    async fn create_visitor_attachment(
        &self,
        request: Request<pb::CreateVisitorAttachmentRequest>,
    ) -> Result<Response<pb::Attachment>, Status> {
        let session = self.session(&request).await?;
        let pb::CreateVisitorAttachmentRequest { content, name } = request.into_inner();
        let content = content.ok_or_else(|| Error::invalid("content", "is not given"))?;
        let whole = Piece { data: content.data, name, claimed: content.content_type, ..Piece::default() };
        let whole = upload::counted(self.clone(), session.visitor.id, stream::iter([Ok(whole)]));
        let owner = session.visitor.own_id();
        let file = receive(&self.tools, session.account, owner, upload::LARGEST, whole, |_| Ok(None));
        let file = Box::pin(file).await?;
        Ok(Response::new(file.into()))
    }

    async fn download_visitor_attachment(
        &self,
        request: Request<pb::DownloadVisitorAttachmentRequest>,
    ) -> Result<Response<Self::DownloadVisitorAttachmentStream>, Status> {
        let session = self.session(&request).await?;
        let pb::DownloadVisitorAttachmentRequest { chat_id, attachment_id } = request.into_inner();
        let file = self.readable_file(&session, &chat_id, &attachment_id).await?;
        attachments::pieces(self.tools.clone(), session.account, &file, true).await
    }

    async fn get_visitor_attachment(
        &self,
        request: Request<pb::GetVisitorAttachmentRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let session = self.session(&request).await?;
        let pb::GetVisitorAttachmentRequest { chat_id, attachment_id } = request.into_inner();
        let file = self.readable_file(&session, &chat_id, &attachment_id).await?;
        attachments::serve(&self.tools, session.account, &file, true).await
    }
}

impl Chats {
    /// Whose token a request shows.
    async fn session<T>(&self, request: &Request<T>) -> Result<Session> {
        let token = token_of(request).ok_or(Error::Unauthenticated)?;
        match visitor::session(self, token).await {
            Ok(session) => {
                limit::visitor(self, session.visitor.id, What::Call).await?;
                Ok(session)
            }
            Err(Error::Unauthenticated) => {
                limit::network(self, &network_of(request), "token", MOST_WRONG).await?;
                Err(Error::Unauthenticated)
            }
            Err(error) => Err(error),
        }
    }
    /// A file of a message that a visitor may read, or one of their own that waits to be sent.
    async fn readable_file(&self, session: &Session, chat: &str, file: &str) -> Result<File> {
        let (chat, id) = (self.own(session, chat).await?, file.parse::<AttachmentId>()?);
        let file = file::get(self.db(), session.account, id).await?;
        let readable = match file.message {
            None => file.owner == session.visitor.own_id(),
            Some(message) => {
                let (account, conversation) = (session.account, chat.conversation_id());
                write::one(self, account, &session.visitor, conversation, message).await?.is_some()
            }
        };
        if readable { Ok(file) } else { Err(Error::not_found("attachment", id)) }
    }
    async fn own(&self, session: &Session, id: &str) -> Result<Chat> {
        start::own(self, session, id.parse()?).await
    }
}

fn token_of<T>(request: &Request<T>) -> Option<&str> {
    request
        .metadata()
        .get("tandem-visitor")
        .and_then(|token| token.to_str().ok())
        .filter(|token| !token.is_empty())
}

/// The address that the door says a request came from.
pub(super) fn network_of<T>(request: &Request<T>) -> String {
    let address = request.metadata().get("x-forwarded-for").and_then(|address| address.to_str().ok());
    address.unwrap_or_default().to_owned()
}

fn claim(identity: pb::VisitorIdentity) -> Claim {
    let pb::VisitorIdentity { identifier, name, email, hash, jwt } = identity;
    Claim { identifier, name, email, hash, jwt }
}

/// What a visitor writes; a request id is theirs alone.
fn words(session: &Session, text: String, attachments: &[String], request_id: &str) -> Result<Words> {
    if request_id.len() > LONGEST_REQUEST_ID {
        let length = request_id.len();
        return Err(Error::invalid(
            "request_id",
            format!("has {length} characters; at most {LONGEST_REQUEST_ID} are taken"),
        ));
    }
    let key = (!request_id.is_empty()).then(|| format!("{}:{request_id}", session.visitor.own_id()));
    Ok(Words { text, files: files(attachments)?, request_key: key })
}
