//! Many people at a time, and files: what imports need of other services.
use std::collections::HashMap;

use bytes::Bytes;
use futures::StreamExt as _;
use tandem_kit::{
    Cause, Error, Result, auth,
    id::{AttachmentId, OrganizationId},
};
use tandem_proto::{
    conversations::{
        BatchGetAttachmentsRequest, DownloadAttachmentRequest, ImportMessagesRequest, ImportedMessageOutcome,
        UploadAttachmentRequest, attachments_service_client::AttachmentsServiceClient,
        message_imports_service_client::MessageImportsServiceClient,
    },
    directory::{
        BatchGetPeopleRequest, EnsurePeopleRequest, EnsurePersonRequest, GetOrganizationRequest,
        GetTeamRequest, ImportPeopleRequest, ImportedRow, ListTeamsRequest, ListUsersRequest,
        customers_service_client::CustomersServiceClient,
        organizations_service_client::OrganizationsServiceClient,
        people_imports_service_client::PeopleImportsServiceClient, teams_service_client::TeamsServiceClient,
        users_service_client::UsersServiceClient,
    },
    google::api::HttpBody,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, metadata::MetadataValue};
use uuid::Uuid;

use super::{People, Requesters, organization};
use crate::import::{Pieces, Wanted};

/// How many users and teams are known by name.
const MOST: usize = 5_000;

/// Ids by name or address in lower case.
type Names = HashMap<String, String>;

impl People {
    /// The name of a file.
    ///
    /// # Errors
    /// `Invalid` where there is none that the caller may read.
    pub async fn file_name(&self, cause: &Cause, id: AttachmentId) -> Result<String> {
        let request = BatchGetAttachmentsRequest { ids: vec![id.to_string()] };
        let mut files = AttachmentsServiceClient::new(self.conversations()?);
        let found = auth::acting(cause, files.batch_get_attachments(request)).await?.into_inner().attachments;
        let found = found.into_iter().next();
        found
            .map(|file| file.name)
            .ok_or_else(|| Error::invalid("attachment_id", format!("there is no attachment {id}")))
    }

    /// A file as it comes.
    ///
    /// # Errors
    /// `Invalid` where there is none that the caller may read.
    pub async fn file(&self, cause: &Cause, id: AttachmentId) -> Result<Pieces> {
        let mut request = Request::new(DownloadAttachmentRequest { id: id.to_string(), inline: false });
        request.metadata_mut().insert("x-tandem-stream", MetadataValue::from_static("1"));
        let mut files = AttachmentsServiceClient::new(self.conversations()?);
        let answer = auth::acting(cause, files.download_attachment(request)).await;
        let pieces = answer.map_err(|status| match status.code() {
            tonic::Code::NotFound => Error::invalid("attachment_id", format!("there is no attachment {id}")),
            _ => status.into(),
        })?;
        let bytes = pieces.into_inner().map(|piece| piece.map(|piece| piece.data).map_err(Error::from));
        Ok(bytes
            .filter(|piece| std::future::ready(!matches!(piece, Ok(bytes) if bytes == &Bytes::new())))
            .boxed())
    }

    /// Keeps a file of an import as the caller's. The same request id gives the same one.
    ///
    /// # Errors
    /// `Invalid` where it is too large; `Unavailable` where conversations is away.
    pub async fn upload(
        &self,
        cause: &Cause,
        name: &str,
        request_id: String,
        pieces: mpsc::Receiver<Bytes>,
    ) -> Result<AttachmentId> {
        let (name, key) = (name.to_owned(), request_id);
        let part = move |data: Bytes| UploadAttachmentRequest {
            content: Some(HttpBody { data, ..HttpBody::default() }),
            name: name.clone(),
            request_id: key.clone(),
            for_import: true,
        };
        let first = futures::stream::once(std::future::ready(Bytes::new()));
        let pieces = first.chain(ReceiverStream::new(pieces)).map(part);
        let mut files = AttachmentsServiceClient::new(self.conversations()?);
        let kept = auth::acting(cause, files.upload_attachment(pieces)).await?.into_inner();
        kept.id.parse()
    }

    /// Writes messages that were said elsewhere.
    ///
    /// # Errors
    /// `Unavailable` where conversations is away.
    pub async fn import_messages(
        &self,
        cause: &Cause,
        request: ImportMessagesRequest,
    ) -> Result<Vec<ImportedMessageOutcome>> {
        let mut messages = MessageImportsServiceClient::new(self.conversations()?);
        Ok(auth::acting(cause, messages.import_messages(request)).await?.into_inner().outcomes)
    }

