//! A mail's bytes: the message as the reader's program threads it, answers going to the conversation's signed address.
use tandem_kit::{
    Cause, Db, Error, Result,
    id::{AccountId, ConversationId, MailId},
};
use uuid::Uuid;

use super::Mail;
use crate::{
    address, file,
    mail::{self, Address, Composed, Outgoing, OutgoingFile, Quoted},
    message::{self, Message},
    tools::Tools,
};

/// Most Message-IDs looked up for a chain of references.
const MOST_REFERENCES: i64 = 25;
/// Longest text quoted below an answer, in characters.
const LONGEST_QUOTE: usize = 8_000;

/// Writes the mail. The same mail gives the same bytes as long as nothing joined its conversation before it.
///
/// # Errors
/// `Invalid` where an address is none; where a peer, the files or the database are away.
pub async fn build(tools: &Tools, cause: &Cause, mail: &Mail) -> Result<Composed> {
    let account = tools.peers.account(cause).await?;
    let domain = account.mail_domain.as_str();
    let reply_to = match mail.conversation {
        Some(id) => {
            Some(Address::new(&account.name, &address::reply_address(tools, cause, id.into(), domain).await?))
        }
        None => None,
    };
    let mut outgoing = Outgoing {
        message_id: mail::message_id(&MailId::from(mail.id).to_string(), domain),
        date: mail.create_time,
        from: Address::new(&account.name, &format!("ticket@{domain}")),
        to: vec![Address::new(&mail.name, &mail.address)],
        envelope_from: reply_to.as_ref().map(|address| address.address.clone()).unwrap_or_default(),
        reply_to,
        subject: mail.subject.clone(),
        automatic: mail.bot,
        ..Outgoing::default()
    };
    if let Some(id) = mail.message {
        let message = message::get(&tools.db, cause.account(), id.into()).await?;
        of_message(tools, cause, &message, &account.name, &mut outgoing).await?;
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
    let composed = tokio::task::spawn_blocking(move || mail::compose(&outgoing)).await;
    let composed = composed.map_err(|panic| anyhow::Error::from(panic).context("writing a mail"))?;
    composed.map_err(|refused| Error::invalid("to", refused.to_string()))
}

/// The id of a mail that was never sent and that all mails of a thread name: so a reader's program keeps them together.
fn thread_root(thread: &str, domain: &str) -> String {
    format!("thread-{}@{domain}", &file::sha256(thread.as_bytes())[..32])
}

async fn of_message(
    tools: &Tools,
    cause: &Cause,
    message: &Message,
    account_name: &str,
    outgoing: &mut Outgoing,
) -> Result<()> {
    if let Some(id) = &message.header_id {
        outgoing.message_id.clone_from(id);
    }
    if !outgoing.automatic && !message.sender.name.is_empty() {
        outgoing.from.name = format!("{} ({account_name})", message.sender.name);
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
