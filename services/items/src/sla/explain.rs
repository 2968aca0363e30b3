//! Why the deadlines of an item are when they are.
use tandem_kit::{
    Caller, Error, Result,
    business_time::{self, Calendar, from_chrono, to_chrono},
    clock::timestamp,
};
use tandem_proto::items as pb;

use super::{Clock, Target, Time, history, history::Stood, policy, seconds_between};
use crate::{
    Env,
    item::{self, Name},
    wire,
};

/// Most stretches that are shown of one clock.
const MOST_STRETCHES: usize = 200;

/// One clock, explained.
struct Explained {
    spent: i64,
    counted: Vec<(Time, Time)>,
    stood: Vec<(Time, Time)>,
    shortened: bool,
}

/// Every clock of an item with the working time that was counted and when it stood still.
///
/// # Errors
/// `NotFound`; `Unavailable` where nobody knows when the account works.
pub async fn explain(env: &Env, caller: &Caller, name: Name) -> Result<pb::ExplainSlaResponse> {
    let item = item::get(env, caller, name).await?;
    let Some(policy) = item.sla_policy else { return Ok(pb::ExplainSlaResponse::default()) };
    let account = caller.account.into();
    let words = env.vocabularies.of(account).await?;
    let hours = env.calendars.of(account).await?;
    let mut tx = env.db.begin().await?;
    let policy = policy::get(&mut tx, item.account, policy)
        .await?
        .ok_or_else(|| Error::not_found("SLA policy", policy))?;
    let mut stood = history::stood(&mut tx, &item, &words).await?;
    drop(tx);
    let calendar = policy.hours(&hours)?;
    let now = env.clock.now();
    let stands = words.pauses(item.status) || item.finish_time.is_some();
    if stands {
        stood.push(Stood { from: item.status_time, to: now.max(item.status_time) });
    }
    let (calendar_name, time_zone) =
        if policy.around_the_clock { Default::default() } else { hours.about(policy.calendar) };
    let explanations = item.sla_clocks.iter().map(|clock| shown(clock, &one(clock, &stood, &calendar, now)));
    Ok(pb::ExplainSlaResponse {
        explanations: explanations.collect(),
        priority: item.priority.into(),
        sla_policy: Some(wire::policy(&policy)),
        calendar_name,
        time_zone,
    })
}

/// Pure.
fn one(clock: &Clock, stood: &[Stood], calendar: &Calendar, now: Time) -> Explained {
    let end = clock.met.or(clock.due).unwrap_or(now);
    // A resolution that was met stopped then: the finished time after it is none of it.
    let stood: Vec<Stood> = match (clock.target, clock.met) {
        (Target::Resolution, Some(met)) => stood.iter().copied().filter(|still| still.from < met).collect(),
        _ => stood.to_vec(),
    };
    let ran = history::running(clock.start, end, &stood);
    let worked = ran.into_iter().flat_map(|(from, to)| {
        let counted = business_time::explain(from_chrono(from), from_chrono(to), calendar);
        counted.map(|stretch| (to_chrono(stretch.start), to_chrono(stretch.end))).collect::<Vec<_>>()
    });
    let mut counted: Vec<(Time, Time)> = worked.take(MOST_STRETCHES + 1).collect();
    let still = stood.iter().filter(|still| still.to > clock.start && still.from < end.max(now));
    let mut stood: Vec<(Time, Time)> =
        still.map(|still| (still.from.max(clock.start), still.to)).take(MOST_STRETCHES + 1).collect();
    let shortened = counted.len() > MOST_STRETCHES || stood.len() > MOST_STRETCHES;
    counted.truncate(MOST_STRETCHES);
    stood.truncate(MOST_STRETCHES);
    let running = clock.since.map_or(0, |since| seconds_between(since, now.max(since), calendar));
    Explained { spent: clock.spent + running, counted, stood, shortened }
}

fn shown(clock: &Clock, explained: &Explained) -> pb::SlaExplanation {
    let stretch = |(start, end): &(Time, Time)| pb::sla_explanation::Stretch {
        start_time: Some(timestamp(*start)),
        end_time: Some(timestamp(*end)),
    };
    pb::SlaExplanation {
        clock: Some(wire::clock(clock)),
        within: Some(super::length(clock.within)),
        spent: Some(super::length(explained.spent)),
        counted: explained.counted.iter().map(stretch).collect(),
        stood_still: explained.stood.iter().map(stretch).collect(),
        shortened: explained.shortened,
    }
}
