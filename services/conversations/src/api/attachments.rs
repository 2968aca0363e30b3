//! Files on the wire: bytes in, bytes out.
use std::pin::Pin;

use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use tandem_kit::{
    Cause, Error, Result,
    id::{self, AccountId, AttachmentId, AttachmentKind},
};
use tandem_proto::{
    conversations::{self as pb, attachments_service_server::AttachmentsService},
    google::api::HttpBody,
};
use tonic::{Request, Response, Status, Streaming, metadata::MetadataValue};
use uuid::Uuid;

use super::Api;
use crate::{
    file::{
        self, File,
        receive::{self, Piece},
        show::{self, Way},
    },
    message::{self, edit},
    peer,
    tools::{Tools, request_key},
};

/// Most files asked for at once.
const MOST: usize = 100;
/// In which pieces a file goes out, in bytes.
const PIECE: u64 = 1 << 20;

/// A file's bytes, in pieces.
pub(super) type Pieces = Pin<Box<dyn Stream<Item = Result<HttpBody, Status>> + Send>>;

#[tonic::async_trait]
impl AttachmentsService for Api {
    type DownloadAttachmentStream = Pieces;

    async fn upload_attachment(
        &self,
        request: Request<Streaming<pb::UploadAttachmentRequest>>,
    ) -> Result<Response<pb::Attachment>, Status> {
        let cause = Cause::of(&request)?;
        let admin = cause.caller.is_admin();
        let pieces = request.into_inner().map(move |piece| {
            // A caller that went away amidst it has sent no file.
            let piece = piece.map_err(|_| Error::invalid("content", "broke off"))?;
            let pb::UploadAttachmentRequest { content, name, request_id, for_import } = piece;
            let HttpBody { content_type: claimed, data, .. } = content.unwrap_or_default();
            Ok(Piece { data, name, claimed, request_id, large: for_import && admin })
        });
        let key = |request_id: &str| request_key(&cause, request_id);
        let file =
            receive::receive(&self.tools, cause.account(), cause.actor(), file::LARGEST, pieces, key).await?;
        Ok(Response::new(file.into()))
    }

    async fn download_attachment(
        &self,
        request: Request<pb::DownloadAttachmentRequest>,
    ) -> Result<Response<Self::DownloadAttachmentStream>, Status> {
        let cause = Cause::of(&request)?;
        let pb::DownloadAttachmentRequest { id, inline } = request.into_inner();
        let id: AttachmentId = id.parse()?;
        let file = file::get(&self.tools.db, cause.account(), id).await?;
        self.check_readable(&cause, id, &file).await?;
        pieces(self.tools.clone(), cause.account(), &file, inline).await
    }

    async fn create_attachment(
        &self,
        request: Request<pb::CreateAttachmentRequest>,
    ) -> Result<Response<pb::Attachment>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateAttachmentRequest { content, name, request_id } = request.into_inner();
        let content = content.ok_or_else(|| Error::invalid("content", "is not given"))?;
        let key = request_key(&cause, &request_id)?;
        let file = file::upload(&self.tools, &cause, &name, &content.content_type, content.data, key).await?;
        Ok(Response::new(file.into()))
    }

    async fn get_attachment(
        &self,
        request: Request<pb::GetAttachmentRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let cause = Cause::of(&request)?;
        let pb::GetAttachmentRequest { id, inline } = request.into_inner();
        let id: AttachmentId = id.parse()?;
        let file = file::get(&self.tools.db, cause.account(), id).await?;
        self.check_readable(&cause, id, &file).await?;
        serve(&self.tools, cause.account(), &file, inline).await
    }

    async fn batch_get_attachments(
        &self,
        request: Request<pb::BatchGetAttachmentsRequest>,
    ) -> Result<Response<pb::BatchGetAttachmentsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let ids = request.into_inner().ids;
        if ids.len() > MOST {
            return Err(Error::invalid("ids", format!("{} are more than {MOST}", ids.len())).into());
        }
        let ids = ids
            .iter()
            .map(|text| id::in_field::<AttachmentKind>("ids", text).map(Uuid::from))
            .collect::<Result<Vec<_>>>()?;
        let mut files = file::batch(&self.tools.db, cause.account(), &ids).await?;
        if !cause.caller.is_internal() {
            let hidden = file::hidden(&self.tools.db, &cause, &ids).await?;
            files.retain(|file| !hidden.contains(&file.id));
            files = self.readable_ones(&cause, files).await?;
        }
        files.sort_by_key(|file| ids.iter().position(|id| *id == file.id));
        Ok(Response::new(pb::BatchGetAttachmentsResponse {
            attachments: files.into_iter().map(Into::into).collect(),
        }))
    }
}

