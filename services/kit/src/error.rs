//! One error for the whole platform. A variant exists only where a caller would act differently.
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// What everything in a service answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The domain of `google.rpc.ErrorInfo` in every refusal.
pub const DOMAIN: &str = "tandem";

/// A statement that went on for longer than it may (PostgreSQL, `query_canceled`).
const TOOK_TOO_LONG: &str = "57014";
/// What PostgreSQL says of a value that it can never keep: a NUL, text that is not UTF-8, an index entry that is too long.
const UNKEEPABLE: [&str; 3] = ["22021", "22P05", "54000"];

/// Why something was not done. Messages are lower case, without a full stop, and carry the value that was wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the caller may not know that there is.
    #[error("no {kind} {id:?}")]
    NotFound { kind: &'static str, id: String },
    /// A field of the request cannot be what it is.
    #[error("{field}: {problem}")]
    Invalid { field: String, problem: String },
    /// What must be given is missing: each field by its path in the request, and why.
    #[error("{}", listed(.0))]
    Incomplete(Vec<(String, String)>),
    /// The request is right, but not now: `reason` is for programs, `message` for people.
    #[error("{message}")]
    Refused { reason: &'static str, message: String },
    /// The thing changed since the caller read it.
    #[error("{kind} has changed since revision {given}: it is at revision {current} now")]
    Stale { kind: &'static str, given: i64, current: i64 },
    /// The caller may not do that.
    #[error("not allowed: {0}")]
    Denied(String),
    /// Nobody knows who is calling.
    #[error("not signed in")]
    Unauthenticated,
    /// Too much, too fast.
    #[error("{0}")]
    Exhausted(String),
    /// What is needed is away; trying again later may help.
    #[error("{0}")]
    Unavailable(String),
    /// A peer refused; passed on as it said.
    #[error("{}", .0.message())]
    Peer(Box<Status>),
    /// A fault of ours. The caller learns nothing of it; the log does.
    #[error("{0:#}")]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// No such thing.
    pub fn not_found(kind: &'static str, id: impl ToString) -> Self {
        Self::NotFound { kind, id: id.to_string() }
    }
    /// A field that cannot be what it is: its path in the request, and what is wrong with which value.
    pub fn invalid(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), problem: problem.into() }
    }
    /// Refuses what lacks something.
    ///
    /// # Errors
    /// `Incomplete` with what is missing: the paths of the fields, and why each must be there.
    pub fn incomplete_unless_empty(missing: Vec<(String, String)>) -> Result<()> {
        if missing.is_empty() { Ok(()) } else { Err(Self::Incomplete(missing)) }
    }
    /// Right, but not now.
    pub fn refused(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { reason, message: message.into() }
    }
    /// Right, but not now, with facts that a program needs to go on.
    pub fn refused_about<const N: usize>(
        reason: &'static str,
        message: impl Into<String>,
        facts: [(&str, String); N],
    ) -> Self {
        let mut details = ErrorDetails::new();
        details.set_error_info(reason, DOMAIN, facts.map(|(name, value)| (name.to_owned(), value)));
        Self::Peer(Box::new(Status::with_error_details(Code::FailedPrecondition, message, details)))
    }
    /// Not for this caller.
    pub fn denied(what: impl Into<String>) -> Self {
        Self::Denied(what.into())
    }
    /// Checks that an update was made on what is there now; 0 means the caller does not mind.
    pub fn stale_unless(kind: &'static str, given: i64, current: i64) -> Result<()> {
        if given == 0 || given == current { Ok(()) } else { Err(Self::Stale { kind, given, current }) }
    }
    /// Whether trying the same again later may succeed. A peer that knows not the call is of another version.
    #[must_use]
    pub fn passing(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::Internal(_) | Self::Exhausted(_) => true,
            Self::Peer(status) => {
                matches!(
                    status.code(),
                    Code::Unavailable
                        | Code::DeadlineExceeded
                        | Code::Internal
                        | Code::Unknown
                        | Code::Cancelled
                        | Code::ResourceExhausted
                        | Code::Unimplemented
                )
            }
            _ => false,
        }
    }

    fn code_and_reason(&self) -> (Code, &'static str) {
        match self {
            Self::NotFound { .. } => (Code::NotFound, "NOT_FOUND"),
            Self::Invalid { .. } => (Code::InvalidArgument, "INVALID"),
            Self::Incomplete(_) => (Code::InvalidArgument, "MISSING_FIELDS"),
            Self::Refused { reason, .. } => (Code::FailedPrecondition, reason),
            Self::Stale { .. } => (Code::Aborted, "STALE"),
            Self::Denied(_) => (Code::PermissionDenied, "DENIED"),
            Self::Unauthenticated => (Code::Unauthenticated, "UNAUTHENTICATED"),
            Self::Exhausted(_) => (Code::ResourceExhausted, "EXHAUSTED"),
            Self::Unavailable(_) => (Code::Unavailable, "UNAVAILABLE"),
            Self::Peer(status) => (status.code(), "PEER"),
            Self::Internal(_) => (Code::Internal, "INTERNAL"),
        }
    }
}

