//! Hits, newest first. Whether the newest documents have the words tells how many will: common words are looked for from the
//! newest document backwards, rare ones by the inverted index, and no way is slow for what it is chosen for.
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::Result;
use uuid::Uuid;

use super::{
    block::{Ahead, Key, Way},
    query::Query,
};
use crate::{Env, item::list::Selection};

/// How many hits of rare words are ranked at a time, the newest ones.
const RANKED: i64 = 1_000;
/// How many hits of common words are.
const RANKED_OF_COMMON: i64 = 200;
/// The most hits of a block that is looked at again: some may have come since.
const AGAIN: i64 = 2 * RANKED;
/// How many of the newest documents tell whether words are common.
const SAMPLE: i64 = 500;
/// Words that fewer documents of the sample have are rare.
const COMMON: i64 = 3;
/// How many documents are walked through for one block of common words.
const BLOCK: i64 = 8_000;
/// The most hits of rare words that are put in order. More have them only where the words went out of use.
const SORTED: i64 = 50_000;

/// Words, in an account, under a filter.
pub struct Hits<'a> {
    pub env: &'a Env,
    pub account: Uuid,
    pub query: &'a Query,
    pub filter: Option<&'a Selection>,
}

impl Hits<'_> {
    /// By which way hits are found.
    pub async fn way(&self) -> Result<Way> {
        if self.query.excludes_only {
            return Ok(Way::Common);
        }
        let mut query = QueryBuilder::<Postgres>::new("select count(*), count(*) filter (where ");
        self.push_words(&mut query);
        query.push(
            ") from (select account, item, document from items.search_document
                      where account = ",
        );
        query.push_bind(self.account);
        query.push(" order by create_time desc, item desc limit ").push_bind(SAMPLE).push(") as found");
        self.push_join(&mut query);
        let sampled = query.build_query_as::<(i64, i64)>().fetch_one(self.env.db.pool()).await?;
        let (documents, having) = sampled;
        Ok(if documents < SAMPLE || having >= COMMON { Way::Common } else { Way::Rare })
    }

    /// At most so many hits of the next block.
    pub async fn ahead(&self, way: Way, from: Option<Key>, most: i64) -> Result<Ahead> {
        if way == Way::Rare {
            let mut hits = self.by_index(from, None, most + 1).await?;
            let more = i64::try_from(hits.len()).is_ok_and(|found| found > most);
            hits.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            let end = if more { hits.last().copied() } else { None };
            return Ok(Ahead { hits, end });
        }
        let hits = self.walk(from, None, most).await?;
        let full = i64::try_from(hits.len()).is_ok_and(|found| found >= most);
        let end = if full { hits.last().copied() } else { self.key_after(from, BLOCK).await? };
        Ok(Ahead { hits, end })
    }

    /// The next block of hits that are ranked together.
    pub async fn block(&self, way: Way, from: Option<Key>) -> Result<Ahead> {
        let most = if way == Way::Rare { RANKED } else { RANKED_OF_COMMON };
        self.ahead(way, from, most).await
    }

    /// The hits of a block that was looked at before.
    pub async fn within(&self, way: Way, from: Option<Key>, end: Option<Key>) -> Result<Vec<Key>> {
        match way {
            Way::Rare => self.by_index(from, end, AGAIN).await,
            _ => self.walk(from, end, AGAIN).await,
        }
    }

    /// The best of these, after the last one of the page before.
    pub async fn ranked(
        &self,
        ids: &[Uuid],
        last: Option<(f32, Uuid)>,
        most: i64,
    ) -> Result<Vec<(Uuid, f32)>> {
        let (rank, id) = last.unzip();
        let rows = sqlx::query!(
            r#"select hit.item, hit.rank as "rank!"
                 from (select item, ts_rank(document, $3::text::tsquery) as rank
                         from items.search_document
                        where account = $1 and item = any($2)) as hit
                where $4::real is null or (hit.rank, hit.item) < ($4, $5::uuid)
                order by hit.rank desc, hit.item desc
                limit $6"#,
            self.account,
            ids,
            self.query.sql,
            rank,
            id,
            most
        );
        Ok(rows.fetch_all(self.env.db.pool()).await?.into_iter().map(|row| (row.item, row.rank)).collect())
    }

    /// The document so many places after another; nothing where there are not so many.
    async fn key_after(&self, from: Option<Key>, places: i64) -> Result<Option<Key>> {
        let (time, id) = from.unwrap_or((latest(), Uuid::max()));
        let row = sqlx::query!(
            "select create_time, item
               from items.search_document
              where account = $1 and (create_time, item) < ($2, $3::uuid)
              order by create_time desc, item desc
             offset $4
              limit 1",
            self.account,
            time,
            id,
            places - 1
        );
        Ok(row.fetch_optional(self.env.db.pool()).await?.map(|row| (row.create_time, row.item)))
    }

    /// From the newest document of a block backwards. Its limit keeps the planner to that order, whatever it thinks of the words.
    async fn walk(&self, from: Option<Key>, end: Option<Key>, most: i64) -> Result<Vec<Key>> {
        let mut query = QueryBuilder::<Postgres>::new(
            "select found.create_time, found.item
               from (select account, create_time, item, document
                       from items.search_document as found
                      where found.account = ",
        );
        query.push_bind(self.account);
        push_range(&mut query, from, end);
        // Where the end is known, some may have come since.
        let documents = if end.is_some() { 2 * BLOCK } else { BLOCK };
        query.push(" order by found.create_time desc, found.item desc limit ").push_bind(documents);
        query.push(") as found");
        self.push_join(&mut query);
        query.push(" where ");
        self.push_words(&mut query);
        query.push(" limit ").push_bind(most);
        Ok(query.build_query_as::<Key>().fetch_all(self.env.db.pool()).await?)
    }

    /// By the inverted index: all hits are found before they are put in order, as no index knows both.
    async fn by_index(&self, from: Option<Key>, end: Option<Key>, most: i64) -> Result<Vec<Key>> {
        let mut query = QueryBuilder::<Postgres>::new(
            "with hit as materialized (select found.create_time, found.item
                                         from items.search_document as found",
        );
        self.push_join(&mut query);
        query.push(" where found.account = ").push_bind(self.account);
        push_range(&mut query, from, end);
        query.push(" and ");
        self.push_words(&mut query);
        query.push(" limit ").push_bind(SORTED);
        query.push(") select create_time, item from hit order by create_time desc, item desc limit ");
        query.push_bind(most);
        Ok(query.build_query_as::<Key>().persistent(false).fetch_all(self.env.db.pool()).await?)
    }

    fn push_join(&self, query: &mut QueryBuilder<Postgres>) {
        if self.filter.is_some() {
            query.push(" left join items.item on item.account = found.account and item.id = found.item");
        }
    }

    /// The words, and the filter on the items that have them.
    fn push_words(&self, query: &mut QueryBuilder<Postgres>) {
        query.push("found.document @@ ").push_bind(self.query.sql.clone()).push("::text::tsquery");
        if let Some(filter) = self.filter {
            query.push(" and ");
            filter.push(query);
        }
    }
}

fn push_range(query: &mut QueryBuilder<Postgres>, from: Option<Key>, end: Option<Key>) {
    for (sign, key) in [("<", from), (">=", end)] {
        if let Some((time, id)) = key {
            query.push(format!(" and (found.create_time, found.item) {sign} ("));
            query.push_bind(time).push(", ").push_bind(id).push(")");
        }
    }
}

/// Later than any time that the database keeps of an item.
fn latest() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
