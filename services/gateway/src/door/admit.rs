//! Who may come in: the same for REST and gRPC.
use std::sync::Arc;

use http::{HeaderMap, Method, Uri, header};
use tandem_kit::{Caller, Cause, auth};
use tonic::{Code, Status};

use super::{Door, Trip};
use crate::{
    api::AtDoor,
    limit,
    problem::Problem,
    session::{Shown, origin},
    transcode::{Access, Rpc},
};

/// The header with the token of a website's visitor.
pub const VISITOR: &str = "tandem-visitor";

/// Somebody who was let in.
pub struct Admitted {
    pub cause: Cause,
    pub caller: Arc<Caller>,
    pub at_door: AtDoor,
}

impl Door {
    /// Finds out who sends a request and whether they may, before any of its body is read.
    pub(super) async fn admit(
        &self,
        trip: &mut Trip,
        rpc: &Rpc,
        (method, uri, headers): (&Method, &Uri, &HeaderMap),
    ) -> Result<Admitted, Problem> {
        let shown = Shown::of(headers, self.cookie);
        let by_browser = matches!(shown, Shown::Cookie(_))
            || (shown == Shown::Nothing && rpc.peer == "gateway")
            || rpc.is_of_visitors();
        if by_browser && !origin::is_own(method, headers, uri, &self.public_url) {
            let problem = Problem::new(Code::PermissionDenied, "another site sent this");
            return Err(Problem { reason: "CROSS_SITE".into(), ..problem });
        }
        // A token that nobody knows must not cost the directory a question each time: its sender's address pays first.
        if shown.token().is_some_and(|token| !self.sessions.knows(token)) {
            self.limits.anonymous(trip.address)?;
        }
        let known = self.known(rpc, &shown).await?;
        trip.left = Some(match &known {
            Some(caller) => self.limits.credential(&caller.credential)?,
            None => self.limits.anonymous(trip.address)?,
        });
        // Who shows a visitor's token is counted by the service that knows it; many of them may share an address.
        let counted = rpc.is_of_visitors() && headers.contains_key(VISITOR);
        if rpc.access == Access::Public && rpc.does_something() && !counted {
            self.limits.try_door(trip.address).await?;
        }
        let caller = known.unwrap_or_else(|| Arc::new(Caller::anonymous()));
        let cause = Cause::by((*caller).clone());
        auth::allow(rpc.path.path(), &cause).map_err(|e| Problem::from(Status::from(e)))?;
        if !caller.account.is_nil() {
            trip.account = cause.account().to_string();
        }
        let user_agent =
            headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let token = shown.token().unwrap_or_default().to_owned();
        let network = limit::network(trip.address).to_string();
        Ok(Admitted { cause, caller, at_door: AtDoor { token, user_agent, network } })
    }

    async fn known(&self, rpc: &Rpc, shown: &Shown) -> Result<Option<Arc<Caller>>, Problem> {
        let Some(token) = shown.token() else { return Ok(None) };
        match self.sessions.resolve(token).await {
            Ok(known) => Ok(known),
            // What is open to everybody does not need the directory.
            Err(_) if rpc.access == Access::Public => Ok(None),
            Err(status) => Err(status.into()),
        }
    }
}
