//! The rpcs of an account's preferences for items.
use tandem_kit::Cause;
use tandem_proto::items as pb;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::preference::{self, Preferences};

#[tonic::async_trait]
impl pb::item_preferences_service_server::ItemPreferencesService for Api {
    async fn get_item_preferences(
        &self,
        request: Request<pb::GetItemPreferencesRequest>,
    ) -> Answer<pb::ItemPreferences> {
        let cause = Cause::of(&request)?;
        let preferences = preference::of(self.0.db.pool(), cause.caller.account).await?;
        Ok(Response::new(shown(preferences)))
    }

    async fn update_item_preferences(
        &self,
        request: Request<pb::UpdateItemPreferencesRequest>,
    ) -> Answer<pb::ItemPreferences> {
        let cause = Cause::of(&request)?;
        let preferences = preference::update(&self.0, &cause, &request.into_inner()).await?;
        Ok(Response::new(shown(preferences)))
    }
}

fn shown(preferences: Preferences) -> pb::ItemPreferences {
    let Preferences { roll_up_percent, roll_up_state, refuse_blocked } = preferences;
    pb::ItemPreferences { roll_up_percent, roll_up_state, refuse_blocked }
}
