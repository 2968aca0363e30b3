//! What a rule writes: posted like anything else, but never mailed to a machine, nor too often to anybody.
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::types::Json;
use tandem_kit::{
    Cause, Db, Error, Result, Tx,
    id::{AccountId, ConversationId, ItemId, MessageId},
};
use tandem_proto::{
    conversations::{Visibility, message::Channel, message_posted::Author},
    items::{Item, item::Source},
};

use super::{Mailbox, Message, Shown, held, post};
use crate::{
    conversation::{self, Conversation},
    mail,
    outgoing::{
        self,
        identity::{self, About},
        loops, notice,
    },
    recipient::{self, Recipient},
    tools::Tools,
};

/// How soon after a machine's mail a rule's message counts as an answer to it.
const ANSWERS_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// How long the first message of a captured request may be under way.
const OPENING_WITHIN: TimeDelta = TimeDelta::seconds(30);

/// What a rule wants to say.
pub struct Word {
    pub item: ItemId,
    pub visibility: Visibility,
    pub html: String,
    pub request_key: Option<String>,
}

/// Posts in the name of a rule, to the item's first conversation of that visibility. Announces `MessagePosted`.
///
/// # Errors
/// `NotFound` without the item; `Unavailable` while the request itself is still being written.
pub async fn post_as_bot(tools: &Tools, cause: &Cause, word: Word) -> Result<Shown> {
    let account = cause.account();
    if let Some(earlier) = super::by_request(&tools.db, account, word.request_key.as_deref()).await? {
        return super::shown(&tools.db, account, earlier).await;
    }
    let (html, text) = post::body(&word.html, "", 0)?;
    let item = tools.peers.item(&cause.as_system(), &word.item.to_string()).await?;
    let now = tools.clock.now();
    let conversation = open(tools, cause, &word, &item, now).await?;
    let audience = recipient::of(tools, cause, &conversation).await?;
    let blank = Message::blank(MessageId::new(), Author::Bot, Channel::Bot, now).within(&conversation);
    let author = if cause.actor().starts_with("rule_") { cause.actor() } else { String::new() };
    let mut message = Message { reply_text: text.clone(), html, text, author, automatic: true, ..blank };
    let domain = &audience.account.mail_domain;
    let identity = identity::chosen(&tools.db, account, None, About::of(&conversation, Some(&item))).await?;
    message.mailbox = identity.as_ref().map(|one| one.mailbox.id);
    let address = identity.map_or_else(|| format!("ticket@{domain}"), |one| one.address);
    message.sender = Json(Mailbox { name: audience.account.name.clone(), address });
    message.header_id = Some(mail::message_id(&message.message_id().to_string(), domain));
    let recipients = audience.without("");
    post::address(&mut message, &audience, &recipients);
    if item.source() == Source::WebForm {
        // Nothing proves who typed its title: it is mailed to nobody by itself.
        message.subject = format!("{} [#{}]", audience.account.name, item.number);
    }
    let refusals = refusals(tools, account, &item, &conversation, &recipients, now).await?;

    let mut tx = tools.db.begin().await?;
    let revision = conversation::lock_for_message(&mut tx, account, &conversation, true, now).await?;
    if !super::insert(&mut tx, account, &message, word.request_key.as_deref()).await? {
        drop(tx);
        let earlier = super::by_request(&tools.db, account, word.request_key.as_deref()).await?;
        return super::shown(
            &tools.db,
            account,
            earlier.ok_or_else(|| Error::not_found("message", message.message_id()))?,
        )
        .await;
    }
    let mails = put_mails(&mut tx, account, (&item, &message), (&recipients, refusals)).await?;
    let shown = Shown { message, files: Vec::new(), mails };
    super::announce(&mut tx, cause, &conversation, Some(&item), shown.clone(), revision);
    tx.commit().await?;
    Ok(shown)
}

/// The mails that go to recipients, or are refused. Who is in the chat that the item was made of sees it there, and is mailed only if not.
async fn put_mails(
    tx: &mut Tx,
    account: AccountId,
    (item, message): (&Item, &Message),
    (recipients, refusals): (&[Recipient], Vec<Option<&'static str>>),
) -> Result<Vec<outgoing::Mail>> {
    let mailed = match item.source() {
        Source::Chat => held::hold(tx, account, message, recipients).await?,
        _ => recipients.to_vec(),
    };
    let mut mails = Vec::new();
    for (recipient, refusal) in recipients.iter().zip(refusals) {
        if mailed.iter().all(|one| one.address != recipient.address) {
            continue;
        }
        let mail = outgoing::Mail::of_message(message, recipient);
        let mail = outgoing::Mail { bot: true, notice: notice::AUTOMATIC.to_owned(), ..mail };
        let mail = match refusal {
            Some(why) => mail.refused(why),
            None => mail,
        };
        outgoing::queue(tx, account, &mail, None).await?;
        mails.push(mail);
    }
    Ok(mails)
}

/// The conversation to write to. A captured request's own message comes first in it, so a rule that is faster waits.
async fn open(
    tools: &Tools,
    cause: &Cause,
    word: &Word,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<Conversation> {
    let captured = matches!(item.source(), Source::Email | Source::WebForm | Source::Portal | Source::Chat);
    let mut tx = tools.db.begin().await?;
    let conversation = conversation::ensure_main(&mut tx, cause, word.item, word.visibility, now).await?;
    let made =
        item.create_time.as_ref().and_then(|at| DateTime::from_timestamp(at.seconds, 0)).unwrap_or_default();
    let expected = captured && word.visibility == Visibility::Customer && now - made < OPENING_WITHIN;
    if expected && conversation.last_message_time.is_none() {
        return Err(Error::Unavailable("the request itself is still being written".into()));
    }
    tx.commit().await?;
    Ok(conversation)
}

/// For each recipient, why no mail goes there; nothing where one does.
async fn refusals(
    tools: &Tools,
    account: AccountId,
    item: &Item,
    conversation: &Conversation,
    recipients: &[Recipient],
    now: DateTime<Utc>,
) -> Result<Vec<Option<&'static str>>> {
    let machine = item.automatic
        || answers_a_machine(&tools.db, account, conversation.id, now - ANSWERS_WITHIN).await?;
    if machine {
        return Ok(vec![Some(loops::ANSWERS_A_MACHINE); recipients.len()]);
    }
    if loops::goes_round(&tools.db, account, conversation.id, now).await? {
        return Ok(vec![Some(loops::GOES_ROUND); recipients.len()]);
    }
    let mut refusals = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        refusals.push(loops::refusal(&tools.db, account, &recipient.address, now).await?);
    }
    Ok(refusals)
}

/// Whether the last thing that was not a rule's is a machine's, and of late; or its sender reads nothing.
async fn answers_a_machine(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    since: DateTime<Utc>,
) -> Result<bool> {
    let last = sqlx::query!(
        "select automatic, unanswerable, create_time
           from conversations.message
          where account = $1 and conversation = $2 and author_kind <> 3 and state = 1
          order by create_time desc, id desc
          limit 1",
        account.uuid(),
        conversation.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(last.is_some_and(|last| last.unanswerable || (last.automatic && last.create_time > since)))
}
