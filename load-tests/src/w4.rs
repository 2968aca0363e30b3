//! W4: an item as the screen opens it: the item and its conversations at once, then the newest twenty messages. Beside it the statements that one would
//! write by hand for the same rows.
#![expect(clippy::disallowed_methods, reason = "reads the schemas of the system from outside")]
use std::time::Duration;

use anyhow::{Context as _, ensure};
use sqlx::{Connection as _, PgConnection};
use tandem_kit::id::EventId;
use tandem_proto::{
    conversations::{
        CreateConversationRequest, ListConversationsRequest, ListMessagesRequest, PostMessageRequest,
        Visibility, conversations_service_client::ConversationsServiceClient,
        messages_service_client::MessagesServiceClient,
    },
    items::{CreateItemRequest, GetItemRequest, items_service_client::ItemsServiceClient},
};
use tonic::{Request, metadata::AsciiMetadataValue, transport::Channel};
use uuid::Uuid;

use crate::{
    client::{Client, closed},
    report::{Table, say},
    statements,
    system::System,
    w1,
};

const CLIENTS: [usize; 2] = [1, 16];
const PAGE: i32 = 20;
/// So many are opened to count what they cost.
const COUNTED: u64 = 300;

/// An item with so many messages.
#[derive(Clone)]
struct Subject {
    item: String,
    conversation: String,
}

/// Runs it.
pub async fn run(system: &System, seconds: u64) -> anyhow::Result<()> {
    let time = Duration::from_secs(seconds);
    let mut table =
        Table::new(&["messages", "clients", "what", "per s", "p50 ms", "p95 ms", "p99 ms", "ratio"]);
    for messages in [20, 500] {
        let subject = fill(system, messages).await?;
        for clients in CLIENTS {
            let before = closed(hands(system, &subject, clients).await?, time).await?;
            let rest = closed(rests(system, &subject, clients), time).await?;
            let between = closed(hands(system, &subject, clients).await?, time).await?;
            let grpc = closed(grpcs(system, &subject, clients).await?, time).await?;
            let after = closed(hands(system, &subject, clients).await?, time).await?;
            let limits = [&before, &between, &after];
            for (name, run, around) in [
                ("by hand", &before, None),
                ("REST", &rest, Some([limits[0], limits[1]])),
                ("by hand", &between, None),
                ("gRPC", &grpc, Some([limits[1], limits[2]])),
                ("by hand", &after, None),
            ] {
                let limit = around.map(|of| of.iter().map(|run| run.per_second()).sum::<f64>() / 2.0);
                table.row(vec![
                    messages.to_string(),
                    clients.to_string(),
                    name.into(),
                    format!("{:.0}", run.per_second()),
                    format!("{:.2}", run.millis(0.5)),
                    format!("{:.2}", run.millis(0.95)),
                    format!("{:.2}", run.millis(0.99)),
                    limit.map_or(String::new(), |limit| format!("{:.2}", run.per_second() / limit)),
                ]);
            }
        }
    }
    table.print();
    count(system).await?;
    say("An opening is three requests: the item and its conversations at once, then the newest 20 messages.");
    Ok(())
}

/// Prints what an opening costs the database.
async fn count(system: &System) -> anyhow::Result<()> {
    let mut opened = rests(system, &fill(system, 20).await?, 1).swap_remove(0);
    if statements::begin(system).await? {
        for _ in 0..COUNTED {
            opened.once().await?;
        }
        statements::print(system, COUNTED, "opening").await?;
    }
    Ok(())
}

async fn fill(system: &System, messages: u32) -> anyhow::Result<Subject> {
    let channel = system.channel().await?;
    let request = CreateItemRequest {
        title: "An item with a conversation".into(),
        description: w1::body(),
        ..CreateItemRequest::default()
    };
    let item =
        ItemsServiceClient::new(channel.clone()).create_item(system.signed(request)?).await?.into_inner().id;
    system.settle().await?;
    let request = CreateConversationRequest {
        subject: item.clone(),
        visibility: Visibility::Internal.into(),
        ..CreateConversationRequest::default()
    };
    let mut conversations = ConversationsServiceClient::new(channel.clone());
    let conversation = conversations.create_conversation(system.signed(request)?).await?.into_inner().id;
    let mut writer = MessagesServiceClient::new(channel);
    for n in 0..messages {
        let request = PostMessageRequest {
            conversation_id: conversation.clone(),
            body_text: format!("{n}: {}", w1::body()),
            request_id: EventId::new().to_string(),
            anyway: true,
            ..PostMessageRequest::default()
        };
        writer.post_message(system.signed(request)?).await?;
    }
    system.settle().await?;
    Ok(Subject { item, conversation })
}

