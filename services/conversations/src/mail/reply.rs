//! What the sender newly wrote, cut from the quotes below, above and between and from the signature, in any of the usual languages.
//!
//! Lines are classed one by one (`line`), marks of quoting are recognised in `marks` by word lists in `words`, and the decision what
//! to keep is made here over the classes. What is cut is never lost: it is the other half of [`Cut`].

#[cfg(test)]
mod cases;
pub mod forwarded;
mod line;
mod marks;
#[cfg(test)]
mod tongues;
mod words;

pub use line::Kind;
use line::{Classed, classify};

/// What markup said about a line, where there was markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Everything from here on is the quoted mail.
    Cut,
    /// The "On … wrote:" line.
    QuoteHeader,
    /// Part of a signature.
    Signature,
    /// A horizontal rule.
    Rule,
}

/// One visible line, how deep it is quoted by markup, and what markup said about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub depth: usize,
    pub mark: Option<Mark>,
}

/// The text cut in two: what is new, and the quotes, headers and signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cut {
    pub reply: String,
    pub quoted: String,
}

/// Most lines looked at; the rest of a longer text counts as quoted.
const MAX_LINES: usize = 20_000;

/// Plain text as lines; line ends of all systems are the same.
#[must_use]
pub fn plain_lines(text: &str) -> Vec<Line> {
    let text =
        text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n").replace('\0', "");
    text.split('\n').map(|line| Line { text: line.trim_end().to_owned(), ..Line::default() }).collect()
}

/// Lines as one text, without empty lines at its ends.
pub fn join<'x>(lines: impl Iterator<Item = &'x str>) -> String {
    let text = lines.collect::<Vec<_>>().join("\n");
    let start = text
        .find(|c: char| !c.is_whitespace())
        .map_or(0, |at| text[..at].rfind('\n').map_or(0, |line| line + 1));
    text[start..].trim_end().to_owned()
}

/// Cuts plain text.
#[must_use]
pub fn cut_text(text: &str) -> Cut {
    cut(&plain_lines(text))
}

/// Cuts lines into what is new and what is quoted.
#[must_use]
pub fn cut(lines: &[Line]) -> Cut {
    let seen = &lines[..lines.len().min(MAX_LINES)];
    let classed = classify(seen);
    let mut keep = vec![true; seen.len()];
    let end = hard_end(seen, &classed);
    keep[end..].fill(false);
    drop_headers(&classed, &mut keep, end);
    drop_signatures(&classed, &mut keep);
    drop_tail(&classed, &mut keep);
    let kept = seen.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(line, _)| shown(line));
    let reply = kept.collect::<Vec<_>>();
    let dropped = seen.iter().zip(&keep).filter(|(_, keep)| !**keep).map(|(line, _)| line);
    let quoted = dropped.chain(&lines[seen.len()..]).map(shown).collect::<Vec<_>>();
    Cut { reply: join(reply.iter().map(String::as_str)), quoted: join(quoted.iter().map(String::as_str)) }
}

/// Where the letter ends and what belongs to its writer or to the old mail begins: a signature's mark, the words of a farewell, a quote.
#[must_use]
pub fn letter_end(lines: &[Line]) -> usize {
    let seen = &lines[..lines.len().min(MAX_LINES)];
    let classed = classify(seen);
    let mut text_before = false;
    for (at, line) in classed.iter().enumerate() {
        let ends = match line.kind {
            Kind::Signature | Kind::Cut | Kind::Delimiter { length: 2 } => true,
            Kind::Text => text_before && marks::is_sign_off(&line::matchable(&seen[at].text)),
            _ => line.header > 0,
        };
        if ends {
            return at;
        }
        text_before |= line.kind == Kind::Text;
    }
    lines.len()
}

/// A line quoted by markup shows its quote as plain text would.
fn shown(line: &Line) -> String {
    if line.depth == 0 || line.text.is_empty() {
        line.text.clone()
    } else {
        format!("{} {}", ">".repeat(line.depth), line.text)
    }
}

