//! Events become runs, on a real database. What needs peers is told in the stories of the platform.
use std::time::Duration;

use tandem_kit::{
    Db, Role, Who, db,
    id::{EventId, UserId},
    testing,
};
use tandem_proto::{
    automation::{
        self as pb,
        action::{Action, SetPriority},
    },
    items::Kind,
};

use super::*;
use crate::{
    rule::{self, shipped},
    run::Pending,
    subject::Taken,
    wire::Definition,
};

struct Stage {
    name: String,
    engine: Engine,
    account: AccountId,
    item: Item,
}

async fn stage() -> Stage {
    let (url, name) = testing::fresh_database(&testing::database_server()).await;
    let pool = db::connect(url.parse().unwrap(), 4).await.unwrap();
    db::migrate(&pool, "automation", &crate::MIGRATIONS).await.unwrap();
    let clock = Clock::default();
    let db = Db::new(pool, "automation", clock.clone());
    let peers = Peers::nobody(clock.clone());
    let books = Books::new(db.clone(), clock.clone(), peers.clone());
    let engine = Engine { db, clock, books, peers, bell: Arc::default() };
    let item =
        Item { id: ItemId::new().to_string(), kind: Kind::Ticket.into(), priority: 1, ..Item::default() };
    let account = AccountId::new();
    // An account whose shipped rules were all deleted.
    sqlx::query!(
        "insert into automation.book (account, version, next_code) values ($1, 1, 1)",
        account.uuid()
    )
    .execute(engine.db.pool())
    .await
    .unwrap();
    Stage { name, engine, account, item }
}

impl Stage {
    /// The test is over: its database goes.
    async fn end(self) {
        self.engine.db.close().await;
        testing::drop_database(&testing::database_server(), &self.name).await;
    }
    async fn rule(&self, name: &str, filter: &str, trigger: pb::Trigger) -> rule::Rule {
        let cause = Cause::by(tandem_kit::Caller {
            who: Who::User(UserId::new().uuid()),
            role: Role::Admin,
            ..tandem_kit::Caller::system(self.account)
        });
        let definition = Definition {
            triggers: vec![trigger],
            condition: Some(rule::check::condition("rule", filter, &crate::fields::CATALOGUE).unwrap()),
            actions: vec![pb::Action { action: Some(Action::SetPriority(SetPriority { priority: 5 })) }],
        };
        let new = rule::New {
            name: name.into(),
            enabled: true,
            kinds: vec![1],
            definition,
            position: None,
            organization: None,
        };
        let made = rule::create(&self.engine.db, &cause, new, None, self.engine.clock.now()).await.unwrap();
        self.engine.books.doubt(self.account);
        made
    }
    fn event(&self, depth: i32) -> Event {
        let time = Some(tandem_kit::clock::timestamp(self.engine.clock.now()));
        let id = EventId::new().uuid().to_string();
        Event {
            id,
            account: self.account.to_string(),
            actor: "usr_1".into(),
            depth,
            time,
            r#type: "T".into(),
            ..Event::default()
        }
    }
    async fn happens(&self, event: &Event, on: On) {
        let told = Told { on: vec![on], item: Some(self.item.clone()), ..Told::default() };
        if let Some(reaction) = self.engine.read(event, &self.item.id, told).await.unwrap() {
            self.engine.write(vec![(Arc::new(event.clone()), reaction)]).await.unwrap();
        }
    }
    fn taken(&self) -> Taken {
        Taken { account: self.account.uuid(), item: self.item.id.parse::<ItemId>().unwrap().uuid() }
    }
    async fn pending(&self) -> Vec<Pending> {
        run::pending(self.engine.db.pool(), self.taken()).await.unwrap()
    }
    async fn outcomes(&self) -> Vec<Outcome> {
        let page = tandem_kit::Page::of(100, "").unwrap();
        let (kept, _) = run::list(
            (self.engine.db.pool(), &tandem_kit::sight::Sight::default()),
            &Cause::system(self.account),
            &page,
            None,
            None,
        )
        .await
        .unwrap();
        kept.iter().map(|run| run.outcome).collect()
    }
}

fn on(on: On) -> pb::Trigger {
    pb::Trigger { on: on.into(), ..pb::Trigger::default() }
}

#[tokio::test]
async fn an_event_starts_its_rules_once_and_in_their_order() {
    let stage = stage().await;
    let first = stage.rule("one", "", on(On::ItemCreated)).await;
    let second = stage.rule("two", "priority <= 3", on(On::ItemCreated)).await;
    stage.rule("never", "priority > 3", on(On::ItemCreated)).await;
    stage.rule("of something else", "", on(On::SlaBreached)).await;
    let event = stage.event(0);
    stage.happens(&event, On::ItemCreated).await;
    stage.happens(&event, On::ItemCreated).await;
    let rules: Vec<_> = stage.pending().await.iter().map(|run| run.rule).collect();
    assert_eq!(rules, [first.id, second.id]);
    assert_eq!(stage.outcomes().await, [Outcome::NotMatched]);
    stage.end().await;
}

#[tokio::test]
async fn runs_are_taken_by_one_process_and_again_when_it_died() {
    let stage = stage().await;
    stage.rule("one", "", on(On::ItemCreated)).await;
    stage.happens(&stage.event(0), On::ItemCreated).await;
    let take =
        async || subject::take_due(&stage.engine.db, stage.engine.clock.now(), 10).await.unwrap().len();
    assert_eq!((take().await, take().await), (1, 0));
    stage.engine.clock.advance(Duration::from_secs(61));
    assert_eq!(take().await, 1);
    stage.end().await;
}