/// Opens it by REST.
struct Rest {
    http: reqwest::Client,
    base: String,
    token: String,
    subject: Subject,
}

impl Rest {
    async fn get(&self, path: String) -> anyhow::Result<usize> {
        let answer = self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token).send().await?;
        Ok(answer.error_for_status()?.bytes().await?.len())
    }
}

impl Client for Rest {
    async fn once(&mut self) -> anyhow::Result<()> {
        let Subject { item, conversation } = &self.subject;
        tokio::try_join!(
            self.get(format!("/v1/items/{item}")),
            self.get(format!("/v1/items/{item}/conversations"))
        )?;
        let of = format!("/v1/conversations/{conversation}/messages?page_size={PAGE}&newest_first=true");
        ensure!(self.get(of).await? > 20 * 500, "messages are missing");
        Ok(())
    }
}

fn rests(system: &System, subject: &Subject, clients: usize) -> Vec<Rest> {
    let one = || Rest {
        http: system.http.clone(),
        base: system.base.clone(),
        token: system.token.clone(),
        subject: subject.clone(),
    };
    (0..clients).map(|_| one()).collect()
}

/// Opens it by gRPC.
struct Grpc {
    channel: Channel,
    token: AsciiMetadataValue,
    subject: Subject,
}

impl Grpc {
    fn signed<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", self.token.clone());
        request
    }
}

impl Client for Grpc {
    async fn once(&mut self) -> anyhow::Result<()> {
        let Subject { item, conversation } = self.subject.clone();
        let mut items = ItemsServiceClient::new(self.channel.clone());
        let mut conversations = ConversationsServiceClient::new(self.channel.clone());
        let of = ListConversationsRequest { subject: item.clone(), ..ListConversationsRequest::default() };
        tokio::try_join!(
            items.get_item(self.signed(GetItemRequest { id: item })),
            conversations.list_conversations(self.signed(of))
        )?;
        let request = ListMessagesRequest {
            conversation_id: conversation,
            page_size: PAGE,
            newest_first: true,
            ..ListMessagesRequest::default()
        };
        let mut messages = MessagesServiceClient::new(self.channel.clone());
        let read = messages.list_messages(self.signed(request)).await?.into_inner().messages;
        ensure!(read.len() == 20, "{} messages", read.len());
        Ok(())
    }
}

/// At most four connections, each for several clients.
async fn grpcs(system: &System, subject: &Subject, clients: usize) -> anyhow::Result<Vec<Grpc>> {
    let mut channels = Vec::new();
    for _ in 0..clients.min(4) {
        channels.push(system.channel().await?);
    }
    let token: AsciiMetadataValue = format!("Bearer {}", system.token).parse()?;
    Ok((0..clients)
        .map(|n| Grpc {
            channel: channels[n % channels.len()].clone(),
            token: token.clone(),
            subject: subject.clone(),
        })
        .collect())
}

/// The rows by hand.
struct Hand {
    connection: PgConnection,
    account: Uuid,
    item: Uuid,
    conversation: Uuid,
}

impl Client for Hand {
    async fn once(&mut self) -> anyhow::Result<()> {
        let item = sqlx::query("select * from items.item where account = $1 and id = $2");
        item.bind(self.account).bind(self.item).fetch_one(&mut self.connection).await?;
        let messages = sqlx::query(
            "select * from conversations.message where account = $1 and conversation = $2 order by create_time desc, id desc limit 20",
        );
        let messages =
            messages.bind(self.account).bind(self.conversation).fetch_all(&mut self.connection).await?;
        ensure!(messages.len() == 20, "{} messages", messages.len());
        Ok(())
    }
}

async fn hands(system: &System, subject: &Subject, clients: usize) -> anyhow::Result<Vec<Hand>> {
    let bare = |id: &str| -> anyhow::Result<Uuid> {
        Ok(id.rsplit('_').next().with_context(|| format!("{id} is no id"))?.parse()?)
    };
    let (item, conversation) = (bare(&subject.item)?, bare(&subject.conversation)?);
    let account: Uuid = sqlx::query_scalar("select account from items.item where id = $1")
        .bind(item)
        .fetch_one(&system.pool)
        .await?;
    let mut all = Vec::new();
    for _ in 0..clients {
        let connection = PgConnection::connect(&system.database_url).await?;
        all.push(Hand { connection, account, item, conversation });
    }
    Ok(all)
}
