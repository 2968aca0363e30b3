//! Events of this process that are not published yet. Where no other process publishes what the same outbox holds, its relay has them from
//! here as soon as they are committed, and reads from the outbox only what was told elsewhere, or is in doubt.
use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use prost::Message as _;
use tandem_proto::event::Event;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{LANES, lane};

/// Most events of a lane that are held here, and most bytes of them. What is beyond is read from the outbox.
const MOST: usize = 1024;
const MOST_BYTES: usize = 4 << 20;

/// See the module. Clones share the events.
#[derive(Clone, Default)]
pub(crate) struct Near {
    held: Arc<Mutex<Held>>,
    /// Rung when there may be something to be taken.
    pub(crate) bell: Arc<Notify>,
}

#[derive(Default)]
struct Held {
    /// Somebody takes from here.
    open: bool,
    lanes: [Lane; LANES as usize],
    /// Every event that is here, or was taken and is not forgotten: it is not to be read from the outbox as well.
    ids: HashSet<Uuid>,
    number: u64,
}

/// In the order in which they were told: a transaction that waited for another's lock is told after it.
#[derive(Default)]
struct Lane {
    places: VecDeque<Place>,
    bytes: usize,
}

/// Places of a lane are numbered upwards.
struct Place {
    number: u64,
    what: What,
}

enum What {
    Event {
        id: Uuid,
        bytes: usize,
        event: Arc<Event>,
        committed: bool,
    },
    /// What belongs here is to be read from the outbox, once all transactions that it is of have ended. While it is read, no more are added.
    Gap {
        under_way: usize,
        asked: bool,
    },
}

/// Events of a transaction that is about to commit. Dropped, it is in doubt whether they happened.
pub(crate) struct Announced {
    near: Near,
    places: Vec<(usize, u64)>,
}

/// What a lane waits for that only the outbox can tell.
pub(crate) type Gaps = Vec<(usize, u64)>;

impl Lane {
    fn place(&mut self, number: u64) -> Option<&mut Place> {
        let at = self.places.binary_search_by_key(&number, |place| place.number).ok()?;
        self.places.get_mut(at)
    }
    fn is_full(&self, bytes: usize) -> bool {
        self.places.len() >= MOST || self.bytes + bytes > MOST_BYTES
    }
}

impl Near {
    fn locked(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// From now on events are kept here.
    pub(crate) fn open(&self) {
        self.locked().open = true;
    }
    /// Nobody takes from here any more; the outbox has everything.
    pub(crate) fn close(&self) {
        *self.locked() = Held::default();
    }

    /// Says what a transaction tells if it commits, before it does.
    pub(crate) fn announce(&self, events: Vec<Event>) -> Announced {
        let (mut held, mut places) = (self.locked(), Vec::new());
        let held = &mut *held;
        let events = if held.open { events } else { Vec::new() };
        for event in events {
            let Ok(id) = Uuid::try_parse(&event.id) else { continue };
            let of = usize::try_from(lane(&event)).unwrap_or(0);
            let (bytes, number) = (event.encoded_len(), held.number + 1);
            let lane = &mut held.lanes[of];
            if lane.is_full(bytes) {
                if let Some(Place { number, what: What::Gap { under_way, asked: false } }) =
                    lane.places.back_mut()
                {
                    *under_way += 1;
                    places.push((of, *number));
                    continue;
                }
                lane.places.push_back(Place { number, what: What::Gap { under_way: 1, asked: false } });
            } else {
                lane.bytes += bytes;
                let what = What::Event { id, bytes, event: Arc::new(event), committed: false };
                lane.places.push_back(Place { number, what });
                held.ids.insert(id);
            }
            held.number = number;
            places.push((of, number));
        }
        Announced { near: self.clone(), places }
    }

    /// What was committed in lanes that are not busy, each lane's in its order; and what is to be read from the outbox first.
    pub(crate) fn take(&self, busy: &HashSet<i16>, most: usize) -> (Vec<(i16, Uuid, Arc<Event>)>, Gaps) {
        let (mut held, mut taken, mut gaps) = (self.locked(), Vec::new(), Vec::new());
        for (of, lane) in held.lanes.iter_mut().enumerate() {
            let name = i16::try_from(of).unwrap_or(0);
            if busy.contains(&name) {
                continue;
            }
            let before = taken.len();
            while taken.len() < most
                && let Some(Place { what: What::Event { id, bytes, event, committed: true }, .. }) =
                    lane.places.front()
            {
                taken.push((name, *id, event.clone()));
                lane.bytes -= bytes;
                lane.places.pop_front();
            }
            // What was taken comes first.
            if taken.len() == before
                && let Some(Place { number, what: What::Gap { under_way: 0, asked } }) =
                    lane.places.front_mut()
            {
                *asked = true;
                gaps.push((of, *number));
            }
        }
        (taken, gaps)
    }
    /// Everything that belonged there was read from the outbox.
    pub(crate) fn fill(&self, gaps: &Gaps) {
        let mut held = self.locked();
        for (of, number) in gaps {
            let places = &mut held.lanes[*of].places;
            if places.front().is_some_and(|front| front.number == *number) {
                places.pop_front();
            }
        }
    }

    /// Every event that is here or was taken, for whoever reads the outbox.
    pub(crate) fn ids(&self) -> Vec<Uuid> {
        self.locked().ids.iter().copied().collect()
    }
    /// Leaves those that were read from the outbox and are not here, and keeps them in mind.
    pub(crate) fn only_new<T>(&self, rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> Vec<T> {
        let mut held = self.locked();
        rows.into_iter().filter(|row| held.ids.insert(id(row))).collect()
    }
    /// These are in the outbox no more.
    pub(crate) fn forget(&self, ids: &[Uuid]) {
        let mut held = self.locked();
        for id in ids {
            held.ids.remove(id);
        }
    }
    /// These were taken and not published: they are still in the outbox, to be read before anything else of their lane.
    pub(crate) fn give_back(&self, lane: i16, ids: &[Uuid]) {
        let mut held = self.locked();
        for id in ids {
            held.ids.remove(id);
        }
        let places = &mut held.lanes[usize::try_from(lane).unwrap_or(0)].places;
        let number = places.front().map_or(0, |front| front.number);
        if !matches!(places.front(), Some(Place { what: What::Gap { .. }, .. })) {
            let what = What::Gap { under_way: 0, asked: true };
            places.push_front(Place { number: number.saturating_sub(1), what });
        }
        self.bell.notify_one();
    }
}

impl Announced {
    /// They happened.
    pub(crate) fn committed(mut self) {
        self.end(true);
    }
    fn end(&mut self, happened: bool) {
        if self.places.is_empty() {
            return;
        }
        let mut held = self.near.locked();
        for (of, number) in self.places.drain(..) {
            let Held { lanes, ids, .. } = &mut *held;
            let lane = &mut lanes[of];
            let Some(place) = lane.place(number) else { continue };
            let freed = match &mut place.what {
                What::Gap { under_way, .. } => {
                    *under_way -= 1;
                    0
                }
                What::Event { committed, .. } if happened => {
                    *committed = true;
                    0
                }
                What::Event { id, bytes, .. } => {
                    ids.remove(id);
                    let bytes = *bytes;
                    place.what = What::Gap { under_way: 0, asked: false };
                    bytes
                }
            };
            lane.bytes -= freed;
        }
        drop(held);
        self.near.bell.notify_one();
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        self.end(false);
    }
}

#[cfg(test)]
mod tests;
