//! The rpcs: for each decode, do, encode. No SQL and no rule.
mod attachments;
mod chats;
mod conversations;
mod inbound;
mod messages;
mod visitor_chats;
mod widgets;

use tandem_kit::Started;
use tandem_proto::conversations::{
    attachments_service_server::AttachmentsServiceServer, chats_service_server::ChatsServiceServer,
    conversations_service_server::ConversationsServiceServer, inbound_service_server::InboundServiceServer,
    messages_service_server::MessagesServiceServer, visitor_chats_service_server::VisitorChatsServiceServer,
    widgets_service_server::WidgetsServiceServer,
};

use crate::{chat::Chats, tools::Tools};

/// Largest message in and out: a mail of 50 MB with room around it.
const LARGEST: usize = 64 << 20;

/// The rpcs of this service.
#[derive(Clone)]
pub struct Api {
    tools: Tools,
}

/// Offers the rpcs.
pub fn add(started: &mut Started, tools: &Tools) {
    let api = Api { tools: tools.clone() };
    let routes = &mut started.routes;
    routes.add_service(ConversationsServiceServer::new(api.clone()));
    routes.add_service(
        MessagesServiceServer::new(api.clone())
            .max_decoding_message_size(LARGEST)
            .max_encoding_message_size(LARGEST),
    );
    routes.add_service(
        AttachmentsServiceServer::new(api.clone())
            .max_decoding_message_size(LARGEST)
            .max_encoding_message_size(LARGEST),
    );
    routes.add_service(
        InboundServiceServer::new(api).max_decoding_message_size(LARGEST).max_encoding_message_size(LARGEST),
    );
}

/// Offers the rpcs of the role `chat`.
pub fn add_chats(started: &mut Started, chats: &Chats) {
    let routes = &mut started.routes;
    routes.add_service(ChatsServiceServer::new(chats.clone()));
    routes.add_service(WidgetsServiceServer::new(chats.clone()));
    routes.add_service(
        VisitorChatsServiceServer::new(chats.clone())
            .max_decoding_message_size(LARGEST)
            .max_encoding_message_size(LARGEST),
    );
}
