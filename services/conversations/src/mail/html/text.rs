//! The walk over canonical HTML: what is hidden is dropped, what is visible becomes lines that know their quote.

use super::token::{self, Token};
use crate::mail::reply::{Line, Mark};
use regex::Regex;
use std::sync::LazyLock;

/// The markup without hidden elements, and the lines a person sees.
#[derive(Debug, Default)]
pub struct Walked {
    pub visible: String,
    pub lines: Vec<Line>,
    pub pictures: Vec<Picture>,
}

/// A picture of the mail's own, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    pub content_id: String,
    /// The line it stands in.
    pub line: usize,
    /// Markup says that a signature is around it.
    pub signed: bool,
    /// In a quote.
    pub quoted: bool,
}

// Text made tiny or pale is shown: without its style it hides nothing from the reader. Only what no reader was meant to see is dropped.
static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(^|[;\s])(display\s*:\s*none|mso-hide\s*:\s*all)").expect("a constant")
});

/// What an open element means for the lines inside it.
#[derive(Debug, Clone, Copy, Default)]
struct Open {
    quote: bool,
    pre: bool,
    mark: Option<Mark>,
    shape: Shape,
}

impl Open {
    fn ends_line(self) -> bool {
        self.shape != Shape::Inline || self.mark.is_some() || self.quote
    }
}

/// How an element stands among its neighbours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Shape {
    #[default]
    Inline,
    Block,
    /// A block with an empty line around it.
    Spaced,
}

#[derive(Default)]
struct Walk {
    out: Walked,
    line: String,
    blank_before: bool,
    depth: usize,
    pre: usize,
    marks: Vec<Mark>,
    open: Vec<(String, Open)>,
    hidden: usize,
    /// The lists around: the number of the next item, none where items have dots.
    lists: Vec<Option<usize>>,
    /// What stands before the next letter: an item's dot or number.
    item: Option<String>,
    /// Where the open link goes, and where its words begin.
    link: Option<(String, usize)>,
}

/// Walks canonical HTML once.
#[must_use]
pub fn walk(canonical: &str) -> Walked {
    let mut walk = Walk::default();
    for token in token::tokens(canonical) {
        match token {
            Token::Text(text) => walk.text(text),
            Token::Open { raw, name, attributes } => walk.opens(raw, name, attributes),
            Token::Close { raw, name } => walk.closes(raw, name),
        }
    }
    walk.end_line();
    walk.out
}

impl Walk {
    fn text(&mut self, escaped: &str) {
        if self.hidden > 0 {
            return;
        }
        self.out.visible.push_str(escaped);
        let text = token::unescape(escaped);
        if self.pre > 0 {
            for (at, piece) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_line();
                    self.blank_before = self.blank_before || piece.is_empty();
                }
                self.line.push_str(piece.trim_end_matches('\r'));
            }
            return;
        }
        for c in text.chars() {
            let blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}');
            if !blank {
                if let Some(item) = self.item.take() {
                    self.line.push_str(&item);
                }
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn opens(&mut self, raw: &str, name: &str, attributes: &str) {
        if self.hidden > 0 {
            self.hidden += usize::from(!token::is_void(name));
            return;
        }
        if is_hidden(attributes) {
            self.hidden = usize::from(!token::is_void(name));
            return;
        }
        self.out.visible.push_str(raw);
        match name {
            "br" => self.break_line(),
            "hr" => self.rule(),
            "img" => self.picture(attributes),
            "ul" => self.lists.push(None),
            "ol" => self.lists.push(Some(1)),
            "a" => {
                let target = token::attribute(attributes, "href").filter(|href| href.starts_with("http"));
                self.link = target.map(|href| (href, self.line.len()));
            }
            "td" | "th" if !self.line.is_empty() && !self.line.ends_with(' ') => self.line.push(' '),
            _ => {}
        }
        if token::is_void(name) {
            return;
        }
        let open = meaning(name, attributes);
        if open.ends_line() {
            self.end_line();
            self.blank_before |= open.shape == Shape::Spaced;
        }
        if name == "li" {
            self.item = Some(self.next_item());
        }
        self.depth += usize::from(open.quote);
        self.pre += usize::from(open.pre);
        self.marks.extend(open.mark);
        if open.mark == Some(Mark::Cut) {
            self.push_line();
        }
        self.open.push((name.to_owned(), open));
    }

    fn closes(&mut self, raw: &str, name: &str) {
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        self.out.visible.push_str(raw);
        match name {
            "ul" | "ol" => {
                self.lists.pop();
                self.item = None;
            }
            "a" => self.end_link(),
            _ => {}
        }
        let Some(at) = self.open.iter().rposition(|(known, _)| known == name) else { return };
        while self.open.len() > at {
            let Some((_, open)) = self.open.pop() else { return };
            if open.ends_line() {
                self.end_line();
                self.blank_before |= open.shape == Shape::Spaced;
            }
            self.depth = self.depth.saturating_sub(usize::from(open.quote));
            self.pre = self.pre.saturating_sub(usize::from(open.pre));
            if open.mark.is_some() {
                self.marks.pop();
            }
        }
    }

    /// A dot, or the number of a numbered list's next item; inner lists stand further in.
    fn next_item(&mut self) -> String {
        let inner = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{inner}{}. ", *number - 1)
            }
            _ => format!("{inner}- "),
        }
    }

    /// Where a link goes is told where its words do not tell; not in a quote, and not where it is longer than people read.
    fn end_link(&mut self) {
        const LONGEST: usize = 120;
        let Some((href, start)) = self.link.take() else { return };
        let words = self.line.get(start..).unwrap_or_default().trim().to_lowercase();
        let place = href.split_once("://").map_or(href.as_str(), |(_, place)| place).trim_end_matches('/');
        let told = words.contains(&place.trim_start_matches("www.").to_lowercase());
        if words.is_empty() || told || self.depth > 0 || href.len() > LONGEST || !self.marks.is_empty() {
            return;
        }
        self.line.truncate(self.line.trim_end().len());
        self.line.extend([" (", &href, ")"]);
    }

    /// A block's edge: ends the line if there is one.
    fn end_line(&mut self) {
        if self.line.trim().is_empty() {
            // A line of nothing but a fixed blank is an empty line a person sees.
            self.blank_before |= self.line.contains('\u{A0}');
            self.line.clear();
        } else {
            self.push_line();
        }
    }

    /// `<br>`: ends the line; a second one leaves an empty line.
    fn break_line(&mut self) {
        if self.line.trim().is_empty() {
            self.line.clear();
            self.blank_before = true;
        } else {
            self.push_line();
        }
    }

    fn picture(&mut self, attributes: &str) {
        const MAX_PICTURES: usize = 1_000;
        let source = token::attribute(attributes, "src").unwrap_or_default();
        if let Some(id) = source.strip_prefix("cid:").filter(|_| self.out.pictures.len() < MAX_PICTURES) {
            self.out.pictures.push(Picture {
                content_id: id.to_owned(),
                line: self.out.lines.len(),
                signed: self.marks.contains(&Mark::Signature),
                quoted: self.depth > 0,
            });
        }
    }

    fn rule(&mut self) {
        self.end_line();
        self.out.lines.push(Line { text: String::new(), depth: self.depth, mark: Some(Mark::Rule) });
    }

    fn push_line(&mut self) {
        if std::mem::take(&mut self.blank_before) && !self.out.lines.is_empty() {
            self.out.lines.push(Line { text: String::new(), depth: self.depth, mark: None });
        }
        let text = std::mem::take(&mut self.line);
        let item = text.trim_start().starts_with("- ")
            || text.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let text = if self.pre > 0 || item { text.trim_end() } else { text.trim_matches(' ').trim_end() };
        self.out.lines.push(Line {
            text: text.replace('\u{A0}', " "),
            depth: self.depth,
            mark: self.marks.last().copied(),
        });
    }
}

