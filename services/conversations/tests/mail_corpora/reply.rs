//! The reply cut: both corpora of replies, exact but for white space at line ends.

use crate::{Score, files, json, show};
use regex::Regex;
use std::path::Path;
use tandem_conversations::mail::cut_text;

pub fn run(root: &Path) -> Vec<Score> {
    let trimmer = trimmer(root);
    let (crisp, patterns) = crisp(root);
    vec![
        Score::new("reply text: email_reply_trimmer, exact", trimmer.0, trimmer.1, 1_000),
        Score::new("reply text: crisp, exact", crisp.0, crisp.1, 965),
        Score::new("reply text: both sets, exact", trimmer.0 + crisp.0, trimmer.1 + crisp.1, 984),
        Score::new("reply text: crisp, patterns", patterns.0, patterns.1, 1_000),
    ]
}

fn normal(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
}

fn trimmer(root: &Path) -> (usize, usize) {
    let (mut good, mut all) = (0, 0);
    for path in files(root, "email-reply-trimmer/test/emails", &["txt"]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let want = normal(&read(&root.join("email-reply-trimmer/test/trimmed").join(&name)));
        let got = normal(&cut_text(&read(&path)).reply);
        all += 1;
        good += usize::from(want == got);
        if want != got {
            show("reply", &name, || format!("\nWANT\n{want}\nGOT\n{got}"));
        }
    }
    (good, all)
}

type Count = (usize, usize);

fn crisp(root: &Path) -> (Count, Count) {
    let folder = root.join("crisp-reply-parser");
    let expected = json(&folder.join("expected.json"));
    let (mut exact, mut patterns) = ((0, 0), (0, 0));
    for case in expected["cases"].as_array().into_iter().flatten() {
        let path = folder.join(case["fixture"].as_str().unwrap_or(""));
        if !path.is_file() {
            continue;
        }
        let (name, got) = (case["id"].as_str().unwrap_or(""), normal(&cut_text(&read(&path)).reply));
        if let Some(want) = case["reply_equals_trimmed"].as_str() {
            exact.1 += 1;
            exact.0 += usize::from(normal(want) == got);
            if normal(want) != got {
                show("reply", name, || format!("\nWANT\n{want}\nGOT\n{got}"));
            }
            continue;
        }
        let holds = |key: &str, wanted: bool| {
            case[key]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(serde_json::Value::as_str)
                .filter_map(|pattern| Regex::new(pattern).ok())
                .all(|pattern| pattern.is_match(&got) == wanted)
        };
        let all_hold = holds("reply_must_match", true) && holds("reply_must_not_match", false);
        patterns.1 += 1;
        patterns.0 += usize::from(all_hold);
        if !all_hold {
            show("reply", name, || format!("patterns {case}\nGOT\n{got}"));
        }
    }
    (exact, patterns)
}
