//! What a conversation is about: an item, a project, a customer, an organization, a chat, or nothing yet.
use std::fmt;

use tandem_kit::{
    Error, Result,
    id::{self, ChatId, ConversationId, CustomerId, ItemId, OrganizationId, ProjectId},
};
use tandem_proto::conversations::conversation::Kind;
use uuid::Uuid;

/// What a conversation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Item(ItemId),
    Project(ProjectId),
    Customer(CustomerId),
    Organization(OrganizationId),
    /// Of a chat that is no item's yet.
    Chat(ChatId),
    /// Itself: it belongs to nothing.
    Nothing(ConversationId),
}

impl Subject {
    /// Reads an id whose kind is not known beforehand.
    ///
    /// # Errors
    /// `NotFound` where it is the id of nothing that has conversations.
    pub fn parse(text: &str) -> Result<Self> {
        id::split(text)
            .filter(|(kind, _)| !kind.is_empty())
            .and_then(|(kind, id)| Self::of(kind, id))
            .ok_or_else(|| Error::not_found("subject", text.chars().take(64).collect::<String>()))
    }
    pub(super) fn of(kind: &str, id: Uuid) -> Option<Self> {
        match kind {
            "item" => Some(Self::Item(id.into())),
            "proj" => Some(Self::Project(id.into())),
            "cus" => Some(Self::Customer(id.into())),
            "org" => Some(Self::Organization(id.into())),
            "chat" => Some(Self::Chat(id.into())),
            "" => Some(Self::Nothing(id.into())),
            _ => None,
        }
    }
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Item(_) => "item",
            Self::Project(_) => "proj",
            Self::Customer(_) => "cus",
            Self::Organization(_) => "org",
            Self::Chat(_) => "chat",
            Self::Nothing(_) => "",
        }
    }
    pub(super) fn uuid(self) -> Uuid {
        match self {
            Self::Item(id) => id.uuid(),
            Self::Project(id) => id.uuid(),
            Self::Customer(id) => id.uuid(),
            Self::Organization(id) => id.uuid(),
            Self::Chat(id) => id.uuid(),
            Self::Nothing(id) => id.uuid(),
        }
    }
    /// The item, if it is one.
    #[must_use]
    pub fn item(self) -> Option<ItemId> {
        if let Self::Item(id) = self { Some(id) } else { None }
    }
    /// The chat, if it is one's own conversation.
    #[must_use]
    pub fn chat(self) -> Option<ChatId> {
        if let Self::Chat(id) = self { Some(id) } else { None }
    }
    /// What a conversation about it is, where nothing else is said.
    #[must_use]
    pub fn natural(self) -> Kind {
        match self {
            Self::Item(_) => Kind::Item,
            Self::Project(_) => Kind::Project,
            Self::Customer(_) => Kind::Customer,
            Self::Organization(_) => Kind::Organization,
            Self::Chat(_) => Kind::Chat,
            Self::Nothing(_) => Kind::Group,
        }
    }
}

/// The id on the wire; nothing for nothing.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(id) => id.fmt(f),
            Self::Project(id) => id.fmt(f),
            Self::Customer(id) => id.fmt(f),
            Self::Organization(id) => id.fmt(f),
            Self::Chat(id) => id.fmt(f),
            Self::Nothing(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_reads_back_what_it_writes_and_nothing_is_no_subject() {
        let id = ItemId::new();
        assert_eq!(Subject::parse(&id.to_string()).unwrap(), Subject::Item(id));
        assert_eq!(Subject::Nothing(ConversationId::new()).to_string(), "");
        for text in ["", "_0190a1b2c3d4e5f60718293a4b5c6d7e", "usr_0190a1b2c3d4e5f60718293a4b5c6d7e"] {
            assert!(Subject::parse(text).is_err(), "{text}");
        }
    }
}
