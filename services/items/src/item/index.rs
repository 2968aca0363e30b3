//! The full-text index, made from marks in batches, outside the transactions of those who write.
use sqlx::{PgConnection, PgExecutor};
use tandem_kit::Result;
use uuid::Uuid;

use super::{Item, words};
use crate::{Env, rollup};

/// How many marks are worked off in one turn.
pub const BATCH: usize = 500;
/// How many items are marked at a time where the index is made anew.
pub const REBUILT: i64 = 5_000;
/// How many documents of an earlier release are completed in one turn.
const COMPLETED: i64 = 1_000;

/// Leaves a mark that the text of an item changed.
///
/// # Errors
/// Where the database is away.
pub async fn mark(db: &mut PgConnection, item: &Item) -> Result<()> {
    sqlx::query!("insert into items.search_mark (account, item) values ($1, $2)", item.account, item.id)
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps the text of a message as it is now, and what its attachments are called, a line each.
///
/// # Errors
/// Where the database is away.
pub async fn keep(db: &mut PgConnection, item: &Item, message: Uuid, text: &str, names: &str) -> Result<()> {
    /// The most of one message that is found, in characters.
    const KEPT: usize = 12_000;
    let kept = |text: &str| text.chars().filter(|c| *c != '\0').take(KEPT).collect::<String>();
    sqlx::query!(
        "insert into items.search_text (account, item, message, text, names) values ($1, $2, $3, $4, $5)
         on conflict on constraint search_text_pkey do update set text = excluded.text, names = excluded.names",
        item.account,
        item.id,
        message,
        kept(text),
        kept(names)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Marks the next of all items, or of those of an account, after the last one of the batch before, for the counters of dashboards, too.
/// Answers those marked.
///
/// # Errors
/// Where the database is away.
pub async fn rebuild(
    env: &Env,
    account: Option<Uuid>,
    after: Option<(Uuid, Uuid)>,
) -> Result<Vec<(Uuid, Uuid)>> {
    let (last_account, last_item) = after.unwrap_or_default();
    let marked = sqlx::query!(
        "/* every account: the whole index is made anew */
         insert into items.search_mark (account, item)
         select account, id
           from items.item
          where ($1::uuid is null or account = $1) and (account, id) > ($2, $3::uuid)
          order by account, id
          limit $4
         returning account, item",
        account,
        last_account,
        last_item,
        REBUILT
    );
    let mut tx = env.db.begin().await?;
    let marked = marked.fetch_all(&mut *tx).await?;
    let marked: Vec<(Uuid, Uuid)> = marked.into_iter().map(|mark| (mark.account, mark.item)).collect();
    rollup::mark_all(&mut tx, &marked).await?;
    tx.commit().await?;
    Ok(marked)
}

/// Makes the documents of the items that were marked, and answers how many marks it worked off.
///
/// # Errors
/// Where the database is away.
pub async fn tick(env: &Env) -> Result<usize> {
    let mut tx = env.db.begin().await?;
    let marks = sqlx::query!(
        "/* every account: one queue of marks */
         delete from items.search_mark
          where id in (select id from items.search_mark order by id limit $1 for update skip locked)
         returning account, item",
        i64::try_from(BATCH).unwrap_or(i64::MAX)
    )
    .fetch_all(&mut *tx)
    .await?;
    if marks.is_empty() {
        return Ok(0);
    }
    let mut items: Vec<(Uuid, Uuid)> = marks.iter().map(|m| (m.account, m.item)).collect();
    items.sort_unstable();
    items.dedup();
    let (accounts, ids): (Vec<Uuid>, Vec<Uuid>) = items.into_iter().unzip();
    write(&mut tx, &accounts, &ids).await?;
    words::learn(&mut tx, &accounts, &ids).await?;
    tx.commit().await?;
    Ok(marks.len())
}

/// Gives documents of an earlier release the title of their item and the words of their time, and answers how many.
///
/// # Errors
/// Where the database is away.
pub async fn complete(env: &Env) -> Result<usize> {
    let completed = sqlx::query!(
        "/* every account: documents of an earlier release */
         with incomplete as (select account, item
                               from items.search_document
                              where titled is distinct from revision
                              limit $1
                                for update skip locked)
         update items.search_document as kept
            set title = coalesce((select item.title from items.item where item.account = kept.account and item.id = kept.item), ''),
                titled = kept.revision,
                document = case
                    when length(kept.document) = 0 or kept.document @@ ''' 24.'':*'::tsquery then kept.document
                    else kept.document
                         || array_to_tsvector(array(select ' ' || power || '.' || (floor(extract(epoch from kept.create_time))::bigint >> power)
                                                      from unnest(array[4, 8, 12, 16, 20, 24]) as power))
                end
           from incomplete
          where kept.account = incomplete.account and kept.item = incomplete.item",
        COMPLETED
    );
    let mut tx = env.db.begin().await?;
    let completed = completed.execute(&mut *tx).await?.rows_affected();
    tx.commit().await?;
    Ok(usize::try_from(completed).unwrap_or(usize::MAX))
}

/// Whether all documents of an account have the title of their item and the words of their time.
///
/// # Errors
/// Where the database is away.
pub async fn are_complete(db: impl PgExecutor<'_>, account: Uuid) -> Result<bool> {
    let incomplete = sqlx::query_scalar!(
        r#"select exists (select from items.search_document
                           where account = $1 and titled is distinct from revision) as "incomplete!""#,
        account
    );
    Ok(!incomplete.fetch_one(db).await?)
}

/// A document holds the number, the title (weight A), the description (B), and the messages (C, the newest 200), its own and those of
/// what was merged into it.
/// The account is one of its words, and so are the spans of time that it was made in (`search/span.rs`).
/// What is longer than 150,000 characters is cut, as a document has at most a megabyte. Another process that read
/// an earlier revision does not overwrite a later one.
async fn write(db: &mut PgConnection, accounts: &[Uuid], ids: &[Uuid]) -> Result<()> {
    sqlx::query!(
        r#"insert into items.search_document (account, item, create_time, document, revision, title, titled)
           select item.account, item.id, item.create_time,
                  case when item.delete_time is null and item.merged_into is null
                       then array_to_tsvector(array['acc' || replace(item.account::text, '-', '')]
                                              || array(select ' ' || power || '.' || (floor(extract(epoch from item.create_time))::bigint >> power)
                                                         from unnest(array[4, 8, 12, 16, 20, 24]) as power))
                            || setweight(to_tsvector('simple', item.number::text || ' ' || item.title), 'A')
                            || setweight(to_tsvector('simple', left(plain.text, 150000)), 'B')
                            || setweight(to_tsvector('simple', left(coalesce(messages.text, ''), 150000)), 'C')
                            || setweight(to_tsvector('simple', left(coalesce(merged.text, ''), 150000)), 'C')
                       else ''::tsvector
                  end,
                  item.revision, item.title, item.revision
             from unnest($1::uuid[], $2::uuid[]) as marked (account, id)
             join items.item on item.account = marked.account and item.id = marked.id
            cross join lateral (select replace(replace(replace(replace(
                                       regexp_replace(item.description_html, '<[^>]*>', ' ', 'g'),
                                       '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&amp;', '&') as text) as plain
             left join lateral (select string_agg(newest.text || ' ' || newest.names, ' ') as text
                                  from (select search_text.text, search_text.names
                                          from items.search_text
                                         where search_text.account = marked.account
                                           and (search_text.item = marked.id
                                                or search_text.item in (select own.id from items.item own
                                                                         where own.account = marked.account
                                                                           and own.merged_into = marked.id))
                                         order by search_text.message desc
                                         limit 200) as newest) as messages on true
             left join lateral (select string_agg(own.number::text || ' ' || own.title || ' '
                                                  || regexp_replace(own.description_html, '<[^>]*>', ' ', 'g'), ' ') as text
                                  from items.item own
                                 where own.account = marked.account and own.merged_into = marked.id) as merged on true
               on conflict (account, item) do update
              set document = excluded.document, revision = excluded.revision, title = excluded.title, titled = excluded.titled
            where search_document.revision <= excluded.revision"#,
        accounts,
        ids
    )
    .execute(db)
    .await?;
    Ok(())
}
