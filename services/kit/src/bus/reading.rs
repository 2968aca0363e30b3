//! A consumer that reads its events one by one and writes what they lead to together: one transaction for many events.
use std::{collections::BTreeMap, sync::Arc};

use futures::future::BoxFuture;
use prost::{Message, Name};
use tandem_proto::event::Event;

use super::{Consumer, Handler, Together};
use crate::{Cause, Result, auth};

type Reader<P> = Arc<dyn Fn(Arc<Event>) -> BoxFuture<'static, Result<Option<P>>> + Send + Sync>;

/// See the module. `P` is what an event leads to.
pub struct Reading<P> {
    queue: &'static str,
    readers: BTreeMap<String, Reader<P>>,
}

impl<P: Send + 'static> Reading<P> {
    pub(super) fn new(queue: &'static str) -> Self {
        Self { queue, readers: BTreeMap::new() }
    }
    /// Listens for events of type `T`, and says what one leads to; nothing where it leads to nothing. It may ask peers, and
    /// writes nothing.
    #[must_use]
    pub fn on<T, F, Fut>(mut self, read: F) -> Self
    where
        T: Message + Name + Default + 'static,
        F: Fn(Arc<Event>, T) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<P>>> + Send + 'static,
    {
        let reader: Reader<P> = Arc::new(move |event: Arc<Event>| match T::decode(event.data.clone()) {
            Ok(what) => Box::pin(read(event, what)),
            Err(e) => Box::pin(async move { Err(anyhow::Error::from(e).into()) }),
        });
        self.readers.insert(T::full_name(), reader);
        self
    }
    /// Writes what events of one account lead to, in their order, in one transaction with their marks: all or nothing. Where
    /// it fails it is given them again, one by one.
    pub fn write<F, Fut>(self, write: F) -> Consumer
    where
        F: Fn(Vec<(Arc<Event>, P)>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let (readers, write) = (Arc::new(self.readers), Arc::new(write));
        let types: Vec<String> = readers.keys().cloned().collect();
        let together: Together = Arc::new(move |events| {
            let (readers, write) = (readers.clone(), write.clone());
            Box::pin(async move {
                let mut read = Vec::with_capacity(events.len());
                for event in events {
                    let Some(reader) = readers.get(&event.r#type) else { continue };
                    let cause = Cause::of_event(&event)?;
                    if let Some(what) = auth::acting(&cause, reader(event.clone())).await? {
                        read.push((event, what));
                    }
                }
                if read.is_empty() { Ok(()) } else { write(read).await }
            })
        });
        let one = |together: &Together| -> Handler {
            let together = together.clone();
            Arc::new(move |event| together(vec![event]))
        };
        let handlers = types.into_iter().map(|of| (of, one(&together))).collect();
        Consumer { queue: self.queue, handlers, together: Some(together) }
    }
}
