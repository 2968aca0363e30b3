//! Each corpus judged as its notice says: white space collapsed in headers, ignored in bodies; line ends ignored in replies.
use std::collections::BTreeSet;

use regex::Regex;
use serde_json::Value;

use super::{
    collect::{Case, Want},
    html,
    score::Scores,
};

/// Judges one mail by what the API answered when it was sent, and shows of it now.
pub fn all(case: &Case, answer: &Value, message: &Value, scores: &mut Scores) {
    let name = case.name.as_str();
    let danger = html::danger(text(message, "html"));
    scores.count("html", name, danger.is_none(), || danger.unwrap_or_default());
    match &case.want {
        Want::Nothing | Want::Html => {}
        Want::Zammad(want, machine) => {
            if let Some(want) = want {
                zammad(name, want, message, scores);
            }
            class(name, if *machine { "any" } else { "" }, answer, message, scores);
        }
        Want::Golden(golden) => self::golden(name, golden, message, scores),
        Want::Class(wanted) => class(name, wanted, answer, message, scores),
        Want::Reply(want) => {
            let (want, got) = (reply(want), reply(text(message, "replyText")));
            scores.count("reply", name, want == got, || format!("\nWANT\n{want}\nGOT\n{got}"));
        }
        Want::Patterns(want) => patterns(name, want, message, scores),
    }
}

/// The bytes behind the first empty line; all where there is none.
pub fn body(raw: &[u8]) -> &[u8] {
    let ends = [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"];
    let found = ends.iter().filter_map(|end| raw.windows(end.len()).position(|w| w == *end)).min();
    raw[found.unwrap_or(0)..].trim_ascii()
}

fn text<'x>(value: &'x Value, field: &str) -> &'x str {
    value[field].as_str().unwrap_or_default()
}

fn class(name: &str, wanted: &str, answer: &Value, message: &Value, scores: &mut Scores) {
    let (machine, outcome) = (message["automatic"] == true, text(answer, "outcome"));
    let detail = || format!("want {wanted:?}, automatic {machine}, {outcome}: {}", text(message, "subject"));
    if wanted.is_empty() {
        scores.count("people", name, !machine && outcome != "OUTCOME_BOUNCE", detail);
    } else if wanted == "any" {
        // Lists and bulk mail among them are read by people: only what machines answered must be told.
    } else {
        let opens = outcome == "OUTCOME_NEW_ITEM";
        scores.count("automatic", name, machine && !opens, detail);
        scores.count("bounces", name, (wanted == "bounce") == (outcome == "OUTCOME_BOUNCE"), detail);
    }
}

fn zammad(name: &str, want: &Value, message: &Value, scores: &mut Scores) {
    let sender = |address: &Value| (text(address, "address").to_owned(), text(address, "name").to_owned());
    if want["from_email"].is_string() {
        let wanted = (squash(text(want, "from_email")), squash(text(want, "from_display_name")));
        let got = sender(&message["from"]);
        let got = (squash(&got.0), squash(&got.1));
        scores.count("from", name, wanted == got, || format!("want {wanted:?} got {got:?}"));
    }
    for field in ["to", "cc"] {
        let Some(wanted) = want[field].as_str() else { continue };
        let got: Vec<String> = message[field].as_array().into_iter().flatten().map(shown).collect();
        let (wanted, got) = (people(wanted), people(&got.join(", ")));
        scores.count("to", name, wanted == got, || format!("{field}: want {wanted:?} got {got:?}"));
    }
    let (wanted, got) = (squash(text(want, "subject")), squash(text(message, "subject")));
    scores.count("subject", name, wanted == got, || format!("want {wanted:?} got {got:?}"));
    if let Some(body) = want["body"].as_str() {
        let equal = same_text(body, message);
        scores.count("text", name, equal, || {
            format!("\nwant {}\ngot  {}", bare(&visible(body)), bare(text(message, "text")))
        });
    }
    if let Some(wanted) = want["attachments"].as_array() {
        let wanted = wanted.iter().filter(|file| file["content_alternative"] != true);
        let wanted: BTreeSet<_> = wanted.map(|file| this_file(file, "filename")).collect();
        let got: BTreeSet<_> = message["attachments"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|file| this_file(file, "name"))
            .collect();
        scores.count("files", name, wanted == got, || format!("\nwant {wanted:?}\ngot  {got:?}"));
    }
}

