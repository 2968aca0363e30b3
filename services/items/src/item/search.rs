//! Items by the words in them, best first. The number of hits chooses the way: rare words by the inverted index,
//! common words from the newest item backwards.
use sqlx::types::Json;
use tandem_kit::{Caller, Error, Page, Result};
use uuid::Uuid;

use super::{Item, Source, row};
use crate::{
    Env,
    field::values::Values,
    sla::Clock,
    vocabulary::{Kind, State},
};

/// Words with more hits than these are common.
const RARE: i64 = 5_000;
/// How many hits of rare words are ranked, the newest ones.
const RANKED: i64 = 1_000;
/// How many hits of common words are looked for and ranked, the newest ones.
const RANKED_OF_COMMON: i64 = 200;
/// The longest question, in characters.
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
    let hits = match hits_of_rare(env, caller, &query).await? {
        Some(hits) => hits,
        None => hits_of_common(env, caller, &query).await?,
    };
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

/// By the inverted index: the newest of all hits; nothing where the words are common.
async fn hits_of_rare(env: &Env, caller: &Caller, query: &str) -> Result<Option<Vec<Uuid>>> {
    let rows = sqlx::query!(
        r#"with hit as materialized (select item, create_time
                                       from items.search_document
                                      where account = $1 and document @@ $2::text::tsquery
                                      limit $3)
           select item, (select count(*) from hit) as "found!"
             from hit
            order by create_time desc, item desc
            limit $4"#,
        caller.account,
        query,
        RARE + 1,
        RANKED
    )
    .fetch_all(env.db.pool())
    .await?;
    let common = rows.first().is_some_and(|row| row.found > RARE);
    Ok((!common).then(|| rows.into_iter().map(|row| row.item).collect()))
}

/// From the newest item backwards. `offset 0` keeps the planner to that order, whatever it thinks of the words.
async fn hits_of_common(env: &Env, caller: &Caller, query: &str) -> Result<Vec<Uuid>> {
    let hits = sqlx::query_scalar!(
        "select newest.item
           from (select item, document
                   from items.search_document
                  where account = $1
                  order by create_time desc, item desc
                 offset 0) as newest
          where newest.document @@ $2::text::tsquery
          limit $3",
        caller.account,
        query,
        RANKED_OF_COMMON
    );
    Ok(hits.fetch_all(env.db.pool()).await?)
}

async fn ranked(
    env: &Env,
    caller: &Caller,
    query: &str,
    hits: &[Uuid],
    page: &Page,
) -> Result<Vec<(Uuid, f32)>> {
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
    Ok(row::read_item!("id = any($2) and delete_time is null", caller.account, ids)
        .fetch_all(env.db.pool())
        .await?)
}
