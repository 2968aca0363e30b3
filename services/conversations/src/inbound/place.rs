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
    peer,
    recipient::{self, Audience},
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
        addresses: reply_addresses(tools, opened).await?,
        messages: messages(tools, cause.account(), mail).await?,
        ..Known::default()
    };
    let mut threaded = decide(mail, to, &known);
    if matches!(threaded, Threaded::New { .. }) {
        known.indexed = indexed(tools, cause, opened).await?;
        known.numbers = items(tools, cause, opened).await?;
        threaded = decide(mail, to, &known);
    }
    let (opens, mailbox) = intake(opened, &known).unwrap_or((Opens::kind(Kind::Ticket), None));
    let mailbox = mailbox.or(opened.kept.mailbox.map(MailboxId::from));
    let (copy_policy, named) = match mailbox {
        Some(id) => told_of(tools, opened, id).await,
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

/// What a mailbox does with people in copy, and how it is named in a sentence.
async fn told_of(tools: &Tools, opened: &Opened, id: MailboxId) -> (i16, String) {
    let told = |copy_policy: i16, name: &str| (copy_policy, format!(" in the mailbox {name:?}"));
    if let Some(one) = opened.own.addresses.iter().find(|one| one.mailbox == id) {
        return told(one.copy_policy, &one.name);
    }
    // Mail is fetched from one that may have no address.
    let found = opened.account.id.parse().map(|account| mailbox::get(tools.db.pool(), account, id));
    match found {
        Ok(found) => found.await.map_or((0, String::new()), |one| told(one.copy_policy, &one.name)),
        Err(_) => (0, String::new()),
    }
}

/// What the first of the addresses that opens anything does, a mailbox's own before the account's. Of a mail that was forwarded here, or
/// fetched from a box with several addresses, the one it was first sent to.
fn intake(opened: &Opened, known: &Known) -> Option<(Opens, Option<MailboxId>)> {
    let to = opened.kept.envelope_to.iter();
    let signed = |address: &String| {
        known.addresses.contains_key(&address.to_lowercase()) || opened.takes_a_report(address)
    };
    let own = to.filter(|address| !signed(address));
    let own: Vec<_> = own.filter_map(|address| opened.own.opens(address)).collect();
    let mut found = own.iter().copied().find(|(_, mailbox)| mailbox.is_some());
    if found.is_none() || opened.kept.mailbox.is_some() {
        found = first_sent_to(opened).or(found);
    }
    found.or(own.first().copied())
}

/// What the mailbox does that a mail was first sent to, by its headers.
fn first_sent_to(opened: &Opened) -> Option<(Opens, Option<MailboxId>)> {
    if opened.own.addresses.is_empty() {
        return None;
    }
    let named = mail::original_recipients(&opened.mail);
    let own = named.iter().filter(|one| opened.own.is_mailbox(&one.address)).take(MOST_CANDIDATES);
    own.filter_map(|one| opened.own.opens(&one.address)).find(|(_, mailbox)| mailbox.is_some())
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

/// The conversations whose signed addresses it came to. An account without a key never signed one.
async fn reply_addresses(tools: &Tools, opened: &Opened) -> Result<HashMap<String, ConversationId>> {
    let mut found = HashMap::new();
    let Some(key) = &opened.key else { return Ok(found) };
    let account = opened.account.id.parse()?;
    for address in &opened.kept.envelope_to {
        if let Some(conversation) = address::signed(tools, account, key, address).await? {
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
async fn indexed(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<Option<ConversationId>> {
    let mail = &opened.mail;
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
            Ok(conversation) => audience(tools, cause, opened, &conversation).await,
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

async fn audience(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    conversation: &Conversation,
) -> Result<Audience> {
    let known = (opened.account.clone(), opened.own.clone());
    recipient::within(tools, cause, known, conversation).await
}

/// The conversations of the items whose numbers the subject names, where the sender takes part.
async fn items(tools: &Tools, cause: &Cause, opened: &Opened) -> Result<HashMap<u64, ConversationId>> {
    let mail = &opened.mail;
    let mut found = HashMap::new();
    for number in mail::subject_numbers(&mail.subject).into_iter().take(MOST_NUMBERS) {
        let item: ItemId = match tools.peers.item(cause, &number.to_string()).await {
            Ok(item) => item.id.parse()?,
            Err(error) if peer::is_not_found(&error) => continue,
            Err(Error::Peer(status)) if status.code() == tonic::Code::InvalidArgument => continue,
            Err(error) => return Err(error),
        };
        if let Some(conversation) = with_sender(tools, cause, opened, item).await? {
            found.insert(number, conversation);
        }
    }
    Ok(found)
}

/// The conversation of an item with its customers, if the sender of a mail is one of them.
async fn with_sender(
    tools: &Tools,
    cause: &Cause,
    opened: &Opened,
    item: ItemId,
) -> Result<Option<ConversationId>> {
    let known = conversation::oldest(tools.db.pool(), cause.account(), item, Visibility::Customer).await?;
    let now = tools.clock.now();
    let conversation = known.unwrap_or_else(|| Conversation::to_be(item, now));
    let audience = audience(tools, cause, opened, &conversation).await?;
    if audience.by_address(&opened.mail.from.address).is_none() {
        return Ok(None);
    }
    let mut tx = tools.db.begin().await?;
    let opened = conversation::ensure_main(&mut tx, cause, item, Visibility::Customer, now).await?;
    tx.commit().await?;
    Ok(Some(opened.id))
}
