//! Bounces: RFC 3464 reports, and the prose of the systems that never heard of it.

use super::feedback::squeezed_has;
use super::{Context, Kind, signs};
use crate::mail::parse::header::{self, Fields};
use crate::mail::parse::{Attachment, Mail, ids};
use regex::Regex;
use std::sync::LazyLock;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Still being tried.
    Delayed,
    /// Failed this time: mailbox full, refused as spam, server away.
    Soft,
    /// The address does not work.
    Hard,
}

/// One address that was not reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailedRecipient {
    pub address: String,
    /// Such as `5.1.1`.
    pub status: Option<String>,
    /// What the other system said.
    pub diagnostic: Option<String>,
    /// How bad it is for this address; None where only the whole report tells.
    pub severity: Option<Severity>,
}

/// What failed to arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    pub recipients: Vec<FailedRecipient>,
    pub severity: Severity,
    /// The Message-ID of our mail that failed, without brackets.
    pub original_message_id: Option<String>,
}

fn constant(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(undeliver(ed|able)|deliver[a-z]* (status|failure|failed|error|problem|has failed|report|notification|delayed)|(mail|message|e-?mail).{0,30}(could ?n.t be delivered|not (be )?delivered|has failed|failed|delayed|returned|delivery (failed|failure|status|error|report))|failure (notice|delivery|notification)|returned (mail|to sender|message)|return(ing|ed) (message|mail)|delivery.?(failed|failure|status)|non.?deliver|mail system error|mail error|could not send|warning: (could not|message).*(send|delayed)|delayed (mail|message)|unzustellbar|nicht zugestellt|unbekannter empfänger|échec de (la )?(remise|distribution)|non remis|no se (pudo|ha podido) entregar|mensaje no entregado|error de entrega|não (foi )?entregue|falha na entrega|mancato recapito|non recapitat|onbestelbaar|niet bezorgd|kunde inte levereras|olevererat|kunne ikke leveres|ikke leveret|toimitus epäonnistui|nie ?dostarczon|niedoręczon|zwrot poczty|nedoručiteľ|nedoručen|nije isporučen|не доставлен|недоставлен|невозможно доставить|не доставлено|teslim edilemedi|iletilemedi|配信(不能|エラー|できません)|配送(エラー|失敗)|メールエラー|送信エラー|宛先不明|退信|无法(投递|送达)|無法(投遞|傳遞)|未送达|전송 실패|반송|배달되지|not a member|are not member|loop alert|blocked by our|smtp server: errors|mailbox (is )?full|user unknown|postmaster notify)",
    )
});
static FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(\b[45]\d\d[ -]\(?#?[45]\.\d{1,3}\.\d{1,3}|\b5[05]\d[ :,-]|\b4[25]\d[ :,-]|#[45]\.\d\.\d|(could|can) ?not be delivered|couldn.t be delivered|cannot deliver|could not deliver|unable to deliver|not (been )?able to deliver|wasn.t able to deliver|was not delivered|not delivered|had delivery problems|did not reach|error (has )?occurred.{0,40}deliver|undeliverable|delivery (to the following|has failed|failed|failure)|has failed|user (is )?unknown|unknown user|no such (user|mailbox|address|recipient)|(mailbox|account|address|recipient|user).{0,40}(unavailable|full|disabled|not (found|exist)|unknown|rejected|over quota|invalid|does not|doesn.t)|invalid (user|recipient|address)|(over|exceeded).{0,20}(quota|storage)|host unknown|message (was )?rejected|permanent (fatal )?error|fatal errors|returned to you|still being retried|has not (yet )?been delivered|配信|送信できません|届きません|не (было )?доставлен|nicht zugestellt|original message (follows|headers)|rcpt to|not (a )?member)",
    )
});
/// Drawn lines mail systems divide their reports by; at the beginning of a text no person writes them.
static LAYOUT: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?im)^\s*-{2,}\s?[^\n]*(following address|transcript of session|delivery problem|returned message|fatal error|message header|undelivered)[^\n]*-{2,}",
    )
});
static STATUS: LazyLock<Regex> = LazyLock::new(|| constant(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b"));
static REPLY: LazyLock<Regex> = LazyLock::new(|| constant(r"(?m)(?:^|[\s:>(])([45])\d\d(?:[\s:,\-)]|$)"));
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| constant(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"));
static MESSAGE_ID: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r#"(?im)^[>\s|]*(?:x-)?(?:original-)?message-?id\s*[:=]\s*<?([^<>\s"]{3,300}@[^<>\s"]{1,200})>?|"Message-ID"[^<]{0,60}<([^<>\s"]{3,300})>"#,
    )
});
static GONE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(user|recipient|address|account|mailbox|addressee|alias|inbox|name|host|domain)[^.\n]{0,40}(unknown|not (found|exist|known|a known|listed)|does ?n.t exist|does not exist|no longer|doesn.t have|invalid|disabled|inactive|suspended|not (allowed|recognized|valid))|(unknown|no such|invalid|non-?existent|bad)[^.\n]{0,30}(user|recipient|address|account|mailbox|host|domain|person)|name or service not known|not our customer|no mailbox here",
    )
});
static TEMPORARY: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(mailbox|inbox|quota|storage|account|disk)[^.\n]{0,40}(full|exceed|over)|over ?quota|quota exceed|too (large|big)|size (limit|exceed)|exceeds? .{0,30}size|spam|blocked|black ?list|blocklist|policy|greylist|rate|too many|timed? ?out|try again|temporar|deferred|spf|dkim|dmarc|virus|reputation|refused|relay",
    )
});
static LATE: LazyLock<Regex> = LazyLock::new(|| {
    constant(
        r"(?i)(will (continue to )?(be )?(re)?tr(y|ied)|still (being )?(re)?tr(y|ied)|warning message only|do not need to (re)?send|delayed|has not yet been delivered|keep trying|not yet been)",
    )
});