/// A file's bytes, as harmless as they can be.
pub(super) async fn serve(
    tools: &Tools,
    account: AccountId,
    file: &File,
    inline: bool,
) -> Result<Response<HttpBody>, Status> {
    let data = tools.blobs.get(&file::key(account, &file.sha256)).await?;
    shown(file, inline, data, |first| first)
}

/// The same in pieces, of which the first says the type.
pub(super) async fn pieces(
    tools: Tools,
    account: AccountId,
    file: &File,
    inline: bool,
) -> Result<Response<Pieces>, Status> {
    let (key, size) = (file::key(account, &file.sha256), u64::try_from(file.size).unwrap_or(0));
    let first = match size {
        0 => Bytes::new(),
        size => tools.blobs.part(&key, 0..size.min(PIECE)).await?,
    };
    let rest = stream::try_unfold((tools, key, PIECE), move |(tools, key, at)| async move {
        if at >= size {
            return Ok(None);
        }
        let end = size.min(at + PIECE);
        let data = tools.blobs.part(&key, at..end).await?;
        Ok(Some((HttpBody { data, ..HttpBody::default() }, (tools, key, end))))
    });
    let mut response = shown(file, inline, first, |first| -> Pieces {
        Box::pin(stream::once(async { Ok(first) }).chain(rest))
    })?;
    // Not `content-length`, which is that of the stream.
    response.metadata_mut().insert("x-file-length", size.into());
    Ok(response)
}

/// The beginning of a file, with what says how it may be shown.
fn shown<T>(
    file: &File,
    inline: bool,
    data: Bytes,
    of: impl FnOnce(HttpBody) -> T,
) -> Result<Response<T>, Status> {
    let way = if inline && show::is_safe_image(&data) { Way::Inline } else { Way::Download };
    let content_type = show::served_type(&file.content_type, &data);
    let response = Response::new(of(HttpBody { content_type, data, extensions: Vec::new() }));
    given(response, show::disposition(way, &file.name))
}

/// Bytes that others made, so that a browser takes them for what they are and for nothing more.
pub fn given<T>(mut response: Response<T>, disposition: String) -> Result<Response<T>, Status> {
    let headers = [
        ("content-disposition", disposition),
        ("x-content-type-options", "nosniff".into()),
        ("content-security-policy", "sandbox; default-src 'none'".into()),
        ("cache-control", "private, max-age=86400, immutable".into()),
    ];
    for (name, value) in headers {
        let value = MetadataValue::try_from(value).map_err(anyhow::Error::from).map_err(Error::from)?;
        response.metadata_mut().insert(name, value);
    }
    Ok(response)
}

impl Api {
    /// Those that did not come with a message that the caller may not read.
    async fn readable_ones(&self, cause: &Cause, files: Vec<File>) -> Result<Vec<File>> {
        if !cause.caller.is_limited() {
            return Ok(files);
        }
        let mut readable = Vec::with_capacity(files.len());
        for file in files {
            match self.check_readable(cause, file.id.into(), &file).await {
                Ok(()) => readable.push(file),
                Err(error) if peer::is_not_found(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(readable)
    }

    /// Whoever uploaded it gets it, and who may read the message it came with; a user also what was given to no message, where they see one of the
    /// items that have it, or none has.
    async fn check_readable(&self, cause: &Cause, id: AttachmentId, file: &File) -> Result<()> {
        let own = file.owner == cause.actor() && file.message.is_none();
        if own || cause.caller.is_internal() {
            return Ok(());
        }
        let hidden = || Error::not_found("attachment", id);
        let Some(message) = file.message else {
            if cause.caller.customer().is_some() {
                return Err(hidden());
            }
            let seen = self.tools.sight.seen(cause, vec![id.to_string()]).await?;
            return if seen.contains(&id.to_string()) { Ok(()) } else { Err(hidden()) };
        };
        let read = message::readable(&self.tools, cause, message.into()).await;
        match read.and_then(|message| edit::check_deleted(cause, &message)) {
            Ok(()) => Ok(()),
            Err(error) if peer::is_not_found(&error) => Err(hidden()),
            Err(error) => Err(error),
        }
    }
}
