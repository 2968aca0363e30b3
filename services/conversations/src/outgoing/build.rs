//! A mail's bytes: the message as the reader's program threads it, in the name of its mailbox, answers going to the conversation's signed
//! address.
use tandem_kit::{
    Cause, Db, Error, Result,
    id::{AccountId, ConversationId, ItemId, MailId, UserId},
};
use tandem_proto::{directory::Account, items::Item};
use uuid::Uuid;

use super::{
    Mail,
    identity::{self, Identity, Voice},
    looks::Without,
    signature,
};
use crate::{
    address, file,
    mail::{self, Address, Composed, Outgoing, OutgoingFile, Quoted, compose::Layout},
    mailbox,
    message::{self, Message},
    peer, reply_key,
    tools::Tools,
};

/// Most Message-IDs looked up for a chain of references.
const MOST_REFERENCES: i64 = 25;
/// Longest text quoted below an answer, in characters.
const LONGEST_QUOTE: usize = 8_000;
/// Largest logo sent, in bytes.
const LARGEST_LOGO: i64 = 1024 * 1024;

/// A mail, written.
pub struct Written {
    pub composed: Composed,
    /// What of its mailbox's it goes without.
    pub without: Vec<Without>,
}

/// Writes the mail, in the name of a mailbox or the account's own. The same mail gives the same bytes as long as nothing joined its
/// conversation before it; but for its signature, which says when it was made.
///
/// # Errors
/// `Invalid` where an address is none; where a peer, the files or the database are away.
pub async fn build(
    tools: &Tools,
    cause: &Cause,
    mail: &Mail,
    identity: Option<&Identity>,
) -> Result<Written> {
    let account = tools.peers.account(cause).await?;
    let message = match mail.message {
        Some(id) => Some(message::get(&tools.db, cause.account(), id.into()).await?),
        None => None,
    };
    let voice = voice(tools, cause, message.as_ref()).await?;
    let domain = account.mail_domain.as_str();
    let mut outgoing = Outgoing {
        message_id: mail::message_id(&MailId::from(mail.id).to_string(), domain),
        date: mail.create_time,
        from: Address::new(&identity::usual_name(&voice, &account.name), &format!("ticket@{domain}")),
        to: vec![Address::new(&mail.name, &mail.address)],
        envelope_from: return_path(tools, cause, mail, identity, domain).await?,
        reply_to: reply_to(tools, cause, mail, identity, &account).await?,
        subject: mail.subject.clone(),
        automatic: mail.bot,
        unsubscribe: unsubscribe(tools, cause, mail).await?,
        ..Outgoing::default()
    };
    if let Some(message) = &message {
        of_message(tools, cause, message, &mut outgoing).await?;
        // A mail that takes along more than its message has words of its own.
        if !mail.text.is_empty() {
            outgoing.text.clone_from(&mail.text);
            outgoing.html = (!mail.html.is_empty()).then(|| mail.html.clone());
            outgoing.quoted = None;
        }
    } else {
        outgoing.text.clone_from(&mail.text);
        outgoing.html = (!mail.html.is_empty()).then(|| mail.html.clone());
        if !mail.thread.is_empty() {
            outgoing.references = vec![thread_root(&mail.thread, domain)];
        }
    }
    let mut without = Vec::new();
    if let Some(identity) = identity {
        let item = item(tools, cause, identity, message.as_ref()).await?;
        without = dress(tools, cause, identity, &voice, item.as_ref(), &mut outgoing).await?;
    }
    let composed = tokio::task::spawn_blocking(move || mail::compose(&outgoing)).await;
    let composed = composed.map_err(|panic| anyhow::Error::from(panic).context("writing a mail"))?;
    let composed = composed.map_err(|refused| Error::invalid("to", refused.to_string()))?;
    let composed = match identity {
        Some(identity) => signed(tools, cause.account(), identity, composed, &mut without),
        None => composed,
    };
    Ok(Written { composed, without })
}

/// Who speaks in it.
async fn voice(tools: &Tools, cause: &Cause, message: Option<&Message>) -> Result<Voice> {
    let Some(message) = message.filter(|message| !message.automatic) else { return Ok(Voice::Machine) };
    let name = message.sender.name.clone();
    if message.author.parse::<UserId>().is_err() {
        return Ok(Voice::Customer { name });
    }
    let person = tools.peers.person(cause, &message.author).await?.unwrap_or_default();
    Ok(Voice::User { name, email: person.email })
}

