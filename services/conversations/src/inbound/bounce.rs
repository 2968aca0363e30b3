//! Delivery reports: marked on the mail they are about; they open and reopen nothing.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{Cause, Result, id::AccountId};
use tandem_proto::conversations::{
    delivery::State, receive_email_response::Outcome, report::Kind as ReportKind,
};

use super::{Inbound, read::Opened, reported, write};
use crate::{
    address,
    mail::{Bounce, FailedRecipient, Judgement, Kind, Mail as Read, Severity},
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
    let addresses = report.recipients.iter().map(|one| one.address.as_str()).collect::<Vec<_>>();
    let named = report.original_message_id.as_deref();
    let about = reported::mails(tools, cause.account(), opened, named, &addresses).await?;
    for mail in &about {
        let failed = report
            .recipients
            .iter()
            .find(|one| one.address.eq_ignore_ascii_case(&mail.address))
            .or(report.recipients.first());
        let detail = failed.map(words).filter(|words| !words.is_empty());
        let detail = detail.unwrap_or_else(|| "it came back, and the report does not say why".into());
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

/// What comes to the address for reports about a mail is a report where a mail system wrote it, however it reads; else an answer of a
/// machine: a person's goes where the mail says that answers go.
pub fn by_address(kept: &Inbound, mail: &Read, judgement: &mut Judgement) {
    let there = !kept.envelope_to.is_empty() && kept.envelope_to.iter().all(|to| address::takes_reports(to));
    let known = matches!(
        judgement.kind,
        Kind::Bounce(_) | Kind::FeedbackReport(_) | Kind::OutOfOffice | Kind::AutoReply
    );
    if !there || known {
        return;
    }
    let local = mail.from.address.split('@').next().unwrap_or_default().to_lowercase();
    let system = ["mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon"].contains(&&*local);
    judgement.kind = if system && kept.envelope_from.as_deref() == Some("") {
        let (recipients, original_message_id) = (Vec::new(), None);
        Kind::Bounce(Bounce { recipients, severity: Severity::Soft, original_message_id })
    } else {
        Kind::AutoReply
    };
    judgement.reason = "it came to the address for reports about a mail of ours".into();
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
