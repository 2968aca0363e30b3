//! People, users and customers alike: who has an address, and how to write to somebody.
use std::collections::HashMap;

use tandem_kit::{
    Cause, Db, Error, Readers, Result,
    id::{AccountId, CustomerId, UserId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use crate::{
    address, customer,
    fields::{Defaults, Fields, Kept, Values, to_wire},
    organization,
};

/// The address, the domain and the person can each be taken by somebody else once.
const TRIES: u32 = 3;

/// Somebody who can be written to.
pub struct Person {
    pub kind: String,
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub organization: Option<Uuid>,
    pub disabled: bool,
    /// A customer's.
    pub fields: Kept,
    /// A user who sees everything of the account.
    pub admin: bool,
}

/// Who has an address, if anybody.
async fn by_email(db: &Readers, account: AccountId, email: &str) -> Result<Option<Person>> {
    let found = sqlx::query_as!(
        Person,
        r#"select a.kind, a.person as id, coalesce(u.name, c.name) as "name!", a.email, c.organization,
                  coalesce(u.disabled, c.disabled) as "disabled!",
                  coalesce(c.fields, '{}') as "fields!: Kept", coalesce(u.role >= 2, false) as "admin!"
             from directory.address a
             left join directory.user u on u.account = $1 and u.id = a.person
             left join directory.customer c on c.account = $1 and c.id = a.person
            where a.account = $1 and a.email = $2"#,
        account.uuid(),
        email
    );
    Ok(found.fetch_optional(db).await?)
}

/// Who has these addresses, by address.
///
/// # Errors
/// Where the database is away.
pub async fn by_emails(
    db: &Readers,
    account: AccountId,
    emails: &[String],
) -> Result<HashMap<String, Person>> {
    let found = sqlx::query_as!(
        Person,
        r#"select a.kind, a.person as id, coalesce(u.name, c.name) as "name!", a.email, c.organization,
                  coalesce(u.disabled, c.disabled) as "disabled!",
                  coalesce(c.fields, '{}') as "fields!: Kept", coalesce(u.role >= 2, false) as "admin!"
             from directory.address a
             left join directory.user u on u.account = $1 and u.id = a.person
             left join directory.customer c on c.account = $1 and c.id = a.person
            where a.account = $1 and a.email = any($2)"#,
        account.uuid(),
        emails
    );
    Ok(found.fetch_all(db).await?.into_iter().map(|person| (person.email.clone(), person)).collect())
}

/// Who has an address; nobody had it: a customer made now. Announces `CustomerCreated`, `OrganizationCreated`.
///
/// # Errors
/// `Invalid` where it is no address.
pub async fn ensure(
    db: &Db,
    fields: &Fields,
    cause: &Cause,
    request: &pb::EnsurePersonRequest,
) -> Result<Person> {
    ensure_with(db, fields, cause, request, None).await
}

/// The same; a customer made now has these custom fields, where they are given.
///
/// # Errors
/// As [`ensure`].
pub async fn ensure_with(
    db: &Db,
    fields: &Fields,
    cause: &Cause,
    request: &pb::EnsurePersonRequest,
    given: Option<Values>,
) -> Result<Person> {
    let (account, email) = (cause.account(), address::normal("email", &request.email)?);
    let name = name_of(&request.name, &email);
    for _ in 0..TRIES {
        if let Some(person) = by_email(db.pool(), account, &email).await? {
            return Ok(person);
        }
        let mut has = fields.defaults(account).await?;
        has.customer = given.clone().unwrap_or(has.customer);
        match make(db, cause, &email, (name.clone(), &request.organization), has).await {
            // Somebody else made the same person, or the organization of the same domain, at this moment.
            Err(Error::Refused { reason: "EMAIL_TAKEN" | "DOMAIN_TAKEN", .. }) => {}
            made => return made,
        }
    }
    let found = by_email(db.pool(), account, &email).await?;
    found.ok_or_else(|| Error::not_found("person with the address", email))
}

/// The name of a new customer: as given, without what no name has, or else the local part of the address.
fn name_of(given: &str, email: &str) -> String {
    let given: String = given.chars().filter(|c| !c.is_control()).collect();
    let local = email.split('@').next().unwrap_or_default();
    let name = [given.trim(), local].into_iter().find(|n| !n.is_empty()).unwrap_or("customer");
    name.chars().take(200).collect()
}

async fn make(
    db: &Db,
    cause: &Cause,
    email: &str,
    (name, organization): (String, &str),
    has: Defaults,
) -> Result<Person> {
    let mut tx = db.begin().await?;
    let organization = if organization.trim().is_empty() {
        customer::organization_for(&mut tx, cause, email, &has.organization).await?
    } else {
        Some(organization::ensure(&mut tx, cause, organization, &has.organization).await?)
    };
    let (email, fields) = (email.to_owned(), has.customer);
    let new = customer::New { name, email, organization, password_hash: None, request: None, fields };
    let made = customer::insert(&mut tx, cause, &new).await?;
    tx.commit().await?;
    Ok(Person {
        kind: "cus".into(),
        id: made.id,
        name: made.name,
        email: made.email,
        organization: made.organization,
        disabled: made.disabled,
        fields: made.fields,
        admin: false,
    })
}

/// Several people by id, users and customers mixed; unknown ones are left out.
///
/// # Errors
/// Where the database is away.
pub async fn batch(
    db: &Readers,
    account: AccountId,
    users: &[Uuid],
    customers: &[Uuid],
) -> Result<Vec<Person>> {
    let found = sqlx::query_as!(
        Person,
        r#"select 'usr' as "kind!", id as "id!", name as "name!", email as "email!", null::uuid as organization, disabled as "disabled!",
                  role >= 2 as "admin!", '{}'::jsonb as "fields!: Kept"
             from directory.user where account = $1 and id = any($2)
           union all
           select 'cus', id, name, email, organization, disabled, false, fields
             from directory.customer where account = $1 and id = any($3)"#,
        account.uuid(),
        users,
        customers
    );
    Ok(found.fetch_all(db).await?)
}

impl From<Person> for pb::Person {
    fn from(p: Person) -> Self {
        let id =
            if p.kind == "usr" { UserId::from(p.id).to_string() } else { CustomerId::from(p.id).to_string() };
        let organization_id =
            p.organization.map(|o| tandem_kit::id::OrganizationId::from(o).to_string()).unwrap_or_default();
        let fields = to_wire(&p.fields);
        Self {
            id,
            name: p.name,
            email: p.email,
            organization_id,
            disabled: p.disabled,
            admin: p.admin,
            fields,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_customer_has_a_name_whatever_the_mail_says() {
        assert_eq!(name_of(" Ann ", "a@acme.test"), "Ann");
        assert_eq!(name_of("A\0nn\r\n", "a@acme.test"), "Ann");
        assert_eq!(name_of(" \0", "info@acme.test"), "info");
        assert_eq!(name_of(&"x".repeat(300), "a@acme.test").len(), 200);
    }
}
