//! The sanitiser judged by property: what a browser could run is gone, what was visible stays, doing it twice changes nothing.

use crate::{Score, json, show};
use regex::Regex;
use std::path::Path;
use tandem_conversations::mail;

pub fn run(root: &Path) -> Vec<Score> {
    let (mut safe, mut stable, mut all) = (0, 0, 0);
    let mut inputs: Vec<String> = Vec::new();
    for case in json(&root.join("dompurify-xss/expect.json")).as_array().into_iter().flatten() {
        inputs.extend(case["payload"].as_str().map(str::to_owned));
    }
    let vectors = json(&root.join("zammad-facts/html_sanitizer_vectors.json"));
    let cases = vectors["cases"].as_array().cloned().unwrap_or_default();
    inputs.extend(cases.iter().filter_map(|case| case["input"].as_str().map(str::to_owned)));
    for input in &inputs {
        let once = mail::sanitise(input);
        let danger = danger(&once);
        all += 1;
        safe += usize::from(danger.is_none());
        let twice = mail::sanitise(&once);
        stable += usize::from(once == twice);
        if let Some(danger) = danger {
            show("html", input, || format!("{danger}: {once}"));
        }
        if once != twice {
            show("stable", input, || format!("\n1 {once}\n2 {twice}"));
        }
    }
    let (kept, texts) = visible_kept(&cases);
    vec![
        Score::new("HTML without anything that runs", safe, all, 1_000),
        Score::new("HTML sanitised twice is the same", stable, all, 1_000),
        Score::new("Zammad vectors: visible text kept", kept, texts, 970),
    ]
}

const BAD: [&str; 20] = [
    "script", "iframe", "object", "embed", "base", "meta", "link", "style", "svg", "math", "form", "input",
    "button", "textarea", "select", "template", "noscript", "frame", "frameset", "applet",
];

/// What is dangerous in canonical markup, by tag and by attribute.
fn danger(html: &str) -> Option<String> {
    let tag =
        Regex::new(r#"<([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>"#).expect("a constant");
    let attribute = Regex::new(r#"([^\s=>"]+)(?:="([^"]*)")?"#).expect("a constant");
    let opening = html.matches('<').count() - html.matches("</").count();
    if tag.find_iter(html).count() != opening {
        return Some("a tag that cannot be read".to_owned());
    }
    for found in tag.captures_iter(html) {
        let name = found[1].to_lowercase();
        if BAD.contains(&name.as_str()) {
            return Some(format!("element {name}"));
        }
        for pair in attribute.captures_iter(&found[2]) {
            let key = pair[1].to_lowercase();
            let value: String = pair
                .get(2)
                .map_or("", |value| value.as_str())
                .replace("&amp;", "&")
                .chars()
                .filter(|c| !c.is_control() && !c.is_whitespace())
                .collect::<String>()
                .to_lowercase();
            let url = ["href", "src", "action", "background", "xlink:href", "formaction", "srcset", "poster"]
                .contains(&key.as_str());
            let bad_url = ["javascript:", "vbscript:", "data:text", "data:image/svg"]
                .iter()
                .any(|scheme| value.contains(scheme) && url && value.find(scheme).is_some_and(|at| at < 20));
            if key.starts_with("on") || key == "style" || key == "srcdoc" || bad_url {
                return Some(format!("attribute {key}={value}"));
            }
        }
    }
    None
}

fn visible_kept(cases: &[serde_json::Value]) -> (usize, usize) {
    let (mut good, mut all) = (0, 0);
    let bare = |html: &str| {
        Regex::new("<[^>]*>")
            .expect("a constant")
            .replace_all(html, "")
            .replace("&nbsp;", "")
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    for case in cases {
        let (Some(input), Some(wanted)) = (case["input"].as_str(), case["zammad_output"].as_str()) else {
            continue;
        };
        let (wanted, got) = (bare(wanted), bare(&mail::sanitise(input)));
        all += 1;
        good += usize::from(wanted == got);
        if wanted != got {
            show("kept", case["id"].as_str().unwrap_or(""), || {
                format!("\nin   {input}\nwant {wanted}\ngot  {got}")
            });
        }
    }
    (good, all)
}
