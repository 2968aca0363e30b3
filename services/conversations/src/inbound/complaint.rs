//! Complaints (RFC 5965): who called a mail of ours spam is sent nothing automatic any more, and whoever wrote it sees so.
use tandem_kit::{
    Cause, Result,
    id::{ConversationId, MessageId},
};
use tandem_proto::conversations::{
    receive_email_response::Outcome, report::Kind as ReportKind, suppression::Reason,
};

use super::{read::Opened, reported, write};
use crate::{
    mail::Feedback,
    message::{
        self,
        report::{Report, Unreached},
    },
    outgoing::{Mail, suppression},
    tools::Tools,
};

/// What a report of feedback says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// The mail is spam, or worse.
    Spam,
    /// No more of it.
    NoMore,
    /// Nothing against it: it is not spam after all, or a signature did not verify (RFC 6591).
    Nothing,
}

fn says(kind: &str) -> Says {
    match kind {
        "not-spam" | "auth-failure" => Says::Nothing,
        "opt-out" | "opt-out-list" => Says::NoMore,
        _ => Says::Spam,
    }
}

/// Marks the mail that a complaint is about, suppresses its address, and keeps the complaint as a message of its own. One about no mail
/// of ours suppresses nobody.
///
/// # Errors
/// Where the database is away.
pub async fn record(tools: &Tools, cause: &Cause, opened: &Opened, feedback: &Feedback) -> Result<()> {
    let says = says(&feedback.kind);
    if says == Says::Nothing {
        return write::aside(tools, cause, opened, Outcome::Automatic, None).await;
    }
    let addresses: Vec<&str> = feedback.recipient.iter().map(String::as_str).collect();
    let named = feedback.original_message_id.as_deref();
    let about = reported::mails(tools, cause.account(), opened, named, &addresses).await?;
    for mail in &about {
        mark(tools, cause, mail, says, feedback).await?;
    }
    let message = match about.first().and_then(|mail| mail.message) {
        Some(id) => message::load(&tools.db, cause.account(), &[id]).await?.pop(),
        None => None,
    };
    let recipients = about.iter().map(|mail| Unreached {
        address: mail.address.clone(),
        diagnostic: feedback.kind.clone(),
        ..Unreached::default()
    });
    let report = Report::of(ReportKind::Complaint, recipients.collect());
    let report = Report { about: message.as_ref().map(|message| message.id), ..report };
    write::report(tools, cause, opened, Outcome::Automatic, message.as_ref(), report).await
}

async fn mark(tools: &Tools, cause: &Cause, mail: &Mail, says: Says, feedback: &Feedback) -> Result<()> {
    let now = tools.clock.now();
    let mut tx = tools.db.begin().await?;
    if says == Says::Spam {
        sqlx::query!(
            "update conversations.outgoing_mail
                set complaint_time = coalesce(complaint_time, $3)
              where account = $1 and id = $2",
            cause.account().uuid(),
            mail.id,
            now
        )
        .execute(&mut *tx)
        .await?;
    }
    let reason = if says == Says::Spam { Reason::Complaint } else { Reason::Unsubscribed };
    let (address, person) = (&*mail.address, &*mail.person);
    let detail = format!("a report of feedback: {}", feedback.kind);
    let message = mail.message.map(|id| MessageId::from(id).to_string());
    let conversation = mail.conversation.map(|id| ConversationId::from(id).to_string());
    let shown_at: Vec<String> = message.into_iter().chain(conversation).collect();
    let (status_code, detail, shown_at) = ("", &*detail, &*shown_at);
    let ground = suppression::Ground { address, person, reason, status_code, detail, shown_at };
    suppression::add(&mut tx, cause, ground, now).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_every_report_of_feedback_is_a_complaint() {
        let cases = [
            ("abuse", Says::Spam),
            ("fraud", Says::Spam),
            ("virus", Says::Spam),
            ("opt-out", Says::NoMore),
            ("not-spam", Says::Nothing),
            ("auth-failure", Says::Nothing),
        ];
        for (kind, want) in cases {
            assert_eq!(says(kind), want, "{kind}");
        }
    }
}
