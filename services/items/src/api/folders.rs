//! The rpcs of folders: decode, do, encode.
use tandem_kit::{Cause, id, mask};
use tandem_proto::items as pb;
use tonic::Request;

use super::{Answer, Api, Response};
use crate::{
    folder::{self, Content},
    item::request,
    text,
    wire::place,
};

#[tonic::async_trait]
impl pb::folders_service_server::FoldersService for Api {
    async fn list_folders(
        &self,
        request: Request<pb::ListFoldersRequest>,
    ) -> Answer<pb::ListFoldersResponse> {
        let cause = Cause::of(&request)?;
        let project = request.into_inner().project_id.parse()?;
        let folders = folder::list(&self.0, &cause.caller, project).await?;
        Ok(Response::new(pb::ListFoldersResponse { folders: folders.iter().map(place::folder).collect() }))
    }

    async fn get_folder(&self, request: Request<pb::GetFolderRequest>) -> Answer<pb::Folder> {
        let account = Cause::of(&request)?.caller.account;
        let folder = folder::get(self.0.db.pool(), account, request.into_inner().id.parse()?).await?;
        Ok(Response::new(place::folder(&folder)))
    }

    async fn create_folder(&self, request: Request<pb::CreateFolderRequest>) -> Answer<pb::Folder> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let request_id = text::key("request_id", &request.request_id)?;
        let new = folder::New {
            project: id::in_field("project_id", &request.project_id)?,
            parent: id::in_optional_field("parent_id", &request.parent_id)?,
            name: text::name("name", &request.name)?,
            request_id: request::key(&cause.caller, "create folder", request_id),
        };
        Ok(Response::new(place::folder(&folder::create(&self.0, &cause, new).await?)))
    }

    async fn update_folder(&self, request: Request<pb::UpdateFolderRequest>) -> Answer<pb::Folder> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let given = request.folder.unwrap_or_default();
        if let Some(path) = mask::paths(request.update_mask.as_ref())?.iter().find(|path| **path != "name") {
            return Err(mask::unknown(path, &["name"]).into());
        }
        let name = text::name("folder.name", &given.name)?;
        let folder = folder::rename(&self.0, &cause, given.id.parse()?, given.revision, name).await?;
        Ok(Response::new(place::folder(&folder)))
    }

    async fn move_folder(&self, request: Request<pb::MoveFolderRequest>) -> Answer<pb::Folder> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let parent = id::in_optional_field("parent_id", &request.parent_id)?;
        let after = id::in_optional_field("after_id", &request.after_id)?;
        let folder = folder::place(&self.0, &cause, request.id.parse()?, parent, after).await?;
        Ok(Response::new(place::folder(&folder)))
    }

    async fn delete_folder(&self, request: Request<pb::DeleteFolderRequest>) -> Answer<()> {
        let cause = Cause::of(&request)?;
        let request = request.into_inner();
        let content = if request.move_content_up { Content::MovesUp } else { Content::MustBeNone };
        folder::delete(&self.0, &cause, request.id.parse()?, content).await?;
        Ok(Response::new(()))
    }
}
