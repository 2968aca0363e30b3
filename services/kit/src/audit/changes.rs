//! What an entry says: what was asked for, and how the row of its subject was and is.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use std::collections::BTreeMap;

use prost_reflect::DynamicMessage;
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, PgConnection, SqlSafeStr as _, SqlStr};
use uuid::Uuid;

use super::{Act, Change, Note};
use crate::{Cause, Db, Result, id, noun::Beside};

/// What is shown in place of a secret.
const SECRET: &str = "•••";
/// The longest value of a field in an entry, in characters, and the most fields of one.
const LONGEST: usize = 1_000;
const MOST: usize = 60;
/// What is in every row, or goes with every change, and says nothing of it.
const ALWAYS: [&str; 7] =
    ["account", "revision", "update_time", "create_time", "request_id", "id", "update_mask"];

type Row = Map<String, Value>;
/// What fields were and are of which a row may say nothing.
pub(crate) type Unkept = BTreeMap<&'static str, [Value; 2]>;

/// The entry of an rpc that is about to commit. Another connection still sees the row as it was; this one sees it as it is.
pub(crate) async fn of_transaction(
    db: &Db,
    tx: &mut PgConnection,
    (act, cause): (&Act, &Cause),
    (told, unkept): (Option<String>, Unkept),
) -> Result<Note> {
    let asked = asked(act);
    let subject = subject(told, subject_of(&asked)).unwrap_or_default();
    let (mut before, mut after) = match row_of(db, &subject).or_else(|| settings_of(db, &act.action)) {
        Some((sql, id)) => {
            let account = cause.account();
            (read(db.pool(), &sql, account.uuid(), id).await?, read(tx, &sql, account.uuid(), id).await?)
        }
        None => (Row::new(), Row::new()),
    };
    for (field, [was, is]) in &unkept {
        say(&mut before, field, was);
        say(&mut after, field, is);
    }
    let mut changes = differences(&before, &after);
    let known = |field: &str, changes: &[Change]| {
        unkept.contains_key(field) || changes.iter().any(|change| change.field == field)
    };
    for (field, value) in fields_of(asked) {
        if !known(&field, &changes) && before.get(&field).is_none_or(|was| *was != value) {
            changes.push(Change { field, before: String::new(), after: text(&value) });
        }
    }
    changes.truncate(MOST);
    Ok(Note {
        account: cause.account(),
        actor: cause.actor(),
        credential: cause.caller.credential.clone(),
        action: act.action.clone(),
        subject,
        changes,
    })
}

/// Puts to a row what it does not say.
fn say(row: &mut Row, field: &str, value: &Value) {
    if row.get(field).is_none_or(Value::is_null) {
        row.insert(field.to_owned(), value.clone());
    }
}

async fn read<'e>(db: impl sqlx::PgExecutor<'e>, sql: &SqlStr, account: Uuid, id: Uuid) -> Result<Row> {
    let row: Option<Value> =
        sqlx::query_scalar(sql.clone()).bind(account).bind(id).fetch_optional(db).await?;
    Ok(row.and_then(|row| if let Value::Object(row) = row { Some(row) } else { None }).unwrap_or_default())
}

/// How to read the row of a subject without its secrets, where this service keeps it.
fn row_of(db: &Db, subject: &str) -> Option<(SqlStr, Uuid)> {
    let (kind, id) = id::split(subject)?;
    let noun = db.nouns().iter().find(|noun| noun.kind == kind)?;
    let hidden = noun.hidden.iter().map(|column| format!(" - '{column}'")).collect::<Vec<_>>().concat();
    let beside = noun.beside.map(|beside| listed(db, beside)).unwrap_or_default();
    let sql = format!(
        "select to_jsonb(t){hidden}{beside} from {}.\"{}\" t where t.{} = $1 and t.id = $2",
        db.schema(),
        noun.table,
        noun.tenant
    );
    Some((AssertSqlSafe(sql).into_sql_str(), id))
}

/// What adds a list that is kept in rows beside the thing, as the contract has it.
fn listed(db: &Db, Beside { field, table, column, owner, kind }: Beside) -> String {
    let prefix = if kind.is_empty() { String::new() } else { format!("'{kind}_' || ") };
    let value =
        if kind.is_empty() { format!("b.{column}") } else { format!("replace(b.{column}::text, '-', '')") };
    format!(
        " || jsonb_build_object('{field}', (select jsonb_agg({prefix}{value} order by b.{column})
                                               from {}.\"{table}\" b where b.account = t.account and b.{owner} = t.id))",
        db.schema()
    )
}

/// What an entry is about. A change of one thing may move others of its kind, such as what comes after it in order, and is told of them too:
/// it is about the one that was asked for.
fn subject(told: Option<String>, asked: Option<String>) -> Option<String> {
    match (told, asked) {
        (Some(told), Some(asked)) if kind_of(&told) == kind_of(&asked) => Some(asked),
        (told, asked) => told.or(asked),
    }
}

fn kind_of(subject: &str) -> Option<&str> {
    id::split(subject).map(|(kind, _)| kind)
}

