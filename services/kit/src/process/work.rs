//! What runs by itself in a process: tasks as long as it lives, tickers again and again.
use std::{future::Future, panic::AssertUnwindSafe, pin::Pin, sync::Arc, time::Duration};

use futures::{FutureExt as _, future::BoxFuture};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::Result;

type Work = Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, anyhow::Result<()>> + Send>;
type Tick = Arc<dyn Fn() -> BoxFuture<'static, Result<usize>> + Send + Sync>;

/// Something that runs as long as the process, such as a listener.
pub struct Task {
    pub(super) name: &'static str,
    pub(super) work: Work,
}

impl Task {
    /// `work` ends soon after its token is cancelled. If it fails, the process stops.
    pub fn new<F, Fut>(name: &'static str, work: F) -> Self
    where
        F: FnOnce(CancellationToken) -> Fut + Send + 'static,
        Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        Self { name, work: Box::new(move |stop| Box::pin(work(stop))) }
    }
}

/// Something that is looked after again and again: it answers how many things it did, and is called at once while there are more.
/// Several processes may do it at once: it takes its work by `for update skip locked` or a lease.
#[derive(Clone)]
pub struct Ticker {
    pub(super) name: &'static str,
    period: Duration,
    tick: Tick,
    turn: Arc<Mutex<()>>,
    /// What it does in one turn where more waits.
    full: usize,
}

impl Ticker {
    /// `tick` runs every `period`.
    pub fn new<F, Fut>(name: &'static str, period: Duration, tick: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<usize>> + Send + 'static,
    {
        Self {
            name,
            period,
            tick: Arc::new(move || Box::pin(tick()) as Pin<Box<_>>),
            turn: Arc::default(),
            full: 1,
        }
    }
    /// Is called at once only after a turn that did so much; otherwise after its period, so that it does more at a time.
    #[must_use]
    pub fn by_the(self, full: usize) -> Self {
        Self { full, ..self }
    }
    /// One turn; never two at once in a process.
    pub(crate) async fn turn(&self) -> usize {
        let _turn = self.turn.lock().await;
        let turned = AssertUnwindSafe(async { (self.tick)().await }).catch_unwind().await;
        match turned.unwrap_or_else(|_| Err(anyhow::anyhow!("the ticker panicked").into())) {
            Ok(done) => done,
            Err(error) => {
                tracing::warn!(ticker = self.name, error = format!("{error:#}"), "will try again");
                0
            }
        }
    }
    pub(super) async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if self.turn().await < self.full {
                tokio::select! {
                    () = tokio::time::sleep(self.period) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
}
