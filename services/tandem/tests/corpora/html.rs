//! What a browser could run, found in the HTML that the API answers.
use std::sync::LazyLock;

use regex::Regex;

const BAD: [&str; 20] = [
    "script", "iframe", "object", "embed", "base", "meta", "link", "style", "svg", "math", "form", "input",
    "button", "textarea", "select", "template", "noscript", "frame", "frameset", "applet",
];
const ADDRESSES: [&str; 8] =
    ["href", "src", "action", "background", "xlink:href", "formaction", "srcset", "poster"];

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"<([a-zA-Z][a-zA-Z0-9:-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>"#).expect("a constant")
});
static ATTRIBUTE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"([^\s=>"]+)(?:="([^"]*)")?"#).expect("a constant"));

/// The first dangerous thing in canonical markup.
pub fn danger(html: &str) -> Option<String> {
    if TAG.find_iter(html).count() != html.matches('<').count() - html.matches("</").count() {
        return Some(format!("a tag that cannot be read: {html}"));
    }
    TAG.captures_iter(html).find_map(|tag| {
        let name = tag[1].to_lowercase();
        if BAD.contains(&name.as_str()) {
            return Some(format!("element {name}"));
        }
        ATTRIBUTE.captures_iter(&tag[2]).find_map(|pair| {
            let value = pair.get(2).map_or("", |value| value.as_str());
            dangerous(&pair[1].to_lowercase(), value).then(|| format!("attribute {}={value}", &pair[1]))
        })
    })
}

fn dangerous(key: &str, value: &str) -> bool {
    let value = value.replace("&amp;", "&");
    let value: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let value = value.to_lowercase();
    let runs = ["javascript:", "vbscript:", "data:text", "data:image/svg"]
        .iter()
        .any(|scheme| value.find(scheme).is_some_and(|at| at < 20));
    key.starts_with("on") || key == "style" || key == "srcdoc" || (ADDRESSES.contains(&key) && runs)
}
