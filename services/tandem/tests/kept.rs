//! Every table of every service is in the export of an account, or is left out for a reason; and nothing secret is in it.
use std::{collections::BTreeMap, fs, path::Path};

use regex::Regex;
use tandem::SERVICES;

/// Tables that no export holds, by service.
const LEFT_OUT: [(&str, &str, &[&str]); 15] = [
    ("automation", "what rules wait for is found anew", &["book", "subject", "turn"]),
    (
        "conversations",
        "work under way",
        &["job", "held_message", "mailbox_mail", "mailbox_poll", "purged_blob"],
    ),
    ("conversations", "how channels do at the moment", &["channel_health"]),
    ("conversations", "found anew from messages", &["search_document", "thread_index", "sender_picture"]),
    ("conversations", "known from items", &["item_merge", "item_place"]),
    ("conversations", "not yet said", &["draft"]),
    ("conversations", "who looks at what", &["customer_seen"]),
    ("conversations", "secrets", &["setting", "visitor_session"]),
    (
        "directory",
        "links by which somebody signs in",
        &["magic_link", "password_link", "password_mail", "setup"],
    ),
    ("directory", "found anew from names", &["search_word", "search_vocabulary"]),
    (
        "items",
        "found anew from items",
        &[
            "search_document",
            "search_mark",
            "search_text",
            "search_vocabulary",
            "search_word",
            "rollup_item",
            "rollup_mark",
            "rollup_open",
            "rollup_slot",
        ],
    ),
    ("items", "what is known of others, or of requests", &["business_calendar", "done_request"]),
    ("notifications", "known from items", &["item"]),
    ("notifications", "known from directory", &["shared_account"]),
    ("timesheets", "sums, and what merges moved", &["item_total", "merged_entry"]),
];
/// Columns called like secrets that are none.
const NO_SECRETS: [&str; 5] = ["key", "sha256", "raw_key", "dedup_key", "old_secret_until"];

#[test]
fn every_table_is_exported_or_left_out_for_a_reason_and_nothing_secret_is() {
    let mut wrong = Vec::new();
    let secret = Regex::new("secret|password|hash|token|_key$|^key$").unwrap();
    for service in SERVICES.iter().filter(|service| service.name != "gateway") {
        let tables = tables(service.name);
        let schema = service.schema();
        for (table, columns) in &tables {
            let noun = service.nouns.iter().find(|noun| noun.table == table);
            let left = LEFT_OUT.iter().any(|(of, _, names)| *of == schema && names.contains(&table.as_str()));
            if noun.is_some() == left {
                wrong.push(format!("{schema}.{table} is in kept.rs or in LEFT_OUT, and not in both"));
            }
            let Some(noun) = noun else { continue };
            for column in columns.iter().filter(|column| secret.is_match(column)) {
                if !noun.hidden.contains(&column.as_str()) && !NO_SECRETS.contains(&column.as_str()) {
                    wrong.push(format!("{schema}.{table}.{column} is called like a secret and is exported"));
                }
            }
        }
        for noun in service.nouns.iter().filter(|noun| noun.table != "audit") {
            if !tables.contains_key(noun.table) {
                wrong.push(format!("{schema}.{} is no table", noun.table));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The tables of a service with their columns, as its migrations make them.
fn tables(service: &str) -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(service);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let sql: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let made = Regex::new(r"(?s)create table (?:if not exists )?\w+\.(\w+) \((.*?)\n\);").unwrap();
    let added = Regex::new(r"(?s)alter table \w+\.(\w+)(.*?);").unwrap();
    let gone = Regex::new(r"drop table (?:if exists )?\w+\.(\w+)").unwrap();
    let line = Regex::new(r"(?m)^\s+(\w+)\s").unwrap();
    let column = Regex::new(r"add column (?:if not exists )?(\w+)").unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let names = |shape: &Regex, text: &str| -> Vec<String> {
        shape.captures_iter(text).map(|found| found[1].to_owned()).collect()
    };
    for table in made.captures_iter(&sql) {
        tables.insert(table[1].to_owned(), names(&line, &format!("\n{}", &table[2])));
    }
    for change in added.captures_iter(&sql) {
        tables.entry(change[1].to_owned()).or_default().extend(names(&column, &change[2]));
    }
    for table in gone.captures_iter(&sql) {
        tables.remove(&table[1]);
    }
    tables
}
