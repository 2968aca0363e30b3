//! How the chat widgets of an account stand: who waits, whether anybody takes chats, and what keeps visitors from being answered.
use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tandem_kit::{
    Cause, Result, Tx,
    id::{AccountId, TeamId, WidgetId},
};
use uuid::Uuid;

use super::Health;
use crate::{
    chat::{
        Chats,
        hours::{self, Hours},
        widget::{self, Widget},
    },
    tools::Tools,
};

/// Most users who are counted, and most chats that wait.
const MOST_USERS: i64 = 500;
const MOST_WAITING: i64 = 10_000;
/// How long a visitor waits before it is said, where the widget does not say.
const PATIENCE: TimeDelta = TimeDelta::minutes(2);
/// How often it is written down that a widget's chats are answered.
const NOTED_EVERY: Duration = Duration::from_secs(5);

/// How a widget stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub widget: WidgetId,
    pub name: String,
    /// When a chat was last answered for the first time.
    pub success_time: Option<DateTime<Utc>>,
    /// When last nobody answered in time.
    pub error_time: Option<DateTime<Utc>>,
    pub waiting: i32,
    pub since: Option<DateTime<Utc>>,
    /// Users who take chats; nothing where it could not be asked.
    pub available: Option<i32>,
    pub hours: Hours,
    /// What is wrong, and what to do about it.
    pub wrong: Option<Wrong>,
}

/// What keeps visitors from being answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub error: String,
    pub advice: &'static str,
}

/// What is asked of a widget.
#[derive(Clone, Copy, Debug)]
struct Asked {
    waited: TimeDelta,
    patience: TimeDelta,
    waiting: i32,
    available: Option<i32>,
    never_open: bool,
    proves_nobody: bool,
}

/// Notes that somebody answered a chat of a widget; not each time, where many do at once.
///
/// # Errors
/// Where the database is away.
pub async fn answered(tools: &Tools, account: AccountId, widget: WidgetId) -> Result<()> {
    if !tools.cache.take_once(&format!("conversations:answered:{widget}"), NOTED_EVERY).await {
        return Ok(());
    }
    let now = tools.clock.now();
    sqlx::query!(
        "insert into conversations.channel_health (account, channel, good, success_time, error, advice, backlog, update_time)
         values ($1, $2, true, $3, '', '', 0, $3)
         on conflict on constraint channel_health_pkey do update set success_time = $3, update_time = $3",
        account.uuid(),
        format!("chat:{widget}"),
        now
    )
    .execute(tools.db.pool())
    .await?;
    Ok(())
}