/// Where reports about it come to. Nothing comes about what a rule says in a conversation: whoever answers such a mail by its envelope is a
/// machine. A relay of one's own takes mail only of the domain it is for, so reports come to the sender's own mailbox.
async fn return_path(
    tools: &Tools,
    cause: &Cause,
    mail: &Mail,
    identity: Option<&Identity>,
    domain: &str,
) -> Result<String> {
    if mail.bot && mail.message.is_some() {
        return Ok(String::new());
    }
    let own_relay = identity.filter(|one| one.mailbox.relay.is_some());
    let elsewhere = |one: &&Identity| {
        one.address.rsplit_once('@').is_none_or(|(_, theirs)| !theirs.eq_ignore_ascii_case(domain))
    };
    match own_relay.filter(elsewhere) {
        Some(identity) => Ok(identity.address.clone()),
        None => address::bounce_address(tools, cause.account(), mail.id.into(), domain).await,
    }
}

/// Where answers go; nowhere where nobody reads them.
async fn reply_to(
    tools: &Tools,
    cause: &Cause,
    mail: &Mail,
    identity: Option<&Identity>,
    account: &Account,
) -> Result<Option<Address>> {
    let no_reply = identity.is_some_and(|one| one.mailbox.sender.0.no_reply);
    let Some(conversation) = mail.conversation.filter(|_| !no_reply) else { return Ok(None) };
    let signed = address::reply_address(tools, cause, conversation.into(), &account.mail_domain).await?;
    Ok(Some(Address::new(&account.name, &signed)))
}

/// The page by which the reader of a notice is rid of its like.
async fn unsubscribe(tools: &Tools, cause: &Cause, mail: &Mail) -> Result<Option<String>> {
    if mail.notice.is_empty() {
        return Ok(None);
    }
    let account = cause.account();
    let key = reply_key::of(&tools.db, account).await?;
    let token = key.sign_link(account.uuid().into_bytes(), mail.id.into_bytes());
    Ok(Some(format!("{}/unsubscribe/{token}", tools.public_url)))
}