#[tokio::test]
async fn a_run_that_comes_while_others_end_is_not_forgotten() {
    let stage = stage().await;
    stage.rule("one", "", on(On::ItemCreated)).await;
    let (db, now) = (&stage.engine.db, stage.engine.clock.now());
    stage.happens(&stage.event(0), On::ItemCreated).await;
    subject::take_due(db, now, 10).await.unwrap();
    let done = |run: &Pending| run::Finished {
        id: run.id,
        outcome: Outcome::Done,
        lines: vec!["done".into()],
        duration_us: 1,
    };
    let seen = stage.pending().await;
    stage.happens(&stage.event(0), On::ItemCreated).await;
    assert!(run::record(db, stage.taken(), &[done(&seen[0])], None, now).await.unwrap(), "there is more");
    assert_eq!(subject::take_due(db, stage.engine.clock.now(), 10).await.unwrap().len(), 1);
    let seen = stage.pending().await;
    assert!(!run::record(db, stage.taken(), &[done(&seen[0])], None, now).await.unwrap());
    stage.engine.clock.advance(Duration::from_secs(3600));
    assert!(subject::take_due(db, stage.engine.clock.now(), 10).await.unwrap().is_empty());
    assert_eq!(stage.outcomes().await, [Outcome::Done, Outcome::Done]);
    stage.end().await;
}

#[tokio::test]
async fn an_item_has_a_hundred_runs_an_hour_and_then_rests() {
    let stage = stage().await;
    stage.rule("one", "", on(On::ItemUpdated)).await;
    for _ in 0..101 {
        stage.happens(&stage.event(0), On::ItemUpdated).await;
    }
    assert_eq!(stage.outcomes().await, [Outcome::Stopped]);
    stage.engine.clock.advance(Duration::from_secs(3700));
    stage.happens(&stage.event(0), On::ItemUpdated).await;
    assert_eq!(stage.outcomes().await.len(), 1, "the next hour is another");
    stage.happens(&stage.event(8), On::ItemUpdated).await;
    assert_eq!(stage.outcomes().await.len(), 2, "eight causes deep");
    stage.end().await;
}

#[tokio::test]
async fn turns_go_round_whatever_the_order_of_the_runs() {
    let stage = stage().await;
    stage.rule("one", "", on(On::ItemCreated)).await;
    let members: Vec<Uuid> = (1..=3).map(Uuid::from_u128).collect();
    let mut chosen = Vec::new();
    for _ in 0..4 {
        stage.happens(&stage.event(0), On::ItemCreated).await;
    }
    for run in stage.pending().await {
        chosen.push(
            run::take_turn(&stage.engine.db, stage.account, &run, 0, &members)
                .await
                .unwrap()
                .unwrap()
                .as_u128(),
        );
    }
    assert_eq!(chosen, [1, 2, 3, 1]);
    let again = stage.pending().await;
    let repeated = run::take_turn(&stage.engine.db, stage.account, &again[1], 0, &members).await.unwrap();
    assert_eq!(repeated, Some(members[1]), "who was chosen stays chosen");
    assert_eq!(run::take_turn(&stage.engine.db, stage.account, &again[0], 1, &[]).await.unwrap(), None);
    stage.end().await;
}

#[tokio::test]
async fn an_item_is_looked_at_when_it_has_rested_as_long_as_a_rule_says() {
    let stage = stage().await;
    let db = &stage.engine.db;
    let inactive = |hours: i64| pb::Trigger {
        after: Some(prost_types::Duration { seconds: hours * 3600, nanos: 0 }),
        ..on(On::Inactive)
    };
    stage.happens(&stage.event(0), On::ItemUpdated).await;
    stage.rule("a day", "", inactive(24)).await;
    let resting = async || subject::take_resting(db, stage.engine.clock.now(), 10).await.unwrap().len();
    stage.engine.clock.advance(Duration::from_secs(23 * 3600));
    assert_eq!(resting().await, 0);
    stage.happens(&stage.event(0), On::ItemUpdated).await;
    stage.engine.clock.advance(Duration::from_secs(2 * 3600));
    assert_eq!(resting().await, 0, "somebody was active");
    stage.engine.clock.advance(Duration::from_secs(23 * 3600));
    assert_eq!(resting().await, 1);
    subject::gone(db, stage.account, stage.item.id.parse().unwrap()).await.unwrap();
    stage.engine.clock.advance(Duration::from_secs(3600));
    assert_eq!(resting().await, 0);
    stage.end().await;
}

#[tokio::test]
async fn a_new_account_gets_the_shipped_rules_once() {
    let stage = stage().await;
    let (db, new) = (&stage.engine.db, AccountId::new());
    let cause = Cause::system(new);
    let make = async || shipped::ensure(db, &cause).await.unwrap();
    let codes = async || {
        let page = tandem_kit::Page::of(100, "").unwrap();
        let (rules, _) = rule::list(db.pool(), new, &page, None).await.unwrap();
        rules.iter().map(|rule| rule.code.clone()).collect::<Vec<_>>()
    };
    make().await;
    let all = codes().await;
    assert_eq!((all.len(), all[0].as_str(), all[11].as_str()), (12, "A01", "A12"));
    let first = tandem_kit::id::RuleId::derived(new.uuid(), "A01");
    rule::delete(db, &cause, first).await.unwrap();
    make().await;
    assert_eq!(codes().await.len(), 11, "what was deleted stays so");
    stage.end().await;
}
