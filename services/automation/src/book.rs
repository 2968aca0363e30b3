//! The enabled rules of an account in memory, and which of them an occurrence starts. Deciding reads no database.
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::TimeDelta;
use tandem_kit::{
    Cause, Clock, Db, Result,
    believed::Believed,
    clock,
    condition::{self, Catalogue, Checked, Scope},
    custom_field::value,
    id::{AccountId, OrganizationId, RuleId},
};
use tandem_proto::{
    automation::{self as pb, trigger::On},
    items::Item,
};
use uuid::Uuid;

use crate::{
    fields::{self, CATALOGUE, CUSTOM, Happened, Seen},
    peers::Peers,
    rule::shipped,
    wire::Definition,
};

/// How long rules are believed without a look at their version.
const BELIEVED: TimeDelta = TimeDelta::seconds(1);

/// What happened to an item, as rules see it.
pub struct Occurrence {
    pub item: Item,
    /// All that it is: a change of status is also an update.
    pub on: Vec<On>,
    /// The fields that changed.
    pub changed: Vec<String>,
    /// The custom fields that changed, as they were.
    pub before: BTreeMap<String, prost_types::Value>,
    /// How long the item has rested.
    pub idle: TimeDelta,
    pub message: Option<String>,
    pub score: Option<i32>,
    /// What its status and its type may be called: id, key, name.
    pub status: Vec<String>,
    pub r#type: Vec<String>,
}

/// A rule, ready to be asked.
pub struct Ready {
    pub id: RuleId,
    kinds: Vec<i32>,
    triggers: Vec<pb::Trigger>,
    condition: Option<Checked>,
    organization: String,
    vocabulary: bool,
    pub actions: Vec<pb::Action>,
}

/// The enabled rules of an account in the order in which they run.
#[derive(Default)]
pub struct Book {
    version: i64,
    rules: Vec<Ready>,
    /// Where in `rules` those are that a trigger may start.
    by_trigger: HashMap<i32, Vec<usize>>,
    /// Whether a rule asks what statuses and types are called, or are.
    vocabulary: bool,
}

/// A rule whose trigger fitted, and whether its condition holds.
pub struct Verdict<'a> {
    pub rule: &'a Ready,
    pub holds: bool,
}

