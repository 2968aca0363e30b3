//! Zammad's cases of which ticket a mail belongs to, told with our own numbers and Message-IDs.
//!
//! Ours is the policy of the product: reply address, then In-Reply-To and References whatever the subject, then the number in the
//! subject if the sender takes part. Bodies and attachments are not searched. Cases of another policy are counted apart.
use std::path::Path;

use serde_json::{Value, json};

use super::{collect::json as read, post, score::Scores};
use crate::support::Account;

/// The ticket that a case's mail may belong to.
struct Known {
    number: String,
    message_id: String,
    subject: String,
}

pub async fn run(account: &Account, root: &Path, scores: &mut Scores) {
    let cases = read(&root.join("zammad-facts/threading_cases.json"));
    let (mut good, mut mapped, mut other) = (0, 0, Vec::new());
    for (at, case) in cases["cases"].as_array().into_iter().flatten().enumerate() {
        let id = case["id"].as_str().unwrap_or_default();
        let (known, item) = ticket(account, at).await;
        let Some(raw) = mail(case, at, &known) else {
            other.push(id);
            continue;
        };
        if case["ticket_state"] == "closed" {
            let closed = account.status("closed").await;
            account
                .api
                .patch(&format!("/v1/items/{item}?update_mask=statusId"), json!({"statusId": closed}))
                .await;
        }
        let answer = post(account, raw.as_bytes()).await;
        let joins = answer["outcome"] == "OUTCOME_APPENDED" && answer["itemId"] == item.as_str();
        let opens = answer["outcome"] == "OUTCOME_NEW_ITEM";
        let right = if case["expect"] == "append_to_ticket" { joins } else { opens };
        mapped += 1;
        good += usize::from(right);
        assert!(right || case["universal"] != true, "{id}: {answer}");
        if !right {
            eprintln!("--- threading {id}: want {} got {answer}", case["expect"]);
        }
    }
    assert_eq!(good, mapped, "threading cases");
    scores.note(format!(
        "threading cases: {good} of {mapped} as Zammad; of another policy: {}",
        other.join("; ")
    ));
}

async fn ticket(account: &Account, at: usize) -> (Known, String) {
    let (message_id, subject) = (format!("thread-{at}@example.com"), format!("Request {at} about a lamp"));
    let raw =
        format!("From: ben@example.com\nSubject: {subject}\nMessage-ID: <{message_id}>\n\nIt flickers.\n");
    let answer = post(account, raw.as_bytes()).await;
    let item = answer["itemId"].as_str().expect("an item").to_owned();
    let number = account.api.get(&format!("/v1/items/{item}")).await["number"].clone();
    let number = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
    (Known { number, message_id, subject }, item)
}

/// The mail of a case; none where it is about a policy that is not ours.
fn mail(case: &Value, at: usize, known: &Known) -> Option<String> {
    let place = case["reference_in"].as_str()?;
    let appends = case["expect"] == "append_to_ticket";
    let tag = format!("{}{}", case["hook"].as_str().unwrap_or("Ticket#"), known.number);
    let head = format!("From: ben@example.com\nMessage-ID: <answer-{at}@example.com>\n");
    let id = &known.message_id;
    Some(match place {
        // There is no merging yet.
        _ if case["ticket_state"] == "merged" => return None,
        "subject" => format!("{head}Subject: Lamp [{tag}]\n\nNew.\n"),
        place if place.starts_with("subject, next to") => {
            format!("{head}Subject: Lamp [Ticket#99999999] [{tag}]\n\nNew.\n")
        }
        place if place.starts_with("In-Reply-To") && place.contains("AW: RE:") => {
            format!("{head}In-Reply-To: <{id}>\nSubject: AW: RE: {}\n\nNew.\n", known.subject)
        }
        place if place.contains("Auto-Submitted") => {
            format!(
                "{head}References: <{id}>\nAuto-Submitted: auto-replied\nSubject: Something else\n\nNew.\n"
            )
        }
        place if place.starts_with("In-Reply-To") || place.starts_with("References") => {
            // By Message-ID a mail joins whatever its subject.
            if !appends {
                return None;
            }
            format!(
                "{head}In-Reply-To: <{id}>\nReferences: <x@y.z> <{id}>\nSubject: Something else\n\nNew.\n"
            )
        }
        // Bodies and attachments are not searched.
        _ if appends => return None,
        place if place.starts_with("body") => format!("{head}Subject: Something else\n\nAbout {tag}.\n"),
        place => attached(&head, place, &tag),
    })
}

fn attached(head: &str, place: &str, tag: &str) -> String {
    let content_type = place.split_whitespace().next().unwrap_or("text/plain");
    let content = if place.contains("attribute") {
        format!("<b title=\"{tag}\">x</b>")
    } else {
        format!("<p>{tag}</p>")
    };
    format!(
        "{head}Subject: Something else\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nNew.\n--b\nContent-Type: {content_type}\n\
         Content-Disposition: attachment; filename=a.txt\n\n{content}\n--b--\n"
    )
}
