//! Customer organizations and the mail domains they own.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result, Tx,
    id::{AccountId, OrganizationId},
};
use tandem_proto::directory as pb;
use uuid::Uuid;

use crate::{
    fields::{self, Kept, Setting, Values},
    list::{By, Listed, Value},
};

const MOST_DOMAINS: usize = 100;

/// An organization as it is kept.
#[derive(FromRow)]
pub struct Organization {
    pub id: Uuid,
    pub name: String,
    pub domains: Vec<String>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub fields: Kept,
}

impl Listed for Organization {
    fn id(&self) -> Uuid {
        self.id
    }
    fn value(&self, by: By) -> Value {
        match by {
            // They have no address; their lists have no such order.
            By::Name | By::Email => Value::Text(self.name.clone()),
            By::CreateTime => Value::Time(self.create_time),
            By::UpdateTime => Value::Time(self.update_time),
        }
    }
}

/// One organization.
///
/// # Errors
/// `NotFound`.
pub async fn get(
    db: impl sqlx::PgExecutor<'_>,
    account: AccountId,
    id: OrganizationId,
) -> Result<Organization> {
    sqlx::query_as!(
        Organization,
        r#"select id, name, revision, create_time, update_time, fields as "fields: Kept",
                  array(select domain from directory.organization_domain d where d.account = $1 and d.organization = o.id order by domain) as "domains!"
             from directory.organization o where account = $1 and id = $2"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("organization", id))
}

/// Makes an organization. The same request gives the same one. Announces `OrganizationCreated`.
///
/// # Errors
/// `Invalid`, `DOMAIN_TAKEN`.
pub async fn create(
    db: &Db,
    cause: &Cause,
    (name, domains): (&str, &[String]),
    request: Option<Uuid>,
    fields: &Values,
) -> Result<Organization> {
    let account = cause.account();
    let domains = normal("domains", domains)?;
    if let Some(made) = by_request(db.pool(), account, request).await? {
        return Ok(made);
    }
    match write(db, cause, (name, &domains), request, fields).await {
        // The same request may have been quicker on another connection.
        Err(error) => by_request(db.pool(), account, request).await?.ok_or(error),
        made => made,
    }
}

async fn by_request(db: &Readers, account: AccountId, request: Option<Uuid>) -> Result<Option<Organization>> {
    let Some(request) = request else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select id from directory.organization where account = $1 and request_id = $2",
        account.uuid(),
        request
    );
    match found.fetch_optional(db).await? {
        Some(id) => get(db, account, id.into()).await.map(Some),
        None => Ok(None),
    }
}

async fn write(
    db: &Db,
    cause: &Cause,
    of: (&str, &[String]),
    request: Option<Uuid>,
    fields: &Values,
) -> Result<Organization> {
    let mut tx = db.begin().await?;
    let made = insert(&mut tx, cause.account(), of, request, fields).await?;
    tx.emit(
        cause,
        Emit::new(&pb::OrganizationCreated { organization: Some((&made).into()) })
            .about(OrganizationId::from(made.id))
            .revision(1),
    );
    tx.commit().await?;
    Ok(made)
}

/// Writes an organization with its domains.
///
/// # Errors
/// `Invalid`, `DOMAIN_TAKEN`.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    (name, domains): (&str, &[String]),
    request: Option<Uuid>,
    fields: &Values,
) -> Result<Organization> {
    let now = tx.now();
    let id = OrganizationId::new();
    sqlx::query!(
        "insert into directory.organization (account, id, name, request_id, create_time, update_time, fields)
         values ($1, $2, $3, $4, $5, $5, $6)",
        account.uuid(),
        id.uuid(),
        name.trim(),
        request,
        now,
        Json(fields) as _
    )
    .execute(&mut **tx)
    .await
    .on_constraint("organization_name_check", || Error::invalid("name", "must have 1 to 200 characters"))?;
    set_domains(tx, account, id, "domains", domains).await?;
    get(&mut **tx, account, id).await
}

/// The organization of that name, in any case; the oldest where there are several.
///
/// # Errors
/// Where the database is away.
pub async fn by_name(
    db: impl sqlx::PgExecutor<'_>,
    account: AccountId,
    name: &str,
) -> Result<Option<OrganizationId>> {
    let found = sqlx::query_scalar!(
        "select id from directory.organization where account = $1 and lower(name) = lower($2) order by id limit 1",
        account.uuid(),
        name.trim()
    );
    Ok(found.fetch_optional(db).await?.map(OrganizationId::from))
}

