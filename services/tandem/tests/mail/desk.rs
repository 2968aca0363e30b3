//! A help desk with an account, as its people and its mail see it.
use std::collections::HashMap;

use tandem_kit::{
    Caller, Cause, Config, Role, Service, Who, auth,
    id::{AccountId, CustomerId, UserId},
    testing::{Bench, free_port},
};
use tandem_proto::{
    conversations::{
        self as pb, Visibility, conversations_service_client::ConversationsServiceClient,
        inbound_service_client::InboundServiceClient, messages_service_client::MessagesServiceClient,
        receive_email_response::Outcome,
    },
    directory::{CreateAccountRequest, accounts_service_client::AccountsServiceClient},
    google::api::HttpBody,
    items::{GetItemRequest, Item, UpdateItemRequest, items_service_client::ItemsServiceClient},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
};
use tonic::{Request, Status};

static SERVICES: &[Service] = &[
    tandem_directory::SERVICE,
    tandem_items::SERVICE,
    tandem_conversations::SERVICE,
    tandem_notifications::SERVICE,
];

pub struct Desk {
    pub bench: Bench,
    pub port: u16,
    /// The owner of the account.
    pub agent: Cause,
    pub system: Cause,
}

impl Desk {
    pub async fn open() -> Self {
        Self::open_with(|_| None).await
    }
    /// A desk that sends through the relay that `relay` makes of the listener's port.
    pub async fn open_with(relay: fn(u16) -> Option<String>) -> Self {
        Self::open_on(relay, |_| {}).await
    }
    /// A desk whose installation has other settings.
    pub async fn open_on(relay: fn(u16) -> Option<String>, change: impl FnOnce(&mut Config)) -> Self {
        Self::open_as(|config, port| {
            if let Some(relay) = relay(port) {
                config.set("conversations", "relay", relay);
            }
            change(config);
            HashMap::new()
        })
        .await
    }
    /// A desk with other settings; those of its listener are answered with.
    pub async fn open_as(change: impl FnOnce(&mut Config, u16) -> HashMap<String, String>) -> Self {
        let port = free_port();
        let bench = Bench::start_with(SERVICES, |config| {
            let mut smtp = change(config, port);
            smtp.insert("listen".to_owned(), format!("127.0.0.1:{port}"));
            config.set("conversations", "smtp", smtp);
        })
        .await;
        let (agent, system) = account(&bench, "desk.test").await;
        Self { bench, port, agent, system }
    }
    pub fn customer(&self, id: &str) -> Cause {
        let id: CustomerId = id.parse().unwrap();
        let who = Who::Customer(id.uuid());
        Cause::by(Caller { account: self.agent.account().uuid(), who, ..Caller::anonymous() })
    }
    pub fn messages(&self) -> MessagesServiceClient<tandem_kit::rpc::Channel> {
        MessagesServiceClient::new(self.bench.channel("conversations"))
    }
    /// A mail by SMTP, read.
    pub async fn smtp(&self, to: &str, raw: &str) -> pb::InboundMail {
        let mut socket = BufReader::new(TcpStream::connect(("127.0.0.1", self.port)).await.unwrap());
        let raw = raw.replace("\r\n", "\n").replace('\n', "\r\n");
        let said = format!(
            "EHLO x\r\nMAIL FROM:<ann@acme.example>\r\nRCPT TO:<{to}>\r\nDATA\r\n{raw}\r\n.\r\nQUIT\r\n"
        );
        socket.get_mut().write_all(said.as_bytes()).await.unwrap();
        let mut answers = String::new();
        socket.read_to_string(&mut answers).await.unwrap();
        assert!(answers.contains("250 2.0.0 kept"), "{answers}");
        self.bench.settle().await;
        self.inbound(&self.agent).await.remove(0)
    }
    /// A mail by HTTP.
    pub async fn mail(&self, to: &str, raw: &str) -> pb::ReceiveEmailResponse {
        receive(&self.bench, &self.agent, to, raw).await
    }
    pub async fn item(&self, id: &str) -> Item {
        let mut items = ItemsServiceClient::new(self.bench.channel("items"));
        items.get_item(by(&self.agent, GetItemRequest { id: id.into() })).await.unwrap().into_inner()
    }
    /// The item, shown to its requesters.
    pub async fn published(&self, id: &str) -> Item {
        let mut items = ItemsServiceClient::new(self.bench.channel("items"));
        let item = Some(Item { id: id.into(), published: true, ..Item::default() });
        let update_mask = Some(prost_types::FieldMask { paths: vec!["published".into()] });
        let request = UpdateItemRequest { item, update_mask, ..UpdateItemRequest::default() };
        items.update_item(by(&self.agent, request)).await.unwrap().into_inner()
    }
    pub async fn message(&self, id: &str) -> pb::Message {
        let request = pb::GetMessageRequest { id: id.into() };
        self.messages().get_message(by(&self.agent, request)).await.unwrap().into_inner()
    }
    pub async fn messages_of(&self, who: &Cause, conversation: &str) -> Result<Vec<pb::Message>, Status> {
        let request = pb::ListMessagesRequest { conversation_id: conversation.into(), ..Default::default() };
        Ok(self.messages().list_messages(by(who, request)).await?.into_inner().messages)
    }
    pub async fn post(&self, who: &Cause, conversation: &str, text: &str) -> Result<pb::Message, Status> {
        let request = pb::PostMessageRequest {
            conversation_id: conversation.into(),
            body_text: text.into(),
            request_id: format!("{conversation} {text}"),
            ..Default::default()
        };
        Ok(self.messages().post_message(by(who, request)).await?.into_inner())
    }
    pub async fn source(&self, message: &str) -> String {
        let request = pb::GetMessageSourceRequest { id: message.into() };
        let body = self.messages().get_message_source(by(&self.agent, request)).await.unwrap().into_inner();
        String::from_utf8(body.data.to_vec()).unwrap()
    }
    pub async fn conversation(&self, item: &str, visibility: Visibility) -> pb::Conversation {
        let mut client = ConversationsServiceClient::new(self.bench.channel("conversations"));
        let request = pb::CreateConversationRequest {
            subject: item.into(),
            visibility: visibility.into(),
            ..Default::default()
        };
        client.create_conversation(by(&self.agent, request)).await.unwrap().into_inner()
    }
    pub async fn conversations(&self, who: &Cause, item: &str) -> Result<Vec<pb::Conversation>, Status> {
        let mut client = ConversationsServiceClient::new(self.bench.channel("conversations"));
        let request = pb::ListConversationsRequest { subject: item.into(), ..Default::default() };
        Ok(client.list_conversations(by(who, request)).await?.into_inner().conversations)
    }
    pub async fn bot(&self, item: &str, text: &str) -> pb::Message {
        let request = pb::PostAsBotRequest {
            item_id: item.into(),
            visibility: Visibility::Customer.into(),
            body_html: format!("<p>{text}</p>"),
            request_id: format!("{item} {text}"),
        };
        self.messages().post_as_bot(by(&self.system, request)).await.unwrap().into_inner()
    }
    pub async fn inbound(&self, who: &Cause) -> Vec<pb::InboundMail> {
        let mut client = InboundServiceClient::new(self.bench.channel("conversations"));
        let request = pb::ListInboundMailsRequest::default();
        client.list_inbound_mails(by(who, request)).await.unwrap().into_inner().inbound_mails
    }
}

