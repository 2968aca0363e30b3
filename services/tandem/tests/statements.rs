//! A walk over every statement that the services run: each stays in its schema and in its account.
use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use regex::Regex;
use serde_json::Value;

/// What a statement says instead of an account, with the reason.
const EVERY_ACCOUNT: &str = "/* every account:";
/// What items name, and no foreign key keeps.
const NEVER_DELETED: [&str; 2] = ["items.item_type", "items.status"];
const SCHEMAS: [&str; 9] = [
    "automation",
    "conversations",
    "customer_apps",
    "directory",
    "gateway",
    "items",
    "notifications",
    "timesheets",
    "public",
];

#[test]
fn every_statement_stays_in_its_schema_and_in_its_account() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.sqlx");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: there is no .sqlx (make sqlx)");
        return;
    };
    let owners = owners();
    let (mut walked, mut wrong) = (0, Vec::new());
    for entry in entries {
        let described: Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let sql = described["query"].as_str().unwrap();
        walked += 1;
        let found = problems(sql, &owners);
        wrong.extend(found.into_iter().map(|problem| format!("{problem}:\n      {}", squeezed(sql))));
    }
    assert!(walked > 50, "only {walked} statements in {}", folder.display());
    assert!(wrong.is_empty(), "{} of {walked} statements:\n  - {}", wrong.len(), wrong.join("\n  - "));
}

/// Which services a statement stands in, by its text.
fn owners() -> BTreeMap<String, Vec<String>> {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut texts = BTreeMap::new();
    for service in fs::read_dir(services).unwrap() {
        let service = service.unwrap();
        let mut text = String::new();
        gather(&service.path().join("src"), &mut text);
        texts.insert(service.file_name().to_string_lossy().replace('-', "_"), vec![squeezed(&text)]);
    }
    texts
}

fn gather(folder: &Path, text: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Without the differences that formatting makes: white space, escapes, and line ends within a literal.
fn squeezed(text: &str) -> String {
    let text = text.replace("\\\"", "\"").replace("\\\n", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn problems(sql: &str, owners: &BTreeMap<String, Vec<String>>) -> Vec<&'static str> {
    let plain = squeezed(sql);
    let schemas = schemas_of(&plain);
    let mut found = Vec::new();
    if schemas.len() > 1 {
        found.push("it names tables of several schemas");
    }
    if NEVER_DELETED.iter().any(|table| plain.contains(&format!("delete from {table} "))) {
        found.push("it deletes what items name without a foreign key (docs/decisions/0010)");
    }
    let in_services = owners.iter().filter(|(_, texts)| texts.iter().any(|text| text.contains(&plain)));
    let mut in_services = in_services.map(|(service, _)| service.as_str());
    if in_services.any(|service| schemas.iter().any(|schema| schema != service)) {
        found.push("it names another service's table");
    }
    if STAR.is_match(&plain) {
        found.push("it selects *");
    }
    if !schemas.is_empty() && !plain.contains(EVERY_ACCOUNT) && !binds_account(&plain) {
        found.push("it does not bind the account as $1");
    }
    found
}

fn schemas_of(plain: &str) -> Vec<String> {
    let mut schemas: Vec<String> = TABLE.captures_iter(plain).map(|c| c[1].to_owned()).collect();
    schemas.retain(|schema| SCHEMAS.contains(&schema.as_str()));
    schemas.sort();
    schemas.dedup();
    schemas
}

static STAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bselect (\w+\.)?\*").unwrap());
static TABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:from|join|into|update|using|table) (?:only )?(\w+)\.(\w+)").unwrap());
/// How the account is bound first: compared, inserted, or joined as a column of arrays.
static BOUND: LazyLock<regex::RegexSet> = LazyLock::new(|| {
    regex::RegexSet::new([
        r"\b(\w+\.)?account = (\$1\b|any\(\$1)",
        r"\$1 = (\w+\.)?account\b",
        // The first column of an insert, its value the first parameter.
        r"insert into \w+\.\w+ ?(as \w+ )?\( ?account ?(,[^)]*)?\) ?(overriding \w+ value )?(values ?\( ?\$1\b|select (distinct )?\$1\b)",
        r"insert into directory\.account ?\( ?id ?,[^)]*\) ?values ?\( ?\$1\b",
        // Many at once, each with its account.
        r"unnest ?\( ?\$1(::uuid\[\])?.*\) ?(as )?\w+ ?\( ?account\b",
        r"insert into \w+\.\w+ ?\( ?account ?,[^)]*\) ?select .*unnest ?\( ?\$1",
        // The account's own row.
        r"directory\.account( \w+)? (set .* )?where (\w+\.)?id = \$1",
    ])
    .unwrap()
});

fn binds_account(plain: &str) -> bool {
    BOUND.is_match(plain)
}

#[test]
fn the_walk_tells_right_from_wrong() {
    let owners = BTreeMap::new();
    let right = [
        "select id, title from items.item where account = $1 and id = $2",
        "insert into items.item (account, id) values ($1, $2)",
        "update items.item i set title = t.title from unnest($1::uuid[], $2::text[]) as t (account, title) where i.account = t.account",
        "select name from directory.account where id = $1",
        "/* every account: time passes for all */ select id from items.item where due < $1",
    ];
    for sql in right {
        assert_eq!(problems(sql, &owners), Vec::<&str>::new(), "{sql}");
    }
    let wrong = [
        "select id from items.item where id = $1",
        "select * from items.item where account = $1",
        "select id from items.item where id = $1 and account = $2",
        "select i.id from items.item i join directory.person p on p.id = i.who where i.account = $1",
        "delete from items.item where id = $1",
        "insert into items.item (id, account) values ($1, $2)",
    ];
    for sql in wrong {
        assert!(!problems(sql, &owners).is_empty(), "{sql}");
    }
}
