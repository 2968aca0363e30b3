//! Items by the words in them, best or newest first, with the places where they were found.
mod block;
mod correct;
mod hits;
mod passage;
mod query;
mod span;
mod stretch;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tandem_kit::{Caller, Cause, Error, Page, Result};
use uuid::Uuid;

use self::{
    block::{Block, Key, Way},
    hits::Hits,
};
pub use self::{
    passage::{Passage, Place},
    query::Query,
};
use super::{Item, list::Selection, row};
use crate::{
    Env,
    field::values::Values,
    item::Source,
    sight,
    sla::Clock,
    vocabulary::{Kind, State},
};
use sqlx::types::Json;

/// How many blocks of hits one request goes through; what is left has a token.
const MOST_BLOCKS: usize = 4;

/// What comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Relevance,
    Newest,
}

impl Order {
    /// Reads `order_by`.
    ///
    /// # Errors
    /// `Invalid` for one that there is not.
    pub fn read(order_by: &str) -> Result<Self> {
        match order_by.trim() {
            "" | "relevance" => Ok(Self::Relevance),
            "newest" => Ok(Self::Newest),
            other => Err(Error::invalid("order_by", format!("{other:?} is neither relevance nor newest"))),
        }
    }
}

/// What is looked for.
pub struct Ask<'a> {
    pub words: &'a str,
    pub filter: &'a str,
    pub order: Order,
    /// The words stay as they are written, whatever they find.
    pub exact: bool,
}

/// What was found.
#[derive(Default)]
pub struct Found {
    pub items: Vec<Item>,
    pub passages: Vec<Vec<Passage>>,
    pub next_page_token: String,
    /// The words that were looked for in place of those asked for; empty: those.
    pub corrected: String,
    /// Where the page is short though there is more: since when all was looked through.
    pub looked_back: Option<DateTime<Utc>>,
}

/// Where a list goes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct After {
    corrected: String,
    way: Way,
    block: Block,
    /// Of the last item within the block, by relevance.
    last: Option<(f32, Uuid)>,
}

/// Items that have all the words, the last of which may be the beginning of one.
///
/// # Errors
/// `Invalid` where there are no words, too many, or the filter is wrong.
pub async fn search(env: &Env, cause: &Cause, ask: Ask<'_>, page: &Page) -> Result<Found> {
    let filter = match ask.filter.trim() {
        "" if sight::current().is_none() => None,
        filter => Some(Selection::of(env, cause, filter).await?.archived_too()),
    };
    let searching = Searching { env, caller: &cause.caller, filter, order: ask.order, page };
    let words = query::checked(ask.words)?;
    let after: Option<After> = page.after()?;
    let begins = after.is_none();
    let after = after.unwrap_or_default();
    let corrected = after.corrected.clone();
    let words = if corrected.is_empty() { words } else { corrected };
    let found = searching.find(&words, after).await?;
    if ask.exact || !begins || found.items.len() >= page.size() {
        return Ok(found);
    }
    for corrected in correct::corrections(env, &cause.caller, &words).await? {
        let after = After { corrected: corrected.clone(), ..After::default() };
        let better = searching.find(&corrected, after).await?;
        if !better.items.is_empty() {
            return Ok(Found { corrected, ..better });
        }
    }
    Ok(found)
}

/// One request.
struct Searching<'a> {
    env: &'a Env,
    caller: &'a Caller,
    filter: Option<Selection>,
    order: Order,
    page: &'a Page,
}

