//! What conversations keeps of what others tell: who follows what.
use std::sync::Arc;

use tandem_kit::{Consumer, Result};
use tandem_proto::{event::Event, notifications::FollowersChanged};

use crate::{follower, tools::Tools};

const FOLLOWERS: &str = "conversations.followers";

/// The queues of this service.
pub fn all(tools: &Tools) -> Vec<Consumer> {
    let tools = tools.clone();
    vec![Consumer::new(FOLLOWERS).on(move |event: Arc<Event>, what: FollowersChanged| {
        let tools = tools.clone();
        async move { followers(&tools, &event, what).await }
    })]
}

async fn followers(tools: &Tools, event: &Event, what: FollowersChanged) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    if !tx.first_time(FOLLOWERS, event).await? {
        return Ok(());
    }
    follower::keep(&mut tx, event.account.parse()?, &what.subject, &what.customer_ids).await?;
    tx.commit().await
}