/// Numbers of 64 bits are texts in JSON.
fn this_file(file: &Value, name: &str) -> (String, u64, String) {
    let size = file["size"].as_u64().or_else(|| file["size"].as_str()?.parse().ok()).unwrap_or(0);
    (text(file, name).to_owned(), size, text(file, "sha256").to_owned())
}

fn shown(address: &Value) -> String {
    format!("{} <{}>", text(address, "name"), text(address, "address"))
}

/// The words of a list of addresses: as written, it may say the same in another order of words and with other marks.
fn people(list: &str) -> BTreeSet<String> {
    let words = list.split(|c: char| c.is_whitespace() || "\"'<>(),;".contains(c));
    words.map(|word| word.trim_matches('.').to_lowercase()).filter(|word| !word.is_empty()).collect()
}

fn squash(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !matches!(c, '"' | '<' | '>')).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}'))
        .collect()
}

/// HTML without its tags, by a rule of its own, so that the reader is not its own judge.
fn visible(html: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let marks =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    marks.into_iter().fold(out, |out, (mark, plain)| out.replace(mark, plain))
}

/// Equal as text or as HTML; Zammad's words for an empty mail stand for no text.
fn same_text(body: &str, message: &Value) -> bool {
    let body = if body == "no visible content" { "" } else { body };
    let (plain, shown) = (bare(text(message, "text")), bare(&visible(text(message, "html"))));
    [bare(body), bare(&visible(body))].iter().any(|wanted| *wanted == plain || *wanted == shown)
}

fn reply(text: &str) -> String {
    text.replace("\r\n", "\n").trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn patterns(name: &str, want: &Value, message: &Value, scores: &mut Scores) {
    let got = reply(text(message, "replyText"));
    let holds = |key: &str, wanted: bool| {
        let patterns = want[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        patterns
            .filter_map(|pattern| Regex::new(pattern).ok())
            .all(|pattern| pattern.is_match(&got) == wanted)
    };
    let good = holds("reply_must_match", true) && holds("reply_must_not_match", false);
    scores.count("patterns", name, good, || format!("{want}\nGOT\n{got}"));
}

/// Only what does not depend on that library's tree.
fn golden(name: &str, golden: &Value, message: &Value, scores: &mut Scores) {
    let header = |part: &Value, wanted: &str| {
        let headers = part["headers"].as_array().cloned().unwrap_or_default();
        headers.into_iter().find(|header| header["name"] == wanted).map(|header| header["value"].clone())
    };
    let root = &golden["parts"][0];
    if let Some(want) = header(root, "subject").and_then(|value| value["Text"].as_str().map(squash)) {
        let got = squash(text(message, "subject"));
        scores.count("golden", name, want == got, || format!("subject: want {want:?} got {got:?}"));
    }
    for field in ["from", "to"] {
        let mut wanted = BTreeSet::new();
        addresses(&header(root, field).unwrap_or_default(), &mut wanted);
        let got = if field == "from" {
            vec![message["from"].clone()]
        } else {
            message[field].as_array().cloned().unwrap_or_default()
        };
        let got: BTreeSet<String> = got.iter().map(|one| text(one, "address").to_owned()).collect();
        let good = wanted.is_subset(&got) || (field == "from" && !got.is_disjoint(&wanted));
        scores.count("golden", name, good, || format!("{field}: want {wanted:?} got {got:?}"));
    }
    let parts = golden["attachments"].as_array().into_iter().flatten();
    let wanted: Vec<Option<String>> = parts
        .map(|at| {
            let part = &golden["parts"][usize::try_from(at.as_u64().unwrap_or(0)).unwrap_or(0)];
            let given = [("content_disposition", "filename"), ("content_type", "name")];
            given.iter().find_map(|(field, key)| {
                let attributes = header(part, field)?["ContentType"]["attributes"].as_array()?.clone();
                let found = attributes.into_iter().find(|one| one["name"] == *key)?;
                found["value"].as_str().map(str::to_owned)
            })
        })
        .collect();
    let got: Vec<&str> =
        message["attachments"].as_array().into_iter().flatten().map(|file| text(file, "name")).collect();
    let named = wanted.iter().flatten().all(|name| got.contains(&name.as_str()));
    scores.count("golden-files", name, wanted.len() == got.len() && named, || {
        format!("want {wanted:?} got {got:?}")
    });
}

fn addresses(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            out.extend(map.get("address").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|inner| addresses(inner, out));
        }
        Value::Array(items) => items.iter().for_each(|inner| addresses(inner, out)),
        _ => {}
    }
}
