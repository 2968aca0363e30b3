//! Imported messages on the wire.
use tandem_kit::{
    Cause, Error,
    clock::{instant, timestamp},
    id,
};
use tandem_proto::conversations::{self as pb, message_imports_service_server::MessageImportsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::message::{
    Mailbox,
    imported::{self, Enclosed, Imported, Outcome},
};

const MOST: usize = 100;

#[tonic::async_trait]
impl MessageImportsService for Api {
    async fn import_messages(
        &self,
        request: Request<pb::ImportMessagesRequest>,
    ) -> Result<Response<pb::ImportMessagesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ImportMessagesRequest { messages, dry_run } = request.into_inner();
        if messages.len() > MOST {
            let count = messages.len();
            return Err(Error::invalid("messages", format!("are {count}; at most {MOST} are taken")).into());
        }
        let mut outcomes = Vec::with_capacity(messages.len());
        for message in messages {
            let written = match read(message) {
                Ok(given) => Box::pin(imported::write(&self.tools, &cause, given, dry_run)).await,
                Err(error) => Err(error),
            };
            outcomes.push(outcome(written)?);
        }
        Ok(Response::new(pb::ImportMessagesResponse { outcomes }))
    }
}

fn read(given: pb::ImportedMessage) -> Result<Imported, Error> {
    let visibility = given.visibility();
    if given.external_id.is_empty() {
        return Err(Error::invalid("external_id", "must not be empty"));
    }
    let time = given.create_time.unwrap_or_else(|| timestamp(chrono::DateTime::UNIX_EPOCH));
    Ok(Imported {
        external_id: given.external_id,
        item: id::in_field("item_id", &given.item_id)?,
        visibility,
        author: given.author_id,
        sender: Mailbox { name: given.author_name, address: given.author_email },
        subject: given.subject,
        html: given.body_html,
        text: given.body_text,
        time: instant("create_time", &time)?,
        files: given
            .files
            .into_iter()
            .map(|file| Enclosed { name: file.name, content_type: file.content_type, bytes: file.content })
            .collect(),
    })
}

/// What is wrong with one message is told of that one; where something is away, all are to be sent again.
fn outcome(written: Result<Outcome, Error>) -> Result<pb::ImportedMessageOutcome, Error> {
    match written {
        Ok(Outcome { id, created, text }) => Ok(pb::ImportedMessageOutcome {
            message_id: id.to_string(),
            created,
            text,
            problem: String::new(),
        }),
        Err(Error::Invalid { problem, .. }) => {
            Ok(pb::ImportedMessageOutcome { problem, ..pb::ImportedMessageOutcome::default() })
        }
        Err(error) => Err(error),
    }
}
