//! The rows of exports of people: some after an id, by ids.
use serde_json::{Value, json};
use tandem_kit::{
    Readers, Result,
    id::{CustomerId, OrganizationId, UserId},
};
use uuid::Uuid;

use super::{Asked, What, column::time};
use crate::{
    fields::{Kept, Values},
    organization, user,
};

/// How many are read at once.
const BATCH: i64 = 500;

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

/// Some of them, with their ids.
///
/// # Errors
/// Where the database is away.
pub async fn some(db: &Readers, asked: &Asked, (after, last): (Uuid, Uuid)) -> Result<Vec<(Uuid, Row)>> {
    match asked.what {
        What::Customers { of } => customers(db, asked, of, (after, last)).await,
        What::Organizations => organizations(db, asked, (after, last)).await,
        What::Users { disabled } => users(db, asked, disabled, (after, last)).await,
    }
}

fn words(asked: &Asked) -> Option<&str> {
    asked.words.as_ref().map(|words| words.sql.as_str())
}

async fn customers(
    db: &Readers,
    asked: &Asked,
    of: Option<OrganizationId>,
    (after, last): (Uuid, Uuid),
) -> Result<Vec<(Uuid, Row)>> {
    let rows = sqlx::query!(
        r#"select c.id, c.name, c.email, c.disabled, c.create_time, c.update_time, c.fields as "fields: Kept",
                  (select o.name from directory.organization o where o.account = $1 and o.id = c.organization) as organization
             from directory.customer c
            where c.account = $1 and c.id > $2 and c.id <= $3
              and ($4::uuid is null or c.organization = $4)
              and ($5::text is null
                   or (array_to_tsvector(array['acc' || replace(c.account::text, '-', '')])
                       || to_tsvector('simple', translate(c.name || ' ' || c.email, '@.-_+/''', '       '))) @@ $5::text::tsquery)
            order by c.id
            limit $6"#,
        asked.account.uuid(),
        after,
        last,
        of.map(|of| of.uuid()),
        words(asked),
        BATCH
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

async fn organizations(db: &Readers, asked: &Asked, (after, last): (Uuid, Uuid)) -> Result<Vec<(Uuid, Row)>> {
    let begins = asked.words.as_ref().map(|words| organization::beginning(&words.typed));
    let rows = sqlx::query!(
        r#"select o.id, o.name, o.create_time, o.update_time, o.fields as "fields: Kept",
                  array(select domain from directory.organization_domain d where d.account = $1 and d.organization = o.id order by domain) as "domains!"
             from directory.organization o
            where o.account = $1 and o.id > $2 and o.id <= $3
              and ($4::text is null
                   or (array_to_tsvector(array['acc' || replace(o.account::text, '-', '')])
                       || to_tsvector('simple', translate(o.name, '@.-_+/''', '       '))) @@ $4::text::tsquery
                   or exists (select from directory.organization_domain d
                               where d.account = $1 and d.organization = o.id and d.domain like $5))
            order by o.id
            limit $6"#,
        asked.account.uuid(),
        after,
        last,
        words(asked),
        begins,
        BATCH
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

async fn users(
    db: &Readers,
    asked: &Asked,
    disabled: bool,
    (after, last): (Uuid, Uuid),
) -> Result<Vec<(Uuid, Row)>> {
    let rows = sqlx::query!(
        r#"select u.id, u.name, u.email, u.role, u.disabled, u.create_time, u.update_time, u.fields as "fields: Kept",
                  array(select t.name
                          from directory.team_member m
                          join directory.team t on t.account = $1 and t.id = m.team
                         where m.account = $1 and m.member = u.id
                         order by t.name) as "teams!"
             from directory.user u
            where u.account = $1 and u.id > $2 and u.id <= $3
              and ($4 or not u.disabled)
              and ($5::text is null
                   or (array_to_tsvector(array['acc' || replace(u.account::text, '-', '')])
                       || to_tsvector('simple', translate(u.name || ' ' || u.email, '@.-_+/''', '       '))) @@ $5::text::tsquery)
            order by u.id
            limit $6"#,
        asked.account.uuid(),
        after,
        last,
        disabled,
        words(asked),
        BATCH
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
