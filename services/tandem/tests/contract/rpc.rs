//! Rpcs as the contract describes them, called as bytes.
use prost::{
    Message as _,
    bytes::{Buf as _, BufMut as _},
};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
    ReflectMessage as _, Value as Field,
};
use reqwest::Method;
use serde_json::Value;
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    transport::Channel,
};

use super::things::Things;
use crate::support::Client;

/// Who may call an rpc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Nobody,
    Public,
    Customer,
    User,
    Admin,
    Owner,
    Peer,
}

/// One rpc.
pub struct Rpc {
    /// `tandem.items.v1.ItemsService/GetItem`
    pub name: String,
    pub method: MethodDescriptor,
    pub access: Access,
    pool: DescriptorPool,
}

/// Where an id stands in a request: `item_id`, or `item.project_id`.
#[derive(Clone)]
pub struct Place {
    within: Option<FieldDescriptor>,
    field: FieldDescriptor,
    /// The prefix of the ids that belong there.
    kind: &'static str,
}

/// Every rpc of the contract.
pub fn all() -> Vec<Rpc> {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let access = pool.get_extension_by_name("tandem.type.v1.access").unwrap();
    let ours = pool.services().filter(|service| service.full_name().starts_with("tandem."));
    ours.flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(|method| {
            let number = method.options().get_extension(&access).as_enum_number().unwrap_or(0);
            let access = [
                Access::Nobody,
                Access::Public,
                Access::Customer,
                Access::User,
                Access::Admin,
                Access::Owner,
                Access::Peer,
            ];
            Rpc {
                name: format!("{}/{}", method.parent_service().full_name(), method.name()),
                access: access[usize::try_from(number).unwrap()],
                pool: pool.clone(),
                method,
            }
        })
        .collect()
}

/// A path with every variable replaced.
pub fn with_variables(path: &str, by: &str) -> String {
    let variable = regex::Regex::new(r"\{[^}]*\}").unwrap();
    variable.replace_all(path, by).into_owned()
}

impl Rpc {
    /// Its methods and paths.
    pub fn http(&self) -> Vec<(Method, String)> {
        let extension = self.pool.get_extension_by_name("google.api.http").unwrap();
        let options = self.method.options();
        if !options.has_extension(&extension) {
            return Vec::new();
        }
        let rule = options.get_extension(&extension).as_message().unwrap().clone();
        let more = rule.get_field_by_name("additional_bindings").map(std::borrow::Cow::into_owned);
        let more = more.and_then(|more| more.as_list().map(<[Field]>::to_vec)).unwrap_or_default();
        let more = more.iter().filter_map(Field::as_message).cloned();
        std::iter::once(rule).chain(more).filter_map(|rule| binding(&rule)).collect()
    }
    /// A request that says nothing.
    pub fn empty(&self) -> DynamicMessage {
        DynamicMessage::new(self.method.input())
    }
    /// Calls it through the public port.
    pub async fn call(
        &self,
        channel: &Channel,
        caller: &Client,
        request: &DynamicMessage,
    ) -> Result<Value, Status> {
        let mut asked = Request::new(request.encode_to_vec());
        caller.sign(asked.metadata_mut());
        let path = format!("/{}", self.name).parse().unwrap();
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
        let bytes = grpc.unary(asked, path, Raw).await?.into_inner();
        let answer = DynamicMessage::decode(self.method.output(), bytes.as_slice()).unwrap();
        Ok(serde_json::to_value(answer).unwrap_or_default())
    }
    /// Where ids stand in its request.
    pub fn places(&self) -> Vec<Place> {
        let input = self.method.input();
        let mut places = Vec::new();
        for field in input.fields() {
            if let (Kind::Message(inner), false) = (field.kind(), field.is_list())
                && inner.full_name().starts_with("tandem.")
            {
                let within = inner.fields().filter_map(|deep| place(Some(field.clone()), deep, inner.name()));
                places.extend(within);
            } else {
                places.extend(place(None, field, thing_of(self.method.name())));
            }
        }
        places
    }
    /// A request of our own.
    pub fn own(&self, own: &Things) -> DynamicMessage {
        let mut request = self.empty();
        fill(&mut request, &self.places(), None, own);
        request
    }
    /// A request of our own in which one id is theirs; nothing where they have no such thing.
    pub fn request(&self, foreign: &Place, own: &Things, others: &Things) -> Option<DynamicMessage> {
        let theirs = others.id(foreign.kind)?;
        let mut request = self.empty();
        fill(&mut request, &self.places(), None, own);
        let first = || {
            self.method.input().fields().find(|field| {
                !field.is_list()
                    && matches!(field.kind(), Kind::Message(inner) if inner.full_name().starts_with("tandem."))
            })
        };
        let within = foreign.within.clone().or_else(first);
        if let Some(resource) = within.filter(|_| {
            self.method.input().get_field_by_name("update_mask").is_some() || foreign.within.is_some()
        }) {
            let Kind::Message(inner) = resource.kind() else { return None };
            let mut thing = DynamicMessage::new(inner);
            fill(&mut thing, &self.places(), Some(&resource), own);
            if foreign.within.is_some() {
                set_id(&mut thing, &foreign.field, theirs);
            }
            let masked =
                if foreign.names_the_thing() { plain_field(&thing) } else { foreign.field.name().to_owned() };
            request.set_field(&resource, Field::Message(thing));
            self.mask(&mut request, &masked);
        }
        if foreign.within.is_none() {
            set_id(&mut request, &foreign.field, theirs);
        }
        Some(request)
    }
    fn mask(&self, request: &mut DynamicMessage, path: &str) {
        let Some(field) = self.method.input().get_field_by_name("update_mask") else { return };
        let mut mask =
            DynamicMessage::new(self.pool.get_message_by_name("google.protobuf.FieldMask").unwrap());
        mask.set_field_by_name("paths", Field::List(vec![Field::String(path.to_owned())]));
        request.set_field(&field, Field::Message(mask));
    }
}

