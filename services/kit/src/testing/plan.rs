use sqlx::{PgConnection, Postgres, QueryBuilder, Row as _};

/// How the database would answer a statement while it may not use what these settings stand for, such as `enable_sort`: the lines of `explain`.
///
/// # Errors
/// Where it cannot explain it.
pub async fn plan(db: &mut PgConnection, settings: &[&str], statement: &str) -> sqlx::Result<String> {
    for setting in settings {
        let set = format!("set local {setting} = off");
        QueryBuilder::<Postgres>::new(set).build().execute(&mut *db).await?;
    }
    let mut rows = QueryBuilder::<Postgres>::new(format!("explain (costs off) {statement}"));
    let rows = rows.build().fetch_all(db).await?;
    let lines: Vec<String> = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
    Ok(lines.join("\n"))
}
