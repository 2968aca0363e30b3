//! Users: the members of staff.
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection, types::Json};
use tandem_kit::{
    Cause, Db, Emit, Error, OnConstraint, Readers, Result, Tx,
    id::{AccountId, UserId},
};
use tandem_proto::directory::{self as pb, user::Role};
use uuid::Uuid;

use crate::{
    address, credential,
    fields::{self, Kept, Setting, Values},
    list::{By, Listed, Value},
    password,
};

/// A user as it is kept.
#[derive(FromRow)]
pub struct User {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub role: i16,
    pub disabled: bool,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub team_ids: Vec<Uuid>,
    pub fields: Kept,
}

impl Listed for User {
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

/// What a user is made from. The address is in its one form.
pub struct New {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub password_hash: String,
    /// Whole: what is given and the defaults of the rest.
    pub fields: Values,
}

/// One user.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl sqlx::PgExecutor<'_>, account: AccountId, id: UserId) -> Result<User> {
    sqlx::query_as!(
        User,
        r#"select id, name, email, role, disabled, revision, create_time, update_time, fields as "fields: Kept",
                  array(select team from directory.team_member m where m.account = $1 and m.member = u.id) as "team_ids!"
             from directory.user u
            where account = $1 and id = $2"#,
        account.uuid(),
        id.uuid()
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| Error::not_found("user", id))
}

/// Makes a user; without a password nothing fits until they set one. The same request gives the same user. Announces `UserCreated`.
///
/// # Errors
/// `Invalid`, `EMAIL_TAKEN`.
pub async fn create(
    db: &Db,
    cause: &Cause,
    mut new: New,
    given: &str,
    request: Option<Uuid>,
) -> Result<User> {
    let account = cause.account();
    if let Some(made) = by_request(db.pool(), account, request).await? {
        return get(db.pool(), account, made.into()).await;
    }
    new.email = address::normal("email", &new.email)?;
    new.password_hash = if given.is_empty() {
        password::of_nobody(account).await?
    } else {
        password::check("password", given)?;
        password::hash(given).await?
    };
    match write(db, cause, new, request).await {
        // The same request may have been quicker on another connection.
        Err(error) => match by_request(db.pool(), account, request).await? {
            Some(made) => get(db.pool(), account, made.into()).await,
            None => Err(error),
        },
        made => made,
    }
}

/// Writes a user and tells of it. Announces `UserCreated`.
///
/// # Errors
/// `Invalid`, `EMAIL_TAKEN`.
pub async fn write(db: &Db, cause: &Cause, new: New, request: Option<Uuid>) -> Result<User> {
    let id = UserId::new();
    let mut tx = db.begin().await?;
    insert(&mut tx, cause.account(), id, &new, request).await?;
    let user = get(&mut *tx, cause.account(), id).await?;
    tx.emit(cause, Emit::new(&pb::UserCreated { user: Some((&user).into()) }).about(id).revision(1));
    tx.commit().await?;
    Ok(user)
}

async fn by_request(db: &Readers, account: AccountId, request: Option<Uuid>) -> Result<Option<Uuid>> {
    let Some(request) = request else { return Ok(None) };
    let found = sqlx::query_scalar!(
        "select id from directory.user where account = $1 and request_id = $2",
        account.uuid(),
        request
    );
    Ok(found.fetch_optional(db).await?)
}

/// Writes a user and gives them their address.
///
/// # Errors
/// `Invalid`, `EMAIL_TAKEN`.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    id: UserId,
    new: &New,
    request: Option<Uuid>,
) -> Result<()> {
    let now = tx.now();
    address::claim(tx, account, &new.email, "usr", id.uuid()).await?;
    sqlx::query!(
        "insert into directory.user (account, id, name, email, role, password_hash, request_id, create_time, update_time, fields)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)",
        account.uuid(),
        id.uuid(),
        new.name,
        new.email,
        role_number(new.role),
        new.password_hash,
        request,
        now,
        Json(&new.fields) as _
    )
    .execute(&mut **tx)
    .await
    .on_constraint("user_name_check", || Error::invalid("name", "must have 1 to 200 characters"))
    .on_constraint("user_role_check", || Error::invalid("role", "must be owner, admin or agent"))?;
    Ok(())
}

/// What an update sets.
#[derive(Default)]
pub struct Change {
    pub name: Option<String>,
    pub role: Option<Role>,
    pub disabled: Option<bool>,
    pub fields: Setting,
}

