//! Who changed what: an rpc that writes leaves an entry, in the transaction of what it wrote.
//!
//! The server layer says which rpc is under way; [`crate::Tx::commit`] writes the entry. So no handler can forget it, and there is no entry
//! without its change. What is no change, or has a history of its own, is in [`apart`].
pub mod apart;
mod changes;
mod list;
pub(crate) mod old;

use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full, Limited};
use prost_reflect::{MessageDescriptor, MethodDescriptor};
use serde::{Deserialize, Serialize};
use tandem_proto::types::Access;
use tonic::{Status, body::Body};

pub(crate) use self::{
    changes::{Unkept, of_transaction},
    list::list,
};
use crate::{Cause, auth, id::AccountId};

/// The longest request that is looked into; a longer one is noted without what it asked for.
const LONGEST: usize = 8 << 20;

/// One field of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
}

/// An entry as a service writes it that knows better than the rpc: a sign-in, and one that failed.
#[derive(Clone, Debug)]
#[must_use = "a note that is not given to Tx::note is not kept"]
pub struct Note {
    pub(crate) account: AccountId,
    pub(crate) actor: String,
    pub(crate) credential: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) changes: Vec<Change>,
}

impl Note {
    /// Somebody did something: `CredentialsService/SignIn`.
    pub fn new(account: AccountId, actor: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            account,
            actor: actor.into(),
            credential: String::new(),
            action: action.into(),
            subject: String::new(),
            changes: Vec::new(),
        }
    }
    /// To what.
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..self }
    }
    /// With what; nothing where it is empty.
    pub fn with(mut self, field: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.changes.push(Change { field: field.into(), before: String::new(), after: value.into() });
        }
        self
    }
}

/// An rpc under way that leaves an entry.
pub(crate) struct Act {
    action: String,
    input: MessageDescriptor,
    /// The message, as it came.
    request: Bytes,
    noted: AtomicBool,
}

tokio::task_local! {
    static ACT: Option<Arc<Act>>;
}

impl Act {
    /// The rpc under way, the first time that it is asked for.
    pub(crate) fn take() -> Option<(Arc<Self>, Cause)> {
        let act = ACT.try_with(Clone::clone).ok().flatten()?;
        let cause =
            Cause::current().filter(|cause| !cause.caller.account.is_nil() && !cause.caller.is_internal())?;
        (!act.noted.swap(true, Ordering::Relaxed)).then_some((act, cause))
    }
}

/// Runs an rpc that leaves an entry, or, without one, one that leaves none even if it is called within one that does.
pub(crate) fn under<F: Future>(act: Option<Arc<Act>>, what: F) -> impl Future<Output = F::Output> {
    ACT.scope(act, what)
}

/// The rpcs that leave an entry when they write: what can be called from outside by other than GET, and is not [`apart`].
pub static NOTED: LazyLock<HashMap<String, MethodDescriptor>> = LazyLock::new(|| {
    let methods = auth::CONTRACT.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .map(|method| (path_of(&method), method))
        .filter(|(path, method)| {
            let ours = path.starts_with("/tandem.") && !path.starts_with("/tandem.gateway.");
            let outside = ours && auth::access_of(path) != Access::Peer;
            outside && !method.is_client_streaming() && !reads(method) && apart::reason(path).is_none()
        })
        .collect()
});

fn path_of(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Whether its path is one of GET.
fn reads(method: &MethodDescriptor) -> bool {
    let Some(http) = auth::CONTRACT.get_extension_by_name("google.api.http") else { return false };
    let options = method.options();
    let rule = options.get_extension(&http);
    rule.as_message().is_some_and(|rule| {
        rule.get_field_by_name("get").is_some_and(|path| path.as_str().is_some_and(|path| !path.is_empty()))
    })
}

/// What an rpc that leaves an entry is asked for: the request goes on as it came.
///
/// # Errors
/// Where its body breaks off.
pub(crate) async fn look(
    path: &str,
    request: Request<Body>,
) -> Result<(Option<Arc<Act>>, Request<Body>), Status> {
    let Some(method) = NOTED.get(path) else { return Ok((None, request)) };
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LONGEST).collect().await;
    let body = body.map_err(Status::from_error)?.to_bytes();
    // A frame of gRPC: a byte that says whether it is packed, four for its length, the message.
    let message = if body.len() >= 5 && body[0] == 0 { body.slice(5..) } else { Bytes::new() };
    let action = format!("{}/{}", method.parent_service().name(), method.name());
    let act = Act { action, input: method.input(), request: message, noted: AtomicBool::new(false) };
    Ok((Some(Arc::new(act)), Request::from_parts(head, Body::new(Full::new(body)))))
}
