//! In whose name a mail goes: the mailbox that was chosen, or that the customer wrote to, or that is the account's standard one.
use tandem_kit::{
    Cause, Db, Error, Result,
    id::{self, AccountId, ConversationId, MailboxId},
};
use tandem_proto::items::Item;
use uuid::Uuid;

use super::looks::Without;
use crate::{
    conversation::{self, Conversation, Subject},
    mailbox::{
        self, Mailbox,
        addresses::{self, Address},
    },
    template::{self, Values},
    tools::Tools,
};

/// What the texts of a mailbox may name.
pub const VARIABLES: [&str; 7] =
    ["agent.name", "agent.email", "account.name", "team.name", "mailbox.name", "item.number", "item.title"];

/// A mailbox that can send, and the address that it sends from.
#[derive(Clone, Debug)]
pub struct Identity {
    pub mailbox: Mailbox,
    pub address: String,
}

/// Who speaks in a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    User {
        name: String,
        email: String,
    },
    Customer {
        name: String,
    },
    #[default]
    Machine,
}

/// What a mail is about, as far as its mailbox goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    pub conversation: Option<Uuid>,
    pub project: Option<Uuid>,
    pub item_type: Option<Uuid>,
}

impl About {
    /// A conversation, and its item where it has one.
    #[must_use]
    pub fn of(conversation: &Conversation, item: Option<&Item>) -> Self {
        let id_of = |text: &String| id::split(text).map(|(_, id)| id);
        let project = match conversation.subject {
            Subject::Project(id) => Some(id.uuid()),
            _ => item.and_then(|item| id_of(&item.project_id)),
        };
        Self {
            conversation: Some(conversation.id.uuid()),
            project,
            item_type: item.and_then(|item| id_of(&item.type_id)),
        }
    }
}

/// A mailbox that could send, and what speaks for it.
#[derive(Clone, Debug)]
struct Candidate {
    id: Uuid,
    standard: bool,
    of_project: bool,
    of_type: bool,
}

/// The mailbox that the customer's newest mail came to, else the project's, else the type's, else the standard one.
fn pick(candidates: &[Candidate], newest: Option<Uuid>) -> Option<Uuid> {
    let first = |fits: &dyn Fn(&&Candidate) -> bool| candidates.iter().find(fits).map(|one| one.id);
    first(&|one| Some(one.id) == newest)
        .or_else(|| first(&|one| one.of_project))
        .or_else(|| first(&|one| one.of_type))
        .or_else(|| first(&|one| one.standard))
}

