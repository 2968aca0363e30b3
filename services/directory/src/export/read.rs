//! The rows of exports of people, by ids.
use serde_json::{Value, json};
use tandem_kit::{
    Readers, Result,
    id::{CustomerId, OrganizationId, UserId},
};
use uuid::Uuid;

use super::column::time;
use crate::{
    fields::{Kept, Values},
    list::{Asked, What},
    user,
};

/// The values of the columns in their order, and those of the custom ones.
pub struct Row {
    pub values: Vec<Value>,
    pub fields: Values,
}

/// The newest one that is there.
///
/// # Errors
/// Where the database is away.
pub async fn last(db: &Readers, asked: &Asked) -> Result<Uuid> {
    let account = asked.account.uuid();
    let newest = match asked.what {
        What::Customers { .. } => {
            sqlx::query_scalar!(
                "select id from directory.customer where account = $1 order by id desc limit 1",
                account
            )
            .fetch_optional(db)
            .await?
        }
        What::Organizations => {
            sqlx::query_scalar!(
                "select id from directory.organization where account = $1 order by id desc limit 1",
                account
            )
            .fetch_optional(db)
            .await?
        }
        What::Users { .. } => {
            sqlx::query_scalar!(
                "select id from directory.user where account = $1 order by id desc limit 1",
                account
            )
            .fetch_optional(db)
            .await?
        }
    };
    Ok(newest.unwrap_or_default())
}

/// These, with their ids.
///
/// # Errors
/// Where the database is away.
pub async fn these(db: &Readers, asked: &Asked, ids: &[Uuid]) -> Result<Vec<(Uuid, Row)>> {
    match asked.what {
        What::Customers { .. } => customers(db, asked, ids).await,
        What::Organizations => organizations(db, asked, ids).await,
        What::Users { .. } => users(db, asked, ids).await,
    }
}

async fn customers(db: &Readers, asked: &Asked, ids: &[Uuid]) -> Result<Vec<(Uuid, Row)>> {
    let rows = sqlx::query!(
        r#"select c.id, c.name, c.email, c.disabled, c.create_time, c.update_time, c.fields as "fields: Kept",
                  (select o.name from directory.organization o where o.account = $1 and o.id = c.organization) as organization
             from directory.customer c
            where c.account = $1 and c.id = any($2)
            order by c.id"#,
        asked.account.uuid(),
        ids
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| {
        let values = vec![
            json!(CustomerId::from(row.id).to_string()),
            json!(row.email),
            json!(row.name),
            json!(row.organization),
            json!(row.disabled),
            time(row.create_time),
            time(row.update_time),
        ];
        (row.id, Row { values, fields: row.fields.0 })
    });
    Ok(rows.collect())
}

async fn organizations(db: &Readers, asked: &Asked, ids: &[Uuid]) -> Result<Vec<(Uuid, Row)>> {
    let rows = sqlx::query!(
        r#"select o.id, o.name, o.create_time, o.update_time, o.fields as "fields: Kept",
                  array(select domain from directory.organization_domain d where d.account = $1 and d.organization = o.id order by domain) as "domains!"
             from directory.organization o
            where o.account = $1 and o.id = any($2)
            order by o.id"#,
        asked.account.uuid(),
        ids
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| {
        let values = vec![
            json!(OrganizationId::from(row.id).to_string()),
            json!(row.name),
            json!(row.domains),
            time(row.create_time),
            time(row.update_time),
        ];
        (row.id, Row { values, fields: row.fields.0 })
    });
    Ok(rows.collect())
}

async fn users(db: &Readers, asked: &Asked, ids: &[Uuid]) -> Result<Vec<(Uuid, Row)>> {
    let rows = sqlx::query!(
        r#"select u.id, u.name, u.email, u.role, u.disabled, u.create_time, u.update_time, u.fields as "fields: Kept",
                  array(select t.name
                          from directory.team_member m
                          join directory.team t on t.account = $1 and t.id = m.team
                         where m.account = $1 and m.member = u.id
                         order by t.name) as "teams!"
             from directory.user u
            where u.account = $1 and u.id = any($2)
            order by u.id"#,
        asked.account.uuid(),
        ids
    );
    let rows = rows.fetch_all(db).await?.into_iter().map(|row| {
        let values = vec![
            json!(UserId::from(row.id).to_string()),
            json!(row.email),
            json!(row.name),
            json!(user::role_of(row.role).as_str_name().trim_start_matches("ROLE_").to_lowercase()),
            json!(row.teams),
            json!(row.disabled),
            time(row.create_time),
            time(row.update_time),
        ];
        (row.id, Row { values, fields: row.fields.0 })
    });
    Ok(rows.collect())
}
