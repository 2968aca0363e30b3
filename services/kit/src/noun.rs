//! What a service keeps, table by table: for the export of an account, and for telling what a change changed.

/// A table of a service.
#[derive(Clone, Copy, Debug)]
pub struct Noun {
    /// Its name within the schema.
    pub table: &'static str,
    /// The prefix of its ids, which are in its column `id`; empty where it has none of its own.
    pub kind: &'static str,
    /// The column that says whose a row is.
    pub tenant: &'static str,
    /// Columns that never leave: hashes, secrets.
    pub hidden: &'static [&'static str],
    /// How many rows are read at a time: fewer where a row may be large.
    pub at_once: i64,
    /// The rpc that changes the one row that an account has of it, such as `UpdateMailPolicy`; empty where rows have ids, or an account has many.
    pub rpc: &'static str,
    /// What the contract has in the thing and the database in rows of another table.
    pub beside: Option<Beside>,
}

/// Values of a thing that are rows of a table beside it: a list in the contract.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    /// As the contract calls it: `domains`.
    pub field: &'static str,
    pub table: &'static str,
    /// The column with the value.
    pub column: &'static str,
    /// The column that says whose it is.
    pub owner: &'static str,
    /// The prefix of the ids that the values are; empty where they are none.
    pub kind: &'static str,
}

impl Noun {
    /// A table whose rows have no ids of their own.
    #[must_use]
    pub const fn of(table: &'static str) -> Self {
        Self { table, kind: "", tenant: "account", hidden: &[], at_once: 500, rpc: "", beside: None }
    }
    /// A table whose rows have ids of a kind.
    #[must_use]
    pub const fn thing(table: &'static str, kind: &'static str) -> Self {
        Self { kind, ..Self::of(table) }
    }
    /// The same without columns that never leave.
    #[must_use]
    pub const fn hiding(self, hidden: &'static [&'static str]) -> Self {
        Self { hidden, ..self }
    }
    /// The same with rows that may be large.
    #[must_use]
    pub const fn large(self) -> Self {
        Self { at_once: 50, ..self }
    }
    /// The same where an account has one row, which that rpc changes.
    #[must_use]
    pub const fn set_by(self, rpc: &'static str) -> Self {
        Self { rpc, ..self }
    }
    /// The same with a list that is kept in rows beside it.
    #[must_use]
    pub const fn with(self, beside: Beside) -> Self {
        Self { beside: Some(beside), ..self }
    }
    /// The same where another column says whose a row is.
    #[must_use]
    pub const fn within(self, tenant: &'static str) -> Self {
        Self { tenant, ..self }
    }
}
