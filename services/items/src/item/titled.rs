//! Which items may have a part of a word in their title, out of the write path: documents of the search keep the titles, and where the
//! database has trigrams an index of them. It tells candidates alone: who asks looks at the titles themselves.
use sqlx::PgConnection;
use tandem_kit::Result;
use uuid::Uuid;

use super::{count::in_time, index};
use crate::Env;

/// How many of the newest titles tell whether a part is common: such a list is full before long.
const SAMPLE: i64 = 1_000;
const COMMON: i64 = 3;
/// The most candidates, and the most items whose titles are not kept yet.
const MOST: i64 = 2_000;
/// The shortest part that an index knows.
const SHORTEST: usize = 3;

/// The items that may have all of these in their titles; nothing: it is as well to look through all.
///
/// # Errors
/// Where the database is away.
pub async fn candidates(env: &Env, account: Uuid, parts: &[String]) -> Result<Option<Vec<Uuid>>> {
    let longest = parts.iter().filter(|part| is_plain(part)).max_by_key(|part| part.len());
    let Some(part) = longest else { return Ok(None) };
    let pattern = format!("%{part}%");
    if !is_rare(env, account, &pattern).await? || !is_ready(env, account).await? {
        return Ok(None);
    }
    let looking = async |db: &mut PgConnection| {
        sqlx::raw_sql("set statement_timeout = 200; set enable_seqscan = off").execute(&mut *db).await?;
        let found = in_time(kept(db, account, &pattern).await)?;
        sqlx::raw_sql("reset statement_timeout; reset enable_seqscan").execute(&mut *db).await?;
        Ok(found)
    };
    let found = env.db.pool().on_one(looking).await?;
    Ok(found.filter(|found| i64::try_from(found.len()).is_ok_and(|found| found <= MOST)))
}

/// Letters and digits that are the same in every language, so that the index surely reads them as the filter does.
fn is_plain(part: &str) -> bool {
    part.len() >= SHORTEST && part.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether the newest titles hardly have it; no in an account that is soon looked through.
async fn is_rare(env: &Env, account: Uuid, pattern: &str) -> Result<bool> {
    let sampled = sqlx::query!(
        r#"select count(*) as "titles!", count(*) filter (where title ilike $2) as "having!"
             from (select title from items.item
                    where account = $1 and delete_time is null
                    order by create_time desc, id desc
                    limit $3) as newest"#,
        account,
        pattern,
        SAMPLE
    );
    let sampled = sampled.fetch_one(env.db.pool()).await?;
    Ok(sampled.titles >= SAMPLE && sampled.having < COMMON)
}

/// Whether the index is there, which not every database has, and knows all titles.
async fn is_ready(env: &Env, account: Uuid) -> Result<bool> {
    let there =
        sqlx::query_scalar!(r#"select to_regclass('items.search_document_title') is not null as "there!""#);
    Ok(there.fetch_one(env.db.pool()).await? && index::are_complete(env.db.pool(), account).await?)
}

/// Those of the index, and those that it does not know yet.
async fn kept(db: &mut PgConnection, account: Uuid, pattern: &str) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"select found.item as "item!"
             from ((select item from items.search_document
                     where account = $1
                       and array[account::text] @> array[$1::uuid::text]
                       and title is not null
                       and title ilike $2
                     limit $3)
                   union all
                   (select item from items.search_mark where account = $1 limit $3)) as found"#,
        account,
        pattern,
        MOST + 1
    )
    .fetch_all(db)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_three_plain_letters_is_looked_up() {
        assert!(is_plain("b12") && is_plain("Printer"));
        for other in ["ab", "", "a b c", "50%", "größe", "İstanbul"] {
            assert!(!is_plain(other), "{other}");
        }
    }
}
