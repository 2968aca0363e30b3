//! Hits, newest first. Whether the newest documents have the words tells how many will: common words are looked for from the
//! newest document backwards, rare ones by the inverted index, and no way is slow for what it is chosen for. Where neither is quick,
//! the inverted index is asked stretch by stretch.
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, QueryBuilder};
use tandem_kit::{Error, Result};
use uuid::Uuid;

use super::{
    block::{Ahead, Key, Way},
    query::Query,
};
use crate::{
    Env,
    item::{count::in_time, index, list::Selection},
};

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
/// How long the inverted index is asked for all hits.
const PATIENCE_MS: u32 = 50;
/// How long it is asked again for those of a block that it found before.
const PATIENCE_AGAIN_MS: u32 = 2_000;

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
        if documents < SAMPLE || having >= COMMON {
            return Ok(Way::Common);
        }
        Ok(if self.each_is_frequent().await? { self.in_pieces().await? } else { Way::Rare })
    }

    /// The way on from a block that had so many hits, found by the one before.
    pub fn way_on(&self, way: Way, hits: usize) -> Way {
        let dried_up = way == Way::Common && i64::try_from(hits).is_ok_and(|hits| hits < COMMON);
        if dried_up && !self.query.excludes_only { Way::Rare } else { way }
    }

    /// The way where it is too much to do at once.
    async fn in_pieces(&self) -> Result<Way> {
        // Documents of an earlier release get the words of their time one after the other.
        let timed = index::are_complete(self.env.db.pool(), self.account).await?;
        Ok(if timed { Way::Spans } else { Way::Common })
    }

    /// At most so many hits of the next block, and by which way they were found: another where the index took too long.
    pub async fn ahead(&self, way: Way, from: Option<Key>, most: i64) -> Result<(Way, Ahead)> {
        let way = if way == Way::Rare {
            if let Some(mut hits) = self.by_index(from, None, most + 1, PATIENCE_MS).await? {
                let more = i64::try_from(hits.len()).is_ok_and(|found| found > most);
                hits.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                let end = if more { hits.last().copied() } else { None };
                return Ok((way, Ahead { hits, end }));
            }
            self.in_pieces().await?
        } else {
            way
        };
        if way == Way::Spans {
            return Ok((way, self.stretch_ahead(from, most).await?));
        }
        let hits = self.walk(from, None, most).await?;
        let full = i64::try_from(hits.len()).is_ok_and(|found| found >= most);
        let end = if full { hits.last().copied() } else { self.key_after(from, BLOCK).await? };
        Ok((way, Ahead { hits, end }))
    }

    /// The next block of hits that are ranked together.
    pub async fn block(&self, way: Way, from: Option<Key>) -> Result<(Way, Ahead)> {
        let most = if way == Way::Common { RANKED_OF_COMMON } else { RANKED };
        self.ahead(way, from, most).await
    }

    /// The hits of a block that was looked at before.
    ///
    /// # Errors
    /// `Unavailable` where the index has much more to do than it had then.
    pub async fn within(&self, way: Way, from: Option<Key>, end: Option<Key>) -> Result<Vec<Key>> {
        match way {
            Way::Rare => self.by_index(from, end, AGAIN, PATIENCE_AGAIN_MS).await?.ok_or_else(|| {
                Error::Unavailable("the list cannot be gone on with in time; search again".into())
            }),
            Way::Spans => self.stretch_within(from, end, AGAIN).await,
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

    /// By the inverted index: all hits are found before they are put in order, as no index knows both. Nothing where that takes too long.
    async fn by_index(
        &self,
        from: Option<Key>,
        end: Option<Key>,
        most: i64,
        patience_ms: u32,
    ) -> Result<Option<Vec<Key>>> {
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
        let asking = async |db: &mut PgConnection| {
            // Memory for all that has a word, else pages are gathered and their documents read; no compiling for what takes a moment.
            let ways = "set work_mem = '32MB'; set jit = off; set enable_seqscan = off";
            let patience = AssertSqlSafe(format!("{ways}; set statement_timeout = {patience_ms}"));
            sqlx::raw_sql(patience).execute(&mut *db).await?;
            let found = query.build_query_as::<Key>().persistent(false).fetch_all(&mut *db).await;
            let found = in_time(found)?;
            let back = "reset statement_timeout; reset work_mem; reset jit; reset enable_seqscan";
            sqlx::raw_sql(back).execute(&mut *db).await?;
            Ok(found)
        };
        self.env.db.pool().on_one(asking).await
    }

    pub(super) fn push_join(&self, query: &mut QueryBuilder<Postgres>) {
        if self.filter.is_some() {
            query.push(" left join items.item on item.account = found.account and item.id = found.item");
        }
    }

    /// The words, and the filter on the items that have them.
    pub(super) fn push_words(&self, query: &mut QueryBuilder<Postgres>) {
        query.push("found.document @@ ").push_bind(self.query.sql.clone()).push("::text::tsquery");
        if let Some(filter) = self.filter {
            query.push(" and ");
            filter.push(query);
        }
    }
}

pub(super) fn push_range(query: &mut QueryBuilder<Postgres>, from: Option<Key>, end: Option<Key>) {
    for (sign, key) in [("<", from), (">=", end)] {
        if let Some((time, id)) = key {
            query.push(format!(" and (found.create_time, found.item) {sign} ("));
            query.push_bind(time).push(", ").push_bind(id).push(")");
        }
    }
}

/// Later than any time that the database keeps of an item.
pub(super) fn latest() -> DateTime<Utc> {
    DateTime::from_timestamp(253_402_300_799, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
