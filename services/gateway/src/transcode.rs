//! HTTP by contract: every rpc with a `google.api.http` rule is served at that rule's path, from its descriptor alone.
pub mod answer;
pub mod bind;
pub mod call;
pub mod coming;
pub mod mask;
pub mod multipart;
pub mod query;
pub mod route;
pub mod stream;
pub mod table;
pub mod text;
pub mod value;

pub use route::{Access, Route, Rpc};
pub use table::{Found, Table};

/// A field of a request that cannot be what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Its path, `item.title`.
    pub field: String,
    pub problem: String,
}

impl Violation {
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
}

/// What is wrong with a request, found all at once; the first few are told.
#[derive(Debug, Default)]
pub struct Violations(Vec<Violation>);

impl Violations {
    const MOST: usize = 20;

    pub fn add(&mut self, field: impl Into<String>, problem: impl Into<String>) {
        if self.0.len() < Self::MOST {
            self.0.push(Violation::new(field, problem));
        }
    }
    /// `done` if nothing was wrong.
    pub fn or<T>(self, done: T) -> Result<T, Vec<Violation>> {
        if self.0.is_empty() { Ok(done) } else { Err(self.0) }
    }
}