/// The organization of that name, made where there is none. Announces `OrganizationCreated`.
///
/// # Errors
/// `Invalid` where it cannot be called so.
pub async fn ensure(tx: &mut Tx, cause: &Cause, name: &str, fields: &Values) -> Result<OrganizationId> {
    let account = cause.account();
    if let Some(found) = by_name(&mut **tx, account, name).await? {
        return Ok(found);
    }
    let name: String = name.trim().chars().filter(|c| !c.is_control()).take(200).collect();
    let made = insert(tx, account, (&name, &[]), None, fields).await?;
    let id = OrganizationId::from(made.id);
    let what = pb::OrganizationCreated { organization: Some((&made).into()) };
    tx.emit(cause, Emit::new(&what).about(id).revision(1));
    Ok(id)
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub domains: Option<Vec<String>>,
    pub fields: Setting,
}

struct Before {
    revision: i64,
    fields: Kept,
}

/// Changes an organization. Announces `OrganizationUpdated`.
///
/// # Errors
/// `NotFound`, `Stale`, `Invalid`, `DOMAIN_TAKEN`.
pub async fn update(
    db: &Db,
    cause: &Cause,
    id: OrganizationId,
    revision: i64,
    Change { name, domains, fields }: Change,
) -> Result<Organization> {
    let now = db.now();
    let account = cause.account();
    let domains = domains.as_deref().map(|d| normal("organization.domains", d)).transpose()?;
    let mut tx = db.begin().await?;
    let before = sqlx::query_as!(
        Before,
        r#"select revision, fields as "fields: Kept" from directory.organization where account = $1 and id = $2 for update"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::not_found("organization", id))?;
    Error::stale_unless("the organization", revision, before.revision)?;
    let fields = fields.apply(&before.fields, "organization.fields")?;
    sqlx::query!(
        "update directory.organization set name = coalesce($3, name), revision = revision + 1, update_time = $4, fields = $5
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        name,
        now,
        Json(&fields) as _
    )
    .execute(&mut *tx)
    .await
    .on_constraint("organization_name_check", || Error::invalid("organization.name", "must have 1 to 200 characters"))?;
    if let Some(domains) = &domains {
        set_domains(&mut tx, account, id, "organization.domains", domains).await?;
    }
    let made = get(&mut *tx, account, id).await?;
    let changed = [("name", name.is_some()), ("domains", domains.is_some())];
    let changed = changed.iter().filter(|(_, is)| *is).map(|(f, _)| (*f).to_owned());
    let changed = changed.chain(fields::named(&before.fields, &fields)).collect();
    tx.emit(
        cause,
        Emit::new(&pb::OrganizationUpdated { organization: Some((&made).into()), changed })
            .about(id)
            .revision(made.revision),
    );
    tx.commit().await?;
    Ok(made)
}

async fn set_domains(
    tx: &mut PgConnection,
    account: AccountId,
    id: OrganizationId,
    field: &str,
    domains: &[String],
) -> Result<()> {
    sqlx::query!(
        "delete from directory.organization_domain where account = $1 and organization = $2 and not domain = any($3)",
        account.uuid(),
        id.uuid(),
        domains
    )
    .execute(&mut *tx)
    .await?;
    let kept = sqlx::query_scalar!(
        "select domain from directory.organization_domain where account = $1 and organization = $2",
        account.uuid(),
        id.uuid()
    )
    .fetch_all(&mut *tx)
    .await?;
    let new: Vec<String> = domains.iter().filter(|d| !kept.contains(d)).cloned().collect();
    sqlx::query!(
        "insert into directory.organization_domain (account, domain, organization)
         select $1, domain, $2 from unnest($3::text[]) domain",
        account.uuid(),
        id.uuid(),
        &new
    )
    .execute(tx)
    .await
    .on_constraint("organization_domain_pkey", || {
        Error::refused("DOMAIN_TAKEN", format!("another organization owns one of: {}", new.join(", ")))
    })
    .on_constraint("organization_domain_check", || {
        Error::invalid(field, "takes domain names such as acme.com")
    })?;
    Ok(())
}

/// Domains in their one form.
///
/// # Errors
/// `Invalid` where one is none, or there are too many.
pub fn normal(field: &str, domains: &[String]) -> Result<Vec<String>> {
    if domains.len() > MOST_DOMAINS {
        return Err(Error::invalid(
            field,
            format!("has {} domains; an organization has at most {MOST_DOMAINS}", domains.len()),
        ));
    }
    let mut domains: Vec<String> = domains
        .iter()
        .map(|d| d.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase())
        .collect();
    domains.sort();
    domains.dedup();
    match domains.iter().find(|d| d.len() > 253 || !d.contains('.') || d.contains(['@', ' '])) {
        Some(wrong) => Err(Error::invalid(field, format!("{wrong:?} is not a domain name such as acme.com"))),
        None => Ok(domains),
    }
}