fn is_hidden(attributes: &str) -> bool {
    if attributes.is_empty() {
        return false;
    }
    attributes.split(' ').any(|word| word == "hidden=\"\"")
        || token::attribute(attributes, "style").is_some_and(|style| HIDDEN.is_match(&style))
}

fn meaning(name: &str, attributes: &str) -> Open {
    let mut open =
        Open { shape: shape(name, attributes), pre: name == "pre", quote: name == "blockquote", mark: None };
    let hint =
        ["class", "id", "name"].map(|key| token::attribute(attributes, key).unwrap_or_default()).join(" ");
    open.mark = hint.split_whitespace().find_map(mark);
    open
}

fn shape(name: &str, attributes: &str) -> Shape {
    if !is_block(name) {
        return Shape::Inline;
    }
    if !matches!(
        name,
        "p" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "blockquote" | "dl"
    ) {
        return Shape::Block;
    }
    let tight = token::attribute(attributes, "style").is_some_and(|style| {
        ["margin:0", "margin: 0", "margin-bottom:0"].iter().any(|rule| style.contains(rule))
    });
    let outlook = token::attribute(attributes, "class").is_some_and(|class| class.starts_with("MsoNormal"));
    if tight || outlook { Shape::Block } else { Shape::Spaced }
}

/// What mail programs call the things they put around quotes and signatures.
fn mark(hint: &str) -> Option<Mark> {
    let hint = hint.strip_prefix("x_").unwrap_or(hint);
    Some(match hint {
        "divRplyFwdMsg"
        | "appendonsend"
        | "yahoo_quoted"
        | "OLK_SRC_BODY_SECTION"
        | "reply-intro"
        | "ms-outlook-mobile-reference-message"
        | "mail-editor-reference-message-container"
        | "zmail_extra"
        | "messageReplySection"
        | "protonmail_quote"
        | "tutanota_quote"
        | "gmail_quote_attribution"
        | "isReplyContent"
        | "replyHeader" => Mark::Cut,
        "gmail_attr"
        | "moz-cite-prefix"
        | "OutlookMessageHeader"
        | "yahoo-quoted-begin"
        | "protonmail_quote_header" => Mark::QuoteHeader,
        "gmail_signature"
        | "moz-signature"
        | "ms-outlook-mobile-signature"
        | "protonmail_signature_block"
        | "gmail_signature_prefix"
        | "AppleMailSignature"
        | "mobile-signature" => Mark::Signature,
        _ => return None,
    })
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "footer"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}
