//! Where a mail belongs: the database is asked first, so that the decision itself is the mail engine's.
use std::collections::HashMap;

use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, ConversationId, ItemId, MailboxId},
};
use tandem_proto::{conversations::Visibility, items::Kind};
use uuid::Uuid;

use super::read::Opened;
use crate::{
    address,
    conversation::{self, Conversation},
    mail::{self, Lookups, Mail, Threaded, ThreadedBy},
    mailbox::{self, settings::Opens},
    peer, recipient,
    tools::Tools,
};

/// Most item numbers of a subject, and most Message-IDs of a mail, that are looked up.
const MOST_NUMBERS: usize = 3;
const MOST_IDS: usize = 100;
/// Most addresses of ours in its headers, and most conversations of its thread, that are looked at.
const MOST_CANDIDATES: usize = 5;
const MOST_THREADS: i64 = 3;

/// Where a mail belongs.
#[derive(Clone, Debug)]
pub struct Place {
    /// None: it opens an item.
    pub conversation: Option<ConversationId>,
    /// `REPLY_ADDRESS`, `REFERENCES`, `SUBJECT_TAG` or `NEW`.
    pub threaded_by: &'static str,
    /// What it opens, and by which mailbox.
    pub opens: Opens,
    pub mailbox: Option<MailboxId>,
    /// What that mailbox does with people in copy.
    pub copy_policy: i16,
    /// Why it belongs there, as a sentence.
    pub because: String,
    /// It came to a reply address that we never gave out.
    pub forged: bool,
}

impl Place {
    /// Nowhere yet: it would open a ticket.
    #[must_use]
    pub fn new() -> Self {
        Self {
            conversation: None,
            threaded_by: "NEW",
            opens: Opens::kind(Kind::Ticket),
            mailbox: None,
            copy_policy: 0,
            because: String::new(),
            forged: false,
        }
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}

/// What was found in the database.
#[derive(Default)]
struct Known {
    addresses: HashMap<String, ConversationId>,
    messages: HashMap<String, ConversationId>,
    numbers: HashMap<u64, ConversationId>,
    /// Of the thread that Outlook says it belongs to, where the sender takes part.
    indexed: Option<ConversationId>,
}

/// Finds the place of a mail.
///
/// # Errors
/// Where a peer or the database is away.
pub async fn find(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<Place> {
    let (mail, to) = (&opened.mail, &opened.kept.envelope_to);
    let mut known = Known {
        addresses: reply_addresses(tools, cause.account(), to).await?,
        messages: messages(tools, cause.account(), mail).await?,
        ..Known::default()
    };
    let mut threaded = decide(mail, to, &known);
    if matches!(threaded, Threaded::New { .. }) {
        known.indexed = indexed(tools, cause, mail).await?;
        known.numbers = items(tools, cause, mail).await?;
        threaded = decide(mail, to, &known);
    }
    let (opens, mailbox) = intake(tools, opened).await?.unwrap_or((Opens::kind(Kind::Ticket), None));
    let mailbox = mailbox.or(opened.kept.mailbox.map(MailboxId::from));
    let (copy_policy, named) = match mailbox {
        Some(id) => mailbox::get(tools.db.pool(), cause.account(), id)
            .await
            .map_or((0, String::new()), |one| (one.copy_policy, format!(" in the mailbox {:?}", one.name))),
        None => (0, String::new()),
    };
    let place = Place { opens, mailbox, copy_policy, ..Place::new() };
    Ok(match threaded {
        Threaded::Joins { conversation, by } => Place {
            conversation: Some(conversation),
            threaded_by: name(by),
            because: because(by).to_owned(),
            ..place
        },
        Threaded::New { forged_address } => Place {
            forged: forged_address,
            because: format!("it answers nothing that is known here, and came{named} for the first time"),
            ..place
        },
    })
}

/// What the first of the addresses that opens anything does, a mailbox's own before the account's. Of a mail that was forwarded here, or
/// fetched from a box with several addresses, the one it was first sent to.
async fn intake(tools: &Tools, opened: &Opened) -> Result<Option<(Opens, Option<MailboxId>)>> {
    let mut first = None;
    let mut found = None;
    for address in &opened.kept.envelope_to {
        match address::find(tools, address).await? {
            address::Place::Intake { opens, mailbox: Some(mailbox), .. } => {
                found = Some((opens, Some(mailbox)));
                break;
            }
            address::Place::Intake { opens, .. } => first = first.or(Some((opens, None))),
            address::Place::Off { .. }
            | address::Place::Reply { .. }
            | address::Place::Bounce { .. }
            | address::Place::Unknown => {}
        }
    }
    if found.is_none() || opened.kept.mailbox.is_some() {
        found = first_sent_to(tools, opened).await?.or(found);
    }
    Ok(found.or(first))
}

/// What the mailbox does that a mail was first sent to, by its headers.
async fn first_sent_to(tools: &Tools, opened: &Opened) -> Result<Option<(Opens, Option<MailboxId>)>> {
    if opened.own.addresses.is_empty() {
        return Ok(None);
    }
    let named = mail::original_recipients(&opened.mail);
    for one in named.iter().filter(|one| opened.own.is_mailbox(&one.address)).take(MOST_CANDIDATES) {
        if let address::Place::Intake { account, opens, mailbox: Some(mailbox) } =
            address::find(tools, &one.address).await?
            && account.id == opened.account.id
        {
            return Ok(Some((opens, Some(mailbox))));
        }
    }
    Ok(None)
}

fn decide(mail: &Mail, to: &[String], known: &Known) -> Threaded<ConversationId> {
    let lookups = Lookups {
        reply_address: &|address| known.addresses.get(&address.to_lowercase()).copied(),
        message: &|id| known.messages.get(id).copied(),
        thread_index: Some(&|_, _| known.indexed),
        item_of_participant: &|number, _| known.numbers.get(&number).copied(),
    };
    mail::decide(mail, to, &lookups)
}

/// Why a mail joins a conversation, in words.
fn because(by: ThreadedBy) -> &'static str {
    match by {
        ThreadedBy::ReplyAddress => "it was sent to the signed reply address of this conversation",
        ThreadedBy::InReplyTo => "it says that it answers a message of this conversation (In-Reply-To)",
        ThreadedBy::References => {
            "it names a message of this conversation among those before it (References)"
        }
        ThreadedBy::ThreadIndex => "it belongs to the same thread in Outlook (Thread-Index)",
        ThreadedBy::SubjectTag => "its subject has the number of the item, and its sender takes part in it",
    }
}

fn name(by: ThreadedBy) -> &'static str {
    match by {
        ThreadedBy::ReplyAddress => "REPLY_ADDRESS",
        ThreadedBy::InReplyTo | ThreadedBy::References | ThreadedBy::ThreadIndex => "REFERENCES",
        ThreadedBy::SubjectTag => "SUBJECT_TAG",
    }
}

