//! Zammad's mails field by field, as the corpus' notice says: white space collapsed, visible text without tags and white space.

use crate::{Score, show};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use tandem_conversations::mail::{self, Mail};

pub fn run(root: &Path) -> Vec<Score> {
    let expected = std::fs::read_to_string(root.join("zammad-mail/expected.jsonl")).unwrap_or_default();
    let (mut good, mut all, mut text_good, mut text_all, mut file_good, mut file_all) = (0, 0, 0, 0, 0, 0);
    let mut lists = (0, 0);
    for line in expected.lines() {
        let Ok(want) = serde_json::from_str::<Value>(line) else { continue };
        let name = want["mail"].as_str().unwrap_or("");
        let Ok(raw) = std::fs::read(root.join("zammad-mail/mail").join(name)) else { continue };
        let mail = mail::parse(&raw);
        for (field, got) in fields(&mail) {
            let Some(wanted) = want[field].as_str() else { continue };
            all += 1;
            // Lists of addresses are written with and without the marks around names and addresses.
            let list = matches!(field, "to" | "cc" | "reply-to");
            let same = |text: &str| if list { squash(&unmarked(text)) } else { squash(text) };
            let equal = same(wanted) == same(&got);
            good += usize::from(equal);
            if !equal {
                show("fields", name, || format!("{field}: want {wanted:?} got {got:?}"));
            }
        }
        for (field, got) in [("to", &mail.to), ("cc", &mail.cc)] {
            let Some(wanted) = want[field].as_str() else { continue };
            let got: Vec<String> = got.iter().map(|one| format!("{} <{}>", one.name, one.address)).collect();
            let (wanted, got) = (people(wanted), people(&got.join(", ")));
            lists = (lists.0 + usize::from(wanted == got), lists.1 + 1);
            if wanted != got {
                show("lists", name, || format!("{field}: want {wanted:?} got {got:?}"));
            }
        }
        if let Some(body) = want["body"].as_str() {
            text_all += 1;
            let equal = same_text(body, &mail);
            text_good += usize::from(equal);
            if !equal {
                show("text", name, || format!("\nwant {}\ngot  {}", bare(&visible(body)), bare(&mail.text)));
            }
        }
        if let Some(files) = want["attachments"].as_array() {
            file_all += 1;
            let (wanted, got) = (wanted_files(files), got_files(&mail));
            file_good += usize::from(wanted == got);
            if wanted != got {
                show("files", name, || format!("\nwant {wanted:?}\ngot  {got:?}"));
            }
        }
    }
    vec![
        Score::new("Zammad: header fields", good, all, 977),
        Score::new("Zammad: To and Cc, name by name", lists.0, lists.1, 1_000),
        Score::new("Zammad: visible text", text_good, text_all, 975),
        Score::new("Zammad: attachments (name, size, sha256)", file_good, file_all, 965),
        Score::new("mail-parser: header pairs (addresses)", addresses(root).0, addresses(root).1, 960),
    ]
}

fn fields(mail: &Mail) -> Vec<(&'static str, String)> {
    let header = |name: &str| mail.header(name).unwrap_or_default().to_owned();
    vec![
        ("from_email", mail.from.address.clone()),
        ("from_display_name", mail.from.name.clone()),
        ("to", header("to")),
        ("cc", header("cc")),
        ("subject", mail.subject.clone()),
        ("reply-to", header("reply-to")),
    ]
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a list of addresses in their order, without the marks around them.
fn people(list: &str) -> Vec<String> {
    let words = list.split(|c: char| c.is_whitespace() || "\"'<>(),;".contains(c));
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    // An address that is its own name says nothing twice.
    words.dedup();
    words
}

fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '"' | '<' | '>')).collect()
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}'))
        .collect()
}

/// Zammad's HTML without its tags, by a rule of its own so that our reader is not its own judge.
fn visible(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Equal as text or as HTML; Zammad's words for an empty mail stand for no text.
fn same_text(body: &str, mail: &Mail) -> bool {
    let body = if body == "no visible content" { "" } else { body };
    let shown = mail.html.as_deref().map(visible).unwrap_or_default();
    [body.to_owned(), visible(body)]
        .iter()
        .map(|wanted| bare(wanted))
        .any(|wanted| wanted == bare(&mail.text) || wanted == bare(&shown))
}

type File = (String, u64, String);

fn wanted_files(files: &[Value]) -> BTreeSet<File> {
    let kept = files.iter().filter(|file| file["content_alternative"].as_bool() != Some(true));
    kept.map(|file| {
        (
            file["filename"].as_str().unwrap_or("").to_owned(),
            file["size"].as_u64().unwrap_or(0),
            file["sha256"].as_str().unwrap_or("").to_owned(),
        )
    })
    .collect()
}

fn got_files(mail: &Mail) -> BTreeSet<File> {
    mail.attachments
        .iter()
        .map(|file| (file.name.clone(), u64::try_from(file.size).unwrap_or(0), file.sha256.clone()))
        .collect()
}

/// The address pairs of the mail-parser corpus: every address and name found.
fn addresses(root: &Path) -> (usize, usize) {
    let cases = crate::json(&root.join("mail-parser-corpus/resources/address.json"));
    let (mut good, mut all) = (0, 0);
    for case in cases.as_array().into_iter().flatten() {
        let Some(raw) = case["header"].as_str() else { continue };
        // Links of List-* fields are no addresses.
        if raw.contains("<mailto:") || raw.contains("<http") {
            continue;
        }
        let mut wanted = Vec::new();
        collect(&case["expected"], &mut wanted);
        let got = mail::parse::address::list(raw.as_bytes());
        let equal = wanted.iter().all(|address| got.iter().any(|found| found.address == *address));
        all += 1;
        good += usize::from(equal);
        if !equal {
            show("addresses", raw, || format!("want {wanted:?} got {got:?}"));
        }
    }
    (good, all)
}

fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(address) = map.get("address").and_then(Value::as_str) {
                out.push(address.to_owned());
            }
            map.values().for_each(|inner| collect(inner, out));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect(inner, out)),
        _ => {}
    }
}