/// Bounces and receipts that come as a report (RFC 3462): by their parts, whoever sent them.
#[must_use]
pub fn by_report(mail: &Mail) -> Option<(Kind, String)> {
    let status = mail.attachments.iter().find(|part| {
        matches!(
            part.content_type.as_str(),
            "message/delivery-status" | "message/global-delivery-status" | "message/xdelivery-status"
        )
    });
    if let Some(part) = status {
        return Some(by_status(mail, part));
    }
    let report = mail.report_type.as_deref().unwrap_or("");
    if report == "disposition-notification"
        || mail.attachments.iter().any(|part| part.content_type == "message/disposition-notification")
    {
        return Some((Kind::AutoReply, "read receipt (RFC 8098)".to_owned()));
    }
    if mail.content_type != "multipart/report" {
        return None;
    }
    Some((Kind::Bounce(from_words(mail)), "multipart/report without a status".to_owned()))
}

fn by_status(mail: &Mail, part: &Attachment) -> (Kind, String) {
    let mut recipients = Vec::new();
    let (mut severity, mut good) = (None, 0);
    for group in groups(&part.bytes) {
        let Some(address) = group
            .text("final-recipient")
            .or_else(|| group.text("original-recipient"))
            .map(|text| bare(&text))
        else {
            continue;
        };
        let action = group.text("action").unwrap_or_default().to_lowercase();
        if ["delivered", "relayed", "expanded"].iter().any(|word| action.starts_with(word)) {
            good += 1;
            continue;
        }
        let status =
            group.text("status").and_then(|text| STATUS.find(&text).map(|found| found.as_str().to_owned()));
        let diagnostic = group.text("diagnostic-code");
        let found = if action.starts_with("delayed") {
            Severity::Delayed
        } else {
            graded(status.as_deref(), diagnostic.as_deref().unwrap_or(""), &mail.text)
        };
        severity = severity.max(Some(found));
        if recipients.len() < 100 {
            recipients.push(FailedRecipient { address, status, diagnostic, severity: Some(found) });
        }
    }
    if recipients.is_empty() && good > 0 {
        return (Kind::Generated, "delivery report of success (RFC 3464)".to_owned());
    }
    if recipients.is_empty() {
        return (Kind::Bounce(from_words(mail)), "delivery report (RFC 3464)".to_owned());
    }
    let bounce = Bounce {
        recipients,
        severity: severity.unwrap_or(Severity::Soft),
        original_message_id: original_message_id(mail),
    };
    (Kind::Bounce(bounce), "delivery report (RFC 3464)".to_owned())
}

/// The blocks of fields of a status part; blank lines stand between them.
fn groups(bytes: &[u8]) -> Vec<Fields> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() && found.len() < 200 {
        let start =
            rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n' | b' ' | b'\t')).unwrap_or(rest.len());
        let (fields, after, _) = header::split(&rest[start..]);
        if fields.0.is_empty() && after.len() >= rest.len() - start {
            break;
        }
        found.push(fields);
        rest = after;
    }
    found
}

