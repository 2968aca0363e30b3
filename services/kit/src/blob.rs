//! Bytes too large for a row: attachments, raw mails, exports. In a folder, or in an S3 bucket.
use std::{collections::BTreeMap, ops::Range, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::{
    ObjectStore, ObjectStoreExt, ObjectStoreScheme, WriteMultipart, local::LocalFileSystem, path::Path,
    prefix::PrefixStore,
};
use reqwest::Url;

use crate::{Error, Result};

mod leftover;

const PATIENCE: Duration = Duration::from_secs(30);
const LONGEST_KEY: usize = 512;
/// In which pieces a bucket gets what comes in pieces (it takes none that is smaller but the last), and how many at once.
const PIECE: usize = 5 << 20;
const AT_ONCE: usize = 2;

/// A store of bytes by key. A key is made of `a-z 0-9 / _ -`; whoever makes one puts the account in it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Of a store that is one.
    folder: Option<PathBuf>,
}

impl Blobs {
    /// Opens `file:///folder` (made if missing) or `s3://bucket/prefix`; `options` are those of `object_store` for S3
    /// (`aws_access_key_id`, `aws_secret_access_key`, `aws_region`, `aws_endpoint`, `aws_allow_http`, …).
    ///
    /// # Errors
    /// Where the address or an option cannot be read, or the folder cannot be made. A bucket is not asked yet.
    pub fn open(url: &str, options: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let at = Url::parse(url).with_context(|| format!("blobs.url {url:?} is not an address"))?;
        let (scheme, _) =
            ObjectStoreScheme::parse(&at).with_context(|| format!("blobs.url {url:?} names no store"))?;
        if scheme == ObjectStoreScheme::Local {
            let folder = at
                .to_file_path()
                .map_err(|()| anyhow!("blobs.url {url:?} names no folder of this machine"))?;
            std::fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            // synced, because a mail is acknowledged once its bytes are here
            let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
            return Ok(Self { store: Arc::new(store), folder: Some(folder) });
        }
        let (store, prefix) =
            object_store::parse_url_opts(&at, options.iter().map(|(k, v)| (k.as_str(), v.as_str())))
                .with_context(|| format!("blobs.url {url:?} with these options"))?;
        Ok(Self { store: Arc::new(PrefixStore::new(store, prefix)), folder: None })
    }
    /// Keeps bytes; they are safe when this returns. The same again changes nothing.
    ///
    /// # Errors
    /// `Invalid` for a key that cannot be, `Unavailable` where the store does not answer.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        let path = path(key)?;
        timed(key, self.store.put(&path, bytes.into())).await.map(drop)
    }
    /// The bytes under a key.
    ///
    /// # Errors
    /// `NotFound` where there are none, `Invalid` and `Unavailable` as [`Self::put`].
    pub async fn get(&self, key: &str) -> Result<Bytes> {
        let path = path(key)?;
        timed(key, async { self.store.get(&path).await?.bytes().await }).await
    }
    /// Whether there is something under a key.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn exists(&self, key: &str) -> Result<bool> {
        let path = path(key)?;
        match timed(key, self.store.head(&path)).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
    /// The bytes from `start` up to `end` of what is under a key; fewer where it ends before.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn part(&self, key: &str, range: Range<u64>) -> Result<Bytes> {
        let path = path(key)?;
        timed(key, self.store.get_range(&path, range)).await
    }
    /// Begins to keep bytes that come in pieces, under a key of their own until all are there.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn begin(&self, key: &str) -> Result<Upload> {
        let path = path(key)?;
        let upload = timed(key, self.store.put_multipart(&path)).await?;
        let parts = WriteMultipart::new_with_chunk_size(upload, PIECE);
        Ok(Upload { store: self.store.clone(), key: key.to_owned(), path, parts })
    }
    /// Removes what is under a key, if anything is.
    ///
    /// # Errors
    /// As [`Self::put`].
    pub async fn delete(&self, key: &str) -> Result<()> {
        let path = path(key)?;
        match timed(key, self.store.delete(&path)).await {
            Err(Error::NotFound { .. }) => Ok(()),
            done => done,
        }
    }
    /// Removes what is under a prefix and was last written before a time, at most so much of it: uploads that nobody goes on with. Of
    /// a folder that is their pieces, too; the pieces in a bucket are for the bucket's own rule (`AbortIncompleteMultipartUpload`), as it
    /// shows them to nobody who does not know their number. Answers how much it was.
    ///
    /// # Errors
    /// `Invalid` for a prefix that cannot be, `Unavailable` as [`Self::put`].
    pub async fn sweep(&self, prefix: &str, before: DateTime<Utc>, most: usize) -> Result<usize> {
        let under = path(prefix)?;
        let old = self.store.list(Some(&under)).try_filter_map(|one| {
            let old = (one.last_modified < before).then_some(one.location);
            async { Ok(old) }
        });
        let old: Vec<Path> = timed(prefix, old.take(most).try_collect()).await?;
        for one in &old {
            match timed(prefix, self.store.delete(one)).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        match &self.folder {
            Some(folder) => Ok(old.len() + leftover::sweep(folder.join(prefix), before, most).await?),
            None => Ok(old.len()),
        }
    }
}

/// Bytes on their way into the store. Nothing can be read before it is finished; what is dropped or given up leaves nothing behind (of
/// a process that dies amidst one, a bucket keeps the pieces until its rule for unfinished uploads removes them).
pub struct Upload {
    store: Arc<dyn ObjectStore>,
    key: String,
    path: Path,
    parts: WriteMultipart,
}

