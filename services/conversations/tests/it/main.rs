//! Conversations on a real database, alone: items and directory are away, as they may be at any time.
#![expect(clippy::unwrap_used, reason = "these are tests, and what they share")]
mod attachments;
mod authentication;
mod outgoing;
mod smtp;

use config::Value;
use sqlx::migrate::Migrator;
use tandem_conversations::SERVICE;
use tandem_kit::{
    Cause, Service, Started,
    testing::{Bench, free_port},
};
use tonic::{Code, Request, Status};

static NO_MIGRATIONS: Migrator = Migrator::DEFAULT;

/// A peer that knows no rpc, as one of another version.
const fn away(name: &'static str) -> Service {
    Service {
        name,
        roles: &[],
        migrations: &NO_MIGRATIONS,
        nouns: &[],
        start: |_| Box::pin(async { Ok(Started::default()) }),
    }
}

static ALONE: [Service; 4] = [SERVICE, away("items"), away("directory"), away("notifications")];

/// The service on a bench, and the port where it takes mail.
async fn bench() -> (Bench, u16) {
    let port = free_port();
    let bench = Bench::start_with(&ALONE, |config| {
        let smtp = [("listen".to_owned(), Value::from(format!("127.0.0.1:{port}")))];
        config.set("conversations", "smtp", smtp.into_iter().collect::<config::Map<_, _>>());
    })
    .await;
    (bench, port)
}

/// A request of somebody.
fn by<T>(cause: &Cause, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(cause.clone());
    request
}

fn code<T: std::fmt::Debug>(answer: Result<T, Status>) -> Code {
    answer.expect_err("it is refused").code()
}