/// Changes a user. Disabling ends their sessions and tokens. Announces `UserUpdated`.
///
/// # Errors
/// `NotFound`, `Stale`, `Denied` where an agent changes more than their own name, `LAST_OWNER`.
pub async fn update(db: &Db, cause: &Cause, id: UserId, revision: i64, change: Change) -> Result<User> {
    let now = db.now();
    let account = cause.account();
    may_change(cause, id, &change)?;
    let mut tx = db.begin().await?;
    let (owners, before) = lock(&mut tx, account, id).await?;
    Error::stale_unless("the user", revision, before.revision)?;
    if before.role >= 2 && !cause.caller.is_admin() && cause.caller.user() != Some(id) {
        return Err(Error::denied("an admin is changed by an admin"));
    }
    if before.role == 3 && !cause.caller.is_internal() && cause.caller.role < tandem_kit::Role::Owner {
        return Err(Error::denied("an owner is changed by an owner"));
    }
    let leaves = change.disabled == Some(true) || change.role.is_some_and(|role| role != Role::Owner);
    if leaves && owners == [id.uuid()] {
        return Err(Error::refused("LAST_OWNER", "the account would be left without an owner"));
    }
    let fields = change.fields.apply(&before.fields, "user.fields")?;
    sqlx::query!(
        "update directory.user
            set name = coalesce($3, name), role = coalesce($4, role), disabled = coalesce($5, disabled),
                revision = revision + 1, update_time = $6, fields = $7
          where account = $1 and id = $2",
        account.uuid(),
        id.uuid(),
        change.name,
        change.role.map(role_number),
        change.disabled,
        now,
        Json(&fields) as _
    )
    .execute(&mut *tx)
    .await
    .on_constraint("user_name_check", || Error::invalid("user.name", "must have 1 to 200 characters"))
    .on_constraint("user_role_check", || Error::invalid("user.role", "must be owner, admin or agent"))?;
    if change.disabled == Some(true) {
        credential::forget_all(&mut tx, account, id.uuid()).await?;
    }
    let user = get(&mut *tx, account, id).await?;
    let changed = changed(&change, &before.fields, &fields);
    tx.emit(
        cause,
        Emit::new(&pb::UserUpdated { user: Some((&user).into()), changed }).about(id).revision(user.revision),
    );
    tx.commit().await?;
    Ok(user)
}

/// Locks a user for a change, and with them the owners, so that two owners cannot leave at once.
async fn lock(tx: &mut PgConnection, account: AccountId, id: UserId) -> Result<(Vec<Uuid>, Before)> {
    let owners = sqlx::query_scalar!(
        "select id from directory.user where account = $1 and role = 3 and not disabled order by id for update",
        account.uuid()
    )
    .fetch_all(&mut *tx)
    .await?;
    let before = sqlx::query_as!(
        Before,
        r#"select revision, role, fields as "fields: Kept" from directory.user where account = $1 and id = $2 for update"#,
        account.uuid(),
        id.uuid()
    );
    Ok((owners, before.fetch_optional(tx).await?.ok_or_else(|| Error::not_found("user", id))?))
}

struct Before {
    revision: i64,
    role: i16,
    fields: Kept,
}

/// An agent changes their own name; an admin everybody's everything; only an owner makes owners.
fn may_change(cause: &Cause, id: UserId, change: &Change) -> Result<()> {
    let own_name = cause.caller.user() == Some(id)
        && change.role.is_none()
        && change.disabled.is_none()
        && !change.fields.is_some();
    if !cause.caller.is_admin() && !own_name {
        return Err(Error::denied("an agent may change their own name only"));
    }
    if change.role == Some(Role::Owner)
        && !cause.caller.is_internal()
        && cause.caller.role < tandem_kit::Role::Owner
    {
        return Err(Error::denied("only an owner makes an owner"));
    }
    Ok(())
}

fn changed(change: &Change, before: &Values, after: &Values) -> Vec<String> {
    let fields = [
        ("name", change.name.is_some()),
        ("role", change.role.is_some()),
        ("disabled", change.disabled.is_some()),
    ];
    let own = fields.iter().filter(|(_, is)| *is).map(|(field, _)| (*field).to_owned());
    own.chain(fields::named(before, after)).collect()
}

/// A role as it is kept: 1 agent, 2 admin, 3 owner; 0 is none, which the database refuses.
#[must_use]
pub fn role_number(role: Role) -> i16 {
    match role {
        Role::Unspecified => 0,
        Role::Agent => 1,
        Role::Admin => 2,
        Role::Owner => 3,
    }
}

/// A role from how it is kept.
#[must_use]
pub fn role_of(number: i16) -> Role {
    match number {
        1 => Role::Agent,
        2 => Role::Admin,
        3 => Role::Owner,
        _ => Role::Unspecified,
    }
}
