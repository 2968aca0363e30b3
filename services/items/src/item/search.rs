//! Items by the words in them, best first. The number of hits chooses the way: rare words by the inverted index,
//! common words from the newest item backwards.
use sqlx::types::Json;
use tandem_kit::{Caller, Error, Page, Result};
use uuid::Uuid;

use super::{Item, Source, row};
use crate::{
    Env,
    sla::Clock,
    vocabulary::{Kind, State},
};

/// How many hits are ranked, the newest ones.
const RANKED: i64 = 1_000;
const LONGEST: usize = 500;

/// Items that have all the words, the last of which may be the beginning of one.
///
/// # Errors
/// `Invalid` where there are no words.
pub async fn search(env: &Env, caller: &Caller, words: &str, page: &Page) -> Result<(Vec<Item>, String)> {
    let words = words.replace('\0', " ");
    let words = words.trim().trim_start_matches('#');
    if words.is_empty() {
        return Err(Error::invalid("q", "must not be empty"));
    }
    if words.chars().count() > LONGEST {
        return Err(Error::invalid("q", format!("has more than {LONGEST} characters")));
    }
    let Some(query) = query(env, caller, words).await? else { return Ok((Vec::new(), String::new())) };
    let rare = hits_by_word(env, caller, &query).await?;
    let hits = if i64::try_from(rare.len()).unwrap_or(i64::MAX) > RANKED { newest_hits(env, caller, &query).await? } else { rare };
    let ranked = ranked(env, caller, &query, &hits, page).await?;
    let (ranked, token) = page.cut(ranked, |(id, rank)| (*rank, *id));
    let ids: Vec<Uuid> = ranked.iter().map(|(id, _)| *id).collect();
    let mut items = read(env, caller, &ids).await?;
    items.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
    Ok((items, token))
}

/// The words as the index reads them, with the account as one of them; nothing where no word is left.
async fn query(env: &Env, caller: &Caller, words: &str) -> Result<Option<String>> {
    let query = sqlx::query_scalar!(
        r#"select case when asked.query like '%''' then asked.query || ':*' else asked.query end as "query!"
             from (select websearch_to_tsquery('simple', $1)::text as query) as asked"#,
        words
    )
    .fetch_one(env.db.pool())
    .await?;
    let account = caller.account.simple();
    Ok((!query.is_empty()).then(|| format!("'acc{account}' & ( {query} )")))
}

/// The hits in no order, one more than are ranked at most: enough to know whether the words are rare.
async fn hits_by_word(env: &Env, caller: &Caller, query: &str) -> Result<Vec<Uuid>> {
    let hits = sqlx::query_scalar!(
        "with hit as materialized (select item, document, account
                                     from items.search_document
                                    where account = $1 and document @@ $2::text::tsquery
                                    limit $3)
         select item from hit",
        caller.account,
        query,
        RANKED + 1
    );
    Ok(hits.fetch_all(env.db.pool()).await?)
}

/// The newest hits.
async fn newest_hits(env: &Env, caller: &Caller, query: &str) -> Result<Vec<Uuid>> {
    let hits = sqlx::query_scalar!(
        "select item
           from items.search_document
          where account = $1 and document @@ $2::text::tsquery
          order by create_time desc, item desc
          limit $3",
        caller.account,
        query,
        RANKED
    );
    Ok(hits.fetch_all(env.db.pool()).await?)
}

async fn ranked(env: &Env, caller: &Caller, query: &str, hits: &[Uuid], page: &Page) -> Result<Vec<(Uuid, f32)>> {
    let (rank, id) = page.after::<(f32, Uuid)>()?.unzip();
    let rows = sqlx::query!(
        r#"select hit.item, hit.rank as "rank!"
             from (select item, ts_rank(document, $3::text::tsquery) as rank
                     from items.search_document
                    where account = $1 and item = any($2)) as hit
            where $4::real is null or (hit.rank, hit.item) < ($4, $5::uuid)
            order by hit.rank desc, hit.item desc
            limit $6"#,
        caller.account,
        hits,
        query,
        rank,
        id,
        page.limit()
    );
    Ok(rows.fetch_all(env.db.pool()).await?.into_iter().map(|row| (row.item, row.rank)).collect())
}

async fn read(env: &Env, caller: &Caller, ids: &[Uuid]) -> Result<Vec<Item>> {
    Ok(row::read_item!("id = any($2) and delete_time is null", caller.account, ids).fetch_all(env.db.pool()).await?)
}
