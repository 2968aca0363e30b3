//! The audience rule: who is told of what happened. Users only; what customers are told, conversations send.
use std::collections::BTreeSet;

use tandem_kit::{
    Cause, Clock, Context, Db, Result, auth,
    cache::Cache,
    id::{self, AccountId, ItemId, UserId},
    rpc::Channel,
};
use tandem_proto::{
    directory::{
        BatchGetPeopleRequest, GetTeamRequest, customers_service_client::CustomersServiceClient,
        teams_service_client::TeamsServiceClient,
    },
    event::Event,
    items::{self, GetItemRequest, items_service_client::ItemsServiceClient},
    notifications::notification::Reason,
};
use tonic::Code;
use uuid::Uuid;

use crate::{
    follow,
    item::{self, Known},
    notification::{self, Told},
};

const QUEUE: &str = "notifications.tell";
const NAME_LIFE: std::time::Duration = std::time::Duration::from_secs(60);

/// Why users are told, and in which words: `{actor}` and `{item}` are filled in.
#[derive(Clone, Copy)]
pub struct Line(pub Reason, pub &'static str);

/// Something that users may have to know.
pub struct Occurrence {
    pub item: ItemId,
    /// The item as the event tells it, where it does.
    pub state: Option<items::Item>,
    /// Who is concerned, `usr_…` and `team_…`, and what they are told.
    pub to: Vec<String>,
    pub told: Option<Line>,
    /// What the followers are told who are not among them.
    pub followers_told: Option<Line>,
    /// From now on these follow the item.
    pub follow: Vec<String>,
}

/// Tells users of occurrences.
#[derive(Clone)]
pub struct Teller {
    db: Db,
    clock: Clock,
    cache: Cache,
    items: Channel,
    directory: Channel,
}

impl Teller {
    /// From what the process gives.
    ///
    /// # Errors
    /// Where a peer has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let (items, directory) = (cx.peers.channel("items")?, cx.peers.channel("directory")?);
        Ok(Self { db: cx.db.clone(), clock: cx.clock.clone(), cache: cx.cache.clone(), items, directory })
    }

    /// Tells who should be told, once.
    ///
    /// # Errors
    /// Where a peer or the database is away; then it is tried again.
    pub async fn tell(&self, event: &Event, occurrence: Occurrence) -> Result<()> {
        let cause = Cause::of_event(event)?;
        let account = cause.account();
        let Some(known) = self.known(&cause, &occurrence).await? else { return Ok(()) };
        let mut to = self.members(&cause, &occurrence.to).await?;
        let actor = self.name(&cause, &event.actor).await?;
        let item = format!("#{} {}", known.number, known.title);

        let mut tx = self.db.begin().await?;
        if !tx.first_time(QUEUE, event).await? {
            return Ok(());
        }
        let now = self.clock.now();
        if let Some(state) = &occurrence.state {
            item::keep(&mut tx, account, occurrence.item, state).await?;
        }
        let subject = occurrence.item.to_string();
        follow::add(&mut tx, account, &subject, &occurrence.follow, now).await?;
        let mut followers = BTreeSet::new();
        if occurrence.followers_told.is_some() {
            followers.extend(follow::users_of(&mut tx, account, &event.subjects).await?);
            followers.retain(|user| !to.contains(user) && *user != event.actor);
        }
        to.remove(&event.actor);
        let event_id = Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?;
        for (line, users) in [(occurrence.told, to), (occurrence.followers_told, followers)] {
            let Some(Line(reason, line)) = line else { continue };
            let users: Vec<UserId> = users.iter().filter_map(|text| text.parse().ok()).collect();
            let line = line.replace("{actor}", &actor).replace("{item}", &item);
            let told =
                Told { event: event_id, reason, subject: subject.clone(), line, actor: event.actor.clone() };
            notification::tell(&mut tx, &cause, &users, &told, now).await?;
        }
        tx.commit().await
    }

    /// What a line about the item needs; nothing if the item is gone.
    async fn known(&self, cause: &Cause, occurrence: &Occurrence) -> Result<Option<Known>> {
        if let Some(state) = &occurrence.state {
            return Ok(Some(state.into()));
        }
        if let Some(known) = item::known(self.db.pool(), cause.account(), occurrence.item).await? {
            return Ok(Some(known));
        }
        let request = GetItemRequest { id: occurrence.item.to_string() };
        match auth::acting(cause, ItemsServiceClient::new(self.items.clone()).get_item(request)).await {
            Ok(found) => Ok(Some((&found.into_inner()).into())),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(status.into()),
        }
    }

    /// Users, with the members of teams in place of the teams.
    async fn members(&self, cause: &Cause, ids: &[String]) -> Result<BTreeSet<String>> {
        let (mut users, mut teams) = (BTreeSet::new(), TeamsServiceClient::new(self.directory.clone()));
        for text in ids {
            match id::split(text) {
                Some(("usr", _)) => {
                    users.insert(text.clone());
                }
                Some(("team", _)) => {
                    match auth::acting(cause, teams.get_team(GetTeamRequest { id: text.clone() })).await {
                        Ok(team) => users.extend(team.into_inner().user_ids),
                        Err(status) if status.code() == Code::NotFound => {}
                        Err(status) => return Err(status.into()),
                    }
                }
                _ => {}
            }
        }
        Ok(users)
    }

    /// The name of who acted.
    async fn name(&self, cause: &Cause, actor: &str) -> Result<String> {
        if !actor.starts_with("usr_") && !actor.starts_with("cus_") {
            return Ok(if actor.starts_with("rule_") { "A rule".into() } else { "Tandem".into() });
        }
        let key = format!("notifications:name:{}:{actor}", AccountId::to_string(&cause.account()));
        if let Some(name) = self.cache.get(&key).await {
            return Ok(String::from_utf8_lossy(&name).into_owned());
        }
        let request = BatchGetPeopleRequest { ids: vec![actor.to_owned()] };
        let mut people = CustomersServiceClient::new(self.directory.clone());
        let found = auth::acting(cause, people.batch_get_people(request)).await?.into_inner();
        let name = found.people.into_iter().next().map_or_else(|| "Somebody".into(), |p| p.name);
        self.cache.set(&key, name.clone().into_bytes().into(), NAME_LIFE).await;
        Ok(name)
    }

    /// The assignees of an item, as its events told them.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn assignees(&self, account: AccountId, item: ItemId) -> Result<Vec<String>> {
        Ok(item::known(self.db.pool(), account, item).await?.map(|k| k.assignees).unwrap_or_default())
    }
}
