//! Ids: a UUID inside, its kind's prefix and 32 hexadecimal digits outside (`item_01a1…`).
use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use uuid::Uuid;

use crate::Error;

/// A kind of thing that has ids.
pub trait Kind {
    /// What stands before the underscore.
    const PREFIX: &'static str;
}

/// The id of a thing of kind `K`.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// Declares a kind of id: `kind!(pub FormKind, FormId, "form");`
#[macro_export]
macro_rules! kind {
    ($kind:ident, $id:ident, $prefix:literal) => {
        #[doc = concat!("The kind of `", $prefix, "_…`.")]
        pub struct $kind;
        impl $crate::id::Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        #[doc = concat!("`", $prefix, "_…`")]
        pub type $id = $crate::id::Id<$kind>;
    };
}
pub use kind;

kind!(AccountKind, AccountId, "acc");
kind!(ActivityKind, ActivityId, "act");
kind!(ApiTokenKind, ApiTokenId, "tok");
kind!(AttachmentKind, AttachmentId, "att");
kind!(AuditEntryKind, AuditEntryId, "audit");
kind!(CalendarKind, CalendarId, "cal");
kind!(CannedReplyKind, CannedReplyId, "canned");
kind!(ChatKind, ChatId, "chat");
kind!(ConversationKind, ConversationId, "conv");
kind!(CustomerKind, CustomerId, "cus");
kind!(CustomFieldKind, CustomFieldId, "field");
kind!(DashboardKind, DashboardId, "dash");
kind!(EventKind, EventId, "event");
kind!(FolderKind, FolderId, "folder");
kind!(FormKind, FormId, "form");
kind!(HolidayFeedKind, HolidayFeedId, "feed");
kind!(ItemKind, ItemId, "item");
kind!(ItemTypeKind, ItemTypeId, "type");
kind!(MailKind, MailId, "mail");
kind!(MailboxKind, MailboxId, "mbox");
kind!(MessageKind, MessageId, "msg");
kind!(NotificationKind, NotificationId, "note");
kind!(OrganizationKind, OrganizationId, "org");
kind!(PortalKind, PortalId, "portal");
kind!(PortfolioKind, PortfolioId, "pfo");
kind!(ProjectKind, ProjectId, "proj");
kind!(ProjectStatusKind, ProjectStatusId, "pstatus");
kind!(RuleKind, RuleId, "rule");
kind!(RuleRunKind, RuleRunId, "run");
kind!(SessionKind, SessionId, "ses");
kind!(SlaPolicyKind, SlaPolicyId, "sla");
kind!(StatusKind, StatusId, "status");
kind!(SuppressionKind, SuppressionId, "sup");
kind!(SurveyKind, SurveyId, "survey");
kind!(TeamKind, TeamId, "team");
kind!(TimeEntryKind, TimeEntryId, "time");
kind!(TimerKind, TimerId, "timer");
kind!(UserKind, UserId, "usr");
kind!(ViewKind, ViewId, "view");
kind!(VisitorKind, VisitorId, "vis");
kind!(VisitorSessionKind, VisitorSessionId, "visses");
kind!(WidgetKind, WidgetId, "widget");

impl<K> Id<K> {
    /// A new one, later than all before it.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "each is another: a default would hide that")]
    #[expect(clippy::disallowed_methods, reason = "this is where ids come from")]
    pub fn new() -> Self {
        Self(Uuid::now_v7(), PhantomData)
    }
    /// The one that follows from a name within a thing: the same twice for the same two.
    #[must_use]
    pub fn derived(within: Uuid, name: &str) -> Self {
        Self(Uuid::new_v5(&within, name.as_bytes()), PhantomData)
    }
    /// What the database keeps.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        self.0
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(id: Uuid) -> Self {
        Self(id, PhantomData)
    }
}
impl<K> From<Id<K>> for Uuid {
    fn from(id: Id<K>) -> Self {
        id.0
    }
}
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<K: Kind> FromStr for Id<K> {
    type Err = Error;
    /// An id of another kind, or none at all, is the id of nothing: not found.
    fn from_str(text: &str) -> Result<Self, Error> {
        text.strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .filter(|rest| rest.len() == 32)
            .and_then(|rest| Uuid::try_parse(rest).ok())
            .map(Self::from)
            .ok_or_else(|| Error::not_found(called(K::PREFIX), text.chars().take(64).collect::<String>()))
    }
}

/// What people call the things whose ids begin so.
fn called(prefix: &'static str) -> &'static str {
    match prefix {
        "acc" => "account",
        "act" => "activity",
        "att" => "attachment",
        "audit" => "audit entry",
        "cal" => "calendar",
        "canned" => "canned reply",
        "conv" => "conversation",
        "cus" => "customer",
        "dash" => "dashboard",
        "mbox" => "mailbox",
        "msg" => "message",
        "note" => "notification",
        "org" => "organization",
        "pfo" => "portfolio",
        "proj" => "project",
        "pstatus" => "project status",
        "ses" | "visses" => "session",
        "sla" => "SLA policy",
        "sup" => "suppression",
        "time" => "time entry",
        "tok" => "API token",
        "usr" => "user",
        "vis" => "visitor",
        other => other,
    }
}

/// Reads an id in a field where it must be right: a wrong one is an invalid field, not a thing that is not there.
///
/// # Errors
/// `Invalid` with the field and the value.
pub fn in_field<K: Kind>(field: &str, text: &str) -> Result<Id<K>, Error> {
    text.parse().map_err(|_| Error::invalid(field, format!("{text:?} is not an id like {}_…", K::PREFIX)))
}

/// The same for a field that may be empty.
///
/// # Errors
/// `Invalid` with the field and the value.
pub fn in_optional_field<K: Kind>(field: &str, text: &str) -> Result<Option<Id<K>>, Error> {
    if text.is_empty() { Ok(None) } else { in_field(field, text).map(Some) }
}

/// Reads a `request_id`: a UUID that the client made, or nothing.
///
/// # Errors
/// `Invalid` with the value.
pub fn request(text: &str) -> Result<Option<Uuid>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = Uuid::try_parse(text).map(Some);
    read.map_err(|_| {
        Error::invalid("request_id", format!("{:?} is not a UUID", text.chars().take(64).collect::<String>()))
    })
}

/// Prefix and UUID of an id whose kind is not known beforehand, such as a `subject`.
#[must_use]
pub fn split(text: &str) -> Option<(&str, Uuid)> {
    let (prefix, rest) = text.rsplit_once('_')?;
    (rest.len() == 32).then(|| Uuid::try_parse(rest).ok()).flatten().map(|id| (prefix, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes() {
        let id = ItemId::new();
        assert_eq!(id.to_string().parse::<ItemId>().unwrap(), id);
        assert_eq!(split(&id.to_string()), Some(("item", id.uuid())));
    }

    #[test]
    fn an_id_of_another_kind_is_the_id_of_nothing() {
        for text in [
            "",
            "item",
            "item_",
            "usr_0190a1b2c3d4e5f60718293a4b5c6d7e",
            "item_0190a1b2-c3d4-e5f6-0718-293a4b5c6d7e",
        ] {
            assert!(matches!(text.parse::<ItemId>(), Err(Error::NotFound { .. })), "{text}");
        }
    }

    #[test]
    fn ids_made_later_sort_later() {
        let (a, b) = (ItemId::new(), ItemId::new());
        assert!(a < b);
    }
}
