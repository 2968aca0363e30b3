//! The tree of a condition: short constructors, its bounds, and its normal form.

use tandem_proto::types::{Comparison, Condition, Conditions, comparison::Operator, condition::Node};

use super::{MAX_DEPTH, MAX_NODES, Problem, parse};

pub(super) fn all(conditions: Vec<Condition>) -> Condition {
    node(Node::All(Conditions { conditions }))
}

pub(super) fn any(conditions: Vec<Condition>) -> Condition {
    node(Node::Any(Conditions { conditions }))
}

/// The complement; of always and never, the other one.
pub(super) fn not(condition: Condition) -> Condition {
    match condition.node {
        Some(Node::All(inner)) if inner.conditions.is_empty() => any(Vec::new()),
        Some(Node::Any(inner)) if inner.conditions.is_empty() => all(Vec::new()),
        inner => node(Node::Not(Box::new(Condition { node: inner }))),
    }
}

pub(super) fn text(text: impl Into<String>) -> Condition {
    node(Node::Text(text.into()))
}

pub(super) fn compare(field: &str, operator: Operator, value: impl Into<String>, quoted: bool) -> Condition {
    let (field, operator, value) = (field.to_owned(), operator.into(), value.into());
    node(Node::Compare(Comparison { field, operator, value, quoted }))
}

fn node(node: Node) -> Condition {
    Condition { node: Some(node) }
}

/// One condition alone is itself; several are joined.
pub(super) fn joined(mut conditions: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => only,
        Some(last) => {
            conditions.push(last);
            join(conditions)
        }
        None => join(conditions),
    }
}

/// The same condition in the form the text gives: no group of one, no complement of always or never, and
/// values that cannot stand bare are quoted. Nothing is reordered. Expects a tree within the bounds.
#[must_use]
pub fn normal(condition: &Condition) -> Condition {
    match &condition.node {
        None => all(Vec::new()),
        Some(Node::All(inner)) => joined(inner.conditions.iter().map(normal).collect(), all),
        Some(Node::Any(inner)) => joined(inner.conditions.iter().map(normal).collect(), any),
        Some(Node::Not(inner)) => not(normal(inner)),
        Some(Node::Text(words)) => text(words.clone()),
        Some(Node::Compare(c)) => {
            let quoted = c.quoted || !parse::stands_bare_as_value(&c.value);
            compare(&c.field, c.operator(), c.value.clone(), quoted)
        }
    }
}

/// Refuses a tree that is too deep or too large, looking no further than the bound.
pub(super) fn bounded(condition: &Condition) -> Result<(), Problem> {
    let mut nodes = 0;
    let mut waiting = vec![(condition, 1)];
    while let Some((next, depth)) = waiting.pop() {
        nodes += 1;
        if nodes > MAX_NODES {
            return Err(Problem::new(format!("more than {MAX_NODES} conditions")));
        }
        if depth > MAX_DEPTH {
            return Err(Problem::new(format!("nested deeper than {MAX_DEPTH}")));
        }
        match &next.node {
            Some(Node::All(inner) | Node::Any(inner)) => {
                if inner.conditions.len() > MAX_NODES {
                    return Err(Problem::new(format!("more than {MAX_NODES} conditions")));
                }
                waiting.extend(inner.conditions.iter().map(|c| (c, depth + 1)));
            }
            Some(Node::Not(inner)) => waiting.push((inner, depth + 1)),
            Some(Node::Compare(_) | Node::Text(_)) | None => {}
        }
    }
    Ok(())
}
