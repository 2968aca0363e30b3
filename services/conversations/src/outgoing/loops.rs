//! Loops that no header shows: what keeps a rule's mails from answering answers to them, for one conversation and for one address.
//!
//! A machine that answers everything answers at once, again and again. So an automatic mail is refused where the customer's word that it
//! reacts to came after an automatic mail of the same conversation, and where two automatic mails to the address were answered within
//! minutes, or with the same words. What a user writes there begins the count anew. A person who writes several times in a row, each
//! time about something else, is still answered.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Db, Result,
    id::{AccountId, ConversationId},
};

use super::suppression;

/// Most mails of rules to one address within an hour.
pub const MOST_AN_HOUR: i64 = 30;
/// Why a rule's mail was not sent: this may pass.
pub const TOO_MANY: &str = "not sent: too many automatic mails to this address within an hour";
/// Why a rule's mail is never sent.
pub const ANSWERS_A_MACHINE: &str = "not sent: it would answer what a machine wrote";
/// Why a rule's mail is never sent: nothing says that a machine wrote it, but everything that it would come back.
pub const GOES_ROUND: &str = "not sent: it would answer what may be an automatic answer";
/// What stays refused when a message is tried again.
pub const LASTING: [&str; 2] = [ANSWERS_A_MACHINE, GOES_ROUND];

/// A word of a customer that is older is not what a rule answers.
const REACTS_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// How long an automatic message of a conversation counts.
const CONVERSATION_WINDOW: TimeDelta = TimeDelta::days(1);
/// How soon an answer is a machine's, if it is so twice.
const AT_ONCE: TimeDelta = TimeDelta::minutes(10);
const AT_ONCE_WINDOW: TimeDelta = TimeDelta::days(1);
/// How long the same words count.
const SAME_WORDS_WINDOW: TimeDelta = TimeDelta::days(7);
/// As many automatic mails to an address may be answered so before there are no more.
const MOST_ROUNDS: i64 = 2;

/// Whether an automatic message in a conversation would answer what may be an answer to an automatic message.
///
/// # Errors
/// Where the database is away.
pub async fn goes_round(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    now: DateTime<Utc>,
) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"with said as (select author_kind, create_time, id
                           from conversations.message
                          where account = $1 and conversation = $2 and visibility = 1 and state = 1 and create_time > $3),
                theirs as (select create_time, id
                             from said
                            where author_kind = 2
                            order by create_time desc, id desc
                            limit 1)
           select exists (select 1
                            from said
                            join theirs on (said.create_time, said.id) < (theirs.create_time, theirs.id)
                           where said.author_kind = 3
                             and theirs.create_time > $4
                             and not exists (select 1
                                               from said as user_said
                                              where user_said.author_kind = 1
                                                and user_said.create_time >= said.create_time)) as "round!""#,
        account.uuid(),
        conversation.uuid(),
        now - CONVERSATION_WINDOW,
        now - REACTS_WITHIN
    )
    .fetch_one(db.pool())
    .await?)
}

/// Why an automatic mail may not go to an address now; nothing where it may.
///
/// # Errors
/// Where the database is away.
pub async fn refusal(
    db: &Db,
    account: AccountId,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Option<&'static str>> {
    if suppression::holds(db, account, address).await? {
        return Ok(Some(suppression::SUPPRESSED));
    }
    if rounds(db, account, address, now).await? >= MOST_ROUNDS {
        return Ok(Some(GOES_ROUND));
    }
    let sent = sent_since(db, account, address, now - TimeDelta::hours(1)).await?;
    Ok((sent >= MOST_AN_HOUR).then_some(TOO_MANY))
}

/// How many automatic mails to an address were answered as a machine answers, since a user last wrote there.
async fn rounds(db: &Db, account: AccountId, address: &str, now: DateTime<Utc>) -> Result<i64> {
    let spellings = [address.to_owned(), address.to_lowercase()];
    let answered = sqlx::query!(
        r#"with sent as (select create_time, lead(create_time) over (order by create_time) as next_time
                           from conversations.outgoing_mail
                          where account = $1 and address = any($2) and bot and state not in (4, 5, 8)
                            and (message is not null or request_id like 'rule\_%')
                            and create_time > greatest($3, (select max(create_time)
                                                              from conversations.outgoing_mail
                                                             where account = $1 and address = any($2) and not bot))
                          order by create_time desc
                          limit 20)
           select sent.create_time as sent_time, answer.create_time as answer_time,
                  md5(regexp_replace(lower(concat(message.subject, message.reply_text)), '[0-9[:space:]]+', '', 'g')) as "words!"
             from sent
             cross join lateral (select mail.create_time, mail.message
                                   from conversations.inbound_mail as mail
                                  where mail.account = $1 and mail.from_address = lower($4)
                                    and mail.create_time >= sent.create_time
                                    and (sent.next_time is null or mail.create_time < sent.next_time)
                                  order by mail.create_time
                                  limit 1) as answer
             left join conversations.message on message.account = $1 and message.id = answer.message"#,
        account.uuid(),
        &spellings,
        now - SAME_WORDS_WINDOW,
        address
    )
    .fetch_all(db.pool())
    .await?;
    let quick = answered
        .iter()
        .filter(|one| one.sent_time > now - AT_ONCE_WINDOW && one.answer_time - one.sent_time < AT_ONCE)
        .count();
    let same = answered
        .iter()
        .map(|one| answered.iter().filter(|other| other.words == one.words).count())
        .max()
        .unwrap_or(0);
    Ok(i64::try_from(quick.max(same)).unwrap_or(i64::MAX))
}

/// How many mails of rules were meant for an address since then: their messages, and what they send beside them.
async fn sent_since(db: &Db, account: AccountId, address: &str, since: DateTime<Utc>) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from conversations.outgoing_mail
            where account = $1 and address = $2 and bot and create_time > $3
              and (message is not null or request_id like 'rule\_%')"#,
        account.uuid(),
        address,
        since
    )
    .fetch_one(db.pool())
    .await?)
}