/// Notes that nobody answered a chat of a widget in time.
///
/// # Errors
/// Where the database is away.
pub async fn unanswered(tx: &mut Tx, account: AccountId, widget: WidgetId) -> Result<()> {
    let now = tx.now();
    sqlx::query!(
        "insert into conversations.channel_health (account, channel, good, error_time, error, advice, backlog, update_time)
         values ($1, $2, true, $3, '', '', 0, $3)
         on conflict on constraint channel_health_pkey do update set error_time = $3, update_time = $3",
        account.uuid(),
        format!("chat:{widget}"),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How the widgets stand that are enabled, the bad ones first. `seen` is what was noted of them.
///
/// # Errors
/// Where the database is away.
pub async fn standing(chats: &Chats, cause: &Cause, seen: Vec<Health>) -> Result<Vec<Standing>> {
    let widgets = widget::list(chats.db().pool(), cause.account()).await?;
    let widgets: Vec<Widget> = widgets.into_iter().filter(|widget| widget.enabled).collect();
    let waiting = waiting(chats, cause.account()).await?;
    let free = free(chats, cause.account()).await?;
    let mut teams: HashMap<Uuid, Option<i32>> = HashMap::new();
    let mut all = Vec::new();
    for widget in widgets {
        let available = match widget.team {
            None => Some(count(free.len())),
            Some(team) => {
                if let Some(known) = teams.get(&team) {
                    *known
                } else {
                    let members = chats.staff.members(cause, TeamId::from(team)).await.ok();
                    let among =
                        |members: Vec<Uuid>| count(free.iter().filter(|id| members.contains(id)).count());
                    *teams.entry(team).or_insert(members.map(among))
                }
            }
        };
        let hours = hours::now(chats, cause, &widget).await?;
        let noted = seen.iter().find(|one| one.channel == format!("chat:{}", widget.widget_id()));
        all.push(stand(chats, &widget, (waiting.get(&widget.id).copied(), available, hours), noted));
    }
    all.sort_by_key(|one| one.wrong.is_none());
    Ok(all)
}

type Situation = (Option<(i32, DateTime<Utc>)>, Option<i32>, Hours);

fn stand(
    chats: &Chats,
    widget: &Widget,
    (waiting, available, hours): Situation,
    noted: Option<&Health>,
) -> Standing {
    let now = chats.now();
    let (count, since) = waiting.unzip();
    let patience = match widget.answer_within_seconds {
        0 => PATIENCE,
        seconds => TimeDelta::seconds(seconds.into()),
    };
    let asked = Asked {
        waited: since.map_or(TimeDelta::zero(), |since| now - since),
        patience,
        waiting: count.unwrap_or(0),
        available,
        never_open: !hours.open && hours.next.is_none(),
        proves_nobody: widget.require_identity && widget.good_secrets(&chats.tools.secrets, now).is_empty(),
    };
    Standing {
        widget: widget.widget_id(),
        name: widget.name.clone(),
        success_time: noted.and_then(|noted| noted.success_time),
        error_time: noted.and_then(|noted| noted.error_time),
        waiting: count.unwrap_or(0),
        since,
        available,
        hours,
        wrong: wrong(asked),
    }
}

/// What is wrong with a widget, the worst first.
fn wrong(asked: Asked) -> Option<Wrong> {
    let is = |error: &str, advice| Some(Wrong { error: error.to_owned(), advice });
    if asked.proves_nobody {
        return is(
            "it takes only visitors whom the website has signed in, and there is no secret that opens, so it takes nobody",
            "Renew its secret and give the new one to the website, or let it take everybody.",
        );
    }
    if asked.never_open {
        return is(
            "it follows the business calendar, which has no hours at all, so nobody can ever chat",
            "Set the hours of the business calendar, or let the widget be open always.",
        );
    }
    if asked.waiting == 0 || asked.waited < asked.patience {
        return None;
    }
    let who = if asked.waiting == 1 {
        "a visitor waits".into()
    } else {
        format!("{} visitors wait", asked.waiting)
    };
    let minutes = asked.waited.num_minutes().max(1);
    let long = if minutes == 1 { "a minute".to_owned() } else { format!("{minutes} minutes") };
    match asked.available {
        Some(0) => is(
            &format!("{who}, the first for {long}, and nobody takes chats"),
            "Take them under Chats, Waiting; whoever shall get chats switches on “Take chats” there.",
        ),
        _ => is(
            &format!("{who}, the first for {long}"),
            "Take them under Chats, Waiting, or let more users take chats, or each of them more at once.",
        ),
    }
}

fn count(users: usize) -> i32 {
    i32::try_from(users).unwrap_or(i32::MAX)
}

/// How many wait of each widget, and since when the first does.
async fn waiting(chats: &Chats, account: AccountId) -> Result<HashMap<Uuid, (i32, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select widget, count(*)::integer as "count!", min(wait_time) as "since!"
             from (select widget, wait_time from conversations.chat
                    where account = $1 and state = 1
                    order by wait_time, id
                    limit $2) as waiting
            group by widget"#,
        account.uuid(),
        MOST_WAITING
    )
    .fetch_all(chats.db().pool())
    .await?;
    Ok(rows.into_iter().map(|row| (row.widget, (row.count, row.since))).collect())
}

/// Who takes chats at the moment.
async fn free(chats: &Chats, account: AccountId) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select id from conversations.chat_agent where account = $1 and until_time > $2 order by id limit $3",
        account.uuid(),
        chats.now(),
        MOST_USERS
    )
    .fetch_all(chats.db().pool())
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_widget_is_bad_while_somebody_waits_too_long_or_nobody_can_come_in() {
        let asked = Asked {
            waited: TimeDelta::seconds(30),
            patience: TimeDelta::seconds(60),
            waiting: 1,
            available: Some(0),
            never_open: false,
            proves_nobody: false,
        };
        let says = |asked| wrong(asked).map(|wrong| wrong.error).unwrap_or_default();
        assert_eq!(says(asked), "", "not for long");
        assert_eq!(says(Asked { waited: TimeDelta::minutes(60), waiting: 0, ..asked }), "", "nobody waits");
        let late = Asked { waited: TimeDelta::minutes(14), waiting: 2, ..asked };
        assert_eq!(says(late), "2 visitors wait, the first for 14 minutes, and nobody takes chats");
        assert_eq!(says(Asked { available: Some(1), ..late }), "2 visitors wait, the first for 14 minutes");
        assert!(says(Asked { never_open: true, ..asked }).contains("no hours at all"));
        assert!(says(Asked { proves_nobody: true, never_open: true, ..asked }).contains("takes nobody"));
    }
}
