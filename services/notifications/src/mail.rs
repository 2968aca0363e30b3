//! What stayed unseen for a minute goes by e-mail: one mail a user with all that waited.
use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::Deserialize;
use tandem_kit::{
    Caller, Cause, Clock, Context, Db, Result, Role, Who, auth,
    id::{AccountId, NotificationId, UserId},
    rpc::Channel,
    sight::Sight,
};
use tandem_proto::{
    conversations::{
        Address, GetConversationRequest, Notice, SendMailRequest,
        conversations_service_client::ConversationsServiceClient,
        messages_service_client::MessagesServiceClient,
    },
    directory::{BatchGetPeopleRequest, customers_service_client::CustomersServiceClient},
    notifications::notification::Reason,
};
use tonic::Code;
use uuid::Uuid;

use crate::{preference, shared};

const BATCH: i64 = 200;

/// The service's own settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How long a notification may stay unseen before it goes by e-mail.
    pub unseen_seconds: i64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { unseen_seconds: 60 }
    }
}

/// Mails what stayed unseen.
#[derive(Clone)]
pub struct Mailer {
    db: Db,
    clock: Clock,
    conversations: Channel,
    directory: Channel,
    sight: Sight,
    unseen: TimeDelta,
    public_url: String,
}

struct Waiting {
    account: Uuid,
    id: Uuid,
    user_id: Uuid,
    subject: String,
    line: String,
    reason: i16,
    mail_batch: Option<Uuid>,
}

impl Waiting {
    /// What a mail says of it. Admins see what mails left, so of what is private it says nothing.
    fn words(&self) -> &str {
        let reason = Reason::try_from(i32::from(self.reason)).unwrap_or_default();
        let said = self.subject.starts_with("conv_");
        match reason {
            Reason::DirectMessage | Reason::Mentioned if said => "Somebody wrote to you in the messenger",
            _ => &self.line,
        }
    }
    /// Where it leads.
    fn page(&self) -> String {
        if self.words() != self.line {
            "messenger".into()
        } else if self.subject.starts_with("conv_") {
            format!("messenger/{}", self.subject)
        } else {
            format!("items/{}", self.subject)
        }
    }
}

