//! Many people at a time: found or made for items that name them, and imported row by row.
use std::collections::HashMap;

use tandem_kit::{Cause, Db, Error, Result, id::OrganizationId};
use tandem_proto::{
    directory::{
        self as pb, EnsuredPerson, ImportPeopleRequest, ImportedPerson, ImportedRow,
        import_people_request::Kind, imported_row::Outcome, user::Role,
    },
    items::custom_field::Target,
};

use crate::{
    address, customer,
    fields::{Fields, Setting, Values},
    organization, password,
    person::{self, Person},
    user,
};

/// Who has these addresses, made customers where nobody has one unless only those known are asked for.
///
/// # Errors
/// Where the database is away.
pub async fn ensure(
    db: &Db,
    fields: &Fields,
    cause: &Cause,
    request: pb::EnsurePeopleRequest,
) -> Result<Vec<EnsuredPerson>> {
    let addresses: Vec<Result<String, Error>> =
        request.people.iter().map(|one| address::normal("email", &one.email)).collect();
    let sound: Vec<String> = addresses.iter().filter_map(|one| one.as_ref().ok().cloned()).collect();
    let mut found = person::by_emails(db.pool(), cause.account(), &sound).await?;
    let mut answer = Vec::with_capacity(addresses.len());
    for (one, address) in request.people.iter().zip(addresses) {
        let person = match address {
            Err(error) => Err(error),
            Ok(address) => match found.remove(&address) {
                Some(person) => Ok(Some(person)),
                None if request.known_only => Ok(None),
                None => person::ensure(db, fields, cause, one).await.map(Some),
            },
        };
        answer.push(match person {
            Ok(person) => EnsuredPerson { person: person.map(Into::into), problem: String::new() },
            Err(error) if error.passing() => return Err(error),
            Err(error) => EnsuredPerson { person: None, problem: told(error).1 },
        });
    }
    Ok(answer)
}

/// The field and what is wrong with it.
fn told(error: Error) -> (String, String) {
    match error {
        Error::Invalid { field, problem } => (field, problem),
        other => (String::new(), other.to_string()),
    }
}

/// Makes and changes people or organizations, row by row.
///
/// # Errors
/// Where the database is away; the rows before are done then.
pub async fn import(
    db: &Db,
    fields: &Fields,
    cause: &Cause,
    request: ImportPeopleRequest,
) -> Result<Vec<ImportedRow>> {
    let kind = request.kind();
    let emails: Vec<String> =
        request.rows.iter().filter_map(|row| address::normal("email", &row.email).ok()).collect();
    let known = person::by_emails(db.pool(), cause.account(), &emails).await?;
    // Nobody knows the word; a user signs in once they have set one of their own.
    let unknown = if kind == Kind::User && !request.dry_run {
        password::of_nobody(cause.account()).await?
    } else {
        String::new()
    };
    let target = match kind {
        Kind::User => Target::User,
        Kind::Organization => Target::Organization,
        Kind::Customer | Kind::Unspecified => Target::Customer,
    };
    let own = Own { fields, target };
    let importing = Importing { db, cause, known, dry_run: request.dry_run, unknown, own };
    let mut rows = Vec::with_capacity(request.rows.len());
    for row in &request.rows {
        let outcome = match kind {
            Kind::Customer => importing.customer(row).await,
            Kind::User => importing.user(row).await,
            Kind::Organization => importing.organization(row).await,
            Kind::Unspecified => return Err(Error::invalid("kind", "is not said")),
        };
        rows.push(match outcome {
            Ok(outcome) => ImportedRow { outcome: outcome.into(), ..ImportedRow::default() },
            Err(error) if error.passing() => return Err(error),
            Err(error) => {
                let (field, problem) = told(error);
                let own = field.starts_with("fields.");
                let field = if own { field } else { field.rsplit('.').next().unwrap_or_default().to_owned() };
                ImportedRow { outcome: Outcome::Refused.into(), field, problem }
            }
        });
    }
    Ok(rows)
}

struct Importing<'a> {
    db: &'a Db,
    cause: &'a Cause,
    known: HashMap<String, Person>,
    dry_run: bool,
    unknown: String,
    own: Own<'a>,
}

/// The custom fields of what is imported.
struct Own<'a> {
    fields: &'a Fields,
    target: Target,
}

