//! Customers: the people served.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result, Tx,
    id::{self, AccountId, CustomerId, OrganizationId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use crate::{
    address, credential,
    fields::{self, Kept, Setting, Values},
    list::{By, Listed, Value},
    organization, password,
};

/// A customer as it is kept.
#[derive(FromRow)]
pub struct Customer {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub organization: Option<Uuid>,
    pub disabled: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub fields: Kept,
}

impl Listed for Customer {
    fn id(&self) -> Uuid {
        self.id
    }
    fn value(&self, by: By) -> Value {
        match by {
            By::Name => Value::Text(self.name.clone()),
            By::Email => Value::Text(self.email.clone()),
            By::CreateTime => Value::Time(self.create_time),
            By::UpdateTime => Value::Time(self.update_time),
        }
    }
}

/// What a customer is made from. The address is in its one form.
pub struct New {
    pub name: String,
    pub email: String,
    pub organization: Option<OrganizationId>,
    pub password_hash: Option<String>,
    pub request: Option<Uuid>,
    /// Whole: what is given and the defaults of the rest.
    pub fields: Values,
}

/// Several customers; unknown ones are left out.
///
/// # Errors
/// Where the database is away.
pub async fn batch(db: &Readers, account: AccountId, ids: &[Uuid]) -> Result<Vec<Customer>> {
    let rows = sqlx::query_as!(
        Customer,
        r#"select id, name, email, organization, disabled, revision, create_time, update_time, fields as "fields: Kept"
           from directory.customer where account = $1 and id = any($2)"#,
        account.uuid(),
        ids
    );
    Ok(rows.fetch_all(db).await?)
}

/// One customer.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Readers, account: AccountId, id: CustomerId) -> Result<Customer> {
    batch(db, account, &[id.uuid()]).await?.pop().ok_or_else(|| Error::not_found("customer", id))
}

/// Makes a customer, in the organization given or in the one that owns the address's domain. The same request gives the
/// same one. Announces `CustomerCreated`.
///
/// # Errors
/// `Invalid`, `EMAIL_TAKEN`.
pub async fn create(db: &Db, cause: &Cause, mut new: New, given: &str) -> Result<Customer> {
    let account = cause.account();
    if let Some(made) = by_request(db.pool(), account, new.request).await? {
        return Ok(made);
    }
    new.email = address::normal("email", &new.email)?;
    if !given.is_empty() {
        password::check("password", given)?;
        new.password_hash = Some(password::hash(given).await?);
    }
    match write(db, cause, &mut new).await {
        // The same request may have been quicker on another connection.
        Err(error) => by_request(db.pool(), account, new.request).await?.ok_or(error),
        made => made,
    }
}

async fn by_request(db: &Readers, account: AccountId, request: Option<Uuid>) -> Result<Option<Customer>> {
    let Some(request) = request else { return Ok(None) };
    let found = sqlx::query_as!(
        Customer,
        r#"select id, name, email, organization, disabled, revision, create_time, update_time, fields as "fields: Kept"
           from directory.customer where account = $1 and request_id = $2"#,
        account.uuid(),
        request
    );
    Ok(found.fetch_optional(db).await?)
}

async fn write(db: &Db, cause: &Cause, new: &mut New) -> Result<Customer> {
    let mut tx = db.begin().await?;
    if new.organization.is_none() {
        new.organization = owner_of_domain(&mut tx, cause.account(), address::domain(&new.email)).await?;
    }
    let made = insert(&mut tx, cause, new).await?;
    tx.commit().await?;
    Ok(made)
}

/// The organization that owns a domain.
///
/// # Errors
/// Where the database is away.
pub async fn owner_of_domain(
    tx: &mut PgConnection,
    account: AccountId,
    domain: &str,
) -> Result<Option<OrganizationId>> {
    let owner = sqlx::query_scalar!(
        "select organization from directory.organization_domain where account = $1 and domain = $2",
        account.uuid(),
        domain
    );
    Ok(owner.fetch_optional(tx).await?.map(OrganizationId::from))
}

