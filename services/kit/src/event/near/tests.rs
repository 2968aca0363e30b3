use bytes::Bytes;

use super::*;
use crate::id::EventId;

fn event(subject: &str, bytes: usize) -> Event {
    let (id, data) = (EventId::new().uuid().to_string(), Bytes::from(vec![0; bytes]));
    Event { id, data, subjects: vec![subject.into()], ..Event::default() }
}

fn near() -> Near {
    let near = Near::default();
    near.open();
    near
}

/// Of the ids that are there to be taken, and of how many lanes something is to be read.
fn taken(near: &Near) -> (Vec<String>, Gaps) {
    let (taken, gaps) = near.take(&HashSet::new(), 5_000);
    (taken.iter().map(|(_, _, event)| event.id.clone()).collect(), gaps)
}

#[test]
fn events_of_a_subject_are_taken_as_they_were_told_and_only_once_committed() {
    let near = near();
    let (first, second) = (event("a", 1), event("a", 1));
    let ids = [first.id.clone(), second.id.clone()];
    let (earlier, later) = (near.announce(vec![first]), near.announce(vec![second]));
    later.committed();
    assert_eq!(taken(&near), (vec![], vec![]), "the second waits for the first");
    earlier.committed();
    assert_eq!(taken(&near).0, ids);
    assert_eq!(taken(&near).0.len(), 0, "each is taken once");
    assert_eq!(near.ids().len(), 2, "and known until it is forgotten");
    near.forget(&near.ids());
    assert!(near.ids().is_empty());
}

#[test]
fn where_it_is_in_doubt_whether_events_happened_the_outbox_is_asked_before_what_follows_is_taken() {
    let near = near();
    let (doubtful, sure) = (event("a", 1), event("a", 1));
    let (row, next) = (Uuid::try_parse(&doubtful.id).unwrap(), sure.id.clone());
    drop(near.announce(vec![doubtful]));
    near.announce(vec![sure]).committed();
    let (events, gaps) = taken(&near);
    assert_eq!((events.len(), gaps.len()), (0, 1));
    assert_eq!(near.only_new(vec![row, near.ids()[0]], |id| *id), [row], "what is held here is not read");
    near.fill(&gaps);
    assert_eq!(taken(&near), (vec![next], vec![]));
}

#[test]
fn what_is_beyond_the_room_of_a_lane_is_read_from_the_outbox_in_its_place() {
    let near = near();
    let large = || event("a", MOST_BYTES / 4);
    let told: Vec<Event> = (0..3).map(|_| large()).collect();
    let ids: Vec<String> = told.iter().map(|one| one.id.clone()).collect();
    near.announce(told).committed();
    let beyond = near.announce(vec![large(), large()]);
    near.announce(vec![large()]).committed();
    assert_eq!(near.ids().len(), 3, "the others are not held");
    assert_eq!(taken(&near), (ids, vec![]));
    assert_eq!(taken(&near), (vec![], vec![]), "they may yet come");
    beyond.committed();
    let (none, gaps) = taken(&near);
    assert_eq!((none.len(), gaps.len()), (0, 1));
    let since = event("a", 1);
    let id = since.id.clone();
    near.announce(vec![since]).committed();
    near.fill(&gaps);
    assert_eq!(taken(&near).0, [id], "what was told since comes after them");
}

#[test]
fn nothing_is_added_to_what_is_being_read() {
    let near = near();
    let full: Vec<Event> = (0..MOST).map(|_| event("a", 0)).collect();
    drop(near.announce(vec![event("a", 0)]));
    near.announce(full).committed();
    let (_, gaps) = taken(&near);
    assert_eq!(gaps.len(), 1);
    near.announce(vec![event("a", 0)]).committed();
    near.fill(&gaps);
    assert_eq!(taken(&near).0.len(), MOST - 1, "the last ones had no room");
    assert_eq!(taken(&near).1.len(), 1);
}

#[test]
fn what_was_not_published_is_read_again_before_anything_else_of_its_lane() {
    let near = near();
    near.announce(vec![event("a", 0)]).committed();
    let (taken_first, _) = near.take(&HashSet::new(), 1);
    let (lane, id, _) = taken_first[0].clone();
    near.announce(vec![event("a", 0)]).committed();
    near.give_back(lane, &[id]);
    let (none, gaps) = taken(&near);
    assert_eq!((none.len(), gaps.len()), (0, 1));
    assert_eq!(near.only_new(vec![id], |id| *id), [id]);
    near.fill(&gaps);
    assert_eq!(taken(&near).0.len(), 1);
}

#[test]
fn where_nobody_takes_nothing_is_held() {
    let near = Near::default();
    near.announce(vec![event("a", 0)]).committed();
    assert!(near.ids().is_empty());
}
