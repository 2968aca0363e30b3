//! The allow-lists: a loose one that keeps hints for reading, and the strict one whose output is shown.

use ammonia::{Builder, UrlRelative};
use regex::Regex;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

const TAGS: [&str; 74] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
];
/// Removed with all that is inside.
const DROPPED: [&str; 22] = [
    "script",
    "style",
    "title",
    "iframe",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "frameset",
    "textarea",
    "select",
    "option",
    "xmp",
    "plaintext",
    "video",
    "audio",
    "canvas",
];
/// Where a picture of the web has its address until somebody consents to its being fetched.
const REMOTE: &str = "data-remote-src";
const SCHEMES: [&str; 6] = ["http", "https", "mailto", "tel", "cid", "data"];

static CANONICAL: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder.add_generic_attributes(["class", "id", "name", "style", "hidden", "type"]).link_rel(None);
    builder
});

static STRICT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder.link_rel(Some("noopener noreferrer")).set_tag_attribute_value("a", "target", "_blank");
    builder
});

fn base() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into_iter().collect())
        .clean_content_tags(DROPPED.into_iter().collect())
        .generic_attributes(["dir", "lang", "title"].into_iter().collect())
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("img", ["src", REMOTE, "alt", "width", "height"])
        .add_tag_attributes("font", ["color", "face", "size"])
        .add_tag_attributes("table", ["align", "border", "cellpadding", "cellspacing", "width"])
        .add_tag_attributes("td", ["align", "colspan", "rowspan", "valign", "width"])
        .add_tag_attributes("th", ["align", "colspan", "rowspan", "valign", "width"])
        .add_tag_attributes("tr", ["align", "valign"])
        .add_tag_attributes("ol", ["start", "type"])
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .strip_comments(true)
        .attribute_filter(attribute);
    builder
}

/// HTML in canonical form with the hints (class, id, style) still on it. Not safe to show.
#[must_use]
pub fn canonical(source: &str) -> String {
    CANONICAL.clean(source).to_string()
}

/// HTML as it may be shown.
#[must_use]
pub fn strict(source: &str) -> String {
    STRICT.clean(source).to_string()
}

fn attribute<'u>(element: &str, name: &str, value: &'u str) -> Option<Cow<'u, str>> {
    match (element, name) {
        ("a", "href") => link(value),
        ("img", "src") => image(value),
        ("img", REMOTE) => is_remote(value).then(|| clean_url(value)),
        (_, "width" | "height") => {
            value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'%').then_some(value.into())
        }
        _ => Some(value.into()),
    }
}

/// Browsers ignore control characters and blanks in a scheme, so they go first.
fn squeezed(value: &str) -> String {
    value
        .chars()
        .filter(|c| {
            !c.is_control()
                && !c.is_whitespace()
                && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{FEFF}')
        })
        .collect()
}

fn scheme(squeezed: &str) -> Option<String> {
    let (scheme, _) = squeezed.split_once(':')?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    named.then(|| scheme.to_ascii_lowercase())
}

fn link(value: &str) -> Option<Cow<'_, str>> {
    let plain = squeezed(value);
    match scheme(&plain).as_deref() {
        Some("http" | "https" | "mailto" | "tel") => Some(clean_url(value)),
        // `www.example.com/…` without a scheme is a link to a person.
        None if plain.starts_with("www.") && !plain.contains(['<', '>', '"', '\'']) => {
            Some(format!("http://{plain}").into())
        }
        _ => None,
    }
}

/// Images by cid and from the web (the client decides on loading), and small ones written into the mail in formats that cannot run.
fn image(value: &str) -> Option<Cow<'_, str>> {
    let plain = squeezed(value);
    let lower = plain.get(..40.min(plain.len())).unwrap_or("").to_ascii_lowercase();
    match scheme(&plain).as_deref() {
        Some("http" | "https") => Some(clean_url(value)),
        // An id that is itself an address is no part's.
        Some("cid") if plain.to_ascii_lowercase().contains("script:") => None,
        Some("cid") => Some(format!("cid:{}", content_id(&plain)).into()),
        Some("data")
            if ["png", "gif", "jpeg", "jpg", "webp"]
                .iter()
                .any(|kind| lower.starts_with(&format!("data:image/{kind};base64,"))) =>
        {
            Some(plain.into())
        }
        _ => None,
    }
}

/// A link to a part of the mail, with the Content-ID as the part has it: programs escape its signs, or leave the brackets on.
fn content_id(link: &str) -> String {
    let id = link.split_once(':').map_or(link, |(_, id)| id);
    let mut out = String::new();
    let mut rest = id;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let sign = after.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok());
        if let Some(sign) = sign.filter(|sign| sign.is_ascii_graphic() && !b"<>\"'%&".contains(sign)) {
            out.push(char::from(sign));
            rest = &after[2..];
        } else {
            out.push('%');
            rest = after;
        }
    }
    out.push_str(rest);
    out.replace("%3C", "")
        .replace("%3E", "")
        .replace("%3c", "")
        .replace("%3e", "")
        .trim_matches(['<', '>'])
        .to_owned()
}

fn is_remote(value: &str) -> bool {
    matches!(scheme(&squeezed(value)).as_deref(), Some("http" | "https"))
}

/// Canonical HTML whose pictures of the web are not fetched.
#[must_use]
pub fn without_remote(canonical: &str) -> String {
    static SOURCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(<img(?: [^<>="]+="[^"]*")*?) src="([^"]*)""#).expect("a constant"));
    let blocked = SOURCE.replace_all(canonical, |found: &regex::Captures<'_>| {
        let name = if is_remote(&found[2]) { REMOTE } else { "src" };
        format!("{} {name}=\"{}\"", &found[1], &found[2])
    });
    blocked.into_owned()
}

fn clean_url(value: &str) -> Cow<'_, str> {
    let clean: String = value.trim().chars().filter(|c| !c.is_control()).collect();
    clean.into()
}