impl Mailer {
    /// From what the process gives.
    ///
    /// # Errors
    /// Where a peer has no address or a setting cannot be read.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let settings: Settings = cx.config.section("notifications")?;
        Ok(Self {
            db: cx.db.clone(),
            clock: cx.clock.clone(),
            conversations: cx.peers.channel("conversations")?,
            directory: cx.peers.channel("directory")?,
            sight: Sight::new(cx)?,
            unseen: TimeDelta::seconds(settings.unseen_seconds.clamp(1, 86_400)),
            public_url: cx.config.public_url.clone(),
        })
    }

    /// Mails what has waited long enough; answers how many notifications that were.
    ///
    /// # Errors
    /// Where the database is away. A user whose mail cannot be handed over waits for the next turn.
    pub async fn mail_unseen(&self) -> Result<usize> {
        let mut batches: BTreeMap<(Uuid, Uuid, Uuid), Vec<Waiting>> = BTreeMap::new();
        for waiting in self.claim().await? {
            let batch = waiting.mail_batch.unwrap_or(waiting.id);
            batches.entry((waiting.account, waiting.user_id, batch)).or_default().push(waiting);
        }
        let mut mailed = 0;
        for ((account, user, batch), waiting) in batches {
            match self.mail(account.into(), user.into(), batch, &waiting).await {
                Ok(()) => mailed += waiting.len(),
                Err(error) => {
                    tracing::warn!(user.id = %UserId::from(user), error = format!("{error:#}"), "a notification mail waits");
                }
            }
        }
        Ok(mailed)
    }

    /// Takes what waits, by lease. What was taken before keeps its batch, so that the same mail is sent again and no other.
    async fn claim(&self) -> Result<Vec<Waiting>> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let taken = sqlx::query_as!(
            Waiting,
            "/* every account: time passes for all */
             select account, id, user_id, subject, line, reason, mail_batch
               from notifications.notification
              where see_time is null and mail_time is null and create_time < $1 and (mail_lease is null or mail_lease < $2)
              order by create_time limit $3 for update skip locked",
            now - self.unseen,
            now,
            BATCH
        )
        .fetch_all(&mut *tx)
        .await?;
        let mut batches: BTreeMap<(Uuid, Uuid), Uuid> = BTreeMap::new();
        let mut taken: Vec<Waiting> = taken;
        for row in &mut taken {
            let fresh =
                *batches.entry((row.account, row.user_id)).or_insert_with(|| NotificationId::new().uuid());
            row.mail_batch.get_or_insert(fresh);
        }
        let accounts: Vec<Uuid> = taken.iter().map(|r| r.account).collect();
        let ids: Vec<Uuid> = taken.iter().map(|r| r.id).collect();
        let marks: Vec<Uuid> = taken.iter().filter_map(|r| r.mail_batch).collect();
        sqlx::query!(
            "update notifications.notification n set mail_batch = t.batch, mail_lease = $4
               from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (account, id, batch)
              where n.account = t.account and n.id = t.id",
            &accounts,
            &ids,
            &marks,
            now + TimeDelta::seconds(60)
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(taken)
    }

    async fn mail(&self, account: AccountId, user: UserId, batch: Uuid, waiting: &[Waiting]) -> Result<()> {
        let cause = Cause::system(account);
        if preference::wants_mail(self.db.pool(), account, user).await? {
            let request = BatchGetPeopleRequest { ids: vec![user.to_string()], ..Default::default() };
            let mut people = CustomersServiceClient::new(self.directory.clone());
            let found = auth::acting(&cause, people.batch_get_people(request)).await?.into_inner().people;
            let person = found.into_iter().find(|p| !p.disabled);
            let seen = match &person {
                Some(person) => self.seen(account, (user, person.admin), waiting).await?,
                None => Vec::new(),
            };
            if let Some(person) = person.filter(|_| !seen.is_empty()) {
                let to = Address { name: person.name, address: person.email };
                let mail = self.write(to, batch, &seen);
                auth::acting(&cause, MessagesServiceClient::new(self.conversations.clone()).send_mail(mail))
                    .await?;
            }
        }
        let ids: Vec<Uuid> = waiting.iter().map(|w| w.id).collect();
        sqlx::query!(
            "update notifications.notification set mail_time = $3 where account = $1 and id = any($2)",
            account.uuid(),
            &ids,
            self.clock.now()
        )
        .execute(self.db.pool())
        .await?;
        Ok(())
    }

    /// Those of what waits whose subject the user sees now.
    async fn seen<'a>(
        &self,
        account: AccountId,
        (user, admin): (UserId, bool),
        waiting: &'a [Waiting],
    ) -> Result<Vec<&'a Waiting>> {
        let role = if admin { Role::Admin } else { Role::Agent };
        let all_shared = !shared::has(self.db.pool(), account).await?;
        let caller = Caller { who: Who::User(user.uuid()), role, all_shared, ..Caller::system(account) };
        let cause = Cause::by(caller);
        let seen = waiting.iter().collect();
        let mut seen = self.sight.sift(&cause, seen, |one: &&Waiting| Some(one.subject.clone())).await?;
        if !cause.caller.is_limited() {
            return Ok(seen);
        }
        let about: BTreeSet<&str> = seen
            .iter()
            .map(|one| one.subject.as_str())
            .filter(|subject| subject.starts_with("conv_"))
            .collect();
        for conversation in about {
            let request = GetConversationRequest { id: conversation.to_owned() };
            let mut conversations = ConversationsServiceClient::new(self.conversations.clone());
            match auth::acting(&cause, conversations.get_conversation(request)).await {
                Ok(_) => {}
                Err(status) if status.code() == Code::NotFound => {
                    seen.retain(|one| one.subject != conversation);
                }
                Err(status) => return Err(status.into()),
            }
        }
        Ok(seen)
    }

    fn write(&self, to: Address, batch: Uuid, waiting: &[&Waiting]) -> SendMailRequest {
        let lines: Vec<String> =
            waiting.iter().map(|w| format!("{}\n{}/{}", w.words(), self.public_url, w.page())).collect();
        let subject = match waiting {
            [one] => one.words().chars().take(200).collect(),
            more => format!("{} notifications", more.len()),
        };
        let thread_of =
            |w: &&Waiting| if w.words() == w.line { w.subject.clone() } else { "messenger".into() };
        let thread = waiting.first().map(thread_of).unwrap_or_default();
        SendMailRequest {
            to: Some(to),
            subject,
            text: lines.join("\n\n"),
            request_id: batch.to_string(),
            thread,
            notice: Notice::Notification.into(),
            ..SendMailRequest::default()
        }
    }
}