impl Book {
    fn new(version: i64, rules: Vec<Ready>) -> Self {
        let mut by_trigger: HashMap<i32, Vec<usize>> = HashMap::new();
        for (at, rule) in rules.iter().enumerate() {
            for trigger in &rule.triggers {
                let places = by_trigger.entry(trigger.on).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        let vocabulary = rules.iter().any(|rule| rule.vocabulary);
        Self { version, rules, by_trigger, vocabulary }
    }
    /// Whether rules must know what the account's statuses and types are called.
    #[must_use]
    pub fn needs_vocabulary(&self) -> bool {
        self.vocabulary
    }
    /// Whether any of these may start a rule. A change of status may turn out to be the end of the item.
    #[must_use]
    pub fn cares(&self, on: &[On]) -> bool {
        let starts = |on: On| self.by_trigger.contains_key(&i32::from(on));
        on.iter().any(|on| starts(*on)) || on.contains(&On::StatusChanged) && starts(On::Finished)
    }
    /// How long an item must rest before the first rule wants it; with `beyond`, the first after that.
    #[must_use]
    pub fn rest(&self, beyond: TimeDelta) -> Option<TimeDelta> {
        let places = self.by_trigger.get(&On::Inactive.into()).into_iter().flatten();
        let triggers = places.flat_map(|at| &self.rules[*at].triggers).filter(|t| t.on() == On::Inactive);
        triggers.filter_map(after).filter(|after| *after > beyond).min()
    }
}

fn after(trigger: &pb::Trigger) -> Option<TimeDelta> {
    clock::delta("after", trigger.after.as_ref()?).ok()
}

/// The rules that an occurrence starts, in the order in which they run, each with whether its condition holds.
#[must_use]
pub fn matching<'a>(book: &'a Book, what: &Occurrence, scope: &Scope) -> Vec<Verdict<'a>> {
    let mut places: Vec<usize> =
        what.on.iter().filter_map(|on| book.by_trigger.get(&i32::from(*on))).flatten().copied().collect();
    places.sort_unstable();
    places.dedup();
    let Occurrence { item, status, r#type, message, score, .. } = what;
    let seen = Seen::from(Happened { item, status, r#type, message: message.as_deref(), score: *score });
    let started = places.into_iter().map(|at| &book.rules[at]).filter(|rule| {
        rule.kinds.contains(&item.kind)
            && (rule.organization.is_empty() || rule.organization == item.organization_id)
            && rule.triggers.iter().any(|trigger| fits(trigger, what))
    });
    let holds = |rule: &Ready| rule.condition.as_ref().is_none_or(|c| condition::eval(c, scope, &seen));
    started.map(|rule| Verdict { rule, holds: holds(rule) }).collect()
}

fn fits(trigger: &pb::Trigger, what: &Occurrence) -> bool {
    what.on.contains(&trigger.on())
        && match trigger.on() {
            On::ItemUpdated => {
                trigger.field.is_empty() || what.changed.contains(&trigger.field) && turned(trigger, what)
            }
            On::Inactive => after(trigger).is_some_and(|after| what.idle >= after),
            _ => true,
        }
}

/// Whether a custom field was what the trigger asks for, and became it.
fn turned(trigger: &pb::Trigger, what: &Occurrence) -> bool {
    let Some(key) = trigger.field.strip_prefix(CUSTOM) else { return true };
    let is = |wanted: Option<&prost_types::Value>, value: Option<&prost_types::Value>| {
        let plain = |value: Option<&prost_types::Value>| value.map(value::from_wire).filter(|v| !v.is_null());
        wanted.is_none() || plain(wanted) == plain(value)
    };
    is(trigger.from.as_ref(), what.before.get(key)) && is(trigger.to.as_ref(), what.item.fields.get(key))
}

/// The books of all accounts.
#[derive(Clone)]
pub struct Books {
    db: Db,
    clock: Clock,
    peers: Peers,
    kept: Arc<Believed<AccountId, Book>>,
}

impl Books {
    /// Empty ones.
    #[must_use]
    pub fn new(db: Db, clock: Clock, peers: Peers) -> Self {
        Self { db, clock, peers, kept: Arc::default() }
    }
    /// The book of an account, at most a second old.
    ///
    /// # Errors
    /// `Unavailable` where the database is away, or the items that know the custom fields of which a rule asks.
    pub async fn get(&self, account: AccountId) -> Result<Arc<Book>> {
        let now = self.clock.now();
        if let Some(book) = self.kept.found(&account, now, BELIEVED) {
            return Ok(book);
        }
        let reading = self.kept.reading(now);
        let version = self.version(account).await?;
        let book = match self.kept.last(&account) {
            Some(book) if book.version == version => book,
            _ => Arc::new(self.read(account, version).await?),
        };
        self.kept.keep(account, reading, book.clone());
        Ok(book)
    }
    /// The version of an account's rules; one that is not known yet gets those that ship.
    async fn version(&self, account: AccountId) -> Result<i64> {
        let version =
            || sqlx::query_scalar!("select version from automation.book where account = $1", account.uuid());
        if let Some(version) = version().fetch_optional(self.db.pool()).await? {
            return Ok(version);
        }
        shipped::ensure(&self.db, &Cause::system(account)).await?;
        Ok(version().fetch_optional(self.db.pool()).await?.unwrap_or(0))
    }
    async fn read(&self, account: AccountId, version: i64) -> Result<Book> {
        let rows = sqlx::query!(
            "select id, kinds, definition, organization from automation.rule where account = $1 and enabled order by position, id",
            account.uuid()
        )
        .fetch_all(self.db.pool())
        .await?;
        let rows = rows
            .into_iter()
            .map(|row| Ok((row.id, row.kinds, Definition::read(&row.definition)?, row.organization)));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let mut catalogue = CATALOGUE.clone();
        if rows
            .iter()
            .any(|(_, _, definition, _)| definition.condition.as_ref().is_some_and(fields::names_custom))
        {
            catalogue = fields::with_custom(catalogue, &self.peers.custom_fields(account).await?);
        }
        let mut rules = Vec::with_capacity(rows.len());
        for (id, kinds, definition, organization) in rows {
            match ready(id, &kinds, definition, organization, &catalogue) {
                Ok(rule) => rules.push(rule),
                Err(problem) => {
                    tracing::error!(rule.id = %RuleId::from(id), %problem, "a rule's condition has no meaning any more; the rule rests");
                }
            }
        }
        Ok(Book::new(version, rules))
    }
    /// Looks at an account's rules again before they are next used.
    pub fn doubt(&self, account: AccountId) {
        self.kept.doubt(&account);
    }
    /// The same for every account.
    pub fn doubt_all(&self) {
        self.kept.doubt_all();
    }
}

fn ready(
    id: Uuid,
    kinds: &[i16],
    definition: Definition,
    organization: Option<Uuid>,
    catalogue: &Catalogue,
) -> Result<Ready, condition::Problem> {
    let Definition { triggers, condition, actions } = definition;
    let vocabulary = triggers.iter().any(|t| t.on() == On::Finished)
        || condition.as_ref().is_some_and(fields::names_status_or_type);
    let condition = condition.as_ref().map(|c| condition::check(c, catalogue)).transpose()?;
    let organization = organization.map(|o| OrganizationId::from(o).to_string()).unwrap_or_default();
    Ok(Ready {
        id: id.into(),
        kinds: kinds.iter().map(|k| i32::from(*k)).collect(),
        triggers,
        condition,
        organization,
        vocabulary,
        actions,
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use jiff::tz::TimeZone;
    use tandem_proto::items::Kind;

    use super::*;

    fn shipped_book() -> Book {
        let rules = shipped::all().into_iter().enumerate().filter(|(_, rule)| rule.enabled);
        let ready = rules.map(|(n, rule)| {
            ready(Uuid::from_u128(n as u128 + 1), rule.kinds, rule.definition, None, &CATALOGUE).unwrap()
        });
        Book::new(1, ready.collect())
    }

    fn ticket() -> Item {
        Item {
            kind: Kind::Ticket.into(),
            requester_ids: vec!["cus_1".into()],
            organization_id: "org_1".into(),
            ..Item::default()
        }
    }

    fn happened(item: Item, on: &[On], status: &str) -> Occurrence {
        Occurrence {
            item,
            on: on.to_vec(),
            changed: vec!["status_id".into()],
            before: BTreeMap::new(),
            idle: TimeDelta::zero(),
            message: None,
            score: None,
            status: vec![status.into()],
            r#type: Vec::new(),
        }
    }

    /// The codes of the rules that act.
    fn act(what: &Occurrence) -> Vec<u128> {
        let scope = Scope::system(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), TimeZone::UTC);
        let book = shipped_book();
        matching(&book, what, &scope).iter().filter(|v| v.holds).map(|v| v.rule.id.uuid().as_u128()).collect()
    }

    #[test]
    fn a_new_ticket_is_assigned_answered_promised_filed_and_published() {
        assert_eq!(act(&happened(ticket(), &[On::ItemCreated], "open")), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_ticket_that_a_machine_opened_is_answered_by_nobody() {
        let item = Item { automatic: true, ..ticket() };
        assert_eq!(act(&happened(item, &[On::ItemCreated], "open")), [1, 3, 4, 5]);
    }

    #[test]
    fn replies_change_who_is_waited_for() {
        assert_eq!(act(&happened(ticket(), &[On::UserReplied], "open")), [6]);
        assert_eq!(act(&happened(ticket(), &[On::CustomerReplied], "resolved")), [7]);
        assert_eq!(act(&happened(ticket(), &[On::CustomerReplied], "closed")), [0; 0]);
        let finished = Item { state: tandem_proto::items::State::Finished.into(), ..ticket() };
        assert_eq!(act(&happened(finished, &[On::UserReplied], "resolved")), [0; 0]);
    }

    #[test]
    fn a_week_of_silence_of_the_customer_ends_a_ticket() {
        let rested = |days| Occurrence {
            idle: TimeDelta::days(days),
            ..happened(ticket(), &[On::Inactive], "pending_customer")
        };
        assert_eq!(act(&rested(6)), [0; 0]);
        assert_eq!(act(&rested(7)), [9]);
        assert_eq!(shipped_book().rest(TimeDelta::zero()), Some(TimeDelta::days(7)));
        assert_eq!(shipped_book().rest(TimeDelta::days(7)), None);
    }

    #[test]
    fn a_change_of_status_may_be_the_end() {
        let trigger = pb::Trigger { on: On::Finished.into(), ..pb::Trigger::default() };
        let definition = Definition { triggers: vec![trigger], ..Definition::default() };
        let book = Book::new(1, vec![ready(Uuid::from_u128(1), &[1], definition, None, &CATALOGUE).unwrap()]);
        assert!(book.cares(&[On::ItemUpdated, On::StatusChanged]) && book.needs_vocabulary());
        assert!(!book.cares(&[On::ItemUpdated]));
    }

    #[test]
    fn a_field_narrows_an_update_and_an_organization_a_rule() {
        let trigger = |field: &str| pb::Trigger {
            on: On::ItemUpdated.into(),
            field: field.into(),
            ..pb::Trigger::default()
        };
        let org = Uuid::from_u128(9);
        let make = |field: &str, organization| {
            let definition = Definition { triggers: vec![trigger(field)], ..Definition::default() };
            Book::new(1, vec![ready(Uuid::from_u128(1), &[1], definition, organization, &CATALOGUE).unwrap()])
        };
        let scope = Scope::system(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), TimeZone::UTC);
        let what = happened(ticket(), &[On::ItemUpdated], "open");
        let started = |book: &Book, what: &Occurrence| matching(book, what, &scope).len();
        assert_eq!(started(&make("status_id", None), &what), 1);
        assert_eq!(started(&make("title", None), &what), 0);
        assert_eq!(started(&make("", Some(org)), &what), 0);
        let routed = Item { organization_id: OrganizationId::from(org).to_string(), ..ticket() };
        assert_eq!(started(&make("", Some(org)), &happened(routed, &[On::ItemUpdated], "open")), 1);
    }

    #[test]
    fn a_change_of_a_custom_field_may_be_asked_for_from_what_to_what() {
        use serde_json::{Value, json};
        use value::to_wire;

        let scope = Scope::system(DateTime::from_timestamp(1_700_000_000, 0).unwrap(), TimeZone::UTC);
        let starts = |from: Option<Value>, to: Option<Value>, before: Value, after: Value| {
            let (on, field) = (On::ItemUpdated.into(), "fields.severity".to_owned());
            let (from, to) = (from.as_ref().map(to_wire), to.as_ref().map(to_wire));
            let trigger = pb::Trigger { on, field, from, to, after: None };
            let definition = Definition { triggers: vec![trigger], ..Definition::default() };
            let book =
                Book::new(1, vec![ready(Uuid::from_u128(1), &[1], definition, None, &CATALOGUE).unwrap()]);
            let values = |value: Value| {
                let value = Some(value).filter(|value| !value.is_null());
                value.map(|value| ("severity".to_owned(), to_wire(&value))).into_iter()
            };
            let item = Item { fields: values(after).collect(), ..ticket() };
            let changed = vec!["fields.severity".to_owned()];
            let before = values(before).collect();
            let what = Occurrence { changed, before, ..happened(item, &[On::ItemUpdated], "open") };
            !matching(&book, &what, &scope).is_empty()
        };
        let (low, high, none) = (json!("low"), json!("high"), Value::Null);
        assert!(starts(None, None, low.clone(), high.clone()));
        assert!(starts(Some(low.clone()), Some(high.clone()), low.clone(), high.clone()));
        assert!(!starts(Some(high.clone()), None, low.clone(), high.clone()));
        assert!(!starts(None, Some(low.clone()), low.clone(), high.clone()));
        assert!(starts(Some(none.clone()), Some(json!(["low"])), none.clone(), json!(["low"])));
        assert!(starts(Some(low.clone()), Some(none.clone()), low.clone(), none));
    }
}
