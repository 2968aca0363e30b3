//! The messenger on the wire.
use tandem_kit::{Cause, Error, Page, id, mask};
use tandem_proto::conversations::{self as pb, messenger_service_server::MessengerService};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::Api;
use crate::messenger::{self, Question, Settings};

const MOST_SUBJECTS: usize = 100;
const KINDS: [&str; 4] = ["item", "proj", "cus", "org"];

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
        let subjects = subjects(&request.subjects)?;
        let question = Question { section, scope, closed: request.closed, words: request.q, subjects };
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

/// What conversations are about, by the ids of items, projects, customers and organizations.
fn subjects(ids: &[String]) -> Result<Vec<Uuid>, Error> {
    if ids.len() > MOST_SUBJECTS {
        return Err(Error::invalid("subjects", format!("has {} ids; at most {MOST_SUBJECTS}", ids.len())));
    }
    let read = |text: &String| id::split(text).filter(|(kind, _)| KINDS.contains(kind)).map(|(_, id)| id);
    ids.iter()
        .map(|text| {
            read(text).ok_or_else(|| {
                Error::invalid(
                    "subjects",
                    format!("has {text:?}, which is no id of what conversations are about"),
                )
            })
        })
        .collect()
}

fn shown(settings: Settings) -> Response<pb::MessengerSettings> {
    let Settings { from_customers, play_sound } = settings;
    Response::new(pb::MessengerSettings { from_customers: from_customers.into(), play_sound })
}
