//! Reads the text form, AIP-160 by the letter: `OR` binds closer than `AND`, what stands side by side must
//! all hold, and `-` and `NOT` negate what follows.

use tandem_proto::types::{Condition, comparison::Operator};

use super::{
    MAX_DEPTH, MAX_LENGTH, Problem,
    tree::{all, any, bounded, compare, joined, not, text},
};

/// Where a comparison's field and value, or a literal, stand in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) field: usize,
    pub(super) value: usize,
}

/// The tree that a text means; the empty text always holds. Fields and values are looked at by
/// [`check()`](super::check()).
///
/// # Errors
/// With the position: what is not AIP-160, functions, and texts beyond the bounds.
pub fn parse(text: &str) -> Result<Condition, Problem> {
    parse_placed(text).map(|(condition, _)| condition)
}

/// The same, with the place of each comparison and literal in order of the text.
pub(super) fn parse_placed(text: &str) -> Result<(Condition, Vec<Place>), Problem> {
    if text.len() > MAX_LENGTH {
        return Err(Problem::new(format!("{} bytes, more than {MAX_LENGTH}", text.len())));
    }
    let mut parser = Parser { text, at: 0, depth: 0, inside: None, places: Vec::new() };
    if let Some(zero) = text.find('\0') {
        return Err(parser.problem_at(zero, "a zero character"));
    }
    parser.skip_space();
    if parser.rest().is_empty() {
        return Ok((all(Vec::new()), Vec::new()));
    }
    let condition = parser.expression()?;
    if parser.peek() == Some(')') {
        return Err(parser.problem("`)` closes nothing"));
    }
    bounded(&condition)?;
    Ok((condition, parser.places))
}

/// Whether the word can be written without quotes as a literal.
pub(super) fn stands_bare(word: &str) -> bool {
    !word.is_empty()
        && word != "*"
        && !is_keyword(word)
        && !word.starts_with(['-', '\''])
        && !ends_word(word, false)
}

/// Whether the value can be written without quotes after an operator.
pub(super) fn stands_bare_as_value(value: &str) -> bool {
    !value.is_empty() && !is_keyword(value) && !value.starts_with('\'') && !ends_word(value, true)
}

fn ends_word(word: &str, value: bool) -> bool {
    word_length(word, value) != word.len()
}

fn is_keyword(word: &str) -> bool {
    matches!(word, "AND" | "OR" | "NOT")
}

/// How many bytes of the text are one word. A value may hold `:`, as times and addresses do.
fn word_length(text: &str, value: bool) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '(' | ')' | '"' | ',' | '=' | '<' | '>' | '\0' => true,
            ':' => !value,
            '!' => chars.peek().is_some_and(|(_, next)| *next == '='),
            c => c.is_whitespace(),
        };
        if ends {
            return at;
        }
    }
    text.len()
}

