//! Carries out runs: the runs of one item one after another, several items at once, each as the rule that it is of, or as whoever
//! runs a macro.
use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use prost::Message;
use tandem_kit::{
    Caller, Cause, Error, Result,
    auth::acting,
    id::{ItemId, RuleId},
};
use tandem_proto::{
    automation::{self as pb, rule_run::Outcome},
    directory::User,
    items::Item,
};
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    action::Acting,
    engine::Engine,
    macros::work::{self, Begun},
    run::{self, Finished, Later, Pending},
    subject::{self, Taken},
};

/// How many items a process works on at once.
const AT_ONCE: usize = 16;
/// How often a process looks for work that nobody rang for.
const LOOK: Duration = Duration::from_millis(500);
/// How often a run is tried that fails for a while; about half an hour together.
const MOST_ATTEMPTS: i16 = 14;
const LONGEST_PAUSE_SECONDS: i64 = 300;
/// What a line begins with that says what went wrong.
const FAILED: &str = "failed: ";

/// What carries out runs.
#[derive(Clone)]
pub struct Worker {
    engine: Engine,
    /// How many items are in hand.
    busy: Arc<watch::Sender<usize>>,
}

/// Counts as busy until it is dropped.
struct Busy(Arc<watch::Sender<usize>>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.send_modify(|n| *n -= 1);
    }
}

impl Worker {
    /// One that has nothing in hand.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        Self { engine, busy: Arc::new(watch::Sender::new(0)) }
    }

    fn busy(&self) -> Busy {
        self.busy.send_modify(|n| *n += 1);
        Busy(self.busy.clone())
    }

    /// Works until it is told to stop: at once when the bell rings, and every half second.
    ///
    /// # Errors
    /// Never: what fails is tried again.
    pub async fn work(self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut items: JoinSet<()> = JoinSet::new();
        while !stop.is_cancelled() {
            while items.try_join_next().is_some() {}
            if items.len() >= AT_ONCE {
                items.join_next().await;
                continue;
            }
            let looking = self.busy();
            let taken = self.take(AT_ONCE - items.len()).await;
            let found = !taken.is_empty();
            for one in taken {
                let (worker, busy) = (self.clone(), self.busy());
                items.spawn(async move {
                    worker.carry_out(one).await;
                    drop(busy);
                });
            }
            drop(looking);
            if !found {
                tokio::select! {
                    () = self.engine.bell.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
        while items.join_next().await.is_some() {}
        Ok(())
    }

    /// Does what waits, and waits a little for what is in hand: for whoever must know that nothing is left.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn finish_up(&self) -> Result<usize> {
        let taken = subject::take_due(&self.engine.db, self.engine.clock.now(), 16).await?;
        for one in &taken {
            self.carry_out(*one).await;
        }
        let mut busy = self.busy.subscribe();
        let _ = tokio::time::timeout(Duration::from_secs(2), busy.wait_for(|n| *n == 0)).await;
        Ok(taken.len())
    }

    async fn take(&self, most: usize) -> Vec<Taken> {
        let most = i64::try_from(most).unwrap_or(1);
        match subject::take_due(&self.engine.db, self.engine.clock.now(), most).await {
            Ok(taken) => taken,
            Err(error) => {
                tracing::warn!(%error, "work cannot be taken");
                Vec::new()
            }
        }
    }

    async fn carry_out(&self, taken: Taken) {
        match Box::pin(self.runs_of(taken)).await {
            Ok(true) => self.engine.bell.notify_one(),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(item.id = %ItemId::from(taken.item), %error, "runs will be carried out when their lease ends");
            }
        }
    }

    /// Carries out the runs of an item. True: more came meanwhile.
    async fn runs_of(&self, taken: Taken) -> Result<bool> {
        let Engine { db, clock, .. } = &self.engine;
        let pending = run::pending(db.pool(), taken).await?;
        let (mut finished, mut later) = (Vec::new(), None);
        let mut hand = Hand { taken, held: clock.now(), item: None };
        for run in &pending {
            let begun = clock.now();
            let Attempt { lines, again, outcome } = self.attempt(run, &mut hand).await;
            if again && run.attempts < MOST_ATTEMPTS {
                let pause =
                    2_i64.saturating_pow(u32::try_from(run.attempts).unwrap_or(0)).min(LONGEST_PAUSE_SECONDS);
                later = Some(Later {
                    id: run.id,
                    lines: done(lines),
                    due: clock.now() + TimeDelta::seconds(pause),
                });
                break;
            }
            let failed = lines.iter().any(|line| line.starts_with(FAILED));
            let outcome = outcome.unwrap_or(if failed { Outcome::Failed } else { Outcome::Done });
            let duration_us = (clock.now() - begun).num_microseconds().unwrap_or(0);
            finished.push(Finished { id: run.id, outcome, lines, duration_us });
        }
        run::record(db, taken, &finished, later.as_ref(), clock.now()).await
    }

    async fn attempt(&self, run: &Pending, hand: &mut Hand) -> Attempt {
        let Some(actor) = run.actor else {
            return acting(&because_of(run, hand.taken), self.run(run, hand, None)).await;
        };
        let (engine, of) = (&self.engine, (run, hand.taken));
        match Box::pin(work::begin(engine, of, actor)).await {
            Ok(Begun::Over(attempt)) => attempt,
            Ok(Begun::Ready(ready)) => {
                // What others did of the item is another's: it is read as whoever acts may.
                hand.item = None;
                let attempt = acting(&ready.cause, self.run(run, hand, Some(&ready.user))).await;
                hand.item = None;
                if let Err(error) = work::end(engine, of, &ready).await {
                    tracing::warn!(item.id = %ItemId::from(hand.taken.item), %error, "what a macro changed cannot be put back");
                }
                attempt
            }
            Err(error) => {
                let mut lines: Vec<String> = serde_json::from_value(run.lines.clone()).unwrap_or_default();
                lines.push(format!("{FAILED}{}", said(&error)));
                Attempt { lines, again: true, outcome: None }
            }
        }
    }

    /// Performs the actions that are not done yet.
    async fn run(&self, run: &Pending, hand: &mut Hand, user: Option<&User>) -> Attempt {
        let mut lines: Vec<String> = serde_json::from_value(run.lines.clone()).unwrap_or_default();
        let plan = run.plan.as_deref().map(pb::Rule::decode).and_then(Result::ok).unwrap_or_default();
        let last_attempt = run.attempts >= MOST_ATTEMPTS;
        for (n, action) in plan.actions.iter().enumerate().skip(lines.len()) {
            let n = i16::try_from(n).unwrap_or(i16::MAX);
            match self.perform((run, user), hand, (n, action)).await {
                Ok(line) => lines.push(line),
                Err(error) => {
                    let again = error.passing();
                    tracing::warn!(rule.id = %RuleId::from(run.rule), item.id = %ItemId::from(hand.taken.item), again, error = format!("{error:#}"), "an action failed");
                    lines.push(format!("{FAILED}{}", said(&error)));
                    if again && !last_attempt {
                        return Attempt { lines, again: true, outcome: None };
                    }
                }
            }
        }
        Attempt { lines, again: false, outcome: None }
    }

    async fn perform(
        &self,
        (run, user): (&Pending, Option<&User>),
        hand: &mut Hand,
        (n, action): (i16, &pb::Action),
    ) -> Result<String> {
        let Engine { db, peers, clock, .. } = &self.engine;
        let (taken, now) = (hand.taken, clock.now());
        if now - hand.held > TimeDelta::seconds(20) {
            subject::hold(db, taken, now).await?;
            hand.held = now;
        }
        let item = match hand.item.take() {
            Some(item) => item,
            None => peers.item(&ItemId::from(taken.item).to_string()).await?,
        };
        let mut at_work = Acting { db, peers, account: taken.account.into(), run, user, n, item };
        let line = at_work.perform(action).await?;
        hand.item = Some(at_work.item);
        Ok(line)
    }
}

