//! Whether what an item refers to is of its account. Where this process has no way to who knows, it is taken as it is.
use bytes::Bytes;
use tandem_kit::{Cause, Error, Result, auth};
use tandem_proto::{
    conversations::{BatchGetAttachmentsRequest, attachments_service_client::AttachmentsServiceClient},
    directory::{
        GetOrganizationRequest, GetTeamRequest, organizations_service_client::OrganizationsServiceClient,
        teams_service_client::TeamsServiceClient,
    },
};
use tonic::Code;

use super::{BELIEVED, People};

impl People {
    /// Checks that users and teams are of the account.
    ///
    /// # Errors
    /// `Invalid` where one is not.
    pub async fn check_assignees(&self, cause: &Cause, field: &str, ids: &[String]) -> Result<()> {
        let (users, teams): (Vec<String>, Vec<String>) =
            ids.iter().cloned().partition(|id| id.starts_with("usr_"));
        if !users.is_empty() {
            self.by_ids(cause, field, users, &[]).await?;
        }
        let Ok(directory) = self.directory() else { return Ok(()) };
        for id in teams {
            let key = format!("items.team:{}:{id}", cause.account());
            if self.cache.get(&key).await.is_some() {
                continue;
            }
            let mut teams = TeamsServiceClient::new(directory.clone());
            match auth::acting(&cause.as_system(), teams.get_team(GetTeamRequest { id: id.clone() })).await {
                Ok(_) => self.cache.set(&key, Bytes::from_static(b"1"), BELIEVED).await,
                Err(status) if status.code() == Code::NotFound => {
                    return Err(Error::invalid(field, format!("there is no team {id:?}")));
                }
                Err(status) => return Err(status.into()),
            }
        }
        Ok(())
    }

    /// Checks that a customer organization is of the account.
    ///
    /// # Errors
    /// `Invalid` where it is not.
    pub async fn check_organization(&self, cause: &Cause, field: &str, id: &str) -> Result<()> {
        let Ok(directory) = self.directory() else { return Ok(()) };
        let mut organizations = OrganizationsServiceClient::new(directory);
        let request = GetOrganizationRequest { id: id.to_owned() };
        match auth::acting(&cause.as_system(), organizations.get_organization(request)).await {
            Ok(_) => Ok(()),
            Err(status) if status.code() == Code::NotFound => {
                Err(Error::invalid(field, format!("there is no organization {id:?}")))
            }
            Err(status) => Err(status.into()),
        }
    }

    /// Checks that files are of the account.
    ///
    /// # Errors
    /// `Invalid` where one is not.
    pub async fn check_attachments(&self, cause: &Cause, field: &str, ids: &[String]) -> Result<()> {
        let Ok(conversations) = self.peers.channel("conversations") else { return Ok(()) };
        if ids.is_empty() {
            return Ok(());
        }
        let request = BatchGetAttachmentsRequest { ids: ids.to_vec() };
        let mut files = AttachmentsServiceClient::new(conversations);
        // Who may not see everything names only what they may read.
        let asking = if cause.caller.is_limited() { cause.clone() } else { cause.as_system() };
        let known = auth::acting(&asking, files.batch_get_attachments(request)).await?.into_inner();
        match ids.iter().find(|id| known.attachments.iter().all(|file| file.id != **id)) {
            Some(unknown) => Err(Error::invalid(field, format!("there is no attachment {unknown:?}"))),
            None => Ok(()),
        }
    }
}
