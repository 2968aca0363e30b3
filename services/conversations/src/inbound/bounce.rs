//! Delivery reports: marked on the mail they are about; they open and reopen nothing.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Error, Result,
    id::{AccountId, MailId},
};
use tandem_proto::conversations::{
    delivery::State, receive_email_response::Outcome, report::Kind as ReportKind,
};
use uuid::Uuid;

use super::{read::Opened, write};
use crate::{
    address,
    mail::{Bounce, FailedRecipient, Severity},
    message::{
        self,
        report::{Report, Unreached},
    },
    outgoing::{self, Mail, verdict},
    tools::Tools,
};

/// How long after its writing a mail that a full mailbox sent back is tried again, and when.
const TRIES_AGAIN_FOR: TimeDelta = TimeDelta::days(3);
const TRIES_AGAIN_AFTER: TimeDelta = TimeDelta::hours(6);

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
                let status = failed.and_then(|one| one.status.clone());
                let outcome = outcome(mail, report.severity, &detail, status, tools.clock.now());
                outgoing::settle(tools, cause, mail, &outcome).await?;
            }
        }
    }
    let message = match about.first().and_then(|mail| mail.message) {
        Some(id) => message::load(&tools.db, cause.account(), &[id]).await?.pop(),
        None => None,
    };
    let kept = Report { about: message.as_ref().map(|message| message.id), ..structured(report) };
    write::report(tools, cause, opened, Outcome::Bounce, message.as_ref(), kept).await
}

/// What a report makes of a mail. One that a full mailbox sent back is tried again; where the address does not work, it came back
/// for good.
fn outcome(
    mail: &Mail,
    severity: Severity,
    detail: &str,
    status: Option<String>,
    now: DateTime<Utc>,
) -> outgoing::Outcome {
    let status_code = status.or_else(|| verdict::status_code(detail)).unwrap_or_default();
    if severity == Severity::Hard {
        return outgoing::Outcome {
            hard: true,
            status_code,
            ..outgoing::Outcome::of(State::Bounced, detail)
        };
    }
    let again = verdict::passes(&status_code) && now - mail.create_time < TRIES_AGAIN_FOR;
    if again {
        return outgoing::Outcome {
            status_code,
            ..outgoing::Outcome::later(detail, now + TRIES_AGAIN_AFTER)
        };
    }
    outgoing::Outcome { status_code, ..outgoing::Outcome::of(State::Bounced, detail) }
}

fn structured(report: &Bounce) -> Report {
    let kind = if report.severity == Severity::Delayed { ReportKind::Delayed } else { ReportKind::Failed };
    let recipients = report.recipients.iter().map(|one| Unreached {
        address: one.address.clone(),
        status_code: one.status.clone().unwrap_or_default(),
        diagnostic: one.diagnostic.clone().unwrap_or_default(),
        hard: report.severity == Severity::Hard,
    });
    Report::of(kind, recipients.collect())
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