/// Where the old mail, the signature or a footer begins for good.
fn hard_end(lines: &[Line], classed: &[Classed]) -> usize {
    let mut texts_after = classed.iter().filter(|line| line.kind == Kind::Text).count();
    let mut text_before = false;
    for (at, line) in classed.iter().enumerate() {
        match line.kind {
            Kind::Cut => return at,
            // A drawn line ends the text when a footer follows, a long one when a single line does; `--` always does.
            Kind::Delimiter { length }
                if text_before
                    && (length < 3
                        || (length > 4 && texts_after == 1)
                        || is_footer(&lines[at + 1..], &classed[at + 1..], texts_after)) =>
            {
                return at;
            }
            Kind::Text => (text_before, texts_after) = (true, texts_after - 1),
            _ => {}
        }
    }
    classed.len()
}

/// Few lines of contact details, or a name and what goes with it; sentences are a person's.
fn is_footer(lines: &[Line], classed: &[Classed], texts: usize) -> bool {
    const FOOTER_LINES: usize = 8;
    const NAME_LINES: usize = 4;
    if texts > FOOTER_LINES {
        return false;
    }
    let texts_of =
        || lines.iter().zip(classed).filter(|(_, line)| line.kind == Kind::Text).map(|(line, _)| line);
    let is_name = |line: &Line| line.text.chars().count() <= 40 && !line.text.ends_with(['.', '?', '!', ':']);
    texts_of().any(|line| marks::is_contact(&line.text)) || (texts <= NAME_LINES && texts_of().all(is_name))
}

/// "On … wrote:" lines and the quotes they announce.
fn drop_headers(classed: &[Classed], keep: &mut [bool], end: usize) {
    /// Enough for every thread people read; more is a bomb.
    const MAX_HEADERS: usize = 100;
    let (mut at, mut seen) = (0, 0);
    let mut text_before = false;
    while at < end && seen < MAX_HEADERS {
        let span = classed[at].header;
        if span == 0 {
            text_before |= classed[at].kind == Kind::Text;
            at += 1;
            continue;
        }
        seen += 1;
        let after = (at + span).min(end);
        let quote = Quote::after(&classed[..end], after);
        if text_before && !quote.answered {
            keep[at..end].fill(false);
            return;
        }
        keep[at..after].fill(false);
        if !text_before && quote.is_only_one {
            keep[after..quote.end].fill(false);
            at = quote.end;
        } else {
            at = after;
        }
    }
}

/// The quote that follows a header.
struct Quote {
    /// Where it ends.
    end: usize,
    /// Something new stands below it.
    answered: bool,
    /// There is a quote, and nothing but new text below it.
    is_only_one: bool,
}

impl Quote {
    fn after(classed: &[Classed], start: usize) -> Self {
        let mut end = start;
        while end < classed.len() && matches!(classed[end].kind, Kind::Empty | Kind::Quote) {
            end += 1;
        }
        let quoted = classed[start..end].iter().any(|line| line.kind == Kind::Quote);
        // Text that touches the quote is a quoted line broken in two; new text stands apart.
        let apart = end > start && classed[end - 1].kind == Kind::Empty;
        let rest = &classed[end..];
        let mut parted = apart;
        let new_text = rest.iter().any(|line| {
            parted |= line.kind == Kind::Empty;
            parted && line.kind == Kind::Text
        });
        Self {
            end,
            answered: quoted && new_text,
            is_only_one: quoted && !rest.iter().any(|line| line.kind == Kind::Quote || line.header > 0),
        }
    }
}

/// Signatures below the last new line, and those in between that stand alone: inside a paragraph the words are a person's.
fn drop_signatures(classed: &[Classed], keep: &mut [bool]) {
    let last_text =
        (0..classed.len()).rev().find(|at| keep[*at] && classed[*at].kind == Kind::Text).unwrap_or(0);
    for at in 0..classed.len() {
        if classed[at].kind != Kind::Signature {
            continue;
        }
        let apart = |line: Option<&Classed>| line.is_none_or(|line| line.kind != Kind::Text);
        let before = at.checked_sub(1).and_then(|before| classed.get(before));
        if at > last_text || (apart(before) && apart(classed.get(at + 1))) {
            keep[at] = false;
        }
    }
}