/// `rfc822; <a@b.c>` to `a@b.c`.
fn bare(value: &str) -> String {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    ADDRESS
        .find(address)
        .map_or_else(|| address.trim().trim_matches(['<', '>']).to_owned(), |found| found.as_str().to_owned())
}

/// Hard only where the address itself is at fault: a full mailbox or a spam filter says nothing against it.
fn graded(status: Option<&str>, diagnostic: &str, text: &str) -> Severity {
    let words = if diagnostic.is_empty() { text } else { diagnostic };
    let class = status
        .filter(|status| *status != "5.0.0" && *status != "4.0.0")
        .map(str::to_owned)
        .or_else(|| STATUS.find(words).map(|found| found.as_str().to_owned()));
    if GONE.is_match(words) && !class.as_deref().is_some_and(|class| class.starts_with('4')) {
        return Severity::Hard;
    }
    match class.as_deref() {
        Some(class)
            if class.starts_with('4')
                || class.starts_with("5.2.2")
                || class.starts_with("5.3")
                || class.starts_with("5.7") =>
        {
            Severity::Soft
        }
        Some(class) if class.starts_with("5.1") => Severity::Hard,
        _ if TEMPORARY.is_match(words) => Severity::Soft,
        Some(_) => Severity::Hard,
        None => match REPLY.captures(words).map(|found| found[1].to_owned()).as_deref() {
            Some("5") => Severity::Hard,
            _ => Severity::Soft,
        },
    }
}

/// Bounces in prose: a mail system speaks, or the subject says so, and the text tells of a failure.
#[must_use]
pub fn by_words(mail: &Mail, context: &Context<'_>) -> Option<(Bounce, String)> {
    if mail.header("x-failed-recipients").is_some() {
        return Some((from_words(mail), "X-Failed-Recipients".to_owned()));
    }
    if mail.header("x-ms-exchange-message-is-ndr").is_some() {
        return Some((from_words(mail), "Exchange non-delivery report".to_owned()));
    }
    let amazon = mail.text.trim_start().starts_with('{')
        && squeezed_has(&mail.text, "\"notificationtype\":\"bounce\"");
    if amazon {
        return Some((from_words(mail), "Amazon SES notice".to_owned()));
    }
    if mail.header("x-mlserver").is_some() && SUBJECT.is_match(&mail.subject) {
        return Some((from_words(mail), "a list server refuses a mail".to_owned()));
    }
    let system = signs::is_mail_system(mail);
    let null = signs::is_null_sender(mail, context);
    let subject = SUBJECT.is_match(&mail.subject);
    let answered = is_answer(&mail.subject) && !system;
    let text = FAILURE.is_match(head(&mail.text))
        || mail.attachments.iter().any(|part| {
            part.content_type.starts_with("text/")
                && FAILURE.is_match(head(&String::from_utf8_lossy(&part.bytes)))
        });
    let encloses = mail
        .attachments
        .iter()
        .any(|part| matches!(part.content_type.as_str(), "message/rfc822" | "text/rfc822-headers"));
    let automatic =
        mail.header("auto-submitted").is_some_and(|value| !value.to_lowercase().starts_with("no"));
    let reason = match () {
        () if system && (subject || text) => "a mail system tells of a failure",
        () if (null || automatic) && subject && (text || encloses) => {
            "a failed delivery by subject and text, null sender"
        }
        () if null && text && encloses => "a failed delivery with the mail enclosed, null sender",
        () if subject && text && encloses && !answered => {
            "a failed delivery by subject and text, the mail enclosed"
        }
        () if subject && !answered && LAYOUT.is_match(head(&mail.text).get(..400).unwrap_or(&mail.text)) => {
            "a failed delivery by subject and a mail system's layout"
        }
        () if subject && text && !answered && by_machine(mail) => {
            "a failed delivery by sender, subject and text"
        }
        () => return None,
    };
    Some((from_words(mail), reason.to_owned()))
}

/// A sender name only machines have.
fn by_machine(mail: &Mail) -> bool {
    let squeezed: String =
        mail.from.local().to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    [
        "noreply",
        "donotreply",
        "bounce",
        "mailer",
        "daemon",
        "postmaster",
        "mailadmin",
        "autoresponder",
        "system",
        "antispam",
        "admin",
    ]
    .iter()
    .any(|word| squeezed.contains(word))
        || mail.from.address.is_empty()
}

fn is_answer(subject: &str) -> bool {
    let lower = subject.trim_start().to_lowercase();
    ["re:", "aw:", "sv:", "fw:", "fwd:", "wg:", "tr:", "rv:", "odp:"]
        .iter()
        .any(|prefix| lower.starts_with(prefix))
}

