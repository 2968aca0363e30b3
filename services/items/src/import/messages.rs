//! Rows become messages, which conversations keeps: of items that an import made before, told to nobody.
use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use tandem_kit::{Result, clock::timestamp};
use tandem_proto::conversations::{
    ImportMessagesRequest, ImportedFile, ImportedMessage, ImportedMessageOutcome, Visibility,
};
use uuid::Uuid;

use super::{
    Import,
    dates::{self, Order},
    draft::Wanted,
    errors::Mistake,
    lease::{self, Done},
    looked_up::LookedUp,
    read::Row,
    rows::Going,
    value,
};
use crate::{
    Env,
    item::{Item, index, several},
};

/// The most bytes of files that are sent at once.
const MOST_BYTES: usize = 2 << 20;

/// What a row says.
struct Said {
    row: i32,
    item: String,
    author: Option<Wanted>,
    message: ImportedMessage,
}

/// Does some rows; false where the import is not ours any more. A breakdown between the two services' commits finds them there.
///
/// # Errors
/// Where the database, directory or conversations is away.
pub async fn write(env: &Env, import: &Import, going: &mut Going, rows: &[Row]) -> Result<bool> {
    let (mut done, mut said) = (Done::default(), Vec::new());
    for row in rows {
        done.rows += 1;
        match read(row, &going.fields, import.date_order) {
            Ok(one) => said.push(one),
            Err(problem) => done.refuse(problem),
        }
    }
    let external: Vec<String> = said.iter().map(|one| one.item.clone()).collect();
    let items = several::by_external(env.db.pool(), import.account, &external).await?;
    let items: HashMap<&str, &Item> =
        items.iter().filter_map(|item| Some((item.external_id.as_deref()?, item))).collect();
    let authors = said.iter().filter_map(|one| one.author.clone()).collect();
    going.known.look_for(env, &import.cause(), authors, true).await?;
    let mut ready = Vec::new();
    for one in said {
        if let Some(item) = items.get(one.item.as_str()) {
            ready.push((*item, with_author(one, item, &going.known)));
        } else {
            let problem = format!("there is no item with the external id {}", value::shown(&one.item));
            done.refuse(Mistake::new(one.row, "item", problem));
        }
    }
    let mut told = Vec::new();
    for part in parts(ready) {
        told.extend(send(env, import, part, &mut done).await?);
    }
    let mut tx = env.db.begin().await?;
    if !lease::hold(env, &mut tx, import).await? {
        return Ok(false);
    }
    for (item, message, text, names) in told {
        index::keep(&mut tx, item, message, &text, &names).await?;
        index::mark(&mut tx, item).await?;
    }
    lease::count(&mut tx, import, &done).await?;
    tx.commit().await?;
    Ok(true)
}

/// A message that was written: its item, its id, its text, and what its files are called.
type Told<'a> = (&'a Item, Uuid, String, String);

async fn send<'a>(
    env: &Env,
    import: &Import,
    part: Vec<(&'a Item, Said)>,
    done: &mut Done,
) -> Result<Vec<Told<'a>>> {
    let (mut of, mut messages) = (Vec::new(), Vec::new());
    for (item, said) in part {
        let names: Vec<String> = said.message.files.iter().map(|file| file.name.clone()).collect();
        of.push((item, said.row, names.join("\n")));
        messages.push(said.message);
    }
    let request = ImportMessagesRequest { messages, dry_run: import.dry_run };
    let outcomes = env.people.import_messages(&import.cause(), request).await?;
    let mut told = Vec::new();
    for (outcome, (item, row, names)) in outcomes.into_iter().zip(of) {
        let ImportedMessageOutcome { message_id, created, problem, text } = outcome;
        if !problem.is_empty() {
            done.refuse(Mistake::new(row, "", problem));
            continue;
        }
        if created {
            done.created += 1;
        } else {
            done.unchanged += 1;
        }
        if let (false, Ok(id)) = (import.dry_run, message_id.parse::<tandem_kit::id::MessageId>()) {
            told.push((item, id.uuid(), text, names));
        }
    }
    Ok(told)
}

/// Messages that go together in one call.
fn parts(ready: Vec<(&Item, Said)>) -> Vec<Vec<(&Item, Said)>> {
    let mut parts: Vec<Vec<(&Item, Said)>> = Vec::new();
    let mut bytes = 0;
    for one in ready {
        let files: usize = one.1.message.files.iter().map(|file| file.content.len()).sum();
        let size = files + one.1.message.body_html.len() + one.1.message.body_text.len();
        bytes += size;
        match parts.last_mut() {
            Some(part) if bytes <= MOST_BYTES && part.len() < 100 => part.push(one),
            _ => {
                bytes = size;
                parts.push(vec![one]);
            }
        }
    }
    parts
}

/// The message with its item and its author, as far as they are known.
fn with_author(mut said: Said, item: &Item, known: &LookedUp) -> Said {
    said.message.item_id = tandem_kit::id::ItemId::from(item.id).to_string();
    let Some(wanted) = &said.author else { return said };
    said.message.author_email.clone_from(&wanted.email);
    said.message.author_name.clone_from(&wanted.name);
    said.message.author_id = known
        .user(&wanted.email)
        .or_else(|| known.person(wanted).ok().and_then(|found| found.first_id()))
        .unwrap_or_default();
    said
}

