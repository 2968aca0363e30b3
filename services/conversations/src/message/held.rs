//! The relay rule: a message for somebody who is in the chat or portal at the moment waits a minute to be seen there, and goes by
//! mail, with how their request stands, only where it was not. Never one's own, never one seen, each once.
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Db, Error, Result, Tx,
    clock::timestamp,
    id::{AccountId, ConversationId, MessageId},
};
use tandem_proto::conversations::{self as pb, delivery, message::Channel};
use uuid::Uuid;

use super::{Message, code};
use crate::{
    conversation,
    job::{self, Job},
    outgoing,
    recipient::Recipient,
    tools::Tools,
};

mod letter;

/// How long a message waits to be seen.
pub const WAITS: TimeDelta = TimeDelta::minutes(1);
/// How long after the last sign of them somebody counts as there.
const THERE: TimeDelta = TimeDelta::seconds(90);
const LEASE: TimeDelta = TimeDelta::minutes(1);
const AWAY: TimeDelta = TimeDelta::seconds(10);
const BATCH: i64 = 16;
/// Most messages that one mail takes along.
const MOST: i64 = 50;

/// What is known of where somebody is.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// By which channel they last wrote in the conversation.
    wrote_by: Option<i16>,
    /// When they were last there.
    there_time: Option<DateTime<Utc>>,
}

impl Place {
    /// Where somebody would see a message; nothing where mail is their channel. Who last wrote by mail reads mail; who wrote in a chat
    /// may look there within the minute; who has the portal open does.
    fn sees_in(self, now: DateTime<Utc>) -> Option<delivery::Channel> {
        let is = |channel: Channel| self.wrote_by == Some(code(channel as i32));
        if is(Channel::Chat) {
            return Some(delivery::Channel::Chat);
        }
        let there = self.there_time.is_some_and(|time| time + THERE > now);
        (there && !is(Channel::Email)).then_some(delivery::Channel::Portal)
    }
}

/// Holds a message back for those who may see it without a mail; answers with the others.
///
/// # Errors
/// Where the database is away.
pub async fn hold(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
    recipients: &[Recipient],
) -> Result<Vec<Recipient>> {
    let Some(conversation) = message.conversation.filter(|_| message.is_for_customers()) else {
        return Ok(recipients.to_vec());
    };
    let visitors = visitors(tx, account, conversation).await?;
    // Who has the address that the chat's visitor left sees in the chat what the visitor sees.
    let who = |one: &Recipient| {
        let visitor = visitors.iter().find(|visitor| visitor.address.eq_ignore_ascii_case(&one.address));
        Recipient { person: visitor.unwrap_or(one).person.clone(), ..one.clone() }
    };
    let readers: Vec<Recipient> = recipients.iter().map(who).collect();
    let people: Vec<String> = readers.iter().map(|one| one.person.clone()).collect();
    let places = places(tx, account, conversation, &people).await?;
    let mut mailed = Vec::new();
    for (recipient, reader) in recipients.iter().zip(&readers) {
        let place = places.iter().find(|(person, _)| *person == reader.person).map(|(_, place)| *place);
        match place.unwrap_or_default().sees_in(message.create_time) {
            Some(channel) => keep(tx, account, message, conversation, (reader, channel)).await?,
            None => mailed.push(recipient.clone()),
        }
    }
    Ok(mailed)
}

/// The visitors who take part in a conversation: those of its chat.
async fn visitors(tx: &mut Tx, account: AccountId, conversation: Uuid) -> Result<Vec<Recipient>> {
    Ok(sqlx::query_as!(
        Recipient,
        "select person, name, address
           from conversations.participant
          where account = $1 and conversation = $2 and starts_with(person, 'vis_')
          limit 20",
        account.uuid(),
        conversation
    )
    .fetch_all(&mut **tx)
    .await?)
}

async fn places(
    tx: &mut Tx,
    account: AccountId,
    conversation: Uuid,
    people: &[String],
) -> Result<Vec<(String, Place)>> {
    let rows = sqlx::query!(
        r#"select given.person as "person!", latest.channel as "channel?", seen.there_time as "there_time?"
             from unnest($3::text[]) as given (person)
             left join lateral (select message.channel from conversations.message
                                 where message.account = $1 and message.conversation = $2 and message.author = given.person
                                   and message.visibility = 1 and message.state = 1
                                 order by message.create_time desc, message.id desc
                                 limit 1) as latest on true
             left join conversations.customer_seen as seen
               on seen.account = $1 and seen.conversation = $2 and seen.person = given.person"#,
        account.uuid(),
        conversation,
        people
    )
    .fetch_all(&mut **tx)
    .await?;
    let place = |channel, there_time| Place { wrote_by: channel, there_time };
    Ok(rows.into_iter().map(|row| (row.person, place(row.channel, row.there_time))).collect())
}

