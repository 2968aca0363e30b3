//! What is done again and again, whether anybody asks or not.
use std::{sync::Arc, time::Duration};

use tandem_kit::{Context, Result, Ticker};

use crate::{Env, bulk, import, item, recurrence, rollup, sla, vocabulary};

const OFTEN: Duration = Duration::from_millis(250);
const SECOND: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(600);

/// All of them.
pub fn all(env: &Arc<Env>, cx: &Context) -> Vec<Ticker> {
    let stop = cx.stop.clone();
    vec![
        of(env, "items.bulk", OFTEN, |env| async move { bulk::run::tick(&env).await })
            .by_the(bulk::run::BATCH + 1), // between turns others have their way
        of(env, "items.bulk_forget", SELDOM, |env| async move { bulk::forget_old(&env).await }),
        of(env, "items.import", SECOND / 2, move |env| {
            let stop = stop.clone();
            async move { import::tick(&env, &stop).await }
        }),
        of(env, "items.purge", SELDOM, |env| async move { item::life::purge(&env).await })
            .by_the(item::life::BATCH),
        of(env, "items.recurrences", SECOND, |env| async move { recurrence::due::tick(&env).await }),
        of(env, "items.requests", SELDOM, |env| async move { item::request::forget_old(&env).await }),
        of(env, "items.rewind", SECOND, |env| async move { sla::rewind::tick(&env).await })
            .by_the(sla::rewind::BATCH),
        of(env, "items.rollup", OFTEN, |env| async move { rollup::tick(&env).await }).by_the(rollup::BATCH),
        of(env, "items.search", OFTEN, |env| async move { item::index::tick(&env).await })
            .by_the(item::index::BATCH),
        of(env, "items.search_complete", SECOND, |env| async move { item::index::complete(&env).await }),
        of(env, "items.sla", SECOND, |env| async move { sla::clock::ring(&env).await }),
        of(env, "items.steps", SECOND, |env| async move { vocabulary::step::tick(&env).await }),
    ]
}

fn of<Turn>(
    env: &Arc<Env>,
    name: &'static str,
    every: Duration,
    turn: impl Fn(Arc<Env>) -> Turn + Send + Sync + 'static,
) -> Ticker
where
    Turn: Future<Output = Result<usize>> + Send + 'static,
{
    let env = env.clone();
    Ticker::new(name, every, move || turn(env.clone()))
}