fn read(row: &Row, fields: &[String], order: Order) -> Result<Said, Mistake> {
    if let Some(problem) = &row.problem {
        return Err(Mistake::new(row.number, "", problem));
    }
    let wrong = |field: &str, problem: String| Mistake::new(row.number, field, problem);
    let mut said =
        Said { row: row.number, item: String::new(), author: None, message: ImportedMessage::default() };
    let (mut body, mut html) = (String::new(), false);
    said.message.visibility = Visibility::Customer.into();
    for (field, cell) in fields.iter().zip(&row.cells).map(|(field, cell)| (field.as_str(), cell.trim())) {
        match field {
            _ if cell.is_empty() || cell == "-" => {}
            "external_id" => cell.clone_into(&mut said.message.external_id),
            "item" => cell.clone_into(&mut said.item),
            "author" => {
                said.author =
                    value::address(cell).map(|(email, name)| Wanted { email, name, ..Wanted::default() });
            }
            "internal" if internal(cell).map_err(|problem| wrong(field, problem))? => {
                said.message.visibility = Visibility::Internal.into();
            }
            "subject" => cell.clone_into(&mut said.message.subject),
            "body" => cell.clone_into(&mut body),
            "content_type" => html = cell.contains("html"),
            "created" => {
                let time = dates::time(cell, order).map_err(|problem| wrong(field, problem))?;
                said.message.create_time = Some(timestamp(time));
            }
            "attachments" => said.message.files = files(cell).map_err(|problem| wrong(field, problem))?,
            _ => {}
        }
    }
    for (field, missing) in [
        ("external_id", said.message.external_id.is_empty()),
        ("item", said.item.is_empty()),
        ("created", said.message.create_time.is_none()),
    ] {
        if missing {
            return Err(wrong(field, "must not be empty".into()));
        }
    }
    if html || body.trim_start().starts_with('<') {
        said.message.body_html = body;
    } else {
        said.message.body_text = body;
    }
    Ok(said)
}

/// Whether only users see it.
fn internal(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "yes" | "internal" | "private" | "note" => Ok(true),
        "false" | "0" | "no" | "public" | "customer" => Ok(false),
        _ => Err(format!("{} is neither true nor false", value::shown(text))),
    }
}

/// The files that are within a list of JSON, each with its bytes in base64; those without bytes are left out.
fn files(text: &str) -> Result<Vec<ImportedFile>, String> {
    let Ok(Value::Array(list)) = serde_json::from_str(text) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for one in list {
        let text = |names: &[&str]| names.iter().find_map(|name| one[*name].as_str()).unwrap_or_default();
        let (name, data) = (text(&["filename", "name"]), text(&["data", "content"]));
        if data.is_empty() {
            continue;
        }
        let packed: String = data.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = STANDARD.decode(packed).map_err(|_| format!("{} is not base64", value::shown(name)))?;
        let of = &one["preferences"];
        let mime = of["Content-Type"].as_str().or_else(|| of["Mime-Type"].as_str());
        files.push(ImportedFile {
            name: name.to_owned(),
            content_type: mime.unwrap_or(text(&["mime-type", "content_type"])).to_owned(),
            content: bytes.into(),
        });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_with_their_bytes_or_not_at_all() {
        let found = files(
            r#"[{"filename":"a.txt","data":"aGVs\nbG8=","preferences":{"Content-Type":"text/plain"}},{"filename":"b.txt"}]"#,
        );
        let found = found.unwrap();
        assert_eq!((found.len(), found[0].name.as_str()), (1, "a.txt"));
        assert_eq!((&found[0].content[..], found[0].content_type.as_str()), (&b"hello"[..], "text/plain"));
        assert!(files(r#"[{"filename":"a","data":"?"}]"#).is_err());
        assert!(files("12").unwrap().is_empty());
    }

    #[test]
    fn a_row_says_who_wrote_what_where_and_when() {
        let fields = ["external_id", "item", "author", "internal", "body", "content_type", "created"];
        let fields: Vec<String> = fields.map(str::to_owned).into();
        let cells = [
            "7",
            "3",
            "Nora <nora@zammad.test>",
            "true",
            "<p>Hi</p>",
            "text/html",
            "2024-05-01T10:00:00.000Z",
        ];
        let row = Row { number: 2, cells: cells.map(str::to_owned).into(), problem: None };
        let said = read(&row, &fields, Order::Unsaid).unwrap();
        assert_eq!((said.item.as_str(), said.author.unwrap().email.as_str()), ("3", "nora@zammad.test"));
        assert_eq!(said.message.visibility(), Visibility::Internal);
        assert_eq!(said.message.body_html, "<p>Hi</p>");
        let row = Row { number: 3, cells: vec![String::new(); 7], problem: None };
        assert_eq!(read(&row, &fields, Order::Unsaid).err().unwrap().field, "external_id");
    }
}
