//! The rpcs: for each decode, do, encode. No SQL and no rule.
mod attachments;
mod canned_replies;
mod channel_health;
mod chats;
mod conversations;
mod drafts;
mod inbound;
mod mail_policies;
mod mailboxes;
mod message_imports;
mod messages;
mod messenger;
mod presence;
mod schedule;
mod splits;
mod suppressions;
mod visitor_chats;
mod widgets;

use tandem_kit::Started;
use tandem_proto::conversations::{
    attachments_service_server::AttachmentsServiceServer,
    canned_replies_service_server::CannedRepliesServiceServer,
    channel_health_service_server::ChannelHealthServiceServer, chats_service_server::ChatsServiceServer,
    conversations_service_server::ConversationsServiceServer, drafts_service_server::DraftsServiceServer,
    inbound_service_server::InboundServiceServer, mail_policies_service_server::MailPoliciesServiceServer,
    mailboxes_service_server::MailboxesServiceServer,
    message_imports_service_server::MessageImportsServiceServer,
    messages_service_server::MessagesServiceServer, messenger_service_server::MessengerServiceServer,
    presence_service_server::PresenceServiceServer, schedule_service_server::ScheduleServiceServer,
    splits_service_server::SplitsServiceServer, suppressions_service_server::SuppressionsServiceServer,
    visitor_chats_service_server::VisitorChatsServiceServer, widgets_service_server::WidgetsServiceServer,
};

use crate::{chat::Chats, tools::Tools};

/// Largest message in and out: a mail of 50 MB with room around it.
const LARGEST: usize = 64 << 20;

/// The rpcs of this service.
#[derive(Clone)]
pub struct Api {
    tools: Tools,
    /// Only to be looked at: chats are worked with in the role `chat`.
    chats: Chats,
}

/// Offers the rpcs.
pub fn add(started: &mut Started, chats: &Chats) {
    let api = Api { tools: chats.tools.clone(), chats: chats.clone() };
    let routes = &mut started.routes;
    routes.add_service(ConversationsServiceServer::new(api.clone()));
    routes.add_service(SuppressionsServiceServer::new(api.clone()));
    routes.add_service(DraftsServiceServer::new(api.clone()));
    routes.add_service(ScheduleServiceServer::new(api.clone()));
    routes.add_service(SplitsServiceServer::new(api.clone()));
    routes.add_service(CannedRepliesServiceServer::new(api.clone()));
    routes.add_service(MessengerServiceServer::new(api.clone()));
    routes.add_service(PresenceServiceServer::new(api.clone()));
    routes.add_service(MailboxesServiceServer::new(api.clone()));
    routes.add_service(ChannelHealthServiceServer::new(api.clone()));
    routes.add_service(MailPoliciesServiceServer::new(api.clone()));
    routes.add_service(MessageImportsServiceServer::new(api.clone()).max_decoding_message_size(LARGEST));
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
