//! Every mail of the mail corpora through `POST /v1/inbound/email`: stored once, byte for byte, and read back as it should be read.
//!
//! The corpora are no part of the repository: `TANDEM_CORPORA` names their folder, or `shared/corpora` is found above this crate;
//! where there are none, the tests say so and pass. `TANDEM_CORPORA_SHOW=text` (a figure's key, or `all`) shows what missed.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test fails by panicking, is told by the environment where its servers are, and is a client like any other"
)]

#[path = "corpora/collect.rs"]
mod collect;
#[path = "corpora/html.rs"]
mod html;
#[path = "corpora/judge.rs"]
mod judge;
#[path = "corpora/score.rs"]
mod score;
#[expect(dead_code, unused_imports, reason = "what the stories need of it is more than this")]
mod support;
#[path = "corpora/threading.rs"]
mod threading;

use std::collections::BTreeSet;

use collect::Case;
use reqwest::{Method, header};
use score::Scores;
use serde_json::Value;
use support::{Account, Form, Platform};

/// Every how many-th mail is sent where not all are.
const FEW: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fifth_of_the_corpora_is_stored_and_read() {
    run(FEW).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "some minutes: `make corpora`"]
async fn all_of_the_corpora_is_stored_and_read() {
    run(1).await;
}

async fn run(step: usize) {
    let Some(root) = collect::folder() else {
        eprintln!("no mail corpora found: skipped");
        return;
    };
    let cases: Vec<Case> = collect::all(&root).into_iter().step_by(step).collect();
    let platform = Platform::start(Form::Embedded).await;
    let account = platform.account("corpora").await;
    let mut scores = Scores::default();
    let (sent, begun) = (cases.len(), std::time::Instant::now());
    let stored = send_all(&account, cases, &mut scores).await;
    no_more_and_no_fewer(&platform, &stored).await;
    threading::run(&account, &root, &mut scores).await;
    platform.settle().await;
    let log = std::fs::read(platform.folder.join("all.log")).unwrap();
    let log = String::from_utf8_lossy(&log);
    let bad: Vec<&str> =
        log.lines().filter(|line| line.contains("panicked") || line.contains(" ERROR ")).collect();
    assert!(bad.is_empty(), "the server's log: {bad:#?}");
    scores.note(format!("the same as a mail before, but for the way they came: {}", stored.known.join(" ")));
    eprintln!("{sent} mails, each sent twice and read back, in {} s", begun.elapsed().as_secs());
    scores.end(step == 1);
}

/// The different messages and the different bytes that there were, and the mails that were another mail's second copy.
#[derive(Default)]
struct Stored {
    messages: BTreeSet<String>,
    raws: BTreeSet<Vec<u8>>,
    known: Vec<String>,
}

async fn send_all(account: &Account, cases: Vec<Case>, scores: &mut Scores) -> Stored {
    let mut stored = Stored::default();
    for case in cases {
        let (first, again) = (post(account, &case.raw).await, post(account, &case.raw).await);
        let id = first["messageId"].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            again["messageId"].as_str(),
            Some(id.as_str()),
            "{}: sent again it is the same message",
            case.name
        );
        stored.messages.insert(id.clone());
        let message = get(account, &format!("/v1/messages/{id}")).await;
        let source = account.api.bytes(&format!("/v1/messages/{id}/source")).await;
        // The same mail twice in the corpora is one: its bytes may differ in the way that it came.
        let whole = source == case.raw || first["outcome"] == "OUTCOME_DUPLICATE";
        scores.count("stored", &case.name, whole && !is_empty(&message, &case.raw), || {
            format!("{first} {message}")
        });
        if first["outcome"] == "OUTCOME_DUPLICATE" {
            stored.known.push(case.name); // it was judged when it came first
        } else {
            judge::all(&case, &first, &message, scores);
        }
        stored.raws.insert(case.raw);
    }
    stored
}

/// Sends a mail; the answer is JSON, valid UTF-8, and names a message.
async fn post(account: &Account, raw: &[u8]) -> Value {
    let request = account.api.request(Method::POST, "/v1/inbound/email");
    let answer =
        request.header(header::CONTENT_TYPE, "message/rfc822").body(raw.to_vec()).send().await.unwrap();
    let (status, bytes) = (answer.status(), answer.bytes().await.unwrap());
    let text = String::from_utf8(bytes.to_vec()).expect("valid UTF-8");
    assert!(status.is_success(), "{status} {text} for\n{}", String::from_utf8_lossy(raw));
    serde_json::from_str(&text).expect("JSON")
}

async fn get(account: &Account, path: &str) -> Value {
    let text = String::from_utf8(account.api.bytes(path).await).expect("valid UTF-8");
    serde_json::from_str(&text).expect("JSON")
}

/// Nothing of the mail is shown, though there was something in it.
fn is_empty(message: &Value, raw: &[u8]) -> bool {
    let nothing =
        ["text", "html", "subject"].iter().all(|field| message[field].as_str().is_none_or(str::is_empty));
    nothing && message["attachments"].as_array().is_none_or(Vec::is_empty) && judge::body(raw).len() > 3
}

async fn no_more_and_no_fewer(platform: &Platform, stored: &Stored) {
    let count = async |sql| usize::try_from(platform.database.count(sql).await).unwrap();
    let mails = count("select count(*) from conversations.inbound_mail").await;
    assert_eq!(mails, stored.raws.len(), "every mail is kept once");
    let messages = count("select count(*) from conversations.message where raw_key is not null").await;
    assert_eq!(messages, stored.messages.len(), "every mail is one message");
}
