//! Who wrote a mail: a person, or a machine that must not be answered; and for bounces, whose delivery failed and why.

mod answers;
mod bounce;
mod feedback;
mod signs;
mod words;

pub use bounce::{Bounce, FailedRecipient, Severity};
pub use feedback::Feedback;

use super::parse::Mail;

/// What kind of mail it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Human,
    /// "I am away until …".
    OutOfOffice,
    /// Another answer a machine gave, a read receipt included.
    AutoReply,
    /// A delivery failed or is late.
    Bounce(Bounce),
    /// Somebody complained about one of our mails (RFC 5965 and its elder relatives).
    FeedbackReport(Feedback),
    /// Written by a machine without being asked: a notice, an alarm, a delivery that went well.
    Generated,
    /// Mass mail that says so.
    Bulk,
    /// From a mailing list or newsletter; a person may have written it.
    List,
    /// Our own mail come back.
    Loop,
}

/// The judgement and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub kind: Kind,
    /// In words, such as `Auto-Submitted: auto-replied`; empty for an ordinary human mail.
    pub reason: String,
    /// A person wrote it, but no automatic answer is wanted (X-Auto-Response-Suppress, a no-reply sender).
    pub answer_suppressed: bool,
}

impl Judgement {
    /// A machine wrote it: it opens no item, reopens none and is never answered automatically. List mail is not counted here.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        !matches!(self.kind, Kind::Human | Kind::List)
    }

    /// An automatic answer may be sent.
    #[must_use]
    pub fn may_be_answered(&self) -> bool {
        self.kind == Kind::Human && !self.answer_suppressed
    }

    fn new(kind: Kind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into(), answer_suppressed: false }
    }
}

/// What is known beside the mail itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'x> {
    /// The envelope's sender as SMTP gave it; `Some("")` is the null sender of bounces.
    pub envelope_from: Option<&'x str>,
    /// The hosts our own Message-IDs are made under, not the domains people write from: such a mail is ours come back.
    pub own_domains: &'x [String],
}

/// Judges a mail. X-Auto-Response-Suppress alone never makes it automatic: people's Exchange servers send it, too.
#[must_use]
pub fn classify(mail: &Mail, context: &Context<'_>) -> Judgement {
    if let Some(feedback) = feedback::read(mail) {
        let reason = feedback.reason.clone();
        return Judgement::new(Kind::FeedbackReport(feedback), reason);
    }
    if let Some((kind, reason)) = bounce::by_report(mail) {
        return Judgement::new(kind, reason);
    }
    if let Some((bounce, reason)) = bounce::by_words(mail, context) {
        return Judgement::new(Kind::Bounce(bounce), reason);
    }
    if let Some(reason) = own_mail(mail, context) {
        return Judgement::new(Kind::Loop, reason);
    }
    if let Some((kind, reason)) = signs::by_header(mail, context) {
        return Judgement::new(kind, reason);
    }
    if let Some((kind, reason)) = answers::read(mail) {
        return Judgement::new(kind, reason);
    }
    let suppressed = signs::suppressed(mail);
    Judgement {
        kind: Kind::Human,
        reason: suppressed.clone().unwrap_or_default(),
        answer_suppressed: suppressed.is_some(),
    }
}

fn own_mail(mail: &Mail, context: &Context<'_>) -> Option<String> {
    if mail.header("x-loop").is_some() {
        return Some("X-Loop".to_owned());
    }
    let host = mail.message_id.as_deref()?.rsplit_once('@')?.1;
    context
        .own_domains
        .iter()
        .any(|domain| domain.eq_ignore_ascii_case(host))
        .then(|| format!("Message-ID of our own at {host}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    fn judge(raw: &str) -> Judgement {
        classify(
            &parse(raw.as_bytes()),
            &Context { envelope_from: None, own_domains: &["d.example".to_owned()] },
        )
    }

    #[test]
    fn machines_are_told_from_people() {
        let cases: [(&str, Kind); 16] = [
            ("From: a@b.c\nSubject: x\n\nHello", Kind::Human),
            ("From: a@b.c\nX-Auto-Response-Suppress: All\n\nHello", Kind::Human),
            ("From: a@b.c\nAuto-Submitted: no\n\nHello", Kind::Human),
            ("From: a@b.c\nAuto-Submitted: auto-generated\n\nHello", Kind::Generated),
            (
                "From: a@b.c\nSubject: Out of Office: x\nAuto-Submitted: auto-replied\n\nHello",
                Kind::OutOfOffice,
            ),
            ("From: a@b.c\nSubject: Automatische Antwort: x\n\nHello", Kind::OutOfOffice),
            (
                "From: a@b.c\nSubject: Odpowiedź automatyczna: x\nContent-Type: text/plain; charset=utf-8\n\nHello",
                Kind::OutOfOffice,
            ),
            (
                "From: a@b.c\nSubject: AUTO: Ann Example is out of the office (returning 02/03/2025)\n\nHello",
                Kind::OutOfOffice,
            ),
            ("From: a@b.c\nSubject: Auto: rot\n\nHello", Kind::Human),
            ("From: a@b.c\nSubject: x\nX-Autoresponder: yes\n\nHello", Kind::AutoReply),
            ("From: a@b.c\nSubject: Abwesend wegen Krankheit\n\nHello", Kind::Human),
            (
                "From: a@b.c\nSubject: Delivery failed\n\nHi, my mail to x@y.z could not be delivered: 550 5.1.1 user unknown",
                Kind::Human,
            ),
            ("From: a@b.c\nSubject: Re: Automatic reply: x\n\nHello", Kind::Human),
            ("From: a@b.c\nPrecedence: bulk\n\nHello", Kind::Bulk),
            ("From: a@b.c\nList-Id: <l.b.c>\n\nHello", Kind::List),
            ("From: a@b.c\nMessage-ID: <msg_1@d.example>\n\nHello", Kind::Loop),
        ];
        for (raw, want) in cases {
            assert_eq!(judge(raw).kind, want, "{raw}");
        }
        assert!(!judge("From: a@b.c\nX-Auto-Response-Suppress: All\n\nHello").may_be_answered());
    }

    #[test]
    fn a_bounce_names_its_recipient_and_its_mail() {
        let raw = "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nsorry\n--q\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; gone@y.z\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n--q\nContent-Type: text/rfc822-headers\n\nMessage-ID: <msg_9@d.example>\n--q--\n";
        let Kind::Bounce(bounce) = judge(raw).kind else { panic!("no bounce") };
        assert_eq!(
            (bounce.recipients[0].address.as_str(), bounce.severity, bounce.original_message_id.as_deref()),
            ("gone@y.z", Severity::Hard, Some("msg_9@d.example"))
        );
    }
}
