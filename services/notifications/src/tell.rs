//! The audience rule: who is told of what happened. Users only; what customers are told, conversations send.
use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use tandem_kit::{
    Cause, Clock, Context, Db, Result, Tx, auth,
    cache::Cache,
    id::{self, AccountId, ItemId, UserId},
    rpc::Channel,
    sight::Sight,
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
    shared,
};

const QUEUE: &str = "notifications.tell";
const NAME_LIFE: std::time::Duration = std::time::Duration::from_secs(60);

/// Why users are told, and in which words: `{actor}` and `{item}`, what it is about, are filled in.
#[derive(Clone, Copy)]
pub struct Line(pub Reason, pub &'static str);

/// What something is about.
#[derive(Clone, Debug)]
pub enum About {
    Item(ItemId),
    /// A conversation about no item: its id, and what a line calls it.
    Conversation(String, String),
}

/// Something that users may have to know.
pub struct Occurrence {
    pub about: About,
    /// Who is named in it: they are told that, and nothing else.
    pub mentioned: Vec<String>,
    /// The item as the event tells it, where it does.
    pub state: Option<items::Item>,
    /// Who is concerned, `usr_…` and `team_…`, and what they are told.
    pub to: Vec<String>,
    pub told: Option<Line>,
    /// What the followers are told who are not among them.
    pub followers_told: Option<Line>,
    /// From now on these follow what it is about.
    pub follow: Vec<String>,
}

/// What was heard, with all that writing it down needs.
pub enum Heard {
    Told(Box<Telling>),
    /// Users follow a conversation from now on, or no longer: they take part in it, or do no more.
    TakesPart {
        subject: String,
        now: Vec<String>,
        left: Vec<String>,
    },
    /// What a user read they need not be told of any more.
    Saw {
        user: UserId,
        subject: String,
    },
}

/// An occurrence, and what telling of it needs.
pub struct Telling {
    occurrence: Occurrence,
    /// The id of what it is about, and what a line calls it.
    subject: String,
    name: String,
    /// Who is concerned, with the members of teams in place of the teams.
    to: BTreeSet<String>,
    actor: String,
}

/// Who follows what, as it becomes while occurrences are told: each a subject and a follower.
#[derive(Default)]
struct Following {
    known: BTreeSet<(String, String)>,
    new: BTreeSet<(String, String)>,
    gone: BTreeSet<(String, String)>,
}

impl Following {
    fn join(&mut self, subject: &str, followers: &[String]) {
        for follower in followers {
            let pair = (subject.to_owned(), follower.clone());
            self.gone.remove(&pair);
            self.known.insert(pair.clone());
            self.new.insert(pair);
        }
    }
    fn leave(&mut self, subject: &str, followers: &[String]) {
        for follower in followers {
            let pair = (subject.to_owned(), follower.clone());
            self.new.remove(&pair);
            self.known.remove(&pair);
            self.gone.insert(pair);
        }
    }
}

/// Tells users of occurrences.
#[derive(Clone)]
pub struct Teller {
    db: Db,
    clock: Clock,
    cache: Cache,
    items: Channel,
    directory: Channel,
    sight: Sight,
}

impl Teller {
    /// From what the process gives.
    ///
    /// # Errors
    /// Where a peer has no address.
    pub fn new(cx: &Context) -> anyhow::Result<Self> {
        let (items, directory) = (cx.peers.channel("items")?, cx.peers.channel("directory")?);
        let sight = Sight::new(cx)?;
        let (db, clock, cache) = (cx.db.clone(), cx.clock.clone(), cx.cache.clone());
        Ok(Self { db, clock, cache, items, directory, sight })
    }

    /// What is needed to tell of an occurrence; nothing where what it is about is gone.
    ///
    /// # Errors
    /// Where a peer or the database is away; then it is tried again.
    pub async fn read(&self, event: &Event, occurrence: Occurrence) -> Result<Option<Heard>> {
        let cause = Cause::of_event(event)?;
        let Some((subject, name)) = self.called(&cause, &occurrence).await? else { return Ok(None) };
        let to = self.members(&cause, &occurrence.to).await?;
        let actor = self.name(&cause, &event.actor).await?;
        Ok(Some(Heard::Told(Box::new(Telling { occurrence, subject, name, to, actor }))))
    }

    /// Tells who should be told of what was heard in one account, in its order, each once; and lets follow who follows now.
    ///
    /// # Errors
    /// Where the database is away; then nobody was told.
    pub async fn tell(&self, heard: Vec<(Arc<Event>, Heard)>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let heard = tx.first_of(QUEUE, heard).await?;
        let Some((first, _)) = heard.first() else { return Ok(()) };
        let account = Cause::of_event(first)?.account();
        let (now, mut following) = (self.clock.now(), Following::default());
        let (mut states, mut subjects) = (Vec::new(), BTreeSet::new());
        for (event, heard) in &heard {
            let Heard::Told(telling) = heard else { continue };
            if let (Some(state), About::Item(item)) = (&telling.occurrence.state, &telling.occurrence.about) {
                states.push((*item, state));
            }
            if telling.occurrence.followers_told.is_some() {
                subjects.extend(event.subjects.iter().cloned());
            }
        }
        item::keep(&mut tx, account, &states).await?;
        let subjects: Vec<String> = subjects.into_iter().collect();
        following.known = follow::users_of(&mut tx, account, &subjects).await?;
        // Peers are asked within the transaction where it cannot be told before who follows.
        let sight = if shared::has(&mut *tx, account).await? { Some(&self.sight) } else { None };
        for (event, heard) in heard {
            let cause = Cause::of_event(&event)?;
            match heard {
                Heard::Told(telling) => {
                    following.join(&telling.subject, &telling.occurrence.follow);
                    tell_one(&mut tx, (&cause, &event, sight), *telling, &following, now).await?;
                }
                Heard::TakesPart { subject, now, left } => {
                    following.join(&subject, &now);
                    following.leave(&subject, &left);
                }
                Heard::Saw { user, subject } => {
                    notification::see_within(&mut tx, &cause, user, &[], &subject).await?;
                }
            }
        }
        follow::add(&mut tx, account, &following.new, now).await?;
        follow::end(&mut tx, account, &following.gone).await?;
        tx.commit().await
    }

    /// The id of what it is about, and what a line calls it; nothing if that is gone.
    async fn called(&self, cause: &Cause, occurrence: &Occurrence) -> Result<Option<(String, String)>> {
        match &occurrence.about {
            About::Conversation(id, name) => Ok(Some((id.clone(), name.clone()))),
            About::Item(item) => {
                let known = self.known(cause, *item, occurrence).await?;
                Ok(known.map(|known| (item.to_string(), format!("#{} {}", known.number, known.title))))
            }
        }
    }

    /// What a line about the item needs; nothing if the item is gone.
    async fn known(&self, cause: &Cause, item: ItemId, occurrence: &Occurrence) -> Result<Option<Known>> {
        if let Some(state) = &occurrence.state {
            return Ok(Some(state.into()));
        }
        if let Some(known) = item::known(self.db.pool(), cause.account(), item).await? {
            return Ok(Some(known));
        }
        let request = GetItemRequest { id: item.to_string() };
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
        let request = BatchGetPeopleRequest { ids: vec![actor.to_owned()], ..Default::default() };
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

/// Tells of one occurrence.
async fn tell_one(
    tx: &mut Tx,
    (cause, event, sight): (&Cause, &Event, Option<&Sight>),
    telling: Telling,
    following: &Following,
    now: DateTime<Utc>,
) -> Result<()> {
    let Telling { occurrence, subject, name, mut to, actor } = telling;
    let mut mentioned: BTreeSet<String> = occurrence.mentioned.into_iter().collect();
    let mut followers = BTreeSet::new();
    if occurrence.followers_told.is_some() {
        let of_these = following.known.iter().filter(|(subject, _)| event.subjects.contains(subject));
        followers.extend(of_these.map(|(_, user)| user.clone()));
    }
    mentioned.remove(&event.actor);
    to.retain(|user| !mentioned.contains(user) && *user != event.actor);
    followers.retain(|user| !to.contains(user) && !mentioned.contains(user) && *user != event.actor);
    if let Some(sight) = sight {
        let about = |id: &&str| id.starts_with("item_") || id.starts_with("proj_");
        let own = std::iter::once(subject.as_str()).filter(about);
        let around = event.subjects.iter().map(String::as_str).filter(about).take(1);
        let subjects: Vec<&str> = own.chain(around).take(1).collect();
        for users in [&mut mentioned, &mut to, &mut followers] {
            shared::keep_seeing(sight, cause, &subjects, users).await?;
        }
    }
    let event_id = Uuid::try_parse(&event.id).map_err(anyhow::Error::from)?;
    let named = Some(Line(Reason::Mentioned, "{actor} mentioned you on {item}"));
    for (line, users) in [(named, mentioned), (occurrence.told, to), (occurrence.followers_told, followers)] {
        let Some(Line(reason, line)) = line else { continue };
        let users: Vec<UserId> = users.iter().filter_map(|text| text.parse().ok()).collect();
        let line = line.replace("{actor}", &actor).replace("{item}", &name);
        let told =
            Told { event: event_id, reason, subject: subject.clone(), line, actor: event.actor.clone() };
        notification::tell(tx, cause, &users, &told, now).await?;
    }
    Ok(())
}
