//! Machines and people: every bounce, complaint and automatic answer found, no person taken for a machine.

use crate::{Score, files, json, show};
use std::path::Path;
use tandem_conversations::mail::{self, Context, Kind};

/// The automatic mails among Zammad's, as the corpus' notice lists them, spam and bulk among them.
const ZAMMAD_AUTOMATIC: [&str; 13] =
    ["018", "019", "033", "035", "043", "052", "053", "055", "063", "078", "089", "090", "092"];

pub fn run(root: &Path) -> Vec<Score> {
    let classes = std::fs::read_to_string(root.join("sisimai-bounces/classes.csv")).unwrap_or_default();
    let (mut found, mut all, mut kind_good, mut linked, mut with_id) = (0, 0, 0, 0, 0);
    for row in classes.lines().skip(1) {
        let mut cells = row.split(',');
        let (Some(file), Some(class)) = (cells.next(), cells.next()) else { continue };
        let Ok(raw) = std::fs::read(root.join("sisimai-bounces").join(file)) else { continue };
        if !file.contains("/bsd/") {
            continue;
        }
        let mail = mail::parse(&raw);
        let judged = mail::classify(&mail, &Context::default());
        all += 1;
        found += usize::from(judged.is_automatic());
        let right = matches!(
            (class, &judged.kind),
            ("bounce", Kind::Bounce(_))
                | ("feedback-report", Kind::FeedbackReport(_))
                | ("auto-reply", Kind::AutoReply | Kind::OutOfOffice | Kind::Generated)
        );
        kind_good += usize::from(right);
        if !right {
            show("automatic", file, || {
                format!(
                    "want {class} got {:?} ({}) subject {:?} from {:?}",
                    judged.kind, judged.reason, mail.subject, mail.from
                )
            });
        }
        if let Kind::Bounce(bounce) = &judged.kind {
            // Only where the returned mail's id is in it at all.
            let text = String::from_utf8_lossy(&raw).to_lowercase();
            if text.matches("message-id:").count() < 2 {
                continue;
            }
            with_id += 1;
            linked += usize::from(bounce.original_message_id.is_some() && !bounce.recipients.is_empty());
            if bounce.original_message_id.is_none() || bounce.recipients.is_empty() {
                show("linked", file, || format!("{bounce:?}"));
            }
        }
    }
    let (human_good, human_all) = humans(root);
    let (reply_good, reply_all) = may_reply(root);
    vec![
        Score::new("automatic mails recognised (sisimai)", found, all, 996),
        Score::new("of the right kind (bounce, complaint, answer)", kind_good, all, 990),
        Score::new("bounces with recipient and original Message-ID", linked, with_id, 1_000),
        Score::new("human mails left human", human_good, human_all, 1_000),
        Score::new("Zammad: may it be answered, is it out of office", reply_good, reply_all, 1_000),
    ]
}

fn humans(root: &Path) -> (usize, usize) {
    // rb-issue-368 is a bounce that library cannot read: null sender, Auto-Submitted, "your message was rejected".
    let mut paths = files(root, "sisimai-bounces/maildir/not", &["eml"]);
    paths.retain(|path| !path.ends_with("rb-issue-368-bug.eml"));
    paths.extend(files(root, "email-reply-trimmer/test/emails", &["txt"]));
    paths.extend(files(root, "crisp-reply-parser/test/fixtures", &["txt"]));
    paths.extend(files(root, "zammad-mail/mail", &["box"]).into_iter().filter(|path| {
        !ZAMMAD_AUTOMATIC.iter().any(|number| path.to_string_lossy().ends_with(&format!("mail{number}.box")))
    }));
    let (mut good, mut all) = (0, 0);
    for path in paths {
        let mut raw = std::fs::read(&path).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "txt") {
            raw =
                [b"From: ann@example.com\nTo: help@example.org\nSubject: Re: question\n\n".as_slice(), &raw]
                    .concat();
        }
        let mail = mail::parse(&raw);
        let judged = mail::classify(&mail, &Context::default());
        all += 1;
        good += usize::from(!judged.is_automatic());
        if judged.is_automatic() {
            show("human", &path.to_string_lossy(), || {
                format!("{:?} {} {}", judged.kind, judged.reason, mail.subject)
            });
        }
    }
    (good, all)
}

fn may_reply(root: &Path) -> (usize, usize) {
    let cases = json(&root.join("zammad-facts/auto_reply_cases.json"));
    let own = ["fqdn.example".to_owned()];
    let (mut good, mut all) = (0, 0);
    for case in cases["cases"].as_array().into_iter().flatten() {
        let raw = case["mail"].as_str().unwrap_or("").replace("{{FQDN}}", &own[0]);
        let judged =
            mail::classify(&mail::parse(raw.as_bytes()), &Context { envelope_from: None, own_domains: &own });
        let mut right = true;
        if let Some(wanted) = case["send_auto_reply"].as_bool() {
            right &= judged.may_be_answered() == wanted;
        }
        if let Some(wanted) = case["out_of_office"].as_bool() {
            right &= (judged.kind == Kind::OutOfOffice) == wanted;
        }
        all += 1;
        good += usize::from(right);
        if !right {
            show("answer", case["id"].as_str().unwrap_or(""), || format!("{judged:?}"));
        }
    }
    (good, all)
}
