//! Which types and statuses items may have.
use super::*;

fn id(key: &str) -> Uuid {
    Uuid::new_v5(&Uuid::nil(), key.as_bytes())
}

pub fn status(kind: Kind, state: State, key: &str) -> Status {
    Status {
        id: id(key),
        kind,
        name: key.to_owned(),
        state,
        color: String::new(),
        position: 0,
        key: key.into(),
        pauses: key == "pending_customer",
        retired: false,
        revision: 1,
    }
}

pub fn item_type(kind: Kind, name: &str, statuses: &[&str]) -> ItemType {
    ItemType {
        id: id(name),
        kind,
        name: name.to_owned(),
        icon: String::new(),
        color: String::new(),
        is_default: true,
        position: 0,
        statuses: statuses.iter().map(|key| id(key)).collect(),
        default_status: statuses.first().map(|key| id(key)),
        hidden: false,
        retired: false,
        revision: 1,
    }
}

pub fn shipped() -> Vocabulary {
    let statuses = vec![
        status(Kind::Ticket, State::NotStarted, "open"),
        status(Kind::Ticket, State::InProgress, "pending_customer"),
        status(Kind::Ticket, State::Finished, "resolved"),
        status(Kind::Task, State::NotStarted, "planned"),
        status(Kind::Task, State::InProgress, "in_progress"),
        status(Kind::Task, State::InProgress, "review"),
        status(Kind::Task, State::Finished, "done"),
    ];
    let types = vec![
        item_type(Kind::Ticket, "Ticket", &["open", "pending_customer", "resolved"]),
        item_type(Kind::Task, "Task", &["planned", "in_progress", "review", "done"]),
    ];
    Vocabulary { types, statuses, fields: Vec::new(), forms: Vec::new() }
}

#[test]
fn a_ticket_does_not_take_the_status_of_a_task() {
    let words = shipped();
    let (ticket, task) = (&words.types[0], &words.types[1]);
    let done = id("done");
    assert!(words.status_of("item.status_id", task, Some(done.into())).is_ok());
    let refused = words.status_of("item.status_id", ticket, Some(done.into())).unwrap_err();
    let told = "is no status of \"Ticket\"; it has open, pending_customer, resolved";
    assert!(refused.to_string().starts_with("item.status_id: ") && refused.to_string().ends_with(told));
    assert_eq!(words.status_of("status_id", ticket, None).unwrap().key, "open");
}

#[test]
fn an_item_of_another_type_stands_where_it_stood() {
    let mut words = shipped();
    words.types.push(item_type(Kind::Ticket, "Order", &["pending_customer", "resolved"]));
    let key = |t: usize, status: &str, state| {
        words.nearest(&words.types[t], id(status), state).map(|s| s.key.as_str())
    };
    assert_eq!(key(1, "open", State::NotStarted), Some("planned"));
    assert_eq!(key(1, "open", State::InProgress), Some("in_progress"));
    assert_eq!(key(0, "done", State::Finished), Some("resolved"));
    assert_eq!(key(1, "review", State::InProgress), Some("review"), "it has the status");
    assert_eq!(key(2, "open", State::NotStarted), Some("pending_customer"), "none of the state: the default");
}

#[test]
fn what_is_retired_is_given_to_no_item() {
    let mut words = shipped();
    words.statuses[1].retired = true;
    assert!(words.status_of("status_id", &words.types[0], Some(id("pending_customer").into())).is_err());
    words.types[0].retired = true;
    assert!(words.type_of("type_id", Kind::Ticket, Some(id("Ticket").into())).is_err());
    assert_eq!(words.status(id("pending_customer")).unwrap().name, "pending_customer", "but it is known");
}