/// What came of trying to carry out a run.
pub struct Attempt {
    /// Of the actions, one each.
    pub lines: Vec<String>,
    /// The last failed in a way that passes.
    pub again: bool,
    /// Where the lines alone do not say it.
    pub outcome: Option<Outcome>,
}

impl Attempt {
    /// It is over, and so.
    pub fn ended(outcome: Outcome, line: &str) -> Self {
        Self { lines: vec![line.to_owned()], again: false, outcome: Some(outcome) }
    }
}

/// An item that is worked on.
struct Hand {
    taken: Taken,
    /// When the lease was last taken.
    held: DateTime<Utc>,
    /// As it was last seen; read again after a failure.
    item: Option<Item>,
}

/// The rule acts, because of the event that started it.
fn because_of(run: &Pending, taken: Taken) -> Cause {
    let event = if run.event_type.is_empty() { String::new() } else { run.event_id.to_string() };
    let cause = Cause { caller: Caller::system(taken.account.into()), event, depth: run.depth };
    cause.acting_as_rule(&RuleId::from(run.rule).to_string())
}

/// The lines of what is done: the last says what failed, and will be tried again.
fn done(mut lines: Vec<String>) -> Vec<String> {
    lines.pop();
    lines
}

/// A fault of ours is said in the log, not to the reader of the record.
pub fn said(error: &Error) -> String {
    match error {
        Error::Internal(_) => "an internal error".into(),
        other => other.to_string(),
    }
}
