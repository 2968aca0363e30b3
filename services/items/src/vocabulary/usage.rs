//! How many items have each type, each status and each custom field.
use tandem_kit::{Cause, Result};
use uuid::Uuid;

use crate::Env;

/// How many items are looked at, the newest.
const LOOKED_AT: i64 = 100_000;

/// How often things are used.
#[derive(Debug, Default)]
pub struct Usage {
    pub types: Vec<(Uuid, i32)>,
    pub statuses: Vec<(Uuid, i32)>,
    /// By the field's key.
    pub fields: Vec<(String, i32)>,
    pub partial: bool,
}

/// Counts.
///
/// # Errors
/// Where the database is away.
pub async fn count(env: &Env, cause: &Cause) -> Result<Usage> {
    let rows = sqlx::query!(
        r#"with newest as materialized (select type, status, fields
                                          from items.item
                                         where account = $1 and delete_time is null
                                         order by create_time desc, id desc
                                         limit $2)
           select 'type' as "what!", type::text as "which!", count(*)::integer as "items!" from newest group by type
           union all
           select 'status', status::text, count(*)::integer from newest group by status
           union all
           select 'field', value.key, count(*)::integer
             from newest cross join lateral jsonb_object_keys(newest.fields) as value (key)
            group by value.key"#,
        cause.caller.account,
        LOOKED_AT
    )
    .fetch_all(env.db.pool())
    .await?;
    let mut usage = Usage::default();
    for row in rows {
        match (row.what.as_str(), row.which.parse::<Uuid>()) {
            ("type", Ok(id)) => usage.types.push((id, row.items)),
            ("status", Ok(id)) => usage.statuses.push((id, row.items)),
            _ => usage.fields.push((row.which, row.items)),
        }
    }
    usage.partial = usage.types.iter().map(|(_, items)| i64::from(*items)).sum::<i64>() >= LOOKED_AT;
    Ok(usage)
}
