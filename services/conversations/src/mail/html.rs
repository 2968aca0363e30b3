//! HTML from strangers: made safe to show, and read as the text a person would see.
//!
//! Three steps: a loose cleaning gives canonical markup, a walk over it drops what is hidden and collects the visible lines, a strict
//! allow-list has the last word. Whatever the walk lets through, the last step judges again.

mod bomb;
mod policy;
mod text;
mod token;

pub use text::Picture;

use super::reply::Line;

/// Longest HTML looked at, in bytes.
const MAX_HTML: usize = 4 * 1024 * 1024;

/// A page read: safe markup and visible lines.
#[derive(Debug, Default)]
pub struct Page {
    pub html: String,
    pub lines: Vec<Line>,
    /// Where it shows pictures by `cid:`.
    pub pictures: Vec<Picture>,
}

impl Page {
    /// The visible text.
    #[must_use]
    pub fn text(&self) -> String {
        super::reply::join(self.lines.iter().map(|line| line.text.as_str()))
    }
}

/// Reads HTML: safe markup and the visible lines with their quote depth.
#[must_use]
pub fn read(source: &str) -> Page {
    let canonical = policy::canonical(shallow(bounded(source)).as_ref());
    let walked = text::walk(&canonical);
    Page { html: policy::strict(&walked.visible), lines: walked.lines, pictures: walked.pictures }
}

/// Reads the HTML of a mail: as [`read`], but its title is shown above it, and pictures of the web wait for consent: they have their
/// address in `data-remote-src` and no `src`.
#[must_use]
pub fn read_mail(source: &str) -> Page {
    // HTML 4, which mails are written in, means these angle brackets by the names; HTML 5 means others.
    let source = bounded(source).replace("&lang;", "\u{2329}").replace("&rang;", "\u{232A}");
    let mut page = read(&source);
    page.html = policy::without_remote(&page.html);
    if let Some(title) = title(&source) {
        page.html.insert_str(0, &format!("<div>{}</div>", escape_text(&title)));
    }
    page
}

/// The title of a page in its head.
fn title(source: &str) -> Option<String> {
    const HEAD: usize = 64 * 1024;
    let end = (0..=source.len().min(HEAD)).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    let head = source[..end].to_ascii_lowercase();
    let start = head.find("<title")?;
    let open = start + head[start..].find('>')? + 1;
    let close = open + head[open..].find("</title")?;
    if head[..start].contains("<body") {
        return None;
    }
    let text = token::unescape(&policy::canonical(&source[open..close].replace('<', "&lt;")));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(text.chars().take(500).collect()).filter(|text: &String| !text.is_empty())
}

/// HTML safe to show: no script, no style, no form, no handler, only http, https, mailto, tel and inline images. Sanitising twice changes nothing.
#[must_use]
pub fn sanitise(source: &str) -> String {
    read(source).html
}

/// The visible text of HTML as a person would read it.
#[must_use]
pub fn to_text(source: &str) -> String {
    read(source).text()
}

/// Plain text as HTML with its line breaks.
#[must_use]
pub fn from_text(text: &str) -> String {
    let mut out = String::from("<div>");
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    for (at, line) in text.trim_end().lines().enumerate() {
        if at > 0 {
            out.push_str("<br>");
        }
        out.push_str(&escape_text(line));
    }
    out.push_str("</div>");
    out
}

/// Text made harmless inside elements, as the sanitiser writes it.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{A0}', "&nbsp;")
}

fn bounded(source: &str) -> &str {
    if source.len() <= MAX_HTML {
        return source;
    }
    let end = (0..=MAX_HTML).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
    &source[..end]
}

