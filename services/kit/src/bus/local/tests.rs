//! Events that are written together, on a real database.
use std::sync::Mutex;

use sqlx::migrate::Migrator;
use tandem_proto::items::ItemUpdated;
use tokio::time::timeout;

use super::*;
use crate::{
    Cause, Clock, Emit,
    bus::Bus,
    db, event,
    id::{AccountId, ItemId},
    testing,
};

static NOTHING: Migrator = Migrator::DEFAULT;
const POISON: i64 = 7;

/// What was written, batch by batch: each event by its first subject and its revision.
type Written = Arc<Mutex<Vec<Vec<(String, i64)>>>>;

struct Stage {
    db: Db,
    bus: Local,
    stop: CancellationToken,
    written: Written,
    account: AccountId,
    database: String,
}

async fn stage() -> Stage {
    let (url, database) = testing::fresh_database(&testing::database_server()).await;
    let pool = db::connect(url.parse().unwrap(), 4).await.unwrap();
    db::migrate(&pool, "items", &NOTHING).await.unwrap();
    let (db, stop) = (Db::new(pool, "items", Clock::default()), CancellationToken::new());
    let (bus, written) = (Local::new(stop.clone()), Written::default());
    let (writing, to) = (db.clone(), written.clone());
    let reading = Consumer::reading("items.probe").on(|event: Arc<Event>, _: ItemUpdated| async move {
        Ok(Some((event.subjects[0].clone(), event.revision)))
    });
    let consumer = reading.write(move |events: Vec<(Arc<Event>, (String, i64))>| {
        let (db, to) = (writing.clone(), to.clone());
        async move {
            let mut tx = db.begin().await?;
            let new: Vec<_> =
                tx.first_of("items.probe", events).await?.into_iter().map(|(_, one)| one).collect();
            if new.iter().any(|(_, revision)| *revision == POISON) {
                return Err(anyhow::anyhow!("poison").into());
            }
            tx.commit().await?;
            to.lock().unwrap().push(new);
            Ok(())
        }
    });
    bus.consume(consumer, db.clone());
    Stage { db, bus, stop, written, account: AccountId::new(), database }
}

impl Stage {
    /// Writes so many events of each subject into the outbox, in one transaction.
    async fn tell(&self, subjects: &[ItemId], revisions: std::ops::Range<i64>) {
        let mut tx = self.db.begin().await.unwrap();
        for revision in revisions {
            for subject in subjects {
                let what = Emit::new(&ItemUpdated::default()).about(*subject).revision(revision);
                tx.emit(&Cause::system(self.account), what);
            }
        }
        tx.commit().await.unwrap();
    }
    /// Relays until so many events are left in the outbox, and so many are written.
    async fn relay(&self, left: i64, written: usize) {
        let relay = event::relay(self.db.clone(), Bus::Local(self.bus.clone()), self.stop.clone());
        let done = async {
            while event::waiting(&self.db).await.unwrap() != left
                || self.written().iter().flatten().count() != written
            {
                tokio::task::yield_now().await;
            }
            self.stop.cancel();
        };
        timeout(Duration::from_secs(60), join(relay, done)).await.unwrap();
    }
    fn written(&self) -> Vec<Vec<(String, i64)>> {
        self.written.lock().unwrap().clone()
    }
    async fn end(self) {
        self.db.close().await;
        testing::drop_database(&testing::database_server(), &self.database).await;
    }
}

fn lane(of: &ItemId) -> i16 {
    event::lane(&Event { subjects: vec![of.to_string()], ..Event::default() })
}

fn items(n: usize) -> Vec<ItemId> {
    (0..n).map(|_| ItemId::new()).collect()
}

#[tokio::test]
async fn events_of_all_lanes_are_written_together_and_keep_the_order_of_their_subject() {
    let (stage, subjects) = (stage().await, items(40));
    stage.tell(&subjects, 10..13).await;
    stage.relay(0, 120).await;
    let batches = stage.written();
    assert_eq!(batches.len(), 2, "of 120 events, 64 are written at once");
    for subject in subjects {
        let of_this = batches.iter().flatten().filter(|(of, _)| *of == subject.to_string());
        assert_eq!(of_this.map(|(_, revision)| *revision).collect::<Vec<_>>(), [10, 11, 12]);
    }
    stage.end().await;
}

#[tokio::test]
async fn an_event_that_cannot_be_written_holds_up_its_own_lane_and_no_other() {
    let (stage, mut subjects, poisoned) = (stage().await, items(40), items(1));
    stage.tell(&subjects, 1..2).await;
    stage.tell(&poisoned, POISON..POISON + 1).await;
    stage.tell(&subjects, 2..3).await;
    let beside = subjects.iter().filter(|of| lane(of) == lane(&poisoned[0])).count();
    // What came before it in its lane is written, and told again with it.
    let left = i64::try_from(beside * 2 + 1).unwrap();
    stage.relay(left, 80 - beside).await;
    subjects.retain(|of| lane(of) != lane(&poisoned[0]));
    let written = stage.written().concat();
    for subject in subjects {
        let of_this = written.iter().filter(|(of, _)| *of == subject.to_string());
        assert_eq!(of_this.map(|(_, revision)| *revision).collect::<Vec<_>>(), [1, 2], "once, in order");
    }
    stage.end().await;
}
