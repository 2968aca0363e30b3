//! Words of messages and titles, indexed after they were written, found among those of one account.
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use tandem_kit::{Db, Error, Result, Tx, id::AccountId};
use uuid::Uuid;

/// Longest question, in characters.
const LONGEST: usize = 500;
/// Most of one text that is found, in characters.
const KEPT: usize = 12_000;
/// How many documents are looked at, and how many of them, the newest, are hits.
const LOOKED_AT: i64 = 5_000;
const HITS: i64 = 1_000;

/// The conversations of an account, whoever sees them, in which all the words stand in one message or in the title.
///
/// # Errors
/// `Invalid` where there are too many words.
pub async fn conversations(db: &Db, account: AccountId, words: &str) -> Result<Vec<Uuid>> {
    if words.chars().count() > LONGEST {
        return Err(Error::invalid("q", format!("has more than {LONGEST} characters")));
    }
    let asked = sqlx::query_scalar!(
        r#"select case when asked.query like '%''' then asked.query || ':*' else asked.query end as "query!"
             from (select websearch_to_tsquery('simple', $1)::text as query) as asked"#,
        words.replace('\0', " ")
    )
    .fetch_one(db.pool())
    .await?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let query = format!("'acc{}' & ( {asked} )", account.uuid().simple());
    let hits = sqlx::query_scalar!(
        "with hit as materialized (select conversation, create_time
                                     from conversations.search_document
                                    where account = $1 and document @@ $2::text::tsquery
                                    limit $3)
         select distinct newest.conversation
           from (select conversation from hit order by create_time desc limit $4) as newest",
        account.uuid(),
        query,
        LOOKED_AT,
        HITS
    )
    .fetch_all(db.pool())
    .await?;
    Ok(hits)
}

/// What a message says, or what a conversation is called.
#[derive(Clone, Debug)]
pub struct Words {
    pub id: Uuid,
    pub conversation: Uuid,
    pub text: String,
    pub time: DateTime<Utc>,
}

/// Keeps the words of texts, in place of those that were there; of none, nothing. Of one text the last is kept.
///
/// # Errors
/// Where the database is away.
pub async fn keep(tx: &mut Tx, account: AccountId, all: Vec<Words>) -> Result<()> {
    let mut last: BTreeMap<Uuid, Words> = BTreeMap::new();
    for mut words in all {
        words.text = words.text.chars().filter(|c| *c != '\0').take(KEPT).collect();
        last.insert(words.id, words);
    }
    let (silent, said): (Vec<Words>, Vec<Words>) =
        last.into_values().partition(|words| words.text.trim().is_empty());
    if !silent.is_empty() {
        let ids: Vec<Uuid> = silent.iter().map(|words| words.id).collect();
        sqlx::query!(
            "delete from conversations.search_document where account = $1 and id = any($2)",
            account.uuid(),
            &ids
        )
        .execute(&mut **tx)
        .await?;
    }
    if said.is_empty() {
        return Ok(());
    }
    let (ids, conversations): (Vec<Uuid>, Vec<Uuid>) =
        said.iter().map(|words| (words.id, words.conversation)).unzip();
    let (texts, times): (Vec<String>, Vec<DateTime<Utc>>) =
        said.into_iter().map(|words| (words.text, words.time)).unzip();
    sqlx::query!(
        "insert into conversations.search_document (account, id, conversation, create_time, document)
         select $1, given.id, c.id, given.time, array_to_tsvector(array[$6]) || to_tsvector('simple', given.text)
           from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) as given (id, conversation, time, text)
           join conversations.conversation c on c.account = $1 and c.id = given.conversation
         on conflict on constraint search_document_pkey do update set document = excluded.document",
        account.uuid(),
        &ids,
        &conversations,
        &times,
        &texts,
        format!("acc{}", account.uuid().simple())
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
