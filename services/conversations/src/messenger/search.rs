//! Words of messages and titles, indexed after they were written, found among those of one account.
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

/// Keeps the words of a text, in place of those that were there; of none, nothing.
///
/// # Errors
/// Where the database is away.
pub async fn keep(
    tx: &mut Tx,
    account: AccountId,
    id: Uuid,
    conversation: Uuid,
    (text, time): (&str, DateTime<Utc>),
) -> Result<()> {
    let text: String = text.chars().filter(|c| *c != '\0').take(KEPT).collect();
    if text.trim().is_empty() {
        sqlx::query!(
            "delete from conversations.search_document where account = $1 and id = $2",
            account.uuid(),
            id
        )
        .execute(&mut **tx)
        .await?;
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations.search_document (account, id, conversation, create_time, document)
         select $1, $2, c.id, $4, array_to_tsvector(array[$5]) || to_tsvector('simple', $6)
           from conversations.conversation c
          where c.account = $1 and c.id = $3
         on conflict on constraint search_document_pkey do update set document = excluded.document",
        account.uuid(),
        id,
        conversation,
        time,
        format!("acc{}", account.uuid().simple()),
        text
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