/// The mailbox in whose name a mail goes where none is chosen; none: the account's own address.
///
/// # Errors
/// Where the database is away.
pub async fn usual(db: &Db, account: AccountId, about: About) -> Result<Option<Uuid>> {
    let candidates = sqlx::query_as!(
        Candidate,
        r#"select mailbox.id, mailbox.standard,
                  coalesce(bool_or(address.project = $2), false) as "of_project!",
                  coalesce(bool_or(address.project is null and address.type = $3), false) as "of_type!"
             from conversations.mailbox
             left join conversations.mailbox_address address
               on address.account = $1 and address.mailbox = mailbox.id
            where mailbox.account = $1 and mailbox.enabled
            group by mailbox.account, mailbox.id
           having mailbox.sender ->> 'address' <> '' or bool_or(address.address not like '*%')
            order by lower(mailbox.name), mailbox.id"#,
        account.uuid(),
        about.project,
        about.item_type
    )
    .fetch_all(db.pool())
    .await?;
    if candidates.is_empty() {
        return Ok(None);
    }
    let newest = sqlx::query_scalar!(
        r#"select mailbox as "mailbox!"
             from conversations.message
            where account = $1 and conversation = $2 and author_kind = 2 and channel = 1 and state = 1 and mailbox is not null
            order by create_time desc, id desc
            limit 1"#,
        account.uuid(),
        about.conversation
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(pick(&candidates, newest))
}

/// A mailbox as a sender; nothing where it is off, has no address, or is gone.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Db, account: AccountId, id: Uuid) -> Result<Option<Identity>> {
    let mailbox = match mailbox::get(db.pool(), account, id.into()).await {
        Ok(mailbox) if mailbox.enabled => mailbox,
        Ok(_) | Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let addresses = addresses::of(db, account, &[id]).await?;
    Ok(able(mailbox, &addresses))
}

fn able(mailbox: Mailbox, addresses: &[Address]) -> Option<Identity> {
    let mut own = addresses.iter().filter(|one| one.mailbox == mailbox.id).map(|one| &one.address);
    let address = if mailbox.sender.address.is_empty() {
        own.find(|one| !one.starts_with('*'))?.clone()
    } else {
        mailbox.sender.address.clone()
    };
    Some(Identity { mailbox, address })
}

/// The sender of a message: the one that is chosen, which must be one, or the usual one.
///
/// # Errors
/// `Invalid` for a mailbox that cannot send.
pub async fn chosen(
    db: &Db,
    account: AccountId,
    given: Option<Uuid>,
    about: About,
) -> Result<Option<Identity>> {
    if let Some(id) = given {
        let refused = || {
            let id = MailboxId::from(id);
            Error::invalid("mailbox_id", format!("{id} is no mailbox that is on and has an address"))
        };
        return of(db, account, id).await?.ok_or_else(refused).map(Some);
    }
    match usual(db, account, about).await? {
        Some(id) => of(db, account, id).await,
        None => Ok(None),
    }
}

/// A sender that a user can choose.
#[derive(Clone, Debug)]
pub struct Choice {
    pub identity: Identity,
    /// As its mail would name the user.
    pub display_name: String,
    /// It is the one where none is chosen.
    pub standard: bool,
}

/// The senders that the caller can choose from.
///
/// # Errors
/// `NotFound` where they may not read the conversation.
pub async fn choices(
    tools: &Tools,
    cause: &Cause,
    conversation: Option<ConversationId>,
) -> Result<Vec<Choice>> {
    let account = cause.account();
    let (mut item, mut about) = (None, About::default());
    if let Some(id) = conversation {
        let conversation = conversation::readable(tools, cause, id).await?;
        if let Some(id) = conversation.subject.item() {
            item = Some(tools.peers.item(cause, &id.to_string()).await?);
        }
        about = About::of(&conversation, item.as_ref());
    }
    let mailboxes = mailbox::enabled(&tools.db, account).await?;
    let ids: Vec<Uuid> = mailboxes.iter().map(|one| one.id).collect();
    let addresses = addresses::of(&tools.db, account, &ids).await?;
    let usual = usual(&tools.db, account, about).await?;
    let person = tools.peers.person(cause, &cause.actor()).await?.unwrap_or_default();
    let voice = Voice::User { name: person.name, email: person.email };
    let account_name = tools.peers.account(cause).await?.name;
    let mut choices = Vec::with_capacity(mailboxes.len());
    for identity in mailboxes.into_iter().filter_map(|mailbox| able(mailbox, &addresses)) {
        let values = values(tools, cause, &identity, &voice, item.as_ref()).await?;
        let display_name = identity.display_name(&voice, &account_name, &values, &mut Vec::new());
        let standard = usual == Some(identity.mailbox.id);
        choices.push(Choice { identity, display_name, standard });
    }
    Ok(choices)
}

impl Identity {
    /// Whether one of its texts names a variable of that group, such as `item.`.
    #[must_use]
    pub fn names(&self, group: &str) -> bool {
        let layout = &self.mailbox.layout.0;
        let texts = [
            &self.mailbox.sender.0.display_name,
            &layout.header_html,
            &layout.signature_html,
            &layout.footer_html,
        ];
        texts.iter().any(|text| text.contains(group))
    }
    /// How its mail names who speaks. A text that cannot be filled, or speaks of an agent where there is none, gives way.
    #[must_use]
    pub fn display_name(
        &self,
        voice: &Voice,
        account_name: &str,
        values: &Values,
        without: &mut Vec<Without>,
    ) -> String {
        let text = &self.mailbox.sender.0.display_name;
        let usual = usual_name(voice, account_name);
        match voice {
            _ if text.is_empty() => usual,
            Voice::Customer { .. } => usual,
            Voice::Machine if text.contains("agent.") => usual,
            Voice::User { .. } | Voice::Machine => {
                let filled = template::line(text, &VARIABLES, values);
                let filled = filled.unwrap_or_else(|error| left_out("name", &error, without));
                if filled.is_empty() { account_name.to_owned() } else { filled }
            }
        }
    }
}

/// A text of a layout, filled; empty where it cannot be: a mail goes without it.
#[must_use]
pub fn filled((which, html): (&'static str, &str), values: &Values, without: &mut Vec<Without>) -> String {
    if html.is_empty() {
        return String::new();
    }
    template::html(html, &VARIABLES, values).unwrap_or_else(|error| left_out(which, &error, without))
}

fn left_out(which: &'static str, error: &Error, without: &mut Vec<Without>) -> String {
    without.push(Without::Text(which, error.to_string()));
    String::new()
}

/// Who speaks, as a mail names them where nothing else is set.
#[must_use]
pub fn usual_name(voice: &Voice, account_name: &str) -> String {
    match voice {
        Voice::User { name, .. } | Voice::Customer { name } if !name.is_empty() => {
            format!("{name} ({account_name})")
        }
        _ => account_name.to_owned(),
    }
}

/// What the texts of a mailbox are filled with.
///
/// # Errors
/// Where directory is away.
pub async fn values(
    tools: &Tools,
    cause: &Cause,
    identity: &Identity,
    voice: &Voice,
    item: Option<&Item>,
) -> Result<Values> {
    let mut values = Values::new()
        .with("account.name", tools.peers.account(cause).await?.name)
        .with("mailbox.name", identity.mailbox.name.clone());
    if let Voice::User { name, email } = voice {
        values = values.with("agent.name", name.clone()).with("agent.email", email.clone());
    }
    let Some(item) = item else { return Ok(values) };
    values = values.with("item.number", item.number.to_string()).with("item.title", item.title.clone());
    let team = item.assignee_ids.iter().find(|id| id.starts_with("team_"));
    match team.filter(|_| identity.names("team.")) {
        Some(team) => {
            let name = tools.peers.team_name(cause, team).await?;
            Ok(values.with("team.name", name.unwrap_or_default()))
        }
        None => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        let one = |id: u128, standard, of_project, of_type| Candidate {
            id: Uuid::from_u128(id),
            standard,
            of_project,
            of_type,
        };
        vec![
            one(1, false, false, false),
            one(2, true, false, false),
            one(3, false, false, true),
            one(4, false, true, false),
        ]
    }

    #[test]
    fn an_answer_goes_by_the_mailbox_that_was_written_to_before_any_other() {
        let (all, id) = (candidates(), |id: u128| Some(Uuid::from_u128(id)));
        assert_eq!(pick(&all, id(1)), id(1));
        assert_eq!(pick(&all, None), id(4), "the project's");
        assert_eq!(pick(&all[..3], None), id(3), "the type's");
        assert_eq!(pick(&all[..2], None), id(2), "the standard");
        assert_eq!(pick(&all[..1], None), None);
        assert_eq!(pick(&all, id(9)), id(4), "one that is off now is passed over");
    }

    #[test]
    fn who_speaks_is_named_as_the_account_wants_unless_there_is_nobody() {
        let user = Voice::User { name: "Eve".into(), email: String::new() };
        let customer = Voice::Customer { name: "Ann".into() };
        let cases = [(&user, "Eve (Acme)"), (&customer, "Ann (Acme)"), (&Voice::Machine, "Acme")];
        for (voice, want) in cases {
            assert_eq!(usual_name(voice, "Acme"), want);
        }
        assert_eq!(usual_name(&Voice::User { name: String::new(), email: String::new() }, "Acme"), "Acme");
    }
}
