//! A service of a test's own beside those under test: it tells events as their peers would, and remembers those it hears.
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use prost::{Message, Name};
use sqlx::migrate::Migrator;
use tandem_proto::event::Event;

use super::Bench;
use crate::{
    Cause, Consumer, Context, Emit,
    process::{Service, Started},
};

static NOTHING: Migrator = Migrator::DEFAULT;

tokio::task_local! {
    static PROBE_OF_TEST: (Arc<Probe>, &'static [Hears]);
}

/// The probe, to be named among the services of a bench that [`Probe::beside`] starts.
pub const PROBE: Service = Service {
    name: "probe",
    roles: &[],
    migrations: &NOTHING,
    nouns: &[],
    start: |cx| {
        Box::pin(async move {
            let (probe, all) = PROBE_OF_TEST.get();
            let _ = probe.context.set(cx);
            let listening = Consumer::new("probe.events");
            let consumer = all.iter().fold(listening, |consumer, hears| hears(consumer, &probe));
            Ok(Started { consumers: vec![consumer], ..Started::default() })
        })
    },
};

/// A peer that answers nothing.
#[must_use]
pub const fn away(name: &'static str) -> Service {
    Service {
        name,
        roles: &[],
        migrations: &NOTHING,
        nouns: &[],
        start: |_| Box::pin(async { Ok(Started::default()) }),
    }
}

/// Lets a probe hear one more type of event: `hears::<ItemCreated>`.
pub type Hears = fn(Consumer, &Arc<Probe>) -> Consumer;

/// Lets a probe hear events of this type.
pub fn hears<T: Message + Name + Default + 'static>(consumer: Consumer, probe: &Arc<Probe>) -> Consumer {
    let probe = probe.clone();
    consumer.on(move |event: Arc<Event>, _: T| {
        probe.all().push(event);
        async { Ok(()) }
    })
}

/// What the probe was given, and what it heard.
#[derive(Default)]
pub struct Probe {
    context: OnceLock<Context>,
    heard: Mutex<Vec<Arc<Event>>>,
}

impl Probe {
    /// Starts a bench with [`PROBE`] among its services, which hears these events.
    pub async fn beside(hears: &'static [Hears], bench: impl Future<Output = Bench>) -> (Bench, Arc<Self>) {
        let probe = Arc::<Self>::default();
        let bench = Box::pin(PROBE_OF_TEST.scope((probe.clone(), hears), bench)).await;
        (bench, probe)
    }
    fn all(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Event>>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// What a service is given.
    ///
    /// # Panics
    /// Where the probe is not among the services of the bench.
    #[must_use]
    pub fn context(&self) -> &Context {
        self.context.get().expect("the probe is among the services of the bench")
    }
    /// Tells an event as a peer would, and waits until everybody has handled it.
    ///
    /// # Panics
    /// Where the database is away.
    pub async fn tells<T: Message + Name>(&self, bench: &Bench, cause: &Cause, what: &T, about: &[&str]) {
        let mut tx = self.context().db.begin().await.expect("the database answers");
        tx.emit(cause, Emit::new(what).about_all(about));
        tx.commit().await.expect("the database answers");
        bench.settle().await;
    }
    /// What was heard of one type, once everything is handled.
    ///
    /// # Panics
    /// Where an event cannot be read.
    pub async fn heard<T: Message + Name + Default>(&self, bench: &Bench) -> Vec<(Arc<Event>, T)> {
        bench.settle().await;
        self.all().iter().filter(|event| event.r#type == T::full_name()).map(read).collect()
    }
    /// The same since the last time this was asked.
    ///
    /// # Panics
    /// Where an event cannot be read.
    pub async fn heard_anew<T: Message + Name + Default>(&self, bench: &Bench) -> Vec<(Arc<Event>, T)> {
        let found = self.heard::<T>(bench).await;
        self.all().retain(|event| event.r#type != T::full_name());
        found
    }
}

fn read<T: Message + Default>(event: &Arc<Event>) -> (Arc<Event>, T) {
    (event.clone(), T::decode(event.data.clone()).expect("an event can be read"))
}