async fn keep(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
    conversation: Uuid,
    (recipient, channel): (&Recipient, delivery::Channel),
) -> Result<()> {
    let id = Uuid::new_v5(&message.id, recipient.person.as_bytes());
    let due = message.create_time + WAITS;
    sqlx::query!(
        "insert into conversations.held_message
            (account, id, message, person, conversation, name, address, channel, due_time, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict do nothing",
        account.uuid(),
        id,
        message.id,
        recipient.person,
        conversation,
        recipient.name,
        recipient.address,
        code(channel as i32),
        due,
        message.create_time
    )
    .execute(&mut **tx)
    .await?;
    job::put(tx, job::Kind::Held, account, id, due).await
}

/// Notes that somebody has seen a conversation up to a time, and is there now.
///
/// # Errors
/// Where the database is away.
pub async fn see(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    person: &str,
    (seen, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into conversations.customer_seen (account, conversation, person, seen_time, there_time)
         values ($1, $2, $3, $4, $5)
         on conflict on constraint customer_seen_pkey
         do update set seen_time = greatest(customer_seen.seen_time, $4), there_time = greatest(customer_seen.there_time, $5)",
        account.uuid(),
        conversation.uuid(),
        person,
        seen,
        now
    )
    .execute(db.pool())
    .await?;
    sqlx::query!(
        "update conversations.held_message
            set state = 2
          where account = $1 and conversation = $2 and person = $3 and state = 1 and create_time <= $4",
        account.uuid(),
        conversation.uuid(),
        person,
        seen
    )
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Nobody waits for a message any more that was deleted.
///
/// # Errors
/// Where the database is away.
pub async fn withdraw(tx: &mut Tx, account: AccountId, id: MessageId) -> Result<()> {
    sqlx::query!(
        "delete from conversations.held_message where account = $1 and message = $2 and state = 1",
        account.uuid(),
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Mails what was not seen in time. Answers how much was looked at.
///
/// # Errors
/// Where the database is away.
pub async fn tick(tools: &Tools) -> Result<usize> {
    let jobs = job::take(&tools.db, job::Kind::Held, tools.clock.now(), LEASE, BATCH).await?;
    let taken = jobs.len();
    for job in jobs {
        if let Err(error) = relay(tools, job).await {
            tracing::warn!(held.id = %job.id, error = format!("{error:#}"), "an unseen message is mailed later");
            job::put_off(&tools.db, job.account, job.id, tools.clock.now() + AWAY).await?;
        }
    }
    Ok(taken)
}

struct Held {
    message: Uuid,
    seen: bool,
}

/// One mail for everything of a conversation that somebody has not seen.
async fn relay(tools: &Tools, job: Job) -> Result<()> {
    let (account, cause) = (job.account, Cause::system(job.account));
    let mut tx = tools.db.begin().await?;
    let about = sqlx::query!(
        "select conversation, person, name, address
           from conversations.held_message
          where account = $1 and id = $2 and state = 1",
        account.uuid(),
        job.id
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(about) = about else {
        job::done(&mut tx, account, job.id).await?;
        return tx.commit().await;
    };
    let held = waiting(&mut tx, account, about.conversation, &about.person).await?;
    let unseen: Vec<Uuid> = held.iter().filter(|one| !one.seen).map(|one| one.message).collect();
    let seen: Vec<Uuid> = held.iter().filter(|one| one.seen).map(|one| one.message).collect();
    settle(&mut tx, account, &about.person, (&seen, 2), None).await?;
    if !unseen.is_empty() {
        let to = Recipient { person: about.person.clone(), name: about.name, address: about.address };
        let conversation = conversation::get(&tools.db, account, about.conversation.into()).await?;
        if let Some(mail) = letter::write(tools, &cause, &conversation, &to, &unseen).await? {
            outgoing::queue(&mut tx, account, &mail, None).await?;
            settle(&mut tx, account, &about.person, (&unseen, 3), Some(mail.id)).await?;
        } else {
            settle(&mut tx, account, &about.person, (&unseen, 2), None).await?;
        }
    }
    job::done(&mut tx, account, job.id).await?;
    tx.commit().await
}

async fn waiting(tx: &mut Tx, account: AccountId, conversation: Uuid, person: &str) -> Result<Vec<Held>> {
    Ok(sqlx::query_as!(
        Held,
        r#"select held.message,
                  exists (select 1 from conversations.customer_seen as seen
                           where seen.account = $1 and seen.conversation = $2 and seen.person = $3
                             and seen.seen_time >= held.create_time) as "seen!"
             from conversations.held_message as held
            where held.account = $1 and held.conversation = $2 and held.person = $3 and held.state = 1
            order by held.create_time, held.message
            limit $4
              for update -- against another message of the same conversation that is due at once"#,
        account.uuid(),
        conversation,
        person,
        MOST
    )
    .fetch_all(&mut **tx)
    .await?)
}

async fn settle(
    tx: &mut Tx,
    account: AccountId,
    person: &str,
    (messages, state): (&[Uuid], i16),
    mail: Option<Uuid>,
) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update conversations.held_message set state = $4, mail = $5 where account = $1 and person = $2 and message = any($3)",
        account.uuid(),
        person,
        messages,
        state,
        mail
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds to messages how those that were held back stand.
///
/// # Errors
/// Where the database is away.
pub async fn show(db: &Db, account: AccountId, messages: &mut [pb::Message]) -> Result<()> {
    let ids: Vec<Uuid> =
        messages.iter().filter_map(|one| one.id.parse::<MessageId>().ok()).map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"select held.message, held.address, held.channel, held.state, held.due_time,
                  mail.state as "mail_state?", mail.detail as "mail_detail?", mail.next_time as "mail_next_time?"
             from conversations.held_message as held
             left join conversations.outgoing_mail as mail on mail.account = $1 and mail.id = held.mail
            where held.account = $1 and held.message = any($2)
              and (held.state < 3 or mail.message is distinct from held.message)
            order by held.message, held.person"#,
        account.uuid(),
        &ids
    )
    .fetch_all(db.pool())
    .await?;
    for row in rows {
        let of = MessageId::from(row.message).to_string();
        let Some(message) = messages.iter_mut().find(|message| message.id == of) else { continue };
        let held =
            pb::Delivery { address: row.address, channel: i32::from(row.channel), ..pb::Delivery::default() };
        message.deliveries.push(match row.state {
            1 => pb::Delivery {
                state: delivery::State::Queued.into(),
                detail: "waits a minute to be seen, and is mailed if it is not".into(),
                next_time: Some(timestamp(row.due_time)),
                ..held
            },
            2 => pb::Delivery { state: delivery::State::Seen.into(), ..held },
            _ => pb::Delivery {
                channel: delivery::Channel::Email.into(),
                state: row.mail_state.map_or(delivery::State::Queued as i32, i32::from),
                detail: row.mail_detail.unwrap_or_default(),
                next_time: row.mail_next_time.map(timestamp),
                ..held
            },
        });
    }
    Ok(())
}

/// Notes that the caller, a customer, has read a conversation in the portal up to now.
///
/// # Errors
/// `NotFound` where they may not read it.
pub async fn see_in_portal(tools: &Tools, cause: &Cause, id: ConversationId) -> Result<()> {
    let conversation = conversation::readable(tools, cause, id).await?;
    let Some(customer) = cause.caller.customer() else {
        return Err(Error::denied("this is for customers: what users have read is told otherwise"));
    };
    let now = tools.clock.now();
    see(&tools.db, cause.account(), conversation.id, &customer.to_string(), (now, now)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_there_sees_it_and_who_reads_mail_gets_mail() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let place = |wrote_by: Option<Channel>, ago: Option<i64>| Place {
            wrote_by: wrote_by.map(|channel| code(channel as i32)),
            there_time: ago.map(|seconds| now - TimeDelta::seconds(seconds)),
        };
        let table = [
            (None, None, None),
            (Some(Channel::Email), None, None),
            (Some(Channel::Email), Some(5), None),
            (Some(Channel::Portal), None, None),
            (Some(Channel::Portal), Some(5), Some(delivery::Channel::Portal)),
            (Some(Channel::Portal), Some(120), None),
            (None, Some(5), Some(delivery::Channel::Portal)),
            (Some(Channel::Chat), None, Some(delivery::Channel::Chat)),
            (Some(Channel::WebForm), Some(120), None),
        ];
        for (wrote_by, ago, expected) in table {
            assert_eq!(place(wrote_by, ago).sees_in(now), expected, "{wrote_by:?} {ago:?}");
        }
    }
}
