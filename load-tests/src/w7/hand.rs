//! The statements that one would write by hand: by the inverted index first, or from the newest document back. Which is the
//! better one is known afterwards.
#![expect(clippy::disallowed_methods, reason = "reads the schema of the system from outside")]
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use sqlx::{PgPool, SqlSafeStr, SqlStr};
use uuid::Uuid;

use crate::client::{histogram, micros, millis};

const TIMES: usize = 10;
/// A form that takes longer is not the better one.
const PATIENCE: Duration = Duration::from_secs(3);

const INDEX_NEWEST: &str = "
with hit as materialized (select item, create_time from items.search_document
                           where account = $1 and document @@ $2::text::tsquery)
select item from hit order by create_time desc, item desc limit 26";
const INDEX_BEST: &str = "
with hit as materialized (select item, create_time, document from items.search_document
                           where account = $1 and document @@ $2::text::tsquery),
     newest as (select item, document from hit order by create_time desc, item desc limit 1000)
select item from newest order by ts_rank(document, $2::text::tsquery) desc, item desc limit 26";
const WALK_NEWEST: &str = "
select item from (select item, document from items.search_document where account = $1
                   order by create_time desc, item desc offset 0) as newest
 where document @@ $2::text::tsquery limit 26";
const WALK_BEST: &str = "
select item from (select item, document
                    from (select item, document from items.search_document where account = $1
                           order by create_time desc, item desc offset 0) as newest
                   where document @@ $2::text::tsquery limit 200) as hit
 order by ts_rank(document, $2::text::tsquery) desc, item desc limit 26";

/// The better of the two forms; nothing where no statement does the same.
pub async fn best(
    pool: &PgPool,
    account: Uuid,
    words: &str,
    order: &str,
) -> anyhow::Result<Option<Histogram<u64>>> {
    if words.is_empty() {
        return Ok(None);
    }
    let forms = if order == "newest" { [INDEX_NEWEST, WALK_NEWEST] } else { [INDEX_BEST, WALK_BEST] };
    let query = format!("'acc{}' & ( {words} )", account.simple());
    let mut best: Option<Histogram<u64>> = None;
    for form in forms {
        if let Some(taken) = measure(pool, account, &query, form.into_sql_str()).await?
            && best.as_ref().is_none_or(|other| millis(&taken, 0.5) < millis(other, 0.5))
        {
            best = Some(taken);
        }
    }
    Ok(best)
}

async fn measure(
    pool: &PgPool,
    account: Uuid,
    query: &str,
    form: SqlStr,
) -> anyhow::Result<Option<Histogram<u64>>> {
    let mut latency = histogram();
    for n in 0..=TIMES {
        let asked = Instant::now();
        let statement = sqlx::query(form.clone()).persistent(false).bind(account).bind(query);
        match tokio::time::timeout(PATIENCE, statement.fetch_all(pool)).await {
            Ok(rows) => drop(rows?),
            Err(_) => return Ok(None),
        }
        if n > 0 {
            latency.record(micros(asked.elapsed()))?;
        }
    }
    Ok(Some(latency))
}