/// Failures are told at the beginning; the returned mail below may speak of anything.
fn head(text: &str) -> &str {
    let end = (0..=text.len().min(6_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

fn from_words(mail: &Mail) -> Bounce {
    let text = head(&mail.text);
    let status = STATUS.find(text).map(|found| found.as_str().to_owned());
    let severity = if LATE.is_match(text) || LATE.is_match(&mail.subject) {
        Severity::Delayed
    } else {
        graded(status.as_deref(), "", text)
    };
    let diagnostic = text
        .lines()
        .find(|line| STATUS.is_match(line) || REPLY.is_match(line))
        .map(|line| line.trim().chars().take(500).collect());
    let recipients = failed_addresses(mail, text)
        .into_iter()
        .map(|address| FailedRecipient {
            address,
            status: status.clone(),
            diagnostic: diagnostic.clone(),
            severity: Some(severity),
        })
        .collect();
    Bounce { recipients, severity, original_message_id: original_message_id(mail) }
}

/// Named in a header, else the addresses in the text that belong neither to the sender nor to the receiver of the bounce, else the enclosed mail's To.
fn failed_addresses(mail: &Mail, text: &str) -> Vec<String> {
    if let Some(named) = mail.header("x-failed-recipients") {
        return ADDRESS.find_iter(named).map(|found| found.as_str().to_owned()).take(100).collect();
    }
    let known = |address: &str| {
        mail.from.is(address)
            || mail.to.iter().any(|to| to.is(address))
            || address.to_lowercase().starts_with("postmaster@")
            || address.to_lowercase().starts_with("mailer-daemon@")
    };
    if let Some(found) = ADDRESS
        .find_iter(text)
        .map(|found| found.as_str().trim_end_matches('.'))
        .find(|address| !known(address))
    {
        return vec![found.to_owned()];
    }
    enclosed(mail)
        .and_then(|fields| fields.raw("to").map(super::super::parse::address::list))
        .unwrap_or_default()
        .into_iter()
        .map(|to| to.address)
        .filter(|address| address.contains('@'))
        .take(1)
        .collect()
}

fn enclosed(mail: &Mail) -> Option<Fields> {
    mail.attachments
        .iter()
        .filter(|part| {
            part.content_type.starts_with("message/rfc822")
                || part.content_type == "text/rfc822-headers"
                || part.content_type == "message/global"
                || part.content_type == "message/partial"
        })
        .map(|part| header::split(&part.bytes).0)
        .find(|fields| !fields.0.is_empty())
}

/// The Message-ID of the mail a report is about: from the enclosed mail, from the report's fields, from the quoted text.
#[must_use]
pub fn original_message_id(mail: &Mail) -> Option<String> {
    if let Some(id) = enclosed(mail)
        .and_then(|fields| fields.raw("message-id").and_then(|value| ids(value).into_iter().next()))
    {
        return Some(id);
    }
    let own = mail.message_id.as_deref();
    let texts = mail
        .attachments
        .iter()
        .filter(|part| part.content_type.starts_with("text/") || part.content_type.starts_with("message/"))
        .map(|part| String::from_utf8_lossy(&part.bytes).into_owned());
    for text in std::iter::once(mail.text.clone()).chain(texts) {
        let found = MESSAGE_ID.captures_iter(&text).find_map(|found| {
            found
                .get(1)
                .or_else(|| found.get(2))
                .map(|id| id.as_str().to_owned())
                .filter(|id| Some(id.as_str()) != own)
        });
        if found.is_some() {
            return found;
        }
    }
    let named = amazon_message_id(&mail.text).or_else(|| mail.in_reply_to.first().cloned());
    // A system that gives its report the returned mail's own id.
    let same = || own.filter(|id| mail.text.contains(&format!("<{id}>"))).map(str::to_owned);
    named.or_else(|| mail.references.last().cloned()).or_else(same)
}

/// Amazon's notices name their own id; the mail's Message-ID is made of it.
fn amazon_message_id(text: &str) -> Option<String> {
    static ID: LazyLock<Regex> =
        LazyLock::new(|| constant(r#""messageId\\?"\s*:\s*\\?"([0-9A-Za-z-]{20,200})\\?""#));
    let known = text.contains("notificationType") || text.contains("eventType");
    let found = ID.captures(text).filter(|_| known)?;
    Some(format!("{}@email.amazonses.com", &found[1]))
}
