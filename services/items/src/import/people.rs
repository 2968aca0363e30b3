//! Rows become people and organizations, which directory keeps.
use tandem_kit::Result;
use tandem_proto::directory::{
    ImportPeopleRequest, ImportedPerson, import_people_request::Kind, imported_row::Outcome,
};

use super::{
    Import, Target, columns,
    dates::Order,
    errors::Mistake,
    lease::{self, Done},
    read::Row,
    rows::Going,
    value,
};
use crate::{
    Env,
    field::{self, Field},
};

/// Does some rows; false where the import is not ours any more. A breakdown between the two counts them again, and makes nobody twice.
///
/// # Errors
/// Where the database or directory is away.
pub async fn write(env: &Env, import: &Import, going: &mut Going, rows: &[Row]) -> Result<bool> {
    let mut done = Done::default();
    let (mut numbers, mut people) = (Vec::new(), Vec::new());
    let words = env.vocabularies.of(import.cause().account()).await?;
    let own: Vec<&Field> =
        words.fields.iter().filter(|f| Some(f.target) == columns::of_fields(import.target)).collect();
    for row in rows {
        done.rows += 1;
        let read = read(import, row, &going.fields, &own);
        let key = read.as_ref().map(key).unwrap_or_default();
        match read {
            Ok(_) if !going.seen.insert(&key) => {
                done.failed += 1;
                done.problems.push(Mistake::new(
                    row.number,
                    "",
                    format!("{} is a row above already", value::shown(&key)),
                ));
            }
            Ok(person) => {
                numbers.push(row.number);
                people.push(person);
            }
            Err(problem) => {
                done.failed += 1;
                done.problems.push(problem);
            }
        }
    }
    for (kind, numbers, rows) in by_kind(import.target, numbers, people) {
        let request = ImportPeopleRequest { kind: kind.into(), rows, dry_run: import.dry_run };
        for (row, number) in env.people.import(&import.cause(), request).await?.into_iter().zip(numbers) {
            match row.outcome() {
                Outcome::Created => done.created += 1,
                Outcome::Updated => done.updated += 1,
                Outcome::Unchanged => done.unchanged += 1,
                Outcome::Refused | Outcome::Unspecified => {
                    done.refuse(Mistake::new(number, &row.field, row.problem));
                }
            }
        }
    }
    let mut tx = env.db.begin().await?;
    let held = lease::hold(env, &mut tx, import).await?;
    if held {
        lease::count(&mut tx, import, &done).await?;
        tx.commit().await?;
    }
    Ok(held)
}

/// People that become the same, with the numbers of their rows.
type Part = (Kind, Vec<i32>, Vec<ImportedPerson>);

/// People by what they become. Others have agents and customers in one list, and say by a role who is which.
fn by_kind(target: Target, numbers: Vec<i32>, people: Vec<ImportedPerson>) -> Vec<Part> {
    let of = |kind, some: Vec<(i32, ImportedPerson)>| -> Part {
        let (numbers, people) = some.into_iter().unzip();
        (kind, numbers, people)
    };
    let mut all: Vec<(i32, ImportedPerson)> = numbers.into_iter().zip(people).collect();
    if target != Target::Customers {
        return vec![of(if target == Target::Users { Kind::User } else { Kind::Organization }, all)];
    }
    let works_here = |(_, person): &(i32, ImportedPerson)| {
        let role = person.role.to_lowercase();
        ["agent", "admin"].iter().any(|word| role.contains(word))
    };
    let mut users: Vec<_> = all.extract_if(.., |one| works_here(one)).collect();
    for (_, person) in &mut users {
        // Who may do what here is for somebody here to say.
        "agent".clone_into(&mut person.role);
        person.organization.clear();
    }
    for (_, person) in &mut all {
        person.role.clear();
    }
    let parts = [of(Kind::User, users), of(Kind::Customer, all)];
    parts.into_iter().filter(|(_, numbers, _)| !numbers.is_empty()).collect()
}

/// What it is known by.
fn key(person: &ImportedPerson) -> String {
    if person.email.is_empty() { person.name.to_lowercase() } else { person.email.clone() }
}

fn read(import: &Import, row: &Row, fields: &[String], own: &[&Field]) -> Result<ImportedPerson, Mistake> {
    if let Some(problem) = &row.problem {
        return Err(Mistake::new(row.number, "", problem));
    }
    let mut person = ImportedPerson::default();
    let (mut first, mut last) = ("", "");
    for (field, cell) in fields.iter().zip(&row.cells).map(|(field, cell)| (field.as_str(), cell.trim())) {
        match field {
            _ if cell.is_empty() => {}
            "email" => {
                let found = value::address(cell);
                let (email, name) = found.ok_or_else(|| {
                    Mistake::new(row.number, field, format!("{} is no e-mail address", value::shown(cell)))
                })?;
                person.email = email;
                if person.name.is_empty() {
                    person.name = name;
                }
            }
            "name" => cell.clone_into(&mut person.name),
            "first_name" => first = cell,
            "last_name" => last = cell,
            "organization" => cell.clone_into(&mut person.organization),
            "role" => cell.clone_into(&mut person.role),
            "domains" => person.domains = value::list(cell).iter().map(|one| domain(one)).collect(),
            custom => {
                if let Some(key) = custom.strip_prefix("fields.") {
                    let given = own_value(own, key, (cell, import.date_order))
                        .map_err(|told| Mistake::new(row.number, field, told))?;
                    person.fields.insert(key.to_owned(), given);
                }
            }
        }
    }
    if person.name.is_empty() {
        [first, last].join(" ").trim().clone_into(&mut person.name);
    }
    let (missing, field) = match import.target {
        Target::Organizations => (person.name.is_empty(), "name"),
        _ => (person.email.is_empty(), "email"),
    };
    if missing { Err(Mistake::new(row.number, field, "must not be empty")) } else { Ok(person) }
}

/// A cell as a custom field has it.
fn own_value(own: &[&Field], key: &str, (cell, order): (&str, Order)) -> Result<prost_types::Value, String> {
    let field = own.iter().find(|field| field.key == key);
    let field = *field.ok_or_else(|| "there is no such field any more".to_owned())?;
    let given = value::own(field, cell, order)?;
    field::value::read(field, &given, None)?;
    Ok(given)
}

/// The domain of an address of a website, or as it is.
fn domain(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
    host.trim_start_matches("www.").trim_start_matches('@').to_owned()
}