/// What would cost a parser more than its length is a bomb, not a letter: such a source is shown as its bare text.
fn shallow(source: &str) -> std::borrow::Cow<'_, str> {
    const SHOWN: usize = 32 * 1024;
    if !bomb::is_one(source) {
        return source.into();
    }
    let text: String = token::bare_text(source).chars().take(SHOWN).collect();
    tandem_kit::html::attribute(&text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_safe_and_reads_like_a_letter() {
        let source = "<html><head><title>x</title><style>p{}</style></head><body onload=a()><p>Hello <b>you</b></p><p>a<br>b</p>\
            <script>alert(1)</script><div style='display:none'>secret</div><a href='javascript:x'>l</a><a href='http://x.y' onclick=z>m</a><img src='cid:1@x'></body></html>";
        let page = read(source);
        assert_eq!(page.text(), "Hello you\n\na\nb\n\nlm (http://x.y)");
        assert!(
            !page.html.contains("script") && !page.html.contains("onclick") && !page.html.contains("secret")
        );
        assert!(page.html.contains("cid:1@x") && page.html.contains("noopener noreferrer"));
        assert_eq!(sanitise(&page.html), page.html);
    }

    #[test]
    fn lists_and_links_say_in_text_what_they_show() {
        let cases = [
            (
                "<p>Do:</p><ol><li>one</li><li><p>two</p><ul><li>a</li></ul></li></ol>x",
                "Do:\n\n1. one\n\n2. two\n\n  - a\n\nx",
            ),
            ("<ul><li></li><li>b</li></ul>", "- b"),
            (
                "see <a href='https://x.y/z'>here</a>, or <a href='https://x.y/'>x.y</a> or <a href='mailto:a@b.c'>me</a>",
                "see here (https://x.y/z), or x.y or me",
            ),
        ];
        for (html, want) in cases {
            assert_eq!(to_text(html), want, "{html}");
        }
    }

    #[test]
    fn bombs_are_shown_as_text() {
        let bomb = "<div>".repeat(200_000) + "x";
        assert_eq!(to_text(&bomb).trim(), "x");
        let attributes: String = (0..200_000).map(|at| format!("a{at}")).collect::<Vec<_>>().join(" ");
        let bombs = [
            "&".repeat(1_000_000),
            "&a".repeat(500_000),
            "<".repeat(1_000_000),
            "<b>x</b>".repeat(100_000),
            "<li>".repeat(500_000),
            format!("<table>{}", "<b>x</b>".repeat(40_000)),
            format!("<table>{}", "<tr>x".repeat(45_000)),
            format!("<a {attributes}>x</a>"),
        ];
        for bomb in bombs {
            let _ = read_mail(&bomb);
        }
        for tag in ["<div>", "<b>", "<table><tr><td>", "<blockquote>", "<a href=x>", "<font>", "<p>", "<li>"]
        {
            let nested = tag.repeat(990) + "x";
            assert!(to_text(&nested).ends_with('x'), "{tag}");
        }
    }

    #[test]
    fn pictures_of_the_web_wait_for_consent_and_the_title_is_shown() {
        let source = "<html><head><title>A &amp; B</title></head><body><p>x</p><img alt='a>b' src='http://t.x/1.gif' width=1>\
            <img src=cid:1%40x><img SRC='//t.x/2.gif'><img srcset='http://t.x/3.gif 2x'><img src='data:image/gif;base64,AAAA'>\
            <table background='http://t.x/4.gif'></table><p style='background:url(http://t.x/5.gif)'>y</p></body></html>";
        let html = read_mail(source).html;
        assert!(html.starts_with("<div>A &amp; B</div>"), "{html}");
        assert!(html.contains("data-remote-src=\"http://t.x/1.gif\""), "{html}");
        assert!(html.contains("src=\"cid:1@x\"") && html.contains("src=\"data:image/gif"), "{html}");
        let fetched = ["src=\"http", "src=\"//", "srcset", "background"];
        assert!(!fetched.iter().any(|sign| html.replace("data-remote-src", "kept").contains(sign)), "{html}");
        assert_eq!(sanitise(&html), html);
        assert_eq!(read_mail("<p>x</p>").html, "<p>x</p>");
    }

    #[test]
    fn quotes_carry_their_depth() {
        let page = read("<p>new</p><blockquote><p>old</p><blockquote>older</blockquote></blockquote>");
        let depths: Vec<(usize, &str)> = page
            .lines
            .iter()
            .filter(|line| !line.text.is_empty())
            .map(|line| (line.depth, line.text.as_str()))
            .collect();
        assert_eq!(depths, [(0, "new"), (1, "old"), (2, "older")]);
    }
}