fn binding(rule: &DynamicMessage) -> Option<(Method, String)> {
    ["get", "put", "post", "delete", "patch"].into_iter().find_map(|name| {
        let path = rule.get_field_by_name(name)?.as_str()?.to_owned();
        (!path.is_empty()).then(|| (name.to_uppercase().parse().unwrap(), path))
    })
}

impl Place {
    /// As the request writes it.
    pub fn path(&self) -> String {
        let within = self.within.as_ref().map(|field| format!("{}.", field.name()));
        format!("{}{}", within.unwrap_or_default(), self.field.name())
    }
    /// Whether it says which thing is asked for, and does not only refer to one.
    pub fn names_the_thing(&self) -> bool {
        self.field.name() == "id"
    }
}

fn place(within: Option<FieldDescriptor>, field: FieldDescriptor, thing: &str) -> Option<Place> {
    if field.kind() != Kind::String {
        return None;
    }
    let name = field.name();
    let named = match name {
        "id" | "ids" => Some(thing),
        "subject" => Some("Item"),
        "attachments" => Some("Attachment"),
        _ => None,
    };
    let kind = match named {
        Some(thing) => kind_of_thing(thing),
        None => kind_of_field(name),
    }?;
    Some(Place { within, field, kind })
}

/// The noun of an rpc: `GetItem` is about an item.
fn thing_of(method: &str) -> &str {
    let noun = method.trim_start_matches(|c: char| c.is_lowercase());
    let start = method[1..].find(char::is_uppercase).map_or(0, |at| at + 1);
    let noun = if start > 0 { &method[start..] } else { noun };
    noun.trim_start_matches("Get")
}

const KINDS_OF_THINGS: &[(&str, &str)] = &[
    ("Item", "item"),
    ("Items", "item"),
    ("ItemLink", "link"),
    ("ItemTemplate", "tpl"),
    ("ItemFromTemplate", "tpl"),
    ("Recurrence", "rec"),
    ("Dashboard", "dash"),
    ("BulkEdit", "bulk"),
    ("Macro", "macro"),
    ("MacroRun", "mrun"),
    ("Conversation", "conv"),
    ("Participants", "conv"),
    ("Participant", "conv"),
    ("ConversationRead", "conv"),
    ("ConversationUnread", "conv"),
    ("ItemFromConversation", "conv"),
    ("MessageRevisions", "msg"),
    ("CannedReply", "canned"),
    ("MessageSource", "msg"),
    ("Message", "msg"),
    ("Attachment", "att"),
    ("Attachments", "att"),
    ("User", "usr"),
    ("Team", "team"),
    ("Customers", "cus"),
    ("Customer", "cus"),
    ("Organization", "org"),
    ("Project", "proj"),
    ("Folder", "folder"),
    ("Portfolio", "pfo"),
    ("PortfolioProject", "pfo"),
    ("ProjectStatus", "pstatus"),
    ("Rule", "rule"),
    ("TimeEntry", "time"),
    ("Timer", "timer"),
    ("SlaPolicy", "sla"),
    ("BusinessCalendar", "cal"),
    ("HolidayFeed", "feed"),
    ("WebForm", "form"),
    ("Mailbox", "mbox"),
    ("ApiToken", "tok"),
    ("Chat", "chat"),
    ("ItemFromChat", "chat"),
    ("Typing", "chat"),
    ("Widget", "widget"),
    ("WidgetSecret", "widget"),
    ("Session", "ses"),
    ("Notifications", "note"),
    ("PersonRef", "cus"),
    ("Account", "acc"),
    ("View", "view"),
    ("Views", "view"),
    ("ViewItems", "view"),
    ("ViewPreference", "view"),
    ("ItemType", "type"),
    ("Status", "status"),
    ("CustomField", "field"),
    ("ItemForm", "iform"),
];

