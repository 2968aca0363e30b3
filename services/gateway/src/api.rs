//! The rpcs of the door itself: signing in, and watching.
mod account_export;
mod audit_log;
mod live;
mod records;
mod session;

pub use account_export::AccountExport;
pub use audit_log::AuditLog;
pub use live::Live;
pub use records::Peers;
pub use session::SignIn;

/// What the door knows of a request and the door's own rpcs need; it never leaves the process.
#[derive(Clone, Debug, Default)]
pub struct AtDoor {
    /// The token or cookie that came with it.
    pub token: String,
    pub user_agent: String,
    /// The network that it came from.
    pub network: String,
}

impl AtDoor {
    fn of<T>(request: &tonic::Request<T>) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }
}
