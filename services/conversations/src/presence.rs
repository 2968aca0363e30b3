//! Who is looking at a thing, and who is writing there. Kept in the cache for seconds, told to those who watch, and nowhere else.
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Emit, Error, Result,
    id::{self, UserId},
};
use tandem_proto::conversations::{self as pb, presence::Activity};

use crate::{
    conversation::{self, Conversation},
    tools::Tools,
};

/// How long a sign of life is good: two may be late, the third is missed.
const ALIVE: TimeDelta = TimeDelta::seconds(25);
/// How long who may see a thing is not asked again.
const ALLOWED_FOR: Duration = Duration::from_secs(60);

/// Somebody at a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub user: UserId,
    pub activity: Activity,
    pub expire_time: DateTime<Utc>,
}

/// What somebody may be present at.
enum Thing {
    Item(String),
    Conversation(Box<Conversation>),
}

impl Thing {
    /// Looks it up for the caller.
    ///
    /// # Errors
    /// `NotFound` where they do not see it.
    async fn seen_by(tools: &Tools, cause: &Cause, subject: &str) -> Result<Self> {
        match id::split(subject) {
            Some(("conv", id)) => {
                let conversation = conversation::readable(tools, cause, id.into()).await?;
                Ok(Self::Conversation(Box::new(conversation)))
            }
            Some(("item", _)) => {
                let key = format!("conversations:seen:{}:{}:{subject}", cause.account(), cause.actor());
                // Who may not see everything is asked about each time: what they see may end.
                if cause.caller.is_limited() || tools.cache.get(&key).await.is_none() {
                    tools.peers.item(cause, subject).await?;
                    tools.cache.set(&key, Bytes::from_static(b"1"), ALLOWED_FOR).await;
                }
                Ok(Self::Item(subject.to_owned()))
            }
            _ => Err(Error::not_found("subject", subject.chars().take(64).collect::<String>())),
        }
    }
    fn id(&self) -> String {
        match self {
            Self::Item(id) => id.clone(),
            Self::Conversation(conversation) => conversation.id.to_string(),
        }
    }
}

fn key(cause: &Cause, thing: &str) -> String {
    format!("conversations:present:{}:{thing}", cause.account())
}

/// Activity and end, as the cache keeps them.
fn encode(activity: Activity, until: DateTime<Utc>) -> Bytes {
    format!("{} {}", activity as i32, until.timestamp_millis()).into_bytes().into()
}

fn decode(member: &str, value: &[u8]) -> Option<Present> {
    let (activity, until) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    Some(Present {
        user: member.parse().ok()?,
        activity: Activity::try_from(activity.parse::<i32>().ok()?).ok()?,
        expire_time: DateTime::from_timestamp_millis(until.parse().ok()?)?,
    })
}

/// Those who are at a thing now, who writes first.
async fn present(tools: &Tools, cause: &Cause, thing: &str) -> Vec<Present> {
    let now = tools.clock.now();
    let crowd = tools.cache.crowd(&key(cause, thing)).await;
    let mut people: Vec<Present> = crowd
        .iter()
        .filter_map(|(member, value)| decode(member, value))
        .filter(|one| one.expire_time > now)
        .collect();
    people.sort_by_key(|one| (one.activity != Activity::Typing, one.user));
    people
}

/// Says what the caller does; answers with the others. Announces `PresenceChanged` where that is news.
///
/// # Errors
/// `NotFound` where the caller does not see the thing.
pub async fn update(tools: &Tools, cause: &Cause, subject: &str, activity: Activity) -> Result<Vec<Present>> {
    let user = own(cause)?;
    let thing = Thing::seen_by(tools, cause, subject).await?;
    let id = thing.id();
    let (mine, others): (Vec<_>, Vec<_>) =
        present(tools, cause, &id).await.into_iter().partition(|one| one.user == user);
    let before = mine.first().map(|one| one.activity);
    let after = match activity {
        Activity::Unspecified => {
            return Err(Error::invalid("activity", "is not given: VIEWING, TYPING or LEFT"));
        }
        Activity::Left => {
            tools.cache.leave(&key(cause, &id), &user.to_string()).await;
            None
        }
        activity => {
            let value = encode(activity, tools.clock.now() + ALIVE);
            let ttl = ALIVE.to_std().unwrap_or_default();
            tools.cache.join(&key(cause, &id), &user.to_string(), value, ttl).await;
            Some(activity)
        }
    };
    if before != after {
        let told = Emit::new(&pb::PresenceChanged { subject: id.clone() });
        let told = match &thing {
            Thing::Item(item) => told.about(item),
            Thing::Conversation(conversation) if conversation.is_private() => conversation.tell(told),
            Thing::Conversation(conversation) => told.about(conversation.id),
        };
        tools.bus.whisper(cause, told, tools.clock.now()).await;
    }
    Ok(others)
}

/// Those who are at a thing beside the caller.
///
/// # Errors
/// `NotFound` where the caller does not see the thing.
pub async fn others(tools: &Tools, cause: &Cause, subject: &str) -> Result<Vec<Present>> {
    let user = own(cause)?;
    let thing = Thing::seen_by(tools, cause, subject).await?.id();
    Ok(present(tools, cause, &thing).await.into_iter().filter(|one| one.user != user).collect())
}

fn own(cause: &Cause) -> Result<UserId> {
    cause.caller.user().ok_or_else(|| Error::denied("only a user is present"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_cache_keeps_reads_back() {
        let (user, until) = (UserId::new(), DateTime::from_timestamp_millis(1_700_000_000_123).unwrap());
        let read = decode(&user.to_string(), &encode(Activity::Typing, until));
        assert_eq!(read, Some(Present { user, activity: Activity::Typing, expire_time: until }));
        assert_eq!(decode("usr_1", b"1 2"), None);
        assert_eq!(decode(&user.to_string(), b"x"), None);
    }
}