/// The same of the settings that an rpc changes, of which an account has one row without an id.
fn settings_of(db: &Db, action: &str) -> Option<(SqlStr, Uuid)> {
    let rpc = action.rsplit('/').next().unwrap_or(action);
    let noun = db.nouns().iter().find(|noun| noun.rpc == rpc)?;
    let sql = format!(
        "select to_jsonb(t) from {}.\"{}\" t where t.{} = $1 and $2::uuid is not null",
        db.schema(),
        noun.table,
        noun.tenant
    );
    Some((AssertSqlSafe(sql).into_sql_str(), Uuid::nil()))
}

fn differences(before: &Row, after: &Row) -> Vec<Change> {
    let fields: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |row: &Row, field: &str| row.get(field).map(text).unwrap_or_default();
    let changes = fields.into_iter().filter(|field| !ALWAYS.contains(&field.as_str())).map(|field| Change {
        field: field.clone(),
        before: value(before, field),
        after: value(after, field),
    });
    changes.filter(|change| change.before != change.after).collect()
}

/// A value as people read it; nothing for what says nothing.
fn text(value: &Value) -> String {
    let whole = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    whole.chars().take(LONGEST).collect()
}

/// What the rpc was asked for, with secrets covered.
fn asked(act: &Act) -> Row {
    let message = DynamicMessage::decode(act.input.clone(), act.request.clone());
    let value = message.ok().and_then(|message| serde_json::to_value(message).ok());
    match value.map(covered) {
        Some(Value::Object(row)) => row,
        _ => Row::new(),
    }
}

/// The thing that a request names: by its `id`, or by that of the thing within it.
fn subject_of(asked: &Row) -> Option<String> {
    let own = asked.get("id").and_then(Value::as_str);
    let within = || asked.values().find_map(|value| value.get("id").and_then(Value::as_str));
    own.or_else(within).filter(|id| id::split(id).is_some()).map(str::to_owned)
}

/// The fields of a request: of the thing within it those that its mask names, and what stands beside it.
fn fields_of(asked: Row) -> BTreeMap<String, Value> {
    let mask = asked.get("updateMask").and_then(Value::as_str).map(|paths| {
        paths.split(',').map(|path| snake(path.split('.').next().unwrap_or(path))).collect::<Vec<_>>()
    });
    let mut fields = BTreeMap::new();
    for (name, value) in asked {
        match (value, &mask) {
            (Value::Object(thing), Some(mask)) => {
                let named = thing.into_iter().map(|(name, value)| (snake(&name), value));
                fields.extend(named.filter(|(name, _)| mask.contains(name)));
            }
            (value, _) => drop(fields.insert(snake(&name), value)),
        }
    }
    fields.retain(|name, value| !ALWAYS.contains(&name.as_str()) && !text(value).is_empty());
    fields
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// The same with what fields called like secrets say covered, however deep.
fn covered(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| {
                    let value = if secret(&name) && !text(&value).is_empty() {
                        Value::String(SECRET.into())
                    } else {
                        covered(value)
                    };
                    (name, value)
                })
                .collect(),
        ),
        Value::Array(values) => Value::Array(values.into_iter().map(covered).collect()),
        other => other,
    }
}

/// Whether a field is called like one that holds a secret.
fn secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "secret", "token", "privatekey", "private_key", "passphrase", "authorization"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> Row {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn what_differs_is_told_with_what_it_was() {
        let before = row(json!({"id": "1", "name": "Eve", "role": 1, "revision": 1}));
        let after = row(json!({"id": "1", "name": "Eve", "role": 2, "revision": 2}));
        let change = |field: &str, before: &str, after: &str| Change {
            field: field.into(),
            before: before.into(),
            after: after.into(),
        };
        assert_eq!(differences(&before, &after), [change("role", "1", "2")]);
        assert_eq!(differences(&after, &Row::new()), [change("name", "Eve", ""), change("role", "2", "")]);
    }

    #[test]
    fn what_no_row_says_is_said_as_it_holds() {
        let mut kept = row(json!({"fields": null, "offered": true}));
        for (field, value) in
            [("fields", json!(["tags"])), ("offered", json!(false)), ("audience", json!("agent"))]
        {
            say(&mut kept, field, &value);
        }
        assert_eq!(kept, row(json!({"fields": ["tags"], "offered": true, "audience": "agent"})));
    }

    #[test]
    fn an_entry_is_about_the_one_that_was_asked_for() {
        let [one, other] = [1, 2].map(|n| format!("team_{n:032x}"));
        let project = format!("proj_{:032x}", 3);
        let cases = [
            (Some(&other), Some(&one), Some(&one)),
            (Some(&project), Some(&one), Some(&project)),
            (Some(&other), None, Some(&other)),
            (None, Some(&one), Some(&one)),
        ];
        for (told, asked, want) in cases {
            assert_eq!(subject(told.cloned(), asked.cloned()).as_ref(), want);
        }
    }

    #[test]
    fn secrets_are_covered_however_deep() {
        let given = json!({"mailbox": {"imap": {"host": "h", "password": "p"}, "accessToken": ""}});
        let shown = json!({"mailbox": {"imap": {"host": "h", "password": "•••"}, "accessToken": ""}});
        assert_eq!(covered(given), shown);
    }

    #[test]
    fn of_a_thing_only_what_the_mask_names_was_asked_for() {
        let asked = row(json!({
            "user": {"id": "usr_1", "name": "Eve", "displayRole": "ADMIN"}, "updateMask": "displayRole", "note": "x"
        }));
        let fields: Vec<_> = fields_of(asked).into_keys().collect();
        assert_eq!(fields, ["display_role", "note"]);
    }
}