async fn reply_addresses(
    tools: &Tools,
    account: AccountId,
    to: &[String],
) -> Result<HashMap<String, ConversationId>> {
    let mut found = HashMap::new();
    for address in to {
        if let Some(conversation) = address::conversation_of(tools, account, address).await? {
            found.insert(address.to_lowercase(), conversation);
        }
    }
    Ok(found)
}

/// The conversations with customers whose messages the mail names. By a Message-ID nobody gets in among users.
async fn messages(tools: &Tools, account: AccountId, mail: &Mail) -> Result<HashMap<String, ConversationId>> {
    let ids: Vec<String> =
        mail.in_reply_to.iter().chain(mail.references.iter().rev()).take(MOST_IDS).cloned().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"select header_id as "header_id!", conversation as "conversation!: Uuid"
             from conversations.message
            where account = $1 and header_id = any($2) and conversation is not null and visibility = 1
            order by create_time"#,
        account.uuid(),
        &ids
    )
    .fetch_all(tools.db.pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.header_id, row.conversation.into())).collect())
}

/// The conversation with customers that Outlook's thread belongs to, where the sender takes part in it: anybody may copy the field.
async fn indexed(tools: &Tools, cause: &Cause, mail: &Mail) -> Result<Option<ConversationId>> {
    let Some(root) = &mail.thread_index else { return Ok(None) };
    let known = sqlx::query_scalar!(
        "select conversation
           from conversations.thread_index
          where account = $1 and root = $2
          order by create_time desc
          limit $3",
        cause.account().uuid(),
        root,
        MOST_THREADS
    )
    .fetch_all(tools.db.pool())
    .await?;
    for id in known {
        let found = match conversation::get(&tools.db, cause.account(), id.into()).await {
            Ok(conversation) => recipient::of(tools, cause, &conversation).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(audience) if audience.by_address(&mail.from.address).is_some() => return Ok(Some(id.into())),
            Err(error) if !peer::is_not_found(&error) => return Err(error),
            Ok(_) | Err(_) => {} // somebody else's, or its item is gone
        }
    }
    Ok(None)
}

/// The conversations of the items whose numbers the subject names, where the sender takes part.
async fn items(tools: &Tools, cause: &Cause, mail: &Mail) -> Result<HashMap<u64, ConversationId>> {
    let mut found = HashMap::new();
    for number in mail::subject_numbers(&mail.subject).into_iter().take(MOST_NUMBERS) {
        let item: ItemId = match tools.peers.item(cause, &number.to_string()).await {
            Ok(item) => item.id.parse()?,
            Err(error) if peer::is_not_found(&error) => continue,
            Err(Error::Peer(status)) if status.code() == tonic::Code::InvalidArgument => continue,
            Err(error) => return Err(error),
        };
        if let Some(conversation) = with_sender(tools, cause, mail, item).await? {
            found.insert(number, conversation);
        }
    }
    Ok(found)
}

/// The conversation of an item with its customers, if the sender of a mail is one of them.
async fn with_sender(
    tools: &Tools,
    cause: &Cause,
    mail: &Mail,
    item: ItemId,
) -> Result<Option<ConversationId>> {
    let known = conversation::oldest(tools.db.pool(), cause.account(), item, Visibility::Customer).await?;
    let now = tools.clock.now();
    let conversation = known.unwrap_or_else(|| Conversation::to_be(item, now));
    let audience = recipient::of(tools, cause, &conversation).await?;
    if audience.by_address(&mail.from.address).is_none() {
        return Ok(None);
    }
    let mut tx = tools.db.begin().await?;
    let opened = conversation::ensure_main(&mut tx, cause, item, Visibility::Customer, now).await?;
    tx.commit().await?;
    Ok(Some(opened.id))
}
