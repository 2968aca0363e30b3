//! HTML made to be slow: parsers take time that grows with the square of some things, so those are counted before one is asked.

use super::token;

/// Deepest nesting of elements whose end tags people write.
const MAX_OPEN: usize = 1_000;
/// Most elements; the largest newsletters have some ten thousand.
const MAX_TAGS: usize = 50_000;
/// Most words in one tag.
const MAX_WORDS: usize = 1_000;
/// Most signs that begin a tag or a character's name and do not.
const MAX_LONE: usize = 5_000;
/// Most characters written by their names; a long letter may be written so whole.
const MAX_CHARACTERS: usize = 150_000;
/// Most things that stand in a table and in none of its cells: a parser moves each of them out.
const MAX_MISPLACED: usize = 2_000;

#[derive(Default)]
struct Count {
    depth: usize,
    deepest: usize,
    tags: usize,
    lone: usize,
    characters: usize,
    misplaced: usize,
    /// Inside a table and outside its cells.
    between_cells: bool,
}

impl Count {
    fn is_too_much(&self) -> bool {
        self.deepest > MAX_OPEN
            || self.tags > MAX_TAGS
            || self.lone > MAX_LONE
            || self.characters > MAX_CHARACTERS
            || self.misplaced > MAX_MISPLACED
    }

    fn tag(&mut self, name: &str, closing: bool) {
        self.tags += 1;
        self.place(name, closing);
        if token::is_void(name) || token::closes_itself(name) {
            return;
        }
        self.depth = if closing { self.depth.saturating_sub(1) } else { self.depth + 1 };
        self.deepest = self.deepest.max(self.depth);
    }

    fn place(&mut self, name: &str, closing: bool) {
        let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if is(&["td", "th", "caption"]) {
            self.between_cells = closing;
        } else if is(&["table"]) {
            self.between_cells = !closing;
        } else if is(&["tr", "tbody", "thead", "tfoot", "colgroup"]) {
            self.between_cells = true;
        } else if self.between_cells && !is(&["col", "script", "style", "template", "form", "input"]) {
            self.misplaced += 1;
        }
    }
}

/// The source would take a parser longer than letters do.
#[must_use]
pub fn is_one(source: &str) -> bool {
    let bytes = source.as_bytes();
    let (mut count, mut at, mut end) = (Count::default(), 0, 0);
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        match byte {
            b'<' if next.is_ascii_alphabetic() || next == b'/' => {
                let closing = next == b'/';
                let name = token::name_at(source, at + 1 + usize::from(closing));
                // Each stretch up to a `>` is counted once, whatever else seems to begin in it.
                if at >= end {
                    let length = bytes[at..].iter().position(|byte| *byte == b'>');
                    end = length.map_or(bytes.len(), |length| at + length);
                    if words(&bytes[at..end]) > MAX_WORDS {
                        return true;
                    }
                }
                if name.is_empty() {
                    count.lone += 1;
                } else {
                    count.tag(name, closing);
                }
                // What is inside quotes may hold a bracket, so the next tag is looked for right behind the name.
                at += 1 + name.len();
            }
            b'<' if !matches!(next, b'!' | b'?') => count.lone += 1,
            b'&' if is_character(&bytes[at + 1..]) => count.characters += 1,
            b'&' => count.lone += 1,
            byte if count.between_cells && !byte.is_ascii_whitespace() && before_is_tag(bytes, at) => {
                count.misplaced += 1;
            }
            _ => {}
        }
        if count.is_too_much() {
            return true;
        }
        at += 1;
    }
    false
}

/// The text that begins here follows a tag.
fn before_is_tag(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] == b'>'
}

/// `amp;`, `#64;`, `#x40;`: a name and its end.
fn is_character(after: &[u8]) -> bool {
    let length =
        after.iter().take(33).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    length > 0 && after.get(length) == Some(&b';')
}

/// How many words a tag has; no more are counted than are needed.
fn words(tag: &[u8]) -> usize {
    tag.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).take(MAX_WORDS + 1).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_no_bombs() {
        let row = "<tr><td>a &amp; b</td><td><a href=\"http://x.y/?a=1&b=2\">c</a></td></tr>\n";
        let letter = format!("<table><tbody>{}</tbody></table><p>AT&T &copy; 1 < 2</p>", row.repeat(4_000));
        assert!(!is_one(&letter));
        assert!(is_one(&"<b>".repeat(1_001)) && is_one(&format!("<a {}>", "x ".repeat(1_001))));
    }
}
