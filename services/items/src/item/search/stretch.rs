//! Hits stretch by stretch of time, by the inverted index: for words that many documents have and few have together.
use chrono::{DateTime, Utc};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::Result;

use super::{
    block::{Ahead, Key},
    hits::{Hits, latest, push_range},
    span::{self, Spans},
};

/// How many documents a stretch has, about. A filter reads the item of each that has the words.
const STRETCH: i64 = 12_000;
const FILTERED: i64 = 8_000;
/// How many of the newest documents tell whether each word by itself is frequent.
const SAMPLE: i64 = 200;
/// Words that fewer of them have are looked up.
const FREQUENT: i64 = 20;

/// What there is to look through.
struct Edges {
    newest: Option<DateTime<Utc>>,
    oldest: Option<DateTime<Utc>>,
    /// The document so many places on.
    place: Option<Key>,
}

impl Hits<'_> {
    /// Whether each of the words is in many documents, though few have them all: nothing tells the inverted index where they meet.
    pub async fn each_is_frequent(&self) -> Result<bool> {
        let words = &self.query.each;
        if words.is_empty() || (words.len() == 1 && self.filter.is_none()) {
            return Ok(false);
        }
        let least = sqlx::query_scalar!(
            r#"select min(counted.documents) as "least!"
                 from (select count(*) filter (where newest.document @@ word.query::tsquery) as documents
                         from unnest($2::text[]) with ordinality as word (query, place)
                        cross join (select document from items.search_document where account = $1
                                     order by create_time desc, item desc limit $3) as newest
                        group by word.place) as counted"#,
            self.account,
            words,
            SAMPLE
        );
        Ok(least.fetch_one(self.env.db.pool()).await? >= FREQUENT)
    }

    /// At most so many hits of the next stretch.
    pub async fn stretch_ahead(&self, from: Option<Key>, most: i64) -> Result<Ahead> {
        let places = if self.filter.is_some() { FILTERED } else { STRETCH };
        let edges = self.edges(from, places).await?;
        let Some((newest, oldest)) = edges.newest.zip(edges.oldest) else {
            return Ok(Ahead { hits: Vec::new(), end: None });
        };
        let end = edges.place.map(|place| match span::rounded(place.0, newest) {
            same if same == place.0 => place,
            later => (later, uuid::Uuid::nil()),
        });
        let spans = Spans::between(end.map_or(oldest, |(time, _)| time), newest, from.map(|(time, _)| time));
        let hits = self.by_spans(&spans, from, end, most).await?;
        let full = i64::try_from(hits.len()).is_ok_and(|found| found >= most);
        let end = if full { hits.last().copied() } else { end };
        Ok(Ahead { hits, end })
    }

    /// The hits of a stretch that was looked through before.
    pub async fn stretch_within(&self, from: Option<Key>, end: Option<Key>, most: i64) -> Result<Vec<Key>> {
        let edges = self.edges(from, 1).await?;
        let Some((newest, oldest)) = edges.newest.zip(edges.oldest) else { return Ok(Vec::new()) };
        let first = end.map_or(oldest, |(time, _)| time);
        let spans = Spans::between(first, newest, from.map(|(time, _)| time));
        self.by_spans(&spans, from, end, most).await
    }

    async fn edges(&self, from: Option<Key>, places: i64) -> Result<Edges> {
        let (time, id) = from.unwrap_or((latest(), uuid::Uuid::max()));
        let row = sqlx::query!(
            r#"select (select create_time from items.search_document
                        where account = $1 and (create_time, item) < ($2, $3::uuid)
                        order by create_time desc, item desc limit 1) as newest,
                      (select create_time from items.search_document
                        where account = $1
                        order by create_time, item limit 1) as oldest,
                      place.create_time as "place_time?", place.item as "place_item?"
                 from (select) as one
                 left join (select create_time, item from items.search_document
                             where account = $1 and (create_time, item) < ($2, $3::uuid)
                             order by create_time desc, item desc
                            offset $4 limit 1) as place on true"#,
            self.account,
            time,
            id,
            places - 1
        );
        let row = row.fetch_one(self.env.db.pool()).await?;
        Ok(Edges { newest: row.newest, oldest: row.oldest, place: row.place_time.zip(row.place_item) })
    }

    /// The index is asked for whole words alone, as it gathers all that has the beginning of one wherever it is; documents tell the rest.
    async fn by_spans(
        &self,
        spans: &Spans,
        from: Option<Key>,
        end: Option<Key>,
        most: i64,
    ) -> Result<Vec<Key>> {
        let mut query = QueryBuilder::<Postgres>::new(
            "select found.create_time, found.item
               from (select found.account, found.create_time, found.item, found.document
                       from items.search_document as found
                      where found.document @@ ",
        );
        query.push_bind(format!("{} & {}", spans.sql(), self.query.whole)).push("::text::tsquery");
        query.push(" and found.account = ").push_bind(self.account).push(" offset 0) as found");
        self.push_join(&mut query);
        query.push(" where ");
        self.push_words(&mut query);
        push_range(&mut query, from, end);
        query.push(" order by found.create_time desc, found.item desc limit ").push_bind(most);
        Ok(query.build_query_as::<Key>().persistent(false).fetch_all(self.env.db.pool()).await?)
    }
}
