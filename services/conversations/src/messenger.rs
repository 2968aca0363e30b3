//! The messenger: what a user sees of it, and what waits there for them.
use tandem_kit::{Cause, Db, Error, Page, Result, id::UserId};
use tandem_proto::conversations::{
    self as pb, list_messenger_conversations_request::Section, messenger_settings::Scope,
};
use uuid::Uuid;

use crate::{
    conversation::{
        glance,
        list::{self, Which},
    },
    message::code,
    tools::Tools,
};

pub mod consumers;
pub mod search;

/// A user's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub from_customers: Scope,
    pub play_sound: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { from_customers: Scope::All, play_sound: true }
    }
}

/// What is asked for.
pub struct Question {
    pub section: Section,
    /// As the settings say where it is not said.
    pub scope: Scope,
    pub closed: bool,
    pub words: String,
    /// Only those about one of these; none: about anything.
    pub subjects: Vec<Uuid>,
}

fn own(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user has a messenger"))
}

/// A user's settings.
///
/// # Errors
/// Where the database is away.
pub async fn settings(db: &Db, cause: &Cause) -> Result<Settings> {
    let found = sqlx::query!(
        "select from_customers, play_sound from conversations.messenger_setting where account = $1 and user_id = $2",
        cause.account().uuid(),
        own(cause)?.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(found.map_or_else(Settings::default, |row| Settings {
        from_customers: Scope::try_from(i32::from(row.from_customers)).unwrap_or(Scope::All),
        play_sound: row.play_sound,
    }))
}

/// Keeps a user's settings.
///
/// # Errors
/// `Invalid` where the scope is not said.
pub async fn set(db: &Db, cause: &Cause, settings: Settings) -> Result<()> {
    if settings.from_customers == Scope::Unspecified {
        return Err(Error::invalid("settings.from_customers", "is not given"));
    }
    sqlx::query!(
        "insert into conversations.messenger_setting (account, user_id, from_customers, play_sound)
         values ($1, $2, $3, $4)
         on conflict on constraint messenger_setting_pkey do update
            set from_customers = excluded.from_customers, play_sound = excluded.play_sound",
        cause.account().uuid(),
        own(cause)?.uuid(),
        code(settings.from_customers as i32),
        settings.play_sound
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// A page of a section.
///
/// # Errors
/// `Invalid` where no section is said, or the words are too many.
pub async fn list(
    tools: &Tools,
    cause: &Cause,
    question: Question,
    page: &Page,
) -> Result<(Vec<pb::Conversation>, String)> {
    let user = own(cause)?;
    let which = match question.section {
        Section::Unspecified => return Err(Error::invalid("section", "is not given")),
        Section::Mine => Which::Mine,
        Section::Internal => Which::Internal,
        Section::FromCustomers => {
            let scope = match question.scope {
                Scope::Unspecified => settings(&tools.db, cause).await?.from_customers,
                scope => scope,
            };
            from_customers(tools, cause, user, scope).await?
        }
    };
    let hits = match question.words.trim() {
        "" => None,
        words => Some(search::conversations(&tools.db, cause.account(), words).await?),
    };
    let wanted = list::Wanted {
        which: &which,
        closed: question.closed,
        hits: hits.as_deref(),
        subjects: &question.subjects,
    };
    let (found, next) = list::page(tools, cause, user, wanted, page).await?;
    Ok((glance::page(&tools.db, cause, found).await?, next))
}

async fn from_customers(tools: &Tools, cause: &Cause, user: UserId, scope: Scope) -> Result<Which> {
    Ok(match scope {
        Scope::FollowedItems => Which::OfItems(tools.peers.followed(cause, user, "item").await?),
        Scope::FollowedProjects => Which::OfProjects(tools.peers.followed(cause, user, "proj").await?),
        Scope::None => Which::WithCustomersMine,
        Scope::All | Scope::Unspecified => Which::WithCustomers,
    })
}

/// How many open conversations have something unread, of each section.
///
/// # Errors
/// Where the database is away.
pub async fn counts(tools: &Tools, cause: &Cause) -> Result<pb::MessengerCounts> {
    let user = own(cause)?;
    let scope = settings(&tools.db, cause).await?.from_customers;
    let customers = from_customers(tools, cause, user, scope).await?;
    let count = async |which: &Which| list::count_unread(tools, cause, user, which).await;
    Ok(pb::MessengerCounts {
        from_customers: count(&customers).await?,
        mine: count(&Which::Mine).await?,
        internal: count(&Which::Internal).await?,
    })
}
