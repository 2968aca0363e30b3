//! Complaints about our mail: RFC 5965 reports, the forms used before it, and Amazon's notices.

use super::bounce::original_message_id;
use crate::mail::parse::{Mail, header};

/// A complaint: of which kind, by whom, about which mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feedback {
    /// `abuse`, `fraud`, `not-spam` …
    pub kind: String,
    /// Who received the mail complained about, where told.
    pub recipient: Option<String>,
    pub original_message_id: Option<String>,
    /// By what it was recognised.
    pub reason: String,
}

/// Reads a complaint, if the mail is one.
#[must_use]
pub fn read(mail: &Mail) -> Option<Feedback> {
    by_report(mail).or_else(|| by_complaint(mail)).or_else(|| by_unsubscribe(mail))
}

fn by_report(mail: &Mail) -> Option<Feedback> {
    let part = mail.attachments.iter().find(|part| part.content_type == "message/feedback-report");
    if part.is_none() && mail.report_type.as_deref() != Some("feedback-report") {
        return None;
    }
    let fields = part.map(|part| header::split(&part.bytes).0).unwrap_or_default();
    Some(Feedback {
        kind: fields.text("feedback-type").unwrap_or_else(|| "abuse".to_owned()).to_lowercase(),
        recipient: fields
            .text("original-rcpt-to")
            .or_else(|| fields.text("removal-recipient"))
            .map(|text| text.trim_matches(['<', '>']).to_owned()),
        original_message_id: original_message_id(mail),
        reason: "feedback report (RFC 5965)".to_owned(),
    })
}

/// Complaints without a report part: Hotmail's, hosters' abuse desks', Amazon's JSON.
fn by_complaint(mail: &Mail) -> Option<Feedback> {
    let attached = mail.attachments.iter().find(|part| part.content_type == "message/rfc822");
    let subject = mail.subject.to_lowercase();
    let hotmail = attached.and_then(|part| header::split(&part.bytes).0.text("x-hmxmroriginalrecipient"));
    let told = subject.starts_with("complaint about message from")
        || ((subject.contains("abuse report") || subject.starts_with("spamtraphit")) && attached.is_some());
    let amazon = mail.text.trim_start().starts_with('{')
        && squeezed_has(&mail.text, "\"notificationtype\":\"complaint\"");
    (told || hotmail.is_some() || amazon).then(|| Feedback {
        kind: "abuse".to_owned(),
        recipient: hotmail.or_else(|| amazon_recipient(mail).filter(|_| amazon)),
        original_message_id: original_message_id(mail),
        reason: "complaint".to_owned(),
    })
}

fn amazon_recipient(mail: &Mail) -> Option<String> {
    let plain: String = mail.text.chars().filter(|c| !c.is_whitespace() && *c != '\\').take(20_000).collect();
    let (_, after) = plain.split_once("\"complainedRecipients\":[{\"emailAddress\":\"")?;
    after.split_once('"').map(|(address, _)| address.to_owned())
}

/// A mail program unsubscribing for its user.
fn by_unsubscribe(mail: &Mail) -> Option<Feedback> {
    let apple = mail.header("x-apple-unsubscribe").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    apple.then(|| Feedback {
        kind: "opt-out".to_owned(),
        recipient: Some(mail.from.address.clone()),
        original_message_id: original_message_id(mail),
        reason: "X-Apple-Unsubscribe".to_owned(),
    })
}

/// Looks for a piece of JSON whatever its blanks and escapes.
#[must_use]
pub fn squeezed_has(text: &str, wanted: &str) -> bool {
    let squeezed: String = text.chars().take(200_000).filter(|c| !c.is_whitespace() && *c != '\\').collect();
    squeezed.to_lowercase().contains(wanted)
}