    /// Users by address and name, and teams by name. A name that two users have names neither.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn names(&self, cause: &Cause) -> Result<(Names, Vec<(String, String)>)> {
        let (mut users, mut teams, mut twice) = (Names::new(), Vec::new(), Vec::new());
        let mut directory = UsersServiceClient::new(self.directory()?);
        let mut token = String::new();
        loop {
            let request = ListUsersRequest { page_size: 100, page_token: token, ..Default::default() };
            let page = auth::acting(&cause.as_system(), directory.list_users(request)).await?.into_inner();
            for user in page.users {
                users.insert(user.email.to_lowercase(), user.id.clone());
                if users.insert(user.name.to_lowercase(), user.id).is_some() {
                    twice.push(user.name.to_lowercase());
                }
            }
            token = page.next_page_token;
            if token.is_empty() || users.len() > 2 * MOST {
                break;
            }
        }
        users.retain(|name, _| !twice.contains(name));
        let mut directory = TeamsServiceClient::new(self.directory()?);
        let mut token = String::new();
        loop {
            let request = ListTeamsRequest { page_size: 100, page_token: token };
            let page = auth::acting(&cause.as_system(), directory.list_teams(request)).await?.into_inner();
            teams.extend(page.teams.into_iter().map(|team| (team.name, team.id)));
            token = page.next_page_token;
            if token.is_empty() || teams.len() > MOST {
                return Ok((users, teams));
            }
        }
    }

    /// People by their addresses, in that order, made where they are not there.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn ensure(
        &self,
        cause: &Cause,
        wanted: &[Wanted],
        known_only: bool,
    ) -> Result<Vec<Result<Requesters, String>>> {
        let people = wanted.iter().map(|one| EnsurePersonRequest {
            email: one.email.clone(),
            name: one.name.clone(),
            organization: one.organization.clone(),
        });
        let request = EnsurePeopleRequest { people: people.collect(), known_only };
        let mut directory = PeopleImportsServiceClient::new(self.directory()?);
        let answer = auth::acting(&cause.as_system(), directory.ensure_people(request)).await?.into_inner();
        let found = answer.people.into_iter().map(|one| match one.person {
            Some(person) => Ok(Requesters { organization: organization(&person), ids: vec![person.id] }),
            None if one.problem.is_empty() => Ok(Requesters::default()),
            None => Err(one.problem),
        });
        Ok(found.collect())
    }

    /// The id, address and name of each of them that directory knows; a team has no address.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn called(&self, cause: &Cause, ids: &[String]) -> Result<Vec<(String, String, String)>> {
        let mut called = Vec::with_capacity(ids.len());
        let (teams, people): (Vec<String>, Vec<String>) =
            ids.iter().cloned().partition(|id| id.starts_with("team_"));
        for some in people.chunks(500) {
            let mut directory = CustomersServiceClient::new(self.directory()?);
            let request = BatchGetPeopleRequest { ids: some.to_vec(), ..Default::default() };
            let found = auth::acting(&cause.as_system(), directory.batch_get_people(request))
                .await?
                .into_inner()
                .people;
            called.extend(found.into_iter().map(|person| (person.id, person.email, person.name)));
        }
        for id in teams {
            let mut directory = TeamsServiceClient::new(self.directory()?);
            let get = directory.get_team(GetTeamRequest { id });
            match auth::acting(&cause.as_system(), get).await {
                Ok(team) => {
                    let team = team.into_inner();
                    called.push((team.id, String::new(), team.name));
                }
                Err(status) if status.code() == tonic::Code::NotFound => {}
                Err(status) => return Err(status.into()),
            }
        }
        Ok(called)
    }

    /// What an organization is called; nothing where it is gone.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn organization_name(&self, cause: &Cause, id: Uuid) -> Result<String> {
        let mut directory = OrganizationsServiceClient::new(self.directory()?);
        let request = GetOrganizationRequest { id: OrganizationId::from(id).to_string() };
        match auth::acting(&cause.as_system(), directory.get_organization(request)).await {
            Ok(found) => Ok(found.into_inner().name),
            Err(status) if status.code() == tonic::Code::NotFound => Ok(String::new()),
            Err(status) => Err(status.into()),
        }
    }

    /// Makes and changes people or organizations; what became of each row, in that order.
    ///
    /// # Errors
    /// `Unavailable` where directory is away.
    pub async fn import(&self, cause: &Cause, request: ImportPeopleRequest) -> Result<Vec<ImportedRow>> {
        let mut directory = PeopleImportsServiceClient::new(self.directory()?);
        Ok(auth::acting(cause, directory.import_people(request)).await?.into_inner().rows)
    }
}