impl Upload {
    /// Takes the next piece; waits while too much of what came is not yet written.
    ///
    /// # Errors
    /// `Unavailable` where the store does not answer.
    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        timed(&self.key, self.parts.wait_for_capacity(AT_ONCE)).await?;
        self.parts.put(bytes);
        Ok(())
    }
    /// All is there: it is kept under this key, and safe when this returns.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn finish(self, key: &str) -> Result<()> {
        let to = path(key)?;
        timed(&self.key, self.parts.finish()).await?;
        timed(key, self.store.rename(&self.path, &to)).await
    }
    /// Forgets what came.
    pub async fn give_up(self) {
        let _ = timed(&self.key, self.parts.abort()).await;
    }
}

fn path(key: &str) -> Result<Path> {
    let fits = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-');
    let sound =
        key.len() <= LONGEST_KEY && key.split('/').all(|part| !part.is_empty() && part.chars().all(fits));
    if sound {
        Ok(Path::from(key))
    } else {
        Err(Error::invalid("key", format!("{key:?} is not the key of a blob")))
    }
}

async fn timed<T>(key: &str, work: impl Future<Output = object_store::Result<T>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(object_store::Error::NotFound { .. })) => Err(Error::not_found("blob", key)),
        Ok(Err(error)) => {
            tracing::warn!(%error, key, "the blob store refused");
            Err(Error::Unavailable("stored files are away for the moment".into()))
        }
        Err(_) => Err(Error::Unavailable("stored files did not answer in 30 s".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bytes_come_back_until_they_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("file://{}/blobs", folder.path().display());
        let blobs = Blobs::open(&url, &BTreeMap::new()).unwrap();
        blobs.put("acc_1/raw/msg_2", Bytes::from_static(b"hello")).await.unwrap();
        blobs.put("acc_1/raw/msg_2", Bytes::from_static(b"hello")).await.unwrap();
        assert_eq!(&blobs.get("acc_1/raw/msg_2").await.unwrap()[..], b"hello");
        assert!(blobs.exists("acc_1/raw/msg_2").await.unwrap());
        let on_disk = std::fs::read(folder.path().join("blobs/acc_1/raw/msg_2")).unwrap();
        assert_eq!(on_disk, b"hello");

        blobs.delete("acc_1/raw/msg_2").await.unwrap();
        blobs.delete("acc_1/raw/msg_2").await.unwrap();
        assert!(!blobs.exists("acc_1/raw/msg_2").await.unwrap());
        assert!(matches!(blobs.get("acc_1/raw/msg_2").await, Err(Error::NotFound { .. })));
    }

    #[tokio::test]
    async fn what_comes_in_pieces_is_there_when_it_is_finished_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display()), &BTreeMap::new()).unwrap();
        let piece = Bytes::from(vec![7; 3 << 20]);
        let mut upload = blobs.begin("acc_1/upload/a").await.unwrap();
        for _ in 0..4 {
            upload.write(piece.clone()).await.unwrap();
        }
        assert!(
            !blobs.exists("acc_1/upload/a").await.unwrap() && !blobs.exists("acc_1/file/b").await.unwrap()
        );
        upload.finish("acc_1/file/b").await.unwrap();
        assert_eq!(blobs.get("acc_1/file/b").await.unwrap().len(), 12 << 20);
        assert!(!blobs.exists("acc_1/upload/a").await.unwrap());
        assert_eq!(blobs.part("acc_1/file/b", 5..8).await.unwrap(), vec![7; 3]);
        assert_eq!(blobs.part("acc_1/file/b", (12 << 20) - 2..u64::MAX).await.unwrap().len(), 2);

        let mut left = blobs.begin("acc_1/upload/c").await.unwrap();
        left.write(piece).await.unwrap();
        left.give_up().await;
        let kept: Vec<_> = std::fs::read_dir(folder.path().join("acc_1/upload")).unwrap().collect();
        assert!(kept.is_empty(), "{kept:?}");
    }

    #[tokio::test]
    async fn what_a_dead_process_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&format!("file://{}", folder.path().display()), &BTreeMap::new()).unwrap();
        blobs.put("acc_1/file/a", Bytes::from_static(b"kept")).await.unwrap();
        blobs.put("upload/acc_1/whole", Bytes::from_static(b"not yet renamed")).await.unwrap();
        let mut dead = blobs.begin("upload/acc_1/pieces").await.unwrap();
        dead.write(Bytes::from(vec![7; 6 << 20])).await.unwrap();
        std::mem::forget(dead);
        let left = || std::fs::read_dir(folder.path().join("upload/acc_1")).unwrap().count();
        assert_eq!(left(), 2, "the pieces stand beside");
        let past = DateTime::from_timestamp(1_000_000_000, 0).unwrap();
        assert_eq!(blobs.sweep("upload", past, 10).await.unwrap(), 0, "they may go on");
        let later = DateTime::from_timestamp(10_000_000_000, 0).unwrap();
        assert_eq!(blobs.sweep("upload", later, 10).await.unwrap(), 2);
        assert_eq!(left(), 0);
        assert!(blobs.exists("acc_1/file/a").await.unwrap());
        assert_eq!(blobs.sweep("nothing", later, 10).await.unwrap(), 0);
    }

    #[test]
    fn a_key_cannot_leave_the_store() {
        for key in ["", "/a", "a/", "a//b", "../a", "a/../b", "A", "a.b", "a b", "ä", &"a".repeat(513)] {
            assert!(matches!(path(key), Err(Error::Invalid { .. })), "{key}");
        }
        assert!(path("acc_0190/att-1/original").is_ok());
    }

    #[test]
    fn an_s3_bucket_is_opened_without_being_asked() {
        let options = BTreeMap::from([("aws_region".to_owned(), "eu-central-1".to_owned())]);
        assert!(Blobs::open("s3://tandem/blobs", &options).is_ok());
        assert!(Blobs::open("ftp://tandem/blobs", &options).is_err());
    }
}
