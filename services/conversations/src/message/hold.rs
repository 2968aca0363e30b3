//! Why a delivery that should have left has not: what is said of it beside its state, so that people know what to do.
use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Db, Result,
    id::{AccountId, MessageId},
};
use tandem_proto::conversations::{
    self as pb, DeliveryHold as Hold,
    delivery::{Channel, State},
};
use uuid::Uuid;

/// How long a mail is in hand before it is said that it waits.
const BRIEFLY: TimeDelta = TimeDelta::minutes(1);

/// Says of the deliveries that wait why they do.
///
/// # Errors
/// Where the database is away.
pub async fn explain(
    db: &Db,
    account: AccountId,
    messages: &mut [pb::Message],
    now: DateTime<Utc>,
) -> Result<()> {
    let waits = |one: &pb::Delivery| matches!(one.state(), State::Queued | State::Deferred);
    let waiting: Vec<Uuid> = messages
        .iter()
        .filter(|message| message.deliveries.iter().any(waits))
        .filter_map(|message| message.id.parse::<MessageId>().ok())
        .map(|id| id.uuid())
        .collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let stuck = stuck(db, account, &waiting).await?;
    for message in messages {
        for one in message.deliveries.iter_mut().filter(|one| waits(one)) {
            let relay = stuck.get(&(message.id.clone(), one.address.clone()));
            let due = one.next_time.and_then(|time| DateTime::from_timestamp(time.seconds, 0));
            let late = due.is_some_and(|due| due + BRIEFLY < now);
            one.hold = why(one, relay.is_some(), late).into();
            if let Some(error) = relay.filter(|_| one.detail.is_empty()) {
                one.detail.clone_from(error);
            }
        }
    }
    Ok(())
}

fn why(one: &pb::Delivery, relay_is_away: bool, late: bool) -> Hold {
    match (one.channel(), one.state()) {
        (Channel::Chat | Channel::Portal, _) => Hold::ToBeSeen,
        _ if relay_is_away => Hold::Relay,
        (_, State::Deferred) => Hold::PutOff,
        _ if late => Hold::Turn,
        _ => Hold::Unspecified,
    }
}

/// Of the mails of messages those whose relay does not work, their mailbox's or the installation's, with what is wrong with it.
async fn stuck(db: &Db, account: AccountId, messages: &[Uuid]) -> Result<HashMap<(String, String), String>> {
    let rows = sqlx::query!(
        r#"select mail.message as "message!", mail.address, health.error
             from conversations.outgoing_mail mail
             left join conversations.mailbox
               on mailbox.account = $1 and mailbox.id = mail.mailbox and mailbox.enabled and mailbox.relay is not null
             join conversations.channel_health health
               on health.account = $1 and not health.good
              and case when mailbox.id is null then health.channel = 'relay'
                       else health.mailbox = mailbox.id and health.channel like 'relay:%' end
            where mail.account = $1 and mail.message = any($2) and mail.state in (1, 3)"#,
        account.uuid(),
        messages
    )
    .fetch_all(db.pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((MessageId::from(row.message).to_string(), row.address), row.error))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_says_what_it_waits_for() {
        let one = |channel: Channel, state: State| pb::Delivery {
            channel: channel.into(),
            state: state.into(),
            ..pb::Delivery::default()
        };
        let table = [
            (one(Channel::Chat, State::Queued), false, true, Hold::ToBeSeen),
            (one(Channel::Email, State::Queued), false, false, Hold::Unspecified),
            (one(Channel::Email, State::Queued), false, true, Hold::Turn),
            (one(Channel::Email, State::Queued), true, false, Hold::Relay),
            (one(Channel::Email, State::Deferred), true, true, Hold::Relay),
            (one(Channel::Email, State::Deferred), false, true, Hold::PutOff),
        ];
        for (one, relay, late, expected) in table {
            assert_eq!(why(&one, relay, late), expected, "{one:?} {relay} {late}");
        }
    }
}