/// Whether the database gave a statement up because of the time.
#[must_use]
pub fn took_too_long(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(error) if error.code().as_deref() == Some(TOOK_TOO_LONG))
}

fn listed(missing: &[(String, String)]) -> String {
    missing.iter().map(|(field, problem)| format!("{field}: {problem}")).collect::<Vec<_>>().join("; ")
}

impl From<sqlx::Error> for Error {
    fn from(e: sqlx::Error) -> Self {
        match e {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
                tracing::warn!(error = %e, "the database is away");
                Self::Unavailable("the database is away for the moment".into())
            }
            sqlx::Error::Database(e) if e.code().is_some_and(|code| UNKEEPABLE.contains(&&*code)) => {
                Self::invalid("text", format!("cannot be kept as it is: {}", e.message()))
            }
            e if took_too_long(&e) => {
                tracing::warn!(error = %e, "a statement took too long");
                // Asked again at once, it would take as long again.
                let late = "the database takes too long at the moment: ask for less, or try again later";
                Self::Peer(Box::new(Status::deadline_exceeded(late)))
            }
            e => Self::Internal(e.into()),
        }
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::Peer(Box::new(status))
    }
}

impl From<Error> for Status {
    fn from(e: Error) -> Self {
        let (code, reason) = e.code_and_reason();
        match &e {
            Error::Peer(status) => return (**status).clone(),
            Error::Internal(cause) => {
                tracing::error!(error = format!("{cause:#}"), "internal error");
                return Self::internal("internal error");
            }
            _ => {}
        }
        let mut details = ErrorDetails::new();
        let mut facts = std::collections::HashMap::new();
        if let Error::Stale { current, .. } = &e {
            facts.insert("revision".to_owned(), current.to_string());
        }
        details.set_error_info(reason, DOMAIN, facts);
        if let Error::Invalid { field, problem } = &e {
            details.add_bad_request_violation(field.as_str(), problem.as_str());
        }
        if let Error::Incomplete(missing) = &e {
            for (field, problem) in missing {
                details.add_bad_request_violation(field.as_str(), problem.as_str());
            }
        }
        Self::with_error_details(code, e.to_string(), details)
    }
}

/// Turns the violation of a named constraint into the error it means.
pub trait OnConstraint<T> {
    /// If the database refused by the constraint `name`, that is `error`.
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|e| match &e {
            sqlx::Error::Database(db) if db.constraint() == Some(name) => error(),
            _ => e.into(),
        })
    }
}

impl<T> OnConstraint<T> for Result<T, Error> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(|e| match &e {
            Error::Internal(cause) => match cause.downcast_ref::<sqlx::Error>() {
                Some(sqlx::Error::Database(db)) if db.constraint() == Some(name) => error(),
                _ => e,
            },
            _ => e,
        })
    }
}
