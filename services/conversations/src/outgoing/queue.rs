//! The mails of one message, written down together with what is to be done about them.
use tandem_kit::{Result, Tx, id::AccountId};
use uuid::Uuid;

use super::Mail;
use crate::{message::Message, recipient::Recipient};

/// A mail of the message to each recipient, on its way once the transaction commits: one statement, however many they are.
///
/// # Errors
/// Where the database is away.
pub async fn queue_message(
    tx: &mut Tx,
    account: AccountId,
    message: &Message,
    recipients: &[Recipient],
) -> Result<Vec<Mail>> {
    let mails: Vec<Mail> = recipients.iter().map(|one| Mail::of_message(message, one)).collect();
    let Some(first) = mails.first() else { return Ok(mails) };
    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id).collect();
    let of =
        |text: fn(&Mail) -> &String| mails.iter().map(|mail| text(mail).clone()).collect::<Vec<String>>();
    sqlx::query!(
        "with mail as (
           insert into conversations.outgoing_mail
             (account, id, message, conversation, person, name, address, subject, text, html, thread, bot, state, detail,
              next_time, create_time, mailbox, notice)
           select $1, one.id, $2, $3, one.person, one.name, one.address, $4, '', '', '', false, $5, '', $6, $6, $7, ''
             from unnest($8::uuid[], $9::text[], $10::text[], $11::text[]) as one (id, person, name, address)
           on conflict do nothing
           returning id)
         insert into conversations.job (account, id, kind, next_time)
         select $1, mail.id, $12, $6
           from mail
         on conflict (id) do update set next_time = excluded.next_time, attempts = 0",
        account.uuid(),
        first.message,
        first.conversation,
        first.subject,
        first.state,
        first.create_time,
        first.mailbox,
        &ids,
        &of(|mail| &mail.person),
        &of(|mail| &mail.name),
        &of(|mail| &mail.address),
        first.job() as i16
    )
    .execute(&mut **tx)
    .await?;
    Ok(mails)
}
