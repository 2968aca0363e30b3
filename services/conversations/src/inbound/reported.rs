//! Which of our mails a report is about: the one whose address for reports it came to, or whose Message-ID it names.
use tandem_kit::{
    Error, Result,
    id::{AccountId, MailId},
};
use uuid::Uuid;

use super::read::Opened;
use crate::{
    address,
    outgoing::{self, Mail},
    tools::Tools,
};

/// The mails that a report is about: the one whose address it came to; those of the message that it names; or else of the conversation
/// that it came to. Of several, those to the addresses that it names.
///
/// # Errors
/// Where the database is away.
pub async fn mails(
    tools: &Tools,
    account: AccountId,
    opened: &Opened,
    message_id: Option<&str>,
    addresses: &[&str],
) -> Result<Vec<Mail>> {
    for to in &opened.kept.envelope_to {
        if let Some(id) = address::mail_of(tools, account, to).await?
            && let Some(mail) = known(tools, account, id).await?
        {
            return Ok(vec![mail]);
        }
    }
    let mut found = match message_id {
        Some(id) => of_message(tools, account, id).await?,
        None => Vec::new(),
    };
    if found.is_empty() {
        found = of_conversation(tools, account, opened).await?;
    }
    let is_named = |mail: &&Mail| addresses.iter().any(|one| one.eq_ignore_ascii_case(&mail.address));
    let named: Vec<Mail> = found.iter().filter(is_named).cloned().collect();
    // A report that names another address than we wrote to is of a forwarding: it is about the only mail there is.
    Ok(if named.is_empty() && found.len() == 1 { found } else { named })
}

/// The mails of the message with that Message-ID, or the mail of no message whose own id it is made of.
async fn of_message(tools: &Tools, account: AccountId, message_id: &str) -> Result<Vec<Mail>> {
    let messages = sqlx::query_scalar!(
        "select id from conversations.message where account = $1 and header_id = $2 limit 5",
        account.uuid(),
        message_id
    )
    .fetch_all(tools.db.pool())
    .await?;
    let found = outgoing::of_messages(&tools.db, account, &messages).await?;
    let letter = message_id.split('@').next().and_then(|id| id.parse::<MailId>().ok());
    match letter.filter(|_| found.is_empty()) {
        Some(id) => Ok(known(tools, account, id).await?.into_iter().collect()),
        None => Ok(found),
    }
}

async fn known(tools: &Tools, account: AccountId, id: MailId) -> Result<Option<Mail>> {
    match outgoing::get(&tools.db, account, id).await {
        Ok(mail) => Ok(Some(mail)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The last mail to each address of the conversation whose reply address the report came to.
async fn of_conversation(tools: &Tools, account: AccountId, opened: &Opened) -> Result<Vec<Mail>> {
    for to in &opened.kept.envelope_to {
        let Some(conversation) = address::conversation_of(tools, account, to).await? else { continue };
        let last: Option<Uuid> = sqlx::query_scalar!(
            r#"select message as "message!" from conversations.outgoing_mail
                where account = $1 and conversation = $2 and message is not null and state in (2, 5)
                order by create_time desc, id desc
                limit 1"#,
            account.uuid(),
            conversation.uuid()
        )
        .fetch_optional(tools.db.pool())
        .await?;
        return outgoing::of_messages(&tools.db, account, &last.into_iter().collect::<Vec<_>>()).await;
    }
    Ok(Vec::new())
}