impl Importing<'_> {
    /// The custom fields of a row, as they are set on what is there already; nothing where all are so.
    async fn setting(&self, row: &ImportedPerson, before: &Values) -> Result<Setting> {
        let setting = self.own.fields.setting(self.cause, self.own.target, row.fields.clone()).await?;
        let changes = setting.apply(before, "fields")? != *before;
        Ok(if changes { setting } else { Setting::default() })
    }
    /// The same of what is made now.
    async fn of_new(&self, row: &ImportedPerson) -> Result<Values> {
        // Rows are no forms: they may lack what a user must give.
        let cause = Cause::system(self.cause.account());
        self.own.fields.of_new(&cause, self.own.target, &row.fields).await
    }

    async fn customer(&self, row: &ImportedPerson) -> Result<Outcome> {
        let email = address::normal("email", &row.email)?;
        let named = self.named(&row.organization).await?;
        let Some(person) = self.known.get(&email) else {
            let fields = self.of_new(row).await?;
            if !self.dry_run {
                let request = pb::EnsurePersonRequest {
                    email,
                    name: row.name.clone(),
                    organization: row.organization.clone(),
                };
                person::ensure_with(self.db, self.own.fields, self.cause, &request, Some(fields)).await?;
            }
            return Ok(Outcome::Created);
        };
        if person.kind == "usr" {
            return Err(Error::invalid("email", format!("{email} is a user's")));
        }
        let name = Some(row.name.trim().to_owned()).filter(|name| !name.is_empty() && *name != person.name);
        let moves =
            !row.organization.is_empty() && (named.is_none() || named != person.organization.map(Into::into));
        let fields = self.setting(row, &person.fields).await?;
        if name.is_none() && !moves && !fields.is_some() {
            return Ok(Outcome::Unchanged);
        }
        if !self.dry_run {
            let organization = match (moves, named) {
                (false, _) => None,
                (true, Some(id)) => Some(id.to_string()),
                (true, None) => Some(self.made(&row.organization).await?.to_string()),
            };
            let change = customer::Change { name, organization, disabled: None, fields };
            customer::update(self.db, self.cause, person.id.into(), 0, change).await?;
        }
        Ok(Outcome::Updated)
    }

    async fn user(&self, row: &ImportedPerson) -> Result<Outcome> {
        let email = address::normal("email", &row.email)?;
        let role = role(&row.role)?;
        let name = row.name.trim();
        let Some(person) = self.known.get(&email) else {
            let fields = self.of_new(row).await?;
            if !self.dry_run {
                let name = if name.is_empty() { email.split('@').next().unwrap_or_default() } else { name };
                let (role, password_hash) = (role.unwrap_or(Role::Agent), self.unknown.clone());
                let new = user::New { name: name.to_owned(), email, role, password_hash, fields };
                user::write(self.db, self.cause, new, None).await?;
            }
            return Ok(Outcome::Created);
        };
        if person.kind != "usr" {
            return Err(Error::invalid("email", format!("{email} is a customer's")));
        }
        let before = user::get(self.db.pool(), self.cause.account(), person.id.into()).await?;
        let change = user::Change {
            name: Some(name.to_owned()).filter(|name| !name.is_empty() && *name != before.name),
            role: role.filter(|role| user::role_number(*role) != before.role),
            disabled: None,
            fields: self.setting(row, &before.fields).await?,
        };
        if change.name.is_none() && change.role.is_none() && !change.fields.is_some() {
            return Ok(Outcome::Unchanged);
        }
        if !self.dry_run {
            user::update(self.db, self.cause, person.id.into(), 0, change).await?;
        }
        Ok(Outcome::Updated)
    }

    async fn organization(&self, row: &ImportedPerson) -> Result<Outcome> {
        let domains = organization::normal("domains", &row.domains)?;
        let Some(id) = self.named(&row.name).await? else {
            let fields = self.of_new(row).await?;
            if !self.dry_run {
                organization::create(self.db, self.cause, (&row.name, &domains), None, &fields).await?;
            }
            return Ok(Outcome::Created);
        };
        let before = organization::get(self.db.pool(), self.cause.account(), id).await?;
        let new: Vec<String> =
            domains.into_iter().filter(|domain| !before.domains.contains(domain)).collect();
        let fields = self.setting(row, &before.fields).await?;
        if new.is_empty() && !fields.is_some() {
            return Ok(Outcome::Unchanged);
        }
        if !self.dry_run {
            let domains = Some([before.domains, new].concat());
            let change = organization::Change { name: None, domains, fields };
            organization::update(self.db, self.cause, id, 0, change).await?;
        }
        Ok(Outcome::Updated)
    }

    async fn named(&self, name: &str) -> Result<Option<OrganizationId>> {
        if name.trim().is_empty() {
            return Ok(None);
        }
        organization::by_name(self.db.pool(), self.cause.account(), name).await
    }

    async fn made(&self, name: &str) -> Result<OrganizationId> {
        let has = self.own.fields.defaults(self.cause.account()).await?;
        let mut tx = self.db.begin().await?;
        let id = organization::ensure(&mut tx, self.cause, name, &has.organization).await?;
        tx.commit().await?;
        Ok(id)
    }
}

/// Owners are made by hand.
fn role(text: &str) -> Result<Option<Role>> {
    match text.trim().to_lowercase().as_str() {
        "" => Ok(None),
        "admin" | "administrator" => Ok(Some(Role::Admin)),
        "agent" | "user" | "member" => Ok(Some(Role::Agent)),
        other => Err(Error::invalid("role", format!("{other:?} is neither admin nor agent"))),
    }
}