/// Writes a customer and gives them their address.
///
/// # Errors
/// `Invalid`, `EMAIL_TAKEN`.
pub async fn insert(tx: &mut Tx, cause: &Cause, new: &New) -> Result<Customer> {
    let now = tx.now();
    let (account, id) = (cause.account(), CustomerId::new());
    address::claim(tx, account, &new.email, "cus", id.uuid()).await?;
    let customer = sqlx::query_as!(
        Customer,
        r#"insert into directory.customer
                (account, id, name, email, organization, password_hash, request_id, create_time, update_time, fields)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
         returning id, name, email, organization, disabled, revision, create_time, update_time, fields as "fields: Kept""#,
        account.uuid(),
        id.uuid(),
        new.name.trim(),
        new.email,
        new.organization.map(|o| o.uuid()),
        new.password_hash,
        new.request,
        now,
        Json(&new.fields) as _
    )
    .fetch_one(&mut **tx)
    .await
    .on_constraint("customer_name_check", || Error::invalid("name", "must have 1 to 200 characters"))
    .on_constraint("customer_organization_fkey", || {
        Error::invalid("organization_id", "is no organization of the account")
    })?;
    let what = pb::CustomerCreated { customer: Some((&customer).into()) };
    let organization = new.organization.map(|o| o.to_string());
    tx.emit(cause, Emit::new(&what).about(id).about_all(organization).revision(1));
    Ok(customer)
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    /// An organization's id; empty: none.
    pub organization: Option<String>,
    pub disabled: Option<bool>,
    pub fields: Setting,
}

/// Changes a customer. Disabling ends their sessions. Announces `CustomerUpdated`.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    customer_id: CustomerId,
    revision: i64,
    change: Change,
) -> Result<Customer> {
    let now = db.now();
    let account = cause.account();
    let organization: Option<OrganizationId> = id::in_optional_field(
        "customer.organization_id",
        change.organization.as_deref().unwrap_or_default(),
    )?;
    let mut tx = db.begin().await?;
    let before = lock(&mut tx, account, customer_id).await?;
    Error::stale_unless("the customer", revision, before.revision)?;
    let fields = change.fields.apply(&before.fields, "customer.fields")?;
    let customer = sqlx::query_as!(
        Customer,
        r#"update directory.customer
            set name = coalesce($3, name), organization = case when $4 then $5 else organization end,
                disabled = coalesce($6, disabled), revision = revision + 1, update_time = $7, fields = $8
          where account = $1 and id = $2
          returning id, name, email, organization, disabled, revision, create_time, update_time, fields as "fields: Kept""#,
        account.uuid(),
        customer_id.uuid(),
        change.name,
        change.organization.is_some(),
        organization.map(|o| o.uuid()),
        change.disabled,
        now,
        Json(&fields) as _
    )
    .fetch_one(&mut *tx)
    .await
    .on_constraint("customer_name_check", || Error::invalid("customer.name", "must have 1 to 200 characters"))
    .on_constraint("customer_organization_fkey", || {
        Error::invalid("customer.organization_id", "is no organization of the account")
    })?;
    if change.disabled == Some(true) {
        credential::forget_all(&mut tx, account, customer_id.uuid()).await?;
    }
    let changed = changed(&change, &before.fields, &fields);
    let what = pb::CustomerUpdated { customer: Some((&customer).into()), changed };
    tx.emit(cause, Emit::new(&what).about(customer_id).revision(customer.revision));
    tx.commit().await?;
    Ok(customer)
}

struct Before {
    revision: i64,
    fields: Kept,
}

/// Locks a customer against two changes at once.
async fn lock(tx: &mut PgConnection, account: AccountId, id: CustomerId) -> Result<Before> {
    let before = sqlx::query_as!(
        Before,
        r#"select revision, fields as "fields: Kept" from directory.customer where account = $1 and id = $2 for update"#,
        account.uuid(),
        id.uuid()
    );
    before.fetch_optional(tx).await?.ok_or_else(|| Error::not_found("customer", id))
}

fn changed(change: &Change, before: &Values, after: &Values) -> Vec<String> {
    let fields = [
        ("name", change.name.is_some()),
        ("organization_id", change.organization.is_some()),
        ("disabled", change.disabled.is_some()),
    ];
    let own = fields.iter().filter(|(_, is)| *is).map(|(field, _)| (*field).to_owned());
    own.chain(fields::named(before, after)).collect()
}

/// The organization that a new customer with this address belongs to: the owner of the domain, or one made for it now.
///
/// # Errors
/// Where the database is away.
pub async fn organization_for(
    tx: &mut Tx,
    cause: &Cause,
    email: &str,
    fields: &Values,
) -> Result<Option<OrganizationId>> {
    let (account, domain) = (cause.account(), address::domain(email));
    if let Some(owner) = owner_of_domain(tx, account, domain).await? {
        return Ok(Some(owner));
    }
    if !address::tells_organization(domain) {
        return Ok(None);
    }
    let name: String = domain.chars().take(200).collect();
    let made = organization::insert(tx, account, (&name, &[domain.to_owned()]), None, fields).await?;
    let id = OrganizationId::from(made.id);
    tx.emit(
        cause,
        Emit::new(&pb::OrganizationCreated { organization: Some((&made).into()) }).about(id).revision(1),
    );
    Ok(Some(id))
}