/// The item that a text of the mailbox speaks of, if one does.
async fn item(
    tools: &Tools,
    cause: &Cause,
    identity: &Identity,
    message: Option<&Message>,
) -> Result<Option<Item>> {
    let spoken_of = identity.names("item.") || identity.names("team.");
    let Some(id) = message.and_then(|message| message.item).filter(|_| spoken_of) else { return Ok(None) };
    match tools.peers.item(&cause.as_system(), &ItemId::from(id).to_string()).await {
        Ok(item) => Ok(Some(item)),
        Err(error) if peer::is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Gives a mail the name, the address and the looks of its mailbox; answers with what it goes without.
async fn dress(
    tools: &Tools,
    cause: &Cause,
    identity: &Identity,
    voice: &Voice,
    item: Option<&Item>,
    outgoing: &mut Outgoing,
) -> Result<Vec<Without>> {
    let mut without = Vec::new();
    let account_name = tools.peers.account(cause).await?.name;
    let values = identity::values(tools, cause, identity, voice, item).await?;
    let name = identity.display_name(voice, &account_name, &values, &mut without);
    outgoing.from = Address::new(&name, &identity.address);
    let layout = &identity.mailbox.layout.0;
    let signature = match voice {
        Voice::User { .. } => identity::filled(("signature", &layout.signature_html), &values, &mut without),
        Voice::Customer { .. } | Voice::Machine => String::new(),
    };
    outgoing.layout = Layout {
        logo: logo(tools, cause.account(), identity, &mut without).await?,
        header: identity::filled(("header", &layout.header_html), &values, &mut without),
        signature,
        footer: identity::filled(("footer", &layout.footer_html), &values, &mut without),
    };
    Ok(without)
}

/// The logo; a mail goes without one that is gone, is no picture or is too large.
async fn logo(
    tools: &Tools,
    account: AccountId,
    identity: &Identity,
    without: &mut Vec<Without>,
) -> Result<Option<OutgoingFile>> {
    let Ok(id) = identity.mailbox.layout.0.logo_attachment_id.parse() else { return Ok(None) };
    let kept = match file::get(&tools.db, account, id).await {
        Ok(kept) => kept,
        Err(Error::NotFound { .. }) => {
            without.push(Without::Logo("the picture is gone".into()));
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if kept.size > LARGEST_LOGO || !kept.content_type.starts_with("image/") {
        without.push(Without::Logo(format!("{:?} is no picture of at most 1 MB", kept.name)));
        return Ok(None);
    }
    let bytes = tools.blobs.get(&file::key(account, &kept.sha256)).await?.to_vec();
    let content_id = Some(format!("{id}@logo"));
    Ok(Some(OutgoingFile { name: kept.name, content_type: kept.content_type, content_id, bytes }))
}

/// The mail with the signature of its mailbox; without it where its key cannot sign.
fn signed(
    tools: &Tools,
    account: AccountId,
    identity: &Identity,
    composed: Composed,
    without: &mut Vec<Without>,
) -> Composed {
    let Some(dkim) = &identity.mailbox.dkim else { return composed };
    let made = match mailbox::dkim_key(&tools.secrets, account, &identity.mailbox) {
        Ok(Some(pem)) => signature::sign(&dkim.0, &pem, &composed.raw).map_err(|error| format!("{error:#}")),
        Ok(None) => Err("there is no private key".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    match made {
        Ok(raw) => Composed { raw, ..composed },
        Err(why) => {
            without.push(Without::Dkim(why));
            composed
        }
    }
}

/// The id of a mail that was never sent and that all mails of a thread name: so a reader's program keeps them together.
fn thread_root(thread: &str, domain: &str) -> String {
    format!("thread-{}@{domain}", &file::sha256(thread.as_bytes())[..32])
}

async fn of_message(tools: &Tools, cause: &Cause, message: &Message, outgoing: &mut Outgoing) -> Result<()> {
    if let Some(id) = &message.header_id {
        outgoing.message_id.clone_from(id);
    }
    outgoing.text.clone_from(&message.text);
    outgoing.html = (!message.html.is_empty()).then(|| message.html.clone());
    outgoing.attachments = files(tools, cause.account(), message.id).await?;
    let Some(conversation) = message.conversation else { return Ok(()) };
    let before = before(&tools.db, cause.account(), conversation.into(), message).await?;
    outgoing.references = before.iter().filter_map(|earlier| earlier.header_id.clone()).collect();
    let answered = before.iter().rev().find(|earlier| earlier.author_kind == 2).or(before.last());
    if let Some(answered) = answered {
        outgoing.in_reply_to.clone_from(&answered.header_id);
        outgoing.subject = format!("Re: {}", outgoing.subject);
    }
    if !outgoing.automatic
        && let Some(answered) = answered
    {
        outgoing.quoted = quoted(&tools.db, cause.account(), answered.id).await?;
    }
    Ok(())
}

struct Earlier {
    id: Uuid,
    header_id: Option<String>,
    author_kind: i16,
}

/// What customers saw in the conversation before a message, oldest first.
async fn before(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    message: &Message,
) -> Result<Vec<Earlier>> {
    let mut rows = sqlx::query_as!(
        Earlier,
        "select id, header_id, author_kind
           from conversations.message
          where account = $1 and conversation = $2 and visibility = 1 and state = 1 and (create_time, id) < ($3, $4)
          order by create_time desc, id desc
          limit $5",
        account.uuid(),
        conversation.uuid(),
        message.create_time,
        message.id,
        MOST_REFERENCES
    )
    .fetch_all(db.pool())
    .await?;
    rows.reverse();
    Ok(rows)
}

async fn quoted(db: &Db, account: AccountId, answered: Uuid) -> Result<Option<Quoted>> {
    let Some(answered) = message::load(db, account, &[answered]).await?.pop() else { return Ok(None) };
    let name = if answered.sender.name.is_empty() { &answered.sender.address } else { &answered.sender.name };
    let heading = format!("{name}, {}:", answered.create_time.format("%-d %B %Y %H:%M UTC"));
    let text = if answered.reply_text.is_empty() { &answered.text } else { &answered.reply_text };
    let text: String = text.chars().take(LONGEST_QUOTE).collect();
    Ok((!text.trim().is_empty()).then_some(Quoted { heading, text }))
}

async fn files(tools: &Tools, account: AccountId, message: Uuid) -> Result<Vec<OutgoingFile>> {
    let mut files = Vec::new();
    for kept in file::of_messages(&tools.db, account, &[message]).await? {
        let bytes = tools.blobs.get(&file::key(account, &kept.sha256)).await?;
        files.push(OutgoingFile {
            name: kept.name,
            content_type: kept.content_type,
            content_id: Some(kept.content_id).filter(|id| kept.inline && !id.is_empty()),
            bytes: bytes.to_vec(),
        });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mails_of_one_thread_name_one_root() {
        assert_eq!(thread_root("item_1", "d.e"), thread_root("item_1", "d.e"));
        assert_ne!(thread_root("item_1", "d.e"), thread_root("item_2", "d.e"));
        assert!(
            thread_root("a b <c>", "d.e").chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>'))
        );
    }
}