/// Quotes, drawn lines and blanks below the last new line.
fn drop_tail(classed: &[Classed], keep: &mut [bool]) {
    for (line, keep) in classed.iter().zip(keep).rev() {
        if *keep && line.kind == Kind::Text {
            return;
        }
        *keep = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_new_is_left() {
        let cases = [
            ("Thanks!\n\nOn Mon, 3 Feb 2025 at 10:00, Ann <a@b.c> wrote:\n> old\n", "Thanks!"),
            ("Danke\n\nAm 03.02.2025 um 10:00 schrieb Ann:\n> alt\n", "Danke"),
            ("Takk\n\nman. 3. feb. 2025 kl. 10:00 skrev Ann <a@b.c>:\n\n> gammelt", "Takk"),
            ("Dzięki\n\npon., 3 lut 2025 o 10:00 Ann <a@b.c> napisał(a):\n\n> stare", "Dzięki"),
            ("谢谢\n\n在 2025年2月3日，10:00，Ann <a@b.c> 写道：\n\n> 旧", "谢谢"),
            ("ありがとう\n\n2025年2月3日(月) 10:00 Ann <a@b.c>:\n\n> 古い", "ありがとう"),
            ("Hvala\n\nDana pon, 3. velj 2025. u 10:00 Ann <a@b.c> napisao je:\n\n> staro", "Hvala"),
            (
                "Teşekkürler\n\nAnn <a@b.c>, 3 Şub 2025 Pzt, 10:00 tarihinde şunu yazdı:\n\n> eski",
                "Teşekkürler",
            ),
            ("Hi\n\nFrom: A <a@b.c>\nSent: Monday\nTo: B\nSubject: x\n\nold", "Hi"),
            ("Hallo\n\nVon: A <a@b.c>\nGesendet: Montag\nAn: B\nBetreff: x\n\nalt", "Hallo"),
            ("On … wrote:\n", "On … wrote:"),
            ("ok\n\nSupport wrote:\n\n> old", "ok"),
            ("Ann wrote:\n> do this\n\nbut I cannot.", "Ann wrote:\n> do this\n\nbut I cannot."),
            ("ok\n\nفي ٢٣ نوفمبر ٢٠٢٦، كتب Ann <a@b.c>:\n\n> old", "ok"),
            ("ok\n\nAnn さんは書きました:\n\n> old", "ok"),
            (
                "ok\n\nAnn\t---23.11.2026 10:00:00---Old text\n\nFrom:\tAnn <a@b.c>\nTo:\tb\nSubject:\tx\n\nold",
                "ok",
            ),
            ("ok\n\n------------------ Original ------------------\nold", "ok"),
            ("Hi,\n\nOn Mon, 3 Feb 2025 Ann wrote:\n> q\n\nmy answer", "Hi,\n\n> q\n\nmy answer"),
            ("ok\n\nSent from my iPhone", "ok"),
            (
                "ok\n\nSent from my desk, which is easier than my phone.",
                "ok\n\nSent from my desk, which is easier than my phone.",
            ),
            (
                "The parcel was\nsent from the old warehouse.\nWhere is it?",
                "The parcel was\nsent from the old warehouse.\nWhere is it?",
            ),
            (
                "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nok\n-----BEGIN PGP SIGNATURE-----\nx",
                "ok",
            ),
            ("ok\n\n-- \nAnn\nTel 1", "ok"),
        ];
        for (text, want) in cases {
            assert_eq!(cut_text(text).reply, want, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        let cut = cut_text("new\n\n-----Original Message-----\nFrom: x\n\nold");
        assert_eq!(
            (cut.reply.as_str(), cut.quoted.as_str()),
            ("new", "-----Original Message-----\nFrom: x\n\nold")
        );
    }
}
