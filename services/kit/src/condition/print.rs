//! Writes a condition as text that reads back as the same tree.

use tandem_proto::types::{Comparison, Condition, comparison::Operator, condition::Node};

use super::{
    parse::{stands_bare, stands_bare_as_value},
    tree::normal,
};

/// The text of a condition. Parentheses stand wherever a reader might wonder whether `OR` or `AND` binds closer.
/// Always is the empty text (`*` within others), never is `-*`.
#[must_use]
pub fn print(condition: &Condition) -> String {
    let mut out = String::new();
    let condition = normal(condition);
    let always = matches!(&condition.node, Some(Node::All(inner)) if inner.conditions.is_empty());
    if !always {
        write(&mut out, &condition);
    }
    out
}

fn write(out: &mut String, condition: &Condition) {
    match &condition.node {
        None => out.push('*'),
        Some(Node::All(inner)) => write_joined(out, &inner.conditions, " AND ", "*"),
        Some(Node::Any(inner)) => write_joined(out, &inner.conditions, " OR ", "-*"),
        Some(Node::Not(inner)) => {
            out.push_str("NOT ");
            write_within(out, inner);
        }
        Some(Node::Text(words)) => write_word(out, words, stands_bare(words)),
        Some(Node::Compare(comparison)) => write_comparison(out, comparison),
    }
}

fn write_joined(out: &mut String, conditions: &[Condition], join: &str, none: &str) {
    if conditions.is_empty() {
        out.push_str(none);
    }
    for (n, condition) in conditions.iter().enumerate() {
        if n > 0 {
            out.push_str(join);
        }
        match &condition.node {
            Some(Node::Not(_)) => write(out, condition),
            _ => write_within(out, condition),
        }
    }
}

/// As part of something larger: what has parts or a sign of its own gets parentheses.
fn write_within(out: &mut String, condition: &Condition) {
    let compound = match &condition.node {
        Some(Node::All(inner) | Node::Any(inner)) => !inner.conditions.is_empty(),
        Some(Node::Not(_)) => true,
        _ => false,
    };
    if compound {
        out.push('(');
        write(out, condition);
        out.push(')');
    } else {
        write(out, condition);
    }
}

fn write_comparison(out: &mut String, comparison: &Comparison) {
    out.push_str(&comparison.field);
    out.push_str(match comparison.operator() {
        Operator::Unspecified => " ? ",
        Operator::Equal => " = ",
        Operator::NotEqual => " != ",
        Operator::Less => " < ",
        Operator::LessOrEqual => " <= ",
        Operator::Greater => " > ",
        Operator::GreaterOrEqual => " >= ",
        Operator::Has => ":",
    });
    let bare = !comparison.quoted && stands_bare_as_value(&comparison.value);
    write_word(out, &comparison.value, bare);
}

fn write_word(out: &mut String, word: &str, bare: bool) {
    if bare {
        out.push_str(word);
        return;
    }
    out.push('"');
    for c in word.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}