/// An account with its owner.
pub async fn account(bench: &Bench, domain: &str) -> (Cause, Cause) {
    let request = CreateAccountRequest {
        name: "Desk".into(),
        owner_name: "Olga".into(),
        owner_email: format!("olga@staff.{domain}"),
        password: "a long password of Olga".into(),
        mail_domain: domain.into(),
        ..CreateAccountRequest::default()
    };
    let mut accounts = AccountsServiceClient::new(bench.channel("directory"));
    let made = auth::acting(&bench.as_system(), accounts.create_account(request)).await.unwrap().into_inner();
    let account: AccountId = made.account.unwrap().id.parse().unwrap();
    let owner: UserId = made.owner_id.parse().unwrap();
    let who = Who::User(owner.uuid());
    let caller = Caller { account: account.uuid(), who, role: Role::Owner, ..Caller::anonymous() };
    (Cause::by(caller), Cause::system(account))
}

pub async fn receive(bench: &Bench, agent: &Cause, to: &str, raw: &str) -> pb::ReceiveEmailResponse {
    let mut client = InboundServiceClient::new(bench.channel("conversations"));
    let data = raw.replace('\n', "\r\n").into_bytes().into();
    let raw = HttpBody { content_type: "message/rfc822".into(), data, extensions: Vec::new() };
    let request = pb::ReceiveEmailRequest { raw: Some(raw), to: to.into(), from: String::new() };
    client.receive_email(by(agent, request)).await.unwrap().into_inner()
}

pub fn by<T>(cause: &Cause, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(cause.clone());
    request
}

pub fn outcome(received: &pb::ReceiveEmailResponse) -> (Outcome, &str) {
    (received.outcome(), received.threaded_by.as_str())
}

/// A header of a mail, unfolded.
pub fn header(source: &str, name: &str) -> String {
    let unfolded = source.replace("\r\n\t", " ").replace("\r\n ", " ");
    let line =
        unfolded.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
    line.map(|line| line[name.len() + 1..].trim().to_owned()).unwrap_or_default()
}
