//! Delivery reports: marked on the mail they are about; they open and reopen nothing.
use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, MailId},
};
use tandem_proto::conversations::{delivery::State, receive_email_response::Outcome};
use uuid::Uuid;

use super::{read::Opened, write};
use crate::{
    address,
    mail::{Bounce, FailedRecipient, Severity},
    message,
    outgoing::{self, Mail},
    tools::Tools,
};

/// Marks the mail that a report is about, and keeps the report as a message of its own.
///
/// # Errors
/// Where a peer or the database is away.
pub async fn record(tools: &Tools, cause: &Cause, opened: &Opened, report: &Bounce) -> Result<()> {
    let about = about(tools, cause.account(), opened, report).await?;
    for mail in &about {
        let failed = report
            .recipients
            .iter()
            .find(|one| one.address.eq_ignore_ascii_case(&mail.address))
            .or(report.recipients.first());
        let detail = failed.map(words).unwrap_or_default();
        match report.severity {
            Severity::Delayed => note(tools, cause.account(), mail, &detail).await?,
            // A report that comes twice marks once.
            Severity::Soft | Severity::Hard if mail.state() == State::Bounced => {}
            Severity::Soft | Severity::Hard => {
                outgoing::settle(tools, cause, mail, State::Bounced, &detail, None).await?;
            }
        }
    }
    let message = match about.first().and_then(|mail| mail.message) {
        Some(id) => message::load(&tools.db, cause.account(), &[id]).await?.pop(),
        None => None,
    };
    write::report(tools, cause, opened, Outcome::Bounce, message.as_ref()).await
}

fn words(failed: &FailedRecipient) -> String {
    let parts = [failed.status.as_deref(), failed.diagnostic.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The mails that a report is about: of the message that it names, or else of the conversation that it came to.
async fn about(tools: &Tools, account: AccountId, opened: &Opened, report: &Bounce) -> Result<Vec<Mail>> {
    let mut found = Vec::new();
    if let Some(id) = &report.original_message_id {
        let messages = sqlx::query_scalar!(
            "select id from conversations.message where account = $1 and header_id = $2 limit 5",
            account.uuid(),
            id
        )
        .fetch_all(tools.db.pool())
        .await?;
        found = outgoing::of_messages(&tools.db, account, &messages).await?;
    }
    if found.is_empty()
        && let Some(mail) = letter(tools, account, report).await?
    {
        found.push(mail);
    }
    if found.is_empty() {
        found = of_conversation(tools, account, opened).await?;
    }
    let named: Vec<Mail> = found
        .iter()
        .filter(|mail| report.recipients.iter().any(|one| one.address.eq_ignore_ascii_case(&mail.address)))
        .cloned()
        .collect();
    // A report that names another address than we wrote to is of a forwarding: it is about the only mail there is.
    Ok(if named.is_empty() && found.len() == 1 { found } else { named })
}

/// The mail of no conversation that a report names: its Message-ID is made of its own id.
async fn letter(tools: &Tools, account: AccountId, report: &Bounce) -> Result<Option<Mail>> {
    let named = report.original_message_id.as_deref().and_then(|id| id.split('@').next());
    let Some(id) = named.and_then(|id| id.parse::<MailId>().ok()) else { return Ok(None) };
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

async fn note(tools: &Tools, account: AccountId, mail: &Mail, detail: &str) -> Result<()> {
    sqlx::query!(
        "update conversations.outgoing_mail set detail = $3 where account = $1 and id = $2",
        account.uuid(),
        mail.id,
        format!("late: {detail}")
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}
