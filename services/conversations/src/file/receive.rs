//! Files that come in pieces: hashed and counted on the way, refused as soon as they are too large, never whole in memory.
use bytes::{Bytes, BytesMut};
use chrono::TimeDelta;
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use tandem_kit::{
    Result, blob,
    id::{AccountId, AttachmentId},
};

use super::{File, NewFile, key, show, write};
use crate::{mail, tools::Tools};

/// What is not larger is kept in one go.
const SMALL: usize = 1 << 20;
/// Where files are while they come: apart from all others, so that one rule of a bucket can name them.
const UNFINISHED: &str = "upload";
/// How long an upload may take; one that is older is nobody's.
const LONGEST: TimeDelta = TimeDelta::days(1);
/// Most that one turn removes.
const MOST: usize = 1_000;
/// How much of a file says of which type it is.
const SNIFFED: usize = 8 << 10;

/// A piece of a file. What is said of the file may come with any of them; what was said first stands.
#[derive(Debug, Default)]
pub struct Piece {
    pub data: Bytes,
    pub name: String,
    /// The type that they say it has.
    pub claimed: String,
    pub request_id: String,
    /// More is taken than of others.
    pub large: bool,
}

/// What came so far.
#[derive(Default)]
struct Coming {
    /// Largest size taken, in bytes.
    most: usize,
    name: String,
    claimed: String,
    request_id: String,
    begins: BytesMut,
    size: usize,
    hash: Sha256,
    held: Vec<Bytes>,
    upload: Option<blob::Upload>,
}

/// Takes a file of at most `most` bytes whose pieces come one after the other; `request_key` makes of its request id what makes the
/// request known.
///
/// # Errors
/// `Invalid` where it is too large, said before the rest has come; `Unavailable` where the store is away; as the pieces say.
pub async fn receive(
    tools: &Tools,
    account: AccountId,
    owner: String,
    most: usize,
    pieces: impl Stream<Item = Result<Piece>>,
    request_key: impl Fn(&str) -> Result<Option<String>>,
) -> Result<File> {
    let mut coming = Coming { most, ..Coming::default() };
    let came = coming.all(tools, account, pieces).await;
    let request_key = match came.and_then(|()| request_key(&coming.request_id)) {
        Ok(key) => key,
        Err(error) => {
            if let Some(upload) = coming.upload {
                upload.give_up().await;
            }
            return Err(error);
        }
    };
    let sha256 = hex::encode(coming.hash.finalize());
    let at = key(account, &sha256);
    let known = tools.blobs.exists(&at).await?;
    match coming.upload {
        Some(upload) if known => upload.give_up().await,
        Some(upload) => upload.finish(&at).await?,
        None if known => {}
        None => tools.blobs.put(&at, coming.held.concat().into()).await?,
    }
    let name = mail::parse::name::safe(&coming.name, "file");
    let new = NewFile {
        content_type: show::content_type(&name, &coming.claimed, &coming.begins),
        name,
        request_key,
        ..NewFile::of(owner)
    };
    write(tools, account, &new, (&sha256, coming.size), tools.clock.now()).await
}

/// Removes what a process left behind that died while a file came. Answers how much it was.
///
/// # Errors
/// `Unavailable` where the store is away.
pub async fn sweep(tools: &Tools) -> Result<usize> {
    tools.blobs.sweep(UNFINISHED, tools.clock.now() - LONGEST, MOST).await
}

impl Coming {
    async fn all(
        &mut self,
        tools: &Tools,
        account: AccountId,
        pieces: impl Stream<Item = Result<Piece>>,
    ) -> Result<()> {
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            self.take(tools, account, piece?).await?;
        }
        Ok(())
    }

    async fn take(&mut self, tools: &Tools, account: AccountId, piece: Piece) -> Result<()> {
        for (known, said) in [
            (&mut self.name, piece.name),
            (&mut self.claimed, piece.claimed),
            (&mut self.request_id, piece.request_id),
        ] {
            if known.is_empty() {
                *known = said;
            }
        }
        if piece.large {
            self.most = self.most.max(super::LARGEST_IMPORT);
        }
        let data = piece.data;
        self.size += data.len();
        if self.size > self.most {
            return Err(super::too_large(self.size, self.most));
        }
        self.hash.update(&data);
        let wanted = SNIFFED.saturating_sub(self.begins.len()).min(data.len());
        self.begins.extend_from_slice(&data[..wanted]);
        match &mut self.upload {
            Some(upload) => upload.write(data).await,
            None if self.size <= SMALL => {
                self.held.push(data);
                Ok(())
            }
            None => {
                let place = format!("{UNFINISHED}/{account}/{}", AttachmentId::new().uuid().simple());
                let mut upload = tools.blobs.begin(&place).await?;
                for held in self.held.drain(..).chain([data]) {
                    upload.write(held).await?;
                }
                self.upload = Some(upload);
                Ok(())
            }
        }
    }
}
