//! What a condition means, read off the tree and the record as plainly as can be: nothing here is shared with the
//! language itself.

use tandem_proto::types::{Comparison, Condition, comparison::Operator, condition::Node};

use super::sample::{LENGTHS, NUMBERS, Record, STATES, TIMES, outer, person};

pub fn holds(condition: &Condition, record: &Record) -> bool {
    match condition.node.as_ref().unwrap() {
        Node::All(inner) => !inner.conditions.iter().any(|c| !holds(c, record)),
        Node::Any(inner) => inner.conditions.iter().any(|c| holds(c, record)),
        Node::Not(inner) => !holds(inner, record),
        Node::Text(words) => [&record.title, &record.note].into_iter().flatten().any(|text| has(text, words)),
        Node::Compare(c) if c.operator() == Operator::NotEqual => {
            let mut equal = c.clone();
            equal.set_operator(Operator::Equal);
            !compare(&equal, record)
        }
        Node::Compare(c) => compare(c, record),
    }
}

fn has(text: &str, part: &str) -> bool {
    let letter = |c: char| match c {
        'A' | 'Ä' | 'Σ' => c.to_lowercase().next().unwrap(),
        'İ' => 'i',
        'B'..='Z' => c.to_ascii_lowercase(),
        c => c,
    };
    let text: Vec<char> = text.chars().map(letter).collect();
    let part: Vec<char> = part.chars().map(letter).collect();
    text.windows(part.len()).any(|window| window == part)
}

fn ordered<T: Ord>(operator: Operator, values: &[T], wanted: &T) -> bool {
    values.iter().any(|value| match operator {
        Operator::Equal | Operator::Has => value == wanted,
        Operator::Less => value < wanted,
        Operator::LessOrEqual => value <= wanted,
        Operator::Greater => value > wanted,
        Operator::GreaterOrEqual => value >= wanted,
        other => panic!("{other:?}"),
    })
}

fn compare(c: &Comparison, r: &Record) -> bool {
    let some = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
    let one = |text: Option<&str>| text.map(str::to_owned).into_iter().collect::<Vec<_>>();
    let whole =
        |numbers: Vec<i64>| numbers.into_iter().map(|n| i128::from(n) * 1_000_000_000).collect::<Vec<_>>();
    match c.field.as_str() {
        "title" => prose(c, &one(r.title.as_deref())),
        "words" => prose(c, &r.words),
        "fields.note" | "found.note" => prose(c, &one(r.note.as_deref())),
        "key" => words(c, &one(Some(&r.key))),
        "tags" => words(c, &some(&r.tags)),
        "fields.labels" | "found.labels" => words(c, &some(&r.labels)),
        "status.state" | "fields.level" | "found.level" => state(c, r.state),
        "found.picks" => r.picks().into_iter().flatten().any(|pick| state(c, Some(pick))),
        "assignee" => people(c, &one(r.assignee.map(outer).as_deref())),
        "followers" => people(c, &r.followers.iter().map(|id| outer(*id)).collect::<Vec<_>>()),
        "step" => step(c, r.assignee),
        "called" => {
            let whole = |text: &str| format!("<{text}>");
            some(&r.tags).iter().any(|tag| any_value(c) || has(&whole(tag), &whole(&c.value)))
        }
        "team" | "fields.owner" => people(c, &one(r.team)),
        "points" => numbers(c, &whole(r.points.map(i64::from).into_iter().collect())),
        "counts" | "fields.marks" | "found.marks" => numbers(c, &whole(r.counts.clone().unwrap_or_default())),
        "fields.score" | "found.score" => numbers(c, &whole(r.score.into_iter().collect())),
        "price" | "fields.cost" | "found.cost" => {
            let price = r.price.map(|price| price.to_string().replace('.', "").parse().unwrap());
            numbers(c, &price.into_iter().collect::<Vec<i128>>())
        }
        "billable" | "fields.flag" | "found.flag" => match r.billable {
            None => false,
            Some(_) if any_value(c) => true,
            Some(yes) => c.value.to_lowercase() == yes.to_string(),
        },
        "effort" => lengths(c, r.effort),
        "at" | "fields.when" => time(c, r.at.map(jiff::Timestamp::as_microsecond)),
        "due_on" | "fields.on" | "found.on" => {
            let days: Vec<_> = r.due_on.map(|day| day.to_string()).into_iter().collect();
            any_value(c) && !days.is_empty()
                || TIMES.iter().any(|t| t.0 == c.value && ordered(c.operator(), &days, &t.3.to_owned()))
        }
        other => panic!("no field {other}"),
    }
}

fn any_value(c: &Comparison) -> bool {
    c.value == "*" && !c.quoted
}

fn prose(c: &Comparison, values: &[String]) -> bool {
    match c.operator() {
        Operator::Has if !any_value(c) => values.iter().any(|value| has(value, &c.value)),
        _ => words(c, values),
    }
}

fn words(c: &Comparison, values: &[String]) -> bool {
    if any_value(c) { !values.is_empty() } else { ordered(c.operator(), values, &c.value) }
}

fn people(c: &Comparison, values: &[String]) -> bool {
    match c.value.as_str() {
        "me" if !c.quoted => values.contains(&outer(person(1))),
        "my_teams" if !c.quoted => values.iter().any(|v| v == "t1" || v == "t2" || *v == outer(person(2))),
        _ => words(c, values),
    }
}

fn step(c: &Comparison, assignee: Option<uuid::Uuid>) -> bool {
    let Some(id) = assignee else { return false };
    let those: &[u8] = match c.value.as_str() {
        "OPEN" => &[0],
        "held" => &[1, 2],
        "on hold" => &[1],
        "A%B" | "done" => &[3],
        _ => return any_value(c) || c.value == outer(id),
    };
    those.iter().any(|n| person(*n) == id)
}

fn state(c: &Comparison, state: Option<&str>) -> bool {
    let Some(state) = state else { return false };
    any_value(c)
        || STATES.iter().any(|(name, stored)| *stored == state && name.eq_ignore_ascii_case(&c.value))
}

fn numbers(c: &Comparison, values: &[i128]) -> bool {
    match NUMBERS.iter().find(|(written, _)| *written == c.value) {
        None => any_value(c) && !values.is_empty(),
        Some((_, wanted)) => ordered(c.operator(), values, wanted),
    }
}

fn lengths(c: &Comparison, seconds: Option<i64>) -> bool {
    let Some(seconds) = seconds else { return false };
    any_value(c)
        || LENGTHS
            .iter()
            .any(|(written, wanted)| *written == c.value && ordered(c.operator(), &[seconds], wanted))
}

fn time(c: &Comparison, at: Option<i64>) -> bool {
    let Some(at) = at else { return false };
    let Some((_, start, end, _)) = TIMES.iter().find(|(written, ..)| *written == c.value) else {
        return any_value(c);
    };
    let micros = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let first = micros(start);
    let last = end.map_or(first, |end| micros(end) - 1);
    let place = if at < first { -1 } else { i32::from(at > last) };
    ordered(c.operator(), &[place], &0)
}
