//! What a file of another desk has rows of: by its name, else by its columns. Pure.
use super::Target;

/// By what others call their files, the first that fits. What is said in tickets is named before tickets are: `ticket_articles.json`.
const NAMES: [(Target, &[&str]); 5] = [
    (Target::Messages, &["article", "message", "comment", "conversation", "nachricht", "artikel"]),
    (Target::Organizations, &["organi", "compan", "account", "firm", "unternehmen"]),
    (Target::Items, &["ticket", "item", "issue", "task", "case", "request", "vorg"]),
    (Target::Users, &["agent", "staff", "employee", "mitarbeiter"]),
    (Target::Customers, &["user", "customer", "contact", "people", "person", "kunde", "requester"]),
];

/// What it seems to be; none where nothing tells.
pub fn target(file: &str, columns: &[String]) -> Option<Target> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let named = NAMES.iter().find(|(_, words)| words.iter().any(|word| stem.contains(word)));
    named.map(|(target, _)| *target).or_else(|| by_columns(columns))
}

fn by_columns(columns: &[String]) -> Option<Target> {
    let has = |names: &[&str]| {
        columns.iter().any(|column| names.iter().any(|name| column.trim().eq_ignore_ascii_case(name)))
    };
    if has(&["ticket_id", "item", "ticket"]) && has(&["body", "text", "content"]) {
        return Some(Target::Messages);
    }
    if has(&["title", "subject", "betreff"]) {
        return Some(Target::Items);
    }
    if has(&["email", "e-mail", "login", "email address"]) {
        return Some(Target::Customers);
    }
    has(&["domain", "domains", "website"]).then_some(Target::Organizations)
}

/// The place of a target in a move: what others name comes before them.
pub fn place(target: Target) -> i32 {
    match target {
        Target::Organizations => 0,
        Target::Users => 1,
        Target::Customers => 2,
        Target::Items => 3,
        Target::Messages => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_else_by_its_columns() {
        for (file, columns, is) in [
            ("export/ticket_articles.json", "", Some(Target::Messages)),
            ("tickets.json", "", Some(Target::Items)),
            ("Organizations-2026.csv", "", Some(Target::Organizations)),
            ("users.json", "", Some(Target::Customers)),
            ("agents.csv", "", Some(Target::Users)),
            ("1.json", "id ticket_id body", Some(Target::Messages)),
            ("1.csv", "Number Title State", Some(Target::Items)),
            ("1.csv", "Firstname Email", Some(Target::Customers)),
            ("1.csv", "name domain", Some(Target::Organizations)),
            ("1.csv", "a b", None),
        ] {
            let columns: Vec<String> = columns.split_whitespace().map(str::to_owned).collect();
            assert_eq!(target(file, &columns), is, "{file} {columns:?}");
        }
    }
}
