//! What the tests of nouns begin with: a fresh database and two users.
use tandem_kit::{
    Caller, Cause, Clock, Db, Role, Who, db,
    id::{AccountId, ItemId, UserId},
    testing,
};

/// A database of its own, an account, and two who work on an item.
pub struct Stage {
    pub db: Db,
    pub clock: Clock,
    pub account: AccountId,
    pub ann: UserId,
    pub bob: UserId,
    pub item: ItemId,
    name: String,
}

impl Stage {
    pub async fn new() -> Self {
        let (url, name) = testing::fresh_database(&testing::database_server()).await;
        let pool = db::connect(url.parse().expect("an address"), 4).await.expect("the database answers");
        db::migrate(&pool, "timesheets", &crate::MIGRATIONS).await.expect("the migrations run");
        let clock = Clock::default();
        let db = Db::new(pool, "timesheets", clock.clone());
        Self {
            db,
            clock,
            account: AccountId::new(),
            ann: UserId::new(),
            bob: UserId::new(),
            item: ItemId::new(),
            name,
        }
    }
    /// That user, acting.
    pub fn acting(&self, user: UserId, role: Role) -> Cause {
        Cause::by(Caller {
            account: self.account.uuid(),
            who: Who::User(user.uuid()),
            role,
            ..Caller::anonymous()
        })
    }
    /// All time on the item, in seconds.
    pub async fn total_seconds(&self) -> i64 {
        let mut tx = self.db.begin().await.expect("the database answers");
        crate::item::add(&mut tx, self.account, self.item.uuid(), 0).await.expect("a total").us / 1_000_000
    }
    /// The test is over: its database goes.
    pub async fn end(self) {
        self.db.close().await;
        testing::drop_database(&testing::database_server(), &self.name).await;
    }
}