impl Searching<'_> {
    /// The items of a page, their passages, and where the list goes on.
    async fn find(&self, words: &str, after: After) -> Result<Found> {
        let Some(query) = Query::of(self.env, self.caller, words).await? else { return Ok(Found::default()) };
        let corrected = after.corrected.clone();
        let (ids, next) = match self.order {
            Order::Relevance => self.best(&query, after).await?,
            Order::Newest => self.newest(&query, after).await?,
        };
        let short = ids.len() < self.page.size();
        let looked_back =
            next.as_ref().filter(|_| short).and_then(|next| next.block.from).map(|(time, _)| time);
        let next_page_token = next.as_ref().map(Page::token).unwrap_or_default();
        let (mut items, pieces) = tokio::try_join!(
            read(self.env, self.caller, &ids),
            passage::pieces(self.env, self.caller, &ids, &query.wanted)
        )?;
        items.sort_by_key(|item| ids.iter().position(|id| *id == item.id));
        let passages = passage::of(&items, &pieces, &query.wanted);
        Ok(Found { items, passages, next_page_token, corrected, looked_back })
    }

    fn hits<'b>(&'b self, query: &'b Query) -> Hits<'b> {
        Hits { env: self.env, account: self.caller.account, query, filter: self.filter.as_ref() }
    }

    async fn way(&self, hits: &Hits<'_>, after: &After) -> Result<Way> {
        match after.way {
            Way::Unknown => hits.way().await,
            way => Ok(way),
        }
    }

    /// The newest hits first, a block at a time.
    async fn newest(&self, query: &Query, mut after: After) -> Result<(Vec<Uuid>, Option<After>)> {
        let hits = self.hits(query);
        after.way = self.way(&hits, &after).await?;
        let mut found: Vec<Key> = Vec::new();
        for _ in 0..MOST_BLOCKS {
            let missing = self.page.limit() - i64::try_from(found.len()).unwrap_or(i64::MAX);
            let (way, block) = hits.ahead(after.way, after.block.from, missing).await?;
            after.way = hits.way_on(way, block.hits.len());
            found.extend(block.hits);
            if found.len() > self.page.size() {
                found.truncate(self.page.size());
                after.block = Block { from: found.last().copied(), ..Block::default() };
                return Ok((ids(&found), Some(after)));
            }
            let Some(end) = block.end else { return Ok((ids(&found), None)) };
            after.block = Block { from: Some(end), ..Block::default() };
        }
        Ok((ids(&found), Some(after)))
    }

    /// The best of the newest block of hits first, then those of the block before it.
    async fn best(&self, query: &Query, mut after: After) -> Result<(Vec<Uuid>, Option<After>)> {
        let hits = self.hits(query);
        after.way = self.way(&hits, &after).await?;
        let mut found: Vec<(Uuid, f32)> = Vec::new();
        for _ in 0..MOST_BLOCKS {
            let (end, keys) = if let Some(end) = after.block.end {
                (end, hits.within(after.way, after.block.from, end).await?)
            } else {
                let (way, block) = hits.block(after.way, after.block.from).await?;
                after.way = way;
                (block.end, block.hits)
            };
            after.block.end = Some(end);
            let room = self.page.size() - found.len();
            let most = i64::try_from(room + 1).unwrap_or(i64::MAX);
            let mut ranked = hits.ranked(&ids(&keys), after.last, most).await?;
            if ranked.len() > room {
                ranked.truncate(room);
                // Where the page was full before, the next one begins with this block.
                after.last = ranked.last().map(|(id, rank)| (*rank, *id));
                found.extend(ranked);
                return Ok((found.into_iter().map(|(id, _)| id).collect(), Some(after)));
            }
            found.extend(ranked);
            after.last = None;
            after.block = Block { from: end, end: None };
            after.way = hits.way_on(after.way, keys.len());
            if end.is_none() {
                return Ok((found.into_iter().map(|(id, _)| id).collect(), None));
            }
        }
        Ok((found.into_iter().map(|(id, _)| id).collect(), Some(after)))
    }
}

fn ids(keys: &[Key]) -> Vec<Uuid> {
    keys.iter().map(|(_, id)| *id).collect()
}

async fn read(env: &Env, caller: &Caller, ids: &[Uuid]) -> Result<Vec<Item>> {
    Ok(row::read_item!("id = any($2) and delete_time is null", caller.account, ids)
        .fetch_all(env.db.pool())
        .await?)
}
