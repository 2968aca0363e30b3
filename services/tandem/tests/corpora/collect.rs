//! The mails of the corpora, each with what is known of it.
use std::path::{Path, PathBuf};

use serde_json::Value;

/// What a corpus says about one of its mails.
pub enum Want {
    Nothing,
    /// A line of Zammad's expected results, and whether a machine wrote the mail.
    Zammad(Option<Value>, bool),
    /// mail-parser's own reading.
    Golden(Value),
    /// The class: `bounce`, `feedback-report`, `auto-reply`; empty for a person's.
    Class(String),
    Reply(String),
    /// Regular expressions that the reply text must match, or must not.
    Patterns(Value),
    Html,
}

/// A mail to send.
pub struct Case {
    pub name: String,
    pub raw: Vec<u8>,
    pub want: Want,
}

/// The automatic mails among Zammad's, as the corpus's notice lists them, spam and bulk among them.
const ZAMMAD_AUTOMATIC: [&str; 13] =
    ["018", "019", "033", "035", "043", "052", "053", "055", "063", "078", "089", "090", "092"];

/// Where the corpora are, if they are anywhere.
pub fn folder() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("TANDEM_CORPORA") {
        return Some(PathBuf::from(named)).filter(|path| path.is_dir());
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    here.map(|above| above.join("shared/corpora")).find(|path| path.is_dir())
}

/// All of them, in an order that does not change.
pub fn all(root: &Path) -> Vec<Case> {
    [zammad(root), mail_parser(root), bounces(root), trimmer(root), crisp(root), vectors(root)]
        .into_iter()
        .flatten()
        .collect()
}

fn zammad(root: &Path) -> Vec<Case> {
    let expected = text(&root.join("zammad-mail/expected.jsonl"));
    let expected: Vec<Value> = expected.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let case = |path: PathBuf| {
        let name = name(&path);
        let want = expected.iter().find(|line| line["mail"] == name.as_str()).cloned();
        let automatic = ZAMMAD_AUTOMATIC.iter().any(|number| name == format!("mail{number}.box"));
        Case { raw: std::fs::read(path).unwrap(), name, want: Want::Zammad(want, automatic) }
    };
    files(&root.join("zammad-mail/mail")).into_iter().map(case).collect()
}

fn mail_parser(root: &Path) -> Vec<Case> {
    let mut found = files(&root.join("mail-parser-corpus/resources/eml"));
    found.retain(|path| path.extension().is_some_and(|e| e == "eml"));
    found.extend(files(&root.join("mail-parser-corpus/resources/maildir")));
    let case = |path: PathBuf| {
        let golden = json(&path.with_extension("json"));
        let want = if golden.is_null() { Want::Nothing } else { Want::Golden(golden) };
        Case { name: name(&path), raw: std::fs::read(path).unwrap(), want }
    };
    found.into_iter().map(case).collect()
}

fn bounces(root: &Path) -> Vec<Case> {
    let folder = root.join("sisimai-bounces");
    let classes = text(&folder.join("classes.csv"));
    let case = |line: &str| {
        let (file, class) = line.split_once(',')?;
        let raw = std::fs::read(folder.join(file)).ok()?;
        let class = class.split(',').next().unwrap_or_default();
        // A bounce that the corpus's own library cannot read: null sender, Auto-Submitted, "your message was rejected".
        let class = if file.ends_with("rb-issue-368-bug.eml") { "bounce" } else { class };
        let class = if file.contains("/not/") && class != "bounce" { "" } else { class };
        Some(Case { name: file.into(), raw, want: Want::Class(class.into()) })
    };
    classes.lines().skip(1).filter_map(case).collect()
}

fn trimmer(root: &Path) -> Vec<Case> {
    let folder = root.join("email-reply-trimmer/test");
    let case = |path: PathBuf| {
        let want = text(&folder.join("trimmed").join(name(&path)));
        Case { raw: letter(&path), name: name(&path), want: Want::Reply(want) }
    };
    files(&folder.join("emails")).into_iter().map(case).collect()
}

fn crisp(root: &Path) -> Vec<Case> {
    let folder = root.join("crisp-reply-parser");
    let expected = json(&folder.join("expected.json"));
    let case = |path: PathBuf| {
        let known = |case: &&Value| path.ends_with(case["fixture"].as_str().unwrap_or("?"));
        let want = match expected["cases"].as_array().into_iter().flatten().find(known) {
            Some(case) if case["reply_equals_trimmed"].is_string() => {
                Want::Reply(case["reply_equals_trimmed"].as_str().unwrap().into())
            }
            Some(case) => Want::Patterns(case.clone()),
            None => Want::Nothing,
        };
        Case { raw: letter(&path), name: name(&path), want }
    };
    files(&folder.join("test/fixtures")).into_iter().map(case).collect()
}

fn vectors(root: &Path) -> Vec<Case> {
    let payloads = json(&root.join("dompurify-xss/expect.json"));
    let inputs = json(&root.join("zammad-facts/html_sanitizer_vectors.json"));
    let payloads = payloads.as_array().into_iter().flatten().map(|case| &case["payload"]);
    let inputs = inputs["cases"].as_array().into_iter().flatten().map(|case| &case["input"]);
    let case = |(number, html): (usize, &str)| {
        let name = format!("html-{number}");
        Case { raw: mail(&name, "text/html", html.as_bytes()), name, want: Want::Html }
    };
    payloads.chain(inputs).filter_map(Value::as_str).enumerate().map(case).collect()
}

/// A reply text with the least of a mail around it.
fn letter(path: &Path) -> Vec<u8> {
    mail(&name(path), "text/plain", &std::fs::read(path).unwrap())
}

fn mail(name: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "From: Ann <ann@example.com>\nTo: ticket@corpora.localhost\nSubject: {name}\nMessage-ID: <{name}@example.com>\n\
         Date: Sat, 21 Nov 2026 10:00:00 +0000\nContent-Type: {content_type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    );
    [head.as_bytes(), body].concat()
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}

/// A JSON file; null where there is none.
pub fn json(path: &Path) -> Value {
    std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}