fn kind_of_thing(thing: &str) -> Option<&'static str> {
    KINDS_OF_THINGS.iter().find(|(name, _)| *name == thing).map(|(_, kind)| *kind)
}

fn kind_of_field(field: &str) -> Option<&'static str> {
    let kinds = [
        ("item_id", "item"),
        ("parent_id", "item"),
        ("item_ids", "item"),
        ("template_id", "tpl"),
        ("recurrence_id", "rec"),
        ("bulk_edit_id", "bulk"),
        ("macro_run_id", "mrun"),
        ("requester_id", "cus"),
        ("add_assignee_ids", "usr"),
        ("remove_assignee_ids", "usr"),
        ("other_id", "item"),
        ("into_id", "item"),
        ("source_ids", "item"),
        ("conversation_id", "conv"),
        ("type_id", "type"),
        ("thing_id", "type"),
        ("status_id", "status"),
        ("type_ids", "type"),
        ("status_ids", "status"),
        ("default_status_id", "status"),
        ("move_to_status_id", "status"),
        ("assignee_ids", "usr"),
        ("requester_ids", "cus"),
        ("project_id", "proj"),
        ("folder_id", "folder"),
        ("sla_policy_id", "sla"),
        ("attachment_ids", "att"),
        ("organization_id", "org"),
        ("user_id", "usr"),
        ("user_ids", "usr"),
        ("rule_id", "rule"),
        ("team_id", "team"),
        ("follower_id", "usr"),
        ("team_id", "team"),
        ("message_id", "msg"),
        ("seen_message_id", "msg"),
        ("participant_id", "usr"),
        ("person_id", "usr"),
        ("participant_ids", "usr"),
        ("mention_ids", "usr"),
        ("after_id", "view"),
        ("team_ids", "team"),
    ];
    kinds.into_iter().find(|(name, _)| *name == field).map(|(_, kind)| kind)
}

/// Values that pass, so that the id is what decides.
fn fill(message: &mut DynamicMessage, places: &[Place], within: Option<&FieldDescriptor>, own: &Things) {
    let descriptor: MessageDescriptor = message.descriptor();
    for field in descriptor.fields().filter(|field| !field.is_list()) {
        let value = match (field.name(), field.kind()) {
            ("title" | "name" | "body_text" | "q", Kind::String) => Some(Field::String("oboe".into())),
            // A person is named by id or by address, not by both.
            ("email", Kind::String) if descriptor.name() != "PersonRef" => {
                Some(Field::String(format!("{}@oboe.test", tandem_kit::id::EventId::new().uuid().simple())))
            }
            ("kind", Kind::Enum(_)) => {
                Some(Field::EnumNumber(if descriptor.name().starts_with("Convert") { 2 } else { 1 }))
            }
            ("visibility" | "relation", Kind::Enum(_)) => Some(Field::EnumNumber(1)),
            ("state", Kind::Enum(_)) => Some(Field::EnumNumber(2)),
            ("duration", Kind::Message(duration)) => {
                let mut minute = DynamicMessage::new(duration);
                minute.set_field_by_name("seconds", Field::I64(60));
                Some(Field::Message(minute))
            }
            _ => None,
        };
        if let Some(value) = value {
            message.set_field(&field, value);
        }
    }
    let needed = ["id", "item_id", "conversation_id", "subject"];
    for place in
        places.iter().filter(|place| place.within.as_ref() == within && needed.contains(&place.field.name()))
    {
        if let Some(id) = own.id(place.kind) {
            set_id(message, &place.field, id);
        }
    }
}

fn set_id(message: &mut DynamicMessage, field: &FieldDescriptor, id: &str) {
    let id = Field::String(id.to_owned());
    message.set_field(field, if field.is_list() { Field::List(vec![id]) } else { id });
}

/// A field that may be changed without harm.
fn plain_field(thing: &DynamicMessage) -> String {
    let known = ["title", "name", "notes"]
        .into_iter()
        .find(|name| thing.descriptor().get_field_by_name(name).is_some());
    known.unwrap_or("name").to_owned()
}

/// Bytes as they are.
#[derive(Clone, Copy)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;
    fn encoder(&mut self) -> Self {
        *self
    }
    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;
    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;
    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining()).to_vec()))
    }
}