fn is_path(field: &str) -> bool {
    field
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Within `field:( … )`: the field, its operator and its position.
    inside: Option<(&'a str, Operator, usize)>,
    places: Vec<Place>,
}

impl<'a> Parser<'a> {
    fn expression(&mut self) -> Result<Condition, Problem> {
        let mut parts = Vec::new();
        loop {
            self.sequence(&mut parts)?;
            if !self.take_keyword("AND") {
                return Ok(joined(parts, all));
            }
        }
    }

    fn sequence(&mut self, parts: &mut Vec<Condition>) -> Result<(), Problem> {
        loop {
            parts.push(self.factor()?);
            if matches!(self.peek(), None | Some(')')) || self.at_keyword("AND") {
                return Ok(());
            }
        }
    }

    fn factor(&mut self) -> Result<Condition, Problem> {
        let mut parts = vec![self.term()?];
        while self.take_keyword("OR") {
            parts.push(self.term()?);
        }
        Ok(joined(parts, any))
    }

    fn term(&mut self) -> Result<Condition, Problem> {
        let minus = self.peek() == Some('-');
        if minus {
            self.at += 1;
            if self.peek().is_none_or(char::is_whitespace) {
                return Err(self.problem_at(self.at - 1, "`-` must stand directly before what it negates"));
            }
        } else if !self.take_keyword("NOT") {
            return self.simple();
        }
        if self.peek() == Some('-') || self.at_keyword("NOT") {
            return Err(self.problem("a negation of a negation needs parentheses"));
        }
        Ok(not(self.simple()?))
    }

    fn simple(&mut self) -> Result<Condition, Problem> {
        match self.peek() {
            Some('(') => self.composite(),
            Some('"' | '\'') => {
                let start = self.position();
                let words = self.quoted()?;
                self.skip_space();
                if self.inside.is_none() && self.operator().is_some() {
                    return Err(Problem::at(start, "a field is written without quotes"));
                }
                Ok(self.literal(start, words, true))
            }
            _ => self.restriction(),
        }
    }

    fn composite(&mut self) -> Result<Condition, Problem> {
        let start = self.at;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.problem(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.at += 1;
        self.skip_space();
        let inner = self.expression()?;
        if self.peek() != Some(')') {
            return Err(self.problem_at(start, "`(` is never closed"));
        }
        self.at += 1;
        self.depth -= 1;
        self.skip_space();
        Ok(inner)
    }

    fn restriction(&mut self) -> Result<Condition, Problem> {
        let start = self.position();
        let word = self.word(self.inside.is_some())?;
        self.skip_space();
        if self.inside.is_some() {
            return match self.operator() {
                Some((sign, _)) => Err(self.problem(format!("`{sign}` within the value of a field"))),
                None => Ok(self.literal(start, word.to_owned(), false)),
            };
        }
        let Some((sign, operator)) = self.operator() else {
            return Ok(if word == "*" {
                all(Vec::new())
            } else {
                self.literal(start, word.to_owned(), false)
            });
        };
        if !is_path(word) {
            return Err(Problem::at(
                start,
                format!("`{word}` is no name of a field; quote it to search for it"),
            ));
        }
        self.at += sign.len();
        self.skip_space();
        self.argument(start, word, sign, operator)
    }

    /// What stands to the right of an operator.
    fn argument(
        &mut self,
        start: usize,
        field: &'a str,
        sign: &str,
        operator: Operator,
    ) -> Result<Condition, Problem> {
        let value = self.position();
        match self.peek() {
            None | Some(')') => Err(self.problem(format!("a value is missing after `{sign}`"))),
            Some('(') => {
                let (each, negated) = match operator {
                    Operator::Equal | Operator::Has => (operator, false),
                    Operator::NotEqual => (Operator::Equal, true),
                    _ => return Err(self.problem(format!("`{sign}` takes one value, not several"))),
                };
                self.inside = Some((field, each, start));
                let several = self.composite()?;
                self.inside = None;
                Ok(if negated { not(several) } else { several })
            }
            Some(c) => {
                let quoted = matches!(c, '"' | '\'');
                let word = if quoted { self.quoted()? } else { self.word(true)?.to_owned() };
                self.skip_space();
                self.places.push(Place { field: start, value });
                Ok(compare(field, operator, word, quoted))
            }
        }
    }

    /// A word by itself: to be searched for, or one of several values of a field.
    fn literal(&mut self, start: usize, word: String, quoted: bool) -> Condition {
        let field = self.inside.map_or(start, |(_, _, position)| position);
        self.places.push(Place { field, value: start });
        match self.inside {
            Some((field, operator, _)) => compare(field, operator, word, quoted),
            None => text(word),
        }
    }

    fn word(&mut self, value: bool) -> Result<&'a str, Problem> {
        let rest = self.rest();
        let word = &rest[..word_length(rest, value)];
        if is_keyword(word) {
            return Err(self.problem(format!("`{word}` where a condition or value is expected")));
        }
        let next = rest[word.len()..].chars().next();
        match next {
            _ if word.is_empty() => Err(match next {
                Some(c) => self.problem(format!("unexpected `{c}`")),
                None => self.problem("a condition is missing at the end"),
            }),
            Some('(') => Err(self.problem(format!("functions are not supported: `{word}(`"))),
            Some(c @ ('"' | ',')) => {
                Err(self.problem_at(self.at + word.len(), format!("unexpected `{c}`; quote the whole value")))
            }
            _ => {
                self.at += word.len();
                Ok(word)
            }
        }
    }

    fn quoted(&mut self) -> Result<String, Problem> {
        let start = self.at;
        let mut chars = self.rest().char_indices();
        let quote = chars.next().map(|(_, c)| c);
        let mut value = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                c if Some(c) == quote => {
                    self.at = start + at + 1;
                    if self
                        .rest()
                        .chars()
                        .next()
                        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '\''))
                    {
                        return Err(self.problem("a space is missing after the quote"));
                    }
                    return Ok(value);
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some(c @ ('\\' | '"' | '\'')) => value.push(c),
                    Some('n') => value.push('\n'),
                    Some('t') => value.push('\t'),
                    _ => {
                        return Err(
                            self.problem_at(start + at, "unknown escape; a backslash is written `\\\\`")
                        );
                    }
                },
                c => value.push(c),
            }
        }
        Err(self.problem_at(start, "the quote is never closed"))
    }

    fn operator(&self) -> Option<(&'static str, Operator)> {
        const OPERATORS: [(&str, Operator); 7] = [
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("=", Operator::Equal),
            ("<", Operator::Less),
            (">", Operator::Greater),
            (":", Operator::Has),
        ];
        OPERATORS.into_iter().find(|(sign, _)| self.rest().starts_with(sign))
    }

    fn at_keyword(&self, keyword: &str) -> bool {
        let rest = self.rest();
        rest.starts_with(keyword) && rest[..word_length(rest, true)] == *keyword
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let taken = self.at_keyword(keyword);
        if taken {
            self.at += keyword.len();
            self.skip_space();
        }
        taken
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn position(&self) -> usize {
        self.position_of(self.at)
    }

    fn position_of(&self, byte: usize) -> usize {
        self.text[..byte].chars().count() + 1
    }

    fn problem(&self, message: impl Into<String>) -> Problem {
        Problem::at(self.position(), message)
    }

    fn problem_at(&self, byte: usize, message: impl Into<String>) -> Problem {
        Problem::at(self.position_of(byte), message)
    }
}
