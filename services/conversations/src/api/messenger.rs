//! The messenger on the wire.
use tandem_kit::{Cause, Error, Page, mask};
use tandem_proto::conversations::{self as pb, messenger_service_server::MessengerService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::messenger::{self, Question, Settings};

#[tonic::async_trait]
impl MessengerService for Api {
    async fn list_messenger_conversations(
        &self,
        request: Request<pb::ListMessengerConversationsRequest>,
    ) -> Result<Response<pb::ListMessengerConversationsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let page = Page::of(request.page_size, &request.page_token)?;
        let (section, scope) = (request.section(), request.scope());
        let question = Question { section, scope, closed: request.closed, words: request.q };
        let (conversations, next_page_token) = messenger::list(&self.tools, &cause, question, &page).await?;
        Ok(Response::new(pb::ListMessengerConversationsResponse { conversations, next_page_token }))
    }

    async fn get_messenger_counts(
        &self,
        request: Request<pb::GetMessengerCountsRequest>,
    ) -> Result<Response<pb::MessengerCounts>, Status> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(messenger::counts(&self.tools, &cause).await?))
    }

    async fn get_messenger_settings(
        &self,
        request: Request<pb::GetMessengerSettingsRequest>,
    ) -> Result<Response<pb::MessengerSettings>, Status> {
        let cause = Cause::of(&request)?;
        Ok(shown(messenger::settings(&self.tools.db, &cause).await?))
    }

    async fn update_messenger_settings(
        &self,
        request: Request<pb::UpdateMessengerSettingsRequest>,
    ) -> Result<Response<pb::MessengerSettings>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMessengerSettingsRequest { settings, update_mask } = request.into_inner();
        let given = settings.ok_or_else(|| Error::invalid("settings", "is not given"))?;
        let mut settings = messenger::settings(&self.tools.db, &cause).await?;
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "from_customers" => settings.from_customers = given.from_customers(),
                "play_sound" => settings.play_sound = given.play_sound,
                _ => return Err(mask::unknown(path, &["from_customers", "play_sound"]).into()),
            }
        }
        messenger::set(&self.tools.db, &cause, settings).await?;
        Ok(shown(settings))
    }
}

fn shown(settings: Settings) -> Response<pb::MessengerSettings> {
    let Settings { from_customers, play_sound } = settings;
    Response::new(pb::MessengerSettings { from_customers: from_customers.into(), play_sound })
}
