//! Watching over gRPC; over HTTP the door writes the same stream as server-sent events.
use std::{pin::Pin, sync::Arc};

use futures::{Stream, stream};
use tandem_kit::Cause;
use tandem_proto::gateway::{Notice, WatchRequest, live_service_server::LiveService};
use tonic::{Request, Response, Status};

use super::AtDoor;
use crate::live::{Hub, Sent};

/// See the contract.
pub struct Live {
    pub hub: Hub,
}

#[tonic::async_trait]
impl LiveService for Live {
    type WatchStream = Pin<Box<dyn Stream<Item = Result<Notice, Status>> + Send>>;

    async fn watch(&self, request: Request<WatchRequest>) -> Result<Response<Self::WatchStream>, Status> {
        let cause = Cause::of(&request)?;
        let AtDoor { token, .. } = AtDoor::of(&request);
        let resume = &request.get_ref().resume_token;
        let subscription = self.hub.subscribe(&Arc::new(cause.caller), &token, resume)?;
        let notices = stream::unfold(subscription, |mut subscription| async {
            let notice = match subscription.next().await? {
                Sent::Shared(entry) => entry.notice.clone(),
                Sent::Own(notice) => notice,
                Sent::Reset(id) => Notice { id, r#type: "reset".into(), ..Notice::default() },
            };
            Some((Ok(notice), subscription))
        });
        Ok(Response::new(Box::pin(notices)))
    }
}
